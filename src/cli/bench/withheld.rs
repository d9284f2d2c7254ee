//! Headings and captions as questions, and texts from which these are taken out: what is left must answer them.

use std::ops::Range;

use crate::{
    index::analyzer,
    text::{Passage, Section, Text, is_generic},
};

/// A question drawn from a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawn {
    /// The words of a heading or a caption, without its number.
    pub(super) question: String,
    /// Where it is printed: bytes of the text.
    printed: Range<usize>,
    /// Of its section: bytes of the text.
    section: Range<usize>,
}

/// A question, and the passages that answer it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    /// The question.
    pub(super) question: String,
    /// Numbers of the passages of its section.
    pub(super) passages: Range<u32>,
}

/// Headings of a text that are `most` questions at most, and as many captions, each spread over the text.
pub(super) fn drawn(text: &Text, most: usize) -> Vec<Drawn> {
    let ends = text.sections.iter().skip(1).map(|section| section.start as usize).chain([text.content.len()]);
    let sections: Vec<(&Section, Range<usize>)> =
        text.sections.iter().zip(ends).map(|(section, end)| (section, section.start as usize..end)).collect();
    let of_chapters = sections.iter().filter(|(section, _)| section.kind.is_body());
    let headings: Vec<Drawn> = of_chapters.clone().filter_map(|(section, span)| heading(text, section, span)).collect();
    let captions: Vec<Drawn> = of_chapters.flat_map(|(_, span)| captions(text, span)).collect();
    [spread(headings, most), spread(captions, most)].concat()
}

fn heading(text: &Text, section: &Section, span: &Range<usize>) -> Option<Drawn> {
    let length = printed_as(text.content.get(span.clone())?, &section.heading)?;
    let (_, words) = numbered(&section.heading);
    let printed = span.start..span.start + length;
    // A section that says nothing itself cannot be found.
    let says = analyzer::tokens(&text.content[printed.end..span.end]).nth(30).is_some();
    let asks = says && is_question(words) && !is_generic(&section.heading);
    asks.then(|| Drawn { question: words.to_owned(), printed, section: span.clone() })
}

/// How many bytes of `content` are its beginning as `heading` has it, letter by letter; spaces and signs do not matter.
fn printed_as(content: &str, heading: &str) -> Option<usize> {
    let mut wanted = heading.chars().filter(|c| c.is_alphanumeric()).peekable();
    for (at, c) in content.char_indices() {
        if wanted.peek().is_none() {
            return Some(at);
        }
        if c.is_alphanumeric() && wanted.next() != Some(c) {
            return None;
        }
    }
    wanted.peek().is_none().then_some(content.len())
}

/// The number at the beginning of a heading, and the rest.
fn numbered(heading: &str) -> (&str, &str) {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | '\u{a0}' | ')' | ':' | '-' | '–');
    let rest = heading.trim_start_matches(is_number);
    (&heading[..heading.len() - rest.len()], rest)
}

/// Words with which captions begin, before their number.
const CAPTIONS: [&str; 32] = [
    "figure",
    "fig",
    "table",
    "abbildung",
    "abb",
    "tabelle",
    "tab",
    "figura",
    "tabla",
    "cuadro",
    "tabela",
    "quadro",
    "tableau",
    "tabella",
    "ábra",
    "táblázat",
    "εικόνα",
    "σχήμα",
    "πίνακας",
    "şekil",
    "tablo",
    "çizelge",
    "hình",
    "bảng",
    "그림",
    "표",
    "図",
    "表",
    "图",
    "شکل",
    "جدول",
    "gráfico",
];

/// Paragraphs of a section that are captions: a word that says so, a number, and a few words more.
fn captions(text: &Text, section: &Range<usize>) -> Vec<Drawn> {
    let mut found = Vec::new();
    let mut start = section.start;
    for paragraph in text.content[section.clone()].split_inclusive('\n') {
        let printed = start..start + paragraph.len();
        start = printed.end;
        let lower = paragraph.to_lowercase();
        let label = CAPTIONS.iter().any(|word| lower.strip_prefix(word).is_some_and(follows));
        let Some(at) = paragraph.find(|c: char| c.is_ascii_digit()).filter(|_| label) else { continue };
        let (_, words) = numbered(&paragraph[at..]);
        if is_question(words) {
            found.push(Drawn { question: words.trim().to_owned(), printed, section: section.clone() });
        }
    }
    found
}

