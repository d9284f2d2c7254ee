//! The JSON API: the shapes of [`crate::wire`].

use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{Asker, Counter, Problem, Question, answer, blocking, today};
use crate::{search, wire};

/// `GET /api/v1/search?q=&limit=&offset=&passages=&context=`.
pub(super) async fn search(
    State(counter): State<Counter>,
    asker: Asker,
    question: Result<Query<Question>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(question) = question.map_err(|why| Problem::wrong(why.body_text()))?;
    let context = question.context;
    let results = answer(counter, asker, question).await?;
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

/// `GET /api/v1/theses/{key}` and `?page=N`: the record, or the text of a page where whoever asks may read it.
pub(super) async fn thesis(
    State(counter): State<Counter>,
    asker: Asker,
    Path(key): Path<String>,
    pages: Result<Query<Pages>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(pages) = pages.map_err(|why| Problem::wrong(why.body_text()))?;
    // A whole key and nothing else: neither a path of this machine nor a beginning, which would list the others.
    let Ok(key) = key.parse() else { return Err(Problem::not_found("no thesis has this key")) };
    let (thesis, texts) = blocking(move || {
        let view = asker.view(&counter)?;
        let texts = match pages.page {
            Some(page) => view.pages_text(key, page..=page)?,
            None => Vec::new(),
        };
        Ok((view.stored(key)?, texts))
    })
    .await?;
    Ok(json(&wire::Document::of(&thesis, &texts).without_paths()))
}

fn json(shape: &impl Serialize) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], wire::to_line(shape)).into_response()
}
