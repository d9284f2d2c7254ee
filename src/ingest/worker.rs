//! The child: reads one PDF after the other for a parent, within limits, and dies with it.
//!
//! A PDF that overflows the stack, eats memory or never ends costs this process, and so that PDF only.

use std::{
    io::{self, BufReader, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    sync::{Arc, mpsc},
    thread,
};

use super::{
    frame::{Job, Reply, Request, receive, send},
    hands::Hands,
    reading::{Settings, panic_text, read},
};

/// Stack of the thread that reads: nested objects and forms recurse.
const STACK_BYTES: usize = 32 << 20;

/// Serves the process that started this one, over stdin and stdout. What `ibid read-worker` runs.
pub fn run() -> ExitCode {
    let code = own_stdout().map_or(ExitCode::FAILURE, |stdout| serve(io::stdin(), stdout));
    end_group();
    code
}

/// Serves requests until the parent closes `stdin` or goes away. `stdout` carries replies only.
pub fn serve(stdin: impl Read, stdout: impl Write + Send + 'static) -> ExitCode {
    // What falls is told to the parent as a value; a trace of it on stderr would only hide why a process died.
    std::panic::set_hook(Box::new(|_| {}));
    let mut stdin = BufReader::new(stdin);
    let Ok(Some(Request::Begin { settings, memory_mib })) = receive(&mut stdin) else {
        return ExitCode::FAILURE;
    };
    limit_memory(memory_mib);
    let (requests, queue) = mpsc::channel();
    let hands = Arc::new(Hands::new(1));
    let shared = Arc::clone(&hands);
    let reader = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        // The parent waits for an answer: where there can be none it must see this process end, not time go by.
        let why = match catch_unwind(AssertUnwindSafe(|| answer(&queue, &settings, &shared, stdout))) {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(panic) => panic_text(&*panic),
        };
        let _ = writeln!(io::stderr(), "{why}");
        std::process::exit(1);
    });
    if reader.is_err() {
        return ExitCode::FAILURE;
    }
    // Listening all the while: when the parent is killed, its end of the pipe closes, and an endless PDF must not
    // keep this process alive. Returning ends the process, whatever the reader is doing.
    while let Ok(Some(request)) = receive(&mut stdin) {
        match request {
            Request::Begin { .. } => {}
            Request::Hands(many) => hands.allow(many),
            Request::Read(job) => {
                hands.allow(1);
                if requests.send(job).is_err() {
                    return ExitCode::FAILURE;
                }
            }
        }
    }
    ExitCode::SUCCESS
}

fn answer(queue: &mpsc::Receiver<Job>, settings: &Settings, hands: &Hands, mut stdout: impl Write) -> io::Result<()> {
    for job in queue {
        let mut told = Ok(());
        let answer = read(&job, settings, hands, &mut |step| {
            if told.is_ok() {
                told = send(&mut stdout, &Reply::Step(step));
            }
        });
        told?;
        send(&mut stdout, &Reply::Answer(Box::new(answer)))?;
    }
    Ok(())
}

/// Ends this process and those that it has started, which do not notice that nobody waits for them any more; but not
/// a group that is another's.
#[cfg(unix)]
fn end_group() {
    use rustix::process::{Signal, getpgrp, getpid, kill_process_group};
    if getpgrp() == getpid() {
        let _ = kill_process_group(getpid(), Signal::KILL);
    }
}

#[cfg(not(unix))]
fn end_group() {}

/// This process's stdout for replies alone: what libraries print goes to stderr.
#[cfg(unix)]
fn own_stdout() -> io::Result<impl Write + Send + 'static> {
    let stdout = rustix::io::dup(io::stdout())?;
    rustix::stdio::dup2_stdout(io::stderr())?;
    Ok(io::BufWriter::new(std::fs::File::from(stdout)))
}

#[cfg(not(unix))]
fn own_stdout() -> io::Result<impl Write + Send + 'static> {
    Ok(io::BufWriter::new(io::stdout()))
}

/// Where a system cannot do it, the limit on time remains.
#[cfg(unix)]
fn limit_memory(mib: u32) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let bytes = Some(u64::from(mib) << 20);
    let _ = setrlimit(Resource::As, Rlimit { current: bytes, maximum: bytes });
}

#[cfg(not(unix))]
fn limit_memory(_: u32) {}
