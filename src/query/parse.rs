//! From tokens to clauses, by recursive descent.

use std::{iter::Peekable, vec};

use super::{
    ACCESS, Expr, Field, Leaf, LeafText, Notice, Query, bound, lex,
    lex::Token,
    near::joined,
    range::Times,
    term::{self, is_bare, is_space},
};

/// Parentheses are followed this deep; the parser recurses by them.
const MAX_NESTING: usize = 100;

/// This many notices are given: who typed worse knows it by then.
const MAX_NOTICES: usize = 20;

/// This many leaves are kept.
pub(super) const MAX_LEAVES: usize = 600;

pub(super) fn parse(text: &str) -> Query {
    let mut notices = Vec::new();
    let tokens = balanced(lex::tokens(text, &mut notices), &mut notices);
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), notices: &mut notices, leaves: 0 };
    let clauses = parser.any(Field::Text);
    let clauses = clauses.map(|expr| bound::bounded(expr, &mut notices));
    if clauses.is_none() && notices.is_empty() && !text.chars().all(is_space) {
        notices.push(Notice::Nothing);
    }
    let mut distinct = Vec::new();
    for notice in notices {
        if distinct.len() < MAX_NOTICES && !distinct.contains(&notice) {
            distinct.push(notice);
        }
    }
    Query { clauses, notices: distinct }
}

/// `tokens` without the parentheses that have no partner or lie too deep.
fn balanced(tokens: Vec<Token>, notices: &mut Vec<Notice>) -> Vec<Token> {
    let mut keep = vec![true; tokens.len()];
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Open => open.push(at),
            Token::Close => match open.pop() {
                Some(partner) if open.len() >= MAX_NESTING => {
                    (keep[partner], keep[at]) = (false, false);
                    notices.push(Notice::TooDeep);
                }
                Some(_) => {}
                None => {
                    keep[at] = false;
                    notices.push(Notice::LoneParenthesis);
                }
            },
            _ => {}
        }
    }
    for lone in open {
        keep[lone] = false;
        notices.push(Notice::LoneParenthesis);
    }
    tokens.into_iter().zip(keep).filter_map(|(token, keep)| keep.then_some(token)).collect()
}

struct Parser<'a> {
    tokens: Peekable<vec::IntoIter<Token>>,
    notices: &'a mut Vec<Notice>,
    leaves: usize,
}

