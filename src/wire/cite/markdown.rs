//! Markdown (CommonMark): each passage as a block quote, its source below it.

use super::{Citation, Quote, genre, one_line, place};
use crate::search::Snippet;

/// The passages of a thesis.
pub(super) fn quotes(citation: &Citation<'_>) -> String {
    citation.quotes.iter().map(|quote| one(citation, quote)).collect()
}

fn one(citation: &Citation<'_>, quote: &Quote<'_>) -> String {
    format!("> {}\n>\n> — {}\n\n", quoted(&quote.shown), source(citation, quote))
}

/// "Weaver, Ada (2014). *Title*. Doctoral thesis, University of X, p. 12. <https://…>".
fn source(citation: &Citation<'_>, quote: &Quote<'_>) -> String {
    let record = citation.record();
    let mut parts = String::new();
    if !record.creators.is_empty() {
        parts += &escaped(&record.creators.join("; "));
        parts += " ";
    }
    if let Some(date) = record.date {
        parts += &format!("({}). ", date.year);
    }
    parts += &format!("*{}*. {}", escaped(&citation.title()), escaped(&genre(record)));
    if let Some(institution) = &record.institution {
        parts += &format!(", {}", escaped(&one_line(institution)));
    }
    if quote.hit.page > 0 {
        parts += &format!(", {}", escaped(&place(quote.hit)));
    }
    parts += ".";
    let address = record.uri.as_deref().filter(|uri| uri.starts_with("http") && !uri.contains(['<', '>', ' ']));
    address.map_or(parts.clone(), |uri| format!("{parts} <{uri}>"))
}

/// The words on one line, those that matched in bold.
fn quoted(snippet: &Snippet) -> String {
    let chars: Vec<char> = snippet.text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    for mark in &snippet.marks {
        out += &escaped(&chars[at..mark.start].iter().collect::<String>());
        out += &format!("**{}**", escaped(&chars[mark.clone()].iter().collect::<String>()));
        at = mark.end;
    }
    out += &escaped(&chars[at..].iter().collect::<String>());
    let cut = |is_cut: bool| if is_cut { "[…]" } else { "" };
    let line = [cut(snippet.cut_before), &one_line(&out), cut(snippet.cut_after)];
    opening_escaped(line.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" "))
}

/// What would be markup anywhere in a line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// What would be markup at the beginning of a line: headings, lists, lines across.
fn opening_escaped(line: String) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let at = if digits > 0 && line[digits..].starts_with(['.', ')']) { digits } else { 0 };
    let opens = at > 0 || line.starts_with(['#', '+', '-', '=']);
    if opens { format!("{}\\{}", &line[..at], &line[at..]) } else { line }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Citation, tests::results},
        *,
    };

    #[test]
    fn a_passage_is_a_block_quote_with_its_source() {
        let results = results();
        let text = quotes(&Citation::all(&results, 100)[0]);
        let (first, second) = text.split_once("\n\n").unwrap();
        assert_eq!(
            first,
            "> **The** \\*well\\*, he said, was \"dry\".\n>\n> — Weaver, Ada; Müller, Jörg (2014). *Wells \\& \"Bells\": 50% of {Saltby}\\_$ \\~ \\\\ ^ #1*. \
             Doctoral thesis, University of X, p. 14. <https://example.org/1/?a=b&c=50%25>"
        );
        assert!(second.starts_with("> **# n**o end\n"), "{second}");
        assert_eq!(opening_escaped("12. x".into()), "12\\. x");
        assert_eq!(opening_escaped("# x".into()), "\\# x");
        assert_eq!(opening_escaped("12 x".into()), "12 x");
    }
}
