//! Counts against counting by hand.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// Few values, some of them spellings of one another, so that all meets all.
const DEPARTMENTS: [&str; 4] = ["Sociology", "SOCIOLOGY", "Écologie", "School of Law"];
const KEYWORDS: [&str; 5] = ["peer support", "Peer Support", "stigma", "C++", "C"];
const DAY: &str = "2024-05-01";

#[derive(Clone, Debug)]
struct Described {
    words: Vec<usize>,
    department: Option<usize>,
    keywords: Vec<usize>,
    year: Option<i32>,
    closed: usize,
}

fn described() -> impl Strategy<Value = Described> {
    let words = proptest::collection::vec(0..4_usize, 1..3);
    let keywords = proptest::collection::vec(0..KEYWORDS.len(), 0..3);
    let department = proptest::option::of(0..DEPARTMENTS.len());
    (words, department, keywords, proptest::option::of(2010..2013_i32), 0..4_usize)
        .prop_map(|(words, department, keywords, year, closed)| Described { words, department, keywords, year, closed })
}

const WORDS: [&str; 4] = ["alder", "birch", "cedar", "dogwood"];

fn written(number: usize, described: &Described) -> Thesis {
    let texts: Vec<&str> = described.words.iter().map(|word| WORDS[*word]).collect();
    let mut thesis = thesis(&format!("t{number}"), &texts);
    // The record says something that every thesis can be found by.
    thesis.record.title = Some(format!("grove {number}"));
    thesis.record.department = described.department.map(|at| DEPARTMENTS[at].to_owned());
    thesis.record.keywords = described.keywords.iter().map(|at| KEYWORDS[*at].to_owned()).collect();
    thesis.record.date = described.year.map(|year| format!("{year}-02-03").parse().unwrap());
    match described.closed {
        1 => thesis.record.embargo = "2024-05-02".parse().ok(),
        2 => thesis.record.embargo = DAY.parse().ok(),
        3 => thesis.record.security = Level::Staff,
        _ => {}
    }
    thesis
}

/// The folded values of a thesis.
fn values(described: &Described, facet: Facet) -> BTreeSet<String> {
    let fold = |text: &str| text.to_lowercase().replace('é', "e");
    match facet {
        Facet::Year => described.year.iter().map(ToString::to_string).collect(),
        Facet::Department => described.department.iter().map(|at| fold(DEPARTMENTS[*at])).collect(),
        Facet::Keyword => described.keywords.iter().map(|at| fold(KEYWORDS[*at])).collect(),
        Facet::Access => [["open", "embargoed", "open", "staff"][described.closed].to_owned()].into(),
        _ => BTreeSet::new(),
    }
}

