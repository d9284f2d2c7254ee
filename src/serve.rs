//! The counter: a search page and a JSON API over HTTP. The only room that is async.
//!
//! Whoever asks is a stranger ([`crate::access::Caller::Anonymous`]), or whom a token names (`asker`); every answer is made by
//! [`crate::search`] for that caller.

mod api;
mod asker;
mod page;
mod problem;

use std::{
    future::{Future, IntoFuture},
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};

use tokio::sync::Semaphore;

use crate::{
    access::Caller,
    date::Date,
    error::{Error, Result},
    index::{Facet, Index, Tokens},
    query::Query,
    search::{self, Choice, Options, Results},
};
use asker::Asker;
use problem::Problem;

/// What the handlers share.
#[derive(Clone)]
struct Counter {
    index: Index,
    tokens: Arc<Mutex<Tokens>>,
}

impl Counter {
    /// As whom the holder of a secret asks today, by the tokens of this moment.
    fn role(&self, secret: &str) -> Result<Option<Caller>> {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if !tokens.is_current() {
            *tokens = self.index.tokens()?;
        }
        Ok(tokens.role(secret, today()))
    }
}

/// How many questions are answered at once; how long others wait for their turn.
static TURNS: Semaphore = Semaphore::const_new(16);
const PATIENCE: Duration = Duration::from_secs(10);

/// How long answers may take when the server is told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves `index` on `address` until Ctrl-C or SIGTERM, then answers what was asked and returns. `ready` is told the
/// address that was really bound (port 0 asks for a free one).
///
/// # Errors
/// [`Error::Io`] where the address cannot be bound.
pub fn run(index: Index, address: SocketAddr, ready: impl FnOnce(SocketAddr)) -> Result<()> {
    let failed = |source| Error::Io { path: address.to_string().into(), source };
    let tokens = Arc::new(Mutex::new(index.tokens()?));
    let counter = Counter { index, tokens };
    let runtime = tokio::runtime::Runtime::new().map_err(failed)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.map_err(failed)?;
        let stop = interrupted().map_err(failed)?;
        ready(listener.local_addr().map_err(failed)?);
        let (told, stopping) = tokio::sync::oneshot::channel();
        let stop = async {
            stop.await;
            let _ = told.send(());
        };
        let late = async {
            // Without a word only when there is nobody left to wait for.
            if stopping.await.is_ok() {
                tokio::time::sleep(DRAIN).await;
            }
        };
        tokio::select! {
            served = axum::serve(listener, router(counter)).with_graceful_shutdown(stop).into_future() => {
                served.map_err(failed)
            }
            () = late => Ok(()),
        }
    })
}

/// Ready on Ctrl-C or SIGTERM. From the return of this function on, neither ends the process.
fn interrupted() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

fn router(counter: Counter) -> Router {
    Router::new()
        .route("/", get(page::search))
        .route("/style.css", get(page::style))
        .route("/api/v1/search", get(api::search))
        .route("/api/v1/browse/{field}", get(api::browse))
        .route("/api/v1/complete", get(api::complete))
        .route("/api/v1/theses/{key}", get(api::thesis))
        .route("/healthz", get(healthz))
        .fallback(|| async { Problem::not_found("there is nothing here; the search page is at /") })
        .layer(middleware::from_fn(guard))
        .with_state(counter)
}

/// 200 where the index can be read, else 503.
async fn healthz(counter: axum::extract::State<Counter>) -> Response {
    match blocking(move || counter.index.snapshot().map(|_| ())).await {
        Ok(()) => "ok\n".into_response(),
        Err(problem) => problem.into_response(),
    }
}

/// Headers that keep a page of ours from being anything but that.
async fn guard(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    // What is said hangs on who asks: no cache between may keep it for others.
    if !response.headers().contains_key(header::CACHE_CONTROL) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("authorization"));
    }
    response
}

/// A question as it comes over HTTP.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(default)]
struct Question {
    /// The query; absent or blank asks for nothing.
    q: String,
    /// How many theses, at most [`MOST`].
    limit: usize,
    /// Leave out the first so many.
    offset: usize,
    /// Passages of each thesis, at most 20.
    passages: usize,
    /// Characters of a passage; absent or 0 for all.
    context: Option<usize>,
    /// What theses are counted by: names of fields with commas between them, or `all`.
    facets: String,
    /// Values of each, at most 100.
    facet_values: usize,
    /// What the answer is narrowed to: every `filter=field=value`.
    #[serde(skip)]
    filters: Vec<Choice>,
}

impl Question {
    fn facets(&self) -> std::result::Result<Vec<Facet>, Problem> {
        if self.facets == "all" {
            return Ok(Facet::ALL.to_vec());
        }
        let names = self.facets.split(',').filter(|name| !name.trim().is_empty());
        names.map(|name| search::facet(name).map_err(Problem::wrong)).collect()
    }
}

/// Every `filter` of a request.
fn filters(uri: &axum::http::Uri) -> std::result::Result<Vec<Choice>, Problem> {
    let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri);
    let axum::extract::Query(pairs) = pairs.map_err(|why| Problem::wrong(why.body_text()))?;
    let filters = pairs.into_iter().filter(|(name, _)| name == "filter").take(MOST);
    filters.map(|(_, value)| value.parse().map_err(Problem::wrong)).collect()
}

impl<S: Sync> axum::extract::FromRequestParts<S> for Question {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> std::result::Result<Self, Problem> {
        let question = axum::extract::Query::<Self>::try_from_uri(&parts.uri);
        let axum::extract::Query(question) = question.map_err(|why| Problem::wrong(why.body_text()))?;
        Ok(Self { filters: filters(&parts.uri)?, ..question })
    }
}

impl Default for Question {
    fn default() -> Self {
        Self {
            q: String::new(),
            limit: 10,
            offset: 0,
            passages: 3,
            context: None,
            facets: String::new(),
            facet_values: 10,
            filters: Vec::new(),
        }
    }
}

/// The most theses one answer holds.
const MOST: usize = 100;
/// The farthest an answer begins.
const FARTHEST: usize = 10_000;

/// Answers a question as whoever asks may have it.
async fn answer(counter: Counter, asker: Asker, question: Question) -> std::result::Result<Results, Problem> {
    if question.offset > FARTHEST {
        return Err(Problem::wrong(format!("an answer begins at {FARTHEST} at the farthest")));
    }
    let facets = question.facets()?;
    blocking(move || {
        let options = Options {
            limit: question.limit.min(MOST),
            offset: question.offset,
            passages: question.passages.min(20),
            filters: question.filters,
            facets,
            facet_values: question.facet_values.min(MOST),
            ..Options::new(asker.caller(), today())
        };
        search::search(&counter.index.snapshot()?, &Query::parse(&question.q), &options)
    })
    .await
}

/// Runs work that blocks where it holds up no other request.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> std::result::Result<T, Problem> {
    let Ok(Ok(_turn)) = tokio::time::timeout(PATIENCE, TURNS.acquire()).await else { return Err(Problem::busy()) };
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(Problem::from),
        Err(_) => Err(Problem::internal()),
    }
}

/// The day, UTC, on which an access is decided.
fn today() -> Date {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
    Date::from_days_since_epoch((seconds / 86_400) as i64)
}
