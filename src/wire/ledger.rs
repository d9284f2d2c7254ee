//! The ledger of all that was seen.

use std::{collections::BTreeMap, path::PathBuf};

use serde::Serialize;

use super::{VERSION, lossy};
use crate::{
    access::{Disclosure, Policy},
    harvest::Moment,
    index::{Coverage, Fate, Feed, Ledger, Source, Withheld},
    ocr::Mode,
};

/// The ledger: `ibid status --json`.
///
/// `documents` is the sum of `indexed`, `same_as`, `closed`, `described`, `withheld` and the counts of `failed`; `pages` that of
/// the five after it.
#[derive(Debug, Serialize)]
pub struct Status<'a> {
    /// [`VERSION`].
    pub v: u32,
    /// Folder of the index.
    #[serde(serialize_with = "lossy")]
    pub index: PathBuf,
    /// Version of its format.
    pub format: u32,
    /// PDFs seen.
    pub documents: u64,
    /// PDFs whose text is in the index.
    pub indexed: u64,
    /// PDFs with the same bytes as another.
    pub same_as: u64,
    /// PDFs whose text is closed to whoever asks: of these nothing else is counted.
    pub closed: u64,
    /// Records without a PDF.
    pub described: u64,
    /// Documents of repositories that were not fetched.
    pub withheld: u64,
    /// PDFs of which nothing could be read, by reason.
    pub failed: &'a BTreeMap<&'static str, u64>,
    /// Pages of the PDFs indexed.
    pub pages: u64,
    /// Pages with text.
    pub with_text: u64,
    /// Pages whose text was recognised in their pictures (OCR).
    pub recognised: u64,
    /// Pages that are images without text.
    pub scanned: u64,
    /// Pages whose text means nothing.
    pub garbled: u64,
    /// Pages with nothing on them.
    pub blank: u64,
    /// Characters for private use, which are in no word.
    pub private: u64,
    /// Words.
    pub words: u64,
    /// Bytes of text, UTF-8.
    pub text_bytes: u64,
    /// Bytes of the PDFs indexed.
    pub pdf_bytes: u64,
    /// Passages, records included.
    pub passages: u64,
    /// Bytes of the index on disk; for its owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index_bytes: Option<u64>,
    /// What others learn of closed texts.
    pub others_learn: OthersLearn,
    /// The repositories that were harvested; for its owner.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repositories: Vec<Repository<'a>>,
    /// Documents that were not read, or not all of them; with `--all`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanting: Option<Vec<Wanting>>,
}

/// What others learn of closed texts: `nothing`, or the `record`.
#[derive(Debug, Serialize)]
pub struct OthersLearn {
    /// Of those under embargo.
    pub embargoed: &'static str,
    /// Of those for registered users.
    pub registered: &'static str,
    /// Of those for staff.
    pub staff: &'static str,
}

impl OthersLearn {
    fn of(policy: &Policy) -> Self {
        let named = |told| if told == Disclosure::Nothing { "nothing" } else { "record" };
        let Policy { embargoed, registered, staff } = *policy;
        Self { embargoed: named(embargoed), registered: named(registered), staff: named(staff) }
    }
}

/// A repository that was harvested.
#[derive(Debug, Serialize)]
pub struct Repository<'a> {
    /// Its name, as records have it.
    pub name: &'a str,
    /// Where it answers.
    pub url: &'a str,
    /// The set, where not all of it is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<&'a str>,
    /// The format in which it is asked.
    pub prefix: &'a str,
    /// Records of it.
    pub records: u64,
    /// Documents of it that were fetched.
    pub documents: u64,
    /// When its list was last read to the end, UTC.
    pub harvested: Option<String>,
    /// Whether the last harvest broke off before the end of the list: the next goes on there.
    pub under_way: bool,
}

impl<'a> Repository<'a> {
    fn of(feed: &'a Feed) -> Self {
        Self {
            name: &feed.name,
            url: &feed.url,
            set: feed.set.as_deref(),
            prefix: &feed.prefix,
            records: feed.records,
            documents: feed.documents,
            harvested: feed.harvested.map(|moment| Moment(moment).to_string()),
            under_way: feed.list.is_some(),
        }
    }
}

