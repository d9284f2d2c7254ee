//! Words and phrases near one another in the running text of a thesis.
//!
//! A *stretch* answers where it holds every part (as often as it is asked for) and is no longer than all parts and the words
//! allowed between them. The hit is the passage in which a stretch begins; what is marked is the parts within stretches. One
//! printed word may serve two parts that both take it.

use std::{io, ops::RangeInclusive};

use tantivy::{DocId, SegmentReader, Term};

use super::{phrase::Running, place::Place};

/// A part found: running positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    /// Its first word.
    pub(super) start: u32,
    /// The word after its last.
    pub(super) end: u32,
    /// Which part.
    pub(super) part: usize,
}

/// Where stretches begin, in order, and which of `found` lie within one. `found` is sorted; `times`: how often each part is
/// asked for.
pub(super) fn stretches(found: &[Found], times: &[u32], span: u32) -> (Vec<u32>, Vec<bool>) {
    let mut by_end: Vec<usize> = (0..found.len()).collect();
    by_end.sort_by_key(|&at| found[at].end);
    let mut counts = vec![0; times.len()];
    let mut lacking = times.len();
    let (mut entered, mut left) = (0, 0);
    let mut starts: Vec<u32> = Vec::new();
    for &Found { start, .. } in found {
        if starts.last() == Some(&start) {
            continue;
        }
        while let Some(&at) = by_end.get(entered).filter(|&&at| found[at].end <= start + span) {
            let part = found[at].part;
            counts[part] += 1;
            lacking -= usize::from(counts[part] == times[part]);
            entered += 1;
        }
        while let Some(gone) = found.get(left).filter(|gone| gone.start < start) {
            lacking += usize::from(counts[gone.part] == times[gone.part]);
            counts[gone.part] -= 1;
            left += 1;
        }
        if lacking == 0 {
            starts.push(start);
        }
    }
    let is_within = |part: &Found| {
        let last = starts.partition_point(|&start| start <= part.start).checked_sub(1);
        last.is_some_and(|last| part.end <= starts[last] + span)
    };
    let within = found.iter().map(is_within).collect();
    (starts, within)
}

/// The passages of a segment in which stretches begin, and how many.
pub(super) fn list(
    reader: &SegmentReader,
    running: &Running,
    parts: &[(Vec<Vec<Term>>, u32)],
    span: u32,
) -> io::Result<Vec<(DocId, u32)>> {
    let mut slots: Vec<Vec<Place>> = Vec::with_capacity(parts.len());
    for (part, _) in parts {
        let opened: Option<Vec<Place>> =
            part.iter().map(|terms| Place::open(reader, terms)).collect::<io::Result<_>>()?;
        match opened {
            Some(opened) => slots.push(opened),
            None => return Ok(Vec::new()),
        }
    }
    let all = slots.iter().zip(parts).flat_map(|(slots, (part, _))| slots.iter().zip(part));
    let mut words: Vec<(u64, &Vec<Term>)> = all.map(|(slot, terms)| (slot.holders(), terms)).collect();
    words.sort_by_key(|(holders, _)| *holders);
    let words: Vec<&[Term]> = words.into_iter().map(|(_, terms)| terms.as_slice()).collect();
    let times: Vec<u32> = parts.iter().map(|(_, times)| *times).collect();
    let mut hits = Vec::new();
    for docs in neighbourhoods(reader, running, &words, span)? {
        let found = found_in(docs.clone(), running, &mut slots);
        let (starts, _) = stretches(&found, &times, span);
        count(docs, running, &starts, &mut hits);
    }
    Ok(hits)
}

/// The passages that may hold a stretch, as runs of passages: those with the rarest word and those about them, where every other
/// word is, too. `words`: the rarest first.
fn neighbourhoods(
    reader: &SegmentReader,
    running: &Running,
    words: &[&[Term]],
    span: u32,
) -> io::Result<Vec<RangeInclusive<DocId>>> {
    let mut places = Vec::with_capacity(words.len());
    for terms in words {
        places.extend(Place::open(reader, terms)?);
    }
    let mut runs: Vec<RangeInclusive<DocId>> = Vec::new();
    let Some((leader, others)) = places.split_first_mut() else { return Ok(runs) };
    while let Some(doc) = leader.doc() {
        let about = running.about(doc, span);
        if others.iter_mut().all(|other| other.is_within(about.clone())) {
            let goes_on = |run: &&mut RangeInclusive<DocId>| {
                about.start() <= run.end() || running.after(*run.end()) == Some(*about.start())
            };
            match runs.last_mut().filter(goes_on) {
                Some(run) => *run = *run.start()..=*about.end().max(run.end()),
                None => runs.push(about),
            }
        }
        leader.seek(doc + 1);
    }
    Ok(runs)
}

/// Every part in a run of passages, in order; positions count from the first of them.
fn found_in(docs: RangeInclusive<DocId>, running: &Running, slots: &mut [Vec<Place>]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut positions: Vec<Vec<u32>> = Vec::new();
    for (part, slots) in slots.iter_mut().enumerate() {
        positions.resize(slots.len(), Vec::new());
        for (slot, positions) in slots.iter_mut().zip(&mut positions) {
            positions.clear();
            let mut base = 0;
            for doc in docs.clone() {
                slot.append(doc, base, positions);
                base += running.words(doc) as u32;
            }
        }
        let stands = |start: u32| {
            positions[1..slots.len()].iter().zip(1..).all(|(places, at)| places.binary_search(&(start + at)).is_ok())
        };
        let length = slots.len() as u32;
        let starts = positions[0].iter().copied().filter(|&start| stands(start));
        found.extend(starts.map(|start| Found { start, end: start + length, part }));
    }
    found.sort_unstable();
    found
}

/// Adds to `hits` in which passages the stretches begin.
fn count(docs: RangeInclusive<DocId>, running: &Running, starts: &[u32], hits: &mut Vec<(DocId, u32)>) {
    let mut rest = starts;
    let mut base = 0;
    for doc in docs {
        base += running.words(doc) as u32;
        let here = rest.partition_point(|&start| start < base);
        if here > 0 {
            hits.push((doc, here as u32));
        }
        rest = &rest[here..];
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn stretches_are_those_that_reading_finds(
            mut found in prop::collection::vec((0..40u32, 1..4u32, 0..3usize), 0..20),
            times in prop::collection::vec(1..3u32, 3),
            gap in 0..8u32,
        ) {
            found.sort_unstable();
            found.dedup();
            let lengths = [1, 2, 3];
            let found: Vec<Found> = {
                let mut found: Vec<Found> = found.into_iter()
                    .map(|(start, _, part)| Found { start, end: start + lengths[part], part }).collect();
                found.sort_unstable();
                found.dedup();
                found
            };
            let span = gap + times.iter().zip(lengths).map(|(times, length)| times * length).sum::<u32>();
            let holds = |start: u32| (0..3).all(|part| {
                let inside = |f: &&Found| f.part == part && start <= f.start && f.end <= start + span;
                found.iter().filter(inside).count() >= times[part] as usize
            });
            let mut starts: Vec<u32> = found.iter().map(|f| f.start).filter(|&start| holds(start)).collect();
            starts.dedup();
            let within: Vec<bool> = found.iter()
                .map(|f| starts.iter().any(|&start| start <= f.start && f.end <= start + span)).collect();
            prop_assert_eq!(stretches(&found, &times, span), (starts, within));
        }
    }
}
