//! The best theses so far, one for each text: a thesis that was deposited twice is shown once.

use std::{
    cmp::Ordering,
    collections::{BTreeSet, BinaryHeap},
};

use rustc_hash::FxHashMap;
use tantivy::{DocId, SegmentOrdinal};

use super::contender::Entry;
use crate::index::ThesisRun;

/// Where something stands among others: better ones are less; between equals the smaller key, then the earlier passage.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// What goes before how well it answers, where another order is asked for.
    pub(super) first: (u64, Option<Box<str>>),
    /// How many of the required leaves its best passage holds.
    pub(super) coverage: u32,
    /// Its score.
    pub(super) score: f32,
    /// [`crate::index::Key::number`] of the thesis.
    pub(super) thesis: u64,
    /// Number of the passage, where passages are told apart.
    pub(super) passage: u32,
}

impl Standing {
    /// The same with a higher score.
    pub(super) fn raised(&self, by: f32) -> Self {
        Self { score: self.score + by, ..self.clone() }
    }
}

impl Ord for Standing {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.first.cmp(&other.first))
            .then(other.coverage.cmp(&self.coverage))
            .then(other.score.total_cmp(&self.score))
            .then(self.thesis.cmp(&other.thesis))
            .then(self.passage.cmp(&other.passage))
    }
}

impl PartialOrd for Standing {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Standing {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Standing {}

/// How well something must stand to be among the best, one of each text.
pub(super) struct Bar {
    most: usize,
    best: BTreeSet<Standing>,
    /// The coverage and the score of the worst of them, once there are so many.
    lowest: Option<(u32, f32)>,
    /// The best of those that may have the same text as another, by their fingerprints.
    texts: FxHashMap<u64, Standing>,
}

impl Bar {
    pub(super) fn new(most: usize) -> Self {
        Self { most, best: BTreeSet::new(), lowest: None, texts: FxHashMap::default() }
    }

    /// Whether it may be among the best.
    pub(super) fn admits(&self, standing: &Standing) -> bool {
        self.most > 0 && (self.best.len() < self.most || self.best.last().is_some_and(|worst| standing <= worst))
    }

    /// Whether what is ordered by nothing else may be, with this coverage and score.
    #[inline]
    pub(super) fn may_admit(&self, coverage: u32, score: f32) -> bool {
        self.lowest.map_or(self.most > 0, |(least, lowest)| coverage > least || coverage == least && score >= lowest)
    }

    /// Counts something; what has the same text counts once.
    pub(super) fn raise(&mut self, standing: Standing, fingerprint: Option<u64>) {
        if !self.admits(&standing) {
            return;
        }
        if let Some(print) = fingerprint {
            match self.texts.get(&print) {
                Some(twin) if *twin <= standing => return,
                Some(twin) => _ = self.best.remove(twin),
                None => {}
            }
            self.texts.insert(print, standing.clone());
        }
        self.best.insert(standing);
        if self.best.len() > self.most {
            self.best.pop_last();
        }
        let worst = self.best.last().filter(|_| self.best.len() == self.most);
        self.lowest = worst.map(|worst| (worst.coverage, worst.score));
    }
}

/// A thesis with its best passages, or, where passages are asked for, with one.
#[derive(Debug)]
pub(super) struct Candidate {
    /// Where it stands.
    pub(super) standing: Standing,
    /// Where it lies.
    pub(super) segment: SegmentOrdinal,
    pub(super) run: ThesisRun,
    /// Its best passages, best first.
    pub(super) passages: Vec<Entry>,
    /// How many of its passages answer the question.
    pub(super) passages_total: u64,
    /// The score of its best passage, without the title.
    pub(super) best: f32,
    /// What its title adds to its score and to that of each of its passages.
    pub(super) title: f32,
    /// What its further passages add to its score.
    pub(super) further: f32,
    /// Tells whether another thesis may have the same text.
    pub(super) fingerprint: Option<u64>,
}

/// What tells passage `number` of a text from others; `None` for the record, which is its own.
pub(super) fn of_passage(text: Option<u64>, number: DocId) -> Option<u64> {
    text.filter(|_| number > 0).map(|text| text ^ u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.standing.cmp(&other.standing)
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

/// The best candidates so far.
pub(super) struct Shelf {
    most: usize,
    /// The worst on top.
    best: BinaryHeap<Candidate>,
}

impl Shelf {
    pub(super) fn new(most: usize) -> Self {
        Self { most, best: BinaryHeap::new() }
    }

    pub(super) fn lay(&mut self, candidate: Candidate) {
        let Some(candidate) = self.met(candidate) else { return };
        if self.best.len() < self.most {
            self.best.push(candidate);
        } else if let Some(mut worst) = self.best.peek_mut()
            && candidate < *worst
        {
            *worst = candidate;
        }
    }

    /// The best, best first.
    pub(super) fn into_sorted(self) -> Vec<Candidate> {
        self.best.into_sorted_vec()
    }

    /// The candidate, unless the shelf has a better one with the same text; a worse one leaves.
    fn met(&mut self, candidate: Candidate) -> Option<Candidate> {
        let Some(print) = candidate.fingerprint else { return Some(candidate) };
        let twin = self.best.iter().position(|other| other.fingerprint == Some(print));
        let Some(at) = twin else { return Some(candidate) };
        let mut all = std::mem::take(&mut self.best).into_vec();
        let other = all.swap_remove(at);
        let (better, stays) = if candidate < other { (None, Some(candidate)) } else { (Some(other), None) };
        all.extend(better);
        self.best = all.into();
        stays
    }
}
