//! One word as typed: its wildcards, `~`, `=`.

use super::{LeafText, Notice};

/// The leaf that a word is, if there is anything to look for in it; no space, quotation mark, parenthesis or colon in `raw`.
pub(super) fn term(raw: &str, notices: &mut Vec<Notice>) -> Option<LeafText> {
    if let Some(word) = raw.strip_prefix('=').filter(|rest| rest.starts_with(char::is_alphanumeric)) {
        let written = word.trim_matches(is_edge);
        if word[written.len()..].contains('*') || written.contains(['*', '?']) {
            let words: Vec<&str> = written.split(['*', '?']).filter(|word| !word.is_empty()).collect();
            let read = LeafText::Written(words.join(" "));
            notices.push(Notice::ReadAs { typed: raw.to_owned(), read: read.to_string() });
            return Some(read);
        }
        return Some(LeafText::Written(written.to_owned()));
    }
    let begins = |rest: &str| rest.starts_with(|c: char| c == '*' || c.is_alphanumeric());
    if raw.strip_prefix(['=', '!']).is_some_and(begins) {
        notices.push(Notice::Ignored(raw[..1].to_owned()));
    }
    if let Some((word, distance)) = fuzzy(raw, notices) {
        return Some(LeafText::Fuzzy { word, distance });
    }
    let word = trimmed(raw)?;
    if word.len() < raw.len() {
        let named = raw.trim_end_matches(|c| is_edge(c) && !matches!(c, '+' | '#'));
        if let Some(signs) = named.strip_prefix(word).filter(|signs| signs.starts_with(['+', '#'])) {
            notices.push(Notice::ReadAs { typed: format!("{word}{signs}"), read: word.to_owned() });
        }
        // What stood at its edge may have hidden a sign.
        return term(word, notices);
    }
    let is_operator = matches!(word, "AND" | "OR" | "NOT") || near(word).is_some();
    Some(LeafText::Word(if is_operator { word.to_lowercase() } else { word.to_owned() }))
}

/// Whether a word that is looked for as written needs no quotation marks.
pub(super) fn is_bare(text: &str) -> bool {
    let is_word = |c: char| !is_space(c) && !is_quote(c) && !matches!(c, '(' | ')' | ':' | '*' | '?');
    text.starts_with(char::is_alphanumeric) && text.chars().all(is_word) && text.trim_matches(is_edge) == text
}

/// How far apart is still near, where it is not said.
pub(super) const NEAR: u16 = 10;

/// The farthest that is followed.
const FARTHEST: u16 = 999;

/// The distance of `NEAR` or `NEAR/5`.
pub(super) fn near(word: &str) -> Option<u16> {
    let rest = word.strip_prefix("NEAR")?;
    if rest.is_empty() {
        return Some(NEAR);
    }
    let digits = rest.strip_prefix('/').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    gap(digits)
}

/// A distance in words; `None` where it is no number.
pub(super) fn gap(digits: &str) -> Option<u16> {
    let number = digits.trim_start_matches('0');
    match (digits.is_empty(), number.len()) {
        (true, _) => None,
        (false, 0) => Some(0),
        (false, 1..=4) => number.parse().ok().map(|gap: u16| gap.min(FARTHEST)),
        _ => Some(FARTHEST),
    }
}

/// `word~`, `word~1`: the word and how many letters off it may be.
fn fuzzy(raw: &str, notices: &mut Vec<Notice>) -> Option<(String, Option<u8>)> {
    let whole = raw.trim_end_matches(|c| is_edge(c) && !matches!(c, '~' | '*' | '?'));
    let (word, tail) = whole.rsplit_once('~')?;
    let word = trimmed(word)?;
    // `0.8` and the like: how other engines say how alike.
    let is_share = tail.strip_prefix("0.").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let distance = match tail {
        "" => None,
        "1" => Some(1),
        "2" => Some(2),
        "3" | "4" | "5" | "6" | "7" | "8" | "9" => Some(2),
        _ if is_share => None,
        _ => return None,
    };
    if word.contains(['*', '?']) {
        return None;
    }
    let read = distance.map_or_else(|| "~".to_owned(), |distance| format!("~{distance}"));
    if read[1..] != *tail {
        notices.push(Notice::ReadAs { typed: format!("~{tail}"), read });
    }
    Some((word.to_owned(), distance))
}

/// A word without the punctuation at its edges, but for wildcards beside it: `*` with or without `?`; `?` alone ends
/// questions.
fn trimmed(raw: &str) -> Option<&str> {
    let core = raw.trim_matches(is_edge);
    if !core.chars().any(char::is_alphanumeric) {
        return None;
    }
    let start = raw.find(core)?;
    let (before, after) = (&raw[..start], &raw[start + core.len()..]);
    let is_wild = |c: char| matches!(c, '*' | '?');
    let wild_before = before.len() - before.trim_end_matches(is_wild).len();
    let wild_after = after.len() - after.trim_start_matches(is_wild).len();
    let holds = |run: &str| if run.contains('*') { run.len() } else { 0 };
    let from = start - holds(&before[before.len() - wild_before..]);
    let to = start + core.len() + holds(&after[..wild_after]);
    Some(&raw[from..to])
}

pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂' | '「' | '」' | '『' | '』')
}

/// Punctuation that is no part of a word when it stands at its edge.
pub(super) fn is_edge(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '¡' | '¿' | '·')
}
