//! `ibid harvest`: repositories taken in over OAI-PMH.

use std::{
    io::{self, IsTerminal},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    args::ReadingArguments,
    exit::{self, Exit, Outcome},
    index::{INTERRUPTED, STOP, heed_interrupts, options},
    ocr::Sight,
    progress::{Voice, print_line},
    status::{bytes, grouped},
};
use crate::{
    date::Date,
    harvest::{Manners, Moment},
    index::{Fate, Index},
    ingest::{self, Event, Harvest, Harvested},
    wire,
};

/// `ibid harvest`.
#[derive(Args, Debug)]
#[command(after_help = "\
URL is where the repository answers OAI-PMH; of EPrints, DSpace and some others its first page will do. The richest format
it offers is chosen, and said. Records come first and can be searched at once, with their PDFs or without; then the PDFs
are fetched, one request at a time, as the site's robots.txt asks, and read. What the repository does not give out (an
embargo, a login) is in the ledger with the reason, and asked for again when it may be open.

Again, with the URL or without, only what has changed is taken; what the repository says it has deleted leaves the index.
Ctrl-C, a crash or a full disk lose nothing: the next harvest goes on where the last commit stands.

Records and PDFs are kept below `repositories` in the folder of the index.

Exit code: 0 done, 2 a repository could not be harvested to its end, a document not fetched or read this time, or the
harvest was interrupted.

Examples:
  ibid harvest https://eprints.example.org/cgi/oai2
  ibid harvest                                     all repositories that are known: only what has changed
  ibid harvest https://repository.example.org --name Northmere --set com_1842_9
  ibid harvest --name Northmere --full             everything again, and out with what is no longer listed
  ibid harvest https://eprints.example.org/cgi/oai2 --documents none --contact library@example.org
  ibid harvest --json | jq 'select(.event == \"withheld\")'")]
pub(crate) struct HarvestArguments {
    /// Where a repository answers [default: all that were harvested before].
    #[arg(value_name = "URL")]
    pub(crate) url: Option<String>,
    /// What to call the repository, or which one to harvest again [default: what it calls itself].
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Only this set of it.
    #[arg(long, value_name = "SET")]
    pub(crate) set: Option<String>,
    /// Ask for this format (metadataPrefix) [default: the richest that is offered].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) prefix: Option<String>,
    /// What was changed on this day or later [default: since the last harvest].
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<Date>,
    /// List everything, take out what is no longer listed, and ask for every missing document again.
    #[arg(long, conflicts_with = "from")]
    pub(crate) full: bool,
    /// Which documents to fetch; kept for the next time [default: pdf].
    #[arg(long, value_name = "WHICH")]
    pub(crate) documents: Option<Documents>,
    /// A mail address or web page for those who run the repository; sent with each request.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) contact: Option<String>,
    /// The least time between two requests, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 200)]
    pub(crate) delay: u64,
    /// Fetch no document that has more than this.
    #[arg(long, value_name = "MIB", default_value_t = 2048, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) largest: u64,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
    /// Print events as JSON Lines.
    #[arg(long)]
    pub(crate) json: bool,
    /// No progress and no summary.
    #[arg(short, long, conflicts_with = "json")]
    pub(crate) quiet: bool,
}

/// Which documents to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Documents {
    /// None: records alone.
    None,
    /// PDFs that are open.
    Pdf,
}

/// Harvests into the index in `dir`.
pub(crate) fn run(dir: &Path, arguments: &HarvestArguments) -> Outcome {
    let voice = match (arguments.json, arguments.quiet) {
        (true, _) => Voice::Json,
        (_, true) => Voice::Quiet,
        _ => Voice::Person,
    };
    let index = if arguments.url.is_some() { Index::open_or_create(dir)? } else { Index::open(dir)? };
    let sight = Sight::look(&arguments.reading.ocr, arguments.reading.timeout);
    let options = options(&arguments.reading, &sight)?;
    heed_interrupts();
    let progress = Progress::new(voice);
    let harvested = ingest::harvest(&index, &wanted(arguments), &options, &|event| progress.hear(&event), &STOP)?;
    progress.finish(&harvested);
    if harvested.read.stopped {
        exit::warn(INTERRUPTED);
    }
    for outcome in &harvested.repositories {
        if let Some(trouble) = &outcome.trouble {
            exit::complain(
                &format!("{}: {trouble}", outcome.name),
                Some("what was taken is kept; ibid harvest goes on from there"),
            );
        }
    }
    let wanting = |outcome: &ingest::Outcome| outcome.trouble.is_some() || outcome.faults + outcome.withheld > 0;
    let incomplete = harvested.repositories.iter().any(wanting) || harvested.read.failed > 0 || harvested.read.stopped;
    Ok(if incomplete || sight.is_wanting() { Exit::Incomplete } else { Exit::Found })
}

fn wanted(arguments: &HarvestArguments) -> Harvest {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
    Harvest {
        url: arguments.url.clone(),
        name: arguments.name.clone(),
        set: arguments.set.clone(),
        prefix: arguments.prefix.clone(),
        from: arguments.from,
        is_full: arguments.full,
        fetches: arguments.documents.map(|which| which == Documents::Pdf),
        manners: Manners {
            contact: arguments.contact.clone(),
            delay: Duration::from_millis(arguments.delay),
            document_bytes: arguments.largest << 20,
            ..Manners::default()
        },
        now: Moment(now as i64),
    }
}

