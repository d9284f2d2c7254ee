//! The folders that theses lie in: finding their PDFs, and reading a file's bytes.
//!
//! Folders are walked as a user of `git` and `ripgrep` expects: hidden files, and what `.gitignore`, `.ignore` and
//! `.ibidignore` name, are passed over, and counted. A file that is named directly is always taken.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use ignore::WalkBuilder;
use serde::{Deserialize, Serialize};

mod beside;
pub mod holdings;

pub use self::beside::{Beside, Kind, beside};
use crate::error::{Error, Result};

/// What to take although it would be passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Take {
    /// Hidden files and folders.
    pub hidden: bool,
    /// What ignore files name.
    pub ignored: bool,
}

/// What was found below some roots.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The roots, absolute, links resolved.
    pub roots: Vec<PathBuf>,
    /// In the order of their paths, each once.
    pub documents: Vec<Document>,
    /// What was not taken.
    pub passed_over: PassedOver,
}

/// A PDF on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Absolute.
    pub path: PathBuf,
    /// The PDF's.
    pub stamp: Stamp,
    /// That of all that describes it ([`beside()`]), where there is something.
    pub record: Option<Stamp>,
}

/// What tells whether a file has changed, without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Last modified, nanoseconds since 1970 (UTC).
    pub modified_ns: i64,
}

/// What a walk did not take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PassedOver {
    /// PDFs that are hidden or lie in a hidden folder.
    pub hidden: u64,
    /// PDFs that an ignore file names.
    pub ignored: u64,
    /// Files that are no PDFs by name.
    pub not_pdf: u64,
    /// Folders and files that the system does not let us see, loops of links, and why.
    pub unreadable: Vec<(PathBuf, String)>,
}

/// The PDFs below `roots` (folders or files).
///
/// # Errors
/// `NoSuchPath` where a root is not there. What cannot be read below it is no error, see [`PassedOver`].
pub fn walk(roots: &[PathBuf], take: Take) -> Result<Found> {
    let roots = resolve(roots)?;
    let mut paths = BTreeSet::new();
    let mut passed_over = PassedOver::default();
    let mut records = HashMap::new();
    for root in &roots {
        let taken = pdfs(root, take, &mut passed_over.unreadable);
        let mut describing = HashSet::new();
        for path in &taken {
            let descriptions = beside(path);
            records.insert(path.clone(), beside::stamp_of(&descriptions));
            describing.extend(descriptions.into_iter().map(|description| description.path));
        }
        count_others(root, &taken, &describing, &mut passed_over);
        paths.extend(taken);
    }
    let mut documents = Vec::with_capacity(paths.len());
    for path in paths {
        match stamp(&path) {
            Ok(stamp) => documents.push(Document { record: records.remove(&path).flatten(), path, stamp }),
            Err(error) => passed_over.unreadable.push((path, error.to_string())),
        }
    }
    Ok(Found { roots, documents, passed_over })
}

/// Roots as absolute paths without links.
///
/// # Errors
/// `NoSuchPath` for the first that is not there.
pub fn resolve(roots: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let resolved = roots.iter().map(|root| {
        root.canonicalize().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::NoSuchPath(root.clone()),
            _ => Error::io(root)(error),
        })
    });
    resolved.collect()
}

/// All bytes of a file.
///
/// # Errors
/// The system's.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    regular(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// BLAKE3 of a file, in constant memory.
///
/// # Errors
/// The system's.
pub fn hash(path: &Path) -> io::Result<[u8; 32]> {
    let mut file = regular(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 256 << 10];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finalize().into()),
            Ok(length) => drop(hasher.update(&buffer[..length])),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The text of a file that describes a PDF, or many.
