//! Every form of the language, on small indexes.

use super::*;

pub(super) fn numbers(snapshot: &Snapshot, question: &str) -> Vec<u32> {
    let results = search(snapshot, &Query::parse(question), &options()).unwrap();
    let mut numbers: Vec<u32> =
        results.theses.iter().flat_map(|hit| &hit.passages).map(|passage| passage.number).collect();
    numbers.sort_unstable();
    numbers
}

fn notices(snapshot: &Snapshot, question: &str) -> Vec<String> {
    search(snapshot, &Query::parse(question), &options()).unwrap().notices
}

pub(super) fn shown_of(snapshot: &Snapshot, question: &str) -> Vec<String> {
    let results = search(snapshot, &Query::parse(question), &options()).unwrap();
    let mut hits: Vec<&PassageHit> = results.theses.iter().flat_map(|hit| &hit.passages).collect();
    hits.sort_by_key(|hit| hit.number);
    hits.into_iter().map(|hit| shown(hit).trim().to_owned()).collect()
}

#[test]
fn one_word_is_asked_for_many() {
    let passages = ["Hives and beehives. ", "A hived swarm; Hive. ", "Honey, money. ", "Colour or color. "];
    let (_folder, snapshot) = indexed(vec![thesis("bees", &passages)]);
    for (question, expected) in [
        ("hive*", vec!["[Hives] and beehives.", "A [hived] swarm; [Hive]."]),
        ("*hives", vec!["[Hives] and [beehives]."]),
        ("h?ney", vec!["[Honey], money."]),
        ("honey~1", vec!["[Honey], [money]."]),
        ("honye~1", vec!["[Honey], money."]),
        ("/colou?r/", vec!["[Colour] or [color]."]),
        ("\"swarm hi*\"", vec!["A hived [swarm; Hive]."]),
        ("=Hive", vec!["A hived swarm; [Hive]."]),
        ("=\"color\"", vec!["Colour or [color]."]),
        ("=hive", vec![]),
    ] {
        assert_eq!(shown_of(&snapshot, question), expected, "{question}");
    }
    assert_eq!(notices(&snapshot, "hive*"), [] as [&str; 0]);
    assert_eq!(notices(&snapshot, "xyz*"), ["`xyz*` fits no word of the index"]);
    assert_eq!(notices(&snapshot, "A* hive"), [] as [&str; 0]);
    assert_eq!(notices(&snapshot, "+h* hive"), ["`h*` could be any word: it was read as `h`"]);
    assert!(notices(&snapshot, "/a(/")[0].contains("is no regular expression (unclosed group)"));
}

#[test]
fn what_is_near_is_found_over_passages_and_marked_there_alone() {
    let passages = ["Wax lies. Peers gave", " much support to them. Wax is", " far from any peers. Support is not."];
    let (_folder, snapshot) = indexed(vec![thesis("near", &passages)]);
    let near = "\"support peers\"~2";
    assert_eq!(
        shown_of(&snapshot, near),
        ["Wax lies. [Peers] gave much [support] to them.", "far from any [peers]. [Support] is not."]
    );
    assert_eq!(numbers(&snapshot, "wax NEAR/4 peers"), [1, 2]);
    assert_eq!(numbers(&snapshot, "\"wax is\" NEAR/2 \"any peers\""), [2]);
    assert_eq!(numbers(&snapshot, "\"wax is\" NEAR/1 \"any peers\""), [] as [u32; 0]);
    assert_eq!(numbers(&snapshot, "\"wax wax\"~20"), [1]);
    assert_eq!(numbers(&snapshot, "\"lies lies\"~20"), [] as [u32; 0]);
}

#[test]
fn passages_narrow_by_page_heading_and_section() {
    let mut made = thesis("pages", &["Wax one. ", "Wax two. ", "Wax three. "]);
    made.text.pages[0].label = Some(Label { text: "XII".into(), source: LabelSource::Named });
    made.text.pages[1].label = None;
    let start = made.text.passages[1].span.start;
    made.text.sections.push(Section { heading: "Our methods".into(), level: 1, kind: SectionKind::Results, start });
    (made.text.passages[1].section, made.text.passages[2].section) = (Some(1), Some(1));
    let (_folder, snapshot) = indexed(vec![made]);
    for (question, expected) in [
        ("wax page:xii", vec![1]),
        ("page:2 wax", vec![2]),
        ("page:p3", vec![3]),
        ("page:1..2", vec![2]),
        ("page:/p[0-9]/", vec![3]),
        ("page:*", vec![1, 2, 3]),
        ("wax -page:2", vec![1, 3]),
        ("heading:method*", vec![2, 3]),
        ("heading:results", vec![]),
        ("section:results wax", vec![2, 3]),
        ("section:methods", vec![2, 3]),
        ("section:chapter wax", vec![1, 2, 3]),
        ("heading:\"our methods\" three", vec![3]),
    ] {
        assert_eq!(numbers(&snapshot, question), expected, "{question}");
    }
}

