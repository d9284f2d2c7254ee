//! Theses go in and come out again.

use std::path::PathBuf;

use super::*;
use crate::{
    access::Caller,
    pdf::Unreadable,
    record::{Record, Said},
    text::{Label, LabelSource, PageSpan, PageState, Passage, Section, SectionKind, Text},
};

fn index() -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(folder.path().join("index")).unwrap();
    (folder, index)
}

fn writer(index: &Index) -> Writer {
    index.writer(&WriterOptions { memory_bytes: 15_000_000, threads: 1, command: "a test".into() }).unwrap()
}

/// A thesis of two pages, the second passage begins on the first.
fn thesis(name: &str, words: &str) -> Thesis {
    let content = format!("{words}\nIt goes on here. The end.\n");
    let half = words.len() as u32 + 1;
    let end = content.len() as u32;
    let page = |number: u32, start| {
        let label = Some(Label { text: format!("{number}").into(), source: LabelSource::Printed });
        PageSpan { number, label, start, state: PageState::Text, confidence: None }
    };
    let heading = "Aims".to_owned();
    let text = Text {
        pages: vec![page(1, 0), page(2, half + 5)],
        sections: vec![Section { heading, level: 1, kind: SectionKind::Chapter, start: 0 }],
        passages: vec![Passage { span: 0..half, section: Some(0) }, Passage { span: half..end, section: Some(0) }],
        language: Some("en".into()),
        content,
    };
    let hash = ContentHash::of(name.as_bytes());
    let source = Source {
        path: PathBuf::from(format!("/theses/{name}.pdf")),
        size: 1000,
        modified_ns: 1,
        hash: Some(hash),
        record: None,
        fate: Fate::Indexed(Coverage::of(&text, "ibid")),
    };
    let record = Record { title: Some(format!("On {name}")), date: "2014-03-31".parse().ok(), ..Record::default() };
    Thesis { key: hash.key(), record, origins: Default::default(), said: Said::default(), source, text }
}

#[test]
fn theses_come_back() {
    let (_folder, index) = index();
    let (groups, stars) = (thesis("groups", "Self-help groups met."), thesis("stars", "Étoiles above."));
    let mut writer = writer(&index);
    writer.put(groups.clone()).unwrap();
    writer.put(stars.clone()).unwrap();
    assert_eq!(index.snapshot().unwrap().status().unwrap().documents, 0, "nothing is seen before the commit");
    writer.commit().unwrap();

    let snapshot = index.snapshot().unwrap();
    for thesis in [&groups, &stars] {
        let stored = snapshot.thesis(&thesis.key.to_string()).unwrap();
        assert_eq!(stored.record, thesis.record);
        assert_eq!(stored.frame.sections, thesis.text.sections);
        assert_eq!(stored.paths, std::slice::from_ref(&thesis.source.path));
        assert_eq!(stored.passages, 3);
        assert_eq!(snapshot.text(thesis.key).unwrap(), thesis.text);
    }
    let run = snapshot.run(groups.key).unwrap().unwrap();
    assert_eq!(snapshot.passage(run.address(0)).unwrap(), "On groups");
    assert_eq!(snapshot.passage(run.address(2)).unwrap(), "It goes on here. The end.\n");
    let second = snapshot.stored(groups.key).unwrap().place(2);
    assert_eq!(second.page_at(4).unwrap().number, 1);
    assert_eq!(second.page_at(5).unwrap().label.as_ref().unwrap().text, "2");
    assert_eq!(snapshot.view(Caller::Owner, "2024-05-01".parse().unwrap()).unwrap().languages(), ["en"]);

    let ledger = snapshot.status().unwrap();
    assert_eq!((ledger.documents, ledger.indexed, ledger.passages, ledger.pages), (2, 2, 6, 4));
    assert_eq!(ledger.words, 10 + 8);
    assert_eq!(snapshot.sources().unwrap(), [groups.source, stars.source]);
}

