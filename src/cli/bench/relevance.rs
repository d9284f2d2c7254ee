//! `ibid bench relevance`: how good the ranking is, on collections of documents and questions with known answers.

use std::{path::PathBuf, time::Instant};

use clap::Args;
use serde::Serialize;

use super::{
    Scratch,
    collection::{self, Collection},
    measures::{RECALL_RANKS, Worth},
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
    index::{Index, Snapshot},
    query::Query,
    search::{self, Options, Results},
    wire,
};

/// `ibid bench relevance`.
#[derive(Args, Debug)]
#[command(after_help = "\
A collection is a folder with corpus.jsonl ({\"_id\", \"title\", \"text\"} a line), queries.jsonl ({\"_id\", \"text\"}) and
qrels.tsv (question, document, grade; tabs between), as BEIR has them. Its documents become theses of a temporary index,
each with a record (title, language) and a text that the title stands above; the questions are parsed and answered as those
of `ibid search` are, 100 theses deep. Questions that no document answers are left out. With --pdfs, the documents
are read from PDFs instead: DIR/COLLECTION/ID.pdf (`benches/relevance/render.py` makes them).

nDCG@10, Recall@100 and MRR are trec_eval's, the mean over the questions; halves: those of the odd and of the even ones.

Examples:
  ibid bench relevance ../shared/corpus/relevance
  ibid bench relevance ../shared/corpus/relevance/cranfield --json")]
pub(crate) struct RelevanceArguments {
    /// A collection, or a folder of collections.
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Read the documents from the PDFs in this folder.
    #[arg(long, value_name = "DIR")]
    pdfs: Option<PathBuf>,
    /// Language of the documents, as their records say it; `none`: they do not, and it is detected.
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    language: String,
    #[command(flatten)]
    reading: ReadingArguments,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What a collection showed; of the last row, the mean of all.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    questions: usize,
    ndcg_10: f64,
    recall_100: f64,
    mrr: f64,
    /// nDCG@10 of the first, third, ... question, and of the others.
    ndcg_10_halves: [f64; 2],
    questions_per_second: f64,
}

/// The shape of `ibid bench relevance --json`.
#[derive(Debug, Serialize)]
struct Shape<'a> {
    v: u32,
    collections: &'a [Row],
    mean: Row,
}

/// Measures each collection, and prints the figures.
pub(crate) fn run(arguments: &RelevanceArguments) -> Outcome {
    let mut rows = Vec::new();
    for dir in collection::folders(&arguments.dir)? {
        let collection = Collection::read(&dir)?;
        let scratch = Scratch::new()?;
        let index = match &arguments.pdfs {
            Some(pdfs) => {
                index::update(&scratch.0, &[pdfs.join(&collection.name)], &arguments.reading)?;
                Index::open(&scratch.0)?
            }
            None => {
                let language = Some(arguments.language.as_str()).filter(|&language| language != "none");
                collection.index(&scratch.0, language)?
            }
        };
        rows.push(measure(&collection, &index.snapshot()?)?);
    }
    print(arguments.json, &rows)?;
    Ok(Exit::Found)
}

fn measure(collection: &Collection, snapshot: &Snapshot) -> Result<Row, Failure> {
    let Some(_) = collection.questions.first() else {
        return Err(Failure::Usage(format!("no document answers a question of {}", collection.name)));
    };
    let mut worths = Vec::with_capacity(collection.questions.len());
    let start = Instant::now();
    for (question, grades) in &collection.questions {
        let results = search::search(snapshot, &Query::parse(question), &options())?;
        worths.push(Worth::of(&documents(&results), grades));
    }
    let seconds = start.elapsed().as_secs_f64();
    let half = |first: usize| {
        let worths: Vec<Worth> = worths.iter().skip(first).step_by(2).copied().collect();
        Worth::mean(&worths).ndcg
    };
    let mean = Worth::mean(&worths);
    Ok(Row {
        name: collection.name.clone(),
        questions: worths.len(),
        ndcg_10: mean.ndcg,
        recall_100: mean.recall,
        mrr: mean.reciprocal,
        ndcg_10_halves: [half(0), half(1)],
        questions_per_second: worths.len() as f64 / seconds,
    })
}

fn options() -> Options {
    Options { limit: RECALL_RANKS, passages: 1, ..Options::new(Caller::Owner, clock::today()) }
}

/// The documents found, by the names of their files.
fn documents(results: &Results) -> Vec<String> {
    let name = |path: &PathBuf| {
        let is_pdf = path.extension().is_some_and(|extension| extension == "pdf");
        let name = if is_pdf { path.file_stem() } else { path.file_name() };
        name.unwrap_or_default().to_string_lossy().into_owned()
    };
    results.theses.iter().map(|thesis| name(&thesis.path)).collect()
}

fn mean(rows: &[Row]) -> Row {
    let mean = |of: &dyn Fn(&Row) -> f64| rows.iter().map(of).sum::<f64>() / rows.len().max(1) as f64;
    Row {
        name: "mean".to_owned(),
        questions: rows.iter().map(|row| row.questions).sum(),
        ndcg_10: mean(&|row| row.ndcg_10),
        recall_100: mean(&|row| row.recall_100),
        mrr: mean(&|row| row.mrr),
        ndcg_10_halves: [0, 1].map(|half| mean(&|row| row.ndcg_10_halves[half])),
        questions_per_second: mean(&|row| row.questions_per_second),
    }
}

fn print(json: bool, rows: &[Row]) -> std::io::Result<()> {
    let mut terminal = Terminal::stdout(When::Never);
    let mean = mean(rows);
    if json {
        terminal.line(&wire::to_pretty(&Shape { v: wire::VERSION, collections: rows, mean }))?;
        return terminal.finish();
    }
    let heading = ["collection", "questions", "nDCG@10", "odd", "even", "Recall@100", "MRR", "questions/s"];
    let [name, rest @ ..] = heading;
    let columns = |cells: [String; 7]| cells.map(|cell| format!("{cell:>12}")).concat();
    terminal.line(&format!("{name:<12}{}", columns(rest.map(str::to_owned))))?;
    for row in rows.iter().chain([&mean]) {
        let [odd, even] = row.ndcg_10_halves;
        let measures = [row.ndcg_10, odd, even, row.recall_100, row.mrr].map(|value| format!("{value:.4}"));
        let [ndcg, odd, even, recall, mrr] = measures;
        let speed = format!("{:.0}", row.questions_per_second);
        let cells = columns([row.questions.to_string(), ndcg, odd, even, recall, mrr, speed]);
        terminal.line(&format!("{:<12}{cells}", row.name))?;
    }
    terminal.finish()
}
