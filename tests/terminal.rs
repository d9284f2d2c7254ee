//! What a user meets besides searching: help, version, completions, the ledger, a thesis, and errors with a hint.

mod scene;

use std::fs;

use scene::Scene;

#[test]
fn help_teaches_by_example() {
    let scene = Scene::empty();
    for verb in ["index", "search", "show", "bench", "serve", "text", "verify", "concordance"] {
        let said = scene.ibid(&[verb, "--help"]);
        assert_eq!(said.code, 0);
        assert!(said.out.contains("Example"), "{verb}: {}", said.out);
    }
    assert!(!scene.ibid(&["--help"]).out.contains("read-worker"));
}

#[test]
fn the_language_is_taught_by_the_page_that_the_docs_have() {
    let scene = Scene::empty();
    let page = scene.ibid(&["help", "query"]).out;
    assert_eq!(page, scene.ibid(&["query"]).out);
    assert!(!page.contains("```"), "{page}");
    for line in ibid::query::LANGUAGE.lines().filter(|line| !line.starts_with("```")) {
        assert!(page.contains(line), "{line}");
    }
}

#[test]
fn the_version_names_the_index_format() {
    let said = Scene::empty().ibid(&["--version"]);
    assert_eq!(said.out, format!("ibid {} (index format {})\n", env!("CARGO_PKG_VERSION"), ibid::index::FORMAT));
}

#[test]
fn completions_and_the_manual_know_every_verb() {
    let scene = Scene::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = scene.ibid(&["completions", shell]);
        assert!(said.code == 0 && said.out.contains("search") && said.out.contains("--flat"), "{shell}");
    }
    let manual = scene.ibid(&["man"]).out;
    assert!(manual.starts_with(".ie") || manual.contains(".TH ibid"), "{manual:.200}");
    assert!(manual.contains("\\-\\-offset"));
}

#[test]
fn a_thesis_is_named_by_key_by_its_beginning_and_by_path() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let key = scene.json(&["search", "--json", "circle"])[0]["key"].as_str().unwrap().to_owned();
    let by_key = scene.ibid(&["show", &key]);
    assert!(by_key.out.starts_with("Holding the Circle"), "{}", by_key.out);
    for line in
        ["supervisors     Adeyemi-Strand, Corwin", "thesis type     Doctoral", "depositor       Halloran, Edda M."]
    {
        assert!(by_key.out.contains(line), "{line}: {}", by_key.out);
    }
    assert_eq!(scene.ibid(&["show", &key[..5]]).out, by_key.out);
    assert_eq!(scene.ibid(&["show", "theses/self-help-groups.pdf"]).out, by_key.out);
    let page = scene.ibid(&["show", &key, "--page", "6"]);
    assert!(page.out.starts_with("p. 1 (PDF 6)\n") && page.out.contains("floor polish and oranges"), "{}", page.out);
    assert!(scene.ibid(&["show", &key, "--text"]).out.contains("Interview guide"));
    for (arguments, sentence) in [
        (["show", "ffffffffffff", "--json"], "no thesis `ffffffffffff` in the index"),
        (["show", &key, "--page=999"], "there is no page 999"),
        (["show", &key, "--page=x"], "`x` is no page"),
    ] {
        let said = scene.ibid(&arguments);
        assert!(said.code == 2 && said.err.contains(sentence), "{}", said.err);
    }
}

#[test]
fn a_thesis_names_its_sections_and_the_pages_on_which_they_begin() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let thesis: serde_json::Value =
        serde_json::from_str(&scene.ibid(&["show", "theses/self-help-groups.pdf", "--json"]).out).unwrap();
    let found = |heading: &str| {
        let mut sections = thesis["sections"].as_array().unwrap().iter();
        sections.find(|section| section["heading"] == heading).unwrap()
    };
    let place = |heading: &str| (found(heading)["page"].as_u64().unwrap(), found(heading)["label"].as_str().unwrap());
    assert_eq!(place("Abstract"), (2, "ii"));
    assert_eq!(place("1 Introduction"), (6, "1"));
    assert_eq!(found("Abstract")["kind"], "abstract");
}

