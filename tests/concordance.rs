//! Every occurrence in its context: `ibid concordance`.

mod scene;

use scene::Scene;

#[test]
fn every_occurrence_is_a_line() {
    let scene = Scene::indexed(&["self-help-groups", "treidelpfade"]);
    let lines = scene.json(&["concordance", "circle", "--json", "--width", "30"]);
    let hits = scene.json(&["search", "--flat", "--json", "-n", "1000", "circle"]);
    let marks: usize = hits
        .iter()
        .filter(|hit| hit["passage"]["number"] != 0)
        .map(|hit| hit["passage"]["marks"].as_array().unwrap().len())
        .sum();
    assert_eq!(lines.len(), marks);
    assert!(lines.len() > 10);
    let text = |line: &serde_json::Value, name: &str| line[name].as_str().unwrap().to_owned();
    for line in &lines {
        assert!(text(line, "hit").to_lowercase().starts_with("circle"), "{line}");
        assert!(text(line, "left").chars().count() <= 31 && text(line, "right").chars().count() <= 30, "{line}");
        assert!(line["page"].as_u64().unwrap() > 0);
    }
    let pages: Vec<u64> = lines.iter().map(|line| line["page"].as_u64().unwrap()).collect();
    assert!(pages.is_sorted(), "{pages:?}");
}

#[test]
fn lines_are_sorted_left_or_right() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let words = |how: &str, side: &str| -> Vec<String> {
        let lines = scene.json(&["concordance", "group", "--json", "--sort", how]);
        let nearest = |line: &serde_json::Value| {
            let side = line[side].as_str().unwrap().to_owned();
            let mut words =
                ibid::index::analyzer::tokens(&side).map(|token| token.word.into_owned()).collect::<Vec<_>>();
            if words.is_empty() {
                String::new()
            } else if how == "left" {
                words.pop().unwrap()
            } else {
                words.remove(0)
            }
        };
        lines
            .iter()
            .map(|line| {
                if how == "left" {
                    nearest(line)
                } else {
                    format!("{} {}", line["hit"].as_str().unwrap().to_lowercase(), nearest(line))
                }
            })
            .collect()
    };
    let left = words("left", "left");
    assert!(left.len() > 20 && left.is_sorted(), "{left:?}");
    let right = words("right", "right");
    assert!(right.is_sorted(), "{right:?}");
}

#[test]
fn columns_are_aligned() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let said = scene.ibid(&["concordance", "\"mutual aid\"", "--width", "30"]);
    assert_eq!(said.code, 0);
    let starts: Vec<usize> = said.out.lines().map(|line| line.chars().position(|c| c == '[').unwrap()).collect();
    assert!(starts.len() > 3 && starts.iter().all(|start| *start == starts[0]), "{}", said.out);
    assert!(said.out.starts_with("Halloran 2019"), "{}", said.out);
    assert_eq!(scene.ibid(&["concordance", "zebra"]).code, 1);
    assert_eq!(scene.ibid(&["concordance", "\"mutual aid\"", "-n", "2"]).out.lines().count(), 2);
}

#[test]
fn occurrences_are_counted() {
    let scene = Scene::indexed(&["self-help-groups", "tidal-ferry", "seed-library"]);
    let lines = scene.json(&["concordance", "the", "--json"]).len() as u64;
    for by in ["thesis", "year", "department"] {
        let counts = scene.json(&["concordance", "the", "--by", by, "--json"]);
        let sum = |name: &str| counts.iter().map(|count| count[name].as_u64().unwrap()).sum::<u64>();
        assert_eq!((sum("occurrences"), sum("theses")), (lines, 3), "{counts:?}");
    }
    let text = scene.ibid(&["concordance", "the", "--by", "year"]).out;
    assert!(text.lines().any(|line| line.trim_start().ends_with("2019")), "{text}");
}

#[test]
fn csv_has_a_head_and_a_row_for_each_line() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let csv = scene.ibid(&["concordance", "oranges", "--csv"]).out;
    let rows: Vec<&str> = csv.split("\r\n").filter(|row| !row.trim().is_empty()).collect();
    assert!(rows[0].starts_with("key,title,creators,year"), "{csv}");
    assert_eq!(rows.len(), 1 + scene.json(&["concordance", "oranges", "--json"]).len(), "{csv}");
}
