//! Where what matched stands on the pages: boxes, pictures, and copies of PDFs with highlights.

mod made;
mod scene;

use std::fs;

use scene::Scene;

const THESIS: &str = "theses/self-help-groups.pdf";

/// The objects of a PDF that hold `what`, as text.
fn count(file: &[u8], what: &str) -> usize {
    file.windows(what.len()).filter(|window| *window == what.as_bytes()).count()
}

#[test]
fn what_matches_has_boxes_over_the_words_that_match() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let query = "\"floor polish and oranges\"";
    let found = &scene.json(&["show", THESIS, "--boxes", "--json", "--query", query])[0];
    let page = &found["pages"][0];
    assert_eq!((found["pages"].as_array().unwrap().len(), &page["page"]), (1, &6.into()));
    let marks = page["marks"].as_array().unwrap();
    assert_eq!((marks.len(), &marks[0]["words"]), (1, &"floor polish and oranges".into()));
    // The words of the page that lie within the boxes are those of the phrase, and no others.
    let words = &scene.json(&["show", THESIS, "--page", "6", "--boxes", "--json"])[0]["pages"][0]["words"];
    let edges = |value: &serde_json::Value| [0, 1, 2, 3].map(|at| value[at].as_f64().unwrap());
    let boxes: Vec<[f64; 4]> = marks[0]["boxes"].as_array().unwrap().iter().map(edges).collect();
    let inside = |word: &&serde_json::Value| {
        let [x0, y0, x1, y1] = edges(&word["box"]);
        let (x, y) = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
        boxes.iter().any(|[left, lower, right, upper]| *left <= x && x <= *right && *lower <= y && y <= *upper)
    };
    let covered: Vec<&str> =
        words.as_array().unwrap().iter().filter(inside).map(|word| word["text"].as_str().unwrap()).collect();
    assert_eq!(covered.join(" ").trim_end_matches(['.', ',', ';']), "floor polish and oranges");
    assert!(scene.ibid(&["show", THESIS, "--boxes", "--query", query]).out.starts_with("p. 1 (PDF 6)\n"));
}

#[test]
fn every_mark_of_a_search_has_a_box() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let marks = |value: &serde_json::Value| value.as_array().unwrap().len();
    let found = &scene.json(&["show", THESIS, "--boxes", "--json", "--query", "circle"])[0];
    let placed: usize = found["pages"].as_array().unwrap().iter().map(|page| marks(&page["marks"])).sum();
    let hits = scene.json(&["search", "--flat", "--json", "-n", "1000", "circle"]);
    let searched: usize =
        hits.iter().filter(|hit| hit["passage"]["number"] != 0).map(|hit| marks(&hit["passage"]["marks"])).sum();
    assert!(placed > 10 && placed == searched, "{placed} {searched}");
}

#[test]
fn a_copy_has_an_annotation_for_each_mark_behind_the_bytes_as_they_were() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let said =
        scene.ibid(&["show", THESIS, "--pdf", "marked.pdf", "--query", "\"floor polish\" circle", "--page", "6"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let (old, copy) =
        (fs::read(scene.root().join(THESIS)).unwrap(), fs::read(scene.root().join("marked.pdf")).unwrap());
    assert!(copy.starts_with(&old), "what was there is not touched");
    let found =
        &scene.json(&["show", THESIS, "--boxes", "--json", "--query", "\"floor polish\" circle", "--page", "6"])[0];
    let marks = found["pages"][0]["marks"].as_array().unwrap().len();
    assert!(marks > 1);
    assert_eq!(count(&copy[old.len()..], "/Highlight"), marks);
    assert_eq!(count(&copy[old.len()..], "(floor polish"), 1, "the note names the words");
    // The copy is read as the original is, and so is its copy.
    let text = scene.ibid(&["text", THESIS]).out;
    assert_eq!(scene.ibid(&["text", "marked.pdf"]).out, text);
    assert_eq!(scene.ibid(&["index", "marked.pdf"]).code, 0);
    assert_eq!(scene.ibid(&["show", "marked.pdf", "--pdf", "again.pdf", "--query", "polish"]).code, 0);
    assert_eq!(scene.ibid(&["text", "again.pdf"]).out, text);
    let again = fs::read(scene.root().join("again.pdf")).unwrap();
    let last = &again[copy.len()..];
    assert!(count(last, "/Highlight") >= 1 && last.windows(7).any(|bytes| bytes == b"/Annots"));
}

#[test]
fn nothing_found_or_a_pdf_that_cannot_be_written_leaves_no_file() {
    let scene = Scene::indexed(&["self-help-groups"]);
    fs::write(scene.root().join("kept.pdf"), "mine").unwrap();
    let nothing = scene.ibid(&["show", THESIS, "--pdf", "kept.pdf", "--query", "zebra"]);
    assert!(nothing.code == 1 && nothing.err.contains("nothing of the question"), "{}", nothing.err);
    assert_eq!(fs::read(scene.root().join("kept.pdf")).unwrap(), b"mine");
    for arguments in [["--query", "circle"].as_slice(), &["--pdf", "x.pdf"], &["--boxes"]] {
        assert_eq!(scene.ibid(&[&["show", THESIS], arguments].concat()).code, 2, "{arguments:?}");
    }
}

#[test]
fn a_picture_shows_what_matches_in_colour() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let draw = |query: Option<&str>| {
        let mut arguments = vec!["show", THESIS, "--page", "6", "--dpi", "36", "--png", "-"];
        arguments.extend(query.into_iter().flat_map(|query| ["--query", query]));
        let output = scene.command().args(arguments).output().unwrap();
        (output.status.code(), output.stdout)
    };
    let (code, plain) = draw(None);
    assert_eq!(code, Some(0));
    let (code, lit) = draw(Some("circle"));
    assert!(code == Some(0) && lit != plain);
    assert_eq!(draw(Some("zebra")), (Some(1), plain), "where nothing matches the page is drawn, and that is told");
}

