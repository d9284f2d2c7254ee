//! Whether a glyph goes on with the word before it.

use super::{
    letters::{is_right_to_left, is_unspaced},
    words::{Builder, Flow, Spot},
};

/// Widest gap within a word, in ems. TeX sets interword spaces down to .22 em, kerns and tracking stay below .1.
const GAP: f32 = 0.14;
/// How far a glyph may start before the end of the word so far, in ems (kerns, scripts, accents).
const OVERLAP: f32 = 0.7;
/// A space that was drawn, and whose room was then taken back so that less than this is left, is none, in ems: that is how
/// Ghostscript moves on.
const NO_SPACE: f32 = 0.03;
/// How much more than its room may be taken back, in ems: the kerns of Latin pairs ("Ye").
const TAKEN_BACK: f32 = 0.15;
/// How far a glyph may stand above or below the baseline of its word, in ems.
const RISE: f32 = 0.45;
/// An initial is so many times as large as the text.
const INITIAL: f32 = 1.9;
/// Characters of an unspaced script in one word at most: boxes of marks want some grain.
const UNSPACED_RUN: u16 = 8;

/// Whether a sign of the text may stick to the mark of a note before it.
fn closes(c: char) -> bool {
    ".,;:!?)]}”’»>\"-–—/".contains(c)
}

impl Builder<'_> {
    pub(super) fn joins(&mut self, c: char, spot: &Spot) -> bool {
        let size = self.word.size.max(spot.size);
        let rise = spot.base - self.word.base;
        if rise.abs() > RISE * size {
            return self.follows_initial(c, spot);
        }
        let gap = spot.left - self.word.right;
        if self.spaced && (!(-TAKEN_BACK * size..NO_SPACE * size).contains(&gap) || spot.invisible) {
            return false;
        }
        // A bracket goes with either direction.
        if c > '\u{58f}' && is_right_to_left(c) && (self.traits.right_to_left > 0 || !self.last.0.is_alphanumeric()) {
            return self.joins_in_flow(gap, spot);
        }
        if gap > GAP * size || gap < -OVERLAP * size || self.traits.unspaced >= UNSPACED_RUN && is_unspaced(c) {
            return false;
        }
        if self.traits.is_note_mark {
            return spot.size <= 1.15 * self.word.size || c.is_numeric() || closes(c);
        }
        !self.calls_note(c, spot) && !self.begins_note(c, spot)
    }

    /// A letter right behind an initial of several lines, at the height of the first of these: the word is theirs.
    fn follows_initial(&mut self, c: char, spot: &Spot) -> bool {
        let word = &self.word;
        let (gap, rise) = (spot.left - word.right, spot.base - word.base);
        let is_initial =
            self.last.0.is_uppercase() && word.start as usize + self.last.0.len_utf8() == self.words.text.len();
        let placed = (0.2..0.9).contains(&(rise / word.size)) && gap.abs() < 0.2 * word.size;
        let follows = is_initial && placed && !self.spaced && c.is_alphabetic() && INITIAL * spot.size <= word.size;
        if follows {
            (self.word.size, self.word.base) = (spot.size, spot.base);
        }
        follows
    }

    /// Right-to-left text is drawn in the order of speech, each glyph left of the last one, or the other way round; a
    /// word in which that changes is read in parts (which `bidi` joins).
    fn joins_in_flow(&mut self, gap: f32, spot: &Spot) -> bool {
        let moved_left = spot.left + 0.3 * (spot.right - spot.left) < self.last.1.left;
        if !moved_left {
            return self.traits.flow == Flow::Rightward && gap < GAP * spot.size && gap > -OVERLAP * spot.size;
        }
        let gap = self.word.left - spot.right;
        let first = self.traits.right_to_left <= 1 || self.traits.flow == Flow::Leftward;
        let joins = first && gap < GAP * spot.size && gap > -0.5 * spot.size;
        if joins {
            self.traits.flow = Flow::Leftward;
        }
        joins
    }

    /// A letter right behind the raised, smaller figures that a note begins with.
    fn begins_note(&self, c: char, spot: &Spot) -> bool {
        let raised = self.word.size < 0.9 * spot.size && self.word.base - spot.base > 0.1 * spot.size;
        raised && c.is_alphabetic() && self.words.text[self.word.start as usize..].chars().all(char::is_numeric)
    }

    /// A raised, smaller figure or sign right behind a word, its stop or a number (of which it may be the power, too).
    pub(super) fn calls_note(&self, c: char, spot: &Spot) -> bool {
        let raised = spot.size < 0.85 * self.word.size && spot.base - self.word.base > 0.15 * self.word.size;
        if !raised || !(c.is_ascii_digit() || matches!(c, '*' | '†' | '‡' | '§')) {
            return false;
        }
        let before = self.last.0;
        let long_word = self.words.text.len() - self.word.start as usize >= 3;
        before.is_alphabetic() && long_word
            || before.is_ascii_digit()
            || matches!(before, '.' | ',' | ';' | ':' | '”' | '’' | '»' | '"' | ')' | '?' | '!')
    }
}
