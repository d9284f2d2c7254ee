//! Random questions of every form to real theses, answered once more by reading every word.
//!
//! What the questions mean is written down here a second time, over the whole text of each thesis, by the simplest means: who
//! finds it, where, what is marked, and how many there are must be the same. The theses are those of
//! `../shared/corpus/theses`; without them there is nothing to do.

#[path = "proof/asked.rs"]
mod asked;
#[path = "proof/reader.rs"]
mod reader;

use std::{collections::BTreeSet, path::Path, sync::atomic::AtomicBool};

use asked::{Ask, Dice};
use ibid::{
    access::Caller,
    index::{Index, Snapshot},
    ingest,
    query::Query,
    search::{self, Grouping, Options, PassageHit},
};
use reader::{Library, Thesis};

/// How many questions of each form.
const ROUNDS: usize = 9;

/// Of answers with more passages than these, the first ones are looked at.
const READ: u64 = 120;

#[test]
fn every_answer_is_what_reading_finds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/theses");
    if !corpus.is_dir() {
        eprintln!("every_answer_is_what_reading_finds was passed over: no {}", corpus.display());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(folder.path().join("index")).unwrap();
    ingest::run(&index, &[corpus], &ingest::Options::default(), &|_| {}, &AtomicBool::new(false)).unwrap();
    let snapshot = index.snapshot().unwrap();
    let library = Library::read(&snapshot);
    let mut dice = Dice(20_261_124);
    let mut wrong = Vec::new();
    let (mut asked, mut found) = (0, 0);
    for round in 0..ROUNDS {
        for form in asked::FORMS {
            let ask = form(&library, &mut dice);
            asked += 1;
            let options =
                Options { limit: 1_000, passages: 1_000, ..Options::new(Caller::Owner, "2026-01-01".parse().unwrap()) };
            match judge(&snapshot, &library, &ask, &options) {
                Ok(hits) => {
                    found += usize::from(hits > 0);
                    let kept = [Grouping::Theses, Grouping::Passages].map(|grouping| begins(&snapshot, &ask, grouping));
                    assert_eq!(kept, [true; 2], "few of {} are not the first of many", ask.typed);
                }
                Err(why) => wrong.push(format!("round {round}: {}\n    {why}", ask.typed)),
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(found * 10 > asked * 8, "{found} of {asked} questions found anything");
}

/// Whether the first few, for which most theses are not looked at, are the first of all.
fn begins(snapshot: &Snapshot, ask: &Ask, grouping: Grouping) -> bool {
    let best = |limit| {
        let options = Options { limit, grouping, ..Options::new(Caller::Owner, "2026-01-01".parse().unwrap()) };
        let results = search::search(snapshot, &Query::parse(&ask.typed), &options).unwrap();
        let passage = |hit: &PassageHit| (hit.number, hit.score.to_bits());
        let of_thesis = |hit: &search::ThesisHit| {
            (hit.key, hit.score.to_bits(), hit.passages.iter().map(passage).collect::<Vec<_>>())
        };
        results.theses.iter().map(of_thesis).collect::<Vec<_>>()
    };
    best(300).starts_with(&best(3))
}

/// Holds an answer against what reading finds; how many hits there are.
fn judge(snapshot: &Snapshot, library: &Library, ask: &Ask, options: &Options) -> Result<u64, String> {
    let query = Query::parse(&ask.typed);
    if !query.notices.is_empty() {
        return Err(format!("{:?}", query.notices));
    }
    let read: Vec<BTreeSet<u32>> = library.theses.iter().map(|thesis| ask.hits(thesis)).collect();
    let passages: u64 = read.iter().map(|hits| hits.len() as u64).sum();
    let theses = read.iter().filter(|hits| !hits.is_empty()).count() as u64;
    // What is counted is counted without limit; what is shown is read again, so not everything.
    let options = Options { passages: if passages > READ { 2 } else { options.passages }, ..options.clone() };
    let results = search::search(snapshot, &query, &options).map_err(|error| error.to_string())?;
    if (results.total_theses, results.total_passages) != (theses, passages) {
        let counted = (results.total_theses, results.total_passages);
        let missed = results.theses.iter().find_map(|hit| {
            let at = library.position(&hit.key.to_string());
            let shown: BTreeSet<u32> = hit.passages.iter().map(|passage| passage.number).collect();
            shown.difference(&read[at]).next().map(|number| format!("{} #{number}", hit.path.display()))
        });
        return Err(format!("counted {counted:?}, read {theses} and {passages}; first too many: {missed:?}"));
    }
    for hit in &results.theses {
        let at = library.position(&hit.key.to_string());
        let shown: BTreeSet<u32> = hit.passages.iter().map(|passage| passage.number).collect();
        if hit.passages_total != read[at].len() as u64 || !shown.is_subset(&read[at]) {
            return Err(format!("{}: {} of {:?}, not {:?}", hit.path.display(), hit.passages_total, shown, read[at]));
        }
        for passage in &hit.passages {
            check_marks(&library.theses[at], passage, ask)
                .map_err(|why| format!("{} passage {}: {why}", hit.path.display(), passage.number))?;
        }
    }
    Ok(passages)
}

/// Holds the marks of a passage against what reading its text finds, and its text against the thesis's.
fn check_marks(thesis: &Thesis, hit: &PassageHit, ask: &Ask) -> Result<(), String> {
    let chars: Vec<char> = hit.text.chars().collect();
    if let Some(offset) = hit.offset {
        let stands: String = thesis.chars[offset..offset + chars.len()].iter().collect();
        if stands != hit.text {
            return Err(format!("does not stand at {offset}"));
        }
    }
    if hit.marks.windows(2).any(|pair| pair[0].end > pair[1].start) {
        return Err(format!("marks overlap: {:?}", hit.marks));
    }
    let words = thesis.words_of(hit.number, hit.offset, chars.len());
    let covered =
        ask.covered(words).into_iter().zip(words).map(|(covered, word)| covered && ask.takes_page(&word.page));
    let base = hit.offset.unwrap_or(0);
    for (word, covered) in words.iter().zip(covered) {
        let span = word.span.start - base..word.span.end - base;
        let is_marked = hit.marks.iter().any(|mark| mark.start <= span.start && span.end <= mark.end);
        let is_touched = hit.marks.iter().any(|mark| mark.start < span.end && span.start < mark.end);
        if is_marked != covered || is_touched != covered {
            let said = if is_touched { "is marked" } else { "is not marked" };
            return Err(format!("`{}` at {span:?} {said}; {:?}", word.printed, hit.text));
        }
    }
    for begin in ask.beginnings(thesis).into_iter().filter(|found| thesis.words[found.start].passage == hit.number) {
        let (first, last) = (&thesis.words[begin.start], &thesis.words[begin.end - 1]);
        if hit.number > 0 && last.span.end - base > chars.len() {
            return Err(format!("`{}` … `{}` is cut", first.printed, last.printed));
        }
    }
    Ok(())
}
