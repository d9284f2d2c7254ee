//! Words: what a text is cut into, the same for indexing, for questions and for marks.
//!
//! A word is a run of letters, digits and their marks (Unicode's `Alphabetic` and `Numeric`), so apostrophes and
//! hyphens part words. Its *folded* form is what the index holds: lower case, compatibility forms undone (`ﬁ` is
//! `fi`), accents of Latin, Greek, Cyrillic, Hebrew and Arabic dropped, `ß` as `ss`, `æ` as `ae`, digits of all scripts as
//! `0` to `9`, and what Arabic and Persian writers use for one another (`ة ه`, `ى ي ی`, `ک ك`) as one letter. Where words
//! are written without spaces (Chinese, Japanese; Thai, Lao, Burmese, Khmer; Korean in part) each character, with the marks on
//! it, is a word by itself, so that any stretch of such a text can be found as a phrase; a question is parted into words
//! of these languages by [`words_asked`].
//! Positions count words from 0 without a gap. Pure: no error, no panic, and no allocation for ASCII.

use std::{borrow::Cow, ops::Range};

use super::folding::{Class, class, fold_char};
pub use super::{
    folding::fold,
    segment::words_asked,
    stem::{UNKNOWN, beginning, record_language, stem, stem_language},
};
use unicode_normalization::char::is_combining_mark;

/// The longest word, in bytes as printed; what is longer is cut into several words.
pub const LONGEST: usize = 128;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// Folded; never empty.
    pub word: Cow<'t, str>,
    /// Where it is printed: bytes of the text, on character boundaries.
    pub span: Range<usize>,
    /// How many words stand before it.
    pub position: u32,
}

/// The words of `text`, in order.
///
/// ```
/// let words: Vec<_> = ibid::index::analyzer::tokens("Self-help: Élan, Maß").map(|token| token.word).collect();
/// assert_eq!(words, ["self", "help", "elan", "mass"]);
/// ```
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut cursor = Cursor::new(text);
    std::iter::from_fn(move || {
        cursor.advance().then(|| {
            let printed = &text[cursor.span()];
            let is_folded = cursor.as_printed || printed == cursor.word();
            let word = if is_folded { Cow::Borrowed(printed) } else { Cow::Owned(cursor.word().into()) };
            Token { word, span: cursor.span(), position: cursor.position }
        })
    })
}

