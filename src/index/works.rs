//! Which theses have the same text: each gets the number of one that was found to have it, so that equal numbers are equal texts.
//!
//! Nobody must learn from numbers that there is a text that they may not read. So a text takes the number of one that is the same only
//! where whoever may read it, and any other text of that number that it is not the same as itself, may read that one, too; and of
//! several the number of the most open.

use std::path::PathBuf;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{
    DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term,
    columnar::Column,
    postings::SegmentPostings,
    schema::{Field, IndexRecordOption},
};

use super::{Fields, Key, View, access_terms, fingerprint::SAME};
use crate::{access::Terms, error::Result};

impl View {
    /// The other theses that have the text of this one but for little, in the order of their keys; those whose text may be read.
    ///
    /// # Errors
    /// `Damaged` where the index cannot be read.
    pub fn same_text(&self, key: Key) -> Result<Vec<Key>> {
        let Some(run) = self.run(key)? else { return Ok(Vec::new()) };
        let number = self.columns(run.segment)?.fingerprint.first(run.first);
        let is_closed = self.hidden(run.segment).closes(run.first);
        let Some(number) = number.filter(|_| !is_closed) else { return Ok(Vec::new()) };
        let term = Term::from_field_u64(self.fields().fingerprint, number);
        let mut keys = Vec::new();
        for (segment, reader) in (0_u32..).zip(self.segments()) {
            let (theses, hidden) = (self.columns(segment)?.thesis, self.hidden(segment));
            let pages = self.snapshot.documents_of(reader, &term)?.into_iter().filter(|page| !hidden.closes(*page));
            keys.extend(pages.filter_map(|page| theses.first(page)).map(Key::from_number));
        }
        keys.retain(|other| *other != key);
        keys.sort_unstable();
        Ok(keys)
    }

    /// The same theses, and for each the path that it was read from.
    ///
    /// # Errors
    /// As those of [`View::same_text`].
    pub fn twins(&self, key: Key) -> Result<Vec<(Key, PathBuf)>> {
        let path = |other| Ok((other, self.paths(other)?.into_iter().next().unwrap_or_default()));
        self.same_text(key)?.into_iter().map(path).collect()
    }
}

/// The texts written since the last commit: what is committed tells of itself.
#[derive(Debug, Default)]
pub(super) struct Works {
    written: FxHashMap<u64, Vec<Known>>,
    /// The theses written.
    theses: FxHashSet<u64>,
    /// Those that have a number.
    numbered: FxHashMap<u64, Vec<Known>>,
    /// Of the committed segments, as far as they were asked.
    columns: Vec<Columns>,
}

/// A thesis that is put in.
#[derive(Clone, Copy)]
pub(super) struct Newcomer<'a> {
    pub(super) thesis: u64,
    /// Who may read its text.
    pub(super) terms: Terms,
    pub(super) traits: &'a [u64],
}

/// A thesis with the number of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    thesis: u64,
    number: u64,
    terms: Terms,
}

/// Terms that open nothing, as the fast field has them: of what has none.
const CLOSED: u64 = 2 << 32;

impl Works {
    /// The number of the text of a thesis; `None` where it has no traits.
    pub(super) fn number(
        &mut self,
        new: Newcomer<'_>,
        committed: &Searcher,
        fields: &Fields,
    ) -> tantivy::Result<Option<u64>> {
        if !self.theses.insert(new.thesis) {
            self.forget_one(new);
        }
        if new.traits.is_empty() {
            return Ok(None);
        }
        let alike = self.alike(new, committed, fields)?;
        let mut number = new.thesis;
        for other in &alike {
            if !self.would_betray(new, *other, &alike, committed, fields)? {
                number = other.number;
                break;
            }
        }
        let known = Known { thesis: new.thesis, number, terms: new.terms };
        new.traits.iter().for_each(|of| self.written.entry(*of).or_default().push(known));
        self.numbered.entry(number).or_default().push(known);
        Ok(Some(number))
    }

