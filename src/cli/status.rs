//! `ibid status`: the ledger, which adds up.

use std::{io, path::Path};

use super::{
    access,
    args::{StatusArguments, When},
    exit::{Exit, Outcome},
    terminal::{Look, Terminal},
};
use crate::{
    access::Sight,
    harvest::Moment,
    index::{Feed, Index, Ledger},
    wire::{self, Wanting},
};

/// Prints the ledger of the index in `dir`.
pub(crate) fn run(dir: &Path, arguments: &StatusArguments) -> Outcome {
    let snapshot = Index::open(dir)?.snapshot()?;
    let view = arguments.asking.view(&snapshot)?;
    let (ledger, feeds) = (view.ledger()?, view.feeds()?);
    let sources = if arguments.all { Some(view.sources(Sight::Text)?) } else { None };
    let mut terminal = Terminal::stdout(When::Never);
    if arguments.json {
        terminal.line(&wire::to_pretty(&wire::Status::of(&ledger, &feeds, sources.as_deref())))?;
    } else {
        print(&mut terminal, &ledger)?;
        feeds.iter().try_for_each(|feed| print_feed(&mut terminal, feed))?;
        for wanting in sources.iter().flatten().filter_map(Wanting::of) {
            terminal.line("")?;
            terminal.line(&format!("{}: {}", wanting.path.display(), wanting.what))?;
            if let Some(advice) = wanting.advice {
                terminal.line(&terminal.paint(Look::Faint, &format!("    {advice}")))?;
            }
        }
    }
    terminal.finish()?;
    Ok(Exit::Found)
}

fn print(terminal: &mut Terminal, ledger: &Ledger) -> io::Result<()> {
    let format = format!("  format {}", ledger.format);
    terminal.line(&format!("{}{}", terminal.paint(Look::Title, &ledger.path.display().to_string()), format))?;
    row(terminal, 0, ledger.documents, "documents")?;
    row(terminal, 1, ledger.indexed, "indexed")?;
    row(terminal, 1, ledger.same_as, "with the same bytes as another")?;
    row(terminal, 1, ledger.closed, "with a text that is closed to whom you ask as")?;
    row(terminal, 1, ledger.described, "records without a PDF")?;
    row(terminal, 1, ledger.withheld, "not given out by their repository, or not fetched yet")?;
    for (reason, count) in &ledger.failed {
        row(terminal, 1, *count, reason)?;
    }
    row(terminal, 0, ledger.pages, "pages of the documents indexed")?;
    row(terminal, 1, ledger.with_text, "with text")?;
    row(terminal, 1, ledger.recognised, "read by OCR, from their pictures")?;
    row(terminal, 1, ledger.scanned, "scanned: an image without text")?;
    row(terminal, 1, ledger.garbled, "garbled: text that means nothing")?;
    row(terminal, 1, ledger.blank, "blank")?;
    row(terminal, 0, ledger.words, "words")?;
    row(terminal, 0, ledger.passages, "passages, records included")?;
    let said = access::lines(&ledger.policy);
    terminal.line(&format!("what others learn of closed texts: {}", said.map(|line| squeezed(&line)).join(", ")))?;
    if ledger.index_bytes > 0 {
        terminal.line(&sizes(ledger))?;
    }
    let wanting = ledger.failed.values().sum::<u64>() + ledger.withheld + ledger.scanned + ledger.garbled;
    if wanting > 0 {
        terminal.line(&terminal.paint(Look::Faint, "what could not be read, and what to do: ibid status --all"))?;
    }
    Ok(())
}

fn squeezed(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sizes(ledger: &Ledger) -> String {
    let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    format!(
        "{} on disk: {:.2} of the text ({}), {:.1}% of the PDFs ({})",
        bytes(ledger.index_bytes),
        share(ledger.index_bytes, ledger.text_bytes),
        bytes(ledger.text_bytes),
        100.0 * share(ledger.index_bytes, ledger.pdf_bytes),
        bytes(ledger.pdf_bytes),
    )
}

/// "Northmere: 1,234 records, 1,002 PDFs; uketd_dc from http://...; harvested 2026-11-24T10:00:00Z".
fn print_feed(terminal: &mut Terminal, feed: &Feed) -> io::Result<()> {
    let set = feed.set.as_ref().map_or(String::new(), |set| format!(" (set {set})"));
    let last = match (&feed.list, feed.harvested) {
        (Some(_), _) => "its list was not read to the end: ibid harvest goes on".to_owned(),
        (None, Some(moment)) => format!("harvested {}", Moment(moment)),
        (None, None) => "not harvested yet".to_owned(),
    };
    let counts = format!("{} records, {} PDFs", grouped(feed.records), grouped(feed.documents));
    terminal.line(&format!("{}: {counts}; {} from {}{set}; {last}", feed.name, feed.prefix, feed.url))
}

/// A count, right-aligned, unless it is nothing and a part of something.
fn row(terminal: &mut Terminal, depth: usize, count: u64, what: &str) -> io::Result<()> {
    if count == 0 && depth > 0 {
        return Ok(());
    }
    terminal.line(&format!("{:>12}  {}{what}", grouped(count), "  ".repeat(depth)))
}

/// `12,345`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1.2 MB`, decimal.
pub(crate) fn bytes(count: u64) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    if count < 1_000 {
        return format!("{count} bytes");
    }
    let mut value = count as f64 / 1_000.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < units.len() {
        value /= 1_000.0;
        unit += 1;
    }
    format!("{value:.1} {}", units[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_for_people() {
        assert_eq!(
            ["0", "999", "1,000", "12,345,678"],
            [0, 999, 1_000, 12_345_678].map(grouped).each_ref().map(String::as_str)
        );
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(1_000), "1.0 kB");
        assert_eq!(bytes(999_960), "1.0 MB");
    }
}
