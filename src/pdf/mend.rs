//! A second chance for a damaged file: its objects written out anew, as the engine below wants them.
//!
//! That engine rebuilds lost cross-references, but takes nothing of a dictionary with a wrong word in it, and of a stream
//! without its two keywords. Here dictionaries are closed and what cannot stand in them is left out, numbers end where they stop
//! being numbers, and streams end where `/Length` says or else at the next `endstream` or `endobj`. The copy has no
//! cross-references, so these are rebuilt. One pass, linear in the size of the file.

use super::{
    lexer::{Class, class, find, is_regular, line_end, run_end, string_end},
    operands::number,
};

/// Arrays and dictionaries within one another.
const DEEPEST: usize = 64;

/// Bytes of a trailer.
const LONGEST_TRAILER: usize = 4096;

/// All objects and trailers of `file`.
pub(super) fn mended(file: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(file.len() + file.len() / 8);
    out.extend_from_slice(b"%PDF-1.7\n");
    let (mut at, mut bound) = (0, 0);
    while let Some(found) = file.get(at..).and_then(|rest| rest.iter().position(|byte| matches!(byte, b'o' | b't'))) {
        let start = at + found;
        if keyword(file, start, b"obj")
            && let Some(header) = header(&file[..start])
        {
            out.extend_from_slice(header);
            out.extend_from_slice(b" obj\n");
            if bound < start {
                bound = find(&file[start..], b"endobj").map_or(file.len(), |found| start + found);
            }
            at = Object::new(file, start + 3, bound, &mut out).write();
            out.extend_from_slice(b"\nendobj\n");
        } else if keyword(file, start, b"trailer") {
            out.extend_from_slice(b"trailer\n");
            at = Object::new(file, start + 7, file.len().min(start + LONGEST_TRAILER), &mut out).write();
            out.push(b'\n');
        } else {
            at = start + 1;
        }
    }
    out
}

/// Whether `word` stands at `at`, with nothing behind it that would make it another.
fn keyword(file: &[u8], at: usize, word: &[u8]) -> bool {
    let rest = &file[at..];
    rest.starts_with(word) && rest.get(word.len()).is_none_or(|byte| class(*byte) != Class::Word)
}

/// The two numbers that `before` ends with: those of an object.
fn header(before: &[u8]) -> Option<&[u8]> {
    let end = before.trim_ascii_end();
    let generation = digits_before(end)?;
    let middle = generation.trim_ascii_end();
    let number = digits_before(middle).filter(|_| middle.len() < generation.len())?;
    Some(&end[number.len()..])
}

/// What stands before the digits at the end.
fn digits_before(text: &[u8]) -> Option<&[u8]> {
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    (1..=10).contains(&digits).then(|| &text[..text.len() - digits])
}

/// One object as it is written out.
struct Object<'f, 'o> {
    file: &'f [u8],
    at: usize,
    /// Where it should end: no string reaches further.
    bound: usize,
    out: &'o mut Vec<u8>,
    /// What is open.
    open: Vec<Open>,
    /// `/Length` of the outermost dictionary, where it is written in place. It is left out, and that of the data found is
    /// written in its stead.
    length: Option<usize>,
    /// Where the outermost dictionary's closing bracket stands in `out`.
    closed: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Array,
    /// A dictionary that waits for a key.
    Key,
    /// A dictionary that waits for the value of a key.
    Value,
    /// The same, of the outermost dictionary's `/Length`.
    Length,
}

impl<'f, 'o> Object<'f, 'o> {
    fn new(file: &'f [u8], at: usize, bound: usize, out: &'o mut Vec<u8>) -> Self {
        Self { file, at, bound, out, open: Vec::new(), length: None, closed: None }
    }

    /// Writes it up to where it, or the stream behind it, ends; returns where that is.
    fn write(mut self) -> usize {
        while let Some(byte) = self.file.get(self.at) {
            let start = self.at;
            self.at += 1;
            match class(*byte) {
                Class::Space => {}
                Class::Comment => self.at = line_end(self.file, start),
                Class::Name => {
                    self.at = run_end(self.file, self.at, is_regular);
                    self.name(&self.file[start..self.at]);
                }
                Class::Number => self.number(start),
                Class::String => self.string(start),
                Class::Angle if self.file.get(self.at) == Some(&b'<') => {
                    self.at += 1;
                    self.begin(b"<<", Open::Key);
                }
                Class::Angle => self.hexadecimal(start),
                Class::Array => self.begin(b"[", Open::Array),
                Class::Stray => self.end(*byte),
                Class::Word => {
                    self.at = run_end(self.file, self.at, is_regular);
                    if self.word(start) {
                        break;
                    }
                }
            }
        }
        self.end_all();
        self.at
    }

