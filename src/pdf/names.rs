//! From glyph names, and from the encodings that PDF predefines, to Unicode.
//!
//! The Adobe Glyph List (with the names of TeX's fonts) and the predefined encodings are in `hayro-font`, which answers
//! only for fonts: so this asks it about a font made for the question, one without glyphs, and remembers the answer.

use std::sync::{Arc, OnceLock};

use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontResolverFn, GlyphId, hayro_cmap::BfString};
use hayro_syntax::object::{Dict, FromBytes};
use rustc_hash::FxHashMap;

/// A predefined encoding (ISO 32000-1, annex D).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Standard,
    MacRoman,
    WinAnsi,
    MacExpert,
}

impl Base {
    /// By its name in an `/Encoding`.
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"StandardEncoding" => Self::Standard,
            b"MacRomanEncoding" => Self::MacRoman,
            b"WinAnsiEncoding" => Self::WinAnsi,
            b"MacExpertEncoding" => Self::MacExpert,
            _ => return None,
        })
    }

    /// What a code of it stands for.
    pub(super) fn unicode(self, code: u8) -> Option<char> {
        static TABLES: [OnceLock<[Option<char>; 256]>; 4] = [const { OnceLock::new() }; 4];
        TABLES[self as usize].get_or_init(|| self.table())[usize::from(code)]
    }

    fn table(self) -> [Option<char>; 256] {
        let dictionary: &[u8] = match self {
            Self::Standard => b"<</Subtype/Type3/Encoding/StandardEncoding>>",
            Self::MacRoman => b"<</Subtype/Type3/Encoding/MacRomanEncoding>>",
            Self::WinAnsi => b"<</Subtype/Type3/Encoding/WinAnsiEncoding>>",
            Self::MacExpert => b"<</Subtype/Type3/Encoding/MacExpertEncoding>>",
        };
        let asker = Asker::new();
        let mut table = [None; 256];
        asker.ask(dictionary, |font| {
            for (code, entry) in (0..).zip(&mut table) {
                if let Some(BfString::Char(c)) = unicode(font, code) {
                    *entry = Some(c);
                }
            }
        });
        table
    }
}

/// What glyph names stand for, as far as asked.
#[derive(Default)]
pub(super) struct Names {
    known: FxHashMap<Box<[u8]>, Option<BfString>>,
    asker: Asker,
}

impl Names {
    /// What a glyph of this name stands for; the name as written in the PDF or the font.
    pub(super) fn unicode(&mut self, name: &[u8]) -> Option<BfString> {
        if let [letter] = name
            && letter.is_ascii_alphabetic()
        {
            return Some(BfString::Char(char::from(*letter)));
        }
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let found = self.asker.name(name).or_else(|| lenient(name));
        self.known.insert(name.into(), found.clone());
        found
    }
}

/// `uni20ac`, `u1f600`: hexadecimal in lower case, which the specification of the glyph list forbids and fonts use.
fn lenient(name: &[u8]) -> Option<BfString> {
    let digits = name.strip_prefix(b"uni").or_else(|| name.strip_prefix(b"u"))?;
    if !(4..=6).contains(&digits.len()) {
        return None;
    }
    let value = u32::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
    char::from_u32(value).map(BfString::Char)
}

/// Asks `hayro-font`.
struct Asker {
    fonts: FontResolverFn,
    cmaps: CMapResolverFn,
}

impl Default for Asker {
    fn default() -> Self {
        Self::new()
    }
}

impl Asker {
    fn new() -> Self {
        Self { fonts: Arc::new(|_| None), cmaps: Arc::new(|_| None) }
    }

    /// Calls `question` with the font that a dictionary describes.
    fn ask(&self, dictionary: &[u8], question: impl FnOnce(&Font<'_>)) {
        if let Some(dictionary) = Dict::from_bytes(dictionary)
            && let Some(font) = FontCache::new().font(&dictionary, &self.fonts, &self.cmaps)
        {
            question(&font);
        }
    }

    fn name(&self, name: &[u8]) -> Option<BfString> {
        let mut dictionary = b"<</Subtype/Type3/Encoding<</Differences[0/".to_vec();
        for byte in name {
            match byte {
                b'#' => dictionary.push(b'#'),
                b if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-') => dictionary.push(*b),
                b => dictionary.extend(format!("#{b:02x}").bytes()),
            }
        }
        dictionary.extend(b"]>>>>");
        let mut found = None;
        self.ask(&dictionary, |font| found = unicode(font, 0));
        found
    }
}

fn unicode(font: &Font<'_>, code: u32) -> Option<BfString> {
    match font.glyph(GlyphId::NOTDEF, code) {
        FontGlyph::Type3(glyph) => glyph.as_unicode(),
        FontGlyph::Outline(glyph) => glyph.as_unicode(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_what_the_glyph_list_says() {
        let mut names = Names::default();
        assert_eq!(names.unicode(b"a"), Some(BfString::Char('a')));
        assert_eq!(names.unicode(b"eacute"), Some(BfString::Char('é')));
        assert_eq!(names.unicode(b"ff"), Some(BfString::Char('\u{fb00}')));
        assert_eq!(names.unicode(b"f_f_i"), Some(BfString::String("ffi".into())));
        assert_eq!(names.unicode(b"uni20ac"), Some(BfString::Char('€')));
        assert_eq!(names.unicode(b"hyphen.case"), Some(BfString::Char('-')));
        assert_eq!(names.unicode(b"g123"), None);
        assert_eq!(names.unicode(b".notdef"), None);
        assert_eq!(names.unicode(b"a)b(\xff"), None);
        assert_eq!(names.unicode(b"#65acute"), Some(BfString::Char('é')), "escaped as PDF names are");
    }

    #[test]
    fn encodings_differ_where_they_should() {
        assert_eq!(Base::WinAnsi.unicode(0x80), Some('€'));
        assert_eq!(Base::MacRoman.unicode(0x80), Some('Ä'));
        assert_eq!(Base::Standard.unicode(0x27), Some('’'));
        assert_eq!(Base::WinAnsi.unicode(0x27), Some('\''));
        assert_eq!(Base::Standard.unicode(0x41), Some('A'));
        assert_eq!(Base::Standard.unicode(0), None);
    }
}
