//! The tally of an answer: which theses fit what was chosen, how many there are, and how many have each value.

use std::{io, ops::Range};

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{
    DocId, SegmentOrdinal, SegmentReader,
    columnar::{ColumnIndex, StrColumn},
};

use super::{Choice, FacetCounts, FacetValue, Options};
use crate::{
    access::Standing,
    date::Date,
    error::{Error, Result},
    index::{Columns, Facet, Values, View, access_terms},
};

/// For what a thesis counts, a bit each: among the hits, and for the facets in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fits(u16);

impl Fits {
    const NOTHING: Self = Self(0);
    const HIT: usize = Facet::ALL.len();

    fn bit(of: usize) -> u16 {
        1 << of
    }

    fn has(self, of: usize) -> bool {
        self.0 & Self::bit(of) != 0
    }

    /// Whether it fits all that was chosen.
    pub(super) fn is_hit(self) -> bool {
        self.has(Self::HIT)
    }

    /// Whether it counts for nothing.
    pub(super) fn is_nothing(self) -> bool {
        self == Self::NOTHING
    }
}

/// A record page: its segment, and its document there.
type Page = (SegmentOrdinal, DocId);

/// What an answer is counted by.
pub(super) struct Tally<'a> {
    options: &'a Options,
    values: Option<&'a Values>,
    segments: Vec<Records>,
    /// What a thesis counts for that fits all that was chosen.
    all: Fits,
    /// By the place of a spelling.
    counts: Vec<u64>,
    standings: [u64; Standing::ALL.len()],
    /// How many theses count for each facet, and as hits; how many of them have a value.
    theses: [u64; Facet::ALL.len() + 1],
    with: [u64; Facet::ALL.len()],
    /// The first thesis of each text, and those that followed.
    texts: FxHashMap<u64, (Page, Fits)>,
    others: Vec<(u64, Page, Fits)>,
    /// What the thesis at hand says; kept for its room.
    said: Vec<Said>,
}

/// The counts of an answer.
pub(super) struct Counted {
    /// How many theses are hits, each text once.
    pub(super) theses: u64,
    pub(super) facets: Vec<FacetCounts>,
}

impl<'a> Tally<'a> {
    pub(super) fn open(view: &'a View, options: &'a Options) -> Result<Self> {
        let segment = |(ordinal, reader): (usize, &SegmentReader)| {
            let columns = view.columns(ordinal as SegmentOrdinal)?;
            let records = Records::open(reader, columns, options);
            records.map_err(|error| Error::engine("counting")(tantivy::TantivyError::from(error)))
        };
        let segments = view.segments().iter().enumerate().map(segment).collect::<Result<Vec<Records>>>()?;
        let values = if options.facets.is_empty() { None } else { Some(view.values()?) };
        let facets = options.facets.iter().map(|facet| Fits::bit(*facet as usize));
        Ok(Self {
            options,
            values,
            segments,
            all: Fits(facets.fold(Fits::bit(Fits::HIT), |all, bit| all | bit)),
            counts: vec![0; values.map_or(0, Values::spellings)],
            standings: [0; Standing::ALL.len()],
            theses: [0; Facet::ALL.len() + 1],
            with: [0; Facet::ALL.len()],
            texts: FxHashMap::default(),
            others: Vec::new(),
            said: Vec::new(),
        })
    }

    /// All record pages of a segment, in order, deleted ones among them.
    pub(super) fn records(&self, segment: SegmentOrdinal) -> Vec<DocId> {
        self.segments[segment as usize].pages()
    }

    /// For what a thesis counts.
    pub(super) fn fits(&self, segment: SegmentOrdinal, record: DocId) -> Fits {
        let mut failed = None;
        for (facet, wanted) in &self.segments[segment as usize].wanted {
            if !self.segments[segment as usize].has(record, wanted, self.options.today) {
                if failed.is_some() {
                    return Fits::NOTHING;
                }
                failed = Some(*facet);
            }
        }
        failed.map_or(self.all, |facet| Fits(self.all.0 & Fits::bit(facet as usize)))
    }

