//! What was taken from a repository, in a folder of its own: for each record a folder with `record.json`, the PDFs that
//! were deposited with it, and the record as it is for each of these beside it.
//!
//! Names of folders and files are made here, of what strangers say: short, of letters that every system allows, and never
//! leading elsewhere. Files are there as a whole or not at all.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{Document, stamp};

/// Everything from one repository.
#[derive(Clone, Debug)]
pub struct Holdings {
    root: PathBuf,
}

/// The record of a folder.
const RECORD: &str = "record.json";
/// What is known of its documents.
const DEPOSIT: &str = "deposit.json";
/// Bytes of a name, without what is added to it.
const LONGEST_NAME: usize = 60;

impl Holdings {
    /// Those called `name` below the folder of an index; made where they are not there.
    ///
    /// # Errors
    /// The system's.
    pub fn open(index: &Path, name: &str) -> io::Result<Self> {
        let root = index.join("repositories").join(name);
        fs::create_dir_all(&root)?;
        Ok(Self { root: root.canonicalize()? })
    }

    /// Where they are: absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of a record, whether it is there or not.
    pub fn folder(&self, identifier: &str) -> PathBuf {
        let digits = blake3::hash(identifier.as_bytes()).to_hex();
        self.root.join(format!("{}-{}", plain_name(identifier), &digits.as_str()[..16]))
    }

    /// The folders of all records.
    ///
    /// # Errors
    /// The system's.
    pub fn folders(&self) -> io::Result<Vec<PathBuf>> {
        let mut folders = Vec::new();
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
        }
        folders.sort();
        Ok(folders)
    }

    /// Adds lines to the list of what a repository has listed, or begins it anew.
    ///
    /// # Errors
    /// The system's.
    pub fn note_listed(&self, folders: &[PathBuf], anew: bool) -> io::Result<()> {
        let path = self.root.join("listed");
        let mut file = File::options().create(true).append(!anew).write(true).truncate(anew).open(path)?;
        let names = folders.iter().filter_map(|folder| folder.file_name()?.to_str());
        let lines: String = names.map(|name| format!("{name}\n")).collect();
        file.write_all(lines.as_bytes())
    }

    /// The folders of what a repository has listed.
    ///
    /// # Errors
    /// The system's.
    pub fn listed(&self) -> io::Result<std::collections::HashSet<PathBuf>> {
        let text = fs::read_to_string(self.root.join("listed"))?;
        Ok(text.lines().map(|name| self.root.join(name)).collect())
    }
}

/// A name for a folder or file: the letters and digits of `text`, lower case, with hyphens for what is between them.
pub fn plain_name(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        if name.len() == LONGEST_NAME {
            break;
        }
        match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => name.push(c),
            _ if name.ends_with('-') || name.is_empty() => {}
            _ => name.push('-'),
        }
    }
    let name = name.trim_end_matches('-');
    if name.is_empty() { "x".to_owned() } else { name.to_owned() }
}

/// The record of a folder as a document of its own: what is taken where there is no PDF.
pub fn bare_record(folder: &Path) -> Option<Document> {
    let path = folder.join(RECORD);
    let stamp = stamp(&path).ok()?;
    Some(Document { path, stamp, record: Some(stamp) })
}

/// The PDFs of a folder, in the order of their names; none where there is no folder.
pub fn deposited(folder: &Path) -> Vec<Document> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| super::is_pdf(path)).collect();
    paths.sort();
    let document = |path: PathBuf| {
        let stamp = stamp(&path).ok()?;
        Some(Document { record: super::beside::stamp_of(&super::beside(&path)), path, stamp })
    };
    paths.into_iter().filter_map(document).collect()
}

/// Where the record of a folder is.
pub fn record_of(folder: &Path) -> PathBuf {
    folder.join(RECORD)
}

/// Where it says what is known of the documents of a folder.
pub fn deposit_of(folder: &Path) -> PathBuf {
    folder.join(DEPOSIT)
}

