//! A run that is killed at any moment leaves an index that opens, reads, and is completed by the next run.
//!
//! `IBID_KILL_ROUNDS` says how often (6 unless set); `IBID_KILL_THESES` may name a folder of theses, otherwise PDFs are
//! made on the spot.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod made;

use std::{
    hash::{BuildHasher, RandomState},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

use ibid::{
    access::Caller,
    date::Date,
    error::Error,
    index::{Fate, Index, Ledger},
    ingest::{self, Isolation, Options},
    query::Query,
    search,
};
use made::{Folder, pdf};

const DAY: Date = Date { year: 2026, month: 1, day: 1 };

/// Run by [`killed_at_any_moment`] in a process of its own, to be killed.
#[test]
#[ignore = "a part of the other test"]
fn victim() {
    if let (Some(index), Some(theses)) = (std::env::var_os("IBID_VICTIM_INDEX"), std::env::var_os("IBID_VICTIM_THESES"))
    {
        run(Path::new(&index), Path::new(&theses));
    }
}

/// What kills a reader between two PDFs is not the second's doing.
#[cfg(unix)]
#[test]
fn a_reader_that_died_before_is_replaced() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let theses: Vec<PathBuf> = ["On Groups at Work", "On Stars at Sea"]
        .map(|title| folder.write(&format!("theses/{title}.pdf"), pdf(title, &["Words of a page."])))
        .into();
    let script = "#!/bin/sh\necho $$ >> \"$0.pids\"\nexec \"$IBID\" read-worker\n";
    let script = script.replace("$IBID", env!("CARGO_BIN_EXE_ibid"));
    let program = folder.write("reader", script);
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let pids = || std::fs::read_to_string(folder.path("reader.pids")).unwrap_or_default();
    let kill = |event| {
        if let (ingest::Event::Started { .. }, Some(pid)) = (event, pids().lines().last()) {
            Command::new("kill").args(["-KILL", pid]).status().unwrap();
        }
    };
    let index = Index::open_or_create(folder.path("index")).unwrap();
    let options = Options { jobs: 1, isolation: Isolation::Processes { program }, ..Options::default() };
    let summary = ingest::run(&index, &theses, &options, &kill, &AtomicBool::new(false)).unwrap();
    assert_eq!((summary.indexed, pids().lines().count()), (2, 2));
}

#[test]
fn killed_at_any_moment() {
    let rounds = std::env::var("IBID_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(6);
    let folder = Folder::new();
    let theses = std::env::var_os("IBID_KILL_THESES").map_or_else(|| made_theses(&folder), PathBuf::from);
    let started = Instant::now();
    let whole = run(&folder.path("whole"), &theses);
    let lasts = started.elapsed();
    for round in 0..rounds {
        let index = folder.path(&format!("killed-{round}"));
        // Twice: the second time there is something to go on from.
        for _ in 0..2 {
            let moment = lasts.mul_f64(RandomState::new().hash_one(round) as f64 / u64::MAX as f64);
            kill_after(moment, &index, &theses);
            let there = check(&index, moment);
            println!("killed after {moment:?}: {there} of {} documents there", whole.documents);
        }
        assert_eq!(run(&index, &theses), whole, "round {round}");
        check(&index, Duration::ZERO);
        std::fs::remove_dir_all(&index).unwrap();
    }
}

/// Starts a run in another process and kills it.
fn kill_after(moment: Duration, index: &Path, theses: &Path) {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["victim", "--exact", "--ignored"])
        .env("IBID_VICTIM_INDEX", index)
        .env("IBID_VICTIM_THESES", theses)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(moment);
    victim.kill().unwrap();
    victim.wait().unwrap();
}

/// What is there opens, is found and adds up, and every thesis in it is whole; how many documents there are.
fn check(dir: &Path, moment: Duration) -> u64 {
    let index = match Index::open(dir) {
        Ok(index) => index,
        Err(Error::NoIndex(_)) => return 0,
        Err(error) => panic!("killed after {moment:?}: {error}"),
    };
    let snapshot = index.snapshot().unwrap();
    let ledger = snapshot.status().unwrap();
    let mut passages = 0;
    for source in snapshot.sources().unwrap() {
        let key = source.key().unwrap();
        let stored = snapshot.stored(key).unwrap();
        match source.fate {
            Fate::Indexed(coverage) => {
                let asked = Query::parse(&format!("key:{key}"));
                let found = search::search(&snapshot, &asked, &search::Options::new(Caller::Owner, DAY)).unwrap();
                assert_eq!(found.theses[0].key, key);
                assert_eq!(snapshot.text(key).unwrap().content.len() as u64, coverage.text_bytes);
                passages += u64::from(stored.passages);
            }
            Fate::Failed(_) => passages += u64::from(stored.passages),
            Fate::SameAs(_) | Fate::Described | Fate::Withheld(_) => {}
        }
    }
    assert_eq!(ledger.passages, passages, "killed after {moment:?}: no passage without a path");
    ledger.documents
}

/// Indexes everything; the ledger without what depends on how it was written.
fn run(index: &Path, theses: &Path) -> Ledger {
    let index = Index::open_or_create(index).unwrap();
    let isolation = Isolation::Processes { program: env!("CARGO_BIN_EXE_ibid").into() };
    // A commit for each thesis: many moments at which to be killed.
    let options = Options { jobs: 2, isolation, commit_every: Duration::ZERO, ..Options::default() };
    ingest::run(&index, &[theses.to_owned()], &options, &|_| {}, &AtomicBool::new(false)).unwrap();
    let ledger = index.snapshot().unwrap().status().unwrap();
    Ledger { path: PathBuf::new(), segments: 0, index_bytes: 0, ..ledger }
}

fn made_theses(folder: &Folder) -> PathBuf {
    for number in 0..24 {
        let page = format!("Thesis {number} has words of its own, and words that all the others have. ").repeat(30);
        let pages = vec![page.as_str(); 10 + number % 7];
        folder.write(&format!("theses/{number}.pdf"), pdf("One of Many", &pages));
    }
    folder.write("theses/copy.pdf", std::fs::read(folder.path("theses/3.pdf")).unwrap());
    folder.write("theses/broken.pdf", "no PDF");
    folder.path("theses")
}
