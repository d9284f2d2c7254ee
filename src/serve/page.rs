//! The search page.

use std::ops::Range;

use axum::{
    extract::State,
    http::header,
    response::{Html, IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};

use super::{Asker, Counter, Question, answer};
use crate::{
    index::Facet,
    record::Record,
    search::{Choice, FacetCounts, FacetValue, PassageHit, Results, ThesisHit},
};

/// Characters shown of a passage.
const CONTEXT: usize = 420;
/// Values shown of each field.
const VALUES: usize = 8;

/// `GET /?q=&offset=&filter=`.
pub(super) async fn search(State(counter): State<Counter>, asker: Asker, question: Question) -> Response {
    let question = Question { facets: "all".to_owned(), facet_values: VALUES, ..question };
    if question.q.trim().is_empty() && question.filters.is_empty() {
        return Html(frame(&question.q, &html! { (welcome()) }).into_string()).into_response();
    }
    match answer(counter, asker, question.clone()).await {
        Ok(results) => Html(frame(&question.q, &answers(&question, &results)).into_string()).into_response(),
        Err(problem) => problem.into_response(),
    }
}

/// `GET /style.css`.
pub(super) async fn style() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")];
    (headers, include_str!("style.css")).into_response()
}

fn frame(query: &str, main: &Markup) -> Markup {
    let title = if query.trim().is_empty() { "ibid: search theses".to_owned() } else { format!("{query} · ibid") };
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href="/style.css";
            }
            body {
                header {
                    a.brand href="/" { "ibid" i { "." } }
                    form role="search" action="/" method="get" {
                        label.aside for="q" { "Search the full text of theses" }
                        input #q type="search" name="q" value=(query) placeholder="peer support, \"mutual aid\" AND stigma …"
                            autofocus[query.trim().is_empty()] autocomplete="off" spellcheck="false";
                        button type="submit" { "Search" }
                    }
                }
                main { (main) }
                footer { "Passages from the full text of theses, with the PDF page and the printed page." }
            }
        }
    }
}

fn welcome() -> Markup {
    html! {
        section.welcome {
            p { "Ask for words, and the passages that answer best come first, each with its page." }
            dl {
                dt { code { "\"peer support\"" } } dd { "the phrase, over line and page ends too" }
                dt { code { "stigma AND recovery" } } dd { "both in the same thesis, wherever they stand" }
                dt { code { "stigma -mental" } } dd { "passages without the second word" }
                dt { code { "year:2010..2016 creator:weaver" } } dd { "by the record" }
            }
        }
    }
}

fn answers(question: &Question, results: &Results) -> Markup {
    html! {
        p.totals {
            @if results.total_theses == 0 { "Nothing found." }
            @else { (counted(results.total_passages, "passage")) " in " (theses(results.total_theses)) }
        }
        @for notice in &results.notices { p.notice { (notice) } }
        @if let Some(meant) = &results.suggestion {
            p.notice { "Did you mean " a href=(format!("/?q={}", escaped(meant))) { (meant) } "?" }
        }
        @if results.total_theses == 0 { p.hint { "Try fewer words, or one of them without quotation marks." } }
        (narrowing(question, results))
        ol.theses start=(question.offset + 1) { @for thesis in &results.theses { li { (thesis_card(thesis)) } } }
        (pager(question, results))
    }
}

/// The values by which the answer can be narrowed, and those by which it is.
fn narrowing(question: &Question, results: &Results) -> Markup {
    let is_shown = |counts: &&FacetCounts| counts.distinct > 1 || counts.values.iter().any(|value| value.is_chosen);
    let link = |facet: Facet, value: &FacetValue| {
        let is_other =
            |choice: &&Choice| choice.facet != facet || facet.start(&choice.value) != facet.start(&value.value);
        let mut filters: Vec<Choice> = question.filters.iter().filter(is_other).cloned().collect();
        if !value.is_chosen {
            filters.push(Choice { facet, value: value.value.clone() });
        }
        address(&Question { filters, ..question.clone() }, 0)
    };
    html! {
        details.narrow open[!question.filters.is_empty()] {
            summary { "Narrow" }
            dl {
                @for counts in results.facets.iter().filter(is_shown) {
                    dt { (counts.facet.name()) }
                    dd {
                        @for value in &counts.values {
                            a.chosen[value.is_chosen] href=(link(counts.facet, value)) { (value.value) } " " (value.theses) " "
                        }
                    }
                }
            }
        }
    }
}

