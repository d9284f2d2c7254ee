//! Ranking what was gathered: what only adds is added, and the best are chosen.
//!
//! What makes no passage a hit (light words, words side by side, what the best passages say) is asked of those theses alone
//! that it can bring among the best: the lists of *the* and *of* are the longest there are.

use std::{cmp::Ordering, io};

use tantivy::{
    DocId,
    columnar::{Column, StrColumn},
};

use super::{
    Grouping, Options, Sort,
    contender::Entry,
    evaluate::{Reading, Segment, open},
    explain::Role,
    shelf::{Candidate, Shelf, Standing, of_passage},
    theses::{Gathered, Pooled},
    weigh::{Found, Lookup, Weighed},
};
use crate::{
    error::{Error, Result},
    index::{Runs, ThesisRun, View},
};

/// How much of the score of a passage that points to others counts: a contents page never outranks its chapter.
const POINTER: f32 = 0.2;

/// How much of the score of a record page counts: what a thesis says goes before what is said of it.
const RECORD: f32 = 0.4;

/// How much each further passage counts for its thesis, as a share of the one before.
const NEXT: f32 = 0.15;

/// How many further passages count.
pub(super) const COUNTED: usize = 4;

impl Gathered {
    /// Adds to the scores of all passages what each of `found` says where anything asked for is held.
    pub(super) fn add(&mut self, found: &[Found], view: &View) -> Result<()> {
        for of_segment in self.pool.chunk_by_mut(|one, next| one.segment == next.segment) {
            let Some(ordinal) = of_segment.first().map(|pooled| pooled.segment) else { continue };
            Segment::look(view, ordinal, |segment| {
                add(of_segment, found, segment).map_err(Error::engine("searching"))
            })?;
        }
        Ok(())
    }

    /// The same for those theses alone that it can bring among the best: once it is added to those that lead without it, most others
    /// are too far behind.
    pub(super) fn add_to_best(&mut self, found: &[Found], view: &View, options: &Options) -> Result<()> {
        let most = options.offset.saturating_add(options.limit);
        if found.is_empty() || most == 0 || self.pool.len() / 2 <= most {
            return self.add(found, view);
        }
        let mut reaches: Vec<&Standing> = self.pool.iter().map(|pooled| &pooled.reach).collect();
        let last = reaches.select_nth_unstable(most - 1).1.clone();
        let (leading, others) = std::mem::take(&mut self.pool).into_iter().partition(|pooled| pooled.reach <= last);
        self.pool = leading;
        self.add(found, view)?;
        let best = self.shelf(view, options, most)?.into_sorted();
        let leading = std::mem::replace(&mut self.pool, others);
        if let Some(bar) = best.get(most - 1) {
            self.pool.retain(|pooled| pooled.reach <= bar.standing);
        }
        self.add(found, view)?;
        self.pool.extend(leading);
        self.pool.sort_unstable_by_key(|pooled| (pooled.segment, pooled.run.first));
        Ok(())
    }

    /// The best, best first, from the first one asked for.
    pub(super) fn best(&self, view: &View, options: &Options) -> Result<Vec<Candidate>> {
        let mut best = self.shelf(view, options, options.offset.saturating_add(options.limit))?.into_sorted();
        best.drain(..options.offset.min(best.len()));
        Ok(best)
    }

    /// The `most` best.
    fn shelf(&self, view: &View, options: &Options, most: usize) -> Result<Shelf> {
        let mut shelf = Shelf::new(most);
        for of_segment in self.pool.chunk_by(|one, next| one.segment == next.segment) {
            let Some(ordinal) = of_segment.first().map(|pooled| pooled.segment) else { continue };
            Segment::look(view, ordinal, |segment| {
                let order = Order::new(options, segment).map_err(Error::engine("searching"))?;
                of_segment.iter().for_each(|pooled| order.lay(pooled, segment, &mut shelf));
                Ok(())
            })?;
        }
        Ok(shelf)
    }
}

fn add(pool: &mut [Pooled], found: &[Found], segment: Segment<'_>) -> io::Result<()> {
    for found in found {
        for mut cursor in open(found, segment, Reading::Single)? {
            let entries = pool.iter_mut().flat_map(|pooled| &mut pooled.entries);
            for entry in entries.filter(|entry| entry.may_gain(found.role)) {
                entry.score += cursor.at(entry.doc, segment.runs).map_or(0.0, |held| held.score);
            }
        }
    }
    Ok(())
}

