//! Requests: one at a time, with the time between them that is asked for, bounded, and tried again where that may help.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    io::{self, Read},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant, SystemTime},
};

use ureq::{Agent, Body, http::Response, unversioned::transport::DefaultConnector};
use url::Url;

use super::{
    Manners, Trouble,
    address::{Guard, Kept},
    robots::Rules,
};

/// The client.
pub(super) struct Web<'a> {
    agent: Agent,
    pub(super) manners: Manners,
    stop: &'a AtomicBool,
    /// When the last request was begun.
    last: Cell<Option<Instant>>,
    /// What each site asks of programs, by scheme, host and port.
    sites: RefCell<HashMap<String, Rules>>,
}

/// What is asked for.
pub(super) struct Ask<'a> {
    pub(super) accept: &'a str,
    pub(super) headers: Vec<(&'static str, String)>,
    /// For the whole answer to be there.
    pub(super) time: Duration,
    /// Whether the site's wishes about programs count.
    pub(super) is_document: bool,
}

/// Between two looks whether it is called off.
const GLANCE: Duration = Duration::from_millis(50);
/// Bytes of a robots.txt that are read (RFC 9309 asks for 500 KiB at least).
const ROBOTS_BYTES: u64 = 512 << 10;

impl<'a> Web<'a> {
    pub(super) fn new(home: &Url, manners: Manners, stop: &'a AtomicBool) -> Self {
        let contact = manners.contact.as_ref().map_or(String::new(), |contact| format!("; {contact}"));
        let contact: String = contact.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
        let config = Agent::config_builder()
            .user_agent(format!("ibid/{} (harvester of theses{contact})", env!("CARGO_PKG_VERSION")))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // What a proxy connects to cannot be checked.
            .proxy(None)
            .timeout_resolve(Some(manners.connect))
            .timeout_connect(Some(manners.connect))
            .timeout_recv_response(Some(manners.silence))
            .timeout_per_read(Some(manners.silence))
            .build();
        let guard = Guard::new(home.host_str().unwrap_or_default(), home.port_or_known_default().unwrap_or_default());
        let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
        Self { agent, manners, stop, last: Cell::new(None), sites: RefCell::default() }
    }

    /// Makes an attempt, and others while that may help.
    pub(super) fn patiently<T>(&self, mut attempt: impl FnMut() -> Result<T, Trouble>) -> Result<T, Trouble> {
        let mut backoff = self.manners.backoff;
        for _ in 1..self.manners.tries {
            let wait = match attempt() {
                Err(Trouble::Busy(wait)) if wait <= self.manners.longest_wait => wait,
                Err(trouble) if trouble.may_pass() && !matches!(trouble, Trouble::Busy(_)) => backoff,
                other => return other,
            };
            self.sleep(wait)?;
            backoff = (backoff * 2).min(self.manners.longest_wait);
        }
        attempt()
    }

    /// One request and those that it is redirected to. An answer is one that brings something, or 304, 416 or another 4xx.
    pub(super) fn ask(&self, url: &Url, ask: &Ask<'_>) -> Result<Response<Body>, Trouble> {
        let mut url = url.clone();
        for _ in 0..=self.manners.redirects {
            let delay = if ask.is_document { self.site_allows(&url)? } else { None };
            self.pause(delay)?;
            let response = self.send(&url, ask)?;
            match response.status().as_u16() {
                301 | 302 | 303 | 307 | 308 => url = redirected(&url, &response)?,
                status @ (429 | 503) => return Err(busy(&response).unwrap_or(Trouble::Status(status))),
                status @ (408 | 425 | 500..) => return Err(Trouble::Status(status)),
                _ => return Ok(response),
            }
        }
        Err(Trouble::Redirects(shown(&url)))
    }

