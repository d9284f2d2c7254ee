//! Questions to small indexes.

use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::{
    access::Level,
    index::{ContentHash, Coverage, Fate, Index, Source, Thesis, WriterOptions},
    text::{Label, LabelSource, PageSpan, PageState, Passage, Section, SectionKind, Text},
};

mod brute;
mod facets;
mod language;
mod shown;
mod spellings;

/// A thesis of these passages, each on a page of its own, in one chapter.
pub(super) fn thesis(name: &str, passages: &[&str]) -> Thesis {
    let mut text = Text { language: Some("en".into()), ..Text::default() };
    let heading = "One".to_owned();
    text.sections = vec![Section { heading, level: 1, kind: SectionKind::Chapter, start: 0 }];
    for (at, passage) in passages.iter().enumerate() {
        let start = text.content.len() as u32;
        text.content.push_str(passage);
        let label = Some(Label { text: format!("p{}", at + 1).into(), source: LabelSource::Printed });
        text.pages.push(PageSpan { number: at as u32 + 1, label, start, state: PageState::Text, confidence: None });
        text.passages.push(Passage { span: start..text.content.len() as u32, section: Some(0) });
    }
    let hash = ContentHash::of(name.as_bytes());
    let source = Source {
        path: PathBuf::from(format!("/theses/{name}.pdf")),
        size: 1,
        modified_ns: 1,
        hash: Some(hash),
        record: None,
        fate: Fate::Indexed(Coverage::of(&text, "ibid")),
    };
    let record = Record { title: Some(name.to_owned()), ..Record::default() };
    Thesis { key: hash.key(), record, origins: Default::default(), said: Default::default(), source, text }
}

pub(super) fn indexed(theses: Vec<Thesis>) -> (TempDir, Snapshot) {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(folder.path().join("index")).unwrap();
    let options = WriterOptions { memory_bytes: 15_000_000, threads: 1, command: "a test".into() };
    let mut writer = index.writer(&options).unwrap();
    for thesis in theses {
        writer.put(thesis).unwrap();
    }
    writer.commit().unwrap();
    let snapshot = index.snapshot().unwrap();
    (folder, snapshot)
}

pub(super) fn options() -> Options {
    Options { passages: 100, ..Options::new(Caller::Owner, "2024-05-01".parse().unwrap()) }
}

/// Titles of the theses found, each with the numbers of its passages, as ranked.
fn found(snapshot: &Snapshot, question: &str) -> Vec<(String, Vec<u32>)> {
    let results = search(snapshot, &Query::parse(question), &options()).unwrap();
    let of = |hit: &ThesisHit| hit.passages.iter().map(|passage| passage.number).collect();
    results.theses.iter().map(|hit| (hit.record.title.clone().unwrap(), of(hit))).collect()
}

fn titles(snapshot: &Snapshot, question: &str) -> Vec<String> {
    found(snapshot, question).into_iter().map(|(title, _)| title).collect()
}

/// The passage with its marks in brackets.
fn shown(hit: &PassageHit) -> String {
    let mut text: Vec<char> = hit.text.chars().collect();
    for mark in hit.marks.iter().rev() {
        text.insert(mark.end, ']');
        text.insert(mark.start, '[');
    }
    text.into_iter().collect()
}

#[test]
fn and_is_asked_of_the_thesis() {
    let far = thesis("far", &["Peers met. ", "Nothing here. ", "Support came. "]);
    let near = thesis("near", &["Nothing here. ", "Peer support came. ", "A peer left. "]);
    let half = thesis("half", &["Peers only. "]);
    let (_folder, snapshot) = indexed(vec![far, near, half]);
    let expected = [("near".to_owned(), vec![2, 3]), ("far".to_owned(), vec![3, 1])];
    assert_eq!(found(&snapshot, "peer AND support"), expected);
    assert_eq!(found(&snapshot, "+peer +support"), expected);
    assert_eq!(titles(&snapshot, "peer AND nothing AND absent"), [] as [&str; 0]);
    assert_eq!(titles(&snapshot, "peer support").len(), 3);
}

#[test]
fn a_compound_is_found_joined_apart_and_hyphenated() {
    let passages =
        ["A dataset is kept. ", "A data-set. More data. The set. ", "One data set. ", "Set of data. Any data set. "];
    let (_folder, snapshot) = indexed(vec![thesis("sets", &passages)]);
    for question in ["dataset", "data-set"] {
        let results = search(&snapshot, &Query::parse(question), &options()).unwrap();
        let mut hits: Vec<_> = results.theses[0].passages.iter().map(|hit| (hit.number, shown(hit))).collect();
        hits.sort();
        let marked: Vec<&str> = hits.iter().map(|(_, text)| text.trim()).collect();
        assert_eq!(
            marked,
            [
                "A [dataset] is kept.",
                "A [data-set]. More data. The set.",
                "One [data set].",
                "Set of data. Any [data set]."
            ],
            "{question}"
        );
    }
}

