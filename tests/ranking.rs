//! Ranking, through the binary: `--explain`, `--sort`, `ibid similar`, and the benches of quality.

mod scene;

use std::fs;

use scene::Scene;

const THESES: &[&str] = &["self-help-groups", "treidelpfade", "reperes-de-crue"];

/// Numbers of JSON as the binary had them: floats of 32 bits.
fn single(value: &serde_json::Value) -> f32 {
    value.as_f64().unwrap() as f32
}

#[test]
fn explanations_add_up_to_the_score() {
    let scene = Scene::indexed(THESES);
    for question in [
        "group",
        "the self-help groups of a harbour town, stories told in meetings",
        "\"peer support\" AND groups NOT money",
        "circle year:2019",
    ] {
        let theses = scene.json(&["search", "--json", "--explain", "-p", "50", question]);
        assert!(!theses.is_empty(), "{question}");
        for thesis in &theses {
            let of = &thesis["explanation"];
            let sum = single(&of["best_passage"]) + single(&of["further_passages"]) + single(&of["title"]);
            assert_eq!(sum, single(&thesis["score"]), "{question}");
            for passage in thesis["passages"].as_array().unwrap() {
                let of = &passage["explanation"];
                let parts = of["parts"].as_array().unwrap();
                let sum = parts.iter().fold(0.0, |sum, part| sum + single(&part["score"]));
                let score = sum * single(&of["section"]) + single(&of["title"]);
                assert_eq!(score, single(&passage["score"]), "{question}: {passage}");
                assert!(parts.iter().any(|part| part["role"] == "asked"), "{question}: {passage}");
            }
        }
    }
    let long = scene.json(&[
        "search",
        "--json",
        "--explain",
        "stories told in meetings of self-help groups in a harbour town",
    ]);
    assert!(long[0].to_string().contains("\"role\":\"feedback\""));
    assert!(!scene.ibid(&["search", "--json", "group"]).out.contains("explanation"));
    let said = scene.ibid(&["search", "--explain", "-n", "1", "-p", "1", "group"]);
    assert!(said.out.contains("asked    group") && said.out.contains("for its section"), "{}", said.out);
}

#[test]
fn answers_come_in_the_order_asked_for() {
    let scene = Scene::indexed(THESES);
    let sorted =
        |order: &str| scene.json(&["search", "--json", "-p", "9", "--sort", order, "-n", "9", "a OR und OR de"]);
    let column = |order: &str, name: &str| -> Vec<String> {
        sorted(order).iter().map(|thesis| thesis[name].as_str().unwrap_or_default().to_lowercase()).collect()
    };
    let dates = column("date", "date");
    assert!(dates.len() > 1 && dates.is_sorted_by(|a, b| a[..4] >= b[..4]), "{dates:?}");
    let titles = column("title", "title");
    assert!(titles.len() > 1 && titles.is_sorted(), "{titles:?}");
    for thesis in sorted("page") {
        let numbers: Vec<u64> =
            thesis["passages"].as_array().unwrap().iter().map(|passage| passage["number"].as_u64().unwrap()).collect();
        assert!(numbers.is_sorted(), "{numbers:?}");
    }
    assert_eq!(column("relevance", "key"), column("relevance", "key"));
}

#[test]
fn similar_leaves_the_thesis_itself_out() {
    let scene = Scene::indexed(THESES);
    let own = scene.json(&["search", "--json", "-n", "1", "\"peer support\""])[0]["key"].as_str().unwrap().to_owned();
    for name in [own.clone(), format!("{own}#1"), "theses/self-help-groups.pdf".to_owned()] {
        let said = scene.ibid(&["similar", "--json", &name]);
        assert!(said.code <= 1 && !said.out.contains(&own), "{}", said.err);
    }
    assert_eq!(scene.ibid(&["similar", &format!("{own}#9999")]).code, 2);
    assert_eq!(scene.ibid(&["similar", "ffffffffffff"]).code, 2);
}

/// A collection in the scene: three documents, two questions that are answered and one that is not.
fn collection(scene: &Scene) -> String {
    let dir = scene.root().join("birds");
    fs::create_dir(&dir).unwrap();
    let documents =
        [("a", "Herons", "Herons wade."), ("b", "", "Gulls cry at sea."), ("c", "Owls", "Owls hunt at night.")];
    let lines = documents.map(|(id, title, text)| format!(r#"{{"_id":"{id}","title":"{title}","text":"{text}"}}"#));
    fs::write(dir.join("corpus.jsonl"), lines.join("\n")).unwrap();
    let queries = "{\"_id\":\"1\",\"text\":\"wading heron\"}\n{\"_id\":\"2\",\"text\":\"gulls\"}\n{\"_id\":\"3\",\"text\":\"owl\"}\n";
    fs::write(dir.join("queries.jsonl"), queries).unwrap();
    fs::write(dir.join("qrels.tsv"), "query-id\tcorpus-id\tscore\n1\ta\t1\n2\tc\t2\n3\tb\t0\n").unwrap();
    dir.to_str().unwrap().to_owned()
}

#[test]
fn relevance_is_measured_on_a_collection() {
    let scene = Scene::empty();
    let dir = collection(&scene);
    let said = scene.ibid(&["bench", "relevance", "--json", &dir]);
    assert_eq!(said.code, 0, "{}", said.err);
    let figures: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let birds = &figures["collections"][0];
    // The first question finds its answer, the second does not, the third has none.
    assert_eq!((birds["name"].as_str(), birds["questions"].as_u64()), (Some("birds"), Some(2)));
    assert_eq!((birds["ndcg_10"].as_f64(), birds["recall_100"].as_f64()), (Some(0.5), Some(0.5)));
    assert_eq!(figures["mean"]["mrr"].as_f64(), Some(0.5));
    assert!(scene.ibid(&["bench", "relevance", &dir]).out.contains("nDCG@10"));
    assert_eq!(scene.ibid(&["bench", "relevance", "theses"]).code, 2);
}

#[test]
fn known_items_are_asked_for() {
    let scene = Scene::with(THESES);
    let said = scene.ibid(&["bench", "known-items", "--json", "theses"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let figures: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert!(figures["all"]["questions"].as_u64().unwrap() > 3, "{figures}");
    assert!(figures["all"]["success_10"].as_f64().unwrap() > 0.5, "{figures}");
}
