//! The errors a user can meet, each one sentence and a hint.

use std::{io, path::PathBuf};

use crate::date::Date;

/// What any door of ibid may answer instead of a result.
///
/// A PDF that cannot be read is *not* an error: its fate is a value in the ledger (see [`crate::pdf::Unreadable`]).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file system said no.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A path that was asked for is not there.
    #[error("no such file or folder: {}", .0.display())]
    NoSuchPath(PathBuf),
    /// There is no index at this place.
    #[error("no index at {}", .0.display())]
    NoIndex(PathBuf),
    /// The folder holds something that is not an index, and ibid will not write into it.
    #[error("{} is neither an index nor an empty folder", .0.display())]
    NotAnIndex(PathBuf),
    /// The index was written in a format that this ibid does not read.
    #[error("the index at {path} has format {found}; this ibid reads format {supported}", path = path.display())]
    Format {
        /// Where.
        path: PathBuf,
        /// The format it has.
        found: u32,
        /// The format this ibid reads.
        supported: u32,
    },
    /// The index cannot be read.
    #[error("the index at {path} is damaged: {reason}", path = path.display())]
    Damaged {
        /// Where.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// Another process writes to the index.
    #[error("the index at {path} is being written by {holder}", path = path.display())]
    Locked {
        /// Where.
        path: PathBuf,
        /// Who holds the lock, such as "process 4711 (ibid index theses)".
        holder: String,
    },
    /// The engine of the index failed.
    #[error("{doing}: {source}")]
    Engine {
        /// What was being done, such as "searching".
        doing: &'static str,
        /// Why it failed.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// No thesis has this key.
    #[error("no thesis `{0}` in the index")]
    NoSuchThesis(String),
    /// Several theses begin with this key.
    #[error("`{key}` may be any of {}", candidates.join(", "))]
    Ambiguous {
        /// What was asked for.
        key: String,
        /// The keys that begin so, at most ten.
        candidates: Vec<String>,
    },
    /// A passage that the thesis does not have.
    #[error("{thesis} has passages 0 to {last}; there is no passage {number}")]
    NoSuchPassage {
        /// Its key.
        thesis: String,
        /// Which was asked for.
        number: u32,
        /// The last that may be read.
        last: u32,
    },
    /// A page that the document does not have.
    #[error("{key} has {pages} pages; there is no page {asked}")]
    NoSuchPage {
        /// Of which thesis.
        key: String,
        /// How many it has.
        pages: u32,
        /// Which was asked for.
        asked: u32,
    },
    /// The text of a thesis is closed to whoever asks for it.
    #[error("the text of {key} is closed{}", .until.map(|day| format!(" until {day}")).unwrap_or_default())]
    Closed {
        /// Of which thesis.
        key: String,
        /// The day on which its embargo ends, where that is why.
        until: Option<Date>,
    },
    /// No repository of this name, or none at all, was harvested before.
    #[error("{}", no_repository(.0.as_deref()))]
    NoRepository(Option<String>),
    /// There is no PDF of a thesis, only its record.
    #[error("there is no PDF of {0}, only its record")]
    NoPdf(String),
    /// The PDF of a thesis is no longer where it was indexed.
    #[error("the PDF is gone: {}", .0.display())]
    PdfGone(PathBuf),
    /// The PDF of a thesis has other bytes than when it was indexed.
    #[error("{} is no longer the PDF that was indexed", .0.display())]
    PdfChanged(PathBuf),
    /// A file that was to be written is a PDF of the index.
    #[error("{} is a PDF of this index: it would be lost", .0.display())]
    IsSource(PathBuf),
    /// A record beside a PDF cannot be understood.
    #[error("{path}: not a record: {reason}", path = path.display())]
    BadRecord {
        /// Where.
        path: PathBuf,
        /// What is wrong with it, with line and column where known.
        reason: String,
    },
}

/// What a fallible door returns.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// What to do about it, where something can be done: one sentence without a full stop.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoSuchPath(_) => "check the spelling, or quote a path that has spaces".into(),
            Self::NoIndex(path) => format!("make one with: ibid index --index {} FOLDER", path.display()),
            Self::NotAnIndex(_) => "name another folder with --index DIR".into(),
            Self::Format { path, .. } | Self::Damaged { path, .. } => {
                format!("rebuild it with: ibid index --rebuild --index {} FOLDER", path.display())
            }
            Self::Locked { .. } => "wait until it has finished, or name another index with --index DIR".into(),
            Self::NoSuchThesis(_) => "a search prints each thesis's key; its path works too".into(),
            Self::PdfGone(_) | Self::PdfChanged(_) => "bring the index up to date with: ibid index FOLDER".into(),
            Self::IsSource(_) => "name another file to write to".into(),
            Self::Ambiguous { .. } => "type more of the key".into(),
            Self::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                "make room, then run the same command again: what was committed is kept".into()
            }
            Self::BadRecord { .. } => "the document is indexed by what the PDF says of itself".into(),
            Self::NoRepository(_) => {
                "name one by where it answers: ibid harvest https://eprints.example.org/cgi/oai2".into()
            }
            Self::NoPdf(_) => "ibid status --all says why, where its repository names one".into(),
            Self::NoSuchPassage { .. } => "ibid search --json tells the number of each passage it shows".into(),
            Self::Io { .. } | Self::Engine { .. } | Self::NoSuchPage { .. } | Self::Closed { .. } => return None,
        })
    }

    /// For `map_err`: an I/O error with its path.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    /// For `map_err`: an engine's error with what was being done.
    pub(crate) fn engine<E: Into<Box<dyn std::error::Error + Send + Sync>>>(
        doing: &'static str,
    ) -> impl FnOnce(E) -> Self {
        move |source| Self::Engine { doing, source: source.into() }
    }
}

fn no_repository(name: Option<&str>) -> String {
    name.map_or_else(|| "no repository is known yet".to_owned(), |name| format!("no repository is called `{name}`"))
}
