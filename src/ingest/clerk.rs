//! Keeping the books: what was found and read goes into the index, and the ledger stays true.
//!
//! A thesis is in the index once, under the path that *owns* it; other paths with the same bytes are noted as the same.
//! When an owner goes, the next path takes the thesis over, and only with the last one does it leave.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::{
    Event, Summary,
    describe::{Describer, Descriptions},
    plan::{Read, Step},
    reading::{Answer, Reading},
};
use crate::{
    access::Level,
    corpus::Document,
    error::Result,
    index::{ContentHash, Coverage, Fate, Key, Snapshot, Source, Thesis, Writer},
    pdf::Unreadable,
    record::{self, Origin, Origins, Record, Said},
    text::Text,
};

mod deposits;

pub(super) struct Clerk<'a> {
    writer: Writer,
    /// The index as the run found it: where the text of a thesis comes from that is not read again.
    before: Snapshot,
    /// In the order of their paths, so that those below a folder follow one another.
    sources: BTreeMap<PathBuf, Source>,
    paths: HashMap<Key, BTreeSet<PathBuf>>,
    /// Theses read in this run: what is in `before` of them is out of date.
    read: HashSet<Key>,
    /// Theses whose record was put again in this run.
    redescribed: HashSet<Key>,
    describer: Describer,
    observer: &'a (dyn Fn(Event) + Sync),
    summary: Summary,
    commit_every: Duration,
    committed: Instant,
}

impl<'a> Clerk<'a> {
    pub(super) fn new(
        writer: Writer,
        before: Snapshot,
        commit_every: Duration,
        observer: &'a (dyn Fn(Event) + Sync),
        summary: Summary,
    ) -> Self {
        Self {
            writer,
            before,
            sources: BTreeMap::new(),
            paths: HashMap::new(),
            read: HashSet::new(),
            redescribed: HashSet::new(),
            describer: Describer::default(),
            observer,
            summary,
            commit_every,
            committed: Instant::now(),
        }
    }

    /// Learns what the ledger says.
    pub(super) fn know(&mut self, known: Vec<Source>) {
        known.into_iter().for_each(|source| self.remember(source));
    }

    /// Does what needs no reading.
    pub(super) fn take(&mut self, step: Step) -> Result<()> {
        match step {
            Step::Move { from, to } => self.move_to(from, &to)?,
            Step::Same { document, hash } => self.same(&document, hash)?,
            Step::Touch(document) => self.touch(&document)?,
            Step::Remove(path) => self.remove(path)?,
        }
        self.commit_in_time()
    }

    /// Enters what was read, and those with the same bytes.
    pub(super) fn enter(&mut self, read: Read, answer: Answer) -> Result<()> {
        let Read { document, hash: planned, twins } = read;
        let Some(hash) = answer.hash else {
            let fate = answer.reading.map_or_else(Fate::Failed, |_| Fate::Indexed(Coverage::default()));
            return self.fail(&document, fate);
        };
        // A file that was written to meanwhile must not pass for its former copies: the next run sees to them.
        let twins = if planned.is_none_or(|planned| planned == hash) { twins } else { Vec::new() };
        let owner = self.owner(hash.key());
        if owner.is_some_and(|owner| owner.path != document.path && owner.hash != Some(hash)) {
            let taken = Fate::Failed(Unreadable::Damaged("its key is taken by another document".to_owned()));
            return std::iter::once(&document).chain(&twins).try_for_each(|path| self.fail(path, taken.clone()));
        }
        let is_twin = |path: &Path| twins.iter().any(|twin| twin.path == path);
        // It may have become a copy of something after it was looked at. The terms of its record may come too late for
        // a thesis of this run, so the next one looks at it again.
        if owner.is_some_and(|owner| owner.path != document.path && !is_twin(&owner.path)) {
            self.same(&Document { record: None, ..document }, hash)?;
        } else {
            self.forget(&document.path, Some(hash.key()))?;
            self.paths.entry(hash.key()).or_default().extend(twins.iter().map(|twin| twin.path.clone()));
            self.put(&document, hash, answer.reading)?;
        }
        twins.iter().try_for_each(|twin| self.same(twin, hash))?;
        self.commit_in_time()
    }

