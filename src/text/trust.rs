//! Whether a page's text is text: image only, garbled, or to be trusted.
//!
//! A font that does not say what its glyphs mean leaves them unmapped, which is counted. One that says it wrongly (letters
//! shifted by a constant, glyph numbers taken for letters, another alphabet's code) gives words that no language has:
//! letters follow each other in them that do so in none. That is told for Latin letters, which are what such fonts give.
//!
//! A false alarm takes a page out of every answer, so what is odd in one way only is text: formulas, programs, tables of
//! figures, lists of codes or names, sequences of a few letters.

use super::{PageState, letters::is_unspaced};
use crate::page::Page;

/// Share of a page that images cover when the page is a scan.
const SCAN: f32 = 0.5;
/// Fewest characters about which anything can be said.
const ENOUGH: u32 = 40;
/// Fewest signs and letters of which signs may be too many.
const ENOUGH_SIGNS: u32 = 160;
/// Least confidence of recognised words, of 100: print has above 85, what is seen in photographs and drawings below.
const LEGIBLE: u8 = 40;

/// Whether what stands on a page belongs into the text.
pub(super) fn is_worth_keeping(page: &Page, state: PageState) -> bool {
    match state {
        PageState::Text | PageState::Recognised | PageState::Blank => true,
        PageState::Garbled => false,
        // A stamp is text, and what was seen in a photograph is not.
        PageState::Scanned => page.confidence.is_none(),
    }
}

/// What can be read on a page.
pub fn state(page: &Page) -> PageState {
    let census = Census::of(&page.text);
    if let Some(confidence) = page.confidence {
        return match () {
            () if census.all == 0 || confidence < LEGIBLE => PageState::Scanned,
            () if is_no_language(page, &census) => PageState::Garbled,
            () => PageState::Recognised,
        };
    }
    let seen = census.all + page.unmapped;
    if seen == 0 {
        return if page.image_share >= SCAN { PageState::Scanned } else { PageState::Blank };
    }
    // Formulas may take more than half of a page, in fonts that nobody understands, and the rest can be read.
    let is_unreadable = seen >= ENOUGH && page.unmapped * 3 > seen * 2;
    if is_unreadable || is_no_language(page, &census) {
        return PageState::Garbled;
    }
    if census.all < ENOUGH && page.image_share >= 0.85 && page.words.len() < 8 {
        return PageState::Scanned; // a scan with a stamp or a page number on it
    }
    PageState::Text
}

/// Signs beyond any formula or program, or letters that no language strings together.
fn is_no_language(page: &Page, census: &Census) -> bool {
    let signs = census.all - census.letters - census.digits;
    census.all >= ENOUGH_SIGNS && signs * 10 > census.all * 7 || Pairs::of(page).are_strange()
}

/// A page's characters, counted; a sign that is repeated (leaders, rules) counts once.
#[derive(Default)]
struct Census {
    all: u32,
    /// Of any script.
    letters: u32,
    digits: u32,
}

impl Census {
    fn of(text: &str) -> Self {
        let mut census = Self::default();
        let mut before = '\0';
        for c in text.chars() {
            let is_letter = if c.is_ascii() { c.is_ascii_alphabetic() } else { c.is_alphabetic() || is_unspaced(c) };
            census.letters += u32::from(is_letter);
            let is_digit = c.is_ascii_digit() || matches!(c, '.' | ',' | '-');
            census.digits += u32::from(is_digit);
            census.all += u32::from(is_letter || is_digit || c != before);
            before = c;
        }
        census
    }
}

/// Fewest pairs of letters that say anything.
const ENOUGH_PAIRS: u32 = 200;
/// So many tell: there is no need to look at the whole page.
const PLENTY_PAIRS: u32 = 1000;
/// Shortest run of letters that is looked at: shorter ones are symbols, units, abbreviations.
const SHORTEST_RUN: usize = 4;
/// Kinds of strange pairs among garbled letters, at least; a word or code that is repeated has a few.
const STRANGE_KINDS: u32 = 25;

