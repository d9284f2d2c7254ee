//! What records cost: counting by them, narrowing by them, and changing them, on 100,000 theses of 30 passages each.
//!
//! `cargo bench --bench records -- [--records N] [--passages N] [--words N] [--closed PERCENT] [--updates N] [--rounds N] [--at DIR]`
//!
//! Nothing in it is real: the words of the texts are drawn by rank from 200,000 made up ones, the r-th as often as Zipf says
//! (1/r), 80 to a passage unless told otherwise; values of records likewise, from 60 departments, 12 institutions, 35 years, 20,000
//! keywords and so on. Of the texts PERCENT are closed (10; half for staff, a quarter each for registered users and under embargo), and every
//! hundredth is that of the thesis before, deposited again. All is written by `index::Writer`, into DIR (a temporary folder unless
//! named; one that is there is used as it is), and for each thesis there is a file that is never read.
//!
//! Records are changed as users change them: sidecars are written beside N of the files, and `ingest::run` finds and takes them.
//! Questions are one word and two words of all frequencies; each is asked plain, with all facets, with one, and narrowed, in turns,
//! on one thread from its text to ten theses with three marked passages each; what is told is that thread's time (`benches/clock`).

#[path = "clock/mod.rs"]
mod clock;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use clock::Begun;
use ibid::{
    access::{Caller, Level},
    index::{ContentHash, Coverage, Facet, Fate, Index, Snapshot, Source, Thesis, WriterOptions},
    ingest,
    query::Query,
    record::{Record, Said},
    search::{Options, browse, search},
    text::{PageSpan, PageState, Passage, Section, SectionKind, Text},
};

fn main() {
    let Some(arguments) = Arguments::parse() else { return println!("what may be named stands in benches/records.rs") };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = arguments.at.clone().unwrap_or_else(|| folder.path().to_owned());
    let (dir, files) = (at.join("index"), at.join("files"));
    if !dir.exists() {
        let start = Instant::now();
        write(&arguments, &dir, &files);
        let rate = arguments.records as f64 / start.elapsed().as_secs_f64();
        println!("written in {:.0} s, {rate:.0} theses/s", start.elapsed().as_secs_f64());
    }
    let index = Index::open(&dir).expect("the index");
    if arguments.updates > 0 {
        update(&arguments, &index, &files);
    }
    let snapshot = index.snapshot().expect("the index");
    let status = snapshot.status().expect("a ledger");
    println!(
        "{} theses, {} passages, {} segments, {:.0} MB",
        status.indexed,
        status.passages,
        status.segments,
        status.index_bytes as f64 / 1e6
    );
    count(&snapshot, &arguments);
    ask(&snapshot, &arguments);
}

struct Arguments {
    records: u64,
    passages: u32,
    words: usize,
    closed: u64,
    updates: u64,
    rounds: usize,
    at: Option<PathBuf>,
}

impl Arguments {
    fn parse() -> Option<Self> {
        let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
        let mut parsed =
            Self { records: 100_000, passages: 30, words: 80, closed: 10, updates: 2_000, rounds: 5, at: None };
        while let Some(argument) = arguments.next() {
            let value = arguments.next()?;
            match argument.as_str() {
                "--records" => parsed.records = value.parse().ok()?,
                "--passages" => parsed.passages = value.parse().ok()?,
                "--words" => parsed.words = value.parse().ok()?,
                "--closed" => parsed.closed = value.parse().ok()?,
                "--updates" => parsed.updates = value.parse().ok()?,
                "--rounds" => parsed.rounds = value.parse().ok()?,
                "--at" => parsed.at = Some(value.into()),
                _ => return None,
            }
        }
        Some(parsed)
    }
}

/// Numbers that look drawn and are the same every time (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// A rank below `end`, the first twice as often as the second, and so on.
    fn rank(&mut self, end: usize) -> usize {
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((end as f64 + 1.0).powf(share) as usize).min(end) - 1
    }
}

/// The word of this rank: frequent ones are short.
fn word(rank: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "ve"];
    let mut rest = rank + 16;
    let mut word = String::new();
    while rest > 0 {
        word.push_str(SYLLABLES[rest % 16]);
        rest /= 16;
    }
    word
}

