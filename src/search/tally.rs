//! The tally of an answer: which theses fit what was chosen, how many there are, and how many have each value.

use std::{ops::Range, sync::Arc};

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{SegmentOrdinal, columnar::Column};

use super::{Choice, FacetCounts, FacetValue, Options};
use crate::{
    access::Standing,
    error::Result,
    index::{Facet, Runs, SharedTexts, Values, View, access_terms},
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

    /// Each of what it counts for.
    fn each(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let of = left.trailing_zeros() as usize;
            (left != 0).then(|| left &= left - 1).map(|()| of)
        })
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

/// A thesis: its segment, and which of [`Runs::theses`] it is there.
pub(super) type Place = (SegmentOrdinal, usize);

/// What an answer is counted by.
pub(super) struct Tally<'a> {
    records: Records<'a>,
    /// The texts that more than one thesis has.
    shared: &'a SharedTexts,
    /// What a thesis counts for that fits all that was chosen.
    all: Fits,
    counts: Counts,
    /// How many passages are hits, but for those of texts that several have.
    passages: u64,
    /// The first thesis of each of these, with the most passages that any of them has among the hits, and those that followed.
    texts: FxHashMap<u64, (Place, Fits, u64)>,
    others: Vec<(u64, Place, Fits)>,
}

/// The counts of an answer.
pub(super) struct Counted {
    /// How many theses are hits, each text once.
    pub(super) theses: u64,
    /// How many passages are, of each text those of the thesis with the most.
    pub(super) passages: u64,
    pub(super) facets: Vec<FacetCounts>,
}

impl<'a> Tally<'a> {
    pub(super) fn open(view: &'a View, options: &'a Options) -> Result<Self> {
        let records = Records::open(view, options)?;
        let facets = options.facets.iter().map(|facet| Fits::bit(*facet as usize));
        Ok(Self {
            shared: view.shared_texts()?,
            all: Fits(facets.fold(Fits::bit(Fits::HIT), |all, bit| all | bit)),
            counts: Counts::new(records.values.map_or(0, Values::spellings)),
            records,
            passages: 0,
            texts: FxHashMap::default(),
            others: Vec::new(),
        })
    }

    /// Whether all theses that answer are hits, and nothing else is asked of them.
    pub(super) fn is_plain(&self) -> bool {
        self.records.values.is_none()
    }

    /// Counts some theses of a segment, where that is so: how many answer, with how many passages, and of each that does whether its text
    /// is open to who asks and how many passages it has.
    pub(super) fn count_plain(
        &mut self,
        segment: SegmentOrdinal,
        theses: Range<usize>,
        (answering, passages): (usize, u64),
        answers: impl Fn(usize) -> Option<(bool, u64)>,
    ) {
        let (mut alone, mut of_alone) = (answering as u64, passages);
        for (at, sees) in self.shared.among(segment, theses).iter().filter_map(|&at| Some((at, answers(at)?))) {
            self.count((segment, at), self.all, sees);
            alone -= 1;
            of_alone -= sees.1;
        }
        self.counts.theses[Fits::HIT] += alone;
        self.passages += of_alone;
    }

    /// Whether more than one thesis has a text.
    pub(super) fn is_shared(&self, text: u64) -> bool {
        self.shared.has(text)
    }

    /// For what a thesis counts.
    #[inline]
    pub(super) fn fits(&self, thesis: Place) -> Fits {
        let mut failed = None;
        for (facet, wanted) in &self.records.wanted {
            if !self.records.has(thesis, wanted) {
                if failed.is_some() {
                    return Fits::NOTHING;
                }
                failed = Some(*facet);
            }
        }
        failed.map_or(self.all, |facet| Fits(self.all.0 & Fits::bit(facet as usize)))
    }

    /// Counts a thesis; whether its text `is_open` to who asks, or the record alone, and how many of its passages answer.
    #[inline]
    pub(super) fn count(&mut self, thesis: Place, fits: Fits, (is_open, answering): (bool, u64)) {
        let answering = if fits.is_hit() { answering } else { 0 };
        let text = self.records.text(thesis).filter(|text| is_open && self.shared.has(*text));
        if let Some(text) = text {
            if let Some((.., most)) = self.texts.get_mut(&text) {
                // Which of them comes first hangs on what may not be seen.
                *most = answering.max(*most);
                return self.others.push((text, thesis, fits));
            }
            self.texts.insert(text, (thesis, fits, answering));
        } else {
            self.passages += answering;
        }
        let Self { records, counts, .. } = self;
        records.says(thesis, fits, |said| counts.add(said));
    }

