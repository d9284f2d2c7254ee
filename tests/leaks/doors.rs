//! Every door of the library, and what it says.

use std::ops::ControlFlow;

use ibid::{
    access::{Caller, Sight},
    index::{Facet, Snapshot},
    query::Query,
    search::{self, Grouping, Options, Sort, Verifier},
    wire,
};

use crate::world;

/// What is asked: forms of every kind, for words that stand in closed texts alone, in both, and in open ones alone.
pub(crate) const QUESTIONS: &[&str] = &[
    // Words that closed texts alone have, in every form.
    "zyxgloria",
    "zyxembargia",
    "zyxstaffia zyxdoublia",
    "zyxpimea",
    "zyxgonia",
    "zyxkeeps",
    "=zyxgloria",
    "=\"zyxgloria lantern\"",
    "\"zyxgloria lantern burns\"",
    "\"zyxgloria lant*\"",
    "\"zyxgloria midnight\"~12",
    "zyxgloria NEAR/5 harbour",
    "zyxglo*",
    "*gloria",
    "zyx?loria",
    "zyxg*ia marsh",
    "zyxglroia~",
    "zyxglria~1",
    "/zyx[a-z]+/",
    "zyx*",
    "zyxgloria AND wells",
    "zyxgloria OR wells",
    "wells NOT zyxgloria",
    "NOT zyxgloria",
    "+zyxgloria wells",
    "wells -zyxembargia",
    "-zyxembargia -marsh",
    "\"never so written\" OR zyxdoublia",
    "lantern",
    "midnight lantern",
    // Words that are rarer without the closed texts, and orders that hang on it.
    "wells",
    "tide wells",
    "marsh brine",
    "the wells of the marsh",
    "salt AND keepers",
    "\"knotted rope\"",
    "\"salt spring\"~6",
    "peer NEAR/4 support",
    "keep*",
    "cut*",
    "/cut[a-z]1.*/",
    "language:f*",
    "m*sh",
    "marhs~",
    "/we(ll|lls)/",
    "=Wells",
    "tidewell",
    "marsh-land",
    "marshland",
    "spring-brine sluice",
    "wells marsh tide salt ferry harbour keepers rope",
    "how were the wells along the dyke of the marsh measured by their keepers",
    "brunnen",
    "gezeiten marsch",
    "kuivuus",
    "Brünnen",
    // Sections, headings and pages that closed texts alone have.
    "section:methods",
    "section:introduction wells",
    "section:cham*",
    "heading:chamber",
    "heading:zyxglo*",
    "heading:*",
    "section:*",
    "page:g1",
    "page:*",
    "page:1..9",
    "page:e*",
    "wells page:s2",
    // Fields of the record.
    "title:wells",
    "title:guided",
    "title:guid*",
    "creator:guidedson",
    "creator:*son",
    "creator:stafedson~",
    "supervisor:zyxmentor",
    "supervisor:*",
    "keyword:zyxkeyword",
    "keyword:zyx*",
    "department:hydrology",
    "department:hydrology NOT wells",
    "language:fi",
    "language:en",
    "language:und",
    "language:*",
    "language:de OR language:fi",
    "year:2014",
    "year:2000..2020 wells",
    "date:2014-03-01",
    "access:open",
    "access:embargoed",
    "access:registered",
    "access:staff",
    "access:restricted",
    "access:closed",
    "access:staff zyxstaffia",
    "type:thesis",
    "key:0",
    "key:1*",
    // What is not understood.
    "(zyxgloria",
    "/zyx(/",
    "zyxgloria:wells",
    "*",
    "",
    // Words misspelled whose right forms closed texts alone have.
    "quixotrpe",
    "quixotrope",
    "zyxglorja",
    "zyxgloira wells",
    "lanterm",
    "weils marsj",
];

/// Beginnings of questions.
pub(crate) const TYPED: &[&str] = &[
    "zyx",
    "zyxg",
    "quix",
    "naiv",
    "lan",
    "wel",
    "ti",
    "zyxgloria la",
    "the zyx",
    "zyxgloria ch",
    "tide w",
    "knotted r",
    "the zyxgloria ch",
    "cham",
    "shar",
    "tid",
    "the w",
    "creator:gui",
    "creator:",
    "title:the w",
    "supervisor:zyx",
    "keyword:zyx",
    "section:the",
    "section:th",
    "department:h",
    "stigma AND zyx",
    "\"zyxgloria l",
    "m",
    "k",
];

/// Quotations.
pub(crate) const QUOTED: &[&str] = &[
    "A zyxgloria lantern burns below the harbour when the tide turns at midnight",
    "a zyxembargia lantern burns",
    "zyxstaffia lantern ... tide turns at midnight",
    "lantern burns below the harbour when the moon turns at midnight",
    "The marsh keeps a record of every tide",
    "the keepers measured the wells by a silver chain",
    "We weighed the zyxdoublia daily",
    "they met at the ferry, and drew brine together",
    "zyxgloria",
];

