//! German umlauts spelled with two letters: *schön* finds *schoen*, and *Müller* finds *Mueller*.
//!
//! In German texts the stemmer brings the spellings together, and the index folds *ö* to *o*, so there *schön*, *schon* and
//! *schoen* find each other whichever is typed. What is left are names and words in texts of other languages: whoever
//! types the umlaut finds both. Who types two letters finds the umlaut where the index prints that word with it (*Muenchen*), and
//! is not taken to mean one elsewhere (*poet* is no *pöt*).

const UMLAUTS: [(char, &str); 3] = [('ä', "ae"), ('ö', "oe"), ('ü', "ue")];

/// A word in lower case with two letters for each umlaut; `None` where it has none.
pub(super) fn spelled_out(typed: &str) -> Option<String> {
    if typed.is_ascii() {
        return None;
    }
    let lower = typed.to_lowercase();
    let spelled = UMLAUTS.iter().fold(lower.clone(), |word, (umlaut, two)| word.replace(*umlaut, two));
    (spelled != lower).then_some(spelled)
}

/// A word in lower case with an umlaut for each two letters that may be one; `None` where there are none. After a vowel or *q* they are
/// none (*neue*, *Quelle*).
pub(super) fn contracted(typed: &str) -> Option<String> {
    let lower = typed.to_lowercase();
    let mut word = String::with_capacity(lower.len());
    let mut rest = lower.as_str();
    while let Some(next) = rest.chars().next() {
        let after_vowel = word.ends_with(['a', 'e', 'i', 'o', 'u', 'y', 'q', 'ä', 'ö', 'ü']);
        let umlaut = UMLAUTS.iter().find(|(_, two)| !after_vowel && rest.starts_with(two));
        let (letter, taken) = umlaut.map_or((next, next.len_utf8()), |(umlaut, two)| (*umlaut, two.len()));
        word.push(letter);
        rest = &rest[taken..];
    }
    (word != lower).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::analyzer::stem;

    #[test]
    fn an_umlaut_is_spelled_out() {
        assert_eq!(spelled_out("Größe").as_deref(), Some("groeße"));
        assert_eq!(spelled_out("ÄÖÜ").as_deref(), Some("aeoeue"));
        assert_eq!(spelled_out("poet"), None);
        assert_eq!(spelled_out("été"), None);
    }

    #[test]
    fn two_letters_may_be_an_umlaut() {
        assert_eq!(contracted("Muenchen").as_deref(), Some("münchen"));
        assert_eq!(contracted("GROESSE").as_deref(), Some("grösse"));
        assert_eq!(contracted("Zoeschg-Aeltere").as_deref(), Some("zöschg-ältere"));
        for plain in ["neue", "Quelle", "bauen", "queue", "", "schön"] {
            assert_eq!(contracted(plain), None, "{plain}");
        }
    }

    #[test]
    fn the_german_stemmer_knows_the_spellings() {
        for (one, other) in [("schön", "schoen"), ("Größe", "Groesse"), ("Häuser", "Haeuser"), ("für", "fuer")] {
            assert_eq!(stem(one, "de"), stem(other, "de"));
        }
        assert_ne!(stem("neue", "de"), stem("ne", "de"));
    }
}
