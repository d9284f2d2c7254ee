//! A harvest that is killed at any moment goes on, and ends where one that was not killed ends.
//!
//! `IBID_KILL_ROUNDS` says how often (6 unless set).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod made;
mod repository;

use std::{
    hash::{BuildHasher, RandomState},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use ibid::{
    harvest::{Manners, Moment},
    index::{Fate, Index, Ledger},
    ingest::{self, Event, Harvest, Harvested, Options},
};
use made::{Folder, pdf};
use repository::{Answer, Server, deleted, error, formats, identify, list, record};

/// Run by [`killed_at_any_moment`] in a process of its own, to be killed.
#[test]
#[ignore = "a part of the other test"]
fn victim() {
    if let (Some(index), Ok(url)) = (std::env::var_os("IBID_VICTIM_INDEX"), std::env::var("IBID_VICTIM_URL")) {
        harvest(Path::new(&index), &url);
    }
}

/// 19 records on pages of 3: of every three, one has a PDF, one a PDF that is not given out, and one none; one is deleted.
fn repository() -> Server {
    let documents: Vec<Vec<u8>> = (0..19)
        .map(|number| {
            let page = format!("Thesis {number} has words of its own, and words that all the others have. ").repeat(20);
            pdf("One of Many", &[page.as_str(); 2])
        })
        .collect();
    Server::start(move |asked| {
        let item = |number: usize| match number {
            18 => deleted("oai:many:18"),
            _ if number % 3 == 2 => record(&format!("oai:many:{number}"), &format!("On {number}"), ""),
            _ => {
                let url = format!("http://{}/{number}.pdf", asked.headers["host"]);
                let identifier = format!("<dc:identifier>{url}</dc:identifier>");
                record(&format!("oai:many:{number}"), &format!("On {number}"), &identifier)
            }
        };
        match (asked.path.as_str(), asked.verb()) {
            ("/oai", "Identify") => identify("Many"),
            ("/oai", "ListMetadataFormats") => formats(&["oai_dc"]),
            ("/oai", "ListRecords") if !asked.argument("from").is_empty() => error("noRecordsMatch"),
            ("/oai", _) => {
                let first: usize = asked.argument("resumptionToken").parse().unwrap_or(0);
                let records: Vec<String> = (first..19.min(first + 3)).map(item).collect();
                list(&records, &if first + 3 < 19 { (first + 3).to_string() } else { String::new() })
            }
            (path, _) => match path[1..].strip_suffix(".pdf").and_then(|number| number.parse::<usize>().ok()) {
                Some(number) if number % 3 == 0 => Answer::new(200, documents[number].clone()).with("ETag", "\"1\""),
                Some(_) => Answer::new(403, "no"),
                None => Answer::new(404, "no"),
            },
        }
    })
}

#[test]
fn killed_at_any_moment() {
    let rounds = std::env::var("IBID_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(6);
    let (folder, server) = (Folder::new(), repository());
    let url = server.url("/oai");
    let started = Instant::now();
    harvest(&folder.path("whole"), &url);
    let lasts = started.elapsed();
    let whole = ledger(&folder.path("whole"));
    assert_eq!((whole.indexed, whole.described, whole.withheld), (6, 12, 6));
    for round in 0..rounds {
        let index = folder.path(&format!("killed-{round}"));
        // Twice: the second time there is something to go on from.
        for _ in 0..2 {
            let moment = lasts.mul_f64(RandomState::new().hash_one(round) as f64 / u64::MAX as f64);
            kill_after(moment, &index, &url);
            println!("killed after {moment:?}: {} of {} there", check(&index), whole.documents);
        }
        let last = harvest(&index, &url);
        assert_eq!(last.repositories[0].trouble, None);
        assert_eq!(ledger(&index), whole, "round {round}");
        check(&index);
        // All is known to be there: nothing is left to take.
        server.asked();
        let again = harvest(&index, &url);
        assert_eq!((again.repositories[0].listed, again.read.indexed), (0, 0));
        assert!(server.asked().iter().all(|asked| asked.path == "/oai"), "nothing is fetched again");
    }
}

#[test]
fn no_commit_has_a_list_without_the_end_that_was_read() {
    let (folder, server) = (Folder::new(), repository());
    let (dir, url) = (folder.path("index"), server.url("/oai"));
    let stop = AtomicBool::new(false);
    let stopped = harvest_until(&dir, &url, &stop, &|event| match event {
        // As a kill at this moment would leave it.
        Event::Committed => assert!(check(&dir) <= 30),
        Event::Listed { records: 19 } => stop.store(true, Ordering::Relaxed),
        _ => {}
    });
    assert!(stopped.read.stopped);
    assert_eq!(stopped.repositories[0].listed, 19);
    let next = harvest(&dir, &url);
    assert_eq!((next.repositories[0].listed, next.repositories[0].fetched), (0, 6), "the list was read");
}

fn kill_after(moment: Duration, index: &Path, url: &str) {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["victim", "--exact", "--ignored"])
        .env("IBID_VICTIM_INDEX", index)
        .env("IBID_VICTIM_URL", url)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(moment);
    victim.kill().unwrap();
    victim.wait().unwrap();
}

/// Every record that is there is whole, and what is known of the list is true; how many paths there are.
fn check(dir: &Path) -> u64 {
    let Ok(index) = Index::open(dir) else { return 0 };
    let snapshot = index.snapshot().unwrap();
    let mut passages = 0;
    for source in snapshot.sources().unwrap() {
        match source.fate {
            Fate::Withheld(_) => assert!(!source.path.exists() || snapshot.source(&source.path).unwrap().is_some()),
            _ => passages += u64::from(snapshot.stored(source.key().unwrap()).unwrap().passages),
        }
    }
    let ledger = snapshot.status().unwrap();
    assert_eq!(ledger.passages, passages, "no passage without a path");
    let feeds = snapshot.feeds().unwrap();
    let first = feeds.first().filter(|feed| feed.harvested.is_none());
    if let Some(list) = first.and_then(|feed| feed.list.as_ref()) {
        let folders: std::collections::BTreeSet<_> =
            snapshot.sources().unwrap().iter().filter_map(|source| source.path.parent().map(Path::to_owned)).collect();
        assert_eq!(folders.len() as u64, list.taken, "as many records as the list says");
        assert!(list.token.is_some(), "what is read to its end is no longer under way");
    }
    ledger.documents
}

/// The ledger without what depends on how it was written.
fn ledger(dir: &Path) -> Ledger {
    let ledger = Index::open(dir).unwrap().snapshot().unwrap().status().unwrap();
    Ledger { path: PathBuf::new(), segments: 0, index_bytes: 0, ..ledger }
}

fn harvest(index: &Path, url: &str) -> Harvested {
    harvest_until(index, url, &AtomicBool::new(false), &|_| {})
}

fn harvest_until(index: &Path, url: &str, stop: &AtomicBool, observer: &(dyn Fn(Event) + Sync)) -> Harvested {
    let index = Index::open_or_create(index).unwrap();
    // A commit for each page and each document: many moments at which to be killed.
    let options = Options { jobs: 1, commit_every: Duration::ZERO, ..Options::default() };
    let wanted = Harvest {
        url: Some(url.to_owned()),
        name: None,
        set: None,
        prefix: None,
        from: None,
        is_full: false,
        fetches: None,
        manners: Manners { delay: Duration::ZERO, backoff: Duration::from_millis(5), ..Manners::default() },
        now: Moment(1_714_650_000),
    };
    ingest::harvest(&index, &wanted, &options, observer, stop).unwrap()
}
