//! Marks: exactly what matched, as printed.
//!
//! The leaves of a plan run over the words of a text, cut by the same analyzer as the index: a word marks what has its
//! stem in the language of the thesis, or its exact form; a phrase marks itself from its first word to its last; of what is near
//! one another, each part is marked where it lies in a stretch that holds them all. What is only excluded, and light words
//! beside others, mark nothing.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{
    form::{Form, Near, Slot, Word},
    near::{self, Found},
    plan::Plan,
    written,
};
use crate::index::analyzer::{self, Cursor, Token};

/// A stretch of a text that a leaf matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// Which of [`Plan::leaves`].
    pub(super) leaf: usize,
}

/// How far marks reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    /// The byte after the last one marked.
    pub(super) end: usize,
    /// Whether a phrase may run on beyond the end of the text.
    pub(super) is_open: bool,
}

/// Marks texts of one language.
pub(super) struct Marker<'p> {
    language: String,
    /// What folded words begin with that may match, as they are or by their stems; in order, and none with another.
    beginnings: Vec<String>,
    /// Whether any of these has this first byte: most words are told by it.
    first_bytes: [bool; 256],
    exact: FxHashMap<&'p str, usize>,
    stems: FxHashMap<&'p str, usize>,
    sequences: Vec<(usize, Vec<Place<'p>>)>,
    nears: Vec<(usize, &'p Near)>,
    /// Which leaf the stem of a printed word matches, as worked out before.
    known: FxHashMap<String, Option<usize>>,
}

/// One place of a sequence of words.
enum Place<'p> {
    /// This folded word.
    Word(&'p str),
    /// Any of these.
    Slot(&'p Slot),
    /// This word as written.
    Written(&'p str),
}

impl Place<'_> {
    fn takes(&self, token: &Token<'_>, text: &str) -> bool {
        match self {
            Self::Word(word) => token.word == *word,
            Self::Slot(slot) => slot.takes(&token.word),
            Self::Written(word) => written::is_written(&text[token.span.clone()], word),
        }
    }
}

impl<'p> Marker<'p> {
    /// For texts in `language`; `languages` are those that the plan was made for.
    pub(super) fn new(plan: &'p Plan, languages: &[String], language: &str) -> Self {
        let mut marker = Self {
            language: language.to_owned(),
            beginnings: Vec::new(),
            first_bytes: [false; 256],
            exact: FxHashMap::default(),
            stems: FxHashMap::default(),
            sequences: Vec::new(),
            nears: Vec::new(),
            known: FxHashMap::default(),
        };
        let at = languages.iter().position(|known| known == language);
        for (leaf, asked) in plan.leaves.iter().enumerate().filter(|(_, asked)| asked.times > 0) {
            marker.add(leaf, &asked.form, at);
        }
        let of_stems = marker.stems.keys().map(|stem| analyzer::beginning(stem, language));
        let mut beginnings: Vec<String> = marker.exact.keys().copied().chain(of_stems).map(str::to_owned).collect();
        beginnings.sort_unstable();
        beginnings.dedup_by(|next, one| next.starts_with(one.as_str()));
        for beginning in &beginnings {
            match beginning.bytes().next() {
                Some(byte) => marker.first_bytes[usize::from(byte)] = true,
                None => marker.first_bytes = [true; 256],
            }
        }
        marker.beginnings = beginnings;
        marker
    }

    /// Adds a leaf; `language`: which of the plan's languages.
    fn add(&mut self, leaf: usize, form: &'p Form, language: Option<usize>) {
        match form {
            Form::Word(word) => self.add_word(leaf, word, language),
            Form::Compound { parts, joined } => {
                self.add_word(leaf, joined, language);
                self.sequences.push((leaf, parts.iter().map(|word| Place::Word(word)).collect()));
            }
            Form::Phrase(slots) => self.sequences.push((leaf, slots.iter().map(Place::Slot).collect())),
            Form::Expanded(slot) => self.sequences.push((leaf, vec![Place::Slot(slot)])),
            Form::Written(words) => {
                self.sequences.push((leaf, words.iter().map(|word| Place::Written(word)).collect()));
            }
            Form::Near(near) => self.nears.push((leaf, near)),
            Form::Narrow(_) => {}
        }
    }

    fn add_word(&mut self, leaf: usize, word: &'p Word, language: Option<usize>) {
        self.exact.entry(&word.exact).or_insert(leaf);
        let apart = word.apart.iter().map(|apart| (leaf, apart.iter().map(|word| Place::Word(word)).collect()));
        self.sequences.extend(apart);
        let of_language = |(_, of): &&(String, Vec<usize>)| language.is_some_and(|at| of.contains(&at));
        for (stem, _) in word.stems.iter().filter(of_language) {
            self.stems.entry(stem).or_insert(leaf);
        }
    }

    /// All marks in `text`, in the order of their beginnings; they may overlap.
    pub(super) fn marks(&mut self, text: &str) -> Vec<Mark> {
        let mut marks = Vec::new();
        if self.sequences.is_empty() && self.nears.is_empty() {
            let mut cursor = Cursor::new(text);
            while cursor.advance_to(&self.first_bytes) {
                let leaf = self.leaf_of(cursor.word(), cursor.printed());
                marks.extend(leaf.map(|leaf| Mark { span: cursor.span(), leaf }));
            }
            return marks;
        }
        let tokens: Vec<Token<'_>> = analyzer::tokens(text).collect();
        for (at, token) in tokens.iter().enumerate() {
            let leaf = self.leaf_of(&token.word, &text[token.span.clone()]);
            marks.extend(leaf.map(|leaf| Mark { span: token.span.clone(), leaf }));
            for (leaf, places) in &self.sequences {
                if fitting(&tokens[at..], places, text) == places.len() {
                    let end = tokens[at + places.len() - 1].span.end;
                    marks.push(Mark { span: token.span.start..end, leaf: *leaf });
                }
            }
        }
        for (leaf, near) in &self.nears {
            let found = parts_of(near, &tokens);
            let (_, within) = near::stretches(&found, &times(near), near.span);
            let found = found.iter().zip(within).filter_map(|(found, within)| within.then_some(found));
            marks.extend(found.map(|found| Mark { span: span(found, &tokens), leaf: *leaf }));
        }
        if !self.nears.is_empty() {
            marks.sort_by_key(|mark| (mark.span.start, mark.span.end));
        }
        marks
    }

    /// How much of `text` is needed to mark whole what begins in its first `own` bytes.
    pub(super) fn reach(&self, text: &str, own: usize) -> Reach {
        let mut reach = Reach { end: own, is_open: false };
        if self.sequences.iter().all(|(_, places)| places.len() < 2) && self.nears.is_empty() {
            return reach;
        }
        let tokens: Vec<Token<'_>> = analyzer::tokens(text).collect();
        let owned = tokens.partition_point(|token| token.span.start < own);
        for (_, places) in &self.sequences {
            for at in owned.saturating_sub(places.len())..owned {
                let fitting = fitting(&tokens[at..], places, text);
                if fitting == places.len() {
                    reach.end = reach.end.max(tokens[at + fitting - 1].span.end);
                } else if at + fitting == tokens.len() {
                    reach.is_open = true;
                }
            }
        }
        for (_, near) in &self.nears {
            reach_near(near, &tokens, owned, &mut reach);
        }
        reach
    }

    /// Whether a folded word begins as one that matches.
    #[inline]
    fn may_match(&self, word: &str) -> bool {
        word.bytes().next().is_some_and(|byte| self.first_bytes[usize::from(byte)]) && {
            let behind = self.beginnings.partition_point(|beginning| beginning.as_str() <= word);
            behind > 0 && word.starts_with(&self.beginnings[behind - 1])
        }
    }

    /// Which leaf a word matches by itself: folded, and as printed.
    fn leaf_of(&mut self, word: &str, printed: &str) -> Option<usize> {
        if !self.may_match(word) {
            return None;
        }
        let exact = self.exact.get(word);
        if exact.is_some() || self.stems.is_empty() {
            return exact.copied();
        }
        if let Some(leaf) = self.known.get(printed) {
            return *leaf;
        }
        let own = self.stems.get(analyzer::stem(printed, &self.language).as_str());
        // A word that reads as the stem is found by it, whatever its own stem is.
        let leaf = own.or_else(|| self.stems.get(word)).copied();
        self.known.insert(printed.to_owned(), leaf);
        leaf
    }
}

/// How many of the first tokens fit the first places.
fn fitting(tokens: &[Token<'_>], places: &[Place<'_>], text: &str) -> usize {
    tokens.iter().zip(places).take_while(|(token, place)| place.takes(token, text)).count()
}

fn times(near: &Near) -> Vec<u32> {
    near.parts.iter().map(|(_, times)| *times).collect()
}

/// The parts among some tokens, in order.
fn parts_of(near: &Near, tokens: &[Token<'_>]) -> Vec<Found> {
    let mut found = Vec::new();
    for start in 0..tokens.len() {
        for (part, (slots, _)) in near.parts.iter().enumerate() {
            let stands = slots.iter().zip(&tokens[start..]).take_while(|(slot, token)| slot.takes(&token.word)).count();
            if stands == slots.len() {
                found.push(Found { start: start as u32, end: (start + stands) as u32, part });
            }
        }
    }
    found.sort_unstable();
    found
}

fn span(found: &Found, tokens: &[Token<'_>]) -> Range<usize> {
    tokens[found.start as usize].span.start..tokens[found.end as usize - 1].span.end
}

/// Goes on to what is near one another and begins among the first `owned` tokens.
fn reach_near(near: &Near, tokens: &[Token<'_>], owned: usize, reach: &mut Reach) {
    let found = parts_of(near, tokens);
    let (starts, _) = near::stretches(&found, &times(near), near.span);
    let begins_here = |start: &&u32| (**start as usize) < owned;
    if let Some(&last) = starts.iter().rev().find(begins_here) {
        let inside = found.iter().filter(|found| found.start >= last && found.end <= last + near.span);
        let end = inside.map(|found| span(found, tokens).end).max();
        reach.end = reach.end.max(end.unwrap_or(0));
    }
    // A part in the last words may have others behind the end, and may itself go on there.
    let longest = near.parts.iter().map(|(slots, _)| slots.len()).max().unwrap_or(0);
    let may_go_on = |found: &Found| (found.start as usize) < owned && (found.start + near.span) as usize > tokens.len();
    reach.is_open |= found.iter().any(may_go_on) || longest > 1 && tokens.len() < owned + longest;
}

/// Marks that overlap made one, of the leaf that weighs most.
pub(super) fn merged(marks: Vec<Mark>, weight: impl Fn(usize) -> f32) -> Vec<Mark> {
    let mut merged: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        match merged.last_mut().filter(|last| mark.span.start < last.span.end) {
            Some(last) => {
                last.span.end = last.span.end.max(mark.span.end);
                if weight(mark.leaf) > weight(last.leaf) {
                    last.leaf = mark.leaf;
                }
            }
            None => merged.push(mark),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{query::Query, search::expand::tests::NoWords};

    fn marked(question: &str, text: &str, language: &str) -> String {
        let languages = ["de".to_owned(), "en".to_owned()];
        let plan = Plan::new(Query::parse(question).clauses.as_ref(), &languages, &NoWords);
        let marks = merged(Marker::new(&plan, &languages, language).marks(text), |_| 1.0);
        let mut shown = text.to_owned();
        for mark in marks.into_iter().rev() {
            shown.insert(mark.span.end, ']');
            shown.insert(mark.span.start, '[');
        }
        shown
    }

    #[test]
    fn what_matched_is_marked_as_printed() {
        for (question, shown) in [
            ("=Groups", "Self-help [Groups], the group and GROUPÉ."),
            ("=GROUPE =groupÉ", "Self-help Groups, the group and GROUPÉ."),
            ("=\"Self help\"", "[Self-help] Groups, the group and GROUPÉ."),
            ("\"help the\"~1", "Self-[help] Groups, [the] group and GROUPÉ."),
            ("the NEAR/0 group", "Self-help Groups, [the] [group] and GROUPÉ."),
            ("self NEAR/1 \"the group\"", "Self-help Groups, the group and GROUPÉ."),
            ("self NEAR/2 \"the group\"", "[Self]-help Groups, [the group] and GROUPÉ."),
            ("group", "Self-help [Groups], the [group] and GROUPÉ."),
            ("\"group\"", "Self-help Groups, the [group] and GROUPÉ."),
            ("groupe", "Self-help [Groups], the [group] and [GROUPÉ]."),
            ("self-help", "[Self-help] Groups, the group and GROUPÉ."),
            ("\"help groups the\"", "Self-[help Groups, the] group and GROUPÉ."),
            ("the self help \"help groups\"", "[Self]-[help Groups], the group and GROUPÉ."),
            ("self -group", "[Self]-help Groups, the group and GROUPÉ."),
            ("the and", "Self-help Groups, [the] group [and] GROUPÉ."),
        ] {
            assert_eq!(marked(question, "Self-help Groups, the group and GROUPÉ.", "en"), shown, "{question}");
        }
        assert_eq!(marked("haus", "die Häuser", "de"), "die [Häuser]");
        // The stem of one is the other, which has another stem.
        assert_eq!(analyzer::stem("comprises", "fr"), "compris");
        assert_ne!(analyzer::stem("compris", "fr"), "compris");
        let languages = ["fr".to_owned()];
        let plan = Plan::new(Query::parse("comprises").clauses.as_ref(), &languages, &NoWords);
        assert_eq!(Marker::new(&plan, &languages, "fr").marks("y compris").len(), 1);
        assert_eq!(marked("haus", "the houses", "en"), "the houses");
    }

    #[test]
    fn a_phrase_that_runs_on_asks_for_more() {
        let plan = Plan::new(Query::parse("\"a b c\"").clauses.as_ref(), &[], &NoWords);
        let marker = Marker::new(&plan, &[], "und");
        let reach = |text: &str, own| (marker.reach(text, own).end, marker.reach(text, own).is_open);
        assert_eq!(reach("x a b", 5), (5, true));
        assert_eq!(reach("x a b c d", 5), (7, false));
        assert_eq!(reach("x a b d", 5), (5, false));
        assert_eq!(reach("a b c x", 7), (7, false));
        assert_eq!(reach("a", 1), (1, true));
        let plan = Plan::new(Query::parse("\"a b\"~2").clauses.as_ref(), &[], &NoWords);
        let marker = Marker::new(&plan, &[], "und");
        let reach = |text: &str, own| (marker.reach(text, own).end, marker.reach(text, own).is_open);
        assert_eq!(reach("x a", 3), (3, true));
        assert_eq!(reach("x a x b x x", 3), (7, false));
        assert_eq!(reach("x a x x x b", 3), (3, false));
        assert_eq!(reach("a x x x x", 9), (9, false));
    }

    proptest! {
        /// By another way: every word and every stretch of words is held against every leaf.
        #[test]
        fn nothing_is_marked_wrongly_and_nothing_missed(
            words in prop::collection::vec(prop::sample::select(vec!["group", "Groups", "help", "helped", "the", "ž"]), 0..20),
            question in prop::collection::vec(
                prop::sample::select(vec!["groups", "help", "\"the help\"", "\"group help the\"", "z", "-ž"]), 1..5),
        ) {
            let text = words.join(", ");
            let question = question.join(" ");
            let stem = |word: &str| analyzer::stem(word, "en");
            let mut covered = vec![false; words.len()];
            for leaf in leaves(&question) {
                for at in 0..words.len() {
                    let stretch = &words[at..words.len().min(at + leaf.len())];
                    let matches = match leaf.as_slice() {
                        [word] => stem(stretch[0]) == stem(word) || analyzer::fold(stretch[0]) == *word,
                        phrase => stretch.iter().map(|word| analyzer::fold(word)).eq(phrase.iter().cloned()),
                    };
                    if matches {
                        covered[at..at + leaf.len()].fill(true);
                    }
                }
            }
            let languages = ["en".to_owned()];
            let plan = Plan::new(Query::parse(&question).clauses.as_ref(), &languages, &NoWords);
            let marks = merged(Marker::new(&plan, &languages, "en").marks(&text), |_| 1.0);
            let mut start = 0;
            for (at, word) in words.iter().enumerate() {
                let is_marked = marks.iter().any(|mark| mark.span.start <= start && start + word.len() <= mark.span.end);
                prop_assert_eq!(is_marked, covered[at], "{} in {:?} for {:?}", word, &text, &question);
                start += word.len() + 2;
            }
        }
    }

    /// The positive leaves of a question made of words and phrases.
    fn leaves(question: &str) -> Vec<Vec<String>> {
        let mut leaves = Vec::new();
        for (at, part) in question.split('"').enumerate() {
            if at % 2 == 1 {
                leaves.push(part.split(' ').map(str::to_owned).collect());
            } else {
                leaves.extend(
                    part.split(' ').filter(|w| !w.is_empty() && !w.starts_with('-')).map(|w| vec![w.to_owned()]),
                );
            }
        }
        leaves
    }
}
