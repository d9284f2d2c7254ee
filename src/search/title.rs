//! What the title of a thesis says for each of its passages.

use std::io;

use tantivy::SegmentReader;

use super::{
    list::{List, norms},
    weigh::Weighed,
};
use crate::index::Runs;

/// What the title of each thesis of a segment says, by their order; empty where no word is asked for. A word counts once, by
/// that of its forms which says most.
pub(super) fn said(weighed: &Weighed, reader: &SegmentReader, runs: &Runs) -> io::Result<Vec<f32>> {
    let Some((any, _)) = weighed.title.iter().flatten().next() else { return Ok(Vec::new()) };
    let norms = norms(reader, any)?;
    let mut said = vec![0.0_f32; runs.theses().len()];
    for forms in &weighed.title {
        let mut of_word: Vec<(usize, f32)> = Vec::new();
        for (term, scoring) in forms {
            let Some(mut list) = List::open(reader, term, true)? else { continue };
            list.each_before(tantivy::TERMINATED, |doc, times| {
                of_word.push((runs.at(doc), scoring.score(norms.fieldnorm_id(doc), times)));
            });
        }
        // The best of each thesis behind its others.
        of_word.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        for of_thesis in of_word.chunk_by(|one, next| one.0 == next.0) {
            if let Some((thesis, most)) = of_thesis.last() {
                said[*thesis] += most;
            }
        }
    }
    Ok(said)
}