/// The text of a file; nothing where it is not there.
///
/// # Errors
/// The system's.
pub fn text(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        text => text.map(Some),
    }
}

/// Writes a file as a whole, unless it has this text already; whether it had another. The folder is made where needed.
///
/// # Errors
/// The system's.
pub fn write(path: &Path, text: &str) -> io::Result<bool> {
    if fs::read(path).is_ok_and(|there| there == text.as_bytes()) {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let fresh = with_end(path, "new");
    fs::write(&fresh, text)?;
    fs::rename(&fresh, path)?;
    Ok(true)
}

/// The file into which a PDF is fetched; it has what was fetched before.
///
/// # Errors
/// The system's.
pub fn part(pdf: &Path) -> io::Result<File> {
    File::options().read(true).write(true).create(true).truncate(false).open(with_end(pdf, "part"))
}

/// Puts what was fetched into its place, unless the same is there already; whether it was another.
///
/// # Errors
/// The system's.
pub fn complete(pdf: &Path, part: &File) -> io::Result<bool> {
    let fetched = with_end(pdf, "part");
    if pdf.is_file() && super::hash(pdf)? == super::hash(&fetched)? {
        return fs::remove_file(fetched).map(|()| false);
    }
    part.sync_data()?;
    fs::rename(fetched, pdf).map(|()| true)
}

/// Removes a PDF, its record and what was fetched of it, as far as they are there.
///
/// # Errors
/// The system's.
pub fn discard(pdf: &Path) -> io::Result<()> {
    [with_end(pdf, "part"), super::record_path(pdf), pdf.to_owned()]
        .iter()
        .try_for_each(|path| gone(fs::remove_file(path)))
}

/// Removes what was fetched of a PDF that is not to be fetched further.
///
/// # Errors
/// The system's.
pub fn discard_part(pdf: &Path) -> io::Result<()> {
    gone(fs::remove_file(with_end(pdf, "part")))
}

/// Removes the folder of a record.
///
/// # Errors
/// The system's.
pub fn remove(folder: &Path) -> io::Result<()> {
    gone(fs::remove_dir_all(folder))
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(end);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_elsewhere_and_none_is_that_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let holdings = Holdings::open(folder.path(), "main").unwrap();
        let long = "a".repeat(5_000);
        let odd = ["../../etc/passwd", "..", "", "/", "oai:x:1", "oai:x/1", "OAI:X:1", "é", "日", "a\0b", &long, "con"];
        let folders: std::collections::BTreeSet<PathBuf> = odd.iter().map(|name| holdings.folder(name)).collect();
        assert_eq!(folders.len(), odd.len());
        for folder in &folders {
            assert_eq!(folder.parent(), Some(holdings.root()));
            assert!(folder.file_name().unwrap().len() < 100);
        }
        assert!(holdings.folder("oai:x:1").to_str().unwrap().contains("/oai-x-1-"));
    }

    #[test]
    fn a_file_is_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/record.json");
        assert!(write(&path, "one").unwrap() && !write(&path, "one").unwrap() && write(&path, "two").unwrap());
        assert_eq!(text(&path).unwrap().as_deref(), Some("two"));
        assert_eq!(text(&folder.path().join("none")).unwrap(), None);
        assert_eq!(bare_record(path.parent().unwrap()).unwrap().stamp.size, 3);
    }

    #[test]
    fn what_is_fetched_is_a_pdf_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let pdf = folder.path().join("1-thesis.pdf");
        part(&pdf).unwrap().write_all(b"%PDF-").unwrap();
        assert!(deposited(folder.path()).is_empty());
        assert!(complete(&pdf, &part(&pdf).unwrap()).unwrap());
        assert_eq!(deposited(folder.path())[0].stamp.size, 5);
        discard(&pdf).unwrap();
        discard(&pdf).unwrap();
        assert!(deposited(folder.path()).is_empty());
    }
}
