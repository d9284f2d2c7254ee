//! `ibid complete` and "did you mean", through the binary and over HTTP.

mod scene;

use scene::Scene;

const THESES: &[&str] = &["self-help-groups", "treidelpfade", "reperes-de-crue", "tiempo-publico"];

/// What `ibid complete` offers, as (kind, question).
fn offered(scene: &Scene, typed: &str) -> Vec<(String, String)> {
    let said = scene.ibid(&["complete", "--json", "--", typed]);
    assert!(said.code < 2, "{}", said.err);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    json["completions"].as_array().unwrap().iter().map(|one| (text(&one["kind"]), text(&one["query"]))).collect()
}

#[test]
fn the_end_of_a_question_is_completed() {
    let scene = Scene::indexed(THESES);
    let holds = |typed: &str, kind: &str, query: &str| {
        let offered = offered(&scene, typed);
        assert!(offered.contains(&(kind.to_owned(), query.to_owned())), "{typed}: {offered:?}");
    };
    holds("peer sup", "phrase", "\"peer support\"");
    holds("stigma AND sup", "word", "stigma AND support");
    holds("stigma creator:hall", "creator", "stigma creator:\"Halloran, Edda M.\"");
    holds("creat", "field", "creator:");
    holds("section:intro", "heading", "section:Introduction");
    holds("heading:intro", "heading", "heading:Introduction");
    holds("-sup", "word", "-support");
    holds("creator:edd", "creator", "creator:Edda");
    holds("lang:", "language", "lang:en");
    holds("year:20", "year", "year:2014");
    holds("self-he", "phrase", "self-help");
    let quoted = offered(&scene, "\"peer c");
    assert!(quoted.iter().all(|(kind, _)| kind != "word"), "{quoted:?}");
    let nothing = scene.ibid(&["complete", "xylophonequ"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (1, ""));
}

#[test]
fn words_are_offered_as_they_are_printed() {
    let scene = Scene::indexed(THESES);
    let said = scene.ibid(&["complete", "publi"]);
    assert!(said.out.contains("público\tword"), "{}", said.out);
}

#[test]
fn what_finds_something_is_suggested_for_a_word_that_nobody_has() {
    let scene = Scene::indexed(THESES);
    let said = scene.ibid(&["search", "peer suport harbuor"]);
    assert!(said.err.contains("did you mean: peer support harbour"), "{}", said.err);
    let said = scene.ibid(&["search", "\"peer support\" xylophonequagga -suport"]);
    assert!(!said.err.contains("did you mean"), "{}", said.err);
    let known = scene.ibid(&["search", "supporting"]);
    assert!(!known.err.contains("did you mean"), "{}", known.err);
}
