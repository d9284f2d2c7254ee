//! The command line: one file a verb.

mod access;
mod args;
mod asking;
mod bench;
mod boxes;
mod browse;
mod clock;
mod complete;
mod concordance;
mod deadline;
mod delivery;
mod encoding;
mod exit;
mod explain;
mod facets;
mod harvest;
mod index;
mod man;
mod marked;
mod ocr;
mod output;
mod passage;
mod picture;
mod progress;
mod query;
mod record_page;
mod search;
mod serve;
mod show;
mod similar;
mod status;
mod terminal;
mod text;
mod token;
mod verify;
mod viewer;

use std::process::ExitCode;

use clap::Parser;

use self::args::{Arguments, Verb};
use crate::ingest;

/// Runs what was typed and returns the exit code: 0 found or done, 1 nothing found, 2 error.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    terminal::choose_colour(arguments.color);
    let dir = &arguments.index;
    exit::conclude(match &arguments.verb {
        Verb::Index(verb) => index::run(dir, verb),
        Verb::Harvest(verb) => harvest::run(dir, verb),
        Verb::Search(verb) => search::run(dir, verb),
        Verb::Browse(verb) => browse::run(dir, verb),
        Verb::Complete(verb) => complete::run(dir, verb),
        Verb::Show(verb) => show::run(dir, verb),
        Verb::Similar(verb) => similar::run(dir, verb),
        Verb::Verify(verb) => verify::run(dir, verb),
        Verb::Concordance(verb) => concordance::run(dir, verb),
        Verb::Text(verb) => text::run(verb),
        Verb::Status(verb) => status::run(dir, verb),
        Verb::Access(verb) => access::run(dir, verb),
        Verb::Token(verb) => token::run(dir, verb),
        Verb::Bench(verb) => bench::run(verb),
        Verb::Serve(verb) => serve::run(dir, verb),
        Verb::Query => query::run(),
        Verb::Completions { shell } => man::completions(*shell),
        Verb::Man => man::page(),
        Verb::ReadWorker => return ingest::worker::run(),
    })
}