    /// A name is a key where one is awaited, else a value.
    fn name(&mut self, name: &[u8]) {
        let outermost = self.open.len() == 1;
        match self.open.last_mut() {
            Some(open @ Open::Key) if outermost && name == b"/Length" => *open = Open::Length,
            Some(open @ Open::Key) => {
                *open = Open::Value;
                self.put(name);
            }
            _ => self.value(name),
        }
    }

    /// A number, or a reference.
    fn number(&mut self, start: usize) {
        self.at = run_end(self.file, self.at, |c| c == Class::Number);
        if let Some(end) = reference_end(self.file, start, self.at) {
            self.at = end;
            return self.value(&self.file[start..end]);
        }
        let token = &self.file[start..self.at];
        if self.open == [Open::Length] {
            self.length = number(token).filter(|length| *length >= 0.0).map(|length| length as usize);
        }
        self.value(well_formed(token));
    }

    fn string(&mut self, start: usize) {
        let end = string_end(&self.file[..self.bound.max(start)], start);
        if self.file[start..end].ends_with(b")") {
            self.at = end;
            self.value(&self.file[start..end]);
        } else {
            // It would swallow the rest of the file.
            self.at = self.bound.max(self.at);
        }
    }

    fn hexadecimal(&mut self, start: usize) {
        let digits =
            self.file[self.at..].iter().take_while(|byte| byte.is_ascii_hexdigit() || byte.is_ascii_whitespace());
        self.at += digits.count();
        let closed = self.file.get(self.at) == Some(&b'>');
        self.at += usize::from(closed);
        self.value(if closed { &self.file[start..self.at] } else { b"null" });
    }

    /// A word; whether the object ends here.
    fn word(&mut self, start: usize) -> bool {
        match &self.file[start..self.at] {
            word @ (b"true" | b"false" | b"null") => self.value(word),
            b"stream" => {
                self.end_all();
                if let Some(closed) = self.closed {
                    self.stream(closed);
                }
                return true;
            }
            b"endobj" | b"endstream" | b"xref" | b"startxref" => return true,
            // The next one begins, and this has no end.
            b"obj" | b"trailer" => {
                self.at = start;
                return true;
            }
            _ => self.value(b"null"),
        }
        false
    }

    /// Puts a value where one may stand.
    fn value(&mut self, value: &[u8]) {
        match self.open.last_mut() {
            // No key.
            Some(Open::Key) => {}
            Some(open @ Open::Length) => *open = Open::Key,
            Some(open @ Open::Value) => {
                *open = Open::Key;
                self.put(value);
            }
            Some(Open::Array) | None => self.put(value),
        }
    }

    fn begin(&mut self, bracket: &[u8], open: Open) {
        match self.open.last_mut() {
            Some(outer @ Open::Value) => *outer = Open::Key,
            // It would be a value without a key: what is in it is read as entries.
            Some(Open::Key | Open::Length) => return,
            Some(Open::Array) | None => {}
        }
        if self.open.len() < DEEPEST {
            self.put(bracket);
            self.open.push(open);
        }
    }

    /// A closing bracket closes what it can; others are left out.
    fn end(&mut self, bracket: u8) {
        let double = self.file.get(self.at) == Some(&b'>');
        match self.open.last() {
            Some(Open::Array) if bracket == b']' => self.close(),
            Some(_) if bracket == b'>' && double => {
                self.at += 1;
                // An array that was left open.
                while self.open.last() == Some(&Open::Array) {
                    self.close();
                }
                self.close();
            }
            _ => {}
        }
    }

    fn close(&mut self) {
        let bracket: &[u8] = match self.open.pop() {
            None => return,
            Some(Open::Array) => b"]",
            Some(Open::Value) => b" null>>",
            Some(Open::Key | Open::Length) => b">>",
        };
        self.out.extend_from_slice(bracket);
        if self.open.is_empty() && bracket.ends_with(b">>") {
            self.closed = Some(self.out.len() - 2);
        }
    }

    fn end_all(&mut self) {
        while !self.open.is_empty() {
            self.close();
        }
    }

    fn put(&mut self, token: &[u8]) {
        self.out.push(b' ');
        self.out.extend_from_slice(token);
    }

    /// The data behind the keyword `stream`.
    fn stream(&mut self, closed: usize) {
        let start = data_start(self.file, self.at);
        let (data, next) = self.data(start);
        self.at = next;
        self.out.truncate(closed);
        self.out.extend(format!("/Length {}>>\nstream\n", data.len()).bytes());
        self.out.extend_from_slice(data);
        self.out.extend_from_slice(b"\nendstream");
    }

