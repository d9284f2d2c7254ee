//! How fast a repository's records come in: asked of a server on the loopback that answers from memory, without documents.
//!
//! `cargo bench --bench harvest -- [--records N] [--page N] [--commit SECONDS] [--at DIR]`
//!
//! N records (100,000) in `uketd_dc`, 1.5 kB each, so many on a page (100), are harvested into an index in DIR (a temporary folder unless
//! named), which is committed every 30 seconds unless told otherwise; then once more as they are; then with every tenth changed. Told are the
//! records a second and how long a commit takes, in which the state of the harvest is made to last with its records: from the last record
//! that was entered until all is on the disk.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use ibid::{
    harvest::{Manners, Moment},
    index::Index,
    ingest::{self, Event, Harvest},
};

fn main() {
    let Some(arguments) = Arguments::parse() else { return println!("what may be named stands in benches/harvest.rs") };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dir = arguments.at.clone().unwrap_or_else(|| folder.path().to_owned()).join("index");
    let index = Index::open_or_create(&dir).expect("a folder for the index");
    let round = Arc::new(AtomicU64::new(0));
    let url = serve(&arguments, Arc::clone(&round));
    println!("| harvest | records | unchanged | seconds | records/s | commits | median, ms | longest, ms |");
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    for (number, name) in (0..).zip(["all new", "all as they were", "every tenth changed"]) {
        round.store(number, Ordering::Relaxed);
        take(&index, &url, &arguments, name);
    }
}

struct Arguments {
    records: u64,
    page: u64,
    commit: u64,
    at: Option<PathBuf>,
}

impl Arguments {
    fn parse() -> Option<Self> {
        let mut parsed = Self { records: 100_000, page: 100, commit: 30, at: None };
        let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
        while let Some(word) = words.next() {
            let value = words.next()?;
            match word.as_str() {
                "--records" => parsed.records = value.parse().ok()?,
                "--page" => parsed.page = value.parse().ok()?,
                "--commit" => parsed.commit = value.parse().ok()?,
                "--at" => parsed.at = Some(value.into()),
                _ => return None,
            }
        }
        Some(parsed)
    }
}

/// Harvests everything, and tells what it took.
fn take(index: &Index, url: &str, arguments: &Arguments, name: &str) {
    let manners = Manners { delay: Duration::ZERO, ..Manners::default() };
    let now = Moment(std::time::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_secs() as i64));
    let wanted = Harvest {
        url: Some(url.to_owned()),
        name: None,
        set: None,
        prefix: None,
        from: None,
        is_full: true,
        fetches: Some(false),
        manners,
        now,
    };
    let options = ingest::Options { commit_every: Duration::from_secs(arguments.commit), ..ingest::Options::default() };
    let last = Mutex::new((Instant::now(), Vec::new()));
    let observer = |event: Event| {
        let mut last = last.lock().expect("a lock");
        if event == Event::Committed {
            let taken = last.0.elapsed().as_secs_f64() * 1e3;
            last.1.push(taken);
        }
        last.0 = Instant::now();
    };
    let start = Instant::now();
    let harvested = ingest::harvest(index, &wanted, &options, &observer, &AtomicBool::new(false)).expect("a harvest");
    let seconds = start.elapsed().as_secs_f64();
    let outcome = &harvested.repositories[0];
    assert_eq!((outcome.trouble.as_deref(), outcome.faults), (None, 0));
    let mut commits = last.into_inner().expect("a lock").1;
    commits.sort_by(f64::total_cmp);
    let (listed, rate) = (outcome.listed, outcome.listed as f64 / seconds);
    let (median, longest) = (commits[commits.len() / 2], commits[commits.len() - 1]);
    let unchanged = outcome.unchanged;
    println!(
        "| {name} | {listed} | {unchanged} | {seconds:.1} | {rate:.0} | {} | {median:.0} | {longest:.0} |",
        commits.len()
    );
}

