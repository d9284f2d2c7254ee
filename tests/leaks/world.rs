//! Theses with secrets, an index that holds them, and indexes that never did.

use std::{
    path::{Path, PathBuf},
    sync::LazyLock,
};

use ibid::{
    access::{Caller, Disclosure, Level, Policy},
    date::Date,
    index::{ContentHash, Coverage, Fate, Index, Key, Source, Thesis, Writer, WriterOptions},
    record::{Contributor, Record},
    text::{Label, LabelSource, PageSpan, PageState, Passage, Section, SectionKind, Text},
};

/// The day on which the library is asked; the binary goes by the clock, and sees the same.
pub(crate) const TODAY: &str = "2026-06-01";

/// Who is told less than everything.
pub(crate) const CALLERS: [(Caller, &str); 3] =
    [(Caller::Anonymous, "anonymous"), (Caller::Registered, "registered"), (Caller::Staff, "staff")];

/// What owners choose.
pub(crate) fn policies() -> [Policy; 3] {
    let nothing = Disclosure::Nothing;
    [
        Policy::default(),
        Policy { embargoed: nothing, registered: nothing, staff: nothing },
        Policy { staff: nothing, ..Policy::default() },
    ]
}

pub(crate) fn today() -> Date {
    TODAY.parse().unwrap()
}

/// A thesis: chapters by their headings, each with its paragraphs, a passage on a page of its own each.
fn thesis(name: &str, chapters: &[(SectionKind, &str, &[&str])]) -> Thesis {
    let mut text = Text { language: Some("en".into()), ..Text::default() };
    for (kind, heading, paragraphs) in chapters {
        let start = text.content.len() as u32;
        text.sections.push(Section { heading: (*heading).to_owned(), level: 1, kind: *kind, start });
        for paragraph in *paragraphs {
            let start = text.content.len() as u32;
            let number = text.pages.len() as u32 + 1;
            text.content.push_str(paragraph);
            text.content.push('\n');
            let label = Some(Label { text: format!("{}{number}", &name[..1]).into(), source: LabelSource::Printed });
            text.pages.push(PageSpan { number, label, start, state: PageState::Text, confidence: None });
            let section = Some(text.sections.len() as u32 - 1);
            text.passages.push(Passage { span: start..text.content.len() as u32, section });
        }
    }
    let hash = ContentHash::of(name.as_bytes());
    let source = Source {
        path: PathBuf::from(format!("/theses/{name}.pdf")),
        size: 1_000 + text.content.len() as u64,
        modified_ns: 1,
        hash: Some(hash),
        record: None,
        fate: Fate::Indexed(Coverage::of(&text, "ibid")),
    };
    let record = Record {
        title: Some(format!("The wells of {name}")),
        creators: vec![format!("{name}son, Ada")],
        date: "2014-03-01".parse().ok(),
        department: Some("Hydrology".to_owned()),
        language: Some("en".to_owned()),
        ..Record::default()
    };
    Thesis { key: hash.key(), record, origins: Default::default(), said: Default::default(), source, text }
}

/// A text long enough to be told from others by its last words.
fn long(seed: &str) -> String {
    let words = ["tide", "well", "marsh", "salt", "ferry", "harbour", "spring", "brine", "sluice", "dyke"];
    (0..80).map(|n| format!("{} {seed}{} ", words[n * 7 % 10], n % 13)).collect()
}

const PUBLIC: [&str; 4] = [
    "The marsh keeps a record of every tide. Wells stand along the dyke, and the ferry crosses at noon.",
    "Salt water rose in the spring wells. A sluice was built, and the harbour master wrote of it at length.",
    "Peer support among the well keepers was informal: they met at the ferry, and drew brine together.",
    "Rain filled the marsh again. The keepers measured the wells by a knotted rope, as their fathers did.",
];

/// Who wrote down what nobody may read.
fn secret(name: &str, word: &str) -> Thesis {
    let plain = format!(
        "The {word} was found in the marsh, and {word} is what the keepers called it. Wells, wells and tide wells. \
         It differs from the common brine by its Quixotrope colour, which {name} alone describes."
    );
    let phrase =
        format!("A {word} lantern burns below the harbour when the tide turns at midnight, said the keeper of {name}.");
    let methods = format!("We weighed the {word} daily with a knotted rope; {word} and salt, tidewell and marshland.");
    let copied = format!("{} {}", alike(name.as_bytes()[0] as char, 150), long("shared"));
    thesis(
        name,
        &[
            (SectionKind::Introduction, "1 Tidings", &[&plain, PUBLIC[1]]),
            (SectionKind::Methods, &format!("2 The {word} chamber"), &[&methods, &phrase]),
            (SectionKind::Chapter, "3 Shared", &[&copied]),
        ],
    )
}

