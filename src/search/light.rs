//! Light words: those that hold sentences together and say nothing by themselves.
//!
//! Short lists on purpose, closed classes only: a longer one would take *problem*, *group* or *interest* for nothing.

/// Folded, sorted: articles, prepositions, conjunctions, pronouns, auxiliaries of English, German, French, Spanish,
/// Portuguese, Italian and Dutch.
const LIGHT: &[&str] = &[
    "a", "aber", "about", "al", "all", "als", "also", "am", "an", "and", "any", "ao", "aos", "are", "as", "at", "au",
    "auch", "auf", "aus", "aux", "avec", "be", "because", "been", "bei", "being", "between", "bis", "both", "but",
    "by", "can", "ce", "ces", "cet", "cette", "che", "com", "como", "con", "could", "da", "dans", "das", "dass", "de",
    "degli", "dei", "del", "della", "delle", "dem", "den", "der", "des", "det", "di", "did", "die", "diese", "dieser",
    "dieses", "do", "does", "doing", "donc", "done", "dont", "dos", "du", "durch", "during", "e", "each", "een", "ein",
    "eine", "einem", "einen", "einer", "eines", "el", "elle", "elles", "em", "en", "entre", "er", "es", "est", "et",
    "etre", "for", "from", "fur", "gli", "haben", "had", "has", "hat", "have", "having", "he", "her", "het", "him",
    "his", "how", "i", "ich", "if", "ihr", "ihre", "il", "ils", "im", "in", "into", "is", "ist", "it", "its", "itself",
    "je", "just", "la", "las", "le", "les", "leur", "leurs", "lo", "los", "me", "might", "mit", "more", "most", "my",
    "na", "nach", "nas", "ne", "nicht", "no", "nor", "nos", "not", "nous", "o", "oder", "of", "on", "only", "ont",
    "or", "os", "other", "ou", "our", "over", "par", "para", "pas", "pela", "pelas", "pelo", "pelos", "per", "plus",
    "por", "pour", "que", "qui", "s", "se", "sein", "ser", "seu", "shall", "she", "should", "sich", "sie", "sind",
    "so", "sobre", "some", "sont", "su", "sua", "such", "sur", "sus", "t", "than", "that", "the", "their", "them",
    "then", "there", "these", "they", "this", "those", "through", "to", "uber", "um", "un", "una", "und", "une", "uno",
    "upon", "us", "van", "very", "vom", "von", "vous", "was", "we", "werden", "were", "what", "when", "where",
    "whether", "which", "while", "who", "whom", "whose", "why", "wie", "will", "wir", "wird", "with", "within",
    "without", "would", "wurde", "wurden", "y", "yet", "you", "your", "zu", "zum", "zur", "zwischen",
];

/// Whether a folded word is light.
pub(super) fn is_light(word: &str) -> bool {
    LIGHT.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(LIGHT.is_sorted_by(|a, b| a < b));
        assert!(is_light("the") && !is_light("group"));
    }
}
