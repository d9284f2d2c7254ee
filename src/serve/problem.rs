//! Errors over HTTP: RFC 9457 problem details.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::error::Error;

/// `application/problem+json`. What it says names no path of this machine.
#[derive(Debug, Serialize)]
pub(super) struct Problem {
    title: &'static str,
    status: u16,
    detail: String,
}

impl Problem {
    /// 404.
    pub(super) fn not_found(detail: impl Into<String>) -> Self {
        Self { title: "not found", status: 404, detail: detail.into() }
    }

    /// 400.
    pub(super) fn wrong(detail: impl Into<String>) -> Self {
        Self { title: "wrong question", status: 400, detail: detail.into() }
    }

    /// 401.
    pub(super) fn unknown() -> Self {
        Self { title: "unknown token", status: 401, detail: "this token is not known, or no longer".into() }
    }

    /// 503.
    pub(super) fn busy() -> Self {
        Self { title: "busy", status: 503, detail: "too many questions at once; ask again in a moment".into() }
    }

    /// 500, when something is wrong on our side that the caller can do nothing about.
    pub(super) fn internal() -> Self {
        Self { title: "internal error", status: 500, detail: "the question could not be answered".into() }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NoSuchThesis(_) | Error::NoSuchPassage { .. } | Error::NoSuchPage { .. } => {
                Self::not_found(error.to_string())
            }
            Error::Closed { .. } => Self { title: "closed", status: 403, detail: error.to_string() },
            Error::Ambiguous { .. } => Self { title: "ambiguous", status: 400, detail: error.to_string() },
            Error::NoIndex(_) | Error::Format { .. } | Error::Damaged { .. } => {
                Self { title: "no index", status: 503, detail: "the index cannot be read".into() }
            }
            _ => Self::internal(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = crate::wire::to_line(&self);
        let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