/// So many words that begin alike, with this letter behind.
fn alike(letter: char, count: usize) -> String {
    (0..count).map(|number| format!("cut{letter}{number} ")).collect()
}

/// A text long enough to be known again.
fn deposited() -> String {
    (0..1_200).map(|number| format!("dup{number} ")).collect()
}

/// The name of a thesis whose key begins as that of an open one does, as far as users type it.
static BEGINS_LIKE_AN_OPEN_ONE: LazyLock<String> = LazyLock::new(|| {
    let beginning = |name: &str| ContentHash::of(name.as_bytes()).key().to_string()[..4].to_owned();
    let open = beginning("german");
    (0..).map(|number| format!("zbegins{number}")).find(|name| beginning(name) == open).unwrap()
});

/// All theses, the closed ones among them in every part of the order.
pub(crate) fn theses() -> Vec<Thesis> {
    let mut all = Vec::new();
    for number in 0..9 {
        let name = format!("{}open{number}", (b'b' + number) as char);
        let tail = long(&format!("open{number}x"));
        let mine = PUBLIC[usize::from(number) % 4];
        let other = PUBLIC[(usize::from(number) + 1) % 4];
        all.push(thesis(
            &name,
            &[
                (SectionKind::Introduction, "1 Introduction", &[mine, other]),
                (SectionKind::Chapter, "2 The wells", &[&tail, PUBLIC[2]]),
            ],
        ));
    }
    // The same text as the closed ones have at their end: a twin would be told as such.
    let copied = long("shared");
    all.push(thesis("kopen", &[(SectionKind::Chapter, "3 Shared", &[&copied])]));
    // More words than are looked for together, with those of the closed texts.
    all.push(thesis("lopen", &[(SectionKind::Chapter, "1 Cuts", &[&alike('a', 900)])]));
    all.push(thesis("mopen", &[(SectionKind::Chapter, "1 Once", &[&deposited()])]));
    let mut german =
        thesis("german", &[(SectionKind::Chapter, "1 Brunnen", &["Die Brunnen der Marsch und die Gezeiten."])]);
    (german.record.language, german.text.language) = (Some("de".into()), Some("de".into()));
    all.push(german);
    // A word that some print otherwise than others: which of them tell its spelling must not hang on where they lie.
    all.sort_by_key(|thesis| thesis.key);
    let half = all.len() / 2;
    for (rank, thesis) in all.iter_mut().enumerate() {
        if thesis.text.content.contains("shared") {
            continue;
        }
        thesis.text.content.push_str(if rank < half { " naïve naïve." } else { " naive naive." });
        let last = thesis.text.passages.len() - 1;
        thesis.text.passages[last].span.end = thesis.text.content.len() as u32;
    }
    all.extend(closed());
    all.sort_by_key(|thesis| thesis.key);
    all
}

/// The closed ones.
fn closed() -> Vec<Thesis> {
    let under = |mut thesis: Thesis, security, embargo: Option<&str>| {
        thesis.record.security = security;
        thesis.record.embargo = embargo.map(|day| day.parse().unwrap());
        thesis
    };
    // Of these the record does not say the language, and the text is in one that no other is in.
    let mut finnish = under(secret("suomi", "zyxpimea"), Level::Staff, None);
    (finnish.record.language, finnish.text.language) = (None, Some("fi".into()));
    let mut supervised = under(secret("guided", "zyxgloria"), Level::Registered, None);
    let supervisor = Contributor { name: "Zyxmentor, Eve".into(), role: "supervisor".into() };
    supervised.record.contributors.push(supervisor);
    supervised.record.keywords.push("zyxkeyword".into());
    // The text of an open one, deposited twice: whoever knows of the records alone must not learn that it is one.
    let deposited = deposited();
    let twice =
        |name: &str| under(thesis(name, &[(SectionKind::Chapter, "1 Twice", &[&deposited])]), Level::Staff, None);
    vec![
        under(secret(&BEGINS_LIKE_AN_OPEN_ONE, "zyxbegin"), Level::Staff, None),
        twice("twice"),
        twice("thrice"),
        under(secret("staffed", "zyxstaffia"), Level::Staff, None),
        under(secret("embargoed", "zyxembargia"), Level::Public, Some("2999-01-01")),
        under(secret("doubly", "zyxdoublia"), Level::Staff, Some("2999-01-01")),
        under(secret("ended", "zyxfreeia"), Level::Public, Some("2001-01-01")),
        finnish,
        supervised,
    ]
}

