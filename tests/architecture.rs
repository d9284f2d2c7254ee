//! The house rules, checked: arrows between rooms point down, each outside library is named by its own room alone, and
//! the papers describe the house as it stands.
//!
//! The floors and the reasons for them are in ARCHITECTURE.md.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Ground floor first. Rooms that share a floor do not know each other, but for the values of the ground floor, which
/// are built in the order given here.
const FLOORS: &[&[&str]] = &[
    &["date"],
    &["page", "error"],
    &["access"],
    &["corpus", "harvest", "ocr", "pdf", "text", "record", "query"],
    &["index"],
    &["ingest", "search"],
    &["wire"],
    &["serve"],
    &["cli"],
    &["lib", "main"],
];

/// What only these rooms or files may name, and why.
const ALONE: &[(&str, &[&str], &str)] = &[
    ("tantivy::", &["src/index", "src/search"], "the engine of the index stays behind the archive and the search"),
    ("hayro_", &["src/pdf"], "a PDF library is named by its engine alone"),
    ("hayro::", &["src/pdf/render.rs"], "the renderer is named by one file"),
    ("lopdf::", &["src/pdf/highlight.rs"], "PDFs are written by one file"),
    ("png::", &["src/pdf/image.rs"], "pictures are written by one file"),
    ("pdf_extract::", &["src/pdf"], "a PDF library is named by its engine alone"),
    (
        "serde_json::",
        &["src/wire", "src/record", "src/index/stored.rs", "src/ingest/harvesting/deposit.rs"],
        "JSON is wire's business; a sidecar is record's, a record is stored as it came, and what was fetched is noted beside it",
    ),
    ("ureq::", &["src/harvest"], "only the harvester asks servers"),
    (
        "std::net",
        &["src/harvest", "src/serve", "src/cli/args.rs"],
        "only the harvester and the counter touch the network",
    ),
    ("tokio::", &["src/serve"], "only the counter is async"),
    ("axum::", &["src/serve"], "only the counter speaks HTTP"),
    ("clap::", &["src/cli", "src/main.rs"], "only the command line knows of arguments"),
    ("async fn", &["src/serve"], "only the counter is async"),
    ("SystemTime::now", &["src/cli", "src/serve", "src/index", "src/ingest"], "below these, the day is an argument"),
];

/// Rooms that are pure: no file, no process, no clock, no thread.
const PURE: &[&str] = &["text", "query", "page", "date", "access"];
const IMPURE: &[&str] = &["std::fs", "std::process", "std::time", "std::thread", "std::env", "std::io", "std::net"];

/// No file is longer, but for data tables.
const LONGEST_FILE: usize = 400;
const TABLES: &[&str] = &["src/text/title_page/words.rs", "src/text/heading_words.rs"];

#[test]
fn arrows_point_down() {
    let mut violations = Vec::new();
    for (path, source) in sources() {
        let room = room_of(&path);
        let floor = floor_of(&room).unwrap_or_else(|| panic!("`{room}` stands on no floor"));
        let code = code_of(&source);
        for (at, _) in code.match_indices("crate::") {
            let number = 1 + code[..at].matches('\n').count();
            for target in first_names(&code[at + "crate::".len()..]) {
                let upwards = floor_of(target).is_none_or(|other| floor <= other);
                if target != room && upwards {
                    violations.push(format!("{}:{number}: `{room}` may not use `{target}`", path.display()));
                }
            }
        }
    }
    assert!(violations.is_empty(), "arrows must point down:\n{}", violations.join("\n"));
}

#[test]
fn a_library_is_named_by_its_own_room_alone() {
    let mut violations = Vec::new();
    for (path, source) in sources() {
        let place = path.to_string_lossy().into_owned();
        let code = code_of(&source);
        for (name, rooms, why) in ALONE {
            if code.contains(name) && !rooms.iter().any(|room| place.starts_with(room)) {
                violations.push(format!("{place} names `{name}`: {why}"));
            }
        }
        let room = room_of(&path);
        if PURE.contains(&room.as_str()) {
            for name in IMPURE.iter().filter(|name| code.contains(**name)) {
                violations.push(format!("{place} names `{name}`: `{room}` is pure"));
            }
        }
    }
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

/// The rooms that answer questions come to an index through a view, and a view shows a caller no more than they may see: of a snapshot,
/// which has everything, they ask nothing but for that.
#[test]
fn answers_come_through_a_view() {
    let mut violations = Vec::new();
    for (path, source) in sources() {
        if !["search", "wire"].contains(&room_of(&path).as_str()) || path.ends_with("src/search/tests.rs") {
            continue;
        }
        let code = code_of(&source);
        for after in code.split("snapshot.").skip(1).filter(|after| !after.starts_with("view(")) {
            let asked = after.lines().next().unwrap_or_default();
            violations.push(format!("{}: snapshot.{asked}", path.display()));
        }
    }
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn files_are_short_and_named_for_what_they_own() {
    for (path, source) in sources() {
        let lines = source.lines().count();
        let table = TABLES.iter().any(|table| path == Path::new(table));
        assert!(lines <= LONGEST_FILE || table, "{}: {lines} lines; is it one thing, or two?", path.display());
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let drawer = ["util", "utils", "common", "helper", "helpers", "manager", "misc"].contains(&name.as_str());
        assert!(!drawer, "{}: a drawer, not a room", path.display());
        assert!(source.starts_with("//!"), "{}: does not say what it is", path.display());
    }
}

#[test]
fn the_papers_name_files_that_exist() {
    for paper in ["ARCHITECTURE.md", "README.md", "benches/README.md", "samples/README.md"] {
        let text = fs::read_to_string(paper).unwrap_or_else(|error| panic!("{paper}: {error}"));
        for name in text.split('`').skip(1).step_by(2).filter(|name| is_own_file(name)) {
            assert!(Path::new(name).exists(), "{paper} names `{name}`, which is not there");
        }
    }
}

fn is_own_file(name: &str) -> bool {
    let folders = ["src/", "tests/", "benches/", "samples/"];
    folders.iter().any(|folder| name.starts_with(folder)) && !name.contains([' ', '*', '<', '{'])
}

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// `src/pdf/hayro.rs` is in the room `pdf`; `src/error.rs` is the room `error`.
fn room_of(path: &Path) -> String {
    let below_src = path.components().nth(1).expect("a file below src");
    below_src.as_os_str().to_str().expect("an ASCII name").trim_end_matches(".rs").to_owned()
}

/// The names right after `crate::`, of which a `{list}` has several.
fn first_names(after: &str) -> Vec<&str> {
    let Some(list) = after.strip_prefix('{') else {
        return vec![leading_ident(after)];
    };
    let mut names = vec![leading_ident(list)];
    let mut depth = 0;
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(leading_ident(&list[at + 1..])),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn leading_ident(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// The source with its comment lines emptied, up to the test module at its end.
fn code_of(source: &str) -> String {
    let lines = source.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    lines.map(|line| if line.trim_start().starts_with("//") { "\n".into() } else { format!("{line}\n") }).collect()
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).unwrap();
                found.push((path, source));
            }
        }
    }
    found.sort();
    found
}
