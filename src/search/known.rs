//! The words of an index as one caller may know them.
//!
//! A word that only closed texts have does not exist for whom they are closed to, and is counted without them.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use tantivy::{
    DocAddress, DocSet, TERMINATED, Term,
    postings::SegmentPostings,
    schema::{Field, IndexRecordOption},
};

use super::{
    expand::Pattern,
    phrase::{PhraseCursor, Running},
};
use crate::{
    access::{self, Caller},
    date::Date,
    error::{Error, Result},
    index::{Columns, Offer, OfferKind, Snapshot, access_terms, analyzer},
};

/// The words that `caller` may know on `today`.
pub(super) struct Known<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) caller: Caller,
    pub(super) today: Date,
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
        self.each(field, &Pattern::Prefix(start.to_owned()), &mut |term, holders, _| {
            if wanted(term) {
                *known.entry(term.to_owned()).or_default() += holders;
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
        let field = self.snapshot.fields().text;
        let mut found = BTreeSet::new();
        self.each(field, pattern, &mut |term, _, _| {
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

    fn each(&self, field: Field, pattern: &Pattern, each: &mut dyn FnMut(&str, u64, u8)) -> Result<()> {
        let segments = self.snapshot.searcher().segment_readers();
        let mut searched = segments.iter().map(|reader| pattern.search(reader, field, each));
        searched.try_for_each(|outcome| outcome.map_err(|error| engine(error.into())))
    }

    /// Whether any readable document has a term.
    pub(super) fn has(&self, field: Field, term: &str) -> Result<bool> {
        let mut found = false;
        self.each_readable(field, term, &mut |_| {
            found = true;
            false
        })?;
        Ok(found)
    }

    /// How many readable passages have a folded word; not counted beyond `most`.
    pub(super) fn holders_up_to(&self, most: u64, word: &str) -> Result<u64> {
        let mut found = 0;
        self.each_readable(self.snapshot.fields().text, word, &mut |_| {
            found += 1;
            found < most
        })?;
        Ok(found)
    }

    /// How many readable documents have a term.
    pub(super) fn holders(&self, field: Field, term: &str) -> Result<u64> {
        let known = Term::from_field_text(field, term);
        let all = self.snapshot.searcher().doc_freq(&known).map_err(engine)?;
        if self.caller == Caller::Owner || all == 0 {
            return Ok(all);
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
        let field = self.snapshot.fields().text;
        let terms: Vec<Vec<Term>> = words.iter().map(|word| vec![Term::from_field_text(field, word)]).collect();
        let mut count = 0;
        for (segment, reader) in self.snapshot.searcher().segment_readers().iter().enumerate() {
            let columns = self.snapshot.columns(segment as u32)?;
            let running = Running::new(columns.thesis.clone(), columns.passage.clone(), columns.words.clone());
            let cursor = PhraseCursor::open(reader, running, &terms).map_err(|error| engine(error.into()))?;
            let Some(mut cursor) = cursor else { continue };
            while let Some((doc, _)) = cursor.next() {
                count += u64::from(!reader.is_deleted(doc) && self.may_read(&columns, doc, false));
            }
        }
        Ok(count)
    }

    /// A folded word as most of some readable passages print it, these taken from all over the index: in small letters
    /// unless they never have it so.
    pub(super) fn printed(&self, word: &str) -> Result<Option<String>> {
        let field = self.snapshot.fields().text;
        let mut addresses = Vec::new();
        self.each_readable(field, word, &mut |address| {
            addresses.push(address);
            true
        })?;
        let step = addresses.len().div_ceil(LOOKED_AT).max(1);
        // In small letters, how often so, and how often in any.
        let mut forms: Vec<(String, usize, usize)> = Vec::new();
        for address in addresses.into_iter().step_by(step) {
            let text = self.snapshot.passage(address)?;
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

    /// Calls `each` for the documents with a term that may be read, until it returns false.
    fn each_readable(&self, field: Field, term: &str, each: &mut dyn FnMut(DocAddress) -> bool) -> Result<()> {
        // An offer stands on the record page whatever it was taken from.
        let of_text = Offer::of_term(term).is_some_and(|offer| offer.kind == OfferKind::Heading);
        let term = Term::from_field_text(field, term);
        for (segment, reader) in self.snapshot.searcher().segment_readers().iter().enumerate() {
            let inverted = reader.inverted_index(field).map_err(engine)?;
            let postings = inverted.read_postings(&term, IndexRecordOption::Basic);
            let postings: Option<SegmentPostings> = postings.map_err(|error| engine(error.into()))?;
            let Some(mut postings) = postings else { continue };
            let columns = self.snapshot.columns(segment as u32)?;
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                let goes_on = reader.is_deleted(doc)
                    || !self.may_read(&columns, doc, of_text)
                    || each(DocAddress::new(segment as u32, doc));
                if !goes_on {
                    return Ok(());
                }
                postings.advance();
            }
        }
        Ok(())
    }

    /// Whether the caller may read a document; the record page is for all, unless what is asked was taken `of_text`.
    fn may_read(&self, columns: &Columns, doc: u32, of_text: bool) -> bool {
        let terms = columns.access.first(doc).map(access_terms);
        !of_text && columns.passage.first(doc) == Some(0)
            || terms.is_some_and(|terms| access::may_read(&terms, self.caller, self.today))
    }
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
