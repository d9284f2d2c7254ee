//! What is asked of a thesis's record: true or false for all its passages.
//!
//! The index keeps no positions of these fields: a phrase there asks for all its words, in any order.

use std::{io, sync::Arc};

use tantivy::{DocId, SegmentReader, Term, columnar::Column, postings::SegmentPostings, schema::IndexRecordOption};

use super::{
    evaluate::is_in_any,
    expand::Pattern,
    leaves::{Piece, Typed, pieces},
    listed::documents,
    umlaut,
};
use crate::{
    access::Level,
    date::Date,
    index::{Columns, Fields, Hidden, View, access_terms, analyzer, value_day},
    query::{Dates, Field, Leaf, LeafText, Numbers},
};

/// Answers for the record pages of a segment, which are asked for in order.
pub(super) enum Filter {
    /// Its year is one of these.
    Years(Column<u64>, Numbers),
    /// Its day is one of these.
    Dates(Column<u64>, Dates),
    /// It has a value there.
    Has(Column<u64>),
    /// Its text is for such readers on this day: one of [`crate::query::ACCESS`].
    Access(Column<u64>, String, Date),
    /// Its key begins so: `thesis / unit == start`.
    Key { thesis: Column<u64>, unit: u64, start: u64 },
    /// Every word is there, in any of its forms.
    Words(Vec<Forms>),
    /// The same of a language, where the first passage may say what its record does not; asked of texts that may be read.
    Language { words: Vec<Forms>, passage: Column<u64>, hidden: Arc<Hidden> },
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Who has any form of a word.
pub(super) enum Forms {
    /// Lists, asked further and further on.
    Lists(Vec<SegmentPostings>),
    /// Record pages, in order.
    Pages(Vec<DocId>),
}

impl Forms {
    /// Whether a document has it.
    fn has(&mut self, doc: DocId) -> bool {
        match self {
            Self::Lists(lists) => is_in_any(lists, doc),
            Self::Pages(pages) => pages.binary_search(&doc).is_ok(),
        }
    }
}

/// Where filters are looked up.
pub(super) struct Shelf<'a> {
    pub(super) view: &'a View,
    pub(super) reader: &'a SegmentReader,
    pub(super) columns: &'a Columns,
}

impl Filter {
    pub(super) fn open(leaf: &Leaf, shelf: &Shelf<'_>) -> io::Result<Self> {
        let fast = |name| shelf.reader.fast_fields().column_opt::<u64>(name).map_err(io::Error::other);
        Ok(match (leaf.field, &leaf.text) {
            (Field::Key | Field::Access, LeafText::Exists) => Self::Always,
            (Field::Year | Field::Date, LeafText::Exists) => fast("date")?.map_or(Self::Never, Self::Has),
            (_, LeafText::Numbers(years)) => fast("year")?.map_or(Self::Never, |column| Self::Years(column, *years)),
            (_, LeafText::Dates(dates)) => fast("date")?.map_or(Self::Never, |column| Self::Dates(column, *dates)),
            (Field::Access, text) => {
                let asked = text.to_string().trim_matches('"').to_lowercase();
                Self::Access(shelf.columns.access.clone(), asked, shelf.view.today())
            }
            (Field::Key, LeafText::Word(text) | LeafText::Phrase(text)) => key(text, shelf.columns),
            (Field::Key, _) => Self::Never,
            (field, text) => match words(text, field, shelf) {
                Some(words) => {
                    let words = words.into_iter().map(|word| word.open(shelf)).collect::<io::Result<_>>()?;
                    let (passage, hidden) = (shelf.columns.passage.clone(), Arc::clone(&shelf.columns.hidden));
                    if field == Field::Language {
                        Self::Language { words, passage, hidden }
                    } else {
                        Self::Words(words)
                    }
                }
                None => Self::Never,
            },
        })
    }

    /// Whether it holds of the thesis whose record page is `doc`.
    pub(super) fn holds(&mut self, doc: DocId) -> bool {
        match self {
            Self::Years(column, years) => column.first(doc).is_some_and(|year| years.contains(year as i32)),
            Self::Dates(column, dates) => column.first(doc).is_some_and(|day| dates.contains(value_day(day))),
            Self::Has(column) => column.first(doc).is_some(),
            Self::Access(column, asked, today) => column.first(doc).is_some_and(|value| is_for(value, asked, *today)),
            Self::Key { thesis, unit, start } => thesis.first(doc).is_some_and(|key| key / *unit == *start),
            Self::Words(words) => words.iter_mut().all(|forms| forms.has(doc)),
            Self::Language { words, passage, hidden } => {
                let first = Some(doc + 1).filter(|&next| passage.first(next) == Some(1) && !hidden.hides(next));
                words.iter_mut().all(|forms| forms.has(doc) || first.is_some_and(|first| forms.has(first)))
            }
            Self::Always => true,
            Self::Never => false,
        }
    }
}

