//! Theses on the disk change; the index follows.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod made;

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use ibid::{
    access::Level,
    date::Date,
    error::Error,
    index::{ContentHash, Coverage, Fate, Index, Ledger, Source, Thesis, WriterOptions},
    ingest::{self, Event, Isolation, Limits, Options, Summary},
    pdf::Unreadable,
};
use made::{Folder, pdf, touch};

const GROUPS: &str = "Self-help groups met every week. Their members gave and took help.";
const STARS: &str = "The stars above the northern sea were counted by hand.";

/// A folder of theses with an index beside it.
struct Library {
    folder: Folder,
    index: Index,
}

impl Library {
    fn new() -> Self {
        let folder = Folder::new();
        std::fs::create_dir(folder.path("theses")).unwrap();
        let index = Index::open_or_create(folder.path("index")).unwrap();
        Self { folder, index }
    }

    fn with_two() -> Self {
        let library = Self::new();
        library.folder.write("theses/groups.pdf", pdf("On Groups at Work", &[GROUPS, "Second page."]));
        library.folder.write("theses/stars.pdf", pdf("On Stars at Sea", &[STARS]));
        library.run();
        library
    }

    fn run(&self) -> (Summary, Vec<Event>) {
        self.run_with(&options())
    }

    fn run_with(&self, options: &Options) -> (Summary, Vec<Event>) {
        let events = Mutex::new(Vec::new());
        let observer = |event| events.lock().unwrap().push(event);
        let roots = [self.folder.path("theses")];
        let summary = ingest::run(&self.index, &roots, options, &observer, &AtomicBool::new(false)).unwrap();
        self.check();
        (summary, events.into_inner().unwrap())
    }

    fn ledger(&self) -> Ledger {
        self.index.snapshot().unwrap().status().unwrap()
    }

    fn fate(&self, name: &str) -> Option<Fate> {
        let path = self.folder.path(&format!("theses/{name}"));
        self.index.snapshot().unwrap().source(&path).unwrap().map(|source| source.fate)
    }

    fn terms(&self, name: &str) -> (Level, Option<Date>) {
        let path = self.folder.path(&format!("theses/{name}"));
        let record = self.index.snapshot().unwrap().thesis(path.to_str().unwrap()).unwrap().record;
        (record.security, record.embargo)
    }

    fn title(&self, name: &str) -> String {
        let path = self.folder.path(&format!("theses/{name}"));
        let stored = self.index.snapshot().unwrap().thesis(path.to_str().unwrap()).unwrap();
        stored.record.title.unwrap()
    }

    /// The ledger adds up, and every thesis that it names is there, once.
    fn check(&self) {
        let ledger = self.ledger();
        assert_eq!(ledger.documents, ledger.indexed + ledger.same_as + ledger.failed.values().sum::<u64>());
        let readable = ledger.with_text + ledger.recognised;
        assert_eq!(ledger.pages, readable + ledger.scanned + ledger.garbled + ledger.blank);
        let snapshot = self.index.snapshot().unwrap();
        let mut passages = 0;
        for source in snapshot.sources().unwrap() {
            let Some(key) = source.key() else { continue };
            let stored = snapshot.stored(key).unwrap();
            if !matches!(source.fate, Fate::SameAs(_)) {
                assert_eq!(stored.paths[0], source.path);
                passages += u64::from(stored.passages);
            }
        }
        assert_eq!(ledger.passages, passages, "no passage without a path");
    }
}

fn options() -> Options {
    let program = env!("CARGO_BIN_EXE_ibid").into();
    Options { jobs: 2, isolation: Isolation::Processes { program }, ..Options::default() }
}

fn reads(events: &[Event]) -> usize {
    events.iter().filter(|event| matches!(event, Event::Read { .. })).count()
}

#[test]
fn theses_go_in_and_their_pages_come_out() {
    let library = Library::with_two();
    let snapshot = library.index.snapshot().unwrap();
    let path = library.folder.path("theses/groups.pdf");
    let stored = snapshot.thesis(path.to_str().unwrap()).unwrap();
    assert_eq!(stored.record.title.as_deref(), Some("On Groups at Work"));
    assert_eq!(stored.record.creators, ["Jane Doe"]);
    let pages = snapshot.pages_text(stored.key, 1..=2).unwrap();
    assert_eq!(pages[0].text.split_whitespace().collect::<Vec<_>>().join(" "), GROUPS);
    assert_eq!(pages[1].text.trim(), "Second page.");
    assert_eq!((library.ledger().indexed, library.ledger().pages), (2, 3));
}

