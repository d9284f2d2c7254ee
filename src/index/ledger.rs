//! The ledger: what was seen, what became of it, and sums that add up.

use std::{collections::BTreeMap, path::PathBuf};

use super::{Fate, Source};
use crate::{access::Policy, pdf::Unreadable};

/// What an index holds.
///
/// `documents` is the sum of `indexed`, `same_as`, `closed`, `described`, `withheld` and the counts of `failed`; `pages` that of
/// the five after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Where.
    pub path: PathBuf,
    /// The version of its format.
    pub format: u32,
    /// Paths seen.
    pub documents: u64,
    /// Paths whose text is in the index.
    pub indexed: u64,
    /// Paths with the same bytes as another.
    pub same_as: u64,
    /// Paths whose text is closed to whom the ledger is shown: of these nothing else is counted.
    pub closed: u64,
    /// Records without a PDF.
    pub described: u64,
    /// Documents of repositories that are not here.
    pub withheld: u64,
    /// Paths of which nothing could be read, by reason.
    pub failed: BTreeMap<&'static str, u64>,
    /// Pages of the documents indexed.
    pub pages: u64,
    /// Pages with text.
    pub with_text: u64,
    /// Pages whose text was recognised in their pictures.
    pub recognised: u64,
    /// Pages that are images without text.
    pub scanned: u64,
    /// Pages whose text means nothing.
    pub garbled: u64,
    /// Pages with nothing on them.
    pub blank: u64,
    /// Characters for private use, which are in no word.
    pub private: u64,
    /// Words.
    pub words: u64,
    /// Bytes of text (UTF-8).
    pub text_bytes: u64,
    /// Bytes of the files indexed.
    pub pdf_bytes: u64,
    /// Passages, record pages included.
    pub passages: u64,
    /// Segments the index consists of; told to its owner alone.
    pub segments: u64,
    /// Bytes of the index on disk; told to its owner alone.
    pub index_bytes: u64,
    /// What is said of closed texts.
    pub policy: Policy,
}

impl Ledger {
    /// Adds a path.
    pub(super) fn add(&mut self, source: &Source) {
        self.documents += 1;
        match &source.fate {
            Fate::SameAs(_) => self.same_as += 1,
            Fate::Described => self.described += 1,
            Fate::Withheld(_) => self.withheld += 1,
            Fate::Failed(why) => *self.failed.entry(reason(why)).or_default() += 1,
            Fate::Indexed(coverage) => {
                self.indexed += 1;
                self.pages += u64::from(coverage.pages);
                self.with_text += u64::from(coverage.with_text);
                self.recognised += u64::from(coverage.recognised);
                self.private += coverage.private;
                self.scanned += u64::from(coverage.scanned);
                self.garbled += u64::from(coverage.garbled);
                self.blank += u64::from(coverage.blank);
                self.words += coverage.words;
                self.text_bytes += coverage.text_bytes;
                self.pdf_bytes += source.size;
            }
        }
    }

    /// Adds a path whose text is closed.
    pub(super) fn add_closed(&mut self) {
        self.documents += 1;
        self.closed += 1;
    }
}

/// The kind of a failure, in a word or two.
pub fn reason(why: &Unreadable) -> &'static str {
    match why {
        Unreadable::Empty => "empty",
        Unreadable::NotPdf => "not a PDF",
        Unreadable::Locked => "needs a password",
        Unreadable::Cipher => "unknown encryption",
        Unreadable::NoPages => "no pages",
        Unreadable::Damaged(_) => "damaged",
        Unreadable::TimedOut(_) => "took too long",
        Unreadable::OutOfMemory(_) => "took too much memory",
        Unreadable::Crashed(_) => "crashed its reader",
        Unreadable::File(_) => "cannot be opened",
    }
}
