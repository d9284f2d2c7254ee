//! What of a segment somebody may not see: stretches of documents, and the theses of which the record alone is seen.
//!
//! Passages of a thesis follow one another, so a thesis is one stretch; what was deleted and not yet merged away is nobody's. Where
//! nothing is closed and nothing deleted there are no stretches, and nothing is asked of them.

use std::ops::Range;

use tantivy::{DocId, DocSet, TERMINATED, postings::SegmentPostings};

/// What of a segment may not be seen.
#[derive(Debug, Default)]
pub struct Hidden {
    /// Documents, in order; no two stretches touch.
    stretches: Vec<Range<DocId>>,
    /// The record pages that may be seen while their texts may not, in order.
    closed: Vec<DocId>,
}

impl Hidden {
    /// Hides a thesis; they come in order.
    pub(super) fn hide(&mut self, thesis: Range<DocId>) {
        match self.stretches.last_mut() {
            Some(last) if last.end == thesis.start => last.end = thesis.end,
            _ if thesis.is_empty() => {}
            _ => self.stretches.push(thesis),
        }
    }

    /// Hides a thesis but for its record page; they come in order.
    pub(super) fn close(&mut self, thesis: Range<DocId>) {
        self.closed.push(thesis.start);
        self.hide(thesis.start + 1..thesis.end);
    }

    /// Whether all may be seen.
    pub fn is_empty(&self) -> bool {
        self.stretches.is_empty() && self.closed.is_empty()
    }

    /// Whether a document may not be seen.
    pub fn hides(&self, doc: DocId) -> bool {
        let after = self.stretches.partition_point(|stretch| stretch.start <= doc);
        after > 0 && doc < self.stretches[after - 1].end
    }

    /// Whether the text behind a record page may not be read.
    pub fn closes(&self, record_page: DocId) -> bool {
        self.closed.binary_search(&record_page).is_ok() || self.hides(record_page)
    }

    /// Asks the same of documents in order.
    pub fn in_order(&self) -> InOrder<'_> {
        InOrder { rest: &self.stretches }
    }

    /// How many documents of a list may not be seen.
    pub(super) fn count(&self, mut list: SegmentPostings) -> u64 {
        let (mut hidden, mut rest, mut doc) = (0, self.stretches.as_slice(), list.doc());
        while doc != TERMINATED
            && let Some(next) = next(&mut rest, doc)
        {
            if next.start <= doc {
                hidden += 1;
                doc = list.advance();
            } else {
                doc = list.seek(next.start);
            }
        }
        hidden
    }

    /// Whether any document of a list may be seen.
    pub(super) fn shows_any(&self, mut list: SegmentPostings) -> bool {
        let (mut rest, mut doc) = (self.stretches.as_slice(), list.doc());
        while doc != TERMINATED
            && let Some(next) = next(&mut rest, doc).filter(|next| next.start <= doc)
        {
            doc = list.seek(next.end);
        }
        doc != TERMINATED
    }
}

/// Goes on to the first stretch that does not end before `doc`.
#[inline]
fn next(rest: &mut &[Range<DocId>], doc: DocId) -> Option<Range<DocId>> {
    if rest.first()?.end <= doc {
        *rest = &rest[rest.partition_point(|stretch| stretch.end <= doc)..];
    }
    rest.first().cloned()
}

/// Asks whether documents may not be seen; they are asked for in order.
pub struct InOrder<'a> {
    rest: &'a [Range<DocId>],
}

impl InOrder<'_> {
    /// Whether a document may not be seen.
    #[inline]
    pub fn hides(&mut self, doc: DocId) -> bool {
        next(&mut self.rest, doc).is_some_and(|next| next.start <= doc)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::{
        Index, TantivyDocument, Term,
        schema::{IndexRecordOption, Schema, TEXT},
    };

    use super::*;

    /// Theses of so many passages: seen, with the record alone, or not at all.
    fn hidden(theses: &[(u32, u8)]) -> (Hidden, Vec<bool>) {
        let (mut hidden, mut seen) = (Hidden::default(), Vec::new());
        for &(passages, sight) in theses {
            let first = seen.len() as DocId;
            let thesis = first..first + passages;
            match sight {
                0 => hidden.hide(thesis),
                1 => hidden.close(thesis),
                _ => {}
            }
            seen.extend((0..passages).map(|number| sight > 1 || sight == 1 && number == 0));
        }
        (hidden, seen)
    }

    proptest! {
        #[test]
        fn what_is_hidden_is_told_document_by_document(
            theses in prop::collection::vec((1..5u32, 0..3u8), 0..9), holders in prop::collection::vec(any::<bool>(), 45),
        ) {
            let (hidden, seen) = hidden(&theses);
            let mut in_order = hidden.in_order();
            for (doc, seen) in seen.iter().enumerate() {
                prop_assert_eq!(hidden.hides(doc as DocId), !seen);
                prop_assert_eq!(in_order.hides(doc as DocId), !seen);
            }
            let mut schema = Schema::builder();
            let text = schema.add_text_field("text", TEXT);
            let index = Index::create_in_ram(schema.build());
            let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 15_000_000).unwrap();
            for holds in holders.iter().take(seen.len()) {
                let mut doc = TantivyDocument::new();
                doc.add_text(text, if *holds { "a" } else { "b" });
                writer.add_document(doc).unwrap();
            }
            writer.commit().unwrap();
            let searcher = index.reader().unwrap().searcher();
            for reader in searcher.segment_readers() {
                let inverted = reader.inverted_index(text).unwrap();
                let term = Term::from_field_text(text, "a");
                let list = || inverted.read_postings(&term, IndexRecordOption::Basic).unwrap();
                let Some(first) = list() else { continue };
                let expected = seen.iter().zip(&holders).filter(|(seen, holds)| !**seen && **holds).count() as u64;
                prop_assert_eq!(hidden.count(first), expected);
                let shown = seen.iter().zip(&holders).any(|(seen, holds)| *seen && *holds);
                prop_assert_eq!(hidden.shows_any(list().unwrap()), shown);
            }
        }
    }
}
