//! From what was typed to what is looked for.
//!
//! - A word is looked for by its stems in every language of the index, and as typed. One of several parts (`self-help`) is a
//!   phrase, or those parts printed as one word; one that the index knows better as two (`selfhelp`) is also these
//!   (`search/compound.rs`); one with an umlaut is also found with two letters for it, and the other way round (`search/umlaut.rs`).
//! - In quotation marks and near others, words are looked for as typed, capitals and accents aside.
//! - A wildcard, a misspelled word or a regular expression is looked for as the words of the index that it fits
//!   (`search/expand.rs`), each as it is.
//! - With `=`, capitals and accents count.

use super::{
    compound,
    expand::{self, Lexicon, Pattern, Vocabulary},
    form::{Form, Narrow, Near, Slot, Spelling, Word},
    umlaut, written,
};
use crate::{
    index::{analyzer, page_term},
    query::{Field, Leaf, LeafText},
};

/// What one leaf becomes.
pub(super) enum Shape {
    /// One thing to look for.
    One(Form),
    /// Any of several.
    AnyOf(Vec<Form>),
}

/// Makes forms of leaves.
pub(super) struct Former<'a> {
    /// Of the index.
    pub(super) languages: &'a [String],
    /// Its words.
    pub(super) lexicon: &'a dyn Lexicon,
    /// What was taken otherwise than typed.
    pub(super) notices: Vec<String>,
    /// How many patterns there were: each is a walk through the words of the index.
    pub(super) patterns: usize,
}

/// A word of what was typed.
pub(super) enum Piece {
    /// A word.
    Word(Typed),
    /// Folded, with `*` and `?`.
    Glob(String),
}

/// A word without wildcards.
pub(super) struct Typed {
    /// As typed.
    pub(super) typed: String,
    /// Folded.
    pub(super) folded: String,
}

