//! Reading: one point in time of an index.

use std::{
    ops::RangeInclusive,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use tantivy::{
    DocAddress, DocId, DocSet, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, Term,
    columnar::ColumnIndex,
    schema::{Field, IndexRecordOption},
};

use super::{
    Columns, Index, Key, Ledger, Source, View,
    derived::Derived,
    format::{self, FORMAT},
    runs::Runs,
    schema::Fields,
    seen::Seen,
    source::path_term,
    store::StoredValues,
    stored::{Front, PageText, Place, StoredThesis},
};
use crate::{
    access::{Caller, Policy},
    date::Date,
    error::{Error, Result},
    text::Text,
};

/// An index as one commit left it, whole: what its owner sees. Others see it through a [`View`]. Later commits do not
/// change it; [`Index::snapshot`] gives one that has them.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) index: Index,
    pub(super) searcher: Searcher,
    /// What is said of closed texts.
    pub(super) policy: Policy,
    /// What each caller may see, on the last day for which that was asked.
    pub(super) seen: SeenBy,
    /// What follows from the commit.
    pub(super) derived: Arc<Derived>,
}

/// What each caller may see on a day: one entry a caller.
pub(super) type SeenBy = Arc<Mutex<Vec<(Caller, Date, Arc<Seen>)>>>;

/// Where the passages of a thesis lie: documents that follow one another in one segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The segment.
    pub segment: SegmentOrdinal,
    /// The document of passage 0.
    pub first: DocId,
    /// How many passages there are.
    pub passages: u32,
}

impl Run {
    /// The document of a passage.
    pub fn address(&self, passage: u32) -> DocAddress {
        DocAddress::new(self.segment, self.first + passage)
    }
}

impl Snapshot {
    /// As `caller` may see it on `today`. Worked out once for a caller and a day.
    ///
    /// # Errors
    /// `Damaged` where the index cannot be read, as for all that follows.
    pub fn view(&self, caller: Caller, today: Date) -> Result<View> {
        let mut known = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = match known.iter().find(|(of, day, _)| (*of, *day) == (caller, today)) {
            Some((.., seen)) => Arc::clone(seen),
            None => {
                let seen = Arc::new(Seen::new(self, caller, today)?);
                known.retain(|(of, ..)| *of != caller);
                known.push((caller, today, Arc::clone(&seen)));
                seen
            }
        };
        Ok(View::new(self.clone(), seen, caller, today))
    }

    /// What others learn of closed texts.
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// The fields of the index.
    pub fn fields(&self) -> &Fields {
        self.index.fields()
    }

    /// The fast fields of a segment.
    ///
    /// # Errors
    /// See [`Snapshot::view`].
    pub fn columns(&self, segment: SegmentOrdinal) -> Result<Columns> {
        Ok(self.runs(segment)?.columns().clone())
    }

    /// Where the theses of a segment lie.
    ///
    /// # Errors
    /// See [`Snapshot::view`].
    pub fn runs(&self, segment: SegmentOrdinal) -> Result<Arc<Runs>> {
        self.index.runs(&self.searcher, segment)
    }

    /// Every path of the ledger, in the order of their paths.
    ///
    /// # Errors
    /// See [`Snapshot::view`].
    pub fn sources(&self) -> Result<Vec<Source>> {
        let mut sources = Vec::new();
        for ordinal in 0..self.searcher.segment_readers().len() as SegmentOrdinal {
            self.sources_in(ordinal, &mut |source| sources.push(source))?;
        }
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(sources)
    }

    /// The sums of the ledger.
    ///
    /// # Errors
    /// See [`Snapshot::view`].
    pub fn status(&self) -> Result<Ledger> {
        let segments = self.searcher.segment_readers();
        let mut ledger = Ledger {
            path: self.index.dir().to_owned(),
            format: FORMAT,
            policy: self.policy,
            segments: segments.len() as u64,
            index_bytes: format::bytes_on_disk(self.index.dir())?,
            ..Ledger::default()
        };
        for ordinal in 0..segments.len() as SegmentOrdinal {
            self.sources_in(ordinal, &mut |source| ledger.add(&source))?;
        }
        ledger.passages = self.searcher.num_docs() - ledger.documents - self.feeds()?.len() as u64;
        Ok(ledger)
    }

