//! The equation font of Hangul, Korea's word processor: its characters are for private use, and its PDFs say no more.
//!
//! What is here was read off the equations of a thesis beside what they look like; its other signs stay unknown.

/// Whether a font is that font, by its name without the tag of a subset.
pub(super) fn is_equation_font(name: &[u8]) -> bool {
    name.to_ascii_lowercase().ends_with(b"hyhwpeq")
}

/// What a character of it stands for.
pub(super) fn unicode(c: char) -> Option<char> {
    const DIGITS: [char; 10] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];
    let code = u32::from(c);
    let at = |first: u32| code.checked_sub(first);
    let letter = |first: u32, a: char| at(first).filter(|at| *at < 26).and_then(|at| char::from_u32(u32::from(a) + at));
    letter(0xe000, 'A').or_else(|| letter(0xe0e5, 'a')).or_else(|| match code {
        0xe034..=0xe03d => at(0xe034).and_then(|at| DIGITS.get(at as usize)).copied(),
        0xe044 => Some('('),
        0xe045 => Some(')'),
        0xe046 => Some('−'),
        0xe047 => Some('='),
        0xe052 => Some(','),
        0xe053 => Some('.'),
        0xe0c4 => Some('∂'),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equation_is_read() {
        assert!(is_equation_font(b"INPILL+HyhwpEQ") && !is_equation_font(b"Times"));
        let read: String = ['\u{e0fc}', '\u{e047}', '\u{e03d}', '\u{e053}', '\u{e038}', '\u{e00b}']
            .into_iter()
            .filter_map(unicode)
            .collect();
        assert_eq!(read, "x=0.5L");
        assert_eq!((unicode('\u{e06d}'), unicode('x')), (None, None));
    }
}
