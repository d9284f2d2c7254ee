//! Finding a phrase in the running text of a thesis, over the ends of its passages.
//!
//! A thesis's passages are contiguous documents of one segment, and each knows how many words it has: the word after
//! the last one of a passage is the first one of the next. The rarest word of the phrase leads; wherever it stands, the
//! others must stand at their distances. As the leader goes forward, so does the place where each other word is
//! looked for, so every list is read once, from front to back, and only where the leader stands.

use std::{collections::VecDeque, io, ops::RangeInclusive, sync::Arc};

use tantivy::{DocId, SegmentReader, Term};

use super::place::Place;
use crate::index::{Runs, ThesisRun};

/// How the passages of a segment run on.
#[derive(Clone)]
pub(super) struct Running(Arc<Runs>);

impl Running {
    pub(super) fn new(runs: &Arc<Runs>) -> Self {
        Self(Arc::clone(runs))
    }

    /// The passage whose text goes on where that of `doc` ends. The record page is no part of the running text.
    pub(super) fn after(&self, doc: DocId) -> Option<DocId> {
        let run = self.thesis(doc)?;
        (doc > run.first && doc + 1 < run.end).then_some(doc + 1)
    }

    /// The passage whose text ends where that of `doc` begins.
    pub(super) fn before(&self, doc: DocId) -> Option<DocId> {
        let run = self.thesis(doc)?;
        (doc > run.first + 1).then(|| doc - 1)
    }

    /// The passages in which the `words` before and behind those of `doc` stand, and `doc`.
    pub(super) fn about(&self, doc: DocId, words: u32) -> RangeInclusive<DocId> {
        let Some(run) = self.thesis(doc).filter(|run| doc > run.first) else { return doc..=doc };
        let [mut before, mut after] = [i64::from(words); 2];
        let (mut first, mut last) = (doc, doc);
        while before > 0 && first > run.first + 1 {
            first -= 1;
            before -= self.words(first);
        }
        while after > 0 && last + 1 < run.end {
            last += 1;
            after -= self.words(last);
        }
        first..=last
    }

    fn thesis(&self, doc: DocId) -> Option<&ThesisRun> {
        self.0.theses().get(self.0.at(doc)).filter(|run| run.first <= doc)
    }

    /// How many words a passage has.
    pub(super) fn words(&self, doc: DocId) -> i64 {
        i64::from(self.0.words(doc))
    }

    /// The place `distance` words after word `position` of `doc`.
    #[inline]
    fn shifted(&self, doc: DocId, position: u32, distance: i64) -> Option<(DocId, u32)> {
        let to = i64::from(position) + distance;
        let is_near = distance <= 0 && to >= 0;
        if is_near { Some((doc, to as u32)) } else { self.far_from(doc, to) }
    }

    /// The place of word `position` of `doc`, or as many words before or behind it.
    fn far_from(&self, mut doc: DocId, mut position: i64) -> Option<(DocId, u32)> {
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
    /// Where the leader stands in the passage looked at.
    places: Vec<u32>,
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
        Ok(Some(Self {
            running,
            leader,
            followers: slots.collect(),
            before_leader,
            found: VecDeque::new(),
            places: Vec::new(),
        }))
    }

    /// The next passage in which the phrase begins, and how often.
    pub(super) fn next(&mut self) -> Option<(DocId, u32)> {
        while self.found.len() < 2 && self.look() {}
        self.found.pop_front()
    }

    /// The same, from passage `doc` on.
    pub(super) fn next_from(&mut self, doc: DocId) -> Option<(DocId, u32)> {
        self.pass(doc);
        loop {
            let next = self.next();
            if next.is_none_or(|(at, _)| at >= doc) {
                return next;
            }
        }
    }

    /// How often the phrase begins in passage `doc`. Only ever asked further on, and then nothing else is.
    pub(super) fn times_in(&mut self, doc: DocId) -> u32 {
        self.pass(doc);
        let begins_further_on = |begin: (DocId, u32)| begin.0 > doc;
        while self.found.back().is_none_or(|(last, _)| *last <= doc)
            && let Some(leading) = self.leader.place.doc()
            && !self.running.shifted(leading, 0, -self.before_leader).is_some_and(begins_further_on)
        {
            self.look();
        }
        self.found.front().filter(|(at, _)| *at == doc).map_or(0, |(_, times)| *times)
    }

    /// In at most how many passages it begins, or about so.
    pub(super) fn holders(&self) -> u64 {
        self.leader.place.holders()
    }

    /// Leaves what begins before `doc`: no word of what begins later stands there.
    fn pass(&mut self, doc: DocId) {
        self.found.retain(|(at, _)| *at >= doc);
        self.leader.place.seek(doc);
    }

    /// Looks at the next passage of the leader; false where there is none.
    fn look(&mut self) -> bool {
        // Places are read where every other word is about.
        while let Some(doc) = self.leader.place.doc() {
            let Self { running, leader, followers, .. } = self;
            let reach = followers.len() as u32;
            if followers.iter_mut().all(|follower| follower.may_stand(running, leader.at, doc, reach)) {
                break;
            }
            leader.place.seek(doc + 1);
        }
        let mut places = std::mem::take(&mut self.places);
        let leading = self.leader.place.next_places(&mut places);
        for (doc, &position) in leading.into_iter().flat_map(|doc| places.iter().map(move |position| (doc, position))) {
            let Some(begin) = self.running.shifted(doc, position, -self.before_leader) else { continue };
            if self.followers.iter_mut().all(|follower| follower.stands(&self.running, begin)) {
                match self.found.back_mut() {
                    Some((last, times)) if *last == begin.0 => *times += 1,
                    _ => self.found.push_back((begin.0, 1)),
                }
            }
        }
        self.places = places;
        leading.is_some()
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

    /// Whether it is about where the word `leader` of the phrase stands in `doc`: none is further off than `reach` words. Only ever
    /// asked further on.
    fn may_stand(&mut self, running: &Running, leader: i64, doc: DocId, reach: u32) -> bool {
        if self.at < leader {
            return self.place.is_within(*running.about(doc, reach).start()..=doc);
        }
        self.place.seek(doc);
        let next = self.place.doc();
        next == Some(doc) || next.is_some_and(|next| next <= *running.about(doc, reach).end())
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
        schema::{Field, Schema, TEXT},
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
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 15_000_000).unwrap();
        for passage_words in theses.iter().flatten() {
            let mut doc = TantivyDocument::new();
            doc.add_text(text, passage_words.iter().map(|word| format!("{word} ")).collect::<String>());
            writer.add_document(doc).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let Some(reader) = searcher.segment_readers().first() else { return Vec::new() };
        let lengths: Vec<Vec<u32>> =
            theses.iter().map(|passages| passages.iter().map(|words| words.len() as u32).collect()).collect();
        ask(reader, Running::new(&Arc::new(Runs::of_lengths(&lengths))), text)
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
