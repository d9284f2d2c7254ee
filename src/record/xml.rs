//! XML as a tree, within bounds.
//!
//! The parser refuses document types, and with them entities that expand; what it would take quadratic time over (deep nesting,
//! thousands of attributes in one element) is refused before it begins. Every refusal is one sentence with its place.

use roxmltree::{Document, Node, ParsingOptions};

use super::json::clean;

/// Bytes of one text of XML: a page of an OAI-PMH list has a few million at most.
const MOST_BYTES: usize = 32 << 20;
/// Nodes of one tree.
const MOST_NODES: u32 = 2_000_000;
/// How deep elements may stand in one another; METS with MODS in it has twenty.
const DEEPEST: usize = 100;
/// Attributes of one element.
const MOST_ATTRIBUTES: usize = 200;

/// What `read` makes of the tree of `xml`.
///
/// Some exports are records one after the other, without an element around them all: these are read too.
///
/// # Errors
/// One sentence with its place; or what `read` says.
pub(super) fn with_tree<T>(xml: &str, read: impl FnOnce(Node<'_, '_>) -> Result<T, String>) -> Result<T, String> {
    let xml = xml.trim_start_matches('\u{feff}').trim_start();
    within_bounds(xml)?;
    let options = || ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    match Document::parse_with_options(xml, options()) {
        Ok(tree) => read(tree.root_element()),
        Err(error) => {
            // The element around them stands in the first line, so that places stay what they are.
            let wrapped = match xml.strip_prefix("<?xml").and_then(|after| after.split_once("?>")) {
                Some((declaration, rest)) => {
                    format!("{:width$}<records>{rest}</records>", "", width = declaration.chars().count())
                }
                None => format!("<records>{xml}</records>"),
            };
            match Document::parse_with_options(&wrapped, options()) {
                Ok(tree) if is_list(tree.root_element()) => read(tree.root_element()),
                _ => Err(sentence(&error)),
            }
        }
    }
}

/// Several elements, and nothing else between them.
fn is_list(node: Node<'_, '_>) -> bool {
    let blank = |text: Node<'_, '_>| text.text().is_none_or(|text| text.trim().is_empty());
    children(node).count() > 1 && node.children().filter(Node::is_text).all(blank)
}

/// The text of a node and of all within it, without markup, white space as single spaces.
pub(super) fn text(node: Node<'_, '_>) -> String {
    let all: Vec<&str> = node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect();
    tidy(&all.concat())
}

/// White space as single spaces; no control characters.
pub(super) fn tidy(text: &str) -> String {
    clean(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The elements right below a node.
pub(super) fn children<'a, 'input>(node: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(Node::is_element)
}

/// The elements right below a node that are called `name`, in whatever namespace.
pub(super) fn named<'a, 'input>(node: Node<'a, 'input>, name: &str) -> impl Iterator<Item = Node<'a, 'input>> {
    children(node).filter(move |child| child.tag_name().name() == name)
}

/// The elements anywhere below a node that are called `name`.
pub(super) fn below<'a, 'input>(node: Node<'a, 'input>, name: &str) -> impl Iterator<Item = Node<'a, 'input>> {
    node.descendants().filter(move |one| one.is_element() && one.tag_name().name() == name)
}

/// The text of the first element right below a node that is called `name` and says something.
pub(super) fn first(node: Node<'_, '_>, name: &str) -> Option<String> {
    named(node, name).map(text).find(|text| !text.is_empty())
}

/// An attribute by its name alone, in whatever namespace.
pub(super) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let value = node.attributes().find(|attribute| attribute.name() == name)?.value().trim();
    (!value.is_empty()).then_some(value)
}

/// `xml:lang`, `lang` or `language`.
pub(super) fn language<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    attribute(node, "lang").or_else(|| attribute(node, "language")).filter(|language| *language != "*")
}

/// "(line 3, column 5)", where an element begins.
pub(super) fn place(node: Node<'_, '_>) -> String {
    let at = node.document().text_pos_at(node.range().start);
    format!("(line {}, column {})", at.row, at.col)
}

fn sentence(error: &roxmltree::Error) -> String {
    let at = error.pos();
    let said = error.to_string();
    let what = said.rsplit_once(" at ").map_or(said.as_str(), |(what, _)| what);
    match error {
        roxmltree::Error::DtdDetected => "a document type, which no record needs".to_owned(),
        _ => clean(&format!("{what} (line {}, column {})", at.row, at.col)),
    }
}

/// Refuses what would cost the parser more than time in proportion to its length.
fn within_bounds(xml: &str) -> Result<(), String> {
    if xml.len() > MOST_BYTES {
        return Err("more than 32 MiB of XML".to_owned());
    }
    let mut rest = xml;
    let mut depth = 0_usize;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = match rest.as_bytes() {
            [b'<', b'!', b'-', b'-', ..] => after(rest, "-->"),
            [b'<', b'!', b'[', ..] => after(rest, "]]>"),
            [b'<', b'?', ..] => after(rest, "?>"),
            _ => tag_end(rest),
        };
        let tag = &rest[..end];
        match tag.as_bytes() {
            [b'<', b'!' | b'?', ..] => {}
            [b'<', b'/', ..] => depth = depth.saturating_sub(1),
            _ if tag.bytes().filter(|byte| *byte == b'=').count() > MOST_ATTRIBUTES => {
                return Err(format!("an element with more than {MOST_ATTRIBUTES} attributes"));
            }
            [.., b'/', b'>'] => {}
            _ => depth += 1,
        }
        if depth > DEEPEST {
            return Err(format!("elements within one another, more than {DEEPEST} deep"));
        }
        rest = &rest[end..];
    }
    Ok(())
}

fn after(text: &str, mark: &str) -> usize {
    text.find(mark).map_or(text.len(), |at| at + mark.len())
}

/// Where a tag ends: `>` within quotes does not end it.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return at + 1,
            (None, _) => {}
        }
    }
    text.len()
}
