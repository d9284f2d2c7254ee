//! `ibid text`: the text of PDFs, without an index.

use std::fs;

use super::{
    args::{TextArguments, When},
    exit::{self, Exit, Failure, Outcome},
    index,
    ocr::{SECONDS, Sight},
    terminal::Terminal,
};
use crate::{
    ingest,
    pdf::{Engine, Request, Unreadable},
    text::{self, PageSpan},
};

/// Prints the text of each PDF, a form feed after each page.
pub(crate) fn run(arguments: &TextArguments) -> Outcome {
    let engine = arguments.engine.parse().map_err(|_| Failure::Usage(format!("no engine `{}`", arguments.engine)))?;
    let password = arguments.password_file.as_deref().map(index::password).transpose()?;
    let mut terminal = Terminal::stdout(When::Never);
    let sight = Sight::look(&arguments.ocr, SECONDS);
    let mut exit = if sight.is_wanting() { Exit::Incomplete } else { Exit::Found };
    for path in &arguments.paths {
        let read = fs::read(path).map_err(|error| error.to_string()).and_then(|bytes| {
            let read = if arguments.lines { as_lines } else { as_text };
            read(bytes, engine, password.as_deref(), &sight).map_err(|why| why.to_string())
        });
        match read {
            Ok(pages) => pages.iter().try_for_each(|page| terminal.line(&format!("{}\n\x0c", page.trim_end())))?,
            Err(why) => {
                exit::warn(&format!("{}: {why}", path.display()));
                exit = Exit::Incomplete;
            }
        }
    }
    terminal.finish()?;
    Ok(exit)
}

/// The canonical text of each page.
fn as_text(bytes: Vec<u8>, engine: Engine, password: Option<&str>, sight: &Sight) -> Result<Vec<String>, Unreadable> {
    let text = ingest::read_text(bytes, engine, password, sight.here())?;
    let start = |page: &PageSpan| page.start as usize;
    let ends = text.pages.iter().skip(1).map(start).chain([text.content.len()]);
    let pages = text.pages.iter().zip(ends);
    Ok(pages.map(|(page, end)| text.content.get(start(page)..end).unwrap_or_default().to_owned()).collect())
}

/// The lines of each page.
fn as_lines(bytes: Vec<u8>, engine: Engine, password: Option<&str>, sight: &Sight) -> Result<Vec<String>, Unreadable> {
    let mut pages = Vec::new();
    ingest::read_pages(bytes, engine, &Request { password, pages: None }, sight.here(), &mut |page| {
        let lines = page.lines.iter().map(|line| text::shown(&page, line));
        pages.push(lines.collect::<Vec<_>>().join("\n"));
    })?;
    Ok(pages)
}