    /// Commits, and waits until the index has settled.
    pub(super) fn finish(self) -> Result<Summary> {
        self.writer.finish()?;
        (self.observer)(Event::Committed);
        Ok(self.summary)
    }

    fn put(
        &mut self,
        document: &Document,
        hash: ContentHash,
        reading: std::result::Result<Reading, Unreadable>,
    ) -> Result<()> {
        let (said, text, fate) = match reading {
            Ok(Reading { said, text, coverage }) => (said, text, Fate::Indexed(coverage)),
            Err(why) => (Said::default(), Text::default(), Fate::Failed(why)),
        };
        self.tell_read(document, &fate);
        let key = hash.key();
        let (record, origins) = self.record_of(key, &document.path, &said);
        let source = source(document, Some(hash), fate);
        self.remember(source.clone());
        self.read.insert(key);
        self.writer.put(Thesis { key, record, origins, said, source, text })
    }

    /// Enters a path that holds no thesis.
    fn fail(&mut self, document: &Document, fate: Fate) -> Result<()> {
        self.forget(&document.path, None)?;
        self.tell_read(document, &fate);
        self.note(source(document, None, fate))
    }

    fn move_to(&mut self, from: PathBuf, to: &Document) -> Result<()> {
        let Some(old) = self.drop_source(&from) else { return Ok(()) };
        self.writer.remove(&from)?;
        self.redescribe(source(to, old.hash, old.fate))?;
        self.summary.moved += 1;
        (self.observer)(Event::Moved { from, to: to.path.clone() });
        Ok(())
    }

    fn touch(&mut self, document: &Document) -> Result<()> {
        let Some(old) = self.drop_source(&document.path) else { return Ok(()) };
        self.summary.described += 1;
        if old.record != document.record {
            (self.observer)(Event::Described { path: document.path.clone() });
        }
        self.redescribe(source(document, old.hash, old.fate))
    }

    fn same(&mut self, document: &Document, hash: ContentHash) -> Result<()> {
        let key = hash.key();
        self.forget(&document.path, Some(key))?;
        self.note(source(document, Some(hash), Fate::SameAs(key)))?;
        self.settle(key)?;
        self.summary.same_as += 1;
        (self.observer)(Event::Same { path: document.path.clone(), key });
        Ok(())
    }

    fn remove(&mut self, path: PathBuf) -> Result<()> {
        self.forget(&path, None)?;
        self.writer.remove(&path)?;
        self.summary.removed += 1;
        (self.observer)(Event::Removed { path });
        Ok(())
    }

    /// Lets go of what a path held, unless it will hold `keep` again: its thesis goes to the next path, or out.
    fn forget(&mut self, path: &Path, keep: Option<Key>) -> Result<()> {
        let Some(old) = self.drop_source(path) else { return Ok(()) };
        let Some(key) = old.key().filter(|key| Some(*key) != keep) else { return Ok(()) };
        if is_copy(&old) {
            return self.settle(key);
        }
        let next = self.paths.get(&key).and_then(|paths| paths.first().cloned());
        match next.and_then(|path| self.sources.get(&path).cloned()) {
            Some(next) => self.redescribe(Source { fate: old.fate, ..next }),
            None => self.writer.withdraw(key),
        }
    }

    /// Puts a path into the ledger; where it owns a thesis whose record is now another, that is put again, with the
    /// text that the index has.
    fn redescribe(&mut self, source: Source) -> Result<()> {
        let Some(key) = source.key() else { return self.note(source) };
        if is_copy(&source) {
            self.note(source)?;
            return self.settle(key);
        }
        let stored = self.before.stored(key)?;
        let (record, origins) = self.record_of(key, &source.path, &stored.said);
        if record == stored.record && origins == stored.origins && !self.redescribed.contains(&key) {
            return self.note(source);
        }
        let text = self.before.text(key)?;
        self.remember(source.clone());
        self.redescribed.insert(key);
        self.writer.put(Thesis { key, record, origins, said: stored.said, source, text })
    }

    /// Sees to it that a thesis has the terms of its copies, which are others now.
    fn settle(&mut self, key: Key) -> Result<()> {
        match self.owner(key).cloned() {
            Some(owner) if !self.read.contains(&key) => self.redescribe(owner),
            _ => Ok(()),
        }
    }

    fn note(&mut self, source: Source) -> Result<()> {
        self.writer.note(&source)?;
        self.remember(source);
        Ok(())
    }