#[test]
fn records_are_asked_by_every_field() {
    let mut open = thesis("Bees of the open field", &["Wax. "]);
    open.record.date = "2014-05-17".parse().ok();
    open.record.creators = vec!["Smith, Jo".into()];
    open.record.licence = Some("CC BY 4.0".into());
    let mut embargoed = thesis("Shut", &["Wax. "]);
    embargoed.record.embargo = "2025-01-01".parse().ok();
    embargoed.record.date = "2016".parse().ok();
    embargoed.record.creators = vec!["Smyth, Al".into()];
    let mut staff = thesis("Inside", &["Wax. "]);
    staff.record.security = Level::Staff;
    let (_folder, snapshot) = indexed(vec![open, embargoed, staff]);
    for (question, expected) in [
        ("access:open", vec!["Bees of the open field"]),
        ("access:embargoed", vec!["Shut"]),
        ("access:staff", vec!["Inside"]),
        ("access:closed", vec!["Inside", "Shut"]),
        ("access:registered", vec![]),
        ("date:2014-05", vec!["Bees of the open field"]),
        ("date:2014-06..2016", vec!["Shut"]),
        ("date:>2014-05-16", vec!["Bees of the open field", "Shut"]),
        ("year:*", vec!["Bees of the open field", "Shut"]),
        ("-year:*", vec!["Inside"]),
        ("creator:sm?th", vec!["Bees of the open field", "Shut"]),
        ("creator:smiht~1", vec!["Bees of the open field"]),
        ("creator:/sm[yi]th/", vec!["Bees of the open field", "Shut"]),
        ("creator:*", vec!["Bees of the open field", "Shut"]),
        ("licence:cc* licence:*", vec!["Bees of the open field"]),
        ("title:\"open bees\"~3", vec!["Bees of the open field"]),
        ("title:fiel*", vec!["Bees of the open field"]),
        ("supervisor:*", vec![]),
    ] {
        let mut found = titles(&snapshot, question);
        found.sort();
        assert_eq!(found, expected, "{question}");
    }
}

#[test]
fn an_expansion_scores_no_higher_than_the_word() {
    let passages = ["Hive there. ", "Hives there. ", "Haves there. ", "Nothing there. ", "Hive hives there. "];
    let (_folder, snapshot) = indexed(vec![thesis("scores", &passages)]);
    let score = |question: &str, number: u32| {
        let results = search(&snapshot, &Query::parse(question), &options()).unwrap();
        let hit = results.theses[0].passages.iter().find(|hit| hit.number == number);
        hit.map_or(0.0, |hit| hit.score)
    };
    let exact = score("\"hive\"", 1);
    for question in ["hive*", "hive~1", "hive~2", "/hives?/", "h?ve"] {
        assert!(score(question, 1) > 0.0 && score(question, 1) <= exact, "{question}");
    }
    assert!(score("hive~2", 1) > score("hive~2", 2) && score("hive~2", 2) > score("hive~2", 3));
}

#[test]
fn what_is_too_many_is_cut_and_said() {
    let many: Vec<String> = (0..1_200).map(|n| format!("wort{n:04} ")).collect();
    let text: String = many.concat();
    let (_folder, snapshot) = indexed(vec![thesis("many", &[&text, "wort1199 again. "])]);
    assert_eq!(notices(&snapshot, "wort*"), ["`wort*` fits 1200 words: the 1000 most frequent were looked for"]);
    assert_eq!(numbers(&snapshot, "wort*"), [1, 2]);
    assert_eq!(notices(&snapshot, "wort?1*"), [] as [&str; 0]);
    assert_eq!(numbers(&snapshot, "\"wort* again\""), [2]);
    let patterns: String = (0..400).map(|n| format!("wort1{}* wort{n:04}~ ", n % 10)).collect();
    assert!(notices(&snapshot, &patterns).iter().any(|notice| notice.starts_with("only the first 50 wildcards")));
}

#[test]
fn offsets_are_those_of_the_text() {
    let (_folder, snapshot) = indexed(vec![thesis("ä", &["Größe ä. ", "Über wax. ", "Wax ist süß. "])]);
    let results = search(&snapshot, &Query::parse("wax"), &options()).unwrap();
    let content: Vec<char> = "Größe ä. Über wax. Wax ist süß. ".chars().collect();
    for hit in &results.theses[0].passages {
        let offset = hit.offset.unwrap();
        let marked: String = content[offset + hit.marks[0].start..offset + hit.marks[0].end].iter().collect();
        assert_eq!(marked.to_lowercase(), "wax");
    }
    let record = search(&snapshot, &Query::parse("title:ä"), &options()).unwrap();
    assert_eq!(record.theses[0].passages[0].offset, None);
}

#[test]
fn a_passage_has_several_snippets() {
    let text =
        format!("Wax one. {} Wax and honey. {} Honey two. ", "Nothing here. ".repeat(20), "Nothing. ".repeat(20));
    let (_folder, snapshot) = indexed(vec![thesis("windows", &[&text])]);
    let results = search(&snapshot, &Query::parse("wax honey"), &options()).unwrap();
    let snippets = results.theses[0].passages[0].snippets(40, 5);
    let shown: Vec<&str> = snippets.iter().map(|snippet| snippet.text.as_str()).collect();
    assert_eq!(shown.len(), 3, "{shown:?}");
    assert!(
        shown[0].contains("Wax and honey") && snippets.iter().all(|snippet| !snippet.marks.is_empty()),
        "{shown:?}"
    );
}
