//! Reading one thesis: bytes, glyphs, pages, text.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{
    describe,
    frame::{Job, Pictures, Step},
    hands::Hands,
    recognise::{Ocr, recognise},
};
use crate::{
    corpus,
    index::{ContentHash, Coverage},
    ocr::Mode,
    page::{Page, TitlePage},
    pdf::{self, Canvas, Engine, Extract, Facts, Request, Unreadable},
    record::Said,
    text::{self, Composer, Heading, PageState, Text},
};

/// How to read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Settings {
    pub(super) engine: Engine,
    /// Tried after the empty one.
    pub(super) password: Option<String>,
    /// How pages are recognised, where that was asked for.
    pub(super) ocr: Option<Ocr>,
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

/// Reads a file, and recognises what of it is to be. Panics of the engine are caught here; what cannot be caught costs
/// the process.
pub(super) fn read(job: &Job, settings: &Settings, hands: &Hands, tell: &mut dyn FnMut(Step)) -> Answer {
    let bytes = match corpus::read(&job.path) {
        Err(error) => return Answer { hash: None, reading: Err(Unreadable::File(error.to_string())) },
        Ok(bytes) => bytes,
    };
    let hash = Some(ContentHash::of(&bytes));
    // The record is opened for recognising alone: the parent reads it for all else.
    let language = settings.ocr.as_ref().and_then(|_| describe::language(&job.path));
    let mut sight = Sight { hands, tell, skip: &job.pictures, language };
    Answer { hash, reading: understand(bytes, settings, &mut sight) }
}

/// The text of a PDF's bytes, read in this process: panics are caught, and nothing else is. With `ocr`, pages that need
/// it are recognised, `jobs` at a time.
///
/// # Errors
/// Why nothing can be read of it.
pub fn read_text(
    bytes: Vec<u8>,
    engine: Engine,
    password: Option<&str>,
    ocr: Option<(&Ocr, u32)>,
) -> Result<Text, Unreadable> {
    let (ocr, jobs) = ocr.map_or((None, 1), |(ocr, jobs)| (Some(ocr.clone()), jobs));
    let settings = Settings { engine, password: password.map(str::to_owned), ocr };
    let (hands, skip) = (Hands::new(jobs), Pictures::AllBut(Vec::new()));
    let mut sight = Sight { hands: &hands, tell: &mut |_| {}, skip: &skip, language: None };
    understand(bytes, &settings, &mut sight).map(|reading| reading.text)
}

/// The pages of a PDF's bytes as they stand, running heads and line ends included: words and lines with their boxes. Of
/// `request` the pages and the password count. Read in this process: panics are caught, and nothing else is. With `ocr`,
/// pages that need it are recognised, so many at a time; then no page comes before all are read.
///
/// # Errors
/// Why nothing can be read of it.
pub fn read_pages(
    bytes: Vec<u8>,
    engine: Engine,
    request: &Request<'_>,
    ocr: Option<(&Ocr, u32)>,
    page: &mut dyn FnMut(Page),
) -> Result<Facts, Unreadable> {
    let bytes = Arc::new(bytes);
    let read = |each: &mut dyn FnMut(Page)| {
        let extract = || {
            pdf::engine(engine).extract(Arc::clone(&bytes), request, &mut |glyphs| each(text::lay_out_closely(glyphs)))
        };
        guarded(extract)
    };
    let Some((ocr, jobs)) = ocr else { return read(page) };
    let mut pages = Vec::new();
    let facts = read(&mut |page| pages.push(page))?;
    let states = pages.iter().map(|page| (page.number, text::state(page)));
    let wanted = in_need(states, ocr.mode, &[]);
    let canvas = Canvas::open(Arc::clone(&bytes), request.password)?;
    let mut seen = recognise(&canvas, &wanted, &[], ocr, &Hands::new(jobs), &mut |_| {}).pages;
    for known in pages {
        page(seen.remove(&known.number).unwrap_or(known));
    }
    Ok(facts)
}

/// What it takes to recognise pages of a document, beside its bytes.
struct Sight<'a> {
    hands: &'a Hands,
    tell: &'a mut dyn FnMut(Step),
    skip: &'a Pictures,
    /// By its record.
    language: Option<String>,
}

