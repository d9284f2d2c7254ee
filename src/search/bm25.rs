//! How much an occurrence says.
//!
//! Okapi BM25 as Lucene has it (S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond",
//! 2009; the logarithm never falls below 0). tantivy's own weight is not used because it takes the documents of one
//! term, and a word here has a stem for each language, whose documents count together.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;

/// How soon a word's repetition stops counting.
const K1: f32 = 1.2;

/// How much of a passage's length is held against it.
const B: f32 = 0.7;

/// A field as a whole: how long its passages are.
#[derive(Clone)]
pub(super) struct Lengths {
    passages: u64,
    /// `k1 * (1 - b + b * length / average)` for each of tantivy's 256 classes of length.
    norms: Arc<[f32; 256]>,
}

impl Lengths {
    /// Of a field with `tokens` words in `passages` passages.
    pub(super) fn new(tokens: u64, passages: u64) -> Self {
        let average = tokens.max(1) as f32 / passages.max(1) as f32;
        Self::with_share(B, average, passages)
    }

    fn with_share(b: f32, average: f32, passages: u64) -> Self {
        let norm = |class: usize| {
            let length = FieldNormReader::id_to_fieldnorm(class as u8) as f32;
            K1 * (1.0 - b + b * length / average)
        };
        Self { passages, norms: Arc::new(std::array::from_fn(norm)) }
    }

    /// The same lengths; rarities are counted among so many passages.
    pub(super) fn among(self, passages: u64) -> Self {
        Self { passages, ..self }
    }

    /// How much it says that a passage has what `holders` passages have.
    pub(super) fn rarity(&self, holders: u64) -> f32 {
        let holders = holders.min(self.passages) as f32;
        (1.0 + (self.passages as f32 - holders + 0.5) / (holders + 0.5)).ln()
    }

    /// Scores what is `weight` (a rarity, times what a question makes of it) worth.
    pub(super) fn scoring(&self, weight: f32) -> Bm25 {
        Bm25 { weight: weight * (K1 + 1.0), norms: Arc::clone(&self.norms) }
    }
}

/// Scores the occurrences of one thing in passages.
#[derive(Clone)]
pub(super) struct Bm25 {
    weight: f32,
    norms: Arc<[f32; 256]>,
}

impl Bm25 {
    /// What no passage scores more than, however often it says it.
    pub(super) fn most(&self) -> f32 {
        self.weight
    }

    /// For `times` occurrences in a passage of tantivy's class of length `class`.
    #[inline]
    pub(super) fn score(&self, class: u8, times: u32) -> f32 {
        self.score_at(self.norm(class), times)
    }

    /// What a class of length counts: for all that is scored by the same lengths.
    #[inline]
    pub(super) fn norm(&self, class: u8) -> f32 {
        self.norms[class as usize]
    }

    /// For `times` occurrences in a passage whose length counts so much.
    #[inline]
    pub(super) fn score_at(&self, norm: f32, times: u32) -> f32 {
        let times = times as f32;
        self.weight * times / (times + norm)
    }
}

#[cfg(test)]
mod tests {
    use tantivy::query::Bm25Weight;

    use super::*;

    #[test]
    fn it_scores_as_tantivy_does() {
        // Whose share of the length is fixed.
        let lengths = Lengths::with_share(0.75, 200.0, 100);
        let ours = lengths.scoring(lengths.rarity(7));
        let theirs = Bm25Weight::for_one_term_without_explain(7, 100, 200.0);
        for (length, times) in [(10, 1), (200, 3), (1_000, 40)] {
            let class = FieldNormReader::fieldnorm_to_id(length);
            assert!((ours.score(class, times) - theirs.score(class, times)).abs() < 1e-4);
        }
    }
}
