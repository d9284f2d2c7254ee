//! `ibid show --query`: where on its pages a thesis holds what is asked for, as boxes or as highlights in a copy of its PDF.

use std::{io, ops::RangeInclusive};

use super::{
    args::When,
    asking::AskingArguments,
    boxes,
    deadline::within_time,
    exit::{self, Exit, Failure, Outcome},
    index, output,
    show::ShowArguments,
    terminal::{Look, Terminal},
};
use crate::{
    index::{Snapshot, StoredThesis},
    ingest,
    page::{Highlight, Page},
    pdf::{self, Request},
    query::Query,
    search::{self, Occurrences},
    text::PageState,
    wire,
};

/// Pages between two that are read rather than the PDF opened twice.
const NEAR: u32 = 12;

/// Prints where the answers to `query` stand, or writes them into a copy of the PDF.
pub(crate) fn run(
    snapshot: &Snapshot,
    thesis: &StoredThesis,
    pages: Option<RangeInclusive<u32>>,
    query: &str,
    arguments: &ShowArguments,
) -> Outcome {
    if let Some(pages) = &pages {
        // What the index knows of the pages is asked first: it says which there are.
        snapshot.pages_text(thesis.key, pages.clone())?;
    }
    let original = ingest::original(snapshot, thesis.key)?;
    let password = arguments.password_file.as_deref().map(index::password).transpose()?;
    let asking = &arguments.asking;
    let question = Question { snapshot, thesis, asking, password: password.as_deref(), pages: pages.as_ref() };
    let marked = question.marked(query, &original.bytes)?;
    if marked.pages.is_empty() && !arguments.json {
        return Ok(marked.tell());
    }
    match &arguments.pdf {
        Some(file) => {
            let highlights: Vec<Highlight> = marked.pages.iter().flat_map(|page| page.highlights.clone()).collect();
            let count = thesis.frame.pages.len() as u32;
            let (bytes, secret, note) = (original.bytes, password.clone(), marked.understood.clone());
            let copy = within_time(move || pdf::highlight(bytes, secret.as_deref(), count, &highlights, &note));
            let copy = copy.unwrap_or(Err(pdf::NotWritten::Damaged));
            let copy = match copy {
                Ok(copy) => copy,
                Err(why) => {
                    exit::complain(&format!("{}: {why}", original.path.display()), why.advice());
                    return Ok(Exit::Incomplete);
                }
            };
            output::write(file, &copy.bytes)?;
            if copy.decrypted {
                exit::note("the PDF is encrypted; the copy is not");
            }
            if copy.annotations == pdf::MOST_HIGHLIGHTS {
                exit::note(&format!("the copy has the first {} highlights", pdf::MOST_HIGHLIGHTS));
            }
            exit::remark(&format!("{} highlights on {} pages", copy.annotations, marked.pages.len()));
        }
        None => {
            let shape = wire::Marks::of(thesis, &original.path, &marked.understood, &marked.pages);
            let mut terminal = Terminal::stdout(When::Never);
            if arguments.json {
                terminal.line(&wire::to_line(&shape))?;
            } else {
                print(&mut terminal, &shape)?;
            }
            terminal.finish()?;
        }
    }
    Ok(marked.tell())
}

/// A table: page, then left, lower, right and upper edge of each box, then the words.
fn print(terminal: &mut Terminal, marks: &wire::Marks<'_>) -> io::Result<()> {
    for page in &marks.pages {
        let label = page.label.map(|label| format!("p. {label} (PDF {})", page.page));
        terminal.line(&terminal.paint(Look::Page, &label.unwrap_or_else(|| format!("PDF {}", page.page))))?;
        for mark in &page.marks {
            for [x0, y0, x1, y1] in &mark.boxes {
                terminal.line(&format!("{x0:>8.2} {y0:>8.2} {x1:>8.2} {y1:>8.2}  {}", mark.words))?;
            }
        }
    }
    Ok(())
}

