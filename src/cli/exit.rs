//! How a run ends: exit codes as grep has them, and errors as sentences with a hint.

use std::{
    error::Error as _,
    fmt,
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use crate::error::Error;

/// How a verb ended, when it ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: found, or done.
    Found,
    /// 1: nothing found.
    NothingFound,
    /// 2: done, but something that was asked for could not be had; it has been said on standard error.
    Incomplete,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Found => 0,
            Exit::NothingFound => 1,
            Exit::Incomplete => 2,
        })
    }
}

/// Why a verb ended badly.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A door of the library said no.
    Library(Error),
    /// Standard output could not be written.
    Output(io::Error),
    /// What was typed makes no sense; a sentence.
    Usage(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// What a verb returns.
pub(crate) type Outcome = Result<Exit, Failure>;

/// The exit code of an outcome; a failure is said on standard error first. A reader that went away is no failure.
pub(crate) fn conclude(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(exit) => exit.into(),
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(error)) => fail(&format!("standard output: {error}"), None),
        Err(Failure::Usage(sentence)) => fail(&sentence, Some("see `ibid --help`")),
        Err(Failure::Library(error)) => {
            let mut sentence = error.to_string();
            let mut cause = error.source();
            while let Some(error) = cause {
                let said = error.to_string();
                if !sentence.contains(&said) {
                    sentence = format!("{sentence}: {said}");
                }
                cause = error.source();
            }
            fail(&sentence, error.hint().as_deref())
        }
    }
}

fn fail(sentence: &str, hint: Option<&str>) -> ExitCode {
    complain(sentence, hint);
    ExitCode::from(2)
}

/// Says one sentence on standard error, and what to do about it.
pub(crate) fn complain(sentence: &str, hint: Option<&str>) {
    warn(sentence);
    if let Some(sentence) = hint {
        self::hint(sentence);
    }
}

/// Says on standard error what to do.
pub(crate) fn hint(sentence: &str) {
    say(format_args!("{}hint:{} {sentence}", HINT.render(), HINT.render_reset()));
}

/// Says one sentence on standard error.
pub(crate) fn warn(sentence: &str) {
    say(format_args!("{}ibid:{} {sentence}", ERROR.render(), ERROR.render_reset()));
}

const ERROR: anstyle::Style = anstyle::AnsiColor::Red.on_default().bold();
const HINT: anstyle::Style = anstyle::AnsiColor::Cyan.on_default().bold();

/// Says on standard error how a question was understood.
pub(crate) fn note(sentence: &str) {
    say(format_args!("{}note:{} {sentence}", HINT.render(), HINT.render_reset()));
}

/// Says something on standard error that only a person wants: silent where nobody watches.
pub(crate) fn remark(sentence: &str) {
    if io::stderr().is_terminal() {
        say(format_args!("{sentence}"));
    }
}

/// A line on standard error. Nobody can be told where even that is closed.
pub(crate) fn say(line: fmt::Arguments<'_>) {
    let _ = writeln!(anstream::stderr(), "{line}");
}
