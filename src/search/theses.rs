//! Gathering: what passages hold becomes theses, what a caller may not see is left out, everything is counted, and what
//! may be among the best is kept.
//!
//! The passages of a thesis follow one another in one segment, and are looked at together.

use std::{io, ops::Range};

use rustc_hash::FxHashSet;
use tantivy::SegmentOrdinal;

use super::{
    FacetCounts, Grouping, Options, Sort,
    bits::Bits,
    contender::{Contender, Entry, highest_of, mark_beside, required},
    evaluate::{Segment, Window, evaluate, row},
    filter::{self, Filter},
    plan::{Node, Plan},
    rank::{COUNTED, Order, Slack, further, further_at_most},
    shelf::{Bar, Standing, of_passage},
    tally::Tally,
    title,
    verdict::Evidence,
    weigh::Weighed,
};
use crate::{
    access::Sight,
    error::{Error, Result},
    index::{ThesisRun, View},
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
    /// All passages that do, of each text those of the thesis with the most.
    pub(super) passages: u64,
    /// The theses by what was asked for.
    pub(super) facets: Vec<FacetCounts>,
}

/// A thesis that may be among the best.
pub(super) struct Pooled {
    /// Where it lies.
    pub(super) segment: SegmentOrdinal,
    pub(super) run: ThesisRun,
    /// What tells its text, where others have it too and the caller may see it.
    pub(super) text: Option<u64>,
    /// What its title adds.
    pub(super) title: f32,
    /// Passages that answer, in order: all, or those that may be shown or count.
    pub(super) entries: Vec<Entry>,
    /// How many of its passages answer.
    pub(super) passages_total: u64,
    /// No better than this it can be.
    pub(super) reach: Standing,
}

/// Which theses are looked at.
#[derive(Clone, Copy, Default)]
pub(super) struct Among<'a> {
    /// These alone.
    pub(super) only: Option<&'a FxHashSet<u64>>,
    /// Not this one.
    pub(super) except: Option<Except>,
}

/// A thesis that is left out.
#[derive(Clone, Copy)]
pub(super) struct Except {
    /// [`crate::index::Key::number`].
    pub(super) thesis: u64,
    /// What tells its text, where the caller may read it: others with it are left out too.
    pub(super) text: Option<u64>,
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
            is_asked_again: depth > 0,
            // Where so many are asked again, these are all that is looked at.
            slack: [false, true].map(|beside| if depth > 0 { Slack::default() } else { Slack::of(weighed, beside) }),
            bar: &mut bar,
            gathered: &mut gathered,
            tally: &mut tally,
            scratch: Scratch::default(),
        };
        evaluate((weighed, tree), segment, most > 0, &mut |window, runs| gatherer.window(window, runs))
            .map_err(fault)?;
    }
    gathered.pool.retain(|pooled| bar.admits(&pooled.reach));
    let counted = tally.finish();
    Ok(Gathered { theses: counted.theses, passages: counted.passages, facets: counted.facets, ..gathered })
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
    /// Whether the best are asked another question.
    is_asked_again: bool,
    /// How much may be added where no words are side by side, and where they may be.
    slack: [Slack; 2],
    bar: &'a mut Bar,
    gathered: &'a mut Gathered,
    tally: &'a mut Tally<'b>,
    scratch: Scratch,
}

/// What is made for each window anew, where the one before had it.
#[derive(Default)]
struct Scratch {
    /// Where each thesis lies.
    ranges: Vec<Range<usize>>,
    /// Passages that hold anything asked for.
    asked: Bits,
    /// Those that may be seen, or fit without.
    held: Bits,
    /// Those where words of the question may stand side by side.
    beside: Bits,
}

