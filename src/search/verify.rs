//! Whether a quotation stands in a text, where, and how it differs.
//!
//! First it is looked for letter by letter (`search/verbatim.rs`) in the theses that have it as a phrase; then in those that have most
//! of its rare words, and where it stands in none, it is aligned with what comes nearest (`search/alignment.rs`). Of texts
//! that the caller may not read, nothing is said.

use std::{
    collections::VecDeque,
    ops::{ControlFlow, Range},
    path::PathBuf,
    rc::Rc,
};

use super::{
    Grouping, Options, SectionRef,
    alignment::{Piece, align},
    each_thesis,
    quotation::Quotation,
    verbatim::{Difference, Folded, differences},
    weigh,
};
use crate::{
    error::{Error, Result},
    index::{Key, Ledger, Snapshot, StoredThesis, View, analyzer},
    query::{Expr, Field, Leaf, LeafText, Query},
    record::Record,
    text::{Label, Text},
};

/// How similar a stretch of text must be to be called close: less is what any two texts on one subject have in common.
const CLOSE: f32 = 0.55;

/// How much less similar than the closest place others may be that are told too.
const AS_CLOSE: f32 = 0.1;

/// Most places that are told.
const MOST_PLACES: usize = 20;

/// Theses looked into for a phrase, and for words.
const BY_PHRASE: usize = 50;
const BY_WORDS: usize = 6;

/// Rare words that a thesis is looked for by.
const RARE: usize = 16;

/// Texts that are kept for the next quotation.
const KEPT: usize = 12;

/// How a quotation agrees with a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Agreement {
    /// Letter by letter, sign by sign; spaces and line ends are alike.
    Verbatim,
    /// Letter by letter, but for these.
    But(Vec<Difference>),
    /// Most of its words, in their order.
    Close {
        /// 1 would be all of them.
        similarity: f32,
        /// What is quoted beside what is printed.
        pieces: Vec<Piece>,
    },
}

impl Agreement {
    /// Whether every letter stands there.
    pub fn is_verbatim(&self) -> bool {
        !matches!(self, Self::Close { .. })
    }

    /// Smaller is better.
    fn rank(&self) -> (usize, f32) {
        match self {
            Self::Verbatim => (0, 0.0),
            Self::But(differences) => (differences.len(), 0.0),
            Self::Close { similarity, .. } => (usize::MAX, -similarity),
        }
    }
}

/// A place where a quotation stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The thesis.
    pub key: Key,
    /// Its PDF.
    pub path: PathBuf,
    /// Its record.
    pub record: Record,
    /// How the quotation agrees with what is printed there.
    pub agreement: Agreement,
    /// The pages it stands on: PDF page number from 1, and the printed one.
    pub pages: Vec<(u32, Option<Label>)>,
    /// The section it begins in.
    pub section: Option<SectionRef>,
    /// What is printed there, from its first word to its last.
    pub printed: String,
}

impl Standing {
    /// Whether it stands on a page of this printed number, or of this number in the PDF; `12-13` names two.
    pub fn is_on(&self, page: &str) -> bool {
        is_on(&self.pages, page)
    }
}

fn is_on(pages: &[(u32, Option<Label>)], page: &str) -> bool {
    let wanted: Vec<&str> = page.split(['-', '–', ',']).map(str::trim).collect();
    let named = |number: u32, label: Option<&Label>| {
        wanted.iter().any(|wanted| {
            label.is_some_and(|label| label.text.eq_ignore_ascii_case(wanted)) || *wanted == number.to_string()
        })
    };
    pages.iter().any(|(number, label)| named(*number, label.as_ref()))
}

/// What is known of a quotation.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    /// Where it stands, the best agreement first; none where it was not found.
    pub places: Vec<Standing>,
    /// Whether it stands in more places than these.
    pub truncated: bool,
    /// How many words it has.
    pub words: usize,
}