impl Former<'_> {
    /// What a leaf of the text looks for; `is_loose`: whether parts of a word of Chinese or Japanese will do.
    pub(super) fn shape(&mut self, text: &LeafText, is_loose: bool) -> Option<Shape> {
        let form = match text {
            LeafText::Word(typed) if !typed.contains(['*', '?']) => return self.word(typed, is_loose),
            LeafText::Word(_) | LeafText::Phrase(_) | LeafText::Fuzzy { .. } | LeafText::Regex(_) => {
                phrase(self.slots(Vocabulary::Text, text))?
            }
            LeafText::Written(typed) => written_form(typed)?,
            LeafText::Loose { words, gap } => {
                let slots = self.slots(Vocabulary::Text, &LeafText::Phrase(words.clone()));
                near(slots.into_iter().map(|slot| vec![slot]).collect(), *gap)?
            }
            LeafText::Near { parts, gap } => {
                near(parts.iter().map(|part| self.slots(Vocabulary::Text, part)).collect(), *gap)?
            }
            // None of these is asked of the text.
            LeafText::Numbers(_) | LeafText::Dates(_) | LeafText::Exists => return None,
        };
        Some(Shape::One(form))
    }

    /// What a leaf narrows passages to.
    pub(super) fn narrow(&mut self, field: Field, text: &LeafText) -> Option<Narrow> {
        match (field, text) {
            (Field::Page, LeafText::Exists) => Some(Narrow::OnPage),
            (Field::Page, LeafText::Numbers(numbers)) => {
                let found = self.lexicon.fitting(Vocabulary::Page, &Pattern::Numbers(*numbers));
                Some(Narrow::Pages(slot_of(found)))
            }
            (Field::Page, LeafText::Word(label) | LeafText::Phrase(label)) if !label.contains(['*', '?']) => {
                Some(Narrow::Pages(Slot::exactly(page_term(label))))
            }
            (Field::Page, text) => self.slots(Vocabulary::Page, text).pop().map(Narrow::Pages),
            (_, LeafText::Exists) => Some(Narrow::InSection),
            (Field::Heading, text) => some(self.slots(Vocabulary::Heading, text)).map(Narrow::Heading),
            (_, text) => some(self.slots(Vocabulary::Section, text)).map(Narrow::Section),
        }
    }

    /// Says what nothing can be found by in a record.
    pub(super) fn check(&mut self, leaf: &Leaf) {
        if let LeafText::Regex(typed) = &leaf.text
            && let Err(reason) = Pattern::regex(typed)
        {
            self.notices.push(format!("`{leaf}` is no regular expression ({reason}): nothing fits it"));
        }
    }

    /// One slot for each word of a leaf.
    fn slots(&mut self, vocabulary: Vocabulary, text: &LeafText) -> Vec<Slot> {
        match text {
            LeafText::Word(typed) | LeafText::Phrase(typed) => {
                let pieces = pieces(typed);
                pieces.into_iter().map(|piece| self.slot(vocabulary, piece)).collect()
            }
            LeafText::Fuzzy { word, distance } => {
                let words = analyzer::tokens(word).map(|token| token.word.into_owned());
                let fuzzy = |word: String| {
                    let pattern = Pattern::fuzzy(&word, *distance);
                    let far = distance.map_or_else(String::new, |distance| distance.to_string());
                    self.expanded(vocabulary, &pattern, &format!("{word}~{far}"))
                };
                words.map(fuzzy).collect()
            }
            LeafText::Regex(typed) => match Pattern::regex(typed) {
                Ok(pattern) => vec![self.expanded(vocabulary, &pattern, &text.to_string())],
                Err(reason) => {
                    self.notices
                        .push(format!("`{text}` is no regular expression ({reason}): its words were looked for"));
                    analyzer::tokens(typed).map(|token| Slot::exactly(token.word.into_owned())).collect()
                }
            },
            _ => Vec::new(),
        }
    }

    fn slot(&mut self, vocabulary: Vocabulary, piece: Piece) -> Slot {
        let glob = match piece {
            Piece::Word(word) => return Slot::exactly(word.folded),
            Piece::Glob(glob) => glob,
        };
        match Pattern::glob(&glob).filter(|_| !is_too_wide(&glob)) {
            Some(pattern) => self.expanded(vocabulary, &pattern, &glob),
            None => {
                let word = glob.replace(['*', '?'], "");
                self.notices.push(format!("`{glob}` could be any word: it was read as `{word}`"));
                Slot::exactly(word)
            }
        }
    }

    fn expanded(&mut self, vocabulary: Vocabulary, pattern: &Pattern, typed: &str) -> Slot {
        self.patterns += 1;
        if self.patterns > MOST_PATTERNS {
            self.notices.push(format!(
                "only the first {MOST_PATTERNS} wildcards, misspelled words and regular expressions were looked for"
            ));
            return Slot::exactly(analyzer::fold(typed.split('~').next().unwrap_or_default()));
        }
        let mut found = self.lexicon.fitting(vocabulary, pattern);
        if vocabulary != Vocabulary::Text && vocabulary != Vocabulary::Section {
            return slot_of(found);
        }
        if vocabulary == Vocabulary::Section {
            // A section is asked by its kind and by its heading.
            found.extend(self.lexicon.fitting(Vocabulary::Heading, pattern));
            found.sort();
            found.dedup_by(|a, b| a.0 == b.0);
            return slot_of(found);
        }
        let (slot, all) = expand::bounded(found);
        if let Some(all) = all {
            let (kept, how) = (expand::MOST, if typed.contains('~') { "nearest" } else { "most frequent" });
            self.notices.push(format!("`{typed}` fits {all} words: the {kept} {how} were looked for"));
        } else if slot.0.is_empty() {
            self.notices.push(format!("`{typed}` fits no word of the index"));
        }
        slot
    }

    fn word(&self, typed: &str, is_loose: bool) -> Option<Shape> {
        let parts = parts(typed);
        let folded = |parts: &[&str]| -> Vec<String> { parts.iter().map(|part| analyzer::fold(part)).collect() };
        Some(match parts.as_slice() {
            [] => return None,
            [part] => {
                let word = self.stemmed(part);
                let apart = compound::apart(&word.exact, self.lexicon);
                Shape::One(Form::Word(Word { apart, ..word }))
            }
            [..] if is_unparted(typed) && is_loose => Shape::AnyOf(unparted(typed)),
            parts if is_unparted(typed) => Shape::One(phrase(exactly(folded(parts)))?),
            several => {
                let joined = self.stemmed(&several.concat());
                Shape::One(Form::Compound { parts: folded(several), joined })
            }
        })
    }

    /// One word as typed, with its stems and those of its other spellings.
    pub(super) fn stemmed(&self, typed: &str) -> Word {
        let mut stems: Vec<(String, Vec<usize>)> = Vec::new();
        let mut add = |typed: &str, at: usize| {
            let stem = analyzer::stem(typed, &self.languages[at]);
            if self.is_foreign_stub(&stem, typed, at) {
                return;
            }
            match stems.iter_mut().find(|(known, _)| *known == stem) {
                Some((_, languages)) if languages.contains(&at) => {}
                Some((_, languages)) => languages.push(at),
                None => stems.push((stem, vec![at])),
            }
        };
        (0..self.languages.len()).for_each(|at| add(typed, at));
        for spelled in umlaut::spelled_out(typed).into_iter().chain(self.with_umlauts(typed)) {
            (0..self.languages.len()).for_each(|at| add(&spelled, at));
        }
        Word { stems, ..Word::exactly(analyzer::fold(typed)) }
    }

    /// A word with umlauts for two letters each, where the index prints it so.
    fn with_umlauts(&self, typed: &str) -> Option<String> {
        let word = umlaut::contracted(typed)?;
        let printed = self.lexicon.printed(&analyzer::fold(&word))?;
        (printed.to_lowercase() == word).then_some(word)
    }

    /// Whether a stem is so little of a word that it finds others than its forms, unless texts of that language know the word: the
    /// Hungarian one of *regime* is *reg*. A word that no text knows may be of any language.
    fn is_foreign_stub(&self, stem: &str, typed: &str, at: usize) -> bool {
        let word = analyzer::fold(typed);
        let (left, letters) = (stem.chars().count(), word.chars().count());
        let is_stub =
            left < letters && left <= STUB && 5 * left <= 3 * letters && stem.chars().all(char::is_alphabetic);
        is_stub && (left == 1 || self.lexicon.holders(&word) > 0 && !self.lexicon.is_in(&word, &self.languages[at]))
    }
}

