//! An index as somebody may see it on a day: the one way from a question to a text.
//!
//! What may not be seen is not counted either: the sums and the numbers of holders are those of an index that never had it.

use std::{ops::RangeInclusive, path::PathBuf, sync::Arc};

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, SegmentOrdinal, SegmentReader, Term, postings::TermInfo, schema::Field};

use super::{
    Columns, Coverage, Fate, Feed, Fields, Hidden, Key, Ledger, PageText, Run, Runs, SharedTexts, Snapshot, Source,
    StoredThesis, ThesisRun, Values,
    seen::{Seen, Sums, holders_in, record_pages, sight},
};
use crate::{
    access::{self, Caller, Sight, Terms},
    date::Date,
    error::{Error, Result},
    record::Said,
    text::Text,
};

/// An index as somebody may see it on a day. Cheap to clone.
#[derive(Clone)]
pub struct View {
    pub(super) snapshot: Snapshot,
    seen: Arc<Seen>,
    caller: Caller,
    today: Date,
}

impl View {
    pub(super) fn new(snapshot: Snapshot, seen: Arc<Seen>, caller: Caller, today: Date) -> Self {
        Self { snapshot, seen, caller, today }
    }

    /// The day on which it is seen.
    pub fn today(&self) -> Date {
        self.today
    }

    /// The fields of the index.
    pub fn fields(&self) -> &Fields {
        self.snapshot.fields()
    }

    /// The segments, for their lists of passages: what may not be seen is in them too, see [`View::hidden`].
    pub fn segments(&self) -> &[SegmentReader] {
        self.snapshot.searcher.segment_readers()
    }

    /// What of a segment may not be seen.
    pub fn hidden(&self, segment: SegmentOrdinal) -> &Arc<Hidden> {
        &self.seen.hidden[segment as usize]
    }

    /// The fast fields of a segment, with what may not be seen of it.
    ///
    /// # Errors
    /// `Damaged` where the index cannot be read, as for all that follows.
    pub fn columns(&self, segment: SegmentOrdinal) -> Result<Columns> {
        Ok(Columns { hidden: Arc::clone(self.hidden(segment)), ..self.snapshot.columns(segment)? })
    }

    /// Where the theses of a segment lie, what may not be seen among them.
    ///
    /// # Errors
    /// See [`View::columns`].
    pub fn runs(&self, segment: SegmentOrdinal) -> Result<Arc<Runs>> {
        self.snapshot.runs(segment)
    }

    /// The languages of what may be seen, primary subtags in order, `und` among them where some are not known: what a
    /// question is stemmed for.
    pub fn languages(&self) -> &[String] {
        &self.seen.languages
    }

    /// How much may be seen.
    pub fn sums(&self) -> Sums {
        self.seen.sums
    }

    /// The values that theses are counted by.
    ///
    /// # Errors
    /// See [`View::columns`].
    pub fn values(&self) -> Result<&Values> {
        self.snapshot.values()
    }

    /// The texts that more than one thesis has; what may not be seen among them.
    ///
    /// # Errors
    /// See [`View::columns`].
    pub fn shared_texts(&self) -> Result<&SharedTexts> {
        self.snapshot.shared_texts()
    }

    /// How many documents that may be seen have a term.
    ///
    /// # Errors
    /// The engine's, where the index cannot be read.
    pub fn holders(&self, term: &Term) -> tantivy::Result<u64> {
        self.seen.holders(&self.snapshot.searcher, term)
    }

    /// The same of a term of one segment, whose entry in the dictionary is at hand.
    ///
    /// # Errors
    /// As [`View::holders`].
    pub fn holders_in(&self, segment: SegmentOrdinal, field: Field, info: &TermInfo) -> tantivy::Result<u64> {
        holders_in(&self.segments()[segment as usize], self.hidden(segment), field, info)
    }

