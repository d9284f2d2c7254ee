//! Text strings (ISO 32000-1, 7.9.2.2; ISO 32000-2 adds UTF-8).

/// What a text string says: UTF-16 or UTF-8 where it begins with a byte order mark, else PDFDocEncoding.
pub(super) fn decode(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Not in the standard, but written and read.
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().filter_map(|byte| pdf_doc_encoding(*byte)).collect(),
    }
}

/// UTF-16 without the language codes that may stand between escapes.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut in_escape = false;
    for c in char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)) {
        match c {
            '\u{1b}' => in_escape = !in_escape,
            c if !in_escape => text.push(c),
            _ => {}
        }
    }
    text
}

/// ISO 32000-1, D.3: Latin 1 but for two stretches.
fn pdf_doc_encoding(byte: u8) -> Option<char> {
    const FROM_18: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const FROM_80: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł',
        'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
    ];
    match byte {
        b'\t' | b'\n' | b'\r' | 0x20..=0x7e | 0xa1..=0xff => Some(char::from(byte)),
        0x18..=0x1f => Some(FROM_18[usize::from(byte - 0x18)]),
        0x80..=0xa0 => Some(FROM_80[usize::from(byte - 0x80)]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn encodings() {
        assert_eq!(decode(b"Gr\xfc\xdfe \x85 \xa0"), "Grüße – €");
        assert_eq!(decode(b"\xfe\xff\x00G\x00r\x00\xfc\x20\xac"), "Grü€");
        assert_eq!(decode(b"\xff\xfeG\x00\xfc\x00"), "Gü");
        assert_eq!(decode(b"\xef\xbb\xbfGr\xc3\xbc"), "Grü");
        assert_eq!(decode(b"\xfe\xff\x00\x1b\x00d\x00e\x00\x1b\x00a"), "a", "a language code is no text");
        assert_eq!(decode(b"\xfe\xff\xd8\x00\x00a\x00"), "\u{fffd}a", "half a surrogate, half a unit");
        assert_eq!(decode(b"a\0b"), "ab");
    }
}
