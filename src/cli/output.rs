//! Files that a verb was told to write: whole, or not at all.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::exit::Failure;
use crate::{error::Error, index::Snapshot};

/// Refuses a file that is a PDF of the index, whichever way its name leads there: what is written would take its place.
pub(crate) fn spare_sources(target: &Path, snapshot: &Snapshot) -> Result<(), Failure> {
    let Some(there) = identity(target) else { return Ok(()) };
    let is_there = |path: &Path| identity(path) == Some(there);
    if snapshot.sources()?.iter().any(|source| is_there(&source.path)) {
        return Err(Error::IsSource(target.to_owned()).into());
    }
    Ok(())
}

/// What a file is one of, by whatever name: links are followed.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()))
}

/// The same, but that hard links are told apart.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

/// Writes `bytes` to a file, or to standard output where its name is `-`. A file that is there already is replaced when
/// the new one is complete; where anything goes wrong it stays as it was.
pub(crate) fn write(target: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if target == Path::new("-") {
        let mut out = io::stdout().lock();
        return out.write_all(bytes).and_then(|()| out.flush()).map_err(Failure::Output);
    }
    let new = beside(target);
    let written = File::create_new(&new)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&new, target));
    written.map_err(|error| {
        // It may not even be there.
        let _ = fs::remove_file(&new);
        Failure::Library(Error::io(target)(error))
    })
}

/// A name in the same folder, so that renaming moves no bytes.
fn beside(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    target.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("page.png");
        write(&target, b"one").unwrap();
        write(&target, b"two").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::create_dir(folder.path().join("taken")).unwrap();
        assert!(write(&folder.path().join("taken"), b"x").is_err());
        assert!(write(&folder.path().join("nowhere/page.png"), b"x").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
