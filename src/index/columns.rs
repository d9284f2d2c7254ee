//! What is asked of every passage without reading it: numbers that stand in columns.

use std::sync::Arc;

use tantivy::{SegmentReader, columnar::Column};

use super::Hidden;

/// The fast fields that tell passages apart, of one segment.
#[derive(Clone)]
pub struct Columns {
    /// [`super::Key::number`] of a passage's thesis.
    pub thesis: Column<u64>,
    /// Number of the passage.
    pub passage: Column<u64>,
    /// How many words it has.
    pub words: Column<u64>,
    /// Of a record page: how many passages its thesis has.
    pub passages: Column<u64>,
    /// Of a record page: how many words the other passages have together.
    pub text_words: Column<u64>,
    /// Its terms of access, see [`super::access_terms`].
    pub access: Column<u64>,
    /// The kind of its section as a number; none where it has no section.
    pub section_kind: Column<u64>,
    /// Of a record page: what tells the text of its thesis from others; none where that is too short.
    pub fingerprint: Column<u64>,
    /// What of the segment whoever asked for these may not see.
    pub hidden: Arc<Hidden>,
}

#[cfg(test)]
impl Default for Columns {
    fn default() -> Self {
        let none = || Column::build_empty_column(0);
        let (thesis, passage, words, passages, text_words) = (none(), none(), none(), none(), none());
        Self {
            thesis,
            passage,
            words,
            passages,
            text_words,
            access: none(),
            section_kind: none(),
            fingerprint: none(),
            hidden: Arc::default(),
        }
    }
}

impl Columns {
    pub(super) fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let column = |name| segment.fast_fields().column_opt(name);
        let or_empty = |found: Option<Column<u64>>| found.unwrap_or_else(|| Column::build_empty_column(0));
        Ok(Self {
            thesis: or_empty(column("thesis")?),
            passage: or_empty(column("passage")?),
            words: or_empty(column("words")?),
            passages: or_empty(column("passages")?),
            text_words: or_empty(column("text_words")?),
            access: or_empty(column("access")?),
            section_kind: or_empty(column("section_kind")?),
            fingerprint: or_empty(column("fingerprint")?),
            hidden: Arc::default(),
        })
    }
}
