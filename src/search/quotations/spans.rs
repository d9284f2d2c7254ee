//! What is marked up within lines, in HTML, Markdown and LaTeX: tags, entities, links, commands.

use rustc_hash::FxHashMap;

use super::{Prose, Quoted, source};

/// The prose of a text without its markup, and the block quotes that are marked up as elements.
#[derive(Default)]
pub(super) struct Read {
    pub(super) prose: Prose,
    pub(super) blocks: Vec<Quoted>,
}

/// Reads a text, of which the lines are those of the file.
pub(super) fn read(text: &str) -> Read {
    Reader { line: 1, ..Reader::of(text) }.read()
}

/// The text of a block quote without its markup.
pub(super) fn plain(text: &str) -> String {
    Reader { in_block: true, ..Reader::of(text) }.read().prose.chars.into_iter().collect()
}

/// Elements that part paragraphs.
const PARAGRAPHS: [&str; 17] =
    ["p", "div", "li", "ul", "ol", "td", "th", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "blockquote", "hr"];

/// Elements of a block quote that name its source.
const SOURCES: [&str; 3] = ["cite", "footer", "figcaption"];

/// Longest tag, in bytes.
const LONGEST_TAG: usize = 2_000;

#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    in_block: bool,
    /// Where braces close what belongs to a command of LaTeX, and the mark that is put there.
    braces: FxHashMap<usize, Option<char>>,
    read: Read,
}

impl<'t> Reader<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, ..Self::default() }
    }

    fn read(mut self) -> Read {
        while let Some(first) = self.text[self.at..].chars().next() {
            let taken = match first {
                '<' => self.tag(),
                ']' => self.link(),
                '&' => self.entity(),
                '\\' => self.command(),
                '}' => self.brace(),
                _ => None,
            };
            let length = taken.unwrap_or_else(|| {
                self.push(first);
                first.len_utf8()
            });
            self.line += self.text[self.at..self.at + length].matches('\n').count();
            self.at += length;
        }
        self.read
    }

    fn push(&mut self, c: char) {
        self.read.prose.push(c, self.line);
    }

    /// Puts a character for so many bytes.
    fn put(&mut self, c: char, length: usize) -> Option<usize> {
        self.push(c);
        Some(length)
    }

    fn part(&mut self, length: usize) -> Option<usize> {
        self.push('\n');
        self.put('\n', length)
    }

    /// Takes a block quote; `inside` is its text, `length` how long it is with what is around that.
    fn block(&mut self, inside: &str, length: usize) -> Option<usize> {
        let text = source::without(&plain(inside)).to_owned();
        // It begins where its first word stands.
        let line = self.line + inside[..inside.len() - inside.trim_start().len()].matches('\n').count();
        if !text.is_empty() {
            self.read.blocks.push(Quoted { line, text });
        }
        self.part(length)
    }

    fn tag(&mut self) -> Option<usize> {
        let rest = &self.text[self.at..];
        let (length, is_end, name) = tag(rest)?;
        match (name.as_str(), is_end) {
            ("q", false) => self.put('“', length),
            ("q", true) => self.put('”', length),
            ("blockquote", false) if !self.in_block => {
                let (end, after) = end_of(rest, "blockquote").unwrap_or_else(|| {
                    // Never closed: no further than the paragraph.
                    let end = length + rest[length..].find("\n\n").unwrap_or(rest.len() - length);
                    (end, end)
                });
                self.block(&rest[length..end], after)
            }
            (name, false) if self.in_block && SOURCES.contains(&name) => Some(end_of(rest, name)?.1),
            (name, _) if PARAGRAPHS.contains(&name) => self.part(length),
            ("br", _) => self.put(' ', length),
            _ => Some(length),
        }
    }

    /// The end of a link: `](address "title")`. Its brackets are no part of the prose, unless what they hold is the source of a block
    /// quote.
    fn link(&mut self) -> Option<usize> {
        let length = link_end(&self.text[self.at + 1..])? + 1;
        let chars = &self.read.prose.chars;
        if let Some(open) = chars.iter().rposition(|c| *c == '[') {
            if self.in_block && chars[open..].iter().any(char::is_ascii_digit) {
                return self.put(']', length);
            }
            let is_picture = open > 0 && chars[open - 1] == '!';
            let brackets = open - usize::from(is_picture)..open + 1;
            self.read.prose.chars.drain(brackets.clone());
            self.read.prose.lines.drain(brackets);
        }
        Some(length)
    }

    fn entity(&mut self) -> Option<usize> {
        let name = &self.text[self.at + 1..];
        let name = &name[..name.bytes().take(10).position(|byte| byte == b';')?];
        self.put(entity(name)?, name.len() + 2)
    }

    /// A command of so many letters that puts what is in its last braces in marks; `before` are others.
    fn quoting(&mut self, letters: usize, before: usize) -> Option<usize> {
        let rest = &self.text[self.at..];
        let mut start = options(rest, letters);
        for _ in 0..before {
            start = options(rest, start + group(&rest[start..], '{', '}')?);
        }
        self.braces.insert(self.at + start + group(&rest[start..], '{', '}')? - 1, Some('”'));
        self.put('“', start + 1)
    }

    /// The brace that closes what belongs to a command.
    fn brace(&mut self) -> Option<usize> {
        let mark = self.braces.remove(&self.at)?;
        mark.into_iter().for_each(|mark| self.push(mark));
        Some(1)
    }

    /// A command of LaTeX: what it quotes is put in marks, what it cites is left out.
    fn command(&mut self) -> Option<usize> {
        const BLOCKS: [&str; 5] = ["quote", "quotation", "displayquote", "quoting", "displaycquote"];
        let rest = &self.text[self.at..];
        let letters = rest[1..].bytes().take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'*').count();
        let (name, after) = (rest[1..].get(..letters)?, &rest[1 + letters..]);
        let braces = group(after, '{', '}');
        match name.trim_end_matches('*') {
            "" => None,
            "enquote" | "textquote" | "blockquote" => self.quoting(1 + letters, 0),
            "foreignquote" | "hyphenquote" | "textcquote" | "blockcquote" => self.quoting(1 + letters, 1),
            "begin" => {
                let kind = after.get(1..braces? - 1).filter(|kind| BLOCKS.contains(kind))?;
                let start = 1 + letters + braces?;
                let close = format!("\\end{{{kind}}}");
                let end = rest[start..].find(&close)? + start;
                self.block(&rest[start..end], end + close.len())
            }
            name if name.contains("cite") || matches!(name, "footnote" | "footnotemark" | "label" | "index") => {
                let length = options(rest, 1 + letters);
                Some(length + group(&rest[length..], '{', '}').unwrap_or(0))
            }
            _ => Some(match braces {
                Some(length) => {
                    self.braces.insert(self.at + letters + length, None);
                    letters + 2
                }
                None => 1 + letters,
            }),
        }
    }
}