    /// The data that begin at `start`, and where reading goes on.
    fn data(&self, start: usize) -> (&'f [u8], usize) {
        let rest = self.file.get(start..).unwrap_or_default();
        if let Some((data, behind)) = self.length.and_then(|length| rest.split_at_checked(length))
            && behind.trim_ascii_start().starts_with(b"endstream")
        {
            return (data, start + data.len());
        }
        let mut from = 0;
        while let Some(found) = rest.get(from..).and_then(|rest| find(rest, b"end")) {
            let end = from + found;
            if [&b"endstream"[..], b"endobj"].iter().any(|word| keyword(rest, end, word)) {
                return (without_line_end(&rest[..end]), start + end);
            }
            from = end + 3;
        }
        (rest, self.file.len())
    }
}

/// Where a stream's data begin: behind the line end, and the blanks before it which should not be there.
fn data_start(file: &[u8], from: usize) -> usize {
    let at = from + file[from..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match file.get(at..) {
        Some([b'\r', b'\n', ..]) => at + 2,
        Some([b'\r' | b'\n', ..]) => at + 1,
        _ => from,
    }
}

fn without_line_end(data: &[u8]) -> &[u8] {
    let data = data.strip_suffix(b"\n").unwrap_or(data);
    data.strip_suffix(b"\r").unwrap_or(data)
}

/// Where a reference whose first number ends at `end` ends.
fn reference_end(file: &[u8], start: usize, end: usize) -> Option<usize> {
    let number = &file[start..end];
    let generation = end + file[end..].iter().take_while(|byte| class(**byte) == Class::Space).count();
    let generation_end = run_end(file, generation, |c| c == Class::Number);
    let letter = generation_end + file.get(generation_end..)?.iter().take_while(|b| class(**b) == Class::Space).count();
    let spaced = generation > end && letter > generation_end && generation_end > generation;
    let whole = [number, &file[generation..generation_end]].iter().all(|n| n.iter().all(u8::is_ascii_digit));
    (spaced && whole && keyword(file, letter, b"R")).then_some(letter + 1)
}

/// As much of a number as is one.
fn well_formed(token: &[u8]) -> &[u8] {
    let sign = usize::from(matches!(token.first(), Some(b'+' | b'-')));
    let mut point = false;
    let digits = token[sign..].iter().take_while(|byte| match byte {
        b'.' if !point => {
            point = true;
            true
        }
        byte => byte.is_ascii_digit(),
    });
    match digits.count() {
        0 => b"0",
        digits => &token[..sign + digits],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn object(body: &str) -> String {
        let written = String::from_utf8(mended(format!("1 0 obj {body}\nendobj").as_bytes())).unwrap();
        let written = written.strip_prefix("%PDF-1.7\n1 0 obj\n").unwrap().strip_suffix("\nendobj\n").unwrap();
        written.trim_start().to_owned()
    }

    #[test]
    fn dictionaries_are_closed_and_hold_what_they_can() {
        for (body, written) in [
            ("<</A[1 2/B/C>>", "<< /A [ 1 2 /B /C]>>"),
            ("<</A<</B 1", "<< /A << /B 1>>>>"),
            ("<</A 5 6 nonsense/B 7 0 R 8/C>>", "<< /A 5 /B 7 0 R /C null>>"),
            ("[0.000.00 +3. -.5 1-2 -]", "[ 0.000 +3. -.5 1 0]"),
            ("<</A(b) /C<zz>/D<</E(unclosed>>>>", "<< /A (b) /C null /D << /E null>>>>"),
            ("]>>) 3", "3"),
        ] {
            assert_eq!(object(body), written, "{body}");
        }
    }

    #[test]
    fn streams_end_where_they_should() {
        let whole = "<< /A 1/Length 3>>\nstream\nabc\nendstream";
        for body in [
            "<</A 1/Length 3>>stream\nabc\nendstream",
            "<</Length 2 0 R/A 1>>stream \t\r\nabc\r\nendstream",
            "<</A 1/Length 99>>\nstream\nabc\nendstream",
            "<</A 1/Length 1>>\nstream\nabc",
        ] {
            assert_eq!(object(body), whole, "{body}");
        }
        assert_eq!(object("<</Length 9>>stream\nendobj ab\nendstream"), "<</Length 9>>\nstream\nendobj ab\nendstream");
    }

    #[test]
    fn objects_without_ends_and_trailers() {
        let written = mended(b"1 0 obj <</A 1 2 0 obj (b) trailer <</Root 1 0 R>> startxref 7");
        let expected = "%PDF-1.7\n1 0 obj\n << /A 1>>\nendobj\n2 0 obj\n (b)\nendobj\ntrailer\n << /Root 1 0 R>>\n";
        assert_eq!(String::from_utf8(written).unwrap(), expected);
    }

    proptest! {
        #[test]
        fn any_bytes_are_mended(bytes in "([0-9]{1,2} 0 obj|<<|>>|\\[|\\]|/A|/Length|[0-9.-]{1,3}|R|\\(|\\)|<|>|stream\n|endstream|endobj|trailer| |%){0,60}") {
            let once = mended(bytes.as_bytes());
            prop_assert!(once.len() < 1000 + 10 * bytes.len());
        }
    }
}
