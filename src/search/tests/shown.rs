//! Which passages are shown, and how.

use super::*;

fn few(passages: usize, grouping: Grouping) -> Options {
    Options { passages, grouping, ..options() }
}

#[test]
fn of_all_that_and_asks_for_a_place_is_shown() {
    let busy = ["Peers and peers. ", "Peers here. ", "Peers there. ", "Peers, again peers. "];
    let others = ["Support. ", "Harbour. Nothing else is said in this passage, which is a long one. ", "Wax. "];
    let (_folder, snapshot) = indexed(vec![thesis("both", &[&busy[..], &others[..]].concat())]);
    let shown = |question: &str, passages: usize, sort: Sort| {
        let options = Options { sort, ..few(passages, Grouping::Theses) };
        let results = search(&snapshot, &Query::parse(question), &options).unwrap();
        results.theses[0].passages.iter().map(shown).collect::<Vec<String>>().concat()
    };
    for sort in [Sort::Relevance, Sort::Page] {
        let both = shown("peers AND support AND harbour", 3, sort);
        for word in ["[Peers]", "[Support]", "[Harbour]"] {
            assert!(both.contains(word), "{both}");
        }
        assert_eq!(shown("+peers +wax", 2, sort).matches("[Wax]").count(), 1);
    }
    assert!(shown("peers AND wax", 1, Sort::Relevance).contains('['), "there is no room for both");
}

#[test]
fn passages_of_a_text_in_two_files_are_counted_and_shown_once() {
    let passages = long(20, None);
    let passages: Vec<&str> = passages.iter().map(String::as_str).collect();
    let (_folder, snapshot) = indexed(vec![thesis("one", &passages), thesis("other", &passages)]);
    for grouping in [Grouping::Theses, Grouping::Passages] {
        let results = search(&snapshot, &Query::parse("wades"), &Options { limit: 100, ..few(3, grouping) }).unwrap();
        assert_eq!((results.total_theses, results.total_passages), (1, 20));
        let shown = results.theses.len();
        assert_eq!(shown, if grouping == Grouping::Theses { 1 } else { 20 });
        assert!(results.theses.iter().all(|thesis| thesis.also_in.len() == 1));
    }
    for limit in [1, 2] {
        let first = search(&snapshot, &Query::parse("wades"), &Options { limit, ..options() }).unwrap();
        assert_eq!(first.theses[0].also_in.len(), 1, "though no more than {limit} are shown");
    }
    let (key, twin) = {
        let results = search(&snapshot, &Query::parse("wades"), &options()).unwrap();
        (results.theses[0].key, results.theses[0].also_in[0].0)
    };
    for key in [key, twin] {
        assert_eq!(similar(&snapshot, key, None, &options()).unwrap().total_theses, 0, "nothing else is like it");
    }
    let missing = similar(&snapshot, key, Some(99), &options()).unwrap_err().to_string();
    assert_eq!(missing, format!("{key} has passages 0 to 20; there is no passage 99"));
}

#[test]
fn only_the_page_that_is_asked_for_is_marked() {
    let mut made = thesis("pages", &["Wax on twelve. Wax on thirteen. "]);
    made.text.pages[0].label = Some(Label { text: "12".into(), source: LabelSource::Printed });
    let next = PageSpan { number: 2, start: 15, label: None, ..made.text.pages[0].clone() };
    made.text.pages.push(next);
    made.text.pages[1].label = Some(Label { text: "13".into(), source: LabelSource::Printed });
    let (_folder, snapshot) = indexed(vec![made]);
    let shown = |question: &str| {
        let results = search(&snapshot, &Query::parse(question), &options()).unwrap();
        let hit = &results.theses[0].passages[0];
        (shown(hit).trim().to_owned(), hit.label.as_ref().map(|label| label.text.to_string()).unwrap())
    };
    assert_eq!(shown("wax page:12"), ("[Wax] on twelve. Wax on thirteen.".into(), "12".into()));
    assert_eq!(shown("wax page:13"), ("Wax on twelve. [Wax] on thirteen.".into(), "13".into()));
    assert_eq!(shown("thirteen page:12"), ("Wax on twelve. Wax on thirteen.".into(), "12".into()));
    assert_eq!(shown("page:13"), ("Wax on twelve. Wax on thirteen.".into(), "13".into()));
}

#[test]
fn a_word_far_from_the_best_window_has_a_window_of_its_own() {
    let text = format!("Wax and honey. {} Swarm. {} Wax again. ", "Nothing here. ".repeat(20), "Nothing. ".repeat(20));
    let (_folder, snapshot) = indexed(vec![thesis("windows", &[&text])]);
    let results = search(&snapshot, &Query::parse("wax honey swarm"), &options()).unwrap();
    let snippets = results.theses[0].passages[0].telling_snippets(40);
    let shown: Vec<&str> = snippets.iter().map(|snippet| snippet.text.as_str()).collect();
    assert!(matches!(shown.as_slice(), [one, other] if one.contains("honey") && other.contains("Swarm")), "{shown:?}");
}
