//! Text drawn twice is read once: bold and shadows by drawing again, a layer of recognised text under the text itself.

use super::words::{Builder, Piece, Spot, Words};

/// How many words back a word drawn twice is looked for.
const LOOK_BACK: usize = 256;

/// How far apart the baselines of a word and of the same word recognised may be, ems.
const HALF_LINE: f32 = 0.5;

impl Builder<'_> {
    /// The same character again in the same place: that is how some programs draw bold.
    pub(super) fn is_double(&self, c: char, spot: &Spot) -> bool {
        let (last, at) = &self.last;
        self.open
            && c == *last
            && (spot.left - at.left).abs() < 0.1 * spot.size
            && (spot.base - at.base).abs() < 0.1 * spot.size
    }

    /// Whether a word begins where one may stand already: back on its line, above it, or as low as others before it.
    pub(super) fn comes_back(&mut self, spot: &Spot) -> bool {
        let before = &self.word;
        let went_back = spot.left < before.right - 0.3 * spot.size && spot.base > before.base - 0.5 * spot.size;
        if before.frame != 0 {
            return went_back; // of most pages there is no other frame
        }
        let went_down = spot.base < before.base - 0.5 * spot.size;
        let was_there = spot.base > self.lowest - 0.5 * spot.size;
        self.lowest = self.lowest.min(spot.base);
        went_back || went_down && was_there
    }

    /// Whether the same word stands in the same place (bold or shadow by drawing twice, text under text).
    pub(super) fn stands_already(&self) -> bool {
        let Words { text, pieces, .. } = &self.words;
        let word = &self.word;
        let near = |a: f32, b: f32| (a - b).abs() < 0.13 * word.size;
        let shown = |piece: &Piece| &text[piece.start as usize..piece.end as usize];
        pieces.iter().rev().take(LOOK_BACK).any(|piece| {
            near(piece.base, word.base)
                && near(piece.left, word.left)
                && piece.frame == word.frame
                && near(piece.right, word.right)
                && shown(piece) == shown(word)
        })
    }
}

/// Drops the words that are not to be seen where words that are stand in their place: programs that recognise text put a
/// layer of it over pages that have text already.
pub(super) fn leave_visible(words: &mut Words) {
    let piece = |at: &u32| &words.pieces[*at as usize];
    let (hidden, mut seen): (Vec<u32>, Vec<u32>) = (0..words.pieces.len() as u32).partition(|at| piece(at).hidden);
    seen.sort_by(|a, b| piece(a).base.total_cmp(&piece(b).base));
    let has_place = |at: &u32| {
        let word = piece(at);
        let from = seen.partition_point(|other| piece(other).base < word.base - HALF_LINE * word.size);
        let near = seen[from..].iter().map(piece).take_while(|other| other.base < word.base + HALF_LINE * word.size);
        let shared: f32 = near
            .filter(|other| other.frame == word.frame)
            .map(|other| (other.right.min(word.right) - other.left.max(word.left)).max(0.0))
            .sum();
        shared <= 0.5 * word.width()
    };
    let dropped: Vec<u32> = hidden.into_iter().filter(|at| !has_place(at)).collect();
    if !dropped.is_empty() {
        leave_out(words, &dropped);
    }
}

/// Takes pieces out, by their sorted indices, and their text.
fn leave_out(words: &mut Words, dropped: &[u32]) {
    let (old, extents) = (std::mem::take(&mut words.text), std::mem::take(&mut words.extents));
    let mut at = 0;
    words.pieces.retain_mut(|piece| {
        let stays = dropped.binary_search(&at).is_err();
        at += 1;
        if stays {
            let start = words.text.len() as u32;
            words.text.push_str(&old[piece.start as usize..piece.end as usize]);
            words.extents.take_over(&extents, piece.start..piece.end, start);
            (piece.start, piece.end) = (start, words.text.len() as u32);
        }
        stays
    });
}