/// Whether terms of access are those asked for.
fn is_for(value: u64, asked: &str, today: Date) -> bool {
    let terms = access_terms(value);
    let embargoed = terms.embargo.is_some_and(|embargo| today < embargo);
    let restricted = terms.level != Level::Public;
    match asked {
        "open" => !embargoed && !restricted,
        "embargoed" => embargoed,
        "registered" => terms.level == Level::Registered,
        "staff" => terms.level == Level::Staff,
        "restricted" => restricted,
        _ => embargoed || restricted,
    }
}

/// A word of a filter.
enum Sought {
    /// The terms it may be.
    Terms(Vec<Term>),
    /// What it is like.
    Like(tantivy::schema::Field, Pattern),
}

impl Sought {
    fn open(self, shelf: &Shelf<'_>) -> io::Result<Forms> {
        match self {
            Self::Terms(terms) => {
                let mut lists = Vec::with_capacity(terms.len());
                for term in terms {
                    let inverted = shelf.reader.inverted_index(term.field()).map_err(io::Error::other)?;
                    lists.extend(inverted.read_postings(&term, IndexRecordOption::Basic)?);
                }
                Ok(Forms::Lists(lists))
            }
            Self::Like(field, pattern) => {
                let mut fitting = Vec::new();
                pattern.search(shelf.reader, field, &mut |word, _, _| fitting.push(word.to_owned()))?;
                let mut pages = Vec::new();
                for word in fitting {
                    pages.extend(documents(shelf.reader, &Term::from_field_text(field, &word))?);
                }
                pages.sort_unstable();
                pages.dedup();
                Ok(Forms::Pages(pages))
            }
        }
    }
}

/// The words of a filter; `None` where nothing fits.
fn words(text: &LeafText, field: Field, shelf: &Shelf<'_>) -> Option<Vec<Sought>> {
    let (target, is_stemmed) = target(field, shelf.view.fields())?;
    let like = |pattern| Sought::Like(target, pattern);
    Some(match text {
        LeafText::Exists => vec![like(Pattern::Any)],
        LeafText::Regex(typed) => vec![like(Pattern::regex(typed).ok()?)],
        LeafText::Fuzzy { word, distance } => {
            analyzer::tokens(word).map(|token| like(Pattern::fuzzy(&token.word, *distance))).collect()
        }
        LeafText::Word(text) | LeafText::Phrase(text) if field == Field::Language => {
            let primary = text.split(['-', '_']).next().unwrap_or_default().to_lowercase();
            vec![Sought::Terms(vec![Term::from_field_text(target, &primary)])]
        }
        LeafText::Word(text) | LeafText::Phrase(text) => {
            // Of somebody's names an initial stands for any that begins so.
            let has_initials =
                matches!(field, Field::Creator | Field::Supervisor) && text.contains(char::is_whitespace);
            let is_initial = |word: &Typed| has_initials && word.folded.chars().count() == 1;
            let sought = |piece| match piece {
                Piece::Glob(glob) => Pattern::glob(&glob).map(like),
                Piece::Word(word) if is_initial(&word) => Some(like(Pattern::Prefix(word.folded))),
                Piece::Word(word) => {
                    let languages = if is_stemmed { shelf.view.languages() } else { &[] };
                    let mut forms: Vec<String> =
                        languages.iter().map(|language| analyzer::stem(&word.typed, language)).collect();
                    let spelled = umlaut::spelled_out(&word.typed).into_iter().chain(umlaut::contracted(&word.typed));
                    forms.extend(spelled.map(|spelled| analyzer::fold(&spelled)));
                    forms.push(word.folded);
                    forms.sort_unstable();
                    forms.dedup();
                    Some(Sought::Terms(forms.iter().map(|form| Term::from_field_text(target, form)).collect()))
                }
            };
            pieces(text).into_iter().map(sought).collect::<Option<Vec<Sought>>>()?
        }
        _ => return None,
    })
}

/// Where a field is looked up, and whether by stems too.
fn target(field: Field, fields: &Fields) -> Option<(tantivy::schema::Field, bool)> {
    Some(match field {
        Field::Title => (fields.title, true),
        Field::Keyword => (fields.keyword, true),
        Field::Creator => (fields.creator, false),
        Field::Supervisor => (fields.supervisor, false),
        Field::Department => (fields.department, false),
        Field::Institution => (fields.institution, false),
        Field::Type => (fields.kind, false),
        Field::Licence => (fields.licence, false),
        Field::Language => (fields.language, false),
        // None of these is asked of a record.
        _ => return None,
    })
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