    /// The thesis of this name: its key, a unique beginning of it (four digits at least), or the path of its PDF.
    ///
    /// # Errors
    /// `NoSuchThesis`, or `Ambiguous` with the keys that begin so.
    pub fn thesis(&self, name: &str) -> Result<StoredThesis> {
        self.stored(self.resolve(name, &|key| Ok(self.run(key)?.is_some()))?)
    }

    /// The thesis of this key.
    ///
    /// # Errors
    /// `NoSuchThesis`.
    pub fn stored(&self, key: Key) -> Result<StoredThesis> {
        self.stored_at(key, self.run(key)?.ok_or_else(|| Error::NoSuchThesis(key.to_string()))?)
    }

    /// The same, where it is known where its passages lie.
    pub(super) fn stored_at(&self, key: Key, run: Run) -> Result<StoredThesis> {
        let front: Front = self.decode(run.address(0), self.fields().front)?;
        let record = front.record().map_err(|error| self.damaged(&error))?;
        let origins = front.origins().map_err(|error| self.damaged(&error))?;
        let offsets = front.offsets();
        let said = front.said().map_err(|error| self.damaged(&error))?;
        let frame = front.into_frame();
        let sources = self.sources_of(key)?;
        let fate = sources.first().map(|source| source.fate.clone());
        let fate = fate.ok_or_else(|| self.damaged(&format!("no path holds {key}")))?;
        let paths = sources.into_iter().map(|source| source.path).collect();
        Ok(StoredThesis {
            key,
            record,
            origins,
            said,
            frame,
            offsets,
            paths,
            fate,
            passages: run.passages,
            is_closed: false,
        })
    }

