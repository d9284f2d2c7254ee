//! What becomes of a hit: citations in other programs' forms, and a PDF opened at its page.

mod scene;

use std::{fs, time::Duration};

use scene::Scene;

#[test]
fn a_hit_is_a_citation() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let of = |format: &str| {
        let said = scene.ibid(&["search", "--format", format, "\"floor polish and oranges\""]);
        assert_eq!(said.code, 0, "{}", said.err);
        said.out
    };
    let bibtex = of("bibtex");
    assert!(bibtex.starts_with("@phdthesis{halloran2019holding,\n  author = {Halloran, Edda M.},"), "{bibtex}");
    assert!(bibtex.contains("  note = {p. 1},") && bibtex.contains("  doi = {10.5555/northmere.1041},"), "{bibtex}");
    let ris = of("ris");
    assert!(
        ris.starts_with("TY  - THES\r\n") && ris.contains("\r\nSP  - 1\r\n") && ris.contains("\r\nER  - \r\n"),
        "{ris}"
    );
    let csl: serde_json::Value = serde_json::from_str(&of("csl")).unwrap();
    assert_eq!((&csl[0]["locator"], &csl[0]["label"]), (&"1".into(), &"page".into()));
    let csv = of("csv");
    assert!(csv.contains(",1,6,") && csv.contains("floor polish and oranges"), "{csv}");
    let markdown = of("markdown");
    assert!(markdown.starts_with("> ") && markdown.contains("**floor polish and oranges**"), "{markdown}");
    assert!(
        markdown.contains("University of Northmere, p. 1. <https://repository.example/id/eprint/1041>"),
        "{markdown}"
    );
    assert_eq!(of("json"), scene.ibid(&["search", "--json", "\"floor polish and oranges\""]).out);
    assert_eq!(of("text"), scene.ibid(&["search", "\"floor polish and oranges\""]).out);
    assert_eq!(scene.ibid(&["search", "--format", "bibtex", "zebra"]).code, 1);
}

#[test]
#[cfg(unix)]
fn the_first_hit_is_opened_at_its_page() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let told = scene.root().join("told");
    let script = scene.root().join("viewer");
    fs::write(
        &script,
        format!(
            "#!/bin/sh\necho \"$@\" > '{}.part' && mv '{}.part' '{}'\n",
            told.display(),
            told.display(),
            told.display()
        ),
    )
    .unwrap();
    let open = |viewer: &str| {
        let mut command = scene.command();
        command.env("IBID_VIEWER", viewer).args(["search", "--open", "\"floor polish and oranges\""]);
        scene::said(command.output().unwrap())
    };
    let said = open(&format!("sh {} {{page}} {{label}} {{path}}", script.display()));
    assert_eq!(said.code, 0, "{}", said.err);
    for _ in 0..100 {
        if told.exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let pdf = scene.theses().canonicalize().unwrap().join("self-help-groups.pdf");
    assert_eq!(fs::read_to_string(&told).unwrap().trim(), format!("6 1 {}", pdf.display()));
    for broken in ["no-such-reader-anywhere", "false {path}"] {
        let said = open(broken);
        assert!(said.code == 2 && said.err.contains("set IBID_VIEWER"), "{}", said.err);
    }
}
