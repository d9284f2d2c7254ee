//! German umlauts spelled with two letters: *schön* finds *schoen*, and *Müller* finds *Mueller*.
//!
//! In German texts the stemmer brings the spellings together, and the index folds *ö* to *o*, so there *schön*, *schon* and
//! *schoen* find each other whichever is typed. What is left are names and words in texts of other languages: whoever
//! types the umlaut finds both. Who does not is not taken to mean one there (*poet* is no *pöt*).

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
    fn the_german_stemmer_knows_the_spellings() {
        for (one, other) in [("schön", "schoen"), ("Größe", "Groesse"), ("Häuser", "Haeuser"), ("für", "fuer")] {
            assert_eq!(stem(one, "de"), stem(other, "de"));
        }
        assert_ne!(stem("neue", "de"), stem("ne", "de"));
    }
}
