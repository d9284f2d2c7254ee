//! How the bytes of a text file are read: as UTF-8, as UTF-16 by its byte order mark, else byte by byte as Windows wrote in the west.

/// The text of some bytes, and how they were read where that was a guess or is not what is usual.
pub(crate) fn decode(bytes: &[u8]) -> (String, Option<&'static str>) {
    match bytes {
        [0xff, 0xfe, rest @ ..] => (utf_16(rest, u16::from_le_bytes), Some("UTF-16")),
        [0xfe, 0xff, rest @ ..] => (utf_16(rest, u16::from_be_bytes), Some("UTF-16")),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf_8(rest),
        _ => utf_8(bytes),
    }
}

/// What is no UTF-8 is Windows-1252, of which Latin-1 is a part.
fn utf_8(bytes: &[u8]) -> (String, Option<&'static str>) {
    let mut text = String::with_capacity(bytes.len());
    let mut strays = false;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| windows_1252(*byte)));
        strays |= !chunk.invalid().is_empty();
    }
    (text, strays.then_some("Windows-1252"))
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn windows_1252(byte: u8) -> char {
    /// 80 to 9F, which are controls in Latin-1.
    const OTHERS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => OTHERS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_as_they_were_written() {
        let text = "a “größe”";
        let utf_16 = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<_>>();
        for (bytes, guess) in [
            (text.as_bytes().to_vec(), None),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), None),
            (b"a \x93gr\xf6\xdfe\x94".to_vec(), Some("Windows-1252")),
            ([b"\xff\xfe".to_vec(), utf_16(u16::to_le_bytes)].concat(), Some("UTF-16")),
            ([b"\xfe\xff".to_vec(), utf_16(u16::to_be_bytes)].concat(), Some("UTF-16")),
        ] {
            assert_eq!(decode(&bytes), (text.to_owned(), guess), "{bytes:?}");
        }
        assert_eq!(decode(b""), (String::new(), None));
        assert_eq!(decode("ä\u{201c}".as_bytes()).0 + &decode(b"\xe4").0, "ä“ä");
    }
}
