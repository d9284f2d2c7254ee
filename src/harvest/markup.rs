//! Answers as markup: made legible, and cut into records without trusting that they are well-formed.
//!
//! A record that is broken must not cost the page it stands on, nor a page the list: so records are found by their tags
//! alone, and what is left of the page, which is short, is read as XML.

use std::{iter::FusedIterator, ops::Range};

/// A tag.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tag<'a> {
    pub(super) kind: Kind,
    /// With its prefix.
    pub(super) name: &'a str,
    /// Where it stands.
    pub(super) range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    Empty,
    /// A document type.
    Type,
}

impl Tag<'_> {
    /// Its name without the prefix.
    pub(super) fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or_default()
    }
}

/// The tags of a text, comments and CDATA passed over; to the first one that does not end.
pub(super) struct Tags<'a> {
    text: &'a str,
    at: usize,
}

pub(super) fn tags(text: &str) -> Tags<'_> {
    Tags { text, at: 0 }
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let start = self.at + self.text.get(self.at..)?.find('<')?;
            let rest = &self.text[start..];
            let past = |mark: &str| rest.find(mark).map(|at| at + mark.len());
            let (end, is_tag) = if rest.starts_with("<!--") {
                (past("-->"), false)
            } else if rest.starts_with("<![CDATA[") {
                (past("]]>"), false)
            } else if rest.starts_with("<?") {
                (past("?>"), false)
            } else {
                (tag_end(rest), true)
            };
            let Some(end) = end else {
                self.at = self.text.len();
                return None;
            };
            self.at = start + end;
            if is_tag {
                return Some(tag(&rest[..end], start));
            }
        }
    }
}

impl FusedIterator for Tags<'_> {}

fn tag(text: &str, start: usize) -> Tag<'_> {
    let range = start..start + text.len();
    let (kind, inner) = match text.as_bytes() {
        [b'<', b'/', ..] => (Kind::Close, &text[2..]),
        [b'<', b'!', ..] => (Kind::Type, &text[2..]),
        [.., b'/', b'>'] => (Kind::Empty, &text[1..]),
        _ => (Kind::Open, &text[1..]),
    };
    let end = inner.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(inner.len());
    Tag { kind, name: &inner[..end], range }
}

/// Behind the `>` that ends a tag: one within quotes does not.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at + 1),
            (None, _) => {}
        }
    }
    None
}

/// A page cut into its records.
#[derive(Debug, Default)]
pub(super) struct Cut<'a> {
    /// The page without its records.
    pub(super) rest: String,
    /// The records, each from its first tag to its last.
    pub(super) records: Vec<&'a str>,
    /// The tags that a record stands in, from the outermost.
    pub(super) around: Vec<(&'a str, &'a str)>,
    /// Whether the outermost element is closed.
    pub(super) is_whole: bool,
}

/// Cuts a page.
pub(super) fn cut(text: &str) -> Cut<'_> {
    let mut cut = Cut::default();
    let (mut kept, mut record, mut depth) = (0, None::<usize>, 0_usize);
    let mut all = tags(text).peekable();
    while let Some(tag) = all.next() {
        let opens = tag.kind == Kind::Open;
        if tag.local() != "record" {
            let is_root = cut.around.first().is_some_and(|(_, name)| *name == tag.name);
            if record.is_none() && opens && cut.records.is_empty() && cut.around.len() < 2 {
                cut.around.push((&text[tag.range.clone()], tag.name));
            } else if record.is_none() && tag.kind == Kind::Close && !is_root && cut.records.is_empty() {
                cut.around.truncate(1);
            }
            cut.is_whole |= is_root && tag.kind == Kind::Close;
            continue;
        }
        // A record in which another begins was not closed.
        let is_new = opens && all.peek().is_some_and(|next| next.local() == "header");
        match record {
            Some(start) if is_new => {
                cut.records.push(&text[start..tag.range.start]);
                (record, depth) = (Some(tag.range.start), 1);
            }
            None if opens => {
                cut.rest.push_str(&text[kept..tag.range.start]);
                (record, depth) = (Some(tag.range.start), 1);
            }
            Some(_) if opens => depth += 1,
            Some(start) if tag.kind == Kind::Close => {
                depth -= 1;
                if depth == 0 {
                    cut.records.push(&text[start..tag.range.end]);
                    (record, kept) = (None, tag.range.end);
                }
            }
            _ => {}
        }
    }
    match record {
        Some(start) => cut.records.push(&text[start..]),
        None => cut.rest.push_str(&text[kept..]),
    }
    cut
}

