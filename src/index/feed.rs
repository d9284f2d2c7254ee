//! What the index knows of a repository that is harvested: where it is in its list, in the same commit as the records
//! that were taken from it.

use serde::{Deserialize, Serialize};
use tantivy::{Term, indexer::UserOperation};

use super::{
    Snapshot, Writer,
    document::{Content, Entry},
};
use crate::error::{Error, Result};

/// A repository that is harvested.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Its name, which its records have.
    pub name: String,
    /// The folder of its records, below `repositories` in that of the index: names it.
    pub folder: String,
    /// Where it answers.
    pub url: String,
    /// The set that is taken, where not all.
    pub set: Option<String>,
    /// The format in which records are listed.
    pub prefix: String,
    /// The format in which a record is asked for once more, for its files.
    pub files: Option<String>,
    /// Whether PDFs are fetched.
    pub fetches: bool,
    /// From when on its next list is asked for, seconds since 1970 (UTC); the whole list where it was never read to the end.
    pub from: Option<i64>,
    /// The list that is being read.
    pub list: Option<UnderWay>,
    /// When its list was last read to the end, seconds since 1970 (UTC).
    pub harvested: Option<i64>,
    /// Its records, when they were last counted.
    pub records: u64,
    /// Its documents that were fetched.
    pub documents: u64,
    /// Folders of records that changed, with documents that are here and may be others now.
    pub suspects: Vec<String>,
}

/// A list that is being read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnderWay {
    /// What its next page is asked for by; the first page has none.
    pub token: Option<String>,
    /// When it was begun, seconds since 1970 (UTC), by the earlier of two clocks: the repository's and ours.
    pub begun: i64,
    /// Whether it is a list of all records: what is not on it is no more.
    pub is_full: bool,
    /// Whether something on it could not be understood: then what is missing may have been that.
    pub has_faults: bool,
    /// Records taken from it.
    pub taken: u64,
}

impl Writer {
    /// Keeps what is known of a repository; what was known of it is replaced.
    ///
    /// # Errors
    /// As [`Writer::put`].
    pub fn keep(&mut self, feed: &Feed) -> Result<()> {
        let mut operations = Vec::new();
        self.replace(Term::from_field_text(self.fields.feed, &feed.folder), &mut operations)?;
        let bytes = postcard::to_allocvec(feed).map_err(Error::engine("writing what is known of a repository"))?;
        let own = vec![
            (self.fields.feed, Content::Text(feed.folder.clone())),
            (self.fields.feed_state, Content::Bytes(bytes)),
        ];
        operations.push(UserOperation::Add(Entry { own, ..Entry::default() }));
        self.run(operations)
    }
}

impl Snapshot {
    /// The repositories that are harvested, by name.
    ///
    /// # Errors
    /// See [`Snapshot::sources`].
    pub fn feeds(&self) -> Result<Vec<Feed>> {
        let mut feeds = Vec::new();
        for (ordinal, segment) in self.searcher.segment_readers().iter().enumerate() {
            let field = self.fields().feed;
            let inverted = segment.inverted_index(field).map_err(self.fault())?;
            let mut terms = inverted.terms().stream().map_err(|error| self.fault()(error.into()))?;
            while terms.advance() {
                let term = Term::from_field_text(field, &String::from_utf8_lossy(terms.key()));
                for doc in self.documents_of(segment, &term)? {
                    let address = tantivy::DocAddress::new(ordinal as u32, doc);
                    feeds.push(self.decode::<Feed>(address, self.fields().feed_state)?);
                }
            }
        }
        feeds.sort_by(|a, b| (&a.name, &a.folder).cmp(&(&b.name, &b.folder)));
        Ok(feeds)
    }
}
