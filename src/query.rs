//! Understanding a question.
//!
//! Pure, and it never fails: whatever is typed or pasted means something, and what was odd about it becomes a
//! [`Notice`]. Words are kept as typed; folding and stemming belong to the index, which knows the languages.
//!
//! | typed | means |
//! |---|---|
//! | `peer support` | passages with either word; those with both, and with the rarer one, first |
//! | `"peer support"` | these words one after the other, exactly; also `“…”`, `«…»`, `„…“` |
//! | `peer AND support` | theses that hold both, wherever |
//! | `peer OR support` | as without `OR` |
//! | `peer NOT support`, `peer -support` | passages with the first and without the second |
//! | `+peer support` | theses that hold the first; the second ranks |
//! | `(peer OR mutual) AND aid` | grouping; `AND` binds more tightly than `OR` |
//! | `title:aid`, `creator:"Smith, J"`, `title:(a b)` | in one field; beside words, a field narrows |
//! | `year:2014`, `year:2010..2016`, `year:>=2010` | years, both ends included |
//!
//! ```
//! use ibid::query::Query;
//!
//! let query = Query::parse("+\"mutual aid\" groups year:2010..2016");
//! assert!(query.notices.is_empty());
//! assert_eq!(query.to_string(), "+\"mutual aid\" groups year:2010..2016");
//!
//! let pasted = Query::parse("Self-help: a (case study");
//! assert_eq!(pasted.to_string(), "Self-help a case study");
//! assert_eq!(pasted.notices[0].to_string(), "a parenthesis without its partner was ignored");
//! ```

use std::fmt;

mod bound;
mod field;
mod lex;
mod parse;
mod print;

pub use field::{Field, Years};

/// A question as understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What is asked for; `None` where nothing is left to look for.
    pub clauses: Option<Expr>,
    /// What was odd about it, each once, in order.
    pub notices: Vec<Notice>,
}

impl Query {
    /// Understands `text`, whatever it is. Printed, the result parses to the same clauses, without notices.
    pub fn parse(text: &str) -> Self {
        parse::parse(text)
    }
}

/// One node of a question.
///
/// As parsed: [`Expr::All`] and [`Expr::Any`] have at least two children; [`Expr::Must`] stands only among the children
/// of an `Any`; neither `Must` nor `Not` holds a `Must` or `Not`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// One thing to look for.
    Leaf(Leaf),
    /// All of these in the same thesis.
    All(Vec<Self>),
    /// Any of these: `OR`, and words side by side.
    Any(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
    /// Required among its neighbours.
    Must(Box<Self>),
}

impl Expr {
    /// Whether no leaf of it asks for words of the text: side by side with words, such a clause narrows.
    pub fn is_filter(&self) -> bool {
        match self {
            Self::Leaf(leaf) => leaf.field != Field::Text,
            Self::All(children) | Self::Any(children) => children.iter().all(Self::is_filter),
            Self::Not(child) | Self::Must(child) => child.is_filter(),
        }
    }
}

/// One thing to look for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Leaf {
    /// Where.
    pub field: Field,
    /// What.
    pub text: LeafText,
}

/// What a leaf looks for, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LeafText {
    /// One word: no space, quotation mark, parenthesis or colon in it.
    Word(String),
    /// What stood between quotation marks, its spaces made single.
    Phrase(String),
    /// Years; only with [`Field::Year`], which has nothing else.
    Years(Years),
}

/// Something odd about a question, and what was made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// `foo:bar`, and there is no field foo.
    UnknownField(String),
    /// `year:soon`.
    NotAYear(String),
    /// A quotation mark too many.
    LoneQuote,
    /// A parenthesis too many.
    LoneParenthesis,
    /// An operator, or a field, with nothing to work on.
    LoneOperator(String),
    /// Syntax of other engines that means nothing here.
    Ignored(String),
    /// `AND`, `OR` or `NOT` in a sentence all in capitals.
    Capitals,
    /// Parentheses nested beyond what is followed.
    TooDeep,
    /// More words than are followed.
    TooLong {
        /// How many were kept.
        kept: usize,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownField(name) => write!(f, "there is no field `{name}`: both sides of the colon count as words"),
            Self::NotAYear(text) => {
                write!(f, "`{text}` is not a year or a range such as 2010..2016: it counts as a word")
            }
            Self::LoneQuote => write!(f, "a quotation mark without its partner was ignored"),
            Self::LoneParenthesis => write!(f, "a parenthesis without its partner was ignored"),
            Self::LoneOperator(operator) => write!(f, "`{operator}` with nothing beside it was ignored"),
            Self::Ignored(what) => write!(f, "`{what}` means nothing here and was ignored"),
            Self::Capitals => write!(f, "in a question all in capitals AND, OR and NOT count as words"),
            Self::TooDeep => write!(f, "parentheses nested too deeply were flattened"),
            Self::TooLong { kept } => write!(f, "only the first {kept} words were looked for"),
        }
    }
}
