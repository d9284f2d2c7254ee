//! The bibliographic record of a thesis: what a repository's page about it says.

use serde::{Deserialize, Serialize};

mod archive;
mod bibtex;
mod csl;
mod document;
mod draft;
mod dublin_core;
mod eprints;
mod eprints_xml;
mod etdms;
mod files;
mod format;
mod guess;
mod json;
mod mets;
mod mods;
mod oai_dc;
mod precedence;
mod read;
mod rights;
mod rioxx;
mod ris;
mod table;
mod vocabulary;
mod when;
mod xml;
mod xoai;

pub use self::{
    archive::from_archive,
    bibtex::from_bibtex,
    document::Document,
    format::Format,
    guess::{Said, fill, said_by},
    json::{described as from_any_json, from_json, to_json},
    precedence::{Origin, Origins, merge},
    read::{Described, from_xml},
    ris::from_ris,
    table::from_csv,
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
    /// The title in other languages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub translated_titles: Vec<Translation>,
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
    /// The degree's name ("PhD", "Master of Science").
    #[serde(skip_serializing_if = "Option::is_none")]
    pub degree: Option<String>,
    /// Degree-granting institution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution: Option<String>,
    /// School, faculty or department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Abstract.
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The abstract in other languages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub translated_abstracts: Vec<Translation>,
    /// Free keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Subjects of a classification, as the repository writes them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
    /// Language of the text, BCP 47 ("en", "de").
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Publisher, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// How many pages the repository says it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// How the repository wants it cited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
    /// The name of the repository it is from, where there is more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The record's page in its repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// Other identifiers: DOI, handle, number in the repository.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
    /// Every document deposited with the record. The four that follow are those of the document at hand, whose text the
    /// index holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
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

/// The same in another language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Translation {
    /// Which, BCP 47, where the record says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What it says.
    pub text: String,
}

impl Record {
    /// The record with document `number` at hand: its licence, version and terms are the record's own. Of a record without
    /// that document the record as it is.
    pub fn for_document(&self, number: usize) -> Self {
        let mut record = self.clone();
        if let Some(document) = self.documents.get(number) {
            record.licence = document.licence.clone().or(record.licence);
            record.version = document.version.clone().or(record.version);
            record.language = document.language.clone().or(record.language);
            (record.security, record.embargo) = (document.security, document.embargo);
        }
        record
    }

    /// The record with none of its documents at hand: the licence of the first, and the strictest terms of all.
    pub(crate) fn strictest(mut self) -> Self {
        for document in &self.documents {
            self.licence = self.licence.or_else(|| document.licence.clone());
            self.version = self.version.or_else(|| document.version.clone());
            self.security = self.security.max(document.security);
            self.embargo = self.embargo.max(document.embargo);
        }
        self
    }

    /// Every text in it, to be changed in place.
    pub(crate) fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let single = [
            &mut self.title,
            &mut self.item_type,
            &mut self.thesis_type,
            &mut self.degree,
            &mut self.institution,
            &mut self.department,
            &mut self.summary,
            &mut self.language,
            &mut self.publisher,
            &mut self.citation,
            &mut self.repository,
            &mut self.uri,
            &mut self.licence,
            &mut self.version,
            &mut self.depositor,
        ];
        let lists = [&mut self.creators, &mut self.keywords, &mut self.subjects, &mut self.identifiers];
        let people = self.contributors.iter_mut().flat_map(|person| [&mut person.name, &mut person.role]);
        let translated = self.translated_titles.iter_mut().chain(&mut self.translated_abstracts);
        let translated = translated.flat_map(|other| other.language.iter_mut().chain([&mut other.text]));
        let documents = self.documents.iter_mut().flat_map(Document::texts_mut);
        single.into_iter().flatten().chain(lists.into_iter().flatten()).chain(people).chain(translated).chain(documents)
    }
}

fn is_public(level: &Level) -> bool {
    *level == Level::Public
}
