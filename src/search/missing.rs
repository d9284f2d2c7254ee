//! Why nothing was found: what a question asks of records that no record has, and what these have instead.

use std::ops::ControlFlow;

use super::{Choice, FacetCounts, Options, browse, each_thesis};
use crate::{
    error::Result,
    index::{Facet, Snapshot},
    query::{Expr, Field, Leaf, LeafText, Query},
};

/// At most so many values are named.
const NAMED: usize = 8;
/// At most so much of a question is looked into.
const LOOKED_INTO: usize = 4;

/// A sentence for each value asked for that no thesis has.
pub(super) fn notices(snapshot: &Snapshot, query: &Query, options: &Options) -> Result<Vec<String>> {
    let mut leaves = Vec::new();
    if let Some(asked) = &query.clauses {
        gather(asked, &mut leaves);
    }
    let counted = Options { limit: 0, facets: Vec::new(), filters: Vec::<Choice>::new(), ..options.clone() };
    let mut notices = Vec::new();
    for leaf in leaves.into_iter().take(LOOKED_INTO) {
        let alone = Query { clauses: Some(Expr::Leaf(leaf.clone())), notices: Vec::new() };
        if each_thesis(snapshot, &alone, &counted, &mut |_| ControlFlow::Break(()))?.total_theses == 0 {
            let instead = match Facet::named(leaf.field.name()) {
                Some(facet) => named(&browse(snapshot, facet, &counted)?),
                None => String::new(),
            };
            notices.push(format!("no thesis has `{leaf}`{instead}"));
        }
    }
    Ok(notices)
}

/// What is wanted of records.
fn gather<'e>(expr: &'e Expr, leaves: &mut Vec<&'e Leaf>) {
    match expr {
        Expr::Leaf(leaf) => {
            let is_value = matches!(leaf.text, LeafText::Word(_) | LeafText::Phrase(_) | LeafText::Exists);
            let is_of_record = !matches!(leaf.field, Field::Text | Field::Section | Field::Heading | Field::Page);
            leaves.extend(Some(leaf).filter(|_| is_value && is_of_record));
        }
        Expr::All(children) | Expr::Any(children) => children.iter().for_each(|child| gather(child, leaves)),
        Expr::Must(child) => gather(child, leaves),
        Expr::Not(_) => {}
    }
}

/// The values that there are, the most frequent first.
fn named(counts: &FacetCounts) -> String {
    let values: Vec<&str> = counts.values.iter().take(NAMED).map(|value| value.value.as_str()).collect();
    let more = if counts.values.len() > NAMED { ", …" } else { "" };
    if values.is_empty() { String::new() } else { format!("; there are {}{more}", values.join(", ")) }
}