impl Gatherer<'_, '_> {
    /// Judges the theses of a window.
    fn window(&mut self, window: &Window, theses: Range<usize>) {
        let runs = &self.segment.runs.theses()[theses.clone()];
        let mut scratch = std::mem::take(&mut self.scratch);
        let Scratch { ranges, asked, held, beside } = &mut scratch;
        let place = |run: &ThesisRun| (run.first - window.first) as usize..(run.end - window.first) as usize;
        ranges.clear();
        ranges.extend(runs.iter().map(place));
        asked.reset(window.length);
        window.rows.iter().for_each(|row| asked.join(row));
        held.clone_from(asked);
        if self.question.plan.fits_without_text() {
            ranges.iter().for_each(|range| held.insert(range.start));
        }
        let sights = self.narrowed(runs, ranges, held);
        let fitting = self.hits(window, runs, ranges, held);
        let hits = fitting.as_ref().unwrap_or(held);
        let required = required(self.question.weighed, window);
        let is_whole = |at: usize| sights.get(at).is_none_or(|sight| *sight == Sight::Text);
        let is_plain = self.tally.is_plain();
        if is_plain {
            let answering = ranges.iter().filter(|range| hits.any((*range).clone())).count();
            let answers = |at: usize| {
                let at = at - theses.start;
                let answering = hits.count(ranges[at].clone()) as u64;
                (answering > 0).then(|| (is_whole(at), answering))
            };
            self.tally.count_plain(self.ordinal, theses.clone(), (answering, hits.len() as u64), answers);
        }
        // What is true of all theses of a window goes before what has to be worked out for each.
        let mut is_beside = false;
        let is_offered = window.scored && {
            beside.reset(window.length);
            mark_beside(beside, self.question.weighed, window, asked);
            is_beside = beside.any(0..window.length);
            let title = self.titles.get(theses.clone()).map_or(0.0, highest_of);
            self.may_reach(title, (required.len(), window.peak(0..window.length), COUNTED + 1), is_beside)
        };
        let judged = if is_plain && !is_offered { &[] } else { ranges.as_slice() };
        for (at, range) in judged.iter().enumerate() {
            let is_offered = is_offered && {
                let bounds = (required.len(), window.peak(range.clone()), COUNTED + 1);
                self.may_reach(self.title(theses.start + at), bounds, is_beside)
            };
            if is_plain && !is_offered {
                continue;
            }
            let answering = hits.count(range.clone());
            if answering == 0 {
                continue;
            }
            let thesis = (self.ordinal, theses.start + at);
            let is_whole = is_whole(at);
            if !is_plain {
                let fits = self.tally.fits(thesis);
                if fits.is_nothing() {
                    continue;
                }
                self.tally.count(thesis, fits, (is_whole, answering as u64));
                if !fits.is_hit() {
                    continue;
                }
            }
            if is_offered {
                let (range, required) = (range.clone(), &*required);
                let contender = Contender { window, asked, beside, hits, required, range, answering };
                self.offer((thesis.1, is_whole), &contender);
            }
        }
        self.scratch = scratch;
    }

    /// Takes what may not be seen from what is held; how much of each thesis may, where it is not all of all.
    fn narrowed(&self, runs: &[ThesisRun], ranges: &[Range<usize>], held: &mut Bits) -> Vec<Sight> {
        let runs = if self.is_narrowed { runs } else { &[] };
        let sights: Vec<Sight> = runs.iter().map(|run| self.sight(run)).collect();
        for (sight, range) in sights.iter().zip(ranges) {
            match sight {
                Sight::Text => {}
                Sight::Record => held.clear(range.start + 1..range.end),
                Sight::Nothing => held.clear(range.clone()),
            }
        }
        sights
    }

    fn sight(&self, run: &ThesisRun) -> Sight {
        let Among { only, except } = self.question.among;
        let hidden = &self.segment.columns.hidden;
        let has_text = |text: Option<u64>| text.is_some() && text == run.text && !hidden.closes(run.first);
        let is_left_out = only.is_some_and(|only| !only.contains(&run.thesis))
            || except.is_some_and(|except| except.thesis == run.thesis || has_text(except.text));
        match is_left_out || hidden.hides(run.first) {
            true => Sight::Nothing,
            false if hidden.closes(run.first) => Sight::Record,
            false => Sight::Text,
        }
    }

