//! The books of what comes from repositories: records without a PDF, documents that are not given out, and how far each
//! repository's list was read.

use std::path::{Path, PathBuf};

use super::{Clerk, Event, source};
use crate::{
    corpus::Document,
    date::Date,
    error::Result,
    index::{ContentHash, Fate, Feed, Source, Thesis, Withheld},
    record::Said,
    text::Text,
};

impl Clerk<'_> {
    /// What the ledger has of the files below a folder.
    pub(in crate::ingest) fn below(&self, folder: &Path) -> impl Iterator<Item = &Source> {
        let from = self.sources.range::<Path, _>((std::ops::Bound::Included(folder), std::ops::Bound::Unbounded));
        from.take_while(move |(path, _)| path.starts_with(folder)).map(|(_, source)| source)
    }

    /// What the ledger has of a path.
    pub(in crate::ingest) fn known(&self, path: &Path) -> Option<&Source> {
        self.sources.get(path)
    }

    /// Enters a record that has no PDF. Its key is made of the folders it is kept in, which have the names of its repository
    /// and of itself: it stays when the record changes, and when the index is elsewhere.
    pub(in crate::ingest) fn describe(&mut self, document: &Document) -> Result<()> {
        let folders: PathBuf = document.path.iter().rev().skip(1).take(2).collect();
        let hash = ContentHash::of(folders.as_os_str().as_encoded_bytes());
        self.forget(&document.path, Some(hash.key()))?;
        let source = source(document, Some(hash), Fate::Described);
        self.remember(source.clone());
        let key = hash.key();
        let (record, origins) = self.record_of(key, &source.path, &Said::default());
        self.read.insert(key);
        self.summary.described += 1;
        (self.observer)(Event::Described { path: document.path.clone() });
        self.writer.put(Thesis { key, record, origins, said: Said::default(), source, text: Text::default() })
    }

    /// Enters a document that is not here, and why.
    pub(in crate::ingest) fn withhold(&mut self, path: &Path, why: &str, again: Option<Date>) -> Result<()> {
        let fate = Fate::Withheld(Withheld { why: why.to_owned(), again });
        if self.sources.get(path).is_some_and(|known| known.fate == fate) {
            return Ok(());
        }
        self.forget(path, None)?;
        self.note(Source { path: path.to_owned(), size: 0, modified_ns: 0, hash: None, record: None, fate })
    }

    /// The documents below a folder that are to be asked for on this day, in order.
    pub(in crate::ingest) fn due(&self, folder: &Path, today: Date) -> Vec<PathBuf> {
        let is_due = |source: &&Source| match &source.fate {
            Fate::Withheld(withheld) => withheld.again.is_some_and(|day| day <= today),
            _ => false,
        };
        self.below(folder).filter(is_due).map(|source| source.path.clone()).collect()
    }

    /// Keeps how far a repository's list was read, and commits where it is time.
    pub(in crate::ingest) fn keep(&mut self, feed: &Feed) -> Result<()> {
        self.writer.keep(feed)?;
        self.commit_in_time()
    }

    /// Makes all that was done last, now.
    pub(in crate::ingest) fn commit_now(&mut self) -> Result<()> {
        self.commit()
    }
}
