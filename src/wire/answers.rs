//! Answers to a question.

use std::{ops::Range, path::Path};

use serde::Serialize;

use super::{FacetShape, PassageScore, ThesisScore, VERSION, lossy, lossy_option};
use crate::{
    record::Record,
    search::{PassageHit, Results, ThesisHit},
    text::{LabelSource, SectionKind},
};

/// A whole answer, as the HTTP API gives it.
#[derive(Debug, Serialize)]
pub struct Answer<'a> {
    /// [`VERSION`].
    pub v: u32,
    /// The question as it was understood.
    pub query: &'a str,
    /// What was ignored or read otherwise than typed.
    pub notices: &'a [String],
    /// What may have been meant instead; absent where there is nothing to suggest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<&'a str>,
    /// How many theses answer.
    pub total_theses: u64,
    /// How many passages answer.
    pub total_passages: u64,
    /// How many theses have which values; absent unless asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facets: Vec<FacetShape<'a>>,
    /// In order.
    pub theses: Vec<Thesis<'a>>,
}

impl<'a> Answer<'a> {
    /// The shape of `results`; `context` as for [`theses`].
    pub fn of(results: &'a Results, context: Option<usize>) -> Self {
        Self {
            v: VERSION,
            query: &results.understood,
            notices: &results.notices,
            suggestion: results.suggestion.as_deref(),
            total_theses: results.total_theses,
            total_passages: results.total_passages,
            facets: results.facets.iter().map(FacetShape::of).collect(),
            theses: theses(results, context).collect(),
        }
    }

    /// As a stranger may have it: where files lie on this machine is nobody's business.
    pub fn without_paths(mut self) -> Self {
        for thesis in &mut self.theses {
            thesis.path = None;
            thesis.also_in.iter_mut().for_each(|twin| twin.path = None);
        }
        self
    }
}

/// How many answer: the line of `ibid search --count --json`, and the last one of `ibid search --facets --json`.
#[derive(Debug, Serialize)]
pub struct Totals<'a> {
    /// [`VERSION`].
    pub v: u32,
    /// The question as it was understood.
    pub query: &'a str,
    /// What was ignored or read otherwise than typed; absent where that is nothing.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub notices: &'a [String],
    /// How many theses answer.
    pub total_theses: u64,
    /// How many passages answer.
    pub total_passages: u64,
    /// How many theses have which values; absent unless asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facets: Vec<FacetShape<'a>>,
}

impl<'a> Totals<'a> {
    /// The totals of `results`.
    pub fn of(results: &'a Results) -> Self {
        let facets = results.facets.iter().map(FacetShape::of).collect();
        Self {
            v: VERSION,
            query: &results.understood,
            notices: &results.notices,
            total_theses: results.total_theses,
            total_passages: results.total_passages,
            facets,
        }
    }
}

/// A thesis with its best passages: a line of `ibid search --json`.
#[derive(Debug, Serialize)]
pub struct Thesis<'a> {
    /// [`VERSION`].
    pub v: u32,
    /// Names the thesis in `ibid show` and in the API.
    pub key: String,
    /// Where the PDF is, absolute; absent over HTTP.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "lossy_option")]
    pub path: Option<&'a Path>,
    /// The record's fields, those that are known.
    #[serde(flatten)]
    pub record: &'a Record,
    /// Higher is better; comparable within one answer.
    pub score: f32,
    /// How many of its passages answer.
    pub passages_total: u64,
    /// The best of them, best first.
    pub passages: Vec<Passage<'a>>,
    /// Other theses with the same text; absent where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_in: Vec<Twin<'a>>,
    /// Where the score comes from; absent unless asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<ThesisScore>,
}

/// A thesis with the same text as another.
#[derive(Debug, Serialize)]
pub struct Twin<'a> {
    /// Its key.
    pub key: String,
    /// Where the PDF is, absolute; absent over HTTP.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "lossy_option")]
    pub path: Option<&'a Path>,
}

