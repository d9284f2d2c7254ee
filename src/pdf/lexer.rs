//! Operators of content streams (ISO 32000-1, 7.2 and 7.8.2).
//!
//! A reader of text needs few of a page's operators, so nothing is parsed before an operator asks for it: an operand is
//! remembered as a range of bytes. Nothing here allocates, and nothing fails: what is no token is stepped over.

use super::operands::{Elements, number};

/// How many operands are remembered: as many as the longest operator of interest takes (`cm`, `Tm`), and some.
const KEPT: usize = 8;

/// What a byte begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Space,
    Number,
    Word,
    Name,
    String,
    Angle,
    Array,
    Comment,
    Stray,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Word; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ' => Class::Space,
            b'0'..=b'9' | b'.' | b'+' | b'-' => Class::Number,
            b'/' => Class::Name,
            b'(' => Class::String,
            b'<' => Class::Angle,
            b'[' => Class::Array,
            b'%' => Class::Comment,
            b')' | b'>' | b']' | b'{' | b'}' => Class::Stray,
            _ => Class::Word,
        };
        byte += 1;
    }
    classes
};

pub(super) fn class(byte: u8) -> Class {
    CLASSES[usize::from(byte)]
}

/// An operator of at most four bytes as a number, to be matched on; longer words are 0.
pub(super) const fn operator(word: &[u8]) -> u32 {
    match *word {
        [a] => a as u32,
        [a, b] => (a as u32) << 8 | b as u32,
        [a, b, c] => (a as u32) << 16 | (b as u32) << 8 | c as u32,
        [a, b, c, d] => (a as u32) << 24 | (b as u32) << 16 | (c as u32) << 8 | d as u32,
        _ => 0,
    }
}

/// Reads a content stream operator by operator.
pub(super) struct Lexer<'a> {
    data: &'a [u8],
    at: usize,
    /// The last operands: a ring.
    operands: [(usize, usize); KEPT],
    count: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, operands: [(0, 0); KEPT], count: 0 }
    }

    /// The next operator, as [`operator`] numbers it; its operands can be asked for until the next call.
    pub(super) fn next_operator(&mut self) -> Option<u32> {
        self.count = 0;
        loop {
            let start = self.at;
            let byte = *self.data.get(start)?;
            match class(byte) {
                Class::Space | Class::Stray => {
                    self.at += 1;
                    continue;
                }
                Class::Number => self.at = run_end(self.data, start + 1, |c| c == Class::Number),
                Class::Word => {
                    self.at = run_end(self.data, start + 1, is_regular);
                    return Some(operator(&self.data[start..self.at]));
                }
                Class::Name => self.at = run_end(self.data, start + 1, is_regular),
                Class::String => self.at = string_end(self.data, start),
                Class::Array => self.at = array_end(self.data, start),
                Class::Angle => self.at = angle_end(self.data, start),
                Class::Comment => {
                    self.at = line_end(self.data, start);
                    continue;
                }
            }
            self.operands[self.count % KEPT] = (start, self.at);
            self.count += 1;
        }
    }

    /// The operand `back` places before the operator (1: the last), as written.
    fn operand(&self, back: usize) -> Option<&'a [u8]> {
        let index = self.count.checked_sub(back).filter(|_| back <= KEPT)?;
        let (start, end) = self.operands[index % KEPT];
        self.data.get(start..end)
    }

    /// A number `back` places before the operator.
    pub(super) fn number(&self, back: usize) -> Option<f64> {
        number(self.operand(back)?)
    }

    /// The last `N` operands as numbers.
    pub(super) fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let mut all = [0.0; N];
        for (place, value) in all.iter_mut().enumerate() {
            *value = self.number(N - place)?;
        }
        Some(all)
    }

    /// A name, without its solidus, escapes as written.
    pub(super) fn name(&self, back: usize) -> Option<&'a [u8]> {
        self.operand(back)?.strip_prefix(b"/")
    }

    /// A string as written, with its delimiters: see `operands::string_bytes`.
    pub(super) fn string(&self, back: usize) -> Option<&'a [u8]> {
        self.operand(back).filter(|token| matches!(token, [b'(', ..] | [b'<', ..]) && !token.starts_with(b"<<"))
    }

    /// The inside of an array: see [`Elements`].
    pub(super) fn array(&self, back: usize) -> Option<Elements<'a>> {
        let inside = self.operand(back)?.strip_prefix(b"[")?;
        Some(Elements::new(inside))
    }

    /// A dictionary as written.
    pub(super) fn dictionary(&self, back: usize) -> Option<&'a [u8]> {
        self.operand(back).filter(|token| token.starts_with(b"<<"))
    }

    /// After `BI`: steps over the image, its data and `EI`.
    ///
    /// The data has no length, so its end is the first `EI` that stands alone, or behind the end of data in characters, and is
    /// followed by what looks like content; where there is none, the first that is followed by such.
    pub(super) fn skip_inline_image(&mut self) {
        loop {
            match self.next_operator() {
                None => return,
                Some(ID) => break,
                // `true` and `false` are values of the image's dictionary; anything else is no image at all.
                Some(TRUE | FALSE_OR_LONGER) => {}
                Some(_) => return,
            }
        }
        let mut from = self.at + 1;
        let mut attached = None;
        while let Some(found) = find(self.data.get(from..).unwrap_or_default(), b"EI") {
            let end = from + found + 2;
            if looks_like_content(&self.data[end..]) {
                let before = self.data[from + found - 1];
                if class(before) == Class::Space || before == b'>' {
                    self.at = end;
                    return;
                }
                attached = attached.or(Some(end));
            }
            from = end;
        }
        self.at = attached.unwrap_or(self.data.len());
    }
}

