//! Answering a question: the best theses, each with its best passages, the words marked as printed.
//!
//! A question becomes a plan (`search/plan.rs` says what it means), the plan is weighed against the index (BM25), the passages
//! that hold anything are gathered thesis by thesis (`search/theses.rs`), and the best are read, marked and shown. Whatever a
//! caller may not see is left out before it is counted: of a thesis whose text is closed to them, only the record page
//! is searched. The same index and question give the same answer: ties go by thesis key, then by passage number.

use std::{
    ops::{ControlFlow, Range},
    path::PathBuf,
};

use rustc_hash::FxHashSet;

use crate::{
    access::{Caller, Sight},
    date::Date,
    error::{Error, Result},
    index::{Facet, Key, Snapshot, View},
    query::{Expr, Field, Leaf, LeafText, Query},
    record::Record,
    text::Label,
};

mod alignment;
mod beside;
mod bits;
mod bm25;
mod complete;
mod compound;
mod concordance;
mod contender;
mod evaluate;
mod expand;
mod explain;
mod facets;
mod feedback;
mod filter;
mod form;
mod highlights;
mod hits;
mod known;
mod leaves;
mod light;
mod list;
mod listed;
mod marks;
mod missing;
mod near;
mod occurrences;
mod phrase;
mod place;
mod plan;
mod quotation;
mod quotations;
mod rank;
mod shelf;
mod similar;
mod snippet;
mod spelling;
mod tally;
mod theses;
mod title;
mod umlaut;
mod verbatim;
mod verdict;
mod verify;
mod weigh;
mod written;

pub use self::{
    alignment::Piece,
    complete::{Completion, CompletionKind, complete},
    concordance::Keyword,
    explain::{Explanation, Part, Role, ThesisExplanation},
    facets::{Choice, FacetCounts, FacetValue, browse, facet},
    highlights::highlights,
    occurrences::{Occurrences, occurrences, occurrences_in},
    quotations::{FEWEST_WORDS, Quotations, Quoted, quotations},
    similar::similar,
    snippet::Snippet,
    verbatim::Difference,
    verify::{Agreement, Standing, Verification, Verifier},
};
pub use crate::index::SectionRef;

/// What to answer, and to whom.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many theses (or passages, see `grouping`); with 0 nothing is read, only counted.
    pub limit: usize,
    /// How many of the best to pass over.
    pub offset: usize,
    /// Passages for each thesis, at most.
    pub passages: usize,
    /// What is ranked.
    pub grouping: Grouping,
    /// Who asks.
    pub caller: Caller,
    /// The day on which embargoes are judged.
    pub today: Date,
    /// Absolute; only theses that lie in one of these folders, or are one of these files. All where empty.
    pub paths: Vec<PathBuf>,
    /// In which order.
    pub sort: Sort,
    /// Whether scores are explained.
    pub explain: bool,
    /// What the answer is narrowed to.
    pub filters: Vec<Choice>,
    /// What the theses that answer are counted by.
    pub facets: Vec<Facet>,
    /// Values of each facet, at most; those that were chosen come besides.
    pub facet_values: usize,
}

impl Options {
    /// The first ten theses with three passages each, for `caller` on `today`.
    pub fn new(caller: Caller, today: Date) -> Self {
        Self {
            limit: 10,
            offset: 0,
            passages: 3,
            grouping: Grouping::Theses,
            caller,
            today,
            paths: Vec::new(),
            sort: Sort::default(),
            explain: false,
            filters: Vec::new(),
            facets: Vec::new(),
            facet_values: 10,
        }
    }

    fn holds_path(&self, path: &std::path::Path) -> bool {
        self.paths.iter().any(|asked| path.starts_with(asked))
    }
}

/// What is ranked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Theses, each with its best passages.
    #[default]
    Theses,
    /// Passages, whatever thesis they are of; each is a [`ThesisHit`] with one passage.
    Passages,
}

/// In which order an answer comes; what is equal in it comes as by relevance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best first.
    #[default]
    Relevance,
    /// The newest year first; theses without one last.
    Date,
    /// By the words of the titles; theses without one last.
    Title,
    /// Theses by relevance, the passages of each as they stand in it; of passages, thesis by thesis in the order of keys.
    Page,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Results {
    /// The best, best first.
    pub theses: Vec<ThesisHit>,
    /// How many theses answer the question, a text that was deposited twice once; exact.
    pub total_theses: u64,
    /// How many passages do; exact.
    pub total_passages: u64,
    /// How many theses have which values, in the order in which that was asked for; exact.
    pub facets: Vec<FacetCounts>,
    /// What was odd about the question, and where nothing was found what no record has, a sentence each.
    pub notices: Vec<String>,
    /// The question as understood; empty where nothing is asked.
    pub understood: String,
    /// What may have been meant instead, where the index does not have a word of the question and has one like it; it finds something.
    pub suggestion: Option<String>,
}

