//! What is listed whole, segment by segment, before passages are gathered: forms that more than one list of the index answers.

use std::{io, sync::Arc};

use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term, schema::IndexRecordOption};

use super::{
    bm25::Bm25,
    form::{Form, Narrow, Near, Slot},
    near,
    phrase::Running,
    weigh::{Lookup, Scales},
    written,
};
use crate::index::{Columns, Runs};

/// Something to list, and what it says.
pub(super) struct Listed {
    what: What,
    scoring: Bm25,
}

enum What {
    /// Passages with any of these words, each so many letters off; their occurrences count together.
    Words(Vec<(Term, u8)>),
    /// Passages in which parts begin to be near.
    Near { parts: Vec<(Vec<Vec<Term>>, u32)>, span: u32 },
    /// Passages in which these words begin, as written.
    Written { field: tantivy::schema::Field, words: Vec<String> },
    /// Passages with all of these, each in any of its forms; they say nothing.
    All(Vec<Vec<Term>>),
    /// Passages of sections; they say nothing.
    InSection,
    /// Passages that stand on a page; they say nothing.
    OnPage,
}

/// How much a form says, and where it is looked up. `times`: how often it is asked for.
pub(super) fn found(scales: &Scales<'_>, form: &Form, times: f32) -> tantivy::Result<(f32, Vec<Lookup>)> {
    let fields = scales.view.fields();
    let (rarity, what) = match form {
        Form::Phrase(slots) => return phrase(scales, slots, times),
        Form::Expanded(slot) => {
            let term =
                |spelling: &super::form::Spelling| (Term::from_field_text(fields.text, &spelling.word), spelling.off);
            (rarity(scales, slot)?, What::Words(slot.0.iter().map(term).collect()))
        }
        Form::Near(Near { parts, span }) => {
            let mut sum = 0.0;
            for slot in parts.iter().flat_map(|(slots, _)| slots) {
                sum += rarity(scales, slot)?;
            }
            let terms = |slots: &[Slot]| slots.iter().map(|slot| terms(scales, slot)).collect();
            let parts = parts.iter().map(|(slots, times)| (terms(slots), *times)).collect();
            (sum, What::Near { parts, span: *span })
        }
        Form::Written(words) => {
            let mut sum = 0.0;
            for word in words {
                sum += rarity(scales, &Slot::exactly(crate::index::analyzer::fold(word)))?;
            }
            (sum, What::Written { field: fields.text, words: words.clone() })
        }
        Form::Narrow(narrow) => (0.0, narrowed(scales, narrow)),
        Form::Word(_) | Form::Compound { .. } => return Ok((0.0, Vec::new())),
    };
    let scoring = scales.text.scoring(rarity * times);
    Ok((rarity, vec![Lookup::Listed(Listed { what, scoring })]))
}

fn phrase(scales: &Scales<'_>, slots: &[Slot], times: f32) -> tantivy::Result<(f32, Vec<Lookup>)> {
    let mut sum = 0.0;
    for slot in slots {
        sum += rarity(scales, slot)?;
    }
    let words: Vec<Vec<Term>> = slots.iter().map(|slot| terms(scales, slot)).collect();
    if words.iter().any(Vec::is_empty) {
        return Ok((sum, Vec::new()));
    }
    Ok((sum, vec![Lookup::Phrase { words, scoring: scales.text.scoring(sum * times) }]))
}

fn terms(scales: &Scales<'_>, slot: &Slot) -> Vec<Term> {
    slot.words().map(|word| Term::from_field_text(scales.view.fields().text, word)).collect()
}

/// Of all the words of a slot together: no more than of the rarest.
fn rarity(scales: &Scales<'_>, slot: &Slot) -> tantivy::Result<f32> {
    let mut holders = 0;
    for term in terms(scales, slot) {
        holders += scales.holders(&term)?;
    }
    Ok(scales.text.rarity(holders))
}

fn narrowed(scales: &Scales<'_>, narrow: &Narrow) -> What {
    let fields = scales.view.fields();
    let of = |slot: &Slot, named: &[tantivy::schema::Field]| -> Vec<Term> {
        let of_word = |word| named.iter().map(move |field| Term::from_field_text(*field, word));
        slot.words().flat_map(of_word).collect()
    };
    let all = |slots: &[Slot], named: &[tantivy::schema::Field]| {
        What::All(slots.iter().map(|slot| of(slot, named)).collect())
    };
    match narrow {
        Narrow::Section(slots) => all(slots, &[fields.section, fields.heading]),
        Narrow::Heading(slots) => all(slots, &[fields.heading]),
        Narrow::Pages(slot) => all(std::slice::from_ref(slot), &[fields.page]),
        Narrow::InSection => What::InSection,
        Narrow::OnPage => What::OnPage,
    }
}

impl Listed {
    /// The words, each so many letters off, and what they say, where it is any of several words.
    pub(super) fn as_words(&self) -> Option<(&[(Term, u8)], &Bm25)> {
        match &self.what {
            What::Words(words) => Some((words, &self.scoring)),
            _ => None,
        }
    }

    /// The sets of which a passage must have a term each, where that is all that is asked.
    pub(super) fn as_sets(&self) -> Option<&[Vec<Term>]> {
        match &self.what {
            What::All(sets) => Some(sets),
            _ => None,
        }
    }

    /// No passage scores higher by it.
    pub(super) fn most(&self) -> f32 {
        self.scoring.most()
    }

    /// Its passages in a segment, in order, with their scores.
    pub(super) fn list(
        &self,
        reader: &SegmentReader,
        columns: &Columns,
        runs: &Arc<Runs>,
    ) -> io::Result<Vec<(DocId, f32)>> {
        let running = || Running::new(runs);
        let silent = |docs: Vec<DocId>| docs.into_iter().map(|doc| (doc, 0.0)).collect();
        let where_it =
            |holds: &dyn Fn(DocId) -> bool| silent((0..reader.max_doc()).filter(|&doc| holds(doc)).collect());
        match &self.what {
            What::Near { parts, span } => {
                let field = parts[0].0[0].first().map(Term::field);
                let found = near::list(reader, &running(), parts, *span)?;
                self.scored(reader, field, found)
            }
            What::Written { field, words } => {
                let found = written::list(reader, &running(), &columns.hidden, *field, words)?;
                self.scored(reader, Some(*field), found)
            }
            // These are looked up as passages are gathered.
            What::Words(_) | What::All(_) => Ok(Vec::new()),
            What::InSection => Ok(where_it(&|doc| columns.section_kind.first(doc).is_some())),
            What::OnPage => Ok(where_it(&|doc| columns.passage.first(doc).is_some_and(|number| number > 0))),
        }
    }

    fn scored(
        &self,
        reader: &SegmentReader,
        field: Option<tantivy::schema::Field>,
        found: Vec<(DocId, u32)>,
    ) -> io::Result<Vec<(DocId, f32)>> {
        let Some(field) = field else { return Ok(Vec::new()) };
        let norms = reader.get_fieldnorms_reader(field).map_err(io::Error::other)?;
        let score = |(doc, times)| (doc, self.scoring.score(norms.fieldnorm_id(doc), times));
        Ok(found.into_iter().map(score).collect())
    }
}

/// The documents that have a term, in order.
pub(super) fn documents(reader: &SegmentReader, term: &Term) -> io::Result<Vec<DocId>> {
    let inverted = reader.inverted_index(term.field()).map_err(io::Error::other)?;
    let mut docs = Vec::new();
    if let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? {
        let mut doc = postings.doc();
        while doc != TERMINATED {
            docs.push(doc);
            doc = postings.advance();
        }
    }
    Ok(docs)
}
