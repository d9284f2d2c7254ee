//! The words of an index as they may be seen.
//!
//! A word that only closed texts have does not exist for whom they are closed to, and is counted without them.

use std::{collections::BTreeSet, sync::Arc};

use rustc_hash::FxHashMap;
use tantivy::{
    DocAddress, DocSet, SegmentOrdinal, TERMINATED, Term,
    postings::{SegmentPostings, TermInfo},
    schema::{Field, IndexRecordOption},
};

use super::{
    expand::Pattern,
    form::Word,
    phrase::{PhraseCursor, Running},
};
use crate::{
    error::{Error, Result},
    index::{Columns, Offer, OfferKind, Runs, View, analyzer},
};

/// The words that may be seen.
pub(super) struct Known<'v> {
    pub(super) view: &'v View,
}

/// A term, and how many documents with it may be read.
pub(super) type Counted = (String, u64);

impl Known<'_> {
    /// The most frequent terms of `field` that begin with `start` and that `wanted` wants, most frequent first, then by letters.
    pub(super) fn starting(
        &self,
        field: Field,
        start: &str,
        most: usize,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Counted>> {
        let mut known = FxHashMap::<String, u64>::default();
        self.each(field, &Pattern::Prefix(start.to_owned()), &mut |term, info| {
            if wanted(term) {
                *known.entry(term.to_owned()).or_default() += u64::from(info.doc_freq);
            }
        })?;
        let mut known: Vec<Counted> = known.into_iter().collect();
        known.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        self.readable(known, field, most)
    }

    /// The first `most` of `known` by how many readable documents have them. `known` is in the order of all documents,
    /// which are at least as many, so what follows a term with fewer cannot come before it.
    fn readable(&self, known: Vec<Counted>, field: Field, most: usize) -> Result<Vec<Counted>> {
        let mut best: Vec<Counted> = Vec::new();
        for (term, all) in known {
            if best.len() >= most && best[most - 1].1 > all {
                break;
            }
            let count = self.holders(field, &term)?;
            if count > 0 {
                let place = best.partition_point(|(other, more)| (*more, term.as_str()) > (count, other.as_str()));
                best.insert(place, (term, count));
            }
        }
        best.truncate(most);
        Ok(best)
    }

    /// The words of the texts that fit, with the number of readable passages that hold them.
    pub(super) fn fitting(&self, pattern: &Pattern) -> Result<Vec<Counted>> {
        let field = self.view.fields().text;
        let mut found = BTreeSet::new();
        self.each(field, pattern, &mut |term, _| {
            found.insert(term.to_owned());
        })?;
        let mut counted = Vec::with_capacity(found.len());
        for term in found {
            let count = self.holders(field, &term)?;
            if count > 0 {
                counted.push((term, count));
            }
        }
        Ok(counted)
    }

    fn each(&self, field: Field, pattern: &Pattern, each: &mut dyn FnMut(&str, &TermInfo)) -> Result<()> {
        let each = &mut |term: &str, info: &TermInfo, _| each(term, info);
        let mut searched = self.view.segments().iter().map(|reader| pattern.search(reader, field, each));
        searched.try_for_each(|outcome| outcome.map_err(|error| engine(error.into())))
    }

    /// Whether any readable passage in a language has a term.
    pub(super) fn has(&self, field: Field, term: &str, language: &str) -> Result<bool> {
        let mut found = false;
        self.each_in(field, term, &[language], &mut || {
            found = true;
            false
        })?;
        Ok(found)
    }

    /// How many readable passages a word finds, as it is or by a stem in a language of it; those of each counted up to `most`.
    pub(super) fn found_up_to(&self, most: u64, word: &Word, languages: &[String]) -> Result<u64> {
        let fields = self.view.fields();
        let mut found = 0;
        self.each_readable(fields.text, &word.exact, &mut |_| {
            found += 1;
            found < most
        })?;
        for (stem, of) in &word.stems {
            let of: Vec<&str> = of.iter().map(|at| languages[*at].as_str()).collect();
            let lookups =
                [fields.text, fields.stem].into_iter().filter(|field| *field == fields.stem || *stem != word.exact);
            for field in lookups {
                self.each_in(field, stem, &of, &mut || {
                    found += 1;
                    found < most
                })?;
            }
        }
        Ok(found)
    }

    /// Calls `each` for the readable passages in some languages that have a term, until it returns false.
    fn each_in(&self, field: Field, term: &str, languages: &[&str], each: &mut dyn FnMut() -> bool) -> Result<()> {
        let segments = 0..self.view.segments().len() as SegmentOrdinal;
        let runs = segments.map(|segment| self.view.runs(segment)).collect::<Result<Vec<_>>>()?;
        let wanted = |runs: &Arc<Runs>| {
            let named = runs.languages().filter(|(_, known)| languages.contains(&known.as_str()));
            named.map(|(number, _)| number).collect::<Vec<_>>()
        };
        let wanted: Vec<Vec<u8>> = runs.iter().map(wanted).collect();
        self.each_readable(field, term, &mut |DocAddress { segment_ord, doc_id }| {
            let segment = segment_ord as usize;
            !wanted[segment].contains(&runs[segment].facts(doc_id..doc_id + 1)[0].language) || each()
        })
    }

    /// How many readable documents have a term.
    pub(super) fn holders(&self, field: Field, term: &str) -> Result<u64> {
        if !is_of_text(term) {
            return self.view.holders(&Term::from_field_text(field, term)).map_err(engine);
        }
        let mut count = 0;
        self.each_readable(field, term, &mut |_| {
            count += 1;
            true
        })?;
        Ok(count)
    }

    /// How many readable passages hold these folded words one after the other.
    pub(super) fn phrase(&self, words: &[&str]) -> Result<u64> {
        let mut count = 0;
        self.each_with_phrase(words, &mut |_| count += 1)?;
        Ok(count)
    }

    /// Whether two folded words stand with a hyphen between them in some of the readable passages that hold one after the other.
    pub(super) fn are_hyphenated(&self, words: [&str; 2]) -> Result<bool> {
        let mut drawn = Drawn::default();
        self.each_with_phrase(&words, &mut |address| drawn.see(self.view, address))?;
        for address in drawn.addresses()? {
            let text = self.view.passage(address)?;
            let tokens: Vec<_> = analyzer::tokens(&text).collect();
            let is_hyphenated = |pair: &[analyzer::Token<'_>]| {
                let between = text[pair[0].span.end..pair[1].span.start].trim();
                [&*pair[0].word, &*pair[1].word] == words && matches!(between, "-" | "‐" | "‑" | "–")
            };
            if tokens.windows(2).any(is_hyphenated) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn each_with_phrase(&self, words: &[&str], each: &mut dyn FnMut(DocAddress)) -> Result<()> {
        let field = self.view.fields().text;
        let terms: Vec<Vec<Term>> = words.iter().map(|word| vec![Term::from_field_text(field, word)]).collect();
        for (segment, reader) in self.view.segments().iter().enumerate() {
            let mut hidden = self.view.hidden(segment as u32).in_order();
            let running = Running::new(&self.view.runs(segment as u32)?);
            let cursor = PhraseCursor::open(reader, running, &terms).map_err(|error| engine(error.into()))?;
            let Some(mut cursor) = cursor else { continue };
            while let Some((doc, _)) = cursor.next() {
                if !hidden.hides(doc) {
                    each(DocAddress::new(segment as u32, doc));
                }
            }
        }
        Ok(())
    }

    /// A folded word as most of some readable passages print it, these taken from all over the index: in small letters
    /// unless they never have it so.
    pub(super) fn printed(&self, word: &str) -> Result<Option<String>> {
        // In small letters, how often so, and how often in any.
        let mut forms: Vec<(String, usize, usize)> = Vec::new();
        for address in self.some_with(word)? {
            let text = self.view.passage(address)?;
            for token in analyzer::tokens(&text).filter(|token| token.word == word) {
                let printed = &text[token.span];
                let small = printed.to_lowercase();
                let is_small = usize::from(small == printed);
                match forms.iter_mut().find(|(known, ..)| *known == small) {
                    Some((_, smalls, all)) => (*smalls, *all) = (*smalls + is_small, *all + 1),
                    None => forms.push((small, is_small, 1)),
                }
            }
        }
        let most = forms.into_iter().max_by_key(|(form, _, all)| (*all, *form == word));
        Ok(most.map(|(form, smalls, _)| if smalls > 0 { form } else { capitalized(&form) }))
    }

    /// A word of a field of the record as some thesis has it there.
    pub(super) fn named(&self, field: Field, word: &str, kind: OfferKind) -> Result<Option<String>> {
        let mut first = None;
        self.each_readable(field, word, &mut |address| {
            first = Some(address);
            false
        })?;
        let Some(DocAddress { segment_ord, doc_id }) = first else { return Ok(None) };
        let runs = self.view.runs(segment_ord)?;
        let record = self.view.stored_in(segment_ord, &runs.theses()[runs.at(doc_id)])?.record;
        let mut values = Offer::values(&record).filter(|(of, _)| *of == kind);
        Ok(values.find_map(|(_, value)| {
            let token = analyzer::tokens(value).find(|token| token.word == word)?;
            Some(value[token.span].to_owned())
        }))
    }

    /// The first readable passage with a word of each of a few theses.
    fn some_with(&self, word: &str) -> Result<Vec<DocAddress>> {
        let mut drawn = Drawn::default();
        self.each_readable(self.view.fields().text, word, &mut |address| {
            drawn.see(self.view, address);
            true
        })?;
        drawn.addresses()
    }

    /// Calls `each` for the documents with a term that may be read, until it returns false.
    fn each_readable(&self, field: Field, term: &str, each: &mut dyn FnMut(DocAddress) -> bool) -> Result<()> {
        let of_text = is_of_text(term);
        let term = Term::from_field_text(field, term);
        for (segment, reader) in self.view.segments().iter().enumerate() {
            let inverted = reader.inverted_index(field).map_err(engine)?;
            let postings = inverted.read_postings(&term, IndexRecordOption::Basic);
            let postings: Option<SegmentPostings> = postings.map_err(|error| engine(error.into()))?;
            let Some(mut postings) = postings else { continue };
            let hidden = self.view.hidden(segment as u32);
            let mut in_order = hidden.in_order();
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                let is_hidden = if of_text { hidden.closes(doc) } else { in_order.hides(doc) };
                if !is_hidden && !each(DocAddress::new(segment as u32, doc)) {
                    return Ok(());
                }
                postings.advance();
            }
        }
        Ok(())
    }
}

/// Whether a term is an offer that was taken from a text: it stands on the record page all the same.
fn is_of_text(term: &str) -> bool {
    Offer::of_term(term).is_some_and(|offer| offer.kind == OfferKind::Heading)
}

/// How many passages are looked at for the spelling of a word.
const LOOKED_AT: usize = 6;

/// The first of some passages of each of a few theses. Which ones these are does not hang on where in the index they lie, which would
/// depend on what may not be seen.
#[derive(Default)]
struct Drawn {
    /// Those with the least draws.
    some: Vec<(u64, DocAddress)>,
    columns: Option<(SegmentOrdinal, Columns)>,
    last: Option<u64>,
    failure: Option<Error>,
}

impl Drawn {
    /// Looks at the next passage, in the order of the index.
    fn see(&mut self, view: &View, address: DocAddress) {
        if self.columns.as_ref().is_none_or(|(segment, _)| *segment != address.segment_ord) {
            match view.columns(address.segment_ord) {
                Ok(columns) => self.columns = Some((address.segment_ord, columns)),
                Err(error) => return self.failure = Some(error),
            }
        }
        let thesis = self.columns.as_ref().and_then(|(_, columns)| columns.thesis.first(address.doc_id));
        if thesis != self.last {
            self.last = thesis;
            let draw = thesis.unwrap_or(0).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let place = self.some.partition_point(|(other, _)| *other < draw);
            if place < LOOKED_AT {
                self.some.insert(place, (draw, address));
                self.some.truncate(LOOKED_AT);
            }
        }
    }

    fn addresses(self) -> Result<Vec<DocAddress>> {
        match self.failure {
            Some(error) => Err(error),
            None => Ok(self.some.into_iter().map(|(_, address)| address).collect()),
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn engine(error: tantivy::TantivyError) -> Error {
    Error::engine("looking at the words of the index")(error)
}