#[test]
fn processes_and_threads_make_the_same_index() {
    let library = Library::with_two();
    let other = Library { index: Index::open_or_create(library.folder.path("other")).unwrap(), ..library };
    other.run_with(&Options { isolation: Isolation::InProcess, ..options() });
    let first = Index::open(other.folder.path("index")).unwrap().snapshot().unwrap();
    let second = other.index.snapshot().unwrap();
    assert_eq!(first.sources().unwrap(), second.sources().unwrap());
    for key in first.sources().unwrap().iter().filter_map(|source| source.key()) {
        assert_eq!(first.text(key).unwrap(), second.text(key).unwrap());
    }
}

#[test]
fn a_second_run_reads_nothing() {
    let library = Library::with_two();
    let before = library.ledger();
    let (summary, events) = library.run();
    assert_eq!((summary.found, summary.unchanged, reads(&events)), (2, 2, 0));
    assert_eq!(library.ledger(), before);
}

#[test]
fn what_was_touched_is_not_read_and_what_changed_is() {
    let library = Library::with_two();
    touch(&library.folder.path("theses/stars.pdf"), 1_000_000_000);
    let (summary, events) = library.run();
    assert_eq!((summary.described, reads(&events)), (1, 0));
    library.folder.write("theses/stars.pdf", pdf("On Stars at Sea", &[STARS, "A page more."]));
    let (summary, events) = library.run();
    assert_eq!((summary.indexed, summary.unchanged, reads(&events)), (1, 1, 1));
    let Ledger { documents, pages, .. } = library.ledger();
    assert_eq!((documents, pages), (2, 4));
}

#[test]
fn what_moved_is_not_read_again() {
    let library = Library::with_two();
    library.folder.write("theses/deep/x", "");
    library.folder.rename("theses/stars.pdf", "theses/deep/sea.pdf");
    let (summary, events) = library.run();
    assert_eq!((summary.moved, summary.removed, reads(&events)), (1, 0, 0));
    assert_eq!(library.title("deep/sea.pdf"), "On Stars at Sea");
    assert_eq!(library.fate("stars.pdf"), None);
}

#[test]
fn what_vanished_leaves_but_only_below_the_roots() {
    let library = Library::with_two();
    library.folder.write("elsewhere/x.pdf", pdf("Elsewhere and Apart", &["Other words."]));
    let elsewhere = [library.folder.path("elsewhere")];
    ingest::run(&library.index, &elsewhere, &options(), &|_| {}, &AtomicBool::new(false)).unwrap();
    library.folder.remove("theses/stars.pdf");
    library.folder.remove("elsewhere/x.pdf");
    let (summary, _) = library.run();
    assert_eq!(summary.removed, 1);
    assert_eq!(library.ledger().documents, 2);
}

#[test]
fn a_copy_is_noted_and_takes_over_when_the_first_goes() {
    let library = Library::with_two();
    std::fs::copy(library.folder.path("theses/stars.pdf"), library.folder.path("theses/zz_copy.pdf")).unwrap();
    let (summary, events) = library.run();
    assert_eq!((summary.same_as, reads(&events)), (1, 0));
    assert!(matches!(library.fate("zz_copy.pdf"), Some(Fate::SameAs(_))));

    library.folder.remove("theses/stars.pdf");
    let (_, events) = library.run();
    assert_eq!(reads(&events), 0);
    assert!(matches!(library.fate("zz_copy.pdf"), Some(Fate::Indexed(_))));
    assert_eq!(library.title("zz_copy.pdf"), "On Stars at Sea");

    library.folder.remove("theses/zz_copy.pdf");
    library.run();
    assert_eq!(library.ledger().documents, 1);
}

#[test]
fn a_copy_stays_when_the_first_changes() {
    let library = Library::with_two();
    std::fs::copy(library.folder.path("theses/stars.pdf"), library.folder.path("theses/copy.pdf")).unwrap();
    library.run();
    library.folder.write("theses/stars.pdf", pdf("On Stars at Sea", &["All new and longer than it was before."]));
    let (_, events) = library.run();
    assert_eq!(reads(&events), 1);
    assert!(matches!(library.fate("copy.pdf"), Some(Fate::Indexed(_))));
    assert_eq!(library.ledger().indexed, 3);
}

#[test]
fn copies_that_come_together_are_read_once() {
    let library = Library::new();
    for name in ["a", "b", "c"] {
        library.folder.write(&format!("theses/{name}.pdf"), pdf("On Stars at Sea", &[STARS]));
    }
    let (summary, events) = library.run();
    assert_eq!((summary.indexed, summary.same_as, reads(&events)), (1, 2, 1));
    assert!(matches!(library.fate("a.pdf"), Some(Fate::Indexed(_))));
    let (summary, _) = library.run_with(&Options { force: true, ..options() });
    assert_eq!((summary.indexed, summary.same_as), (1, 2));
}

