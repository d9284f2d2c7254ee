//! Fetching documents: those that the ledger has as wanted, and those that may be others than they were.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    result::Result,
    time::{Duration, Instant},
};

use super::{
    DAY, Date, Error, Event, Halt, Repository, Round, Trouble,
    deposit::{Deposit, Deposited, closed, write_beside},
};
use crate::{
    corpus::holdings::{self, Holdings},
    harvest::{Fetched, Wanted},
    record::{self, Record},
};

/// What was fetched waits this long at most until it is read.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// A server that fails so many times, one after the other, is left for this time.
const MOST_FAILURES: u32 = 5;
/// Days after which what a server refuses is asked for again.
const PATIENCE: i64 = 7;

impl Round<'_, '_> {
    /// Fetches what is to be fetched today.
    pub(super) fn fetch(&mut self, repository: &Repository<'_>, holdings: &Holdings) -> Result<(), Halt> {
        if !self.feed.fetches {
            return Ok(());
        }
        let someday = Date { year: 9999, month: 12, day: 31 };
        let until = if self.wanted.is_full { someday } else { self.today() };
        let due: BTreeSet<PathBuf> = self.clerk.due(holdings.root(), until).into_iter().collect();
        let suspects = self.feed.suspects.iter().map(|name| holdings.root().join(name));
        let folders: BTreeSet<PathBuf> =
            due.iter().filter_map(|path| path.parent()).map(Path::to_owned).chain(suspects).collect();
        (self.observer)(Event::Wanted { documents: due.len() as u64 });
        let (mut failures, mut last) = (0, Instant::now());
        for folder in folders {
            self.enter_once(&folder)?;
            let is_suspect = self.feed.suspects.iter().any(|name| folder.ends_with(name));
            let tried = self.fetch_folder(repository, &folder, &due, is_suspect, &mut failures);
            self.settle(&folder)?;
            tried?;
            self.feed.suspects.retain(|name| !folder.ends_with(name));
            if self.reads.len() >= 4 * self.options.jobs || last.elapsed() >= LONGEST_WAIT {
                self.read()?;
                last = Instant::now();
            }
            self.clerk.keep(&self.feed)?;
        }
        Ok(())
    }

    fn fetch_folder(
        &mut self,
        repository: &Repository<'_>,
        folder: &Path,
        due: &BTreeSet<PathBuf>,
        is_suspect: bool,
        failures: &mut u32,
    ) -> Result<(), Halt> {
        let text = holdings::text(&holdings::record_of(folder)).map_err(Error::io(folder))?;
        let Some(record) = text.and_then(|text| record::from_json(&text).ok()) else { return Ok(()) };
        let mut deposit = Deposit::load(folder);
        for number in 0..deposit.documents.len() {
            let path = folder.join(&deposit.documents[number].file);
            let is_held = path.is_file();
            if if is_held { !is_suspect } else { !due.contains(&path) } {
                continue;
            }
            if let Some((why, again)) = closed(&record, &deposit.documents[number].url, self.today()) {
                if !is_held {
                    self.clerk.withhold(&path, &why, again)?;
                }
                continue;
            }
            match self.fetch_document(repository, folder, &mut deposit, number, &record) {
                Ok(()) => *failures = 0,
                Err(Halt::Trouble(trouble)) if !trouble.ends_all() => {
                    self.refused(&path, &deposit.documents[number].url, &trouble, is_held)?;
                    *failures = if trouble.may_pass() { *failures + 1 } else { 0 };
                    if *failures >= MOST_FAILURES || matches!(trouble, Trouble::Busy(_)) {
                        return Err(trouble.into());
                    }
                }
                Err(halt) => return Err(halt),
            }
        }
        Ok(())
    }

    fn fetch_document(
        &mut self,
        repository: &Repository<'_>,
        folder: &Path,
        deposit: &mut Deposit,
        number: usize,
        record: &Record,
    ) -> Result<(), Halt> {
        let Deposited { url, file, held, begun, .. } = deposit.documents[number].clone();
        let path = folder.join(file);
        let mut part = holdings::part(&path).map_err(Trouble::File)?;
        let wanted = Wanted { url: &url, held: held.as_ref().filter(|_| path.is_file()), begun };
        let fetched = repository.fetch(wanted, &mut part, &mut |state| {
            // Known before the first byte is written, so that another run can go on.
            deposit.documents[number].begun = Some(state.clone());
            deposit.save(folder).map_err(|error| std::io::Error::other(error.to_string()))
        })?;
        let Fetched::Whole { validators, bytes, checksum } = fetched else {
            holdings::discard_part(&path).map_err(Trouble::File)?;
            return Ok(());
        };
        let is_other = holdings::complete(&path, &part).map_err(Trouble::File)?;
        let document = &mut deposit.documents[number];
        (document.held, document.begun) = (Some(validators), None);
        write_beside(folder, document, record)?;
        deposit.save(folder)?;
        self.outcome.fetched += u64::from(is_other);
        self.compare(record, &url, bytes, &checksum);
        (self.observer)(Event::Fetched { url, path, bytes });
        Ok(())
    }

    /// What the record says of a file counts for less than the file; but it is told.
    fn compare(&mut self, record: &Record, url: &str, bytes: u64, checksum: &str) {
        let Some(said) = record.documents.iter().find(|document| document.url.as_deref() == Some(url)) else { return };
        if let Some(size) = said.size.filter(|size| *size != bytes) {
            self.tell(url, format!("it has {bytes} bytes, and by its record {size}"));
        }
        let is_other =
            |said: &&String| said.to_ascii_lowercase().starts_with("md5:") && !said.eq_ignore_ascii_case(checksum);
        if said.checksum.as_ref().is_some_and(|said| is_other(&said)) {
            self.tell(url, "its checksum is not that of its record".to_owned());
        }
    }

    /// Enters why a document cannot be had, and when to ask for it again: what may have passed tomorrow, with the next run.
    fn refused(&mut self, path: &Path, url: &str, trouble: &Trouble, is_held: bool) -> Result<(), Error> {
        self.outcome.withheld += 1;
        let days = if trouble.may_pass() { 0 } else { PATIENCE };
        let again = Date::from_days_since_epoch(self.wanted.now.0.div_euclid(DAY) + days);
        let reason = trouble.to_string();
        if !is_held {
            if !trouble.may_pass() {
                holdings::discard_part(path).map_err(Error::io(path))?;
            }
            self.clerk.withhold(path, &reason, Some(again))?;
        }
        (self.observer)(Event::Withheld { url: url.to_owned(), reason });
        Ok(())
    }
}