/// Everything that the library says to somebody: a line for each question at each door.
pub(crate) fn said(snapshot: &Snapshot, caller: Caller) -> Vec<(String, String)> {
    let mut said = Vec::new();
    let mut say = |door: &str, question: &str, answer: String| said.push((format!("{door}: {question}"), answer));
    let options = Options { passages: 50, limit: 40, explain: true, ..Options::new(caller, world::today()) };
    for question in QUESTIONS {
        for (name, options) in ways(&options) {
            let results = search::search(snapshot, &Query::parse(question), &options).unwrap();
            say(name, question, wire::to_line(&wire::Answer::of(&results, None)));
        }
        say("concordance", question, concordance(snapshot, question, &options));
    }
    for facet in Facet::ALL {
        let counts = search::browse(snapshot, facet, &options).unwrap();
        say("browse", facet.name(), wire::to_line(&wire::Browsed::of(&counts)));
    }
    for typed in TYPED {
        let offered = search::complete(snapshot, typed, 10, caller, world::today()).unwrap();
        say("complete", typed, wire::to_line(&wire::Completions::of(&offered)));
    }
    for quotation in QUOTED {
        say("verify", quotation, verified(snapshot, quotation, &options));
    }
    for key in world::keys() {
        for passage in [None, Some(0), Some(1), Some(3), Some(40)] {
            let similar = search::similar(snapshot, key, passage, &options);
            let answer = similar.map(|results| wire::to_line(&wire::Answer::of(&results, None)));
            say("similar", &format!("{key}#{passage:?}"), format!("{:?}", answer.map_err(|error| error.to_string())));
        }
        theses(snapshot, caller, key).into_iter().for_each(|(door, answer)| say(&door, "", answer));
    }
    let view = snapshot.view(caller, world::today()).unwrap();
    let mut ledger = view.ledger().unwrap();
    ledger.path.clear();
    said.push(("ledger".into(), format!("{ledger:?}")));
    // Of the closed ones the size is not told, and the second index does not know it.
    let sources = view.sources(Sight::Text).unwrap();
    said.push(("sources".into(), format!("{sources:?}")));
    said.push(("sums".into(), format!("{:?} {:?}", view.sums(), view.languages())));
    said
}

/// The same question asked in several ways.
fn ways(options: &Options) -> [(&'static str, Options); 9] {
    let with = |change: &dyn Fn(&mut Options)| {
        let mut options = options.clone();
        change(&mut options);
        options
    };
    [
        ("search", options.clone()),
        ("passages", with(&|options| options.grouping = Grouping::Passages)),
        ("counted", with(&|options| options.limit = 0)),
        ("by date", with(&|options| (options.sort, options.limit) = (Sort::Date, 5))),
        ("by title", with(&|options| (options.sort, options.offset) = (Sort::Title, 2))),
        ("by page", with(&|options| (options.sort, options.grouping) = (Sort::Page, Grouping::Passages))),
        ("with facets", with(&|options| options.facets = Facet::ALL.to_vec())),
        (
            "narrowed",
            with(&|options| {
                options.facets = Facet::ALL.to_vec();
                options.filters = ["access=open", "access=staff", "language=en", "language=und"]
                    .map(|filter| filter.parse().unwrap())
                    .to_vec();
            }),
        ),
        ("in a path", with(&|options| options.paths = vec!["/theses/guided.pdf".into(), "/theses/bopen0.pdf".into()])),
    ]
}

fn concordance(snapshot: &Snapshot, question: &str, options: &Options) -> String {
    let mut lines = Vec::new();
    let results = search::occurrences(snapshot, &Query::parse(question), options, &mut |found| {
        lines.extend(found.keywords(40).map(|line| format!("{} {line:?}", found.thesis.key)));
        ControlFlow::Continue(())
    });
    format!("{lines:?} {:?}", results.unwrap().notices)
}

fn verified(snapshot: &Snapshot, quotation: &str, options: &Options) -> String {
    let mut verifier = Verifier::new(snapshot, options, None).unwrap();
    let found = verifier.verify(quotation).unwrap();
    let unseen = wire::Unseen::of(&verifier.ledger().unwrap());
    let line = wire::to_line(&wire::Verified::of(quotation, &found, None, unseen));
    let one_by_one = world::keys().into_iter().map(|key| {
        let places = Verifier::new(snapshot, options, Some(key)).unwrap().verify(quotation).unwrap().places;
        format!("{places:?}")
    });
    format!("{line} {}", one_by_one.collect::<String>())
}

/// What is said of one thesis, by its key, the beginning of one and its path.
fn theses(snapshot: &Snapshot, caller: Caller, key: ibid::index::Key) -> Vec<(String, String)> {
    let view = snapshot.view(caller, world::today()).unwrap();
    let named = key.to_string();
    let names = [named.clone(), named[..4].to_owned(), named[..7].to_owned(), format!("/theses/{named}.pdf")];
    let mut said = Vec::new();
    for name in names {
        let shown = view.thesis(&name).map(|thesis| {
            let document = wire::to_line(&wire::Document::of(&thesis, &[]));
            let wells = Query::parse("wells zyxgloria");
            let found = search::occurrences_in(snapshot, &thesis, &wells, &Options::new(caller, world::today()));
            format!("{document} {:?}", found.unwrap().0.map(|found| found.marks))
        });
        said.push((format!("show: {name}"), format!("{shown:?}")));
    }
    for page in [1, 3, 99] {
        said.push((format!("page {page}: {named}"), format!("{:?}", view.pages_text(key, page..=page))));
    }
    said.push((format!("text: {named}"), format!("{:?}", view.text(key))));
    said.push((format!("same text: {named}"), format!("{:?}", view.same_text(key))));
    said
}
