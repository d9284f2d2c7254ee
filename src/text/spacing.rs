//! Letter-spaced words ("A b s t r a c t"): single letters at even distances are one word.

use super::words::{Piece, Words};

/// Fewest letters of a letter-spaced word.
const FEWEST: usize = 4;
/// Widest distance of its letters, ems.
const WIDEST: f32 = 0.45;
/// How uneven they may be, ems.
const UNEVEN: f32 = 0.07;

/// The single letters at the end of the words so far that may turn out to be one word.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// How many of the last pieces.
    letters: usize,
    /// The distance of the first two.
    gap: f32,
}

impl Run {
    /// Takes note of the last piece, and joins the run when that piece does not belong to it.
    pub(super) fn push(&mut self, words: &mut Words) {
        let [.., before, last] = words.pieces[..] else {
            self.letters = usize::from(!words.pieces.is_empty());
            return;
        };
        if last.end - last.start != 1 && self.letters < 2 {
            self.letters = 0;
            return;
        }
        let gap = (last.left - before.right) / last.size.max(0.1);
        let level = last.frame == before.frame && last.base == before.base && last.size == before.size;
        let even = self.letters < 2 || (gap - self.gap).abs() < UNEVEN;
        if is_letter(&last, words) && self.letters > 0 && level && even && gap > 0.0 && gap < WIDEST {
            if self.letters == 1 {
                self.gap = gap;
            }
            self.letters += 1;
            return;
        }
        self.join(words, words.pieces.len() - 1, level.then_some(gap));
        self.letters = usize::from(is_letter(&last, words));
    }

    /// Joins the run at the end of the page.
    pub(super) fn finish(&mut self, words: &mut Words) {
        self.join(words, words.pieces.len(), None);
        self.letters = 0;
    }

    /// Joins the run that ends before piece `end`, if it is one word.
    fn join(&self, words: &mut Words, end: usize, next_gap: Option<f32>) {
        if self.letters >= FEWEST && self.is_one_word(words, end, next_gap) {
            join(&mut words.pieces, end - self.letters, end);
        }
    }

    /// Capitals set close, or any letters with a wider space behind them.
    fn is_one_word(&self, words: &Words, end: usize, next_gap: Option<f32>) -> bool {
        let run = &words.pieces[end - self.letters..end];
        let text = &words.text[run[0].start as usize..run[run.len() - 1].end as usize];
        let capitals = text.bytes().all(|b| b.is_ascii_uppercase());
        let set_off = next_gap.is_none_or(|gap| gap > 1.4 * self.gap + 0.1 || gap < 0.0);
        set_off && (capitals || self.gap < 0.3) || capitals && self.gap < 0.3
    }
}

fn is_letter(piece: &Piece, words: &Words) -> bool {
    piece.end - piece.start == 1 && words.text.as_bytes()[piece.start as usize].is_ascii_alphabetic()
}

/// Makes one of the pieces from `first` to before `end`, which follow each other in the text.
fn join(pieces: &mut Vec<Piece>, first: usize, end: usize) {
    let last = pieces[end - 1];
    let whole = &mut pieces[first];
    whole.end = last.end;
    whole.right = last.right;
    pieces.drain(first + 1..end);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str, gaps: &[f32]) -> Words {
        let mut words = Words::default();
        let mut run = Run::default();
        let mut x = 0.0;
        for (part, gap) in text.split(' ').zip(gaps) {
            x += gap * 10.0;
            let start = words.text.len() as u32;
            words.text.push_str(part);
            let end = words.text.len() as u32;
            let right = x + 5.0 * part.len() as f32;
            words.pieces.push(Piece {
                start,
                end,
                left: x,
                right,
                base: 0.0,
                size: 10.0,
                font: 0,
                frame: 0,
                hidden: false,
            });
            x = right;
            run.push(&mut words);
        }
        run.finish(&mut words);
        words
    }

    fn shown(words: &Words) -> Vec<&str> {
        words.pieces.iter().map(|p| &words.text[p.start as usize..p.end as usize]).collect()
    }

    #[test]
    fn spaced_letters_are_a_word() {
        let words = row("see T H E S I S next", &[0.0, 0.6, 0.2, 0.2, 0.21, 0.2, 0.2, 0.6]);
        assert_eq!(shown(&words), ["see", "THESIS", "next"]);
    }

    #[test]
    fn they_may_end_a_page() {
        let words = row("see T H E S I S", &[0.0, 0.6, 0.2, 0.2, 0.21, 0.2, 0.2]);
        assert_eq!(shown(&words), ["see", "THESIS"]);
    }

    #[test]
    fn single_letters_at_word_distance_stay() {
        let words = row("let a b c d be", &[0.0, 0.3, 0.3, 0.3, 0.3, 0.3]);
        assert_eq!(shown(&words), ["let", "a", "b", "c", "d", "be"]);
    }
}
