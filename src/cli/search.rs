//! `ibid search`: a question, answered on the terminal or as JSON Lines.

use std::path::PathBuf;

use super::{
    args::SearchArguments,
    clock, exit,
    exit::{Exit, Failure, Outcome},
    explain, facets, index, passage,
    terminal::{Look, Terminal},
};
use crate::{
    error::Error,
    index::Index,
    query::{self, Query},
    search::{self, Grouping, Options, Results, Sort, ThesisHit},
    wire,
};

/// Characters shown of a passage on a terminal unless `-C` says otherwise.
const CONTEXT: usize = 320;

/// Characters shown of a question as understood.
const UNDERSTOOD: usize = 300;

/// In which order results come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Order {
    /// The best first.
    Relevance,
    /// The newest year first.
    Date,
    /// By the words of the titles.
    Title,
    /// The passages of each thesis as they stand in it.
    Page,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Relevance => Self::Relevance,
            Order::Date => Self::Date,
            Order::Title => Self::Title,
            Order::Page => Self::Page,
        }
    }
}

/// Answers `arguments.query` from the index in `dir`.
pub(crate) fn run(dir: &std::path::Path, arguments: &SearchArguments) -> Outcome {
    let incomplete = !arguments.paths.is_empty() && bring_up_to_date(dir, arguments)?;
    let paths: Vec<PathBuf> = arguments.paths.iter().map(|path| path.canonicalize().unwrap_or(path.clone())).collect();
    let snapshot = Index::open(dir)?.snapshot()?;
    let query = Query::parse(&arguments.query);
    let options = Options {
        limit: if arguments.count { 0 } else { arguments.limit },
        offset: arguments.offset,
        passages: arguments.passages,
        grouping: if arguments.flat { Grouping::Passages } else { Grouping::Theses },
        caller: arguments.asking.caller(),
        today: clock::today(),
        paths,
        sort: arguments.sort.into(),
        explain: arguments.explain,
        filters: arguments.facets.filters.clone(),
        facets: arguments.facets.facets(),
        facet_values: arguments.facets.values(),
    };
    let results = search::search(&snapshot, &query, &options)?;
    for notice in &results.notices {
        exit::note(notice);
    }
    if (!query.notices.is_empty() || arguments.explain) && !results.understood.is_empty() {
        exit::note(&format!("the question as understood: {}", query::shortened(&results.understood, UNDERSTOOD)));
    }
    print(arguments, &results)?;
    if let Some(suggestion) = &results.suggestion {
        exit::note(&format!("did you mean: {suggestion}"));
    }
    arguments.delivery.open(&results)?;
    Ok(match results.total_passages {
        0 if incomplete => Exit::Incomplete,
        0 => Exit::NothingFound,
        _ => Exit::Found,
    })
}

/// Whether something that was asked for is not in the index.
fn bring_up_to_date(dir: &std::path::Path, arguments: &SearchArguments) -> Result<bool, Failure> {
    match index::update(dir, &arguments.paths, &arguments.reading) {
        Err(Failure::Library(error @ Error::Locked { .. })) => {
            exit::note(&format!("{error}; this is what it has so far"));
            Ok(true)
        }
        other => other,
    }
}

fn print(arguments: &SearchArguments, results: &Results) -> std::io::Result<()> {
    let mut terminal = Terminal::stdout(arguments.hyperlink);
    let context = arguments.context;
    if arguments.delivery.cite(&mut terminal, results, context)? {
        return terminal.finish();
    }
    let totals_line = |terminal: &mut Terminal| terminal.line(&wire::to_line(&wire::Totals::of(results)));
    match (arguments.count, arguments.json || arguments.delivery.is_json()) {
        (true, true) => totals_line(&mut terminal)?,
        (true, false) => {
            terminal.line(&totals(results))?;
            facets::print(&mut terminal, &results.facets)?;
        }
        (false, true) if arguments.flat => {
            for line in wire::passages(results, context) {
                terminal.line(&wire::to_line(&line))?;
            }
        }
        (false, true) => {
            for line in wire::theses(results, context) {
                terminal.line(&wire::to_line(&line))?;
            }
        }
        (false, false) => {
            for (rank, thesis) in results.theses.iter().enumerate() {
                if rank > 0 {
                    terminal.line("")?;
                }
                print_thesis(&mut terminal, thesis, arguments.score, context.unwrap_or(CONTEXT))?;
            }
            if !results.facets.is_empty() && !results.theses.is_empty() {
                terminal.line("")?;
            }
            facets::print(&mut terminal, &results.facets)?;
            terminal.finish()?;
            exit::remark(&totals(results));
            return Ok(());
        }
    }
    if !arguments.count && !results.facets.is_empty() {
        totals_line(&mut terminal)?;
    }
    terminal.finish()
}

pub(crate) fn print_thesis(
    terminal: &mut Terminal,
    thesis: &ThesisHit,
    score: bool,
    context: usize,
) -> std::io::Result<()> {
    let title = thesis.record.title.clone().unwrap_or_else(|| file_name(thesis));
    let score_of = |value: f32| if score { format!("  {value:.3}") } else { String::new() };
    let heading =
        format!("{}{}", terminal.paint(Look::Title, &title), terminal.paint(Look::Faint, &score_of(thesis.score)));
    terminal.line(&heading)?;
    let byline = passage::byline(&thesis.record, &thesis.key);
    terminal.line(&terminal.paint(Look::Faint, &byline))?;
    if let Some(explanation) = &thesis.explanation {
        terminal.line(&terminal.paint(Look::Faint, &format!("  {}", explain::line(explanation))))?;
    }
    for (_, path) in &thesis.also_in {
        terminal.line(&terminal.paint(Look::Faint, &format!("also in {}", path.display())))?;
    }
    for hit in &thesis.passages {
        passage::print(terminal, thesis, hit, context, &score_of(hit.score))?;
        for line in hit.explanation.iter().flat_map(explain::lines) {
            terminal.line(&terminal.paint(Look::Faint, &line))?;
        }
    }
    let more = thesis.passages_total.saturating_sub(thesis.passages.len() as u64);
    if more > 0 && !thesis.passages.is_empty() {
        let (noun, more) = (if more == 1 { "passage" } else { "passages" }, more);
        terminal.line(&terminal.paint(Look::Faint, &format!("    and {more} more {noun}")))?;
    }
    Ok(())
}

fn file_name(thesis: &ThesisHit) -> String {
    thesis.path.file_name().map_or_else(|| thesis.key.to_string(), |name| name.to_string_lossy().into_owned())
}

/// "14 passages in 3 theses".
fn totals(results: &Results) -> String {
    let count = |n: u64, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let passages = count(results.total_passages, "passage", "passages");
    format!("{passages} in {}", count(results.total_theses, "thesis", "theses"))
}
