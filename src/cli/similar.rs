//! `ibid similar`: more like this.

use std::path::Path;

use clap::Args;

use super::{
    args::When,
    exit,
    exit::{Exit, Failure, Outcome},
    search::print_thesis,
    terminal::Terminal,
};
use crate::{
    index::Index,
    search::{self, Options},
    wire,
};

/// Characters shown of a passage.
const CONTEXT: usize = 320;

/// `ibid similar`.
#[derive(Args, Debug)]
#[command(after_help = "\
The words that a thesis, or one of its passages, says more often than the others do are asked of all other theses.
A passage is named by its number, which `ibid search --json` tells; 0 is the record.

Exit code: 0 found, 1 nothing found, 2 error.

Examples:
  ibid similar 06ee9330c402            theses like this one
  ibid similar '06ee9330c402#31'       what is like its passage 31
  ibid similar theses/weaver.pdf --json")]
pub(crate) struct SimilarArguments {
    /// Key of a thesis, the beginning of one, or the path of its PDF; with `#N`, passage N of it.
    #[arg(value_name = "KEY[#PASSAGE]")]
    name: String,
    /// How many theses.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How many passages of each thesis.
    #[arg(short, long, value_name = "N", default_value_t = 1)]
    passages: usize,
    /// Print scores.
    #[arg(short, long)]
    score: bool,
    /// Print JSON Lines: a thesis a line.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    asking: super::asking::AskingArguments,
}

/// Prints what is like the thesis or passage that `arguments` name.
pub(crate) fn run(dir: &Path, arguments: &SimilarArguments) -> Outcome {
    let snapshot = Index::open(dir)?.snapshot()?;
    let (name, passage) = named(&arguments.name)?;
    let key = arguments.asking.view(&snapshot)?.thesis(name)?.key;
    let options = Options { limit: arguments.limit, passages: arguments.passages, ..arguments.asking.options() };
    let results = search::similar(&snapshot, key, passage, &options)?;
    let mut terminal = Terminal::stdout(When::Auto);
    if arguments.json {
        for line in wire::theses(&results, None) {
            terminal.line(&wire::to_line(&line))?;
        }
    } else {
        exit::note(&format!("like: {}", results.understood));
        for (rank, thesis) in results.theses.iter().enumerate() {
            if rank > 0 {
                terminal.line("")?;
            }
            print_thesis(&mut terminal, thesis, arguments.score, CONTEXT)?;
        }
    }
    terminal.finish()?;
    Ok(if results.theses.is_empty() { Exit::NothingFound } else { Exit::Found })
}

/// The thesis and the passage that are named.
fn named(name: &str) -> Result<(&str, Option<u32>), Failure> {
    let Some((thesis, number)) = name.rsplit_once('#') else { return Ok((name, None)) };
    match number.parse() {
        Ok(number) => Ok((thesis, Some(number))),
        Err(_) => Err(Failure::Usage(format!("`{number}` is not the number of a passage"))),
    }
}