    /// Whether something is so of the words that may be seen: what `find` says, or said when it was asked by this name before.
    ///
    /// # Errors
    /// Those of `find`.
    pub fn known(&self, name: String, find: impl FnOnce() -> Result<bool>) -> Result<bool> {
        self.seen.known(name, find)
    }

    /// What may be seen of a thesis under these terms.
    pub fn sight(&self, terms: &Terms) -> Sight {
        access::sight(terms, &self.snapshot.policy, self.caller, self.today)
    }

    /// Where the passages of a thesis lie that may be seen.
    ///
    /// # Errors
    /// See [`View::columns`].
    pub fn run(&self, key: Key) -> Result<Option<Run>> {
        Ok(self.snapshot.run(key)?.and_then(|run| self.seen_of(run)))
    }

    /// What may be seen of some passages of one thesis.
    fn seen_of(&self, run: Run) -> Option<Run> {
        let hidden = self.hidden(run.segment);
        match (hidden.hides(run.first), hidden.closes(run.first)) {
            (true, _) => None,
            (false, true) => Some(Run { passages: 1, ..run }),
            (false, false) => Some(run),
        }
    }

    /// The text of a passage.
    ///
    /// # Errors
    /// `NoSuchThesis` where it may not be seen.
    pub fn passage(&self, address: DocAddress) -> Result<String> {
        if self.hidden(address.segment_ord).hides(address.doc_id) {
            return Err(Error::NoSuchThesis(format!("passage {}", address.doc_id)));
        }
        self.snapshot.passage(address)
    }

    /// The thesis of this name: its key, a unique beginning of it (four digits at least), or the path of its PDF.
    ///
    /// # Errors
    /// `NoSuchThesis`, or `Ambiguous` with the keys that begin so.
    pub fn thesis(&self, name: &str) -> Result<StoredThesis> {
        let is_seen = |key| Ok(self.run(key)?.is_some());
        self.stored(self.snapshot.resolve(name, &is_seen)?).map_err(|error| match error {
            // A path is answered as it was asked for.
            Error::NoSuchThesis(_) => Error::NoSuchThesis(name.to_owned()),
            other => other,
        })
    }

    /// The thesis of this key; where its text is closed, as if nothing had been read of it.
    ///
    /// # Errors
    /// `NoSuchThesis`.
    pub fn stored(&self, key: Key) -> Result<StoredThesis> {
        self.stored_at(key, self.run(key)?)
    }

    /// The same, where it is known where its passages lie.
    ///
    /// # Errors
    /// `NoSuchThesis`.
    pub fn stored_in(&self, segment: SegmentOrdinal, of: &ThesisRun) -> Result<StoredThesis> {
        let run = Run { segment, first: of.first, passages: of.end - of.first };
        self.stored_at(Key::from_number(of.thesis), self.seen_of(run))
    }

    fn stored_at(&self, key: Key, run: Option<Run>) -> Result<StoredThesis> {
        let run = run.ok_or_else(|| Error::NoSuchThesis(key.to_string()))?;
        let stored = self.snapshot.stored_at(key, run)?;
        if !self.hidden(run.segment).closes(run.first) {
            return Ok(stored);
        }
        let (frame, offsets, fate) = (Text::default(), Vec::new(), Fate::Indexed(Coverage::default()));
        Ok(StoredThesis { frame, offsets, fate, said: Said::default(), passages: 1, is_closed: true, ..stored })
    }

    /// The paths that hold a thesis, the one it was read from first.
    ///
    /// # Errors
    /// `NoSuchThesis`.
    pub fn paths(&self, key: Key) -> Result<Vec<PathBuf>> {
        self.run(key)?.ok_or_else(|| Error::NoSuchThesis(key.to_string()))?;
        Ok(self.snapshot.sources_of(key)?.into_iter().map(|source| source.path).collect())
    }