/// A repository on a free port of the loopback, until the process ends; its address.
fn serve(arguments: &Arguments, round: Arc<AtomicU64>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/oai", listener.local_addr().expect("an address"));
    let (records, page) = (arguments.records, arguments.page.max(1));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let round = Arc::clone(&round);
            thread::spawn(move || {
                answer_all(stream, &|target| answer(target, records, page, round.load(Ordering::Relaxed)))
            });
        }
    });
    url
}

fn answer_all(stream: TcpStream, answer: &dyn Fn(&str) -> Option<String>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let mut stream = stream;
    while let Some(line) = lines.next() {
        let line = line?;
        // The headers, up to the blank line.
        for header in lines.by_ref() {
            if header?.is_empty() {
                break;
            }
        }
        let (status, body) = match answer(line.split(' ').nth(1).unwrap_or_default()) {
            Some(body) => ("200 OK", body),
            None => ("404 Not Found", String::new()),
        };
        write!(stream, "HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n{body}", body.len())?;
    }
    Ok(())
}

fn answer(target: &str, records: u64, page: u64, round: u64) -> Option<String> {
    let question = target.strip_prefix("/oai?")?;
    let argument = |name: &str| question.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    let inner = match argument("verb")? {
        "Identify" => "<Identify><repositoryName>Bench</repositoryName><baseURL>http://localhost/oai</baseURL>\
             <protocolVersion>2.0</protocolVersion><adminEmail>a@example.org</adminEmail>\
             <earliestDatestamp>2001-01-01T00:00:00Z</earliestDatestamp><deletedRecord>persistent</deletedRecord>\
             <granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
            .to_owned(),
        "ListMetadataFormats" => {
            "<ListMetadataFormats><metadataFormat><metadataPrefix>uketd_dc</metadataPrefix><schema>x</schema>\
             <metadataNamespace>http://naca.central.cranfield.ac.uk/ethos-oai/2.0/</metadataNamespace></metadataFormat>\
             </ListMetadataFormats>"
                .to_owned()
        }
        "ListRecords" => {
            let first: u64 = argument("resumptionToken").and_then(|token| token.parse().ok()).unwrap_or(0);
            let end = (first + page).min(records);
            let all: String = (first..end).map(|number| record(number, round)).collect();
            let token = if end < records { end.to_string() } else { String::new() };
            format!("<ListRecords>{all}<resumptionToken>{token}</resumptionToken></ListRecords>")
        }
        _ => return None,
    };
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\">\
         <responseDate>2024-05-02T10:00:00Z</responseDate><request>http://localhost/oai</request>{inner}</OAI-PMH>"
    ))
}

/// A record as it was described in a round.
fn record(number: u64, round: u64) -> String {
    let changes = if round == 2 && number.is_multiple_of(10) { round } else { 0 };
    let year = 1990 + number % 35;
    let summary =
        "The keepers of the wells along the marsh met every week, and gave and took help by turns. ".repeat(8);
    format!(
        "<record><header><identifier>oai:example.org:{number}</identifier><datestamp>{}-05-01T10:00:00Z</datestamp></header>\
         <metadata><uketd_dc:uketddc xmlns:uketd_dc=\"http://naca.central.cranfield.ac.uk/ethos-oai/2.0/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:uketdterms=\"http://naca.central.cranfield.ac.uk/ethos-oai/terms/\">\
         <dc:title>On the wells of marsh {number}, version {changes}</dc:title><dc:creator>Keeper, Ada {}</dc:creator>\
         <uketdterms:advisor>Mentor, Eve {}</uketdterms:advisor><dcterms:abstract>{summary}</dcterms:abstract>\
         <dcterms:issued>{year}</dcterms:issued><dc:type>Thesis</dc:type><uketdterms:qualificationlevel>Doctoral</uketdterms:qualificationlevel>\
         <uketdterms:institution>University of Saltby</uketdterms:institution><dc:language>en</dc:language>\
         <dc:subject>wells {}</dc:subject><dcterms:isReferencedBy>https://example.org/{number}/</dcterms:isReferencedBy>\
         </uketd_dc:uketddc></metadata></record>",
        2020 + changes,
        number % 5_000,
        number % 300,
        number % 700,
    )
}
