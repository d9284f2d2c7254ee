//! The passages that have a term, block by block as they are stored: the innermost loops of gathering.

use std::io;

use tantivy::{
    DocId, SegmentReader, TERMINATED, Term, fieldnorm::FieldNormReader, postings::BlockSegmentPostings,
    schema::IndexRecordOption,
};

use super::{bits::Bits, bm25::Bm25, evaluate::Window, explain::Held, weigh::Spoken};
use crate::index::{Facts, Runs};

/// Goes through the passages that have a term.
pub(super) struct List {
    blocks: BlockSegmentPostings,
    /// Where in the block; a block that is used up is left at once.
    at: usize,
}

impl List {
    /// `None` where the segment has none. `counts`: whether it is told how often.
    pub(super) fn open(reader: &SegmentReader, term: &Term, counts: bool) -> io::Result<Option<Self>> {
        let inverted = reader.inverted_index(term.field()).map_err(io::Error::other)?;
        let record = if counts { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        Ok(inverted.read_block_postings(term, record)?.map(|blocks| Self { blocks, at: 0 }))
    }

    /// Those of several terms that the segment has.
    pub(super) fn open_all(reader: &SegmentReader, terms: &[Term], counts: bool) -> io::Result<Vec<Self>> {
        let mut lists = Vec::with_capacity(terms.len());
        for term in terms {
            lists.extend(Self::open(reader, term, counts)?);
        }
        Ok(lists)
    }

    /// Where it stands; blocks are padded with what comes behind all documents.
    #[inline]
    pub(super) fn doc(&self) -> DocId {
        self.blocks.doc(self.at)
    }

    /// How many passages it has.
    pub(super) fn holders(&self) -> u32 {
        self.blocks.doc_freq()
    }

    #[inline]
    fn times(&self) -> u32 {
        self.blocks.freq(self.at)
    }

    #[inline]
    fn step(&mut self, by: usize) {
        self.at += by;
        if self.at == self.blocks.block_len() {
            self.blocks.advance();
            self.at = 0;
        }
    }

    /// Goes on to `doc` or behind it.
    pub(super) fn seek(&mut self, doc: DocId) {
        if self.doc() < doc {
            self.at = self.blocks.seek(doc);
        }
    }

    /// How often it stands in `doc`; only ever asked further on.
    pub(super) fn in_doc(&mut self, doc: DocId) -> u32 {
        self.seek(doc);
        if self.doc() == doc { self.times() } else { 0 }
    }

    /// Tells of what it has before `end`: documents and how often each has it.
    #[inline]
    pub(super) fn each_before(&mut self, end: DocId, mut then: impl FnMut(DocId, u32)) {
        while self.doc() < end {
            let within = self.within(end);
            let docs = &self.blocks.docs()[self.at..self.at + within];
            // Not by a slice of these: a list without how often has none.
            (self.at..).zip(docs).for_each(|(at, &doc)| then(doc, self.blocks.freq(at)));
            self.step(within);
        }
    }

    /// The same without how often: lists that were opened so do not know.
    #[inline]
    pub(super) fn each_doc_before(&mut self, end: DocId, mut then: impl FnMut(DocId)) {
        while self.doc() < end {
            let within = self.within(end);
            self.blocks.docs()[self.at..self.at + within].iter().for_each(|&doc| then(doc));
            self.step(within);
        }
    }

    /// How many more of its block lie before `end`.
    #[inline]
    fn within(&self, end: DocId) -> usize {
        let docs = &self.blocks.docs()[self.at..];
        if docs.last().is_some_and(|&last| last < end) { docs.len() } else { docs.partition_point(|&doc| doc < end) }
    }
}

/// Goes through the passages with some terms: what up to [`SUMS`] lookups ask for, each list read once for all of them.
pub(super) struct Terms {
    lists: Vec<Asked>,
    /// What each of the lookups says, by the lengths of the same field; where there are fewer, the last has no occurrences.
    sums: [Bm25; SUMS],
    /// How often each passage of a window has what they ask for; all zero between windows.
    counts: Vec<Counts>,
    held: Bits,
}

/// Occurrences for each of two lookups, 32 bits each: added to both at once.
type Counts = u64;

/// How many lookups are answered together: the stems of a word, and the word as it is.
pub(super) const SUMS: usize = 2;

/// The list of a term.
struct Asked {
    list: List,
    /// By what stands for the language of a passage: for which of the lookups an occurrence counts.
    counts: Box<[Counts; 256]>,
    /// Whether one does in all of them.
    is_everywhere: bool,
}

impl Terms {
    /// `None` where the segment has nothing of it.
    pub(super) fn open(
        lookups: &[(&[Spoken], &Bm25)],
        reader: &SegmentReader,
        runs: &Runs,
        counts: bool,
    ) -> io::Result<Option<Self>> {
        let mut asked: Vec<(&Term, Box<[Counts; 256]>)> = Vec::new();
        for (sum, (terms, _)) in lookups.iter().enumerate() {
            for Spoken { term, languages } in *terms {
                let at = asked.iter().position(|(known, _)| *known == term).unwrap_or_else(|| {
                    asked.push((term, Box::new([0; 256])));
                    asked.len() - 1
                });
                let (counts, one) = (&mut asked[at].1, 1 << (32 * sum));
                if languages.is_empty() {
                    counts.iter_mut().for_each(|counts| *counts |= one);
                }
                let meant = runs.languages().filter(|(_, language)| languages.contains(language));
                meant.for_each(|(number, _)| counts[usize::from(number)] |= one);
            }
        }
        let mut lists = Vec::with_capacity(asked.len());
        for (term, of) in asked.into_iter().filter(|(_, of)| of.iter().any(|sums| *sums != 0)) {
            let is_everywhere = of.iter().all(|sums| *sums != 0);
            lists.extend(List::open(reader, term, counts)?.map(|list| Asked { list, counts: of, is_everywhere }));
        }
        let Some((_, first)) = lookups.first().filter(|_| !lists.is_empty()) else { return Ok(None) };
        let sums = std::array::from_fn(|sum| lookups.get(sum).map_or(*first, |(_, scoring)| scoring).clone());
        Ok(Some(Self { lists, sums, counts: Vec::new(), held: Bits::default() }))
    }

