//! The values that theses are counted by, over all segments: each spelling has one place among them all, and those of one
//! value follow one another.
//!
//! Segments number what they have by themselves. Counting by those numbers, and adding up by places, a question compares no
//! texts.

use std::{io, ops::Range};

use tantivy::Searcher;

use super::{Facet, Snapshot};
use crate::error::{Error, Result};

impl Snapshot {
    /// The values of all records, put together when first asked for.
    pub(super) fn values(&self) -> Result<&Values> {
        if let Some(values) = self.values.get() {
            return Ok(values);
        }
        let values = Values::of(&self.searcher)
            .map_err(|error| Error::engine("counting")(tantivy::TantivyError::from(error)))?;
        Ok(self.values.get_or_init(|| values))
    }
}

/// All values of a commit, those of records that may not be seen among them: it is counts that tell.
#[derive(Debug, Default)]
pub struct Values {
    /// For each segment, by the number of a spelling there: its place.
    places: Vec<Vec<u32>>,
    /// The spellings, one after the other.
    text: String,
    /// Where in `text` each ends.
    ends: Vec<usize>,
    /// Of which facet each is.
    of: Vec<Facet>,
    /// The place of the first spelling of each value.
    begins: Vec<u32>,
    /// The values of each facet: the first, and the one after the last.
    facets: [(u32, u32); Facet::ALL.len()],
}

impl Values {
    pub(super) fn of(searcher: &Searcher) -> io::Result<Self> {
        let mut terms = Vec::new();
        let mut values = Self::default();
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            let column = reader.fast_fields().str("facet").map_err(io::Error::other)?;
            values.places.push(vec![0; column.as_ref().map_or(0, |column| column.num_terms())]);
            let Some(column) = column else { continue };
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                terms.push((stream.key().to_vec(), segment, stream.term_ord() as usize));
            }
        }
        // In order within each segment: what is sorted is merged.
        terms.sort();
        let mut before: &[u8] = &[];
        for (term, segment, number) in &terms {
            if before != term {
                values.add(before, term);
                before = term;
            }
            values.places[*segment][*number] = values.ends.len() as u32 - 1;
        }
        Ok(values)
    }

    /// The spelling of `term`, which follows that of `before`.
    fn add(&mut self, before: &[u8], term: &[u8]) {
        let place = self.ends.len() as u32;
        let (known, new) = (Facet::of_term(before), Facet::of_term(term));
        // What the index writes is always a term of a facet.
        let (facet, folded, spelling) = new.unwrap_or((Facet::Access, &[], &[]));
        self.text.push_str(&String::from_utf8_lossy(spelling));
        self.ends.push(self.text.len());
        self.of.push(facet);
        if known.is_none_or(|(of, value, _)| (of, value) != (facet, folded)) {
            let value = self.begins.len() as u32;
            self.begins.push(place);
            let (first, end) = self.facets[facet as usize];
            self.facets[facet as usize] = (if first == end { value } else { first }, value + 1);
        }
    }

    /// How many spellings there are.
    pub fn spellings(&self) -> usize {
        self.ends.len()
    }

    /// The place of the spelling to which a segment gave this number.
    pub fn place(&self, segment: u32, number: u64) -> usize {
        let place = self.places.get(segment as usize).and_then(|places| places.get(number as usize));
        place.map_or(0, |place| *place as usize)
    }

    /// The values of a facet in the order of their letters, each by the places of its spellings.
    pub fn of_facet(&self, facet: Facet) -> impl Iterator<Item = Range<usize>> {
        let (first, end) = self.facets[facet as usize];
        let begin = |value: u32| self.begins.get(value as usize).map_or(self.ends.len(), |place| *place as usize);
        (first..end).map(move |value| begin(value)..begin(value + 1))
    }

    /// Of which facet the spelling with this place is.
    pub fn facet(&self, place: usize) -> Facet {
        self.of[place]
    }

    /// The place of the first spelling of the value that is spelt so.
    pub fn first_spelling(&self, place: usize) -> usize {
        let value = self.begins.partition_point(|begin| *begin as usize <= place);
        value.checked_sub(1).map_or(place, |value| self.begins[value] as usize)
    }

    /// A value as some records spell it.
    pub fn spelling(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[place]]
    }
}
