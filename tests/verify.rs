//! Quotations that stand in a thesis, and such as do not: `ibid verify`.

mod scene;

use std::fs;

use ibid::{
    access::Caller,
    index::Index,
    search::{Options, Verifier},
};
use scene::Scene;

const OPENING: &str = "in a room that smelled of floor polish and oranges";

fn verified(scene: &Scene, arguments: &[&str]) -> serde_json::Value {
    scene.json(&[&["verify", "--json"], arguments].concat()).remove(0)
}

#[test]
fn a_quotation_is_verbatim_or_but_for_what_is_named() {
    let scene = Scene::indexed(&["self-help-groups", "treidelpfade"]);
    for (quotation, verdict, differences) in [
        (OPENING, "verbatim", &[][..]),
        ("In a room that smelled of floor-polish and oranges", "but_for", &["case", "hyphens"]),
        ("Services praise them ... and rarely ask what happens inside the room", "verbatim", &[]),
        ("[s]ervices praise them, refer to them [sic] and rarely ask", "verbatim", &[]),
        ("anything but 'going out'", "but_for", &["quotes"]),
        ("A woman [there] asked which side he had been lying on", "verbatim", &[]),
    ] {
        let found = verified(&scene, &[quotation]);
        let said = serde_json::to_value(differences).unwrap();
        let named = found.get("differences").cloned().unwrap_or(serde_json::json!([]));
        assert_eq!(
            (&found["verdict"], named, &found["holds"]),
            (&verdict.into(), said, &true.into()),
            "{quotation}: {found}"
        );
    }
    let place = &verified(&scene, &[OPENING])["places"][0];
    assert_eq!(
        (&place["page"], &place["label"], &place["section"]["heading"]),
        (&6.into(), &"1".into(), &"1 Introduction".into())
    );
    assert_eq!(place["printed"], OPENING);
}

#[test]
fn a_quotation_over_the_end_of_a_page_stands_on_both() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let facts: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(scene::samples().join("facts.json")).unwrap()).unwrap();
    let text = scene.ibid(&["text", "theses/self-help-groups.pdf"]).out;
    let pages: Vec<&str> = text.split('\x0c').collect();
    // The last words of page 6 and the first ones of page 7.
    let last: Vec<&str> = pages[5].split_whitespace().rev().take(6).collect();
    let words: Vec<&str> = last.into_iter().rev().chain(pages[6].split_whitespace().take(6)).collect();
    let glued = words.join(" ");
    assert!(facts.is_object());
    let found = verified(&scene, &[&glued]);
    assert!(found["holds"] == true || found["verdict"] == "close", "{found}");
    assert_eq!(found["places"][0]["pages"].as_array().unwrap().len(), 2, "{found}");
}

#[test]
fn what_is_close_shows_its_differences() {
    let scene = Scene::indexed(&["self-help-groups", "treidelpfade"]);
    let quotation = "in a room that smelled of furniture polish and lemons, a man";
    let found = verified(&scene, &[quotation]);
    assert_eq!((&found["verdict"], &found["holds"]), (&"close".into(), &false.into()), "{found}");
    let said = scene.ibid(&["verify", quotation]);
    assert_eq!(said.code, 1);
    let joined = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(joined.contains("[-furniture-] {+floor+} polish and [-lemons,-] {+oranges,+}"), "{}", said.out);
    assert!(joined.contains("Halloran 2019, p. 1 (PDF 6)"), "{}", said.out);
    let nowhere = verified(&scene, &["the committee resolved to abolish all weather forthwith"]);
    assert_eq!(
        (&nowhere["verdict"], nowhere["places"].as_array().unwrap().len()),
        (&"not_found".into(), 0),
        "{nowhere}"
    );
}

#[test]
fn a_quotation_without_spaces_is_close_whatever_stands_between_its_clauses() {
    let scene = Scene::indexed(&["self-help-groups", "sento"]);
    let printed = "看板が出れば、客は見守られに来ることになる。いまは風呂に入りに来ているだけだ";
    for (quotation, verdict) in [
        (printed.to_owned(), "verbatim"),
        (printed.replace(['、', '。'], ""), "but_for"),
        (printed.replace("看板", "広告"), "close"),
        (printed.replace("看板", "広告").replace(['、', '。'], ""), "close"),
    ] {
        let found = verified(&scene, &[&quotation]);
        assert_eq!(found["verdict"], verdict, "{quotation}: {found}");
    }
    let diff = &verified(&scene, &[&printed.replace("看板", "広告")])["places"][0]["diff"];
    assert_eq!(
        (&diff[0], &diff[1], &diff[2]),
        (
            &serde_json::json!(["quoted", "広告"]),
            &serde_json::json!(["printed", "看板"]),
            &serde_json::json!(["same", printed.replace("看板", "")])
        )
    );
}

