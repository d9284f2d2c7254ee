//! What one caller may see of an index on one day: worked out once from the record pages, and kept with the snapshot.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use rustc_hash::FxHashMap;
use tantivy::{
    DocId, Searcher, SegmentOrdinal, SegmentReader, Term,
    columnar::ColumnIndex,
    postings::TermInfo,
    schema::{Field, IndexRecordOption},
};

use super::{Columns, Snapshot, access_terms, hidden::Hidden};
use crate::{
    access::{self, Caller, Sight},
    date::Date,
    error::Result,
};

/// Sums over what may be seen, deleted passages left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Theses.
    pub theses: u64,
    /// Passages, record pages among them.
    pub passages: u64,
    /// Words of the texts.
    pub words: u64,
    /// Words of the titles, and their stems where these differ, as far as the classes of length tell.
    pub title_words: u64,
}

/// What one caller may see.
pub(super) struct Seen {
    /// Of each segment.
    pub(super) hidden: Vec<Arc<Hidden>>,
    pub(super) sums: Sums,
    /// Of the passages that may be seen, in order.
    pub(super) languages: Vec<String>,
    /// Whether nothing is hidden.
    is_all: bool,
    /// How many documents with a term may be seen, of terms asked for before.
    holders: Mutex<FxHashMap<Term, u64>>,
    /// What was found out about words before, each question by a name.
    known: Mutex<FxHashMap<String, bool>>,
}

/// Terms whose numbers are remembered, and questions about words whose answers are.
const REMEMBERED: usize = 100_000;

impl Seen {
    pub(super) fn new(snapshot: &Snapshot, caller: Caller, today: Date) -> Result<Self> {
        let (mut hidden, mut sums) = (Vec::new(), Sums::default());
        for (ordinal, reader) in snapshot.searcher.segment_readers().iter().enumerate() {
            let columns = snapshot.columns(ordinal as SegmentOrdinal)?;
            let titles = reader.get_fieldnorms_reader(snapshot.fields().title).map_err(snapshot.fault())?;
            let mut of_segment = Hidden::default();
            for record in record_pages(&columns) {
                let passages = columns.passages.first(record).unwrap_or(1);
                let thesis = record..record + passages as DocId;
                match sight(reader, &columns, record, |terms| access::sight(terms, &snapshot.policy, caller, today)) {
                    Sight::Nothing => {
                        of_segment.hide(thesis);
                        continue;
                    }
                    Sight::Record => {
                        of_segment.close(thesis);
                        sums.passages += 1;
                    }
                    Sight::Text => {
                        sums.passages += passages;
                        sums.words += columns.text_words.first(record).unwrap_or(0);
                    }
                }
                sums.theses += 1;
                sums.title_words += u64::from(titles.fieldnorm(record));
            }
            hidden.push(Arc::new(of_segment));
        }
        let is_all = hidden.iter().all(|hidden| hidden.is_empty());
        let mut seen =
            Self { hidden, sums, languages: Vec::new(), is_all, holders: Mutex::default(), known: Mutex::default() };
        seen.languages = seen.languages(snapshot).map_err(snapshot.fault())?;
        Ok(seen)
    }

    fn languages(&self, snapshot: &Snapshot) -> tantivy::Result<Vec<String>> {
        let mut languages = BTreeSet::new();
        for (reader, hidden) in snapshot.searcher.segment_readers().iter().zip(&self.hidden) {
            let inverted = reader.inverted_index(snapshot.fields().language)?;
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                let list = inverted.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
                if hidden.shows_any(list) {
                    languages.insert(String::from_utf8_lossy(terms.key()).into_owned());
                }
            }
        }
        Ok(languages.into_iter().collect())
    }

    /// How many documents with a term may be seen.
    pub(super) fn holders(&self, searcher: &Searcher, term: &Term) -> tantivy::Result<u64> {
        if self.is_all {
            return searcher.doc_freq(term);
        }
        if let Some(known) = self.remembered().get(term) {
            return Ok(*known);
        }
        let mut holders = 0;
        for (reader, hidden) in searcher.segment_readers().iter().zip(&self.hidden) {
            if let Some(info) = reader.inverted_index(term.field())?.get_term_info(term)? {
                holders += holders_in(reader, hidden, term.field(), &info)?;
            }
        }
        let mut remembered = self.remembered();
        if remembered.len() >= REMEMBERED {
            remembered.clear();
        }
        remembered.insert(term.clone(), holders);
        Ok(holders)
    }

    /// What `find` says, or said when it was asked by this name before.
    pub(super) fn known(&self, name: String, find: impl FnOnce() -> Result<bool>) -> Result<bool> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = known().get(&name) {
            return Ok(*answer);
        }
        let answer = find()?;
        let mut known = known();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(name, answer);
        Ok(answer)
    }

    fn remembered(&self) -> std::sync::MutexGuard<'_, FxHashMap<Term, u64>> {
        self.holders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many documents of a segment that may be seen have a term, whose entry in the dictionary is at hand.
pub(super) fn holders_in(
    reader: &SegmentReader,
    hidden: &Hidden,
    field: Field,
    info: &TermInfo,
) -> tantivy::Result<u64> {
    let all = u64::from(info.doc_freq);
    if hidden.is_empty() {
        return Ok(all);
    }
    let inverted = reader.inverted_index(field)?;
    Ok(all - hidden.count(inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?))
}

/// The record pages of a segment, in order, deleted ones among them.
pub(super) fn record_pages(columns: &Columns) -> Vec<DocId> {
    match &columns.passages.index {
        ColumnIndex::Empty { .. } => Vec::new(),
        ColumnIndex::Optional(docs) => docs.iter_non_null_docs().collect(),
        ColumnIndex::Full | ColumnIndex::Multivalued(_) => (0..columns.passages.num_docs()).collect(),
    }
}

/// What may be seen of a thesis; nothing where it was deleted, or where it says nothing of its terms.
pub(super) fn sight(
    reader: &SegmentReader,
    columns: &Columns,
    record: DocId,
    of: impl Fn(&access::Terms) -> Sight,
) -> Sight {
    let terms = columns.access.first(record).filter(|_| !reader.is_deleted(record)).map(access_terms);
    terms.map_or(Sight::Nothing, |terms| of(&terms))
}
