//! The PDF that a thesis was read from, to be read again.

use std::{io, path::PathBuf};

use crate::{
    corpus,
    error::{Error, Result},
    index::{ContentHash, Fate, Key, Snapshot},
};

/// A PDF with the very bytes that were indexed.
#[derive(Clone, Debug)]
pub struct Original {
    /// Where it lies.
    pub path: PathBuf,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// The PDF of a thesis: the first of its paths whose bytes are still those that were indexed.
///
/// # Errors
/// `NoSuchThesis`, `NoPdf`; of the path that it was read from `PdfGone` or `PdfChanged`, or why it cannot be opened.
pub fn original(snapshot: &Snapshot, key: Key) -> Result<Original> {
    let stored = snapshot.stored(key)?;
    if stored.fate == Fate::Described {
        return Err(Error::NoPdf(key.to_string()));
    }
    let mut first = None;
    for path in stored.paths {
        let why = match corpus::read(&path) {
            Ok(bytes) if ContentHash::of(&bytes).key() == key => return Ok(Original { path, bytes }),
            Ok(_) => Error::PdfChanged(path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Error::PdfGone(path),
            Err(error) => Error::io(path)(error),
        };
        first.get_or_insert(why);
    }
    Err(first.unwrap_or_else(|| Error::NoSuchThesis(key.to_string())))
}
