//! How a search hands out what it found: as text, as JSON, as citations, or as a PDF opened at the page.

use std::io;

use clap::{Args, ValueEnum};

use super::{
    exit::{self, Failure},
    terminal::Terminal,
    viewer,
};
use crate::{
    search::Results,
    wire::{self, Style},
};

/// Characters of a passage that a citation quotes unless `-C` says otherwise.
const QUOTED: usize = 320;

/// How hits are handed out.
#[derive(Args, Debug)]
pub(crate) struct DeliveryArguments {
    /// Print hits as text, JSON Lines or citations with the printed page as locator [default: text].
    #[arg(long, value_name = "FORM", conflicts_with_all = ["json", "count"])]
    pub(crate) format: Option<Format>,
    /// Open the first hit in a PDF reader, at its page (IBID_VIEWER: a reader's name, or a command with {page} and {path}).
    #[arg(long, conflicts_with = "count")]
    pub(crate) open: bool,
}

/// In which form hits are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// JSON Lines, as --json prints them.
    Json,
    /// BibTeX: an entry for each thesis, the pages in its note.
    Bibtex,
    /// RIS: a reference for each thesis, its best page in SP, its passages in notes.
    Ris,
    /// CSL-JSON: an item for each thesis, with locator and label.
    Csl,
    /// CSV: a row for each passage.
    Csv,
    /// Markdown: each passage as a block quote with its source.
    Markdown,
}

impl DeliveryArguments {
    /// Whether JSON Lines are asked for.
    pub(crate) fn is_json(&self) -> bool {
        self.format == Some(Format::Json)
    }

    /// The style of citations, if any is asked for.
    fn style(&self) -> Option<Style> {
        match self.format? {
            Format::Text | Format::Json => None,
            Format::Bibtex => Some(Style::Bibtex),
            Format::Ris => Some(Style::Ris),
            Format::Csl => Some(Style::Csl),
            Format::Csv => Some(Style::Csv),
            Format::Markdown => Some(Style::Markdown),
        }
    }

    /// Prints `results` as citations, if they are asked for; whether they were.
    pub(crate) fn cite(&self, terminal: &mut Terminal, results: &Results, context: Option<usize>) -> io::Result<bool> {
        let Some(style) = self.style() else { return Ok(false) };
        let cited = wire::cite(results, style, context.unwrap_or(QUOTED));
        terminal.line(cited.strip_suffix('\n').unwrap_or(&cited))?;
        Ok(true)
    }

    /// Opens the first hit, if that is asked for.
    pub(crate) fn open(&self, results: &Results) -> Result<(), Failure> {
        let first = results.theses.iter().find_map(|thesis| Some((thesis, thesis.passages.first()?)));
        match first.filter(|_| self.open) {
            None => Ok(()),
            Some((thesis, hit)) => {
                let label = hit.label.as_ref().map(|label| label.text.as_str());
                exit::remark(&format!("opening {} at page {}", thesis.path.display(), hit.page.max(1)));
                viewer::open(&thesis.path, hit.page, label)
            }
        }
    }
}