    /// Whether somebody who may not read `link` could tell from its number that `new` and another text are the same as something.
    fn would_betray(
        &mut self,
        new: Newcomer<'_>,
        link: Known,
        alike: &[Known],
        committed: &Searcher,
        fields: &Fields,
    ) -> tantivy::Result<bool> {
        let betrays = |other: &Known| {
            let level = other.terms.level.max(new.terms.level);
            let embargo = other.terms.embargo.max(new.terms.embargo);
            (link.terms.level > level || link.terms.embargo > embargo)
                && alike.iter().all(|one| one.thesis != other.thesis)
        };
        let written = self.numbered.get(&link.number).into_iter().flatten().any(betrays);
        Ok(written || self.committed(fields.fingerprint, link.number, committed)?.iter().any(betrays))
    }

    /// Forgets what was written of a thesis that is put in once more.
    fn forget_one(&mut self, new: Newcomer<'_>) {
        for of in new.traits {
            let Some(list) = self.written.get_mut(of) else { continue };
            let gone = list.iter().position(|other| other.thesis == new.thesis).map(|at| list.swap_remove(at));
            if let Some(numbered) = gone.and_then(|gone| self.numbered.get_mut(&gone.number)) {
                numbered.retain(|other| other.thesis != new.thesis);
            }
        }
    }

    /// Forgets what is committed by now.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// The theses that have the same text, the most open first, and of these the most alike.
    fn alike(&mut self, new: Newcomer<'_>, committed: &Searcher, fields: &Fields) -> tantivy::Result<Vec<Known>> {
        let mut shared: FxHashMap<u64, (Known, usize)> = FxHashMap::default();
        let mut share = |other: Known| shared.entry(other.thesis).or_insert((other, 0)).1 += 1;
        for known in new.traits {
            self.written.get(known).into_iter().flatten().copied().for_each(&mut share);
            self.committed(fields.traits, *known, committed)?.into_iter().for_each(&mut share);
        }
        let mut alike: Vec<(Known, usize)> = shared.into_values().filter(|(_, shared)| *shared >= SAME).collect();
        let open_first = |(Known { terms, thesis, .. }, shared): &(Known, usize)| {
            (terms.level, terms.embargo, std::cmp::Reverse(*shared), *thesis)
        };
        alike.sort_unstable_by_key(open_first);
        Ok(alike.into_iter().map(|(other, _)| other).collect())
    }

    /// The committed theses that have a term and were not written again since.
    fn committed(&mut self, field: Field, value: u64, committed: &Searcher) -> tantivy::Result<Vec<Known>> {
        let mut found = Vec::new();
        let term = Term::from_field_u64(field, value);
        for (at, reader) in committed.segment_readers().iter().enumerate() {
            let inverted = reader.inverted_index(field)?;
            let postings: Option<SegmentPostings> = inverted.read_postings(&term, IndexRecordOption::Basic)?;
            let Some(mut postings) = postings else { continue };
            while self.columns.len() <= at {
                self.columns.push(Columns::of(&committed.segment_readers()[self.columns.len()])?);
            }
            while postings.doc() != TERMINATED {
                let known = self.columns[at].known(postings.doc());
                let is_current = !reader.is_deleted(postings.doc());
                found.extend(known.filter(|known| is_current && !self.theses.contains(&known.thesis)));
                postings.advance();
            }
        }
        Ok(found)
    }
}

/// What a committed segment says of its theses; opened once a commit, for it takes longer than asking.
#[derive(Debug)]
struct Columns {
    theses: Column<u64>,
    numbers: Column<u64>,
    access: Column<u64>,
}

impl Columns {
    fn of(reader: &SegmentReader) -> tantivy::Result<Self> {
        let column = |name| reader.fast_fields().u64(name);
        Ok(Self { theses: column("thesis")?, numbers: column("fingerprint")?, access: column("access")? })
    }

    fn known(&self, doc: DocId) -> Option<Known> {
        let (thesis, number) = self.theses.first(doc).zip(self.numbers.first(doc))?;
        Some(Known { thesis, number, terms: access_terms(self.access.first(doc).unwrap_or(CLOSED)) })
    }
}
