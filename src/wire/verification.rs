//! Whether a quotation stands in a text: `ibid verify --json`, a line for each quotation.
//!
//! ```json
//! {"v":1,"quotation":"a big group of peers","verdict":"close","holds":false,"similarity":0.9,"places":[
//!   {"key":"3f2a9c41d0aa","path":"/theses/weaver.pdf","title":"...","creators":["Weaver, Ada"],"date":"2014-03-31",
//!    "verdict":"close","similarity":0.9,"page":34,"label":"12","pages":[34],"labels":["12"],
//!    "section":{"kind":"chapter","heading":"2 Literature"},"printed":"a large group of peers",
//!    "diff":[["same","a "],["quoted","big "],["printed","large "],["same","group of peers"]]}],"truncated":false,
//!  "unseen":{"documents":1,"scanned":12,"garbled":0,"private":0}}
//! ```
//!
//! Joined, what of a `diff` is the same, printed and omitted is what is printed there. `truncated` says that it stands in more places
//! than are told. `verdict` is `verbatim`, `but_for` (then `differences` names some of `case`, `spacing`, `hyphens`, `quotes`, `accents`,
//! `punctuation`), `close` or `not_found`; `holds` says whether every letter stands there, and on the page that was asked
//! for. `unseen` is what the index could not read, of the one thesis where that was named, and so could not look into; `closed`
//! documents stand there where others than the owner ask.

use std::path::Path;

use serde::Serialize;

use super::{Section, VERSION, ledger::MANY_PRIVATE, lossy};
use crate::{
    date::Date,
    index::Ledger,
    search::{Agreement, Difference, Piece, Standing, Verification},
};

/// A quotation, verified.
#[derive(Debug, Serialize)]
pub struct Verified<'a> {
    /// [`VERSION`].
    pub v: u32,
    /// Line of the file on which it begins; of quotations from files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// As asked for.
    pub quotation: &'a str,
    /// That of the best place.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Whether it stands there letter by letter, and on the page asked for where one was.
    pub holds: bool,
    /// The page asked for, and whether it stands on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_page: Option<&'a str>,
    /// Where it stands, the best agreement first.
    pub places: Vec<PlaceOfQuotation<'a>>,
    /// Whether it stands in more places than these.
    pub truncated: bool,
    /// What could not be looked into.
    pub unseen: Unseen,
}

/// How a quotation agrees with a text.
#[derive(Debug, Serialize)]
pub struct Verdict {
    /// `verbatim`, `but_for`, `close`, `not_found`.
    pub verdict: &'static str,
    /// Of `but_for`: in what.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<&'static str>,
    /// Of `close`: 1 would be all of its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similarity: Option<f32>,
}

/// Where a quotation stands.
#[derive(Debug, Serialize)]
pub struct PlaceOfQuotation<'a> {
    /// Names the thesis.
    pub key: String,
    /// Its PDF, absolute.
    #[serde(serialize_with = "lossy")]
    pub path: &'a Path,
    /// Of the record.
    pub title: Option<&'a str>,
    /// Of the record.
    pub creators: &'a [String],
    /// Of the record.
    pub date: Option<Date>,
    /// How it agrees there.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// PDF page where it begins, from 1.
    pub page: u32,
    /// Printed number of that page.
    pub label: Option<&'a str>,
    /// PDF pages it stands on.
    pub pages: Vec<u32>,
    /// Their printed numbers.
    pub labels: Vec<Option<&'a str>>,
    /// The section it begins in.
    pub section: Option<Section<'a>>,
    /// What is printed there.
    pub printed: &'a str,
    /// Of `close`: what is the same, only quoted, only printed, or openly omitted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diff: Vec<(&'static str, &'a str)>,
}

/// What the index could not read.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Unseen {
    /// Documents of which nothing could be read.
    pub documents: u64,
    /// Pages that are images without text.
    pub scanned: u64,
    /// Pages whose text means nothing.
    pub garbled: u64,
    /// Characters for private use, which are in no word.
    pub private: u64,
    /// Documents that are closed to whoever asks.
    #[serde(skip_serializing_if = "is_none")]
    pub closed: u64,
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

