//! Which theses have the same text: each gets the number of one that was found to have it, so that equal numbers are equal texts.
//!
//! Who may see open texts alone must not learn from their numbers that there are others. So an open text takes the number of an open
//! one, or one that no open text has.

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{
    DocSet, Searcher, TERMINATED, Term, columnar::Column, postings::SegmentPostings, schema::IndexRecordOption,
};

use super::{Fields, Key, View, fingerprint::SAME};
use crate::error::Result;

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
}

/// The texts written since the last commit: what is committed tells of itself.
#[derive(Debug, Default)]
pub(super) struct Works {
    written: FxHashMap<u64, Vec<Known>>,
    /// The theses written.
    theses: FxHashSet<u64>,
    /// The numbers of open ones among them.
    open: FxHashSet<u64>,
}

/// A thesis that is put in.
#[derive(Clone, Copy)]
pub(super) struct Newcomer<'a> {
    pub(super) thesis: u64,
    /// Whether everybody may read its text, on every day.
    pub(super) is_open: bool,
    pub(super) traits: &'a [u64],
}

/// A thesis with the number of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Known {
    thesis: u64,
    number: u64,
    is_open: bool,
}

impl Works {
    /// The number of the text of a thesis; `None` where it has no traits.
    pub(super) fn number(
        &mut self,
        new: Newcomer<'_>,
        committed: &Searcher,
        fields: &Fields,
    ) -> tantivy::Result<Option<u64>> {
        if !self.theses.insert(new.thesis) {
            for known in new.traits {
                self.written.entry(*known).or_default().retain(|other| other.thesis != new.thesis);
            }
        }
        if new.traits.is_empty() {
            return Ok(None);
        }
        let alike = self.alike(new, committed, fields)?;
        let open = alike.iter().find(|other| other.is_open || !new.is_open).map(|other| other.number);
        let mut number = open.unwrap_or(new.thesis);
        for other in alike.iter().filter(|_| open.is_none()) {
            let is_taken = self.open.contains(&other.number) || self.is_open(other.number, committed, fields)?;
            if !is_taken {
                number = other.number;
                break;
            }
        }
        let known = Known { thesis: new.thesis, number, is_open: new.is_open };
        new.traits.iter().for_each(|of| self.written.entry(*of).or_default().push(known));
        self.open.extend(new.is_open.then_some(number));
        Ok(Some(number))
    }

    /// Forgets what is committed by now.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// The theses that have the same text, the most alike first.
    fn alike(&self, new: Newcomer<'_>, committed: &Searcher, fields: &Fields) -> tantivy::Result<Vec<Known>> {
        let mut shared: FxHashMap<Known, usize> = FxHashMap::default();
        for known in new.traits {
            let written = self.written.get(known).into_iter().flatten();
            written.for_each(|other| *shared.entry(*other).or_default() += 1);
            let term = Term::from_field_u64(fields.traits, *known);
            self.committed(&term, committed, &mut |other| *shared.entry(other).or_default() += 1)?;
        }
        let mut alike: Vec<(Known, usize)> = shared.into_iter().filter(|(_, shared)| *shared >= SAME).collect();
        alike.sort_unstable_by_key(|(other, shared)| (std::cmp::Reverse(*shared), other.thesis));
        Ok(alike.into_iter().map(|(other, _)| other).collect())
    }

    /// Whether any committed text that is open has this number.
    fn is_open(&self, number: u64, committed: &Searcher, fields: &Fields) -> tantivy::Result<bool> {
        let mut open = false;
        let term = Term::from_field_u64(fields.fingerprint, number);
        self.committed(&term, committed, &mut |known| open |= known.is_open)?;
        Ok(open)
    }

    /// The committed theses that have a term and were not written again since.
    fn committed(&self, term: &Term, committed: &Searcher, each: &mut dyn FnMut(Known)) -> tantivy::Result<()> {
        for reader in committed.segment_readers() {
            let inverted = reader.inverted_index(term.field())?;
            let postings: Option<SegmentPostings> = inverted.read_postings(term, IndexRecordOption::Basic)?;
            let Some(mut postings) = postings else { continue };
            let column = |name| -> tantivy::Result<Column<u64>> { reader.fast_fields().u64(name) };
            let (theses, numbers, access) = (column("thesis")?, column("fingerprint")?, column("access")?);
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                if let Some((thesis, number)) = theses.first(doc).zip(numbers.first(doc))
                    && !reader.is_deleted(doc)
                    && !self.theses.contains(&thesis)
                {
                    each(Known { thesis, number, is_open: access.first(doc) == Some(0) });
                }
                postings.advance();
            }
        }
        Ok(())
    }
}
