//! The archive: theses as passages with their words, and the ledger of what was read.
//!
//! One folder holds it all, and one commit makes passages and ledger last together, so they cannot disagree. Readers
//! see the last commit; one writer at a time, by lock. See [`Fields`] for what can be asked.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use tantivy::{
    IndexReader, IndexSettings, ReloadPolicy, Searcher, SegmentOrdinal, TantivyError,
    directory::{MmapDirectory, error::OpenReadError},
    index::SegmentId,
    store::Compressor,
};

pub mod analyzer;
mod columns;
mod derived;
mod document;
mod facet;
mod feed;
mod fingerprint;
mod folding;
mod format;
mod hidden;
mod kept;
mod ledger;
mod lock;
mod named;
mod offer;
mod policy;
mod read;
mod runs;
mod schema;
mod seen;
mod segment;
mod source;
mod stem;
mod store;
mod stored;
mod title_order;
mod token;
mod tokenize;
mod values;
mod view;
mod works;
mod write;

pub use self::{
    columns::Columns,
    derived::SharedTexts,
    facet::Facet,
    feed::{Feed, UnderWay},
    format::FORMAT,
    hidden::{Hidden, InOrder},
    ledger::{Ledger, reason},
    offer::{Offer, OfferKind},
    read::{Run, Snapshot},
    runs::{Facts, Runs, ThesisRun},
    schema::{Fields, access_terms, page_term, section_term, term_of_page, value_day},
    seen::Sums,
    source::{ContentHash, Coverage, Fate, Key, NotAKey, Source, Withheld},
    stored::{Front, PagePlace, PageText, Place, SectionRef, StoredThesis},
    token::{Secret, Token, Tokens},
    values::Values,
    view::View,
    write::{Thesis, Writer, WriterOptions},
};
use self::{derived::Derived, format::Found, kept::FileStamp, read::SeenBy};
pub(crate) use self::{source::path_bytes, store::Store};
use crate::{
    access::Policy,
    error::{Error, Result},
};

/// An index on disk. Cheap to clone; clones are the same index.
#[derive(Clone)]
pub struct Index(Arc<Inner>);

struct Inner {
    dir: PathBuf,
    fields: Fields,
    engine: tantivy::Index,
    reader: IndexReader,
    /// What was read of the folder last.
    loaded: Mutex<Loaded>,
    /// Where the theses of each segment of the last commits lie, as far as that was asked.
    runs: Mutex<HashMap<SegmentId, Arc<Runs>>>,
}

/// A state of the folder, told from others without reading it.
struct Loaded {
    /// Of the commit that the reader has.
    commit: FileStamp,
    /// Of what the owner chose, where they chose anything.
    choice: Option<FileStamp>,
    policy: Policy,
    seen: SeenBy,
    derived: Arc<Derived>,
}

impl Loaded {
    fn of(dir: &Path) -> Result<Self> {
        let (commit, choice) = (format::commit_stamp(dir)?, policy::stamp(dir)?);
        let (policy, seen, derived) = (policy::read(dir)?, SeenBy::default(), Arc::default());
        Ok(Self { commit, choice, policy, seen, derived })
    }
}

