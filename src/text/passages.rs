//! Cutting the text into passages of about 150 to 250 words.

use super::{Passage, Section, letters::is_unspaced};

/// What a word weighs.
const WORD: u32 = 8;
/// What a character of a script without spaces weighs.
const CHARACTER: u32 = 4;
/// What a mere sign weighs (a dot of a contents page's leaders).
const SIGN: u32 = 1;
/// Least weight of a passage, where its section has it.
const LEAST: u32 = 150 * WORD;
/// Most weight of a passage.
const MOST: u32 = 250 * WORD;
/// The weight aimed at: fewer passages make a smaller index.
const AIM: u32 = 240 * WORD;
/// Bytes of an unbroken string that count as a word more.
const LONG: usize = 64;

/// Cuts `content` at paragraph ends, else sentence ends, else between words. The passages are `content`, end to end; none
/// runs on into another section of the first level, or of another kind.
pub(super) fn passages(content: &str, sections: &[Section]) -> Vec<Passage> {
    let kind_before = |at: usize| at.checked_sub(1).map(|before| sections[before].kind);
    let parts = |(at, section): &(usize, &Section)| section.level <= 1 || kind_before(*at) != Some(section.kind);
    let mut cuts: Vec<u32> = sections.iter().enumerate().filter(parts).map(|(_, section)| section.start).collect();
    cuts.push(content.len() as u32);
    let mut out = Vec::with_capacity(content.len() / 1200 + cuts.len());
    let mut start = 0;
    let mut atoms = Vec::new();
    for cut in cuts {
        if cut > start && content.is_char_boundary(cut as usize) {
            atoms.clear();
            read_atoms(&content[start as usize..cut as usize], start, &mut atoms);
            cut_stretch(start, &atoms, sections, &mut out);
            start = cut;
        }
    }
    out
}

/// How good a place is for a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Word,
    Sentence,
    Paragraph,
}

/// A stretch of text that is not cut: a word and the space behind it.
#[derive(Clone, Copy, Debug)]
struct Atom {
    /// One past its last byte.
    end: u32,
    weight: u32,
    kind: End,
}

fn read_atoms(text: &str, offset: u32, out: &mut Vec<Atom>) {
    let mut start = 0;
    while start < text.len() {
        let (end, weight, kind) = atom(&text[start..]);
        start += end;
        out.push(Atom { end: offset + start as u32, weight, kind });
    }
}

/// The first atom of a text that is not empty: its length, weight and kind of end.
fn atom(text: &str) -> (usize, u32, End) {
    let bytes = text.as_bytes();
    let plain = bytes.iter().take(LONG).take_while(|b| b.is_ascii_graphic()).count();
    match bytes.get(plain) {
        Some(b' ' | b'\n') | None if plain > 0 && plain < LONG => {
            let weight = if bytes[..plain].iter().any(u8::is_ascii_alphanumeric) { WORD } else { SIGN };
            let stop = bytes[..plain].iter().rev().find(|b| !matches!(b, b'"' | b')' | b']'));
            let last = stop.map_or(' ', |b| char::from(*b));
            with_space(text, plain, weight, last)
        }
        _ => any_atom(text),
    }
}

/// The same for any characters.
fn any_atom(text: &str) -> (usize, u32, End) {
    let mut weight = SIGN;
    let mut length = 0;
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            break;
        }
        if at >= LONG || is_unspaced(c) && at > 0 && !is_stop(c) {
            return (at, weight, if is_full_stop(last) { End::Sentence } else { End::Word });
        }
        if c.is_alphanumeric() {
            weight = weight.max(if is_unspaced(c) { CHARACTER } else { WORD });
        }
        if !matches!(c, '"' | '”' | '’' | '»' | ')' | ']' | '」' | '』') {
            last = c;
        }
        length = at + c.len_utf8();
    }
    with_space(text, length, weight, last)
}

/// An atom of `length` that ends with `last`, and the space behind it.
fn with_space(text: &str, length: usize, weight: u32, last: char) -> (usize, u32, End) {
    let rest = &text[length..];
    let space = &rest[..rest.len() - rest.trim_start().len()];
    let kind = if space.contains('\n') {
        End::Paragraph
    } else if is_stop(last) {
        End::Sentence
    } else {
        End::Word
    };
    (length + space.len(), weight, kind)
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '।') || is_full_stop(c)
}

fn is_full_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．')
}

