//! `ibid show`: a thesis's record page, or the text of its pages.

use std::{
    io,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use clap::{ArgGroup, Args};

use super::{
    args::When,
    boxes,
    exit::{Exit, Failure, Outcome},
    marked, output, picture, record_page,
    terminal::{Look, Terminal},
};
use crate::{
    index::{Index, PageText},
    text::PageState,
    wire,
};

/// `ibid show`.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("marked").args(["png", "pdf", "boxes"]))]
#[command(after_help = "\
Examples:
  ibid show 06ee9330c402               the record and what was read of the document
  ibid show 06ee --provenance          where each value of the record came from
  ibid show 06ee --page 18             the text of PDF page 18; four digits of a key or more will do
  ibid show theses/weaver.pdf --page 34-36
  ibid show 06ee --text                the whole text
  ibid show 06ee --page 18 --boxes     each word of the page and where it stands: points, origin bottom left
  ibid show 06ee --page 18 --png p.png the page as a picture; --png - writes it to standard output
  ibid show 06ee --page 18 --png p.png --query '\"peer support\"'      what matches highlighted
  ibid show 06ee --pdf marked.pdf --query '\"peer support\" stigma'   a copy of the PDF with highlights
  ibid show 06ee --boxes --json --query stigma                        where each match stands, line by line

A highlight is an annotation (that of a whole phrase is one), its note names the words and the question. With --pdf and
--boxes all pages are marked, or those of --page. Exit code: 0 done, 1 nothing of the question stands there (a picture
is drawn all the same), 2 error.")]
pub(crate) struct ShowArguments {
    /// Key of a thesis, the beginning of one (four digits or more), or the path of its PDF.
    pub(crate) key: String,
    /// The text of this PDF page, or of a range such as 12-15.
    #[arg(short, long, value_name = "N[-M]", conflicts_with = "text")]
    pub(crate) page: Option<String>,
    /// The words of the pages with their boxes, read from the PDF again; with --query, those that match.
    #[arg(short, long)]
    pub(crate) boxes: bool,
    /// Mark what answers this question; with --png, --pdf or --boxes.
    #[arg(short, long, value_name = "QUESTION", requires = "marked")]
    pub(crate) query: Option<String>,
    /// Write a copy of the PDF with what matches highlighted.
    #[arg(long, value_name = "FILE", requires = "query", conflicts_with_all = ["boxes", "json", "text", "png"])]
    pub(crate) pdf: Option<PathBuf>,
    /// The page as a picture, drawn from the PDF; `-` is standard output.
    #[arg(long, value_name = "FILE", requires = "page", conflicts_with_all = ["boxes", "json"])]
    pub(crate) png: Option<PathBuf>,
    /// Pixels to an inch of paper.
    #[arg(long, value_name = "N", default_value_t = 144, requires = "png", value_parser = clap::value_parser!(u32).range(18..=1200))]
    pub(crate) dpi: u32,
    /// Where the PDF itself is opened, try this password after the empty one (first line of the file).
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// The whole text.
    #[arg(short, long)]
    pub(crate) text: bool,
    /// Say of each value of the record where it came from: format and file.
    #[arg(long, conflicts_with_all = ["page", "text", "query", "boxes"])]
    pub(crate) provenance: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) asking: super::asking::AskingArguments,
}

/// Prints the thesis that `arguments.key` names.
pub(crate) fn run(dir: &Path, arguments: &ShowArguments) -> Outcome {
    let range = match &arguments.page {
        Some(text) => Some(parse_range(text).ok_or_else(|| wrong_range(text))?),
        None => arguments.text.then_some(1..=u32::MAX),
    };
    let snapshot = Index::open(dir)?.snapshot()?;
    let view = arguments.asking.view(&snapshot)?;
    let mut thesis = view.thesis(&arguments.key)?;
    for file in arguments.pdf.iter().chain(&arguments.png).filter(|file| *file != Path::new("-")) {
        output::spare_sources(file, &snapshot)?;
    }
    if range.is_some() || arguments.query.is_some() || arguments.boxes {
        // From here on the text is asked for: of somebody who may not read it nothing else is looked at.
        thesis = view.open(thesis.key)?;
    }
    match (&range, &arguments.query) {
        (_, Some(query)) if arguments.png.is_none() => {
            return marked::run(&snapshot, &thesis, range, query, arguments);
        }
        (Some(range), None) if arguments.boxes => return boxes::run(&snapshot, &thesis, range.clone(), arguments),
        (None, None) if arguments.boxes => {
            return Err(Failure::Usage("--boxes needs --page N, or a --query".to_owned()));
        }
        _ => {}
    }
    if let (Some(file), Some(range)) = (&arguments.png, &range) {
        return picture::run(&snapshot, &thesis, range, file, arguments);
    }
    let pages = match range {
        Some(range) => view.pages_text(thesis.key, range)?,
        None => Vec::new(),
    };
    let mut terminal = Terminal::stdout(When::Never);
    if arguments.json {
        let twins = view.twins(thesis.key)?;
        let document = wire::Document::of(&thesis, &pages).with_twins(&twins);
        let document = if arguments.provenance { document.with_origins(&thesis.origins) } else { document };
        terminal.line(&wire::to_pretty(&document))?;
    } else if pages.is_empty() {
        record_page::print(&mut terminal, &thesis, arguments.provenance)?;
        for (other, path) in view.twins(thesis.key)? {
            record_page::line(&mut terminal, "also deposited", &format!("{other} {}", path.display()))?;
        }
    } else {
        print_pages(&mut terminal, &pages, arguments.text)?;
    }
    terminal.finish()?;
    Ok(Exit::Found)
}

/// `12` or `12-15`.
fn parse_range(text: &str) -> Option<RangeInclusive<u32>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (1 <= first && first <= last).then_some(first..=last)
}

fn wrong_range(text: &str) -> Failure {
    Failure::Usage(format!("`{text}` is no page or range of pages such as 12 or 12-15"))
}

fn print_pages(terminal: &mut Terminal, pages: &[PageText], whole: bool) -> io::Result<()> {
    for page in pages {
        if !whole {
            let label = page.label.as_ref().map(|label| format!("p. {label} (PDF {})", page.number));
            let place = label.unwrap_or_else(|| format!("PDF {}", page.number));
            let sure = page.confidence.map(|sure| terminal.paint(Look::Faint, &format!("  OCR, {sure}% sure")));
            terminal.line(&format!("{}{}", terminal.paint(Look::Page, &place), sure.unwrap_or_default()))?;
        }
        match page.state {
            state if state.is_readable() => terminal.line(page.text.trim_end())?,
            state if !whole => terminal.line(&terminal.paint(Look::Faint, state_name(state)))?,
            _ => {}
        }
        if !whole {
            terminal.line("")?;
        }
    }
    Ok(())
}

fn state_name(state: PageState) -> &'static str {
    match state {
        PageState::Text | PageState::Recognised => "text",
        PageState::Scanned => "(an image without text)",
        PageState::Garbled => "(text that means nothing)",
        PageState::Blank => "(blank)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_pages() {
        assert_eq!(parse_range("12"), Some(12..=12));
        assert_eq!(parse_range("12-15"), Some(12..=15));
        for wrong in ["", "0", "x", "5-3", "-3", "3-"] {
            assert_eq!(parse_range(wrong), None, "{wrong}");
        }
    }
}
