//! Understanding a question.
//!
//! Pure, and it never fails: whatever is typed or pasted means something, and what was odd about it becomes a
//! [`Notice`]. Words are kept as typed; folding and stemming belong to the index, which knows the languages.
//!
#![doc = include_str!("query/language.md")]
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

use std::{borrow::Cow, fmt};

mod bound;
mod field;
mod lex;
mod near;
mod parse;
mod print;
mod range;
mod term;

pub use field::{ACCESS, Field};
pub use range::{Dates, Numbers};

/// How to ask, by example: plain text, but for the Markdown fences around the examples.
pub const LANGUAGE: &str = include_str!("query/language.md");

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
///
/// In words and phrases `*` beside a letter stands for any letters, and `?` between letters for one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LeafText {
    /// One word: no space, quotation mark, parenthesis or colon in it.
    Word(String),
    /// What stood between quotation marks, its spaces made single.
    Phrase(String),
    /// `=word`, `="some words"`: capitals and accents count. Only with [`Field::Text`].
    Written(String),
    /// `word~`.
    Fuzzy {
        /// The word.
        word: String,
        /// How many letters off, 1 or 2; `None`: as many as its length allows.
        distance: Option<u8>,
    },
    /// What stood between slashes.
    Regex(String),
    /// `"some words"~5`: all of them, in any order. Only with [`Field::Text`].
    Loose {
        /// What stood between the quotation marks.
        words: String,
        /// How many other words may stand between them.
        gap: u16,
    },
    /// `a NEAR/5 b`: at least two of [`LeafText::Word`], `Phrase`, `Fuzzy` and `Regex`, in any order. Only with [`Field::Text`].
    Near {
        /// What stands near one another.
        parts: Vec<Self>,
        /// How many other words may stand between them.
        gap: u16,
    },
    /// Years or page numbers; only with [`Field::Year`] and [`Field::Page`].
    Numbers(Numbers),
    /// Days; only with [`Field::Date`].
    Dates(Dates),
    /// `*`: anything at all; not with [`Field::Text`].
    Exists,
}

/// Something odd about a question, and what was made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// `foo:bar`, and there is no field foo.
    UnknownField(String),
    /// `year:soon`.
    NotADate(String),
    /// `access:soon`.
    NotAccess(String),
    /// A quotation mark too many.
    LoneQuote,
    /// A parenthesis too many.
    LoneParenthesis,
    /// An operator, or a field, with nothing to work on.
    LoneOperator(String),
    /// Syntax of other engines that means nothing here.
    Ignored(String),
    /// `NEAR` between others than words and phrases of the text.
    NotNear,
    /// `OR NOT`.
    OrNot,
    /// Nothing is left that could be looked for.
    Nothing,
    /// Something that is taken for the next best.
    ReadAs {
        /// As typed.
        typed: String,
        /// As read.
        read: String,
    },
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
            Self::UnknownField(name) => {
                write!(f, "there is no field `{}`: both sides of the colon count as words", short(name))
            }
            Self::NotADate(text) => {
                let text = short(text);
                write!(f, "`{text}` is no year, month or day, nor a range such as 2010..2016: it counts as a word")
            }
            Self::NotAccess(text) => {
                let text = short(text);
                write!(f, "`{text}` is none of {}: it counts as a word", ACCESS.join(", "))
            }
            Self::LoneQuote => write!(f, "a quotation mark without its partner was ignored"),
            Self::LoneParenthesis => write!(f, "a parenthesis without its partner was ignored"),
            Self::LoneOperator(operator) => write!(f, "`{operator}` with nothing beside it was ignored"),
            Self::Ignored(what) => write!(f, "`{}` means nothing here and was ignored", short(what)),
            Self::OrNot => write!(f, "what NOT stands before is left out beside OR too: `OR NOT` was read as `NOT`"),
            Self::Nothing => write!(f, "there is no word in it that could be looked for"),
            Self::NotNear => write!(f, "NEAR stands between words and phrases of the text: it was read as AND"),
            Self::ReadAs { typed, read } => write!(f, "`{}` was read as `{}`", short(typed), short(read)),
            Self::Capitals => write!(f, "in a question all in capitals AND, OR, NOT and NEAR count as words"),
            Self::TooDeep => write!(f, "parentheses nested too deeply were flattened"),
            Self::TooLong { kept } => write!(f, "only the first {kept} words were looked for"),
        }
    }
}

/// As much of what was typed as a sentence bears.
fn short(typed: &str) -> Cow<'_, str> {
    shortened(typed, 60)
}

/// The beginning of what was typed, at most so many characters of it.
pub(crate) fn shortened(typed: &str, most: usize) -> Cow<'_, str> {
    match typed.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", &typed[..end])),
        None => Cow::Borrowed(typed),
    }
}

#[cfg(test)]
mod tests;
