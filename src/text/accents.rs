//! Accents that are drawn as glyphs of their own, before or after their letter.
//!
//! TeX's `\accent` draws the accent first, then moves back for the letter; other programs draw it afterwards. Which
//! letter it belongs to is told by the letter that stands under its middle.

use super::{
    letters::{composed, is_combining},
    words::{Builder, Spot},
};

/// An accent that waits for its letter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Accent {
    /// As drawn.
    own: char,
    /// The combining mark it stands for.
    mark: char,
    spot: Spot,
}

/// What negates a sign.
const STROKE: char = '\u{338}';

/// Whether the middle of an accent stands over a letter.
fn is_over(letter: &Spot, accent: &Spot) -> bool {
    let middle = (accent.left + accent.right) * 0.5;
    let slack = 0.02 * letter.size;
    middle > letter.left - slack
        && middle < letter.right + slack
        && (letter.base - accent.base).abs() < 0.7 * letter.size.max(accent.size)
}

impl Builder<'_> {
    /// An accent comes: it sits on the last letter, or waits for the next.
    pub(super) fn mark(&mut self, own: char, mark: char, spot: Spot) {
        let (last, at) = self.last;
        let combining = is_combining(own);
        if self.is_open() {
            let has_width = spot.right - spot.left > 0.01 * spot.size;
            let sits = is_over(&at, &spot) && composed(last, mark).is_some();
            // TeX's stroke through a sign has no width, and is drawn before it.
            if sits || combining && mark != STROKE && (!has_width || is_over(&at, &spot)) {
                return self.attach(mark);
            }
        }
        self.drop_accent();
        self.accent = Some(Accent { own, mark, spot });
    }

    /// The letter after an accent comes.
    pub(super) fn under_accent(&mut self, accent: Accent, c: char, spot: Spot) {
        let over = is_over(&spot, &accent.spot);
        match composed(c, accent.mark) {
            Some(whole) if over => self.letter(whole, spot),
            None if over && is_combining(accent.own) => {
                self.letter(c, spot);
                self.attach(accent.mark);
            }
            _ => {
                self.alone(accent);
                self.letter(c, spot);
            }
        }
    }

    /// A sign that is drawn back over the last character, a slash, is negated by it: TeX's `∉`.
    pub(super) fn negated(&mut self, c: char, spot: &Spot) -> Option<char> {
        let slash = self.last.1;
        let is_struck = self.is_open() && spot.left < slash.left && slash.right < spot.right;
        is_struck.then(|| composed(c, STROKE)).flatten()
    }

    /// No letter came for the accent that waits: it stands for itself.
    pub(super) fn drop_accent(&mut self) {
        if let Some(accent) = self.accent.take() {
            self.alone(accent);
        }
    }

    fn alone(&mut self, accent: Accent) {
        if is_combining(accent.own) && self.is_open() {
            self.attach(accent.mark);
        } else {
            self.letter(accent.own, accent.spot);
        }
    }

    /// Puts a mark on the last character.
    pub(super) fn attach(&mut self, mark: char) {
        if !self.open {
            return self.letter(mark, self.last.1);
        }
        match composed(self.last.0, mark) {
            Some(c) if self.words.text.ends_with(self.last.0) => self.replace_last(c),
            _ => {
                self.words.text.push(mark);
                self.traits.unsettled = true;
            }
        }
    }

    pub(super) fn replace_last(&mut self, c: char) {
        if self.words.text.ends_with(self.last.0) {
            self.words.text.pop();
            self.words.text.push(c);
            self.last.0 = c;
        } else if is_combining(c) {
            self.words.text.push(c);
        }
    }

    /// Whether the word so far may take a mark.
    #[inline]
    pub(super) fn is_open(&self) -> bool {
        self.open && !self.spaced
    }
}
