//! `NEAR` between words and phrases.

use super::{
    Expr, Field, Leaf, LeafText,
    parse::{must, not},
};

/// At most so many things are near one another.
const MAX_PARTS: usize = 20;

/// `left` near `right`; a sign before the first is one before both. Both of them, where they cannot be near.
pub(super) fn joined(left: Expr, right: Expr, gap: u16) -> Result<Expr, Vec<Expr>> {
    match left {
        Expr::Not(inner) => match joined(*inner, right, gap) {
            Ok(near) => Ok(not(near)),
            Err(mut clauses) => {
                let first = not(clauses.remove(0));
                Err([vec![first], clauses].concat())
            }
        },
        Expr::Must(inner) => joined(*inner, right, gap).map(must),
        left => match (parts(&left), parts(&right)) {
            (Some((mut parts, before)), Some((more, after))) if parts.len() + more.len() <= MAX_PARTS => {
                parts.extend(more);
                let gap = gap.max(before).max(after);
                Ok(Expr::Leaf(Leaf { field: Field::Text, text: LeafText::Near { parts, gap } }))
            }
            _ => Err(vec![left, right]),
        },
    }
}

/// What can be near something else, and how near it already is.
fn parts(clause: &Expr) -> Option<(Vec<LeafText>, u16)> {
    let Expr::Leaf(Leaf { field: Field::Text, text }) = clause else { return None };
    match text {
        LeafText::Near { parts, gap } => Some((parts.clone(), *gap)),
        LeafText::Word(_) | LeafText::Phrase(_) | LeafText::Fuzzy { .. } | LeafText::Regex(_) => {
            Some((vec![text.clone()], 0))
        }
        _ => None,
    }
}
