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
    frame::{Reply, Request, receive, send},
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

/// How often a waiting parent looks whether it should stop.
const GLANCE: Duration = Duration::from_millis(50);

impl Child {
    pub(super) fn new(program: PathBuf, settings: Settings, limits: Limits) -> Self {
        Self { program, settings, limits, running: None }
    }

    /// What comes of the file at `path`; `None` where `stop` said so before there was an answer.
    ///
    /// # Errors
    /// Where no process can be started. One that dies is an answer.
    pub(super) fn read(&mut self, path: &Path, stop: &dyn Fn() -> bool) -> Result<Option<Answer>> {
        let is_used = self.running.is_some();
        let deadline = Instant::now() + Duration::from_secs(self.limits.seconds.into());
        let running = match self.running.take() {
            Some(running) => running,
            None => start(&self.program, &self.settings, &self.limits).map_err(Error::io(&self.program))?,
        };
        let asked = self.running.insert(running).ask(path);
        let why = match asked {
            Err(_) => None,
            Ok(()) => match self.wait(deadline, stop) {
                Waited::Answered(answer) => return Ok(Some(*answer)),
                Waited::Died => None,
                Waited::Stopped => {
                    self.end();
                    return Ok(None);
                }
                Waited::TooLong => Some(Unreadable::TimedOut(self.limits.seconds)),
            },
        };
        let (status, last_words) = self.end();
        if stop() {
            return Ok(None);
        }
        // It may be what was read before that cost a used process its life: a new one, which is then none, tells.
        if is_used && why.is_none() {
            return self.read(path, stop);
        }
        let why = why.unwrap_or_else(|| self.cause(status, &last_words));
        // Who has read the bytes is no more.
        Ok(Some(Answer { hash: corpus::hash(path).ok().map(Into::into), reading: Err(why) }))
    }

    fn wait(&self, deadline: Instant, stop: &dyn Fn() -> bool) -> Waited {
        let Some(running) = &self.running else { return Waited::Died };
        loop {
            match running.replies.recv_timeout(GLANCE) {
                Ok(Ok(answer)) => return Waited::Answered(Box::new(answer)),
                Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => return Waited::Died,
                Err(RecvTimeoutError::Timeout) if stop() => return Waited::Stopped,
                Err(RecvTimeoutError::Timeout) if Instant::now() >= deadline => return Waited::TooLong,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Ends the process, however it stands, and listens to what it had to say.
    fn end(&mut self) -> (Option<ExitStatus>, String) {
        let Some(mut running) = self.running.take() else { return (None, String::new()) };
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
    fn ask(&mut self, path: &Path) -> io::Result<()> {
        send(&mut self.requests, &Request::Read(path.to_owned()))
    }
}

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
