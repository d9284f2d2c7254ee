//! Words that one writer prints as one and another as two: *dataset*, *data set*, *data-set*.

/// Fewest letters of a part: shorter ones are endings and prefixes.
const SHORTEST: usize = 3;
/// Most letters of a word that is looked at.
const LONGEST: usize = 40;

/// The two words that a folded word is, if the index knows each of them better than the whole: the cut whose rarer part stands in
/// the most passages. `holders` tells in how many a word stands.
pub(super) fn apart(word: &str, holders: &dyn Fn(&str) -> u64) -> Option<[String; 2]> {
    let letters = word.chars().count();
    if !(2 * SHORTEST..=LONGEST).contains(&letters) || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let cuts = word.char_indices().map(|(at, _)| at).take(letters - SHORTEST + 1).skip(SHORTEST);
    let rarer = |at: usize| match holders(&word[..at]) {
        0 => 0,
        head => head.min(holders(&word[at..])),
    };
    let (known, at) = cuts.map(|at| (rarer(at), at)).max_by_key(|&(known, _)| known)?;
    (known > holders(word)).then(|| [word[..at].to_owned(), word[at..].to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_comes_apart_where_its_parts_are_known_better() {
        let holders = |word: &str| match word {
            "power" | "data" => 9,
            "performance" | "set" | "dataset" | "perf" => 4,
            "powerp" | "ormance" => 1,
            _ => 0,
        };
        let parts = |word| apart(word, &holders).map(|parts| parts.join(" "));
        assert_eq!(parts("powerperformance").as_deref(), Some("power performance"));
        assert_eq!(parts("dataset"), None);
        assert_eq!(parts("setdata").as_deref(), Some("set data"));
        assert_eq!(parts("set"), None);
        assert_eq!(parts("überpower"), None);
        assert_eq!(parts("data12"), None);
    }
}
