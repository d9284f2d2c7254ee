//! Which of a thesis's passages answer a question: the plan's tree, worked out over the passages that hold anything.

use super::plan::{Group, Node};

/// What is known of one thesis.
pub(super) struct Evidence<'a> {
    /// Which leaves each of its passages holds, as bits.
    pub(super) held: &'a [u128],
    /// The bit of each leaf.
    pub(super) bits: &'a [u128],
    /// Whether each filter holds of it.
    pub(super) filters: &'a [bool],
}

impl Evidence<'_> {
    /// Which passages are hits.
    pub(super) fn hits(&self, tree: &Node) -> Vec<bool> {
        self.among(tree, &vec![true; self.held.len()])
    }

    fn among(&self, node: &Node, passages: &[bool]) -> Vec<bool> {
        match node {
            Node::Leaf(leaf) => {
                let holds = |(held, among): (&u128, &bool)| *among && held & self.bits[*leaf] != 0;
                self.held.iter().zip(passages).map(holds).collect()
            }
            Node::Filter(filter) if self.filters[*filter] => passages.to_vec(),
            Node::Filter(_) => vec![false; passages.len()],
            Node::Group(group) => self.of_group(group, passages),
        }
    }

    fn of_group(&self, group: &Group, passages: &[bool]) -> Vec<bool> {
        let none = vec![false; passages.len()];
        let mut left = passages.to_vec();
        for node in &group.excluded {
            let excluded = self.among(node, passages);
            if !group.looks_for_text() && excluded.contains(&true) {
                return none;
            }
            left.iter_mut().zip(excluded).for_each(|(left, excluded)| *left &= !excluded);
        }
        for node in &group.narrow {
            left = self.among(node, &left);
        }
        if !group.looks_for_text() {
            return left;
        }
        let mut hits = none.clone();
        for node in &group.required {
            let found = self.among(node, &left);
            if !found.contains(&true) {
                return none;
            }
            join(&mut hits, &found);
        }
        for node in &group.optional {
            join(&mut hits, &self.among(node, &left));
        }
        hits
    }
}

impl Group {
    fn looks_for_text(&self) -> bool {
        !(self.required.is_empty() && self.optional.is_empty())
    }
}

fn join(hits: &mut [bool], more: &[bool]) {
    hits.iter_mut().zip(more).for_each(|(hit, more)| *hit |= more);
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
        let bits: Vec<u128> = (0..plan.leaves.len()).map(|leaf| 1 << leaf).collect();
        let letter = |leaf: usize| match &plan.leaves[leaf].form {
            crate::search::form::Form::Word(word) => word.exact.clone(),
            other => panic!("{other:?}"),
        };
        let held: Vec<u128> = passages
            .iter()
            .map(|passage| (0..bits.len()).filter(|leaf| passage.contains(&letter(*leaf))).map(|leaf| bits[leaf]).sum())
            .collect();
        let evidence = Evidence { held: &held, bits: &bits, filters };
        let hits = evidence.hits(plan.tree.as_ref().unwrap());
        hits.iter().enumerate().filter_map(|(at, hit)| hit.then_some(at)).collect()
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
