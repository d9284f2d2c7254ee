//! `ibid browse`: every value of a field, with the number of theses that have it.

use std::path::Path;

use clap::{Args, ValueEnum, builder::PossibleValuesParser, builder::TypedValueParser};

use super::{
    args::When,
    exit::{self, Exit, Outcome},
    status::grouped,
    terminal::{Look, Terminal},
};
use crate::{
    index::{Facet, Index},
    search::{self, Choice, FacetCounts, Options},
    wire::{self, BrowsedLine},
};

/// `ibid browse`.
#[derive(Args, Debug)]
#[command(after_help = "\
A thesis with several keywords counts for each; a text that was deposited twice counts once for each value. Spellings
that differ in capitals and accents are one value. --filter narrows as it does in `ibid search`.

Exit code: 0 there are values, 1 there are none, 2 error.

Examples:
  ibid browse department
  ibid browse year --sort value
  ibid browse keyword --filter department=Sociology -n 20
  ibid browse access
  ibid browse licence --csv > licences.csv")]
pub(crate) struct BrowseArguments {
    /// The field.
    #[arg(value_name = "FIELD", value_parser = field())]
    field: Facet,
    /// Count only theses with this value of another field; may be repeated.
    #[arg(long = "filter", value_name = "FIELD=VALUE")]
    filters: Vec<Choice>,
    /// By the number of theses, or by the letters of the values.
    #[arg(short, long, value_name = "HOW", default_value = "count")]
    sort: Order,
    /// Print so many values at most; 0 prints all.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 0)]
    limit: usize,
    /// Print CSV.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Print JSON Lines: a value a line.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    asking: super::asking::AskingArguments,
}

/// In which order values come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Order {
    /// Those of the most theses first.
    Count,
    /// By their letters.
    Value,
}

/// The facets by their names.
fn field() -> impl TypedValueParser<Value = Facet> {
    PossibleValuesParser::new(Facet::ALL.map(Facet::name)).try_map(|name| search::facet(&name))
}

/// Prints the values that `arguments` ask for.
pub(crate) fn run(dir: &Path, arguments: &BrowseArguments) -> Outcome {
    let snapshot = Index::open(dir)?.snapshot()?;
    let options = Options { filters: arguments.filters.clone(), ..arguments.asking.options() };
    let mut counts = search::browse(&snapshot, arguments.field, &options)?;
    if arguments.sort == Order::Value {
        counts.sort_by_value();
    }
    let distinct = counts.distinct;
    if arguments.limit > 0 && counts.values.len() > arguments.limit {
        counts.values.truncate(arguments.limit);
        counts.without = 0;
    }
    print(arguments, &counts)?;
    if !arguments.json && !arguments.csv {
        exit::remark(&format!("{} {}", grouped(distinct), if distinct == 1 { "value" } else { "values" }));
    }
    Ok(if distinct == 0 { Exit::NothingFound } else { Exit::Found })
}

fn print(arguments: &BrowseArguments, counts: &FacetCounts) -> std::io::Result<()> {
    let mut terminal = Terminal::stdout(When::Never);
    if arguments.csv {
        terminal.line(BrowsedLine::csv_head(counts.facet.name()).trim_end_matches('\n'))?;
    }
    for line in BrowsedLine::each(counts) {
        let printed = match () {
            () if arguments.json => wire::to_line(&line),
            () if arguments.csv => line.to_csv().trim_end_matches('\n').to_owned(),
            () => {
                let unknown = || terminal.paint(Look::Faint, "(not known)");
                format!("{:>10}  {}", grouped(line.theses), line.value.map_or_else(unknown, str::to_owned))
            }
        };
        terminal.line(&printed)?;
    }
    terminal.finish()
}