#[test]
fn the_columns_tell_passages_apart() {
    let (_folder, index) = index();
    let groups = thesis("groups", "Self-help groups met.");
    let mut writer = writer(&index);
    writer.put(groups.clone()).unwrap();
    writer.commit().unwrap();
    let snapshot = index.snapshot().unwrap();
    let run = snapshot.run(groups.key).unwrap().unwrap();
    let columns = snapshot.columns(run.segment).unwrap();
    let words: Vec<_> = (0..3).map(|passage| columns.words.first(run.address(passage).doc_id).unwrap()).collect();
    assert_eq!(words, [2, 4, 6]);
    assert_eq!(columns.thesis.first(run.first), Some(groups.key.number()));
    assert_eq!(columns.passage.first(run.first + 2), Some(2));
}

#[test]
fn languages_with_stems_are_told_apart_however_many_others_there_are() {
    let (_folder, index) = index();
    let mut writer = writer(&index);
    let languages: Vec<String> =
        (0..300).map(|number| format!("q{number}")).chain(["de".into(), "en".into()]).collect();
    for language in &languages {
        let mut one = thesis(language, "Self-help groups met.");
        one.text.language = Some(language.clone());
        writer.put(one).unwrap();
    }
    writer.commit().unwrap();
    let runs = index.snapshot().unwrap().runs(0).unwrap();
    let numbers: std::collections::BTreeMap<&str, u8> =
        runs.languages().map(|(number, language)| (language.as_str(), number)).collect();
    assert_eq!(numbers.len(), languages.len());
    assert_eq!((numbers["de"], numbers["en"]), (0, 1));
    assert!(numbers.iter().all(|(language, number)| language.starts_with('q') == (*number > 1)));
    let mut met = 0;
    for language in &languages {
        let key = ContentHash::of(language.as_bytes()).key();
        let run = runs.theses().iter().find(|run| run.thesis == key.number()).unwrap();
        for facts in runs.facts(run.first..run.end) {
            assert_eq!(facts.language, numbers[language.as_str()]);
            assert!(facts.length > 0);
            met += 1;
        }
    }
    assert_eq!(met, 3 * languages.len());
}

#[test]
fn a_thesis_put_again_replaces_itself() {
    let (_folder, index) = index();
    let mut groups = thesis("groups", "Self-help groups met.");
    let mut writer = writer(&index);
    for round in 0..4 {
        groups.record.title = Some(format!("Round {round}"));
        writer.put(groups.clone()).unwrap();
        if round == 1 {
            writer.commit().unwrap();
        }
    }
    writer.finish().unwrap();
    let snapshot = index.snapshot().unwrap();
    assert_eq!(snapshot.status().unwrap().passages, 3);
    assert_eq!(snapshot.stored(groups.key).unwrap().record.title.as_deref(), Some("Round 3"));
}

#[test]
fn a_thesis_is_named_by_key_beginning_or_path() {
    let (_folder, index) = index();
    let groups = thesis("groups", "Self-help groups met.");
    let mut writer = writer(&index);
    writer.put(groups.clone()).unwrap();
    writer.commit().unwrap();
    let snapshot = index.snapshot().unwrap();
    let key = groups.key.to_string();
    for name in [&key[..], &key[..4], &key.to_uppercase(), "/theses/groups.pdf"] {
        assert_eq!(snapshot.thesis(name).unwrap().key, groups.key, "{name}");
    }
    for name in ["", "a", "fff0fff0", "/theses/other.pdf", "0123456789ab"] {
        assert!(matches!(snapshot.thesis(name), Err(Error::NoSuchThesis(_))), "{name}");
    }
}

#[test]
fn what_is_removed_is_gone_and_what_failed_is_found_by_its_record() {
    let (_folder, index) = index();
    let (groups, mut scan) = (thesis("groups", "Self-help groups met."), thesis("scan", ""));
    scan.text = Text::default();
    scan.source.fate = Fate::Failed(Unreadable::Damaged("xref".into()));
    let mut writer = writer(&index);
    writer.put(groups.clone()).unwrap();
    writer.put(scan.clone()).unwrap();
    writer.commit().unwrap();
    writer.remove(&groups.source.path).unwrap();
    writer.withdraw(groups.key).unwrap();
    writer.commit().unwrap();
    let snapshot = index.snapshot().unwrap();
    assert!(snapshot.run(groups.key).unwrap().is_none());
    assert_eq!(snapshot.thesis(&scan.key.to_string()).unwrap().record, scan.record);
    let ledger = snapshot.status().unwrap();
    assert_eq!((ledger.documents, ledger.indexed, ledger.failed["damaged"], ledger.passages), (1, 0, 1, 1));
}

