//! Folding: what the index holds of a letter, and which characters make words.

use unicode_normalization::char::{canonical_combining_class, decompose_compatible, is_combining_mark};

/// `word` as the index holds it: the folded forms of its letters and digits; all else is dropped.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    let counts = |c: &char| matches!(class(*c), Class::Word | Class::Alone | Class::Marked);
    word.chars().filter(counts).for_each(|c| fold_char(c, &mut folded));
    folded
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Part of a word.
    Word,
    /// A word by itself.
    Alone,
    /// With the marks that follow, a word by itself: letters of scripts that put vowels and tones on them.
    Marked,
    /// Inside a word and not part of it: soft hyphen, joiners, variation selectors.
    Ignored,
    /// Between words.
    Between,
}

/// What part a character has in words.
pub(super) fn class(c: char) -> Class {
    match c {
        '0'..='9' | 'a'..='z' | 'A'..='Z' => Class::Word,
        '\0'..='\x7f' => Class::Between,
        // Most of what follows would be found by Unicode's tables too, only later.
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' | 'Α'..='Ρ' | 'Σ'..='ώ' | 'Ѐ'..='ҁ' | 'ا'..='غ' | 'ف'..='ي' => {
            Class::Word
        }
        '\u{2010}'..='\u{205f}' => Class::Between,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' if is_spelt_on(c) => Class::Marked,
        // Tatweel, which draws an Arabic word out.
        '\u{640}' => Class::Ignored,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{34f}' => {
            Class::Ignored
        }
        // The voicing marks of kana that normalization has not composed.
        '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}' => Class::Ignored,
        '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{3096}'
        | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}'
        | '\u{3105}'..='\u{312f}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}'
        | '\u{20000}'..='\u{3ffff}' => Class::Alone,
        _ if c.is_alphanumeric() || is_combining_mark(c) => Class::Word,
        _ => Class::Between,
    }
}

/// Letters of Thai, Lao, Burmese and Khmer, as against their digits, marks and signs.
fn is_spelt_on(c: char) -> bool {
    c.is_alphabetic() && !is_combining_mark(c)
}

/// Appends what the index holds of a character.
pub(super) fn fold_char(c: char, out: &mut String) {
    match c {
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        // Already folded, and most of what such texts consist of; syllables must not fall apart into their letters.
        '\0'..='\x7f' | 'а'..='и' | 'к'..='я' | 'α'..='ρ' | 'σ'..='ω' => out.push(c),
        '\u{3005}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => out.push(c),
        _ => decompose_compatible(c, |part| {
            if !is_dropped(part) {
                part.to_lowercase().filter(|&lower| !is_dropped(lower)).for_each(|lower| push_plain(lower, out));
            }
        }),
    }
}

/// Marks that readers leave out when they type: accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic.
/// The classes of other scripts (viramas, nuktas, tone marks, kana voicing) make other letters and stay.
fn is_dropped(c: char) -> bool {
    !c.is_ascii() && (matches!(canonical_combining_class(c), 1 | 10..=36 | 200..=240) || class(c) == Class::Ignored)
}

/// Letters that have no decomposition and are commonly typed otherwise.
fn push_plain(c: char, out: &mut String) {
    match c {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        'ø' => out.push('o'),
        'đ' | 'ð' => out.push('d'),
        'ħ' => out.push('h'),
        'ł' => out.push('l'),
        'ŧ' => out.push('t'),
        'ı' => out.push('i'),
        'ς' => out.push('σ'),
        // Persian and Arabic keyboards have different code points for some letters, and some are written for one another.
        'ی' | 'ى' => out.push('ي'),
        'ک' => out.push('ك'),
        'ة' | 'ہ' => out.push('ه'),
        'ٱ' => out.push('ا'),
        // What compatibility forms put between letters (a fraction's slash, a space) parts no word.
        _ if c.is_ascii() && !c.is_ascii_alphanumeric() => {}
        '\u{2044}' => {}
        _ => out.push(ascii_digit(c).unwrap_or(c)),
    }
}

/// Where the ten digits of a script begin (Unicode's `Nd`); those of full width and the like are compatibility forms.
const ZEROS: [char; 18] = ['٠', '۰', '߀', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '๐', '໐', '༠', '၀', '០', '᠐'];

fn ascii_digit(c: char) -> Option<char> {
    let zero = ZEROS.iter().rev().find(|&&zero| zero <= c)?;
    char::from_digit(c as u32 - *zero as u32, 36).filter(char::is_ascii_digit)
}
