//! Several PDFs at a time: threads that each own a child, one receiver.

use std::{
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use super::{
    Isolation, Options,
    child::Child,
    frame::{Job, Pictures},
    hands::{Hands, Spare},
    plan::Read,
    reading::{self, Answer, Settings},
};
use crate::error::{Error, Result};

/// Stack of a thread that reads in this process.
const STACK_BYTES: usize = 32 << 20;

/// A PDF and what came of it, or why nothing more will come.
type Outcome = Result<(Read, Answer)>;

/// Reads all of `reads`, and gives each answer to `each` in the order in which they come.
///
/// No more answers wait than there are jobs: readers pause while `each` is busy. Once `stop` is true, what is being
/// read in children is given up.
///
/// # Errors
/// The first of `each`, or that no child can be started; then the rest is left unread.
pub(super) fn read_all(
    reads: Vec<Read>,
    options: &Options,
    settings: &Settings,
    stop: &AtomicBool,
    begin: &(dyn Fn(&Path) + Sync),
    each: &mut dyn FnMut(Read, Answer) -> Result<()>,
) -> Result<()> {
    let jobs = options.jobs.clamp(1, reads.len().max(1));
    let spare = Spare::new(options.jobs.saturating_sub(jobs) as u32);
    let queue = Mutex::new(reads.into_iter());
    let failed = AtomicBool::new(false);
    let shift = Shift { options, settings, queue: &queue, spare: &spare, stop, failed: &failed, begin };
    thread::scope(|scope| {
        let (sender, outcomes) = sync_channel(jobs);
        for _ in 0..jobs {
            let sender = sender.clone();
            let worker = thread::Builder::new().name("ibid-read".to_owned()).stack_size(STACK_BYTES);
            let spawned = worker.spawn_scoped(scope, || {
                shift.work(sender);
                shift.spare.give(1);
            });
            spawned.map_err(Error::engine("starting a reader"))?;
        }
        drop(sender);
        receive(outcomes, each).inspect_err(|_| failed.store(true, Ordering::Relaxed))
    })
}

/// Takes the receiver with it when it fails, so that no reader waits for it.
fn receive(outcomes: Receiver<Outcome>, each: &mut dyn FnMut(Read, Answer) -> Result<()>) -> Result<()> {
    outcomes.into_iter().try_for_each(|outcome| outcome.and_then(|(read, answer)| each(read, answer)))
}

/// What all readers share.
struct Shift<'a> {
    options: &'a Options,
    settings: &'a Settings,
    queue: &'a Mutex<std::vec::IntoIter<Read>>,
    spare: &'a Spare,
    stop: &'a AtomicBool,
    failed: &'a AtomicBool,
    begin: &'a (dyn Fn(&Path) + Sync),
}

impl Shift<'_> {
    /// One reader: PDF after PDF, until there are none.
    fn work(&self, outcomes: SyncSender<Outcome>) {
        let mut child = match &self.options.isolation {
            Isolation::InProcess => None,
            Isolation::Processes { program } => {
                Some(Child::new(program.clone(), self.settings.clone(), self.options.limits))
            }
        };
        while let Some(read) = self.next() {
            (self.begin)(&read.document.path);
            let answer = match &mut child {
                None => Ok(Some(self.read(&read.document.path))),
                Some(child) => child.read(&read.document.path, self.spare, &|| self.is_over()),
            };
            let heard = match answer {
                Ok(Some(answer)) => outcomes.send(Ok((read, answer))),
                Ok(None) => return,
                Err(error) => outcomes.send(Err(error)),
            };
            if heard.is_err() {
                return;
            }
        }
    }

    /// Reads in this process, with one hand.
    fn read(&self, path: &Path) -> Answer {
        let job = Job { path: path.to_owned(), pictures: Pictures::AllBut(Vec::new()) };
        reading::read(&job, self.settings, &Hands::new(1), &mut |_| {})
    }

    fn next(&self) -> Option<Read> {
        if self.is_over() {
            return None;
        }
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).next()
    }

    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.failed.load(Ordering::Relaxed)
    }
}
