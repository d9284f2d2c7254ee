//! Words that one writer prints as one and another as two: *dataset*, *data set*, *data-set*; *email*, *e-mail*.

use super::{expand::Lexicon, light::is_light};

/// Fewest letters of a part: shorter ones are endings and prefixes, unless they are printed with a hyphen.
const SHORTEST: usize = 3;
/// Most letters of a word that is looked at.
const LONGEST: usize = 40;

/// The two words that a folded word is.
pub(super) fn apart(word: &str, lexicon: &dyn Lexicon) -> Option<[String; 2]> {
    if word.chars().count() > LONGEST || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let at = known_apart(word, lexicon).or_else(|| hyphenated(word, lexicon))?;
    Some([word[..at].to_owned(), word[at..].to_owned()])
}

/// Where to cut a word so that the index knows each part better than the whole: where the rarer part stands in the most passages.
fn known_apart(word: &str, lexicon: &dyn Lexicon) -> Option<usize> {
    let letters = word.chars().count();
    let cuts = word.char_indices().map(|(at, _)| at).take((letters + 1).saturating_sub(SHORTEST)).skip(SHORTEST);
    let rarer = |at: usize| match lexicon.holders(&word[..at]) {
        0 => 0,
        head => head.min(lexicon.holders(&word[at..])),
    };
    let (known, at) = cuts.map(|at| (rarer(at), at)).max_by_key(|&(known, _)| known)?;
    (known > lexicon.holders(word)).then_some(at)
}

/// Where to cut one that begins with a letter or two, which are printed with a hyphen behind them.
fn hyphenated(word: &str, lexicon: &dyn Lexicon) -> Option<usize> {
    let letters = word.chars().count();
    let mut cuts = word.char_indices().map(|(at, _)| at).enumerate().take(SHORTEST).skip(1);
    cuts.find_map(|(head, at)| {
        let parts = [&word[..at], &word[at..]];
        // What is printed apart without one is no such word: *on line*.
        let stands = letters >= head + SHORTEST && (head == 1 || !is_light(parts[0])) && lexicon.holders(parts[1]) > 0;
        (stands && lexicon.are_hyphenated(parts)).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::expand::{Pattern, Vocabulary};

    struct Few;

    impl Lexicon for Few {
        fn holders(&self, word: &str) -> u64 {
            match word {
                "power" | "data" | "e" | "on" => 9,
                "performance" | "set" | "dataset" | "perf" | "mail" | "line" => 4,
                "powerp" | "ormance" => 1,
                _ => 0,
            }
        }

        fn fitting(&self, _: Vocabulary, _: &Pattern) -> Vec<(String, u64, u8)> {
            Vec::new()
        }

        fn printed(&self, _: &str) -> Option<String> {
            None
        }

        fn are_hyphenated(&self, words: [&str; 2]) -> bool {
            matches!(words, ["e", "mail"] | ["on", "line"] | ["e", "set"])
        }

        fn is_in(&self, _: &str, _: &str) -> bool {
            false
        }
    }

    #[test]
    fn a_word_comes_apart_where_its_parts_are_known_better() {
        let parts = |word| apart(word, &Few).map(|parts| parts.join(" "));
        assert_eq!(parts("powerperformance").as_deref(), Some("power performance"));
        assert_eq!(parts("dataset"), None);
        assert_eq!(parts("setdata").as_deref(), Some("set data"));
        assert_eq!(parts("set"), None);
        assert_eq!(parts("überpower"), None);
        assert_eq!(parts("data12"), None);
    }

    #[test]
    fn a_letter_with_a_hyphen_comes_off() {
        let parts = |word| apart(word, &Few).map(|parts| parts.join(" "));
        assert_eq!(parts("email").as_deref(), Some("e mail"));
        assert_eq!(parts("eset").as_deref(), Some("e set"));
        assert_eq!(parts("online"), None, "*on* is a light word");
        assert_eq!(parts("emai"), None);
        assert_eq!(parts(""), None);
    }
}
