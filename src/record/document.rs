//! A deposited file of a record.

use serde::{Deserialize, Serialize};

use super::is_public;
use crate::{
    access::{Level, Terms},
    date::Date,
};

/// A file that was deposited with a record, as the repository describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Document {
    /// Where the repository gives it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The file's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Media type ("application/pdf").
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Checksum with its algorithm before it ("md5:d41d8cd9...").
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checksum: Option<String>,
    /// Language of the text, BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Version ("accepted").
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Licence, its URI or name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// For whom it is.
    #[serde(skip_serializing_if = "is_public")]
    pub security: Level,
    /// Closed before this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Date>,
}

impl Document {
    /// The terms under which it was deposited.
    pub fn terms(&self) -> Terms {
        Terms { level: self.security, embargo: self.embargo }
    }

    pub(super) fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let texts = [&mut self.url, &mut self.name, &mut self.format, &mut self.checksum, &mut self.language];
        texts.into_iter().chain([&mut self.version, &mut self.licence]).flatten()
    }
}
