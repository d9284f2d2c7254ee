//! Stems: a word without its ending, so that *groups* finds *group*.
//!
//! The Snowball algorithms (M. F. Porter, "Snowball: A language for stemming algorithms", 2001) know accents, so a word
//! is stemmed as printed in lower case and its stem folded afterwards. A stemmer costs more than all else that is
//! done with a word; [`Stems`] remembers what it did.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::analyzer::{Cursor, fold};
use crate::{access::Level, record::Record};

/// The language of a text whose language is not known (BCP 47): its stems are its words.
pub const UNKNOWN: &str = "und";

/// The stem of `word` (as printed or typed) in `language` (BCP 47), folded; the folded word where the language has no
/// stemmer.
///
/// ```
/// use ibid::index::analyzer;
/// assert_eq!(analyzer::stem("Groups", "en"), "group");
/// assert_eq!(analyzer::stem("Groups", "und"), "groups");
/// ```
pub fn stem(word: &str, language: &str) -> String {
    stem_by(stemmer(language).as_ref(), word)
}

/// The language (BCP 47, its first part, lower case) by whose stems a thesis is indexed and marked: its record's, else the
/// one detected in its text, else [`UNKNOWN`]. An empty one counts as absent.
pub fn stem_language(record: &Record, detected: Option<&str>) -> String {
    let mut named = [record.language.as_deref(), detected].into_iter().flatten().map(|name| primary(name.trim()));
    named.find(|name| !name.is_empty()).unwrap_or(UNKNOWN).to_lowercase()
}

/// The language of a thesis's record page. Of a thesis under terms of access it says what the record says alone: whoever sees only the
/// record must not learn from it in what language the text is.
pub fn record_language(record: &Record, detected: Option<&str>) -> String {
    let is_open = record.security == Level::Public && record.embargo.is_none();
    stem_language(record, detected.filter(|_| is_open))
}

/// Whether the words of a language have stems; otherwise they are their own.
pub(super) fn has_stems(language: &str) -> bool {
    stemmer(language).is_some()
}

/// The beginning, folded, of all words in `language` that have this stem: so most words need not be stemmed to know that it is
/// not theirs.
pub fn beginning<'s>(stem: &'s str, language: &str) -> &'s str {
    let Some((_, replaced)) = ENDINGS_ONLY.iter().find(|(known, _)| *known == primary(language)) else { return "" };
    let kept = stem.chars().count().saturating_sub(*replaced).max(1);
    let end = stem.char_indices().nth(kept).map_or(stem.len(), |(at, _)| at);
    &stem[..end]
}

/// Languages whose stemmers take endings off, and how many letters these put in their place at most: those of *presente* for
/// *presencia*. In German and Finnish letters change in the middle, too; the first one stays.
const ENDINGS_ONLY: [(&str, usize); 13] = [
    ("da", 2),
    ("de", usize::MAX),
    ("en", 2),
    ("es", 2),
    ("fi", usize::MAX),
    ("fr", 2),
    ("hu", 2),
    ("it", 2),
    ("nb", 2),
    ("pt", 2),
    ("ro", 2),
    ("ru", 2),
    ("sv", 2),
];

/// How many words one half of the memory for a language holds.
const REMEMBERED: usize = 1 << 15;

/// The stems of words met before, language by language; what it remembers is bounded.
#[derive(Default)]
pub(crate) struct Stems {
    languages: FxHashMap<String, LanguageStems>,
}

impl Stems {
    /// Those of `language`.
    pub(crate) fn of(&mut self, language: &str) -> &mut LanguageStems {
        let primary = primary(language);
        // Texts come in few languages; a hostile record may name many.
        if self.languages.len() > 40 && !self.languages.contains_key(primary) {
            self.languages.clear();
        }
        self.languages.entry(primary.to_owned()).or_insert_with(|| LanguageStems::new(stemmer(primary)))
    }
}

/// The stems of one language.
pub(crate) struct LanguageStems {
    stemmer: Option<Stemmer>,
    /// Words met since the older half was dropped.
    recent: FxHashMap<Box<str>, Box<str>>,
    /// Words met before that; those met again move over.
    older: FxHashMap<Box<str>, Box<str>>,
}

impl LanguageStems {
    fn new(stemmer: Option<Stemmer>) -> Self {
        Self { stemmer, recent: FxHashMap::default(), older: FxHashMap::default() }
    }

    /// Appends the stem of a word, given as folded and as printed.
    pub(crate) fn push(&mut self, folded: &str, printed: &str, out: &mut String) {
        if self.stemmer.is_none() || is_number(folded) {
            out.push_str(folded);
            return;
        }
        // The folded word is not enough of a key: *côté* and *cote* have different stems.
        let key = if folded.len() == printed.len() && folded.is_ascii() { folded } else { printed };
        if let Some(stem) = self.recent.get(key) {
            out.push_str(stem);
            return;
        }
        let stem = match self.older.remove(key) {
            Some(stem) => stem,
            None => stem_by(self.stemmer.as_ref(), printed).into_boxed_str(),
        };
        out.push_str(&stem);
        if self.recent.len() == REMEMBERED {
            self.older = std::mem::take(&mut self.recent);
        }
        self.recent.insert(key.into(), stem);
    }
}

