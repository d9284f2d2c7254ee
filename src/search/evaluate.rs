//! What the passages of a segment hold of what is asked for, some theses at a time.
//!
//! Leaf by leaf within windows of whole theses: each list is read once, from front to back, what a window adds up stays
//! in the processor's nearest cache, and what a question means is worked out for all theses of a window together. Where no
//! thesis can answer before a certain one, all lists go on to that.

use std::{io, sync::Arc};

use tantivy::{
    DocId, DocSet, SegmentOrdinal, SegmentReader, TERMINATED, fieldnorm::FieldNormReader, postings::SegmentPostings,
};

use super::{
    bits::Bits,
    bm25::Bm25,
    explain::Held,
    list::{All, SUMS, Terms, Words, norms},
    phrase::{PhraseCursor, Running},
    plan::Node,
    weigh::{Found, Lookup, Spoken, Weighed},
};
use crate::{
    error::Result,
    index::{Columns, Runs, View},
};

/// How many passages are looked at together, but that a thesis is never parted.
const WINDOW: DocId = 2048;

/// Where fewer than one passage in so many may answer, each thesis is looked at by itself.
const SPARSE: u64 = 500;

/// How many passages have a peak together: about as many as a thesis has.
const STRETCH: usize = 64;

/// The higher of two scores, of which neither is no number.
#[inline]
pub(super) fn higher(one: f32, other: f32) -> f32 {
    if other > one { other } else { one }
}

/// A segment, as it is looked at.
#[derive(Clone, Copy)]
pub(super) struct Segment<'a> {
    pub(super) reader: &'a SegmentReader,
    pub(super) columns: &'a Columns,
    pub(super) runs: &'a Arc<Runs>,
}

impl Segment<'_> {
    /// Looks at a segment as the caller of `view` sees it.
    pub(super) fn look<T>(
        view: &View,
        ordinal: SegmentOrdinal,
        look: impl FnOnce(Segment<'_>) -> Result<T>,
    ) -> Result<T> {
        let (columns, runs) = (view.columns(ordinal)?, view.runs(ordinal)?);
        look(Segment { reader: &view.segments()[ordinal as usize], columns: &columns, runs: &runs })
    }
}

/// What some theses that follow one another hold.
pub(super) struct Window {
    /// The document of their first passage.
    pub(super) first: DocId,
    /// How many documents there are.
    pub(super) length: usize,
    /// Whether scores are worked out.
    pub(super) scored: bool,
    /// What the words of each passage say.
    pub(super) scores: Vec<f32>,
    /// The most that those of any of [`STRETCH`] passages say, one stretch after the other.
    peaks: Vec<f32>,
    /// For each bit of the leaves, which passages hold it.
    pub(super) rows: Vec<Bits>,
}

impl Window {
    /// Adds what a passage says, one after the other: as it is explained.
    #[inline]
    pub(super) fn say<const N: usize>(&mut self, at: usize, scores: [f32; N]) {
        let (said, peak) = (&mut self.scores[at], &mut self.peaks[at / STRETCH]);
        scores.into_iter().for_each(|score| *said += score);
        *peak = higher(*peak, *said);
    }

    /// No passage of a stretch says more than this; a little further on one may say so much.
    pub(super) fn peak(&self, range: std::ops::Range<usize>) -> f32 {
        let stretches = range.start / STRETCH..range.end.div_ceil(STRETCH);
        self.peaks[stretches].iter().fold(0.0, |peak, other| higher(peak, *other))
    }

    fn reset(&mut self, first: DocId, end: DocId) {
        self.first = first;
        self.length = (end - first) as usize;
        if self.scored {
            self.scores.clear();
            self.scores.resize(self.length, 0.0);
            self.peaks.clear();
            self.peaks.resize(self.length.div_ceil(STRETCH), 0.0);
        }
        self.rows.iter_mut().for_each(|row| row.reset(self.length));
    }
}

/// Calls `each` for windows of a segment, in order, with the theses that it holds: [`Runs::theses`] from one to another.
/// Theses that cannot answer may be left out. `scored`: whether scores are needed.
pub(super) fn evaluate(
    (weighed, tree): (&Weighed, &Node),
    segment: Segment<'_>,
    scored: bool,
    each: &mut dyn FnMut(&Window, std::ops::Range<usize>),
) -> io::Result<()> {
    let reading = if scored { Reading::Scores } else { Reading::Presence };
    let rows = weighed.leaves.iter().map(|found| row(found) + 1).max().unwrap_or(0);
    let rows = vec![Bits::default(); rows];
    let mut window = Window { first: 0, length: 0, scored, scores: Vec::new(), peaks: Vec::new(), rows };
    let mut leaves = Vec::with_capacity(weighed.leaves.len());
    for found in &weighed.leaves {
        leaves.push(Leaf { row: row(found), cursors: open(found, segment, reading)? });
    }
    let theses = segment.runs.theses();
    let holders = tree.holders(&leaves).unwrap_or(u64::MAX);
    let room = if holders.saturating_mul(SPARSE) < u64::from(segment.reader.max_doc()) { 0 } else { WINDOW };
    let mut from = 0;
    loop {
        // Until no leaf lets it go further.
        let mut next = from;
        while let Some(run) = theses.get(next)
            && let Some(doc) = tree.next(&leaves, segment.runs)
            && doc >= run.end
        {
            next = segment.runs.at(doc);
            if let Some(run) = theses.get(next) {
                leaves.iter_mut().flat_map(|leaf| &mut leaf.cursors).for_each(|cursor| cursor.seek(run.first));
            }
        }
        let Some(run) = theses.get(next) else { return Ok(()) };
        from = segment.runs.at(run.first.saturating_add(room)).max(next + 1);
        window.reset(run.first, theses[from - 1].end);
        let end = theses[from - 1].end;
        for leaf in &mut leaves {
            for cursor in &mut leaf.cursors {
                cursor.seek(window.first);
                cursor.fill(&mut window, leaf.row, end, segment.runs);
            }
        }
        each(&window, next..from);
    }
}