    /// Counts a thesis; whether its text `is_open` to who asks, or the record alone.
    pub(super) fn count(&mut self, page: Page, fits: Fits, is_open: bool) {
        let print = self.segments[page.0 as usize].columns.fingerprint.first(page.1).filter(|_| is_open);
        match print {
            Some(print) if self.texts.contains_key(&print) => self.others.push((print, page, fits)),
            print => {
                if let Some(print) = print {
                    self.texts.insert(print, (page, fits));
                }
                self.add(page, fits, |_| true);
            }
        }
    }

    /// Adds what a thesis has that is new.
    fn add(&mut self, page: Page, fits: Fits, mut is_new: impl FnMut(Said) -> bool) {
        let mut said = std::mem::take(&mut self.said);
        said.clear();
        self.says(page, fits, &mut said);
        for &said in said.iter().filter(|said| is_new(**said)) {
            match said {
                Said::Counts(of) => self.theses[of] += 1,
                Said::HasSome(facet) => self.with[facet as usize] += 1,
                Said::Stands(standing) => self.standings[standing as usize] += 1,
                Said::Has(place) => self.counts[place] += 1,
            }
        }
        self.said = said;
    }

    /// What a thesis has of that for which it counts.
    fn says(&self, (segment, record): Page, fits: Fits, said: &mut Vec<Said>) {
        let records = &self.segments[segment as usize];
        said.extend((0..=Fits::HIT).filter(|of| fits.has(*of)).map(Said::Counts));
        if fits.has(Facet::Access as usize) {
            said.push(Said::Stands(records.standing(record, self.options.today)));
            said.push(Said::HasSome(Facet::Access));
        }
        let (Some(column), Some(values)) = (&records.values, self.values) else { return };
        let mut some = 0;
        for number in column.term_ords(record) {
            let place = values.place(segment, number);
            let facet = values.facet(place);
            if fits.has(facet as usize) {
                said.push(Said::Has(place));
                if some & Fits::bit(facet as usize) == 0 {
                    some |= Fits::bit(facet as usize);
                    said.push(Said::HasSome(facet));
                }
            }
        }
    }

    /// What was counted.
    pub(super) fn finish(mut self) -> Counted {
        self.add_others();
        let facets = self.options.facets.iter().map(|facet| self.facet(*facet)).collect();
        Counted { theses: self.theses[Fits::HIT], facets }
    }

    /// Adds what later theses of a text have that the first has not.
    fn add_others(&mut self) {
        let mut others = std::mem::take(&mut self.others);
        others.sort_by_key(|(print, ..)| *print);
        let values = self.values;
        for text in others.chunk_by(|(one, ..), (other, ..)| one == other) {
            let Some(&(first, fits)) = self.texts.get(&text[0].0) else { continue };
            let value = |said| match (said, values) {
                (Said::Has(place), Some(values)) => Said::Has(values.first_spelling(place)),
                (said, _) => said,
            };
            let mut known = Vec::new();
            self.says(first, fits, &mut known);
            let mut known: FxHashSet<Said> = known.into_iter().map(value).collect();
            for &(_, page, fits) in text {
                self.add(page, fits, |said| known.insert(value(said)));
            }
        }
    }