/// Walks over the words of a text with one buffer for all of them.
#[derive(Debug)]
pub(crate) struct Cursor<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    position: u32,
    /// The folded word where it differs from the printed one.
    folded: String,
    as_printed: bool,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, start: 0, end: 0, position: u32::MAX, folded: String::new(), as_printed: true }
    }

    /// Goes to the next word; false at the end of the text.
    pub(crate) fn advance(&mut self) -> bool {
        let found = loop {
            if !self.skip_to_word() {
                break false;
            }
            if self.take_ascii() || self.take_any() {
                break true;
            }
        };
        if found {
            self.position = self.position.wrapping_add(1);
        }
        found
    }

    /// Goes to the next word that may begin, folded, with one of some bytes; positions are no longer told. Others are passed over,
    /// which is quicker than to read them.
    pub(crate) fn advance_to(&mut self, beginnings: &[bool; 256]) -> bool {
        while self.skip_to_word() {
            let word = &self.text.as_bytes()[self.start..];
            if word.first().is_some_and(|byte| byte.is_ascii() && !beginnings[usize::from(byte.to_ascii_lowercase())]) {
                let word = &word[..word.len().min(LONGEST)];
                let is_inside = |byte: &u8| matches!(BYTE[usize::from(*byte)], LOWER | UPPER);
                let length = word.iter().position(|byte| !is_inside(byte)).unwrap_or(word.len());
                if word.get(length).is_none_or(u8::is_ascii) {
                    self.end = self.start + length;
                    continue;
                }
            }
            if self.take_ascii() || self.take_any() {
                return true;
            }
        }
        false
    }

    /// The word, folded.
    pub(crate) fn word(&self) -> &str {
        if self.as_printed { &self.text[self.start..self.end] } else { &self.folded }
    }

    /// The word as printed.
    pub(crate) fn printed(&self) -> &'t str {
        &self.text[self.start..self.end]
    }

    pub(crate) fn span(&self) -> Range<usize> {
        self.start..self.end
    }

    pub(crate) fn position(&self) -> u32 {
        self.position
    }

    fn skip_to_word(&mut self) -> bool {
        let rest = &self.text.as_bytes()[self.end..];
        match rest.iter().position(|&byte| BYTE[byte as usize] != BETWEEN) {
            Some(skipped) => self.start = self.end + skipped,
            None => return false,
        }
        self.end = self.start;
        true
    }

    /// Takes the word if it is ASCII to its end.
    fn take_ascii(&mut self) -> bool {
        let rest = &self.text.as_bytes()[self.start..];
        let mut kinds = 0;
        let inside = rest.iter().take(LONGEST).map(|&byte| BYTE[byte as usize]).take_while(|&kind| kind != BETWEEN);
        let length = inside.inspect(|kind| kinds |= kind).count();
        if kinds & BEYOND_ASCII != 0 {
            return false;
        }
        self.end = self.start + length;
        self.as_printed = kinds & UPPER == 0;
        if !self.as_printed {
            self.folded.clear();
            self.folded.push_str(self.printed());
            self.folded.make_ascii_lowercase();
        }
        true
    }

    /// Takes any other word; false where the character is none, or nothing is left of it when folded.
    fn take_any(&mut self) -> bool {
        self.folded.clear();
        self.as_printed = false;
        let from = self.start;
        for (offset, c) in self.text[from..].char_indices() {
            let (at, after) = (from + offset, from + offset + c.len_utf8());
            match class(c) {
                Class::Alone if self.folded.is_empty() => {
                    fold_char(c, &mut self.folded);
                    (self.start, self.end) = (at, after);
                    return true;
                }
                Class::Marked if self.folded.is_empty() => {
                    fold_char(c, &mut self.folded);
                    self.start = at;
                    self.end = after + self.take_marks(after);
                    return true;
                }
                Class::Alone | Class::Marked | Class::Between => {
                    if self.folded.is_empty() {
                        self.end = after;
                    }
                    break;
                }
                Class::Word => {
                    fold_char(c, &mut self.folded);
                    self.end = after;
                }
                Class::Ignored if self.folded.is_empty() => (self.start, self.end) = (after, after),
                Class::Ignored => {}
            }
            if self.end - self.start >= LONGEST - 4 {
                break;
            }
        }
        !self.folded.is_empty()
    }

    /// Takes the marks that stand at `from`; how many bytes they are.
    fn take_marks(&mut self, from: usize) -> usize {
        let text = self.text;
        let mut taken = 0;
        for c in text[from..].chars().take_while(|&c| is_combining_mark(c) && class(c) == Class::Word) {
            if taken >= LONGEST / 2 {
                break;
            }
            fold_char(c, &mut self.folded);
            taken += c.len_utf8();
        }
        taken
    }
}

/// What a byte is: kinds of which a word may have several are a bit each.
const BETWEEN: u8 = 0;
const LOWER: u8 = 1;
const UPPER: u8 = 2;
const BEYOND_ASCII: u8 = 4;

