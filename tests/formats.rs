//! An index of every format that ever was: opened and searched, or refused with the one command that rebuilds it.
//!
//! Each was written by `ibid index /theses`, of `samples/village-halls.pdf` and its record. A fixture is never written again;
//! a change that cannot read it is a new format.

use std::{fs, path::Path};

use ibid::{
    access::Caller,
    error::Error,
    index::{FORMAT, Index},
    query::Query,
    search::{self, Options},
};

/// A copy of a fixture, which readers may put their locks into.
fn copy(format: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats").join(format);
    for entry in fs::read_dir(fixture).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

#[test]
fn an_index_of_this_format_is_read() {
    let folder = copy("5");
    let snapshot = Index::open(folder.path()).unwrap().snapshot().unwrap();
    assert_eq!(snapshot.status().unwrap().indexed, 1);
    let options = Options::new(Caller::Owner, "2026-01-01".parse().unwrap());
    let found = search::search(&snapshot, &Query::parse("\"in purple crayon\""), &options).unwrap();
    let hit = &found.theses[0].passages[0];
    assert_eq!((hit.page, hit.label.as_ref().map(|label| label.text.as_str())), (1, Some("1")));
    assert_eq!(found.theses[0].record.creators, ["Harrowgate-Singh, Clement"]);
    assert!(hit.offset.is_some());
    let by_page = search::search(&snapshot, &Query::parse("crayon page:1 date:* heading:*"), &options).unwrap();
    assert_eq!(by_page.total_theses, 1);
}

#[test]
fn an_index_of_the_past_or_the_future_is_refused_with_the_command_that_rebuilds() {
    for (fixture, format) in [("1", 1), ("2", 2), ("3", 3), ("4", 4), ("5", FORMAT + 1)] {
        let folder = copy(fixture);
        fs::write(folder.path().join("ibid-format"), format!("{format}\n")).unwrap();
        let error = Index::open(folder.path()).err().unwrap();
        assert!(matches!(error, Error::Format { found, supported: FORMAT, .. } if found == format), "{error}");
        assert!(error.hint().unwrap().contains("ibid index --rebuild"));
        Index::rebuild(folder.path()).unwrap();
        assert_eq!(Index::open(folder.path()).unwrap().snapshot().unwrap().status().unwrap().documents, 0);
    }
}