#[test]
fn no_pdf_of_the_index_is_written_over_by_whatever_name() {
    let scene = Scene::indexed(&["self-help-groups", "village-halls"]);
    let thesis = scene.root().join(THESIS);
    let bytes = fs::read(&thesis).unwrap();
    std::os::unix::fs::symlink(&thesis, scene.root().join("soft.pdf")).unwrap();
    fs::hard_link(&thesis, scene.root().join("hard.pdf")).unwrap();
    let absolute = thesis.to_string_lossy();
    for name in
        [THESIS, "theses/../theses/self-help-groups.pdf", &absolute, "soft.pdf", "hard.pdf", "theses/village-halls.pdf"]
    {
        for form in [&["--pdf", name, "--query", "circle"][..], &["--png", name, "--page", "6"]] {
            let said = scene.ibid(&[&["show", THESIS], form].concat());
            assert!(said.code == 2 && said.err.contains("a PDF of this index"), "{form:?}: {} {}", said.code, said.err);
            assert!(said.err.contains("hint: name another file"), "{}", said.err);
        }
    }
    assert_eq!(fs::read(&thesis).unwrap(), bytes);
    // What is no PDF of the index is replaced, as ever.
    fs::write(scene.root().join("mine.pdf"), "old").unwrap();
    assert_eq!(scene.ibid(&["show", THESIS, "--pdf", "mine.pdf", "--query", "circle"]).code, 0);
    assert!(fs::read(scene.root().join("mine.pdf")).unwrap().starts_with(&bytes));
}

/// A page with a note at its foot, above the paragraph that runs on to the next page, and an entry with leaders.
#[test]
fn marks_stand_on_their_own_words_where_a_note_is_out_of_order() {
    let scene = Scene::empty();
    let line = |size: u32, depth: usize, text: &str| format!("BT /F1 {size} Tf 60 {} Td ({text}) Tj ET\n", 780 - depth);
    let prose = "The marsh keeps a record of every tide, and the old wells stand along it.";
    let mut first: String = (0..6).map(|row| line(12, 14 * row, prose)).collect();
    first += &line(12, 100, "Of the vowel, the \"length\" in non-aspirated words is what a well-known author has,");
    first += &line(12, 114, "who compares the many lists of words that speakers have been asked to read and a");
    first += &line(8, 700, "1 A vowel has duration and an attempt at it; aspiration counts too.");
    let second: String = line(12, 0, "duration that all of them agree on, as was said above.")
        + &(1..9).map(|row| line(12, 14 * row, prose)).collect::<String>();
    let page = |content: usize| {
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R \
             /Resources << /Font << /F1 3 0 R >> >> >>"
        )
    };
    let stream = |content: &str| format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len());
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [5 0 R 7 0 R] /Count 2 >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Title (Notes) >>".to_owned(),
        page(6),
        stream(&first),
        page(8),
        stream(&second),
    ];
    fs::write(scene.theses().join("notes.pdf"), made::file(&objects)).unwrap();
    assert_eq!(scene.ibid(&["index", "theses"]).code, 0);
    let text = scene.ibid(&["show", "theses/notes.pdf", "--page", "1"]).out;
    assert!(
        text.find("aspiration counts").unwrap() < text.find("who compares").unwrap_or(0),
        "the note is moved: {text}"
    );
    let boxes = |query: &str| {
        let found = scene.json(&["show", "theses/notes.pdf", "--boxes", "--json", "--page", "1", "--query", query]);
        let marks = found[0]["pages"].as_array().unwrap().first().map(|page| page["marks"].clone());
        let marks = marks.map(|marks| marks.as_array().unwrap().clone()).unwrap_or_default();
        let edges = |mark: &serde_json::Value| -> Vec<[i64; 4]> {
            let rect = |value: &serde_json::Value| [0, 1, 2, 3].map(|at| value[at].as_f64().unwrap().round() as i64);
            mark["boxes"].as_array().unwrap().iter().map(rect).collect()
        };
        marks.iter().map(edges).collect::<Vec<_>>()
    };
    let low = |found: &[Vec<[i64; 4]>]| found.iter().flatten().map(|edges| edges[1]).collect::<Vec<_>>();
    assert_eq!(low(&boxes("=an")), [78], "in the note");
    assert_eq!(low(&boxes("aspirat*")).len(), 2);
    assert!(low(&boxes("=aspiration")).iter().all(|y| *y == 78));
    assert_eq!(boxes("\"vowel has duration\"").len(), 1);
    // Widths in Helvetica: "vowel" 2.556 em without its comma, "aspirated" 4.113 em without "non-".
    let width = |found: Vec<Vec<[i64; 4]>>, y: i64| {
        found.iter().flatten().find(|edges| edges[1] == y).map(|edges| edges[2] - edges[0])
    };
    assert_eq!(width(boxes("vowel"), 677), Some(31));
    assert_eq!(width(boxes("=aspirated"), 677), Some(49));
}

