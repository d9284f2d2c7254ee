//! How long questions take on an index as large as a university's: a million passages and more.
//!
//! `cargo bench --bench scale -- INDEX [--copies N] [--at DIR] [--questions FILE] [--rounds N] [--closed N] [--access]`
//!
//! INDEX is one of real theses (`ibid index`). Its texts are written N times into DIR (a temporary folder unless named; one that
//! is there is used as it is), each time with other words: of the distinct words of six letters and more a quarter, drawn by
//! their hash and the number of the copy, have their third letter changed, so lengths, places and passages stay and the
//! vocabulary grows with every copy, as that of a real collection does; and every third word or so changes places with one of
//! its length that stands near, or the copies would be known as one text. Titles carry the number of the copy.
//!
//! 1,000 questions are drawn from the first copy's texts, one kind after the other (or read from FILE). Each is timed on one thread
//! from its text to ten theses with three marked passages each, and apart, counted alone. On Unix what is told is the thread's
//! time on a processor: a machine that does other things besides says little by the clock.
//!
//! With `--closed N` every Nth thesis is written for staff alone. With `--access` the owner and a stranger take turns instead, question by
//! question: the stranger as one whose words nobody asked for before, and again.

#[path = "clock/mod.rs"]
mod clock;

use std::{collections::BTreeMap, path::PathBuf, time::Instant};

use clock::Begun;
use ibid::{
    access::{Caller, Level},
    date::Date,
    index::{ContentHash, Index, Snapshot, Source, Thesis, WriterOptions, analyzer},
    query::Query,
    search::{Options, search},
};