    /// Where the passages of a thesis lie.
    ///
    /// # Errors
    /// See [`Snapshot::view`].
    pub fn run(&self, key: Key) -> Result<Option<Run>> {
        let term = Term::from_field_text(self.fields().key, &key.to_string());
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            if let [first, .., last] | [first @ last] = self.documents_of(reader, &term)?.as_slice() {
                return Ok(Some(Run { segment: segment as u32, first: *first, passages: last - first + 1 }));
            }
        }
        Ok(None)
    }

    /// The text of a passage; [`StoredThesis::place`] tells where it stands.
    ///
    /// # Errors
    /// See [`Snapshot::view`].
    pub fn passage(&self, address: DocAddress) -> Result<String> {
        let values = self.stored_values(address)?;
        let text = values.text(self.fields().text).map_err(|error| self.damaged(&error))?;
        Ok(text.to_owned())
    }

    /// The whole text of a thesis, as it was put in.
    ///
    /// # Errors
    /// `NoSuchThesis`.
    pub fn text(&self, key: Key) -> Result<Text> {
        let run = self.run(key)?.ok_or_else(|| Error::NoSuchThesis(key.to_string()))?;
        let front: Front = self.decode(run.address(0), self.fields().front)?;
        let passages: Result<String> = (1..run.passages).map(|number| self.passage(run.address(number))).collect();
        Ok(Text { content: passages?, ..front.into_frame() })
    }

    /// The text of some pages of a thesis; PDF page numbers, from 1.
    ///
    /// # Errors
    /// `NoSuchThesis`, or `NoSuchPage` where the first page asked for is none.
    pub fn pages_text(&self, key: Key, pages: RangeInclusive<u32>) -> Result<Vec<PageText>> {
        let text = self.text(key)?;
        let ends = text.pages.iter().skip(1).map(|page| page.start).chain([text.content.len() as u32]);
        let found: Vec<PageText> = (text.pages.iter().zip(ends))
            .filter(|(page, _)| pages.contains(&page.number))
            .map(|(page, end)| PageText {
                number: page.number,
                label: page.label.clone(),
                state: page.state,
                confidence: page.confidence,
                text: text.content.get(page.start as usize..end as usize).unwrap_or_default().to_owned(),
            })
            .collect();
        if found.is_empty() {
            let pages_of_it = text.pages.len() as u32;
            return Err(Error::NoSuchPage { key: key.to_string(), pages: pages_of_it, asked: *pages.start() });
        }
        Ok(found)
    }

    /// The paths that hold a thesis, the one it was read from first, the others in order: they have the same bytes.
    ///
    /// # Errors
    /// See [`Snapshot::view`].
    pub fn sources_of(&self, key: Key) -> Result<Vec<Source>> {
        let mut sources = self.sources_with(&Term::from_field_text(self.fields().holds, &key.to_string()))?;
        sources.sort_by_key(|source| matches!(source.fate, super::Fate::SameAs(_)));
        Ok(sources)
    }

    /// What the ledger has of a path.
    ///
    /// # Errors
    /// See [`Snapshot::view`].
    pub fn source(&self, path: &Path) -> Result<Option<Source>> {
        Ok(self.sources_with(&Term::from_field_text(self.fields().path, &path_term(path)))?.pop())
    }

    fn sources_in(&self, ordinal: SegmentOrdinal, each: &mut dyn FnMut(Source)) -> Result<()> {
        let Some(column) = &self.stored_of(ordinal)?.sources else { return Ok(()) };
        let segment = self.searcher.segment_reader(ordinal);
        let live = |doc: &DocId| !segment.is_deleted(*doc);
        let docs: Vec<DocId> = match &column.ords().index {
            ColumnIndex::Empty { .. } => Vec::new(),
            ColumnIndex::Optional(docs) => docs.iter_non_null_docs().filter(live).collect(),
            ColumnIndex::Full | ColumnIndex::Multivalued(_) => (0..segment.max_doc()).filter(live).collect(),
        };
        let mut ords: Vec<u64> = docs.into_iter().flat_map(|doc| column.term_ords(doc)).collect();
        ords.sort_unstable();
        let mut broken = None;
        let read = column.dictionary().sorted_ords_to_term_cb(&ords, |bytes| match postcard::from_bytes(bytes) {
            Ok(source) => each(source),
            Err(error) => broken = Some(error),
        });
        read.map_err(|error| self.fault()(error.into()))?;
        broken.map_or(Ok(()), |error| Err(self.damaged(&error)))
    }

    fn sources_with(&self, term: &Term) -> Result<Vec<Source>> {
        let mut sources = Vec::new();
        for (ordinal, segment) in self.searcher.segment_readers().iter().enumerate() {
            let docs = self.documents_of(segment, term)?;
            if docs.is_empty() {
                continue;
            }
            let Some(column) = &self.stored_of(ordinal as SegmentOrdinal)?.sources else { continue };
            for ord in docs.into_iter().flat_map(|doc| column.term_ords(doc)) {
                let mut bytes = Vec::new();
                column.ord_to_bytes(ord, &mut bytes).map_err(|error| self.fault()(error.into()))?;
                sources.push(postcard::from_bytes::<Source>(&bytes).map_err(|error| self.damaged(&error))?);
            }
        }
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(sources)
    }

    /// The live documents of a segment that have this term.
    pub(super) fn documents_of(&self, segment: &SegmentReader, term: &Term) -> Result<Vec<DocId>> {
        let inverted = segment.inverted_index(term.field()).map_err(self.fault())?;
        let postings = inverted.read_postings(term, IndexRecordOption::Basic);
        let postings = postings.map_err(|error| self.fault()(error.into()))?;
        let mut docs = Vec::new();
        if let Some(mut postings) = postings {
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc) {
                    docs.push(doc);
                }
                doc = postings.advance();
            }
        }
        Ok(docs)
    }

    /// What a document stores in a field, decoded; what is left out is as if empty.
    pub(super) fn decode<T: serde::de::DeserializeOwned + Default>(
        &self,
        address: DocAddress,
        field: Field,
    ) -> Result<T> {
        let values = self.stored_values(address)?;
        match values.first(field).map_err(|error| self.damaged(&error))? {
            None => Ok(T::default()),
            Some(bytes) => postcard::from_bytes(bytes).map_err(|error| self.damaged(&error)),
        }
    }

    fn stored_values(&self, address: DocAddress) -> Result<StoredValues> {
        self.stored_of(address.segment_ord)?.values.values(address.doc_id).map_err(self.fault())
    }

    pub(super) fn damaged(&self, reason: &dyn std::fmt::Display) -> Error {
        Error::Damaged { path: self.index.dir().to_owned(), reason: reason.to_string() }
    }

    pub(super) fn fault(&self) -> impl FnOnce(tantivy::TantivyError) -> Error + use<> {
        self.index.fault("reading the index")
    }
}

impl Place {
    /// The page on which byte `at` of the passage's text stands.
    pub fn page_at(&self, at: u32) -> Option<&super::stored::PagePlace> {
        self.pages.iter().rev().find(|page| page.start <= at).or(self.pages.first())
    }
}