#[test]
fn not_takes_passages_away() {
    let mixed = thesis("mixed", &["Peers met. ", "Peers and money. "]);
    let money = thesis("money", &["Peers and money. "]);
    let (_folder, snapshot) = indexed(vec![mixed, money]);
    assert_eq!(found(&snapshot, "peer -money"), [("mixed".to_owned(), vec![1])]);
    assert_eq!(found(&snapshot, "NOT met"), [("money".to_owned(), vec![0])]);
}

#[test]
fn fields_narrow() {
    let with = |name: &str, year: &str, author: &str| {
        let mut thesis = thesis(name, &["Peers met. "]);
        thesis.record.date = year.parse().ok();
        thesis.record.creators = vec![author.to_owned()];
        thesis
    };
    let theses = vec![with("Mutual aid", "2012", "Müller, Ada"), with("Helping groups", "2016-02-01", "Smith, Jo")];
    let key = theses[0].key.to_string();
    let (_folder, snapshot) = indexed(theses);
    for question in [
        "peer year:2010..2013",
        "peer year:<2016",
        "creator:muller peer",
        "creator:\"ada müller\"",
        "title:aid peer",
        "year:2012",
        "peer -year:2016",
        &format!("key:{}", &key[..5]),
        "year:2012 OR creator:nobody",
    ] {
        assert_eq!(titles(&snapshot, question), ["Mutual aid"], "{question}");
    }
    assert_eq!(titles(&snapshot, "title:group"), ["Helping groups"]);
    assert_eq!(found(&snapshot, "language:en year:2016"), [("Helping groups".to_owned(), vec![0])]);
    assert_eq!(titles(&snapshot, "peer year:2013").len(), 0);
    assert_eq!(titles(&snapshot, "peer language:de").len(), 0);
}

#[test]
fn a_fitting_title_comes_first() {
    let (_folder, snapshot) = indexed(vec![thesis("Bees", &["A group. "]), thesis("On groups", &["A group. "])]);
    assert_eq!(titles(&snapshot, "a group")[0], "On groups");
}

#[test]
fn a_phrase_runs_over_passages_and_is_marked_whole() {
    let running = thesis("running", &["To be or not", " to be. That was it. Wax\n", "melts."]);
    let (_folder, snapshot) = indexed(vec![running]);
    let results = search(&snapshot, &Query::parse("\"or not to be that\" \"be or\" wax"), &options()).unwrap();
    let hit = &results.theses[0].passages[0];
    assert_eq!(shown(hit), "To [be or not to be. That] was it.");
    assert_eq!((hit.pages.as_slice(), hit.page), (&[1, 2][..], 1));
    assert_eq!(hit.labels, [Some("p1".to_owned()), Some("p2".to_owned())]);
    assert_eq!(results.theses[0].passages_total, 2);
    assert_eq!(found(&snapshot, "\"wax melts\""), [("running".to_owned(), vec![2])]);
    assert_eq!(found(&snapshot, "\"running to be\""), []);
}

#[test]
fn a_word_is_found_by_the_stems_of_its_language() {
    let english = thesis("English", &["Studs and studies. "]);
    let mut french = thesis("French", &["Les studs. "]);
    french.record.language = Some("fr".into());
    let (_folder, snapshot) = indexed(vec![english, french]);
    let results = search(&snapshot, &Query::parse("study"), &options()).unwrap();
    assert_eq!(results.total_theses, 1);
    assert_eq!(shown(&results.theses[0].passages[0]), "Studs and [studies]. ");
}

