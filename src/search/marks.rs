//! Marks: exactly what matched, as printed.
//!
//! The leaves of a plan run over the words of a text, cut by the same analyzer as the index: a word marks what has its
//! stem in the language of the thesis, or its exact form; a phrase marks itself from its first word to its last.
//! What is only excluded, and light words beside others, mark nothing.

use std::{borrow::Cow, ops::Range};

use rustc_hash::FxHashMap;

use super::plan::{Form, Plan};
use crate::index::analyzer::{self, Token};

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
    language: &'p str,
    exact: FxHashMap<Cow<'p, str>, usize>,
    stems: FxHashMap<&'p str, usize>,
    phrases: Vec<(usize, &'p [String])>,
    /// Which leaf a printed word matches, as worked out before.
    known: FxHashMap<String, Option<usize>>,
}

impl<'p> Marker<'p> {
    /// For texts in `language`; `languages` are those that the plan was made for.
    pub(super) fn new(plan: &'p Plan, languages: &[String], language: &'p str) -> Self {
        let mut marker = Self {
            language,
            exact: FxHashMap::default(),
            stems: FxHashMap::default(),
            phrases: Vec::new(),
            known: FxHashMap::default(),
        };
        let at = languages.iter().position(|known| known == language);
        for (leaf, asked) in plan.leaves.iter().enumerate().filter(|(_, asked)| asked.times > 0) {
            match &asked.form {
                Form::Word(word) => {
                    marker.exact.entry(Cow::Borrowed(&word.exact)).or_insert(leaf);
                    marker.phrases.extend(word.apart.iter().map(|apart| (leaf, apart.as_slice())));
                    let of_language = |(_, of): &&(String, Vec<usize>)| at.is_some_and(|at| of.contains(&at));
                    if let Some((stem, _)) = word.stems.iter().find(of_language) {
                        marker.stems.entry(stem).or_insert(leaf);
                    }
                }
                Form::Phrase(words) => marker.phrases.push((leaf, words)),
                Form::Compound(parts) => {
                    marker.exact.entry(Cow::Owned(parts.concat())).or_insert(leaf);
                    marker.phrases.push((leaf, parts));
                }
                Form::Section(_) => {}
            }
        }
        marker
    }

    /// All marks in `text`, in the order of their beginnings; they may overlap.
    pub(super) fn marks(&mut self, text: &str) -> Vec<Mark> {
        let tokens: Vec<Token<'_>> = analyzer::tokens(text).collect();
        let mut marks = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            if let Some(leaf) = self.leaf_of(token, text) {
                marks.push(Mark { span: token.span.clone(), leaf });
            }
            for (leaf, words) in &self.phrases {
                if let Some(stretch) = tokens.get(at..at + words.len()).filter(|stretch| spells(stretch, words)) {
                    let end = stretch.last().map_or(token.span.end, |last| last.span.end);
                    marks.push(Mark { span: token.span.start..end, leaf: *leaf });
                }
            }
        }
        marks
    }

    /// How much of `text` is needed to mark whole what begins in its first `own` bytes.
    pub(super) fn reach(&self, text: &str, own: usize) -> Reach {
        let tokens: Vec<Token<'_>> = analyzer::tokens(text).collect();
        let mut reach = Reach { end: own, is_open: false };
        for (_, words) in &self.phrases {
            let first_to_ask = tokens.partition_point(|token| token.span.end <= own).saturating_sub(words.len());
            for at in first_to_ask..tokens.len() {
                if tokens[at].span.start >= own {
                    break;
                }
                let stretch = &tokens[at..tokens.len().min(at + words.len())];
                match spells(stretch, &words[..stretch.len()]) {
                    true if stretch.len() < words.len() => reach.is_open = true,
                    true => reach.end = reach.end.max(stretch.last().map_or(own, |last| last.span.end)),
                    false => {}
                }
            }
        }
        reach
    }

    fn leaf_of(&mut self, token: &Token<'_>, text: &str) -> Option<usize> {
        if self.exact.is_empty() {
            return None;
        }
        let printed = &text[token.span.clone()];
        if let Some(leaf) = self.known.get(printed) {
            return *leaf;
        }
        let by_stem = || match self.stems.is_empty() {
            true => None,
            false => self.stems.get(analyzer::stem(printed, self.language).as_str()),
        };
        let leaf = self.exact.get(token.word.as_ref()).or_else(by_stem).copied();
        self.known.insert(printed.to_owned(), leaf);
        leaf
    }
}

fn spells(stretch: &[Token<'_>], words: &[String]) -> bool {
    stretch.len() == words.len()
        && stretch.iter().zip(words).all(|(token, word)| token.word == Cow::Borrowed(word.as_str()))
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
    use crate::query::Query;

    fn marked(question: &str, text: &str, language: &str) -> String {
        let languages = ["de".to_owned(), "en".to_owned()];
        let plan = Plan::new(Query::parse(question).clauses.as_ref(), &languages, &|_| 0);
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
        assert_eq!(marked("haus", "the houses", "en"), "the houses");
    }

    #[test]
    fn a_phrase_that_runs_on_asks_for_more() {
        let plan = Plan::new(Query::parse("\"a b c\"").clauses.as_ref(), &[], &|_| 0);
        let marker = Marker::new(&plan, &[], "und");
        let reach = |text: &str, own| (marker.reach(text, own).end, marker.reach(text, own).is_open);
        assert_eq!(reach("x a b", 5), (5, true));
        assert_eq!(reach("x a b c d", 5), (7, false));
        assert_eq!(reach("x a b d", 5), (5, false));
        assert_eq!(reach("a b c x", 7), (7, false));
        assert_eq!(reach("a", 1), (1, true));
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
            let plan = Plan::new(Query::parse(&question).clauses.as_ref(), &languages, &|_| 0);
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