/// A thesis that answers the question.
#[derive(Clone, Debug)]
pub struct ThesisHit {
    /// Its key.
    pub key: Key,
    /// Its PDF: the first of its paths (among those asked for).
    pub path: PathBuf,
    /// Its record.
    pub record: Record,
    /// Higher is better; comparable within one answer only.
    pub score: f32,
    /// Its best passages, best first.
    pub passages: Vec<PassageHit>,
    /// How many of its passages answer the question.
    pub passages_total: u64,
    /// Where else the same text is: other theses with it, each by its key and the first of its paths.
    pub also_in: Vec<(Key, PathBuf)>,
    /// Where the score comes from, where that was asked.
    pub explanation: Option<ThesisExplanation>,
}

/// A passage that answers the question.
#[derive(Clone, Debug)]
pub struct PassageHit {
    /// Its number within the thesis; 0 is the record page.
    pub number: u32,
    /// The PDF pages it stands on, from 1; none for the record page of a thesis with text.
    pub pages: Vec<u32>,
    /// Their printed numbers, where known.
    pub labels: Vec<Option<String>>,
    /// The PDF page of the first mark in its best window; 0 where it stands on no page.
    pub page: u32,
    /// That page's printed number, where known.
    pub label: Option<Label>,
    /// Whether any of it was recognised in the picture of a page (OCR).
    pub recognised: bool,
    /// The section it begins in.
    pub section: Option<SectionRef>,
    /// How many characters of the thesis's text stand before it: a mark at 5 stands at `offset + 5` of that text; `None` of the
    /// record page, which is no part of it.
    pub offset: Option<usize>,
    /// As printed; where a phrase runs on into the next passage, to the end of that sentence.
    pub text: String,
    /// What matched: characters (not bytes) of `text`, sorted, disjoint.
    pub marks: Vec<Range<usize>>,
    /// Higher is better; comparable within one answer only.
    pub score: f32,
    /// Where the score comes from, where that was asked.
    pub explanation: Option<Explanation>,
    /// What each mark says.
    weights: Vec<snippet::Weight>,
}

impl PassageHit {
    /// A hit as a test needs one: on a page, with a text and its marks.
    #[cfg(test)]
    pub(crate) fn at(page: u32, label: Option<Label>, text: &str, marks: Vec<Range<usize>>) -> Self {
        Self {
            number: 1,
            pages: vec![page],
            labels: vec![label.as_ref().map(|label| label.text.to_string())],
            page,
            label,
            recognised: false,
            section: None,
            offset: None,
            explanation: None,
            text: text.to_owned(),
            weights: vec![snippet::Weight::default(); marks.len()],
            marks,
            score: 1.0,
        }
    }

    /// The best window of at most `width` characters: that with the most and rarest of what was asked for, from the
    /// beginning of a sentence where one is near.
    pub fn snippet(&self, width: usize) -> Snippet {
        snippet::snippet(&self.text, &self.marks, &self.weights, width)
    }

    /// The best windows, at most `most` and each of at most `width` characters, best first; they do not overlap, and each
    /// but the first shows a mark.
    pub fn snippets(&self, width: usize, most: usize) -> Vec<Snippet> {
        snippet::snippets(&self.text, &self.marks, &self.weights, width, most)
    }

    /// The best window, and after it those, at most three in all, that show what was asked for and no window before them shows.
    pub fn telling_snippets(&self, width: usize) -> Vec<Snippet> {
        snippet::telling(self.snippets(width, snippet::WINDOWS), &self.marks, &self.weights)
    }
}

/// Answers a question from an index.
///
/// # Errors
/// Where the index cannot be read.
///
/// ```
/// # fn main() -> ibid::error::Result<()> {
/// use ibid::{access::Caller, index::Index, query::Query, search::{Options, search}};
///
/// # let folder = tempfile::tempdir().unwrap();
/// let index = Index::open_or_create(folder.path().join("index"))?;
/// let today = "2024-05-01".parse().unwrap();
/// let query = Query::parse("\"mutual aid\" groups");
/// let results = search(&index.snapshot()?, &query, &Options::new(Caller::Owner, today))?;
/// assert_eq!((results.total_theses, results.understood.as_str()), (0, "\"mutual aid\" groups"));
/// for thesis in &results.theses {
///     for passage in &thesis.passages {
///         println!("{} p. {}: {}", thesis.key, passage.page, passage.snippet(200).text);
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub fn search(snapshot: &Snapshot, query: &Query, options: &Options) -> Result<Results> {
    let mut theses = Vec::new();
    let results = each_thesis(snapshot, query, options, &mut |thesis| {
        theses.push(thesis);
        ControlFlow::Continue(())
    })?;
    let mut notices = results.notices;
    if results.total_theses == 0 {
        notices.extend(missing::notices(snapshot, query, options)?);
    }
    Ok(Results { theses, notices, suggestion: suggestion(snapshot, query, options)?, ..results })
}