/// Which of a window's rows has a leaf.
pub(super) fn row(found: &Found) -> usize {
    found.bit.trailing_zeros() as usize
}

/// What a passage holds of one lookup, and what that adds to its score.
pub(super) fn held(lookup: &Lookup, segment: Segment<'_>, doc: DocId) -> io::Result<Option<Held>> {
    Ok(Cursor::open(lookup, segment, Reading::Single)?.and_then(|mut cursor| cursor.at(doc, segment.runs)))
}

/// A leaf with its lists.
pub(super) struct Leaf {
    row: usize,
    cursors: Vec<Cursor>,
}

impl Node {
    /// No thesis before the one with this document can answer; `None` where nothing is known of it.
    fn next(&self, leaves: &[Leaf], runs: &Runs) -> Option<DocId> {
        let all = |nodes: &[Self]| nodes.iter().filter_map(|node| node.next(leaves, runs)).max();
        match self {
            Self::Leaf(leaf) => Some(leaves[*leaf].cursors.iter().map(Cursor::doc).min().unwrap_or(TERMINATED)),
            Self::Filter(_) => None,
            Self::Group(group) => {
                let optional = match group.required.is_empty() {
                    true => group.optional.iter().map(|node| node.next(leaves, runs)).min().flatten(),
                    false => None,
                };
                // Side by side in a thesis, not in a passage: they may come in any order.
                let bound = all(&group.narrow).max(all(&group.required)).max(optional)?;
                Some(runs.theses().get(runs.at(bound)).map_or(TERMINATED, |run| run.first))
            }
        }
    }

    /// About how many passages make theses answer; `None` where nothing is known of it.
    fn holders(&self, leaves: &[Leaf]) -> Option<u64> {
        let fewest = |nodes: &[Self]| nodes.iter().filter_map(|node| node.holders(leaves)).min();
        match self {
            Self::Leaf(leaf) => Some(leaves[*leaf].cursors.iter().map(Cursor::holders).sum()),
            Self::Filter(_) => None,
            Self::Group(group) => {
                let optional = match group.required.is_empty() && !group.optional.is_empty() {
                    true => group.optional.iter().map(|node| node.holders(leaves)).sum(),
                    false => None,
                };
                [fewest(&group.narrow), fewest(&group.required), optional].into_iter().flatten().min()
            }
        }
    }
}

/// What lists are read for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Which passages they have, window by window.
    Presence,
    /// The same, and what that says.
    Scores,
    /// What some passages have, one after the other.
    Single,
}

/// Opens all lists of something.
pub(super) fn open(found: &Found, segment: Segment<'_>, reading: Reading) -> io::Result<Vec<Cursor>> {
    let mut cursors = Vec::with_capacity(found.lookups.len());
    let together = if reading == Reading::Single { 1 } else { SUMS };
    let mut lookups = found.lookups.as_slice();
    while let [lookup, ..] = lookups {
        let terms = lookups.iter().map_while(Lookup::as_terms).take(together).collect::<Vec<_>>();
        cursors.extend(match terms.len() {
            0 => Cursor::open(lookup, segment, reading)?,
            _ => Cursor::open_terms(&terms, segment, reading)?,
        });
        lookups = &lookups[terms.len().max(1)..];
    }
    Ok(cursors)
}

/// Goes through the passages that hold one thing.
pub(super) enum Cursor {
    Terms(Box<Terms>),
    Phrase { next: Option<(DocId, u32)>, phrase: Box<PhraseCursor>, norms: FieldNormReader, scoring: Bm25 },
    Words(Box<Words>),
    All(All),
    Listed { entries: Vec<(DocId, f32)>, next: usize },
}