static BYTE: [u8; 256] = {
    let mut table = [BETWEEN; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'0'..=b'9' | b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            0x80.. => BEYOND_ASCII,
            _ => BETWEEN,
        };
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).map(|token| token.word.into_owned()).collect()
    }

    #[test]
    fn words_are_folded_and_parted() {
        assert_eq!(
            words("The self-help group's \"aims\", 1999."),
            ["the", "self", "help", "group", "s", "aims", "1999"]
        );
        assert_eq!(words("Żółć naïve ŒUVRE Straße ﬁnal"), ["zolc", "naive", "oeuvre", "strasse", "final"]);
        assert_eq!(words("Ἀθῆναι ΔΙΑΣ Διάς"), ["αθηναι", "διασ", "διασ"]);
        assert_eq!(words("Йод ёлка İstanbul ılık"), ["иод", "елка", "istanbul", "ilik"]);
        assert_eq!(words("x² ½ µm 𝑥"), ["x2", "12", "μm", "x"]);
        assert_eq!(words("co\u{ad}operate e\u{301}tude"), ["cooperate", "etude"]);
        assert_eq!(words(""), [] as [&str; 0]);
        assert_eq!(words("— … \u{301} !"), [] as [&str; 0]);
    }

    #[test]
    fn a_character_of_cjk_is_a_word() {
        assert_eq!(words("修士論文"), ["修", "士", "論", "文"]);
        assert_eq!(words("AIが書く text한국"), ["ai", "が", "書", "く", "text", "한", "국"]);
    }

    #[test]
    fn marks_that_make_other_letters_stay() {
        assert_eq!(words("हिन्दी"), ["हिन्दी"]);
        assert_eq!(words("كِتَاب کتاب"), ["كتاب", "كتاب"]);
    }

    #[test]
    fn arabic_and_persian_writers_meet() {
        assert_eq!(words("مدرسة إلى أحمد ٱلكتـاب"), ["مدرسه", "الي", "احمد", "الكتاب"]);
        assert_eq!(words("کتابی ۱۳۹۸ ١٣٩٨"), ["كتابي", "1398", "1398"]);
    }

    #[test]
    fn a_letter_with_its_marks_is_a_word_where_no_spaces_are_written() {
        assert_eq!(words("ที่นี่ไทย ๒๕๖๐"), ["ที่", "นี่", "ไ", "ท", "ย", "2560"]);
        assert_eq!(words("ខ្មែរ"), ["ខ្", "មែ", "រ"]);
    }

    #[test]
    fn spans_are_those_of_the_printed_word() {
        let text = "Die Größe—ﬁn";
        let printed: Vec<_> = tokens(text).map(|token| &text[token.span]).collect();
        assert_eq!(printed, ["Die", "Größe", "ﬁn"]);
    }

    #[test]
    fn a_voicing_mark_on_no_kana_is_passed_over() {
        assert_eq!((words("A\u{3099}a"), fold("A\u{3099}a")), (vec!["aa".to_owned()], "aa".to_owned()));
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let text = "a".repeat(300) + &"é".repeat(300);
        assert!(tokens(&text).all(|token| token.span.len() <= LONGEST));
        assert_eq!(words(&text).concat(), "a".repeat(300) + &"e".repeat(300));
    }

    proptest! {
        #[test]
        fn any_text_has_folded_words_in_order(text in "(\\PC|[a-zA-Z ]|\\p{M}|[\u{ad}\u{200d}\0-\u{1f}]){0,60}") {
            let mut end = 0;
            for (count, token) in tokens(&text).enumerate() {
                prop_assert!(token.span.start >= end && token.span.start < token.span.end);
                prop_assert!(text.get(token.span.clone()).is_some());
                prop_assert_eq!(token.position as usize, count);
                prop_assert!(!token.word.is_empty());
                prop_assert_eq!(fold(&text[token.span.clone()]), token.word.as_ref());
                prop_assert!(!token.word.contains(char::is_whitespace), "{:?}", token.word);
                end = token.span.end;
            }
        }

        #[test]
        fn no_word_is_passed_over_that_begins_as_asked(
            text in "([a-cA-C \\-]|[äÉœß—]|\\PC){0,60}|[abÉ]{120,140} b",
            asked in prop::collection::vec(any::<bool>(), 256),
        ) {
            let beginnings: [bool; 256] = asked.try_into().unwrap();
            let is_asked = |word: &str| word.bytes().next().is_some_and(|byte| beginnings[usize::from(byte)]);
            let all = tokens(&text).filter(|token| is_asked(&token.word));
            let all: Vec<_> = all.map(|token| (token.span, token.word.into_owned())).collect();
            let (mut found, mut cursor) = (Vec::new(), Cursor::new(&text));
            while cursor.advance_to(&beginnings) {
                found.extend(is_asked(cursor.word()).then(|| (cursor.span(), cursor.word().to_owned())));
            }
            prop_assert_eq!(found, all);
        }

        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
            for token in tokens(&text) {
                prop_assert_eq!(fold(&token.word), token.word.as_ref());
            }
        }
    }
}
