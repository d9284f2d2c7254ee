//! A passage on the terminal: where it stands, and its words with the marks, wrapped.

use std::{io, ops::Range, path::Path};

use unicode_width::UnicodeWidthChar;

use super::terminal::{Look, Terminal};
use crate::{
    record::Record,
    search::{PassageHit, Snippet, ThesisHit},
};

const INDENT: usize = 4;

/// Prints one passage of `thesis`: its place on a line, then windows of at most `context` characters of it.
pub(crate) fn print(
    terminal: &mut Terminal,
    thesis: &ThesisHit,
    hit: &PassageHit,
    context: usize,
    score: &str,
) -> io::Result<()> {
    let place = place(hit);
    let link = terminal.link(&thesis.path, hit.page.max(1), &terminal.paint(Look::Page, &place));
    let section = hit.section.as_ref().filter(|section| !section.heading.is_empty());
    let heading = section.map(|section| format!("  {}", section.heading)).unwrap_or_default();
    terminal.line(&format!("  {link}{}{}", heading, terminal.paint(Look::Faint, score)))?;
    let snippets = hit.telling_snippets(if context == 0 { usize::MAX } else { context });
    snippets.iter().try_for_each(|snippet| print_snippet(terminal, snippet))
}

fn print_snippet(terminal: &mut Terminal, snippet: &Snippet) -> io::Result<()> {
    let text = format!(
        "{}{}{}",
        if snippet.cut_before { "…" } else { "" },
        snippet.text,
        if snippet.cut_after { "…" } else { "" }
    );
    let shift = usize::from(snippet.cut_before);
    let marks: Vec<_> = snippet.marks.iter().map(|mark| mark.start + shift..mark.end + shift).collect();
    let brackets = if terminal.brackets_marks() { 2 } else { 0 };
    for line in wrap(&text, &marks, terminal.width().saturating_sub(INDENT).max(20), brackets) {
        let painted: String = line.into_iter().map(|piece| piece.painted(terminal)).collect();
        terminal.line(&format!("{:INDENT$}{painted}", ""))?;
    }
    Ok(())
}

/// `p. 12 (PDF 34)`, `p. 12 (PDF 34, OCR)`; the record page is `record`; without a printed number, `PDF 34`.
pub(crate) fn place(hit: &PassageHit) -> String {
    let ocr = if hit.recognised { ", OCR" } else { "" };
    match (&hit.label, hit.page) {
        (_, 0) => "record".into(),
        (Some(label), page) => format!("p. {label} (PDF {page}{ocr})"),
        (None, page) => format!("PDF {page}{ocr}"),
    }
}

/// "Weaver, Ada · 2014 · Doctoral · University of X · 3f2a9c41d0aa".
pub(crate) fn byline(record: &Record, key: &impl ToString) -> String {
    let mut parts = Vec::new();
    if !record.creators.is_empty() {
        parts.push(record.creators.join("; "));
    }
    parts.extend(record.date.map(|date| date.year.to_string()));
    parts.extend(record.thesis_type.clone());
    parts.extend(record.institution.clone());
    parts.push(key.to_string());
    parts.join(" · ")
}

/// "Weaver 2014", or the name of the file where nobody is known to have written it.
pub(crate) fn cited(record: &Record, path: &Path) -> String {
    let family = |name: &String| name.split(',').next().unwrap_or_default().trim().to_owned();
    let name = match record.creators.as_slice() {
        [] => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        [one] => family(one),
        [one, other] => format!("{} and {}", family(one), family(other)),
        [one, ..] => format!("{} et al.", family(one)),
    };
    let year = record.date.map(|date| format!(" {}", date.year));
    format!("{name}{}", year.unwrap_or_default())
}

/// Prints text that has its looks already, wrapped and indented.
pub(crate) fn indented(terminal: &mut Terminal, text: &str) -> io::Result<()> {
    for line in textwrap::wrap(text, terminal.width().saturating_sub(INDENT).max(20)) {
        terminal.line(&format!("{:INDENT$}{line}", ""))?;
    }
    Ok(())
}

/// A stretch of a line, marked or not.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    marked: bool,
}

impl Piece {
    fn painted(&self, terminal: &Terminal) -> String {
        if self.marked { terminal.paint(Look::Mark, &self.text) } else { self.text.clone() }
    }
}

/// Breaks `text` at white space into lines of at most `width` columns; `marks` are ranges of characters of `text`. A
/// word longer than a line (or a run of ideographs) is broken where the line is full. A mark begins with `brackets` more
/// columns.
fn wrap(text: &str, marks: &[Range<usize>], width: usize, brackets: usize) -> Vec<Vec<Piece>> {
    let marked = |at: usize| marks.iter().any(|mark| mark.contains(&at));
    let characters: Vec<(usize, char)> = text.chars().enumerate().collect();
    let mut lines = Vec::new();
    let (mut line, mut columns) = (Vec::new(), 0);
    for word in characters.split(|(_, c)| c.is_whitespace()).filter(|word| !word.is_empty()) {
        let opens = |at: usize| if marks.iter().any(|mark| mark.start == at) { brackets } else { 0 };
        let word_columns: usize = word.iter().map(|(at, c)| c.width().unwrap_or(0) + opens(*at)).sum();
        if columns > 0 && columns + 1 + word_columns > width {
            lines.push(std::mem::take(&mut line));
            columns = 0;
        } else if columns > 0 {
            let before = word[0].0 - 1;
            append(&mut line, ' ', marked(before) && marked(word[0].0));
            columns += 1;
        }
        for &(at, c) in word {
            if columns >= width {
                lines.push(std::mem::take(&mut line));
                columns = 0;
            }
            append(&mut line, c, marked(at));
            columns += c.width().unwrap_or(0) + opens(at);
        }
    }
    lines.push(line);
    lines.retain(|line| !line.is_empty());
    lines
}

fn append(line: &mut Vec<Piece>, c: char, marked: bool) {
    match line.last_mut() {
        Some(piece) if piece.marked == marked => piece.text.push(c),
        _ => line.push(Piece { text: c.into(), marked }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(lines: &[Vec<Piece>]) -> Vec<String> {
        let piece = |p: &Piece| if p.marked { format!("[{}]", p.text) } else { p.text.clone() };
        lines.iter().map(|line| line.iter().map(piece).collect()).collect()
    }

    #[test]
    fn a_mark_goes_on_over_a_line_end() {
        let lines = wrap("groups of peer support help", &[Range { start: 10, end: 22 }], 14, 0);
        assert_eq!(plain(&lines), ["groups of [peer]", "[support] help"]);
    }

    #[test]
    fn a_phrase_is_one_mark() {
        let lines = wrap("of peer support", &[Range { start: 3, end: 15 }], 80, 0);
        assert_eq!(plain(&lines), ["of [peer support]"]);
    }

    #[test]
    fn ideographs_fill_two_columns() {
        let lines = wrap("漢字漢字漢字", &[Range { start: 2, end: 4 }], 4, 0);
        assert_eq!(plain(&lines), ["漢字", "[漢字]", "漢字"]);
    }
}
