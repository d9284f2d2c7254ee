//! What lies beside a PDF and describes it: sidecars, the folders of EPrints and DSpace, tables.

use std::{
    fs,
    hash::Hasher,
    path::{Path, PathBuf},
};

use rustc_hash::FxHasher;

use super::{Stamp, stamp};

/// A file that describes a PDF, alone or with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// What is expected in it.
    pub kind: Kind,
    /// Where it lies.
    pub path: PathBuf,
}

/// What is expected in a file that describes a PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `x.json`: our schema, or a repository's.
    Json,
    /// `x.csl.json`.
    Csl,
    /// `x.xml`.
    Xml,
    /// `x.bib`.
    Bibtex,
    /// `x.ris`.
    Ris,
    /// `dublin_core.xml` in its folder, an item of DSpace's Simple Archive Format.
    Archive,
    /// `metadata_*.xml` and `contents`, which belong to it.
    ArchivePart,
    /// `mets.xml` in its folder, an item of DSpace's archival packages.
    Parcel,
    /// The newest `revisions/N.xml` or `N.xml.gz` of EPrints, of the eprint in whose folder `01/x.pdf` lies.
    Revision,
    /// `records.csv` in its folder.
    Table,
}

/// The files that describe a PDF, as far as they are there.
pub fn beside(pdf: &Path) -> Vec<Beside> {
    let sidecars =
        [(Kind::Json, "json"), (Kind::Xml, "xml"), (Kind::Csl, "csl.json"), (Kind::Bibtex, "bib"), (Kind::Ris, "ris")];
    let mut found: Vec<Beside> = Vec::new();
    let mut look = |kind: Kind, path: PathBuf| {
        let there = path.symlink_metadata().is_ok();
        if there {
            found.push(Beside { kind, path });
        }
        there
    };
    for (kind, extension) in sidecars {
        look(kind, pdf.with_extension(extension));
    }
    let Some(folder) = pdf.parent() else { return found };
    look(Kind::Table, folder.join("records.csv"));
    look(Kind::Parcel, folder.join("mets.xml"));
    if look(Kind::Archive, folder.join("dublin_core.xml")) {
        look(Kind::ArchivePart, folder.join("contents"));
        for path in entries(folder, |name| name.starts_with("metadata_") && name.ends_with(".xml")) {
            found.push(Beside { kind: Kind::ArchivePart, path });
        }
    }
    found.extend(revision(folder).map(|path| Beside { kind: Kind::Revision, path }));
    found
}

/// The stamp of all that describes a PDF together: it is another as soon as one of them is.
pub(super) fn stamp_of(descriptions: &[Beside]) -> Option<Stamp> {
    let stamps = descriptions.iter().map(|one| (one, stamp(&one.path).unwrap_or(Stamp { size: 0, modified_ns: 0 })));
    let stamps: Vec<_> = stamps.collect();
    match stamps.as_slice() {
        [] => None,
        [(one, stamp)] if one.kind == Kind::Json => Some(*stamp),
        several => {
            let mut hasher = FxHasher::default();
            for (one, stamp) in several {
                hasher.write(one.path.as_os_str().as_encoded_bytes());
                hasher.write_u64(stamp.size);
                hasher.write_i64(stamp.modified_ns);
            }
            let size = several.iter().map(|(_, stamp)| stamp.size).sum();
            Some(Stamp { size, modified_ns: hasher.finish() as i64 })
        }
    }
}

/// EPrints numbers the documents of an eprint (`01`), and beside them keeps what the record was after each change.
fn revision(folder: &Path) -> Option<PathBuf> {
    let number = folder.file_name()?.to_str()?;
    if number.len() < 2 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let revisions = folder.parent()?.join("revisions");
    let numbered = |name: &str| {
        let name = name.strip_suffix(".gz").unwrap_or(name);
        name.strip_suffix(".xml").and_then(|number| number.parse::<u64>().ok())
    };
    let all = entries(&revisions, |name| numbered(name).is_some());
    all.into_iter().max_by_key(|path| path.file_name().and_then(|name| name.to_str()).and_then(numbered))
}

/// The files of a folder with such names, in order; none where it cannot be read.
fn entries(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let wanted = entries.filter(|entry| entry.file_name().to_str().is_some_and(&is_wanted));
    let mut paths: Vec<PathBuf> = wanted.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::tests::folder;

    fn names(folder: &Path, pdf: &str) -> Vec<(Kind, String)> {
        let name = |one: Beside| (one.kind, one.path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
        beside(&folder.join(pdf)).into_iter().map(name).collect()
    }

    #[test]
    fn every_kind_is_found() {
        let there = folder(&[
            "a.pdf",
            "a.json",
            "a.bib",
            "a.csl.json",
            "records.csv",
            "item/b.pdf",
            "item/dublin_core.xml",
            "item/contents",
            "item/metadata_thesis.xml",
            "item/metadata.txt",
            "7/01/c.pdf",
            "7/revisions/9.xml",
            "7/revisions/10.xml",
            "7/revisions/old.xml",
            "8/01/f.pdf",
            "8/revisions/9.xml",
            "8/revisions/11.xml.gz",
            "8/revisions/12.gz",
            "aip/d.pdf",
            "aip/mets.xml",
            "z/e.pdf",
        ]);
        let owned =
            |list: &[(Kind, &str)]| list.iter().map(|(kind, name)| (*kind, (*name).to_owned())).collect::<Vec<_>>();
        let beside = |pdf| names(there.path(), pdf);
        let a =
            [(Kind::Json, "a.json"), (Kind::Csl, "a.csl.json"), (Kind::Bibtex, "a.bib"), (Kind::Table, "records.csv")];
        assert_eq!(beside("a.pdf"), owned(&a));
        let item = [
            (Kind::Archive, "item/dublin_core.xml"),
            (Kind::ArchivePart, "item/contents"),
            (Kind::ArchivePart, "item/metadata_thesis.xml"),
        ];
        assert_eq!(beside("item/b.pdf"), owned(&item));
        assert_eq!(beside("7/01/c.pdf"), owned(&[(Kind::Revision, "7/revisions/10.xml")]));
        assert_eq!(beside("8/01/f.pdf"), owned(&[(Kind::Revision, "8/revisions/11.xml.gz")]));
        assert_eq!(beside("aip/d.pdf"), owned(&[(Kind::Parcel, "aip/mets.xml")]));
        assert_eq!(beside("z/e.pdf"), []);
    }

    #[test]
    fn a_change_of_any_is_noticed() {
        let there = folder(&["a.pdf", "a.json", "a.bib"]);
        let stamp = || stamp_of(&beside(&there.path().join("a.pdf")));
        let before = stamp();
        fs::write(there.path().join("a.bib"), "longer than it was").unwrap();
        let changed = stamp();
        assert_ne!(before, changed);
        fs::remove_file(there.path().join("a.bib")).unwrap();
        assert_ne!(changed, stamp());
        fs::remove_file(there.path().join("a.json")).unwrap();
        assert_eq!(stamp(), None);
    }
}
