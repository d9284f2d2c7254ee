//! The client of OAI-PMH against servers that are wrong, slow, endless or hostile: each costs a sentence, and no more.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod repository;

use std::{
    io::{Read, Seek, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use ibid::harvest::{Fetched, List, Manners, Repository, Request, Trouble, Validators, Wanted};
use repository::{Answer, Asked, Server, deleted, error, identify, list, oai, record};

static GO: AtomicBool = AtomicBool::new(false);

/// Manners of which no test waits for the end.
fn hasty() -> Manners {
    Manners {
        delay: Duration::ZERO,
        tries: 3,
        backoff: Duration::from_millis(5),
        longest_wait: Duration::from_secs(2),
        connect: Duration::from_secs(5),
        silence: Duration::from_millis(400),
        page_time: Duration::from_secs(2),
        document_time: Duration::from_secs(2),
        page_bytes: 1 << 20,
        document_bytes: 1 << 20,
        redirects: 3,
        pages: 40,
        stale_pages: 5,
        ..Manners::default()
    }
}

/// A server that identifies itself and answers lists as told.
fn listing(lists: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Server {
    Server::start(move |asked| match asked.verb() {
        "Identify" => identify("Test"),
        _ => lists(asked),
    })
}

/// The identifiers listed, deletions with a minus, the faults, and why the list ended early.
fn harvest(server: &Server, token: Option<&str>) -> (Vec<String>, Vec<String>, Option<String>) {
    let repository = Repository::connect(&server.url("/oai"), hasty(), &GO).unwrap();
    let request = Request { prefix: "oai_dc".into(), ..Request::default() };
    let mut pages = List::new(&repository, request, token.map(str::to_owned));
    let (mut seen, mut faults) = (Vec::new(), Vec::new());
    loop {
        match pages.page() {
            Ok(None) => return (seen, faults, None),
            Err(trouble) => return (seen, faults, Some(trouble.to_string())),
            Ok(Some(page)) => {
                let name = |item: ibid::harvest::Item| {
                    format!("{}{}", if item.xml.is_none() { "-" } else { "" }, item.header.identifier)
                };
                seen.extend(page.items.into_iter().map(name));
                faults.extend(page.faults);
            }
        }
    }
}

fn a(number: usize) -> String {
    record(&format!("a:{number}"), "A Title", "")
}

#[test]
fn a_list_is_followed_to_its_end() {
    let server = listing(|asked| match asked.argument("resumptionToken") {
        "" => list(&[a(1), a(2)], "p 2&amp;"),
        "p 2&" => list(&[deleted("a:3")], "p3"),
        _ => list(&[a(4)], ""),
    });
    assert_eq!(harvest(&server, None), (vec!["a:1".into(), "a:2".into(), "-a:3".into(), "a:4".into()], vec![], None));
    let asked = server.asked();
    assert!(asked.iter().all(|asked| asked.headers["user-agent"].starts_with("ibid/")), "it says who it is");
    assert_eq!(asked[1].argument("metadataPrefix"), "oai_dc");
    assert_eq!(asked[2].arguments.len(), 2, "a token goes alone: {:?}", asked[2]);
}

#[test]
fn nothing_to_tell_is_no_error() {
    let server = listing(|_| error("noRecordsMatch"));
    assert_eq!(harvest(&server, None), (vec![], vec![], None));
    let server = listing(|_| error("cannotDisseminateFormat"));
    assert_eq!(
        harvest(&server, None).2.unwrap(),
        "the repository says cannotDisseminateFormat: cannotDisseminateFormat"
    );
}

#[test]
fn a_list_without_an_end_is_noticed() {
    let server = listing(|_| list(&[a(1)], "same"));
    let (seen, _, why) = harvest(&server, None);
    assert_eq!((seen.len(), why.as_deref()), (1, Some("the list has no end: a resumption token comes twice")));

    let many = Arc::new(AtomicUsize::new(0));
    let next = Arc::clone(&many);
    let server = listing(move |_| list(&[a(1)], &next.fetch_add(1, Ordering::Relaxed).to_string()));
    assert_eq!(harvest(&server, None).2.unwrap(), "the list has no end: 5 pages without a new record");
    let next = Arc::clone(&many);
    let server = listing(move |_| {
        let number = next.fetch_add(1, Ordering::Relaxed);
        list(&[a(number)], &number.to_string())
    });
    assert_eq!(harvest(&server, None).2.unwrap(), "the list has no end: 40 pages, and no last one");
}

#[test]
fn a_token_that_is_no_longer_known_begins_the_list_again_once() {
    let server = listing(|asked| match asked.argument("resumptionToken") {
        "old" => error("badResumptionToken"),
        "" => list(&[a(1)], "new"),
        _ => list(&[a(2)], ""),
    });
    assert_eq!(harvest(&server, Some("old")).0, ["a:1", "a:2"]);
    let server = listing(|asked| match asked.argument("resumptionToken") {
        "" => list(&[a(1)], "never"),
        _ => error("badResumptionToken"),
    });
    let (seen, _, why) = harvest(&server, None);
    assert_eq!(seen, ["a:1", "a:1"]);
    assert!(why.unwrap().starts_with("the repository says badResumptionToken"));
}

#[test]
fn bad_xml_costs_what_is_bad() {
    let bad = "<record><header><identifier>a:2</identifier></header><metadata><b></metadata></record>".to_owned();
    let headless = "<record><metadata/></record>".to_owned();
    let server = listing(move |_| list(&[a(1), bad.clone(), headless.clone(), a(4)], ""));
    let (seen, faults, why) = harvest(&server, None);
    // What a record says is looked at by others, and costs itself there.
    assert_eq!((seen, why), (vec!["a:1".to_owned(), "a:2".into(), "a:4".into()], None));
    assert_eq!(faults, ["a record without a header"]);

    // A page that was cut off is asked for again.
    let times = AtomicUsize::new(0);
    let server = listing(move |_| match times.fetch_add(1, Ordering::Relaxed) {
        0 => Answer::new(200, &oai("<ListRecords><record><header>")[..100]),
        1 => Answer::short(10_000, oai("<ListRecords>")),
        _ => list(&[a(1)], ""),
    });
    assert_eq!(harvest(&server, None), (vec!["a:1".into()], vec![], None));
    let server = listing(|_| {
        Answer::new(200, "<OAI-PMH><!DOCTYPE x [<!ENTITY a \"aaaa\">]><ListRecords>&a;</ListRecords></OAI-PMH>")
    });
    assert_eq!(harvest(&server, None).1, ["a document type"]);
}

#[test]
fn a_busy_server_is_waited_for_as_long_as_it_asks() {
    let times = AtomicUsize::new(0);
    let server = listing(move |_| match times.fetch_add(1, Ordering::Relaxed) {
        0 => Answer::new(503, "busy").with("Retry-After", "1"),
        1 => Answer::new(503, "busy")
            .with("Date", "Wed, 21 Oct 2015 07:28:00 GMT")
            .with("Retry-After", "Wed, 21 Oct 2015 07:28:01 GMT"),
        _ => list(&[a(1)], ""),
    });
    assert_eq!(harvest(&server, None).0, ["a:1"]);
    let asked = server.asked();
    let gaps: Vec<_> = asked[1..].windows(2).map(|two| two[1].at - two[0].at).collect();
    assert!(gaps.iter().all(|gap| *gap >= Duration::from_millis(990)) && gaps.len() == 2, "{gaps:?}");

    let server = listing(|_| Answer::new(503, "busy").with("Retry-After", "86400"));
    assert_eq!(harvest(&server, None).2.unwrap(), "the server is busy and asks to come back in 86400 s");
    let server = listing(|_| Answer::new(500, "<html>"));
    assert_eq!(harvest(&server, None).2.unwrap(), "the server answers 500 (an error of its own)");
    assert_eq!(server.asked().len(), 1 + 3, "three tries");
}

#[test]
fn no_answer_is_waited_for_or_kept_without_end() {
    let server = listing(|_| Answer::endless(vec![b'x'; 10_000]));
    assert_eq!(harvest(&server, None).2.unwrap(), "an answer of more than 1048576 bytes");

    // Ten thousand times smaller on the way than here.
    let bomb = bomb(64 << 20);
    assert!(bomb.len() < 100_000);
    let server = listing(move |_| Answer::new(200, bomb.clone()).with("Content-Encoding", "gzip"));
    assert_eq!(harvest(&server, None).2.unwrap(), "an answer of more than 1048576 bytes");

    let started = Instant::now();
    let server = listing(|_| Answer::drip(oai(&"x".repeat(1000)), Duration::from_millis(100)));
    let repository = Repository::connect(&server.url("/oai"), Manners { tries: 1, ..hasty() }, &GO).unwrap();
    assert!(matches!(repository.formats(), Err(Trouble::Slow(_))));
    let server = listing(|_| Answer::drip(oai(""), Duration::from_secs(20)));
    let repository = Repository::connect(&server.url("/oai"), Manners { tries: 1, ..hasty() }, &GO).unwrap();
    assert_eq!(repository.formats().unwrap_err().to_string(), "no answer, or one that breaks off");
    assert!(started.elapsed() < Duration::from_secs(15), "20 s and 100 s were on offer");
}

/// So many zeros, packed.
fn bomb(bytes: usize) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![0; bytes]).unwrap();
    packed.finish().unwrap()
}

#[test]
fn a_redirect_leads_nowhere_private() {
    let inside = Server::start(|_| identify("Secret"));
    let port = inside.port();
    // The last but one and the one before are other ways to write the host that was typed, but for the port.
    let numbers = ["localhost", "127.0.0.2", "[::1]", "0.0.0.0", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"];
    let others = numbers.map(|host| format!("http://{host}:{port}/oai"));
    let others = others.into_iter().chain(["http://169.254.169.254/latest".into(), "http://10.0.0.1/".into()]);
    for to in others {
        let there = to.clone();
        let server = listing(move |_| Answer::new(302, "").with("Location", &there));
        let why = harvest(&server, None).2.unwrap();
        assert!(why.ends_with("not public: only the repository's own address may"), "{to}: {why}");
        assert!(inside.asked().is_empty(), "{to} was asked");
    }
    let server = listing(|_| Answer::new(302, "").with("Location", "file:///etc/passwd"));
    assert_eq!(harvest(&server, None).2.unwrap(), "`file:///etc/passwd` is no http or https address");
    let server = listing(|_| Answer::new(302, "").with("Location", "/again"));
    assert!(harvest(&server, None).2.unwrap().starts_with("redirected again and again, at last to http"));
    assert_eq!(server.asked().len(), 1 + 4);
    let server = listing(|asked| match asked.path.as_str() {
        "/moved" => list(&[a(1)], ""),
        _ => Answer::new(301, "").with("Location", "/moved"),
    });
    assert_eq!(harvest(&server, None).0, ["a:1"]);
}

#[test]
fn a_place_that_does_not_speak_the_protocol_says_so() {
    let connect = |server: &Server| Repository::connect(&server.url("/"), hasty(), &GO).map(|found| found.url());
    let server = Server::start(|_| Answer::new(200, "<!DOCTYPE html><html><body>Welcome</body></html>"));
    assert_eq!(connect(&server).unwrap_err().to_string(), "no answer of OAI-PMH: a web page");
    let server = Server::start(|asked| match asked.path.as_str() {
        "/cgi/oai2" => identify("EPrints"),
        _ => Answer::new(200, "<html/>"),
    });
    assert_eq!(connect(&server).unwrap(), server.url("/cgi/oai2"), "the usual places are tried");
    let server = Server::start(|_| Answer::new(403, "no"));
    assert_eq!(connect(&server).unwrap_err().to_string(), "the server answers 403 (forbidden)");
    let nobody = Repository::connect("http://127.0.0.1:1/oai", Manners { tries: 1, ..hasty() }, &GO);
    assert!(matches!(nobody.err(), Some(Trouble::Network(_))));
}

/// A thesis of 300,000 bytes.
fn thesis() -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    bytes.extend((0..299_991_u32).map(|number| (number % 251) as u8));
    bytes
}

/// What comes of fetching `path`, and what the file then holds.
fn fetch(server: &Server, path: &str, begun: Option<Validators>, there: &[u8]) -> (Result<Fetched, String>, Vec<u8>) {
    let repository = Repository::connect(&server.url("/oai"), hasty(), &GO).unwrap();
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(there).unwrap();
    let url = server.url(path);
    let wanted = Wanted { url: &url, held: None, begun };
    let fetched = repository.fetch(wanted, &mut file, &mut |_| Ok(()));
    let mut bytes = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut bytes).unwrap();
    (fetched.map_err(|trouble| trouble.to_string()), bytes)
}

