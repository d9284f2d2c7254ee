//! One word for many: which words of the index fit a wildcard, a misspelled word or a regular expression.
//!
//! The index's dictionary of words is walked together with an automaton, so that only what may still fit is looked at: what
//! begins with letters is found at once, `*ology` by looking at every word.

use std::{io, sync::LazyLock};

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use rustc_hash::FxHashMap;
use tantivy::{SegmentReader, postings::TermInfo, schema::Field};
use tantivy_fst::{Automaton, Regex};

use super::{
    form::{Slot, Spelling},
    known::Known,
};
use crate::{
    index::{View, analyzer::fold},
    query::Numbers,
};

/// At most so many words are looked for: the most frequent ones, of misspelled words the nearest first.
pub(super) const MOST: usize = 1_000;

/// Up to so many letters a misspelled word is one off; a longer one may be two.
const SHORT: usize = 5;

/// What automatons are built from, for one letter and for two: worked out once.
static BUILDERS: [LazyLock<LevenshteinAutomatonBuilder>; 2] = [
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true)),
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true)),
];

/// What words fit.
#[derive(Debug)]
pub(super) enum Pattern {
    /// Those that begin so, folded.
    Prefix(String),
    /// Those that an expression describes from end to end.
    Regex(Regex),
    /// Those a few letters off.
    Fuzzy(Fuzzy),
    /// Numbers among these.
    Numbers(Numbers),
    /// All.
    Any,
}

impl Pattern {
    /// For a folded word with `*` and `?`.
    pub(super) fn glob(glob: &str) -> Option<Self> {
        if let Some(prefix) = glob.strip_suffix('*').filter(|prefix| !prefix.contains(['*', '?'])) {
            return Some(Self::Prefix(prefix.to_owned()));
        }
        let mut regex = String::with_capacity(glob.len() + 8);
        for c in glob.chars() {
            match c {
                '*' if regex.ends_with(".*") => {}
                '*' => regex.push_str(".*"),
                '?' => regex.push('.'),
                c => regex.push(c),
            }
        }
        Regex::new(&regex).ok().map(Self::Regex)
    }

    /// For a folded word; `distance` as typed.
    pub(super) fn fuzzy(word: &str, distance: Option<u8>) -> Self {
        let distance = distance.unwrap_or(if word.chars().count() > SHORT { 2 } else { 1 });
        let builder = &BUILDERS[usize::from(distance.clamp(1, 2)) - 1];
        Self::Fuzzy(Fuzzy(builder.build_dfa(word)))
    }

    /// For a regular expression as typed; the reason where it is none.
    pub(super) fn regex(typed: &str) -> Result<Self, String> {
        // It fits a whole word as it is.
        let inner = typed.strip_prefix('^').or(typed.strip_prefix("\\b")).unwrap_or(typed);
        let end = inner.strip_suffix('$').or(inner.strip_suffix("\\b"));
        let inner = end.filter(|rest| !rest.ends_with('\\')).unwrap_or(inner);
        let mut folded = String::from("(?i)");
        for c in inner.chars() {
            match c {
                c if !c.is_ascii() && c.is_alphabetic() => folded.push_str(&fold(c.encode_utf8(&mut [0; 4]))),
                c => folded.push(c),
            }
        }
        Regex::new(&folded).map(Self::Regex).map_err(|error| {
            let said = error.to_string();
            said.lines().last().unwrap_or_default().trim_start_matches("error: ").replace(" (hopefully temporary)", "")
        })
    }