/// Reads with the engine that was asked for; where it finds no word although the document has fonts, with the other.
/// Pages whose pictures are to be read are recognised, and put in the place of what was read of them.
fn understand(bytes: Vec<u8>, settings: &Settings, sight: &mut Sight<'_>) -> Result<Reading, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    let bytes = Arc::new(bytes);
    let read = |engine, instead: &BTreeMap<u32, Page>| {
        guarded(|| extract(pdf::engine(engine), Arc::clone(&bytes), settings, instead))
    };
    let nothing = BTreeMap::new();
    let (mut reading, has_fonts) = read(settings.engine, &nothing)?;
    let mut engine = settings.engine;
    if reading.text.content.is_empty()
        && has_fonts
        && engine != Engine::PdfExtract
        && let Ok((second, _)) = read(Engine::PdfExtract, &nothing)
        && !second.text.content.is_empty()
    {
        (reading, engine) = (second, Engine::PdfExtract);
    }
    let Some(ocr) = &settings.ocr else { return Ok(reading) };
    reading.coverage.ocr = ocr.mode;
    let Pictures::AllBut(skip) = sight.skip else { return Ok(reading) };
    let states = reading.text.pages.iter().map(|page| (page.number, page.state));
    let wanted = in_need(states, ocr.mode, skip);
    if wanted.is_empty() {
        return Ok(reading);
    }
    let Ok(canvas) = Canvas::open(Arc::clone(&bytes), settings.password.as_deref()) else { return Ok(reading) };
    let languages = [sight.language.take(), reading.said.language.clone()];
    let seen = recognise(&canvas, &wanted, &languages, ocr, sight.hands, sight.tell);
    if let (false, Ok((mut again, _))) = (seen.pages.is_empty(), read(engine, &seen.pages)) {
        again.coverage.ocr = ocr.mode;
        (again.coverage.models, again.coverage.model_wanted) = (Some(seen.models), seen.model_wanted);
        return Ok(again);
    }
    Ok(reading)
}

/// The pages whose pictures are to be read.
fn in_need(pages: impl Iterator<Item = (u32, PageState)>, mode: Mode, skip: &[u32]) -> Vec<u32> {
    let needs = |state| match mode {
        Mode::Off => false,
        Mode::Auto => matches!(state, PageState::Scanned | PageState::Garbled),
        Mode::Force => true,
    };
    pages.filter(|(number, state)| needs(*state) && !skip.contains(number)).map(|(number, _)| number).collect()
}

fn guarded<T>(read: impl FnOnce() -> Result<T, Unreadable>) -> Result<T, Unreadable> {
    // Nothing that the closure leaves behind is used after a panic.
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|panic| Err(Unreadable::Crashed(first_line(&panic_text(&*panic)))))
}

/// Reads all pages, some of which stand in `instead`.
fn extract(
    engine: &dyn Extract,
    bytes: Arc<Vec<u8>>,
    settings: &Settings,
    instead: &BTreeMap<u32, Page>,
) -> Result<(Reading, bool), Unreadable> {
    let request = Request { password: settings.password.as_deref(), pages: None };
    let mut composer = Composer::new();
    let mut private = 0;
    let facts = engine.extract(bytes, &request, &mut |glyphs| {
        let page = instead.get(&glyphs.number).cloned().unwrap_or_else(|| text::lay_out(glyphs));
        private += u64::from(page.private);
        composer.push(page);
    })?;
    let outline: Vec<Heading> = facts.outline.iter().map(Heading::from).collect();
    let title_page = composer.title_page();
    let text = composer.finish(&facts.labels, &outline, &facts.faces);
    let said = said(&facts, &text, title_page);
    let coverage = Coverage { private, ..Coverage::of(&text, engine.name()) };
    Ok((Reading { said, text, coverage }, !facts.faces.is_empty()))
}

impl From<&pdf::Bookmark> for Heading {
    fn from(bookmark: &pdf::Bookmark) -> Self {
        Self { title: bookmark.title.clone(), level: bookmark.level, page: bookmark.page, top: bookmark.top }
    }
}

fn said(facts: &Facts, text: &Text, title_page: TitlePage) -> Said {
    let pdf::Info { title, author, keywords, year, language, .. } = facts.info.clone();
    Said { title, author, keywords, year, language: text.language.clone().or(language), title_page }
}

pub(super) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".to_owned())
}

/// What goes into the ledger of what a reader said when it fell: its first line, and not too much of that.
pub(super) fn first_line(text: &str) -> String {
    text.trim().lines().next().unwrap_or_default().chars().take(160).collect()
}
