//! Gathering: passages become theses, what a caller may not see is left out, everything is counted, the best are kept.
//!
//! The passages of a thesis follow one another in one segment, so a thesis is complete when the next one begins.

use std::{cmp::Ordering, collections::BinaryHeap, io};

use rustc_hash::FxHashSet;
use tantivy::{
    DocId, DocSet, SegmentOrdinal, SegmentReader, Term,
    fieldnorm::FieldNormReader,
    postings::{Postings, SegmentPostings},
    schema::IndexRecordOption,
};

use super::{
    Grouping, Options,
    bm25::Bm25,
    evaluate::{Entry, evaluate},
    filter::{self, Filter},
    plan::{Node, Plan},
    verdict::Evidence,
    weigh::Weighed,
};
use crate::{
    access,
    index::{Columns, Snapshot, access_terms},
    text::SectionKind,
};

/// How much of the score of a passage that points to others counts: a contents page never outranks its chapter.
const POINTER: f32 = 0.4;

/// How much of the score of a record page counts: what a thesis says goes before what is said of it.
const RECORD: f32 = 0.6;

/// How much each further passage counts for its thesis, as a share of the one before.
const NEXT: f32 = 0.15;

/// How many further passages count.
const COUNTED: usize = 4;

/// What was found.
#[derive(Default)]
pub(super) struct Gathered {
    /// The best, best first, from the first one asked for.
    pub(super) best: Vec<Candidate>,
    /// All theses that answer the question.
    pub(super) theses: u64,
    /// All passages that do.
    pub(super) passages: u64,
}

/// A thesis with its best passages, or, where passages are asked for, with one.
#[derive(Debug)]
pub(super) struct Candidate {
    /// How many of the required leaves its best passage holds.
    coverage: u32,
    /// Its score.
    pub(super) score: f32,
    /// [`crate::index::Key::number`] of it.
    pub(super) thesis: u64,
    /// Where it lies.
    pub(super) segment: SegmentOrdinal,
    /// Its best passages, best first.
    pub(super) passages: Vec<Entry>,
    /// How many of its passages answer the question.
    pub(super) passages_total: u64,
}

impl Candidate {
    /// Better ones first; between equals the smaller key, then the earlier passage.
    fn order(&self, other: &Self) -> Ordering {
        let first = |candidate: &Self| candidate.passages.first().map(|entry| entry.doc);
        (other.coverage.cmp(&self.coverage))
            .then(other.score.total_cmp(&self.score))
            .then(self.thesis.cmp(&other.thesis))
            .then(first(self).cmp(&first(other)))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order(other)
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate {}

/// Finds what answers the question; `only`: among these theses.
pub(super) fn gather(
    plan: &Plan,
    weighed: &Weighed,
    snapshot: &Snapshot,
    languages: &[String],
    options: &Options,
    only: Option<&FxHashSet<u64>>,
) -> tantivy::Result<Gathered> {
    let Some(tree) = &plan.tree else { return Ok(Gathered::default()) };
    let bits: Vec<u128> = weighed.leaves.iter().map(|found| found.bit).collect();
    let most = if options.limit == 0 { 0 } else { options.offset.saturating_add(options.limit) };
    let mut shelf = Shelf { most, best: BinaryHeap::new() };
    let mut gathered = Gathered::default();
    let records = plan.fits_without_text();
    for (ordinal, reader) in snapshot.searcher().segment_readers().iter().enumerate() {
        let segment = ordinal as SegmentOrdinal;
        let columns = snapshot.columns(segment).map_err(|error| io::Error::other(error.to_string()))?;
        let shelf_of_records =
            filter::Shelf { fields: snapshot.fields(), languages, reader, columns: &columns, today: options.today };
        let open = |leaf| Filter::open(leaf, &shelf_of_records);
        let filters: io::Result<Vec<Filter>> = plan.filters.iter().map(open).collect();
        let mut gatherer = Gatherer {
            question: Question { tree, weighed, bits: &bits, options, only },
            segment,
            columns: &columns,
            filters: filters?,
            title: Titles::open(weighed, reader)?,
            thesis: None,
            entries: Vec::new(),
            shelf: &mut shelf,
            gathered: &mut gathered,
        };
        evaluate(weighed, reader, &columns, records, &mut |entry| {
            if !reader.is_deleted(entry.doc) {
                gatherer.entry(entry);
            }
        })?;
        gatherer.finish_thesis();
    }
    let mut best = shelf.best.into_sorted_vec();
    best.drain(..options.offset.min(best.len()));
    gathered.best = best;
    Ok(gathered)
}

/// What is asked.
#[derive(Clone, Copy)]
struct Question<'a> {
    tree: &'a Node,
    weighed: &'a Weighed,
    bits: &'a [u128],
    options: &'a Options,
    only: Option<&'a FxHashSet<u64>>,
}

struct Gatherer<'a> {
    question: Question<'a>,
    segment: SegmentOrdinal,
    columns: &'a Columns,
    filters: Vec<Filter>,
    title: Titles<'a>,
    /// The thesis at hand.
    thesis: Option<AtHand>,
    /// Its passages that hold something and may be seen.
    entries: Vec<Entry>,
    shelf: &'a mut Shelf,
    gathered: &'a mut Gathered,
}