    /// Calls `each` for every word of a field of a segment that fits, with what the dictionary has of it and how many letters it
    /// is off.
    pub(super) fn search(
        &self,
        reader: &SegmentReader,
        field: Field,
        each: &mut dyn FnMut(&str, &TermInfo, u8),
    ) -> io::Result<()> {
        let inverted = reader.inverted_index(field).map_err(io::Error::other)?;
        let terms = inverted.terms();
        let mut found = |bytes: &[u8], info: &TermInfo| {
            if let Ok(word) = std::str::from_utf8(bytes) {
                let off = if let Self::Fuzzy(fuzzy) = self { fuzzy.off(word) } else { 0 };
                each(word, info, off);
            }
        };
        match self {
            Self::Prefix(prefix) => {
                let mut stream = terms.range().ge(prefix).into_stream()?;
                while stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                    found(stream.key(), stream.value());
                }
            }
            Self::Regex(regex) => {
                let mut stream = terms.search(regex).into_stream()?;
                while stream.advance() {
                    found(stream.key(), stream.value());
                }
            }
            Self::Fuzzy(fuzzy) => {
                let mut stream = terms.search(fuzzy).into_stream()?;
                while stream.advance() {
                    found(stream.key(), stream.value());
                }
            }
            Self::Numbers(numbers) => {
                let mut stream = terms.stream()?;
                while stream.advance() {
                    let number = std::str::from_utf8(stream.key()).ok().and_then(|word| word.parse().ok());
                    if number.is_some_and(|number| numbers.contains(number)) {
                        found(stream.key(), stream.value());
                    }
                }
            }
            Self::Any => {
                let mut stream = terms.stream()?;
                while stream.advance() {
                    found(stream.key(), stream.value());
                }
            }
        }
        Ok(())
    }
}

/// Words a few letters off: added, left out, changed, or swapped with the next (V. Levenshtein 1966, F. Damerau 1964; the automaton of
/// K. Schulz and S. Mihov, "Fast String Correction with Levenshtein-Automata", 2002).
pub(super) struct Fuzzy(DFA);

impl std::fmt::Debug for Fuzzy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fuzzy")
    }
}

impl Fuzzy {
    fn off(&self, word: &str) -> u8 {
        self.0.eval(word).to_u8()
    }
}

impl Automaton for Fuzzy {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}

/// Which words are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// Those of the text.
    Text,
    /// Those of headings.
    Heading,
    /// Kinds of sections.
    Section,
    /// Page numbers.
    Page,
}

/// What a plan asks of the words of the index.
pub(super) trait Lexicon {
    /// In how many passages a folded word of the text stands.
    fn holders(&self, word: &str) -> u64;

    /// The words that fit, each with how many passages have it and how many letters it is off; in any order.
    fn fitting(&self, vocabulary: Vocabulary, pattern: &Pattern) -> Vec<(String, u64, u8)>;

    /// A folded word as most of some passages print it.
    fn printed(&self, word: &str) -> Option<String>;

    /// Whether two folded words stand with a hyphen between them.
    fn are_hyphenated(&self, words: [&str; 2]) -> bool;

    /// Whether a folded word stands in a text of a language.
    fn is_in(&self, word: &str, language: &str) -> bool;
}

/// The words of an index, as it is seen. What cannot be read of it is not there: the search that follows says so.
pub(super) struct Words<'a>(pub(super) &'a View);

impl Words<'_> {
    fn known(&self) -> Known<'_> {
        Known { view: self.0 }
    }
}

impl Lexicon for Words<'_> {
    fn printed(&self, word: &str) -> Option<String> {
        self.known().printed(word).ok()?
    }

    fn are_hyphenated(&self, words: [&str; 2]) -> bool {
        let look = || self.known().are_hyphenated(words);
        self.0.known(words.join("-"), look).unwrap_or(false)
    }

    fn is_in(&self, word: &str, language: &str) -> bool {
        let look = || self.known().has(self.0.fields().text, word, language);
        self.0.known(format!("{language} {word}"), look).unwrap_or(false)
    }

    fn holders(&self, word: &str) -> u64 {
        super::weigh::holders(self.0, word)
    }

    fn fitting(&self, vocabulary: Vocabulary, pattern: &Pattern) -> Vec<(String, u64, u8)> {
        let fields = self.0.fields();
        let field = match vocabulary {
            Vocabulary::Text => fields.text,
            Vocabulary::Heading => fields.heading,
            Vocabulary::Section => fields.section,
            Vocabulary::Page => fields.page,
        };
        let mut found: FxHashMap<String, (u64, u8)> = FxHashMap::default();
        for (segment, reader) in self.0.segments().iter().enumerate() {
            let searched = pattern.search(reader, field, &mut |word, info, off| {
                let holders = self.0.holders_in(segment as u32, field, info).unwrap_or(0);
                match found.get_mut(word) {
                    // A word of what may not be seen alone is no word.
                    _ if holders == 0 => {}
                    Some((sum, _)) => *sum += holders,
                    None => drop(found.insert(word.to_owned(), (holders, off))),
                }
            });
            if searched.is_err() {
                return Vec::new();
            }
        }
        found.into_iter().map(|(word, (holders, off))| (word, holders, off)).collect()
    }
}