///
/// # Errors
/// The system's; what is not UTF-8 or has more than 1 MiB (32, where it may describe many) is `InvalidData`, what is no file
/// `InvalidInput`.
pub fn record_text(description: &Beside) -> io::Result<String> {
    let mib: u64 = match description.kind {
        Kind::Json | Kind::Csl | Kind::Bibtex | Kind::Ris | Kind::Archive | Kind::ArchivePart => 1,
        Kind::Xml | Kind::Parcel | Kind::Revision | Kind::Table => 32,
    };
    let mut text = String::new();
    let file = regular(&description.path)?;
    let most = (mib << 20) + 1;
    // What is packed is measured unpacked: it may be a thousand times as long.
    if description.path.extension().is_some_and(|extension| extension == "gz") {
        flate2::read::MultiGzDecoder::new(file).take(most).read_to_string(&mut text)?;
    } else {
        file.take(most).read_to_string(&mut text)?;
    }
    match text.len() as u64 > mib << 20 {
        false => Ok(text),
        true => Err(io::Error::new(io::ErrorKind::InvalidData, format!("a record of more than {mib} MiB"))),
    }
}

/// Opens a regular file: a pipe would be waited for, and a device has no end.
fn regular(path: &Path) -> io::Result<File> {
    if fs::metadata(path)?.is_file() {
        return File::open(path);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "neither a file nor a link to one"))
}

/// Where our own record of a PDF is, or would be.
pub fn record_path(pdf: &Path) -> PathBuf {
    pdf.with_extension("json")
}

/// The PDFs below one root that are taken.
fn pdfs(root: &Path, take: Take, unreadable: &mut Vec<(PathBuf, String)>) -> BTreeSet<PathBuf> {
    let mut walk = WalkBuilder::new(root);
    walk.standard_filters(!take.ignored).hidden(!take.hidden).follow_links(true);
    if !take.ignored {
        walk.add_custom_ignore_filename(".ibidignore");
    }
    let mut taken = BTreeSet::new();
    for entry in walk.build() {
        match entry {
            Ok(entry) if entry.depth() == 0 || is_pdf(entry.path()) => {
                if entry.file_type().is_some_and(|kind| kind.is_file()) {
                    taken.insert(entry.into_path());
                }
            }
            Ok(_) => {}
            Err(error) => unreadable.push((path_of(&error).unwrap_or(root).to_owned(), sentence(&error))),
        }
    }
    taken
}

/// How many files and folders are looked at to count what was not taken.
const MOST_COUNTED: usize = 1_000_000;

/// Counts the files below a root that were not taken, by reason; where links lead is not looked at, nor beyond
/// [`MOST_COUNTED`].
fn count_others(root: &Path, taken: &BTreeSet<PathBuf>, describing: &HashSet<PathBuf>, passed_over: &mut PassedOver) {
    let everything = WalkBuilder::new(root).standard_filters(false).follow_links(false).build();
    // What cannot be read was said in the first walk.
    for entry in everything.take(MOST_COUNTED).flatten() {
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        if !is_file || taken.contains(entry.path()) || describing.contains(entry.path()) {
            continue;
        }
        let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
        if !is_pdf(entry.path()) {
            passed_over.not_pdf += 1;
        } else if below.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b".")) {
            passed_over.hidden += 1;
        } else {
            passed_over.ignored += 1;
        }
    }
}

fn is_pdf(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"))
}

fn stamp(path: &Path) -> io::Result<Stamp> {
    let meta = fs::metadata(path)?;
    let modified_ns = meta.modified().map_or(0, nanoseconds);
    Ok(Stamp { size: meta.len(), modified_ns })
}

fn nanoseconds(time: SystemTime) -> i64 {
    let since = |duration: std::time::Duration| i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX);
    time.duration_since(UNIX_EPOCH).map_or_else(|before| -since(before.duration()), since)
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

