//! From tokens to clauses, by recursive descent.

use std::{iter::Peekable, vec};

use super::{Expr, Field, Leaf, LeafText, Notice, Query, bound, lex, lex::Token};

/// Parentheses are followed this deep; the parser recurses by them.
const MAX_NESTING: usize = 100;

/// This many notices are given: who typed worse knows it by then.
const MAX_NOTICES: usize = 20;

/// This many leaves are kept.
const MAX_LEAVES: usize = 600;

pub(super) fn parse(text: &str) -> Query {
    let mut notices = Vec::new();
    let tokens = balanced(lex::tokens(text, &mut notices), &mut notices);
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), notices: &mut notices, leaves: 0 };
    let clauses = parser.any(Field::Text);
    let clauses = clauses.map(|expr| bound::bounded(expr, &mut notices));
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
        let mut beside_or: Vec<bool> = Vec::new();
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
                    if let Some(clause) = self.all(field) {
                        if pending_or && let Some(last) = beside_or.last_mut() {
                            *last = true;
                        }
                        clauses.push(clause);
                        beside_or.push(pending_or);
                        pending_or = false;
                    }
                }
            }
        }
        if pending_or {
            self.lone(&Token::Or);
        }
        if clauses.len() > 1 && field == Field::Text {
            for (clause, _) in clauses.iter_mut().zip(&beside_or).filter(|(_, beside_or)| !**beside_or) {
                narrow(clause);
            }
        }
        any(clauses)
    }

    /// Clauses with `AND` between them.
    fn all(&mut self, field: Field) -> Option<Expr> {
        let mut clauses: Vec<Expr> = self.unary(field).into_iter().collect();
        while self.tokens.next_if_eq(&Token::And).is_some() {
            let before = clauses.len();
            let has_left = before > 0;
            clauses.extend(self.unary(field));
            if !has_left || clauses.len() == before {
                self.lone(&Token::And);
            }
        }
        all(clauses)
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
        let is_primary = |token: &Token| {
            matches!(token, Token::Word(_) | Token::Phrase(_) | Token::Years(_) | Token::Open | Token::Field(_))
        };
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
            Token::Word(word) => self.leaf(field, LeafText::Word(word)),
            Token::Phrase(phrase) => self.leaf(field, LeafText::Phrase(phrase)),
            Token::Years(years) => self.leaf(field, LeafText::Years(years)),
            _ => None,
        }
    }

    fn leaf(&mut self, field: Field, text: LeafText) -> Option<Expr> {
        if self.leaves == MAX_LEAVES {
            self.notices.push(Notice::TooLong { kept: MAX_LEAVES });
            return None;
        }
        self.leaves += 1;
        let (LeafText::Word(typed) | LeafText::Phrase(typed), Field::Year) = (&text, field) else {
            return Some(Expr::Leaf(Leaf { field, text }));
        };
        Some(Expr::Leaf(match typed.parse() {
            Ok(years) => Leaf { field, text: LeafText::Years(years) },
            Err(()) => {
                self.notices.push(Notice::NotAYear(typed.clone()));
                Leaf { field: Field::Text, text }
            }
        }))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn printed(text: &str) -> String {
        Query::parse(text).to_string()
    }

    #[test]
    fn what_is_typed_is_understood() {
        for (typed, understood) in [
            ("peer support", "peer support"),
            ("peer OR support", "peer support"),
            ("“peer support” «mutual aid» „Selbst Hilfe“", "\"peer support\" \"mutual aid\" \"Selbst Hilfe\""),
            ("a AND b OR c", "a AND b c"),
            ("(a OR b) AND NOT c", "(a b) AND -c"),
            ("+a -b c", "+a -b c"),
            ("NOT NOT a", "a"),
            ("+(a b) c", "+(a b) c"),
            ("title:(a b) c", "(title:a OR title:b) c"),
            ("Author:\"Smith, J\"", "creator:\"Smith, J\""),
            ("year:2014 OR year:2016", "year:2014 OR year:2016"),
            ("peer year:2010-2012", "peer year:2010..2012"),
            ("year:(2010 OR 2012)", "year:2010 OR year:2012"),
            ("Self-help: a case study", "Self-help a case study"),
            ("to be, or not to be?", "to be or not to be"),
            ("l'entraide -- C++", "l'entraide C"),
            ("child(ren)", "child ren"),
            ("HIV AND AIDS", "HIV AND AIDS"),
            ("PEER SUPPORT AND MUTUAL AID", "PEER SUPPORT and MUTUAL AID"),
            ("AND a OR", "a"),
            ("a AND", "a"),
            ("-", ""),
            ("()", ""),
        ] {
            assert_eq!(printed(typed), understood, "{typed}");
        }
    }

    #[test]
    fn what_is_odd_is_told_once() {
        let notices = |text: &str| Query::parse(text).notices;
        assert_eq!(notices("foo:bar foo:baz"), [Notice::UnknownField("foo".into())]);
        assert_eq!(notices("year:soon"), [Notice::NotAYear("soon".into())]);
        assert_eq!(notices("12\" disc"), [Notice::LoneQuote]);
        assert_eq!(notices("a) b ("), [Notice::LoneParenthesis]);
        assert_eq!(notices("a AND"), [Notice::LoneOperator("AND".into())]);
        assert_eq!(notices("NOT"), [Notice::LoneOperator("NOT".into())]);
        assert_eq!(notices("\"a b\"~5 help*"), [Notice::Ignored("~5".into()), Notice::Ignored("*".into())]);
        assert_eq!(notices(&"a ".repeat(700)), [Notice::TooLong { kept: MAX_LEAVES }]);
        assert_eq!(notices("Self-help: a study, 10:30"), []);
    }

    #[test]
    fn a_field_beside_words_narrows() {
        let Some(Expr::Any(clauses)) = Query::parse("peer year:2014").clauses else { panic!() };
        assert!(matches!(clauses[1], Expr::Must(_)));
        let Some(Expr::Any(clauses)) = Query::parse("peer OR year:2014").clauses else { panic!() };
        assert!(matches!(clauses[1], Expr::Leaf(_)));
    }

    fn arbitrary_text() -> impl Strategy<Value = String> {
        String::arbitrary()
    }

    /// Strings made of what means something.
    fn syntax() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            " ",
            " ",
            " ",
            "a",
            "b",
            "self-help",
            "\"",
            "\"",
            "“",
            "”",
            "(",
            ")",
            "(",
            ")",
            "AND",
            " AND ",
            " OR ",
            "NOT ",
            " +",
            " -",
            "title:",
            "year:",
            "2014",
            "2010..2012",
            "creator:",
            "foo:",
            ":",
            "*",
            "~",
            "é",
            "自助",
            "'",
            ",",
        ]);
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    fn parses_to_itself(text: &str) {
        let query = Query::parse(text);
        let print = query.to_string();
        let again = Query::parse(&print);
        assert_eq!(again.clauses, query.clauses, "{text:?} printed {print:?}");
        assert_eq!(again.notices, [], "{text:?} printed {print:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn printed_it_parses_to_the_same(text in syntax()) {
            parses_to_itself(&text);
        }

        #[test]
        fn noise_is_understood(text in "\\PC{0,80}") {
            parses_to_itself(&text);
        }

        #[test]
        fn any_characters_at_all(text in arbitrary_text()) {
            parses_to_itself(&text);
        }
    }
}
