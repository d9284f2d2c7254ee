//! A thesis that answers: how well, and by which passages.

use std::ops::Range;

use tantivy::DocId;

use super::{
    Grouping,
    bits::Bits,
    evaluate::Window,
    rank::{self, COUNTED, further},
    theses::Entry,
};
use crate::index::{Runs, ThesisRun};

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

impl Contender<'_> {
    fn coverage(&self, at: usize) -> u32 {
        self.required.iter().filter(|row| row.has(at)).count() as u32
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = Entry> {
        self.hits.within(self.range.clone()).map(|at| Entry {
            doc: self.window.first + at as DocId,
            score: self.window.scores[at],
            coverage: self.coverage(at),
            asked: self.asked.has(at),
            beside: self.beside.has(at),
        })
    }

    /// No better than this it scores, whatever its passages are.
    pub(super) fn most(&self, grouping: Grouping) -> f32 {
        most(&self.window.scores[self.range.clone()], self.answering, grouping)
    }

    /// The coverage and the score of the passages that count, best first.
    pub(super) fn best(&self, runs: &Runs, run: &ThesisRun) -> Vec<(u32, f32)> {
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

/// No better than this a thesis scores of which so many passages answer, and which has no others than these scores.
pub(super) fn most(scores: &[f32], answering: usize, grouping: Grouping) -> f32 {
    let most = highest(scores);
    match grouping {
        Grouping::Theses => most + further(std::iter::repeat_n(most, answering.min(COUNTED + 1))),
        Grouping::Passages => most,
    }
}

/// The highest of some scores, none of which is below 0.
pub(super) fn highest(scores: &[f32]) -> f32 {
    // Eight at a time: so the processor compares them together.
    let higher = |one: f32, other: f32| if other > one { other } else { one };
    let (eights, rest) = scores.as_chunks::<8>();
    let mut highest = [0.0_f32; 8];
    for eight in eights {
        highest.iter_mut().zip(eight).for_each(|(highest, score)| *highest = higher(*highest, *score));
    }
    highest.into_iter().chain(rest.iter().copied()).fold(0.0, higher)
}
