//! `ibid text`: the text of PDFs, without an index.

use std::fs;

use super::{
    args::{TextArguments, When},
    exit::{self, Exit, Failure, Outcome},
    index,
    terminal::Terminal,
};
use crate::{
    ingest,
    text::{PageSpan, Text},
};

/// Prints the text of each PDF, a form feed after each page.
pub(crate) fn run(arguments: &TextArguments) -> Outcome {
    let engine = arguments.engine.parse().map_err(|_| Failure::Usage(format!("no engine `{}`", arguments.engine)))?;
    let password = arguments.password_file.as_deref().map(index::password).transpose()?;
    let mut terminal = Terminal::stdout(When::Never);
    let mut exit = Exit::Found;
    for path in &arguments.paths {
        let read = fs::read(path).map_err(|error| error.to_string());
        match read
            .and_then(|bytes| ingest::read_text(bytes, engine, password.as_deref()).map_err(|why| why.to_string()))
        {
            Ok(text) => {
                for page in pages(&text) {
                    terminal.line(&format!("{}\n\x0c", page.trim_end()))?;
                }
            }
            Err(why) => {
                exit::warn(&format!("{}: {why}", path.display()));
                exit = Exit::Incomplete;
            }
        }
    }
    terminal.finish()?;
    Ok(exit)
}

/// The text of each page.
fn pages(text: &Text) -> impl Iterator<Item = &str> {
    let start = |page: &PageSpan| page.start as usize;
    let ends = text.pages.iter().skip(1).map(start).chain([text.content.len()]);
    text.pages.iter().zip(ends).map(move |(page, end)| text.content.get(start(page)..end).unwrap_or_default())
}
