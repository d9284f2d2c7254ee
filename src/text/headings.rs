//! What the words of a line say about it: that it is numbered as a heading, an entry of a contents page, a caption.

use super::{
    heading_words::{APPENDIX, CAPTIONS, CHAPTER, ORDINALS, PART, UNSPACED_APPENDIX},
    letters::is_hyphen,
    numerals::Numeral,
};

/// Most words of a heading.
const MOST_WORDS: usize = 24;
/// Longest heading, bytes.
const LONGEST: usize = 260;

/// How a heading is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbering {
    /// 1 for "3", 2 for "3.1"; 1 for "Chapter 3" and "Appendix B".
    pub(super) depth: u8,
    pub(super) style: Style,
    /// Bytes of the line that it takes, with the space behind.
    pub(super) length: usize,
}

/// What a number looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// "3", "3.1."
    Digits,
    /// "A", "B.2"
    Letter,
    /// "IV."
    Roman,
    /// "Chapter 3", "第一章"
    Chapter,
    /// "Part II"
    Part,
    /// "Appendix B"
    Appendix,
}

/// Letters and digits in lower case: how headings are compared.
pub(super) fn letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_letters(text, &mut out);
    out
}

/// The same, added to a string.
pub(super) fn push_letters(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.extend(text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| char::from(b.to_ascii_lowercase())));
    } else {
        let letters = text.chars().map(one_of_twins).filter(|c| c.is_alphanumeric());
        out.extend(letters.flat_map(char::to_lowercase));
    }
}

/// Of characters that look alike the one by which they are compared: fonts do not tell the signs from the Greek letters, and
/// Persian is typed with the yeh and kaf of either keyboard.
pub(super) fn one_of_twins(c: char) -> char {
    match c {
        '\u{2206}' => 'δ',
        '\u{b5}' => 'μ',
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        _ => c,
    }
}

