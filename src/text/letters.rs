//! Characters: which script they belong to, which are accents, which only shape others.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, char::compose};

/// Whether a character is written from right to left (Hebrew, Arabic and their neighbours, presentation forms too). Their
/// numbers are not.
pub(super) fn is_right_to_left(c: char) -> bool {
    !matches!(c, '\u{660}'..='\u{66c}' | '\u{6f0}'..='\u{6f9}')
        && matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

/// Whether a character belongs to a script that sets no spaces between words (Han, kana, their punctuation).
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{312f}' | '\u{3190}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff01}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether it is a syllable of Korean, whose words have spaces but are divided anywhere.
pub(super) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// Whether nothing is to be seen of it and nothing lost without it: controls, private use, byte order marks, joiners.
pub(super) fn is_silent(c: char) -> bool {
    c.is_control()
        || is_private(c)
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
            | '\u{fff0}'..='\u{fffd}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether only the font knows what it means (or it stands for a character that could not be read).
pub(super) fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. | '\u{fffd}')
}

/// The Greek letter that a sign of the same looks stands for: fonts do not tell increment from delta, nor micro from mu.
/// (Ohm and omega are one by NFC.)
pub(super) fn look_alike(c: char) -> Option<char> {
    match c {
        '\u{2206}' => Some('Δ'),
        '\u{b5}' => Some('μ'),
        _ => None,
    }
}

/// The letter or figure that a character of Adobe's corporate use area stands for: small capitals and old-style figures, as
/// in the Adobe Glyph List of 1998, and the two ligatures at the head of the area.
pub(super) fn corporate(c: char) -> Option<char> {
    Some(match c {
        '\u{f001}' => 'ﬁ',
        '\u{f002}' => 'ﬂ',
        '\u{f730}'..='\u{f739}' => char::from_u32(c as u32 - 0xf700)?,
        '\u{f761}'..='\u{f77a}' | '\u{f7e0}'..='\u{f7f6}' | '\u{f7f8}'..='\u{f7fe}' => {
            char::from_u32(c as u32 - 0xf720)?
        }
        _ => return None,
    })
}

/// Whether it is a combining mark of Latin, Greek or Cyrillic letters.
pub(super) fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

/// A hyphen at which a line may break, soft or real.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{ad}' | '\u{2010}')
}

/// The combining mark that an accent drawn as a glyph of its own stands for.
pub(super) fn mark_of(c: char) -> Option<char> {
    Some(match c {
        '`' | '\u{2cb}' => '\u{300}',
        '\u{b4}' | '\u{2ca}' => '\u{301}',
        '^' | '\u{2c6}' => '\u{302}',
        '~' | '\u{2dc}' => '\u{303}',
        '\u{af}' | '\u{2c9}' => '\u{304}',
        '\u{2d8}' => '\u{306}',
        '\u{2d9}' => '\u{307}',
        '\u{a8}' => '\u{308}',
        '\u{2da}' | '\u{b0}' => '\u{30a}',
        '\u{2dd}' => '\u{30b}',
        '\u{2c7}' => '\u{30c}',
        '\u{b8}' => '\u{327}',
        '\u{2db}' => '\u{328}',
        c if is_combining(c) => c,
        _ => return None,
    })
}

/// A letter with a mark as one character, where Unicode has it; dotless i and j count as i and j under a mark.
pub(super) fn composed(letter: char, mark: char) -> Option<char> {
    let dotted = match letter {
        'ı' if mark < '\u{323}' => 'i',
        'ȷ' if mark < '\u{323}' => 'j',
        c => c,
    };
    compose(dotted, mark)
}

/// The letters of a typographic ligature; `None` for any other character.
pub(super) fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        '\u{fb05}' | '\u{fb06}' => "st",
        _ => return None,
    })
}

/// Lam and alef of one glyph as one character, so that they are turned round with their word as one; [`normalise`] parts them.
pub(super) fn lam_alef(text: &str) -> Option<char> {
    Some(match text {
        "لآ" => '\u{fef5}',
        "لأ" => '\u{fef7}',
        "لإ" => '\u{fef9}',
        "لا" => '\u{fefb}',
        _ => return None,
    })
}

/// Replaces `text[start..]` by its NFC, presentation forms resolved; `visual` text is first turned into logical order.
pub(super) fn normalise(text: &mut String, start: usize, visual: bool) {
    let raw = text.split_off(start);
    if visual {
        let logical: String = spoken(&raw).into_iter().map(|run| &raw[run]).collect();
        text.extend(logical.nfkc());
    } else if raw.contains(|c: char| matches!(c, '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')) {
        text.extend(raw.nfkc());
    } else {
        text.extend(raw.nfc());
    }
}

/// The parts of right-to-left text as drawn from left to right, in the order of speech: each letter with the marks behind it, but
/// what is written from left to right within it as one.
pub(super) fn spoken(raw: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut rest = raw;
    while let Some(last) = rest.chars().next_back() {
        let from = if is_left_to_right(last) {
            rightward_run(rest)
        } else {
            let letter = rest.rfind(|c: char| !is_arabic_mark(c)).unwrap_or(0);
            letter.min(rest.len() - last.len_utf8())
        };
        out.push(from..rest.len());
        rest = &rest[..from];
    }
    out
}

/// Where the last run of Latin words and numbers begins: signs between two of them belong to it ("3.5", "H.323").
fn rightward_run(text: &str) -> usize {
    let mut from = text.len();
    for (at, c) in text.char_indices().rev().take_while(|(_, c)| !is_right_to_left(*c)) {
        if is_left_to_right(c) {
            from = at;
        }
    }
    from
}

/// Whether a character is written from left to right whatever stands beside it: letters and all numbers.
pub(super) fn is_left_to_right(c: char) -> bool {
    c.is_alphanumeric() && !is_right_to_left(c)
}

fn is_arabic_mark(c: char) -> bool {
    matches!(c, '\u{5b0}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}') || is_combining(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotless_letters_take_marks() {
        assert_eq!(composed('ı', '\u{301}'), Some('í'));
        assert_eq!(composed('ȷ', '\u{302}'), Some('ĵ'));
        assert_eq!(composed('e', '\u{308}'), Some('ë'));
        assert_eq!(composed('7', '\u{308}'), None);
    }

    #[test]
    fn visual_order_is_turned_round_but_for_numbers() {
        let mut text = "x".to_owned();
        text.push_str("םולש");
        normalise(&mut text, 1, true);
        assert_eq!(text, "xשלום");
        let mut text = "12ב".to_owned();
        normalise(&mut text, 0, true);
        assert_eq!(text, "ב12");
        for (drawn, spoken) in [("......אבג", "גבא......"), ("3.5א", "א3.5"), ("۱۲ب", "ب۱۲"), ("(H.323א", "אH.323(")]
        {
            let mut text = drawn.to_owned();
            normalise(&mut text, 0, true);
            assert_eq!(text, spoken);
        }
    }

    #[test]
    fn small_capitals_and_old_figures_are_letters_and_figures() {
        let cases = [('\u{f761}', 'A'), ('\u{f7e9}', 'É'), ('\u{f731}', '1'), ('\u{f001}', 'ﬁ')];
        cases.iter().for_each(|(c, plain)| assert_eq!(corporate(*c), Some(*plain)));
        assert_eq!(corporate('\u{f0b7}'), None);
    }

    #[test]
    fn presentation_forms_become_letters() {
        let mut text = "\u{fefb}".to_owned();
        normalise(&mut text, 0, false);
        assert_eq!(text, "لا");
    }
}