impl Unseen {
    /// Of a ledger.
    pub fn of(ledger: &Ledger) -> Self {
        let Ledger { scanned, garbled, private, closed, .. } = *ledger;
        Self { documents: ledger.failed.values().sum(), scanned, garbled, private, closed }
    }

    /// A sentence without a full stop; `None` where everything was read.
    pub fn sentence(&self) -> Option<String> {
        let counts = [
            (self.documents, "document that could not be read", "documents that could not be read"),
            (self.scanned, "scanned page", "scanned pages"),
            (self.garbled, "garbled page", "garbled pages"),
            (if self.private < MANY_PRIVATE { 0 } else { self.private }, "", "characters for private use"),
            (self.closed, "closed document", "closed documents"),
        ];
        let some = counts.iter().filter(|(count, ..)| *count > 0);
        let parts: Vec<String> =
            some.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many })).collect();
        (!parts.is_empty()).then(|| format!("it may stand in what could not be looked into: {}", parts.join(", ")))
    }
}

impl<'a> Verified<'a> {
    /// The shape of what was found; `page` is the one asked for.
    pub fn of(quotation: &'a str, found: &'a Verification, page: Option<&'a str>, unseen: Unseen) -> Self {
        let holds = |place: &&Standing| place.agreement.is_verbatim() && page.is_none_or(|page| place.is_on(page));
        let holds = found.places.iter().find(holds);
        let best = holds.or(found.places.first());
        Self {
            v: VERSION,
            line: None,
            quotation,
            verdict: Verdict::of(best.map(|place| &place.agreement)),
            holds: holds.is_some(),
            asked_page: page,
            places: found.places.iter().map(PlaceOfQuotation::of).collect(),
            truncated: found.truncated,
            unseen,
        }
    }
}

impl Verdict {
    fn of(agreement: Option<&Agreement>) -> Self {
        let plain = |verdict| Self { verdict, differences: Vec::new(), similarity: None };
        match agreement {
            None => plain("not_found"),
            Some(Agreement::Verbatim) => plain("verbatim"),
            Some(Agreement::But(differences)) => {
                Self { differences: differences.iter().copied().map(difference_name).collect(), ..plain("but_for") }
            }
            Some(Agreement::Close { similarity, .. }) => {
                Self { similarity: Some((similarity * 1000.0).round() / 1000.0), ..plain("close") }
            }
        }
    }
}

/// In a word.
pub fn difference_name(difference: Difference) -> &'static str {
    match difference {
        Difference::Case => "case",
        Difference::Spacing => "spacing",
        Difference::Hyphens => "hyphens",
        Difference::Quotes => "quotes",
        Difference::Accents => "accents",
        Difference::Punctuation => "punctuation",
    }
}

impl<'a> PlaceOfQuotation<'a> {
    fn of(place: &'a Standing) -> Self {
        let label = |(_, label): &'a (u32, Option<crate::text::Label>)| label.as_ref().map(|label| label.text.as_str());
        let diff = match &place.agreement {
            Agreement::Close { pieces, .. } => pieces.iter().map(|piece| (piece_name(piece), piece.text())).collect(),
            _ => Vec::new(),
        };
        Self {
            key: place.key.to_string(),
            path: &place.path,
            title: place.record.title.as_deref(),
            creators: &place.record.creators,
            date: place.record.date,
            verdict: Verdict::of(Some(&place.agreement)),
            page: place.pages.first().map_or(0, |(number, _)| *number),
            label: place.pages.first().and_then(label),
            pages: place.pages.iter().map(|(number, _)| *number).collect(),
            labels: place.pages.iter().map(label).collect(),
            section: place.section.as_ref().map(|section| Section { kind: section.kind, heading: &section.heading }),
            printed: &place.printed,
            diff,
        }
    }
}

fn piece_name(piece: &Piece) -> &'static str {
    match piece {
        Piece::Same(_) => "same",
        Piece::Quoted(_) => "quoted",
        Piece::Printed(_) => "printed",
        Piece::Omitted(_) => "omitted",
    }
}
