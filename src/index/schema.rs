//! The fields of the index: their names are the contract of filters.
//!
//! Three kinds of documents share it: passages, which have a [`Fields::key`], entries of the ledger, one for each path,
//! which have a [`Fields::path`], and one for each repository, which has a [`Fields::feed`]. A thesis's passages follow one another in one segment, the record page first.

use tantivy::schema::{
    BytesOptions, FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder,
    TextFieldIndexing, TextOptions,
};

use crate::{
    access::{Level, Terms},
    date::Date,
    text::{Label, SectionKind},
};

/// The fields, by name.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// Exact words, with positions; stored. Of passage 0: title, abstract and keywords.
    pub text: Field,
    /// Stems, in the language of the thesis, of those words that are not their own stems, with frequencies: most words are
    /// (*of*, *group*, *1998*), so a stem is looked for here *and* in `text`, and the index is a tenth smaller for it. No
    /// lengths are kept; those of `text` count.
    pub stem: Field,
    /// Words of the title, and their stems where these differ; with lengths. Of passage 0
    /// alone, as all of the record that follows: a passage's thesis is found by its number.
    pub title: Field,
    /// The title as it is put in order (fast): its words, folded, as one term; absent where there is none.
    pub title_order: Field,
    /// Words of the authors' names.
    pub creator: Field,
    /// Words of the supervisors' names.
    pub supervisor: Field,
    /// Words of the department's name.
    pub department: Field,
    /// Words of the institution's name.
    pub institution: Field,
    /// Words of the keywords, and their stems where these differ.
    pub keyword: Field,
    /// Words of the item type and the thesis type: `thesis`, `doctoral`.
    pub kind: Field,
    /// Primary language, one term (`en`; `und` where unknown). Of every passage: it tells whose stems these are. A record page
    /// under terms says what the record says alone, see [`super::analyzer::record_language`].
    pub language: Field,
    /// Words of the licence's name or URI.
    pub licence: Field,
    /// Year, a number; absent where not known.
    pub year: Field,
    /// Its day, fast, see [`value_day`]; absent where not known.
    pub date: Field,
    /// Of every passage, as what follows. The kind of the section as serialized (`references`; of chapters with a role also
    /// `chapter`).
    pub section: Field,
    /// The words of the section's heading.
    pub heading: Field,
    /// The pages it stands on, each one term: its printed number as [`page_term`] has it, or where it has none its number in
    /// the PDF.
    pub page: Field,
    /// The kind of the section as a number, in the order of [`crate::text::SectionKind`] (fast): what ranking asks.
    pub section_kind: Field,
    /// The key of the thesis, one term.
    pub key: Field,
    /// The key as a number (fast): what groups passages.
    pub thesis: Field,
    /// Number of the passage within its thesis (fast).
    pub passage: Field,
    /// How many words the passage has (fast): the position base of the next passage.
    pub words: Field,
    /// Of passage 0 alone (fast): how many passages the thesis has, this one among them.
    pub passages: Field,
    /// Of passage 0 alone (fast): how many words the other passages have together.
    pub text_words: Field,
    /// The terms of access (fast), see [`access_terms`].
    pub access: Field,
    /// What completing a question offers ([`super::Offer`]), one term each. Of passage 0 alone.
    pub offer: Field,
    /// What theses are counted by ([`super::Facet`]), one term each (fast). Of passage 0 alone, which has one at least.
    pub facet: Field,
    /// On passage 0: what its text has in common with others that are the same, one term each.
    pub traits: Field,
    /// On passage 0 (fast): the number of its text: theses whose texts are the same but for little have the same; absent where it
    /// is too short to tell.
    pub fingerprint: Field,
    /// On passage 0: a [`super::stored::Front`], postcard; stored.
    pub front: Field,
    /// Of a ledger entry: its path, one term.
    pub path: Field,
    /// Of a ledger entry: the key of its thesis, one term.
    pub holds: Field,
    /// Of a ledger entry: a [`super::Source`], postcard (fast, so that all are read in one go).
    pub source: Field,
    /// Of a repository's entry: the name of its folder, one term.
    pub feed: Field,
    /// Of a repository's entry: a [`super::Feed`], postcard; stored.
    pub feed_state: Field,
}

/// The tokenizer that cuts and folds words ([`super::analyzer`]).
pub(super) const WORDS: &str = "ibid-words";
/// The tokenizer that parts at spaces what is already cut and folded.
pub(super) const PARTED: &str = "ibid-parted";

