//! `ibid search`, through the binary.

mod scene;

use std::{fs, process::Stdio};

use scene::{Scene, marked};

const THESES: &[&str] = &["self-help-groups", "treidelpfade", "reperes-de-crue"];

#[test]
fn one_command_indexes_and_answers() {
    let scene = Scene::with(THESES);
    let said = scene.ibid(&["search", "\"peer support\"", "theses"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let first = said.out.lines().next().unwrap();
    assert_eq!(
        first,
        "Holding the Circle: Experiential knowledge and mutual aid in three self-help groups of a harbour town"
    );
    assert!(said.out.contains("[peer support]"), "{}", said.out);
    assert!(said.out.contains("Halloran, Edda M. · 2019 · Doctoral · University of Northmere"), "{}", said.out);
    assert!(!said.out.contains('\x1b'), "no colour and no links in a pipe");
}

#[test]
fn both_page_numbers_are_named() {
    let scene = Scene::indexed(THESES);
    let said = scene.ibid(&["search", "\"a room that smelled of floor polish and oranges\""]);
    assert!(said.out.contains("  p. 1 (PDF 6)  "), "{}", said.out);
    let json = scene.json(&["search", "--json", "\"a room that smelled of floor polish and oranges\""]);
    let passage = &json[0]["passages"][0];
    assert_eq!((passage["page"].as_u64(), passage["label"].as_str()), (Some(6), Some("1")));
    assert!(passage["section"]["heading"].as_str().unwrap().contains("Introduction"), "{passage}");
    assert_eq!(marked(passage), ["a room that smelled of floor polish and oranges"]);
}

#[test]
fn exit_codes_are_those_of_grep() {
    let scene = Scene::indexed(THESES);
    assert_eq!(scene.ibid(&["search", "groups"]).code, 0);
    let nothing = scene.ibid(&["search", "xylophone quagga"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (1, ""));
    let error = scene.ibid(&["search", "--index", "elsewhere", "groups"]);
    assert_eq!(error.code, 2);
    assert!(error.err.contains("no index at elsewhere") && error.err.contains("hint: make one with"), "{}", error.err);
}

#[test]
fn json_has_the_documented_shape() {
    let scene = Scene::indexed(THESES);
    let lines = scene.json(&["search", "--json", "mutual aid"]);
    let thesis = lines[0].as_object().unwrap();
    assert_eq!(thesis["v"], 1);
    assert_eq!(thesis["key"].as_str().unwrap().len(), 12);
    assert!(thesis["path"].as_str().unwrap().ends_with("/theses/self-help-groups.pdf"));
    assert_eq!(thesis["creators"][0], "Halloran, Edda M.");
    assert_eq!(thesis["date"], "2019-09-12");
    let known =
        ["number", "page", "label", "label_source", "pages", "labels", "section", "text", "marks", "offset", "score"];
    for passage in thesis["passages"].as_array().unwrap() {
        let mut names: Vec<_> = passage.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        let mut known = known.to_vec();
        known.sort_unstable();
        assert_eq!(names, known);
        assert_eq!(passage["offset"].is_null(), passage["number"] == 0);
        assert_eq!(passage["pages"].as_array().unwrap().len(), passage["labels"].as_array().unwrap().len());
        for mark in marked(passage) {
            assert!(
                ["mutual", "aid"].contains(&mark.to_lowercase().as_str()) || mark.to_lowercase().contains("mutual aid"),
                "{mark}"
            );
        }
    }
}

#[test]
fn flat_ranks_passages_and_count_counts() {
    let scene = Scene::indexed(THESES);
    let flat = scene.json(&["search", "--json", "--flat", "-n", "4", "group"]);
    assert_eq!(flat.len(), 4);
    let scores: Vec<f64> = flat.iter().map(|line| line["passage"]["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    let count = &scene.json(&["search", "--json", "--count", "group"])[0];
    assert!(count["total_passages"].as_u64().unwrap() >= 4, "{count}");
    assert_eq!(count["total_theses"], 1);
    let text = scene.ibid(&["search", "--count", "group"]).out;
    assert_eq!(text.trim(), format!("{} passages in 1 thesis", count["total_passages"]));
}

#[test]
fn pages_of_answers_follow_one_another() {
    let scene = Scene::indexed(THESES);
    let all = scene.json(&["search", "--json", "--flat", "-n", "6", "the"]);
    let first = scene.json(&["search", "--json", "--flat", "-n", "3", "the"]);
    let second = scene.json(&["search", "--json", "--flat", "-n", "3", "--offset", "3", "the"]);
    assert_eq!(all, [first, second].concat());
}

#[test]
fn an_operator_reaches_over_the_whole_thesis() {
    let scene = Scene::indexed(THESES);
    let keys = |query: &str| {
        let lines = scene.json(&["search", "--json", query]);
        lines.iter().map(|line| line["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // The one stands on the first page of the introduction, the other in the conclusion and the appendix alone.
    assert_eq!(keys("\"floor polish\" AND \"Interview guide\"").len(), 1);
    assert_eq!(keys("oranges AND knighthood AND chandler").len(), 1);
    assert!(keys("\"floor polish\" AND xylophone").is_empty());
    assert!(keys("year:2019 group").len() == 1 && keys("year:1990..2000 group").is_empty());
    assert_eq!(keys("creator:halloran"), keys("\"peer support\""));
}

#[test]
fn colour_is_for_terminals_or_asked_for() {
    let scene = Scene::indexed(&THESES[..1]);
    let coloured = |set: &dyn Fn(&mut assert_cmd::Command)| {
        let mut command = scene.command();
        command.args(["search", "\"peer support\""]);
        set(&mut command);
        let said = scene::said(command.output().unwrap());
        assert_eq!(said.out.contains("[peer support]"), !said.out.contains("\x1b["), "{}", said.out);
        said.out.contains("\x1b[")
    };
    assert!(!coloured(&|_| {}));
    assert!(coloured(&|command| {
        command.env("CLICOLOR_FORCE", "1");
    }));
    assert!(coloured(&|command| {
        command.arg("--color=always");
    }));
    assert!(!coloured(&|command| {
        command.env("NO_COLOR", "1").env("CLICOLOR_FORCE", "0");
    }));
    assert!(!coloured(&|command| {
        command.env("CLICOLOR_FORCE", "1").arg("--color=never");
    }));
}

#[test]
fn a_link_opens_the_pdf_at_the_page() {
    let scene = Scene::indexed(&THESES[..1]);
    let said = scene.ibid(&["search", "--hyperlink=always", "-n1", "-p1", "\"floor polish and oranges\""]);
    let path = scene.theses().canonicalize().unwrap().join("self-help-groups.pdf");
    let link = format!("\x1b]8;;file://{}#page=6\x1b\\p. 1 (PDF 6)\x1b]8;;\x1b\\", path.display());
    assert!(said.out.contains(&link), "{:?}", said.out);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let scene = Scene::indexed(THESES);
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("ibid"))
        .args(["search", "--json", "the"])
        .current_dir(scene.root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn no_question_is_an_error() {
    let scene = Scene::indexed(&THESES[..1]);
    let noise = "\"((AND foo:bar: NOT ) \\ ~ ^ [ to } ".repeat(300);
    for query in
        ["", "\"", "AND", "-", "((((", "Holding the Circle: \"Experiential knowledge", "a:b:c:d", noise.as_str()]
    {
        let said = scene.ibid(&["search", "--", query]);
        assert!(said.code <= 1, "{query:?}: {}", said.err);
    }
    let said = scene.ibid(&["search", "Circle: (knowledge"]);
    assert!(said.err.contains("note: "), "{}", said.err);
}

#[test]
fn a_search_of_paths_sees_what_has_changed() {
    let scene = Scene::with(&THESES[..1]);
    assert_eq!(scene.ibid(&["search", "\"peer support\"", "theses"]).code, 0);
    fs::remove_file(scene.theses().join("self-help-groups.pdf")).unwrap();
    assert_eq!(scene.ibid(&["search", "\"peer support\"", "theses"]).code, 1);
}
