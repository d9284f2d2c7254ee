//! Who may read the text of a document, and from which day.
//!
//! Decided when a question is asked, never when a document is indexed: an embargo that ends at midnight is open a
//! second later. The day comes from the caller, so that a test can choose it.

use serde::{Deserialize, Serialize};

use crate::date::Date;

/// For whom a document is (EPrints' "security").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Anybody.
    #[default]
    Public,
    /// Whoever has logged in.
    Registered,
    /// Staff of the repository.
    Staff,
}

/// The terms under which a document was deposited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// For whom it is; under embargo, for whom it will be when the embargo has ended.
    pub level: Level,
    /// Under embargo before this day: until then for staff alone.
    pub embargo: Option<Date>,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caller {
    /// Nobody known.
    Anonymous,
    /// Logged in.
    Registered,
    /// Staff of the repository.
    Staff,
    /// Whoever owns the index: the command line.
    Owner,
}

/// Whether `caller` may read a document's text on `today`.
pub fn may_read(terms: &Terms, caller: Caller, today: Date) -> bool {
    let embargoed = terms.embargo.is_some_and(|ends| today < ends);
    let needed = match terms.level {
        _ if embargoed => Caller::Staff,
        Level::Public => Caller::Anonymous,
        Level::Registered => Caller::Registered,
        Level::Staff => Caller::Staff,
    };
    caller >= needed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn an_embargo_ends_on_its_day() {
        let terms = Terms { level: Level::Public, embargo: Some(day("2030-01-01")) };
        assert!(!may_read(&terms, Caller::Anonymous, day("2029-12-31")));
        assert!(!may_read(&terms, Caller::Registered, day("2029-12-31")));
        assert!(may_read(&terms, Caller::Staff, day("2029-12-31")));
        assert!(may_read(&terms, Caller::Anonymous, day("2030-01-01")));
    }

    #[test]
    fn a_level_holds_after_the_embargo() {
        let terms = Terms { level: Level::Registered, embargo: Some(day("2030-01-01")) };
        assert!(!may_read(&terms, Caller::Anonymous, day("2031-01-01")));
        assert!(may_read(&terms, Caller::Registered, day("2031-01-01")));
        assert!(may_read(&terms, Caller::Owner, day("2020-01-01")));
    }
}
