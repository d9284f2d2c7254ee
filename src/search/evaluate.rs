//! The passages of a segment that hold anything asked for, in order, with their scores.
//!
//! Leaf by leaf within windows of documents: each list is read once, from front to back, and what a window adds up stays
//! in the processor's nearest cache.

use std::io;

use tantivy::{
    DocId, DocSet, SegmentReader, TERMINATED, Term,
    fieldnorm::FieldNormReader,
    postings::{Postings, SegmentPostings},
    schema::IndexRecordOption,
};

use super::{
    bm25::Bm25,
    explain::Held,
    phrase::{PhraseCursor, Running},
    weigh::{Found, Lookup, Weighed},
};
use crate::index::Columns;

/// How many documents are looked at together.
const WINDOW: usize = 4096;

/// A passage that holds something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Its document.
    pub(super) doc: DocId,
    /// What its words say.
    pub(super) score: f32,
    /// The bits of the leaves it holds.
    pub(super) held: u128,
}

/// Calls `each` for every passage of a segment that holds a leaf, and, if `records`, for every record page; in order,
/// deleted ones among them.
pub(super) fn evaluate(
    weighed: &Weighed,
    reader: &SegmentReader,
    columns: &Columns,
    records: bool,
    each: &mut dyn FnMut(Entry),
) -> io::Result<()> {
    let mut heavy = open(&weighed.leaves, reader, columns)?;
    let mut light = open(&weighed.light, reader, columns)?;
    let mut window = Window { first: 0, scores: vec![0.0; WINDOW], held: vec![0; WINDOW] };
    let last = reader.max_doc();
    loop {
        if !records {
            let next = heavy.iter().map(Cursor::doc).min().unwrap_or(TERMINATED);
            window.first = window.first.max(next.min(last));
        }
        if window.first >= last {
            return Ok(());
        }
        let end = last.min(window.first + WINDOW as DocId);
        heavy.iter_mut().for_each(|cursor| cursor.fill(&mut window, end, false));
        light.iter_mut().for_each(|cursor| cursor.fill(&mut window, end, true));
        for doc in window.first..end {
            let at = (doc - window.first) as usize;
            let held = std::mem::take(&mut window.held[at]);
            if held != 0 || records && columns.passage.first(doc) == Some(0) {
                each(Entry { doc, score: std::mem::take(&mut window.scores[at]), held });
            }
        }
        window.first = end;
    }
}

/// What a passage holds of one lookup, and what that adds to its score.
pub(super) fn held(lookup: &Lookup, reader: &SegmentReader, columns: &Columns, doc: DocId) -> io::Result<Option<Held>> {
    Ok(Cursor::open(lookup, 0, reader, columns)?.and_then(|mut cursor| cursor.at(doc)))
}

/// What some documents in a row hold.
struct Window {
    first: DocId,
    scores: Vec<f32>,
    held: Vec<u128>,
}

impl Window {
    /// Adds to a document; `only_held`: unless it holds nothing yet.
    #[inline]
    fn add(&mut self, doc: DocId, score: f32, bit: u128, only_held: bool) {
        let at = (doc - self.first) as usize;
        if !only_held || self.held[at] != 0 {
            self.scores[at] += score;
            self.held[at] |= bit;
        }
    }
}

fn open(found: &[Found], reader: &SegmentReader, columns: &Columns) -> io::Result<Vec<Cursor>> {
    let mut cursors = Vec::new();
    for Found { bit, lookups, .. } in found {
        for lookup in lookups {
            cursors.extend(Cursor::open(lookup, *bit, reader, columns)?);
        }
    }
    Ok(cursors)
}

/// Goes through the passages that hold one thing.
enum Cursor {
    Terms(Box<TermsCursor>),
    Phrase { next: Option<(DocId, u32)>, phrase: Box<PhraseCursor>, norms: FieldNormReader, scoring: Bm25, bit: u128 },
    Listed { entries: Vec<(DocId, f32)>, next: usize, bit: u128 },
}

struct TermsCursor {
    /// One list or two.
    lists: Vec<SegmentPostings>,
    norms: FieldNormReader,
    scoring: Bm25,
    /// The passages in the languages it is looked for in; all where empty.
    languages: Vec<SegmentPostings>,
    bit: u128,
}

impl Cursor {
    /// `None` where the segment has nothing of it.
    fn open(lookup: &Lookup, bit: u128, reader: &SegmentReader, columns: &Columns) -> io::Result<Option<Self>> {
        match lookup {
            Lookup::Terms { terms, languages, scoring } => {
                let cursor = TermsCursor::open(terms, languages, scoring, bit, reader)?;
                Ok(cursor.map(|cursor| Self::Terms(Box::new(cursor))))
            }
            Lookup::Phrase { words, scoring } => {
                let Columns { thesis, passage, words: lengths, .. } = columns.clone();
                let running = Running::new(thesis, passage, lengths);
                let Some(mut phrase) = PhraseCursor::open(reader, running, words)? else { return Ok(None) };
                let norms = norms(reader, &words[0][0])?;
                let next = phrase.next();
                Ok(Some(Self::Phrase { next, phrase: Box::new(phrase), norms, scoring: scoring.clone(), bit }))
            }
            Lookup::Listed(listed) => {
                let entries = listed.list(reader, columns)?;
                Ok((!entries.is_empty()).then_some(Self::Listed { entries, next: 0, bit }))
            }
        }
    }

