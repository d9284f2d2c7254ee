//! Whether a quotation stands in a text letter by letter, and what else differs.

use std::ops::Range;

use super::quotation::{Quotation, Segment};
use crate::index::analyzer;

/// In what a quotation may differ from the text without a letter of it being another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// Capitals and small letters.
    Case,
    /// Words written apart or together.
    Spacing,
    /// Hyphens and dashes.
    Hyphens,
    /// The form of quotation marks and apostrophes.
    Quotes,
    /// Accents, ligatures and other forms of a letter.
    Accents,
    /// Other punctuation.
    Punctuation,
}

/// A text by its folded words, without what is between them.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// One after the other.
    letters: String,
    /// Where each begins in `letters`.
    starts: Vec<usize>,
    /// Where each is printed.
    pub(super) spans: Vec<Range<usize>>,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let mut folded = Self::default();
        for token in analyzer::tokens(text) {
            folded.starts.push(folded.letters.len());
            folded.letters.push_str(&token.word);
            folded.spans.push(token.span);
        }
        folded
    }

    /// A word, folded.
    pub(super) fn word(&self, at: usize) -> &str {
        let end = self.starts.get(at + 1).copied().unwrap_or(self.letters.len());
        &self.letters[self.starts[at]..end]
    }

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The words from the first at or after `from` that spell `letters` from a word's beginning to a word's end.
    fn find(&self, letters: &str, from: usize) -> Option<Range<usize>> {
        let mut at = *self.starts.get(from)?;
        while let Some(found) = self.letters[at..].find(letters) {
            let (start, end) = (at + found, at + found + letters.len());
            let last = if end == self.letters.len() { Ok(self.len()) } else { self.starts.binary_search(&end) };
            if let (Ok(first), Ok(end)) = (self.starts.binary_search(&start), last) {
                return Some(first..end);
            }
            at = start + self.letters[start..].chars().next().map_or(1, char::len_utf8);
        }
        None
    }

    /// The places where a quotation stands: bytes of the text, a stretch for each segment. At most `most`.
    pub(super) fn places(&self, quotation: &Quotation, most: usize) -> Vec<Vec<Range<usize>>> {
        let letters: Vec<String> = quotation.segments.iter().map(|segment| Self::of(&segment.text).letters).collect();
        let mut places = Vec::new();
        let mut from = 0;
        while let Some((first, rest)) = letters.split_first()
            && let Some(begin) = self.find(first, from)
            && places.len() < most
        {
            from = begin.start + 1;
            let mut place = vec![begin];
            for (letters, segment) in rest.iter().zip(&quotation.segments[1..]) {
                let before = place[place.len() - 1].end;
                match self.find(letters, before).filter(|next| next.start - before <= segment.gap) {
                    Some(next) => place.push(next),
                    None => break,
                }
            }
            if place.len() == letters.len() {
                places.push(place.into_iter().map(|words| self.printed(words)).collect());
            }
        }
        places
    }

    /// The bytes of some words.
    pub(super) fn printed(&self, words: Range<usize>) -> Range<usize> {
        let start = self.spans.get(words.start).map_or(0, |span| span.start);
        let end = words.end.checked_sub(1).and_then(|last| self.spans.get(last)).map_or(start, |span| span.end);
        start..end.max(start)
    }
}

