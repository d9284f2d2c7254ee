//! The same text under several files and records: linked, shown once, counted once.

mod made;
mod scene;

use std::fs;

use scene::Scene;
use serde_json::Value;

/// Prose of `count` words that no other seed has.
fn prose(seed: usize, count: usize) -> Vec<String> {
    const SYLLABLES: [&str; 12] = ["ban", "cor", "del", "fim", "gus", "hol", "jar", "ket", "lum", "mor", "nis", "pel"];
    let mut state = seed as u64 + 1;
    let mut drawn = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        SYLLABLES[(state >> 33) as usize % SYLLABLES.len()]
    };
    (0..count).map(|_| [drawn(), drawn()].concat()).collect()
}

/// Some words in a row.
fn phrase(words: &[String], at: usize) -> String {
    format!("\"{}\"", words[at..at + 4].join(" "))
}

/// A PDF of these words, so many on a page, between other pages.
fn pdf(words: &[String], on_a_page: usize, before: &[&str], behind: &[&str]) -> Vec<u8> {
    let pages: Vec<String> = words.chunks(on_a_page).map(|page| page.join(" ")).collect();
    let pages: Vec<&str> =
        (before.iter().copied()).chain(pages.iter().map(String::as_str)).chain(behind.iter().copied()).collect();
    made::pdf("", &pages)
}

const COVER: &str = "Northmere Repository. This is the accepted version of a thesis. Terms of use: for private study only. \
                     Downloaded on a rainy day from a server that nobody has seen. Please cite the published version.";

fn scene(files: &[(&str, Vec<u8>)]) -> Scene {
    let scene = Scene::empty();
    for (name, bytes) in files {
        fs::write(scene.theses().join(format!("{name}.pdf")), bytes).unwrap();
        let record = format!(r#"{{"title": "{name}", "department": "{}"}}"#, name.split('-').next().unwrap());
        fs::write(scene.theses().join(format!("{name}.json")), record).unwrap();
    }
    let said = scene.ibid(&["index", "theses"]);
    assert_eq!(said.code, 0, "{}", said.err);
    scene
}

/// The titles of each hit and of those that it is also in, in order.
fn found(scene: &Scene, question: &str) -> Vec<Vec<String>> {
    let name = |path: &Value| path.as_str().unwrap().rsplit_once('/').unwrap().1.trim_end_matches(".pdf").to_owned();
    let lines = scene.json(&["search", "--json", "-n50", question]);
    let mut hits: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            let others = line["also_in"].as_array().into_iter().flatten().map(|other| name(&other["path"]));
            let mut names: Vec<String> = std::iter::once(name(&line["path"])).chain(others).collect();
            names.sort();
            names
        })
        .collect();
    hits.sort();
    hits
}

#[test]
fn covers_last_pages_and_other_lines_do_not_hide_a_text() {
    let text = prose(1, 3_000);
    let words = &phrase(&text, 1_500);
    let scene = scene(&[
        ("law-plain", pdf(&text, 400, &[], &[])),
        ("law-covered", pdf(&text, 400, &[COVER], &["Errata: none. Printed in Northmere."])),
        ("arts-recut", pdf(&text, 290, &[], &[])),
    ]);
    assert_eq!(found(&scene, words), [["arts-recut", "law-covered", "law-plain"]]);
    let counted = scene.ibid(&["search", "--count", words, "--facets=department"]).out;
    assert!(counted.contains(" in 1 thesis\ndepartment   arts (1) · law (1)\n"), "each value once: {counted}");
    assert_eq!(scene.ibid(&["browse", "department"]).out, "         1  arts\n         1  law\n");
    let shown = scene.ibid(&["show", "theses/law-plain.pdf"]).out;
    let also = shown.split_once("\nalso deposited  ").map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    assert!(also.contains("law-covered.pdf") && also.contains("arts-recut.pdf"), "{shown}");

    // The one that the others were recognised by goes, and another comes.
    fs::remove_file(scene.theses().join("law-plain.pdf")).unwrap();
    fs::write(scene.theses().join("late.pdf"), pdf(&text, 350, &[COVER, COVER], &[])).unwrap();
    assert_eq!(scene.ibid(&["index", "theses"]).code, 0);
    assert_eq!(found(&scene, words), [["arts-recut", "late", "law-covered"]]);
}

#[test]
fn what_many_theses_end_with_does_not_make_them_one() {
    let licence = prose(9, 900);
    let with_licence = |seed: usize| [prose(seed, 2_000), licence.clone()].concat();
    let short = prose(5, 300);
    let scene = scene(&[
        ("one", pdf(&with_licence(2), 400, &[COVER], &[])),
        ("other", pdf(&with_licence(3), 400, &[COVER], &[])),
        ("short", pdf(&short, 400, &[], &[])),
        ("short-covered", pdf(&short, 400, &[COVER], &[])),
    ]);
    assert_eq!(found(&scene, &phrase(&licence, 450)), [["one"], ["other"]]);
    assert_eq!(found(&scene, &phrase(&short, 150)), [["short"], ["short-covered"]], "too short to tell");
    assert!(!scene.ibid(&["show", "theses/one.pdf"]).out.contains("also deposited"));
}
