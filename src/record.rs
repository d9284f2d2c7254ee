//! The bibliographic record of a thesis: what a repository's page about it says.

use serde::{Deserialize, Serialize};

mod guess;
mod json;

pub use self::{
    guess::{Said, fill},
    json::from_json,
};
use crate::{access::Level, date::Date};

/// A thesis as a repository describes it. Serialized, it is the schema of a sidecar (`thesis.json` beside `thesis.pdf`)
/// and of the record in ibid's JSON: unknown fields are refused in the one, absent ones left out of the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Record {
    /// Title as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Authors, "Family, Given", in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub creators: Vec<String>,
    /// Others who had a part in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<Contributor>,
    /// Date of the thesis; its year is what a search shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// "Thesis" unless the repository says otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_type: Option<String>,
    /// "Doctoral", "Masters", "Bachelors", ...
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thesis_type: Option<String>,
    /// Degree-granting institution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution: Option<String>,
    /// School, faculty or department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Abstract.
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Free keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Language of the text, BCP 47 ("en", "de").
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The record's page in its repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// Other identifiers: DOI, handle, number in the repository.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
    /// Licence of the document, its URI or name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Version of the document ("accepted").
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// For whom the document is.
    #[serde(skip_serializing_if = "is_public")]
    pub security: Level,
    /// Closed before this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Date>,
    /// Depositing user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depositor: Option<String>,
    /// Date deposited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deposited: Option<Date>,
    /// Last modified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<Date>,
}

/// Somebody who had a part in a thesis other than writing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contributor {
    /// "Family, Given".
    pub name: String,
    /// "supervisor", "examiner", ...
    pub role: String,
}

fn is_public(level: &Level) -> bool {
    *level == Level::Public
}
