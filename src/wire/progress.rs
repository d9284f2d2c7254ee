//! The events of a run: `ibid index --json`, a line each.

use std::path::Path;

use serde::Serialize;

use super::{VERSION, lossy};
use crate::{
    index::Fate,
    ingest::{self, Summary},
};

/// Something that happened. `event` names it; paths are absolute.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event<'a> {
    /// Something below a root cannot be seen.
    Skipped {
        /// What.
        #[serde(serialize_with = "lossy")]
        path: &'a Path,
        /// Why.
        reason: &'a str,
    },
    /// It is known what there is to do.
    Planned {
        /// [`VERSION`].
        v: u32,
        /// PDFs to read.
        documents: u64,
        /// Bytes of them.
        bytes: u64,
        /// PDFs that have not changed.
        unchanged: u64,
    },
    /// A PDF is being read.
    Started {
        /// Which.
        #[serde(serialize_with = "lossy")]
        path: &'a Path,
    },
    /// A PDF was read.
    Read {
        /// Which.
        #[serde(serialize_with = "lossy")]
        path: &'a Path,
        /// Its pages.
        pages: u32,
        /// Of these, recognised in their pictures (OCR).
        recognised: u32,
        /// Words on them.
        words: u64,
        /// Bytes of the file.
        bytes: u64,
    },
    /// Nothing could be read of a PDF.
    Failed {
        /// Which.
        #[serde(serialize_with = "lossy")]
        path: &'a Path,
        /// Why.
        reason: String,
    },
    /// A PDF has the same bytes as another.
    Same {
        /// Which.
        #[serde(serialize_with = "lossy")]
        path: &'a Path,
        /// Key of their thesis.
        key: String,
    },
    /// A PDF is now elsewhere.
    Moved {
        /// Where it was.
        #[serde(serialize_with = "lossy")]
        from: &'a Path,
        /// Where it is.
        #[serde(serialize_with = "lossy")]
        to: &'a Path,
    },
    /// The record of a thesis has changed, and not its PDF.
    Described {
        /// The PDF.
        #[serde(serialize_with = "lossy")]
        path: &'a Path,
    },
    /// A PDF is gone, and has left the index.
    Removed {
        /// Which.
        #[serde(serialize_with = "lossy")]
        path: &'a Path,
    },
    /// The record beside a PDF cannot be understood.
    BadRecord {
        /// The PDF.
        #[serde(serialize_with = "lossy")]
        path: &'a Path,
        /// What is wrong with it.
        reason: &'a str,
    },
    /// A repository answers.
    Repository {
        /// [`VERSION`].
        v: u32,
        /// Its name.
        name: &'a str,
        /// Where.
        url: &'a str,
        /// The format in which its records are listed.
        prefix: &'a str,
        /// The format in which each is asked for once more, for its files.
        #[serde(skip_serializing_if = "Option::is_none")]
        files: Option<&'a str>,
    },
    /// A page of a repository's list was taken in.
    Listed {
        /// Records of the list so far.
        records: u64,
    },
    /// It is known which documents of a repository are to be fetched.
    Wanted {
        /// How many.
        documents: u64,
    },
    /// A document was fetched.
    Fetched {
        /// From where.
        url: &'a str,
        /// Where it is.
        #[serde(serialize_with = "lossy")]
        path: &'a Path,
        /// Bytes.
        bytes: u64,
    },
    /// A document cannot be had this time.
    Withheld {
        /// From where.
        url: &'a str,
        /// Why.
        reason: &'a str,
    },
    /// Something that a repository says cannot be understood.
    Fault {
        /// Of what.
        of: &'a str,
        /// What is wrong with it.
        reason: &'a str,
    },
    /// All that was done so far lasts.
    Committed,
}