/// A question like this one, of words that the index has, which finds something.
fn suggestion(snapshot: &Snapshot, query: &Query, options: &Options) -> Result<Option<String>> {
    let Some(asked) = &query.clauses else { return Ok(None) };
    let view = snapshot.view(options.caller, options.today)?;
    let known = known::Known { view: &view };
    let Some(better) = spelling::suggestion(&known, view.languages(), asked)? else { return Ok(None) };
    let better = Query { clauses: Some(better), notices: Vec::new() };
    let none = Options { limit: 0, facets: Vec::new(), ..options.clone() };
    let found = each_thesis(snapshot, &better, &none, &mut |_| ControlFlow::Break(()))?;
    Ok((found.total_theses > 0).then(|| better.to_string()))
}

/// Answers a question thesis by thesis, best first: what [`search`] returns, but that no two theses need be held at a time.
/// The results that come back have none; the totals in them are those of all theses.
///
/// # Errors
/// Where the index cannot be read.
pub fn each_thesis(
    snapshot: &Snapshot,
    query: &Query,
    options: &Options,
    each: &mut dyn FnMut(ThesisHit) -> ControlFlow<()>,
) -> Result<Results> {
    let view = snapshot.view(options.caller, options.today)?;
    // What is narrowed without a question is all that fits.
    let all = Expr::Leaf(Leaf { field: Field::Key, text: LeafText::Exists });
    let clauses = query.clauses.as_ref().or(if options.filters.is_empty() { None } else { Some(&all) });
    let plan = plan::Plan::new(clauses, view.languages(), &expand::Words(&view));
    let scales = weigh::Scales::new(&view);
    let results = answer(&plan, &scales, options, None, each)?;
    let notices = query.notices.iter().map(ToString::to_string).chain(plan.notices.iter().cloned());
    Ok(Results { notices: notices.chain(results.notices).collect(), understood: query.to_string(), ..results })
}

/// Answers a plan, from all theses but `except`.
fn answer(
    plan: &plan::Plan,
    scales: &weigh::Scales<'_>,
    options: &Options,
    except: Option<theses::Except>,
    each: &mut dyn FnMut(ThesisHit) -> ControlFlow<()>,
) -> Result<Results> {
    let view = scales.view;
    let engine = |error| Error::engine("searching")(error);
    let mut weighed = weigh::Weighed::new(plan, scales).map_err(engine)?;
    let only = theses_in(view, options)?;
    let among = theses::Among { only: only.as_ref(), except };
    let asks_again = options.limit > 0 && except.is_none() && feedback::pays(plan);
    let depth = if asks_again { feedback::DEPTH } else { 0 };
    let mut gathered = theses::gather(plan, &weighed, view, options, (among, depth))?;
    if asks_again {
        gathered.add(&weighed.light, view)?;
        let telling = feedback::of_best(scales, &gathered.best(view, &feedback::few(options))?)?;
        let added = scales.added(&telling).map_err(engine)?;
        gathered.add(&added, view)?;
        weighed.light.extend(added);
    } else {
        gathered.add_to_best(&weighed.light, view, options)?;
    }
    let mut shower = hits::Shower::new(view, plan, &weighed, options);
    for candidate in &gathered.best(view, options)? {
        if each(shower.thesis(candidate)?).is_break() {
            break;
        }
    }
    let crowded = "the question is very long: its last words rank, but are not told apart";
    Ok(Results {
        theses: Vec::new(),
        total_theses: gathered.theses,
        total_passages: gathered.passages,
        facets: gathered.facets,
        notices: weighed.crowded.then(|| crowded.to_owned()).into_iter().collect(),
        understood: String::new(),
        suggestion: None,
    })
}

/// The theses that lie in the paths asked for; `None`: all.
fn theses_in(view: &View, options: &Options) -> Result<Option<FxHashSet<u64>>> {
    if options.paths.is_empty() {
        return Ok(None);
    }
    let sources = view.sources(Sight::Record)?;
    let inside = sources.iter().filter(|source| options.holds_path(&source.path));
    Ok(Some(inside.filter_map(|source| source.key()).map(Key::number).collect()))
}

#[cfg(test)]
mod tests;
