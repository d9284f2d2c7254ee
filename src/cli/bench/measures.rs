//! Measures of a ranking, as `trec_eval` defines them (K. Järvelin and J. Kekäläinen, "Cumulated gain-based evaluation of IR
//! techniques", 2002): the gain of a document is its grade, its discount the binary logarithm of its rank plus one.

use rustc_hash::FxHashMap;

/// Documents judged relevant to a question, with their grades, which are above 0.
pub(super) type Grades = FxHashMap<String, u32>;

/// How many ranks [`ndcg`] looks at.
pub(super) const GAIN_RANKS: usize = 10;

/// How many ranks [`recall`] looks at.
pub(super) const RECALL_RANKS: usize = 100;

/// What a ranking is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Worth {
    /// nDCG of the first [`GAIN_RANKS`].
    pub(super) ndcg: f64,
    /// Share of the relevant documents among the first [`RECALL_RANKS`].
    pub(super) recall: f64,
    /// One over the rank of the first relevant document; 0 where there is none.
    pub(super) reciprocal: f64,
}

impl Worth {
    /// That of documents ranked, best first.
    pub(super) fn of(ranked: &[String], grades: &Grades) -> Self {
        Self { ndcg: ndcg(ranked, grades), recall: recall(ranked, grades), reciprocal: reciprocal(ranked, grades) }
    }

    /// The mean of several; 0 of none.
    pub(super) fn mean(all: &[Self]) -> Self {
        let mean = |of: fn(&Self) -> f64| all.iter().map(of).sum::<f64>() / all.len().max(1) as f64;
        Self { ndcg: mean(|one| one.ndcg), recall: mean(|one| one.recall), reciprocal: mean(|one| one.reciprocal) }
    }
}

fn ndcg(ranked: &[String], grades: &Grades) -> f64 {
    let mut ideal: Vec<u32> = grades.values().copied().collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let gained = gain(ranked.iter().map(|document| grades.get(document).copied().unwrap_or(0)));
    let best = gain(ideal.into_iter());
    if best > 0.0 { gained / best } else { 0.0 }
}

fn gain(grades: impl Iterator<Item = u32>) -> f64 {
    let discounted = |(rank, grade): (usize, u32)| f64::from(grade) / ((rank + 2) as f64).log2();
    grades.take(GAIN_RANKS).enumerate().map(discounted).sum()
}

fn recall(ranked: &[String], grades: &Grades) -> f64 {
    let found = ranked.iter().take(RECALL_RANKS).filter(|document| grades.contains_key(*document)).count();
    found as f64 / grades.len().max(1) as f64
}

fn reciprocal(ranked: &[String], grades: &Grades) -> f64 {
    let first = ranked.iter().position(|document| grades.contains_key(document));
    first.map_or(0.0, |rank| 1.0 / (rank + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worth(ranked: &[&str], grades: &[(&str, u32)]) -> Worth {
        let ranked: Vec<String> = ranked.iter().map(|&document| document.into()).collect();
        Worth::of(&ranked, &grades.iter().map(|&(document, grade)| (document.into(), grade)).collect())
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-4
    }

    #[test]
    fn measures_are_those_worked_by_hand() {
        // 3 / log2(3) + 1 / log2(5) of 3 / log2(2) + 2 / log2(3) + 1 / log2(4).
        let graded = worth(&["x", "a", "y", "c"], &[("a", 3), ("b", 2), ("c", 1)]);
        assert!(close(graded.ndcg, (1.892_789 + 0.430_677) / (3.0 + 1.261_860 + 0.5)), "{graded:?}");
        assert!(close(graded.recall, 2.0 / 3.0) && close(graded.reciprocal, 0.5));
        assert_eq!(worth(&["a"], &[("a", 1)]), Worth { ndcg: 1.0, recall: 1.0, reciprocal: 1.0 });
        assert_eq!(worth(&["x"], &[("a", 1)]), Worth::default());
    }

    #[test]
    fn only_the_first_ranks_count() {
        let mut ranked = vec!["x"; 10];
        ranked.push("a");
        let late = worth(&ranked, &[("a", 1)]);
        assert!(late.ndcg == 0.0 && late.recall == 1.0 && close(late.reciprocal, 1.0 / 11.0), "{late:?}");
        let mut ranked = vec!["x"; 100];
        ranked.push("a");
        assert_eq!(worth(&ranked, &[("a", 1)]).recall, 0.0);
        // Eleven relevant ones: ten of them are the best that ten ranks can hold.
        let many: Vec<String> = (0..11).map(|number| number.to_string()).collect();
        let grades: Vec<(&str, u32)> = many.iter().map(|name| (name.as_str(), 1)).collect();
        let names: Vec<&str> = many[..10].iter().map(String::as_str).collect();
        assert!(close(worth(&names, &grades).ndcg, 1.0));
    }

    #[test]
    fn means_are_of_all() {
        let one = Worth { ndcg: 1.0, recall: 0.5, reciprocal: 0.25 };
        assert_eq!(Worth::mean(&[one, Worth::default()]), Worth { ndcg: 0.5, recall: 0.25, reciprocal: 0.125 });
        assert_eq!(Worth::mean(&[]), Worth::default());
    }
}
