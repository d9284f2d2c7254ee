//! Writing: theses and ledger entries go in, and a commit makes them last.

use std::{collections::HashSet, path::Path, sync::Arc, time::Duration};

use tantivy::{
    Searcher, TantivyError, Term,
    indexer::{LogMergePolicy, UserOperation},
    schema::Field,
};

use super::{
    Index, Key, Snapshot, Source,
    document::{Content, Entry, Gauge, Load},
    facet::facets,
    fingerprint::Sketch,
    format,
    lock::Lock,
    offer::offers,
    schema::{Fields, access_value, day_value, section_term, term_of_page},
    source::path_term,
    stem::{LanguageStems, Stems, record_language, stem_language, stemmed, with_stems},
    stored::{Front, PagePlace, Place, place},
    title_order::title_order,
    works::{Newcomer, Works},
};
use crate::{
    access::Terms,
    error::{Error, Result},
    record::{Origins, Record, Said},
    text::{SectionKind, Text},
};

/// How a writer works.
#[derive(Clone, Debug)]
pub struct WriterOptions {
    /// Memory for postings before a segment is written, bytes, over all threads; at least 15 MB each.
    pub memory_bytes: usize,
    /// Threads that index. Each makes segments of its own, so one is best until it is too slow.
    pub threads: usize,
    /// Who writes, for the one who finds the index locked: a command line.
    pub command: String,
}

impl Default for WriterOptions {
    fn default() -> Self {
        Self { memory_bytes: 64 << 20, threads: 1, command: "a program".to_owned() }
    }
}

/// A thesis as it goes into the index.
#[derive(Clone, Debug)]
pub struct Thesis {
    /// Its key.
    pub key: Key,
    /// Its record, blanks filled.
    pub record: Record,
    /// Where the values of the record came from, where that is known.
    pub origins: Origins,
    /// What its PDF said of itself: kept, so that the blanks of another record can be filled without reading it again.
    pub said: Said,
    /// The path it was read from.
    pub source: Source,
    /// Its text; empty where nothing could be read.
    pub text: Text,
}

/// Writes to an index. What it does lasts, and is seen by others, from the next [`Writer::commit`] on.
pub struct Writer {
    engine: tantivy::IndexWriter<Entry>,
    index: Index,
    pub(super) fields: Fields,
    stems: Stems,
    gauge: Arc<Gauge>,
    /// The last commit: what is not in it needs no deletion.
    committed: Searcher,
    /// Terms of what was written since; where there are none, there is nothing to commit.
    written: HashSet<Term>,
    works: Works,
    _lock: Lock,
}

/// Bytes of text that may wait for the engine.
const WAITING: usize = 8 << 20;

impl Writer {
    pub(super) fn new(index: &Index, options: &WriterOptions) -> Result<Self> {
        let lock = Lock::take(index.dir(), &options.command)?;
        let threads = options.threads.max(1);
        let memory = options.memory_bytes.max(threads * 15_000_000);
        let engine = open(index, threads, memory)?;
        engine.set_merge_policy(Box::new(merge_policy()));
        // What a run that was killed, or met a full disk, has left behind.
        engine.garbage_collect_files().wait().map_err(index.fault("removing old files"))?;
        Ok(Self {
            engine,
            index: index.clone(),
            fields: *index.fields(),
            stems: Stems::default(),
            gauge: Arc::default(),
            committed: index.snapshot()?.searcher.clone(),
            written: HashSet::new(),
            works: Works::default(),
            _lock: lock,
        })
    }

    /// Puts a thesis in, and its path into the ledger; what the index held of either is replaced.
    ///
    /// Waits while too much text waits for the engine.
    ///
    /// # Errors
    /// Where the engine has failed (a full disk, say); the last commit stands.
    pub fn put(&mut self, thesis: Thesis) -> Result<()> {
        let Thesis { key, record, origins, said, source, text } = thesis;
        let mut operations = Vec::with_capacity(text.passages.len() + 4);
        self.replace(Term::from_field_text(self.fields.key, &key.to_string()), &mut operations)?;
        operations.extend(self.passages(key, &record, &origins, said, text)?.into_iter().map(UserOperation::Add));
        self.enter(&source, &mut operations)?;
        self.run(operations)
    }

