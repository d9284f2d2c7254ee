//! `ibid complete`: how a question may go on.

use std::path::Path;

use clap::Args;

use super::{
    args::When,
    clock,
    exit::{Exit, Outcome},
    terminal::{Look, Terminal},
};
use crate::{index::Index, search, wire};

/// `ibid complete`.
#[derive(Args, Debug)]
#[command(after_help = "\
Offers names of fields, headings, values of records, phrases and words, as the index has them: a line each, the whole question
first, then what was added and how many passages (words, phrases) or theses have it.

Exit code: 0 something is offered, 1 nothing, 2 error.

Examples:
  ibid complete 'peer sup'
  ibid complete 'stigma creator:hal'
  ibid complete --json 'section:meth' | jq -r '.completions[].query'")]
pub(crate) struct CompleteArguments {
    /// The beginning of a question.
    pub(crate) typed: String,
    /// How many of each kind.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 5)]
    pub(crate) limit: usize,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    asking: super::asking::AskingArguments,
}

/// Completes what was typed from the index in `dir`.
pub(crate) fn run(dir: &Path, arguments: &CompleteArguments) -> Outcome {
    let snapshot = Index::open(dir)?.snapshot()?;
    let offered =
        search::complete(&snapshot, &arguments.typed, arguments.limit, arguments.asking.caller(), clock::today())?;
    let mut terminal = Terminal::stdout(When::Never);
    if arguments.json {
        terminal.line(&wire::to_line(&wire::Completions::of(&offered)))?;
    } else {
        for completion in &offered {
            let kind = wire::kind_of_completion(completion.kind);
            let counted = if completion.count > 0 { format!("  {}", completion.count) } else { String::new() };
            let said = terminal.paint(Look::Faint, &format!("{kind}{counted}"));
            terminal.line(&format!("{}\t{said}", completion.query))?;
        }
    }
    terminal.finish()?;
    Ok(if offered.is_empty() { Exit::NothingFound } else { Exit::Found })
}