fn sentence(error: &ignore::Error) -> String {
    match error {
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => sentence(err),
        ignore::Error::Loop { .. } => "a link that leads back to its own folder".to_owned(),
        ignore::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        folder
    }

    fn names(folder: &tempfile::TempDir, found: &Found) -> Vec<String> {
        let root = folder.path().canonicalize().unwrap();
        let name = |document: &Document| document.path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        found.documents.iter().map(name).collect()
    }

    #[test]
    fn pdfs_are_found_in_order_and_the_rest_is_counted() {
        let folder =
            folder(&["b.pdf", "a/C.PDF", "a/c.json", "notes.txt", ".hidden/d.pdf", "old/e.pdf", ".ibidignore"]);
        fs::write(folder.path().join(".ibidignore"), "old\n").unwrap();
        let found = walk(&[folder.path().into()], Take::default()).unwrap();
        assert_eq!(names(&folder, &found), ["a/C.PDF", "b.pdf"]);
        let PassedOver { hidden, ignored, not_pdf, unreadable } = &found.passed_over;
        assert_eq!((*hidden, *ignored, *not_pdf, unreadable.len()), (1, 1, 3, 0));
        assert_eq!(found.documents[1].stamp.size, 5);

        let all = walk(&[folder.path().into()], Take { hidden: true, ignored: true }).unwrap();
        assert_eq!(names(&folder, &all), [".hidden/d.pdf", "a/C.PDF", "b.pdf", "old/e.pdf"]);
    }

    #[test]
    fn a_file_named_directly_is_taken_whatever_its_name() {
        let folder = folder(&[".hidden/thesis", "x.pdf", "x.json"]);
        let roots = [folder.path().join(".hidden/thesis"), folder.path().join("x.pdf"), folder.path().into()];
        let found = walk(&roots, Take::default()).unwrap();
        assert_eq!(names(&folder, &found), [".hidden/thesis", "x.pdf"]);
        assert!(found.documents[1].record.is_some() && found.documents[0].record.is_none());
    }

    #[test]
    fn a_missing_root_is_an_error() {
        let folder = folder(&["x.pdf"]);
        for missing in ["y.pdf", "x.pdf/below"] {
            let roots = [folder.path().join(missing)];
            assert!(matches!(walk(&roots, Take::default()), Err(Error::NoSuchPath(_))), "{missing}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_ends() {
        let folder = folder(&["a/x.pdf"]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/back")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("nowhere"), folder.path().join("a/gone.pdf")).unwrap();
        let found = walk(&[folder.path().into()], Take::default()).unwrap();
        assert_eq!(names(&folder, &found), ["a/x.pdf"]);
        assert_eq!(found.passed_over.unreadable.len(), 2, "{:?}", found.passed_over);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_counted_beyond_links() {
        let (folder, other) = (folder(&["a.pdf", ".hidden/b.pdf"]), folder(&["c.pdf", "d.txt"]));
        std::os::unix::fs::symlink(other.path(), folder.path().join(".hidden/link")).unwrap();
        let passed_over = walk(&[folder.path().into()], Take::default()).unwrap().passed_over;
        assert_eq!(passed_over, PassedOver { hidden: 1, ..PassedOver::default() });
    }

    #[test]
    fn a_record_is_a_file_and_not_too_long() {
        let folder = folder(&["a.json/x", "b.json", "c.json"]);
        fs::write(folder.path().join("c.json"), vec![b' '; (1 << 20) + 1]).unwrap();
        let kind = |name| record_text(&beside(&folder.path().join(name))[0]).map_err(|error| error.kind());
        assert_eq!(kind("a.pdf"), Err(io::ErrorKind::InvalidInput));
        assert_eq!(kind("b.pdf"), Ok("b.json".to_owned()));
        assert_eq!(kind("c.pdf"), Err(io::ErrorKind::InvalidData));
    }

    #[test]
    fn a_file_is_hashed_as_a_whole() {
        let folder = folder(&[]);
        let (path, bytes) = (folder.path().join("big"), vec![7; 600_001]);
        fs::write(&path, &bytes).unwrap();
        assert_eq!(hash(&path).unwrap(), *blake3::hash(&bytes).as_bytes());
    }
}
