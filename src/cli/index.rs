//! `ibid index`, and the update that comes before a search of paths.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use super::{
    args::{IndexArguments, ReadingArguments},
    exit::{self, Exit, Failure, Outcome},
    ocr::Sight,
    progress::{Progress, Voice},
};
use crate::{
    corpus::Take,
    error::{self, Error},
    index::{Index, WriterOptions},
    ingest::{self, Isolation, Limits, Options, Summary},
};

/// Set by Ctrl-C and SIGTERM: finish what is whole and commit.
pub(super) static STOP: AtomicBool = AtomicBool::new(false);

pub(super) const INTERRUPTED: &str =
    "interrupted: what was whole is committed; run the same command again for the rest";

/// Brings the index in `dir` up to date with `arguments.paths`.
pub(crate) fn run(dir: &Path, arguments: &IndexArguments) -> Outcome {
    let voice = match (arguments.json, arguments.quiet) {
        (true, _) => Voice::Json,
        (_, true) => Voice::Quiet,
        _ => Voice::Person,
    };
    let index = if arguments.rebuild { Index::rebuild(dir)? } else { Index::open_or_create(dir)? };
    let sight = Sight::look(&arguments.reading.ocr, arguments.reading.timeout);
    let options = Options { force: arguments.force, ..options(&arguments.reading, &sight)? };
    let summary = bring_up_to_date(&index, &arguments.paths, &options, voice)?;
    if summary.stopped {
        exit::warn(INTERRUPTED);
    }
    let incomplete = summary.failed > 0 || summary.stopped || sight.is_wanting();
    Ok(if nothing_seen(&summary) || incomplete { Exit::Incomplete } else { Exit::Found })
}

/// Brings the index in `dir` up to date, silent but for a progress bar on a terminal; whether something could not be
/// read this time.
pub(crate) fn update(dir: &Path, paths: &[PathBuf], reading: &ReadingArguments) -> Result<bool, Failure> {
    let index = Index::open_or_create(dir)?;
    let sight = Sight::look(&reading.ocr, reading.timeout);
    let summary = bring_up_to_date(&index, paths, &options(reading, &sight)?, Voice::Whisper)?;
    nothing_seen(&summary);
    if summary.stopped {
        exit::warn(INTERRUPTED);
    }
    Ok(summary.failed > 0 || summary.stopped || sight.is_wanting())
}

fn bring_up_to_date(index: &Index, paths: &[PathBuf], options: &Options, voice: Voice) -> error::Result<Summary> {
    heed_interrupts();
    let progress = Progress::new(voice);
    let summary = ingest::run(index, paths, options, &|event| progress.hear(&event), &STOP)?;
    progress.finish(&summary);
    Ok(summary)
}

/// Has Ctrl-C and SIGTERM set [`STOP`].
pub(super) fn heed_interrupts() {
    // A second handler cannot be set; the first, which does the same, is still there then.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            // The second time: at once. The last commit stands.
            std::process::exit(130);
        }
    });
}

fn nothing_seen(summary: &Summary) -> bool {
    let nothing = summary.found == 0;
    if nothing {
        exit::complain("no PDF found", Some("name a folder that has some; hidden and ignored files need --no-ignore"));
    }
    nothing
}

pub(super) fn options(reading: &ReadingArguments, sight: &Sight) -> Result<Options, Failure> {
    let program = std::env::current_exe().map_err(|source| Error::Io { path: "ibid".into(), source })?;
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    Ok(Options {
        jobs: reading.jobs.map_or(cores, usize::from),
        engine: reading.engine.parse().map_err(|_| Failure::Usage(format!("no engine `{}`", reading.engine)))?,
        isolation: Isolation::Processes { program },
        limits: Limits { seconds: reading.timeout, memory_mib: reading.memory },
        password: reading.password_file.as_deref().map(password).transpose()?,
        ocr: sight.ocr().cloned(),
        take: Take { hidden: reading.no_ignore, ignored: reading.no_ignore },
        writer: WriterOptions { command: typed(), ..WriterOptions::default() },
        ..Options::default()
    })
}

/// The command as it was typed.
fn typed() -> String {
    std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// The first line of a file.
pub(crate) fn password(path: &Path) -> error::Result<String> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Io { path: path.into(), source })?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