/// The most that can be added to scores by what only adds.
#[derive(Clone, Copy, Default)]
pub(super) struct Slack {
    /// To that of a passage.
    pub(super) passage: f32,
    /// To that of a thesis.
    pub(super) thesis: f32,
}

impl Slack {
    /// `beside`: where words of the question may stand side by side.
    pub(super) fn of(weighed: &Weighed, beside: bool) -> Self {
        let found = weighed.light.iter().filter(|found| beside || found.role != Role::Beside);
        let lookups = found.flat_map(|found| &found.lookups);
        let passage: f32 = lookups.map(Lookup::most).sum();
        // Each of the passages that count may gain all of it; a little more for what is lost in rounding.
        let thesis = passage + further_at_most(passage, COUNTED + 1);
        Self { passage: passage * 1.001, thesis: thesis * 1.001 }
    }
}

/// What the passages after the best add to the score of their thesis. `scores`: best first.
pub(super) fn further(scores: impl DoubleEndedIterator<Item = f32> + ExactSizeIterator) -> f32 {
    let counted = scores.len().min(COUNTED + 1);
    let beyond = scores.len() - counted;
    scores.rev().skip(beyond).take(counted.saturating_sub(1)).fold(0.0, |sum, score| (sum + score) * NEXT)
}

/// What they add at most where so many answer and none scores more than `highest`.
pub(super) fn further_at_most(highest: f32, answering: usize) -> f32 {
    (1..answering.min(COUNTED + 1)).fold(0.0, |sum, _| (sum + highest) * NEXT)
}

impl Entry {
    /// With the share of its score that counts.
    pub(super) fn weighed(&self, runs: &Runs, run: &ThesisRun) -> Self {
        Self { score: self.score * share(runs, run, self.doc), ..*self }
    }
}

/// The order of the passages of a thesis.
fn best_first(one: &Entry, other: &Entry) -> Ordering {
    (other.coverage.cmp(&one.coverage)).then(other.score.total_cmp(&one.score)).then(one.doc.cmp(&other.doc))
}

/// `shown` with other passages of `all` for some of them, so that of each required leaf that the thesis holds a place is shown, as far as
/// there is room: the last ones go that show nothing which others do not. `None` where nothing is missing.
fn covering(shown: &[Entry], all: &[Entry]) -> Option<Vec<Entry>> {
    let held = |entries: &[Entry]| entries.iter().fold(0, |held, entry| held | entry.required);
    let wanted = held(all);
    if held(shown) == wanted {
        return None;
    }
    let mut covering = shown.to_vec();
    loop {
        let missing = wanted & !held(&covering);
        let lacking = all.iter().filter(|entry| entry.required & missing != 0);
        let Some(best) = lacking.min_by(|a, b| best_first(a, b)) else { break };
        let without = |at: usize| held(&[&covering[..at], &covering[at + 1..]].concat());
        let Some(goes) = (1..covering.len()).rev().find(|&at| covering[at].required & !without(at) == 0) else { break };
        covering.remove(goes);
        covering.push(*best);
    }
    Some(covering)
}

/// How much of a passage's score counts, for what kind of a passage it is.
#[inline]
pub(super) fn share(runs: &Runs, run: &ThesisRun, doc: DocId) -> f32 {
    if doc == run.first {
        RECORD
    } else if runs.points_elsewhere(doc) {
        POINTER
    } else {
        1.0
    }
}

/// The order that is asked for, in one segment.
pub(super) struct Order<'a> {
    options: &'a Options,
    /// The years of its theses, where they are asked for.
    years: Option<Column<u64>>,
    /// The same of their titles.
    titles: Option<StrColumn>,
}

impl<'a> Order<'a> {
    pub(super) fn new(options: &'a Options, segment: Segment<'_>) -> tantivy::Result<Self> {
        let fast = segment.reader.fast_fields();
        let years = if options.sort == Sort::Date { fast.column_opt("year")? } else { None };
        let titles = if options.sort == Sort::Title { fast.str("title_order")? } else { None };
        Ok(Self { options, years, titles })
    }