/// What is asked of one thesis.
pub(crate) struct Question<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) thesis: &'a StoredThesis,
    pub(crate) asking: &'a AskingArguments,
    pub(crate) password: Option<&'a str>,
    /// Which pages; all where absent.
    pub(crate) pages: Option<&'a RangeInclusive<u32>>,
}

/// What answers it, with its place on the pages.
#[derive(Default)]
pub(crate) struct Marked {
    /// Pages with something on them, in order.
    pub(crate) pages: Vec<wire::MarkedPage>,
    /// The question as understood.
    understood: String,
    /// Marks that were not found on their pages again.
    lost: usize,
    /// Whether pages could not be read again; it has been said.
    unread: bool,
}

impl Marked {
    /// Says what is not there, and how the verb ends.
    pub(crate) fn tell(&self) -> Exit {
        if self.lost > 0 {
            exit::note(&format!("{} of the marks were not found on their pages again", self.lost));
        }
        match self.pages.is_empty() {
            _ if self.unread => Exit::Incomplete,
            // What stands there has not been shown.
            true if self.lost > 0 => Exit::Incomplete,
            true => {
                exit::note("nothing of the question stands there");
                Exit::NothingFound
            }
            false => Exit::Found,
        }
    }
}

impl Question<'_> {
    /// Finds what answers `query`, and reads the pages on which it stands again.
    pub(crate) fn marked(&self, query: &str, bytes: &[u8]) -> Result<Marked, Failure> {
        let options = self.asking.options();
        let query = Query::parse(query);
        let (found, results) = search::occurrences_in(self.snapshot, self.thesis, &query, &options)?;
        results.notices.iter().for_each(|notice| exit::note(notice));
        let mut marked = Marked { understood: results.understood, ..Marked::default() };
        if let Some(occurrences) = found {
            self.read(&occurrences, bytes, &mut marked);
        }
        Ok(marked)
    }

    fn read(&self, occurrences: &Occurrences, bytes: &[u8], marked: &mut Marked) {
        let wanted: Vec<u32> = occurrences
            .pages()
            .into_iter()
            .filter(|page| self.pages.is_none_or(|pages| pages.contains(page)))
            .collect();
        let engine = self.thesis.coverage().and_then(|coverage| coverage.engine.parse().ok()).unwrap_or_default();
        let sight = boxes::sight(self.thesis, |page| wanted.contains(&page));
        marked.unread = sight.is_wanting();
        for run in runs(&wanted, if self.is_recognised() { 1 } else { NEAR }) {
            let request = Request { password: self.password, pages: Some(run) };
            let again = ingest::read_pages(bytes.to_vec(), engine, &request, sight.here(), &mut |page| {
                marked.take(occurrences, &page, &wanted);
            });
            if let Err(why) = again {
                exit::complain(&why.to_string(), why.advice());
                marked.unread = true;
            }
        }
    }

    /// Whether pages take long to be read again.
    fn is_recognised(&self) -> bool {
        self.thesis.frame.pages.iter().any(|page| page.state == PageState::Recognised)
    }
}

impl Marked {
    fn take(&mut self, occurrences: &Occurrences, page: &Page, wanted: &[u32]) {
        if !wanted.contains(&page.number) {
            return;
        }
        let mut highlights = search::highlights(&occurrences.text, &occurrences.marks, page);
        let all = highlights.len();
        highlights.retain(|highlight| !highlight.boxes.is_empty());
        self.lost += all - highlights.len();
        if !highlights.is_empty() {
            let Page { number, bounds, rotation, .. } = *page;
            self.pages.push(wire::MarkedPage { number, bounds, rotation, highlights });
        }
    }
}

/// Sorted pages as runs in which two follow one another by at most `near`.
fn runs(pages: &[u32], near: u32) -> Vec<RangeInclusive<u32>> {
    pages.chunk_by(|a, b| b - a <= near).map(|run| run[0]..=run[run.len() - 1]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_near_one_another_are_read_together() {
        assert_eq!(runs(&[1, 2, 5, 30, 31], 12), [1..=5, 30..=31]);
        assert_eq!(runs(&[1, 2, 5], 1), [1..=2, 5..=5]);
        assert_eq!(runs(&[], 1), []);
    }
}
