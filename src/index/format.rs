//! The version of what is on the disk, and whether a folder is an index at all.
//!
//! The version stands in a file of its own, `ibid-format`, which is there before anything else is: so a crash at any
//! instant leaves a folder that is known as ibid's.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::kept::FileStamp;
use crate::error::{Error, Result};

/// The version of the format that this ibid writes and reads.
pub const FORMAT: u32 = 5;

const FORMAT_FILE: &str = "ibid-format";
const META_FILE: &str = "meta.json";
/// What the engine writes under names that do not change.
const ENGINE_FILES: [&str; 4] = [META_FILE, ".managed.json", ".tantivy-writer.lock", ".tantivy-meta.lock"];

/// What a folder holds.
pub(super) enum Found {
    /// Nothing, or it is not there.
    Nothing,
    /// The beginning of an index: there was a crash before its first commit.
    Begun,
    /// An index of this format.
    Index,
}

/// Looks at `dir`.
///
/// # Errors
/// `NotAnIndex` where it holds something else, `Format` where its index has another format, `Damaged` where the
/// version cannot be read.
pub(super) fn look(dir: &Path) -> Result<Found> {
    match fs::read_to_string(dir.join(FORMAT_FILE)) {
        Ok(text) => {
            let damaged = || Error::Damaged { path: dir.into(), reason: format!("{FORMAT_FILE} holds no number") };
            let found: u32 = text.trim().parse().map_err(|_| damaged())?;
            if found != FORMAT {
                return Err(Error::Format { path: dir.into(), found, supported: FORMAT });
            }
            Ok(if dir.join(META_FILE).exists() { Found::Index } else { Found::Begun })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => match others_in(dir)? {
            0 => Ok(Found::Nothing),
            _ => Err(Error::NotAnIndex(dir.into())),
        },
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(Error::NotAnIndex(dir.into())),
        Err(error) => Err(Error::io(dir.join(FORMAT_FILE))(error)),
    }
}

/// Writes the version into `dir`, which is made where needed.
pub(super) fn begin(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir).map_err(Error::io(dir))?;
    let path = dir.join(FORMAT_FILE);
    let fresh = dir.join(format!("{FORMAT_FILE}.new"));
    fs::write(&fresh, format!("{FORMAT}\n")).map_err(Error::io(&fresh))?;
    fs::rename(&fresh, &path).map_err(Error::io(&path))
}

/// Removes what an index of any format left in `dir`, the description of its last commit first. The version stays, for
/// [`begin`] to replace: a crash in between leaves a folder that is known as ibid's.
///
/// # Errors
/// `NotAnIndex` where the folder is not known as ibid's; then nothing is removed.
pub(super) fn clear(dir: &Path) -> Result<()> {
    match look(dir) {
        Ok(Found::Nothing) => return Ok(()),
        Ok(_) | Err(Error::Format { .. } | Error::Damaged { .. }) => {}
        Err(error) => return Err(error),
    }
    let mut files: Vec<PathBuf> = entries(dir)?.into_iter().filter(|path| is_ours(path)).collect();
    files.sort_by_key(|path| path.file_name() != Some(META_FILE.as_ref()));
    files.iter().try_for_each(|path| match fs::remove_file(path) {
        // The engine may still be removing what a merge left.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(Error::io(path)),
    })
}

/// Bytes of all files in `dir`.
pub(super) fn bytes_on_disk(dir: &Path) -> Result<u64> {
    // A merge may remove a file while we count.
    Ok(entries(dir)?.iter().filter_map(|path| fs::metadata(path).ok()).map(|file| file.len()).sum())
}

/// The stamp of the last commit in `dir`.
pub(super) fn commit_stamp(dir: &Path) -> Result<FileStamp> {
    FileStamp::of(&dir.join(META_FILE))?.ok_or_else(|| Error::NoIndex(dir.into()))
}

/// How many files stand in `dir` that may not stand in the folder of a new index.
fn others_in(dir: &Path) -> Result<usize> {
    let welcome = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        ["README.md", ".gitignore", ".gitkeep", super::lock::LOCK_FILE].contains(&name) || name.starts_with(FORMAT_FILE)
    };
    Ok(entries(dir)?.iter().filter(|path| !welcome(path)).count())
}

/// Whether an index of some format wrote this file.
fn is_ours(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let stem = name.split('.').next().unwrap_or_default();
    let of_a_segment = stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    // What the engine is about to give another name: see `tempfile`, whose names these are.
    let unfinished = name.strip_prefix(".tmp").is_some_and(|random| random.len() == 6 && is_alphanumeric(random));
    of_a_segment || unfinished || ENGINE_FILES.contains(&name)
}

fn is_alphanumeric(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>> {
    let listing = match fs::read_dir(dir) {
        Ok(listing) => listing,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io(dir)(error)),
    };
    listing.map(|entry| entry.map(|entry| entry.path()).map_err(Error::io(dir))).collect()
}

/// The engine writes its lists of files for its own user alone; whoever may read the rest may read these, too: a server
/// that runs as another user, say. Where that cannot be had, the owner still has an index.
pub(super) fn share(dir: &Path) {
    let Ok(usual) = fs::metadata(dir.join(FORMAT_FILE)) else { return };
    for name in ["meta.json", ".managed.json"] {
        let _ = fs::set_permissions(dir.join(name), usual.permissions());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clearing_leaves_the_version_and_what_is_not_ours() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        begin(dir).unwrap();
        let segment = format!("{}.store", "0a".repeat(16));
        for name in [META_FILE, ".tmpAb3dE6", ".tantivy-writer.lock", &segment, ".tmp-notes", "thesis.pdf"] {
            fs::write(dir.join(name), "x").unwrap();
        }
        clear(dir).unwrap();
        let mut left: Vec<_> = entries(dir).unwrap().iter().map(|path| path.file_name().unwrap().to_owned()).collect();
        left.sort();
        assert_eq!(left, [".tmp-notes", FORMAT_FILE, "thesis.pdf"]);
        assert!(matches!(look(dir), Ok(Found::Begun)));
    }
}
