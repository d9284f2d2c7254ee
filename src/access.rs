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

/// How a text stands on a day: each is one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Anybody may read it.
    Open,
    /// Its embargo has not ended.
    Embargoed,
    /// Whoever has logged in may.
    Registered,
    /// Staff of the repository may.
    Staff,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Embargoed, Self::Registered, Self::Staff];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Embargoed => "embargoed",
            Self::Registered => "registered",
            Self::Staff => "staff",
        }
    }

    /// The one of this name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.name().eq_ignore_ascii_case(name.trim()))
    }
}

impl Terms {
    /// How a text under these terms stands on `today`.
    pub fn standing(&self, today: Date) -> Standing {
        match self.level {
            _ if self.embargo.is_some_and(|ends| today < ends) => Standing::Embargoed,
            Level::Public => Standing::Open,
            Level::Registered => Standing::Registered,
            Level::Staff => Standing::Staff,
        }
    }
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

/// What somebody learns of a thesis whose text is closed to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disclosure {
    /// Nothing: as if it had never been put in.
    Nothing,
    /// Its record, and no more.
    #[default]
    Record,
}

/// What the owner of an index lets others learn of closed texts, by why they are closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Of those under embargo.
    pub embargoed: Disclosure,
    /// Of those for registered users.
    pub registered: Disclosure,
    /// Of those for staff.
    pub staff: Disclosure,
}

/// What somebody may see of a thesis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Not even that it is there.
    Nothing,
    /// Its record.
    Record,
    /// All of it.
    Text,
}

/// Whether `caller` may read a document's text on `today`.
pub fn may_read(terms: &Terms, caller: Caller, today: Date) -> bool {
    sight(terms, &Policy::default(), caller, today) == Sight::Text
}

/// What `caller` may see of a document on `today`. Where it is closed for two reasons the stricter choice holds.
pub fn sight(terms: &Terms, policy: &Policy, caller: Caller, today: Date) -> Sight {
    let is_embargoed = terms.embargo.is_some_and(|ends| today < ends);
    let reasons = [
        (is_embargoed && caller < Caller::Staff, policy.embargoed),
        (terms.level == Level::Registered && caller < Caller::Registered, policy.registered),
        (terms.level == Level::Staff && caller < Caller::Staff, policy.staff),
    ];
    let told = reasons.into_iter().filter(|(is_closed, _)| *is_closed).map(|(_, told)| told);
    match told.min() {
        None => Sight::Text,
        Some(Disclosure::Record) => Sight::Record,
        Some(Disclosure::Nothing) => Sight::Nothing,
    }
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

    #[test]
    fn the_stricter_of_two_reasons_holds() {
        let policy = Policy { staff: Disclosure::Nothing, ..Policy::default() };
        let terms = Terms { level: Level::Staff, embargo: Some(day("2030-01-01")) };
        let seen = |caller, today| sight(&terms, &policy, caller, day(today));
        assert_eq!(seen(Caller::Anonymous, "2029-12-31"), Sight::Nothing);
        assert_eq!(seen(Caller::Registered, "2031-01-01"), Sight::Nothing);
        assert_eq!(seen(Caller::Staff, "2029-12-31"), Sight::Text);
        let embargoed = Terms { level: Level::Public, ..terms };
        assert_eq!(sight(&embargoed, &policy, Caller::Registered, day("2029-12-31")), Sight::Record);
        let strict = Policy { embargoed: Disclosure::Nothing, ..policy };
        assert_eq!(sight(&embargoed, &strict, Caller::Registered, day("2029-12-31")), Sight::Nothing);
        assert_eq!(sight(&embargoed, &strict, Caller::Registered, day("2030-01-01")), Sight::Text);
    }
}