/// Gives out the thesis, and parts of it, under the name `"v1"`.
fn parts(asked: &Asked) -> Answer {
    let whole = thesis();
    let range =
        asked.headers.get("range").filter(|_| asked.headers.get("if-range").is_some_and(|name| name == "\"v1\""));
    let from = range.and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
    let answer = match from {
        Some(from) => Answer::new(206, &whole[from..])
            .with("Content-Range", &format!("bytes {from}-{}/{}", whole.len() - 1, whole.len())),
        None => Answer::new(200, whole),
    };
    answer.with("ETag", "\"v1\"")
}

fn giving(document: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Server {
    Server::start(move |asked| match asked.path.as_str() {
        "/oai" => identify("Test"),
        "/robots.txt" => Answer::new(200, "User-agent: *\nDisallow: /private/\n"),
        _ => document(asked),
    })
}

#[test]
fn a_download_goes_on_where_it_broke_off() {
    let times = AtomicUsize::new(0);
    let server = giving(move |asked| match times.fetch_add(1, Ordering::Relaxed) {
        0 => Answer::short(300_000, &thesis()[..120_000]).with("ETag", "\"v1\""),
        _ => parts(asked),
    });
    let (fetched, bytes) = fetch(&server, "/a.pdf", None, b"");
    let Fetched::Whole { validators, bytes: length, checksum } = fetched.unwrap() else { panic!("nothing fetched") };
    assert_eq!((validators.etag.as_deref(), length), (Some("\"v1\""), 300_000));
    assert!(bytes == thesis() && checksum.len() == 36, "{checksum}");
    let asked = server.asked();
    assert_eq!(asked.last().unwrap().headers["range"], "bytes=120000-");

    // And in another run, with what the first left; unless that is of another state.
    let server = giving(parts);
    let state = |etag: &str| Some(Validators { etag: Some(etag.into()), modified: None });
    assert!(fetch(&server, "/a.pdf", state("\"v1\""), &thesis()[..7_000]).1 == thesis());
    assert_eq!(server.asked().last().unwrap().headers["range"], "bytes=7000-");
    assert!(fetch(&server, "/a.pdf", state("\"v0\""), b"%PDF-1.4 what was before").1 == thesis());
    assert!(fetch(&server, "/a.pdf", None, b"whatever").1 == thesis(), "what has no name is fetched again");
}

#[test]
fn what_is_not_a_pdf_or_not_to_be_had_says_so() {
    let server = giving(|asked| match asked.path.as_str() {
        "/login.pdf" => Answer::new(200, "<!DOCTYPE html><html>Please log in").with("Content-Type", "application/pdf"),
        "/401.pdf" => Answer::new(401, "no"),
        "/long.pdf" => Answer::endless(thesis()),
        "/told.pdf" => Answer::short(1 << 30, "%PDF-"),
        "/part.pdf" => Answer::new(206, "%PDF-").with("Content-Range", "bytes 0-4/100"),
        _ => parts(asked),
    });
    let why = |path| fetch(&server, path, None, b"").0.unwrap_err();
    assert_eq!(why("/login.pdf"), "not a PDF but a web page, perhaps one to log in on");
    assert_eq!(why("/401.pdf"), "the server answers 401 (only for those who have logged in)");
    assert_eq!(why("/long.pdf"), "an answer of more than 1048576 bytes");
    assert_eq!(why("/told.pdf"), "an answer of more than 1048576 bytes");
    assert_eq!(why("/part.pdf"), "a part of it that was not asked for");
    server.asked();
    assert_eq!(why("/private/a.pdf"), "the site's robots.txt asks programs not to fetch it");
    assert!(server.asked().iter().all(|asked| !asked.path.starts_with("/private")));
}

#[test]
fn a_copy_that_is_as_it_should_be_is_not_fetched_again() {
    let server = giving(|asked| {
        assert_eq!(asked.headers["if-none-match"], "\"v1\"");
        Answer::new(304, "")
    });
    let repository = Repository::connect(&server.url("/oai"), hasty(), &GO).unwrap();
    let held = Validators { etag: Some("\"v1\"".into()), modified: None };
    let url = server.url("/a.pdf");
    let wanted = Wanted { url: &url, held: Some(&held), begun: None };
    let fetched = repository.fetch(wanted, &mut tempfile::tempfile().unwrap(), &mut |_| Ok(()));
    assert_eq!(fetched.unwrap(), Fetched::Unchanged);
}

#[test]
fn a_site_that_wants_time_between_requests_gets_it() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/oai" => identify("Test"),
        "/robots.txt" => Answer::new(200, "User-agent: ibid\nCrawl-delay: 0.4\n"),
        _ => parts(asked),
    });
    let repository = Repository::connect(&server.url("/oai"), hasty(), &GO).unwrap();
    for _ in 0..2 {
        let url = server.url("/a.pdf");
        let wanted = Wanted { url: &url, held: None, begun: None };
        repository.fetch(wanted, &mut tempfile::tempfile().unwrap(), &mut |_| Ok(())).unwrap();
    }
    let asked = server.asked();
    let documents: Vec<_> = asked.iter().filter(|asked| asked.path == "/a.pdf").collect();
    assert!(documents[1].at - documents[0].at >= Duration::from_millis(390));
    assert_eq!(asked.iter().filter(|asked| asked.path == "/robots.txt").count(), 1, "a site is asked once");
}

#[test]
fn it_stops_when_it_is_told_to() {
    static STOP: AtomicBool = AtomicBool::new(false);
    let server = listing(|_| {
        STOP.store(true, Ordering::Relaxed);
        Answer::new(503, "busy").with("Retry-After", "1")
    });
    let repository = Repository::connect(&server.url("/oai"), hasty(), &STOP).unwrap();
    assert!(matches!(repository.formats(), Err(Trouble::Stopped)));
    assert_eq!(server.asked().len(), 2);
}
