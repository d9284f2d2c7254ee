//! Gathering: passages become theses, what a caller may not see is left out, everything is counted, the best are kept.
//!
//! The passages of a thesis follow one another in one segment, so a thesis is complete when the next one begins.

use std::{collections::BinaryHeap, io};

use rustc_hash::FxHashSet;
use tantivy::{DocId, SegmentOrdinal, columnar::Column};

use super::{
    FacetCounts, Grouping, Options, Sort,
    evaluate::{Entry, evaluate},
    filter::{self, Filter},
    plan::{Node, Plan},
    shelf::{Candidate, Shelf},
    tally::Tally,
    title::Titles,
    verdict::Evidence,
    weigh::Weighed,
};
use crate::{
    index::{Columns, InOrder, Key, View, analyzer},
    text::SectionKind,
};

/// How much of the score of a passage that points to others counts: a contents page never outranks its chapter.
const POINTER: f32 = 0.2;

/// How much of the score of a record page counts: what a thesis says goes before what is said of it.
const RECORD: f32 = 0.4;

/// How much each further passage counts for its thesis, as a share of the one before.
const NEXT: f32 = 0.15;

/// How many further passages count.
const COUNTED: usize = 4;

/// What was found.
#[derive(Default)]
pub(super) struct Gathered {
    /// The best, best first, from the first one asked for.
    pub(super) best: Vec<Candidate>,
    /// All theses that answer the question, each text once.
    pub(super) theses: u64,
    /// All passages that do.
    pub(super) passages: u64,
    /// The theses by what was asked for.
    pub(super) facets: Vec<FacetCounts>,
}

/// Which theses are looked at.
#[derive(Clone, Copy, Default)]
pub(super) struct Among<'a> {
    /// These alone.
    pub(super) only: Option<&'a FxHashSet<u64>>,
    /// Not this one.
    pub(super) except: Option<u64>,
}

/// Finds what answers the question, among some theses.
pub(super) fn gather(
    plan: &Plan,
    weighed: &Weighed,
    view: &View,
    options: &Options,
    among: Among<'_>,
) -> tantivy::Result<Gathered> {
    let Some(tree) = &plan.tree else { return Ok(Gathered::default()) };
    let bits: Vec<u128> = weighed.leaves.iter().map(|found| found.bit).collect();
    let most = if options.limit == 0 { 0 } else { options.offset.saturating_add(options.limit) };
    let by_relevance = matches!(options.sort, Sort::Relevance | Sort::Page);
    let by_relevance = by_relevance && (options.sort, options.grouping) != (Sort::Page, Grouping::Passages);
    let mut shelf = Shelf { view, most, by_relevance, best: BinaryHeap::new() };
    let mut gathered = Gathered::default();
    let mut tally = Tally::open(view, options).map_err(|error| io::Error::other(error.to_string()))?;
    let records = plan.fits_without_text();
    for (ordinal, reader) in view.segments().iter().enumerate() {
        let segment = ordinal as SegmentOrdinal;
        let columns = view.columns(segment).map_err(|error| io::Error::other(error.to_string()))?;
        let shelf_of_records = filter::Shelf { view, reader, columns: &columns };
        let open = |leaf| Filter::open(leaf, &shelf_of_records);
        let filters: io::Result<Vec<Filter>> = plan.filters.iter().map(open).collect();
        let mut gatherer = Gatherer {
            question: Question { tree, weighed, bits: &bits, options, among },
            segment,
            columns: &columns,
            unseen: columns.hidden.in_order(),
            filters: filters?,
            title: Titles::open(weighed, reader)?,
            thesis: None,
            entries: Vec::new(),
            years: reader.fast_fields().column_opt("year")?,
            shelf: &mut shelf,
            gathered: &mut gathered,
            tally: &mut tally,
        };
        evaluate(weighed, reader, &columns, records, &mut |entry| gatherer.entry(entry))?;
        gatherer.finish_thesis();
    }
    let mut best = shelf.best.into_sorted_vec();
    best.drain(..options.offset.min(best.len()));
    let counted = tally.finish();
    Ok(Gathered { best, theses: counted.theses, facets: counted.facets, ..gathered })
}