#[test]
fn the_ledger_adds_up_and_says_why() {
    let scene = Scene::with(&["self-help-groups"]);
    fs::write(scene.theses().join("empty.pdf"), "").unwrap();
    fs::write(scene.theses().join("letter.pdf"), "Dear Sir or Madam").unwrap();
    fs::copy(scene.theses().join("self-help-groups.pdf"), scene.theses().join("again.pdf")).unwrap();
    let said = scene.ibid(&["index", "theses"]);
    assert_eq!(said.code, 2, "two could not be read: {}", said.err);
    let status: serde_json::Value = serde_json::from_str(&scene.ibid(&["status", "--json", "--all"]).out).unwrap();
    let number = |name: &str| status[name].as_u64().unwrap();
    let failed: u64 = status["failed"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!((number("documents"), number("indexed"), number("same_as"), failed), (4, 1, 1, 2));
    assert_eq!(number("pages"), number("with_text") + number("scanned") + number("garbled") + number("blank"));
    assert_eq!(status["failed"]["empty"], 1);
    assert_eq!(status["failed"]["not a PDF"], 1);
    let text = scene.ibid(&["status", "--all"]).out;
    assert!(
        text.contains("letter.pdf: not a PDF") && text.contains(&format!("format {}", ibid::index::FORMAT)),
        "{text}"
    );
}

#[test]
fn each_mistake_gets_a_sentence_and_a_hint() {
    let scene = Scene::with(&["self-help-groups"]);
    let missing = scene.ibid(&["index", "nowhere"]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("no such file or folder") && missing.err.contains("hint: "), "{}", missing.err);

    fs::create_dir(scene.root().join("photos")).unwrap();
    fs::write(scene.root().join("photos/cat.jpg"), "meow").unwrap();
    let no_index = scene.ibid(&["index", "--index", "photos", "theses"]);
    assert_eq!(no_index.code, 2);
    assert!(no_index.err.contains("neither an index nor an empty folder"), "{}", no_index.err);
    assert!(scene.root().join("photos/cat.jpg").exists());

    let none = scene.ibid(&["index", "photos"]);
    assert!(none.err.contains("no PDF"), "{}", none.err);

    assert_eq!(scene.ibid(&["index", "theses"]).code, 0);
    let index = ibid::index::Index::open(scene.index()).unwrap();
    let options = ibid::index::WriterOptions { command: "a test".into(), ..Default::default() };
    let writer = index.writer(&options).unwrap();
    let locked = scene.ibid(&["index", "--force", "theses"]);
    assert_eq!(locked.code, 2);
    assert!(locked.err.contains(&format!("process {} (a test)", std::process::id())), "{}", locked.err);
    assert_eq!(scene.ibid(&["search", "circle"]).code, 0, "a locked index can be searched");
    drop(writer);

    for extension in ["store", "idx", "term"] {
        let files = fs::read_dir(scene.index()).unwrap().map(|entry| entry.unwrap().path());
        let file = files.into_iter().find(|path| path.extension().is_some_and(|found| found == extension)).unwrap();
        let whole = fs::read(&file).unwrap();
        fs::write(&file, &whole[..whole.len() / 2]).unwrap();
        let cut = scene.ibid(&["search", "circle"]);
        assert!(cut.code == 2 && cut.err.contains("is damaged") && cut.err.contains("--rebuild"), "{}", cut.err);
        fs::write(&file, whole).unwrap();
    }

    fs::write(scene.index().join("meta.json"), "{\"segments\"").unwrap();
    let damaged = scene.ibid(&["search", "circle"]);
    assert_eq!(damaged.code, 2);
    assert!(damaged.err.contains("is damaged") && damaged.err.contains("--rebuild"), "{}", damaged.err);
    assert_eq!(scene.ibid(&["index", "--rebuild", "theses"]).code, 0);
    assert_eq!(scene.ibid(&["search", "circle"]).code, 0);
}

#[test]
fn an_index_run_says_what_it_did_on_one_line() {
    let scene = Scene::with(&["self-help-groups", "treidelpfade"]);
    let first = scene.ibid(&["index", "theses"]);
    assert_eq!((first.code, first.out.as_str()), (0, ""));
    assert_eq!(first.err.lines().count(), 1, "{}", first.err);
    assert!(first.err.contains("2 read"), "{}", first.err);
    let second = scene.ibid(&["index", "theses"]);
    assert!(second.err.contains("2 unchanged"), "{}", second.err);
    let events = scene.json(&["index", "--json", "--force", "theses"]);
    let names: Vec<_> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names.iter().filter(|name| **name == "read").count(), 2, "{names:?}");
    assert_eq!(names.last(), Some(&"finished"));
    assert_eq!(scene.ibid(&["index", "--quiet", "theses"]).err, "");
}

