//! Finding a phrase in the running text of a thesis, over the ends of its passages.
//!
//! A thesis's passages are contiguous documents of one segment, and each knows how many words it has: the word after
//! the last one of a passage is the first one of the next. The rarest word of the phrase leads; wherever it stands, the
//! others must stand at their distances. As the leader goes forward, so does the place where each other word is
//! looked for, so every list is read once, from front to back, and only where the leader stands.

use std::{collections::VecDeque, io};

use tantivy::{DocId, SegmentReader, Term, columnar::Column};

use super::place::Place;

/// How the passages of a segment run on.
#[derive(Clone)]
pub(super) struct Running {
    thesis: Column<u64>,
    passage: Column<u64>,
    words: Column<u64>,
}

impl Running {
    /// Of columns: which thesis, which of its passages, how many words.
    pub(super) fn new(thesis: Column<u64>, passage: Column<u64>, words: Column<u64>) -> Self {
        Self { thesis, passage, words }
    }

    /// The passage whose text goes on where that of `doc` ends. The record page is no part of the running text.
    pub(super) fn after(&self, doc: DocId) -> Option<DocId> {
        let (number, next) = (self.passage.first(doc)?, doc + 1);
        let goes_on = number > 0
            && next < self.passage.num_docs()
            && self.passage.first(next) == Some(number + 1)
            && self.thesis.first(next) == self.thesis.first(doc);
        goes_on.then_some(next)
    }

    /// The passage whose text ends where that of `doc` begins.
    pub(super) fn before(&self, doc: DocId) -> Option<DocId> {
        let has_one = self.passage.first(doc)? > 1 && doc > 0;
        has_one.then(|| doc - 1)
    }

    /// How many words a passage has.
    pub(super) fn words(&self, doc: DocId) -> i64 {
        self.words.first(doc).unwrap_or(0) as i64
    }

    /// The place `distance` words after word `position` of `doc`.
    fn shifted(&self, doc: DocId, position: u32, distance: i64) -> Option<(DocId, u32)> {
        let (mut doc, mut position) = (doc, i64::from(position) + distance);
        while position < 0 {
            doc = self.before(doc)?;
            position += self.words(doc);
        }
        while position >= self.words(doc) {
            position -= self.words(doc);
            doc = self.after(doc)?;
        }
        Some((doc, position as u32))
    }
}

/// Where a phrase begins in a segment, passage by passage.
pub(super) struct PhraseCursor {
    running: Running,
    leader: Slot,
    followers: Vec<Slot>,
    /// How many of its words stand before the leader.
    before_leader: i64,
    /// Passages found with the number of beginnings; the last one may still grow.
    found: VecDeque<(DocId, u32)>,
}

impl PhraseCursor {
    /// For words that may each be any of several terms; `None` where the segment lacks one of them.
    pub(super) fn open(reader: &SegmentReader, running: Running, words: &[Vec<Term>]) -> io::Result<Option<Self>> {
        let mut slots = Vec::with_capacity(words.len());
        for (at, terms) in words.iter().enumerate() {
            match Slot::open(reader, at as i64, terms)? {
                Some(slot) => slots.push(slot),
                None => return Ok(None),
            }
        }
        slots.sort_by_key(|slot| slot.place.holders());
        let mut slots = slots.into_iter();
        let Some(leader) = slots.next() else { return Ok(None) };
        let before_leader = leader.at;
        Ok(Some(Self { running, leader, followers: slots.collect(), before_leader, found: VecDeque::new() }))
    }

    /// The next passage in which the phrase begins, and how often.
    pub(super) fn next(&mut self) -> Option<(DocId, u32)> {
        let mut places = Vec::new();
        while self.found.len() < 2
            && let Some(doc) = self.leader.place.next_places(&mut places)
        {
            for &position in &places {
                let Some(begin) = self.running.shifted(doc, position, -self.before_leader) else { continue };
                if self.followers.iter_mut().all(|follower| follower.stands(&self.running, begin)) {
                    match self.found.back_mut() {
                        Some((last, times)) if *last == begin.0 => *times += 1,
                        _ => self.found.push_back((begin.0, 1)),
                    }
                }
            }
        }
        self.found.pop_front()
    }
}

/// One word of a phrase.
struct Slot {
    /// How many words of the phrase stand before it.
    at: i64,
    place: Place,
}

impl Slot {
    fn open(reader: &SegmentReader, at: i64, terms: &[Term]) -> io::Result<Option<Self>> {
        Ok(Place::open(reader, terms)?.map(|place| Self { at, place }))
    }

