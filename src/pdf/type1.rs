//! The encoding within a Type 1 font program.
//!
//! It stands in the program's clear text ("Adobe Type 1 Font Format", 2.2), so neither decryption nor charstrings are
//! needed to read it: a fraction of the cost of parsing the program.

use std::ops::Range;

use super::lexer::find;

/// How much of a program is looked at: the clear text of real fonts is 1 to 10 kB.
pub(super) const CLEAR_TEXT: usize = 64 << 10;

/// How a program encodes its glyphs.
#[derive(Debug, PartialEq)]
pub(super) enum Encoding {
    /// `/Encoding StandardEncoding def`
    Standard,
    /// `dup 65 /A put`, and so on.
    Named(Named),
}

/// Glyph names by code.
#[derive(Debug, PartialEq)]
pub(super) struct Named {
    text: Vec<u8>,
    places: Vec<Range<u32>>,
}

impl Named {
    /// The name of a code's glyph.
    pub(super) fn get(&self, code: u8) -> Option<&[u8]> {
        let place = self.places.get(usize::from(code))?;
        self.text.get(place.start as usize..place.end as usize).filter(|name| !name.is_empty())
    }
}

impl Encoding {
    /// Reads it from the start of a program; `None` where it is not found or written as a program in its own right.
    pub(super) fn read(program: &[u8]) -> Option<Self> {
        let clear = &program[..find(program, b"eexec").unwrap_or(program.len())];
        let rest = &clear[find(clear, b"/Encoding")? + b"/Encoding".len()..];
        let mut words = rest.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
        if words.next()? == b"StandardEncoding" {
            return Some(Self::Standard);
        }
        let mut named = Named { text: Vec::new(), places: vec![0..0; 256] };
        let mut found = false;
        let mut words = words.skip_while(|word| *word != b"dup");
        // `dup 65 /A put`, also written `dup 65/A put`; the array ends with `def` or `readonly def`.
        while let Some(b"dup") = words.next() {
            let (code, name) = entry(&mut words)?;
            let start = named.text.len() as u32;
            named.text.extend_from_slice(name);
            if let Some(place) = named.places.get_mut(code) {
                *place = start..named.text.len() as u32;
            }
            found = true;
            if words.next() != Some(b"put") {
                break;
            }
        }
        found.then_some(Self::Named(named))
    }
}

fn entry<'a>(words: &mut impl Iterator<Item = &'a [u8]>) -> Option<(usize, &'a [u8])> {
    let code = words.next()?;
    let (code, name) = match code.iter().position(|byte| *byte == b'/') {
        Some(at) => (&code[..at], &code[at..]),
        None => (code, words.next()?),
    };
    let code = str::from_utf8(code).ok()?;
    let code = match code.strip_prefix("8#") {
        Some(octal) => usize::from_str_radix(octal, 8),
        None => code.parse(),
    };
    Some((code.ok()?, name.strip_prefix(b"/")?))
}

#[cfg(test)]
mod tests {
    use super::Encoding;

    #[test]
    fn reads_what_fonts_write() {
        let font = b"/FontName /CMR10 def\n/Encoding 256 array\n0 1 255 {1 index exch /.notdef put} for\n\
            dup 11 /ff put\ndup 65/A put\nreadonly def\ncurrentfile eexec\x01\x02";
        let Some(Encoding::Named(names)) = Encoding::read(font) else { panic!("no encoding") };
        assert_eq!(names.get(11), Some(&b"ff"[..]));
        assert_eq!(names.get(65), Some(&b"A"[..]));
        assert_eq!(names.get(66), None);
        assert_eq!(Encoding::read(b"/Encoding StandardEncoding def"), Some(Encoding::Standard));
        assert_eq!(Encoding::read(b"no such thing"), None);
    }
}