/// Several lines as one heading: single spaces, divided words joined.
pub(super) fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for word in lines.flat_map(str::split_whitespace) {
        let divided = word.starts_with(char::is_lowercase) && out.ends_with(|c: char| is_hyphen(c));
        if divided && !out[..out.len() - 1].ends_with(char::is_whitespace) {
            out.pop();
        } else if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// How a heading is numbered; `None` where it is not, or is nothing but a number.
pub(super) fn numbering(text: &str) -> Option<Numbering> {
    let text = text.trim_end();
    let (start, first) = word_at(text, 0)?;
    if first.starts_with(char::is_lowercase) {
        return None; // nearly all lines
    }
    let behind = |end: usize| skip_space(text, end);
    let of = |depth, style, end: usize| Some(Numbering { depth, style, length: behind(end) });
    if let Some((depth, end)) = east_asian(text) {
        return of(depth, Style::Chapter, end);
    }
    let bare = first.trim_end_matches(STOPS);
    let end = start + first.len();
    let rest = behind(end) < text.len();
    if let Some(depth) = decimal(bare) {
        return of(depth, Style::Digits, end).filter(|_| rest);
    }
    if let Some((style, end)) = word_and_number(text, start, first) {
        return of(1, style, end);
    }
    if rest && bare.len() < first.len() && roman(bare) && bare.len() > 1 {
        return of(1, Style::Roman, end);
    }
    let (letter, tail) = bare.split_at(bare.chars().next().map_or(0, char::len_utf8));
    let below = if tail.is_empty() { Some(0) } else { tail.strip_prefix('.').and_then(decimal) };
    of(below? + 1, Style::Letter, end).filter(|_| rest && is_letter(letter))
}

/// What may stand behind a number.
const STOPS: [char; 7] = ['.', ':', ')', '-', '–', '—', ','];

/// "Chapter 3", "Appendix B", "付録A": what is numbered, and where that ends.
fn word_and_number(text: &str, start: usize, first: &str) -> Option<(Style, usize)> {
    let glued = UNSPACED_APPENDIX.iter().find(|word| first.starts_with(*word) && first.len() > word.len());
    let lower = first.trim_end_matches(STOPS).to_lowercase();
    let named = [
        (CHAPTER, Style::Chapter),
        (PART, Style::Part),
        (APPENDIX, Style::Appendix),
        (UNSPACED_APPENDIX, Style::Appendix),
    ];
    let style = match glued {
        Some(_) => Style::Appendix,
        None => named.into_iter().find(|(words, _)| words.contains(&&*lower))?.1,
    };
    let from = start + glued.map_or(first.len(), |word| word.len());
    let (at, second) = word_at(text, from)?;
    let number = &second[..second.find(|c: char| !(c.is_alphanumeric() || c == '.')).unwrap_or(second.len())];
    let bare = number.trim_end_matches('.');
    let counts =
        decimal(bare) == Some(1) || roman(bare) || is_letter(bare) || ORDINALS.contains(&&*bare.to_lowercase());
    let end = at + number.len();
    let end = end + text[end..].len() - text[end..].trim_start_matches(STOPS).len();
    counts.then_some((style, end))
}

/// The first word at or after a place, and where it begins.
fn word_at(text: &str, from: usize) -> Option<(usize, &str)> {
    let start = skip_space(text, from);
    let word = text[start..].split_whitespace().next()?;
    Some((start, word))
}

/// The heading without its number.
pub(super) fn without_number(text: &str) -> &str {
    let text = text.trim_start();
    let rest = numbering(text).map_or(text, |numbering| &text[numbering.length..]);
    rest.trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a line is nothing but a chapter's number: "3", "Chapter 3", "Appendix B".
pub(super) fn is_bare_number(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (first, second, third) = (words.next(), words.next(), words.next());
    let bare = |word: &str| word.trim_end_matches(['.', ':']).to_owned();
    match (first, second, third) {
        (Some(one), None, _) => {
            let one = bare(one);
            decimal(&one) == Some(1)
                || roman(&one)
                || is_letter(&one)
                || east_asian(&one).is_some_and(|(_, length)| length == one.len())
        }
        (Some(_), Some(_), None) => {
            numbering(text).is_some_and(|found| found.style != Style::Digits && found.length >= text.trim_end().len())
        }
        _ => false,
    }
}

/// Of "3.1", "2-4", "۱-۲" how many parts there are.
fn decimal(word: &str) -> Option<u8> {
    let first = word.chars().next()?;
    if !is_digit(first) || word.len() > 16 {
        return None;
    }
    let mut depth = 0;
    for part in word.split(['.', '-', '–', '．']) {
        let digits = part.chars().count();
        if !(1..=3).contains(&digits) || !part.chars().all(is_digit) {
            return None;
        }
        depth += 1;
    }
    (depth < 7).then_some(depth)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '\u{ff10}'..='\u{ff19}')
}

fn roman(word: &str) -> bool {
    matches!(Numeral::read(word), Some((Numeral::UpperRoman, value)) if value < 40)
}

fn is_letter(word: &str) -> bool {
    let mut chars = word.chars();
    matches!((chars.next(), chars.next()), (Some('A'..='Z' | 'Α'..='Ω'), None))
}

/// "第一章", "第2節", "제 1 장": depth and length.
fn east_asian(text: &str) -> Option<(u8, usize)> {
    if !text.starts_with(|c: char| c > '\u{2e7f}' || is_digit(c)) {
        return None;
    }
    let mut rest = text.strip_prefix(['第', '제']).unwrap_or(text).trim_start();
    let is_number = |c: char| is_digit(c) || "一二三四五六七八九十".contains(c);
    let digits = rest.find(|c: char| !is_number(c))?;
    if digits == 0 || digits > 9 {
        return None;
    }
    rest = rest[digits..].trim_start();
    let unit = rest.chars().next()?;
    let depth = match unit {
        '章' | '장' | '部' | '편' => 1,
        '节' | '節' | '절' => 2,
        _ => return None,
    };
    Some((depth, text.len() - rest.len() + unit.len_utf8()))
}

fn skip_space(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

/// Whether a line could be a heading, or a line of one: few words, some letters, and it does not end as a sentence does.
pub(super) fn may_be_heading(text: &str) -> bool {
    text.len() <= LONGEST
        && text.split_whitespace().take(MOST_WORDS + 1).count() <= MOST_WORDS
        && text.contains(char::is_alphabetic)
        && !text.ends_with(['.', ',', ';', '。', '、', '，', '…', '-'])
        && !is_caption(text)
}

/// "Figure 3: …", "1. ábra", "図1.1".
pub(super) fn is_caption(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (Some(first), second) = (words.next(), words.next().unwrap_or_default()) else { return false };
    if first.starts_with(['图', '図', '表', '圖', '그', '표']) {
        let rest = first.trim_start_matches(['图', '図', '表', '圖', '그', '림', '표']);
        return rest.starts_with(is_digit) || rest.is_empty() && second.starts_with(is_digit);
    }
    let lettered =
        |word: &str| word.split_once('.').is_some_and(|(letter, rest)| is_letter(letter) && !rest.is_empty());
    let numbered = |word: &str| word.starts_with(is_digit) || lettered(word);
    let names = |word: &str| {
        let lower = word.trim_end_matches(['.', ':', ',']).to_lowercase();
        CAPTIONS.contains(&&*lower)
    };
    // A sentence that begins with "Figure 3 shows" is none, nor what ends with "(see Figure 3)".
    let third = words.next().unwrap_or_default();
    let sets_off = second.ends_with([':', '.', '|']) || !third.starts_with(char::is_lowercase);
    let number = !second.contains([')', ',', ';'])
        && sets_off
        && (numbered(second) || roman(second.trim_end_matches(['.', ':'])));
    // Hungarian puts the number first.
    number && names(first) || numbered(first) && hungarian(second)
}

fn hungarian(word: &str) -> bool {
    matches!(word.trim_end_matches(['.', ':', ',']).to_lowercase().as_str(), "ábra" | "táblázat")
}

/// An entry of a contents page: what it names, and the number of the page.
pub(super) fn entry(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end();
    let cut = text
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let (title, number) = text.split_at(cut);
    let is_leader = |c: char| c.is_whitespace() || matches!(c, '.' | '…' | '·' | '_' | '-' | '‧' | '・' | '⋯');
    let bare = title.trim_end_matches(is_leader);
    if bare.len() == title.len() || number.len() > 12 {
        return None;
    }
    let style = Numeral::read(number).or_else(|| Numeral::read(&number.to_lowercase()))?;
    let led = title.len() - bare.len();
    // "12-17" and "3.1" are no page numbers.
    let stands = led > 1 || title.ends_with(char::is_whitespace);
    let leaders = title[bare.len()..].chars().filter(|c| !c.is_whitespace()).count() > 2;
    let arabic = style.0.is_digits() || leaders || number.len() < 6;
    (stands && arabic && bare.contains(char::is_alphabetic)).then_some((bare, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_numbered_in_many_ways() {
        for (text, depth, style, rest) in [
            ("3 Methods", 1, Style::Digits, "Methods"),
            ("3.1.2. Data", 3, Style::Digits, "Data"),
            ("Chapter 3", 1, Style::Chapter, ""),
            ("Capitolo 1: Una breve panoramica", 1, Style::Chapter, "Una breve panoramica"),
            ("Chapter Two Growing up", 1, Style::Chapter, "Growing up"),
            ("Part II The sea", 1, Style::Part, "The sea"),
            ("Appendix B. Interviews", 1, Style::Appendix, "Interviews"),
            ("A.2 Questions", 2, Style::Letter, "Questions"),
            ("IV. Resultados", 1, Style::Roman, "Resultados"),
            ("Capítulo 1—Introdução", 1, Style::Chapter, "Introdução"),
            ("付録 A 球落下実験", 1, Style::Appendix, "球落下実験"),
            ("付録A 球落下実験", 1, Style::Appendix, "球落下実験"),
            ("제 2 장 연구사", 1, Style::Chapter, "연구사"),
            ("第一章 绪论", 1, Style::Chapter, "绪论"),
            ("제1장 서론", 1, Style::Chapter, "서론"),
            ("۱-۲ مقدمه", 2, Style::Digits, "مقدمه"),
        ] {
            let found = numbering(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.depth, found.style), (depth, style), "{text}");
            assert_eq!(without_number(text), rest, "{text}");
        }
        for none in ["Methods", "12", "Part of the sea", "Appendix", "1998 was a year", "3.5", "In the end"] {
            assert_eq!(numbering(none), None, "{none}");
        }
    }

    #[test]
    fn entries_end_with_a_page() {
        assert_eq!(entry("2.1 Seeing . . . . . 12"), Some(("2.1 Seeing", "12")));
        assert_eq!(entry("Introduzione....3"), Some(("Introduzione", "3")));
        assert_eq!(entry("Resumen II"), Some(("Resumen", "II")));
        assert_eq!(entry("緒言 3"), Some(("緒言", "3")));
        for none in ["Proceedings, pp. 12-17", "Section 3.1", "12", "in the year"] {
            assert_eq!(entry(none), None, "{none}");
        }
    }

    #[test]
    fn captions_are_no_headings() {
        for caption in ["Figure 3.1: The well", "Tabelle 2: Ertrag", "1. ábra: A kút", "図1.1 実験", "Table A.1 Dates"]
        {
            assert!(is_caption(caption), "{caption}");
        }
        for none in [
            "Figures of speech",
            "Figure 5.2 shows an example",
            "Figure 3.9), which is",
            "3.1 Table manners",
            "表現の自由",
        ] {
            assert!(!is_caption(none), "{none}");
        }
    }
}