/// Pairs of letters that follow each other in words.
#[derive(Default)]
struct Pairs {
    all: u32,
    strange: u32,
    /// Which were strange: a bit for the second letter, by the first.
    kinds: [u32; 26],
}

impl Pairs {
    fn of(page: &Page) -> Self {
        let mut pairs = Self::default();
        let bytes = page.text.as_bytes();
        for word in &page.words {
            let word = bytes.get(word.start as usize..word.end as usize).unwrap_or_default();
            for run in word.split(|byte| !byte.is_ascii_alphabetic()).filter(|run| run.len() >= SHORTEST_RUN) {
                run.windows(2).for_each(|pair| pairs.count(pair[0], pair[1]));
            }
            if pairs.all >= PLENTY_PAIRS {
                break;
            }
        }
        pairs
    }

    /// Two ASCII letters.
    fn count(&mut self, first: u8, second: u8) {
        let (first, second) = (usize::from((first | 0x20) - b'a'), (second | 0x20) - b'a');
        let bit = 1 << second;
        self.all += 1;
        if USUAL[first] & bit == 0 {
            self.strange += 1;
            self.kinds[first] |= bit;
        }
    }

    /// Whether these are the letters of no language. Of 31,611 pages in 15 languages, programs and indexes among them,
    /// none has a quarter of strange pairs of so many kinds; with their letters shifted or exchanged, 92 to 99 of 100
    /// full pages have.
    fn are_strange(&self) -> bool {
        let kinds = || self.kinds.iter().map(|kinds| kinds.count_ones()).sum::<u32>();
        self.all >= ENOUGH_PAIRS && self.strange * 4 > self.all && kinds() >= STRANGE_KINDS
    }
}