    pub(super) fn doc(&self) -> DocId {
        self.lists.iter().map(|asked| asked.list.doc()).min().unwrap_or(TERMINATED)
    }

    pub(super) fn holders(&self) -> u64 {
        self.lists.iter().map(|asked| u64::from(asked.list.holders())).sum()
    }

    pub(super) fn seek(&mut self, doc: DocId) {
        self.lists.iter_mut().for_each(|asked| asked.list.seek(doc));
    }

    /// What it has in `doc`, of one lookup; only ever asked further on.
    pub(super) fn at(&mut self, doc: DocId, runs: &Runs) -> Option<Held> {
        let Facts { language, length } = runs.facts(doc..doc + 1)[0];
        let counting = self.lists.iter_mut().filter(|asked| asked.counts[usize::from(language)] != 0);
        let times: u32 = counting.map(|asked| asked.list.in_doc(doc)).sum();
        (times > 0).then(|| Held { class: length, times, score: self.sums[0].score(length, times) })
    }

    /// Adds what it has before `end`.
    pub(super) fn fill(&mut self, window: &mut Window, row: usize, end: DocId, runs: &Runs) {
        let Window { first, length, scored, .. } = *window;
        let facts = runs.facts(first..first + length as DocId);
        if !scored {
            let row = &mut window.rows[row];
            for Asked { list, counts, is_everywhere } in &mut self.lists {
                list.each_doc_before(end, |doc| {
                    let at = (doc - first) as usize;
                    if *is_everywhere || counts[usize::from(facts[at].language)] != 0 {
                        row.insert(at);
                    }
                });
            }
            return;
        }
        // What stands in several lists counts together, so scores wait for the last of them.
        let Self { lists, sums, counts, held } = self;
        counts.resize(length.max(counts.len()), 0);
        let counts = &mut counts[..length];
        held.reset(length);
        for Asked { list, counts: of, .. } in lists {
            list.each_before(end, |doc, times| {
                let at = (doc - first) as usize;
                let of = of[usize::from(facts[at].language)];
                if of != 0 {
                    counts[at] += of * Counts::from(times);
                    held.insert(at);
                }
            });
        }
        let [one, other] = sums;
        held.each(|at| {
            let (norm, counts) = (one.norm(facts[at].length), std::mem::take(&mut counts[at]));
            window.say(at, [one.score_at(norm, counts as u32), other.score_at(norm, (counts >> 32) as u32)]);
        });
        window.rows[row].join(held);
    }
}

/// Goes through the passages with any of many words, each so many letters off: all occurrences count as if they were of
/// one word; the nearest one tells how much they count.
pub(super) struct Words {
    lists: Vec<(List, u8)>,
    /// Where each of them stands.
    next: Vec<DocId>,
    norms: FieldNormReader,
    scoring: Bm25,
    /// For each passage of a window: how often, and how far the nearest is off.
    counts: Vec<(u32, u8)>,
    held: Bits,
}

/// How much an occurrence of a word so many letters off counts.
const OFF: [f32; 3] = [1.0, 0.6, 0.3];

impl Words {
    pub(super) fn open(
        words: &[(Term, u8)],
        scoring: &Bm25,
        reader: &SegmentReader,
        counts: bool,
    ) -> io::Result<Option<Self>> {
        let mut lists = Vec::new();
        for (term, off) in words {
            lists.extend(List::open(reader, term, counts)?.map(|list| (list, *off)));
        }
        let Some((first, _)) = words.first().filter(|_| !lists.is_empty()) else { return Ok(None) };
        let next = lists.iter().map(|(list, _)| list.doc()).collect();
        let (norms, scoring) = (norms(reader, first)?, scoring.clone());
        Ok(Some(Self { lists, next, norms, scoring, counts: Vec::new(), held: Bits::default() }))
    }