#[test]
fn what_is_closed_contributes_its_record_only() {
    let mut secret = thesis("The secret of bees", &["Peers dance. ", "Bees dance. "]);
    secret.record.embargo = "2025-01-01".parse().ok();
    let mut staff = thesis("Staff", &["Bees for staff. "]);
    staff.record.security = Level::Staff;
    let (_folder, snapshot) = indexed(vec![secret, staff, thesis("Open", &["Bees. "])]);
    let counts = |question: &str, caller, today: &str| {
        let options = Options { caller, today: today.parse().unwrap(), ..options() };
        let results = search(&snapshot, &Query::parse(question), &options).unwrap();
        (results.total_theses, results.total_passages)
    };
    assert_eq!(counts("bees", Caller::Anonymous, "2024-12-31"), (2, 2));
    assert_eq!(counts("dance", Caller::Anonymous, "2024-12-31"), (0, 0));
    assert_eq!(counts("secret AND dance", Caller::Anonymous, "2024-12-31"), (0, 0));
    assert_eq!(counts("NOT dance", Caller::Anonymous, "2024-12-31"), (3, 3));
    assert_eq!(counts("\"bees dance\"", Caller::Anonymous, "2024-12-31"), (0, 0));
    assert_eq!(counts("dance", Caller::Anonymous, "2025-01-01"), (1, 2));
    assert_eq!(counts("bees", Caller::Staff, "2024-12-31"), (3, 4));
}

#[test]
fn a_contents_page_comes_after_its_chapter() {
    let mut thesis = thesis("Bees", &["Dance of bees, dance of bees. ", "Bees dance at noon in every hive. "]);
    thesis.text.sections[0].kind = SectionKind::Contents;
    thesis.text.sections.push(Section { heading: "Dance".into(), level: 1, kind: SectionKind::Chapter, start: 30 });
    thesis.text.passages[1].section = Some(1);
    let (_folder, snapshot) = indexed(vec![thesis]);
    assert_eq!(found(&snapshot, "dance"), [("Bees".to_owned(), vec![2, 1])]);
    assert_eq!(found(&snapshot, "dance section:contents"), [("Bees".to_owned(), vec![1])]);
    assert_eq!(found(&snapshot, "dance -section:contents"), [("Bees".to_owned(), vec![2])]);
    assert_eq!(found(&snapshot, "bees section:dance"), [("Bees".to_owned(), vec![2])]);
}

#[test]
fn ties_go_by_key_and_pages_of_an_answer_fit_together() {
    let theses: Vec<Thesis> =
        (0..9).map(|n| thesis(&format!("t{n}"), &["Bees. ", "Bees. ", "Bees and wax. "])).collect();
    let mut keys: Vec<Key> = theses.iter().map(|thesis| thesis.key).collect();
    keys.sort();
    let (_folder, snapshot) = indexed(theses);
    for grouping in [Grouping::Theses, Grouping::Passages] {
        let asked = |offset, limit| {
            let options = Options { offset, limit, grouping, passages: 2, ..options() };
            let results = search(&snapshot, &Query::parse("bees"), &options).unwrap();
            assert_eq!((results.total_theses, results.total_passages), (9, 27));
            let name = |hit: &ThesisHit| (hit.key, hit.passages.iter().map(|p| p.number).collect::<Vec<_>>());
            results.theses.iter().map(name).collect::<Vec<_>>()
        };
        let all = asked(0, 100);
        match grouping {
            Grouping::Theses => assert_eq!(all, keys.iter().map(|key| (*key, vec![1, 2])).collect::<Vec<_>>()),
            Grouping::Passages => {
                let first = keys.iter().flat_map(|key| [(*key, vec![1]), (*key, vec![2])]);
                assert_eq!(all[..18], first.collect::<Vec<_>>());
                assert_eq!(all.len(), 27);
            }
        }
        for offset in 0..all.len() + 2 {
            let end = all.len().min(offset + 4);
            assert_eq!(asked(offset, 4), all[offset.min(end)..end], "{grouping:?} {offset}");
        }
        assert_eq!(asked(0, 0), []);
    }
}

#[test]
fn paths_narrow() {
    let (_folder, snapshot) = indexed(vec![thesis("a/one", &["Bees. "]), thesis("ab/two", &["Bees. "])]);
    let options = Options { paths: vec!["/theses/a".into(), "/nowhere".into()], ..options() };
    let results = search(&snapshot, &Query::parse("bees"), &options).unwrap();
    assert_eq!((results.total_theses, results.theses[0].path.to_str()), (1, Some("/theses/a/one.pdf")));
}

#[test]
fn repetition_counts() {
    let theses = vec![thesis("x", &["Wax here. "]), thesis("y", &["Honey here. "])];
    let (_folder, snapshot) = indexed(theses);
    assert_eq!(titles(&snapshot, "wax honey honey")[0], "y");
    assert_eq!(titles(&snapshot, "wax wax honey")[0], "x");
}

