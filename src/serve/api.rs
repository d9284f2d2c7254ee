//! The JSON API: the shapes of [`crate::wire`].

use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{Uri, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{Asker, Counter, Problem, Question, answer, blocking, filters, today};
use crate::{search, wire};

/// `GET /api/v1/search?q=&limit=&offset=&passages=&context=&filter=&facets=&facet_values=`.
pub(super) async fn search(
    State(counter): State<Counter>,
    asker: Asker,
    question: Question,
) -> Result<Response, Problem> {
    let context = question.context;
    let results = answer(counter, asker, question).await?;
    Ok(json(&wire::Answer::of(&results, context).without_paths()))
}

/// How to browse.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Browsing {
    /// `count` or `value`.
    sort: Order,
    /// So many values, at most; all where absent.
    limit: Option<usize>,
}

/// In which order values come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Order {
    #[default]
    Count,
    Value,
}

/// `GET /api/v1/browse/{field}?sort=&limit=&filter=`.
pub(super) async fn browse(
    State(counter): State<Counter>,
    asker: Asker,
    Path(field): Path<String>,
    uri: Uri,
    browsing: Result<Query<Browsing>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(Browsing { sort, limit }) = browsing.map_err(|why| Problem::wrong(why.body_text()))?;
    let facet = search::facet(&field).map_err(Problem::wrong)?;
    let options = search::Options { filters: filters(&uri)?, ..search::Options::new(asker.caller(), today()) };
    let mut counts = blocking(move || search::browse(&counter.index.snapshot()?, facet, &options)).await?;
    if sort == Order::Value {
        counts.sort_by_value();
    }
    counts.values.truncate(limit.unwrap_or(usize::MAX));
    Ok(json(&wire::Browsed::of(&counts)))
}

/// The beginning of a question.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Beginning {
    #[serde(default)]
    q: String,
    /// How many of each kind.
    #[serde(default = "few")]
    limit: usize,
}

fn few() -> usize {
    5
}

/// `GET /api/v1/complete?q=&limit=`.
pub(super) async fn complete(
    State(counter): State<Counter>,
    asker: Asker,
    beginning: Result<Query<Beginning>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(Beginning { q, limit }) = beginning.map_err(|why| Problem::wrong(why.body_text()))?;
    let offer = move || search::complete(&counter.index.snapshot()?, &q, limit.min(20), asker.caller(), today());
    let offered = blocking(offer).await?;
    Ok(json(&wire::Completions::of(&offered)))
}

/// Which pages of a thesis to give.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Pages {
    /// One PDF page number.
    page: Option<u32>,
}

/// `GET /api/v1/theses/{key}` and `?page=N`: the record and the keys of other
/// deposits of its text, or the text of a page where whoever asks may read it.
pub(super) async fn thesis(
    State(counter): State<Counter>,
    asker: Asker,
    Path(key): Path<String>,
    pages: Result<Query<Pages>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(pages) = pages.map_err(|why| Problem::wrong(why.body_text()))?;
    // A whole key and nothing else: neither a path of this machine nor a beginning, which would list the others.
    let Ok(key) = key.parse() else { return Err(Problem::not_found("no thesis has this key")) };
    let (thesis, texts, twins) = blocking(move || {
        let view = asker.view(&counter)?;
        let texts = match pages.page {
            Some(page) => view.pages_text(key, page..=page)?,
            None => Vec::new(),
        };
        Ok((view.stored(key)?, texts, view.twins(key)?))
    })
    .await?;
    Ok(json(&wire::Document::of(&thesis, &texts).with_twins(&twins).without_paths()))
}

fn json(shape: &impl Serialize) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], wire::to_line(shape)).into_response()
}