#[test]
fn not_found_is_said_with_what_could_not_be_looked_into() {
    let scene = Scene::indexed(&["self-help-groups", "half-light"]);
    let said = scene.ibid(&["verify", "the committee resolved to abolish all weather"]);
    assert_eq!(said.code, 1);
    assert!(said.out.starts_with("not found\n") && said.out.contains("4 scanned pages"), "{}", said.out);
}

#[test]
fn of_a_thesis_that_is_named_its_own_pages_count_as_unread() {
    let scene = Scene::indexed(&["self-help-groups", "half-light"]);
    for (thesis, scanned) in [("self-help-groups", 0), ("half-light", 4)] {
        let path = format!("theses/{thesis}.pdf");
        let found = verified(&scene, &["the committee resolved to abolish all weather", "--in", &path]);
        assert_eq!(found["unseen"]["scanned"], scanned, "{found}");
        let said = scene.ibid(&["verify", "the committee resolved to abolish all weather", "--in", &path]);
        assert_eq!(said.out.contains("4 scanned pages"), scanned > 0, "{}", said.out);
    }
}

#[test]
fn a_page_is_checked_and_the_right_one_named() {
    let scene = Scene::indexed(&["self-help-groups"]);
    assert_eq!(scene.ibid(&["verify", OPENING, "--page", "1"]).code, 0);
    assert_eq!(scene.ibid(&["verify", OPENING, "--page", "6"]).code, 0, "the number in the PDF will do");
    let wrong = scene.ibid(&["verify", OPENING, "--page", "9"]);
    assert!(
        wrong.code == 1 && wrong.out.contains("verbatim, but not on page 9") && wrong.out.contains("p. 1 (PDF 6)"),
        "{}",
        wrong.out
    );
}

#[test]
fn more_places_than_are_told_are_owned_up_to() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let found = verified(&scene, &["of the"]);
    assert_eq!((&found["truncated"], found["places"].as_array().unwrap().len()), (&true.into(), 20));
    let said = scene.ibid(&["verify", "of the"]);
    assert!(said.out.contains("and in more than 17 other places"), "{}", said.out);
    assert_eq!(verified(&scene, &[OPENING])["truncated"], false);
    // A page far behind those that are told is looked at all the same.
    let pages = scene.ibid(&["text", "theses/self-help-groups.pdf"]).out;
    let page = pages.split('\x0c').enumerate().filter(|(_, text)| text.contains(" of the ")).last().unwrap().0 + 1;
    assert_eq!(scene.ibid(&["verify", "of the", "--page", &page.to_string()]).code, 0, "page {page}");
}

#[test]
fn only_the_thesis_that_is_named_is_looked_into() {
    let scene = Scene::indexed(&["self-help-groups", "treidelpfade"]);
    assert_eq!(scene.ibid(&["verify", OPENING, "--in", "theses/self-help-groups.pdf"]).code, 0);
    assert_eq!(scene.ibid(&["verify", OPENING, "--in", "theses/treidelpfade.pdf"]).code, 1);
    assert_eq!(scene.ibid(&["verify", OPENING, "--in", "nowhere.pdf"]).code, 2);
    assert_eq!(scene.ibid(&["verify", "... !"]).code, 2);
}