impl Parser<'_> {
    /// Clauses side by side or with `OR` between them, up to a closing parenthesis, which is taken.
    fn any(&mut self, field: Field) -> Option<Expr> {
        let mut clauses: Vec<Expr> = Vec::new();
        let mut or_before: Vec<bool> = Vec::new();
        let mut begins_not: Vec<bool> = Vec::new();
        let mut pending_or = false;
        while let Some(token) = self.tokens.peek() {
            match token {
                Token::Close => {
                    self.tokens.next();
                    break;
                }
                Token::Or => {
                    self.tokens.next();
                    if pending_or || clauses.is_empty() {
                        self.lone(&Token::Or);
                    } else {
                        pending_or = true;
                    }
                }
                _ => {
                    let is_not = *token == Token::Not;
                    if let Some(clause) = self.all(field) {
                        begins_not.push(is_not && matches!(clause, Expr::Not(_)));
                        clauses.push(clause);
                        or_before.push(pending_or);
                        pending_or = false;
                    }
                }
            }
        }
        if pending_or {
            self.lone(&Token::Or);
        }
        let is_beside_or = |at: usize| or_before[at] || or_before.get(at + 1) == Some(&true);
        if (0..clauses.len()).any(|at| begins_not[at] && is_beside_or(at)) {
            self.notices.push(Notice::OrNot);
        }
        if clauses.len() > 1 && field == Field::Text {
            (0..clauses.len()).filter(|&at| !is_beside_or(at)).for_each(|at| narrow(&mut clauses[at]));
        }
        any(clauses)
    }

    /// Clauses with `AND` between them.
    fn all(&mut self, field: Field) -> Option<Expr> {
        let mut clauses: Vec<Expr> = self.near(field).into_iter().collect();
        while self.tokens.next_if_eq(&Token::And).is_some() {
            let before = clauses.len();
            let has_left = before > 0;
            clauses.extend(self.near(field));
            if !has_left || clauses.len() == before {
                self.lone(&Token::And);
            }
        }
        all(clauses)
    }

    /// Words and phrases with `NEAR` between them.
    fn near(&mut self, field: Field) -> Option<Expr> {
        let mut clause = self.unary(field);
        while let Some(token) = self.tokens.next_if(|token| matches!(token, Token::Near(_))) {
            let Token::Near(gap) = token else { break };
            clause = match (clause, self.unary(field)) {
                (Some(left), Some(right)) => match joined(left, right, gap) {
                    Ok(near) => Some(near),
                    Err(clauses) => {
                        self.notices.push(Notice::NotNear);
                        all(clauses)
                    }
                },
                (one, other) => {
                    self.lone(&token);
                    one.or(other)
                }
            };
        }
        clause
    }

    /// A clause with its signs.
    fn unary(&mut self, field: Field) -> Option<Expr> {
        let (mut negated, mut required, mut sign) = (false, false, None);
        while let Some(token) = self.tokens.next_if(|token| matches!(token, Token::Not | Token::Plus | Token::Minus)) {
            if token == Token::Plus {
                required = true;
            } else {
                negated = !negated;
            }
            sign = Some(token);
        }
        let Some(clause) = self.primary(field) else {
            if let Some(sign) = sign {
                self.lone(&sign);
            }
            return None;
        };
        Some(if negated {
            not(clause)
        } else if required {
            must(clause)
        } else {
            clause
        })
    }

    /// A leaf or a group.
    fn primary(&mut self, field: Field) -> Option<Expr> {
        let is_primary = |token: &Token| matches!(token, Token::Leaf(_) | Token::Open | Token::Field(_));
        match self.tokens.next_if(is_primary)? {
            Token::Field(named) => {
                let is_value = |token: &Token| is_primary(token) && !matches!(token, Token::Field(_));
                if self.tokens.peek().is_some_and(is_value) {
                    return self.primary(named);
                }
                self.lone(&Token::Field(named));
                None
            }
            Token::Open => self.any(field),
            Token::Leaf(text) => self.leaf(field, text),
            _ => None,
        }
    }

    fn leaf(&mut self, field: Field, text: LeafText) -> Option<Expr> {
        if self.leaves == MAX_LEAVES {
            self.notices.push(Notice::TooLong { kept: MAX_LEAVES });
            return None;
        }
        self.leaves += 1;
        Some(Expr::Leaf(self.valued(field, text)))
    }

    /// A leaf of which the field has such values; else one of the text.
    fn valued(&mut self, field: Field, text: LeafText) -> Leaf {
        let text = if field == Field::Text { text } else { self.plain(text) };
        let typed = text.to_string();
        match field {
            _ if text == LeafText::Exists => Leaf { field, text },
            Field::Year | Field::Date => {
                let bare = typed.trim_matches('"');
                match bare.parse() {
                    Ok(Times::Years(years)) => Leaf { field: Field::Year, text: LeafText::Numbers(years) },
                    Ok(Times::Days(days)) => Leaf { field: Field::Date, text: LeafText::Dates(days) },
                    Err(()) => self.of_text(Notice::NotADate(typed), text),
                }
            }
            Field::Access if !ACCESS.contains(&typed.to_lowercase().as_str()) => {
                self.of_text(Notice::NotAccess(typed), text)
            }
            Field::Page => {
                let numbers = typed.parse().map(LeafText::Numbers);
                Leaf { field, text: numbers.unwrap_or(text) }
            }
            _ => Leaf { field, text },
        }
    }

    fn of_text(&mut self, notice: Notice, text: LeafText) -> Leaf {
        self.notices.push(notice);
        Leaf { field: Field::Text, text }
    }

    /// `text` without what only the text of a thesis can be asked for.
    fn plain(&mut self, text: LeafText) -> LeafText {
        let (sign, text) = match text {
            LeafText::Written(words) => {
                let word = if is_bare(&words) { term::term(&words, self.notices) } else { None };
                ("=".to_owned(), word.unwrap_or(LeafText::Phrase(words)))
            }
            LeafText::Loose { words, gap } => (format!("~{gap}"), LeafText::Phrase(words)),
            text => return text,
        };
        self.notices.push(Notice::Ignored(sign));
        text
    }

    fn lone(&mut self, token: &Token) {
        self.notices.push(Notice::LoneOperator(token.name()));
    }
}

/// A clause of record fields that stands beside others is meant to narrow them.
fn narrow(clause: &mut Expr) {
    if clause.is_filter() && !matches!(clause, Expr::Not(_) | Expr::Must(_)) {
        let filter = std::mem::replace(clause, Expr::Any(Vec::new()));
        *clause = must(filter);
    }
}

fn any(mut clauses: Vec<Expr>) -> Option<Expr> {
    if clauses.len() < 2 { clauses.pop().map(plain) } else { Some(Expr::Any(clauses)) }
}

fn all(mut clauses: Vec<Expr>) -> Option<Expr> {
    if clauses.len() < 2 { clauses.pop() } else { Some(Expr::All(clauses.into_iter().map(plain).collect())) }
}

pub(super) fn not(clause: Expr) -> Expr {
    match plain(clause) {
        Expr::Not(inner) => plain(*inner),
        clause => Expr::Not(Box::new(clause)),
    }
}

pub(super) fn must(clause: Expr) -> Expr {
    match clause {
        Expr::Not(_) | Expr::Must(_) => clause,
        clause => Expr::Must(Box::new(clause)),
    }
}

/// `clause` without a `+`, which means nothing where it stands alone or beside `AND`.
fn plain(clause: Expr) -> Expr {
    match clause {
        Expr::Must(inner) => *inner,
        clause => clause,
    }
}
