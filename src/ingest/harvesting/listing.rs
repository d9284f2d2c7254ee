//! Reading a repository's list: each record into its folder and into the index, page by page.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    result::Result,
    sync::atomic::Ordering,
};

use super::{
    DAY, Error, Event, Halt, Repository, Round, Trouble,
    deposit::{Deposit, closed, write_beside},
};
use crate::{
    corpus::{
        Found, PassedOver,
        holdings::{self, Holdings},
    },
    harvest::{Granularity, Item, List, Moment, Page, Request},
    index::{Fate, UnderWay},
    ingest::plan::{Step, plan},
    record::{self, Record},
};

impl Round<'_, '_> {
    /// Reads the list to its end, from where the last run came to.
    pub(super) fn list(&mut self, repository: &Repository<'_>, holdings: &Holdings) -> Result<(), Halt> {
        let mut list = self.list_to_read(holdings)?;
        let request = Request {
            prefix: self.feed.prefix.clone(),
            set: self.feed.set.clone(),
            from: self.from(repository, &list),
        };
        let mut pages = List::new(repository, request, list.token.clone());
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Trouble::Stopped.into());
            }
            let page = match pages.page() {
                Ok(Some(page)) => page,
                Ok(None) => break,
                Err(trouble) => {
                    // Where the list itself is at fault, it is of no use to go on at the same place.
                    if matches!(trouble, Trouble::Endless(_) | Trouble::Protocol { .. }) {
                        self.feed.list = None;
                    }
                    return Err(trouble.into());
                }
            };
            if list.taken == 0 && list.token.is_none() {
                list.begun = self.begun(&page);
            }
            list.token.clone_from(&page.token);
            list.taken += page.items.len() as u64;
            self.take_page(repository, holdings, page, &mut list)?;
            (self.observer)(Event::Listed { records: list.taken });
            if list.token.is_none() {
                // That it was read to its end is in the same commit as its last records.
                break;
            }
            self.feed.list = Some(list.clone());
            self.clerk.keep(&self.feed)?;
        }
        self.end_list(holdings, &list)?;
        Ok(())
    }

    /// The list that was begun is read to its end first, unless everything is asked for.
    fn list_to_read(&mut self, holdings: &Holdings) -> Result<UnderWay, Halt> {
        let is_full = self.wanted.is_full || (self.feed.from.is_none() && self.wanted.from.is_none());
        let begun = self.feed.list.clone().filter(|list| list.token.is_some());
        match begun.filter(|list| list.is_full || !self.wanted.is_full) {
            Some(list) => Ok(list),
            None => {
                if is_full {
                    holdings.note_listed(&[], true).map_err(Error::io(holdings.root()))?;
                }
                Ok(UnderWay { is_full, begun: self.wanted.now.0, ..UnderWay::default() })
            }
        }
    }

    fn from(&self, repository: &Repository<'_>, list: &UnderWay) -> Option<String> {
        let granularity = repository.identity().granularity;
        let asked = self.wanted.from.map(|day| Moment(day.days_since_epoch() * DAY));
        let from = asked.or_else(|| self.feed.from.filter(|_| !list.is_full).map(Moment))?;
        // To the day where that is enough: some repositories say that they know of seconds and do not.
        let is_day = from.0 % DAY == 0;
        Some(from.written(if is_day { Granularity::Day } else { granularity }))
    }

    /// When the list was begun, by the earlier of two clocks.
    fn begun(&mut self, page: &Page) -> i64 {
        let now = self.wanted.now.0;
        match page.date {
            Some(date) if date.0 > now + DAY => {
                self.tell("the repository", format!("its clock is ahead: {date}"));
                now
            }
            Some(date) => date.0.min(now),
            None => {
                self.tell("the repository", "it does not say what time it is".to_owned());
                now
            }
        }
    }

    fn take_page(
        &mut self,
        repository: &Repository<'_>,
        holdings: &Holdings,
        page: Page,
        list: &mut UnderWay,
    ) -> Result<(), Halt> {
        for reason in page.faults {
            list.has_faults = true;
            self.fault("the list", reason);
        }
        let folders: Vec<PathBuf> = page
            .items
            .iter()
            .filter(|item| item.xml.is_some())
            .map(|item| holdings.folder(&item.header.identifier))
            .collect();
        if list.is_full {
            holdings.note_listed(&folders, false).map_err(Error::io(holdings.root()))?;
        }
        for item in page.items {
            self.take_item(repository, holdings, &item)?;
        }
        self.read()?;
        Ok(())
    }

    fn take_item(&mut self, repository: &Repository<'_>, holdings: &Holdings, item: &Item) -> Result<(), Halt> {
        let identifier = item.header.identifier.as_str();
        self.outcome.listed += 1;
        if let Some(wrong) = &item.header.wrong_stamp {
            self.tell(identifier, format!("`{wrong}` is no datestamp"));
        }
        let folder = holdings.folder(identifier);
        self.enter_once(&folder)?;
        let Some(xml) = &item.xml else { return Ok(self.withdraw(&folder)?) };
        let digest = blake3::hash(format!("{}\n{xml}", env!("CARGO_PKG_VERSION")).as_bytes()).to_hex().to_string();
        let before = Deposit::load(&folder);
        if before.digest == digest && holdings::record_of(&folder).is_file() {
            self.outcome.unchanged += 1;
            self.ask_where_not_asked(&folder, &before)?;
            return Ok(self.settle(&folder)?);
        }
        let Some(mut record) = self.understood(identifier, xml) else { return Ok(()) };
        if let (Some(prefix), true) = (&self.feed.files, record.documents.is_empty()) {
            let other = repository.record(identifier, prefix)?.and_then(|item| item.xml);
            let described =
                other.and_then(|xml| record::from_xml(&xml).ok()).and_then(|found| found.into_iter().next());
            record.documents = described.map(|described| described.record.documents).unwrap_or_default();
            // The format that describes may say more of who may read than the one that lists files.
            for document in &mut record.documents {
                document.security = document.security.max(record.security);
                document.embargo = document.embargo.max(record.embargo);
            }
        }
        let mut deposit = before.clone();
        (deposit.identifier, deposit.digest) = (identifier.to_owned(), digest);
        let stamp = item.header.stamp.map_or(String::new(), |stamp| stamp.to_string());
        let is_suspect = !deposit.follow(&record, &stamp).is_empty();
        self.write(&folder, &record, &deposit, &before)?;
        if is_suspect && self.feed.fetches {
            self.feed.suspects.extend(folder.file_name().and_then(|name| name.to_str()).map(str::to_owned));
        }
        self.ask_for(&folder, &record, &deposit)?;
        Ok(self.settle(&folder)?)
    }

    fn understood(&mut self, identifier: &str, xml: &str) -> Option<Record> {
        match record::from_xml(xml).map(|found| found.into_iter().next()) {
            Ok(Some(described)) => {
                described.doubts.into_iter().for_each(|doubt| self.tell(identifier, doubt));
                Some(Record { repository: Some(self.feed.name.clone()), ..described.record })
            }
            Ok(None) => {
                self.fault(identifier, "a record with nothing in it".to_owned());
                None
            }
            Err(reason) => {
                self.fault(identifier, reason);
                None
            }
        }
    }

    /// What is known of the documents comes last: what is not whole is written again.
    fn write(&self, folder: &Path, record: &Record, deposit: &Deposit, before: &Deposit) -> Result<(), Error> {
        let path = holdings::record_of(folder);
        holdings::write(&path, &record::to_json(record)).map_err(Error::io(path))?;
        deposit.dropped(before, folder).iter().try_for_each(|pdf| holdings::discard(pdf).map_err(Error::io(pdf)))?;
        deposit.documents.iter().try_for_each(|document| write_beside(folder, document, record))?;
        deposit.save(folder)
    }

    /// An index that was made anew, or had no documents fetched, knows nothing of the documents of a record that has not
    /// changed.
    fn ask_where_not_asked(&mut self, folder: &Path, deposit: &Deposit) -> Result<(), Error> {
        let is_unknown = |path: PathBuf| !path.is_file() && self.clerk.known(&path).is_none();
        if !deposit.documents.iter().any(|document| is_unknown(folder.join(&document.file))) {
            return Ok(());
        }
        let text = holdings::text(&holdings::record_of(folder)).map_err(Error::io(folder))?;
        let record = text.and_then(|text| record::from_json(&text).ok());
        record.map_or(Ok(()), |record| self.ask_for(folder, &record, deposit))
    }

    /// Enters the documents that are not here: those that are to be fetched today, and those that are closed.
    fn ask_for(&mut self, folder: &Path, record: &Record, deposit: &Deposit) -> Result<(), Error> {
        let today = self.today();
        let wanted: &[_] = if self.feed.fetches { &deposit.documents } else { &[] };
        for document in wanted {
            let path = folder.join(&document.file);
            if !path.is_file() {
                let closed = closed(record, &document.url, today);
                let (why, again) = closed.unwrap_or_else(|| ("not fetched yet".to_owned(), Some(today)));
                self.clerk.withhold(&path, &why, again)?;
            }
        }
        Ok(())
    }

    /// A folder that was entered since the last commit is entered again only after the next.
    pub(super) fn enter_once(&mut self, folder: &Path) -> Result<(), Error> {
        if !self.entered.insert(folder.to_owned()) {
            self.read()?;
            self.clerk.commit_now()?;
            self.entered.clear();
            self.entered.insert(folder.to_owned());
        }
        Ok(())
    }

    /// Takes a record out, here and in the index.
    fn withdraw(&mut self, folder: &Path) -> Result<(), Error> {
        let was_here = self.clerk.below(folder).next().is_some();
        self.outcome.withdrawn += u64::from(was_here);
        holdings::remove(folder).map_err(Error::io(folder))?;
        self.settle(folder)
    }

    /// Makes the index say of a folder what is in it.
    pub(super) fn settle(&mut self, folder: &Path) -> Result<(), Error> {
        let documents = holdings::deposited(folder);
        let bare = holdings::bare_record(folder).filter(|_| documents.is_empty());
        let wanted: HashSet<PathBuf> = match self.feed.fetches {
            true => Deposit::load(folder).documents.iter().map(|document| folder.join(&document.file)).collect(),
            false => HashSet::new(),
        };
        let is_here = |path: &Path| documents.iter().any(|document| document.path == *path);
        let (entries, known): (Vec<_>, Vec<_>) = (self.clerk.below(folder).cloned())
            .partition(|source| matches!(source.fate, Fate::Described | Fate::Withheld(_)) && !is_here(&source.path));
        let stays = |path: &Path| wanted.contains(path) || bare.as_ref().is_some_and(|bare| bare.path == *path);
        for entry in entries.into_iter().filter(|entry| !stays(&entry.path)) {
            self.clerk.take(Step::Remove(entry.path))?;
        }
        let found = Found { roots: vec![folder.to_owned()], documents, passed_over: PassedOver::default() };
        let plan = plan(&found, &known, self.options, &|paths| super::super::hash_all(paths, self.stop));
        plan.steps.into_iter().try_for_each(|step| self.clerk.take(step))?;
        self.reads.extend(plan.reads);
        let Some(bare) = bare else { return Ok(()) };
        match self.clerk.known(&bare.path) {
            Some(known) if known.stamp() == bare.stamp => Ok(()),
            Some(_) => self.clerk.take(Step::Touch(bare)),
            None => self.clerk.describe(&bare),
        }
    }

    /// The list was read to its end: what is not on one of all records is no more.
    fn end_list(&mut self, holdings: &Holdings, list: &UnderWay) -> Result<(), Error> {
        if list.is_full {
            let listed = holdings.listed().unwrap_or_default();
            let here = holdings.folders().map_err(Error::io(holdings.root()))?;
            let known = self.clerk.below(holdings.root()).filter_map(|source| source.path.parent()).map(Path::to_owned);
            let gone: std::collections::BTreeSet<PathBuf> =
                here.into_iter().chain(known).filter(|folder| !listed.contains(folder)).collect();
            let kept = match (gone.is_empty(), listed.is_empty(), list.has_faults) {
                (true, ..) => None,
                (_, true, _) => Some("it lists nothing any more: what is here stays"),
                (.., true) => Some("what is no longer listed stays, for it may be what could not be understood"),
                _ => None,
            };
            match kept {
                Some(why) => self.fault("the list", why.to_owned()),
                None => gone.iter().try_for_each(|folder| self.withdraw(folder))?,
            }
        }
        // A day is taken again each time: for records that were being written, and datestamps in local time.
        self.feed.from = Some(list.begun - DAY);
        (self.feed.list, self.feed.harvested) = (None, Some(self.wanted.now.0));
        self.clerk.keep(&self.feed)
    }
}
