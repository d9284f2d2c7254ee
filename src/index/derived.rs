//! What follows from a commit as a whole: put together when first asked for, once.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;
use tantivy::SegmentOrdinal;

use super::{Snapshot, Values};
use crate::error::Result;

/// What was asked for so far.
#[derive(Debug, Default)]
pub(super) struct Derived {
    values: OnceLock<Values>,
    shared_texts: OnceLock<FxHashSet<u64>>,
}

impl Snapshot {
    /// The values of all records.
    pub(super) fn values(&self) -> Result<&Values> {
        once(&self.derived.values, || Values::of(self))
    }

    /// The texts that more than one thesis has, see [`super::ThesisRun::text`]; those of theses that may not be seen among them.
    pub(super) fn shared_texts(&self) -> Result<&FxHashSet<u64>> {
        once(&self.derived.shared_texts, || {
            let (mut known, mut shared) = (FxHashSet::default(), FxHashSet::default());
            for segment in 0..self.searcher.segment_readers().len() as SegmentOrdinal {
                let runs = self.runs(segment)?;
                shared.extend(runs.theses().iter().filter_map(|run| run.text).filter(|text| !known.insert(*text)));
            }
            Ok(shared)
        })
    }
}

fn once<T>(known: &OnceLock<T>, derive: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(known) = known.get() {
        return Ok(known);
    }
    let derived = derive()?;
    Ok(known.get_or_init(|| derived))
}
