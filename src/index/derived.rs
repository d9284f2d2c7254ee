//! What follows from a commit as a whole: put together when first asked for, once.

use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use rustc_hash::FxHashSet;
use tantivy::{SegmentOrdinal, SegmentReader, columnar::BytesColumn};

use super::{Runs, Snapshot, ThesisRun, Values, store::Store};
use crate::error::Result;

/// Blocks of stored text that are kept unpacked, for each segment.
const BLOCKS: usize = 128;

/// What was asked for so far.
#[derive(Default)]
pub(super) struct Derived {
    /// One for each segment.
    stored: OnceLock<Vec<Stored>>,
    values: OnceLock<Values>,
    shared_texts: OnceLock<SharedTexts>,
}

/// What a segment stores: opened once, for that takes longer than to read a value.
pub(super) struct Stored {
    pub(super) values: Store,
    /// Entries of the ledger, where it has any.
    pub(super) sources: Option<BytesColumn>,
}

impl Snapshot {
    /// What a segment stores.
    pub(super) fn stored_of(&self, segment: SegmentOrdinal) -> Result<&Stored> {
        let stored = once(&self.derived.stored, || {
            let open = |reader: &SegmentReader| {
                Ok(Stored { values: Store::open(reader, BLOCKS)?, sources: reader.fast_fields().bytes("source")? })
            };
            self.searcher.segment_readers().iter().map(open).collect::<tantivy::Result<_>>().map_err(self.fault())
        })?;
        Ok(&stored[segment as usize])
    }

    /// The values of all records.
    pub(super) fn values(&self) -> Result<&Values> {
        once(&self.derived.values, || Values::of(self))
    }

    /// The texts that more than one thesis has; those of theses that may not be seen among them.
    pub(super) fn shared_texts(&self) -> Result<&SharedTexts> {
        once(&self.derived.shared_texts, || {
            let segments = 0..self.searcher.segment_readers().len() as SegmentOrdinal;
            let runs = segments.map(|segment| self.runs(segment)).collect::<Result<Vec<_>>>()?;
            let (mut known, mut texts) = (FxHashSet::default(), FxHashSet::default());
            let of_theses = runs.iter().flat_map(|runs| runs.theses()).filter_map(|run| run.text);
            texts.extend(of_theses.filter(|text| !known.insert(*text)));
            let sharing = |runs: &Arc<Runs>| {
                let is_shared = |run: &ThesisRun| run.text.is_some_and(|text| texts.contains(&text));
                (0..).zip(runs.theses()).filter(|(_, run)| is_shared(run)).map(|(at, _)| at).collect()
            };
            Ok(SharedTexts { theses: runs.iter().map(sharing).collect(), texts })
        })
    }
}

/// The texts that more than one thesis has, see [`ThesisRun::text`].
#[derive(Debug, Default)]
pub struct SharedTexts {
    texts: FxHashSet<u64>,
    /// Of each segment the theses that have one, by their order.
    theses: Vec<Vec<usize>>,
}

impl SharedTexts {
    /// Whether this is one.
    pub fn has(&self, text: u64) -> bool {
        self.texts.contains(&text)
    }

    /// Which of some theses of a segment have one: of [`Runs::theses`].
    pub fn among(&self, segment: SegmentOrdinal, theses: Range<usize>) -> &[usize] {
        let all = &self.theses[segment as usize];
        &all[all.partition_point(|at| *at < theses.start)..all.partition_point(|at| *at < theses.end)]
    }
}

fn once<T>(known: &OnceLock<T>, derive: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(known) = known.get() {
        return Ok(known);
    }
    let derived = derive()?;
    Ok(known.get_or_init(|| derived))
}