fn main() {
    let Some(arguments) = Arguments::parse() else {
        return println!("skipped: no index given; `ibid index --index DIR THESES` makes one");
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dir = arguments.at.clone().unwrap_or_else(|| folder.path().join("index"));
    let from = Index::open(&arguments.index).and_then(|index| index.snapshot()).expect("an index of theses");
    if !dir.exists() {
        let start = Instant::now();
        multiply(&from, &dir, arguments.copies, arguments.closed);
        println!("written in {:.0} s", start.elapsed().as_secs_f64());
    }
    let snapshot = Index::open(&dir).and_then(|index| index.snapshot()).expect("the large index");
    let status = snapshot.status().expect("a ledger");
    println!(
        "{} theses, {} passages, {} segments, {:.0} MB",
        status.indexed,
        status.passages,
        status.segments,
        status.index_bytes as f64 / 1e6
    );
    let questions = arguments.questions.as_ref().map_or_else(
        || drawn(&from),
        |file| {
            let text = std::fs::read_to_string(file).expect("a file of questions");
            text.lines().map(|line| ("given", line.to_owned())).collect()
        },
    );
    if arguments.access {
        compare(&snapshot, &questions, arguments.rounds);
    } else {
        ask(&snapshot, &questions, arguments.rounds);
    }
}

struct Arguments {
    index: PathBuf,
    copies: u64,
    at: Option<PathBuf>,
    questions: Option<PathBuf>,
    rounds: usize,
    closed: Option<u64>,
    access: bool,
}

impl Arguments {
    fn parse() -> Option<Self> {
        let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
        let mut parsed = Self {
            index: PathBuf::new(),
            copies: 100,
            at: None,
            questions: None,
            rounds: 1,
            closed: None,
            access: false,
        };
        while let Some(argument) = arguments.next() {
            let mut number = || arguments.next().and_then(|value| value.parse().ok());
            match argument.as_str() {
                "--copies" => parsed.copies = number()?,
                "--closed" => parsed.closed = Some(number()?),
                "--access" => parsed.access = true,
                "--rounds" => parsed.rounds = number()? as usize,
                "--at" => parsed.at = arguments.next().map(PathBuf::from),
                "--questions" => parsed.questions = arguments.next().map(PathBuf::from),
                index => parsed.index = index.into(),
            }
        }
        parsed.index.is_dir().then_some(parsed)
    }
}

/// The keys of all theses that were read, in order.
fn sources(snapshot: &Snapshot) -> Vec<Source> {
    let mut sources = snapshot.sources().expect("a ledger");
    sources.retain(|source| matches!(source.fate, ibid::index::Fate::Indexed(_)));
    sources.sort_by_key(Source::key);
    sources
}

fn multiply(from: &Snapshot, dir: &std::path::Path, copies: u64, closed: Option<u64>) {
    let index = Index::open_or_create(dir).expect("a folder for the large index");
    let mut writer =
        index.writer(&WriterOptions { memory_bytes: 512 << 20, ..WriterOptions::default() }).expect("a writer");
    let sources = sources(from);
    for copy in 0..copies {
        for (at, source) in (0..).zip(&sources) {
            let key = source.key().expect("a key of what was read");
            let stored = from.stored(key).expect("a thesis");
            let mut text = from.text(key).expect("its text");
            text.content = altered(&text.content, copy);
            let hash = ContentHash::of(format!("{key} {copy}").as_bytes());
            let mut record = stored.record;
            record.title = record.title.map(|title| format!("{} ({copy})", altered(&title, copy)));
            if closed.is_some_and(|every| (copy * sources.len() as u64 + at).is_multiple_of(every)) {
                record.security = Level::Staff;
            }
            let path = source.path.with_extension(format!("{copy}.pdf"));
            let source = Source { path, hash: Some(hash), ..source.clone() };
            writer
                .put(Thesis { key: hash.key(), record, origins: Default::default(), said: stored.said, source, text })
                .expect("room");
        }
    }
    writer.finish().expect("a commit");
}

/// `text` with other words, of the same lengths, and with words of the same length in each other's place.
fn altered(text: &str, copy: u64) -> String {
    if copy == 0 {
        return text.to_owned();
    }
    let mut bytes = text.as_bytes().to_vec();
    let spans: Vec<_> = analyzer::tokens(text).map(|token| token.span).collect();
    for span in &spans {
        let word = &text.as_bytes()[span.clone()];
        if word.len() >= 6 && word.iter().all(u8::is_ascii_lowercase) {
            let hash = drawn_by(word, copy);
            if hash & 3 == 0 {
                bytes[span.start + 2] = b'a' + (hash >> 8 & 0xff) as u8 % 26;
            }
        }
    }
    let mut at = 0;
    while at < spans.len() {
        let near = at + 1..spans.len().min(at + 8);
        let is_moved = drawn_by(&(at as u64).to_le_bytes(), copy).is_multiple_of(3);
        let other = near.into_iter().find(|&other| is_moved && spans[other].len() == spans[at].len());
        if let Some(other) = other {
            let (before, behind) = bytes.split_at_mut(spans[other].start);
            before[spans[at].clone()].swap_with_slice(&mut behind[..spans[other].len()]);
        }
        at = other.unwrap_or(at) + 1;
    }
    String::from_utf8(bytes).expect("letters in the place of letters, words in that of words")
}

fn drawn_by(bytes: &[u8], copy: u64) -> u64 {
    let start = copy.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bytes.iter().fold(start, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)) >> 32
}

/// Questions of all kinds: (kind, question).
fn drawn(snapshot: &Snapshot) -> Vec<(&'static str, String)> {
    let texts: Vec<String> = sources(snapshot)
        .iter()
        .filter_map(Source::key)
        .map(|key| snapshot.text(key).expect("a text").content)
        .filter(|text| text.len() > 50_000)
        .collect();
    let mut questions = Vec::new();
    let mut turn = 0_usize;
    while questions.len() < 1_000 && turn < 20_000 {
        let text = &texts[turn * 7 % texts.len()];
        let tokens: Vec<_> = analyzer::tokens(text).collect();
        let at = (turn * 7_919 + 4_211) % tokens.len().saturating_sub(12).max(1);
        turn += 1;
        let printed = |at: usize| &text[tokens[at].span.clone()];
        let telling: Vec<&str> = (at..at + 12).map(printed).filter(|word| word.chars().count() > 4).collect();
        let [a, b, c, ..] = telling[..] else { continue };
        let near = [printed(at), printed(at + 1), printed(at + 2)].join(" ");
        let start: String = a.chars().take(5).collect();
        questions.push(match questions.len() % 20 {
            0..=3 => ("a word", a.to_owned()),
            4..=7 => ("two words", format!("{a} {b}")),
            8 | 9 => ("three words", format!("{a} {b} {c}")),
            10 => ("a sentence", (at..at + 9).map(printed).collect::<Vec<_>>().join(" ")),
            11..=13 => ("a phrase", format!("\"{near}\"")),
            14 => ("AND", format!("{a} AND {b}")),
            15 => ("NOT", format!("{a} {b} -{c}")),
            16 => ("a wildcard", format!("{start}*")),
            17 => ("a field", format!("{a} {b} section:introduction")),
            18 => ("years", format!("{a} year:2015..2020")),
            _ => ("near", format!("\"{a} {b}\"~8")),
        });
    }
    questions
}