#[test]
fn pages_that_share_a_list_of_annotations_get_their_own() {
    let scene = Scene::empty();
    let page = |text: &str, content: u32| {
        let content_of = format!("BT /F1 11 Tf 60 780 Td ({text}) Tj ET");
        [
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots 5 0 R /Contents {content} 0 R \
                 /Resources << /Font << /F1 3 0 R >> >> >>"
            ),
            format!("<< /Length {} >>\nstream\n{content_of}\nendstream", content_of.len()),
        ]
    };
    let front = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [6 0 R 8 0 R] /Count 2 >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Title (Shared) >>",
        "[<< /Type /Annot /Subtype /Link /Rect [1 2 3 4] >>]",
    ];
    let pages = [page("the well of Saltby", 7), page("the well of Haffield", 9)].concat();
    let shared = made::file(&[front.map(str::to_owned).as_slice(), &pages].concat());
    fs::write(scene.theses().join("shared.pdf"), &shared).unwrap();
    assert_eq!(scene.ibid(&["index", "theses"]).code, 0);
    let said = scene.ibid(&["show", "theses/shared.pdf", "--pdf", "marked.pdf", "--query", "well"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let copy = fs::read(scene.root().join("marked.pdf")).unwrap();
    let new = &copy[shared.len()..];
    assert_eq!((count(new, "/Highlight"), count(new, "/Link"), count(new, "/Annots[")), (2, 2, 2));
    assert_eq!(scene.ibid(&["text", "marked.pdf"]).out, scene.ibid(&["text", "theses/shared.pdf"]).out);
}

#[test]
fn a_copy_of_an_encrypted_pdf_is_not_encrypted() {
    let scene = Scene::with(&["village-halls", "dear-hive"]);
    fs::write(scene.root().join("password"), "ibid\n").unwrap();
    assert_eq!(scene.ibid(&["index", "theses", "--password-file", "password"]).code, 0);
    for (name, arguments) in [("village-halls", &[][..]), ("dear-hive", &["--password-file", "password"])] {
        let thesis = format!("theses/{name}.pdf");
        let show = ["show", thesis.as_str(), "--pdf", "marked.pdf", "--query", "\"of the\""];
        let said = scene.ibid(&[&show, arguments].concat());
        assert!(said.code == 0 && said.err.contains("the copy is not"), "{name}: {}", said.err);
        let text = scene.ibid(&[&["text", thesis.as_str()], arguments].concat()).out;
        assert_eq!(scene.ibid(&["text", "marked.pdf"]).out, text, "{name}");
    }
    let locked = scene.ibid(&["show", "theses/dear-hive.pdf", "--pdf", "locked.pdf", "--query", "\"of the\""]);
    assert!(locked.code == 2 && locked.err.contains("password"), "{}", locked.err);
    assert!(!scene.root().join("locked.pdf").exists());
}

#[test]
fn what_stands_behind_the_end_of_a_pdf_is_cut_off() {
    let scene = Scene::empty();
    let mut bytes = made::pdf("Torn", &["the well of Saltby"]);
    let length = bytes.len();
    bytes.extend("<html>a page of the portal</html>\n".repeat(100).bytes());
    fs::write(scene.theses().join("torn.pdf"), &bytes).unwrap();
    assert_eq!(scene.ibid(&["index", "theses"]).code, 0);
    let said = scene.ibid(&["show", "theses/torn.pdf", "--pdf", "marked.pdf", "--query", "well"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let copy = fs::read(scene.root().join("marked.pdf")).unwrap();
    assert_eq!((count(&copy, "/Highlight"), count(&copy, "<html>")), (1, 0));
    assert!(copy.starts_with(&bytes[..length - 1]));
}
