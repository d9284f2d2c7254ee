//! The samples against what is true of them (`samples/facts.json`): every phrase that an eye finds on a page is found
//! there, with the printed number of that page, under its heading.

mod scene;

use std::{collections::BTreeMap, path::Path, sync::atomic::AtomicBool};

use ibid::{
    access::Caller,
    index::{Index, Ledger, Snapshot},
    ingest,
    query::Query,
    search::{self, Grouping, Options, PassageHit},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Facts {
    files: BTreeMap<String, File>,
}

#[derive(Deserialize)]
struct File {
    pages: u32,
    fate: String,
    language: String,
    labels: Vec<String>,
    probes: Vec<Probe>,
}

#[derive(Deserialize)]
struct Probe {
    kind: String,
    phrase: String,
    pages: Vec<u32>,
    section: Option<String>,
}

/// What is not right yet, by file and phrase. One that has been mended must leave the list.
const NOT_YET: &[(&str, &str)] = &[
    // Tables whose source is a section earlier than the page on which they float: an eye sees them below another heading.
    ("salt-marsh-wells.pdf", "Manor of Osgood"),
    ("treidelpfade.pdf", "Pferde je Schiff"),
    // A note that runs on at the foot of the next page, below a paragraph that runs on there, too: one of the two is cut.
    ("treidelpfade.pdf", "Er schrieb beide Fassungen auf"),
    // A running head, which is left out of the text on purpose.
    ("tiempo-publico.pdf", "Ibarrondo Peñíscal"),
];

#[test]
fn what_an_eye_finds_is_found_on_its_page() {
    let (_folder, snapshot) = indexed();
    let mut wrong = Vec::new();
    let mut probes = 0;
    for (name, file) in facts().files {
        for probe in &file.probes {
            probes += 1;
            let known = NOT_YET.contains(&(name.as_str(), probe.phrase.as_str()));
            let verdict = judge(&snapshot, &name, &file, probe);
            match verdict {
                Err(why) if !known => wrong.push(format!("{name} ({}) \"{}\": {why}", probe.kind, probe.phrase)),
                Ok(()) if known => wrong.push(format!("{name} \"{}\" is right now: say so", probe.phrase)),
                _ => {}
            }
        }
    }
    assert!(probes > 100, "{probes} probes");
    assert!(wrong.is_empty(), "{} of {probes}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn each_sample_has_its_fate() {
    let (_folder, snapshot) = indexed();
    for (name, file) in facts().files {
        let thesis = snapshot.thesis(&scene::samples().join(&name).to_string_lossy()).unwrap();
        assert_eq!(thesis.record.language.as_deref(), Some(file.language.as_str()), "{name}");
        let fate = match thesis.coverage() {
            None => "password",
            Some(coverage) if coverage.scanned == coverage.pages => "scanned",
            Some(coverage) if coverage.garbled == coverage.pages => "garbled",
            Some(_) => "indexed",
        };
        let expected = if file.fate == "truncated" { "indexed" } else { &file.fate };
        assert_eq!(fate, expected, "{name}");
        if let Some(coverage) = thesis.coverage() {
            assert_eq!(coverage.pages, file.pages, "{name}");
        }
    }
    let Ledger { documents, indexed, same_as, failed, pages, with_text, scanned, garbled, blank, .. } =
        snapshot.status().unwrap();
    assert_eq!(documents, indexed + same_as + failed.values().sum::<u64>());
    assert_eq!(pages, with_text + scanned + garbled + blank);
}

fn facts() -> Facts {
    let text = std::fs::read_to_string(scene::samples().join("facts.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn indexed() -> (tempfile::TempDir, Snapshot) {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(folder.path().join("index")).unwrap();
    let options = ingest::Options { password: Some("ibid".into()), ..ingest::Options::default() };
    let locked = ingest::Options { password: None, ..options.clone() };
    let stop = AtomicBool::new(false);
    ingest::run(&index, &[scene::samples()], &locked, &|_| {}, &stop).unwrap();
    (folder, index.snapshot().unwrap())
}

/// Whether the phrase is found where it stands.
fn judge(snapshot: &Snapshot, name: &str, file: &File, probe: &Probe) -> Result<(), String> {
    if file.fate == "password" {
        return Ok(());
    }
    let hits = find(snapshot, &scene::samples().join(name), &probe.phrase);
    if hits.is_empty() {
        return Err("not found".into());
    }
    let all: Vec<u32> = hits.iter().flat_map(|hit| hit.pages.clone()).collect();
    for page in &probe.pages {
        if !all.contains(page) {
            return Err(format!("found on {all:?}, not on {page}"));
        }
    }
    let Some(hit) = hits.iter().find(|hit| probe.pages.contains(&hit.page)) else {
        let pages: Vec<u32> = hits.iter().map(|hit| hit.page).collect();
        return Err(format!("first marks on {pages:?}, not on {:?}", probe.pages));
    };
    let label = &file.labels[hit.page as usize - 1];
    if hit.label.as_ref().is_none_or(|printed| printed.text != *label) {
        return Err(format!("PDF page {} is called {:?}, not {label}", hit.page, hit.label));
    }
    let one_spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match (&probe.section, &hit.section) {
        (Some(expected), Some(found)) if !one_spaced(&found.heading).contains(&one_spaced(expected)) => {
            Err(format!("under `{}`, not `{expected}`", found.heading))
        }
        (Some(expected), None) => Err(format!("under no heading, not under `{expected}`")),
        _ => Ok(()),
    }
}

fn find(snapshot: &Snapshot, path: &Path, phrase: &str) -> Vec<PassageHit> {
    let today = "2026-01-01".parse().unwrap();
    let options = Options {
        limit: 50,
        grouping: Grouping::Passages,
        paths: vec![path.canonicalize().unwrap()],
        ..Options::new(Caller::Owner, today)
    };
    let results = search::search(snapshot, &Query::parse(&format!("\"{phrase}\"")), &options).unwrap();
    results.theses.into_iter().flat_map(|thesis| thesis.passages).filter(|hit| hit.page > 0).collect()
}