/// The end of what is set in square brackets behind so much of a command.
fn options(rest: &str, mut length: usize) -> usize {
    while let Some(more) = group(&rest[length..], '[', ']') {
        length += more;
    }
    length
}

/// How long a tag is that begins here, whether it ends an element, and its name.
fn tag(rest: &str) -> Option<(usize, bool, String)> {
    let inside = rest.strip_prefix('<')?;
    let is_end = inside.starts_with('/');
    let inside = &inside[usize::from(is_end)..];
    let length = inside.bytes().take(LONGEST_TAG).position(|byte| matches!(byte, b'<' | b'>'))?;
    let is_closed = inside.as_bytes()[length] == b'>';
    let name: String = inside.chars().take_while(char::is_ascii_alphanumeric).collect();
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
    (is_closed && is_name).then(|| (length + 2 + usize::from(is_end), is_end, name.to_ascii_lowercase()))
}

/// Where the element ends that begins here, before and behind its last tag.
fn end_of(rest: &str, name: &str) -> Option<(usize, usize)> {
    let mut depth = 0;
    for (at, _) in rest.match_indices('<') {
        if let Some((length, is_end, _)) = tag(&rest[at..]).filter(|(_, _, found)| found == name) {
            depth = if is_end { depth - 1 } else { depth + 1 };
            if depth == 0 {
                return Some((at, at + length));
            }
        }
    }
    None
}

/// How long `(address "title")` is.
fn link_end(rest: &str) -> Option<usize> {
    let paragraph = &rest[..rest.find("\n\n").unwrap_or(rest.len())];
    let inside = paragraph.strip_prefix('(')?;
    let (mut depth, mut address) = (0, inside.len());
    // An address in angle brackets may have spaces.
    let from = if inside.starts_with('<') { inside.find('>')? } else { 0 };
    for (at, c) in inside.char_indices().skip_while(|(at, _)| *at < from) {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at + 2),
            ')' => depth -= 1,
            _ if c.is_whitespace() => {
                address = at;
                break;
            }
            _ => {}
        }
    }
    let title = inside[address..].trim_start();
    let close = match title.chars().next()? {
        '(' => ')',
        mark @ ('"' | '\'') => mark,
        _ => return None,
    };
    let ends = title.char_indices().skip(1).filter(|(_, c)| *c == close);
    let after = ends.map(|(at, _)| title[at + 1..].trim_start()).find(|after| after.starts_with(')'))?;
    Some(paragraph.len() - after.len() + 1)
}

/// How long a group in brackets is that begins here.
fn group(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
        }
        if depth == 0 {
            return (c == close).then_some(at + 1);
        }
    }
    None
}

/// The character that an entity of HTML stands for: quotation marks, and what else is written so in prose.
fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let digits = number.strip_prefix(['x', 'X']);
        let code = digits.map_or_else(|| number.parse().ok(), |digits| u32::from_str_radix(digits, 16).ok());
        return char::from_u32(code?);
    }
    Some(match name {
        "quot" => '"',
        "apos" => '\'',
        "ldquo" => '“',
        "rdquo" => '”',
        "bdquo" => '„',
        "lsquo" => '‘',
        "rsquo" => '’',
        "sbquo" => '‚',
        "laquo" => '«',
        "raquo" => '»',
        "lsaquo" => '‹',
        "rsaquo" => '›',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "nbsp" => '\u{a0}',
        "shy" => '\u{ad}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        _ => return None,
    })
}