const VOCABULARY: usize = 200_000;
const KEYWORDS: usize = 20_000;

fn write(arguments: &Arguments, dir: &Path, files: &Path) {
    let index = Index::open_or_create(dir).expect("a folder for the index");
    let mut writer =
        index.writer(&WriterOptions { memory_bytes: 256 << 20, ..WriterOptions::default() }).expect("a writer");
    let words: Vec<String> = (0..VOCABULARY).map(word).collect();
    for number in 0..arguments.records {
        let twin = if number % 100 == 99 { number - 1 } else { number };
        let text = text(arguments, &words, twin);
        let path = path(files, number);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, "%PDF-1.4").expect("a file");
        let path = path.canonicalize().expect("a file");
        let written = fs::metadata(&path).and_then(|file| file.modified()).expect("a time");
        let written = written.duration_since(std::time::UNIX_EPOCH).expect("a time after 1970");
        let hash = ContentHash::of(&number.to_le_bytes());
        let source = Source {
            path,
            size: 8,
            modified_ns: written.as_nanos() as _,
            hash: Some(hash),
            record: None,
            fate: Fate::Indexed(Coverage::of(&text, "ibid")),
        };
        let record = record(arguments, number, 0);
        writer
            .put(Thesis { key: hash.key(), record, origins: Default::default(), said: Said::default(), source, text })
            .expect("room");
    }
    writer.finish().expect("a commit");
}

fn path(files: &Path, number: u64) -> PathBuf {
    files.join(format!("{:03}/{number}.pdf", number / 1000))
}

/// A text of as many pages as passages.
fn text(arguments: &Arguments, words: &[String], seed: u64) -> Text {
    let mut dice = Dice(seed);
    let mut text = Text { language: Some("en".into()), ..Text::default() };
    for number in 0..arguments.passages {
        let start = text.content.len() as u32;
        for at in 0..arguments.words {
            text.content.push_str(&words[dice.rank(words.len())]);
            text.content.push_str(if at % 12 == 11 { ". " } else { " " });
        }
        text.content.pop();
        text.content.push('\n');
        text.passages.push(Passage { span: start..text.content.len() as u32, section: Some(number / 5) });
        text.pages.push(PageSpan { number: number + 1, label: None, start, state: PageState::Text, confidence: None });
        if number % 5 == 0 {
            let heading = format!("{} {}", number / 5 + 1, words[dice.rank(words.len())]);
            text.sections.push(Section { heading, level: 1, kind: SectionKind::Chapter, start });
        }
    }
    text
}

/// The record of a thesis, as it was described for the n-th time.
fn record(arguments: &Arguments, number: u64, time: u64) -> Record {
    const LEVELS: [&str; 4] = ["Doctoral", "Masters", "Bachelors", "Habilitation"];
    const LANGUAGES: [&str; 6] = ["en", "de", "fr", "es", "it", "pt"];
    let mut dice = Dice(number ^ 0x5_eed0_f7ec_07d5);
    let title: Vec<String> = (0..8).map(|_| word(dice.rank(VOCABULARY))).collect();
    let keywords = (0..3 + dice.below(4)).map(|_| format!("{} studies", word(dice.rank(KEYWORDS)))).collect();
    let closed = dice.below(100) < arguments.closed;
    let how = dice.below(4);
    Record {
        title: Some(format!("{} ({time})", title.join(" "))),
        creators: vec![format!("{}, {}", word(dice.rank(5_000)), word(dice.rank(500)))],
        date: format!("{}-06-30", 2024 - dice.rank(35)).parse().ok(),
        item_type: Some("Thesis".into()),
        thesis_type: Some(LEVELS[dice.rank(LEVELS.len())].into()),
        department: Some(format!("Department of {}", word(dice.rank(60)))),
        institution: Some(format!("University of {}", word(dice.rank(12)))),
        language: Some(LANGUAGES[dice.rank(LANGUAGES.len())].into()),
        licence: (dice.below(3) > 0).then(|| format!("CC BY {}.0", dice.rank(4) + 1)),
        repository: Some(format!("repository {}", dice.rank(4) + 1)),
        subjects: vec![format!("Q{}", dice.rank(200))],
        keywords,
        security: match how {
            0 | 1 if closed => Level::Staff,
            2 if closed => Level::Registered,
            _ => Level::Public,
        },
        embargo: if closed && how == 3 { "2099-01-01".parse().ok() } else { None },
        ..Record::default()
    }
}

