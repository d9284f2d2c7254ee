//! From a question to what the index is asked for.
//!
//! What a question means, thesis by thesis:
//! - A *leaf* is looked for in the text, passage by passage: a word by its stems (in every language of the index) and as
//!   typed, a phrase exactly, also over the ends of passages; what else there is, `search/leaves.rs` says.
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

use super::{
    beside,
    expand::Lexicon,
    form::{Form, Narrow, Slot},
    leaves::{Former, Shape, is_too_wide, parts},
    light::is_light,
};
use crate::query::{Expr, Field, Leaf, LeafText};

/// What the index is asked for.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What is looked for in the text, each once.
    pub(super) leaves: Vec<Asked>,
    /// Light words: they only add to scores.
    pub(super) light: Vec<Asked>,
    /// Words of which compound ones are made: they only add to scores.
    pub(super) parts: Vec<Asked>,
    /// Words typed side by side, as phrases: they only add to scores.
    pub(super) pairs: Vec<Asked>,
    /// What is asked of records, each once.
    pub(super) filters: Vec<Leaf>,
    /// How they hang together; `None` where nothing is asked.
    pub(super) tree: Option<Node>,
    /// What was taken otherwise than typed, a sentence each.
    pub(super) notices: Vec<String>,
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
    /// For a question, in an index with texts in these languages and these words.
    pub(super) fn new(question: Option<&Expr>, languages: &[String], lexicon: &dyn Lexicon) -> Self {
        let former = Former { languages, lexicon, notices: Vec::new(), patterns: 0 };
        let mut planner = Planner { plan: Self::default(), leaves: FxHashMap::default(), former };
        let tree = question.and_then(|expr| planner.node(expr, Wanted { positive: true, required: false }));
        let mut plan = planner.plan;
        plan.tree = tree;
        for notice in planner.former.notices {
            if !plan.notices.contains(&notice) {
                plan.notices.push(notice);
            }
        }
        plan
    }

    /// The pages to which all of it is narrowed.
    pub(super) fn pages(&self) -> Option<&Slot> {
        let narrowing = match self.tree.as_ref()? {
            Node::Group(group) => group.narrow.as_slice(),
            alone => std::slice::from_ref(alone),
        };
        let leaves = narrowing.iter().filter_map(|node| if let Node::Leaf(at) = node { Some(*at) } else { None });
        leaves.map(|at| &self.leaves[at].form).find_map(|form| match form {
            Form::Narrow(Narrow::Pages(pages)) => Some(pages),
            _ => None,
        })
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
    former: Former<'a>,
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
                beside::count(Form::Word(self.former.stemmed(word)), u32::from(wanted.positive), &mut self.plan.light);
            } else {
                group.optional.extend(self.node(clause, wanted));
            }
        }
        if !all && wanted.positive {
            beside::pairs(clauses).for_each(|pair| beside::count(pair, 1, &mut self.plan.pairs));
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
        match leaf.field {
            Field::Text => match self.former.shape(&leaf.text, wanted.positive && !wanted.required)? {
                Shape::One(form) => {
                    if let (Form::Compound { .. }, LeafText::Word(typed)) = (&form, &leaf.text) {
                        self.parts(typed, wanted);
                    }
                    Some(self.asked(form, wanted))
                }
                Shape::AnyOf(forms) => {
                    let optional = forms.into_iter().map(|form| self.asked(form, wanted)).collect();
                    Some(Node::Group(Group { optional, ..Group::default() }))
                }
            },
            Field::Section | Field::Heading | Field::Page => {
                let narrow = self.former.narrow(leaf.field, &leaf.text)?;
                Some(self.asked(Form::Narrow(narrow), wanted))
            }
            _ => {
                self.former.check(leaf);
                let known = self.plan.filters.iter().position(|filter| filter == leaf);
                let filter = known.unwrap_or_else(|| {
                    self.plan.filters.push(leaf.clone());
                    self.plan.filters.len() - 1
                });
                Some(Node::Filter(filter))
            }
        }
    }

    /// Counts the words of which a compound one is made.
    fn parts(&mut self, typed: &str, wanted: Wanted) {
        for part in parts(typed).into_iter().filter(|part| wanted.positive && !is_light(&part.to_lowercase())) {
            beside::count(Form::Word(self.former.stemmed(part)), 1, &mut self.plan.parts);
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
        Expr::Leaf(Leaf { field: Field::Text, text: LeafText::Word(word) }) => {
            // `A*` is too wide for a wildcard, and a word like others.
            let plain = if is_too_wide(word) { word.trim_matches(['*', '?']) } else { word };
            is_light(&plain.to_lowercase()).then_some(plain)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{query::Query, search::expand::tests::NoWords};

    fn plan(text: &str) -> Plan {
        Plan::new(Query::parse(text).clauses.as_ref(), &["en".into(), "de".into()], &NoWords)
    }

    fn phrases(text: &str) -> Vec<String> {
        let form = |asked: &Asked| match &asked.form {
            Form::Word(word) => word.exact.clone(),
            Form::Phrase(slots) => slots.iter().flat_map(|slot| slot.words()).collect::<Vec<_>>().join("_"),
            Form::Compound { parts, .. } => parts.join("-"),
            other => format!("{other:?}"),
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
            ["互_助", "自_助_グ_ル_ー_プ", "自_助", "グ_ル_ー_プ", "elan"]
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
