//! A thesis that answers: how well, and by which passages.

use std::ops::Range;

use tantivy::DocId;

use super::{
    bits::Bits,
    evaluate::{Window, higher, row},
    explain::Role,
    rank::{self, COUNTED},
    weigh::Weighed,
};
use crate::index::{Runs, ThesisRun};

/// A passage that answers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Its document.
    pub(super) doc: DocId,
    /// What its words say.
    pub(super) score: f32,
    /// How many of the required leaves it holds.
    pub(super) coverage: u32,
    /// Which of the first 64 of them, a bit each.
    pub(super) required: u64,
    /// Whether it holds anything asked for: a record page may fit without.
    pub(super) asked: bool,
    /// Whether two words that are side by side in the question may be so here: it holds one, and it or the next passage the other.
    pub(super) beside: bool,
}

impl Entry {
    /// Whether what only adds may do so: something asked for must be held.
    pub(super) fn may_gain(&self, by: Role) -> bool {
        if by == Role::Beside { self.beside } else { self.asked }
    }
}

/// What was found of one thesis.
pub(super) struct Contender<'a> {
    pub(super) window: &'a Window,
    /// Passages that hold anything asked for.
    pub(super) asked: &'a Bits,
    /// Those where words of the question may stand side by side.
    pub(super) beside: &'a Bits,
    /// Passages that answer, and how many of this thesis do.
    pub(super) hits: &'a Bits,
    /// Passages that hold each of the required leaves.
    pub(super) required: &'a [&'a Bits],
    pub(super) range: Range<usize>,
    pub(super) answering: usize,
}

/// Room for the passages of a thesis that count.
pub(super) type Best = [(u32, f32); COUNTED + 1];

impl Contender<'_> {
    fn coverage(&self, at: usize) -> u32 {
        self.required.iter().filter(|row| row.has(at)).count() as u32
    }

    fn required(&self, at: usize) -> u64 {
        self.required.iter().take(64).enumerate().fold(0, |held, (leaf, row)| held | u64::from(row.has(at)) << leaf)
    }

    /// The best passage with each of the required leaves, where there are several.
    pub(super) fn places(&self, runs: &Runs, run: &ThesisRun) -> Vec<DocId> {
        let several = if self.required.len() > 1 { self.required } else { &[] };
        let best = |row: &&Bits| {
            let holding = self.hits.within(self.range.clone()).filter(|at| row.has(*at));
            let said = |at: usize| self.window.scores[at] * rank::share(runs, run, self.window.first + at as DocId);
            let best = holding
                .map(|at| (self.coverage(at), said(at), at))
                .reduce(|best, other| if (other.0, other.1) > (best.0, best.1) { other } else { best });
            best.map(|(.., at)| self.window.first + at as DocId)
        };
        several.iter().take(64).filter_map(best).collect()
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = Entry> {
        self.hits.within(self.range.clone()).map(|at| Entry {
            doc: self.window.first + at as DocId,
            score: self.window.scores[at],
            coverage: self.coverage(at),
            required: self.required(at),
            asked: self.asked.has(at),
            beside: self.beside.has(at),
        })
    }

    /// What its passages say at most.
    pub(super) fn highest(&self) -> f32 {
        highest_of(&self.window.scores[self.range.clone()])
    }

    /// The coverage and the score of the passages that count, best first.
    pub(super) fn best<'b>(&self, runs: &Runs, run: &ThesisRun, best: &'b mut Best) -> &'b [(u32, f32)] {
        let mut kept = 0;
        for at in self.hits.within(self.range.clone()) {
            let said = self.window.scores[at];
            // Its share of that may be less, and never more.
            if kept == best.len() && (self.required.len() as u32, said) <= best[COUNTED] {
                continue;
            }
            let score = said * rank::share(runs, run, self.window.first + at as DocId);
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
        &best[..kept]
    }
}

/// The rows of required leaves.
pub(super) fn required<'w>(weighed: &Weighed, window: &'w Window) -> Vec<&'w Bits> {
    let required = weighed.leaves.iter().filter(|found| weighed.required & found.bit != 0);
    let mut rows: Vec<usize> = required.map(row).collect();
    rows.sort_unstable();
    rows.dedup();
    rows.into_iter().map(|row| &window.rows[row]).collect()
}

/// Marks the passages where words of the question may stand side by side.
pub(super) fn mark_beside(beside: &mut Bits, weighed: &Weighed, window: &Window, asked: &Bits) {
    for pair in weighed.light.iter().filter(|found| found.role == Role::Beside) {
        let rows = pair.sides.map(|sides| sides.map(|leaf| &window.rows[row(&weighed.leaves[leaf])]));
        let Some([first, second]) = rows else {
            beside.join(asked);
            continue;
        };
        // The second may be the first word of the next passage.
        let mut both = second.before();
        both.join(second);
        both.meet(first);
        beside.join(&both);
    }
}

/// The highest of some scores, none of which is below 0.
pub(super) fn highest_of(scores: &[f32]) -> f32 {
    // Eight at a time: so the processor compares them together.
    let (eights, rest) = scores.as_chunks::<8>();
    let mut highest = [0.0_f32; 8];
    for eight in eights {
        highest.iter_mut().zip(eight).for_each(|(highest, score)| *highest = higher(*highest, *score));
    }
    highest.into_iter().chain(rest.iter().copied()).fold(0.0, higher)
}