impl Cursor {
    /// `None` where the segment has nothing of it.
    fn open(lookup: &Lookup, segment: Segment<'_>, reading: Reading) -> io::Result<Option<Self>> {
        let Segment { reader, columns, runs } = segment;
        let scored = reading != Reading::Presence;
        Ok(match lookup {
            Lookup::Terms { terms, scoring } => Self::open_terms(&[(terms, scoring)], segment, reading)?,
            Lookup::Phrase { words, scoring } => {
                let Some(mut phrase) = PhraseCursor::open(reader, Running::new(runs), words)? else { return Ok(None) };
                let norms = norms(reader, &words[0][0])?;
                let next = if reading == Reading::Single { None } else { phrase.next() };
                Some(Self::Phrase { next, phrase: Box::new(phrase), norms, scoring: scoring.clone() })
            }
            Lookup::Listed(listed) => {
                if let Some((words, scoring)) = listed.as_words() {
                    Words::open(words, scoring, reader, scored)?.map(|words| Self::Words(Box::new(words)))
                } else if let Some(sets) = listed.as_sets() {
                    All::open(sets, reader)?.map(Self::All)
                } else {
                    let entries = listed.list(reader, columns, runs)?;
                    (!entries.is_empty()).then_some(Self::Listed { entries, next: 0 })
                }
            }
        })
    }

    fn open_terms(terms: &[(&[Spoken], &Bm25)], segment: Segment<'_>, reading: Reading) -> io::Result<Option<Self>> {
        let terms = Terms::open(terms, segment.reader, segment.runs, reading != Reading::Presence)?;
        Ok(terms.map(|terms| Self::Terms(Box::new(terms))))
    }

    /// Where it stands, or no further than that.
    fn doc(&self) -> DocId {
        match self {
            Self::Terms(terms) => terms.doc(),
            Self::Phrase { next, .. } => next.map_or(TERMINATED, |(doc, _)| doc),
            Self::Words(words) => words.doc(),
            Self::All(all) => all.doc(),
            Self::Listed { entries, next } => entries.get(*next).map_or(TERMINATED, |(doc, _)| *doc),
        }
    }

    /// About how many passages hold it.
    fn holders(&self) -> u64 {
        match self {
            Self::Terms(terms) => terms.holders(),
            Self::Phrase { phrase, .. } => phrase.holders(),
            Self::Words(words) => words.holders(),
            Self::All(all) => all.holders(),
            Self::Listed { entries, .. } => entries.len() as u64,
        }
    }

    /// Goes on to `doc` or behind it.
    fn seek(&mut self, doc: DocId) {
        match self {
            Self::Terms(terms) => terms.seek(doc),
            Self::Phrase { next, phrase, .. } => {
                if next.is_some_and(|(at, _)| at < doc) {
                    *next = phrase.next_from(doc);
                }
            }
            Self::Words(words) => words.seek(doc),
            Self::All(all) => all.seek(doc),
            Self::Listed { entries, next } => *next += entries[*next..].partition_point(|(at, _)| *at < doc),
        }
    }

    /// What it has in `doc`, where it is read for single passages; only ever asked further on.
    pub(super) fn at(&mut self, doc: DocId, runs: &Runs) -> Option<Held> {
        // Of what is listed and of several words it is not told how often they stand there.
        let untold = |score: f32| (score > 0.0).then_some(Held { class: 0, times: 0, score });
        match self {
            Self::Terms(terms) => terms.at(doc, runs),
            Self::Phrase { phrase, norms, scoring, .. } => {
                let times = phrase.times_in(doc);
                let class = norms.fieldnorm_id(doc);
                (times > 0).then(|| Held { class, times, score: scoring.score(class, times) })
            }
            Self::Words(words) => untold(words.at(doc)?),
            Self::All(_) => None,
            Self::Listed { entries, .. } => {
                let at = entries.binary_search_by_key(&doc, |(doc, _)| *doc).ok()?;
                untold(entries[at].1)
            }
        }
    }

    /// Adds what it has before `end` to a row of the window.
    fn fill(&mut self, window: &mut Window, row: usize, end: DocId, runs: &Runs) {
        let first = window.first;
        let add = |window: &mut Window, doc: DocId, score: f32| {
            let at = (doc - first) as usize;
            if window.scored {
                window.say(at, [score]);
            }
            window.rows[row].insert(at);
        };
        match self {
            Self::Terms(terms) => terms.fill(window, row, end, runs),
            Self::Phrase { next, phrase, norms, scoring } => {
                while let Some((doc, times)) = next.filter(|(doc, _)| *doc < end) {
                    add(window, doc, scoring.score(norms.fieldnorm_id(doc), times));
                    *next = phrase.next();
                }
            }
            Self::Words(words) => words.fill(window, row, end),
            Self::All(all) => all.fill(window, row, end),
            Self::Listed { entries, next } => {
                let here = entries[*next..].iter().take_while(|(doc, _)| *doc < end);
                *next += here.map(|&(doc, score)| add(window, doc, score)).count();
            }
        }
    }
}

/// Whether any of the lists has `doc`; they are only ever asked further on.
pub(super) fn is_in_any(lists: &mut [SegmentPostings], doc: DocId) -> bool {
    lists.iter_mut().any(|list| list.doc() == doc || list.doc() < doc && list.seek(doc) == doc)
}
