//! Reading a picture of a page: the `tesseract` program, asked page by page.
//!
//! A [`Picture`](crate::page::Picture) goes in, a [`Page`](crate::page::Page) of words, lines and paragraph ends comes
//! out, in points of the PDF like any other. Each page is read by a process of its own with a deadline; one that hangs,
//! dies or talks nonsense costs that page. Nothing is linked, and nothing needed by those who never ask for it.

mod languages;
mod shape;
mod tesseract;
mod tsv;

use serde::{Deserialize, Serialize};

pub use languages::{model, packages};
pub use tesseract::{Tesseract, Unread};

/// Which pages are recognised. Ordered: each reads what the one before it reads, and more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// None.
    #[default]
    Off,
    /// Those that are images without text, and those whose text means nothing.
    Auto,
    /// Every page, whatever its text says.
    Force,
}

/// Why nothing can be recognised here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// There is no such program on the path, or it does not start.
    #[error("pages cannot be recognised: the program `tesseract` is not installed")]
    Program,
    /// It cannot read any of these languages (its own names for them).
    #[error("pages cannot be recognised: tesseract has no model of {}", .0.join(", "))]
    Languages(Vec<String>),
}

impl Missing {
    /// What to do about it: one sentence without a full stop.
    pub fn advice(&self) -> String {
        let languages = match self {
            Self::Program => vec!["eng".to_owned()],
            Self::Languages(languages) => languages.clone(),
        };
        let also = if *self == Self::Program { "tesseract-ocr " } else { "" };
        let more =
            if *self == Self::Program { " (and one for each other language: tesseract-ocr-deu, ...)" } else { "" };
        format!("on Debian or Ubuntu: apt install {also}{}{more}", packages(&languages).join(" "))
    }
}