impl<'a> Event<'a> {
    /// The shape of an event.
    pub fn of(event: &'a ingest::Event) -> Self {
        use ingest::Event as Happened;
        match event {
            Happened::Skipped { path, reason } => Self::Skipped { path, reason },
            Happened::Planned { documents, bytes, unchanged } => {
                Self::Planned { v: VERSION, documents: *documents, bytes: *bytes, unchanged: *unchanged }
            }
            Happened::Started { path } => Self::Started { path },
            Happened::Read { path, fate: Fate::Failed(why), .. } => Self::Failed { path, reason: why.to_string() },
            Happened::Read { path, pages, recognised, words, bytes, .. } => {
                Self::Read { path, pages: *pages, recognised: *recognised, words: *words, bytes: *bytes }
            }
            Happened::Same { path, key } => Self::Same { path, key: key.to_string() },
            Happened::Moved { from, to } => Self::Moved { from, to },
            Happened::Described { path } => Self::Described { path },
            Happened::Removed { path } => Self::Removed { path },
            Happened::BadRecord { path, reason } => Self::BadRecord { path, reason },
            Happened::Repository { name, url, prefix, files } => {
                Self::Repository { v: VERSION, name, url, prefix, files: files.as_deref() }
            }
            Happened::Listed { records } => Self::Listed { records: *records },
            Happened::Wanted { documents } => Self::Wanted { documents: *documents },
            Happened::Fetched { url, path, bytes } => Self::Fetched { url, path, bytes: *bytes },
            Happened::Withheld { url, reason } => Self::Withheld { url, reason },
            Happened::Fault { of, reason } => Self::Fault { of, reason },
            Happened::Committed => Self::Committed,
        }
    }
}

/// The last line: what the run did.
#[derive(Debug, Serialize)]
pub struct Finished {
    event: &'static str,
    v: u32,
    found: u64,
    unchanged: u64,
    indexed: u64,
    failed: u64,
    same_as: u64,
    moved: u64,
    described: u64,
    removed: u64,
    pages: u64,
    scanned: u64,
    garbled: u64,
    recognised: u64,
    words: u64,
    text_bytes: u64,
    pdf_bytes: u64,
    hidden: u64,
    ignored: u64,
    not_pdf: u64,
    unreadable: u64,
    stopped: bool,
    seconds: f64,
}

impl Finished {
    /// The shape of a summary.
    pub fn of(summary: &Summary) -> Self {
        Self {
            event: "finished",
            v: VERSION,
            found: summary.found,
            unchanged: summary.unchanged,
            indexed: summary.indexed,
            failed: summary.failed,
            same_as: summary.same_as,
            moved: summary.moved,
            described: summary.described,
            removed: summary.removed,
            pages: summary.pages,
            scanned: summary.scanned,
            garbled: summary.garbled,
            recognised: summary.recognised,
            words: summary.words,
            text_bytes: summary.text_bytes,
            pdf_bytes: summary.pdf_bytes,
            hidden: summary.passed_over.hidden,
            ignored: summary.passed_over.ignored,
            not_pdf: summary.passed_over.not_pdf,
            unreadable: summary.passed_over.unreadable.len() as u64,
            stopped: summary.stopped,
            seconds: summary.seconds,
        }
    }
}

/// The last line of a harvest: what it did, repository by repository, and what was read.
#[derive(Debug, Serialize)]
pub struct Harvested<'a> {
    repositories: Vec<Outcome<'a>>,
    #[serde(flatten)]
    read: Finished,
}

/// What came of one repository.
#[derive(Debug, Serialize)]
struct Outcome<'a> {
    name: &'a str,
    listed: u64,
    unchanged: u64,
    withdrawn: u64,
    faults: u64,
    fetched: u64,
    withheld: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<&'a str>,
}

impl<'a> Harvested<'a> {
    /// The shape of what a harvest did.
    pub fn of(harvested: &'a ingest::Harvested) -> Self {
        let outcome = |outcome: &'a ingest::Outcome| Outcome {
            name: &outcome.name,
            listed: outcome.listed,
            unchanged: outcome.unchanged,
            withdrawn: outcome.withdrawn,
            faults: outcome.faults,
            fetched: outcome.fetched,
            withheld: outcome.withheld,
            trouble: outcome.trouble.as_deref(),
        };
        Self { repositories: harvested.repositories.iter().map(outcome).collect(), read: Finished::of(&harvested.read) }
    }
}
