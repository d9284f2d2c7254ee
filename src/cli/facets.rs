//! The values beside an answer: how many of its theses have each, and what it is narrowed to.

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::{
    status::grouped,
    terminal::{Look, Terminal},
};
use crate::{
    index::Facet,
    search::{Choice, FacetCounts, FacetValue},
};

/// What theses are counted by and narrowed to.
#[derive(Args, Debug)]
pub(crate) struct FacetArguments {
    /// Keep theses with this value, as `--facets` shows it. Of a field that is named twice either value does; all fields
    /// must fit.
    #[arg(long = "filter", value_name = "FIELD=VALUE")]
    pub(crate) filters: Vec<Choice>,
    /// After the hits, say how many theses have which values: of all fields, or of these (`--facets=year,department`).
    #[arg(long, value_name = "FIELDS", num_args = 0..=1, require_equals = true, default_missing_value = "all",
          value_delimiter = ',', value_parser = names())]
    facets: Vec<Named>,
    /// So many values of each field.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    facet_values: u16,
}

/// What `--facets` may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    All,
    One(Facet),
}

fn names() -> impl TypedValueParser<Value = Named> {
    let names = std::iter::once("all").chain(Facet::ALL.map(Facet::name));
    PossibleValuesParser::new(names).map(|name| Facet::named(&name).map_or(Named::All, Named::One))
}

impl FacetArguments {
    /// What is counted.
    pub(crate) fn facets(&self) -> Vec<Facet> {
        let mut facets = Vec::new();
        for named in &self.facets {
            match named {
                Named::All => {
                    facets.extend(Facet::ALL.into_iter().filter(|facet| !facets.contains(facet)).collect::<Vec<_>>());
                }
                Named::One(facet) if facets.contains(facet) => {}
                Named::One(facet) => facets.push(*facet),
            }
        }
        facets
    }

    /// Values of each field.
    pub(crate) fn values(&self) -> usize {
        usize::from(self.facet_values)
    }
}

/// Columns of what names a field.
const NAME: usize = 13;

/// Prints what was counted; fields that no thesis has a value of are left out.
pub(crate) fn print(terminal: &mut Terminal, facets: &[FacetCounts]) -> std::io::Result<()> {
    for counts in facets.iter().filter(|counts| counts.distinct > 0) {
        let name = format!("{:<NAME$}", counts.facet.name());
        let mut line = terminal.paint(Look::Title, &name);
        let mut column = NAME;
        for part in parts(counts) {
            let (text, look) = part;
            let width = unicode_width::UnicodeWidthStr::width(text.as_str());
            if column > NAME && column + 3 + width > terminal.width() {
                terminal.line(&line)?;
                (line, column) = (" ".repeat(NAME), NAME);
            } else if column > NAME {
                line.push_str(" · ");
                column += 3;
            }
            line.push_str(&look.map_or_else(|| text.clone(), |look| terminal.paint(look, &text)));
            column += width;
        }
        terminal.line(&line)?;
    }
    Ok(())
}

/// "Sociology (3)", and so on; what is chosen is marked.
fn parts(counts: &FacetCounts) -> Vec<(String, Option<Look>)> {
    let part = |value: &FacetValue| {
        let look = if value.is_chosen { Some(Look::Mark) } else { None };
        (format!("{} ({})", value.value, grouped(value.theses)), look)
    };
    let mut parts: Vec<_> = counts.values.iter().map(part).collect();
    let more = counts.distinct.saturating_sub(counts.values.len() as u64);
    if more > 0 {
        parts.push((format!("{} more", grouped(more)), Some(Look::Faint)));
    }
    if counts.without > 0 {
        parts.push((format!("not known ({})", grouped(counts.without)), Some(Look::Faint)));
    }
    parts
}