/// Verifies quotations against the texts of an index. Texts are kept from one to the next.
pub struct Verifier<'a> {
    snapshot: &'a Snapshot,
    view: View,
    options: Options,
    /// The one thesis that is asked about.
    only: Option<Key>,
    /// The page that is asked about.
    page: Option<String>,
    kept: VecDeque<Rc<Prepared>>,
}

/// A text ready to be looked into.
struct Prepared {
    stored: StoredThesis,
    text: Text,
    folded: Folded,
}

impl<'a> Verifier<'a> {
    /// For the texts that the caller of `options` may read on its day, in its paths; only in one thesis where that is named.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn new(snapshot: &'a Snapshot, options: &Options, only: Option<Key>) -> Result<Self> {
        let options = Options { offset: 0, passages: 1, grouping: Grouping::Theses, ..options.clone() };
        let view = snapshot.view(options.caller, options.today)?;
        Ok(Self { snapshot, view, options, only, page: None, kept: VecDeque::new() })
    }

    /// The same, of places on the page of this number before others.
    pub fn on_page(self, page: Option<&str>) -> Self {
        Self { page: page.map(str::to_owned), ..self }
    }

    /// Looks for a quotation. Ellipses (`...`, `[...]`, `…`) stand for any words up to 300, a bracket such as `[he]` for
    /// up to 8, `[sic]` for none, and `[T]he` for either case.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn verify(&mut self, quotation: &str) -> Result<Verification> {
        let quotation = Quotation::parse(quotation);
        let words = quotation.words();
        let mut places = Vec::new();
        if words == 0 {
            return Ok(Verification::default());
        }
        let mut seen = Vec::new();
        for key in self.holding(&phrases(&quotation), BY_PHRASE)? {
            self.look(key, &quotation, &mut places)?;
            seen.push(key);
        }
        if places.is_empty() {
            let near = self.holding(&self.rare_words(&quotation), BY_WORDS)?;
            for key in near.iter().filter(|key| !seen.contains(key)) {
                self.look(*key, &quotation, &mut places)?;
            }
            if places.is_empty() {
                seen.truncate(BY_WORDS);
                seen.retain(|key| !near.contains(key));
                for key in near.into_iter().chain(seen) {
                    places.extend(self.nearest(key, &quotation)?);
                }
            }
        }
        places.sort_by(|a, b| {
            let (a, b) = (a.agreement.rank(), b.agreement.rank());
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
        let best = places.first().map(|place| place.agreement.rank().1);
        places.retain(|place| best.is_some_and(|best| place.agreement.rank().1 <= best + AS_CLOSE));
        if let Some(page) = &self.page {
            places.sort_by_key(|place| !(place.agreement.is_verbatim() && place.is_on(page)));
        }
        let truncated = places.len() > MOST_PLACES;
        places.truncate(MOST_PLACES);
        Ok(Verification { places, truncated, words })
    }

    /// The sums of the ledger, of the one thesis where that is named: what could not be read, or is closed, and so not be looked
    /// into.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn ledger(&self) -> Result<Ledger> {
        self.only.map_or_else(|| self.view.ledger(), |key| self.view.ledger_of(key))
    }

    /// The theses that hold any of these, the best first.
    fn holding(&self, wanted: &[Leaf], most: usize) -> Result<Vec<Key>> {
        if let Some(key) = self.only {
            return Ok(vec![key]);
        }
        let mut leaves: Vec<Expr> = wanted.iter().cloned().map(Expr::Leaf).collect();
        let clauses = if leaves.len() > 1 { Some(Expr::Any(leaves)) } else { leaves.pop() };
        let query = Query { clauses, notices: Vec::new() };
        let options = Options { limit: most, ..self.options.clone() };
        let mut keys = Vec::new();
        each_thesis(self.snapshot, &query, &options, &mut |thesis| {
            keys.push(thesis.key);
            ControlFlow::Continue(())
        })?;
        Ok(keys)
    }

    /// The quotation's words that fewest passages hold.
    fn rare_words(&self, quotation: &Quotation) -> Vec<Leaf> {
        // Parted as a question is: where no spaces are written, a clause must not be one word.
        let printed = quotation.segments.iter().flat_map(|segment| analyzer::words_asked(&segment.text));
        let mut words: Vec<(u64, &str)> = printed
            .filter_map(|word| {
                let holders = analyzer::tokens(word).map(|token| weigh::holders(&self.view, &token.word));
                holders.min().map(|holders| (holders, word))
            })
            .collect();
        words.sort_unstable();
        words.dedup();
        words.into_iter().take(RARE).map(|(_, word)| leaf(LeafText::Word(word.to_owned()))).collect()
    }

    /// The text of a thesis; `None` where the caller may not read it.
    fn prepared(&mut self, key: Key) -> Result<Option<Rc<Prepared>>> {
        if let Some(known) = self.kept.iter().find(|known| known.stored.key == key) {
            return Ok(Some(Rc::clone(known)));
        }
        let stored = match self.view.open(key) {
            Ok(stored) => stored,
            Err(Error::Closed { .. } | Error::NoSuchThesis(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let text = self.view.text(key)?;
        let prepared = Rc::new(Prepared { folded: Folded::of(&text.content), stored, text });
        self.kept.truncate(KEPT - 1);
        self.kept.push_front(Rc::clone(&prepared));
        Ok(Some(prepared))
    }

    /// Adds the places where the quotation stands letter by letter: one more than are told, and those on the page that is asked about.
    fn look(&mut self, key: Key, quotation: &Quotation, places: &mut Vec<Standing>) -> Result<()> {
        let Some(prepared) = self.prepared(key)? else { return Ok(()) };
        let most = if self.page.is_some() { usize::MAX } else { MOST_PLACES + 1 };
        for (count, spans) in prepared.folded.places(quotation, most).into_iter().enumerate() {
            let whole = spans.first().map_or(0, |span| span.start)..spans.last().map_or(0, |span| span.end);
            let is_asked = || self.page.as_ref().is_some_and(|page| is_on(&prepared.pages(&whole), page));
            if count > MOST_PLACES && !is_asked() {
                continue;
            }
            let pairs = quotation.segments.iter().zip(&spans);
            let found = pairs.map(|(segment, span)| differences(segment, &prepared.text.content[span.clone()]));
            let mut found: Vec<Difference> = found.flatten().collect();
            found.sort_unstable();
            found.dedup();
            let agreement = if found.is_empty() { Agreement::Verbatim } else { Agreement::But(found) };
            places.push(prepared.standing(whole, agreement));
        }
        Ok(())
    }

    /// The place that comes nearest, where that is near.
    fn nearest(&mut self, key: Key, quotation: &Quotation) -> Result<Option<Standing>> {
        let Some(prepared) = self.prepared(key)? else { return Ok(None) };
        let aligned = align(quotation, &prepared.text.content, &prepared.folded);
        Ok(aligned.filter(|aligned| aligned.similarity >= CLOSE).map(|aligned| {
            let (similarity, pieces) = (aligned.similarity, aligned.pieces);
            prepared.standing(aligned.span, Agreement::Close { similarity, pieces })
        }))
    }
}

impl Prepared {
    /// The pages on which some bytes stand.
    fn pages(&self, span: &Range<usize>) -> Vec<(u32, Option<Label>)> {
        let pages = self.stored.pages(span.start as u32..span.end as u32);
        pages.into_iter().map(|page| (page.number, page.label)).collect()
    }

    fn standing(&self, span: Range<usize>, agreement: Agreement) -> Standing {
        Standing {
            key: self.stored.key,
            path: self.stored.paths.first().cloned().unwrap_or_default(),
            record: self.stored.record.clone(),
            agreement,
            pages: self.pages(&span),
            section: self.stored.section_at(span.start as u32),
            printed: self.text.content.get(span).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }
}

/// The segments as phrases.
fn phrases(quotation: &Quotation) -> Vec<Leaf> {
    quotation.segments.iter().map(|segment| leaf(LeafText::Phrase(segment.text.clone()))).collect()
}

fn leaf(text: LeafText) -> Leaf {
    Leaf { field: Field::Text, text }
}
