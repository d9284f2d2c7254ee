//! Printed numbers: in digits of several scripts, roman, and Arabic letters.

/// How a page number is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Numeral {
    /// 12
    Arabic,
    /// ١٢
    ArabicIndic,
    /// ۱۲
    Persian,
    LowerRoman,
    UpperRoman,
    /// ح: the front matter of Persian and Arabic theses, up to ten.
    Abjad,
}

/// The letters of 1 to 10, each with its forms, the usual one first.
const ABJAD: [&[&str]; 10] =
    [&["أ", "ا", "آ", "الف"], &["ب"], &["ج"], &["د"], &["ه"], &["و"], &["ز"], &["ح"], &["ط"], &["ی", "ي"]];

const ROMAN: [(u32, &str); 9] =
    [(100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];

impl Numeral {
    /// Reads a whole word as a number below 10,000 (roman below 400); leading zeros and unusual forms are none.
    pub(super) fn read(word: &str) -> Option<(Self, u32)> {
        if let Some(style) = word.chars().next().and_then(Self::of_digit) {
            let digits = word.chars().map(|c| u32::from(c).checked_sub(style.zero()).filter(|digit| *digit < 10));
            let digits: Vec<u32> = digits.take(5).collect::<Option<_>>()?;
            let value = digits.iter().fold(0, |value, digit| 10 * value + digit);
            return (digits.len() <= 4 && digits[0] != 0).then_some((style, value));
        }
        if let Some(value) = abjad_value(word) {
            return Some((Self::Abjad, value));
        }
        let style =
            if word.starts_with(|c: char| c.is_ascii_lowercase()) { Self::LowerRoman } else { Self::UpperRoman };
        let value = roman_value(&word.to_ascii_lowercase())?;
        (style.print(value) == word).then_some((style, value))
    }

    /// Writes a number.
    pub(super) fn print(self, value: u32) -> String {
        match self {
            Self::Arabic | Self::ArabicIndic | Self::Persian => {
                let in_script = |digit: u8| char::from_u32(self.zero() + u32::from(digit - b'0')).unwrap_or('0');
                value.to_string().bytes().map(in_script).collect()
            }
            Self::LowerRoman => roman(value),
            Self::UpperRoman => roman(value).to_ascii_uppercase(),
            Self::Abjad => value
                .checked_sub(1)
                .and_then(|at| ABJAD.get(at as usize))
                .map_or_else(String::new, |letters| letters[0].to_owned()),
        }
    }
}

impl Numeral {
    /// The style whose digit this is.
    fn of_digit(c: char) -> Option<Self> {
        match c {
            '0'..='9' => Some(Self::Arabic),
            '\u{660}'..='\u{669}' => Some(Self::ArabicIndic),
            '\u{6f0}'..='\u{6f9}' => Some(Self::Persian),
            _ => None,
        }
    }

    /// Its digit 0.
    fn zero(self) -> u32 {
        match self {
            Self::ArabicIndic => 0x660,
            Self::Persian => 0x6f0,
            Self::Arabic | Self::LowerRoman | Self::UpperRoman | Self::Abjad => 0x30,
        }
    }

    /// Whether it is written in digits.
    pub(super) fn is_digits(self) -> bool {
        !matches!(self, Self::LowerRoman | Self::UpperRoman | Self::Abjad)
    }
}

fn abjad_value(word: &str) -> Option<u32> {
    let at = ABJAD.iter().position(|letters| letters.contains(&word))?;
    u32::try_from(at + 1).ok()
}

fn roman(mut value: u32) -> String {
    let mut out = String::new();
    for (worth, sign) in ROMAN {
        while value >= worth {
            out.push_str(sign);
            value -= worth;
        }
    }
    out
}

fn roman_value(word: &str) -> Option<u32> {
    if word.is_empty() || word.len() > 12 {
        return None;
    }
    let mut rest = word;
    let mut value = 0;
    while !rest.is_empty() {
        let (worth, sign) = ROMAN.iter().find(|(_, sign)| rest.starts_with(sign))?;
        value += worth;
        rest = &rest[sign.len()..];
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_to_ten() {
        let read = |word: &str| Numeral::read(word);
        assert_eq!((read("ح"), read("ا")), (Some((Numeral::Abjad, 8)), Some((Numeral::Abjad, 1))));
        assert!((1..=10).all(|value| Numeral::read(&Numeral::Abjad.print(value)) == Some((Numeral::Abjad, value))));
        assert_eq!((read("سح"), Numeral::Abjad.print(11)), (None, String::new()));
    }

    #[test]
    fn reads_what_it_prints() {
        for value in 1..400 {
            for style in
                [Numeral::Arabic, Numeral::ArabicIndic, Numeral::Persian, Numeral::LowerRoman, Numeral::UpperRoman]
            {
                assert_eq!(Numeral::read(&style.print(value)), Some((style, value)));
            }
        }
        for none in ["", "iiii", "mix", "Iv", "012", "12a", "vx", "12345", "1۲"] {
            assert_eq!(Numeral::read(none), None, "{none}");
        }
    }
}
