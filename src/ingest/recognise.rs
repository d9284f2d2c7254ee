//! Recognising the pages of a document that need it: drawn one by one, read side by side.
//!
//! Drawing is quick beside reading, and takes memory: one page is drawn at a time, by the thread that reads the document.
//! Each page is then read by a process of its own, as many at a time as there are [`Hands`] for them.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{frame::Step, hands::Hands};
use crate::{
    index::Coverage,
    ocr::{self, Mode, Tesseract},
    page::Page,
    pdf::Canvas,
    text,
};

/// Pixels to an inch of paper at which pages are drawn: what tesseract's models were trained on.
const RESOLUTION: f32 = 300.0;
/// How often it is looked whether more hands have come.
const GLANCE: Duration = Duration::from_millis(50);
/// Pages that tell the language of a document of which nothing else does.
const PROBES: usize = 3;

/// How pages are recognised.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ocr {
    /// Which pages.
    pub mode: Mode,
    /// By what.
    pub tesseract: Tesseract,
    /// With which of its models; where there are none, with that of each document's language.
    pub models: Vec<String>,
    /// Seconds that a page may take.
    pub page_seconds: u32,
}

/// What was recognised of a document.
#[derive(Debug, Default)]
pub(super) struct Recognised {
    /// By number; those of which nothing could be made are absent.
    pub(super) pages: BTreeMap<u32, Page>,
    /// The models, as tesseract takes them.
    pub(super) models: String,
    /// The model of its language, where it is not there.
    pub(super) model_wanted: Option<String>,
}

/// Recognises these pages. `languages` are those of the document as far as known, the likeliest first (BCP 47).
pub(super) fn recognise(
    canvas: &Canvas,
    wanted: &[u32],
    languages: &[Option<String>],
    ocr: &Ocr,
    hands: &Hands,
    tell: &mut dyn FnMut(Step),
) -> Recognised {
    let mut work = Work { canvas, ocr, hands, tell };
    let seen = match ocr.models_for(languages) {
        Some(models) => Recognised { pages: work.pages(wanted, &models), models, model_wanted: None },
        None => work.pages_of_unknown_language(wanted),
    };
    let needed = languages.iter().flatten().find_map(|language| ocr::model(language));
    let model_wanted = needed.filter(|model| ocr.models.is_empty() && !ocr.tesseract.can_read(model));
    Recognised { model_wanted: model_wanted.or(seen.model_wanted), ..seen }
}

impl Ocr {
    /// Whether it may bring more than there is of a document.
    pub(super) fn may_bring_more(&self, coverage: &Coverage) -> bool {
        let has_model = |model: &String| self.models.is_empty() && self.tesseract.can_read(model);
        coverage.may_gain_by(self.mode) || coverage.model_wanted.as_ref().is_some_and(has_model)
    }

    /// The models that were asked for, else that of the first language of which there is one.
    fn models_for(&self, languages: &[Option<String>]) -> Option<String> {
        if !self.models.is_empty() {
            return Some(self.models.join("+"));
        }
        let mut models = languages.iter().flatten().filter_map(|language| ocr::model(language));
        models.find(|model| self.tesseract.can_read(model))
    }

    /// English has the letters that most languages have.
    fn fallback(&self) -> String {
        let english = self.tesseract.can_read("eng").then(|| "eng".to_owned());
        english.or_else(|| self.tesseract.languages().first().cloned()).unwrap_or_default()
    }
}

/// A page and what came of it; nothing where it could not be read.
type Outcome = (u32, Option<Page>);

struct Work<'a> {
    canvas: &'a Canvas,
    ocr: &'a Ocr,
    hands: &'a Hands,
    tell: &'a mut dyn FnMut(Step),
}

impl Work<'_> {
    /// Reads a few pages from the middle to learn their language, then the rest.
    fn pages_of_unknown_language(&mut self, wanted: &[u32]) -> Recognised {
        let fallback = self.ocr.fallback();
        let middle = wanted.len().saturating_sub(PROBES) / 2;
        let probes = middle..(middle + PROBES).min(wanted.len());
        let mut pages = self.pages(&wanted[probes.clone()], &fallback);
        let lines = pages.values().flat_map(|page| page.lines.iter().map(|line| text::shown(page, line)));
        let language = [text::language(&lines.collect::<Vec<_>>().join("\n"))];
        match self.ocr.models_for(&language) {
            Some(models) if models != fallback => {
                Recognised { pages: self.pages(wanted, &models), models, model_wanted: None }
            }
            known => {
                let rest = [&wanted[..probes.start], &wanted[probes.end..]].concat();
                pages.extend(self.pages(&rest, &fallback));
                let unknown = language.into_iter().flatten().find_map(|language| ocr::model(&language));
                Recognised { pages, models: fallback, model_wanted: unknown.filter(|_| known.is_none()) }
            }
        }
    }

    fn pages(&mut self, wanted: &[u32], models: &str) -> BTreeMap<u32, Page> {
        let mut pages = BTreeMap::new();
        thread::scope(|scope| {
            let (sender, outcomes) = channel();
            let mut at_work = 0;
            for (at, &number) in wanted.iter().enumerate() {
                while at_work >= self.hands.allowed() {
                    at_work -= u32::from(self.hear(&outcomes, GLANCE, &mut pages));
                }
                (self.tell)(Step::Begun { page: number, waiting: (wanted.len() - at - 1) as u32 });
                let (sender, ocr) = (sender.clone(), self.ocr);
                let picture = self.canvas.picture(number, RESOLUTION);
                let read = move || {
                    // What panics costs its page, and its hand must be heard of.
                    let read = AssertUnwindSafe(|| {
                        let within = Duration::from_secs(ocr.page_seconds.into());
                        ocr.tesseract.read(&picture?, models, within).ok().filter(|page| !page.words.is_empty())
                    });
                    let _ = sender.send((number, catch_unwind(read).unwrap_or_default()));
                };
                match thread::Builder::new().spawn_scoped(scope, read) {
                    Ok(_) => at_work += 1,
                    Err(_) => (self.tell)(Step::Ended { page: number }),
                }
            }
            while at_work > 0 {
                at_work -= u32::from(self.hear(&outcomes, Duration::MAX, &mut pages));
            }
        });
        pages
    }

    /// Waits for one page; whether one came.
    fn hear(&mut self, outcomes: &Receiver<Outcome>, within: Duration, pages: &mut BTreeMap<u32, Page>) -> bool {
        let Ok((number, page)) = outcomes.recv_timeout(within) else { return false };
        pages.extend(page.map(|page| (number, page)));
        (self.tell)(Step::Ended { page: number });
        true
    }
}