    fn remember(&mut self, source: Source) {
        if let Some(key) = source.key() {
            self.paths.entry(key).or_default().insert(source.path.clone());
        }
        self.sources.insert(source.path.clone(), source);
    }

    fn drop_source(&mut self, path: &Path) -> Option<Source> {
        let source = self.sources.remove(path)?;
        if let Some(paths) = source.key().and_then(|key| self.paths.get_mut(&key)) {
            paths.remove(path);
        }
        Some(source)
    }

    fn owner(&self, key: Key) -> Option<&Source> {
        self.paths.get(&key)?.iter().filter_map(|path| self.sources.get(path)).find(|source| !is_copy(source))
    }

    /// The record of a thesis: what is beside its owner, under the strictest terms of all its copies, and what the PDF says of
    /// itself where that is open; and where its values came from.
    fn record_of(&mut self, key: Key, owner: &Path, said: &Said) -> (Record, Origins) {
        let mut descriptions = self.described(owner);
        let copies = self.paths.get(&key).into_iter().flatten().filter(|path| *path != owner);
        for copy in copies.cloned().collect::<Vec<_>>() {
            // Of a copy's records only the terms count.
            let of_copy = self.described(&copy).into_iter().map(|(origin, Record { security, embargo, .. })| {
                (origin, Record { security, embargo, ..Record::default() })
            });
            descriptions.extend(of_copy);
        }
        // Whoever sees only the record of a closed text must not learn from it what the PDF says.
        let closed = |(_, one): &(Origin, Record)| one.security != Level::Public || one.embargo.is_some();
        let nothing = Said::default();
        let said = if descriptions.iter().any(closed) { &nothing } else { said };
        let guesses = record::said_by(said, &stem(owner));
        descriptions.extend(guesses.map(|(format, record)| (Origin { format, file: None }, record)));
        record::merge(&descriptions)
    }

    /// What is beside a PDF, and complaints about it.
    fn described(&mut self, pdf: &Path) -> Vec<(Origin, Record)> {
        let Descriptions { all, complaints } = self.describer.describe(pdf);
        for reason in complaints {
            (self.observer)(Event::BadRecord { path: pdf.to_owned(), reason });
        }
        all
    }

    fn tell_read(&mut self, document: &Document, fate: &Fate) {
        let bytes = document.stamp.size;
        let (mut pages, mut recognised, mut words) = (0, 0, 0);
        match fate {
            Fate::Indexed(coverage) => {
                (pages, recognised, words) = (coverage.pages, coverage.recognised, coverage.words);
                self.summary.indexed += 1;
                self.summary.pages += u64::from(pages);
                self.summary.scanned += u64::from(coverage.scanned);
                self.summary.garbled += u64::from(coverage.garbled);
                self.summary.recognised += u64::from(recognised);
                self.summary.models_wanted.extend(coverage.model_wanted.clone());
                self.summary.words += words;
                self.summary.text_bytes += coverage.text_bytes;
            }
            Fate::Failed(_) => self.summary.failed += 1,
            Fate::SameAs(_) | Fate::Described | Fate::Withheld(_) => {}
        }
        self.summary.pdf_bytes += bytes;
        let (path, fate) = (document.path.clone(), fate.clone());
        (self.observer)(Event::Read { path, pages, recognised, words, bytes, fate });
    }

    fn commit_in_time(&mut self) -> Result<()> {
        if self.committed.elapsed() >= self.commit_every { self.commit() } else { Ok(()) }
    }

    /// Makes all that was done last.
    fn commit(&mut self) -> Result<()> {
        self.writer.commit()?;
        // What was put is now what the index has.
        self.before = self.writer.snapshot()?;
        self.read.clear();
        self.redescribed.clear();
        self.committed = Instant::now();
        (self.observer)(Event::Committed);
        Ok(())
    }
}

fn source(document: &Document, hash: Option<ContentHash>, fate: Fate) -> Source {
    let Document { path, stamp, record } = document.clone();
    Source { path, size: stamp.size, modified_ns: stamp.modified_ns, hash, record, fate }
}

fn is_copy(source: &Source) -> bool {
    matches!(source.fate, Fate::SameAs(_))
}

/// The name of a file without its extension.
fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
