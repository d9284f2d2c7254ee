//! From a question to what the index is asked for.
//!
//! What a question means, thesis by thesis:
//! - A *leaf* is looked for in the text, passage by passage: a word by its stems (in every language of the index) and as
//!   typed, a phrase exactly, also over the ends of passages. A word of several parts (`self-help`) is a phrase, or those
//!   parts printed as one word; a word that the index knows better as two (`selfhelp`) is also these (`search/compound.rs`).
//! - A *filter* is asked of the record: it holds of a whole thesis.
//! - `AND` and `+` ask that something stands anywhere in the thesis; all passages that hold any part of it are hits, those
//!   that hold more of it first.
//! - `NOT` takes away the passages that hold its leaf, before anything else is asked; with nothing else to look for
//!   in the text, it takes away the theses that hold it anywhere.
//! - A filter side by side with words narrows: to the theses, or with `section:` to the passages, of which it holds.
//! - Where nothing is looked for in the text, the record page of each fitting thesis is the hit.
//! - *Light* words (articles, prepositions, ...) beside others add a little to a score, but do not make a passage a hit,
//!   nor are they marked. By themselves, in a phrase, or after `+`, they are words like others.

use rustc_hash::FxHashMap;

use super::{compound, light::is_light};
use crate::{
    index::analyzer,
    query::{Expr, Field, Leaf, LeafText},
};

/// What the index is asked for.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What is looked for in the text, each once.
    pub(super) leaves: Vec<Asked>,
    /// Light words: they only add to scores.
    pub(super) light: Vec<Asked>,
    /// What is asked of records, each once.
    pub(super) filters: Vec<Leaf>,
    /// How they hang together; `None` where nothing is asked.
    pub(super) tree: Option<Node>,
}

/// A leaf.
#[derive(Debug)]
pub(super) struct Asked {
    /// What it is.
    pub(super) form: Form,
    /// How often it was typed where it is wanted: 0 for what is only excluded.
    pub(super) times: u32,
    /// Whether a passage with it goes before one without.
    pub(super) required: bool,
}

/// What a leaf looks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// One word.
    Word(Word),
    /// Folded words, one after the other.
    Phrase(Vec<String>),
    /// A word typed with hyphens or the like, of so many folded parts: these as a phrase, or all as one word.
    Compound(Vec<String>),
    /// Folded words, all of them in the kind or the heading of the section.
    Section(Vec<String>),
}

/// A word as the index may hold it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Word {
    /// Folded.
    pub(super) exact: String,
    /// Its distinct stems, each with the languages whose stem it is, as counted by the languages of the index.
    pub(super) stems: Vec<(String, Vec<usize>)>,
    /// The two words that it is where it is printed with a hyphen or a space.
    pub(super) apart: Option<[String; 2]>,
}

impl Word {
    /// A folded word that is looked for as it is.
    pub(super) fn exactly(exact: String) -> Self {
        Self { exact, stems: Vec::new(), apart: None }
    }
}

/// How leaves hang together.
#[derive(Debug, PartialEq)]
pub(super) enum Node {
    /// Which of [`Plan::leaves`].
    Leaf(usize),
    /// Which of [`Plan::filters`].
    Filter(usize),
    /// Several.
    Group(Group),
}

/// Clauses side by side.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Group {
    /// What the passages must be among.
    pub(super) narrow: Vec<Node>,
    /// What the passages must not be among.
    pub(super) excluded: Vec<Node>,
    /// What the thesis must hold.
    pub(super) required: Vec<Node>,
    /// What counts; one of them must be there where nothing is required.
    pub(super) optional: Vec<Node>,
}

impl Plan {
    /// For a question, in an index with texts in these languages; `holders` tells how many passages hold a folded word.
    pub(super) fn new(question: Option<&Expr>, languages: &[String], holders: &dyn Fn(&str) -> u64) -> Self {
        let mut planner = Planner { plan: Self::default(), leaves: FxHashMap::default(), languages, holders };
        let tree = question.and_then(|expr| planner.node(expr, Wanted { positive: true, required: false }));
        let mut plan = planner.plan;
        plan.tree = tree;
        plan
    }

    /// Whether a thesis may fit without holding any leaf.
    pub(super) fn fits_without_text(&self) -> bool {
        self.tree.as_ref().is_some_and(fits_without_text)
    }
}

fn fits_without_text(node: &Node) -> bool {
    match node {
        Node::Leaf(_) => false,
        Node::Filter(_) => true,
        Node::Group(group) => {
            group.narrow.iter().chain(&group.required).all(fits_without_text)
                && (!group.required.is_empty()
                    || group.optional.is_empty()
                    || group.optional.iter().any(fits_without_text))
        }
    }
}