/// A piece of a page as a document of its own: in the tags it stood in, so that its prefixes mean what they meant.
pub(super) fn alone(piece: &str, around: &[(&str, &str)]) -> String {
    let before: String = around.iter().map(|(tag, _)| *tag).collect();
    let after: String = around.iter().rev().map(|(_, name)| format!("</{name}>")).collect();
    format!("{before}{piece}{after}")
}

/// Bytes as text that XML allows: repositories hand on the control characters of what was pasted into their forms.
pub(super) fn legible(bytes: Vec<u8>) -> String {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if is_latin_1(error.as_bytes()) => error.as_bytes().iter().copied().map(char::from).collect(),
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    let text = if text.chars().any(|c| !is_allowed(c)) {
        text.chars().map(|c| if is_allowed(c) { c } else { ' ' }).collect()
    } else {
        text
    };
    without_bad_references(text)
}

fn is_latin_1(bytes: &[u8]) -> bool {
    let declaration = String::from_utf8_lossy(&bytes[..bytes.len().min(100)]).to_ascii_lowercase();
    ["encoding=\"iso-8859-1", "encoding='iso-8859-1", "encoding=\"windows-1252"]
        .iter()
        .any(|name| declaration.contains(name))
}

fn is_allowed(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// `&#12;` is as little allowed as what it stands for.
fn without_bad_references(text: String) -> String {
    if !text.contains("&#") {
        return text;
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("&#") {
        clean.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let code = end.and_then(|end| match rest[2..end].strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => rest[2..end].parse().ok(),
        });
        match (end, code) {
            (Some(end), Some(code)) if char::from_u32(code).is_none_or(|c| !is_allowed(c)) => {
                clean.push(' ');
                rest = &rest[end + 1..];
            }
            _ => {
                clean.push_str("&#");
                rest = &rest[2..];
            }
        }
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PAGE: &str = r#"<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>x</responseDate>
<request verb="ListRecords" a=">">u</request><ListRecords xmlns:m="m"><!-- <record> --><record><header/><metadata><m:record>1
<![CDATA[</record>]]></m:record></metadata></record>
<record><header status="deleted"/></record><resumptionToken>t</resumptionToken></ListRecords></OAI-PMH>"#;

    #[test]
    fn a_page_is_cut_into_records() {
        let cut = cut(PAGE);
        assert_eq!(cut.records.len(), 2);
        assert!(cut.records[0].ends_with("</metadata></record>") && cut.is_whole);
        assert!(!cut.rest.contains("<header") && cut.rest.contains("<resumptionToken>"));
        let alone = alone(cut.records[1], &cut.around);
        assert!(alone.starts_with("<OAI-PMH xmlns") && alone.ends_with("</record></ListRecords></OAI-PMH>"), "{alone}");
        assert!(alone.contains("<ListRecords xmlns:m"), "{alone}");
        roxmltree::Document::parse(&cut.rest).unwrap();
        cut.records
            .iter()
            .for_each(|record| drop(roxmltree::Document::parse(&super::alone(record, &cut.around)).unwrap()));
    }

    #[test]
    fn a_broken_record_costs_itself_alone() {
        let page = "<OAI-PMH><ListRecords><record><header/>1<b></record><record><header/>2<record><header/>3</record>\
                    <record><header/>4</record></ListRecords></OAI-PMH>";
        let cut = cut(page);
        let cut: Vec<&str> = cut.records.iter().map(|record| record.trim_end_matches("</record>")).collect();
        assert_eq!(cut, ["<record><header/>1<b>", "<record><header/>2", "<record><header/>3", "<record><header/>4"]);
    }

    #[test]
    fn what_xml_does_not_allow_becomes_a_space() {
        assert_eq!(legible(b"a\x0cb&#x1F;c&#12;d&#65;&#;&#xD800;".to_vec()), "a b c d&#65;&#; ");
        assert_eq!(
            legible(b"<?xml encoding=\"ISO-8859-1\"?>Sch\xf6n".to_vec()),
            "<?xml encoding=\"ISO-8859-1\"?>Schön"
        );
        assert_eq!(legible(b"Sch\xf6n".to_vec()), "Sch\u{fffd}n");
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "(<record>|</record>|<header/>|<a b='>'>|</a>|<!--|-->|<!\\[CDATA\\[|\\]\\]>|\"|[a-zé<>& ]|&#12;){0,40}") {
            let text = legible(text.into_bytes());
            let cut = cut(&text);
            prop_assert!(cut.records.iter().map(|record| record.len()).sum::<usize>() + cut.rest.len() <= text.len());
        }
    }
}