    /// Hands the body on, piece by piece, as long as it has no more than `most` bytes.
    pub(super) fn pour(
        &self,
        response: Response<Body>,
        most: u64,
        each: &mut dyn FnMut(&[u8]) -> Result<(), Trouble>,
    ) -> Result<u64, Trouble> {
        let mut body = response.into_body().into_reader().take(most.saturating_add(1));
        let mut buffer = vec![0; 64 << 10];
        let mut length = 0;
        loop {
            self.go_on()?;
            let read = match body.read(&mut buffer) {
                Ok(0) => return Ok(length),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.trouble(error.into())),
            };
            length += read as u64;
            if length > most {
                return Err(Trouble::TooLong(most));
            }
            each(&buffer[..read])?;
        }
    }

    /// The body as bytes.
    pub(super) fn bytes(&self, response: Response<Body>, most: u64) -> Result<Vec<u8>, Trouble> {
        let mut bytes = Vec::new();
        self.pour(response, most, &mut |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(bytes)
    }

    fn send(&self, url: &Url, ask: &Ask<'_>) -> Result<Response<Body>, Trouble> {
        let mut plain = url.clone();
        plain.set_fragment(None);
        let mut request = self.agent.get(plain.as_str()).header("Accept", ask.accept);
        for (name, value) in &ask.headers {
            request = request.header(*name, value);
        }
        let request = request.config().timeout_global(Some(ask.time)).build();
        self.last.set(Some(Instant::now()));
        request.call().map_err(|error| self.trouble(error))
    }

    /// The time that a site wants between requests; an error where it does not want this one.
    fn site_allows(&self, url: &Url) -> Result<Option<Duration>, Trouble> {
        let site = url.origin().ascii_serialization();
        let known = self.sites.borrow().get(&site).cloned();
        let rules = match known {
            Some(rules) => rules,
            None => {
                let rules = self.robots(url)?;
                self.sites.borrow_mut().insert(site, rules.clone());
                rules
            }
        };
        let query = url.query().map_or(String::new(), |query| format!("?{query}"));
        if rules.allow(&format!("{}{query}", url.path())) { Ok(rules.delay) } else { Err(Trouble::Robots) }
    }

    /// A site that cannot say what it wants is left alone; one that has nothing to say wants nothing.
    fn robots(&self, url: &Url) -> Result<Rules, Trouble> {
        let Ok(robots) = url.join("/robots.txt") else { return Ok(Rules::nothing()) };
        let ask = Ask { accept: "text/plain", headers: Vec::new(), time: self.manners.page_time, is_document: false };
        let response = match self.patiently(|| self.ask(&robots, &ask)) {
            Ok(response) => response,
            Err(trouble @ (Trouble::Stopped | Trouble::Private { .. })) => return Err(trouble),
            Err(_) => return Ok(Rules::nothing()),
        };
        if !response.status().is_success() {
            return Ok(Rules::default());
        }
        let mut bytes = Vec::new();
        let read = self.pour(response, ROBOTS_BYTES, &mut |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        });
        match read {
            Err(Trouble::Stopped) => Err(Trouble::Stopped),
            Ok(_) | Err(Trouble::TooLong(_)) => Ok(Rules::read(&String::from_utf8_lossy(&bytes), "ibid")),
            Err(_) => Ok(Rules::nothing()),
        }
    }

    /// Waits until the next request may be made.
    fn pause(&self, delay: Option<Duration>) -> Result<(), Trouble> {
        let delay = delay.unwrap_or_default().max(self.manners.delay);
        let since = self.last.get().map(|last| last.elapsed());
        self.sleep(since.map_or(Duration::ZERO, |since| delay.saturating_sub(since)))
    }

    fn sleep(&self, time: Duration) -> Result<(), Trouble> {
        let begun = Instant::now();
        loop {
            self.go_on()?;
            let left = time.saturating_sub(begun.elapsed());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(GLANCE));
        }
    }

    fn go_on(&self) -> Result<(), Trouble> {
        if self.stop.load(Ordering::Relaxed) { Err(Trouble::Stopped) } else { Ok(()) }
    }

    fn trouble(&self, error: ureq::Error) -> Trouble {
        match error {
            ureq::Error::Timeout(ureq::Timeout::Global) => Trouble::Slow(self.manners.page_time.as_secs()),
            ureq::Error::Timeout(_) => Trouble::Network("no answer, or one that breaks off".to_owned()),
            ureq::Error::HostNotFound => Trouble::Network("no such host".to_owned()),
            ureq::Error::BadUri(uri) => Trouble::Address(uri),
            ureq::Error::Io(error) => match error.get_ref().and_then(|kept| kept.downcast_ref::<Kept>()) {
                Some(kept) => Trouble::Private { host: kept.host.clone(), to: kept.to.to_string() },
                None => Trouble::Network(legible(&error.to_string())),
            },
            other => Trouble::Network(legible(&other.to_string())),
        }
    }
}

/// A header as text.
pub(super) fn header(response: &Response<Body>, name: &str) -> Option<String> {
    response.headers().get(name).and_then(|value| value.to_str().ok()).map(|value| value.trim().to_owned())
}

/// An address as it may be shown: without what may be a password in it.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    let _ = url.set_password(None);
    let _ = url.set_username("");
    url.to_string()
}

fn redirected(from: &Url, response: &Response<Body>) -> Result<Url, Trouble> {
    let location = header(response, "location").unwrap_or_default();
    let to = from.join(&location).ok().filter(|to| matches!(to.scheme(), "http" | "https") && to.has_host());
    let mut to = to.ok_or_else(|| Trouble::Address(legible(&location)))?;
    // Nobody else's password is used on a server's word.
    let _ = to.set_password(None);
    let _ = to.set_username("");
    Ok(to)
}

/// Until when a server is busy, where it says so: in seconds, or as a date, which is compared with the server's own clock.
fn busy(response: &Response<Body>) -> Option<Trouble> {
    let said = header(response, "retry-after")?;
    let date = |text: &str| httpdate::parse_http_date(text).ok();
    let until = |then: SystemTime| {
        let now = header(response, "date").and_then(|now| date(&now))?;
        Some(then.duration_since(now).unwrap_or_default())
    };
    let wait = said.parse().map(Duration::from_secs).ok().or_else(|| date(&said).and_then(until))?;
    Some(Trouble::Busy(wait))
}

/// What a stranger says, fit for a terminal.
pub(super) fn legible(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
