//! Taking in whole repositories: listed record by record, then their documents fetched and read.
//!
//! What a list says is written down first: each record into a folder of its own, then into the index, in one commit with
//! the place in the list where the next page begins. A document that is to be fetched is an entry of the ledger until it is
//! there. So a crash at any instant costs what was done since the last commit, and nothing that was said.

use std::{
    collections::HashSet,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

mod deposit;
mod documents;
mod listing;
mod naming;

use super::{Event, Options, Summary, clerk::Clerk, plan, reading::Settings};
use crate::{
    corpus::holdings::Holdings,
    date::Date,
    error::{Error, Result},
    harvest::{Choice, List, Manners, Moment, Repository, Request, Trouble, choose},
    index::{Feed, Index},
    record,
};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// What to harvest.
#[derive(Clone, Debug)]
pub struct Harvest {
    /// Where a repository answers; absent: those that are known.
    pub url: Option<String>,
    /// What to call it, or which of those that are known.
    pub name: Option<String>,
    /// One set of it.
    pub set: Option<String>,
    /// The format to ask for; absent: the richest.
    pub prefix: Option<String>,
    /// What was changed on this day or later; absent: since the last harvest.
    pub from: Option<Date>,
    /// Whether to list everything, and take out what is no longer listed.
    pub is_full: bool,
    /// Whether to fetch PDFs; absent: as before, or yes.
    pub fetches: Option<bool>,
    /// How servers are treated.
    pub manners: Manners,
    /// What time it is.
    pub now: Moment,
}

/// What a harvest did.
#[derive(Debug)]
pub struct Harvested {
    /// Of each repository.
    pub repositories: Vec<Outcome>,
    /// What was read.
    pub read: Summary,
}

/// What came of one repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Its name, or its address where it has not said its name.
    pub name: String,
    /// Records listed.
    pub listed: u64,
    /// Of these, as they were.
    pub unchanged: u64,
    /// Records that the repository has deleted, or no longer lists.
    pub withdrawn: u64,
    /// What could not be understood.
    pub faults: u64,
    /// Documents fetched.
    pub fetched: u64,
    /// Documents that could not be had this time.
    pub withheld: u64,
    /// Why it ended early, a sentence.
    pub trouble: Option<String>,
}

/// Why work on a repository ends early.
enum Halt {
    Trouble(Trouble),
    Error(Error),
}

impl From<Trouble> for Halt {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Brings the index up to date with a repository, or with all that are known.
///
/// # Errors
/// `Locked`, `NoRepository` where none is known or none has the name, and what the file system says. What is wrong with a
/// repository is no error but its [`Outcome`].
pub fn harvest(
    index: &Index,
    wanted: &Harvest,
    options: &Options,
    observer: &(dyn Fn(Event) + Sync),
    stop: &AtomicBool,
) -> Result<Harvested> {
    let started = Instant::now();
    let writer = index.writer(&options.writer)?;
    let before = index.snapshot()?;
    let feeds = before.feeds()?;
    let urls = naming::addresses(&feeds, wanted)?;
    let known = before.sources()?;
    let summary = Summary { ocr_asked: options.ocr.is_some(), ..Summary::default() };
    let mut clerk = Clerk::new(writer, before, options.commit_every, observer, summary);
    clerk.know(known);
    let mut repositories = Vec::new();
    for (url, known) in urls {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let mut round = Round {
            clerk: &mut clerk,
            index,
            wanted,
            options,
            observer,
            stop,
            feed: Feed::default(),
            holdings: None,
            outcome: Outcome::default(),
            entered: HashSet::new(),
            reads: Vec::new(),
        };
        match round.run(&url, known, &feeds) {
            Ok(()) => {}
            Err(Halt::Error(error)) => return Err(error),
            Err(Halt::Trouble(Trouble::File(error))) => return Err(Error::io(index.dir())(error)),
            Err(Halt::Trouble(Trouble::Stopped)) => {}
            Err(Halt::Trouble(trouble)) => round.outcome.trouble = Some(trouble.to_string()),
        }
        let outcome = round.conclude(url)?;
        repositories.push(outcome);
    }
    let mut read = clerk.finish()?;
    read.stopped = stop.load(Ordering::Relaxed);
    read.seconds = started.elapsed().as_secs_f64();
    Ok(Harvested { repositories, read })
}

/// One repository's turn.
struct Round<'a, 'c> {
    clerk: &'a mut Clerk<'c>,
    index: &'a Index,
    wanted: &'a Harvest,
    options: &'a Options,
    observer: &'a (dyn Fn(Event) + Sync),
    stop: &'a AtomicBool,
    feed: Feed,
    holdings: Option<Holdings>,
    outcome: Outcome,
    /// Folders that were entered since the last commit that is known of: what is entered again waits for it.
    entered: HashSet<PathBuf>,
    /// PDFs that are here and were not read yet.
    reads: Vec<plan::Read>,
}

impl Round<'_, '_> {
    fn run(&mut self, url: &str, known: Option<Feed>, feeds: &[Feed]) -> std::result::Result<(), Halt> {
        self.outcome.name = known.as_ref().map_or(url, |feed| &feed.name).to_owned();
        let repository = Repository::connect(url, self.wanted.manners.clone(), self.stop)?;
        self.feed = match known {
            Some(feed) => feed,
            None => naming::feed(&repository, feeds, self.wanted)?,
        };
        self.outcome.name.clone_from(&self.feed.name);
        self.choose_format(&repository)?;
        let fetches = self.wanted.fetches.unwrap_or(self.feed.fetches);
        if fetches && !self.feed.fetches {
            // The documents of all records are wanted now, not of those alone that change.
            (self.feed.from, self.feed.list) = (None, None);
        }
        self.feed.fetches = fetches;
        let holdings = Holdings::open(self.index.dir(), &self.feed.folder).map_err(Error::io(self.index.dir()))?;
        self.holdings = Some(holdings.clone());
        (self.observer)(Event::Repository {
            name: self.feed.name.clone(),
            url: self.feed.url.clone(),
            prefix: self.feed.prefix.clone(),
            files: self.feed.files.clone(),
        });
        self.list(&repository, &holdings)?;
        self.fetch(&repository, &holdings)
    }