    /// Where a thesis stands among others, or its passage `doc` among passages.
    pub(super) fn standing(&self, run: &ThesisRun, doc: DocId, (coverage, score): (u32, f32)) -> Standing {
        Standing { first: self.first(run, doc), coverage, score, thesis: run.thesis, passage: doc - run.first }
    }

    /// Whether nothing goes before how well something answers.
    pub(super) fn is_by_score(&self) -> bool {
        matches!((self.options.sort, self.options.grouping), (Sort::Relevance, _) | (Sort::Page, Grouping::Theses))
    }

    /// What goes before relevance: newer years first, titles by their letters.
    fn first(&self, run: &ThesisRun, doc: DocId) -> (u64, Option<Box<str>>) {
        let Options { sort, grouping, .. } = *self.options;
        match sort {
            Sort::Relevance => (0, None),
            Sort::Page if grouping == Grouping::Theses => (0, None),
            Sort::Page => (run.thesis << 16 | u64::from(doc - run.first).min(0xffff), None),
            Sort::Date => {
                let year = self.years.as_ref().and_then(|years| years.first(run.first));
                (u64::MAX - year.unwrap_or(0), None)
            }
            Sort::Title => {
                let title = self.title(run.first);
                (u64::from(title.is_none()), title.map(String::into_boxed_str))
            }
        }
    }

    /// The title of the thesis with this record page as it is put in order.
    fn title(&self, page: DocId) -> Option<String> {
        let titles = self.titles.as_ref()?;
        let mut title = String::new();
        titles.ord_to_str(titles.term_ords(page).next()?, &mut title).ok()?;
        Some(title)
    }

    /// Leaves the best `most` passages of a thesis, or where they are to come as they stand in it the first ones too.
    pub(super) fn keep_best(&self, entries: &mut Vec<Entry>, most: usize, (runs, run): (&Runs, &ThesisRun)) {
        if self.options.sort != Sort::Page && entries.len() > most {
            entries.select_nth_unstable_by(most, |a, b| best_first(&a.weighed(runs, run), &b.weighed(runs, run)));
            entries.truncate(most);
            entries.sort_unstable_by_key(|entry| entry.doc);
        }
    }

    /// Lays a thesis, or each of its passages, on the shelf.
    fn lay(&self, pooled: &Pooled, segment: Segment<'_>, shelf: &mut Shelf) {
        let Pooled { run, .. } = pooled;
        let entries: Vec<Entry> = pooled.entries.iter().map(|entry| entry.weighed(segment.runs, run)).collect();
        let Options { grouping, passages, sort, .. } = *self.options;
        if grouping == Grouping::Passages {
            for entry in entries {
                let print = of_passage(pooled.text, entry.doc - run.first);
                shelf.lay(self.candidate(pooled, &[entry], (entry, 0.0), print));
            }
            return;
        }
        let mut best = entries.clone();
        let most = passages.max(COUNTED + 1);
        if best.len() > most {
            best.select_nth_unstable_by(most, best_first);
            best.truncate(most);
        }
        best.sort_unstable_by(best_first);
        let further = further(best.iter().map(|entry| entry.score));
        let in_order = if sort == Sort::Page { &entries } else { &best };
        let first = &in_order[..in_order.len().min(passages)];
        let mut covering = covering(first, &entries);
        match &mut covering {
            Some(covering) if sort == Sort::Page => covering.sort_unstable_by_key(|entry| entry.doc),
            Some(covering) => covering.sort_unstable_by(best_first),
            None => {}
        }
        let shown = covering.as_deref().unwrap_or(first);
        shelf.lay(self.candidate(pooled, shown, (best[0], further), pooled.text));
    }

    fn candidate(
        &self,
        pooled: &Pooled,
        passages: &[Entry],
        (best, further): (Entry, f32),
        fingerprint: Option<u64>,
    ) -> Candidate {
        let Pooled { run, title, segment, passages_total, .. } = *pooled;
        let doc = passages.first().map_or(run.first, |entry| entry.doc);
        let score = best.score + further + title;
        Candidate {
            standing: self.standing(&run, doc, (best.coverage, score)),
            segment,
            run,
            passages: passages.iter().map(|entry| Entry { score: entry.score + title, ..*entry }).collect(),
            passages_total,
            best: best.score,
            title,
            further,
            fingerprint,
        }
    }
}
