//! The blocks of Markdown: quotes are taken out, code that is indented loses its quotation marks.

use super::{Quoted, source, spans};

/// The rest of a text, line by line, and its block quotes.
pub(super) fn taken_out(text: &str) -> (String, Vec<Quoted>) {
    let mut found = Vec::new();
    let (mut block, mut place) = (Block::default(), Place { after_blank: true, ..Place::default() });
    let mut rest = String::with_capacity(text.len());
    for (at, line) in text.lines().enumerate() {
        let quoted = line.trim_start().strip_prefix('>');
        let is_code = place.is_code(line);
        match quoted {
            Some(quoted) => block.take(at + 1, quoted.trim_start_matches(['>', ' '])),
            None => {
                found.extend(block.close());
                match () {
                    () if line.trim().is_empty() || is_definition(line) => {}
                    () if is_code => rest.extend(line.chars().filter(|c| !matches!(c, '"' | '\'' | '`'))),
                    () => rest.push_str(line),
                }
            }
        }
        rest.push('\n');
    }
    found.extend(block.close());
    (rest, found)
}

/// What stands before a line: on that it depends whether an indented one is code.
#[derive(Default)]
struct Place {
    after_blank: bool,
    in_code: bool,
    in_list: bool,
}

impl Place {
    /// Whether the next line is code; that is remembered for those after it.
    fn is_code(&mut self, line: &str) -> bool {
        let is_blank = line.trim().is_empty();
        let is_indented = line.starts_with("    ") || line.starts_with('\t');
        if is_blank {
            self.after_blank = true;
            return false;
        }
        if begins_item(line) && !self.in_code {
            self.in_list = true;
        } else if self.after_blank && !line.starts_with([' ', '\t']) {
            self.in_list = false;
        }
        self.in_code = is_indented && !self.in_list && (self.after_blank || self.in_code);
        self.after_blank = false;
        self.in_code
    }
}

/// Whether a line begins an item of a list, or a note: what is indented below belongs to it.
fn begins_item(line: &str) -> bool {
    let line = line.trim_start();
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = number.len() < line.len() && number.starts_with([')', '.']);
    is_numbered || line.starts_with(['-', '*', '+']) && line[1..].starts_with([' ', '\t']) || line.starts_with("[^")
}

/// Whether a line says where a link of this name leads: `[name]: address "title"`.
fn is_definition(line: &str) -> bool {
    let line = line.trim_start();
    let Some((name, rest)) = line.strip_prefix('[').and_then(|line| line.split_once("]:")) else { return false };
    let (address, title) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
    let leads = address.contains(['.', '/', '#', ':'])
        && (title.is_empty() || title.trim_start().starts_with(['"', '\'', '(']));
    leads && !name.starts_with('^') && !name.contains(']')
}

/// A block quote as far as it is known.
#[derive(Default)]
struct Block {
    line: usize,
    text: String,
}

impl Block {
    fn take(&mut self, number: usize, line: &str) {
        let names_source = ["—", "–", "--", "― "].iter().any(|dash| line.starts_with(dash));
        if names_source && !self.text.is_empty() {
            return;
        }
        if self.text.is_empty() {
            self.line = number;
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn close(&mut self) -> Option<Quoted> {
        let Self { line, text } = std::mem::take(self);
        let is_box = text.starts_with("[!");
        let text = source::without(&spans::plain(&text)).to_owned();
        (!text.is_empty() && !is_box).then_some(Quoted { line, text })
    }
}
