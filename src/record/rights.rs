//! Who may read a text, in the words of repositories: one table for all formats.
//!
//! What is said about access and not understood closes the text (for staff alone), and is told. So does "embargoed"
//! without a day on which it ends, until the record is mended.

use super::when;
use crate::{
    access::{Level, Terms},
    date::Date,
};

/// What a statement about rights says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// For whom the text is.
    For(Level),
    /// Under embargo, until a day that is said elsewhere.
    Embargoed,
    /// Under embargo before this day.
    Until(Date),
    /// Under this licence.
    Licence(String),
    /// Nothing about access: whose copyright it is, and the like.
    Nothing,
    /// Something about access that is not understood.
    NotUnderstood(String),
}

use Level::{Public, Registered, Staff};
use Right::{Embargoed, For};

/// The vocabularies, word for word (letters and digits alone, in small letters; of a URI what follows its last slash).
///
/// "Restricted" says that something stands between the text and a reader, not that logging in takes it away.
#[rustfmt::skip] // a table
const WORDS: &[(&str, Right)] = &[
    // COAR access rights, http://purl.org/coar/access_right/
    ("cabf2", For(Public)), ("cf1cf", Embargoed), ("c16ec", For(Staff)), ("c14cb", For(Staff)),
    // info:eu-repo/semantics/ and what DSpace and RIOXX make of it
    ("openaccess", For(Public)), ("embargoedaccess", Embargoed), ("restrictedaccess", For(Staff)),
    ("closedaccess", For(Staff)), ("metadataonlyaccess", For(Staff)), ("metadataonly", For(Staff)),
    ("unknownaccess", For(Staff)), ("unknown", For(Staff)),
    // EPrints' security and full_text_status; uketd_dc's accessRights
    ("public", For(Public)), ("validuser", For(Registered)), ("staffonly", For(Staff)), ("restricted", For(Staff)),
    ("none", For(Staff)),
    // DSpace's groups
    ("anonymous", For(Public)), ("administrator", For(Staff)), ("generalpublic", For(Public)),
    ("repositorymgr", For(Staff)),
    // The same, by hand
    ("open", For(Public)), ("unrestricted", For(Public)), ("free", For(Public)), ("freeaccess", For(Public)),
    ("freetoread", For(Public)), ("everyone", For(Public)), ("world", For(Public)), ("worldwide", For(Public)),
    ("gold", For(Public)), ("green", For(Public)),
    ("registered", For(Registered)), ("registeredusers", For(Registered)), ("authenticated", For(Registered)),
    ("loginrequired", For(Registered)),
    ("staff", For(Staff)), ("closed", For(Staff)), ("private", For(Staff)), ("confidential", For(Staff)),
    ("embargo", Embargoed), ("embargoed", Embargoed), ("underembargo", Embargoed),
];

/// What statements in prose say about access when they hold one of these: not open, as far as can be told.
const CLOSING: [&str; 12] = [
    "restricted",
    "embargo",
    "closed access",
    "campus",
    "confidential",
    "withheld",
    "not available",
    "no access",
    "authorized users",
    "authorised users",
    "members of the university",
    "staff only",
];

/// What a field says that is about access and nothing else.
pub(super) fn access(text: &str) -> Right {
    let text = text.trim();
    if text.is_empty() {
        return Right::Nothing;
    }
    if let Some((_, day)) = text.split_once("embargoEnd/") {
        return embargo(day);
    }
    match known(text) {
        Some(right) => right,
        None if is_licence(text) => Right::Licence(text.to_owned()),
        None => Right::NotUnderstood(format!("`{}` is no access right that is known", excerpt(text))),
    }
}

/// What a field says that may be about anything: Dublin Core's `rights`.
pub(super) fn rights(text: &str) -> Right {
    let lower = text.to_lowercase();
    match access(text) {
        Right::NotUnderstood(_) if lower.contains("unrestricted") => For(Public),
        Right::NotUnderstood(_) if CLOSING.iter().any(|word| lower.contains(word)) => {
            Right::NotUnderstood(format!("`{}` may not be open", excerpt(text)))
        }
        Right::NotUnderstood(_) => Right::Nothing,
        right => right,
    }
}

/// What a field says that holds the end of an embargo.
pub(super) fn embargo(text: &str) -> Right {
    match when::date(text) {
        Some(day) => Right::Until(day.surely_past()),
        None if text.trim().is_empty() => Right::Nothing,
        None => Right::NotUnderstood(format!("`{}` is no day on which an embargo ends", excerpt(text))),
    }
}

