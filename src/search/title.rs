//! What the title of a thesis says for each of its passages.

use std::io;

use tantivy::{
    DocId, DocSet, SegmentReader, Term,
    fieldnorm::FieldNormReader,
    postings::{Postings, SegmentPostings},
    schema::IndexRecordOption,
};

use super::{bm25::Bm25, weigh::Weighed};

/// The titles of a segment's theses.
pub(super) struct Titles<'a> {
    norms: Option<FieldNormReader>,
    words: Vec<Vec<(SegmentPostings, &'a Bm25)>>,
}

impl<'a> Titles<'a> {
    pub(super) fn open(weighed: &'a Weighed, reader: &SegmentReader) -> io::Result<Self> {
        let list = |(term, scoring): &'a (Term, Bm25)| -> io::Result<Option<(SegmentPostings, &'a Bm25)>> {
            let inverted = reader.inverted_index(term.field()).map_err(io::Error::other)?;
            Ok(inverted.read_postings(term, IndexRecordOption::WithFreqs)?.map(|postings| (postings, scoring)))
        };
        let field = weighed.title.iter().flatten().next().map(|(term, _)| term.field());
        let norms = field.map(|field| reader.get_fieldnorms_reader(field)).transpose().map_err(io::Error::other)?;
        let mut words = Vec::with_capacity(weighed.title.len());
        for forms in &weighed.title {
            let mut lists = Vec::with_capacity(forms.len());
            for form in forms {
                lists.extend(list(form)?);
            }
            words.push(lists);
        }
        Ok(Self { norms, words })
    }

    /// What the title on record page `doc` says; theses are asked for in order. A word counts once,
    /// by that of its forms which says most.
    pub(super) fn score(&mut self, doc: DocId) -> f32 {
        let Some(norms) = &self.norms else { return 0.0 };
        let mut sum = 0.0;
        for forms in &mut self.words {
            let mut most = 0.0_f32;
            for (postings, scoring) in forms {
                if postings.doc() < doc {
                    postings.seek(doc);
                }
                if postings.doc() == doc {
                    most = most.max(scoring.score(norms.fieldnorm_id(doc), postings.term_freq()));
                }
            }
            sum += most;
        }
        sum
    }
}
