//! A thesis: its record, how much of it was read, its headings, and the text of its pages.

use std::{borrow::Cow, path::PathBuf};

use serde::Serialize;

use super::{Twin, VERSION, lossy_all};
use crate::{
    index::{self, Coverage, Fate, Key, StoredThesis},
    ocr::Mode,
    record::{Origins, Record},
    text::{LabelSource, PageSpan, PageState, Section, SectionKind},
};

/// A thesis: `ibid show --json`, `GET /api/v1/theses/{key}`.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    /// [`VERSION`].
    pub v: u32,
    /// Names the thesis.
    pub key: String,
    /// Where its PDF is: absolute, several where the same bytes lie in several places; absent over HTTP.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "lossy_all")]
    pub paths: Option<&'a [PathBuf]>,
    /// The record's fields, those that are known; `pages` is `page_count`, for the pages of the text are called so.
    #[serde(flatten)]
    pub record: Cow<'a, Record>,
    /// How many pages the record says it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_count: Option<u32>,
    /// Of each field of the record, the format and the file it was read from, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origins: Option<&'a Origins>,
    /// How much of the document could be read; absent where nothing could.
    pub coverage: Option<Pages<'a>>,
    /// Why nothing could be read.
    pub failure: Option<String>,
    /// Headings in order.
    pub sections: Vec<Heading<'a>>,
    /// Other theses with the same text; absent where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_in: Vec<Twin<'a>>,
    /// The pages asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<PageText<'a>>,
}

/// How much of a document could be read; `pages` is the sum of the five after it.
#[derive(Debug, Serialize)]
pub struct Pages<'a> {
    /// Pages of the PDF.
    pub pages: u32,
    /// Pages with text.
    pub with_text: u32,
    /// Pages whose text was recognised in their pictures (OCR).
    pub recognised: u32,
    /// Pages that are images without text.
    pub scanned: u32,
    /// Pages whose text means nothing.
    pub garbled: u32,
    /// Pages with nothing on them.
    pub blank: u32,
    /// Words.
    pub words: u64,
    /// Characters for private use, which are in no word.
    pub private: u64,
    /// Engine that read it.
    pub engine: &'a str,
    /// Which pages were to be recognised: `off`, `auto` or `force`.
    pub ocr: Mode,
    /// How sure the recognised pages are on the whole, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// The models they were read with, by tesseract's names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models: Option<&'a str>,
}

/// A heading of a thesis.
#[derive(Debug, Serialize)]
pub struct Heading<'a> {
    /// As printed.
    pub heading: &'a str,
    /// 1 for the outermost.
    pub level: u8,
    /// What its section is for.
    pub kind: SectionKind,
    /// PDF page on which it stands, from 1; absent where the text has no pages.
    pub page: Option<u32>,
    /// Printed number of that page.
    pub label: Option<&'a str>,
}

/// The text of a page.
#[derive(Debug, Serialize)]
pub struct PageText<'a> {
    /// PDF page number, from 1.
    pub page: u32,
    /// Printed number.
    pub label: Option<&'a str>,
    /// How it is known: `named` by the PDF, `printed` on the page, or `counted` from those of its neighbours.
    pub label_source: Option<LabelSource>,
    /// What can be read on it.
    pub state: PageState,
    /// Where its text was recognised in its picture: how sure that is, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// Its text.
    pub text: &'a str,
}

impl<'a> Document<'a> {
    /// The shape of a thesis with some of its pages.
    pub fn of(thesis: &'a StoredThesis, pages: &'a [index::PageText]) -> Self {
        let failure = match &thesis.fate {
            Fate::Failed(why) => Some(why.to_string()),
            Fate::Withheld(withheld) => Some(withheld.why.clone()),
            Fate::Indexed(_) | Fate::SameAs(_) | Fate::Described => None,
        };
        let heading = |section: &'a Section| Heading::of(section, &thesis.frame.pages);
        let text = |page: &'a index::PageText| PageText {
            page: page.number,
            label: page.label.as_ref().map(|label| label.text.as_str()),
            label_source: page.label.as_ref().map(|label| label.source),
            state: page.state,
            confidence: page.confidence,
            text: &page.text,
        };
        Self {
            v: VERSION,
            key: thesis.key.to_string(),
            paths: Some(&thesis.paths),
            record: match thesis.record.pages {
                None => Cow::Borrowed(&thesis.record),
                Some(_) => Cow::Owned(Record { pages: None, ..thesis.record.clone() }),
            },
            page_count: thesis.record.pages,
            origins: None,
            // Of a closed text nothing is told that was read of it: it has no headings and no pages here.
            coverage: thesis.coverage().filter(|_| !thesis.is_closed).map(Pages::of),
            failure,
            sections: thesis.frame.sections.iter().map(heading).collect(),
            also_in: Vec::new(),
            pages: pages.iter().map(text).collect(),
        }
    }

    /// With other theses that have its text, and where each is.
    pub fn with_twins(mut self, twins: &'a [(Key, PathBuf)]) -> Self {
        self.also_in = twins.iter().map(|(key, path)| Twin { key: key.to_string(), path: Some(path) }).collect();
        self
    }

    /// With where the values of the record came from.
    pub fn with_origins(mut self, origins: &'a Origins) -> Self {
        self.origins = Some(origins);
        self
    }

    /// As a stranger may have it: where files lie on this machine is nobody's business.
    pub fn without_paths(mut self) -> Self {
        self.paths = None;
        self.also_in.iter_mut().for_each(|twin| twin.path = None);
        self
    }
}

impl<'a> Heading<'a> {
    /// The shape of a section of a text with these pages.
    fn of(section: &'a Section, pages: &'a [PageSpan]) -> Self {
        let begun = pages.partition_point(|page| page.start <= section.start);
        let page = begun.checked_sub(1).map(|at| &pages[at]);
        Self {
            heading: &section.heading,
            level: section.level,
            kind: section.kind,
            page: page.map(|page| page.number),
            label: page.and_then(|page| page.label.as_ref()).map(|label| label.text.as_str()),
        }
    }
}

impl<'a> Pages<'a> {
    fn of(coverage: &'a Coverage) -> Self {
        Self {
            pages: coverage.pages,
            with_text: coverage.with_text,
            recognised: coverage.recognised,
            scanned: coverage.scanned,
            garbled: coverage.garbled,
            blank: coverage.blank,
            words: coverage.words,
            private: coverage.private,
            engine: &coverage.engine,
            ocr: coverage.ocr,
            confidence: coverage.confidence,
            models: coverage.models.as_deref(),
        }
    }
}
