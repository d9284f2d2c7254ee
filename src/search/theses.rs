//! Gathering: what passages hold becomes theses, what a caller may not see is left out, everything is counted, and what
//! may be among the best is kept.
//!
//! The passages of a thesis follow one another in one segment, and are looked at together.

use std::{io, ops::Range};

use rustc_hash::FxHashSet;
use tantivy::{DocId, SegmentOrdinal};

use super::{
    FacetCounts, Grouping, Options,
    bits::Bits,
    evaluate::{Segment, Window, evaluate, row},
    filter::{self, Filter},
    plan::{Node, Plan},
    rank::{self, COUNTED, Order, further},
    shelf::{Bar, Standing},
    tally::Tally,
    title,
    verdict::Evidence,
    weigh::Weighed,
};
use crate::{
    access::Sight,
    error::{Error, Result},
    index::{Runs, ThesisRun, View},
};

/// How many passages of a thesis are kept where a question is asked again.
const ASKED_AGAIN: usize = 16;

/// What was found.
#[derive(Default)]
pub(super) struct Gathered {
    /// The theses that may be among the best, in the order in which they lie.
    pub(super) pool: Vec<Pooled>,
    /// All theses that answer the question, each text once.
    pub(super) theses: u64,
    /// All passages that do.
    pub(super) passages: u64,
    /// The theses by what was asked for.
    pub(super) facets: Vec<FacetCounts>,
}

/// A thesis that may be among the best.
pub(super) struct Pooled {
    /// Where it lies.
    pub(super) segment: SegmentOrdinal,
    pub(super) run: ThesisRun,
    /// Whether the caller may see its text.
    pub(super) is_whole: bool,
    /// What its title adds.
    pub(super) title: f32,
    /// Passages that answer, in order: all, or those that may be shown or count.
    pub(super) entries: Vec<Entry>,
    /// How many of its passages answer.
    pub(super) passages_total: u64,
    /// No better than this it can be.
    pub(super) reach: Standing,
}

/// A passage that answers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Its document.
    pub(super) doc: DocId,
    /// What its words say.
    pub(super) score: f32,
    /// How many of the required leaves it holds.
    pub(super) coverage: u32,
    /// Whether it holds anything asked for: a record page may fit without.
    pub(super) asked: bool,
}

/// Which theses are looked at.
#[derive(Clone, Copy, Default)]
pub(super) struct Among<'a> {
    /// These alone.
    pub(super) only: Option<&'a FxHashSet<u64>>,
    /// Not this one.
    pub(super) except: Option<u64>,
}

/// Finds what answers the question, among some theses. `depth`: how many of the best are needed at least.
pub(super) fn gather(
    plan: &Plan,
    weighed: &Weighed,
    view: &View,
    options: &Options,
    (among, depth): (Among<'_>, usize),
) -> Result<Gathered> {
    let Some(tree) = &plan.tree else { return Ok(Gathered::default()) };
    let most = if options.limit == 0 { 0 } else { options.offset.saturating_add(options.limit).max(depth) };
    let mut gathered = Gathered::default();
    let mut bar = Bar::new(most);
    let mut tally = Tally::open(view, options)?;
    for (ordinal, reader) in view.segments().iter().enumerate() {
        let columns = view.columns(ordinal as SegmentOrdinal)?;
        let runs = view.runs(ordinal as SegmentOrdinal)?;
        let segment = Segment { reader, columns: &columns, runs: &runs };
        let shelf = filter::Shelf { view, reader, columns: &columns };
        let filters = plan.filters.iter().map(|leaf| Filter::open(leaf, &shelf)).collect::<io::Result<Vec<_>>>();
        let mut gatherer = Gatherer {
            question: Question { plan, tree, weighed, options, among },
            ordinal: ordinal as SegmentOrdinal,
            segment,
            filters: filters.map_err(fault)?,
            titles: title::said(weighed, reader, &runs).map_err(fault)?,
            order: Order::new(options, segment).map_err(Error::engine("searching"))?,
            is_narrowed: among.only.is_some() || among.except.is_some() || !columns.hidden.is_empty(),
            most_kept: match depth {
                0 if weighed.light.is_empty() => COUNTED + 1,
                0 => usize::MAX,
                _ => ASKED_AGAIN,
            },
            // Where so many are asked again, these are all that is looked at.
            slack: if depth > 0 { 0.0 } else { rank::most_added(weighed) },
            bar: &mut bar,
            gathered: &mut gathered,
            tally: &mut tally,
        };
        evaluate((weighed, tree), segment, most > 0, &mut |window, runs| gatherer.window(window, runs))
            .map_err(fault)?;
    }
    gathered.pool.retain(|pooled| bar.admits(&pooled.reach));
    let counted = tally.finish();
    Ok(Gathered { theses: counted.theses, facets: counted.facets, ..gathered })
}

fn fault(error: io::Error) -> Error {
    Error::engine("searching")(error)
}

/// What is asked.
#[derive(Clone, Copy)]
struct Question<'a> {
    plan: &'a Plan,
    tree: &'a Node,
    weighed: &'a Weighed,
    options: &'a Options,
    among: Among<'a>,
}

