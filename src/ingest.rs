//! The workshop that brings theses in: found, read in processes that may die, described, put into the index.
//!
//! A run looks at what the index knows of each path (`plan`), reads only what is new or changed (`pool`), and keeps
//! the books (`clerk`). A PDF never stops a run: what becomes of it is a value in the ledger.

use std::{
    collections::{BTreeSet, HashSet},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use rayon::prelude::*;

mod child;
mod clerk;
mod describe;
mod frame;
mod hands;
mod harvesting;
mod original;
mod plan;
mod pool;
mod reading;
mod recognise;
pub mod worker;

use self::{clerk::Clerk, plan::plan, reading::Settings};
pub use self::{
    harvesting::{Harvest, Harvested, Outcome, harvest},
    original::{Original, original},
    reading::{read_pages, read_text},
    recognise::Ocr,
};
use crate::{
    corpus::{self, PassedOver, Take},
    error::Result,
    index::{ContentHash, Fate, Index, Key, WriterOptions},
    pdf::Engine,
};

/// How a run works.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many PDFs are read at a time; at least 1.
    pub jobs: usize,
    /// What reads them.
    pub engine: Engine,
    /// Where they are read.
    pub isolation: Isolation,
    /// What one PDF may cost.
    pub limits: Limits,
    /// Tried for encrypted PDFs, after the empty one.
    pub password: Option<String>,
    /// How pages are recognised whose text cannot be had otherwise; `None`: not at all.
    pub ocr: Option<Ocr>,
    /// Whether to read again what has not changed.
    pub force: bool,
    /// What to take although it would be passed over.
    pub take: Take,
    /// How much work a crash may cost: what is done is made to last this often, and at the end.
    pub commit_every: Duration,
    /// How the index is written; the command in it is told to whoever finds the index locked.
    pub writer: WriterOptions,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            jobs: std::thread::available_parallelism().map_or(1, usize::from),
            engine: Engine::default(),
            isolation: Isolation::InProcess,
            limits: Limits::default(),
            password: None,
            ocr: None,
            force: false,
            take: Take::default(),
            commit_every: Duration::from_secs(30),
            writer: WriterOptions::default(),
        }
    }
}

/// Where PDFs are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// In child processes, which run `program read-worker` (see [`worker::run`]): a PDF that hangs, overflows the
    /// stack or eats memory costs its child only.
    Processes {
        /// The `ibid` command, or another that serves as one.
        program: PathBuf,
    },
    /// In threads of this process: panics are caught, and nothing else is; [`Limits`] mean nothing.
    InProcess,
}

/// What one PDF may cost before it is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Seconds by the clock without a sign of life: while pages are recognised, each is one.
    pub seconds: u32,
    /// MiB of address space.
    pub memory_mib: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { seconds: 120, memory_mib: 1024 }
    }
}