/// A stem of so few letters may be a stub.
const STUB: usize = 3;

/// At most so many patterns are looked for.
const MOST_PATTERNS: usize = 50;

/// Fewest letters beside wildcards.
const SHORTEST: usize = 2;

/// Whether a word with wildcards could be any.
pub(super) fn is_too_wide(glob: &str) -> bool {
    glob.contains(['*', '?']) && glob.chars().filter(|c| !matches!(c, '*' | '?')).count() < SHORTEST
}

fn some(slots: Vec<Slot>) -> Option<Vec<Slot>> {
    (!slots.is_empty()).then_some(slots)
}

fn slot_of(found: Vec<(String, u64, u8)>) -> Slot {
    let mut words: Vec<Spelling> = found.into_iter().map(|(word, _, off)| Spelling { word, off }).collect();
    words.sort_unstable();
    Slot(words.into())
}

fn exactly(words: Vec<String>) -> Vec<Slot> {
    words.into_iter().map(Slot::exactly).collect()
}

/// Slots one after the other.
fn phrase(mut slots: Vec<Slot>) -> Option<Form> {
    match slots.as_slice() {
        [] => None,
        [slot] => Some(match slot.0.as_ref() {
            [only] if only.off == 0 => Form::Word(Word::exactly(only.word.clone())),
            _ => Form::Expanded(slots.swap_remove(0)),
        }),
        _ => Some(Form::Phrase(slots)),
    }
}

/// Parts near one another; one alone is near itself.
fn near(mut parts: Vec<Vec<Slot>>, gap: u16) -> Option<Form> {
    parts.retain(|part| !part.is_empty());
    if parts.len() < 2 { phrase(parts.pop()?) } else { Some(Form::Near(Near::new(parts, gap))) }
}

fn written_form(typed: &str) -> Option<Form> {
    let words: Vec<String> = analyzer::tokens(typed).map(|token| written::as_written(&typed[token.span])).collect();
    (!words.is_empty()).then_some(Form::Written(words))
}

