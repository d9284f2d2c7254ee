//! Counting by records and narrowing by them: `--facets`, `--filter` and `ibid browse`, through the binary.

mod scene;

use std::fs;

use scene::Scene;
use serde_json::json;

const THESES: &[&str] = &["self-help-groups", "treidelpfade", "reperes-de-crue", "dear-hive"];

#[test]
fn facets_stand_behind_the_hits() {
    let scene = Scene::indexed(THESES);
    let said = scene.ibid(&["search", "-n1", "type:masters OR type:doctoral", "--facets"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let facets = said.out.split("\n\n").last().unwrap();
    assert!(facets.starts_with("year         2011 (1) · 2014 (1) · 2016 (1) · 2019 (1)\n"), "{}", said.out);
    assert!(facets.contains("\ntype         Thesis (4) · "), "{facets}");
    assert!(facets.contains("\nlanguage     en (2) · de (1) · fr (1)\n"), "{facets}");
    assert!(facets.contains("\naccess       open (3) · staff (1)\n"), "{facets}");
    assert!(!facets.contains("repository"), "what no record has is not shown: {facets}");

    let lines = scene.json(&["search", "--json", "type:masters OR type:doctoral", "--facets=access,language"]);
    let last = lines.last().unwrap();
    assert_eq!(last["total_theses"], 4);
    let access = json!({"field": "access", "values": [{"value": "open", "theses": 3}, {"value": "staff", "theses": 1}],
        "distinct": 2, "without": 0});
    assert_eq!((&last["facets"][0], &last["facets"][1]["field"]), (&access, &json!("language")));
    let plain = scene.json(&["search", "--json", "type:masters OR type:doctoral"]);
    assert_eq!(plain[..], lines[..lines.len() - 1], "nothing else changes");
    let counted = scene.json(&["search", "--count", "--json", "the", "--facets=language", "--facet-values", "1"]);
    assert_eq!(counted[0]["facets"][0]["values"].as_array().unwrap().len(), 1);
}

#[test]
fn a_filter_keeps_what_has_the_value() {
    let scene = Scene::indexed(THESES);
    let titles = |filters: &[&str]| {
        let mut arguments = vec!["search", "--json", "type:masters OR type:doctoral", "--facets=language"];
        filters.iter().for_each(|filter| arguments.extend(["--filter", filter]));
        let mut lines = scene.json(&arguments);
        let facets = lines.pop().unwrap()["facets"][0].clone();
        let mut languages: Vec<String> = lines.iter().map(|line| line["language"].as_str().unwrap().into()).collect();
        languages.sort();
        (languages.join(" "), facets)
    };
    assert_eq!(titles(&["language=DE"]).0, "de");
    assert_eq!(titles(&["language=de", "language=fr"]).0, "de fr", "the same field: either");
    assert_eq!(titles(&["language=en", "access=staff"]).0, "en", "two fields: both");
    assert_eq!(titles(&["language=de", "access=staff"]).0, "");
    let facets = titles(&["language=de"]).1;
    assert_eq!(facets["values"][1], json!({"value": "de", "theses": 1, "chosen": true}));
    assert_eq!(facets["distinct"], 3, "what else could be chosen is counted too");

    let shown = scene.ibid(&["search", "type:thesis", "--filter", "language=fr", "--facets=language"]).out;
    assert!(shown.contains("language     en (2) · de (1) · [fr (1)]\n"), "{shown}");
    assert_eq!(scene.json(&["search", "--json", "", "--filter", "language=fr"]).len(), 1, "without a question");
    let wrong = scene.ibid(&["search", "x", "--filter", "colour=red"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("theses are not counted by `colour`, but by year, department"), "{}", wrong.err);
}

#[test]
fn browsing_lists_every_value() {
    let scene = Scene::indexed(THESES);
    let said = scene.ibid(&["browse", "language"]);
    assert_eq!((said.code, said.out.as_str()), (0, "         2  en\n         1  de\n         1  fr\n"), "{}", said.err);
    assert_eq!(
        scene.ibid(&["browse", "language", "--sort", "value", "-n2", "--csv"]).out,
        "language,theses\r\nde,1\r\nen,2\r\n"
    );
    assert_eq!(
        scene.json(&["browse", "access", "--json", "--filter", "language=en"]),
        [
            json!({"v": 1, "field": "access", "value": "open", "theses": 1}),
            json!({"v": 1, "field": "access", "value": "staff", "theses": 1})
        ]
    );
    let last = scene.json(&["browse", "department", "--json"]).pop().unwrap();
    assert_eq!(last["value"], serde_json::Value::Null, "theses without one: {last}");
    assert_eq!(scene.ibid(&["browse", "repository"]).code, 1);
    let wrong = scene.ibid(&["browse", "colour"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("possible values: year, department"), "{}", wrong.err);
}

#[test]
fn a_record_that_changes_is_counted_anew_and_its_pdf_not_read() {
    let scene = Scene::indexed(&["treidelpfade"]);
    let pdf = scene.theses().join("treidelpfade.pdf");
    // What would be read is gone; size and time are as they were.
    let (bytes, written) = (fs::read(&pdf).unwrap().len(), fs::metadata(&pdf).unwrap().modified().unwrap());
    fs::write(&pdf, vec![b'x'; bytes]).unwrap();
    fs::File::options().write(true).open(&pdf).unwrap().set_modified(written).unwrap();
    let record = json!({
        "title": "Umbenannt", "creators": ["Neu, Nora"], "contributors": [{"name": "Alt, Adam", "role": "supervisor"}],
        "date": "1999-02-03", "item_type": "Book", "thesis_type": "Diplom", "institution": "Neue Hochschule",
        "department": "Wasserbau", "abstract": "Ganz anders zusammengefasst.", "keywords": ["Kanal", "Schleuse"],
        "subjects": ["TC"], "language": "de", "licence": "CC0", "repository": "zweites", "security": "registered",
        "embargo": "2999-01-01"
    });
    fs::write(scene.theses().join("treidelpfade.json"), record.to_string()).unwrap();
    let events = scene.json(&["index", "theses", "--json"]);
    let named = |name: &str| events.iter().filter(|event| event["event"] == name).count();
    assert_eq!((named("described"), named("read")), (1, 0), "{events:?}");

    for question in [
        "title:umbenannt",
        "creator:neu",
        "supervisor:alt",
        "department:wasserbau",
        "institution:neue",
        "year:1999",
        "date:1999-02",
        "type:diplom",
        "type:book",
        "keyword:schleuse",
        "language:de",
        "licence:cc0",
        "access:embargoed",
        "zusammengefasst",
        "Treidelschifffahrt AND title:umbenannt",
    ] {
        assert!(scene.ibid(&["search", "--count", question]).out.contains(" in 1 thesis"), "{question}");
    }
    assert_eq!(scene.ibid(&["search", "creator:neu AND type:masters"]).code, 1, "nothing old is left");
    for (field, value) in [
        ("year", "1999"),
        ("department", "Wasserbau"),
        ("institution", "Neue Hochschule"),
        ("language", "de"),
        ("licence", "CC0"),
        ("subject", "TC"),
        ("repository", "zweites"),
        ("access", "embargoed"),
    ] {
        assert_eq!(scene.ibid(&["browse", field]).out, format!("         1  {value}\n"), "{field}");
    }
    assert_eq!(scene.ibid(&["browse", "type"]).out, "         1  Book\n         1  Diplom\n");
    assert_eq!(scene.ibid(&["browse", "keyword"]).out, "         1  Kanal\n         1  Schleuse\n");
}