/// A document that was not read, or not all of it.
#[derive(Debug, Serialize)]
pub struct Wanting {
    /// Where.
    #[serde(serialize_with = "lossy")]
    pub path: PathBuf,
    /// What is wanting, a sentence.
    pub what: String,
    /// What to do about it.
    pub advice: Option<String>,
}

impl<'a> Status<'a> {
    /// The shape of `ledger`, with what is wanting where `sources` are given.
    pub fn of(ledger: &'a Ledger, feeds: &'a [Feed], sources: Option<&[Source]>) -> Self {
        Self {
            v: VERSION,
            repositories: feeds.iter().map(Repository::of).collect(),
            index: ledger.path.clone(),
            format: ledger.format,
            documents: ledger.documents,
            indexed: ledger.indexed,
            same_as: ledger.same_as,
            closed: ledger.closed,
            described: ledger.described,
            withheld: ledger.withheld,
            failed: &ledger.failed,
            pages: ledger.pages,
            with_text: ledger.with_text,
            recognised: ledger.recognised,
            private: ledger.private,
            scanned: ledger.scanned,
            garbled: ledger.garbled,
            blank: ledger.blank,
            words: ledger.words,
            text_bytes: ledger.text_bytes,
            pdf_bytes: ledger.pdf_bytes,
            passages: ledger.passages,
            index_bytes: Some(ledger.index_bytes).filter(|bytes| *bytes > 0),
            others_learn: OthersLearn::of(&ledger.policy),
            wanting: sources.map(|sources| sources.iter().filter_map(Wanting::of).collect()),
        }
    }
}

impl Wanting {
    /// What is wanting of a source, if anything is.
    pub fn of(source: &Source) -> Option<Self> {
        let name = source.path.file_name().unwrap_or_default().to_string_lossy();
        let (what, advice) = match &source.fate {
            Fate::SameAs(_) | Fate::Described => return None,
            Fate::Withheld(withheld) => (format!("not fetched: {}", withheld.why), again(withheld)),
            Fate::Failed(why) => (why.to_string(), why.advice().map(str::to_owned)),
            Fate::Indexed(coverage) => (shortcomings(coverage)?, advice(coverage, &name)),
        };
        Some(Self { path: source.path.clone(), what, advice })
    }
}

/// When a document will be asked for again.
fn again(withheld: &Withheld) -> Option<String> {
    withheld.again.map(|day| format!("ibid harvest asks for it again from {day} on"))
}

/// Characters for private use are worth a word where there are so many.
pub(super) const MANY_PRIVATE: u64 = 100;
/// And where there is one to so many bytes of text.
const BYTES_A_PRIVATE: u64 = 200;

/// "12 scanned, 3 garbled of 220 pages; 4,070 characters for private use".
fn shortcomings(coverage: &Coverage) -> Option<String> {
    let counts = [(coverage.scanned, "scanned"), (coverage.garbled, "garbled"), (coverage.recognised, "by OCR")];
    let parts: Vec<_> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, kind)| format!("{n} {kind}")).collect();
    let pages = (!parts.is_empty()).then(|| format!("{} of {} pages", parts.join(", "), coverage.pages));
    let garbled = coverage.is_garbled().then(|| "most of its text means nothing".to_owned());
    let private = coverage.private >= MANY_PRIVATE && coverage.private * BYTES_A_PRIVATE > coverage.text_bytes;
    let private = private.then(|| format!("{} characters for private use are in no word", coverage.private));
    let confidence = coverage.confidence.map(|sure| format!("its OCR is {sure}% sure"));
    let all: Vec<String> = [garbled, pages, confidence, private].into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join("; "))
}

fn advice(coverage: &Coverage, name: &str) -> Option<String> {
    let Coverage { scanned, garbled, .. } = *coverage;
    if coverage.may_gain_by(Mode::Auto) {
        let force = if garbled > 0 { "--force-ocr" } else { "--skip-text" };
        return Some(format!("ibid index --ocr auto reads them; or ocrmypdf {force} \"{name}\" \"{name}\""));
    }
    (scanned + garbled > 0).then(|| "OCR could not read them either; a better scan may help".to_owned())
}
