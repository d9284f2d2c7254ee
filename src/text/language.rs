//! Which language a document is in.

use whatlang::Lang;

/// Characters of each sample.
const SAMPLE: usize = 1500;
/// Fewest letters that say anything.
const FEWEST: usize = 60;

/// BCP 47 primary language of a text, by trigrams of three samples of it; `None` where it is short or unclear.
pub fn detect(text: &str) -> Option<String> {
    let sample: String = [2, 5, 8].iter().flat_map(|tenth| letters(text, text.len() / 10 * tenth)).collect();
    if sample.chars().filter(|c| c.is_alphabetic()).count() < FEWEST {
        return None;
    }
    if let Some(language) = by_script(&sample) {
        return Some(language.to_owned());
    }
    let info = whatlang::detect(&sample)?;
    (info.is_reliable() || info.confidence() > 0.3).then(|| code(info.lang()).to_owned())
}

/// East Asian languages: a fifth of the letters in their scripts tells, whatever formulas and names stand between.
fn by_script(sample: &str) -> Option<&'static str> {
    let count = |is: fn(char) -> bool| sample.chars().filter(|&c| is(c)).count();
    let kana = count(|c| matches!(c, '\u{3041}'..='\u{30ff}'));
    let hangul = count(|c| matches!(c, '\u{ac00}'..='\u{d7a3}'));
    let east_asian = kana + hangul + count(|c| matches!(c, '\u{3400}'..='\u{9fff}'));
    if east_asian * 5 < count(char::is_alphabetic) {
        return None;
    }
    Some(match () {
        () if hangul * 2 > east_asian => "ko",
        () if kana * 10 > east_asian => "ja",
        () => "zh",
    })
}

/// A sample from `at` on, without what is no language's.
fn letters(text: &str, at: usize) -> impl Iterator<Item = char> {
    let start = (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    let plain =
        |c: char| if c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '\u{300}'..='\u{36f}') { c } else { ' ' };
    text[start..].chars().take(SAMPLE).map(plain).chain([' '])
}

/// ISO 639-1, where it has a code for the language; macrolanguages for their main members.
fn code(language: Lang) -> &'static str {
    let known = CODES.iter().find(|(known, _)| *known == language);
    known.map_or(language.code(), |(_, code)| code)
}

#[rustfmt::skip] // a table
const CODES: [(Lang, &str); 69] = [
    (Lang::Epo, "eo"), (Lang::Eng, "en"), (Lang::Rus, "ru"), (Lang::Cmn, "zh"), (Lang::Spa, "es"),
    (Lang::Por, "pt"), (Lang::Ita, "it"), (Lang::Ben, "bn"), (Lang::Fra, "fr"), (Lang::Deu, "de"),
    (Lang::Ukr, "uk"), (Lang::Kat, "ka"), (Lang::Ara, "ar"), (Lang::Hin, "hi"), (Lang::Jpn, "ja"),
    (Lang::Heb, "he"), (Lang::Yid, "yi"), (Lang::Pol, "pl"), (Lang::Amh, "am"), (Lang::Jav, "jv"),
    (Lang::Kor, "ko"), (Lang::Nob, "nb"), (Lang::Dan, "da"), (Lang::Swe, "sv"), (Lang::Fin, "fi"),
    (Lang::Tur, "tr"), (Lang::Nld, "nl"), (Lang::Hun, "hu"), (Lang::Ces, "cs"), (Lang::Ell, "el"),
    (Lang::Bul, "bg"), (Lang::Bel, "be"), (Lang::Mar, "mr"), (Lang::Kan, "kn"), (Lang::Ron, "ro"),
    (Lang::Slv, "sl"), (Lang::Hrv, "hr"), (Lang::Srp, "sr"), (Lang::Mkd, "mk"), (Lang::Lit, "lt"),
    (Lang::Lav, "lv"), (Lang::Est, "et"), (Lang::Tam, "ta"), (Lang::Vie, "vi"), (Lang::Urd, "ur"),
    (Lang::Tha, "th"), (Lang::Guj, "gu"), (Lang::Uzb, "uz"), (Lang::Pan, "pa"), (Lang::Aze, "az"),
    (Lang::Ind, "id"), (Lang::Tel, "te"), (Lang::Pes, "fa"), (Lang::Mal, "ml"), (Lang::Ori, "or"),
    (Lang::Mya, "my"), (Lang::Nep, "ne"), (Lang::Sin, "si"), (Lang::Khm, "km"), (Lang::Tuk, "tk"),
    (Lang::Lat, "la"), (Lang::Afr, "af"), (Lang::Aka, "ak"), (Lang::Zul, "zu"), (Lang::Sna, "sn"),
    (Lang::Slk, "sk"), (Lang::Cat, "ca"), (Lang::Tgl, "tl"), (Lang::Hye, "hy"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_of_sentences() {
        let german = "Die Selbsthilfegruppen wurden von ihren Mitgliedern gegründet, weil ihnen niemand sonst helfen wollte. \
            Wer heute eine solche Gruppe besucht, trifft auf Menschen, die ihre Erfahrungen miteinander teilen und dabei \
            lernen, wie andere mit derselben Krankheit leben.";
        assert_eq!(detect(german).as_deref(), Some("de"));
        let english = "The groups were founded by their members because nobody else would help them. Whoever goes to such a \
            meeting today will find people who share what they have lived through, and who learn there how others \
            have come to terms with the same illness.";
        assert_eq!(detect(english).as_deref(), Some("en"));
        let japanese =
            "本研究では擬塑性流体中を落下する球の運動を調べた。Newton 流体の粘度 shear thinning model を考える。"
                .repeat(3);
        assert_eq!(detect(&japanese).as_deref(), Some("ja"));
        assert_eq!(detect("12 34"), None);
    }
}