    /// Whether it stands where it must if the phrase begins at `begin`. Only ever asked further on.
    fn stands(&mut self, running: &Running, begin: (DocId, u32)) -> bool {
        let Some((doc, position)) = running.shifted(begin.0, begin.1, self.at) else { return false };
        self.place.has(doc, position)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::{
        Index, TantivyDocument,
        schema::{FAST, Field, Schema, TEXT},
    };

    use super::*;

    /// Theses as lists of passages, passages as lists of words; the first passage is the record page.
    type Theses = Vec<Vec<Vec<char>>>;

    fn term(text: Field, word: char) -> Term {
        Term::from_field_text(text, &word.to_string())
    }

    fn found(theses: &Theses, phrase: &[char]) -> Vec<(DocId, u32)> {
        in_index(theses, |reader, running, text| {
            let terms: Vec<_> = phrase.iter().map(|word| vec![term(text, *word)]).collect();
            let Some(mut cursor) = PhraseCursor::open(reader, running, &terms).unwrap() else { return Vec::new() };
            std::iter::from_fn(|| cursor.next()).collect()
        })
    }

    /// The stretches that hold every part so many times, by looking at each stretch.
    fn near_by_reading(theses: &Theses, parts: &[(Vec<char>, u32)], span: usize) -> Vec<(DocId, u32)> {
        let mut hits = std::collections::BTreeMap::new();
        let mut first_doc = 0;
        for passages in theses {
            for stretch in [0..1, 1..passages.len()] {
                let running: Vec<(usize, char)> =
                    stretch.flat_map(|at| passages[at].iter().map(move |word| (at, *word))).collect();
                let words: Vec<char> = running.iter().map(|(_, word)| *word).collect();
                for start in 0..words.len() {
                    let window = &words[start..words.len().min(start + span)];
                    let times = |part: &[char]| window.windows(part.len()).filter(|words| *words == part).count();
                    let begins = parts.iter().any(|(part, _)| window.starts_with(part));
                    if begins && parts.iter().all(|(part, needed)| times(part) >= *needed as usize) {
                        *hits.entry((first_doc + running[start].0) as DocId).or_insert(0) += 1;
                    }
                }
            }
            first_doc += passages.len();
        }
        hits.into_iter().collect()
    }

    fn in_index(
        theses: &Theses,
        ask: impl FnOnce(&SegmentReader, Running, Field) -> Vec<(DocId, u32)>,
    ) -> Vec<(DocId, u32)> {
        let mut schema = Schema::builder();
        let text = schema.add_text_field("text", TEXT);
        let thesis = schema.add_u64_field("thesis", FAST);
        let passage = schema.add_u64_field("passage", FAST);
        let words = schema.add_u64_field("words", FAST);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 15_000_000).unwrap();
        for (which, passages) in theses.iter().enumerate() {
            for (number, passage_words) in passages.iter().enumerate() {
                let mut doc = TantivyDocument::new();
                doc.add_text(text, passage_words.iter().map(|word| format!("{word} ")).collect::<String>());
                doc.add_u64(thesis, which as u64);
                doc.add_u64(passage, number as u64);
                doc.add_u64(words, passage_words.len() as u64);
                writer.add_document(doc).unwrap();
            }
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let Some(reader) = searcher.segment_readers().first() else { return Vec::new() };
        let column = |name| reader.fast_fields().u64(name).unwrap();
        ask(reader, Running::new(column("thesis"), column("passage"), column("words")), text)
    }

    /// The same by joining each thesis's text and looking at every word of it.
    fn looked_up(theses: &Theses, phrase: &[char]) -> Vec<(DocId, u32)> {
        let mut hits = Vec::new();
        let mut first_doc = 0;
        for passages in theses {
            for stretch in [0..1, 1..passages.len()] {
                let running: Vec<(usize, char)> =
                    stretch.flat_map(|at| passages[at].iter().map(move |word| (at, *word))).collect();
                for window in running.windows(phrase.len()) {
                    if window.iter().map(|(_, word)| word).eq(phrase) {
                        let doc = (first_doc + window[0].0) as DocId;
                        match hits.last_mut() {
                            Some((last, times)) if *last == doc => *times += 1,
                            _ => hits.push((doc, 1)),
                        }
                    }
                }
            }
            first_doc += passages.len();
        }
        hits
    }

    proptest! {
        #[test]
        fn parts_near_one_another_are_found_wherever_passages_end(
            theses in prop::collection::vec(
                prop::collection::vec(prop::collection::vec(prop::sample::select(vec!['a', 'b', 'c']), 0..5), 1..8), 1..4),
            parts in prop::collection::vec(prop::collection::vec(prop::sample::select(vec!['a', 'b', 'c']), 1..3), 1..4),
            gap in 0..6u32,
        ) {
            let mut distinct: Vec<(Vec<char>, u32)> = Vec::new();
            for part in &parts {
                match distinct.iter_mut().find(|(known, _)| known == part) {
                    Some((_, times)) => *times += 1,
                    None => distinct.push((part.clone(), 1)),
                }
            }
            let span = gap + parts.iter().map(Vec::len).sum::<usize>() as u32;
            let near = |reader: &SegmentReader, running: Running, text: Field| {
                let terms = |part: &Vec<char>| part.iter().map(|word| vec![term(text, *word)]).collect();
                let parts: Vec<_> = distinct.iter().map(|(part, times)| (terms(part), *times)).collect();
                crate::search::near::list(reader, &running, &parts, span).unwrap()
            };
            prop_assert_eq!(in_index(&theses, near), near_by_reading(&theses, &distinct, span as usize));
        }

        #[test]
        fn a_phrase_is_found_wherever_passages_end(
            theses in prop::collection::vec(
                prop::collection::vec(prop::collection::vec(prop::sample::select(vec!['a', 'b', 'c']), 0..5), 1..8), 1..4),
            phrase in prop::collection::vec(prop::sample::select(vec!['a', 'b', 'c']), 1..6),
        ) {
            prop_assert_eq!(found(&theses, &phrase), looked_up(&theses, &phrase));
        }
    }

    #[test]
    fn the_record_page_does_not_run_on() {
        let theses = vec![vec![vec!['a'], vec!['b', 'c'], vec!['a']], vec![vec!['b']]];
        assert_eq!(found(&theses, &['a', 'b']), []);
        assert_eq!(found(&theses, &['b', 'c', 'a']), [(1, 1)]);
    }
}
