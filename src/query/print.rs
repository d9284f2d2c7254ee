//! A query as text that parses to the same clauses.

use std::fmt::{self, Display, Formatter, Write as _};

use super::{Expr, Field, Leaf, LeafText, Query, lex::shouts, term::is_bare};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(expr) = &self.clauses else { return Ok(()) };
        let text = expr.to_string();
        // In parentheses, the operators of a question whose words are all in capitals stay operators.
        if shouts(&text) { write!(f, "({text})") } else { f.write_str(&text) }
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaf(leaf) => leaf.fmt(f),
            Self::All(children) => {
                for (at, child) in children.iter().enumerate() {
                    f.write_str(if at > 0 { " AND " } else { "" })?;
                    grouped(child, f)?;
                }
                Ok(())
            }
            Self::Any(children) => any(children, f),
            Self::Not(child) => signed('-', child, f),
            Self::Must(child) => signed('+', child, f),
        }
    }
}

impl Display for Leaf {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.field != Field::Text {
            write!(f, "{}:", self.field.name())?;
        }
        self.text.fmt(f)
    }
}

impl Display for LeafText {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Phrase(phrase) => write!(f, "\"{phrase}\""),
            Self::Written(text) if is_bare(text) => write!(f, "={text}"),
            Self::Written(text) => write!(f, "=\"{text}\""),
            Self::Fuzzy { word, distance: None } => write!(f, "{word}~"),
            Self::Fuzzy { word, distance: Some(distance) } => write!(f, "{word}~{distance}"),
            Self::Regex(regex) => write!(f, "/{regex}/"),
            Self::Loose { words, gap } => write!(f, "\"{words}\"~{gap}"),
            Self::Near { parts, gap } => {
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        write!(f, " NEAR/{gap} ")?;
                    }
                    part.fmt(f)?;
                }
                Ok(())
            }
            Self::Numbers(numbers) => numbers.fmt(f),
            Self::Dates(dates) => dates.fmt(f),
            Self::Exists => f.write_char('*'),
        }
    }
}

fn signed(sign: char, child: &Expr, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_char(sign)?;
    grouped(child, f)
}

fn grouped(child: &Expr, f: &mut Formatter<'_>) -> fmt::Result {
    match child {
        Expr::All(_) | Expr::Any(_) => write!(f, "({child})"),
        Expr::Leaf(Leaf { text: LeafText::Near { .. }, .. }) => write!(f, "({child})"),
        _ => child.fmt(f),
    }
}

/// Spaces between clauses; `OR` only beside a field that does not narrow, and no `+` before one that does.
fn any(children: &[Expr], f: &mut Formatter<'_>) -> fmt::Result {
    let or_after = or_after(children);
    for (at, child) in children.iter().enumerate() {
        let beside_or = or_after[at] || at > 0 && or_after[at - 1];
        match child {
            Expr::Must(filter) if filter.is_filter() && !beside_or => clause(filter, f)?,
            _ => clause(child, f)?,
        }
        if at + 1 < children.len() {
            f.write_str(if or_after[at] { " OR " } else { " " })?;
        }
    }
    Ok(())
}

/// A child of `Any`: `AND` needs no parentheses there.
fn clause(child: &Expr, f: &mut Formatter<'_>) -> fmt::Result {
    if matches!(child, Expr::Any(_)) { grouped(child, f) } else { child.fmt(f) }
}

/// After which children `OR` must stand, so that no bare filter is taken for one that narrows.
fn or_after(children: &[Expr]) -> Vec<bool> {
    let mut or_after = vec![false; children.len()];
    for (at, child) in children.iter().enumerate() {
        let is_bare = child.is_filter() && !matches!(child, Expr::Must(_) | Expr::Not(_));
        if is_bare && !(at > 0 && or_after[at - 1]) {
            let place = if at + 1 < children.len() { at } else { at.saturating_sub(1) };
            or_after[place] = true;
        }
    }
    or_after
}
