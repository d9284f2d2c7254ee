//! Random questions to random theses, answered once more by reading every word.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// A question as this test knows it.
#[derive(Clone, Debug)]
enum Ask {
    Word(&'static str),
    Phrase(Vec<&'static str>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Without(Box<Self>, Box<Self>),
}

const WORDS: [&str; 4] = ["wax", "bee", "hive", "über"];

fn ask() -> impl Strategy<Value = Ask> {
    let word = || prop::sample::select(WORDS.to_vec());
    let leaf = prop_oneof![word().prop_map(Ask::Word), prop::collection::vec(word(), 2..5).prop_map(Ask::Phrase)];
    leaf.prop_recursive(2, 6, 2, |inner| {
        let pair = (inner.clone(), inner).prop_map(|(a, b)| (Box::new(a), Box::new(b)));
        (pair, 0..3).prop_map(|((a, b), kind)| match kind {
            0 => Ask::And(a, b),
            1 => Ask::Or(a, b),
            _ => Ask::Without(a, b),
        })
    })
}

impl Ask {
    fn typed(&self) -> String {
        match self {
            Self::Word(word) => (*word).to_owned(),
            Self::Phrase(words) => format!("\"{}\"", words.join(" ")),
            Self::And(a, b) => format!("({} AND {})", a.typed(), b.typed()),
            Self::Or(a, b) => format!("({} {})", a.typed(), b.typed()),
            Self::Without(a, b) => format!("({} -{})", a.typed(), b.typed()),
        }
    }

    /// The hits among some passages of a thesis.
    fn hits(&self, thesis: &[Vec<&'static str>], among: &BTreeSet<usize>) -> BTreeSet<usize> {
        match self {
            Self::Word(word) => among.iter().copied().filter(|&at| thesis[at].contains(word)).collect(),
            Self::Phrase(words) => among.intersection(&begins(thesis, words)).copied().collect(),
            Self::And(a, b) => {
                let (a, b) = (a.hits(thesis, among), b.hits(thesis, among));
                if a.is_empty() || b.is_empty() { BTreeSet::new() } else { &a | &b }
            }
            Self::Or(a, b) => &a.hits(thesis, among) | &b.hits(thesis, among),
            Self::Without(a, b) => a.hits(thesis, &(among - &b.hits(thesis, among))),
        }
    }

    /// The phrases and words that it wants.
    fn wanted(&self) -> Vec<Vec<&'static str>> {
        match self {
            Self::Word(word) => vec![vec![word]],
            Self::Phrase(words) => vec![words.clone()],
            Self::And(a, b) | Self::Or(a, b) => [a.wanted(), b.wanted()].concat(),
            // `-` takes away what is after it; of a double one, nothing is wanted either.
            Self::Without(a, _) => a.wanted(),
        }
    }
}

/// The passages in which a phrase begins.
fn begins(thesis: &[Vec<&'static str>], phrase: &[&str]) -> BTreeSet<usize> {
    let running: Vec<(usize, &str)> =
        thesis.iter().enumerate().flat_map(|(at, words)| words.iter().map(move |word| (at, *word))).collect();
    let windows = running.windows(phrase.len());
    windows.filter(|window| window.iter().map(|(_, word)| word).eq(phrase)).map(|window| window[0].0).collect()
}

/// Holds every mark against the question, and the question against every word.
fn check_marks(hit: &PassageHit, ask: &Ask) {
    let chars: Vec<char> = hit.text.chars().collect();
    let words: Vec<&str> = hit.text.split_whitespace().collect();
    let mut covered = vec![false; words.len()];
    for leaf in ask.wanted() {
        for (at, window) in words.windows(leaf.len()).enumerate() {
            if window == leaf {
                covered[at..at + leaf.len()].fill(true);
            }
        }
    }
    let mut at = 0;
    for (word, covered) in words.iter().zip(covered) {
        let span = at..at + word.chars().count();
        assert_eq!(chars[span.clone()].iter().collect::<String>(), *word);
        let is_marked = hit.marks.iter().any(|mark| mark.start <= span.start && span.end <= mark.end);
        assert_eq!(is_marked, covered, "{word} at {at} of {:?} for {}", hit.text, ask.typed());
        at = span.end + 1;
    }
    assert!(!hit.marks.is_empty());
    assert!(hit.marks.windows(2).all(|pair| pair[0].end <= pair[1].start));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn an_answer_is_what_reading_finds(
        theses in prop::collection::vec(
            prop::collection::vec(prop::collection::vec(prop::sample::select(WORDS.to_vec()), 1..4), 1..5), 1..5),
        asks in prop::collection::vec(ask(), 12),
    ) {
        let made: Vec<Thesis> = theses.iter().enumerate().map(|(at, passages)| {
            let texts: Vec<String> = passages.iter().map(|words| words.join(" ") + " ").collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let mut thesis = thesis(&format!("{at}"), &texts);
            thesis.record.language = Some("und".into());
            thesis
        }).collect();
        let (_folder, snapshot) = indexed(made);
        for ask in &asks {
            let results = search(&snapshot, &Query::parse(&ask.typed()), &options()).unwrap();
            let mut answered: Vec<(usize, BTreeSet<usize>)> = results.theses.iter().map(|hit| {
                let title = hit.record.title.as_deref().unwrap().parse().unwrap();
                (title, hit.passages.iter().map(|passage| passage.number as usize - 1).collect())
            }).collect();
            answered.sort();
            let read: Vec<(usize, BTreeSet<usize>)> = theses.iter().enumerate()
                .map(|(at, passages)| (at, ask.hits(passages, &(0..passages.len()).collect())))
                .filter(|(_, hits)| !hits.is_empty())
                .collect();
            prop_assert_eq!(&answered, &read, "{}", ask.typed());
            prop_assert_eq!(results.total_theses as usize, read.len());
            prop_assert_eq!(results.total_passages as usize, read.iter().map(|(_, hits)| hits.len()).sum::<usize>());
            for hit in results.theses.iter().flat_map(|thesis| &thesis.passages) {
                check_marks(hit, ask);
            }
        }
    }
}