/// Where the answer to a question begins at `offset`.
fn address(question: &Question, offset: usize) -> String {
    let limit = question.limit.clamp(1, super::MOST);
    let mut address = format!("/?q={}&offset={offset}&limit={limit}", escaped(&question.q));
    for Choice { facet, value } in &question.filters {
        address.push_str(&format!("&filter={}", escaped(&format!("{}={value}", facet.name()))));
    }
    address
}

fn thesis_card(thesis: &ThesisHit) -> Markup {
    let record = &thesis.record;
    let title = record.title.clone().unwrap_or_else(|| thesis.key.to_string());
    let more = thesis.passages_total.saturating_sub(thesis.passages.len() as u64);
    html! {
        article {
            h2 dir="auto" { @match link(record) { Some(uri) => a href=(uri) { (title) }, None => (title) } }
            p.byline { (byline(record)) }
            @for hit in &thesis.passages { (passage(hit)) }
            @if more > 0 { p.more { "and " (counted(more, "more passage")) } }
        }
    }
}

fn passage(hit: &PassageHit) -> Markup {
    html! {
        section.passage {
            p.place {
                @match (&hit.label, hit.page) {
                    (_, 0) => span.page { "record" },
                    (Some(label), page) => { span.page { "p. " (label) } span.pdf { "PDF " (page) } },
                    (None, page) => span.page { "PDF " (page) },
                }
                @if hit.recognised { span.pdf title="recognised in a picture of the page; may be misread" { "OCR" } }
                @if let Some(section) = &hit.section { span.section { (section.heading) } }
            }
            @for snippet in hit.telling_snippets(CONTEXT) {
                blockquote dir="auto" {
                    @if snippet.cut_before { "…" }
                    (marked(&snippet.text, &snippet.marks))
                    @if snippet.cut_after { "…" }
                }
            }
        }
    }
}

/// `text` with `marks`, ranges of its characters, in `mark` elements.
fn marked(text: &str, marks: &[Range<usize>]) -> Markup {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let byte = |character: usize| bytes[character.min(bytes.len() - 1)];
    let mut after = 0;
    html! {
        @for mark in marks {
            (&text[byte(after)..byte(mark.start)])
            mark { (&text[byte(mark.start)..byte(mark.end)]) }
            ({ after = mark.end; "" })
        }
        (&text[byte(after)..])
    }
}

/// The record's page, where its address is one that a browser may follow.
fn link(record: &Record) -> Option<&str> {
    record.uri.as_deref().filter(|uri| uri.starts_with("https://") || uri.starts_with("http://"))
}

fn byline(record: &Record) -> String {
    let year = record.date.map(|date| date.year.to_string());
    let parts = [
        (!record.creators.is_empty()).then(|| record.creators.join("; ")),
        year,
        record.thesis_type.clone(),
        record.department.clone(),
        record.institution.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn pager(question: &Question, results: &Results) -> Markup {
    let limit = question.limit.clamp(1, super::MOST);
    let shown = question.offset + results.theses.len();
    html! {
        nav.pager aria-label="More results" {
            @if question.offset > 0 { a rel="prev" href=(address(question, question.offset.saturating_sub(limit))) { "← Previous" } }
            @if (shown as u64) < results.total_theses && !results.theses.is_empty() { a rel="next" href=(address(question, shown)) { "Next →" } }
        }
    }
}

/// `text` in percent notation (RFC 3986, 2.1).
fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

fn counted(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

fn theses(n: u64) -> String {
    format!("{n} {}", if n == 1 { "thesis" } else { "theses" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_characters_and_text_is_escaped() {
        assert_eq!(marked("é <b> x", &[2..5, 6..7]).into_string(), "é <mark>&lt;b&gt;</mark> <mark>x</mark>");
    }

    #[test]
    fn only_a_web_address_is_linked() {
        let with = |uri: &str| Record { uri: Some(uri.into()), ..Record::default() };
        assert_eq!(link(&with("javascript:alert(1)")), None);
        assert!(link(&with("https://repository.example/id/eprint/1")).is_some());
    }
}