fn ask(snapshot: &Snapshot, questions: &[(&'static str, String)], rounds: usize) {
    let shown = Options::new(Caller::Owner, "2026-01-01".parse().expect("a day"));
    let counted = Options { limit: 0, ..shown.clone() };
    let mut kinds: BTreeMap<&str, [Vec<f64>; 2]> = BTreeMap::new();
    let mut all: [Vec<f64>; 2] = Default::default();
    let mut slowest = (0.0, "");
    for _ in 0..rounds.max(1) + 1 {
        // The first round warms.
        let times = kinds.values_mut().chain([&mut all]);
        times.for_each(|[counted, shown]| [counted, shown].into_iter().for_each(|times| times.clear()));
        for (kind, question) in questions {
            for (way, options) in [&counted, &shown].into_iter().enumerate() {
                let begun = Begun::now();
                search(snapshot, &Query::parse(question), options).expect("an answer");
                let time = begun.took();
                kinds.entry(kind).or_default()[way].push(time);
                all[way].push(time);
                if way == 1 && time > slowest.0 {
                    slowest = (time, question);
                }
            }
        }
    }
    println!("| questions | | counted: p50 | p99 | found and shown: p50 | p95 | p99 |\n|---|---|---|---|---|---|---|");
    for (kind, [counted, shown]) in kinds.iter_mut().chain([(&"all", &mut all)]) {
        counted.sort_by(f64::total_cmp);
        shown.sort_by(f64::total_cmp);
        let at = |times: &[f64], share: f64| times[((share * times.len() as f64).ceil() as usize).max(1) - 1];
        println!(
            "| {kind} | {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
            shown.len(),
            at(counted, 0.5),
            at(counted, 0.99),
            at(shown, 0.5),
            at(shown, 0.95),
            at(shown, 0.99)
        );
    }
    println!("slowest: {:.1} ms, {}", slowest.0, slowest.1);
}

/// What each question costs the owner, and a stranger who asks it first and again: the sums of the best of some rounds.
fn compare(snapshot: &Snapshot, questions: &[(&'static str, String)], rounds: usize) {
    let first_day: Date = "2026-01-01".parse().expect("a day");
    let mut days = first_day.days_since_epoch();
    let mut kinds: BTreeMap<&str, [f64; 3]> = BTreeMap::new();
    for (kind, question) in questions {
        let query = Query::parse(question);
        let mut best = [f64::INFINITY; 3];
        for _ in 0..rounds.max(1) + 1 {
            // On another day nothing is remembered of the words.
            days += 1;
            let today = Date::from_days_since_epoch(days);
            for caller in [Caller::Owner, Caller::Anonymous] {
                snapshot.view(caller, today).expect("a view");
            }
            let turns = [Caller::Owner, Caller::Anonymous, Caller::Anonymous];
            for (best, caller) in best.iter_mut().zip(turns) {
                let begun = Begun::now();
                search(snapshot, &query, &Options::new(caller, today)).expect("an answer");
                *best = best.min(begun.took());
            }
        }
        let sums = kinds.entry(kind).or_default();
        sums.iter_mut().zip(best).for_each(|(sum, time)| *sum += time);
    }
    let all = kinds.values().fold([0.0; 3], |all, sums| std::array::from_fn(|at| all[at] + sums[at]));
    println!("| questions | owner, ms | stranger, first | again |\n|---|---|---|---|");
    for (kind, [owner, first, again]) in kinds.iter().map(|(kind, sums)| (*kind, *sums)).chain([("all", all)]) {
        println!(
            "| {kind} | {owner:.0} | {:+.1}% | {:+.1}% |",
            100.0 * (first / owner - 1.0),
            100.0 * (again / owner - 1.0)
        );
    }
}