/// Describes some theses anew.
fn update(arguments: &Arguments, index: &Index, files: &Path) {
    let time = std::time::UNIX_EPOCH.elapsed().expect("a time after 1970").as_secs();
    let updates = arguments.updates.min(arguments.records);
    let step = (arguments.records / updates.max(1)).max(1);
    for number in (0..updates).map(|turn| turn * step) {
        let json = serde_json::to_string(&record(arguments, number, time)).expect("plain values");
        fs::write(path(files, number).with_extension("json"), json).expect("a sidecar");
    }
    let start = Instant::now();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let isolation = ingest::Isolation::InProcess;
    let options = ingest::Options { jobs: 1, isolation, ..ingest::Options::default() };
    let summary = ingest::run(index, &[files.to_owned()], &options, &|_| {}, &stop).expect("a run");
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} records changed in {seconds:.1} s, {:.0} records/s, {} files looked at",
        summary.described,
        summary.described as f64 / seconds,
        arguments.records
    );
}

fn options() -> Options {
    Options::new(Caller::Owner, "2026-01-01".parse().expect("a day"))
}

/// All theses by each field.
fn count(snapshot: &Snapshot, arguments: &Arguments) {
    let start = Instant::now();
    let asked = options();
    snapshot.view(asked.caller, asked.today).and_then(|view| view.values().map(|_| ())).expect("values");
    println!("values of all segments put together in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    println!("| browse | values | ms p50 |\n|---|---|---|");
    for facet in Facet::ALL {
        let mut times = Vec::new();
        let mut distinct = 0;
        for _ in 0..arguments.rounds.max(1) {
            let begun = Begun::now();
            distinct = browse(snapshot, facet, &options()).expect("counts").distinct;
            times.push(begun.took());
        }
        times.sort_by(f64::total_cmp);
        println!("| {} | {distinct} | {:.1} |", facet.name(), times[times.len() / 2]);
    }
}

/// Questions of all frequencies: one word, and two.
fn questions() -> Vec<String> {
    let mut dice = Dice(4);
    (0..200)
        .map(|turn| {
            let mut drawn = || word(50 + dice.rank(50_000));
            if turn % 2 == 0 { drawn() } else { format!("{} {}", drawn(), drawn()) }
        })
        .collect()
}

fn ask(snapshot: &Snapshot, arguments: &Arguments) {
    let narrow = |text: &str| text.parse().expect("a filter");
    let ways: [(&str, Options); 5] = [
        ("plain", options()),
        ("all facets", Options { facets: Facet::ALL.to_vec(), ..options() }),
        ("facets=year", Options { facets: vec![Facet::Year], ..options() }),
        ("filter=year", Options { filters: vec![narrow("year=2024"), narrow("year=2023")], ..options() }),
        (
            "filter and facets",
            Options {
                filters: vec![narrow("type=Doctoral"), narrow("access=open")],
                facets: Facet::ALL.to_vec(),
                ..options()
            },
        ),
    ];
    let mut times: [Vec<f64>; 5] = Default::default();
    let (mut theses, mut most) = (0, 0);
    for round in 0..=arguments.rounds.max(1) {
        for question in questions() {
            for ((_, options), times) in ways.iter().zip(&mut times) {
                let query = Query::parse(&question);
                let begun = Begun::now();
                let results = search(snapshot, &query, options).expect("an answer");
                // The first round warms.
                if round > 0 {
                    times.push(begun.took());
                }
                theses += results.total_theses;
                most = most.max(results.total_theses);
            }
        }
    }
    let asked = (arguments.rounds.max(1) as u64 + 1) * 200 * 5;
    println!("{} theses answer a question on average, {most} at most", theses / asked);
    println!("| 200 questions | p50 | p95 | p99 |\n|---|---|---|---|");
    for ((name, _), mut times) in ways.iter().zip(times) {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((share * times.len() as f64).ceil() as usize).max(1) - 1];
        println!("| {name} | {:.2} | {:.2} | {:.2} |", at(0.5), at(0.95), at(0.99));
    }
}