impl Index {
    /// Opens the index in `dir`.
    ///
    /// # Errors
    /// `NoIndex`, `NotAnIndex`, `Format` or `Damaged`.
    ///
    /// ```
    /// # fn main() -> ibid::error::Result<()> {
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let dir = folder.path().join("index");
    /// use ibid::{error::Error, index::Index};
    ///
    /// assert!(matches!(Index::open(&dir), Err(Error::NoIndex(_))));
    /// Index::open_or_create(&dir)?;
    /// let index = Index::open(&dir)?;
    /// assert_eq!(index.snapshot()?.status()?.documents, 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn open(dir: impl AsRef<Path>) -> Result<Self> {
        let dir = dir.as_ref();
        match format::look(dir)? {
            Found::Index => Self::load(dir),
            Found::Begun | Found::Nothing => Err(Error::NoIndex(dir.into())),
        }
    }

    /// Opens the index in `dir`, or makes an empty one where there is none.
    ///
    /// # Errors
    /// `NotAnIndex`, `Format` or `Damaged`; `Locked` where another process is making it.
    pub fn open_or_create(dir: impl AsRef<Path>) -> Result<Self> {
        let dir = dir.as_ref();
        if let Found::Index = format::look(dir)? {
            return Self::load(dir);
        }
        format::begin(dir)?;
        let _lock = lock::Lock::take(dir, "making the index")?;
        if let Found::Begun = format::look(dir)? {
            create(dir)?;
        }
        Self::load(dir)
    }

    /// Replaces the index in `dir`, whatever its format and state, by an empty one.
    ///
    /// # Errors
    /// `NotAnIndex` where the folder holds something else; `Locked`.
    pub fn rebuild(dir: impl AsRef<Path>) -> Result<Self> {
        let dir = dir.as_ref();
        if let Ok(Found::Nothing) = format::look(dir) {
            return Self::open_or_create(dir);
        }
        match format::look(dir) {
            Err(error @ Error::NotAnIndex(_)) => return Err(error),
            _ => {
                let _lock = lock::Lock::take(dir, "rebuilding the index")?;
                format::clear(dir)?;
                format::begin(dir)?;
                create(dir)?;
            }
        }
        Self::load(dir)
    }

    /// Where it is.
    pub fn dir(&self) -> &Path {
        &self.0.dir
    }

    /// Its fields.
    pub fn fields(&self) -> &Fields {
        &self.0.fields
    }

    /// Opens it for writing.
    ///
    /// # Errors
    /// `Locked` where there is a writer already.
    pub fn writer(&self, options: &WriterOptions) -> Result<Writer> {
        Writer::new(self, options)
    }

    /// The last commit, be it this process's or another's.
    ///
    /// # Errors
    /// `NoIndex` where it was removed meanwhile, `Damaged` where it cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot> {
        // Taken before loading: a commit in between is loaded again next time.
        let (commit, choice) = (format::commit_stamp(self.dir())?, policy::stamp(self.dir())?);
        let mut loaded = self.0.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if loaded.commit != commit {
            self.0.reader.reload().map_err(self.fault("reading the index"))?;
            (loaded.commit, loaded.seen, loaded.derived) = (commit, SeenBy::default(), Arc::default());
        }
        if loaded.choice != choice {
            loaded.policy = policy::read(self.dir())?;
            (loaded.choice, loaded.seen) = (choice, SeenBy::default());
        }
        let (policy, seen, derived) = (loaded.policy, Arc::clone(&loaded.seen), Arc::clone(&loaded.derived));
        Ok(Snapshot { index: self.clone(), searcher: self.0.reader.searcher(), policy, seen, derived })
    }

    /// Chooses what others learn of closed texts. Snapshots from now on keep to it, also those of other processes.
    ///
    /// # Errors
    /// `Io` where it cannot be written.
    pub fn choose(&self, policy: &Policy) -> Result<()> {
        policy::write(self.dir(), policy)
    }

    /// The tokens by which a server knows who asks.
    ///
    /// # Errors
    /// `Io` where they cannot be read or understood.
    pub fn tokens(&self) -> Result<Tokens> {
        Tokens::read(self.dir())
    }

    fn load(dir: &Path) -> Result<Self> {
        let fault = |error| fault(dir, "opening the index", error);
        let loaded = Loaded::of(dir)?;
        let (schema, fields) = schema::schema();
        let directory = MmapDirectory::open(dir).map_err(|error| fault(error.into()))?;
        let mut engine = tantivy::Index::open(directory).map_err(fault)?;
        if engine.schema() != schema {
            let reason = "its fields are not those of its format".to_owned();
            return Err(Error::Damaged { path: dir.into(), reason });
        }
        engine.set_tokenizers(tokenize::tokenizers());
        let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual);
        // Stored values are read by a way of our own.
        let reader = reader.doc_store_cache_num_blocks(0).try_into().map_err(fault)?;
        let dir = dir.to_owned();
        Ok(Self(Arc::new(Inner { dir, fields, engine, reader, loaded: Mutex::new(loaded), runs: Mutex::default() })))
    }

    /// Where the theses of a segment lie. A segment is never written again, so that is looked up once.
    fn runs(&self, searcher: &Searcher, segment: SegmentOrdinal) -> Result<Arc<Runs>> {
        let reader = searcher.segment_reader(segment);
        let mut known = self.0.runs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runs) = known.get(&reader.segment_id()) {
            return Ok(Arc::clone(runs));
        }
        let runs = Arc::new(Runs::of(reader, self.fields()).map_err(self.fault("reading the index"))?);
        // Those of segments that are gone go too.
        known.retain(|id, _| searcher.segment_readers().iter().any(|reader| reader.segment_id() == *id));
        known.insert(reader.segment_id(), Arc::clone(&runs));
        Ok(runs)
    }

    fn engine(&self) -> &tantivy::Index {
        &self.0.engine
    }

    /// For `map_err`: the engine's error as ours.
    fn fault(&self, doing: &'static str) -> impl FnOnce(TantivyError) -> Error + use<> {
        let inner = Arc::clone(&self.0);
        move |error| fault(&inner.dir, doing, error)
    }
}

/// Bytes of text stored together: larger packs better, smaller is read faster.
const BLOCK_BYTES: usize = 8 << 10;

fn create(dir: &Path) -> Result<()> {
    let fault = |error| fault(dir, "making the index", error);
    let settings = IndexSettings {
        // Takes a fifth more room than zstd, and a fifth of its time to read.
        docstore_compression: Compressor::Lz4,
        docstore_blocksize: BLOCK_BYTES,
        ..IndexSettings::default()
    };
    let directory = MmapDirectory::open(dir).map_err(|error| fault(error.into()))?;
    let builder = tantivy::Index::builder().schema(schema::schema().0).settings(settings);
    builder.open_or_create(directory).map(drop).map_err(fault)
}

fn fault(dir: &Path, doing: &'static str, error: TantivyError) -> Error {
    let cut = || Error::Damaged { path: dir.into(), reason: "a file of it was cut short or altered".into() };
    if let Some(source) = write::io_error(&error) {
        // What the system did not say itself, the engine said of a file's content.
        let by_system = source.raw_os_error().is_some() || source.kind() == std::io::ErrorKind::StorageFull;
        return if by_system { Error::Io { path: dir.into(), source } } else { cut() };
    }
    match error {
        TantivyError::DataCorruption(_) => cut(),
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_) | OpenReadError::IncompatibleIndex(_))
        | TantivyError::SchemaError(_)
        | TantivyError::DeserializeError(_)
        | TantivyError::IncompatibleIndex(_) => {
            // The engine's sentences go on to quote whole files.
            let mut reason: String = error.to_string().chars().take(160).collect();
            reason.retain(|c| c != '\n');
            Error::Damaged { path: dir.into(), reason }
        }
        error => Error::engine(doing)(error),
    }
}

#[cfg(test)]
mod tests;