    /// Which of the passages that hold something answer; `None` where all do.
    fn hits(&mut self, window: &Window, runs: &[ThesisRun], ranges: &[Range<usize>], held: &Bits) -> Option<Bits> {
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
            return None;
        }
        let leaves: Vec<&Bits> = weighed.leaves.iter().map(|found| &window.rows[row(found)]).collect();
        let mut holds = |filter: &mut Filter| {
            let of = |(run, range): (&ThesisRun, &Range<usize>)| held.any(range.clone()) && filter.holds(run.first);
            runs.iter().zip(ranges).map(of).collect::<Vec<bool>>()
        };
        let filters: Vec<Vec<bool>> = self.filters.iter_mut().map(&mut holds).collect();
        Some(Evidence { leaves: &leaves, theses: ranges, filters: &filters }.hits(tree, held))
    }

    /// What the title of a thesis says.
    fn title(&self, thesis: usize) -> f32 {
        self.titles.get(thesis).copied().unwrap_or(0.0)
    }

    /// Whether any of some theses may be among the best: most are not, once a few have been seen. Their titles say no more than
    /// `title`, a passage that answers no more than `highest`, and of none do more answer than so many.
    #[inline]
    fn may_reach(&self, title: f32, (required, highest, answering): (usize, f32, usize), is_beside: bool) -> bool {
        if !self.order.is_by_score() {
            return true;
        }
        let further = match self.question.options.grouping {
            Grouping::Theses => further_at_most(highest, answering),
            Grouping::Passages => 0.0,
        };
        let most = highest + further + title + self.slack[usize::from(is_beside)].thesis;
        self.bar.may_admit(required as u32, most)
    }

    /// Keeps a thesis, or those of its passages, that may be among the best.
    fn offer(&mut self, (at, is_whole): (usize, bool), contender: &Contender<'_>) {
        let is_beside = contender.beside.any(contender.range.clone());
        let title = self.title(at);
        let bounds = (contender.required.len(), contender.highest(), contender.answering);
        if !self.may_reach(title, bounds, is_beside) {
            return;
        }
        let run = self.segment.runs.theses()[at];
        let text = run.text.filter(|text| is_whole && self.tally.is_shared(*text));
        let slack = self.slack[usize::from(is_beside)].thesis;
        let Options { grouping, passages, sort, .. } = *self.question.options;
        let mut entries: Vec<Entry> = Vec::new();
        let reach = match grouping {
            Grouping::Theses => {
                let mut best = [(0, f32::NEG_INFINITY); COUNTED + 1];
                let best = contender.best(self.segment.runs, &run, &mut best);
                let score = best[0].1 + further(best.iter().map(|(_, score)| *score)) + title;
                let standing = self.order.standing(&run, run.first, (best[0].0, score));
                let reach = standing.raised(slack);
                if !self.bar.admits(&reach) {
                    return;
                }
                self.bar.raise(standing, text);
                // Passages that are too far behind to be shown or to count, whatever is added, are not kept.
                let are_all_kept = self.is_asked_again || passages > best.len() || sort == Sort::Page;
                let last = if are_all_kept { None } else { best.get(COUNTED) };
                entries.reserve(if are_all_kept { contender.answering } else { best.len() });
                let places = contender.places(self.segment.runs, &run);
                let may_count = |entry: &Entry| {
                    let most =
                        entry.weighed(self.segment.runs, &run).score + self.slack[usize::from(entry.beside)].passage;
                    last.is_none_or(|last| (entry.coverage, most) >= *last) || places.contains(&entry.doc)
                };
                entries.extend(contender.entries().filter(may_count));
                if self.is_asked_again {
                    self.order.keep_best(&mut entries, passages.max(ASKED_AGAIN), (self.segment.runs, &run));
                }
                reach
            }
            Grouping::Passages => {
                let mut reach: Option<Standing> = None;
                for entry in contender.entries() {
                    let score = entry.weighed(self.segment.runs, &run).score + title;
                    let standing = self.order.standing(&run, entry.doc, (entry.coverage, score));
                    let raised = standing.raised(slack);
                    if self.bar.admits(&raised) {
                        entries.push(entry);
                        self.bar.raise(standing, of_passage(text, entry.doc - run.first));
                        reach = Some(reach.map_or(raised.clone(), |best| best.min(raised)));
                    }
                }
                let Some(reach) = reach else { return };
                reach
            }
        };
        let (segment, passages_total) = (self.ordinal, contender.answering as u64);
        self.gathered.pool.push(Pooled { segment, run, text, title, entries, passages_total, reach });
    }
}