/// Where an expression stands.
#[derive(Clone, Copy)]
struct Wanted {
    positive: bool,
    required: bool,
}

struct Planner<'a> {
    plan: Plan,
    leaves: FxHashMap<Form, usize>,
    languages: &'a [String],
    holders: &'a dyn Fn(&str) -> u64,
}

impl Planner<'_> {
    fn node(&mut self, expr: &Expr, wanted: Wanted) -> Option<Node> {
        match expr {
            Expr::Leaf(leaf) => self.leaf(leaf, wanted),
            Expr::Must(inner) => self.node(inner, Wanted { required: true, ..wanted }),
            Expr::All(_) | Expr::Any(_) | Expr::Not(_) => self.group(expr, wanted),
        }
    }

    fn group(&mut self, expr: &Expr, wanted: Wanted) -> Option<Node> {
        let (clauses, all) = match expr {
            Expr::All(clauses) => (clauses.as_slice(), true),
            Expr::Any(clauses) => (clauses.as_slice(), false),
            other => (std::slice::from_ref(other), false),
        };
        let heavy = clauses.iter().any(has_heavy_text);
        let mut group = Group::default();
        for clause in clauses {
            let required = all || matches!(clause, Expr::Must(_));
            if let Expr::Not(inner) = clause {
                group.excluded.extend(self.node(inner, Wanted { positive: false, required: false }));
            } else if required && clause.is_filter() {
                group.narrow.extend(self.node(clause, Wanted { required: false, ..wanted }));
            } else if required {
                group.required.extend(self.node(clause, Wanted { required: wanted.positive, ..wanted }));
            } else if heavy && let Some(word) = light_word(clause) {
                self.light(word, wanted);
            } else {
                group.optional.extend(self.node(clause, wanted));
            }
        }
        let Group { narrow, excluded, required, optional } = &mut group;
        match (narrow.len(), excluded.len(), required.len(), optional.len()) {
            (0, 0, 0, 0) => None,
            (0, 0, 1, 0) => required.pop(),
            (0, 0, 0, 1) => optional.pop(),
            _ => Some(Node::Group(group)),
        }
    }

    fn leaf(&mut self, leaf: &Leaf, wanted: Wanted) -> Option<Node> {
        match (leaf.field, &leaf.text) {
            (Field::Text, LeafText::Word(word)) => self.word(word, wanted),
            (Field::Text, LeafText::Phrase(phrase)) => self.phrase(folded(phrase), wanted),
            (Field::Section, LeafText::Word(text) | LeafText::Phrase(text)) => {
                let words = folded(text);
                (!words.is_empty()).then(|| self.asked(Form::Section(words), wanted))
            }
            _ => {
                let known = self.plan.filters.iter().position(|filter| filter == leaf);
                let filter = known.unwrap_or_else(|| {
                    self.plan.filters.push(leaf.clone());
                    self.plan.filters.len() - 1
                });
                Some(Node::Filter(filter))
            }
        }
    }

    fn word(&mut self, typed: &str, wanted: Wanted) -> Option<Node> {
        let parts = parts(typed);
        match parts.as_slice() {
            [] => None,
            [part] => {
                let word = self.stemmed(part);
                let apart = compound::apart(&word.exact, self.holders);
                Some(self.asked(Form::Word(Word { apart, ..word }), wanted))
            }
            [..] if parts.len() > 3 && is_unparted(typed) && wanted.positive && !wanted.required => {
                let pairs = parts.windows(2);
                let pairs = pairs.map(|pair| pair.iter().map(|part| analyzer::fold(part)).collect());
                let optional = pairs.filter_map(|pair| self.phrase(pair, wanted)).collect();
                Some(Node::Group(Group { optional, ..Group::default() }))
            }
            _ => {
                let folded = parts.iter().map(|part| analyzer::fold(part)).collect();
                let form = if is_unparted(typed) { Form::Phrase(folded) } else { Form::Compound(folded) };
                Some(self.asked(form, wanted))
            }
        }
    }

    fn phrase(&mut self, mut words: Vec<String>, wanted: Wanted) -> Option<Node> {
        match words.len() {
            0 => None,
            1 => {
                let form = Form::Word(Word::exactly(words.swap_remove(0)));
                Some(self.asked(form, wanted))
            }
            _ => Some(self.asked(Form::Phrase(words), wanted)),
        }
    }

    fn asked(&mut self, form: Form, wanted: Wanted) -> Node {
        let leaves = &mut self.plan.leaves;
        let at = *self.leaves.entry(form).or_insert_with_key(|form| {
            leaves.push(Asked { form: form.clone(), times: 0, required: false });
            leaves.len() - 1
        });
        let asked = &mut leaves[at];
        asked.times += u32::from(wanted.positive);
        asked.required |= wanted.required;
        Node::Leaf(at)
    }

    fn light(&mut self, typed: &str, wanted: Wanted) {
        let form = Form::Word(self.stemmed(typed));
        let known = self.plan.light.iter_mut().find(|asked| asked.form == form);
        match known {
            Some(asked) => asked.times += u32::from(wanted.positive),
            None => self.plan.light.push(Asked { form, times: u32::from(wanted.positive), required: false }),
        }
    }

    fn stemmed(&self, typed: &str) -> Word {
        let mut stems: Vec<(String, Vec<usize>)> = Vec::new();
        for (at, language) in self.languages.iter().enumerate() {
            let stem = analyzer::stem(typed, language);
            match stems.iter_mut().find(|(known, _)| *known == stem) {
                Some((_, languages)) => languages.push(at),
                None => stems.push((stem, vec![at])),
            }
        }
        Word { stems, ..Word::exactly(analyzer::fold(typed)) }
    }
}