#[test]
fn a_record_beside_a_thesis_describes_it_without_reading_it_again() {
    let library = Library::with_two();
    library.folder.write("theses/stars.json", r#"{"title": "Counted Stars", "security": "staff"}"#);
    let (summary, events) = library.run();
    assert_eq!((summary.described, reads(&events)), (1, 0));
    assert_eq!(library.title("stars.pdf"), "Counted Stars");
    let text = library.folder.path("theses/stars.pdf");
    let snapshot = library.index.snapshot().unwrap();
    let key = snapshot.thesis(text.to_str().unwrap()).unwrap().key;
    assert_eq!(snapshot.text(key).unwrap().content.trim(), STARS);

    library.folder.remove("theses/stars.json");
    library.run();
    assert_eq!(library.title("stars.pdf"), "On Stars at Sea", "what the PDF said of itself was kept");
}

#[test]
fn a_bad_record_is_said_and_opens_nothing() {
    let library = Library::with_two();
    library.folder.write("theses/stars.json", r#"{"titel": "Counted Stars"}"#);
    let (_, events) = library.run();
    let said = events.iter().find_map(|event| match event {
        Event::BadRecord { reason, .. } => Some(reason.as_str()),
        _ => None,
    });
    let reason = "unknown field `titel` (line 1, column 8); until it is mended its text is for staff alone";
    assert_eq!(said, Some(reason));
    assert_eq!(library.title("stars.pdf"), "stars", "what a closed PDF says of itself is closed with it");
    assert_eq!(library.terms("stars.pdf"), (Level::Staff, None));
    library.folder.write("theses/stars.json", r#"{"embargo": "2999-01-01"}"#);
    library.run();
    assert_eq!(library.terms("stars.pdf"), (Level::Public, "2999-01-01".parse().ok()));
    library.folder.write("theses/stars.json", r#"{"embargo": "2999-01-01""#);
    for force in [false, true] {
        library.run_with(&Options { force, ..options() });
        assert_eq!(library.terms("stars.pdf").0, Level::Staff);
    }
}

#[test]
fn a_thesis_has_the_strictest_terms_of_its_copies() {
    let library = Library::new();
    for name in ["a", "b", "c"] {
        library.folder.write(&format!("theses/{name}.pdf"), pdf("On Stars at Sea", &[STARS]));
    }
    library.folder.write("theses/b.json", r#"{"security": "staff"}"#);
    library.run();
    assert_eq!(library.terms("a.pdf"), (Level::Staff, None));
    library.folder.write("theses/c.json", r#"{"embargo": "2999-01-01"}"#);
    library.run();
    assert_eq!(library.terms("a.pdf"), (Level::Staff, "2999-01-01".parse().ok()));
    library.folder.remove("theses/b.pdf");
    library.run();
    assert_eq!(library.terms("a.pdf"), (Level::Public, "2999-01-01".parse().ok()));
    library.folder.remove("theses/c.json");
    library.folder.write("theses/d.pdf", pdf("On Stars at Sea", &[STARS]));
    library.folder.write("theses/d.json", r#"{"security": "registered"}"#);
    library.run();
    assert_eq!(library.terms("a.pdf"), (Level::Registered, None));
}

#[test]
fn a_key_that_is_taken_is_not_given_twice() {
    let library = Library::new();
    let path = library.folder.write("theses/stars.pdf", pdf("On Stars at Sea", &[STARS]));
    let mut hash = *blake3::hash(&std::fs::read(path).unwrap()).as_bytes();
    hash[31] ^= 1;
    let (hash, fate) = (Some(ContentHash::from(hash)), Fate::Indexed(Coverage::default()));
    let source = Source { path: "/elsewhere.pdf".into(), size: 1, modified_ns: 1, hash, record: None, fate };
    let (record, origins, said, text) = Default::default();
    let mut writer = library.index.writer(&WriterOptions::default()).unwrap();
    writer.put(Thesis { key: source.key().unwrap(), record, origins, said, source, text }).unwrap();
    writer.finish().unwrap();
    library.run();
    let taken = Fate::Failed(Unreadable::Damaged("its key is taken by another document".into()));
    assert_eq!(library.fate("stars.pdf"), Some(taken));
    assert_eq!(library.ledger().indexed, 1);
}

#[test]
fn what_cannot_be_read_is_in_the_ledger_and_found_by_its_record() {
    let library = Library::with_two();
    library.folder.write("theses/empty.pdf", "");
    library.folder.write("theses/text.pdf", "This is no PDF at all.");
    library.folder.write("theses/text.json", r#"{"title": "Lost but Described"}"#);
    library.folder.write("theses/cut.pdf", &pdf("Cut", &[GROUPS])[..60]);
    let (summary, _) = library.run();
    assert_eq!((summary.indexed, summary.failed), (0, 3));
    assert_eq!(library.fate("empty.pdf"), Some(Fate::Failed(Unreadable::Empty)));
    assert_eq!(library.fate("text.pdf"), Some(Fate::Failed(Unreadable::NotPdf)));
    assert_eq!(library.title("text.pdf"), "Lost but Described");
    let (summary, _) = library.run();
    assert_eq!(summary.unchanged, 5, "a failure is not tried again");
}

#[test]
fn a_stopped_run_keeps_what_is_whole() {
    let library = Library::new();
    for number in 0..6 {
        library.folder.write(&format!("theses/{number}.pdf"), pdf("Many of a Kind", &[&format!("{STARS} {number}")]));
    }
    let stop = AtomicBool::new(false);
    let observer = |event: Event| {
        if matches!(event, Event::Read { .. }) {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let roots = [library.folder.path("theses")];
    let options = Options { jobs: 1, ..options() };
    let summary = ingest::run(&library.index, &roots, &options, &observer, &stop).unwrap();
    assert!(summary.stopped);
    library.check();
    let kept = library.ledger().indexed;
    assert!((1..6).contains(&kept), "{kept}");
    let (summary, _) = library.run();
    assert_eq!((summary.unchanged, summary.indexed), (kept, 6 - kept));
}

#[test]
fn a_second_run_at_the_same_time_learns_who_is_first() {
    let library = Library::new();
    let command = "ibid index theses".to_owned();
    let _first = library.index.writer(&WriterOptions { command, ..WriterOptions::default() }).unwrap();
    let roots = [library.folder.path("theses")];
    let second = ingest::run(&library.index, &roots, &options(), &|_| {}, &AtomicBool::new(false));
    let Err(Error::Locked { holder, .. }) = second else { panic!("not locked") };
    assert_eq!(holder, format!("process {} (ibid index theses)", std::process::id()));
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    let library = Library::new();
    let roots = [library.folder.path("nowhere")];
    let answer = ingest::run(&library.index, &roots, &options(), &|_| {}, &AtomicBool::new(false));
    assert!(matches!(answer, Err(Error::NoSuchPath(path)) if path == roots[0]));
}

#[cfg(unix)]
#[test]
fn a_reader_that_dies_or_hangs_costs_its_pdf_only() {
    use std::os::unix::fs::PermissionsExt;
    for (script, fate) in [
        ("exit 3", Unreadable::Crashed("exit status: 3".into())),
        ("echo 'memory allocation of 9 bytes failed' >&2; kill -ABRT $$", Unreadable::OutOfMemory(512)),
        ("echo 'thread has overflowed its stack' >&2; kill -ABRT $$", Unreadable::Crashed("stack overflow".into())),
        ("kill -SEGV $$", Unreadable::Crashed("signal: 11 (SIGSEGV)".into())),
        ("exec sleep 600", Unreadable::TimedOut(1)),
    ] {
        let library = Library::new();
        library.folder.write("theses/stars.pdf", pdf("On Stars at Sea", &[STARS]));
        let program = library.folder.write("reader", format!("#!/bin/sh\n{script}\n"));
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        let limits = Limits { seconds: 1, memory_mib: 512 };
        let isolation = Isolation::Processes { program };
        let (summary, _) = library.run_with(&Options { isolation, limits, ..options() });
        assert_eq!(summary.failed, 1);
        assert_eq!(library.fate("stars.pdf"), Some(Fate::Failed(fate)), "{script}");
    }
}

#[test]
fn a_reader_that_cannot_be_started_is_an_error() {
    let library = Library::new();
    library.folder.write("theses/stars.pdf", pdf("On Stars at Sea", &[STARS]));
    let isolation = Isolation::Processes { program: library.folder.path("nowhere") };
    let options = Options { isolation, commit_every: Duration::ZERO, ..options() };
    let theses = library.folder.path("theses");
    let answer = ingest::run(&library.index, &[theses], &options, &|_| {}, &AtomicBool::new(false));
    assert!(matches!(answer, Err(Error::Io { .. })));
}