    /// What was counted.
    pub(super) fn finish(mut self) -> Counted {
        self.add_others();
        let passages = self.passages + self.texts.values().map(|(.., most)| most).sum::<u64>();
        let Self { records, counts, .. } = self;
        let facets = records.options.facets.iter().map(|facet| counts.facet(*facet, &records)).collect();
        Counted { theses: counts.theses[Fits::HIT], passages, facets }
    }

    /// Adds what later theses of a text have that the first has not.
    fn add_others(&mut self) {
        let Self { records, counts, texts, others, .. } = self;
        others.sort_by_key(|(text, ..)| *text);
        let value = |said| match (said, records.values) {
            (Said::Has(place), Some(values)) => Said::Has(values.first_spelling(place)),
            (said, _) => said,
        };
        for of_text in others.chunk_by(|(one, ..), (other, ..)| one == other) {
            let Some(&(first, fits, _)) = texts.get(&of_text[0].0) else { continue };
            let mut known = FxHashSet::default();
            records.says(first, fits, |said| _ = known.insert(value(said)));
            for &(_, thesis, fits) in of_text {
                records.says(thesis, fits, |said| {
                    if known.insert(value(said)) {
                        counts.add(said);
                    }
                });
            }
        }
    }
}

/// How many theses say what.
struct Counts {
    /// By the place of a spelling.
    spellings: Vec<u64>,
    standings: [u64; Standing::ALL.len()],
    /// How many theses count for each facet, and as hits; how many of them have a value.
    theses: [u64; Facet::ALL.len() + 1],
    with: [u64; Facet::ALL.len()],
}

impl Counts {
    fn new(spellings: usize) -> Self {
        Self {
            spellings: vec![0; spellings],
            standings: [0; Standing::ALL.len()],
            theses: [0; Facet::ALL.len() + 1],
            with: [0; Facet::ALL.len()],
        }
    }

    #[inline]
    fn add(&mut self, said: Said) {
        match said {
            Said::Counts(of) => self.theses[of] += 1,
            Said::HasSome(facet) => self.with[facet as usize] += 1,
            Said::Stands(standing) => self.standings[standing as usize] += 1,
            Said::Has(place) => self.spellings[place] += 1,
        }
    }

    fn facet(&self, facet: Facet, records: &Records<'_>) -> FacetCounts {
        let values: Vec<Value<'_>> = match (facet, records.values) {
            (Facet::Access, _) => self.by_standing(),
            (_, Some(values)) => values.of_facet(facet).filter_map(|places| self.value(values, places)).collect(),
            (_, None) => Vec::new(),
        };
        let distinct = values.len() as u64;
        let choices = records.options.filters.iter().filter(|choice| choice.facet == facet);
        let starts: Vec<String> = choices.map(|choice| facet.start(&choice.value)).collect();
        let is_chosen = |value: &Value<'_>| !starts.is_empty() && starts.contains(&facet.start(value.spelling));
        let shown = most_frequent(values, records.options.facet_values, is_chosen);
        let values = shown.into_iter().map(|value| FacetValue {
            value: value.spelling.to_owned(),
            theses: value.theses,
            is_chosen: is_chosen(&value),
        });
        let without = self.theses[facet as usize] - self.with[facet as usize];
        FacetCounts { facet, values: values.collect(), distinct, without }
    }

    /// The count of a value, with its most frequent spelling; `None` where no thesis has it.
    fn value<'v>(&self, values: &'v Values, places: Range<usize>) -> Option<Value<'v>> {
        let theses = self.spellings[places.clone()].iter().sum();
        if theses == 0 {
            return None;
        }
        let most = places.rev().max_by_key(|place| self.spellings[*place])?;
        Some(Value { spelling: values.spelling(most), theses })
    }

    fn by_standing(&self) -> Vec<Value<'static>> {
        let counted = Standing::ALL.into_iter().zip(self.standings).filter(|(_, theses)| *theses > 0);
        counted.map(|(standing, theses)| Value { spelling: standing.name(), theses }).collect()
    }
}