const COUNTED: [Facet; 4] = [Facet::Year, Facet::Department, Facet::Keyword, Facet::Access];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn facets_count_what_fits(
        theses in proptest::collection::vec(described(), 1..12),
        question in prop_oneof![Just("grove"), Just("alder"), Just("birch NOT cedar"), Just("")],
        chosen in proptest::collection::vec((0..COUNTED.len(), 0..4_usize), 0..3),
        anonymous in any::<bool>(),
        cut in 0..12_usize,
    ) {
        let cut = cut.min(theses.len());
        let written: Vec<Thesis> = theses.iter().enumerate().map(|(at, described)| written(at, described)).collect();
        // Two segments, each with numbers of its own.
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(folder.path().join("index")).unwrap();
        let options = WriterOptions { memory_bytes: 15_000_000, threads: 1, command: "a test".into() };
        let mut writer = index.writer(&options).unwrap();
        for half in [&written[..cut], &written[cut..]] {
            half.iter().for_each(|thesis| writer.put(thesis.clone()).unwrap());
            writer.commit().unwrap();
        }
        let snapshot = index.snapshot().unwrap();

        let spelt = [["2010", "2011", "2012", "1999"], ["sociology", "École", "ecologie", "School of law"],
            ["PEER SUPPORT", "c++", "c", "Stigma"], ["open", "embargoed", "staff", "registered"]];
        let filters: Vec<Choice> = chosen.iter()
            .map(|&(facet, value)| Choice { facet: COUNTED[facet], value: spelt[facet][value].to_owned() })
            .collect();
        let caller = if anonymous { Caller::Anonymous } else { Caller::Owner };
        let options = Options {
            limit: 100, caller, filters: filters.clone(), facets: COUNTED.to_vec(), facet_values: 100, ..options_on(DAY)
        };
        let results = search(&snapshot, &Query::parse(question), &options).unwrap();

        let answers = |described: &Described| {
            let readable = !anonymous || matches!(described.closed, 0 | 2);
            match question {
                "grove" => true,
                "alder" => readable && described.words.contains(&0),
                "" => !filters.is_empty(),
                _ => readable && described.words.contains(&1),
            }
        };
        let fits = |described: &Described, facet: Facet| {
            let mut of_facet = filters.iter().filter(|choice| choice.facet == facet).peekable();
            let fold = |text: &str| text.to_lowercase().replace('é', "e");
            of_facet.peek().is_none() || of_facet.any(|choice| values(described, facet).contains(&fold(&choice.value)))
        };
        let hits = theses.iter().filter(|described| answers(described) && COUNTED.iter().all(|facet| fits(described, *facet)));
        prop_assert_eq!(results.total_theses, hits.count() as u64);
        prop_assert_eq!(results.theses.len() as u64, results.total_theses);
        for counts in &results.facets {
            // Counted as if the field itself were not narrowed.
            let counted: Vec<&Described> = theses.iter()
                .filter(|described| answers(described))
                .filter(|described| COUNTED.iter().all(|facet| *facet == counts.facet || fits(described, *facet)))
                .collect();
            let mut expected = BTreeMap::<String, u64>::new();
            for described in &counted {
                values(described, counts.facet).into_iter().for_each(|value| *expected.entry(value).or_default() += 1);
            }
            let fold = |value: &FacetValue| (value.value.to_lowercase().replace('é', "e"), value.theses);
            let found: BTreeMap<String, u64> = counts.values.iter().map(fold).collect();
            prop_assert_eq!(&found, &expected, "{:?}", counts);
            prop_assert_eq!(counts.distinct, expected.len() as u64);
            let without = counted.iter().filter(|described| values(described, counts.facet).is_empty()).count();
            prop_assert_eq!(counts.without, without as u64);
            prop_assert!(counts.values.is_sorted_by(|one, other| one.theses >= other.theses));
            let browsed = browse(&snapshot, counts.facet, &options).unwrap();
            if question == "grove" {
                prop_assert_eq!(&browsed, counts, "to browse is to ask for all");
            }
        }
    }
}

fn options_on(day: &str) -> Options {
    Options::new(Caller::Owner, day.parse().unwrap())
}

#[test]
fn values_are_spelt_as_most_of_the_theses_counted_spell_them() {
    let mut theses: Vec<Thesis> = (0..5).map(|number| thesis(&format!("t{number}"), &["alder"])).collect();
    for (at, department) in ["LAW", "Law", "Law", "Arts", "Arts"].into_iter().enumerate() {
        theses[at].record.department = Some(department.into());
    }
    theses[0].text.content = "birch".into();
    let (_folder, snapshot) = indexed(theses);
    let ask = |question: &str| {
        let options = Options { facets: vec![Facet::Department], facet_values: 1, ..options() };
        search(&snapshot, &Query::parse(question), &options).unwrap().facets.remove(0)
    };
    let value = |value: &str, theses| FacetValue { value: value.into(), theses, is_chosen: false };
    assert_eq!(ask("alder OR birch").values, [value("Law", 3)]);
    assert_eq!(ask("birch").values, [value("LAW", 1)]);
    let none = ask("cedar");
    assert_eq!((none.values.len(), none.distinct, none.without), (0, 0, 0));
    assert_eq!(ask("alder OR birch").distinct, 2);
}

#[test]
fn a_filter_says_what_is_wrong_with_it() {
    let wrong = |text: &str| text.parse::<Choice>().unwrap_err();
    assert_eq!(wrong("2014"), "`2014` is no field and value such as department=Sociology");
    assert!(wrong("colour=red").starts_with("theses are not counted by `colour`, but by year, department, "));
    assert_eq!(wrong("access=restricted"), "`restricted` is none of open, embargoed, registered, staff");
    let right: Choice = "School=A = B".parse().unwrap();
    assert_eq!(right, Choice { facet: Facet::Department, value: "A = B".into() });
}
