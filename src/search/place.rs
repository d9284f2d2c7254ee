//! Where a word stands, or any of several.

use std::{io, ops::RangeInclusive};

use tantivy::{
    DocId, DocSet, SegmentReader, TERMINATED, Term, postings::Postings, postings::SegmentPostings,
    schema::IndexRecordOption,
};

/// Where any of several terms stands.
pub(super) enum Place {
    /// Their lists.
    Lists(Vec<List>),
    /// Every place of theirs, in order, and which comes next.
    All(Vec<(DocId, u32)>, usize),
}

/// More lists than these are read in one go: to ask each of them at every place would take longer.
const LISTS: usize = 12;

impl Place {
    /// `None` where the segment has none of them.
    pub(super) fn open(reader: &SegmentReader, terms: &[Term]) -> io::Result<Option<Self>> {
        let mut lists = Vec::with_capacity(terms.len().min(LISTS));
        let mut all = Vec::new();
        for term in terms {
            let inverted = reader.inverted_index(term.field()).map_err(io::Error::other)?;
            if let Some(postings) = inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions)? {
                let mut list = List { postings, loaded: TERMINATED, positions: Vec::new() };
                if terms.len() > LISTS {
                    list.append_all(&mut all);
                } else {
                    lists.push(list);
                }
            }
        }
        all.sort_unstable();
        Ok(match (lists.is_empty(), all.is_empty()) {
            (true, true) => None,
            (false, _) => Some(Self::Lists(lists)),
            _ => Some(Self::All(all, 0)),
        })
    }

    /// In about how many passages it stands.
    pub(super) fn holders(&self) -> u64 {
        match self {
            Self::Lists(lists) => lists.iter().map(|list| u64::from(list.postings.size_hint())).sum(),
            Self::All(places, _) => places.len() as u64,
        }
    }

    /// Where it stands next.
    pub(super) fn doc(&self) -> Option<DocId> {
        match self {
            Self::Lists(lists) => lists.iter().map(|list| list.postings.doc()).min().filter(|&doc| doc != TERMINATED),
            Self::All(all, next) => all.get(*next).map(|(doc, _)| *doc),
        }
    }

    /// Goes on to passage `doc` or behind it.
    pub(super) fn seek(&mut self, doc: DocId) {
        match self {
            Self::Lists(lists) => {
                for list in lists.iter_mut().filter(|list| list.postings.doc() < doc) {
                    list.postings.seek(doc);
                }
            }
            Self::All(all, next) => *next += all[*next..].partition_point(|(other, _)| *other < doc),
        }
    }

    /// Whether any of these passages has it. The first of them is only ever one further on, or the same.
    pub(super) fn is_within(&mut self, docs: RangeInclusive<DocId>) -> bool {
        self.seek(*docs.start());
        self.doc().is_some_and(|doc| doc <= *docs.end())
    }

    /// The next passage that has it; all its places there go to `places`, in order.
    pub(super) fn next_places(&mut self, places: &mut Vec<u32>) -> Option<DocId> {
        places.clear();
        match self {
            Self::Lists(lists) => {
                let docs = lists.iter().map(|list| list.postings.doc());
                let doc = docs.min().filter(|&doc| doc != TERMINATED)?;
                for list in lists.iter_mut().filter(|list| list.postings.doc() == doc) {
                    list.postings.append_positions_with_offset(0, places);
                    list.postings.advance();
                }
                places.sort_unstable();
                Some(doc)
            }
            Self::All(all, next) => {
                let (doc, _) = *all.get(*next)?;
                let here = all[*next..].iter().take_while(|(other, _)| *other == doc);
                places.extend(here.map(|(_, position)| position));
                *next += places.len();
                Some(doc)
            }
        }
    }

    /// Adds all its places in `doc`, counted from `base`, in order. Only ever asked further on.
    pub(super) fn append(&mut self, doc: DocId, base: u32, places: &mut Vec<u32>) {
        let before = places.len();
        match self {
            Self::Lists(lists) => {
                for list in lists {
                    if list.reaches(doc) {
                        places.extend(list.positions.iter().map(|position| base + position));
                    }
                }
                places[before..].sort_unstable();
            }
            Self::All(all, next) => {
                *next += all[*next..].partition_point(|(other, _)| *other < doc);
                let here = all[*next..].iter().take_while(|(other, _)| *other == doc);
                places.extend(here.map(|(_, position)| base + position));
            }
        }
    }

    /// Whether it stands there. Only ever asked further on.
    pub(super) fn has(&mut self, doc: DocId, position: u32) -> bool {
        match self {
            Self::Lists(lists) => {
                lists.iter_mut().any(|list| list.reaches(doc) && list.positions.binary_search(&position).is_ok())
            }
            Self::All(all, _) => all.binary_search(&(doc, position)).is_ok(),
        }
    }
}

/// Where one term stands.
pub(super) struct List {
    postings: SegmentPostings,
    /// Of which passage `positions` are.
    loaded: DocId,
    positions: Vec<u32>,
}

impl List {
    /// Goes on to `doc`, and loads its places there; false where it has none.
    fn reaches(&mut self, doc: DocId) -> bool {
        if self.postings.doc() < doc {
            self.postings.seek(doc);
        }
        if self.postings.doc() != doc {
            return false;
        }
        if self.loaded != doc {
            self.postings.positions(&mut self.positions);
            self.loaded = doc;
        }
        true
    }

    fn append_all(&mut self, all: &mut Vec<(DocId, u32)>) {
        let mut doc = self.postings.doc();
        while doc != TERMINATED {
            self.postings.positions(&mut self.positions);
            all.extend(self.positions.iter().map(|&position| (doc, position)));
            doc = self.postings.advance();
        }
    }
}