/// The `most` most frequent values, and those chosen besides; what is as frequent stays in its order.
fn most_frequent<'v>(values: Vec<Value<'v>>, most: usize, is_chosen: impl Fn(&Value<'v>) -> bool) -> Vec<Value<'v>> {
    let mut ranked: Vec<(usize, Value<'v>)> = values.into_iter().enumerate().collect();
    let rank = |(at, value): &(usize, Value<'v>)| (std::cmp::Reverse(value.theses), *at);
    let mut beyond = Vec::new();
    if most < ranked.len() {
        ranked.select_nth_unstable_by_key(most, rank);
        beyond = ranked.split_off(most);
        beyond.retain(|(_, value)| is_chosen(value));
    }
    ranked.append(&mut beyond);
    ranked.sort_unstable_by_key(rank);
    ranked.into_iter().map(|(_, value)| value).collect()
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

/// What the records of theses say.
struct Records<'a> {
    options: &'a Options,
    /// `None` where nothing is asked of them.
    values: Option<&'a Values>,
    segments: Vec<(Arc<Runs>, Column<u64>)>,
    /// What was chosen: by facet, any of these.
    wanted: Vec<(Facet, Wanted)>,
}

/// What one facet is narrowed to.
#[derive(Default)]
struct Wanted {
    /// The places of values.
    places: Vec<Range<usize>>,
    standings: Vec<Standing>,
}

impl<'a> Records<'a> {
    fn open(view: &'a View, options: &'a Options) -> Result<Self> {
        let is_plain = options.facets.is_empty() && options.filters.is_empty();
        let values = if is_plain { None } else { Some(view.values()?) };
        let segment = |ordinal| Ok((view.runs(ordinal)?, view.columns(ordinal)?.access));
        let segments = (0..view.segments().len() as SegmentOrdinal).map(segment).collect::<Result<_>>()?;
        let mut wanted: Vec<(Facet, Wanted)> = Vec::new();
        for Choice { facet, value } in &options.filters {
            let at = wanted.iter().position(|(known, _)| known == facet).unwrap_or_else(|| {
                wanted.push((*facet, Wanted::default()));
                wanted.len() - 1
            });
            let Wanted { places, standings } = &mut wanted[at].1;
            standings.extend(Standing::named(value).filter(|_| *facet == Facet::Access));
            places.extend(values.map(|values| values.of_value(*facet, value)));
        }
        Ok(Self { options, values, segments, wanted })
    }

    /// What tells its text from others.
    #[inline]
    fn text(&self, (segment, thesis): Place) -> Option<u64> {
        self.segments[segment as usize].0.theses()[thesis].text
    }

    fn standing(&self, (segment, thesis): Place) -> Standing {
        let (runs, access) = &self.segments[segment as usize];
        // What says nothing of its terms is not for strangers.
        let terms = access.first(runs.theses()[thesis].first).map(access_terms);
        terms.map_or(Standing::Staff, |terms| terms.standing(self.options.today))
    }

    fn has(&self, thesis: Place, wanted: &Wanted) -> bool {
        let is_wanted = |place: &u32| wanted.places.iter().any(|places| places.contains(&(*place as usize)));
        self.values.is_some_and(|values| values.of_thesis(thesis.0, thesis.1).iter().any(is_wanted))
            || !wanted.standings.is_empty() && wanted.standings.contains(&self.standing(thesis))
    }

    /// Tells what a thesis has of that for which it counts.
    #[inline]
    fn says(&self, thesis: Place, fits: Fits, mut each: impl FnMut(Said)) {
        fits.each().for_each(|of| each(Said::Counts(of)));
        let Some(values) = self.values else { return };
        if fits.has(Facet::Access as usize) {
            each(Said::Stands(self.standing(thesis)));
            each(Said::HasSome(Facet::Access));
        }
        let mut before = None;
        for place in values.of_thesis(thesis.0, thesis.1).iter().map(|place| *place as usize) {
            let facet = values.facet(place);
            if fits.has(facet as usize) {
                each(Said::Has(place));
                // They come facet by facet.
                if before.replace(facet) != Some(facet) {
                    each(Said::HasSome(facet));
                }
            }
        }
    }
}
