//! Talking with repositories: OAI-PMH 2.0, and the files that their records name.
//!
//! One request at a time, by one client that says who it is, waits when it is told to, and believes nothing: every answer
//! is bounded in bytes and time, every redirect is looked at, and where a name leads is checked before it is connected to.
//! What a record says is not understood here; a record is handed out as a small document of XML of its own.

use std::time::Duration;

mod address;
mod answer;
mod download;
mod format;
mod list;
mod markup;
mod moment;
mod repository;
mod robots;
mod trouble;
mod web;

pub use self::{
    answer::{Header, Identity, Item, Offered, Page},
    download::{Fetched, Validators, Wanted},
    format::{Choice, choose},
    list::{List, Request},
    moment::{Granularity, Moment},
    repository::Repository,
    trouble::Trouble,
};

/// How servers are treated, and how much they are borne with.
#[derive(Clone, Debug)]
pub struct Manners {
    /// A mail address or page at which who runs this can be reached; told to every server.
    pub contact: Option<String>,
    /// The least time from one request to the next.
    pub delay: Duration,
    /// How often a request is made before it is given up.
    pub tries: u32,
    /// How long to wait before the second try, unless the server says; doubled for each further one.
    pub backoff: Duration,
    /// A server that asks for a longer wait is left until another day.
    pub longest_wait: Duration,
    /// For a connection to stand.
    pub connect: Duration,
    /// For the first or the next byte of an answer to come.
    pub silence: Duration,
    /// For a page of a list to be there as a whole.
    pub page_time: Duration,
    /// For a document to be there as a whole.
    pub document_time: Duration,
    /// Bytes that a page of a list may have, unpacked.
    pub page_bytes: u64,
    /// Bytes that a document may have.
    pub document_bytes: u64,
    /// Redirects that are followed for one request.
    pub redirects: u32,
    /// Pages that one list may have.
    pub pages: u64,
    /// Pages one after the other that may have nothing new on them.
    pub stale_pages: u64,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            contact: None,
            delay: Duration::from_millis(200),
            tries: 5,
            backoff: Duration::from_secs(2),
            longest_wait: Duration::from_secs(15 * 60),
            connect: Duration::from_secs(30),
            silence: Duration::from_secs(120),
            page_time: Duration::from_secs(10 * 60),
            document_time: Duration::from_secs(60 * 60),
            page_bytes: 64 << 20,
            document_bytes: 2 << 30,
            redirects: 8,
            pages: 1_000_000,
            stale_pages: 25,
        }
    }
}