    /// Puts a path into the ledger, and nothing else; what the ledger held of it is replaced.
    ///
    /// # Errors
    /// As [`Writer::put`].
    pub fn note(&mut self, source: &Source) -> Result<()> {
        let mut operations = Vec::new();
        self.enter(source, &mut operations)?;
        self.run(operations)
    }

    /// Takes a path out of the ledger. Its thesis stays until it is [withdrawn](Self::withdraw).
    ///
    /// # Errors
    /// As [`Writer::put`].
    pub fn remove(&mut self, path: &Path) -> Result<()> {
        let mut operations = Vec::new();
        self.replace(Term::from_field_text(self.fields.path, &path_term(path)), &mut operations)?;
        self.run(operations)
    }

    /// Takes the passages of a thesis out.
    ///
    /// # Errors
    /// As [`Writer::put`].
    pub fn withdraw(&mut self, key: Key) -> Result<()> {
        let mut operations = Vec::new();
        self.replace(Term::from_field_text(self.fields.key, &key.to_string()), &mut operations)?;
        self.run(operations)
    }

    /// Makes all that was done last: from now on others see it, and a crash leaves it.
    ///
    /// # Errors
    /// Where it cannot be written; the commit before stands, and this writer is of no more use.
    pub fn commit(&mut self) -> Result<()> {
        if self.written.is_empty() {
            return Ok(());
        }
        self.engine.commit().map_err(self.index.fault("committing"))?;
        format::share(self.index.dir());
        self.written.clear();
        self.works.forget();
        self.committed = self.index.snapshot()?.searcher.clone();
        Ok(())
    }

    /// Commits, waits for merges that are under way and removes the files that are no longer needed.
    ///
    /// # Errors
    /// As [`Writer::commit`].
    pub fn finish(mut self) -> Result<()> {
        self.commit()?;
        let Self { engine, index, .. } = self;
        let collected = engine.garbage_collect_files().wait();
        engine.wait_merging_threads().map_err(index.fault("merging"))?;
        format::share(index.dir());
        collected.map(drop).map_err(index.fault("removing old files"))
    }

    /// The index as of the last commit.
    ///
    /// # Errors
    /// As [`Index::snapshot`].
    pub fn snapshot(&self) -> Result<Snapshot> {
        self.index.snapshot()
    }

    pub(super) fn run(&mut self, operations: Vec<UserOperation<Entry>>) -> Result<()> {
        match self.engine.run(operations) {
            Ok(_) => Ok(()),
            // The thread that failed knows why: a commit, which cannot succeed without it, asks.
            Err(stopped) => {
                let why = self.engine.prepare_commit().err().unwrap_or(stopped);
                Err(self.index.fault("indexing")(why))
            }
        }
    }

    /// Deletes what `term` names, unless nothing can be there: each deletion is a search when a segment is written.
    pub(super) fn replace(&mut self, term: Term, operations: &mut Vec<UserOperation<Entry>>) -> Result<()> {
        let there = self.committed.doc_freq(&term).map_err(self.index.fault("reading"))? > 0;
        if !self.written.insert(term.clone()) || there {
            operations.push(UserOperation::Delete(term));
        }
        Ok(())
    }

    fn enter(&mut self, source: &Source, operations: &mut Vec<UserOperation<Entry>>) -> Result<()> {
        let path = path_term(&source.path);
        self.replace(Term::from_field_text(self.fields.path, &path), operations)?;
        let bytes = postcard::to_allocvec(source).map_err(Error::engine("writing the ledger"))?;
        let mut own = vec![(self.fields.path, Content::Text(path)), (self.fields.source, Content::Bytes(bytes))];
        own.extend(source.key().map(|key| (self.fields.holds, Content::Text(key.to_string()))));
        operations.push(UserOperation::Add(Entry { own, ..Entry::default() }));
        Ok(())
    }