/// Whether anything but light words is looked for in the text.
fn has_heavy_text(clause: &Expr) -> bool {
    match clause {
        Expr::Not(_) => false,
        _ => !clause.is_filter() && light_word(clause).is_none(),
    }
}

/// The clause's word, where it is one light word.
fn light_word(clause: &Expr) -> Option<&str> {
    match clause {
        Expr::Leaf(Leaf { field: Field::Text, text: LeafText::Word(word) }) if is_light(&word.to_lowercase()) => {
            Some(word)
        }
        _ => None,
    }
}

fn folded(text: &str) -> Vec<String> {
    analyzer::tokens(text).map(|token| token.word.into_owned()).collect()
}

/// The parts of a word as typed, without those that an apostrophe leaves of another word (*l'entraide*, *group's*).
fn parts(typed: &str) -> Vec<&str> {
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
    use crate::query::Query;

    fn plan(text: &str) -> Plan {
        Plan::new(Query::parse(text).clauses.as_ref(), &["en".into(), "de".into()], &|_| 0)
    }

    fn phrases(text: &str) -> Vec<String> {
        let form = |asked: &Asked| match &asked.form {
            Form::Word(word) => word.exact.clone(),
            Form::Phrase(words) => words.join("_"),
            Form::Compound(parts) => parts.join("-"),
            Form::Section(words) => format!("section:{}", words.join("_")),
        };
        plan(text).leaves.iter().map(form).collect()
    }

    #[test]
    fn words_have_parts() {
        assert_eq!(
            phrases("self-help l'entraide group's don't O'Brien 3.14"),
            ["self-help", "entraide", "group", "don", "o-brien", "3-14"]
        );
        assert_eq!(
            phrases("互助 自助グループ \"Élan\""),
            ["互_助", "自_助", "助_グ", "グ_ル", "ル_ー", "ー_プ", "elan"]
        );
    }

    #[test]
    fn a_word_is_counted_and_stemmed_for_each_language() {
        let plan = plan("groups groups gruppen");
        assert_eq!(plan.leaves.iter().map(|leaf| leaf.times).collect::<Vec<_>>(), [2, 1]);
        let Form::Word(word) = &plan.leaves[1].form else { panic!() };
        assert_eq!(word.stems, [("gruppen".into(), vec![0]), ("grupp".into(), vec![1])]);
    }

    #[test]
    fn light_words_rank_only_beside_others() {
        let of = |text: &str| (plan(text).leaves.len(), plan(text).light.len());
        assert_eq!(of("the role of the group"), (2, 2));
        assert_eq!(of("to be or not to be"), (4, 0));
        assert_eq!(of("+the group"), (2, 0));
        assert_eq!(of("\"the group\""), (1, 0));
    }

    #[test]
    fn filters_narrow() {
        let narrowed = plan("peer year:2014 -type:masters");
        let expected = Group {
            narrow: vec![Node::Filter(0)],
            excluded: vec![Node::Filter(1)],
            optional: vec![Node::Leaf(0)],
            ..Group::default()
        };
        assert_eq!(narrowed.tree, Some(Node::Group(expected)));
        assert!(!narrowed.fits_without_text());
        assert!(plan("year:2014 NOT peer").fits_without_text());
        assert!(plan("year:2014 OR peer").fits_without_text());
        assert!(!plan("year:2014 AND peer").fits_without_text());
    }

    #[test]
    fn what_is_only_excluded_does_not_score() {
        let plan = plan("x -b AND c");
        assert_eq!(plan.leaves.iter().map(|leaf| leaf.times).collect::<Vec<_>>(), [1, 0, 1]);
    }
}