/// The words of what was typed; a wildcard belongs to the words that it touches, `?` only between two.
pub(super) fn pieces(typed: &str) -> Vec<Piece> {
    let spans: Vec<_> = analyzer::tokens(typed).map(|token| (token.span, token.word.into_owned())).collect();
    let is_wild = |c: char| matches!(c, '*' | '?');
    let mut pieces = Vec::new();
    // The piece at hand, and whether the next word is part of it.
    let (mut piece, mut goes_on) = (String::new(), false);
    let mut end = 0;
    for (at, (span, word)) in spans.iter().enumerate() {
        let between = &typed[end..span.start];
        if !goes_on {
            let run = &between[between.trim_end_matches(is_wild).len()..];
            piece.push_str(if run.contains('*') { run } else { "" });
        }
        piece.push_str(word);
        let next = spans.get(at + 1).map_or(typed.len(), |(next, _)| next.start);
        let after = &typed[span.end..next];
        let run = &after[..after.len() - after.trim_start_matches(is_wild).len()];
        goes_on = !run.is_empty() && run == after && at + 1 < spans.len();
        piece.push_str(if goes_on || run.contains('*') { run } else { "" });
        end = span.end + run.len();
        if !goes_on {
            let whole = std::mem::take(&mut piece);
            let word = || Typed { typed: typed[span.clone()].to_owned(), folded: word.clone() };
            pieces.push(if whole.contains(is_wild) { Piece::Glob(whole) } else { Piece::Word(word()) });
        }
    }
    pieces
}

/// The parts of a word as typed, without those that an apostrophe leaves of another word (*l'entraide*, *group's*).
pub(super) fn parts(typed: &str) -> Vec<&str> {
    const ELIDED: [&str; 9] = ["l", "d", "j", "m", "t", "s", "n", "c", "qu"];
    const CONTRACTED: [&str; 7] = ["s", "t", "ll", "re", "ve", "d", "m"];
    let is_apostrophe = |c: char| matches!(c, '\'' | '’' | 'ʼ' | '`' | '´');
    let spans: Vec<_> = analyzer::tokens(typed).map(|token| (token.span, token.word)).collect();
    let mut kept = 0..spans.len();
    if let [(first, word), (second, _), ..] = spans.as_slice()
        && ELIDED.contains(&word.as_ref())
        && typed[first.end..second.start].chars().all(is_apostrophe)
    {
        kept.start += 1;
    }
    if let [.., (before, _), (last, word)] = &spans[kept.clone()]
        && CONTRACTED.contains(&word.as_ref())
        && typed[before.end..last.start].chars().all(is_apostrophe)
    {
        kept.end -= 1;
    }
    spans[kept].iter().map(|(span, _)| &typed[span.clone()]).collect()
}

/// What was typed without spaces between its words: all of it, and each of the words it has.
fn unparted(typed: &str) -> Vec<Form> {
    let folded = |typed: &str| analyzer::tokens(typed).map(|token| token.word.into_owned()).collect::<Vec<_>>();
    let mut words: Vec<Vec<String>> = analyzer::words_asked(typed).into_iter().map(folded).collect();
    // Words of one character are mostly particles, and everywhere.
    if words.iter().any(|word| word.len() > 1) {
        words.retain(|word| word.len() > 1);
    }
    words.insert(0, folded(typed));
    words.dedup();
    words.into_iter().filter_map(|word| phrase(exactly(word))).collect()
}

/// Whether nothing stands between the parts of a word: Chinese, Japanese, Korean, whose words a question does not part.
fn is_unparted(typed: &str) -> bool {
    let mut end = None;
    analyzer::tokens(typed).all(|token| {
        let joined = end.is_none_or(|end| end == token.span.start);
        end = Some(token.span.end);
        joined
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_belong_to_the_words_they_touch() {
        for (typed, read) in [
            ("peer supp*", "peer supp*"),
            ("*Ology w?ld* what? ?a", "*ology w?ld* what a"),
            ("a * b", "a b"),
            ("self-hel* *x*y", "self hel* *x*y"),
            ("C*-Größ*", "c* gross*"),
            ("wom??n **b?**", "wom??n **b?**"),
            ("a*, *b", "a* *b"),
            ("自助*", "自 助*"),
        ] {
            let piece = |piece: Piece| match piece {
                Piece::Word(word) => word.folded,
                Piece::Glob(glob) => glob,
            };
            assert_eq!(pieces(typed).into_iter().map(piece).collect::<Vec<_>>().join(" "), read, "{typed}");
        }
    }
}
