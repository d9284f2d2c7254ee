//! From what was gathered to what is shown: stored texts with marks, pages, sections and records.

use std::{ops::Range, path::PathBuf};

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, DocId, SegmentOrdinal};

use super::{
    Explanation, Options, PassageHit, ThesisExplanation, ThesisHit,
    contender::Entry,
    evaluate::Segment,
    explain,
    marks::{Mark, Marker, merged},
    phrase::Running,
    plan::Plan,
    shelf::Candidate,
    snippet::{Weight, best_marks},
    weigh::Weighed,
};
use crate::{
    error::{Error, Result},
    index::{Columns, Key, PagePlace, StoredThesis, View, analyzer, term_of_page},
    text::PageState,
};

/// The width, in characters, of the window whose first mark tells the page of a hit.
const USUAL_WIDTH: usize = 240;

/// How far a text is followed beyond a phrase for the end of its sentence, bytes.
const SENTENCE: usize = 300;

/// Shows candidates of one question.
pub(super) struct Shower<'a> {
    view: &'a View,
    plan: &'a Plan,
    weighed: &'a Weighed,
    options: &'a Options,
    /// By the languages met.
    markers: FxHashMap<String, Marker<'a>>,
}

impl<'a> Shower<'a> {
    pub(super) fn new(view: &'a View, plan: &'a Plan, weighed: &'a Weighed, options: &'a Options) -> Self {
        Self { view, plan, weighed, options, markers: FxHashMap::default() }
    }

    pub(super) fn thesis(&mut self, candidate: &Candidate) -> Result<ThesisHit> {
        let stored = self.view.stored_in(candidate.segment, &candidate.run)?;
        let columns = self.view.columns(candidate.segment)?;
        let detected = stored.frame.language.as_deref();
        let mut passages = Vec::with_capacity(candidate.passages.len());
        for entry in &candidate.passages {
            // The one whose stems the index has of its text, or of its record page.
            let is_record = columns.passage.first(entry.doc) == Some(0);
            let stemmed = if is_record { analyzer::record_language } else { analyzer::stem_language };
            let language = stemmed(&stored.record, detected);
            let known = self.markers.remove(&language);
            let mut marker = known.unwrap_or_else(|| Marker::new(self.plan, self.view.languages(), &language));
            passages.push(self.passage(&stored, (entry, candidate), &columns, &mut marker)?);
            self.markers.insert(language, marker);
        }
        Ok(ThesisHit {
            key: stored.key,
            path: self.path(stored.paths),
            record: stored.record,
            score: candidate.standing.score,
            passages,
            passages_total: candidate.passages_total,
            also_in: if candidate.fingerprint.is_some() { self.twins(stored.key)? } else { Vec::new() },
            explanation: self.options.explain.then_some(ThesisExplanation {
                best: candidate.best,
                further: candidate.further,
                title: candidate.title,
            }),
        })
    }

    /// Other theses with the same text, among those that were asked for.
    fn twins(&self, key: Key) -> Result<Vec<(Key, PathBuf)>> {
        let mut twins = Vec::new();
        for twin in self.view.same_text(key)? {
            let paths = self.view.paths(twin)?;
            if self.options.paths.is_empty() || paths.iter().any(|path| self.options.holds_path(path)) {
                twins.push((twin, self.path(paths)));
            }
        }
        Ok(twins)
    }

    /// The first path of a thesis, among those that were asked for.
    fn path(&self, paths: Vec<PathBuf>) -> PathBuf {
        let asked_for = |path: &&PathBuf| self.options.paths.is_empty() || self.options.holds_path(path);
        paths.iter().find(asked_for).or(paths.first()).cloned().unwrap_or_default()
    }