    /// The whole text of a thesis, as it was put in.
    ///
    /// # Errors
    /// `NoSuchThesis`, or `Closed` where the record alone may be seen.
    pub fn text(&self, key: Key) -> Result<Text> {
        self.open(key)?;
        self.snapshot.text(key)
    }

    /// The text of some pages of a thesis; PDF page numbers, from 1.
    ///
    /// # Errors
    /// `NoSuchThesis` and `Closed`, or `NoSuchPage` where the first page asked for is none.
    pub fn pages_text(&self, key: Key, pages: RangeInclusive<u32>) -> Result<Vec<PageText>> {
        self.open(key)?;
        self.snapshot.pages_text(key, pages)
    }

    /// The thesis of this key, its text open.
    ///
    /// # Errors
    /// `NoSuchThesis`, or `Closed`.
    pub fn open(&self, key: Key) -> Result<StoredThesis> {
        let stored = self.stored(key)?;
        if stored.is_closed {
            let until = stored.record.embargo.filter(|ends| self.today < *ends);
            return Err(Error::Closed { key: key.to_string(), until });
        }
        Ok(stored)
    }

    /// The paths of the ledger that hold a thesis of which so much may be seen, in the order of their paths; the owner sees all.
    ///
    /// # Errors
    /// See [`View::columns`].
    pub fn sources(&self, least: Sight) -> Result<Vec<Source>> {
        let mut sources = self.snapshot.sources()?;
        if self.caller < Caller::Owner {
            let sights = self.sights()?;
            let is_seen = |key: Key| sights.get(&key.number()).is_some_and(|sight| *sight >= least);
            sources.retain(|source| source.key().is_some_and(is_seen));
        }
        Ok(sources)
    }

    /// The sums of the ledger, over what may be seen. Others than the owner are not told how the index lies on the disk.
    ///
    /// # Errors
    /// See [`View::columns`].
    pub fn ledger(&self) -> Result<Ledger> {
        let whole = self.snapshot.status()?;
        if self.caller == Caller::Owner {
            return Ok(whole);
        }
        let mut ledger = Ledger { path: whole.path, format: whole.format, policy: whole.policy, ..Ledger::default() };
        let sights = self.sights()?;
        for source in self.snapshot.sources()? {
            match source.key().and_then(|key| sights.get(&key.number())) {
                Some(Sight::Text) => ledger.add(&source),
                Some(Sight::Record) => ledger.add_closed(),
                Some(Sight::Nothing) | None => {}
            }
        }
        ledger.passages = self.sums().passages;
        Ok(ledger)
    }

    /// The sums of the ledger over the paths that hold one thesis.
    ///
    /// # Errors
    /// `NoSuchThesis`.
    pub fn ledger_of(&self, key: Key) -> Result<Ledger> {
        let is_closed = self.stored(key)?.is_closed;
        let mut ledger = Ledger::default();
        for source in self.snapshot.sources_of(key)? {
            if is_closed { ledger.add_closed() } else { ledger.add(&source) }
        }
        Ok(ledger)
    }

    /// The repositories that are harvested: the owner's business, for their counts are of closed texts too.
    ///
    /// # Errors
    /// See [`View::columns`].
    pub fn feeds(&self) -> Result<Vec<Feed>> {
        if self.caller == Caller::Owner { self.snapshot.feeds() } else { Ok(Vec::new()) }
    }

    /// What may be seen of each thesis of which anything may be, by [`Key::number`].
    fn sights(&self) -> Result<FxHashMap<u64, Sight>> {
        let mut sights = FxHashMap::default();
        for (ordinal, reader) in self.segments().iter().enumerate() {
            let columns = self.columns(ordinal as SegmentOrdinal)?;
            for record in record_pages(&columns) {
                let seen = sight(reader, &columns, record, |terms| self.sight(terms));
                let thesis = columns.thesis.first(record).filter(|_| seen > Sight::Nothing);
                sights.extend(thesis.map(|thesis| (thesis, seen)));
            }
        }
        Ok(sights)
    }
}