/// What happens in a run, as it happens.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Something below a root cannot be seen.
    Skipped {
        /// What.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// It is known what there is to do.
    Planned {
        /// PDFs to read.
        documents: u64,
        /// Bytes of them.
        bytes: u64,
        /// PDFs that have not changed.
        unchanged: u64,
    },
    /// A PDF is being read.
    Started {
        /// Which.
        path: PathBuf,
    },
    /// A PDF was read, or given up.
    Read {
        /// Which.
        path: PathBuf,
        /// Its pages.
        pages: u32,
        /// Of these, recognised in their pictures.
        recognised: u32,
        /// Words on them.
        words: u64,
        /// Bytes of the file.
        bytes: u64,
        /// What became of it.
        fate: Fate,
    },
    /// A PDF has the same bytes as another.
    Same {
        /// Which.
        path: PathBuf,
        /// Of their thesis.
        key: Key,
    },
    /// A PDF is now elsewhere.
    Moved {
        /// Where it was.
        from: PathBuf,
        /// Where it is.
        to: PathBuf,
    },
    /// The record of a thesis has changed, and not its PDF.
    Described {
        /// The PDF.
        path: PathBuf,
    },
    /// A PDF is gone, and has left the index.
    Removed {
        /// Which.
        path: PathBuf,
    },
    /// The record beside a PDF cannot be understood; the PDF is indexed all the same, for staff alone.
    BadRecord {
        /// The PDF.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A repository answers.
    Repository {
        /// Its name.
        name: String,
        /// Where.
        url: String,
        /// The format in which its records are listed.
        prefix: String,
        /// The format in which each is asked for once more, for its files.
        files: Option<String>,
    },
    /// A page of a repository's list was taken in.
    Listed {
        /// Records of the list so far.
        records: u64,
    },
    /// It is known which documents of a repository are to be fetched.
    Wanted {
        /// How many.
        documents: u64,
    },
    /// A document was fetched.
    Fetched {
        /// From where.
        url: String,
        /// Where it is.
        path: PathBuf,
        /// Bytes.
        bytes: u64,
    },
    /// A document cannot be had this time.
    Withheld {
        /// From where.
        url: String,
        /// Why.
        reason: String,
    },
    /// Something that a repository says cannot be understood.
    Fault {
        /// Of what: an identifier, an address, or what the sentence is about.
        of: String,
        /// What is wrong with it.
        reason: String,
    },
    /// All that was done so far lasts.
    Committed,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// PDFs found below the roots.
    pub found: u64,
    /// Of these, unchanged since they were read.
    pub unchanged: u64,
    /// Read, and their text put into the index.
    pub indexed: u64,
    /// Of which nothing could be read.
    pub failed: u64,
    /// With the same bytes as another.
    pub same_as: u64,
    /// Found elsewhere than before.
    pub moved: u64,
    /// Of which only the record or the time stamp has changed.
    pub described: u64,
    /// Gone, and taken out.
    pub removed: u64,
    /// Pages read.
    pub pages: u64,
    /// Of these, images without text.
    pub scanned: u64,
    /// Of these, with text that means nothing.
    pub garbled: u64,
    /// Of these, recognised in their pictures.
    pub recognised: u64,
    /// Models that tesseract would have needed for some of them and does not have; others were taken.
    pub models_wanted: BTreeSet<String>,
    /// Whether pages were to be recognised.
    pub ocr_asked: bool,
    /// Words read.
    pub words: u64,
    /// Bytes of text read.
    pub text_bytes: u64,
    /// Bytes of the PDFs read.
    pub pdf_bytes: u64,
    /// What was not taken.
    pub passed_over: PassedOver,
    /// Whether it was stopped before its end; what is whole was committed.
    pub stopped: bool,
    /// How long it took, by the clock.
    pub seconds: f64,
}

/// Brings the index up to date with the PDFs below `roots`. What it knows of other places stays as it is.
///
/// `observer` is told what happens, by several threads. Once `stop` is true, what is whole is committed and the run
/// ends.
///
/// # Errors
/// `NoSuchPath` for a root that is not there, `Locked`, and what the file system says when the index is written; the
/// last commit stands.
///
/// ```
/// # fn main() -> ibid::error::Result<()> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let theses = folder.path().join("theses");
/// # std::fs::create_dir(&theses).unwrap();
/// # std::fs::write(theses.join("broken.pdf"), "not a PDF").unwrap();
/// # let dir = folder.path().join("index");
/// use std::sync::atomic::AtomicBool;
///
/// use ibid::{index::Index, ingest};
///
/// let index = Index::open_or_create(&dir)?;
/// let stop = AtomicBool::new(false);
/// let summary = ingest::run(&index, &[theses.clone()], &ingest::Options::default(), &|_| {}, &stop)?;
/// assert_eq!((summary.found, summary.failed), (1, 1));
/// let again = ingest::run(&index, &[theses], &ingest::Options::default(), &|_| {}, &stop)?;
/// assert_eq!(again.unchanged, 1);
/// # Ok(())
/// # }
/// ```
pub fn run(
    index: &Index,
    roots: &[PathBuf],
    options: &Options,
    observer: &(dyn Fn(Event) + Sync),
    stop: &AtomicBool,
) -> Result<Summary> {
    let started = Instant::now();
    // A path that was misspelled is said at once, a lock before the long walk.
    corpus::resolve(roots)?;
    let writer = index.writer(&options.writer)?;
    let found = corpus::walk(roots, options.take)?;
    for (path, reason) in &found.passed_over.unreadable {
        observer(Event::Skipped { path: path.clone(), reason: reason.clone() });
    }
    let known = index.snapshot()?.sources()?;
    let plan = plan(&found, &known, options, &|paths| hash_all(paths, stop));
    observer(Event::Planned {
        documents: plan.reads.len() as u64,
        bytes: plan.reads.iter().map(|read| read.document.stamp.size).sum(),
        unchanged: plan.unchanged,
    });
    let summary = Summary {
        found: found.documents.len() as u64,
        unchanged: plan.unchanged,
        passed_over: found.passed_over,
        ocr_asked: options.ocr.is_some(),
        ..Summary::default()
    };
    let mut clerk = Clerk::new(writer, index.snapshot()?, options.commit_every, observer, summary);
    clerk.know(known);
    for step in plan.steps {
        if !stop.load(Ordering::Relaxed) {
            clerk.take(step)?;
        }
    }
    let settings = Settings { engine: options.engine, password: options.password.clone(), ocr: options.ocr.clone() };
    let begin = |path: &Path| observer(Event::Started { path: path.to_owned() });
    pool::read_all(plan.reads, options, &settings, stop, &begin, &mut |read, answer| clerk.enter(read, answer))?;
    let mut summary = clerk.finish()?;
    summary.stopped = stop.load(Ordering::Relaxed);
    summary.seconds = started.elapsed().as_secs_f64();
    Ok(summary)
}

/// The hashes of some files; those of which none can be had are absent.
fn hash_all(paths: &HashSet<&Path>, stop: &AtomicBool) -> std::collections::HashMap<PathBuf, ContentHash> {
    let hash = |path: &&Path| {
        let asked = !stop.load(Ordering::Relaxed);
        let hash = asked.then(|| corpus::hash(path).ok()).flatten()?;
        Some((path.to_path_buf(), ContentHash::from(hash)))
    };
    paths.par_iter().filter_map(hash).collect()
}
