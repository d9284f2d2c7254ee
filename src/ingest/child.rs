//! The parent's side of a child: asking it, waiting no longer than allowed, and telling why it died.

use std::{
    io::{self, BufReader, BufWriter, Read},
    path::{Path, PathBuf},
    process::{self, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, sync_channel},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{
    Limits,
    frame::{Job, Pictures, Reply, Request, receive, send},
    hands::{Spare, Watch},
    reading::{Answer, Settings, first_line},
};
use crate::{
    corpus,
    error::{Error, Result},
    pdf::Unreadable,
};

/// A process that reads PDFs, started again when a PDF has cost it its life.
pub(super) struct Child {
    program: PathBuf,
    settings: Settings,
    limits: Limits,
    running: Option<Running>,
}

struct Running {
    process: process::Child,
    requests: BufWriter<ChildStdin>,
    replies: Receiver<io::Result<Reply>>,
    last_words: JoinHandle<String>,
}

/// Pages that may cost a reader its life while they are looked at; then a document is read without.
const MOST_FALLS: usize = 3;
/// How often a waiting parent looks whether it should stop.
const GLANCE: Duration = Duration::from_millis(50);

impl Child {
    pub(super) fn new(program: PathBuf, settings: Settings, limits: Limits) -> Self {
        Self { program, settings, limits, running: None }
    }

    /// What comes of the file at `path`; `None` where `stop` said so before there was an answer. Pages that are
    /// recognised are, with as many hands as are spare.
    ///
    /// # Errors
    /// Where no process can be started. One that dies is an answer.
    pub(super) fn read(&mut self, path: &Path, spare: &Spare, stop: &dyn Fn() -> bool) -> Result<Option<Answer>> {
        let mut job = Job { path: path.to_owned(), pictures: Pictures::AllBut(Vec::new()) };
        loop {
            let is_used = self.running.is_some();
            let mut watch = Watch::new(spare);
            let waited = self.attempt(&job, &mut watch, stop)?;
            let why = match waited {
                Waited::Answered(answer) => return Ok(Some(*answer)),
                Waited::TooLong => Some(Unreadable::TimedOut(self.limits.seconds)),
                Waited::Died | Waited::Stopped => None,
            };
            let (status, last_words) = self.end();
            if matches!(waited, Waited::Stopped) || stop() {
                return Ok(None);
            }
            if let (Some(page), Pictures::AllBut(skip)) = (watch.last, &job.pictures) {
                // What can be read without looking at pictures must not be lost with them.
                let skip = [skip.as_slice(), &[page]].concat();
                job.pictures = if skip.len() > MOST_FALLS { Pictures::None } else { Pictures::AllBut(skip) };
                continue;
            }
            // It may be what was read before that cost a used process its life: a new one, which is then none, tells.
            if is_used && why.is_none() {
                continue;
            }
            let why = why.unwrap_or_else(|| self.cause(status, &last_words));
            // Who has read the bytes is no more.
            return Ok(Some(Answer { hash: corpus::hash(path).ok().map(Into::into), reading: Err(why) }));
        }
    }

    fn attempt(&mut self, job: &Job, watch: &mut Watch<'_>, stop: &dyn Fn() -> bool) -> Result<Waited> {
        let running = match self.running.take() {
            Some(running) => running,
            None => start(&self.program, &self.settings, &self.limits).map_err(Error::io(&self.program))?,
        };
        let silence = Duration::from_secs(self.limits.seconds.into());
        let running = self.running.insert(running);
        let asked = send(&mut running.requests, &Request::Read(job.clone()));
        Ok(asked.map_or(Waited::Died, |()| running.wait(silence, watch, stop)))
    }

    /// Ends the process and all that it has started, however they stand, and listens to what it had to say.
    fn end(&mut self) -> (Option<ExitStatus>, String) {
        let Some(mut running) = self.running.take() else { return (None, String::new()) };
        // Before it is waited for: until then nobody else can have its number.
        kill_group(&running.process);
        let _ = running.process.kill();
        let status = running.process.wait().ok();
        (status, running.last_words.join().unwrap_or_default())
    }

    fn cause(&self, status: Option<ExitStatus>, last_words: &str) -> Unreadable {
        if last_words.contains("memory allocation of") {
            return Unreadable::OutOfMemory(self.limits.memory_mib);
        }
        if last_words.contains("overflowed its stack") {
            return Unreadable::Crashed("stack overflow".to_owned());
        }
        let said = Some(first_line(last_words)).filter(|said| !said.is_empty());
        let status = || status.map(|status| status.to_string());
        Unreadable::Crashed(said.or_else(status).unwrap_or_default())
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.end();
    }
}

enum Waited {
    Answered(Box<Answer>),
    Died,
    Stopped,
    TooLong,
}

impl Running {
    /// Waits for an answer, for as long as a sign of life comes now and then; hands go where pages wait.
    fn wait(&mut self, silence: Duration, watch: &mut Watch<'_>, stop: &dyn Fn() -> bool) -> Waited {
        let mut deadline = Instant::now() + silence;
        loop {
            match self.replies.recv_timeout(GLANCE) {
                Ok(Ok(Reply::Answer(answer))) => return Waited::Answered(answer),
                Ok(Ok(Reply::Step(step))) => {
                    watch.hear(step);
                    deadline = Instant::now() + silence;
                }
                Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => return Waited::Died,
                Err(RecvTimeoutError::Timeout) if stop() => return Waited::Stopped,
                Err(RecvTimeoutError::Timeout) if Instant::now() >= deadline => return Waited::TooLong,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if let Some(hands) = watch.settle() {
                // A process that cannot hear it has said its last.
                let _ = send(&mut self.requests, &Request::Hands(hands));
            }
        }
    }
}

/// Ends a process's group, which is its own: with what it has started.
#[cfg(unix)]
fn kill_group(process: &process::Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = i32::try_from(process.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(not(unix))]
fn kill_group(_: &process::Child) {}

fn start(program: &Path, settings: &Settings, limits: &Limits) -> io::Result<Running> {
    let mut command = Command::new(program);
    command.arg("read-worker").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // Ctrl-C is for the parent: it ends its children itself, and tells that from a PDF that killed them.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    // One arena: a process of two threads needs no more, and what is freed can be used again.
    command.env("MALLOC_ARENA_MAX", "1");
    let mut process = command.spawn()?;
    let missing = || io::Error::other("a pipe is missing");
    let mut requests = BufWriter::new(process.stdin.take().ok_or_else(missing)?);
    let mut stdout = BufReader::new(process.stdout.take().ok_or_else(missing)?);
    let mut stderr = process.stderr.take().ok_or_else(missing)?;
    let (sender, replies) = sync_channel(1);
    thread::Builder::new().spawn(move || {
        while let Some(reply) = receive(&mut stdout).transpose() {
            if sender.send(reply).is_err() {
                break;
            }
        }
    })?;
    let last_words = thread::Builder::new().spawn(move || tail(&mut stderr))?;
    let begin = Request::Begin { settings: settings.clone(), memory_mib: limits.memory_mib };
    // A process that cannot even hear this is found dead when it is asked.
    let _ = send(&mut requests, &begin);
    Ok(Running { process, requests, replies, last_words })
}

/// The last of what a process says, to its end.
fn tail(stderr: &mut impl Read) -> String {
    let mut last = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = stderr.read(&mut buffer) {
        last.extend_from_slice(&buffer[..length]);
        last.drain(..last.len().saturating_sub(buffer.len()));
    }
    String::from_utf8_lossy(&last).into_owned()
}