fn cut_stretch(mut start: u32, atoms: &[Atom], sections: &[Section], out: &mut Vec<Passage>) {
    let mut left: u32 = atoms.iter().map(|atom| atom.weight).sum();
    let mut atoms = atoms;
    while !atoms.is_empty() {
        let count = if left <= MOST { atoms.len() } else { cut(atoms, left) };
        let (these, rest) = atoms.split_at(count);
        let end = these[these.len() - 1].end;
        left -= these.iter().map(|atom| atom.weight).sum::<u32>();
        out.push(Passage { span: start..end, section: section_at(sections, start) });
        start = end;
        atoms = rest;
    }
}

/// How many atoms the first passage takes: to the best end between [`LEAST`] and [`MOST`] words, the one that comes
/// nearest to an even share.
fn cut(atoms: &[Atom], left: u32) -> usize {
    let shares = left.div_ceil(AIM);
    let aim = (left / shares.max(1)).clamp(LEAST, MOST);
    let least = if left < 2 * LEAST { left / 2 - left / 10 } else { LEAST };
    let mut weight = 0;
    let mut best: Option<(End, u32, usize)> = None;
    for (at, atom) in atoms.iter().enumerate() {
        weight += atom.weight;
        if weight > MOST {
            break;
        }
        let candidate = (atom.kind, u32::MAX - weight.abs_diff(aim), at + 1);
        if weight >= least && best.is_none_or(|best| candidate > best) {
            best = Some(candidate);
        }
    }
    best.map_or(1, |(_, _, count)| count)
}

fn section_at(sections: &[Section], start: u32) -> Option<u32> {
    sections.partition_point(|section| section.start <= start).checked_sub(1).map(|at| at as u32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::SectionKind;

    fn words(text: &str) -> usize {
        text.split_whitespace().count()
    }

    #[test]
    fn cuts_at_paragraphs_within_bounds() {
        let paragraph = "one two three four. five six seven eight nine ten\n".repeat(100);
        let cut = passages(&paragraph, &[]);
        assert_eq!(cut.len(), 5);
        for passage in &cut {
            let text = &paragraph[passage.span.start as usize..passage.span.end as usize];
            assert!(text.ends_with('\n') && (150..=250).contains(&words(text)), "{}", words(text));
        }
    }

    #[test]
    fn sections_of_the_first_level_part_passages() {
        let content = "alpha beta\n".repeat(30);
        let section = |start, level| Section { heading: "x".into(), level, kind: SectionKind::Chapter, start };
        let cut = passages(&content, &[section(0, 1), section(22, 2), section(110, 1)]);
        let starts: Vec<u32> = cut.iter().map(|passage| passage.span.start).collect();
        assert_eq!(starts, [0, 110]);
        assert_eq!(cut[1].section, Some(2));
    }

    #[test]
    fn characters_without_spaces_count_as_half_words() {
        let content = "統計的学習理論の基礎。".repeat(200);
        let cut = passages(&content, &[]);
        assert!(cut.len() >= 4, "{}", cut.len());
        assert!(cut.iter().all(|passage| content[..passage.span.end as usize].ends_with('。')));
    }

    proptest! {
        #[test]
        fn passages_are_the_text(
            content in "([a-zé。統 .\n]{0,40}|[x]{300}|(word ){200}){0,12}",
            starts in proptest::collection::vec(0u32..4000, 0..5),
        ) {
            let mut starts: Vec<u32> = starts
                .into_iter()
                .filter(|&start| content.is_char_boundary(start as usize) && (start as usize) < content.len())
                .collect();
            starts.sort_unstable();
            let section = |start| Section { heading: String::new(), level: 1, kind: SectionKind::Chapter, start };
            let sections: Vec<Section> = starts.iter().copied().map(section).collect();
            let cut = passages(&content, &sections);
            let mut end = 0;
            for passage in &cut {
                prop_assert_eq!(passage.span.start, end);
                prop_assert!(passage.span.end > end && content.is_char_boundary(passage.span.end as usize));
                let text = &content[passage.span.start as usize..passage.span.end as usize];
                prop_assert!(words(text) <= MOST as usize && text.len() < MOST as usize * LONG);
                prop_assert!(!starts.iter().any(|&start| passage.span.start < start && start < passage.span.end));
                end = passage.span.end;
            }
            prop_assert_eq!(end as usize, content.len());
        }
    }
}