/// In what a segment differs from what is printed, from its first letter to its last; sorted, each once.
pub(super) fn differences(segment: &Segment, printed: &str) -> Vec<Difference> {
    let (quoted, printed) = (units(&segment.text), units(printed));
    let mut found = Vec::new();
    let (mut q, mut p) = (0, 0);
    while q < quoted.len() && p < printed.len() {
        if q > 0 {
            between(&quoted[q].before, &printed[p].before, &mut found);
        }
        let (first_q, first_p) = (q, p);
        // A ligature is as many letters as it is folded to.
        let (mut a, mut b) = (quoted[q].folded.clone(), printed[p].folded.clone());
        while a != b {
            let shorter_is_quoted = a.len() < b.len();
            let (side, at, units) =
                if shorter_is_quoted { (&mut a, &mut q, &quoted) } else { (&mut b, &mut p, &printed) };
            *at += 1;
            match units.get(*at) {
                Some(unit) => side.push_str(&unit.folded),
                None => break,
            }
        }
        if first_q != q || first_p != p {
            found.push(Difference::Accents);
        } else if quoted[q].printed != printed[p].printed {
            let same_but_case = quoted[q].printed.to_lowercase() == printed[p].printed.to_lowercase();
            match same_but_case {
                true if segment.recased.contains(&quoted[q].at) => {}
                true => found.push(Difference::Case),
                false => found.push(Difference::Accents),
            }
        }
        (q, p) = (q + 1, p + 1);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// A letter with its marks.
struct Unit {
    /// What stands before it and is no letter.
    before: String,
    printed: String,
    folded: String,
    /// Byte of the text.
    at: usize,
}

fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut before = String::new();
    let mut letter = [0; 4];
    for (at, c) in text.char_indices() {
        let folded = analyzer::fold(c.encode_utf8(&mut letter));
        let is_mark = unicode_normalization::char::is_combining_mark(c);
        match units.last_mut() {
            Some(unit) if is_mark && before.is_empty() => {
                unit.printed.push(c);
                unit.folded.push_str(&folded);
            }
            _ if folded.is_empty() && c != '\u{ad}' => before.push(c),
            _ if folded.is_empty() => {}
            _ => units.push(Unit { before: std::mem::take(&mut before), printed: c.into(), folded, at }),
        }
    }
    units
}

/// In what two stretches without a letter differ.
fn between(quoted: &str, printed: &str, found: &mut Vec<Difference>) {
    if quoted == printed {
        return;
    }
    let of_kind = |text: &str, kind: Kind| text.chars().filter(|c| Kind::of(*c) == kind).collect::<String>();
    let differs = |kind| of_kind(quoted, kind) != of_kind(printed, kind);
    let spaced = |text: &str| text.contains(char::is_whitespace);
    if differs(Kind::Hyphen) {
        found.push(Difference::Hyphens);
    } else if spaced(quoted) != spaced(printed) {
        found.push(Difference::Spacing);
    }
    if differs(Kind::Quote) {
        found.push(Difference::Quotes);
    }
    if differs(Kind::Other) {
        found.push(Difference::Punctuation);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    Hyphen,
    Quote,
    Other,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            _ if c.is_whitespace() => Self::Space,
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2e3a}' | '\u{2e3b}' => Self::Hyphen,
            '"'
            | '\''
            | '`'
            | '´'
            | '«'
            | '»'
            | '\u{2018}'..='\u{201f}'
            | '‹'
            | '›'
            | 'ʼ'
            | '「'
            | '」'
            | '『'
            | '』' => Self::Quote,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The differences of the first place; `None` where there is none.
    fn found(quotation: &str, text: &str) -> Option<Vec<Difference>> {
        let quotation = Quotation::parse(quotation);
        let place = Folded::of(text).places(&quotation, 9).into_iter().next()?;
        let mut all: Vec<_> = quotation
            .segments
            .iter()
            .zip(place)
            .flat_map(|(segment, span)| differences(segment, &text[span]))
            .collect();
        all.sort_unstable();
        all.dedup();
        Some(all)
    }

    const TEXT: &str =
        "The self-help\ngroup’s “aims”, he said, were naïve—and ﬁnal. The well of Saltby was dug in 1749.";

    #[test]
    fn what_differs_is_named() {
        use Difference::{Accents, Case, Hyphens, Punctuation, Quotes, Spacing};
        for (quotation, expected) in [
            ("self-help group’s “aims”, he said", &[][..]),
            ("The well of Saltby was dug in 1749", &[]),
            ("the well of Saltby", &[Case]),
            ("[t]he well of Saltby", &[]),
            ("self help group’s", &[Hyphens]),
            ("selfhelp group’s", &[Hyphens]),
            ("group's \"aims\", he said", &[Quotes]),
            ("help groups aims", &[Quotes]),
            ("he said were", &[Punctuation]),
            ("were naive—and final", &[Accents]),
            ("the well of Salt by", &[Case, Spacing]),
            ("The self-help ... The well [sic] of Saltby", &[]),
            ("The self-help [association]’s “aims”", &[]),
            ("\"The well of Saltby was dug in 1749.\"", &[]),
        ] {
            assert_eq!(found(quotation, TEXT).as_deref(), Some(expected), "{quotation}");
        }
    }

    #[test]
    fn other_words_are_not_found() {
        for quotation in ["the wells of Saltby", "ell of Saltby", "The well ... self-help", "group aims", ""] {
            assert_eq!(found(quotation, TEXT), None, "{quotation}");
        }
    }

    #[test]
    fn every_place_is_found() {
        let text = "a b c. A b, d; a-b e";
        let places = Folded::of(text).places(&Quotation::parse("a b"), 9);
        let printed: Vec<_> = places.into_iter().map(|place| &text[place[0].clone()]).collect();
        assert_eq!(printed, ["a b", "A b", "a-b"]);
    }

    proptest! {
        #[test]
        fn any_stretch_of_words_stands_verbatim(
            words in prop::collection::vec("[a-zA-Zéßﬁ漢]{1,4}[-,.’ ]?", 1..30), cut in (0usize..30, 1usize..30),
        ) {
            let text = words.join(" ");
            let from = cut.0.min(words.len() - 1);
            let quotation = words[from..(from + cut.1).min(words.len())].join(" ");
            prop_assume!(!quotation.contains(". ."));
            let differences = found(&quotation, &text);
            // The first place may be one that differs.
            prop_assert!(differences.is_some(), "{:?} in {:?}", quotation, text);
            let parsed = Quotation::parse(&quotation);
            let mut places = Folded::of(&text).places(&parsed, 99).into_iter();
            let one = places.any(|place| super::differences(&parsed.segments[0], &text[place[0].clone()]).is_empty());
            prop_assert!(one, "{:?} in {:?}", quotation, text);
        }

        #[test]
        fn anything_can_be_compared(quoted in "\\PC{0,20}", printed in "\\PC{0,20}") {
            let segment = Segment { text: quoted, ..Segment::default() };
            differences(&segment, &printed);
        }
    }
}
