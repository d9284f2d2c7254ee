//! What theses are counted by: the values of their records, each one term on the record page.
//!
//! A term is the facet's letter, the value folded and the value as the record has it: spellings of one value stand side by
//! side in the dictionary, and count together. Who may read a text is decided when it is asked, and is no term.

use tantivy::schema::Field;

use super::{document::Content, folding::fold_char};
use crate::record::Record;

/// What theses are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// Year of the thesis.
    Year,
    /// School, faculty or department.
    Department,
    /// Degree-granting institution.
    Institution,
    /// Item type ("Thesis") and thesis type ("Doctoral"), each a value.
    Type,
    /// Primary language of the text ("en"; `und` where it is not known); of a text under terms what its record says.
    Language,
    /// Licence.
    Licence,
    /// Keyword.
    Keyword,
    /// Subject of a classification.
    Subject,
    /// The repository it is from.
    Repository,
    /// Who may read the text today: `open`, `embargoed`, `registered` or `staff`, each thesis once.
    Access,
}

/// Each facet's name, then others it answers to.
const NAMES: [(Facet, &[&str]); 10] = [
    (Facet::Year, &["year"]),
    (Facet::Department, &["department", "dept", "school", "faculty"]),
    (Facet::Institution, &["institution", "university"]),
    (Facet::Type, &["type"]),
    (Facet::Language, &["language", "lang"]),
    (Facet::Licence, &["licence", "license"]),
    (Facet::Keyword, &["keyword", "keywords"]),
    (Facet::Subject, &["subject", "subjects"]),
    (Facet::Repository, &["repository"]),
    (Facet::Access, &["access"]),
];

/// Between the parts of a term.
const END: char = '\u{1}';
/// What is longer, in characters, is cut.
const LONGEST: usize = 200;

impl Facet {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::Year,
        Self::Department,
        Self::Institution,
        Self::Type,
        Self::Language,
        Self::Licence,
        Self::Keyword,
        Self::Subject,
        Self::Repository,
        Self::Access,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        NAMES[self as usize].1[0]
    }

    /// The facet of this name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let is_named = |(_, names): &&(Self, &[&str])| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        NAMES.iter().find(is_named).map(|(facet, _)| *facet)
    }

    /// How the terms of its values begin.
    pub(super) fn letter(self) -> char {
        char::from(b'a' + self as u8)
    }

    /// The facet of a term, its folded value and the value as the record has it.
    pub(super) fn of_term(term: &[u8]) -> Option<(Self, &[u8], &[u8])> {
        let (letter, rest) = term.split_first()?;
        let facet = *Self::ALL.get(usize::from(letter.checked_sub(b'a')?))?;
        let end = rest.iter().position(|byte| *byte == END as u8)?;
        Some((facet, &rest[..end], &rest[end + 1..]))
    }

    /// How the terms begin that are spellings of a value.
    pub fn start(self, value: &str) -> String {
        format!("{}{}{END}", self.letter(), folded(&tidy(value)))
    }
}

/// The terms of a thesis, each value once. `language` is the primary one of its text.
pub(super) fn facets(field: Field, record: &Record, language: &str) -> Vec<(Field, Content)> {
    let mut starts = Vec::new();
    let mut terms = Vec::new();
    for (facet, value) in values(record, language) {
        let value = tidy(&value);
        let start = facet.start(&value);
        if !value.is_empty() && !starts.contains(&start) {
            terms.push((field, Content::Text(format!("{start}{value}"))));
            starts.push(start);
        }
    }
    terms
}

fn values(record: &Record, language: &str) -> impl Iterator<Item = (Facet, String)> {
    let year = record.date.map(|date| (Facet::Year, format!("{:04}", date.year)));
    let one = |facet, value: &Option<String>| value.clone().map(|value| (facet, value));
    let each = |facet, values: &[String]| values.iter().map(|value| (facet, value.clone())).collect::<Vec<_>>();
    let single = [
        year,
        one(Facet::Department, &record.department),
        one(Facet::Institution, &record.institution),
        one(Facet::Type, &record.item_type),
        one(Facet::Type, &record.thesis_type),
        Some((Facet::Language, language.to_owned())),
        one(Facet::Licence, &record.licence),
        one(Facet::Repository, &record.repository),
    ];
    let several = each(Facet::Keyword, &record.keywords).into_iter().chain(each(Facet::Subject, &record.subjects));
    single.into_iter().flatten().chain(several)
}

/// With single spaces, without control characters, and not too long.
fn tidy(value: &str) -> String {
    let words = value.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}

/// Without capitals and accents.
fn folded(value: &str) -> String {
    let mut folded = String::with_capacity(value.len());
    value.chars().for_each(|c| fold_char(c, &mut folded));
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_facet_is_found_by_its_name_and_its_letter() {
        for (at, facet) in Facet::ALL.into_iter().enumerate() {
            assert_eq!((facet as usize, Facet::named(&facet.name().to_uppercase())), (at, Some(facet)));
            let term = format!("{}Énergie", facet.start("Énergie"));
            assert_eq!(Facet::of_term(term.as_bytes()), Some((facet, b"energie".as_slice(), "Énergie".as_bytes())));
        }
        assert_eq!(Facet::of_term(b""), None);
        assert_eq!(Facet::of_term(b"~x\x01x"), None);
    }

    #[test]
    fn spellings_of_a_value_are_one_and_other_values_are_not() {
        for (one, other) in [("Peer Support", "peer  support"), ("Écologie", "ecologie"), (" C++\n", "c++")] {
            assert_eq!(Facet::Keyword.start(one), Facet::Keyword.start(other));
        }
        for (one, other) in [("C", "C++"), ("C", "C#"), ("HIV-1", "HIV 1")] {
            assert_ne!(Facet::Keyword.start(one), Facet::Keyword.start(other));
        }
        assert_ne!(Facet::Keyword.start("law"), Facet::Subject.start("law"));
    }

    #[test]
    fn a_record_has_each_value_once() {
        let keywords = vec!["Stigma".into(), "stigma".into(), " ".into(), "a\u{1}b".into()];
        let record = Record { date: "1998-03-01".parse().ok(), keywords, ..Record::default() };
        let terms: Vec<String> = facets(Field::from_field_id(0), &record, "en")
            .into_iter()
            .map(|(_, content)| match content {
                Content::Text(term) => term,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(terms, ["a1998\u{1}1998", "een\u{1}en", "gstigma\u{1}Stigma", "ga b\u{1}a b"]);
    }
}
