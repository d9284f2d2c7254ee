//! The values that theses are counted by, over all segments: each spelling has one place among them all, and those of one
//! value follow one another.
//!
//! Segments number what they have by themselves. What each thesis has is told by places instead, in one flat table: a question
//! compares no texts, and asks no column.

use std::ops::Range;

use tantivy::{SegmentOrdinal, SegmentReader, TantivyError};

use super::{Facet, Runs, Snapshot};
use crate::error::{Error, Result};

/// All values of a commit, those of records that may not be seen among them: it is counts that tell.
#[derive(Debug, Default)]
pub struct Values {
    /// For each segment, what its theses have.
    theses: Vec<OfTheses>,
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

/// The places of the values of theses that follow one another.
#[derive(Debug, Default)]
struct OfTheses {
    /// Those of one after the other, of each in order.
    places: Vec<u32>,
    /// Where in `places` those of each end.
    ends: Vec<u32>,
}

impl Values {
    pub(super) fn of(snapshot: &Snapshot) -> Result<Self> {
        let readers = snapshot.searcher.segment_readers();
        let fault = |error| Error::engine("counting")(error);
        let mut terms = Vec::new();
        for (segment, reader) in readers.iter().enumerate() {
            let Some(column) = reader.fast_fields().str("facet").map_err(fault)? else { continue };
            let mut stream = column.dictionary().stream().map_err(TantivyError::from).map_err(fault)?;
            while stream.advance() {
                terms.push((stream.key().to_vec(), segment, stream.term_ord() as usize));
            }
        }
        // In order within each segment: what is sorted is merged.
        terms.sort();
        let mut values = Self::default();
        let mut places: Vec<Vec<u32>> = vec![Vec::new(); readers.len()];
        let mut before: &[u8] = &[];
        for (term, segment, number) in &terms {
            if before != term {
                values.add(before, term);
                before = term;
            }
            let of_segment = &mut places[*segment];
            of_segment.resize(of_segment.len().max(number + 1), 0);
            of_segment[*number] = values.ends.len() as u32 - 1;
        }
        for (segment, (reader, places)) in (0 as SegmentOrdinal..).zip(readers.iter().zip(&places)) {
            let runs = snapshot.runs(segment)?;
            values.theses.push(OfTheses::of(reader, &runs, places).map_err(fault)?);
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

    /// The places of what a thesis has, in order; `thesis`: which of [`Runs::theses`].
    #[inline]
    pub fn of_thesis(&self, segment: SegmentOrdinal, thesis: usize) -> &[u32] {
        let OfTheses { places, ends } = &self.theses[segment as usize];
        let start = thesis.checked_sub(1).map_or(0, |before| ends[before]);
        &places[start as usize..ends[thesis] as usize]
    }

    /// The places of the spellings of a value, whatever its capitals and accents; none where no record has it.
    pub fn of_value(&self, facet: Facet, value: &str) -> Range<usize> {
        let (first, end) = self.facets[facet as usize];
        let asked = facet.start(value);
        let start = |value: u32| facet.start(self.spelling(self.begins[value as usize] as usize));
        let (mut low, mut high) = (first, end);
        while low < high {
            let middle = low + (high - low) / 2;
            if start(middle) < asked { low = middle + 1 } else { high = middle }
        }
        if low < end && start(low) == asked { self.spellings_of(low) } else { 0..0 }
    }

    /// The values of a facet in the order of their letters, each by the places of its spellings.
    pub fn of_facet(&self, facet: Facet) -> impl Iterator<Item = Range<usize>> {
        let (first, end) = self.facets[facet as usize];
        (first..end).map(|value| self.spellings_of(value))
    }

    /// The places of the spellings of a value.
    fn spellings_of(&self, value: u32) -> Range<usize> {
        let begin = |value: u32| self.begins.get(value as usize).map_or(self.ends.len(), |place| *place as usize);
        begin(value)..begin(value + 1)
    }

    /// Of which facet the spelling with this place is.
    #[inline]
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

impl OfTheses {
    /// `places`: by the numbers that the segment gave to its spellings.
    fn of(reader: &SegmentReader, runs: &Runs, places: &[u32]) -> tantivy::Result<Self> {
        let column = reader.fast_fields().str("facet")?;
        let mut of_theses = Self::default();
        for run in runs.theses() {
            let start = of_theses.places.len();
            let numbers = column.iter().flat_map(|column| column.term_ords(run.first));
            of_theses.places.extend(numbers.map(|number| places[number as usize]));
            of_theses.places[start..].sort_unstable();
            of_theses.ends.push(of_theses.places.len() as u32);
        }
        Ok(of_theses)
    }
}
