//! Tells a text from all others: a thesis that was deposited twice has the same, whatever cover sheet stands in front.

use super::analyzer;

/// How many bytes at the end are compared, with the fewest that a text must have for it.
const COMPARED: [(usize, usize); 2] = [(64 << 10, 80 << 10), (16 << 10, 20 << 10)];

/// The fingerprint of the words at the end of a text; `None` where it is too short to tell. What stands before them, page
/// breaks and spaces do not matter.
pub(super) fn fingerprint(text: &str) -> Option<u64> {
    let (compared, _) = COMPARED.into_iter().find(|(_, fewest)| text.len() >= *fewest)?;
    let about = text.len() - compared;
    let start =
        (about..text.len()).find(|&at| text.is_char_boundary(at) && text[at..].starts_with(char::is_whitespace))?;
    let mut hasher = blake3::Hasher::new();
    for token in analyzer::tokens(&text[start..]) {
        hasher.update(token.word.as_bytes());
        hasher.update(b" ");
    }
    let bytes: [u8; 8] = hasher.finalize().as_bytes()[..8].try_into().unwrap_or_default();
    Some(u64::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cover_does_not_matter_and_a_word_does() {
        let text: String = (0..20_000).map(|word| format!("word{word} ")).collect();
        let print = fingerprint(&text);
        assert!(print.is_some());
        assert_eq!(fingerprint(&format!("Deposited in the repository.\n{text}")), print);
        assert_eq!(fingerprint(&text.replace(' ', "\n")), print);
        assert_ne!(fingerprint(&text.replace("word19000 ", "world19000 ")), print);
        assert_eq!(fingerprint(&text[text.len() - 10_000..]), None);
        assert!(fingerprint(&"自助".repeat(20_000)).is_none(), "without a space there is no telling where to begin");
    }
}