    /// The format of the first harvest stays until another is asked for: records of two would be mixed otherwise.
    fn choose_format(&mut self, repository: &Repository<'_>) -> std::result::Result<(), Halt> {
        let asked = self.wanted.prefix.as_deref();
        if !self.feed.prefix.is_empty() && asked.is_none_or(|asked| asked == self.feed.prefix) {
            return Ok(());
        }
        let offered = repository.formats()?;
        let mut choices = choose(&offered, asked);
        if choices.is_empty() {
            let prefixes: Vec<&str> = offered.iter().map(|offer| offer.prefix.as_str()).collect();
            let all = prefixes.join(", ");
            return Err(Trouble::NotOai(format!("it offers no format that ibid reads, only {all}")).into());
        }
        // What a site offers under a format's name may be anything: the first of them in which something is understood.
        let understood = match choices.len() {
            1 => Some(0),
            _ => self.first_understood(repository, &choices)?,
        };
        let choice = choices.swap_remove(understood.unwrap_or(0));
        if !self.feed.prefix.is_empty() {
            // Everything is described otherwise in another format.
            (self.feed.from, self.feed.list) = (None, None);
        }
        (self.feed.prefix, self.feed.files) = (choice.records, choice.files);
        Ok(())
    }

    fn first_understood(
        &self,
        repository: &Repository<'_>,
        choices: &[Choice],
    ) -> std::result::Result<Option<usize>, Halt> {
        for (number, choice) in choices.iter().enumerate() {
            let request = Request { prefix: choice.records.clone(), set: self.wanted.set.clone(), from: None };
            let page = match List::new(repository, request, None).page() {
                Ok(page) => page.unwrap_or_default(),
                Err(Trouble::Protocol { .. } | Trouble::BadXml(_) | Trouble::TooLong(_)) => continue,
                Err(trouble) => return Err(trouble.into()),
            };
            let mut records = page.items.iter().filter_map(|item| item.xml.as_deref()).peekable();
            if records.peek().is_none() || records.any(|xml| record::from_xml(xml).is_ok_and(|found| !found.is_empty()))
            {
                return Ok(Some(number));
            }
            let prefix = &choice.records;
            self.tell(
                "the repository",
                format!("nothing that it says as {prefix} can be understood: another format is tried"),
            );
        }
        Ok(None)
    }

    /// Reads what is here and was not read yet, and keeps what is known of the repository.
    fn conclude(mut self, url: String) -> Result<Outcome> {
        self.read()?;
        if let Some(holdings) = &self.holdings {
            naming::count(self.clerk, holdings.root(), &mut self.feed);
            self.clerk.keep(&self.feed)?;
        }
        self.clerk.commit_now()?;
        if self.outcome.name.is_empty() {
            self.outcome.name = url;
        }
        Ok(self.outcome)
    }

    /// Reads the PDFs that wait for it.
    fn read(&mut self) -> Result<()> {
        let Options { engine, password, ocr, .. } = self.options;
        let settings = Settings { engine: *engine, password: password.clone(), ocr: ocr.clone() };
        let reads = std::mem::take(&mut self.reads);
        if reads.is_empty() {
            return Ok(());
        }
        let observer = self.observer;
        let begin = |path: &std::path::Path| observer(Event::Started { path: path.to_owned() });
        let clerk = &mut *self.clerk;
        let mut enter = |read, answer| clerk.enter(read, answer);
        super::pool::read_all(reads, self.options, &settings, self.stop, &begin, &mut enter)
    }

    /// Tells what could not be understood, and is missing for it.
    fn fault(&mut self, of: &str, reason: String) {
        self.outcome.faults += 1;
        self.tell(of, reason);
    }

    /// Tells what is odd.
    fn tell(&self, of: &str, reason: String) {
        (self.observer)(Event::Fault { of: of.to_owned(), reason });
    }

    fn today(&self) -> Date {
        Date::from_days_since_epoch(self.wanted.now.0.div_euclid(DAY))
    }
}
