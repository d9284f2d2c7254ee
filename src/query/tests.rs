//! Questions, typed and random.

use proptest::prelude::*;

use super::{parse::MAX_LEAVES, *};

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
        ("l'entraide -- C++ C# ~ * /", "l'entraide C C"),
        ("and/or 1/2 TCP/IP /usr/bin w/o", "and/or 1/2 TCP/IP usr/bin w/o"),
        ("\"a b\"~5 \"c d\"~ \"e\"~5000", "\"a b\"~5 \"c d\"~10 \"e\"~999"),
        ("a NEAR b NEAR/3 \"c d\" e", "a NEAR/10 b NEAR/10 \"c d\" e"),
        ("-a NEAR/2 b AND c", "-(a NEAR/2 b) AND c"),
        ("+(a NEAR b) c", "+(a NEAR/10 b) c"),
        ("(a b) NEAR c", "(a b) AND c"),
        ("title:a NEAR c", "title:a AND c"),
        ("supp* *ology, w?ld* what? ?a **b**", "supp* *ology w?ld* what a **b**"),
        ("word~ word~1, word~3 wor*d~ 10~20", "word~ word~1 word~2 wor*d 10~20"),
        ("=Polish =\"To Be\" a=b = title:=Aid", "=Polish =\"To Be\" a=b title:Aid"),
        ("/colou?r(s|ed)/ title:/a\\/b/ -/x y/", "/colou?r(s|ed)/ title:/a\\/b/ -x y"),
        ("date:2014-05..2015 year:2014-05-17 date:2014", "date:2014-05-01..2015-12-31 date:2014-05-17 year:2014"),
        ("access:OPEN access:control page:xii page:3-5 heading:a", "access:OPEN control page:xii page:3..5 heading:a"),
        ("creator:* text:* year:*", "creator:* year:*"),
        ("date:2014-05 year:2010-2016 year:2022-23", "date:2014-05-01..2014-05-31 year:2010..2016 year:2022..2023"),
        ("page:>12 page:..4 page:20..10", "page:>=13 page:<=4 page:10..20"),
        ("=w?ld =Qu* =*logy !x =(a b) \"a * b\"", "=\"w ld\" =Qu *logy x (a b) \"a b\""),
        ("a NEAR/-1 b \"a b\"~-3", "a NEAR/1 b \"a b\"~3"),
        ("a OR NOT b", "a -b"),
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
    assert_eq!(notices("year:soon"), [Notice::NotADate("soon".into())]);
    assert_eq!(notices("12\" disc"), [Notice::LoneQuote]);
    assert_eq!(notices("a) b ("), [Notice::LoneParenthesis]);
    assert_eq!(notices("a AND"), [Notice::LoneOperator("AND".into())]);
    assert_eq!(notices("NOT"), [Notice::LoneOperator("NOT".into())]);
    let read_as = |typed: &str, read: &str| Notice::ReadAs { typed: typed.into(), read: read.into() };
    assert_eq!(notices("title:\"a b\"~5 help~7"), [read_as("~7", "~2"), Notice::Ignored("~5".into())]);
    assert_eq!(notices("\"a b\"~1000"), [read_as("~1000", "~999")]);
    assert_eq!(notices("(a b) NEAR c"), [Notice::NotNear]);
    assert_eq!(notices("access:soon"), [Notice::NotAccess("soon".into())]);
    assert_eq!(notices("NEAR"), [Notice::LoneOperator("NEAR".into())]);
    assert_eq!(notices(&"a ".repeat(700)), [Notice::TooLong { kept: MAX_LEAVES }]);
    assert_eq!(notices("Self-help: a study, 10:30"), []);
    assert_eq!(notices("a OR NOT b"), [Notice::OrNot]);
    assert_eq!(notices("NOT a OR b"), [Notice::OrNot]);
    assert_eq!(notices("a NOT b OR c"), [Notice::OrNot]);
    assert_eq!(notices("a OR b NOT c"), []);
    for typed in ["*", "\"\"", "?", "/./", "…", "\u{1f600}"] {
        assert_eq!(notices(typed), [Notice::Nothing], "{typed}");
    }
    assert_eq!((notices(""), notices(" \t")), (vec![], vec![]));
    assert_eq!(notices("foo:*"), [Notice::UnknownField("foo".into())]);
    assert_eq!(notices("title: a"), [read_as("title:", "title")]);
    assert_eq!(notices("=Qu* =w?ld"), [read_as("=Qu*", "=Qu"), read_as("=w?ld", "=\"w ld\"")]);
    assert_eq!(notices("=*logy =(a) !x"), ["=", "!"].map(|sign| Notice::Ignored(sign.into())));
    assert_eq!(notices("\"a * b\""), [Notice::Ignored("*".into())]);
    assert_eq!(notices("C++, C# a+b"), [read_as("C++", "C"), read_as("C#", "C")]);
    assert_eq!(notices("a NEAR/-1 b NEAR/1000 c"), [read_as("NEAR/-1", "NEAR/1"), read_as("NEAR/1000", "NEAR/999")]);
    assert_eq!(notices("\"a b\"~-3"), [read_as("~-3", "~3")]);
    assert_eq!(notices("date:2014-13"), [Notice::NotADate("2014-13".into())]);
    let long = Notice::NotADate("9".repeat(5_000)).to_string();
    assert!(long.len() < 200, "{long}");
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
        "?",
        "~",
        "~1",
        "~5",
        "=",
        " =",
        "/",
        " /a|b/ ",
        "\\",
        " NEAR ",
        " NEAR/3 ",
        "NEAR",
        "date:",
        "2014-05",
        "page:",
        "heading:",
        "access:",
        "open",
        "..",
        ">=",
        "é",
        "LOUD ",
        " RIVER ",
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
    #![proptest_config(ProptestConfig::with_cases(6_000))]

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

/// The examples of [`LANGUAGE`]: what stands in the first columns of a line between fences.
fn examples() -> Vec<&'static str> {
    const COLUMNS: usize = 25;
    let blocks = LANGUAGE.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(|block| block.lines().skip(1)).filter(|line| !line.starts_with(' '));
    lines.map(|line| line.split_at_checked(COLUMNS).map_or(line, |(example, _)| example).trim_end()).collect()
}

#[test]
fn the_help_page_fits_a_terminal() {
    assert!(LANGUAGE.lines().all(|line| line.chars().count() <= 100));
}

#[test]
fn every_example_of_the_help_page_is_understood() {
    let examples = examples();
    assert!(examples.len() > 34, "{examples:?}");
    for example in examples {
        let query = Query::parse(example);
        assert_eq!(query.notices, [], "{example}");
        assert!(query.clauses.is_some(), "{example}");
        assert_eq!(Query::parse(&query.to_string()).clauses, query.clauses, "{example}");
    }
}

#[test]
fn the_help_page_has_every_field() {
    for name in
        ["title", "creator", "supervisor", "department", "institution", "keyword", "licence", "type", "language"]
            .into_iter()
            .chain(["year", "date", "access", "section", "heading", "page", "key"])
    {
        assert!(Field::named(name).is_some() && LANGUAGE.contains(&format!("{name}:")), "{name}");
    }
}
