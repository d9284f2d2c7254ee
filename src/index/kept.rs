//! Small files that the owner keeps beside an index: written whole or not at all, and left alone when the index is rebuilt.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use crate::error::{Error, Result};

/// Tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileStamp {
    modified: Option<std::time::SystemTime>,
    length: u64,
    file: u64,
}

impl FileStamp {
    /// Of the file at `path`; `None` where there is none.
    pub(super) fn of(path: &Path) -> Result<Option<Self>> {
        match fs::metadata(path) {
            Ok(meta) => Ok(Some(Self { modified: meta.modified().ok(), length: meta.len(), file: file_number(&meta) })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io(path)(error)),
        }
    }
}

#[cfg(unix)]
fn file_number(meta: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(meta)
}

#[cfg(not(unix))]
fn file_number(_: &fs::Metadata) -> u64 {
    0
}

/// The text of a file; `None` where there is none.
pub(super) fn read(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(path)(error)),
    }
}

/// For a file whose text makes no sense.
pub(super) fn not_understood(path: &Path, why: &str) -> Error {
    let why = format!("{why}; mend it, or remove the file");
    Error::io(path)(io::Error::new(io::ErrorKind::InvalidData, why))
}

/// Puts a file of this text in the place of the one there, for its owner alone to read where it `is_secret`. A crash leaves the one or
/// the other.
pub(super) fn write(path: &Path, text: &str, is_secret: bool) -> Result<()> {
    let fresh = path.with_extension("new");
    let written = (|| {
        // What a crash left may be open to others.
        fs::remove_file(&fresh)
            .or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
        let mut file = create(&fresh, is_secret)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    })();
    written.map_err(Error::io(path))
}

/// Waits until no other process changes the file at `path`, and keeps others waiting while what comes back lives.
pub(super) fn lock(path: &Path) -> Result<fs::File> {
    let path = path.with_extension("lock");
    let file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(Error::io(&path))?;
    file.lock().map_err(Error::io(&path))?;
    Ok(file)
}

#[cfg(unix)]
fn create(path: &Path, is_secret: bool) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mode = if is_secret { 0o600 } else { 0o666 };
    fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

#[cfg(not(unix))]
fn create(path: &Path, _: bool) -> io::Result<fs::File> {
    fs::File::create_new(path)
}