struct Gatherer<'a, 'b> {
    question: Question<'a>,
    ordinal: SegmentOrdinal,
    segment: Segment<'a>,
    filters: Vec<Filter>,
    /// What each thesis's title says; empty where none says anything.
    titles: Vec<f32>,
    order: Order<'a>,
    /// Whether some theses, or their texts, may not be looked at.
    is_narrowed: bool,
    /// How many passages of a thesis are kept: more may be added to their scores.
    most_kept: usize,
    /// How much may be added to the score of a thesis.
    slack: f32,
    bar: &'a mut Bar,
    gathered: &'a mut Gathered,
    tally: &'a mut Tally<'b>,
}

impl Gatherer<'_, '_> {
    /// Judges the theses of a window.
    fn window(&mut self, window: &Window, theses: Range<usize>) {
        let segment = self.segment;
        let runs = &segment.runs.theses()[theses.clone()];
        let place = |run: &ThesisRun| (run.first - window.first) as usize..(run.end - window.first) as usize;
        let ranges: Vec<Range<usize>> = runs.iter().map(place).collect();
        let mut held = Bits::none(window.length);
        window.rows.iter().for_each(|row| held.join(row));
        let asked = held.clone();
        if self.question.plan.fits_without_text() {
            ranges.iter().for_each(|range| held.insert(range.start));
        }
        let judged = if self.is_narrowed { runs } else { &[] };
        let sights: Vec<Sight> = judged.iter().map(|run| self.sight(run)).collect();
        for (sight, range) in sights.iter().zip(&ranges) {
            match sight {
                Sight::Text => {}
                Sight::Record => held.clear(range.start + 1..range.end),
                Sight::Nothing => held.clear(range.clone()),
            }
        }
        let hits = self.hits(window, runs, &ranges, held);
        let required = required(self.question.weighed, window);
        for (at, range) in ranges.into_iter().enumerate() {
            let answering = hits.count(range.clone());
            if answering == 0 {
                continue;
            }
            let thesis = (self.ordinal, theses.start + at);
            let fits = self.tally.fits(thesis);
            if fits.is_nothing() {
                continue;
            }
            let is_whole = sights.get(at).is_none_or(|sight| *sight == Sight::Text);
            self.tally.count(thesis, fits, is_whole);
            if fits.is_hit() {
                self.gathered.passages += answering as u64;
                if window.scored {
                    self.offer(
                        (thesis.1, is_whole),
                        &Found { window, asked: &asked, hits: &hits, required: &required, range, answering },
                    );
                }
            }
        }
    }

    fn sight(&self, run: &ThesisRun) -> Sight {
        let Among { only, except } = self.question.among;
        let is_left_out = only.is_some_and(|only| !only.contains(&run.thesis)) || except == Some(run.thesis);
        match is_left_out || self.segment.columns.hidden.hides(run.first) {
            true => Sight::Nothing,
            false if self.segment.columns.hidden.closes(run.first) => Sight::Record,
            false => Sight::Text,
        }
    }

    /// Which of the passages that hold something answer.
    fn hits(&mut self, window: &Window, runs: &[ThesisRun], ranges: &[Range<usize>], held: Bits) -> Bits {
        let Question { tree, weighed, .. } = self.question;
        let is_plain = match tree {
            Node::Leaf(_) => true,
            Node::Filter(_) => false,
            Node::Group(group) => {
                let others = group.narrow.len() + group.excluded.len() + group.required.len();
                others == 0 && group.optional.iter().all(|node| matches!(node, Node::Leaf(_)))
            }
        };
        if is_plain {
            return held;
        }
        let leaves: Vec<&Bits> = weighed.leaves.iter().map(|found| &window.rows[row(found)]).collect();
        let mut holds = |filter: &mut Filter| {
            let of = |(run, range): (&ThesisRun, &Range<usize>)| held.any(range.clone()) && filter.holds(run.first);
            runs.iter().zip(ranges).map(of).collect::<Vec<bool>>()
        };
        let filters: Vec<Vec<bool>> = self.filters.iter_mut().map(&mut holds).collect();
        Evidence { leaves: &leaves, theses: ranges, filters: &filters }.hits(tree, &held)
    }