/// The schema with its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let fields = Fields {
        text: text(&mut builder, "text", WORDS, IndexRecordOption::WithFreqsAndPositions, true),
        stem: stems(&mut builder, "stem"),
        title: text(&mut builder, "title", WORDS, IndexRecordOption::Basic, false),
        title_order: builder.add_text_field("title_order", TextOptions::default().set_fast("raw")),
        creator: words(&mut builder, "creator"),
        supervisor: words(&mut builder, "supervisor"),
        department: words(&mut builder, "department"),
        institution: words(&mut builder, "institution"),
        keyword: words(&mut builder, "keyword"),
        kind: words(&mut builder, "type"),
        language: term(&mut builder, "language"),
        licence: words(&mut builder, "licence"),
        year: builder.add_u64_field("year", NumericOptions::from(FAST | INDEXED)),
        date: builder.add_u64_field("date", FAST),
        section: words(&mut builder, "section"),
        heading: words(&mut builder, "heading"),
        page: term(&mut builder, "page"),
        section_kind: builder.add_u64_field("section_kind", FAST),
        key: term(&mut builder, "key"),
        thesis: builder.add_u64_field("thesis", FAST),
        passage: builder.add_u64_field("passage", FAST),
        words: builder.add_u64_field("words", FAST),
        passages: builder.add_u64_field("passages", FAST),
        text_words: builder.add_u64_field("text_words", FAST),
        access: builder.add_u64_field("access", FAST),
        offer: term(&mut builder, "offer"),
        facet: builder.add_text_field("facet", TextOptions::default().set_fast("raw")),
        traits: builder.add_u64_field("traits", INDEXED),
        fingerprint: builder.add_u64_field("fingerprint", FAST | INDEXED),
        front: builder.add_bytes_field("front", STORED),
        path: term(&mut builder, "path"),
        holds: term(&mut builder, "holds"),
        source: builder.add_bytes_field("source", BytesOptions::from(FAST)),
        feed: term(&mut builder, "feed"),
        feed_state: builder.add_bytes_field("feed_state", STORED),
    };
    (builder.build(), fields)
}

/// The term of the field `section` for a kind of section.
pub fn section_term(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Front => "front",
        SectionKind::Abstract => "abstract",
        SectionKind::Contents => "contents",
        SectionKind::List => "list",
        SectionKind::Chapter => "chapter",
        SectionKind::Introduction => "introduction",
        SectionKind::Literature => "literature",
        SectionKind::Methods => "methods",
        SectionKind::Results => "results",
        SectionKind::Discussion => "discussion",
        SectionKind::Conclusion => "conclusion",
        SectionKind::References => "references",
        SectionKind::Appendix => "appendix",
    }
}

/// The terms of access of a passage, as the fast field `access` holds them.
pub fn access_terms(value: u64) -> Terms {
    let level = match value >> 32 {
        0 => Level::Public,
        1 => Level::Registered,
        _ => Level::Staff,
    };
    let day = value as u32;
    let embargo = (day != 0).then(|| value_day(u64::from(day)));
    Terms { level, embargo }
}

/// What the fast field `access` holds for these terms.
pub(super) fn access_value(terms: &Terms) -> u64 {
    let level = match terms.level {
        Level::Public => 0,
        Level::Registered => 1,
        Level::Staff => 2,
    };
    level << 32 | terms.embargo.map_or(0, day_value)
}

/// What the fast field `date` holds for a day.
pub(super) fn day_value(day: Date) -> u64 {
    (day.days_since_epoch() + DAY_ZERO) as u64
}

/// The day of a value of the fast field `date`.
pub fn value_day(value: u64) -> Date {
    Date::from_days_since_epoch(value as i64 - DAY_ZERO)
}

/// The term of the field `page` for a printed page number.
pub fn page_term(label: &str) -> String {
    label.trim().to_lowercase()
}

/// The term of the field `page` for a page: by its printed number, or where it has none by its number in the PDF.
pub fn term_of_page(label: Option<&Label>, number: u32) -> String {
    let label = label.map(|label| page_term(&label.text)).filter(|label| !label.is_empty());
    label.unwrap_or_else(|| number.to_string())
}

/// Added to days since 1970, so that every [`Date`] (from the year 0 on) is above 0, which means none.
const DAY_ZERO: i64 = 1_000_000;

fn text(builder: &mut SchemaBuilder, name: &str, tokenizer: &str, record: IndexRecordOption, stored: bool) -> Field {
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record);
    let options = TextOptions::default().set_indexing_options(indexing);
    builder.add_text_field(name, if stored { options.set_stored() } else { options })
}

/// Stems, with frequencies and without lengths.
fn stems(builder: &mut SchemaBuilder, name: &str) -> Field {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(PARTED)
        .set_index_option(IndexRecordOption::WithFreqs)
        .set_fieldnorms(false);
    builder.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
}

/// Words that filter and do not rank: neither frequencies nor lengths are kept.
fn words(builder: &mut SchemaBuilder, name: &str) -> Field {
    unranked(builder, name, WORDS)
}

/// One term, not cut.
fn term(builder: &mut SchemaBuilder, name: &str) -> Field {
    unranked(builder, name, "raw")
}

fn unranked(builder: &mut SchemaBuilder, name: &str, tokenizer: &str) -> Field {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false);
    builder.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_of_access_come_back() {
        for level in [Level::Public, Level::Registered, Level::Staff] {
            for embargo in [None, Some("0000-01-01"), Some("1969-12-31"), Some("2031-05-17"), Some("9999-12-31")] {
                let terms = Terms { level, embargo: embargo.map(|day| day.parse().unwrap()) };
                assert_eq!(access_terms(access_value(&terms)), terms);
            }
        }
    }
}