/// What is asked.
#[derive(Clone, Copy)]
struct Question<'a> {
    tree: &'a Node,
    weighed: &'a Weighed,
    bits: &'a [u128],
    options: &'a Options,
    among: Among<'a>,
}

struct Gatherer<'a, 'b> {
    question: Question<'a>,
    segment: SegmentOrdinal,
    columns: &'a Columns,
    /// What may not be seen, asked in order.
    unseen: InOrder<'a>,
    filters: Vec<Filter>,
    title: Titles<'a>,
    /// The thesis at hand, and whether it is looked at.
    thesis: Option<(u64, bool)>,
    /// Its passages that hold something and may be seen.
    entries: Vec<Entry>,
    /// The years of the segment's theses.
    years: Option<Column<u64>>,
    shelf: &'a mut Shelf<'b>,
    gathered: &'a mut Gathered,
    tally: &'a mut Tally<'b>,
}

impl Gatherer<'_, '_> {
    fn entry(&mut self, mut entry: Entry) {
        if self.unseen.hides(entry.doc) {
            return;
        }
        let Some(thesis) = self.columns.thesis.first(entry.doc) else { return };
        if self.thesis.is_none_or(|(at_hand, _)| at_hand != thesis) {
            self.finish_thesis();
            let Among { only, except } = self.question.among;
            let is_among = only.is_none_or(|only| only.contains(&thesis)) && except != Some(thesis);
            self.thesis = Some((thesis, is_among));
        }
        if self.thesis.is_some_and(|(_, is_among)| is_among) {
            entry.score *= share(self.columns, entry.doc);
            self.entries.push(entry);
        }
    }

    /// Judges the thesis at hand and lays it aside.
    fn finish_thesis(&mut self) {
        let mut entries = std::mem::take(&mut self.entries);
        if let (Some((thesis, _)), Some(first)) = (self.thesis.take(), entries.first().map(|entry| entry.doc)) {
            let record = self.record_page(first);
            let fits = self.tally.fits(self.segment, record);
            if fits.is_nothing() {
                entries.clear();
            }
            let holds: Vec<bool> = self.filters.iter_mut().map(|filter| filter.holds(record)).collect();
            self.keep_hits(&mut entries, &holds);
            if !entries.is_empty() {
                self.tally.count((self.segment, record), fits, !self.columns.hidden.closes(record));
            }
            if fits.is_hit() && !entries.is_empty() {
                self.gathered.passages += entries.len() as u64;
                let prior = self.title.score(record);
                self.offer(thesis, prior, &entries);
            }
        }
        entries.clear();
        self.entries = entries;
    }

    /// The record page of the thesis that `doc` belongs to: passages follow one another from there.
    fn record_page(&self, doc: DocId) -> DocId {
        doc - self.columns.passage.first(doc).map_or(0, |number| number.min(u64::from(doc)) as DocId)
    }

    fn keep_hits(&self, entries: &mut Vec<Entry>, filters: &[bool]) {
        let is_plain = match self.question.tree {
            Node::Leaf(_) => true,
            Node::Filter(_) => false,
            Node::Group(group) => {
                let others = group.narrow.len() + group.excluded.len() + group.required.len();
                others == 0 && group.optional.iter().all(|node| matches!(node, Node::Leaf(_)))
            }
        };
        if is_plain {
            return;
        }
        let held: Vec<u128> = entries.iter().map(|entry| entry.held).collect();
        let evidence = Evidence { held: &held, bits: self.question.bits, filters };
        let mut hits = evidence.hits(self.question.tree).into_iter();
        entries.retain(|_| hits.next().unwrap_or(false));
    }

    /// Lays the thesis, or each of its passages, on the shelf. `title`: what that says.
    fn offer(&mut self, thesis: u64, title: f32, entries: &[Entry]) {
        let Options { grouping, passages, sort, .. } = *self.question.options;
        let total = entries.len();
        match grouping {
            Grouping::Passages => {
                for entry in entries {
                    let worth = Worth { coverage: self.coverage(entry), best: entry.score, further: 0.0, title };
                    self.lay(thesis, worth, &[*entry], total);
                }
            }
            Grouping::Theses => {
                let best = self.best(entries, passages.max(COUNTED + 1));
                let further = further(&best);
                let worth = Worth { coverage: self.coverage(&best[0]), best: best[0].score, further, title };
                let shown = if sort == Sort::Page { entries } else { &best };
                self.lay(thesis, worth, &shown[..shown.len().min(passages)], total);
            }
        }
    }