#[test]
fn pages_come_back_one_by_one() {
    let (_folder, index) = index();
    let groups = thesis("groups", "Self-help groups met.");
    let mut writer = writer(&index);
    writer.put(groups.clone()).unwrap();
    writer.commit().unwrap();
    let snapshot = index.snapshot().unwrap();
    let pages = snapshot.pages_text(groups.key, 1..=9).unwrap();
    assert_eq!(pages.len(), 2);
    assert_eq!(pages[0].text, "Self-help groups met.\nIt go");
    assert_eq!(pages[1].text, "es on here. The end.\n");
    assert!(matches!(snapshot.pages_text(groups.key, 3..=3), Err(Error::NoSuchPage { pages: 2, asked: 3, .. })));
}

#[test]
fn a_second_writer_learns_who_is_first() {
    let (_folder, index) = index();
    let first = writer(&index);
    let Err(Error::Locked { holder, .. }) = index.writer(&WriterOptions::default()) else { panic!("not locked") };
    assert_eq!(holder, format!("process {} (a test)", std::process::id()));
    drop(first);
    writer(&index);
}

#[test]
fn a_folder_that_is_no_index_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("thesis.tex");
    std::fs::write(&file, "mine").unwrap();
    for answer in [Index::open(folder.path()), Index::open_or_create(folder.path()), Index::rebuild(folder.path())] {
        assert!(matches!(answer, Err(Error::NotAnIndex(_))));
    }
    assert!(matches!(Index::open_or_create(&file), Err(Error::NotAnIndex(_))));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn an_index_may_be_made_beside_a_readme() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("README.md"), "the index").unwrap();
    Index::open_or_create(folder.path()).unwrap();
    Index::rebuild(folder.path()).unwrap();
    assert!(folder.path().join("README.md").exists());
}

#[test]
fn damage_is_named_and_can_be_rebuilt() {
    let (folder, index) = index();
    let mut writer = writer(&index);
    writer.put(thesis("groups", "Self-help groups met.")).unwrap();
    writer.finish().unwrap();
    let dir = folder.path().join("index");
    let meta = std::fs::read(dir.join("meta.json")).unwrap();
    for damage in [&meta[..meta.len() / 2], b"", b"{}", b"\xff\xfe"] {
        std::fs::write(dir.join("meta.json"), damage).unwrap();
        assert!(matches!(Index::open(&dir), Err(Error::Damaged { .. })));
        assert!(matches!(Index::open_or_create(&dir), Err(Error::Damaged { .. })));
    }
    std::fs::write(dir.join("meta.json"), &meta).unwrap();
    let mut lost = std::fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path());
    std::fs::remove_file(lost.find(|path| path.extension() == Some("idx".as_ref())).unwrap()).unwrap();
    assert!(matches!(Index::open(&dir), Err(Error::Damaged { .. })));
    let index = Index::rebuild(&dir).unwrap();
    assert_eq!(index.snapshot().unwrap().status().unwrap().documents, 0);
}

#[test]
fn another_format_is_refused_until_it_is_rebuilt() {
    let (folder, _index) = index();
    let dir = folder.path().join("index");
    std::fs::write(dir.join("ibid-format"), "7\n").unwrap();
    assert!(matches!(Index::open(&dir), Err(Error::Format { found: 7, supported: FORMAT, .. })));
    assert!(matches!(Index::open_or_create(&dir), Err(Error::Format { .. })));
    Index::rebuild(&dir).unwrap();
    Index::open(&dir).unwrap();
}

#[test]
fn a_crash_before_the_first_commit_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    format::begin(folder.path()).unwrap();
    assert!(matches!(Index::open(folder.path()), Err(Error::NoIndex(_))));
    Index::open_or_create(folder.path()).unwrap();
}