    pub(super) fn doc(&self) -> DocId {
        self.next.iter().copied().min().unwrap_or(TERMINATED)
    }

    pub(super) fn holders(&self) -> u64 {
        self.lists.iter().map(|(list, _)| u64::from(list.holders())).sum()
    }

    pub(super) fn seek(&mut self, doc: DocId) {
        for ((list, _), next) in self.lists.iter_mut().zip(&mut self.next).filter(|(_, next)| **next < doc) {
            list.seek(doc);
            *next = list.doc();
        }
    }

    pub(super) fn at(&mut self, doc: DocId) -> Option<f32> {
        let mut counts = (0, u8::MAX);
        for (list, off) in &mut self.lists {
            count(&mut counts, list.in_doc(doc), *off);
        }
        (counts.0 > 0).then(|| self.score(doc, counts))
    }

    pub(super) fn fill(&mut self, window: &mut Window, row: usize, end: DocId) {
        let first = window.first;
        let length = (end - first) as usize;
        self.held.reset(length);
        self.counts.clear();
        self.counts.resize(length, (0, u8::MAX));
        for ((list, off), next) in self.lists.iter_mut().zip(&mut self.next).filter(|(_, next)| **next < end) {
            let (counts, held) = (&mut self.counts, &mut self.held);
            let mut add = |doc: DocId, times: u32| {
                let at = (doc - first) as usize;
                count(&mut counts[at], times, *off);
                held.insert(at);
            };
            if window.scored {
                list.each_before(end, add);
            } else {
                list.each_doc_before(end, |doc| add(doc, 0));
            }
            *next = list.doc();
        }
        if window.scored {
            self.held.each(|at| window.say(at, [self.score(first + at as DocId, self.counts[at])]));
        }
        window.rows[row].join(&self.held);
    }

    fn score(&self, doc: DocId, (times, nearest): (u32, u8)) -> f32 {
        let share = OFF.get(usize::from(nearest)).copied().unwrap_or(0.0);
        share * self.scoring.score(self.norms.fieldnorm_id(doc), times)
    }
}

fn count((times, nearest): &mut (u32, u8), more: u32, off: u8) {
    *times += more;
    *nearest = if more > 0 { (*nearest).min(off) } else { *nearest };
}

/// Goes through the passages that have any term of each set; they say nothing.
pub(super) struct All {
    sets: Vec<Vec<List>>,
}

impl All {
    pub(super) fn open(sets: &[Vec<Term>], reader: &SegmentReader) -> io::Result<Option<Self>> {
        let sets: Vec<Vec<List>> =
            sets.iter().map(|set| List::open_all(reader, set, false)).collect::<io::Result<_>>()?;
        Ok((!sets.is_empty() && sets.iter().all(|set| !set.is_empty())).then_some(Self { sets }))
    }

    /// No passage before this one has all.
    pub(super) fn doc(&self) -> DocId {
        let first = |set: &Vec<List>| set.iter().map(List::doc).min().unwrap_or(TERMINATED);
        self.sets.iter().map(first).max().unwrap_or(TERMINATED)
    }

    pub(super) fn holders(&self) -> u64 {
        let of_set = |set: &Vec<List>| set.iter().map(|list| u64::from(list.holders())).sum();
        self.sets.iter().map(of_set).min().unwrap_or(0)
    }

    pub(super) fn seek(&mut self, doc: DocId) {
        self.sets.iter_mut().flatten().for_each(|list| list.seek(doc));
    }

    pub(super) fn fill(&mut self, window: &mut Window, row: usize, end: DocId) {
        let first = window.first;
        let mut common: Option<Bits> = None;
        for set in &mut self.sets {
            let mut held = Bits::none((end - first) as usize);
            set.iter_mut().for_each(|list| list.each_doc_before(end, |doc| held.insert((doc - first) as usize)));
            match &mut common {
                Some(common) => common.meet(&held),
                None => common = Some(held),
            }
        }
        window.rows[row].join(&common.unwrap_or_default());
    }
}

pub(super) fn norms(reader: &SegmentReader, term: &Term) -> io::Result<FieldNormReader> {
    reader.get_fieldnorms_reader(term.field()).map_err(io::Error::other)
}