    /// Lays a candidate on the shelf, if it has a place there.
    fn lay(&mut self, thesis: u64, worth: Worth, passages: &[Entry], passages_total: usize) {
        let Worth { coverage, best, further, title } = worth;
        let score = best + further + title;
        if !self.shelf.wants(coverage, score) {
            return;
        }
        let first_doc = passages.first().map_or(0, |entry| entry.doc);
        let record = self.record_page(first_doc);
        let Options { grouping, .. } = *self.question.options;
        let is_whole = grouping == Grouping::Theses && !self.columns.hidden.closes(record);
        let fingerprint = if is_whole { self.columns.fingerprint.first(record) } else { None };
        let lifted = |entry: &Entry| Entry { score: entry.score + title, ..*entry };
        self.shelf.lay(Candidate {
            first: self.first(thesis, record, first_doc),
            coverage,
            score,
            thesis,
            segment: self.segment,
            passages: passages.iter().map(lifted).collect(),
            passages_total: passages_total as u64,
            best,
            title,
            further,
            fingerprint,
            twins: Vec::new(),
        });
    }

    /// What goes before relevance in the order asked for: newer years first, titles by their letters.
    fn first(&self, thesis: u64, record: DocId, passage: DocId) -> (u64, String) {
        let Options { sort, grouping, .. } = *self.question.options;
        match sort {
            Sort::Relevance => (0, String::new()),
            Sort::Page if grouping == Grouping::Theses => (0, String::new()),
            Sort::Page => (thesis << 16 | u64::from(passage - record).min(0xffff), String::new()),
            Sort::Date => {
                let year = self.years.as_ref().and_then(|years| years.first(record));
                (u64::MAX - year.unwrap_or(0), String::new())
            }
            Sort::Title => (0, title_order(self.shelf.view, thesis)),
        }
    }

    /// The best passages of a thesis, best first.
    fn best(&self, entries: &[Entry], most: usize) -> Vec<Entry> {
        let order = |a: &Entry, b: &Entry| {
            let by_coverage = self.coverage(b).cmp(&self.coverage(a));
            by_coverage.then(b.score.total_cmp(&a.score)).then(a.doc.cmp(&b.doc))
        };
        let mut best = entries.to_vec();
        if best.len() > most {
            best.select_nth_unstable_by(most, order);
            best.truncate(most);
        }
        best.sort_unstable_by(order);
        best
    }

    fn coverage(&self, entry: &Entry) -> u32 {
        (entry.held & self.question.weighed.required).count_ones()
    }
}

/// What a candidate's score is made of.
#[derive(Clone, Copy)]
struct Worth {
    coverage: u32,
    best: f32,
    further: f32,
    title: f32,
}

/// What the passages after the best add to the score of their thesis.
fn further(best: &[Entry]) -> f32 {
    best.iter().skip(1).take(COUNTED).rev().fold(0.0, |sum, entry| (sum + entry.score) * NEXT)
}

/// A thesis's title as it is put in order: its words, folded.
fn title_order(view: &View, thesis: u64) -> String {
    let title = view.stored(Key::from_number(thesis)).ok().and_then(|stored| stored.record.title);
    analyzer::tokens(&title.unwrap_or_default()).map(|token| token.word.into_owned()).collect::<Vec<_>>().join(" ")
}

/// How much of a passage's score counts, for what kind of a passage it is.
pub(super) fn share(columns: &Columns, doc: DocId) -> f32 {
    if columns.passage.first(doc) == Some(0) {
        RECORD
    } else if points_elsewhere(columns.section_kind.first(doc)) {
        POINTER
    } else {
        1.0
    }
}

/// Whether a section of this kind tells where something stands instead of saying it.
fn points_elsewhere(kind: Option<u64>) -> bool {
    [SectionKind::Contents, SectionKind::List, SectionKind::References]
        .iter()
        .any(|kind_of| kind == Some(*kind_of as u64))
}