/// Hears the events of a harvest, on several threads.
struct Progress {
    voice: Voice,
    bar: ProgressBar,
    records: AtomicU64,
    wanted: AtomicU64,
    fetched: AtomicU64,
    bytes: AtomicU64,
    read: AtomicU64,
}

impl Progress {
    fn new(voice: Voice) -> Self {
        let watched = voice == Voice::Person && io::stderr().is_terminal();
        let target = if watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        // The template is ours and right; were it not, the plain spinner would do.
        if let Ok(style) = ProgressStyle::with_template("{spinner:.green} {msg}  {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        let zero = || AtomicU64::new(0);
        Self { voice, bar, records: zero(), wanted: zero(), fetched: zero(), bytes: zero(), read: zero() }
    }

    fn hear(&self, event: &Event) {
        if self.voice == Voice::Json {
            print_line(&wire::to_line(&wire::Event::of(event)));
            return;
        }
        match event {
            Event::Repository { name, url, prefix, files } => {
                let files = files.as_ref().map_or(String::new(), |files| format!(", and {files} for the files"));
                self.say(&format!("{name}: {url}, asked for {prefix}{files}"));
            }
            Event::Listed { records } => self.records.store(*records, Ordering::Relaxed),
            Event::Wanted { documents } => self.wanted.store(*documents, Ordering::Relaxed),
            Event::Fetched { bytes, .. } => {
                self.fetched.fetch_add(1, Ordering::Relaxed);
                self.bytes.fetch_add(*bytes, Ordering::Relaxed);
            }
            Event::Read { path, fate, .. } => {
                self.read.fetch_add(1, Ordering::Relaxed);
                if let Fate::Failed(why) = fate {
                    self.remark(&format!("{}: {why}", path.display()));
                }
            }
            Event::Withheld { url, reason } => self.remark(&format!("{url}: {reason}")),
            Event::Fault { of, reason } => self.remark(&format!("{of}: {reason}")),
            Event::BadRecord { path, reason } | Event::Skipped { path, reason } => {
                self.remark(&format!("{}: {reason}", path.display()));
            }
            _ => return,
        }
        self.bar.set_message(self.message());
    }

    /// "1,200 records, 12 of 81 PDFs fetched (1.2 MB), 10 read".
    fn message(&self) -> String {
        let of = |counter: &AtomicU64| grouped(counter.load(Ordering::Relaxed));
        let fetched = match self.wanted.load(Ordering::Relaxed) {
            0 => String::new(),
            _ => format!(
                ", {} of {} PDFs fetched ({}), {} read",
                of(&self.fetched),
                of(&self.wanted),
                bytes(self.bytes.load(Ordering::Relaxed)),
                of(&self.read)
            ),
        };
        format!("{} records{fetched}", of(&self.records))
    }

    /// A line that a person wants, watching or not.
    fn say(&self, line: &str) {
        if self.voice == Voice::Person {
            self.bar.suspend(|| exit::say(format_args!("{line}")));
        }
    }

    /// A line for whoever watches.
    fn remark(&self, line: &str) {
        if !self.bar.is_hidden() {
            self.bar.println(line);
        }
    }

    fn finish(&self, harvested: &Harvested) {
        self.bar.finish_and_clear();
        match self.voice {
            Voice::Json => print_line(&wire::to_line(&wire::Harvested::of(harvested))),
            Voice::Person => {
                for outcome in &harvested.repositories {
                    exit::say(format_args!("{}", sentence(outcome)));
                }
                let read = &harvested.read;
                if read.indexed > 0 {
                    let (pages, words) = (grouped(read.pages), grouped(read.words));
                    exit::say(format_args!("{} PDFs read: {pages} pages, {words} words", grouped(read.indexed)));
                }
                let withheld: u64 = harvested.repositories.iter().map(|outcome| outcome.withheld).sum();
                if withheld + read.failed > 0 {
                    exit::hint("what could not be fetched or read, and why: ibid status --all");
                }
            }
            Voice::Whisper | Voice::Quiet => {}
        }
    }
}

/// "Northmere: 120 records listed: 100 as they were, 2 withdrawn; 18 PDFs fetched, 1 not given out".
fn sentence(outcome: &ingest::Outcome) -> String {
    let parts = [
        (outcome.unchanged, "as they were"),
        (outcome.withdrawn, "withdrawn"),
        (outcome.faults, "not understood"),
        (outcome.fetched, "PDFs fetched"),
        (outcome.withheld, "PDFs not to be had"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{} {what}", grouped(*count)));
    let parts: Vec<String> = parts.collect();
    let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    format!("{}: {} records listed{parts}", outcome.name, grouped(outcome.listed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_harvest_is_a_sentence_a_repository() {
        let outcome =
            ingest::Outcome { name: "A".into(), listed: 1200, unchanged: 3, fetched: 2, ..Default::default() };
        assert_eq!(sentence(&outcome), "A: 1,200 records listed: 3 as they were, 2 PDFs fetched");
        let nothing = ingest::Outcome { name: "A".into(), ..Default::default() };
        assert_eq!(sentence(&nothing), "A: 0 records listed");
    }
}