/// A passage of a thesis.
#[derive(Debug, Serialize)]
pub struct Passage<'a> {
    /// Its number in the thesis, from 1; 0 is the record.
    pub number: u32,
    /// PDF page where the first mark stands; 0 for the record.
    pub page: u32,
    /// Printed number of that page.
    pub label: Option<&'a str>,
    /// How it is known: `named` by the PDF, `printed` on the page, or `counted` from those of its neighbours.
    pub label_source: Option<LabelSource>,
    /// PDF pages it stands on.
    pub pages: &'a [u32],
    /// Their printed numbers.
    pub labels: &'a [Option<String>],
    /// Whether any of it was recognised in the picture of a page (OCR), and may be misread.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ocr: bool,
    /// The section it stands in.
    pub section: Option<Section<'a>>,
    /// Its text; a stretch of it where a width was asked for.
    pub text: String,
    /// Half-open ranges of characters of `text`.
    pub marks: Vec<[usize; 2]>,
    /// Further stretches, where a width was asked for and something that was asked for stands in none before; absent where there are
    /// none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<Stretch>,
    /// How many characters of the thesis's text stand before `text`; null for the record, which is no part of it. A mark
    /// stands at `offset` more of the thesis's text.
    pub offset: Option<usize>,
    /// Higher is better.
    pub score: f32,
    /// Where the score comes from; absent unless asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<PassageScore<'a>>,
}

/// A further stretch of a passage.
#[derive(Debug, Serialize)]
pub struct Stretch {
    /// As printed.
    pub text: String,
    /// Half-open ranges of characters of `text`.
    pub marks: Vec<[usize; 2]>,
    /// How many characters of the thesis's text stand before it; null for the record.
    pub offset: Option<usize>,
}

/// The section in which a passage stands.
#[derive(Debug, Serialize)]
pub struct Section<'a> {
    /// What it is for.
    pub kind: SectionKind,
    /// Its heading as printed.
    pub heading: &'a str,
}

/// A passage on its own: a line of `ibid search --flat --json`.
#[derive(Debug, Serialize)]
pub struct FlatPassage<'a> {
    /// [`VERSION`].
    pub v: u32,
    /// Key of its thesis.
    pub key: String,
    /// Where the PDF is, absolute.
    #[serde(serialize_with = "lossy")]
    pub path: &'a Path,
    /// The record's fields, those that are known.
    #[serde(flatten)]
    pub record: &'a Record,
    /// The passage.
    pub passage: Passage<'a>,
}

/// The theses of `results`; with `context`, at most so many characters of each passage, the best.
pub fn theses(results: &Results, context: Option<usize>) -> impl Iterator<Item = Thesis<'_>> {
    results.theses.iter().map(move |thesis| Thesis {
        v: VERSION,
        key: thesis.key.to_string(),
        path: Some(&thesis.path),
        record: &thesis.record,
        score: thesis.score,
        passages_total: thesis.passages_total,
        passages: thesis.passages.iter().map(|hit| passage(hit, context)).collect(),
        also_in: thesis.also_in.iter().map(|(key, path)| Twin { key: key.to_string(), path: Some(path) }).collect(),
        explanation: thesis.explanation.as_ref().map(ThesisScore::of),
    })
}

/// The passages of `results`, one by one; `context` as for [`theses`].
pub fn passages(results: &Results, context: Option<usize>) -> impl Iterator<Item = FlatPassage<'_>> {
    let of = move |thesis| {
        let thesis: &ThesisHit = thesis;
        thesis.passages.iter().map(move |hit| FlatPassage {
            v: VERSION,
            key: thesis.key.to_string(),
            path: &thesis.path,
            record: &thesis.record,
            passage: passage(hit, context),
        })
    };
    results.theses.iter().flat_map(of)
}

fn passage(hit: &PassageHit, context: Option<usize>) -> Passage<'_> {
    let stretch = |text, marks: &[Range<usize>], start| Stretch {
        text,
        marks: marks.iter().map(|mark| [mark.start, mark.end]).collect(),
        offset: hit.offset.map(|offset| offset + start),
    };
    let mut stretches: Vec<Stretch> = match context {
        None | Some(0) => vec![stretch(hit.text.clone(), &hit.marks, 0)],
        Some(width) => {
            let snippets = hit.telling_snippets(width).into_iter();
            snippets.map(|snippet| stretch(snippet.text, &snippet.marks, snippet.start)).collect()
        }
    };
    let Stretch { text, marks, offset } = stretches.remove(0);
    Passage {
        number: hit.number,
        page: hit.page,
        label: hit.label.as_ref().map(|label| label.text.as_str()),
        label_source: hit.label.as_ref().map(|label| label.source),
        pages: &hit.pages,
        labels: &hit.labels,
        ocr: hit.recognised,
        section: hit.section.as_ref().map(|section| Section { kind: section.kind, heading: &section.heading }),
        text,
        marks,
        further: stretches,
        offset,
        score: hit.score,
        explanation: hit.explanation.as_ref().map(PassageScore::of),
    }
}
