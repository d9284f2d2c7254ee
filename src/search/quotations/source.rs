//! What stands at the end of a block quote and is no part of it: the source in parentheses, the call of a note.

use super::marks;

/// Most characters of a source in parentheses.
const LONGEST: usize = 120;

/// A block quote without its source and without the marks around it.
pub(super) fn without(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let end = text.trim_end_matches(['.', ',', ';', ' ', '\u{a0}', '\n']);
        let shorter = call(end).or_else(|| citation(end)).map(str::trim_end);
        match shorter {
            Some(shorter) => text = shorter,
            None => return text.trim_matches(|c| marks::is_mark(c) || matches!(c, '*' | '_')).trim(),
        }
    }
}

/// Without the call of a note: `¹`, `[^1]`.
fn call(text: &str) -> Option<&str> {
    let raised = text.trim_end_matches(|c| matches!(c, '¹' | '²' | '³' | '\u{2070}'..='\u{2079}'));
    if raised.len() < text.len() && !raised.ends_with(char::is_alphanumeric) {
        return Some(raised);
    }
    let (before, name) = text.strip_suffix(']')?.rsplit_once("[^")?;
    (!name.contains(char::is_whitespace)).then_some(before)
}

/// Without a parenthesis or bracket that cites: `(Weaver 34)`, `(Weaver, 2014, p. 34)`, `(ebd.)`, `[@weaver]`.
fn citation(text: &str) -> Option<&str> {
    let body = text.strip_suffix([')', '）', ']'])?;
    let (before, inside) = body.rsplit_once(['(', '（', '['])?;
    let plain = inside.trim().trim_end_matches('.').to_lowercase();
    let again = ["ibid", "ibidem", "ebd", "ebenda", "op. cit", "loc. cit", "a.a.o", "a. a. o", "idem", "passim"];
    let cites =
        inside.contains(|c: char| c.is_ascii_digit() || c == '@') || again.iter().any(|word| plain.starts_with(word));
    (cites && inside.chars().count() <= LONGEST && !before.trim().is_empty()).then_some(before)
}