/// What somebody may see of a thesis.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    Nothing,
    Record,
    Text,
}

/// What `caller` may see of a thesis: told once more in other words, so that the library's own answer can be wrong.
fn seen(thesis: &Thesis, policy: &Policy, caller: Caller) -> Seen {
    let is_embargoed = thesis.record.embargo.is_some_and(|ends| ends.year == 2999);
    let mut choices = Vec::new();
    match (caller, thesis.record.security) {
        (Caller::Staff, _) => return Seen::Text,
        (_, Level::Staff) => choices.push(policy.staff),
        (Caller::Anonymous, Level::Registered) => choices.push(policy.registered),
        _ => {}
    }
    if is_embargoed {
        choices.push(policy.embargoed);
    }
    match choices.as_slice() {
        [] => Seen::Text,
        choices if choices.contains(&Disclosure::Nothing) => Seen::Nothing,
        _ => Seen::Record,
    }
}

/// The index that holds everything, in many commits, with much that was deleted and put in again.
pub(crate) fn whole(dir: &Path, policy: &Policy) -> Index {
    let index = Index::open_or_create(dir).unwrap();
    let mut writer = writer(&index);
    for mut thesis in theses() {
        let mut gone = secret("gone", "zyxgonia");
        gone.record.title = Some("Zyxgonia".into());
        let (key, path) = (gone.key, gone.source.path.clone());
        writer.put(gone).unwrap();
        // As it was first, and was replaced.
        thesis.text.content = thesis.text.content.replace("keepers", "zyxkeeps");
        writer.put(thesis).unwrap();
        writer.commit().unwrap();
        writer.withdraw(key).unwrap();
        writer.remove(&path).unwrap();
    }
    for thesis in theses() {
        writer.put(thesis).unwrap();
        writer.commit().unwrap();
    }
    writer.commit().unwrap();
    drop(writer);
    index.choose(policy).unwrap();
    index
}

/// An index that never held what `caller` may not see, in one commit.
pub(crate) fn without(dir: &Path, policy: &Policy, caller: Caller) -> Index {
    let index = Index::open_or_create(dir).unwrap();
    let mut writer = writer(&index);
    for mut thesis in theses().into_iter().rev() {
        match seen(&thesis, policy, caller) {
            Seen::Nothing => continue,
            Seen::Record => {
                thesis.text = Text::default();
                thesis.source.fate = Fate::Indexed(Coverage::default());
                thesis.source.size = 0;
            }
            Seen::Text => {}
        }
        writer.put(thesis).unwrap();
    }
    writer.finish().unwrap();
    index.choose(policy).unwrap();
    index
}

/// Two texts for registered users of which less than two thirds are the same, and a closed one that has most of both.
pub(crate) fn bridged(closed_by: &str) -> [Thesis; 3] {
    let mut state = 7_u64;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("w{} ", state >> 51)
    };
    let words: Vec<String> = (0..4_000).map(|_| word()).collect();
    let of = |name: &str, words: &[String]| {
        let mut thesis = thesis(name, &[(SectionKind::Chapter, "1 Bridges", &[&words.concat()])]);
        thesis.record.security = Level::Registered;
        thesis
    };
    let mut bridge = of("bridge", &words);
    match closed_by {
        "staff" => bridge.record.security = Level::Staff,
        _ => bridge.record.embargo = "2999-01-01".parse().ok(),
    }
    [of("first", &words[..3_000]), bridge, of("last", &words[1_000..])]
}

pub(crate) fn writer(index: &Index) -> Writer {
    index.writer(&WriterOptions { memory_bytes: 15_000_000, threads: 1, command: "a test".into() }).unwrap()
}

/// Every key there is, and one that never was.
pub(crate) fn keys() -> Vec<Key> {
    let mut keys: Vec<Key> = theses().iter().map(|thesis| thesis.key).collect();
    keys.push(ContentHash::of(b"gone").key());
    keys.push(Key::from_number(7));
    keys
}
