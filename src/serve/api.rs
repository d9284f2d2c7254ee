//! The JSON API: the shapes of [`crate::wire`].

use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{Counter, Problem, Question, answer, blocking, today};
use crate::{access, search, wire};

/// `GET /api/v1/search?q=&limit=&offset=&passages=&context=`.
pub(super) async fn search(
    State(index): State<Counter>,
    question: Result<Query<Question>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(question) = question.map_err(|why| Problem::wrong(why.body_text()))?;
    let context = question.context;
    let results = answer(index, question).await?;
    Ok(json(&wire::Answer::of(&results, context).without_paths()))
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
    State(index): State<Counter>,
    beginning: Result<Query<Beginning>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(Beginning { q, limit }) = beginning.map_err(|why| Problem::wrong(why.body_text()))?;
    let caller = access::Caller::Anonymous;
    let offered = blocking(move || search::complete(&index.snapshot()?, &q, limit.min(20), caller, today())).await?;
    Ok(json(&wire::Completions::of(&offered)))
}

/// Which pages of a thesis to give.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Pages {
    /// One PDF page number.
    page: Option<u32>,
}

/// `GET /api/v1/theses/{key}` and `?page=N`: the record, or the text of a page where a stranger may read it.
pub(super) async fn thesis(
    State(index): State<Counter>,
    Path(key): Path<String>,
    pages: Result<Query<Pages>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(pages) = pages.map_err(|why| Problem::wrong(why.body_text()))?;
    // A whole key and nothing else: neither a path of this machine nor a beginning, which would list the others.
    let Ok(key) = key.parse() else { return Err(Problem::not_found("no thesis has this key")) };
    let (thesis, texts, open) = blocking(move || {
        let snapshot = index.snapshot()?;
        let thesis = snapshot.stored(key)?;
        let open = access::may_read(&thesis.terms(), access::Caller::Anonymous, today());
        let texts = match pages.page {
            Some(page) if open => snapshot.pages_text(thesis.key, page..=page)?,
            _ => Vec::new(),
        };
        Ok((thesis, texts, open))
    })
    .await?;
    if !open && pages.page.is_some() {
        return Err(Problem::closed(thesis.terms().embargo));
    }
    let document = wire::Document::of(&thesis, &texts).without_paths();
    Ok(json(&if open { document } else { document.record_only() }))
}

fn json(shape: &impl Serialize) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], wire::to_line(shape)).into_response()
}
