//! Whether a page's text is text: image only, garbled, or to be trusted.

use super::{PageState, letters::is_unspaced};
use crate::page::Page;

/// Share of a page that images cover when the page is a scan.
const SCAN: f32 = 0.5;
/// Fewest characters about which anything can be said.
const ENOUGH: u32 = 40;
/// Fewest Latin letters whose vowels are counted.
const ENOUGH_LETTERS: u32 = 300;

/// What can be read on a page.
pub(super) fn state(page: &Page) -> PageState {
    let census = Census::of(&page.text);
    let seen = census.all + page.unmapped;
    if seen == 0 {
        return if page.image_share >= SCAN { PageState::Scanned } else { PageState::Blank };
    }
    if seen >= ENOUGH && page.unmapped * 10 > seen * 3 || census.is_no_language() {
        return PageState::Garbled;
    }
    if census.all < ENOUGH && page.image_share >= 0.85 && page.words.len() < 8 {
        return PageState::Scanned; // a scan with a stamp or a page number on it
    }
    PageState::Text
}

/// A page's characters, counted.
#[derive(Default)]
struct Census {
    all: u32,
    /// Of any script.
    letters: u32,
    digits: u32,
    latin: u32,
    vowels: u32,
}

impl Census {
    fn of(text: &str) -> Self {
        let mut census = Self::default();
        for run in text.split_inclusive(|c: char| !c.is_ascii()) {
            let other = run.chars().next_back().filter(|c| !c.is_ascii());
            let plain = run.len() - other.map_or(0, char::len_utf8);
            run.as_bytes()[..plain].iter().for_each(|&b| census.count_ascii(b));
            other.into_iter().for_each(|c| census.count_other(c));
        }
        census
    }

    fn count_ascii(&mut self, b: u8) {
        self.all += 1;
        let lower = b | 0x20;
        if lower.is_ascii_lowercase() {
            self.letters += 1;
            self.latin += 1;
            self.vowels += u32::from(matches!(lower, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'));
        } else {
            self.digits += u32::from(matches!(b, b'0'..=b'9' | b'.' | b',' | b'-'));
        }
    }

    fn count_other(&mut self, c: char) {
        self.all += 1;
        if c.is_alphabetic() || is_unspaced(c) {
            self.letters += 1;
            // Accented Latin letters are mostly vowels.
            let is_latin = c < '\u{250}';
            self.latin += u32::from(is_latin);
            self.vowels += u32::from(is_latin);
        }
    }

    /// Punctuation beyond any formula or program, or letters that no language strings together.
    fn is_no_language(&self) -> bool {
        let other = self.all - self.letters - self.digits;
        let symbols = self.all >= 4 * ENOUGH && other * 10 > self.all * 7;
        let share = |part: u32| part * 100 / self.latin.max(1);
        let unspeakable = self.latin >= ENOUGH_LETTERS && !(12..=75).contains(&share(self.vowels));
        symbols || unspeakable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str, unmapped: u32, image_share: f32) -> Page {
        Page { text: text.into(), unmapped, image_share, ..Page::default() }
    }

    #[test]
    fn states_of_pages() {
        assert_eq!(state(&page("", 0, 1.0)), PageState::Scanned);
        assert_eq!(state(&page("", 0, 0.1)), PageState::Blank);
        assert_eq!(state(&page("", 400, 0.0)), PageState::Garbled);
        assert_eq!(state(&page("Withbothfeetontheground", 2, 0.0)), PageState::Text);
        assert_eq!(state(&page(&"xkcdqrtpl".repeat(50), 0, 0.0)), PageState::Garbled);
        assert_eq!(state(&page(&"thequickbrownfox".repeat(50), 0, 0.0)), PageState::Text);
        assert_eq!(state(&page(&"!\"#$%&'()*+".repeat(50), 0, 0.0)), PageState::Garbled);
    }
}