    /// The documents of a thesis, the record page first.
    fn passages(
        &mut self,
        key: Key,
        record: &Record,
        origins: &Origins,
        said: Said,
        mut text: Text,
    ) -> Result<Vec<Entry>> {
        let language = stem_language(record, text.language.as_deref());
        let fields = self.fields;
        let language_of_record = record_language(record, text.language.as_deref());
        let shared = Arc::new(shared(&fields, key, record));
        let described = described(&fields, record, self.stems.of(&language_of_record));
        let load = self.gauge.admit(text.content.len(), WAITING);
        let mut sketch = Sketch::default();
        let content: Arc<str> = std::mem::take(&mut text.content).into();
        let record_page: Arc<str> = record_page(record).into();
        let front = Front::new(record, origins, said, &text, &content);
        let spans = text.passages.iter().map(|passage| passage.span.start as usize..passage.span.end as usize);
        let slices = std::iter::once((Arc::clone(&record_page), 0..record_page.len()))
            .chain(spans.map(|span| (Arc::clone(&content), span)));
        let mut entries: Vec<Entry> = slices
            .enumerate()
            .map(|(number, (whole, span))| {
                let place = place(&text, number as u32);
                let language = if number == 0 { &language_of_record } else { &language };
                let stems = self.stems.of(language);
                let mut own = passage(&fields, number, &whole[span.clone()], &place, (stems, &mut sketch));
                own.push((fields.language, Content::Text(language.clone())));
                own.push((fields.text, Content::Slice(whole, span)));
                Entry { own, shared: Arc::clone(&shared), load: None }
            })
            .collect();
        let words: u64 = entries.iter().skip(1).filter_map(|entry| entry.number(fields.words)).sum();
        let passages = entries.len() as u64;
        let traits = sketch.traits();
        let terms = Terms { level: record.security, embargo: record.embargo };
        let new = Newcomer { thesis: key.number(), terms, traits: &traits };
        let work = self.works.number(new, &self.committed, &fields).map_err(self.index.fault("reading"))?;
        if let Some(first) = entries.first_mut() {
            first.own.extend(described);
            first.own.push((fields.passages, Content::Number(passages)));
            first.own.push((fields.text_words, Content::Number(words)));
            first.own.extend(traits.into_iter().map(|known| (fields.traits, Content::Number(known))));
            first.own.extend(work.map(|number| (fields.fingerprint, Content::Number(number))));
            first.own.extend(offers(fields.offer, record, &text.sections));
            first.own.extend(facets(fields.facet, record, &language_of_record));
            // Plain values; writing them to memory cannot fail.
            first.own.push((fields.front, Content::Bytes(postcard::to_allocvec(&front).unwrap_or_default())));
        }
        hang(load, &mut entries);
        Ok(entries)
    }
}

