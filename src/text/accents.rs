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
            if sits || combining && (!has_width || is_over(&at, &spot)) {
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
}