struct AtHand {
    thesis: u64,
    /// What the caller may see of it.
    view: View,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Nothing,
    RecordPage,
    All,
}

impl Gatherer<'_> {
    fn entry(&mut self, mut entry: Entry) {
        let Some(thesis) = self.columns.thesis.first(entry.doc) else { return };
        if self.thesis.as_ref().is_none_or(|at_hand| at_hand.thesis != thesis) {
            self.finish_thesis();
            self.thesis = Some(AtHand { thesis, view: self.view(thesis, entry.doc) });
        }
        let is_record = self.columns.passage.first(entry.doc) == Some(0);
        match self.thesis.as_ref().map(|at_hand| at_hand.view) {
            Some(View::All) => {}
            Some(View::RecordPage) if is_record => {}
            _ => return,
        }
        if is_record {
            entry.score *= RECORD;
        }
        if points_elsewhere(self.columns.section_kind.first(entry.doc)) {
            entry.score *= POINTER;
        }
        self.entries.push(entry);
    }

    fn view(&self, thesis: u64, doc: DocId) -> View {
        let Options { caller, today, .. } = *self.question.options;
        // What says nothing of its terms is not shown to strangers.
        let terms = self.columns.access.first(doc).map(access_terms);
        if self.question.only.is_some_and(|only| !only.contains(&thesis)) {
            View::Nothing
        } else if terms.is_some_and(|terms| access::may_read(&terms, caller, today)) {
            View::All
        } else {
            View::RecordPage
        }
    }

    /// Judges the thesis at hand and lays it aside.
    fn finish_thesis(&mut self) {
        let mut entries = std::mem::take(&mut self.entries);
        if let (Some(at_hand), Some(first)) = (self.thesis.take(), entries.first().map(|entry| entry.doc)) {
            let record = self.record_page(first);
            let holds: Vec<bool> = self.filters.iter_mut().map(|filter| filter.holds(record)).collect();
            self.keep_hits(&mut entries, &holds);
            if !entries.is_empty() {
                self.gathered.theses += 1;
                self.gathered.passages += entries.len() as u64;
                let prior = self.title.score(record);
                self.offer(at_hand.thesis, prior, &entries);
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

    /// Lays the thesis, or each of its passages, on the shelf. `prior`: what its title says.
    fn offer(&mut self, thesis: u64, prior: f32, entries: &[Entry]) {
        let Options { grouping, passages, .. } = *self.question.options;
        match grouping {
            Grouping::Passages => {
                for entry in entries {
                    self.lay(thesis, prior, (self.coverage(entry), entry.score), &[*entry], entries.len());
                }
            }
            Grouping::Theses => {
                let best = self.best(entries, passages.max(COUNTED + 1));
                let further =
                    best.iter().skip(1).take(COUNTED).rev().fold(0.0, |sum, entry| (sum + entry.score) * NEXT);
                let rank = (self.coverage(&best[0]), best[0].score + further);
                self.lay(thesis, prior, rank, &best[..best.len().min(passages)], entries.len());
            }
        }
    }

    /// Lays a candidate on the shelf, if it has a place there. `rank`: coverage and score.
    fn lay(&mut self, thesis: u64, prior: f32, rank: (u32, f32), passages: &[Entry], passages_total: usize) {
        let (coverage, score) = (rank.0, rank.1 + prior);
        if self.shelf.wants(coverage, score) {
            let lifted = |entry: &Entry| Entry { score: entry.score + prior, ..*entry };
            let passages = passages.iter().map(lifted).collect();
            let passages_total = passages_total as u64;
            self.shelf.lay(Candidate { coverage, score, thesis, segment: self.segment, passages, passages_total });
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

/// Whether a section of this kind tells where something stands instead of saying it.
fn points_elsewhere(kind: Option<u64>) -> bool {
    [SectionKind::Contents, SectionKind::List, SectionKind::References]
        .iter()
        .any(|kind_of| kind == Some(*kind_of as u64))
}

/// The best candidates so far.
struct Shelf {
    most: usize,
    /// The worst on top.
    best: BinaryHeap<Candidate>,
}

impl Shelf {
    /// Whether a candidate of this coverage and score may be among the best; ties are for [`Self::lay`] to settle.
    fn wants(&self, coverage: u32, score: f32) -> bool {
        let beats = |worst: &Candidate| (coverage, score) >= (worst.coverage, worst.score);
        self.most > 0 && (self.best.len() < self.most || self.best.peek().is_some_and(beats))
    }

    fn lay(&mut self, candidate: Candidate) {
        if self.best.len() < self.most {
            self.best.push(candidate);
        } else if let Some(mut worst) = self.best.peek_mut()
            && candidate < *worst
        {
            *worst = candidate;
        }
    }
}

/// What the titles of a segment's theses say.
struct Titles<'a> {
    norms: Option<FieldNormReader>,
    words: Vec<Vec<(SegmentPostings, &'a Bm25)>>,
}

impl<'a> Titles<'a> {
    fn open(weighed: &'a Weighed, reader: &SegmentReader) -> io::Result<Self> {
        let list = |(term, scoring): &'a (Term, Bm25)| -> io::Result<Option<(SegmentPostings, &'a Bm25)>> {
            let inverted = reader.inverted_index(term.field()).map_err(io::Error::other)?;
            Ok(inverted.read_postings(term, IndexRecordOption::WithFreqs)?.map(|postings| (postings, scoring)))
        };
        let field = weighed.title.iter().flatten().next().map(|(term, _)| term.field());
        let norms = field.map(|field| reader.get_fieldnorms_reader(field)).transpose().map_err(io::Error::other)?;
        let mut words = Vec::with_capacity(weighed.title.len());
        for forms in &weighed.title {
            let mut lists = Vec::with_capacity(forms.len());
            for form in forms {
                lists.extend(list(form)?);
            }
            words.push(lists);
        }
        Ok(Self { norms, words })
    }

    /// What the title on record page `doc` says; theses are asked for in order. A word counts once,
    /// by that of its forms which says most.
    fn score(&mut self, doc: DocId) -> f32 {
        let Some(norms) = &self.norms else { return 0.0 };
        let mut sum = 0.0;
        for forms in &mut self.words {
            let mut most = 0.0_f32;
            for (postings, scoring) in forms {
                if postings.doc() < doc {
                    postings.seek(doc);
                }
                if postings.doc() == doc {
                    most = most.max(scoring.score(norms.fieldnorm_id(doc), postings.term_freq()));
                }
            }
            sum += most;
        }
        sum
    }
}