/// The engine has a lock of its own, which a process that is being started may hold a moment longer than its owner;
/// ours is taken, so whoever holds it is no ibid.
fn open(index: &Index, threads: usize, memory: usize) -> Result<tantivy::IndexWriter<Entry>> {
    let mut patience = 50;
    loop {
        match index.engine().writer_with_num_threads(threads, memory) {
            Err(TantivyError::LockFailure(..)) if patience > 0 => patience -= 1,
            Err(TantivyError::LockFailure(..)) => {
                let holder = "a program that is not ibid".to_owned();
                return Err(Error::Locked { path: index.dir().into(), holder });
            }
            opened => return opened.map_err(index.fault("opening to write")),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The load goes with the last document: the engine takes them in order.
fn hang(load: Load, entries: &mut [Entry]) {
    if let Some(last) = entries.last_mut() {
        last.load = Some(load);
    }
}

/// What a passage has for itself, but its text.
fn passage(
    fields: &Fields,
    number: usize,
    text: &str,
    place: &Place,
    (stems, sketch): (&mut LanguageStems, &mut Sketch),
) -> Vec<(Field, Content)> {
    // The record page is no part of the text.
    let (stemmed, words) = stemmed(text, stems, &mut |word| {
        if number > 0 {
            sketch.word(word);
        }
    });
    let mut own = Vec::with_capacity(9);
    own.push((fields.stem, Content::Text(stemmed)));
    own.push((fields.passage, Content::Number(number as u64)));
    own.push((fields.words, Content::Number(words)));
    if let Some(section) = &place.section {
        let chapter = if section.kind.is_body() { section_term(SectionKind::Chapter) } else { "" };
        own.push((fields.section_kind, Content::Number(section.kind as u64)));
        own.push((fields.section, Content::Text(format!("{} {chapter}", section_term(section.kind)))));
        own.push((fields.heading, Content::Text(section.heading.clone())));
    }
    if number > 0 {
        let term = |page: &PagePlace| Content::Text(term_of_page(page.label.as_ref(), page.number));
        own.extend(place.pages.iter().map(|page| (fields.page, term(page))));
    }
    own
}

/// The values that all passages of a thesis have.
fn shared(fields: &Fields, key: Key, record: &Record) -> Vec<(Field, Content)> {
    let terms = Terms { level: record.security, embargo: record.embargo };
    vec![
        (fields.key, Content::Text(key.to_string())),
        (fields.thesis, Content::Number(key.number())),
        (fields.access, Content::Number(access_value(&terms))),
    ]
}

/// What can be asked of a thesis's record.
fn described(fields: &Fields, record: &Record, stems: &mut LanguageStems) -> Vec<(Field, Content)> {
    let mut values = Vec::new();
    let year = record.date.and_then(|date| u64::try_from(date.year).ok());
    values.extend(year.map(|year| (fields.year, Content::Number(year))));
    values.extend(record.date.map(|date| (fields.date, Content::Number(day_value(date)))));
    let order = record.title.as_deref().and_then(title_order);
    values.extend(order.map(|order| (fields.title_order, Content::Text(order))));
    let mut say = |field, text: &str| values.push((field, Content::Text(text.to_owned())));
    let titles = record.title.iter().chain(record.translated_titles.iter().map(|other| &other.text));
    titles.for_each(|title| say(fields.title, &with_stems(title, stems)));
    let keywords = record.keywords.iter().chain(&record.subjects);
    keywords.for_each(|keyword| say(fields.keyword, &with_stems(keyword, stems)));
    record.creators.iter().for_each(|name| say(fields.creator, name));
    let supervisors = record.contributors.iter().filter(|other| other.role.eq_ignore_ascii_case("supervisor"));
    supervisors.for_each(|other| say(fields.supervisor, &other.name));
    record.department.iter().for_each(|name| say(fields.department, name));
    record.institution.iter().chain(&record.publisher).for_each(|name| say(fields.institution, name));
    record.item_type.iter().chain(&record.thesis_type).chain(&record.degree).for_each(|kind| say(fields.kind, kind));
    record.licence.iter().for_each(|licence| say(fields.licence, licence));
    values
}

/// The text of passage 0: title, abstract, keywords and subjects; then title and abstract in other languages.
fn record_page(record: &Record) -> String {
    let keywords = record.keywords.iter().chain(&record.subjects).map(String::as_str).collect::<Vec<_>>().join(", ");
    let parts = [record.title.as_deref(), record.summary.as_deref(), Some(keywords.as_str())];
    let translated =
        record.translated_titles.iter().chain(&record.translated_abstracts).map(|other| other.text.as_str());
    let parts = parts.into_iter().flatten().chain(translated);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Few segments, each large; one of which a third was replaced is written anew.
fn merge_policy() -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(6);
    policy.set_min_layer_size(2_000);
    policy.set_max_docs_before_merge(5_000_000);
    policy.set_del_docs_ratio_before_merge(0.3);
    policy
}

/// The operating system's error within the engine's, where there is one.
pub(super) fn io_error(error: &TantivyError) -> Option<std::io::Error> {
    use tantivy::directory::error::{OpenReadError, OpenWriteError};
    let shared = match error {
        TantivyError::IoError(error)
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error: error, .. })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: error, .. }) => error,
        _ => return None,
    };
    Some(match shared.raw_os_error() {
        Some(code) => std::io::Error::from_raw_os_error(code),
        None => std::io::Error::new(shared.kind(), shared.to_string()),
    })
}
