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
    /// OT1 of typewriter fonts: what can be seen is ASCII.
    Typewriter,
    /// TS1, the signs that go with T1: it has no letters.
    Companion,
}

impl Encoding {
    /// By the codes that a font has glyphs for, and whether all are as wide. Codes above 127 exist only in the 8-bit
    /// encodings; a font of text has some small letter of ASCII; of the 32 places that the small Cyrillic letters take, no
    /// language written in Latin letters uses even half. A font of few glyphs is told by its ligatures and dashes.
    pub(super) fn of(codes: impl Iterator<Item = u8>, fixed_width: bool) -> Self {
        let mut has = [false; 256];
        codes.for_each(|code| has[usize::from(code)] = true);
        let any = |mut range: std::ops::RangeInclusive<usize>| range.any(|code| has[code]);
        let small_cyrillic = has[0xe0..].iter().filter(|has| **has).count();
        match any(0x80..=0xff) {
            true if small_cyrillic >= 18 => Self::Cyrillic,
            true if !any(0x61..=0x7a) && !any(0xc0..=0xd5) && !any(0xd8..=0xf5) => Self::Companion,
            true => Self::Cork,
            false if fixed_width => Self::Typewriter,
            false if (any(0x15..=0x16) || any(0x1b..=0x1f)) && !any(0x0b..=0x0f) => Self::Cork,
            false => Self::Knuth,
        }
    }

    /// What a code stands for.
    pub(super) fn unicode(self, code: u8) -> Option<&'static str> {
        match self {
            Self::Knuth => knuth(code),
            Self::Cork => cork(code),
            Self::Cyrillic => cyrillic(code),
            Self::Typewriter if code < b' ' || code == 0x7f => knuth(code),
            Self::Typewriter => None,
            Self::Companion => companion(code),
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

fn companion(code: u8) -> Option<&'static str> {
    const HIGH: [&str; 64] = [
        "˘", "ˇ", "˝", "‶", "†", "‡", "‖", "‰", "•", "℃", "$", "¢", "ƒ", "₡", "₩", "₦", "₲", "₱", "₤", "℞", "‽", "⸘",
        "₫", "™", "‱", "¶", "฿", "№", "⁒", "℮", "◦", "℠", "{", "}", "¢", "£", "¤", "¥", "¦", "§", "¨", "©", "ª", "©",
        "¬", "℗", "®", "¯", "°", "±", "²", "³", "´", "µ", "¶", "·", "※", "¹", "º", "√", "¼", "½", "¾", "€",
    ];
    Some(match code {
        0x80..=0xbf => HIGH[usize::from(code - 0x80)],
        0xd6 => "×",
        0xf6 => "÷",
        0x18 => "←",
        0x19 => "→",
        b'^' => "↑",
        b'_' => "↓",
        b'*' => "∗",
        b'-' => "=",
        b'/' => "⁄",
        b'W' => "Ω",
        b'M' => "℧",
        b'O' => "◯",
        code if code < b' ' => return cork(code),
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
        use Encoding::{Companion, Cork, Cyrillic, Knuth, Typewriter};
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
            (Typewriter, b'_', "_"),
            (Typewriter, 0x0d, "fl"),
            (Companion, 0x88, "•"),
            (Companion, 0xae, "®"),
            (Companion, 0xbf, "€"),
            (Companion, b'7', "7"),
        ];
        for (encoding, code, text) in cases {
            assert_eq!(encoding.unicode(code), Some(text), "{encoding:?} {code:#x}");
        }
        assert_eq!(Knuth.unicode(b' '), None);
    }

    #[test]
    fn encodings_by_their_codes() {
        assert_eq!(Encoding::of(b'a'..=b'z', false), Encoding::Knuth);
        assert_eq!(Encoding::of(b'_'..=b'z', true), Encoding::Typewriter);
        assert_eq!(Encoding::of((b'a'..=b'z').chain([0xe9, 0xe8, 0xe0]), false), Encoding::Cork);
        assert_eq!(Encoding::of((b'a'..=b'z').chain([0x1c]), false), Encoding::Cork);
        assert_eq!(Encoding::of(0xe0..=0xfa, false), Encoding::Cyrillic);
        assert_eq!(Encoding::of([0x88, 0x97, 0xae].into_iter(), false), Encoding::Companion);
    }
}
