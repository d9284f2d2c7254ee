//! Keywords in context, and how many there are: `ibid concordance`, as JSON Lines or CSV.
//!
//! ```json
//! {"v":1,"key":"3f2a9c41d0aa","title":"...","creators":["Weaver, Ada"],"year":2014,"department":"...","page":34,"label":"12",
//!  "section":{"kind":"chapter","heading":"2 Literature"},"left":"a large group of ","hit":"peers","right":" met on Mondays"}
//! {"v":1,"by":"year","name":"2014","occurrences":120,"theses":3}
//! ```

use std::path::Path;

use serde::Serialize;

use super::{Section, VERSION, csv_row, lossy};
use crate::search::{Keyword, ThesisHit};

/// An occurrence in its context.
#[derive(Debug, Serialize)]
pub struct KeywordLine<'a> {
    /// [`VERSION`].
    pub v: u32,
    /// Names the thesis.
    pub key: String,
    /// Its PDF, absolute.
    #[serde(serialize_with = "lossy")]
    pub path: &'a Path,
    /// Of the record.
    pub title: Option<&'a str>,
    /// Of the record.
    pub creators: &'a [String],
    /// Of the record.
    pub year: Option<i32>,
    /// Of the record.
    pub department: Option<&'a str>,
    /// PDF page where it begins, from 1.
    pub page: u32,
    /// Printed number of that page.
    pub label: Option<&'a str>,
    /// The section it stands in.
    pub section: Option<Section<'a>>,
    /// What stands before it.
    pub left: &'a str,
    /// What matched, as printed.
    pub hit: &'a str,
    /// What stands behind it.
    pub right: &'a str,
}

/// The names of the columns.
const COLUMNS: [&str; 12] =
    ["key", "title", "creators", "year", "department", "page", "label", "section", "left", "hit", "right", "path"];

impl<'a> KeywordLine<'a> {
    /// The shape of an occurrence in a thesis.
    pub fn of(thesis: &'a ThesisHit, keyword: &'a Keyword) -> Self {
        Self {
            v: VERSION,
            key: thesis.key.to_string(),
            path: &thesis.path,
            title: thesis.record.title.as_deref(),
            creators: &thesis.record.creators,
            year: thesis.record.date.map(|date| date.year),
            department: thesis.record.department.as_deref(),
            page: keyword.page,
            label: keyword.label.as_ref().map(|label| label.text.as_str()),
            section: keyword.section.as_ref().map(|(kind, heading)| Section { kind: *kind, heading }),
            left: &keyword.left,
            hit: &keyword.hit,
            right: &keyword.right,
        }
    }

    /// The names of the columns of [`KeywordLine::to_csv`].
    pub fn csv_head() -> String {
        csv_row(COLUMNS)
    }

    /// As a row of CSV.
    pub fn to_csv(&self) -> String {
        let (creators, path) = (self.creators.join("; "), self.path.display().to_string());
        let (year, page) = (self.year.map(|year| year.to_string()).unwrap_or_default(), self.page.to_string());
        csv_row([
            self.key.as_str(),
            self.title.unwrap_or_default(),
            &creators,
            &year,
            self.department.unwrap_or_default(),
            &page,
            self.label.unwrap_or_default(),
            self.section.as_ref().map_or("", |section| section.heading),
            self.left,
            self.hit,
            self.right,
            &path,
        ])
    }
}

/// How often something occurs in what belongs together.
#[derive(Debug, Serialize)]
pub struct KeywordCount<'a> {
    /// [`VERSION`].
    pub v: u32,
    /// `thesis`, `year` or `department`.
    pub by: &'a str,
    /// Which thesis, year or department; `null` where the record does not say.
    pub name: Option<&'a str>,
    /// The thesis's key, where it is counted by theses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// How many occurrences.
    pub occurrences: u64,
    /// In how many theses.
    pub theses: u64,
}

impl KeywordCount<'_> {
    /// The names of the columns of [`KeywordCount::to_csv`].
    pub fn csv_head(by: &str) -> String {
        csv_row([by, "key", "occurrences", "theses"])
    }

    /// As a row of CSV.
    pub fn to_csv(&self) -> String {
        let (occurrences, theses) = (self.occurrences.to_string(), self.theses.to_string());
        csv_row([self.name.unwrap_or_default(), self.key.as_deref().unwrap_or_default(), &occurrences, &theses])
    }
}