    /// Where it stands.
    fn doc(&self) -> DocId {
        match self {
            Self::Terms(cursor) => cursor.doc(),
            Self::Phrase { next, .. } => next.map_or(TERMINATED, |(doc, _)| doc),
            Self::Listed { entries, next, .. } => entries.get(*next).map_or(TERMINATED, |(doc, _)| *doc),
        }
    }

    /// What it has in `doc`.
    fn at(&mut self, doc: DocId) -> Option<Held> {
        let (class, times, score) = match self {
            Self::Terms(cursor) => cursor.at(doc)?,
            Self::Phrase { next, phrase, norms, scoring, .. } => {
                while next.is_some_and(|(at, _)| at < doc) {
                    *next = phrase.next();
                }
                let (_, times) = next.filter(|(at, _)| *at == doc)?;
                let class = norms.fieldnorm_id(doc);
                (class, times, scoring.score(class, times))
            }
            // Occurrences were counted when it was listed, and are not told.
            Self::Listed { entries, .. } => {
                let at = entries.binary_search_by_key(&doc, |(doc, _)| *doc).ok()?;
                (0, 0, Some(entries[at].1).filter(|score| *score > 0.0)?)
            }
        };
        Some(Held { class, times, score })
    }

    /// Adds what it has before `end` to the window.
    fn fill(&mut self, window: &mut Window, end: DocId, only_held: bool) {
        match self {
            Self::Terms(cursor) => cursor.fill(window, end, only_held),
            Self::Phrase { next, phrase, norms, scoring, bit } => {
                while let Some((doc, times)) = next.filter(|(doc, _)| *doc < end) {
                    window.add(doc, scoring.score(norms.fieldnorm_id(doc), times), *bit, only_held);
                    *next = phrase.next();
                }
            }
            Self::Listed { entries, next, bit } => {
                let here = entries[*next..].iter().take_while(|(doc, _)| *doc < end);
                *next += here.map(|&(doc, score)| window.add(doc, score, *bit, only_held)).count();
            }
        }
    }
}

impl TermsCursor {
    fn open(
        terms: &[Term],
        languages: &[Term],
        scoring: &Bm25,
        bit: u128,
        reader: &SegmentReader,
    ) -> io::Result<Option<Self>> {
        let mut lists = Vec::with_capacity(terms.len());
        for term in terms {
            lists.extend(list(reader, term, IndexRecordOption::WithFreqs)?);
        }
        let mut spoken = Vec::with_capacity(languages.len());
        for language in languages {
            spoken.extend(list(reader, language, IndexRecordOption::Basic)?);
        }
        if lists.is_empty() || spoken.is_empty() && !languages.is_empty() {
            return Ok(None);
        }
        // The lengths are those of the field that has them, which is named first.
        let norms = norms(reader, &terms[0])?;
        Ok(Some(Self { lists, norms, scoring: scoring.clone(), languages: spoken, bit }))
    }

    fn doc(&self) -> DocId {
        self.lists.iter().map(SegmentPostings::doc).min().unwrap_or(TERMINATED)
    }

    /// The class of length of `doc`, its occurrences and their score.
    fn at(&mut self, doc: DocId) -> Option<(u8, u32, f32)> {
        let mut times = 0;
        for list in &mut self.lists {
            if is_in_any(std::slice::from_mut(list), doc) {
                times += list.term_freq();
            }
        }
        let is_spoken = self.languages.is_empty() || is_in_any(&mut self.languages, doc);
        let class = self.norms.fieldnorm_id(doc);
        (times > 0 && is_spoken).then(|| (class, times, self.scoring.score(class, times)))
    }

    fn fill(&mut self, window: &mut Window, end: DocId, only_held: bool) {
        let Self { lists, norms, scoring, languages, bit } = self;
        for list in lists.iter_mut().filter(|list| list.doc() < window.first) {
            list.seek(window.first);
        }
        loop {
            let doc = lists.iter().map(SegmentPostings::doc).min().unwrap_or(TERMINATED);
            if doc >= end {
                return;
            }
            let mut times = 0;
            for list in lists.iter_mut().filter(|list| list.doc() == doc) {
                times += list.term_freq();
                list.advance();
            }
            if languages.is_empty() || is_in_any(languages, doc) {
                window.add(doc, scoring.score(norms.fieldnorm_id(doc), times), *bit, only_held);
            }
        }
    }
}

fn list(reader: &SegmentReader, term: &Term, record: IndexRecordOption) -> io::Result<Option<SegmentPostings>> {
    reader.inverted_index(term.field()).map_err(io::Error::other)?.read_postings(term, record)
}

fn norms(reader: &SegmentReader, term: &Term) -> io::Result<FieldNormReader> {
    reader.get_fieldnorms_reader(term.field()).map_err(io::Error::other)
}

/// Whether any of the lists has `doc`; they are only ever asked further on.
pub(super) fn is_in_any(lists: &mut [SegmentPostings], doc: DocId) -> bool {
    lists.iter_mut().any(|list| list.doc() == doc || list.doc() < doc && list.seek(doc) == doc)
}
