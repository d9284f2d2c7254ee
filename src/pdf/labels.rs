//! Page labels: the printed page numbers (ISO 32000-1, 12.4.2).

use hayro_syntax::object::{
    Array, Dict, Name, Object, String as PdfString,
    dict::keys::{KIDS, NUMS},
};

use super::{arrays::objects, strings};

/// Number trees nest no deeper.
const DEEPEST: usize = 32;

/// Nodes of a number tree: more than ranges are worth reading.
const MOST_NODES: usize = 100_000;

/// Characters of a prefix.
const LONGEST_PREFIX: usize = 64;

/// Beyond it numbers are written in decimal: Roman numerals and letters grow with the number itself.
const LARGEST_SPELT: u32 = 9_999;

/// How a range of pages is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Decimal,
    UpperRoman,
    LowerRoman,
    UpperLetters,
    LowerLetters,
    /// The prefix alone.
    None,
}

/// Pages from `start` (counted from 0) up to the next range.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Range {
    start: u32,
    style: Style,
    prefix: String,
    first: u32,
}

/// The labels of a document's pages, one a page; empty where it has none.
pub(super) fn of(catalog: &Dict<'_>, pages: u32) -> Vec<String> {
    let mut ranges = Vec::new();
    if let Some(tree) = catalog.get::<Dict<'_>>("PageLabels") {
        let mut left = MOST_NODES;
        walk(&tree, 0, &mut left, &mut ranges);
    }
    label(ranges, pages)
}

fn walk(node: &Dict<'_>, depth: usize, left: &mut usize, ranges: &mut Vec<Range>) {
    if depth > DEEPEST || *left == 0 {
        return;
    }
    *left -= 1;
    if let Some(numbers) = node.get::<Array<'_>>(NUMS) {
        let mut items = numbers.iter::<Object<'_>>();
        while let (Some(key), Some(value)) = (items.next(), items.next()) {
            if let (Object::Number(start), Object::Dict(range)) = (key, value)
                && let Ok(start) = u32::try_from(start.as_i64())
                && *left > 0
            {
                *left -= 1;
                ranges.push(Range::read(start, &range));
            }
        }
    }
    for kid in node.get::<Array<'_>>(KIDS).iter().flat_map(objects).filter_map(Object::into_dict) {
        walk(&kid, depth + 1, left, ranges);
    }
}

impl Range {
    fn read(start: u32, dict: &Dict<'_>) -> Self {
        let style = match dict.get::<Name<'_>>("S").as_deref() {
            Some(b"D") => Style::Decimal,
            Some(b"R") => Style::UpperRoman,
            Some(b"r") => Style::LowerRoman,
            Some(b"A") => Style::UpperLetters,
            Some(b"a") => Style::LowerLetters,
            _ => Style::None,
        };
        let prefix = dict.get::<PdfString<'_>>("P").map(|prefix| strings::decode(&prefix)).unwrap_or_default();
        let prefix = prefix.chars().take(LONGEST_PREFIX).collect();
        Self { start, style, prefix, first: dict.get::<u32>("St").unwrap_or(1).max(1) }
    }

    fn label(&self, page: u32) -> String {
        let number = self.first.saturating_add(page - self.start);
        let spelt = number <= LARGEST_SPELT;
        match self.style {
            Style::None => self.prefix.clone(),
            Style::UpperRoman if spelt => format!("{}{}", self.prefix, roman(number).to_ascii_uppercase()),
            Style::LowerRoman if spelt => format!("{}{}", self.prefix, roman(number)),
            Style::UpperLetters if spelt => format!("{}{}", self.prefix, letters(number).to_ascii_uppercase()),
            Style::LowerLetters if spelt => format!("{}{}", self.prefix, letters(number)),
            _ => format!("{}{number}", self.prefix),
        }
    }
}

/// Pages before the first range, which the standard does not allow, are numbered from 1, as other readers do.
fn label(mut ranges: Vec<Range>, pages: u32) -> Vec<String> {
    if ranges.is_empty() {
        return Vec::new();
    }
    ranges.sort_by_key(|range| range.start);
    let before = Range { start: 0, style: Style::Decimal, prefix: String::new(), first: 1 };
    let mut current = &before;
    let mut coming = ranges.iter().peekable();
    (0..pages)
        .map(|page| {
            while let Some(next) = coming.next_if(|range| range.start <= page) {
                current = next;
            }
            current.label(page)
        })
        .collect()
}

fn roman(mut number: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut written = String::new();
    for (value, digits) in PARTS {
        while number >= value {
            written.push_str(digits);
            number -= value;
        }
    }
    written
}

/// a to z, then aa to zz, then aaa to zzz: not a number in base 26.
fn letters(number: u32) -> String {
    let letter = char::from(b'a' + ((number - 1) % 26) as u8);
    std::iter::repeat_n(letter, ((number - 1) / 26 + 1) as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_syntax::object::FromBytes;

    fn labels(tree: &str, pages: u32) -> Vec<String> {
        of(&Dict::from_bytes(format!("<</PageLabels {tree}>>").as_bytes()).unwrap(), pages)
    }

    #[test]
    fn the_example_of_the_standard() {
        let tree = "<</Nums [0 <</S/r>> 4 <</S/D>> 7 <</S/D/P(A-)/St 8>>]>>";
        assert_eq!(labels(tree, 10), ["i", "ii", "iii", "iv", "1", "2", "3", "A-8", "A-9", "A-10"]);
    }

    #[test]
    fn trees_with_kids_in_any_order() {
        let tree = "<</Kids [<</Nums [2 <</S/A>>]>> <</Nums [0 <</P(Cover)>> 1 <</S/R/St 3>>]>>]>>";
        assert_eq!(labels(tree, 4), ["Cover", "III", "A", "B"]);
    }

    #[test]
    fn pages_before_the_first_range() {
        assert_eq!(labels("<</Nums [1 <</S/a>>]>>", 3), ["1", "a", "b"]);
    }

    #[test]
    fn none_and_nonsense() {
        assert!(of(&Dict::empty(), 3).is_empty());
        assert!(labels("<</Nums [(x) 3]>>", 3).is_empty());
        assert_eq!(labels("<</Nums [0 <</S/r/St 2000000000>>]>>", 1), ["2000000000"], "not two million m's");
    }

    #[test]
    fn numerals() {
        for (number, written) in [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (40, "xl"), (1999, "mcmxcix")] {
            assert_eq!(roman(number), written);
        }
        for (number, written) in [(1, "a"), (26, "z"), (27, "aa"), (53, "aaa")] {
            assert_eq!(letters(number), written);
        }
    }
}
