//! `ibid show --boxes`: the words of pages and where they stand, from the PDF itself.

use std::{io, ops::RangeInclusive};

use super::{
    args::{OcrArguments, Pages, When},
    exit::{self, Exit, Outcome},
    index,
    ocr::{SECONDS, Sight},
    show::ShowArguments,
    terminal::{Look, Terminal},
};
use crate::{
    index::{Snapshot, StoredThesis},
    ingest,
    ocr::Mode,
    pdf::Request,
    text::PageState,
    wire::{self, Boxes},
};

/// Prints the words of these pages of `thesis`.
pub(crate) fn run(
    snapshot: &Snapshot,
    thesis: &StoredThesis,
    pages: RangeInclusive<u32>,
    arguments: &ShowArguments,
) -> Outcome {
    // What the index knows of the pages is asked first: it says which there are.
    snapshot.pages_text(thesis.key, pages.clone())?;
    let original = ingest::original(snapshot, thesis.key)?;
    let password = arguments.password_file.as_deref().map(index::password).transpose()?;
    let coverage = thesis.coverage();
    let engine = coverage.and_then(|coverage| coverage.engine.parse().ok()).unwrap_or_default();
    let sight = sight(thesis, |page| pages.contains(&page));
    let request = Request { password: password.as_deref(), pages: Some(pages) };
    let mut read = Vec::new();
    let again = ingest::read_pages(original.bytes, engine, &request, sight.here(), &mut |page| read.push(page));
    if let Err(why) = again {
        exit::complain(&format!("{}: {why}", original.path.display()), why.advice());
        return Ok(Exit::Incomplete);
    }
    let boxes = Boxes::of(thesis, &original.path, &read);
    let mut terminal = Terminal::stdout(When::Never);
    if arguments.json {
        terminal.line(&wire::to_line(&boxes))?;
    } else {
        print(&mut terminal, &boxes)?;
    }
    terminal.finish()?;
    Ok(if sight.is_wanting() { Exit::Incomplete } else { Exit::Found })
}

/// How pages that were recognised are again: as they were when the thesis was indexed.
pub(super) fn sight(thesis: &StoredThesis, wanted: impl Fn(u32) -> bool) -> Sight {
    let mut known = thesis.frame.pages.iter().filter(|page| wanted(page.number));
    let coverage = thesis.coverage().filter(|_| known.any(|page| page.state == PageState::Recognised));
    let ocr = match coverage.map(|coverage| coverage.ocr) {
        None | Some(Mode::Off) => Pages::Off,
        Some(Mode::Auto) => Pages::Auto,
        Some(Mode::Force) => Pages::Force,
    };
    let models = coverage.and_then(|coverage| coverage.models.clone());
    Sight::look(&OcrArguments { ocr, ocr_languages: models.into_iter().collect() }, SECONDS)
}

/// A table: left, lower, right and upper edge, then the word.
fn print(terminal: &mut Terminal, boxes: &Boxes<'_>) -> io::Result<()> {
    for page in &boxes.pages {
        let label = page.label.map(|label| format!("p. {label} (PDF {})", page.page));
        let place = label.unwrap_or_else(|| format!("PDF {}", page.page));
        let [x0, y0, x1, y1] = page.bounds;
        let turned = if page.rotation == 0 { String::new() } else { format!(", turned by {} degrees", page.rotation) };
        let size = format!("  {x0} {y0} {x1} {y1}{turned}");
        terminal.line(&format!("{}{}", terminal.paint(Look::Page, &place), terminal.paint(Look::Faint, &size)))?;
        for word in &page.words {
            let [x0, y0, x1, y1] = word.bounds;
            terminal.line(&format!("{x0:>8.2} {y0:>8.2} {x1:>8.2} {y1:>8.2}  {}", word.text))?;
        }
    }
    Ok(())
}
