//! What the title page of a thesis says of it: title, authors, year, level, institution, supervisors.
//!
//! A guess, and a cautious one: what is not sure is not said. A page is a title page if it is no prose and two things on it
//! say so: the word for a thesis, an institution, a label such as *Supervisor*. Its lines are told apart by their words first
//! (`title_page/lines.rs`); of the rest the largest are the title, and who is named alone near it has written it.

use std::ops::Range;

use super::kept::Kept;
use crate::page::TitlePage;

mod lines;
mod people;
mod phrases;
mod sheet;
#[cfg(test)]
mod tests;
mod words;

use self::sheet::Sheet;

/// Pages that are looked at: a cover, its back, a title page, its continuation.
const PAGES: usize = 4;
/// Baselines of a title's lines are so many ems apart at most.
const LEADING: f32 = 2.15;

/// Who or what a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Author,
    Supervisor,
    /// Of whom there is a supervisor above, in some places; else the supervisor.
    Advisor,
    Title,
    Date,
    /// Somebody or something else.
    Other,
}

/// What the first pages say; all blank where none is a title page.
pub(super) fn title_page(kept: &Kept) -> TitlePage {
    let first = || kept.pages.iter().take(PAGES).map(|page| page.lines.clone());
    let sheets: Vec<Sheet<'_>> = first().filter_map(|lines| Sheet::of(kept, lines)).collect();
    // Who is labelled on one page is nobody's title on another.
    let labelled = |role| sheets.iter().map(|sheet| sheet.labelled(role)).find(|names| !names.is_empty());
    let authors = labelled(Role::Author);
    let titled = sheets.iter().enumerate().filter(|(at, sheet)| *at == 0 || sheet.is_sure()).map(|(_, sheet)| sheet);
    let title = titled.into_iter().find_map(|sheet| sheet.title(authors.as_deref()).map(|run| (sheet, run)));
    // Whoever is not called the author must be named on two pages.
    let says = |lines: Range<u32>, name: &str| lines.into_iter().any(|line| lines::says(kept.shown(line), name));
    let is_named_twice = |name: &String| {
        let name = lines::folded(name);
        first().filter(|lines| says(lines.clone(), &name)).count() > 1
    };
    let alone = || title.as_ref().map(|(sheet, run)| sheet.alone(run)).filter(|names| names.iter().all(is_named_twice));
    TitlePage {
        authors: authors.or_else(alone).unwrap_or_default(),
        supervisors: labelled(Role::Supervisor).or_else(|| labelled(Role::Advisor)).unwrap_or_default(),
        year: sheets.iter().find_map(Sheet::year),
        level: sheets.iter().find_map(Sheet::level),
        institution: sheets.iter().find_map(Sheet::institution),
        title: title.map(|(sheet, run)| sheet.whole(run)),
    }
}
