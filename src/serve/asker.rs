//! Who asks: a stranger, or whoever a token says.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::{Counter, Problem, today};
use crate::{access::Caller, error::Result, index::View};

/// Who asks. A token that is not known, or no longer, is refused and never taken for none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asker(Caller);

impl FromRequestParts<Counter> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, counter: &Counter) -> std::result::Result<Self, Problem> {
        let Some(secret) = secret(&parts.headers)? else { return Ok(Self(Caller::Anonymous)) };
        let role = counter.role(&secret).map_err(Problem::from)?;
        role.map(Self).ok_or_else(Problem::unknown)
    }
}

impl Asker {
    pub(super) fn caller(self) -> Caller {
        self.0
    }

    /// What they see today.
    pub(super) fn view(self, counter: &Counter) -> Result<View> {
        counter.index.snapshot()?.view(self.0, today())
    }
}

/// What follows `Bearer` in the one header that says who asks; `None` where there is no such header.
fn secret(headers: &HeaderMap) -> std::result::Result<Option<String>, Problem> {
    let mut said = headers.get_all(header::AUTHORIZATION).iter();
    let Some(first) = said.next() else { return Ok(None) };
    let scheme_and_secret = first.to_str().ok().and_then(|text| text.split_once(' '));
    match (scheme_and_secret, said.next()) {
        (Some((scheme, secret)), None) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(secret.trim().to_owned())),
        _ => Err(Problem::unknown()),
    }
}
