//! What completing a question offers besides words: the headings of a thesis and the values of its record, each one term of a
//! field of its own, so that those that begin with what was typed stand side by side.

use tantivy::schema::Field;

use super::{analyzer, document::Content};
use crate::{
    record::Record,
    text::{Section, SectionKind},
};

/// What an offer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfferKind {
    /// The heading of a section of the text.
    Heading,
    /// A keyword of the record, as those that follow.
    Keyword,
    /// Its title.
    Title,
    /// An author's name.
    Creator,
    /// A supervisor's name.
    Supervisor,
    /// The department.
    Department,
    /// The institution.
    Institution,
}

impl OfferKind {
    const ALL: [Self; 7] = [
        Self::Heading,
        Self::Keyword,
        Self::Title,
        Self::Creator,
        Self::Supervisor,
        Self::Department,
        Self::Institution,
    ];

    /// The letter that tells it in a term.
    fn letter(self) -> char {
        match self {
            Self::Heading => 'h',
            Self::Keyword => 'k',
            Self::Title => 't',
            Self::Creator => 'c',
            Self::Supervisor => 's',
            Self::Department => 'd',
            Self::Institution => 'i',
        }
    }
}

/// Something to offer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offer {
    /// What it is.
    pub kind: OfferKind,
    /// As printed.
    pub text: String,
}

/// Between the folded words of an offer, by which it is found, and the offer itself.
const END: char = '\u{1}';
/// What is longer, in characters, is offered to nobody.
const LONGEST: usize = 80;

impl Offer {
    /// The offer that a term holds.
    pub fn of_term(term: &str) -> Option<Self> {
        let mut rest = term.split_once(END)?.1.chars();
        let letter = rest.next()?;
        let kind = OfferKind::ALL.into_iter().find(|kind| kind.letter() == letter)?;
        Some(Self { kind, text: rest.collect() })
    }

    /// How the terms of offers begin that begin with these words, the last of them perhaps in part.
    pub fn start(typed: &str) -> String {
        let mut start = folded(typed);
        if !start.is_empty() && !typed.ends_with(char::is_alphanumeric) {
            start.push(' ');
        }
        start
    }

    /// Its words, folded.
    pub fn folded(&self) -> String {
        folded(&self.text)
    }

    /// The values of a record that are offered, and what each is.
    pub fn values(record: &Record) -> impl Iterator<Item = (OfferKind, &str)> {
        let supervisors = record.contributors.iter().filter(|other| other.role.eq_ignore_ascii_case("supervisor"));
        (record.title.iter().map(|text| (OfferKind::Title, text.as_str())))
            .chain(record.keywords.iter().map(|text| (OfferKind::Keyword, text.as_str())))
            .chain(record.creators.iter().map(|text| (OfferKind::Creator, text.as_str())))
            .chain(supervisors.map(|other| (OfferKind::Supervisor, other.name.as_str())))
            .chain(record.department.iter().map(|text| (OfferKind::Department, text.as_str())))
            .chain(record.institution.iter().map(|text| (OfferKind::Institution, text.as_str())))
    }

    fn term(&self) -> String {
        format!("{}{END}{}{}", self.folded(), self.kind.letter(), self.text)
    }
}

fn folded(text: &str) -> String {
    analyzer::tokens(text).map(|token| token.word).collect::<Vec<_>>().join(" ")
}

/// What a thesis has to offer, each once.
pub(super) fn offers(field: Field, record: &Record, sections: &[Section]) -> Vec<(Field, Content)> {
    let mut terms: Vec<String> = (Offer::values(record).chain(headings(sections)))
        .map(|(kind, text)| Offer { kind, text: text.split_whitespace().collect::<Vec<_>>().join(" ") })
        .filter(|offer| offer.text.chars().count() <= LONGEST && offer.text.chars().any(char::is_alphabetic))
        .filter(|offer| !offer.text.contains(char::is_control))
        .map(|offer| offer.term())
        .collect();
    terms.sort_unstable();
    terms.dedup();
    terms.into_iter().map(|term| (field, Content::Text(term))).collect()
}

/// Headings of what a thesis says itself, without their numbers.
fn headings(sections: &[Section]) -> impl Iterator<Item = (OfferKind, &str)> {
    let says = |kind: SectionKind| kind.is_body() || kind == SectionKind::Appendix;
    let unnumbered = |heading: &'_ str| -> usize {
        let numbered = heading.split_whitespace().next().filter(|word| !word.chars().any(char::is_alphabetic));
        numbered.map_or(0, |number| heading.find(number).unwrap_or(0) + number.len())
    };
    let named = sections.iter().filter(move |section| says(section.kind));
    named.map(move |section| (OfferKind::Heading, section.heading[unnumbered(&section.heading)..].trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_found_by_its_folded_words() {
        let offer = Offer { kind: OfferKind::Heading, text: "Die Häuser von Łódź".into() };
        assert!(offer.term().starts_with(&Offer::start("die HAUSER v")));
        assert!(!offer.term().starts_with(&Offer::start("die haus ")));
        assert_eq!(Offer::of_term(&offer.term()), Some(offer));
        assert_eq!(Offer::of_term("no offer"), None);
    }
}