/// What several statements about one text come to: the strictest of them, but for a day that ends what is "embargoed".
#[derive(Clone, Debug, Default)]
pub(super) struct Verdict {
    level: Level,
    embargoed: bool,
    until: Option<Date>,
    /// The licence among them.
    pub(super) licence: Option<String>,
    /// What was not understood, a sentence each.
    pub(super) doubts: Vec<String>,
}

impl Verdict {
    /// One more statement.
    pub(super) fn hear(&mut self, right: Right) {
        match right {
            For(level) => self.level = self.level.max(level),
            Embargoed => self.embargoed = true,
            Right::Until(day) => self.until = self.until.max(Some(day)),
            Right::Licence(licence) => drop(self.licence.get_or_insert(licence)),
            Right::Nothing => {}
            Right::NotUnderstood(doubt) => {
                self.level = Staff;
                self.doubts.push(format!("{doubt}: closed but for staff"));
            }
        }
    }

    /// What somebody else said of the same text.
    pub(super) fn also(&mut self, other: &Self) {
        self.level = self.level.max(other.level);
        self.embargoed |= other.embargoed;
        self.until = self.until.max(other.until);
        if self.licence.is_none() {
            self.licence.clone_from(&other.licence);
        }
    }

    /// The terms, and what is to be said of them.
    pub(super) fn terms(&mut self) -> Terms {
        if self.embargoed && self.until.is_none() {
            self.level = Staff;
            self.doubts.push("under embargo, and no day on which it ends: closed but for staff".to_owned());
        }
        Terms { level: self.level, embargo: self.until }
    }
}

fn known(text: &str) -> Option<Right> {
    let end = text.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or(text);
    let word: String = end.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    WORDS.iter().find(|(known, _)| *known == word).map(|(_, right)| right.clone())
}

/// Whether it is a licence rather than a sentence about rights.
pub(super) fn is_licence(text: &str) -> bool {
    let lower = text.to_lowercase();
    let known = ["creativecommons.org/", "rightsstatements.org/", "opendatacommons.org/", "opensource.org/"];
    let named = ["cc by", "cc-by", "cc0", "cc_by", "creative commons"];
    known.iter().any(|site| lower.contains(site)) && !lower.contains(char::is_whitespace)
        || named.iter().any(|name| lower.starts_with(name)) && lower.len() < 80
}

fn excerpt(text: &str) -> String {
    if text.chars().count() <= 60 { text.to_owned() } else { text.chars().take(59).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vocabularies_say_who_may_read() {
        for (said, right) in [
            ("http://purl.org/coar/access_right/c_abf2", For(Public)),
            ("https://purl.org/coar/access_right/c_f1cf/", Embargoed),
            ("http://purl.org/coar/access_right/c_16ec", For(Staff)),
            ("info:eu-repo/semantics/openAccess", For(Public)),
            ("info:eu-repo/semantics/closedAccess", For(Staff)),
            ("open.access", For(Public)),
            ("Open Access", For(Public)),
            ("validuser", For(Registered)),
            ("staffonly", For(Staff)),
            ("metadata.only", For(Staff)),
            ("info:eu-repo/date/embargoEnd/2027-03-01", Right::Until("2027-03-01".parse().unwrap())),
            ("info:eu-repo/date/embargoEnd/2027", Right::Until("2028-01-01".parse().unwrap())),
            (
                "https://creativecommons.org/licenses/by/4.0/",
                Right::Licence("https://creativecommons.org/licenses/by/4.0/".into()),
            ),
            ("", Right::Nothing),
        ] {
            assert_eq!(access(said), right, "{said}");
            assert_eq!(rights(said), right, "{said}");
        }
    }

    #[test]
    fn what_is_not_understood_closes() {
        assert!(matches!(access("ask the dean"), Right::NotUnderstood(_)));
        assert!(matches!(embargo("two years"), Right::NotUnderstood(_)));
        assert!(matches!(rights("Campus only, until further notice"), Right::NotUnderstood(_)));
        assert!(matches!(rights("info:eu-repo/date/embargoEnd/soon"), Right::NotUnderstood(_)));
    }

    #[test]
    fn an_embargo_without_an_end_closes() {
        let mut verdict = Verdict::default();
        verdict.hear(Embargoed);
        assert_eq!(verdict.clone().terms(), Terms { level: Staff, embargo: None });
        verdict.hear(embargo("2030-01-01"));
        assert_eq!(verdict.terms(), Terms { level: Public, embargo: "2030-01-01".parse().ok() });
    }

    #[test]
    fn whose_copyright_it_is_closes_nothing() {
        for said in ["© Mostafa Azizi, 2000", "Copyright 1994, The University.", "All rights reserved"] {
            assert_eq!(rights(said), Right::Nothing, "{said}");
        }
        assert_eq!(rights("This item may be read by everyone, unrestricted"), For(Public));
    }
}
