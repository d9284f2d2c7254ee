//! Tells whether two texts are the same but for little: a thesis that was deposited twice, with a cover sheet in front or another
//! page at the end, or written as a PDF by another program.
//!
//! A text is the set of its runs of four words. Of 32 parts of that set, each run in one of them by its hash, the smallest hash is
//! kept; two texts have the smallest in common as often as runs (A. Broder, "On the resemblance and containment of
//! documents", 1997). They are kept in pairs, 16 [traits](Sketch::traits), each a term: few texts that are not the same have even one
//! in common.

/// Words in a run.
const RUN: usize = 4;
/// Parts of the set of runs.
const PARTS: usize = 32;
/// Words that a text must have: what is shorter may be boilerplate for the most part.
const FEWEST: usize = 1_000;

/// How many traits texts have in common that are the same. Where nine tenths of all runs are in both, 13 are expected; where half
/// are, 4.
pub(super) const SAME: usize = 7;

/// The runs of a text, as far as they are kept.
#[derive(Clone, Debug)]
pub(super) struct Sketch {
    least: [u64; PARTS],
    /// The last words, the oldest at `words % RUN`.
    last: [u64; RUN],
    words: usize,
}

impl Default for Sketch {
    fn default() -> Self {
        Self { least: [u64::MAX; PARTS], last: [0; RUN], words: 0 }
    }
}

impl Sketch {
    /// Takes the next word, folded.
    pub(super) fn word(&mut self, word: &str) {
        // FNV-1a: what is kept must be the same on every machine and for ever.
        let hash = word
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        self.last[self.words % RUN] = hash;
        self.words += 1;
        if self.words >= RUN {
            let from_oldest = (0..RUN).map(|at| self.last[(self.words + at) % RUN]);
            let run = mixed(from_oldest.fold(0, |run, word| mixed(run ^ word)));
            let least = &mut self.least[(run >> 59) as usize];
            *least = (*least).min(run);
        }
    }

    /// What the text has in common with others that are the same; none where it is too short to tell, or says little.
    pub(super) fn traits(&self) -> Vec<u64> {
        if self.words < FEWEST || self.least.contains(&u64::MAX) {
            return Vec::new();
        }
        let pairs = self.least.chunks_exact(2).zip(0_u64..);
        pairs.map(|(pair, at)| mixed(mixed(pair[0] ^ at).wrapping_add(pair[1]))).collect()
    }
}

/// Each bit of the result depends on each of `x` (the finalizer of splitmix64).
fn mixed(x: u64) -> u64 {
    let x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that are drawn, of a thousand, and the same for a seed.
    fn words(seed: u64, count: u64) -> Vec<String> {
        (0..count).map(|at| format!("w{}", mixed(seed << 32 | at) % 1_000)).collect()
    }

    fn in_common(one: &[String], other: &[String]) -> usize {
        let traits = |words: &[String]| {
            let mut sketch = Sketch::default();
            words.iter().for_each(|word| sketch.word(word));
            sketch.traits()
        };
        let other = traits(other);
        traits(one).into_iter().filter(|trait_| other.contains(trait_)).count()
    }

    #[test]
    fn covers_and_a_few_other_words_do_not_matter() {
        for seed in 0..40 {
            let text = words(seed, 5_000);
            assert_eq!(in_common(&text, &text), 16);
            let framed = [words(seed + 100, 150), text.clone(), words(seed + 200, 50)].concat();
            assert!(in_common(&text, &framed) >= SAME, "a cover and a last page");
            // Every hundredth word is another, as hyphens and ligatures may have it.
            let otherwise: Vec<String> = text
                .iter()
                .zip(0..)
                .map(|(word, at)| if at % 100 == 0 { format!("{word}x") } else { word.clone() })
                .collect();
            assert!(in_common(&text, &otherwise) >= SAME, "written by another program");
        }
    }

    #[test]
    fn what_texts_share_makes_them_not_the_same() {
        let boilerplate = words(999, 1_500);
        for seed in 0..40 {
            let (one, other) = (words(seed, 3_000), words(seed + 100, 3_000));
            assert_eq!(in_common(&one, &other), 0);
            let ending = |text: &[String]| [text, &boilerplate[..]].concat();
            assert!(in_common(&ending(&one), &ending(&other)) < SAME, "a third of each is the same");
        }
    }

    #[test]
    fn what_says_little_cannot_be_told() {
        let same = words(1, FEWEST as u64 - 1);
        assert_eq!(in_common(&same, &same), 0, "short");
        let dull = vec!["same".to_owned(); 5_000];
        assert_eq!(in_common(&dull, &dull), 0, "always the same");
    }
}
