//! What is asked of a thesis's record: true or false for all its passages.
//!
//! The index keeps no positions of these fields: a phrase there asks for all its words, in any order.

use std::io;

use tantivy::{DocId, SegmentReader, Term, columnar::Column, postings::SegmentPostings, schema::IndexRecordOption};

use super::evaluate::is_in_any;
use crate::{
    index::{Columns, Fields, analyzer},
    query::{Field, Leaf, LeafText, Years},
};

/// Answers for the record pages of a segment, which are asked for in order.
pub(super) enum Filter {
    /// Its year is one of these.
    Years(Column<u64>, Years),
    /// Its key begins so: `thesis / unit == start`.
    Key { thesis: Column<u64>, unit: u64, start: u64 },
    /// Every word is there, in any of its forms.
    Words(Vec<Vec<SegmentPostings>>),
    /// Never.
    Never,
}

impl Filter {
    pub(super) fn open(
        leaf: &Leaf,
        fields: &Fields,
        languages: &[String],
        reader: &SegmentReader,
        columns: &Columns,
    ) -> io::Result<Self> {
        match (&leaf.text, leaf.field) {
            (LeafText::Years(years), _) => {
                let years_of = reader.fast_fields().column_opt("year").map_err(io::Error::other)?;
                Ok(years_of.map_or(Self::Never, |column| Self::Years(column, *years)))
            }
            (LeafText::Word(text) | LeafText::Phrase(text), Field::Key) => Ok(key(text, columns)),
            (LeafText::Word(text) | LeafText::Phrase(text), field) => {
                let lists = |terms: Vec<Term>| -> io::Result<Vec<SegmentPostings>> {
                    let mut lists = Vec::with_capacity(terms.len());
                    for term in terms {
                        let inverted = reader.inverted_index(term.field()).map_err(io::Error::other)?;
                        lists.extend(inverted.read_postings(&term, IndexRecordOption::Basic)?);
                    }
                    Ok(lists)
                };
                let words: io::Result<_> = words(text, field, fields, languages).into_iter().map(lists).collect();
                Ok(Self::Words(words?))
            }
        }
    }

    /// Whether it holds of the thesis whose record page is `doc`.
    pub(super) fn holds(&mut self, doc: DocId) -> bool {
        match self {
            Self::Years(column, years) => column.first(doc).is_some_and(|year| years.contains(year as i32)),
            Self::Key { thesis, unit, start } => thesis.first(doc).is_some_and(|key| key / *unit == *start),
            Self::Words(words) => words.iter_mut().all(|forms| is_in_any(forms, doc)),
            Self::Never => false,
        }
    }
}

/// For each word, the terms it may be.
fn words(text: &str, field: Field, fields: &Fields, languages: &[String]) -> Vec<Vec<Term>> {
    let (target, is_stemmed) = match field {
        Field::Title => (fields.title, true),
        Field::Keyword => (fields.keyword, true),
        Field::Creator => (fields.creator, false),
        Field::Supervisor => (fields.supervisor, false),
        Field::Department => (fields.department, false),
        Field::Institution => (fields.institution, false),
        Field::Type => (fields.kind, false),
        Field::Licence => (fields.licence, false),
        Field::Language => {
            let primary = text.split(['-', '_']).next().unwrap_or_default().to_lowercase();
            return vec![vec![Term::from_field_text(fields.language, &primary)]];
        }
        // None of these is asked of a record.
        Field::Text | Field::Section | Field::Year | Field::Key => return Vec::new(),
    };
    analyzer::tokens(text)
        .map(|token| {
            let mut forms = vec![token.word.into_owned()];
            if is_stemmed {
                forms.extend(languages.iter().map(|language| analyzer::stem(&text[token.span.clone()], language)));
                forms.sort_unstable();
                forms.dedup();
            }
            forms.iter().map(|form| Term::from_field_text(target, form)).collect()
        })
        .collect()
}

/// Keys of 12 hexadecimal digits that begin with `text`.
fn key(text: &str, columns: &Columns) -> Filter {
    let is_start = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match u64::from_str_radix(text, 16) {
        Ok(start) if is_start => {
            Filter::Key { thesis: columns.thesis.clone(), unit: 1 << (4 * (12 - text.len())), start }
        }
        _ => Filter::Never,
    }
}
