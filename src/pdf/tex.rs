//! TeX's bitmap fonts (PK, as Type 3), which name no character: their codes are read as TeX's own encodings.

/// Which of TeX's encodings a font has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// OT1, of Knuth's text fonts: seven bits.
    Knuth,
    /// T1, "Cork": Latin letters with accents.
    Cork,
    /// T2A: Cyrillic.
    Cyrillic,
}

impl Encoding {
    /// By the codes that a font has glyphs for. Codes above 127 exist only in the 8-bit encodings; of the 32 places that
    /// the small Cyrillic letters take, no language written in Latin letters uses even half.
    pub(super) fn of(codes: impl Iterator<Item = u8>) -> Self {
        let (mut eight_bit, mut small_cyrillic) = (false, 0);
        for code in codes {
            eight_bit |= code > 127;
            small_cyrillic += u32::from(code >= 0xe0);
        }
        match (eight_bit, small_cyrillic) {
            (_, 18..) => Self::Cyrillic,
            (true, _) => Self::Cork,
            (false, _) => Self::Knuth,
        }
    }

    /// What a code stands for.
    pub(super) fn unicode(self, code: u8) -> Option<&'static str> {
        match self {
            Self::Knuth => knuth(code),
            Self::Cork => cork(code),
            Self::Cyrillic => cyrillic(code),
        }
        .or_else(|| ascii(code))
    }
}

fn ascii(code: u8) -> Option<&'static str> {
    const ASCII: &str =
        "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    let at = usize::from(code.checked_sub(b'!')?);
    ASCII.get(at..=at)
}

fn knuth(code: u8) -> Option<&'static str> {
    const LOW: [&str; 32] = [
        "Γ", "Δ", "Θ", "Λ", "Ξ", "Π", "Σ", "Υ", "Φ", "Ψ", "Ω", "ff", "fi", "fl", "ffi", "ffl", "ı", "ȷ", "`", "´", "ˇ",
        "˘", "¯", "˚", "¸", "ß", "æ", "œ", "ø", "Æ", "Œ", "Ø",
    ];
    Some(match code {
        0..=31 => LOW[usize::from(code)],
        b'"' => "”",
        b'\'' => "’",
        b'<' => "¡",
        b'>' => "¿",
        b'\\' => "“",
        b'^' => "ˆ",
        b'_' => "˙",
        b'`' => "‘",
        b'{' => "–",
        b'|' => "—",
        b'}' => "˝",
        b'~' => "˜",
        0x7f => "¨",
        _ => return None,
    })
}

fn cork(code: u8) -> Option<&'static str> {
    const LOW: [&str; 32] = [
        "`", "´", "ˆ", "˜", "¨", "˝", "˚", "ˇ", "˘", "¯", "˙", "¸", "˛", "‚", "‹", "›", "“", "”", "„", "«", "»", "–",
        "—", "\u{200b}", "₀", "ı", "ȷ", "ff", "fi", "fl", "ffi", "ffl",
    ];
    const HIGH: [&str; 128] = [
        "Ă", "Ą", "Ć", "Č", "Ď", "Ě", "Ę", "Ğ", "Ĺ", "Ľ", "Ł", "Ń", "Ň", "Ŋ", "Ő", "Ŕ", "Ř", "Ś", "Š", "Ş", "Ť", "Ţ",
        "Ű", "Ů", "Ÿ", "Ź", "Ž", "Ż", "Ĳ", "İ", "đ", "§", "ă", "ą", "ć", "č", "ď", "ě", "ę", "ğ", "ĺ", "ľ", "ł", "ń",
        "ň", "ŋ", "ő", "ŕ", "ř", "ś", "š", "ş", "ť", "ţ", "ű", "ů", "ÿ", "ź", "ž", "ż", "ĳ", "¡", "¿", "£", "À", "Á",
        "Â", "Ã", "Ä", "Å", "Æ", "Ç", "È", "É", "Ê", "Ë", "Ì", "Í", "Î", "Ï", "Ð", "Ñ", "Ò", "Ó", "Ô", "Õ", "Ö", "Œ",
        "Ø", "Ù", "Ú", "Û", "Ü", "Ý", "Þ", "ẞ", "à", "á", "â", "ã", "ä", "å", "æ", "ç", "è", "é", "ê", "ë", "ì", "í",
        "î", "ï", "ð", "ñ", "ò", "ó", "ô", "õ", "ö", "œ", "ø", "ù", "ú", "û", "ü", "ý", "þ", "ß",
    ];
    Some(match code {
        0..=31 => LOW[usize::from(code)],
        b'\'' => "’",
        b'`' => "‘",
        0x7f => "-",
        0x80.. => HIGH[usize::from(code - 0x80)],
        _ => return None,
    })
}

fn cyrillic(code: u8) -> Option<&'static str> {
    const LETTERS: &str = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя";
    Some(match code {
        0xc0.. => {
            let at = 2 * usize::from(code - 0xc0);
            LETTERS.get(at..at + 2)?
        }
        0x9c => "Ё",
        0xbc => "ё",
        0x9d => "№",
        0xbe => "«",
        0xbf => "»",
        0x80..=0xbb | 0xbd => return None,
        low => return cork(low),
    })
}

#[cfg(test)]
mod tests {
    use super::Encoding;

    #[test]
    fn codes_of_each() {
        use Encoding::{Cork, Cyrillic, Knuth};
        let cases = [
            (Knuth, b'A', "A"),
            (Cork, b'z', "z"),
            (Knuth, 0x0c, "fi"),
            (Cork, 0x1c, "fi"),
            (Knuth, 0x7b, "–"),
            (Cork, 0x7b, "{"),
            (Cork, 0xe9, "é"),
            (Cork, 0xff, "ß"),
            (Cyrillic, 0xc0, "А"),
            (Cyrillic, 0xff, "я"),
            (Cyrillic, 0x1c, "fi"),
        ];
        for (encoding, code, text) in cases {
            assert_eq!(encoding.unicode(code), Some(text), "{encoding:?} {code:#x}");
        }
        assert_eq!(Knuth.unicode(b' '), None);
    }

    #[test]
    fn encodings_by_their_codes() {
        assert_eq!(Encoding::of(b'a'..=b'z'), Encoding::Knuth);
        assert_eq!(Encoding::of((b'a'..=b'z').chain([0xe9, 0xe8, 0xe0])), Encoding::Cork);
        assert_eq!(Encoding::of(0xe0..=0xfa), Encoding::Cyrillic);
    }
}