/// Whether what follows a caption's first word is its number.
fn follows(rest: &str) -> bool {
    rest.trim_start_matches(['.', ' ', '\u{a0}']).starts_with(|c: char| c.is_ascii_digit())
}

/// Two words or more that say something, but no more than a person would type.
fn is_question(words: &str) -> bool {
    let long = |word: &str| !word.is_ascii() || word.len() > 3;
    let count = analyzer::tokens(words).filter(|token| long(&token.word)).count();
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let is_unspaced = !words.trim().contains(' ');
    (2..=if is_unspaced { 30 } else { 14 }).contains(&count) && letters >= if is_unspaced { 5 } else { 10 }
}

/// `most` of them, at even distances.
fn spread(all: Vec<Drawn>, most: usize) -> Vec<Drawn> {
    let count = all.len();
    let taken = (0..most.min(count)).map(|turn| turn * count / most.min(count));
    taken.filter_map(|at| all.get(at).cloned()).collect()
}

/// `text` without what is asked for, and the questions with the passages that answer them there.
pub(super) fn withheld(text: Text, mut drawn: Vec<Drawn>) -> (Text, Vec<Asked>) {
    drawn.sort_by_key(|one| (one.printed.start, one.printed.end));
    drawn.dedup_by(|next, before| next.printed.start < before.printed.end);
    let moved = |offset: u32| {
        let before = drawn.iter().map(|one| one.printed.end.min(offset as usize).saturating_sub(one.printed.start));
        offset - before.sum::<usize>() as u32
    };
    let mut content = String::with_capacity(text.content.len());
    let mut end = 0;
    for one in &drawn {
        content.push_str(&text.content[end..one.printed.start]);
        end = one.printed.end;
    }
    content.push_str(&text.content[end..]);
    let pages = text.pages.into_iter().map(|page| crate::text::PageSpan { start: moved(page.start), ..page });
    let sections = text.sections.into_iter().map(|section| Section { start: moved(section.start), ..section });
    let passages = text
        .passages
        .into_iter()
        .map(|passage| Passage { span: moved(passage.span.start)..moved(passage.span.end), ..passage });
    let passages: Vec<Passage> = passages.filter(|passage| !passage.span.is_empty()).collect();
    let asked = drawn.iter().map(|one| {
        let section = moved(one.section.start as u32)..moved(one.section.end as u32);
        let first = passages.partition_point(|passage| passage.span.end <= section.start) as u32;
        let last = passages.partition_point(|passage| passage.span.start < section.end) as u32;
        Asked { question: one.question.clone(), passages: first + 1..last + 1 }
    });
    let asked = asked.collect();
    (Text { content, pages: pages.collect(), sections: sections.collect(), passages, language: text.language }, asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SectionKind;

    #[test]
    fn what_is_asked_is_taken_out() {
        let body = "words of the text that say what it is about ".repeat(4);
        let content =
            format!("1 Floor polish and oranges\n{body}\nFigure 1.1: Oranges in March\n{body}\n2 Results\n{body}");
        let at = |words: &str| content.find(words).unwrap() as u32;
        let section =
            |heading: &str, start| Section { heading: heading.into(), level: 1, kind: SectionKind::Chapter, start };
        let ends = [0, at("\nFigure") + 1, at("2 Results"), content.len() as u32];
        let passage = |ends: &[u32]| Passage { span: ends[0]..ends[1], section: None };
        let text = Text {
            sections: vec![section("1 Floor polish and oranges", 0), section("2 Results", at("2 Results"))],
            passages: ends.windows(2).map(passage).collect(),
            content,
            ..Text::default()
        };
        let (left, asked) = withheld(text.clone(), drawn(&text, 3));
        let expected = ["Floor polish and oranges", "Oranges in March"]
            .map(|question| Asked { question: question.into(), passages: 1..3 });
        assert_eq!(asked, expected);
        assert!(!left.content.contains("ranges") && left.content.contains("2 Results"), "{}", left.content);
        let joined: String =
            left.passages.iter().map(|p| &left.content[p.span.start as usize..p.span.end as usize]).collect();
        assert_eq!(joined, left.content);
        assert!(left.content[left.sections[1].start as usize..].starts_with("2 Results"));
    }
}
