//! The words of an index as they may be seen.
//!
//! A word that only closed texts have does not exist for whom they are closed to, and is counted without them.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use tantivy::{
    DocAddress, DocSet, SegmentOrdinal, TERMINATED, Term,
    postings::{SegmentPostings, TermInfo},
    schema::{Field, IndexRecordOption},
};

use super::{
    expand::Pattern,
    phrase::{PhraseCursor, Running},
};
use crate::{
    error::{Error, Result},
    index::{Offer, OfferKind, View, analyzer},
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
        let segments = 0..self.view.segments().len() as SegmentOrdinal;
        let runs = segments.map(|segment| self.view.runs(segment)).collect::<Result<Vec<_>>>()?;
        let mut found = false;
        self.each_readable(field, term, &mut |DocAddress { segment_ord, doc_id }| {
            let runs = &runs[segment_ord as usize];
            let number = runs.languages().find(|(_, known)| *known == language).map(|(number, _)| number);
            found = number == Some(runs.facts(doc_id..doc_id + 1)[0].language);
            !found
        })?;
        Ok(found)
    }

    /// How many readable passages have a folded word; not counted beyond `most`.
    pub(super) fn holders_up_to(&self, most: u64, word: &str) -> Result<u64> {
        let mut found = 0;
        self.each_readable(self.view.fields().text, word, &mut |_| {
            found += 1;
            found < most
        })?;
        Ok(found)
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
        let field = self.view.fields().text;
        let terms: Vec<Vec<Term>> = words.iter().map(|word| vec![Term::from_field_text(field, word)]).collect();
        let mut count = 0;
        for (segment, reader) in self.view.segments().iter().enumerate() {
            let mut hidden = self.view.hidden(segment as u32).in_order();
            let running = Running::new(&self.view.runs(segment as u32)?);
            let cursor = PhraseCursor::open(reader, running, &terms).map_err(|error| engine(error.into()))?;
            let Some(mut cursor) = cursor else { continue };
            while let Some((doc, _)) = cursor.next() {
                count += u64::from(!hidden.hides(doc));
            }
        }
        Ok(count)
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

    /// The first readable passage with a word of each of a few theses. Which ones these are does not hang on where in the index they lie,
    /// which would depend on what may not be seen.
    fn some_with(&self, word: &str) -> Result<Vec<DocAddress>> {
        let mut some: Vec<(u64, DocAddress)> = Vec::new();
        let mut columns = None;
        let mut last = None;
        let mut failure = Ok(());
        self.each_readable(self.view.fields().text, word, &mut |address| {
            let known = columns.take().filter(|(segment, _)| *segment == address.segment_ord);
            let of_segment = known.map_or_else(|| self.view.columns(address.segment_ord), |(_, columns)| Ok(columns));
            let thesis = match of_segment {
                Ok(of_segment) => {
                    let thesis = of_segment.thesis.first(address.doc_id);
                    columns = Some((address.segment_ord, of_segment));
                    thesis
                }
                Err(error) => {
                    failure = Err(error);
                    return false;
                }
            };
            if thesis != last {
                last = thesis;
                let drawn = thesis.unwrap_or(0).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                let place = some.partition_point(|(other, _)| *other < drawn);
                if place < LOOKED_AT {
                    some.insert(place, (drawn, address));
                    some.truncate(LOOKED_AT);
                }
            }
            true
        })?;
        failure?;
        Ok(some.into_iter().map(|(_, address)| address).collect())
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

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn engine(error: tantivy::TantivyError) -> Error {
    Error::engine("looking at the words of the index")(error)
}
