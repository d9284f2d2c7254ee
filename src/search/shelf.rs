//! The best theses so far, one for each text: a thesis that was deposited twice is shown once.

use std::{cmp::Ordering, collections::BinaryHeap};

use tantivy::SegmentOrdinal;

use super::evaluate::Entry;
use crate::index::View;

/// A thesis with its best passages, or, where passages are asked for, with one.
#[derive(Debug)]
pub(super) struct Candidate {
    /// What goes before how well it answers, where another order is asked for; smaller ones first.
    pub(super) first: (u64, String),
    /// How many of the required leaves its best passage holds.
    pub(super) coverage: u32,
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
    /// The score of its best passage, without the title.
    pub(super) best: f32,
    /// What its title adds to its score and to that of each of its passages.
    pub(super) title: f32,
    /// What its further passages add to its score.
    pub(super) further: f32,
    /// Tells whether another thesis may have the same text.
    pub(super) fingerprint: Option<u64>,
    /// [`crate::index::Key::number`] of other theses with the same text.
    pub(super) twins: Vec<u64>,
}

impl Candidate {
    /// Better ones first; between equals the smaller key, then the earlier passage.
    fn order(&self, other: &Self) -> Ordering {
        let first = |candidate: &Self| candidate.passages.first().map(|entry| entry.doc);
        (self.first.cmp(&other.first))
            .then(other.coverage.cmp(&self.coverage))
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

/// The best candidates so far.
pub(super) struct Shelf<'a> {
    pub(super) view: &'a View,
    pub(super) most: usize,
    /// Whether candidates are ordered by how well they answer alone.
    pub(super) by_relevance: bool,
    /// The worst on top.
    pub(super) best: BinaryHeap<Candidate>,
}

impl Shelf<'_> {
    /// Whether a candidate of this coverage and score may be among the best; ties are for [`Self::lay`] to settle.
    pub(super) fn wants(&self, coverage: u32, score: f32) -> bool {
        let beats = |worst: &Candidate| (coverage, score) >= (worst.coverage, worst.score);
        self.most > 0 && (!self.by_relevance || self.best.len() < self.most || self.best.peek().is_some_and(beats))
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

    /// The candidate, unless the shelf has a better one with the same text, which takes its name over; a worse one leaves.
    fn met(&mut self, mut candidate: Candidate) -> Option<Candidate> {
        let Some(print) = candidate.fingerprint else { return Some(candidate) };
        let twin = self.best.iter().position(|other| other.fingerprint == Some(print));
        let Some(at) = twin else { return Some(candidate) };
        let mut all = std::mem::take(&mut self.best).into_vec();
        let mut other = all.swap_remove(at);
        let stays = if candidate < other {
            candidate.twins.append(&mut other.twins);
            candidate.twins.push(other.thesis);
            Some(candidate)
        } else {
            other.twins.push(candidate.thesis);
            all.push(other);
            None
        };
        self.best = all.into();
        stays
    }
}
