//! Reading one thesis: bytes, glyphs, pages, text.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use crate::{
    corpus,
    index::{ContentHash, Coverage},
    page::Page,
    pdf::{self, Engine, Extract, Facts, Request, Unreadable},
    record::Said,
    text::{self, Composer, Heading, Text},
};

/// How to read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Settings {
    pub(super) engine: Engine,
    /// Tried after the empty one.
    pub(super) password: Option<String>,
}

/// What came of a file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Answer {
    /// Of its bytes; absent where they could not be had.
    pub(super) hash: Option<ContentHash>,
    pub(super) reading: Result<Reading, Unreadable>,
}

/// What was read of a PDF.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Reading {
    pub(super) said: Said,
    pub(super) text: Text,
    /// Counted where there are many processes to do it.
    pub(super) coverage: Coverage,
}

/// Reads the file at `path`. Panics of the engine are caught here; what cannot be caught costs the process.
pub(super) fn read(path: &Path, settings: &Settings) -> Answer {
    match corpus::read(path) {
        Err(error) => Answer { hash: None, reading: Err(Unreadable::File(error.to_string())) },
        Ok(bytes) => Answer { hash: Some(ContentHash::of(&bytes)), reading: understand(bytes, settings) },
    }
}

/// The text of a PDF's bytes, read in this process: panics are caught, and nothing else is.
///
/// # Errors
/// Why nothing can be read of it.
pub fn read_text(bytes: Vec<u8>, engine: Engine, password: Option<&str>) -> Result<Text, Unreadable> {
    let settings = Settings { engine, password: password.map(str::to_owned) };
    understand(bytes, &settings).map(|reading| reading.text)
}

/// The pages of a PDF's bytes as they stand, running heads and line ends included: words and lines with their boxes. Of
/// `request` the pages and the password count. Read in this process: panics are caught, and nothing else is.
///
/// # Errors
/// Why nothing can be read of it.
pub fn read_pages(
    bytes: Vec<u8>,
    engine: Engine,
    request: &Request<'_>,
    page: &mut dyn FnMut(Page),
) -> Result<Facts, Unreadable> {
    let bytes = Arc::new(bytes);
    let read = || pdf::engine(engine).extract(bytes, request, &mut |glyphs| page(text::lay_out(glyphs)));
    guarded(read)
}

/// Reads with the engine that was asked for; where it finds no word although the document has fonts, with the other.
fn understand(bytes: Vec<u8>, settings: &Settings) -> Result<Reading, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    let bytes = Arc::new(bytes);
    let read = |engine| guarded(|| extract(pdf::engine(engine), Arc::clone(&bytes), settings));
    let (reading, has_fonts) = read(settings.engine)?;
    if !reading.text.content.is_empty() || !has_fonts || settings.engine == Engine::PdfExtract {
        return Ok(reading);
    }
    match read(Engine::PdfExtract) {
        Ok((second, _)) if !second.text.content.is_empty() => Ok(second),
        _ => Ok(reading),
    }
}

fn guarded<T>(read: impl FnOnce() -> Result<T, Unreadable>) -> Result<T, Unreadable> {
    // Nothing that the closure leaves behind is used after a panic.
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|panic| Err(Unreadable::Crashed(first_line(&panic_text(&*panic)))))
}

fn extract(engine: &dyn Extract, bytes: Arc<Vec<u8>>, settings: &Settings) -> Result<(Reading, bool), Unreadable> {
    let request = Request { password: settings.password.as_deref(), pages: None };
    let mut composer = Composer::new();
    let facts = engine.extract(bytes, &request, &mut |page| composer.push(text::lay_out(page)))?;
    let outline: Vec<Heading> = facts.outline.iter().map(heading).collect();
    let text = composer.finish(&facts.labels, &outline);
    let said = said(&facts, &text);
    let coverage = Coverage::of(&text, engine.name());
    Ok((Reading { said, text, coverage }, !facts.faces.is_empty()))
}

fn heading(bookmark: &pdf::Bookmark) -> Heading {
    Heading { title: bookmark.title.clone(), level: bookmark.level, page: bookmark.page, top: bookmark.top }
}

fn said(facts: &Facts, text: &Text) -> Said {
    let pdf::Info { title, author, keywords, year, language, .. } = facts.info.clone();
    Said { title, author, keywords, year, language: text.language.clone().or(language) }
}

pub(super) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".to_owned())
}

/// What goes into the ledger of what a reader said when it fell: its first line, and not too much of that.
pub(super) fn first_line(text: &str) -> String {
    text.trim().lines().next().unwrap_or_default().chars().take(160).collect()
}
