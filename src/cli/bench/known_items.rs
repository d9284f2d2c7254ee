//! `ibid bench known-items`: how well passages are found by the headings and captions above them.

use std::{collections::BTreeMap, path::PathBuf};

use clap::Args;
use serde::Serialize;

use super::{
    Scratch,
    withheld::{Asked, drawn, withheld},
};
use crate::{
    access::Caller,
    cli::{
        args::{ReadingArguments, When},
        clock,
        exit::{Exit, Failure, Outcome},
        index,
        terminal::Terminal,
    },
    error::Result,
    index::{Index, Key, Snapshot, Thesis, WriterOptions, analyzer},
    query::Query,
    search::{self, Grouping, Options, PassageHit, Results},
    text::SectionKind,
    wire,
};

/// How deep passages are looked for.
const RANKS: usize = 10;

/// `ibid bench known-items`.
#[derive(Args, Debug)]
#[command(after_help = "\
Reads the theses into a temporary index and asks for sections by the words of their headings, and of captions in them:
a few of each thesis, those that say what a section is about (\"Introduction\" does not), without their numbers. What is asked is first
taken out of the text, so that not the heading itself but what stands below it must be found; contents pages and lists keep
theirs. A question is answered by any passage of its section. The same theses give the same questions.

Example:
  ibid bench known-items ../shared/corpus/theses")]
pub(crate) struct KnownItemsArguments {
    /// PDFs and folders of PDFs.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Headings of each thesis, and captions of each, at most.
    #[arg(long, value_name = "N", default_value_t = 4)]
    each: usize,
    /// Print each question with the rank of its answer.
    #[arg(long, conflicts_with = "json")]
    verbose: bool,
    #[command(flatten)]
    reading: ReadingArguments,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What the questions of one language showed, or all.
#[derive(Debug, Default, Serialize)]
struct Row {
    language: String,
    questions: usize,
    mrr: f64,
    success_1: f64,
    success_3: f64,
    success_10: f64,
    /// Share of questions of which one of the first three is a passage of a contents page, a list or the references.
    pointer_in_3: f64,
}

/// The shape of `ibid bench known-items --json`.
#[derive(Debug, Serialize)]
struct Shape<'a> {
    v: u32,
    languages: &'a [Row],
    all: &'a Row,
}

/// What one question showed.
struct Shown {
    language: String,
    /// From 1.
    rank: Option<usize>,
    pointed: bool,
}

/// Measures, and prints the figures.
pub(crate) fn run(arguments: &KnownItemsArguments) -> Outcome {
    let (read, asked) = (Scratch::new()?, Scratch::new()?);
    index::update(&read.0, &arguments.paths, &arguments.reading)?;
    let questions = copy(&Index::open(&read.0)?.snapshot()?, &Index::open_or_create(&asked.0)?, arguments.each)?;
    if questions.is_empty() {
        return Err(Failure::Usage("no heading or caption to ask for".to_owned()));
    }
    let snapshot = Index::open(&asked.0)?.snapshot()?;
    let mut terminal = Terminal::stdout(When::Never);
    let mut shown = Vec::with_capacity(questions.len());
    for (key, language, asked) in &questions {
        let results = ask(&snapshot, &asked.question)?;
        let one = judge(&results, *key, language, asked);
        if arguments.verbose {
            let rank = one.rank.map_or("-".to_owned(), |rank| rank.to_string());
            let sign = if one.pointed { "*" } else { " " };
            terminal.line(&format!("{language} {rank:>2}{sign} {}", asked.question))?;
        }
        shown.push(one);
    }
    print(&mut terminal, arguments.json, &shown)?;
    terminal.finish()?;
    Ok(Exit::Found)
}

/// Copies the theses without what is asked for; the questions, each with its thesis's key and language.
fn copy(from: &Snapshot, to: &Index, each: usize) -> Result<Vec<(Key, String, Asked)>> {
    let mut keys: Vec<Key> = from.sources()?.iter().filter_map(|source| source.key()).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut writer = to.writer(&WriterOptions::default())?;
    let mut questions = Vec::new();
    for key in keys {
        let (stored, text) = (from.stored(key)?, from.text(key)?);
        let Some(source) = from.sources_of(key)?.into_iter().find(|source| source.fate == stored.fate) else {
            continue;
        };
        let language = analyzer::stem_language(&stored.record, text.language.as_deref());
        let questions_of_it = drawn(&text, each);
        let (text, asked) = withheld(text, questions_of_it);
        questions.extend(asked.into_iter().map(|asked| (key, language.clone(), asked)));
        writer.put(Thesis { key, record: stored.record, origins: stored.origins, said: stored.said, source, text })?;
    }
    writer.finish()?;
    Ok(questions)
}

fn ask(snapshot: &Snapshot, question: &str) -> Result<Results> {
    let options = Options { grouping: Grouping::Passages, limit: RANKS, ..Options::new(Caller::Owner, clock::today()) };
    search::search(snapshot, &Query::parse(question), &options)
}

fn judge(results: &Results, key: Key, language: &str, asked: &Asked) -> Shown {
    let hits: Vec<(Key, &PassageHit)> =
        results.theses.iter().flat_map(|thesis| thesis.passages.iter().map(|hit| (thesis.key, hit))).collect();
    let answers = |(of, hit): &(Key, &PassageHit)| *of == key && asked.passages.contains(&hit.number);
    let rank = hits.iter().position(answers).map(|at| at + 1);
    let pointed = hits.iter().take(3).any(|(_, hit)| points_elsewhere(hit));
    Shown { language: language.to_owned(), rank, pointed }
}

fn points_elsewhere(hit: &PassageHit) -> bool {
    use SectionKind::{Contents, List, References};
    hit.section.as_ref().is_some_and(|section| matches!(section.kind, Contents | List | References))
}

fn row(language: &str, shown: &[&Shown]) -> Row {
    let share =
        |holds: &dyn Fn(&Shown) -> f64| shown.iter().map(|one| holds(one)).sum::<f64>() / shown.len().max(1) as f64;
    let within = |ranks: usize| share(&|one| f64::from(u8::from(one.rank.is_some_and(|rank| rank <= ranks))));
    Row {
        language: language.to_owned(),
        questions: shown.len(),
        mrr: share(&|one| one.rank.map_or(0.0, |rank| 1.0 / rank as f64)),
        success_1: within(1),
        success_3: within(3),
        success_10: within(RANKS),
        pointer_in_3: share(&|one| f64::from(u8::from(one.pointed))),
    }
}

fn print(terminal: &mut Terminal, json: bool, shown: &[Shown]) -> std::io::Result<()> {
    let mut languages: BTreeMap<&str, Vec<&Shown>> = BTreeMap::new();
    shown.iter().for_each(|one| languages.entry(&one.language).or_default().push(one));
    let rows: Vec<Row> = languages.iter().map(|(language, shown)| row(language, shown)).collect();
    let all = row("all", &shown.iter().collect::<Vec<_>>());
    if json {
        return terminal.line(&wire::to_pretty(&Shape { v: wire::VERSION, languages: &rows, all: &all }));
    }
    let columns = |cells: [String; 6]| cells.map(|cell| format!("{cell:>11}")).concat();
    let heading = ["questions", "MRR", "success@1", "success@3", "success@10", "pointers@3"];
    terminal.line(&format!("{:<8}{}", "language", columns(heading.map(str::to_owned))))?;
    for row in rows.iter().chain([&all]) {
        let shares = [row.mrr, row.success_1, row.success_3, row.success_10, row.pointer_in_3];
        let [mrr, first, third, tenth, pointers] = shares.map(|share| format!("{share:.3}"));
        let cells = columns([row.questions.to_string(), mrr, first, third, tenth, pointers]);
        terminal.line(&format!("{:<8}{cells}", row.language))?;
    }
    Ok(())
}
