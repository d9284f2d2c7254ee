//! What the best passages say besides the words of the question: a question of many words is asked again with the most
//! telling of them added, which count a little where a passage answers anyway. They make no passage a hit and are never marked.
//!
//! Telling is what a few passages say often and the others do not: Bo1 (G. Amati, "Probability models for information
//! retrieval based on divergence from randomness", 2003), with the passages that hold a word for its occurrences.

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, DocSet, SegmentReader, Term, schema::IndexRecordOption};

use super::{Grouping, Options, Sort, form::Form, light::is_light, plan::Plan, shelf::Candidate, weigh::Scales};
use crate::{
    error::{Error, Result},
    index::analyzer,
};

/// Fewest different words of a question that is asked again: shorter ones say what they mean, and are answered at once.
const FEWEST: usize = 5;

/// How many theses are asked again: the best as the question was typed.
pub(super) const DEPTH: usize = 200;

/// How many passages are believed.
const BELIEVED: usize = 5;

/// How many of their words are added.
const ADDED: usize = 20;

/// Whether a question is worth asking again.
pub(super) fn pays(plan: &Plan) -> bool {
    let is_word = |form: &Form| matches!(form, Form::Word(_) | Form::Compound { .. });
    plan.leaves.iter().filter(|asked| asked.times > 0 && is_word(&asked.form)).count() >= FEWEST
}

/// As the question is asked first: the best passage of each of a few theses.
pub(super) fn few(options: &Options) -> Options {
    let (grouping, sort) = (Grouping::Theses, Sort::Relevance);
    Options {
        limit: BELIEVED,
        offset: 0,
        passages: 1,
        grouping,
        sort,
        explain: false,
        facets: Vec::new(),
        ..options.clone()
    }
}

/// A stem with the language whose it is, and how telling it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Telling {
    /// The stem.
    pub(super) stem: String,
    /// Which of the languages of the index.
    pub(super) language: usize,
    /// 1 for the most telling one.
    pub(super) weight: f32,
}

/// The most telling words of the best passage of each candidate, most telling first.
pub(super) fn of_best(scales: &Scales<'_>, best: &[Candidate]) -> Result<Vec<Telling>> {
    let addresses = best
        .iter()
        .filter_map(|candidate| candidate.passages.first().map(|entry| DocAddress::new(candidate.segment, entry.doc)));
    telling(scales, &addresses.collect::<Vec<_>>(), ADDED)
}

/// The `most` most telling words of some passages.
pub(super) fn telling(scales: &Scales<'_>, passages: &[DocAddress], most: usize) -> Result<Vec<Telling>> {
    let mut times: FxHashMap<(String, usize), u32> = FxHashMap::default();
    for &address in passages {
        let reader = &scales.view.segments()[address.segment_ord as usize];
        let Some(language) = language(scales, reader, address.doc_id)? else { continue };
        let text = scales.view.passage(address)?;
        for token in analyzer::tokens(&text).filter(|token| is_told(&token.word)) {
            let stem = analyzer::stem(&text[token.span], &scales.languages[language]);
            *times.entry((stem, language)).or_default() += 1;
        }
    }
    let mut found = Vec::with_capacity(times.len());
    for ((stem, language), times) in times.into_iter() {
        let holders = scales.holders_of_stem(&stem).map_err(Error::engine("searching"))?;
        if holders > 1 {
            found.push(Telling { stem, language, weight: told(times, holders, scales.passages) });
        }
    }
    found.sort_unstable_by(|a, b| {
        b.weight.total_cmp(&a.weight).then_with(|| a.stem.cmp(&b.stem)).then(a.language.cmp(&b.language))
    });
    found.truncate(most);
    let largest = found.first().map_or(1.0, |telling| telling.weight);
    found.iter_mut().for_each(|telling| telling.weight /= largest);
    Ok(found)
}

/// Whether a folded word can tell anything.
fn is_told(word: &str) -> bool {
    let is_short = word.is_ascii() && word.len() < 3;
    !is_short && !is_light(word) && !word.bytes().any(|byte| byte.is_ascii_digit())
}

/// Bo1 of a word that is said so often, and that so many of all passages hold.
fn told(times: u32, holders: u64, passages: u64) -> f32 {
    let expected = holders as f32 / passages.max(1) as f32;
    times as f32 * ((1.0 + expected) / expected).log2() + (1.0 + expected).log2()
}

/// The language whose stems a passage has.
fn language(scales: &Scales<'_>, reader: &SegmentReader, doc: u32) -> Result<Option<usize>> {
    let field = scales.view.fields().language;
    let engine = |error| Error::engine("searching")(error);
    let inverted = reader.inverted_index(field).map_err(engine)?;
    for (at, language) in scales.languages.iter().enumerate() {
        let term = Term::from_field_text(field, language);
        let postings = inverted.read_postings(&term, IndexRecordOption::Basic).map_err(|error| engine(error.into()))?;
        if postings
            .is_some_and(|mut postings| postings.doc() == doc || postings.doc() < doc && postings.seek(doc) == doc)
        {
            return Ok(Some(at));
        }
    }
    Ok(None)
}