#[test]
#[cfg(unix)]
fn another_user_may_read_what_the_umask_lets_them() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::indexed(&["treidelpfade"]);
    let modes: Vec<u32> = fs::read_dir(scene.index())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| !entry.file_name().to_string_lossy().ends_with("lock"))
        .map(|entry| entry.metadata().unwrap().permissions().mode() & 0o777)
        .collect();
    assert!(modes.len() > 5 && modes.iter().all(|mode| *mode == modes[0]), "{modes:?}");
}

#[test]
fn text_needs_no_index() {
    let scene = Scene::with(&["self-help-groups"]);
    let said = scene.ibid(&["text", "theses/self-help-groups.pdf"]);
    assert_eq!(said.code, 0);
    assert_eq!(said.out.matches('\x0c').count(), 22);
    assert!(said.out.contains("floor polish and oranges"));
    assert!(!scene.index().exists());
    let said = scene.ibid(&["text", "theses/self-help-groups.json"]);
    assert!(said.code == 2 && said.err.contains("not a PDF"), "{}", said.err);
}

#[test]
fn the_words_of_a_page_have_boxes() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let said = scene.ibid(&["show", "theses/self-help-groups.pdf", "--page", "6", "--boxes", "--json"]);
    let boxes: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let page = &boxes["pages"][0];
    assert_eq!((&page["page"], &page["label"], &page["rotation"]), (&6.into(), &"1".into(), &0.into()));
    let edges = |value: &serde_json::Value| [0, 1, 2, 3].map(|at| value[at].as_f64().unwrap());
    let [left, lower, right, upper] = edges(&page["bounds"]);
    let words = page["words"].as_array().unwrap();
    let text: Vec<&str> = words.iter().map(|word| word["text"].as_str().unwrap()).collect();
    assert!(text.join(" ").contains("floor polish and oranges"), "{text:?}");
    for word in words {
        let [x0, y0, x1, y1] = edges(&word["box"]);
        assert!(left <= x0 && x0 < x1 && x1 <= right && lower <= y0 && y0 < y1 && y1 <= upper, "{word}");
    }
    let table = scene.ibid(&["show", "theses/self-help-groups.pdf", "--page", "6", "--boxes"]).out;
    assert!(table.starts_with("p. 1 (PDF 6)") && table.lines().count() == 1 + words.len(), "{table}");
}

#[test]
fn boxes_need_the_pdf_as_it_was_indexed() {
    let scene = Scene::indexed(&["treidelpfade"]);
    let pdf = scene.theses().join("treidelpfade.pdf");
    let path = pdf.to_str().unwrap();
    let show = |page: &str| scene.ibid(&["show", path, "--page", page, "--boxes"]);
    assert!(show("99").err.contains("there is no page 99"));
    let mut bytes = fs::read(&pdf).unwrap();
    bytes.push(b'\n');
    fs::write(&pdf, bytes).unwrap();
    let changed = show("1");
    assert!(changed.code == 2 && changed.err.contains("is no longer the PDF that was indexed"), "{}", changed.err);
    fs::remove_file(&pdf).unwrap();
    let gone = show("1");
    assert!(gone.code == 2 && gone.err.contains("the PDF is gone") && gone.err.contains("hint:"), "{}", gone.err);
}

#[test]
fn a_page_is_drawn() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let draw = |arguments: &[&str]| {
        let mut command = scene.command();
        command.args(["show", "theses/self-help-groups.pdf", "--page", "6", "--png"]).args(arguments);
        command.output().unwrap()
    };
    assert_eq!(draw(&["page.png"]).status.code(), Some(0));
    let file = fs::read(scene.root().join("page.png")).unwrap();
    let edge = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().unwrap());
    assert!(file.starts_with(b"\x89PNG") && (edge(16), edge(20)) == (1190, 1683), "{} {}", edge(16), edge(20));
    let small = draw(&["-", "--dpi", "36"]).stdout;
    assert!(small.starts_with(b"\x89PNG") && small.len() < file.len());
    let said = scene.ibid(&["show", "theses/self-help-groups.pdf", "--page", "6-7", "--png", "x.png"]);
    assert!(said.code == 2 && said.err.contains("one page"), "{}", said.err);
    assert!(
        scene
            .ibid(&["show", "theses/self-help-groups.pdf", "--page", "99", "--png", "x.png"])
            .err
            .contains("no page 99")
    );
    assert!(!scene.root().join("x.png").exists());
}