/// The letters that follow each letter in words, a bit each: those that do so in the most frequent trigrams of at least
/// three of 37 languages in Latin letters (the profiles of `whatlang` 0.18), or make up a thousandth of all pairs in theses
/// of one of eight. Marks are not looked at: a letter with one ends the run.
#[rustfmt::skip] // a table
const USUAL: [u32; 26] = [
    0x37e_ffff, // a: all but k, q, x
    0x116_4913, // b: abeilorsuy
    0x01e_5d95, // c: acehiklmorstu
    0x356_6b19, // d: adeijlnorsuwyz
    0x3ff_ffff, // e: all
    0x01a_c931, // f: aefiloprtu
    0x13e_6dd1, // g: aeghiklnorstuvy
    0x03a_6911, // h: aeilnortuv
    0x33f_ffff, // i: all but w, x
    0x018_6111, // j: aeinotu
    0x17e_4d19, // k: adeiklorstuvwy
    0x15c_7fdd, // l: all but b, f, p, q, r, v, x, z
    0x014_d91f, // m: abcdeilmopsu
    0x33c_fffd, // n: all but b, q, r, w, x
    0x37e_ff7f, // o: all but h, q, x
    0x01e_c9d1, // p: aeghiloprstu
    0x010_0000, // q: u
    0x17e_fdff, // r: all but j, q, x, z
    0x33c_fdb5, // s: all but b, d, g, j, q, r, w, x
    0x37e_7f93, // t: all but c, d, f, g, p, q, x
    0x3af_ffff, // u: all but u, w
    0x102_6911, // v: aeilnory
    0x010_4191, // w: aehiou
    0x008_8101, // x: aipt
    0x00e_fddd, // y: acdeghiklmnoprst
    0x218_fd11, // z: aeiklmnoptuz
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Word;

    fn page(text: &str, unmapped: u32, image_share: f32) -> Page {
        let mut page = Page { unmapped, image_share, ..Page::default() };
        for word in text.split_whitespace() {
            let start = page.text.len() as u32;
            page.text.push_str(word);
            let end = page.text.len() as u32;
            let (bounds, size, font, confidence) = (Default::default(), 10.0, 0, None);
            page.words.push(Word { start, end, bounds, size, font, confidence });
        }
        page
    }

    fn of_text(text: &str) -> PageState {
        state(&page(text, 0, 0.0))
    }

    const PROSE: &str = "Members of the groups described how they had come to know one another, what they expected from \
        a meeting and which of their expectations were fulfilled. Nobody was asked to speak. Whoever spoke was heard, and \
        what had been said within the circle stayed there. Several of them remembered the first evening better than any \
        that followed, because everything about it had been strange: the chairs, the tea, the silence before somebody \
        began. One woman said that she had understood for the first time that her fear had a shape which others knew.";

    #[test]
    fn states_of_pages() {
        assert_eq!(state(&page("", 0, 1.0)), PageState::Scanned);
        assert_eq!(state(&page("", 0, 0.1)), PageState::Blank);
        assert_eq!(state(&page("", 400, 0.0)), PageState::Garbled);
        assert_eq!(state(&page("With both feet on the ground", 2, 0.0)), PageState::Text);
        assert_eq!(of_text(PROSE), PageState::Text);
        assert_eq!(of_text(&"!\"#$%&'()*+".repeat(50)), PageState::Garbled);
    }

    #[test]
    fn letters_that_are_shifted_or_exchanged_mean_nothing() {
        for shift in 1..26 {
            let shifted: String = PROSE.chars().map(|c| moved(c, |letter| (letter + shift) % 26)).collect();
            // Some shifts give pairs that are common, and need more than a paragraph to be told.
            let is_told = of_text(&shifted) == PageState::Garbled;
            assert!(is_told || [4, 6, 7, 13, 20, 22].contains(&shift), "{shift}: {shifted:.80}");
        }
        let mirrored: String = PROSE.chars().map(|c| moved(c, |letter| 25 - letter)).collect();
        assert_eq!(of_text(&mirrored), PageState::Garbled);
        // Glyph numbers for codes: the offset between the two in many TrueType fonts is 29.
        let numbers: String = PROSE.chars().map(|c| if c == ' ' { c } else { char::from(c as u8 - 29) }).collect();
        assert_eq!(of_text(&numbers), PageState::Garbled, "{numbers:.80}");
    }

    fn moved(c: char, by: impl Fn(u8) -> u8) -> char {
        if !c.is_ascii_alphabetic() {
            return c;
        }
        let first = if c.is_ascii_lowercase() { b'a' } else { b'A' };
        char::from(first + by(c as u8 - first))
    }

    #[test]
    fn what_is_odd_in_one_way_is_text() {
        let formulas = "f ( x ) = ∑ a k x k + 1 ≤ ∫ g ( t ) d t ; ".repeat(20);
        let codes = "W127, W234, W240, X131, g1066, g1082, XDUTS, DSSS, FHSS, HTTP, ".repeat(20);
        let sequence = "ACGTTGCAACGT GGCATCGATCGC TTAGCGCGATCG GGGCGTACGCTA CGCGTATATCGC ".repeat(10);
        let leaders = "第 1 章 模板介绍 ···························································· 1 ".repeat(20);
        let program = "for (ptr = xs; *ptr; ++ptr) { strncpy(dst, ptr, len); fprintf(stderr, fmt, dst); } ".repeat(10);
        let czech =
            "Strč prst skrz krk, zvlhl zmrzl scvrkl ztvrdl, vlk zhltl hrst zrn. Příliš žluťoučký kůň. ".repeat(8);
        let welsh = "Llanfairpwllgwyngyll sydd bentref mawr ac ymuned ar lan y Fenai ym Môn, gyda gorsaf. ".repeat(8);
        for text in [formulas, codes, sequence, leaders, program, czech, welsh] {
            assert_eq!(of_text(&text), PageState::Text, "{text:.60}");
        }
        // A page of formulas in a font that nobody understands, with words between them.
        assert_eq!(state(&page(PROSE, 700, 0.0)), PageState::Text);
    }

    #[test]
    fn what_was_seen_in_a_photograph_is_no_text() {
        let recognised = |confidence| Page { confidence: Some(confidence), ..page(PROSE, 0, 1.0) };
        assert_eq!(state(&recognised(93)), PageState::Recognised);
        assert_eq!(state(&recognised(20)), PageState::Scanned);
    }
}
