//! `ibid bench`: what indexing and searching cost on PDFs of the user's, each figure with the way it was measured.

mod collection;
mod figures;
mod known_items;
mod machine;
mod measures;
mod questions;
mod relevance;
mod withheld;

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
    time::Instant,
};

use super::{
    args::{BenchArguments, When},
    clock,
    exit::{Exit, Failure, Outcome},
    index,
    terminal::Terminal,
};
use crate::{
    access::Caller,
    error::Error,
    index::{Index, Ledger, Snapshot},
    query::Query,
    search::{self, Options},
    wire,
};
use figures::{Figures, percentile};

/// How often each question is asked; all rounds count.
const ROUNDS: usize = 5;

/// What `ibid bench` measures besides speed.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Quality {
    /// How good the ranking is, on test collections with known answers.
    Relevance(relevance::RelevanceArguments),
    /// How well passages are found by the headings and captions above them.
    KnownItems(known_items::KnownItemsArguments),
}

/// Measures what was asked for.
pub(crate) fn run(arguments: &BenchArguments) -> Outcome {
    match &arguments.quality {
        Some(Quality::Relevance(arguments)) => relevance::run(arguments),
        Some(Quality::KnownItems(arguments)) => known_items::run(arguments),
        None => speed(arguments),
    }
}

/// Builds an index in a temporary folder, asks it questions, prints the figures.
fn speed(arguments: &BenchArguments) -> Outcome {
    let scratch = Scratch::new()?;
    let sampler = machine::Sampler::start();
    let cpu = machine::cpu_seconds();
    let start = Instant::now();
    let incomplete = index::update(&scratch.0, &arguments.paths, &arguments.reading)?;
    let wall = start.elapsed().as_secs_f64();
    let cpu = machine::cpu_seconds().zip(cpu).map(|(after, before)| after - before);
    let peak = sampler.stop();

    let snapshot = Index::open(&scratch.0)?.snapshot()?;
    let ledger = snapshot.status()?;
    let mut figures = Figures::default();
    indexing(&mut figures, &ledger, wall, cpu, peak);
    let questions = match &arguments.queries {
        Some(path) => read_questions(path)?,
        None => questions::drawn(&snapshot, 100)?,
    };
    asking(&mut figures, &snapshot, &questions)?;
    let mut terminal = Terminal::stdout(When::Never);
    if arguments.json {
        terminal.line(&wire::to_pretty(&figures.shape()))?;
    } else {
        figures.print(&mut terminal)?;
    }
    terminal.finish()?;
    Ok(if incomplete { Exit::Incomplete } else { Exit::Found })
}

fn indexing(figures: &mut Figures, ledger: &Ledger, wall: f64, cpu: Option<f64>, peak: Option<u64>) {
    let per_second = |count: u64| count as f64 / wall;
    let share = |part: u64, whole: u64| part as f64 / whole.max(1) as f64;
    figures.count("PDFs", ledger.indexed, "read to the end and indexed");
    figures.count("pages", ledger.pages, "pages of those PDFs");
    figures.add("wall time", wall, "s", "the whole of `ibid index` into an empty folder, commit included");
    if let Some(cpu) = cpu {
        figures.add("CPU time", cpu, "s", "user and system time of this process and its readers");
        figures.add("pages per CPU second", ledger.pages as f64 / cpu.max(0.01), "pages/s", "pages / CPU time");
    }
    figures.add("PDFs per second", per_second(ledger.indexed), "PDFs/s", "PDFs / wall time");
    figures.add("pages per second", per_second(ledger.pages), "pages/s", "pages / wall time");
    figures.add("PDF rate", per_second(ledger.pdf_bytes) / 1e6, "MB/s", "bytes of those PDFs / wall time");
    figures.add("text rate", per_second(ledger.text_bytes) / 1e6, "MB/s", "bytes of text (UTF-8) / wall time");
    if let Some(peak) = peak {
        let how = "largest sum of this process's and its readers' resident memory, sampled every 10 ms";
        figures.add("peak memory", peak as f64 / 1e6, "MB", how);
    }
    figures.add("index", ledger.index_bytes as f64 / 1e6, "MB", "all files of the index");
    figures.add(
        "index / text",
        share(ledger.index_bytes, ledger.text_bytes),
        "",
        "the stored text is part of the index",
    );
    figures.add(
        "index / PDFs",
        share(ledger.index_bytes, ledger.pdf_bytes),
        "",
        "all files of the index / bytes of those PDFs",
    );
}

fn asking(figures: &mut Figures, snapshot: &Snapshot, questions: &[String]) -> Result<(), Error> {
    let options = Options::new(Caller::Owner, clock::today());
    let mut times = Vec::with_capacity(ROUNDS * questions.len());
    for _ in 0..ROUNDS {
        for question in questions {
            let start = Instant::now();
            search::search(snapshot, &Query::parse(question), &options)?;
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    times.sort_by(f64::total_cmp);
    figures.count("questions", questions.len() as u64, "each asked 5 times, one after the other, in this process");
    let how = "from the question's text to 10 theses with 3 marked passages each";
    for (name, share) in [("latency p50", 0.50), ("latency p95", 0.95), ("latency p99", 0.99)] {
        if let Some(value) = percentile(&times, share) {
            figures.add(name, value, "ms", how);
        }
    }
    Ok(())
}

fn read_questions(path: &std::path::Path) -> Result<Vec<String>, Failure> {
    let text = fs::read_to_string(path).map_err(|source| Error::Io { path: path.into(), source })?;
    let questions: Vec<String> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Into::into).collect();
    if questions.is_empty() {
        return Err(Failure::Usage(format!("{} has no question in it", path.display())));
    }
    Ok(questions)
}

/// A folder that goes away with its value.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, Error> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("ibid-bench-{}-{number}", std::process::id()));
        fs::create_dir(&dir).map_err(|source| Error::Io { path: dir.clone(), source })?;
        Ok(Self(dir))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing can be done where the system does not let go of its own temporary folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}
