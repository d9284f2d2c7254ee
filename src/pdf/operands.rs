//! Operands of content streams, and elements of arrays: parsed where they stand, when asked for.

use super::lexer::{Class, angle_end, class, is_regular, line_end, run_end, string_end};

/// A number as PDFs write it: no exponent. What follows a well-formed start is ignored, as other readers do.
pub(super) fn number(token: &[u8]) -> Option<f64> {
    const TENS: [f64; 10] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
    let digits_from = token.iter().position(|byte| !matches!(byte, b'+' | b'-'))?;
    let negative = token[..digits_from].contains(&b'-');
    let (mut value, mut decimals, mut point) = (0_u64, 0, false);
    for byte in &token[digits_from..] {
        match byte {
            b'0'..=b'9' if value > 1 << 56 || decimals == TENS.len() - 1 => {
                // Beyond any precision that matters; but the size of a whole number does.
                if !point {
                    return None;
                }
            }
            b'0'..=b'9' => {
                value = value * 10 + u64::from(byte - b'0');
                decimals += usize::from(point);
            }
            b'.' if !point => point = true,
            // "12-34" is 12 to most readers.
            b'-' | b'.' => break,
            _ => return None,
        }
    }
    let value = value as f64 / TENS[decimals];
    Some(if negative { -value } else { value })
}

/// One element of an array of `TJ`, or of any other array of simple values.
pub(super) enum Element<'a> {
    Number(f64),
    /// As written, with its delimiters.
    String(&'a [u8]),
    /// Without its solidus.
    Name(&'a [u8]),
}

/// Walks an array's elements; what is neither number, string nor name is stepped over.
pub(super) struct Elements<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Elements<'a> {
    /// Of an array's inside: a closing bracket at its end does no harm.
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0 }
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        loop {
            let start = self.at;
            match class(*self.data.get(start)?) {
                Class::String => {
                    self.at = string_end(self.data, start);
                    return Some(Element::String(&self.data[start..self.at]));
                }
                Class::Number => {
                    self.at = run_end(self.data, start + 1, |c| c == Class::Number);
                    if let Some(value) = number(&self.data[start..self.at]) {
                        return Some(Element::Number(value));
                    }
                }
                Class::Angle => {
                    self.at = angle_end(self.data, start);
                    return Some(Element::String(&self.data[start..self.at]));
                }
                Class::Name => {
                    self.at = run_end(self.data, start + 1, is_regular);
                    return Some(Element::Name(&self.data[start + 1..self.at]));
                }
                Class::Comment => self.at = line_end(self.data, start),
                _ => self.at += 1,
            }
        }
    }
}

/// The bytes that a string stands for, in `scratch` where they differ from those written.
pub(super) fn string_bytes<'b>(token: &'b [u8], scratch: &'b mut Vec<u8>) -> &'b [u8] {
    match token {
        [b'(', inside @ ..] => {
            let inside = inside.strip_suffix(b")").unwrap_or(inside);
            if !inside.iter().any(|byte| matches!(byte, b'\\' | b'\r')) {
                return inside;
            }
            scratch.clear();
            unescape(inside, scratch);
        }
        [b'<', inside @ ..] => {
            scratch.clear();
            unhex(inside, scratch);
        }
        _ => scratch.clear(),
    }
    scratch
}

/// ISO 32000-1, 7.3.4.2.
fn unescape(inside: &[u8], out: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(&byte) = inside.get(at) {
        at += 1;
        match byte {
            b'\\' => at = escape(inside, at, out),
            b'\r' => {
                at += usize::from(inside.get(at) == Some(&b'\n'));
                out.push(b'\n');
            }
            _ => out.push(byte),
        }
    }
}

/// One escape sequence, `at` standing behind its reverse solidus; returns where it ends.
fn escape(inside: &[u8], mut at: usize, out: &mut Vec<u8>) -> usize {
    let Some(&byte) = inside.get(at) else { return at };
    at += 1;
    match byte {
        b'n' => out.push(b'\n'),
        b'r' => out.push(b'\r'),
        b't' => out.push(b'\t'),
        b'b' => out.push(8),
        b'f' => out.push(12),
        b'\r' => at += usize::from(inside.get(at) == Some(&b'\n')),
        b'\n' => {}
        b'0'..=b'7' => {
            let mut value = u32::from(byte - b'0');
            for _ in 0..2 {
                let Some(digit @ b'0'..=b'7') = inside.get(at) else { break };
                value = value * 8 + u32::from(digit - b'0');
                at += 1;
            }
            out.push((value & 0xff) as u8);
        }
        other => out.push(other),
    }
    at
}

/// ISO 32000-1, 7.3.4.3: an odd last digit counts as if a 0 followed.
fn unhex(inside: &[u8], out: &mut Vec<u8>) {
    let mut high = None;
    for digit in inside.iter().filter_map(|byte| (*byte as char).to_digit(16)) {
        let digit = digit as u8;
        match high.take() {
            None => high = Some(digit),
            Some(first) => out.push(first << 4 | digit),
        }
    }
    out.extend(high.map(|first| first << 4));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers() {
        let cases: [(&[u8], Option<f64>); 10] = [
            (b"12", Some(12.0)),
            (b"-.5", Some(-0.5)),
            (b"+3.", Some(3.0)),
            (b"--7", Some(-7.0)),
            (b"12-34", Some(12.0)),
            (b"1.2.3", Some(1.2)),
            (b"0.00000000001", Some(0.0)),
            (b"2.50000000000001", Some(2.5)),
            (b"-", None),
            (b"99999999999999999999999999", None),
        ];
        for (written, value) in cases {
            assert_eq!(number(written), value, "{}", String::from_utf8_lossy(written));
        }
    }

    #[test]
    fn strings() {
        let decoded = |token: &[u8]| string_bytes(token, &mut Vec::new()).to_vec();
        assert_eq!(decoded(b"(plain (nested))"), b"plain (nested)");
        assert_eq!(
            decoded(
                br"(a\(\n\101\7\
b\zc)"
            ),
            b"a(\nA\x07bzc"
        );
        assert_eq!(decoded(b"(a\r\nb)"), b"a\nb");
        assert_eq!(decoded(b"<48 65 6c6>"), b"Hel`");
        assert_eq!(decoded(b"(unclosed\\"), b"unclosed");
        assert_eq!(decoded(b"/Name"), b"");
    }

    #[test]
    fn elements() {
        let found: Vec<String> = Elements::new(b"(a)-1.5<62>% comment\n/N true 3]")
            .map(|element| match element {
                Element::Number(value) => value.to_string(),
                Element::String(token) | Element::Name(token) => String::from_utf8_lossy(token).into_owned(),
            })
            .collect();
        assert_eq!(found, ["(a)", "-1.5", "<62>", "N", "3"]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_operands(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = number(&bytes);
            let _ = string_bytes(&bytes, &mut Vec::new());
            prop_assert!(Elements::new(&bytes).count() <= bytes.len());
        }
    }
}
