//! Of several descriptions of a thesis: which has the say, field by field, and where each value came from.
//!
//! Whoever keeps the collection goes before the repository, the repository before what a reference manager took from it, all of
//! them before what the PDF says of itself, and guesses last. A list is taken whole, from one description: two spellings of a
//! name are not two authors. Who may read is what the strictest of them says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Format, Record};
use crate::access::Level;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The format it was read in.
    pub format: Format,
    /// The file it was read from, where that is not the PDF itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// Of each field of a record that has a value, where that came from; by the names in the JSON.
pub type Origins = BTreeMap<String, Origin>;

/// In which order descriptions are asked, the first first.
fn rank(format: Format) -> u8 {
    match format {
        Format::Ibid | Format::Csv => 0,
        Format::EprintsXml
        | Format::EprintsJson
        | Format::OaiDc
        | Format::UketdDc
        | Format::Etdms
        | Format::Rioxx2
        | Format::Rioxx3
        | Format::Qdc
        | Format::Dim
        | Format::Xoai
        | Format::Mets
        | Format::Didl
        | Format::Mods
        | Format::SimpleArchive => 1,
        Format::Bibtex | Format::Ris | Format::Csl => 2,
        Format::Pdf => 3,
        Format::TitlePage => 4,
        Format::FileName => 5,
    }
}

/// A field: its name, and how a blank of it is filled; `true` where that was done.
type Field = (&'static str, fn(&mut Record, &Record) -> bool);

macro_rules! first {
    ($name:literal, $field:ident) => {
        ($name, |into, from| {
            let fills = into.$field.is_blank() && !from.$field.is_blank();
            if fills {
                into.$field.clone_from(&from.$field);
            }
            fills
        })
    };
}

/// What the first that says something has the say of.
const FIRST: [Field; 28] = [
    first!("title", title),
    first!("translated_titles", translated_titles),
    first!("creators", creators),
    first!("contributors", contributors),
    first!("date", date),
    first!("item_type", item_type),
    first!("thesis_type", thesis_type),
    first!("degree", degree),
    first!("institution", institution),
    first!("department", department),
    first!("abstract", summary),
    first!("translated_abstracts", translated_abstracts),
    first!("keywords", keywords),
    first!("subjects", subjects),
    first!("language", language),
    first!("publisher", publisher),
    first!("pages", pages),
    first!("citation", citation),
    first!("repository", repository),
    first!("uri", uri),
    first!("identifiers", identifiers),
    first!("documents", documents),
    first!("licence", licence),
    first!("version", version),
    first!("depositor", depositor),
    first!("deposited", deposited),
    first!("modified", modified),
    // Closed by whoever says so, and so from the strictest: see `strictest`.
    ("security", strictest),
];

/// What the strictest has the say of. The embargo goes with it.
fn strictest(into: &mut Record, from: &Record) -> bool {
    let stricter = from.security > into.security || from.embargo > into.embargo;
    into.security = into.security.max(from.security);
    into.embargo = into.embargo.max(from.embargo);
    stricter
}

/// One record of several descriptions, and where its values came from. Of those with equal say the first goes first.
pub fn merge(descriptions: &[(Origin, Record)]) -> (Record, Origins) {
    let mut ranked: Vec<&(Origin, Record)> = descriptions.iter().collect();
    ranked.sort_by_key(|(origin, _)| rank(origin.format));
    let (mut record, mut origins) = (Record::default(), Origins::new());
    for (origin, described) in ranked {
        for (name, fill) in FIRST {
            if fill(&mut record, described) {
                origins.insert(name.to_owned(), origin.clone());
            }
        }
    }
    if let Some(access) = origins.remove("security") {
        if record.security != Level::Public {
            origins.insert("security".to_owned(), access.clone());
        }
        if record.embargo.is_some() {
            origins.insert("embargo".to_owned(), access);
        }
    }
    (record, origins)
}

/// A record whose blanks are filled from another.
pub(super) fn filled(mut record: Record, other: &Record) -> Record {
    for (_, fill) in FIRST {
        fill(&mut record, other);
    }
    record
}

trait Blank {
    fn is_blank(&self) -> bool;
}

impl<T: Named> Blank for Option<T> {
    fn is_blank(&self) -> bool {
        self.as_ref().is_none_or(Named::says_nothing)
    }
}

impl<T> Blank for Vec<T> {
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

/// Values that can be there and say nothing.
trait Named {
    fn says_nothing(&self) -> bool {
        false
    }
}

impl Named for String {
    fn says_nothing(&self) -> bool {
        self.trim().is_empty()
    }
}

impl Named for u32 {}
impl Named for crate::date::Date {}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(format: Format, json: &str) -> (Origin, Record) {
        (Origin { format, file: None }, super::super::from_json(json).unwrap())
    }

    #[test]
    fn the_repository_goes_before_the_reference_manager_and_both_before_the_pdf() {
        let (record, origins) = merge(&[
            of(Format::Pdf, r#"{"title": "untitled draft", "keywords": ["pdf"], "language": "fr"}"#),
            of(Format::Bibtex, r#"{"title": "Groups", "degree": "PhD", "creators": ["Doe, J."]}"#),
            of(Format::EprintsXml, r#"{"title": "On groups", "creators": ["Doe, Jane"], "language": "en"}"#),
        ]);
        assert_eq!(record.title.as_deref(), Some("On groups"));
        assert_eq!(record.creators, ["Doe, Jane"], "a list is taken whole");
        assert_eq!((record.degree.as_deref(), record.keywords.as_slice()), (Some("PhD"), &["pdf".to_owned()][..]));
        let formats: Vec<_> = origins.iter().map(|(name, origin)| (name.as_str(), origin.format)).collect();
        assert_eq!(
            formats,
            [
                ("creators", Format::EprintsXml),
                ("degree", Format::Bibtex),
                ("keywords", Format::Pdf),
                ("language", Format::EprintsXml),
                ("title", Format::EprintsXml),
            ]
        );
    }

    #[test]
    fn the_strictest_says_who_may_read() {
        let (record, origins) = merge(&[
            of(Format::Ibid, r#"{"embargo": "2027-01-01"}"#),
            of(Format::OaiDc, r#"{"embargo": "2030-01-01"}"#),
            of(Format::Ris, r#"{"security": "registered"}"#),
        ]);
        assert_eq!((record.security, record.embargo), (Level::Registered, "2030-01-01".parse().ok()));
        assert_eq!(origins.keys().collect::<Vec<_>>(), ["embargo", "security"]);
    }

    #[test]
    fn every_field_of_a_record_is_in_the_table() {
        let whole = super::super::json::tests::whole();
        let (merged, origins) = merge(&[(Origin { format: Format::Ibid, file: None }, whole.clone())]);
        assert_eq!(merged, whole);
        let fields = serde_json::to_value(&whole).unwrap();
        assert_eq!(origins.keys().collect::<Vec<_>>(), fields.as_object().unwrap().keys().collect::<Vec<_>>());
    }
}
