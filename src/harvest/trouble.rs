//! What can go wrong with a server, each one sentence.

use std::{io, time::Duration};

/// Why a request did not bring what was asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Trouble {
    /// It was called off.
    #[error("stopped")]
    Stopped,
    /// The address is none that can be asked.
    #[error("`{0}` is no http or https address")]
    Address(String),
    /// Another host than the one that was named leads into a private network.
    #[error("{host} leads to {to}, which is not public: only the repository's own address may")]
    Private {
        /// The host.
        host: String,
        /// Its address.
        to: String,
    },
    /// No answer, or none to its end.
    #[error("{0}")]
    Network(String),
    /// It took too long.
    #[error("no whole answer within {0} s")]
    Slow(u64),
    /// The answer is longer than allowed.
    #[error("an answer of more than {0} bytes")]
    TooLong(u64),
    /// More redirects than allowed.
    #[error("redirected again and again, at last to {0}")]
    Redirects(String),
    /// The server says no.
    #[error("the server answers {}", status(*.0))]
    Status(u16),
    /// The server is busy, and says until when.
    #[error("the server is busy and asks to come back in {} s", .0.as_secs())]
    Busy(Duration),
    /// What answers does not speak OAI-PMH.
    #[error("no answer of OAI-PMH: {0}")]
    NotOai(String),
    /// The answer is no XML that can be understood.
    #[error("an answer that is not well-formed: {0}")]
    BadXml(String),
    /// The protocol's own errors.
    #[error("the repository says {code}{}", with(.message))]
    Protocol {
        /// Its name, such as `cannotDisseminateFormat`.
        code: String,
        /// What the repository adds.
        message: String,
    },
    /// The list has no end.
    #[error("the list has no end: {0}")]
    Endless(String),
    /// robots.txt asks not to fetch it.
    #[error("the site's robots.txt asks programs not to fetch it")]
    Robots,
    /// It is not what it should be.
    #[error("not a PDF but {0}")]
    NotPdf(&'static str),
    /// The file cannot be written.
    #[error("it cannot be written: {0}")]
    File(io::Error),
}

impl Trouble {
    /// Whether the same may go well a moment later.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Network(_) | Self::Slow(_) | Self::BadXml(_) | Self::Busy(_) => true,
            Self::Status(status) => *status >= 500 || matches!(status, 408 | 425 | 429),
            _ => false,
        }
    }

    /// Whether it is the disk's fault or the user's wish, so that there is no point in going on with others.
    pub fn ends_all(&self) -> bool {
        matches!(self, Self::Stopped | Self::File(_))
    }
}

fn status(code: u16) -> String {
    let said = match code {
        401 => " (only for those who have logged in)",
        403 => " (forbidden)",
        404 => " (not there)",
        410 => " (gone)",
        429 => " (too many requests)",
        500 => " (an error of its own)",
        502..=504 => " (not available now)",
        _ => "",
    };
    format!("{code}{said}")
}

fn with(message: &str) -> String {
    if message.is_empty() { String::new() } else { format!(": {message}") }
}
