//! Which passages answer a question: the plan's tree, worked out for some theses that follow one another.

use std::ops::Range;

use super::{
    bits::Bits,
    plan::{Group, Node},
};

/// What is known of some theses.
pub(super) struct Evidence<'a> {
    /// For each leaf, which passages hold it.
    pub(super) leaves: &'a [&'a Bits],
    /// The passages of each thesis.
    pub(super) theses: &'a [Range<usize>],
    /// For each filter, of which theses it holds.
    pub(super) filters: &'a [Vec<bool>],
}

impl Evidence<'_> {
    /// Which of some passages are hits.
    pub(super) fn hits(&self, node: &Node, passages: &Bits) -> Bits {
        let mut hits = passages.clone();
        match node {
            Node::Leaf(leaf) => hits.meet(self.leaves[*leaf]),
            Node::Filter(filter) => self.keep(&mut hits, |thesis, _| self.filters[*filter][thesis]),
            Node::Group(group) => return self.of_group(group, hits),
        }
        hits
    }

    fn of_group(&self, group: &Group, passages: Bits) -> Bits {
        let looks_for_text = !(group.required.is_empty() && group.optional.is_empty());
        let mut left = passages.clone();
        for node in &group.excluded {
            let excluded = self.hits(node, &passages);
            if looks_for_text {
                left.leave(&excluded);
            } else {
                self.keep(&mut left, |_, range| !excluded.any(range));
            }
        }
        for node in &group.narrow {
            left = self.hits(node, &left);
        }
        if !looks_for_text {
            return left;
        }
        let mut hits = passages.emptied();
        for node in &group.required {
            let found = self.hits(node, &left);
            hits.join(&found);
            for sofar in [&mut left, &mut hits] {
                self.keep(sofar, |_, range| found.any(range));
            }
        }
        for node in &group.optional {
            hits.join(&self.hits(node, &left));
        }
        hits
    }

    /// Takes away the passages of all theses but some.
    fn keep(&self, passages: &mut Bits, holds: impl Fn(usize, Range<usize>) -> bool) {
        for (thesis, range) in self.theses.iter().enumerate() {
            if !holds(thesis, range.clone()) {
                passages.clear(range.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        query::Query,
        search::{expand::tests::NoWords, plan::Plan},
    };

    /// The hits among passages that hold these letters; the letters' order in the question is that of its leaves.
    fn hits(question: &str, passages: &[&str], filters: &[bool]) -> Vec<usize> {
        let plan = Plan::new(Query::parse(question).clauses.as_ref(), &["und".into()], &NoWords);
        let letter = |leaf: usize| match &plan.leaves[leaf].form {
            crate::search::form::Form::Word(word) => word.exact.clone(),
            other => panic!("{other:?}"),
        };
        let row = |leaf: usize| {
            let mut row = Bits::none(passages.len());
            let holds = |at: &usize| passages[*at].contains(&letter(leaf));
            (0..passages.len()).filter(holds).for_each(|at| row.insert(at));
            row
        };
        let rows: Vec<Bits> = (0..plan.leaves.len()).map(row).collect();
        let filters: Vec<Vec<bool>> = filters.iter().map(|holds| vec![*holds]).collect();
        let whole = 0..passages.len();
        let theses = std::slice::from_ref(&whole);
        let evidence = Evidence { leaves: &rows.iter().collect::<Vec<_>>(), theses, filters: &filters };
        let mut all = Bits::none(passages.len());
        (0..passages.len()).for_each(|at| all.insert(at));
        evidence.hits(plan.tree.as_ref().unwrap(), &all).within(0..passages.len()).collect()
    }

    #[test]
    fn every_operator_does_what_it_says() {
        let passages = ["", "p", "q", "pr", "qr"];
        let cases: &[(&str, &[usize])] = &[
            ("p q", &[1, 2, 3, 4]),
            ("p AND q", &[1, 2, 3, 4]),
            ("p AND x", &[]),
            ("+p q", &[1, 2, 3, 4]),
            ("+x q", &[]),
            ("p -r", &[1]),
            ("p AND q -r", &[1, 2]),
            ("p AND q AND NOT r", &[1, 2]),
            ("(p AND x) OR q", &[2, 4]),
            ("(p OR x) AND r", &[1, 3, 4]),
            ("p -(q AND r)", &[1]),
            ("NOT x", &[0, 1, 2, 3, 4]),
            ("NOT p", &[]),
        ];
        for (question, expected) in cases {
            assert_eq!(hits(question, &passages, &[]), *expected, "{question}");
        }
    }

    #[test]
    fn filters_hold_of_the_whole_thesis() {
        let passages = ["", "p", "q"];
        let cases: &[(&str, bool, &[usize])] = &[
            ("p year:2014", true, &[1]),
            ("p year:2014", false, &[]),
            ("p AND year:2014", false, &[]),
            ("p -year:2014", true, &[]),
            ("p -year:2014", false, &[1]),
            ("p OR year:2014", false, &[1]),
            ("p OR year:2014", true, &[0, 1, 2]),
            ("year:2014 NOT x", true, &[0, 1, 2]),
            ("year:2014 NOT q", true, &[]),
        ];
        for (question, holds, expected) in cases {
            assert_eq!(hits(question, &passages, &[*holds]), *expected, "{question} {holds}");
        }
    }
}
