//! Keeping a question's tree shallow: whoever walks it later may recurse.

use super::{
    Expr, Notice,
    parse::{must, not},
};

/// A tree is kept this deep; below, only its leaves are.
const MAX_DEPTH: usize = 20;

/// `expr` cut at [`MAX_DEPTH`]; a branch that goes on becomes what it asks for, side by side.
pub(super) fn bounded(expr: Expr, notices: &mut Vec<Notice>) -> Expr {
    if depth(&expr) <= MAX_DEPTH {
        return expr;
    }
    notices.push(Notice::TooDeep);
    flattened(expr, MAX_DEPTH)
}

fn flattened(expr: Expr, room: usize) -> Expr {
    if room <= 1 {
        let mut leaves = Vec::new();
        gather(expr, &mut leaves);
        return if leaves.len() == 1 { leaves.remove(0) } else { Expr::Any(leaves) };
    }
    let each = |children: Vec<Expr>| children.into_iter().map(|child| flattened(child, room - 1)).collect();
    match expr {
        Expr::Leaf(_) => expr,
        Expr::All(children) => Expr::All(each(children)),
        Expr::Any(children) => Expr::Any(each(children)),
        Expr::Not(child) => not(flattened(*child, room)),
        Expr::Must(child) => must(flattened(*child, room)),
    }
}

fn gather(expr: Expr, leaves: &mut Vec<Expr>) {
    match expr {
        Expr::Leaf(_) => leaves.push(expr),
        Expr::All(children) | Expr::Any(children) => {
            for child in children {
                gather(child, leaves);
            }
        }
        Expr::Not(child) | Expr::Must(child) => gather(*child, leaves),
    }
}

/// How many `All` and `Any` lie one within the other.
fn depth(expr: &Expr) -> usize {
    match expr {
        Expr::Leaf(_) => 0,
        Expr::All(children) | Expr::Any(children) => 1 + children.iter().map(depth).max().unwrap_or(0),
        Expr::Not(child) | Expr::Must(child) => depth(child),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Query;

    #[test]
    fn nesting_is_bounded() {
        for shape in ["(a ", "(a AND ", "-(a ", "title:(a +(", "(a title:b OR ", "(a OR b AND "] {
            for times in [15, 5_000] {
                let query = Query::parse(&format!("{}b{}", shape.repeat(times), ")".repeat(2 * times)));
                assert!(times < 20 || query.notices.contains(&Notice::TooDeep));
                assert!(query.clauses.as_ref().is_some_and(|expr| depth(expr) <= MAX_DEPTH));
                assert_eq!(Query::parse(&query.to_string()).clauses, query.clauses, "{shape}");
            }
        }
    }
}