#[test]
fn absurd_questions_are_answered() {
    let (_folder, snapshot) = indexed(vec![thesis("x", &["Wax here. "])]);
    let long: String = (0..3_000).map(|n| format!("w{n} AND \"wax here\" OR -(x{n} ")).collect();
    for question in ["", "★", "\"", "NOT", "section:★", "year:2014", "-wax", &long, &"(".repeat(10_000)] {
        let results = search(&snapshot, &Query::parse(question), &options()).unwrap();
        assert!(results.total_theses <= 1, "{question}");
    }
}

/// Passages of so many words that no two are alike.
fn long(count: usize, change: Option<usize>) -> Vec<String> {
    let passage = |at: usize| {
        let word = if Some(at) == change { "gull" } else { "heron" };
        let others: Vec<String> = (0..60).map(|number| format!("wades at{} ", number * number + at * 37)).collect();
        format!("{word} passage{at} {}", others.concat())
    };
    (0..count).map(passage).collect()
}

#[test]
fn a_text_in_two_files_is_shown_once() {
    let of = |name: &str, passages: &[String]| {
        let passages: Vec<&str> = passages.iter().map(String::as_str).collect();
        thesis(name, &passages)
    };
    let covered = [vec!["A cover sheet.".to_owned()], long(20, None)].concat();
    let theses = vec![
        of("plain", &long(20, None)),
        of("covered", &covered),
        // One word is another, and a last page was added.
        of("altered", &[long(20, Some(15)), vec!["Errata. Page 2: read heron.".to_owned()]].concat()),
        // The second half is another.
        of("half", &[&long(20, None)[..10], &long(40, None)[30..]].concat()),
        of("short", &long(5, None)),
        of("short again", &long(5, None)),
    ];
    let (_folder, snapshot) = indexed(theses);
    let results = search(&snapshot, &Query::parse("wades"), &options()).unwrap();
    let mut shown: Vec<(&str, usize)> =
        results.theses.iter().map(|thesis| (thesis.record.title.as_deref().unwrap(), thesis.also_in.len())).collect();
    shown.sort_unstable();
    let once = ["plain", "covered", "altered"].into_iter().find(|title| shown.iter().any(|(shown, _)| shown == title));
    let mut expected = vec![(once.unwrap(), 2), ("half", 0), ("short", 0), ("short again", 0)];
    expected.sort_unstable();
    assert_eq!(shown, expected);
    assert_eq!(results.total_theses, 4, "it counts once");
}

#[test]
fn a_closed_text_links_no_open_ones() {
    // Each has half of its runs in common with the next one, and more.
    let part = |from: usize| {
        let passages = long(40, None);
        passages[from..from + 20].to_vec()
    };
    let of = |name: &str, from: usize, level: Level| {
        let passages = part(from);
        let passages: Vec<&str> = passages.iter().map(String::as_str).collect();
        let mut thesis = thesis(name, &passages);
        thesis.record.security = level;
        thesis
    };
    let (first, middle, last) =
        (of("first", 0, Level::Public), of("middle", 3, Level::Staff), of("last", 6, Level::Public));
    let links = |theses: Vec<Thesis>, caller| {
        let (_folder, snapshot) = indexed(theses);
        let results = search(&snapshot, &Query::parse("wades"), &Options { caller, ..options() }).unwrap();
        let linked = results.theses.iter().map(|hit| hit.also_in.len()).sum::<usize>();
        (linked, results.total_theses)
    };
    let without = links(vec![first.clone(), last.clone()], Caller::Anonymous);
    for order in [[0, 1, 2], [1, 0, 2], [0, 2, 1], [1, 2, 0]] {
        let all = [first.clone(), middle.clone(), last.clone()];
        let theses: Vec<Thesis> = order.iter().map(|at| all[*at].clone()).collect();
        // The record of the closed one says nothing of wading.
        assert_eq!(links(theses.clone(), Caller::Anonymous), without, "{order:?}");
        assert!(links(theses, Caller::Owner).0 > without.0, "{order:?}");
    }
}

#[test]
fn long_questions_are_asked_again_with_what_the_best_passages_say() {
    let asked = "alpha beta gamma delta epsilon";
    let (_folder, snapshot) = indexed(vec![
        thesis("best", &["alpha beta gamma delta epsilon heron heron"]),
        thesis("kin", &["alpha heron", "unrelated gull"]),
        thesis("other", &["alpha gull"]),
        thesis("stranger", &["heron heron heron"]),
    ]);
    let titles: Vec<String> = found(&snapshot, asked).into_iter().map(|(title, _)| title).collect();
    assert_eq!(titles[..2], ["best", "kin"]);
    assert!(!titles.contains(&"stranger".to_owned()), "what is added makes no passage a hit");
}