const ID: u32 = operator(b"ID");
const TRUE: u32 = operator(b"true");
const FALSE_OR_LONGER: u32 = 0;

pub(super) fn is_regular(class: Class) -> bool {
    matches!(class, Class::Number | Class::Word)
}

pub(super) fn run_end(data: &[u8], from: usize, within: impl Fn(Class) -> bool) -> usize {
    let rest = data.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| !within(class(*byte))).unwrap_or(rest.len())
}

pub(super) fn line_end(data: &[u8], from: usize) -> usize {
    let rest = &data[from..];
    from + rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len())
}

/// Where the literal string that begins at `start` ends.
pub(super) fn string_end(data: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(byte) = data.get(at) {
        at += 1;
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    data.len()
}

/// Where the hexadecimal string or the dictionary that begins at `start` ends.
pub(super) fn angle_end(data: &[u8], start: usize) -> usize {
    if data.get(start + 1) != Some(&b'<') {
        let rest = &data[start..];
        return start + rest.iter().position(|byte| *byte == b'>').map_or(rest.len(), |at| at + 1);
    }
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(byte) = data.get(at) {
        match byte {
            b'(' => at = string_end(data, at),
            b'<' if data.get(at + 1) == Some(&b'<') => {
                depth += 1;
                at += 2;
            }
            b'>' if data.get(at + 1) == Some(&b'>') => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    data.len()
}

/// Where the array that begins at `start` ends.
fn array_end(data: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(byte) = data.get(at) {
        match byte {
            b'(' => at = string_end(data, at),
            b'[' => {
                depth += 1;
                at += 1;
            }
            b']' => {
                depth -= 1;
                at += 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    data.len()
}

/// Whether what follows an `EI` could be content: a space, then a stretch without binary bytes.
fn looks_like_content(rest: &[u8]) -> bool {
    let after = &rest[..rest.len().min(16)];
    after.first().is_none_or(|byte| class(*byte) == Class::Space)
        && after.iter().all(|byte| byte.is_ascii_graphic() || class(*byte) == Class::Space)
}

/// Where `needle` first stands in `data`.
pub(super) fn find(data: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) = data.get(from..)?.iter().position(|byte| *byte == first) {
        if data[from + at..].starts_with(needle) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::operands::{Element, string_bytes};
    use proptest::prelude::*;

    #[test]
    fn operators_with_their_operands() {
        let mut lexer = Lexer::new(b"/F1 12 Tf % comment\n1 0 0 1 10.5 20cm[(a)(b[)]TJ<</A<</B(>>)>>>>BDC(x)'");
        assert_eq!(lexer.next_operator(), Some(operator(b"Tf")));
        assert_eq!((lexer.name(2), lexer.number(1)), (Some(&b"F1"[..]), Some(12.0)));
        assert_eq!(lexer.next_operator(), Some(operator(b"cm")));
        assert_eq!(lexer.numbers(), Some([1.0, 0.0, 0.0, 1.0, 10.5, 20.0]));
        assert_eq!(lexer.next_operator(), Some(operator(b"TJ")));
        assert_eq!(lexer.array(1).map(|elements| elements.count()), Some(2));
        assert_eq!(lexer.next_operator(), Some(operator(b"BDC")));
        assert_eq!(lexer.dictionary(1), Some(&b"<</A<</B(>>)>>>>"[..]));
        assert_eq!(lexer.next_operator(), Some(operator(b"'")));
        assert_eq!(lexer.string(1), Some(&b"(x)"[..]));
        assert_eq!(lexer.next_operator(), None);
    }

    #[test]
    fn an_operator_has_only_its_own_operands() {
        let mut lexer = Lexer::new(b"1 2 3 m Td 5 Td");
        lexer.next_operator();
        lexer.next_operator();
        assert_eq!(lexer.numbers::<2>(), None);
        lexer.next_operator();
        assert_eq!((lexer.number(1), lexer.number(2), lexer.name(1)), (Some(5.0), None, None));
    }

    #[test]
    fn inline_images_are_stepped_over() {
        let mut lexer = Lexer::new(b"BI /W 2 /IM true /D[1 0] ID \x01 EI\xff(\x80 EI Q (t) Tj");
        assert_eq!(lexer.next_operator(), Some(operator(b"BI")));
        lexer.skip_inline_image();
        assert_eq!(lexer.next_operator(), Some(operator(b"Q")));
        assert_eq!(lexer.next_operator(), Some(operator(b"Tj")));
        for odd in [&b"BI /F/AHx ID ff>EI Q"[..], b"BI /W 1 ID\r\n\xffEI\nQ", b"BI ID EI Q", b"BI ID \x80EI Q"] {
            let mut lexer = Lexer::new(odd);
            assert_eq!(lexer.next_operator(), Some(operator(b"BI")));
            lexer.skip_inline_image();
            assert_eq!(lexer.next_operator(), Some(operator(b"Q")), "{}", String::from_utf8_lossy(odd));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut lexer = Lexer::new(&bytes);
            let mut operators = 0;
            while let Some(found) = lexer.next_operator() {
                operators += 1;
                if found == operator(b"BI") {
                    lexer.skip_inline_image();
                }
                for element in lexer.array(1).into_iter().flatten() {
                    if let Element::String(token) = element {
                        let _ = string_bytes(token, &mut Vec::new());
                    }
                }
            }
            prop_assert!(operators <= bytes.len());
        }
    }
}
