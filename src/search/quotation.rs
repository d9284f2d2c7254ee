//! A quotation as typed: what must stand in the text, and where words were left out or put in.

use unicode_normalization::UnicodeNormalization;

use crate::index::analyzer;

/// Most words that an ellipsis may stand for: an author may leave out sentences, but not chapters.
const OMITTED: usize = 300;

/// Most words that a bracket such as `[the members]` may stand for.
const REPLACED: usize = 8;

/// A quotation: segments that stand in the text one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Quotation {
    /// None is without a word.
    pub(super) segments: Vec<Segment>,
}

/// A stretch of a quotation without an ellipsis or bracket in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Segment {
    /// NFC.
    pub(super) text: String,
    /// How many words may stand in the text between the segment before it and this one.
    pub(super) gap: usize,
    /// Bytes of `text` at which a letter's case was changed openly (`[T]he`).
    pub(super) recased: Vec<usize>,
}

impl Quotation {
    /// Understands ellipses (`...`, `…`, `[...]`), remarks (`[sic]`, `[emphasis added]`), words put in (`[he]`) and changed
    /// capitals (`[T]he`).
    pub(super) fn parse(text: &str) -> Self {
        let mut parser = Parser::default();
        let chars: Vec<char> = text.nfc().collect();
        let mut at = 0;
        while at < chars.len() {
            at += parser.step(&chars, at);
        }
        parser.close(0);
        Self { segments: parser.segments }
    }

    /// How many words it has.
    pub(super) fn words(&self) -> usize {
        self.segments.iter().map(|segment| analyzer::tokens(&segment.text).count()).sum()
    }
}

#[derive(Default)]
struct Parser {
    segments: Vec<Segment>,
    open: Segment,
    /// Words that may stand before the segment at hand.
    gap: usize,
}

impl Parser {
    /// Takes what stands at `at`; how many characters that was.
    fn step(&mut self, chars: &[char], at: usize) -> usize {
        let rest = &chars[at..];
        if let Some(length) = ellipsis(rest) {
            self.close(OMITTED);
            return length;
        }
        if rest[0] == '['
            && let Some(length) = rest.iter().position(|c| *c == ']')
        {
            let inside: String = rest[1..length].iter().collect();
            self.bracket(&inside, at.checked_sub(1).map(|before| chars[before]), rest.get(length + 1).copied());
            return length + 1;
        }
        self.open.text.push(rest[0]);
        1
    }

    fn bracket(&mut self, inside: &str, before: Option<char>, after: Option<char>) {
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let mut letters = inside.chars();
        match (letters.next(), letters.next()) {
            (Some(c), None) if c.is_alphabetic() && is_letter(after) && !is_letter(before) => {
                self.open.recased.push(self.open.text.len());
                self.open.text.push(c);
            }
            _ if is_remark(inside) => {}
            _ => {
                if is_letter(before) {
                    // `convert[ed]`: the word stands for another.
                    let kept = self.open.text.trim_end_matches(char::is_alphanumeric).len();
                    self.open.text.truncate(kept);
                }
                self.close(REPLACED);
            }
        }
    }

    /// Ends the segment at hand; up to `gap` words may follow it.
    fn close(&mut self, gap: usize) {
        let segment = std::mem::take(&mut self.open);
        if analyzer::tokens(&segment.text).next().is_some() {
            let before = if self.segments.is_empty() { 0 } else { self.gap };
            self.segments.push(Segment { gap: before, ..segment });
            self.gap = gap;
        } else {
            self.gap = self.gap.max(gap);
        }
    }
}

/// How long an ellipsis is that stands here.
fn ellipsis(rest: &[char]) -> Option<usize> {
    let closing = match rest.first()? {
        '[' => Some(']'),
        '(' => Some(')'),
        '.' | '…' => None,
        _ => return None,
    };
    let open = usize::from(closing.is_some());
    let body = rest[open..].iter().take_while(|c| matches!(c, '.' | '…' | ' ' | '\u{a0}')).count();
    let dots: usize = rest[open..open + body]
        .iter()
        .map(|c| match c {
            '.' => 1,
            '…' => 3,
            _ => 0,
        })
        .sum();
    match closing {
        _ if dots < 3 => None,
        Some(bracket) => (rest.get(open + body) == Some(&bracket)).then_some(body + 2),
        None => Some(body),
    }
}

/// Whether a bracket is a remark of whoever quotes, and stands for nothing of the text.
fn is_remark(inside: &str) -> bool {
    let inside = inside.trim().trim_end_matches(['!', '?', '.']).to_lowercase();
    let words = ["emphasis", "italics", "hervorheb", "my ", "original", "translat", "übers", "souligné", "cursiva"];
    inside.is_empty()
        || matches!(inside.as_str(), "sic" | "!" | "?")
        || words.iter().any(|word| inside.starts_with(word) || inside.contains("added") || inside.contains("mine"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<(String, usize)> {
        let segments = Quotation::parse(text).segments.into_iter();
        segments.map(|segment| (segment.text.trim().to_owned(), segment.gap)).collect()
    }

    fn owned(segments: &[(&str, usize)]) -> Vec<(String, usize)> {
        segments.iter().map(|(text, gap)| ((*text).to_owned(), *gap)).collect()
    }

    #[test]
    fn ellipses_part_a_quotation() {
        for ellipsis in ["...", "…", "[...]", "[…]", ". . .", "(...)", " .... "] {
            let text = format!("the well {ellipsis} of Saltby");
            assert_eq!(parsed(&text), owned(&[("the well", 0), ("of Saltby", OMITTED)]), "{text}");
        }
        assert_eq!(parsed("... the well ..."), owned(&[("the well", 0)]));
        assert_eq!(parsed("No. 3 etc. and so on."), owned(&[("No. 3 etc. and so on.", 0)]));
    }

    #[test]
    fn brackets_stand_for_other_words_or_for_nothing() {
        assert_eq!(
            parsed("that [he] dug [sic] wells [emphasis added]"),
            owned(&[("that", 0), ("dug  wells", REPLACED)])
        );
        assert_eq!(parsed("they convert[ed] it"), owned(&[("they", 0), ("it", REPLACED)]));
        let quotation = Quotation::parse("[T]he well");
        assert_eq!(
            (quotation.segments[0].text.as_str(), quotation.segments[0].recased.as_slice()),
            ("The well", &[0][..])
        );
        // A reference that the text itself has.
        assert_eq!(parsed("as shown [12] by others"), owned(&[("as shown", 0), ("by others", REPLACED)]));
        assert_eq!(parsed("[...] [x] !"), owned(&[]));
        assert_eq!(parsed("an open [bracket"), owned(&[("an open [bracket", 0)]));
    }
}
