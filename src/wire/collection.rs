//! The lines of a test collection's files, as BEIR has them: `corpus.jsonl` and `queries.jsonl`.

use serde::Deserialize;

/// A line of `corpus.jsonl` or of `queries.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CollectionEntry {
    /// Names it in `qrels.tsv`.
    #[serde(rename = "_id")]
    pub id: String,
    /// A document's title; blank where it has none.
    #[serde(default)]
    pub title: String,
    /// The document's text, or the question.
    pub text: String,
}

impl CollectionEntry {
    /// Reads a line; the error is a sentence.
    pub fn from_line(line: &str) -> Result<Self, String> {
        serde_json::from_str(line).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_have_no_title() {
        let entry = CollectionEntry::from_line(r#"{"_id": "7", "text": "what is a lift?", "metadata": {}}"#);
        let expected = CollectionEntry { id: "7".into(), title: String::new(), text: "what is a lift?".into() };
        assert_eq!(entry, Ok(expected));
        assert!(CollectionEntry::from_line("{}").is_err());
    }
}