    fn passage(
        &self,
        thesis: &StoredThesis,
        (entry, candidate): (&Entry, &Candidate),
        columns: &Columns,
        marker: &mut Marker<'_>,
    ) -> Result<PassageHit> {
        let segment = candidate.segment;
        let number = columns.passage.first(entry.doc).unwrap_or(0) as u32;
        let mut text = self.view.passage(DocAddress::new(segment, entry.doc))?;
        let mut place = thesis.place(number);
        if self.run_on(&mut text, (segment, entry.doc), marker)? {
            place.pages = thesis.pages(place.start..place.start + text.len() as u32);
        }
        if number == 0 {
            // A record stands on no page, be its thesis scanned or closed.
            place.pages.clear();
        }
        let weight = |leaf: usize| self.weighed.leaves[leaf].weight;
        let mut found = merged(marker.marks(&text), weight);
        // A passage that is asked for by a page may stand on others too.
        let pages = self.plan.pages();
        let is_asked =
            |page: &PagePlace| pages.is_none_or(|pages| pages.takes(&term_of_page(page.label.as_ref(), page.number)));
        found.retain(|mark| place.page_at(mark.span.start as u32).is_none_or(is_asked));
        let weights: Vec<Weight> = found.iter().map(|m| Weight { leaf: m.leaf, weight: weight(m.leaf) }).collect();
        let marks = in_characters(&text, &found);
        let shown = best_marks(&marks, &weights, USUAL_WIDTH);
        let first_page = || place.pages.iter().find(|page| is_asked(page)).map_or(0, |page| page.start as usize);
        let first = found.get(shown.start).map_or_else(first_page, |mark| mark.span.start);
        let (page, label) = place.page_at(first as u32).map_or((0, None), |page| (page.number, page.label.clone()));
        let offset = (number as usize).checked_sub(1).and_then(|at| thesis.offsets.get(at));
        Ok(PassageHit {
            number,
            offset: offset.map(|&offset| offset as usize),
            recognised: place.pages.iter().any(|page| page.state == PageState::Recognised),
            pages: place.pages.iter().map(|page| page.number).collect(),
            labels: place.pages.into_iter().map(|page| page.label.map(|label| label.text.to_string())).collect(),
            page,
            label,
            section: if number == 0 { None } else { thesis.section_at(place.start + first as u32) },
            text,
            marks,
            score: entry.score,
            explanation: self.explanation((entry, candidate), columns)?,
            weights,
        })
    }

    fn explanation(&self, (entry, of): (&Entry, &Candidate), columns: &Columns) -> Result<Option<Explanation>> {
        if !self.options.explain {
            return Ok(None);
        }
        let reader = &self.view.segments()[of.segment as usize];
        let segment = Segment { reader, columns, runs: &self.view.runs(of.segment)? };
        let explained = explain::passage(self.weighed, segment, entry, of.title);
        explained.map(Some).map_err(|error| Error::engine("explaining")(error))
    }

    /// Where a phrase begins in a passage and ends in a later one, adds to its text what is needed to show it whole: up to
    /// the end of that sentence. Whether anything was added.
    fn run_on(&self, text: &mut String, (segment, doc): (SegmentOrdinal, DocId), marker: &Marker<'_>) -> Result<bool> {
        let running = Running::new(&self.view.runs(segment)?);
        let own = text.len();
        let mut last = doc;
        let mut reach = marker.reach(text, own);
        while reach.is_open
            && let Some(next) = running.after(last)
        {
            text.push_str(&self.view.passage(DocAddress::new(segment, next))?);
            last = next;
            reach = marker.reach(text, own);
        }
        let end = if reach.end > own { sentence_end(text, reach.end) } else { own };
        text.truncate(end);
        Ok(end > own)
    }
}

/// The end of the sentence around byte `from`, or of a word where it is too long.
fn sentence_end(text: &str, from: usize) -> usize {
    let mut word_end = from;
    let mut after_stop = false;
    for (offset, c) in text[from..].char_indices() {
        let at = from + offset;
        if c.is_whitespace() {
            if after_stop || c == '\n' {
                return at;
            }
            word_end = at;
            if offset > SENTENCE {
                return word_end;
            }
        }
        after_stop = matches!(c, '.' | '!' | '?' | '…');
    }
    if text.len() - from > SENTENCE { word_end } else { text.len() }
}

/// Byte spans as spans of characters.
fn in_characters(text: &str, marks: &[Mark]) -> Vec<Range<usize>> {
    let (mut bytes, mut characters) = (0, 0);
    let mut position = |byte: usize| {
        characters += text[bytes..byte].chars().count();
        bytes = byte;
        characters
    };
    marks.iter().map(|mark| position(mark.span.start)..position(mark.span.end)).collect()
}