    /// Keeps a thesis, or those of its passages, that may be among the best.
    fn offer(&mut self, (at, is_whole): (usize, bool), found: &Found<'_>) {
        let run = self.segment.runs.theses()[at];
        let title = self.titles.get(at).copied().unwrap_or(0.0);
        let Options { grouping, passages, .. } = *self.question.options;
        if let Some(most) =
            self.order.no_better(&run, (found.required.len(), found.most(grouping) + title + self.slack))
            && !self.bar.admits(&most)
        {
            return;
        }
        let mut entries: Vec<Entry> = Vec::new();
        let reach = match grouping {
            Grouping::Theses => {
                let best = found.best(self.segment.runs, &run);
                let score = best[0].1 + further(best.iter().map(|(_, score)| *score)) + title;
                let standing = self.order.standing(&run, run.first, (best[0].0, score));
                let reach = standing.raised(self.slack);
                if !self.bar.admits(&reach) {
                    return;
                }
                self.bar.raise(standing, run.text.filter(|_| is_whole));
                entries.extend(found.entries());
                let most = passages.max(self.most_kept);
                self.order.keep_best(&mut entries, most, (self.segment.runs, &run));
                reach
            }
            Grouping::Passages => {
                let mut reach: Option<Standing> = None;
                for entry in found.entries() {
                    let score = entry.score * rank::share(self.segment.runs, &run, entry.doc) + title;
                    let standing = self.order.standing(&run, entry.doc, (entry.coverage, score));
                    let raised = standing.raised(self.slack);
                    if self.bar.admits(&raised) {
                        entries.push(entry);
                        self.bar.raise(standing, None);
                        reach = Some(reach.map_or(raised.clone(), |best| best.min(raised)));
                    }
                }
                let Some(reach) = reach else { return };
                reach
            }
        };
        let (segment, passages_total) = (self.ordinal, found.answering as u64);
        self.gathered.pool.push(Pooled { segment, run, is_whole, title, entries, passages_total, reach });
    }
}

/// The rows of required leaves.
fn required<'w>(weighed: &Weighed, window: &'w Window) -> Vec<&'w Bits> {
    let required = weighed.leaves.iter().filter(|found| weighed.required & found.bit != 0);
    let mut rows: Vec<usize> = required.map(row).collect();
    rows.sort_unstable();
    rows.dedup();
    rows.into_iter().map(|row| &window.rows[row]).collect()
}

/// What was found of one thesis.
struct Found<'a> {
    window: &'a Window,
    /// Passages that hold anything asked for.
    asked: &'a Bits,
    /// Passages that answer, and how many of this thesis do.
    hits: &'a Bits,
    /// Passages that hold each of the required leaves.
    required: &'a [&'a Bits],
    range: Range<usize>,
    answering: usize,
}

impl Found<'_> {
    fn coverage(&self, at: usize) -> u32 {
        self.required.iter().filter(|row| row.has(at)).count() as u32
    }

    fn entries(&self) -> impl Iterator<Item = Entry> {
        self.hits.within(self.range.clone()).map(|at| Entry {
            doc: self.window.first + at as DocId,
            score: self.window.scores[at],
            coverage: self.coverage(at),
            asked: self.asked.has(at),
        })
    }

    /// No better than this it scores, whatever its passages are.
    fn most(&self, grouping: Grouping) -> f32 {
        let most = highest(&self.window.scores[self.range.clone()]);
        match grouping {
            Grouping::Theses => most + further(std::iter::repeat_n(most, self.answering.min(COUNTED + 1))),
            Grouping::Passages => most,
        }
    }

    /// The coverage and the score of the passages that count, best first.
    fn best(&self, runs: &Runs, run: &ThesisRun) -> Vec<(u32, f32)> {
        let mut best: [(u32, f32); COUNTED + 1] = [(0, f32::NEG_INFINITY); COUNTED + 1];
        let mut kept = 0;
        for at in self.hits.within(self.range.clone()) {
            let score = self.window.scores[at] * rank::share(runs, run, self.window.first + at as DocId);
            let coverage = self.coverage(at);
            if kept == best.len() && (coverage, score) <= best[COUNTED] {
                continue;
            }
            let mut place = kept.min(COUNTED);
            kept = (kept + 1).min(best.len());
            while place > 0 && best[place - 1] < (coverage, score) {
                best[place] = best[place - 1];
                place -= 1;
            }
            best[place] = (coverage, score);
        }
        best[..kept].to_vec()
    }
}

/// The highest of some scores, none of which is below 0.
fn highest(scores: &[f32]) -> f32 {
    // Eight at a time: so the processor compares them together.
    let higher = |one: f32, other: f32| if other > one { other } else { one };
    let (eights, rest) = scores.as_chunks::<8>();
    let mut highest = [0.0_f32; 8];
    for eight in eights {
        highest.iter_mut().zip(eight).for_each(|(highest, score)| *highest = higher(*highest, *score));
    }
    highest.into_iter().chain(rest.iter().copied()).fold(0.0, higher)
}