#[test]
fn a_file_is_checked_line_by_line() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let good = format!(
        "Halloran writes of a man “{OPENING}”.\n\n> Services praise them, refer to them\n> and rarely ask what happens\n"
    );
    fs::write(scene.root().join("good.md"), &good).unwrap();
    let said = scene.ibid(&["verify", "--file", "good.md"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert_eq!(said.out.matches("verbatim  Halloran 2019").count(), 2, "{}", said.out);
    fs::write(scene.root().join("bad.md"), good + "\nAnd “nobody ever said this of any weather”.\n").unwrap();
    let lines = scene.json(&["verify", "--json", "--file", "bad.md"]);
    let told: Vec<_> =
        lines.iter().map(|line| (line["line"].as_u64().unwrap(), line["holds"].as_bool().unwrap())).collect();
    assert_eq!(told, [(1, true), (3, true), (6, false)]);
    assert_eq!(scene.ibid(&["verify", "--file", "bad.md"]).code, 1);
    assert_eq!(scene.ibid(&["verify", "--file", "none.md"]).code, 2);
}

#[test]
fn an_invented_quotation_fails_in_whatever_marks_it_stands() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let invented = "nobody ever said this of any weather";
    for text in [
        format!("Som ”{invented}” visar"),
        format!("Comme ‹{invented}› ou ›{invented}‹"),
        format!("As ``{invented}'' or `{invented}' shows"),
        format!("As '{invented}' shows"),
        format!("As ＂{invented}＂ shows"),
        format!("<blockquote>{invented}</blockquote>"),
        format!("<q>{invented}</q>"),
    ] {
        fs::write(scene.root().join("chapter.txt"), &text).unwrap();
        let said = scene.ibid(&["verify", "--file", "chapter.txt"]);
        assert_eq!((said.code, said.out.contains("not found")), (1, true), "{text}: {}", said.err);
    }
    fs::write(scene.root().join("chapter.txt"), "A \"long story\" and a ‘short’ one.").unwrap();
    let said = scene.ibid(&["verify", "--file", "chapter.txt"]);
    assert_eq!(said.code, 0);
    assert!(said.err.contains("no quotation of 4 words or more in chapter.txt; 2 of fewer"), "{}", said.err);
}

#[test]
fn a_file_in_another_encoding_is_read() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let utf_16 =
        |text: &str| [vec![0xfeff], text.encode_utf16().collect()].concat().into_iter().flat_map(u16::to_le_bytes);
    for (name, bytes) in [
        ("UTF-16", utf_16("As “nobody ever said this of any weather” shows").collect()),
        ("Windows-1252", b"As \x93nobody ever said this of any weather\x94 shows".to_vec()),
    ] {
        fs::write(scene.root().join("chapter.txt"), bytes).unwrap();
        let said = scene.ibid(&["verify", "--file", "chapter.txt"]);
        assert_eq!(said.code, 1, "{name}");
        assert!(said.err.contains(&format!("chapter.txt was read as {name}")), "{}", said.err);
        assert!(said.err.contains("1 quotation checked, 1 of them does not stand as quoted"), "{}", said.err);
    }
    fs::write(scene.root().join("chapter.docx"), b"PK\x03\x04\x14\0\x06\0").unwrap();
    let said = scene.ibid(&["verify", "--file", "chapter.docx"]);
    assert!(said.code == 2 && said.err.contains("chapter.docx is no text"), "{}", said.err);
}

#[test]
fn what_is_no_quotation_fails_nothing() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let text = format!(
        "---\ntitle: \"nobody ever said this of any weather\"\n---\n\nUse `print(\"nobody ever said this of weather\")`.\n\n    \
         x = \"nobody ever said this of any weather\"\n\n<!-- \"nobody ever said this of any weather\" -->\n\n\
         [a](b.md \"nobody ever said this of any weather\")\n\n> {OPENING} (Halloran, 2019, p. 1)\n"
    );
    fs::write(scene.root().join("chapter.md"), text).unwrap();
    let said = scene.ibid(&["verify", "--file", "chapter.md"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(said.out.contains("   13  verbatim  Halloran 2019"), "{}", said.out);
}

#[test]
fn a_closed_text_confirms_nothing_to_strangers() {
    let scene = Scene::indexed(&["salt-marsh-wells", "self-help-groups"]);
    let text = scene.ibid(&["text", "theses/salt-marsh-wells.pdf"]).out;
    let at = text.find("copper kettle clause").unwrap();
    let quotation: String = text[at..].split_whitespace().take(8).collect::<Vec<_>>().join(" ");
    let snapshot = Index::open(scene.index()).unwrap().snapshot().unwrap();
    let key = snapshot.thesis(scene.theses().join("salt-marsh-wells.pdf").to_str().unwrap()).unwrap().key;
    let today = "2026-01-01".parse().unwrap();
    let places = |caller, only, quotation: &str| {
        Verifier::new(&snapshot, &Options::new(caller, today), only).unwrap().verify(quotation).unwrap().places.len()
    };
    assert_eq!(places(Caller::Owner, None, &quotation), 1, "{quotation}");
    let close = quotation.replace("copper kettle", "copper cattle");
    for only in [None, Some(key)] {
        assert_eq!(places(Caller::Anonymous, only, &quotation), 0);
        assert_eq!(places(Caller::Anonymous, only, &close), 0);
    }
}