/// The words of `found` that are looked for; the number of all of them where these are fewer.
pub(super) fn bounded(mut found: Vec<(String, u64, u8)>) -> (Slot, Option<usize>) {
    let all = found.len();
    if all > MOST {
        found.sort_unstable_by(|a, b| a.2.cmp(&b.2).then(b.1.cmp(&a.1)).then(a.0.cmp(&b.0)));
        found.truncate(MOST);
    }
    let mut words: Vec<Spelling> = found.into_iter().map(|(word, _, off)| Spelling { word, off }).collect();
    words.sort_unstable();
    (Slot(words.into()), (all > MOST).then_some(all))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An index without words.
    pub(in crate::search) struct NoWords;

    impl Lexicon for NoWords {
        fn holders(&self, _: &str) -> u64 {
            0
        }

        fn fitting(&self, _: Vocabulary, _: &Pattern) -> Vec<(String, u64, u8)> {
            Vec::new()
        }

        fn printed(&self, _: &str) -> Option<String> {
            None
        }

        fn are_hyphenated(&self, _: [&str; 2]) -> bool {
            false
        }

        fn is_in(&self, _: &str, _: &str) -> bool {
            false
        }
    }

    fn takes(pattern: &Pattern, word: &str) -> bool {
        fn run<A: Automaton>(automaton: &A, word: &str) -> bool {
            let state = word.bytes().fold(automaton.start(), |state, byte| automaton.accept(&state, byte));
            automaton.is_match(&state)
        }
        match pattern {
            Pattern::Prefix(prefix) => word.starts_with(prefix),
            Pattern::Regex(regex) => run(regex, word),
            Pattern::Fuzzy(fuzzy) => run(fuzzy, word),
            Pattern::Numbers(_) | Pattern::Any => true,
        }
    }

    #[test]
    fn patterns_take_what_they_say() {
        let glob = |glob: &str, word: &str| takes(&Pattern::glob(glob).unwrap(), word);
        assert!(glob("supp*", "support") && glob("supp*", "supp") && !glob("supp*", "sup"));
        assert!(glob("*ology", "ology") && glob("*ology", "biology") && !glob("*ology", "biologyx"));
        assert!(glob("w?ld*", "wäldchen") && !glob("w?ld*", "world") && glob("**a**b?", "xaxbx"));
        let fuzzy = |word: &str, distance, other: &str| takes(&Pattern::fuzzy(word, distance), other);
        assert!(fuzzy("house", None, "huose") && fuzzy("house", None, "hous") && !fuzzy("house", None, "hoxsx"));
        assert!(fuzzy("houses", None, "oxses") && !fuzzy("houses", Some(1), "oxses") && fuzzy("wald", None, "wäld"));
        let regex = |regex: &str, word: &str| takes(&Pattern::regex(regex).unwrap(), word);
        assert!(regex("colou?rs?", "color") && regex("^Colou?rs?$", "colours") && !regex("colou?r", "colors"));
        assert!(regex(r"\bcolou?r\b", "colour") && !regex(r"\bcolou?r\b", "colours"));
        assert!(regex("Sch[öo]n", "schon") && regex("a|bc", "bc") && !regex("a|bc", "ac"));
        for wrong in ["a(", "[z-a]", "*", r"a\bb", "a{1000}{1000}{1000}"] {
            assert!(Pattern::regex(wrong).is_err_and(|reason| !reason.is_empty()), "{wrong}");
        }
    }

    #[test]
    fn the_nearest_and_most_frequent_are_kept() {
        let found = |count: usize| (0..count).map(|n| (format!("w{n:05}"), n as u64 / 2, (n % 3) as u8)).collect();
        assert_eq!(bounded(found(MOST)).1, None);
        let (slot, all) = bounded(found(2 * MOST));
        assert_eq!((slot.0.len(), all), (MOST, Some(2 * MOST)));
        assert!(slot.0.is_sorted() && slot.takes("w00000") && slot.takes("w01999") && !slot.takes("w00001"));
    }
}