    fn facet(&self, facet: Facet) -> FacetCounts {
        let mut values = match (facet, self.values) {
            (Facet::Access, _) => self.by_standing(),
            (_, Some(values)) => values.of_facet(facet).filter_map(|places| self.value(values, places)).collect(),
            (_, None) => Vec::new(),
        };
        let distinct = values.len() as u64;
        // Stable: what is as frequent stays in the order of its letters.
        values.sort_by_key(|value: &Value<'_>| std::cmp::Reverse(value.theses));
        let starts = self.options.filters.iter().filter(|choice| choice.facet == facet);
        let starts: Vec<String> = starts.map(|choice| facet.start(&choice.value)).collect();
        let shown = values.into_iter().enumerate().filter_map(|(rank, value)| {
            let is_chosen = !starts.is_empty() && starts.contains(&facet.start(value.spelling));
            let is_shown = rank < self.options.facet_values || is_chosen;
            is_shown.then(|| FacetValue { value: value.spelling.to_owned(), theses: value.theses, is_chosen })
        });
        let without = self.theses[facet as usize] - self.with[facet as usize];
        FacetCounts { facet, values: shown.collect(), distinct, without }
    }

    /// The count of a value, with its most frequent spelling; `None` where no thesis has it.
    fn value<'v>(&self, values: &'v Values, places: Range<usize>) -> Option<Value<'v>> {
        let theses = self.counts[places.clone()].iter().sum();
        let most = places.rev().max_by_key(|place| self.counts[*place])?;
        (theses > 0).then(|| Value { spelling: values.spelling(most), theses })
    }

    fn by_standing(&self) -> Vec<Value<'static>> {
        let counted = Standing::ALL.into_iter().zip(self.standings).filter(|(_, theses)| *theses > 0);
        counted.map(|(standing, theses)| Value { spelling: standing.name(), theses }).collect()
    }
}

/// Something that a thesis has.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Said {
    /// It counts for a facet, or as a hit.
    Counts(usize),
    /// It has a value of the facet.
    HasSome(Facet),
    /// Its text is for these today.
    Stands(Standing),
    /// It has the value whose spelling has this place.
    Has(usize),
}

struct Value<'v> {
    spelling: &'v str,
    theses: u64,
}

/// The record pages of a segment.
struct Records {
    values: Option<StrColumn>,
    columns: Columns,
    /// What was chosen: by facet, any of these.
    wanted: Vec<(Facet, Wanted)>,
}

/// What one facet is narrowed to.
#[derive(Default)]
struct Wanted {
    /// The segment's numbers of spellings.
    numbers: Vec<u64>,
    standings: Vec<Standing>,
}

impl Records {
    fn open(reader: &SegmentReader, columns: Columns, options: &Options) -> io::Result<Self> {
        let values = reader.fast_fields().str("facet").map_err(io::Error::other)?;
        let mut wanted: Vec<(Facet, Wanted)> = Vec::new();
        for Choice { facet, value } in &options.filters {
            let at = wanted.iter().position(|(known, _)| known == facet).unwrap_or_else(|| {
                wanted.push((*facet, Wanted::default()));
                wanted.len() - 1
            });
            let Wanted { numbers, standings } = &mut wanted[at].1;
            standings.extend(Standing::named(value).filter(|_| *facet == Facet::Access));
            if let Some(column) = &values {
                let mut spellings = column.dictionary().prefix_range(facet.start(value)).into_stream()?;
                while spellings.advance() {
                    numbers.push(spellings.term_ord());
                }
            }
        }
        Ok(Self { values, columns, wanted })
    }

    fn standing(&self, record: DocId, today: Date) -> Standing {
        // What says nothing of its terms is not for strangers.
        self.columns.access.first(record).map_or(Standing::Staff, |value| access_terms(value).standing(today))
    }

    fn has(&self, record: DocId, wanted: &Wanted, today: Date) -> bool {
        let is_one = |number| wanted.numbers.contains(&number);
        let has_value = |column: &StrColumn| column.term_ords(record).any(is_one);
        !wanted.numbers.is_empty() && self.values.as_ref().is_some_and(has_value)
            || !wanted.standings.is_empty() && wanted.standings.contains(&self.standing(record, today))
    }

    /// The record pages, in order: each has a value, and no other document has.
    fn pages(&self) -> Vec<DocId> {
        let Some(column) = &self.values else { return Vec::new() };
        match &column.ords().index {
            ColumnIndex::Empty { .. } => Vec::new(),
            ColumnIndex::Full => (0..column.num_rows()).collect(),
            ColumnIndex::Optional(pages) => pages.iter_non_null_docs().collect(),
            ColumnIndex::Multivalued(pages) => pages.iter_non_null_docs().collect(),
        }
    }
}
