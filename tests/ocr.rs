//! Scans: pages are recognised where that is asked for, and nothing is lost where it fails.
//!
//! What needs tesseract and does not find it says so and is skipped.

mod scene;

use std::{fs, os::unix::fs::PermissionsExt, process::Command, time::Instant};

use scene::{Said, Scene, said};

/// Whether tesseract is there, with its English model.
fn has_tesseract() -> bool {
    let listed = Command::new("tesseract").arg("--list-langs").output();
    let has = listed.is_ok_and(|said| String::from_utf8_lossy(&said.stdout).lines().any(|line| line == "eng"));
    if !has {
        eprintln!("skipped: tesseract with its English model is not installed");
    }
    has
}

/// `ibid` where `tesseract` is this script, with the true one at `$TRUE`.
fn with_program(scene: &Scene, script: &str, arguments: &[&str]) -> Said {
    let bin = scene.root().join("bin");
    fs::create_dir_all(&bin).unwrap();
    let program = bin.join("tesseract");
    fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap();
    let find = |folder: &str| std::path::Path::new(folder).join("tesseract");
    let truth = path.split(':').map(find).find(|path| path.exists()).unwrap_or_default();
    let mut command = scene.command();
    command.env("PATH", format!("{}:{path}", bin.display())).env("TRUE", truth).args(arguments);
    said(command.output().unwrap())
}

fn status(scene: &Scene) -> serde_json::Value {
    serde_json::from_str(&scene.ibid(&["status", "--all", "--json"]).out).unwrap()
}

#[test]
fn a_scan_is_read_once_and_found_on_its_page() {
    if !has_tesseract() {
        return;
    }
    let scene = Scene::indexed(&["half-light", "self-help-groups"]);
    let question = ["search", "--json", "\"They burned it\""];
    assert_eq!(scene.ibid(&question).code, 1);
    let run = scene.ibid(&["index", "theses", "--ocr", "auto"]);
    assert!(run.code == 0 && run.err.contains("4 by OCR") && run.err.contains("1 unchanged"), "{}", run.err);

    let found = scene.json(&question);
    let passage = &found[0]["passages"][0];
    assert_eq!((&passage["page"], &passage["ocr"]), (&4.into(), &true.into()), "{passage}");
    assert_eq!(scene::marked(passage), ["They burned it"]);
    assert!(scene.ibid(&["search", "\"They burned it\""]).out.contains("PDF 4, OCR"));
    let page = scene.ibid(&["show", "theses/half-light.pdf", "--page", "2"]).out;
    assert!(page.contains("OCR, ") && page.contains("A lightship is held"), "{page}");

    let status = status(&scene);
    assert_eq!((&status["recognised"], &status["scanned"]), (&4.into(), &0.into()), "{status}");
    assert!(status["wanting"][0]["what"].as_str().unwrap().starts_with("4 by OCR of 4 pages"), "{status}");

    let again = scene.ibid(&["index", "theses", "--ocr", "auto"]);
    assert!(again.code == 0 && again.err.contains("2 unchanged"), "{}", again.err);
}

#[test]
fn words_of_a_scan_have_boxes() {
    if !has_tesseract() {
        return;
    }
    let scene = Scene::with(&["half-light"]);
    assert_eq!(scene.ibid(&["index", "theses", "--ocr", "auto"]).code, 0);
    let said = scene.ibid(&["show", "theses/half-light.pdf", "--page", "4", "--boxes", "--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let boxes: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let words = boxes["pages"][0]["words"].as_array().unwrap();
    let burned = words.iter().find(|word| word["text"] == "burned").unwrap();
    assert!(burned["confidence"].as_u64().unwrap() > 60, "{burned}");
}

#[test]
fn garbled_pages_are_read_from_their_pictures() {
    if !has_tesseract() {
        return;
    }
    let scene = Scene::with(&["wet-fingers"]);
    let text = scene.ibid(&["text", "--ocr", "auto", "theses/wet-fingers.pdf"]);
    assert!(text.out.contains("Music from Wet Fingers"), "{}", text.out);
}

#[test]
fn without_being_asked_nothing_is_recognised_and_a_hint_is_given() {
    let scene = Scene::with(&["half-light"]);
    let run = with_program(&scene, "touch called", &["index", "theses"]);
    assert!(run.code == 0 && run.err.contains("hint:") && run.err.contains("--ocr auto"), "{}", run.err);
    assert!(!scene.root().join("called").exists());
    let status = status(&scene);
    assert!(status["wanting"][0]["advice"].as_str().unwrap().contains("ibid index --ocr auto"), "{status}");
}

#[test]
fn without_tesseract_a_sentence_says_what_to_install_and_nothing_else_is_lost() {
    let scene = Scene::with(&["half-light", "self-help-groups"]);
    let run = with_program(&scene, "exit 127", &["index", "theses", "--ocr", "auto"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("`tesseract` is not installed"), "{}", run.err);
    assert!(run.err.contains("apt install tesseract-ocr"), "{}", run.err);
    assert_eq!(scene.ibid(&["search", "circle"]).code, 0);
    let script = "printf 'List of available languages:\\neng\\nosd\\n'";
    let run = with_program(&scene, script, &["index", "theses", "--ocr", "auto", "--ocr-languages", "hu"]);
    assert!(run.code == 2 && run.err.contains("apt install tesseract-ocr-hun"), "{}", run.err);
    if has_tesseract() {
        let run = scene.ibid(&["index", "theses", "--ocr", "auto"]);
        assert!(run.err.contains("4 by OCR"), "what could not be recognised then is now: {}", run.err);
    }
}

/// A program that does this with the second of the pages it is asked for, and reads the others.
fn faulty(fault: &str) -> String {
    format!(
        "case \"$*\" in *--list-langs*) exec \"$TRUE\" \"$@\";; esac
        echo page >> count
        if [ $(wc -l < count) = 2 ]; then {fault}; fi
        exec \"$TRUE\" \"$@\""
    )
}

#[test]
fn a_page_that_fails_costs_that_page() {
    if !has_tesseract() {
        return;
    }
    for fault in ["exit 1", "kill -9 $$", "cat > /dev/null; head -c 100000 /dev/urandom; exit 0", "sleep 600"] {
        let scene = Scene::with(&["half-light", "self-help-groups"]);
        let arguments = ["index", "theses", "--ocr", "auto", "--jobs", "1", "--timeout", "20"];
        let started = Instant::now();
        let run = with_program(&scene, &faulty(fault), &arguments);
        assert!(run.code == 0 && run.err.contains("2 read"), "{fault}: {}", run.err);
        assert!(started.elapsed().as_secs() < 300, "{fault}");
        let status = status(&scene);
        assert_eq!((&status["recognised"], &status["scanned"]), (&3.into(), &1.into()), "{fault}: {status}");
        assert_eq!(scene.ibid(&["search", "circle"]).code, 0);
    }
}