/// The stems, with spaces between them, of a text's words that are not their own stems, and how many words there are; each word
/// is told to `each`.
pub(super) fn stemmed(text: &str, stems: &mut LanguageStems, each: &mut impl FnMut(&str)) -> (String, u64) {
    let mut stemmed = String::with_capacity(text.len() / 2);
    let mut words = 0;
    let mut cursor = Cursor::new(text);
    while cursor.advance() {
        each(cursor.word());
        let before = stemmed.len();
        stems.push(cursor.word(), cursor.printed(), &mut stemmed);
        if stemmed[before..] == *cursor.word() {
            stemmed.truncate(before);
        } else {
            stemmed.push(' ');
        }
        words += 1;
    }
    stemmed.truncate(stemmed.trim_end().len());
    (stemmed, words)
}

/// A text, and after it the stems of those words that are not their own stems.
pub(super) fn with_stems(text: &str, stems: &mut LanguageStems) -> String {
    let mut both = text.to_owned();
    let mut cursor = Cursor::new(text);
    while cursor.advance() {
        let mut stem = String::new();
        stems.push(cursor.word(), cursor.printed(), &mut stem);
        if stem != cursor.word() {
            both.push(' ');
            both.push_str(&stem);
        }
    }
    both
}

fn stem_by(stemmer: Option<&Stemmer>, word: &str) -> String {
    let folded = fold(word);
    let Some(stemmer) = stemmer.filter(|_| !is_number(&folded)) else { return folded };
    let lower = if word.is_ascii() { Cow::Borrowed(folded.as_str()) } else { Cow::Owned(word.to_lowercase()) };
    let stem = fold(&stemmer.stem(&lower));
    if stem.is_empty() { folded } else { stem }
}

/// Numbers, years, names of formulas: they have no endings, and there is no end of them to remember.
fn is_number(folded: &str) -> bool {
    folded.bytes().any(|byte| byte.is_ascii_digit())
}

fn stemmer(language: &str) -> Option<Stemmer> {
    let algorithm = match primary(language) {
        "nb" | "nn" => Algorithm::Norwegian,
        // Longer names are those of algorithms, not of languages.
        code if code.len() <= 3 => Algorithm::from_name(code).ok()?,
        _ => return None,
    };
    Some(Stemmer::new(algorithm))
}

/// The primary subtag: `de` of `de-AT`.
pub(crate) fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_meet_at_their_stem() {
        assert_eq!(stem("connections", "en"), stem("Connected", "en-GB"));
        assert_eq!(stem("Häuser", "de"), stem("Häusern", "de"));
        assert_eq!(stem("educación", "es"), stem("EDUCACIONES", "es"));
        assert_eq!(stem("修", "zh"), "修");
    }

    #[test]
    fn what_is_remembered_is_what_would_be_stemmed() {
        let mut stems = Stems::default();
        for language in ["en", "fr", "de", "und", "tlh"] {
            for word in ["Groups", "côté", "cote", "COTE", "étudier", "Maße", "b2b", "ﬁnally", "ﬁnally"] {
                let mut out = String::new();
                stems.of(language).push(&fold(word), word, &mut out);
                assert_eq!(out, stem(word, language), "{word} {language}");
            }
        }
    }

    #[test]
    fn the_record_names_the_language_unless_it_does_not() {
        let named = |language: &str| Record { language: Some(language.into()), ..Record::default() };
        assert_eq!(stem_language(&named("DE-at"), Some("en")), "de");
        assert_eq!(stem_language(&named(" "), Some("en")), "en");
        assert_eq!(stem_language(&Record::default(), None), UNKNOWN);
        let closed = Record { security: Level::Staff, ..Record::default() };
        assert_eq!(record_language(&Record::default(), Some("en")), "en");
        assert_eq!(record_language(&closed, Some("en")), UNKNOWN);
        assert_eq!(record_language(&Record { security: Level::Staff, ..named("de") }, Some("en")), "de");
    }

    proptest::proptest! {
        /// Of words, which have no apostrophes.
        #[test]
        fn most_stemmers_keep_what_words_begin_with(word in "[a-zßäöüéèçñåy]{1,12}|[а-яё]{1,12}") {
            for (language, _) in ENDINGS_ONLY {
                let stem = stem(&word, language);
                assert!(fold(&word).starts_with(beginning(&stem, language)), "{word} {stem} {language}");
            }
        }
    }

    #[test]
    fn memory_is_bounded() {
        let mut stems = Stems::default();
        let english = stems.of("en");
        let mut out = String::new();
        for number in 0..3 * REMEMBERED {
            let word: String = number.to_string().bytes().map(|digit| (digit - b'0' + b'a') as char).collect();
            english.push(&word, &word, &mut out);
        }
        assert!(english.recent.len() + english.older.len() <= 2 * REMEMBERED);
    }
}
