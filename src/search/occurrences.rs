//! Every place where a question's words stand, thesis by thesis: marks of whole texts instead of the best passages'.

use std::ops::{ControlFlow, Range};

use super::{Grouping, Options, Results, ThesisHit, each_thesis, highlights};
use crate::{
    error::{Error, Result},
    index::{Snapshot, StoredThesis},
    query::Query,
    text::Text,
};

/// What of a question stands in the text of one thesis.
#[derive(Clone, Debug)]
pub struct Occurrences {
    /// The thesis, with all passages that answer the question.
    pub thesis: ThesisHit,
    /// Its whole text.
    pub text: Text,
    /// What matched: bytes of the text's content, sorted, disjoint, of passages that answer the question alone.
    pub marks: Vec<Range<usize>>,
}

impl Occurrences {
    /// The pages on which the marks stand: PDF page numbers, in order.
    pub fn pages(&self) -> Vec<u32> {
        highlights::pages_of(&self.text, &self.marks)
    }
}

/// Finds every occurrence, thesis by thesis, the best thesis first; only one is held at a time. Of `options` the caller,
/// the day and the paths count. Occurrences in records, which stand on no page, are left out.
///
/// # Errors
/// Where the index cannot be read.
pub fn occurrences(
    snapshot: &Snapshot,
    query: &Query,
    options: &Options,
    each: &mut dyn FnMut(Occurrences) -> ControlFlow<()>,
) -> Result<Results> {
    let all =
        Options { limit: usize::MAX, offset: 0, passages: usize::MAX, grouping: Grouping::Theses, ..options.clone() };
    let mut failure = Ok(());
    let view = snapshot.view(options.caller, options.today)?;
    let results = each_thesis(snapshot, query, &all, &mut |thesis| match view.text(thesis.key) {
        Err(Error::Closed { .. }) => ControlFlow::Continue(()),
        Ok(text) => {
            let marks = in_text(&thesis, &text);
            if marks.is_empty() { ControlFlow::Continue(()) } else { each(Occurrences { thesis, text, marks }) }
        }
        Err(error) => {
            failure = Err(error);
            ControlFlow::Break(())
        }
    })?;
    failure.map(|()| results)
}

/// Finds every occurrence in one thesis; `None` where there is none. Of `options` the caller and the day count.
///
/// # Errors
/// Where the index cannot be read.
pub fn occurrences_in(
    snapshot: &Snapshot,
    thesis: &StoredThesis,
    query: &Query,
    options: &Options,
) -> Result<(Option<Occurrences>, Results)> {
    let options = Options { paths: thesis.paths.clone(), ..options.clone() };
    let mut found = None;
    let results = occurrences(snapshot, query, &options, &mut |occurrences| {
        // A path may be a folder to other theses' paths.
        if occurrences.thesis.key == thesis.key {
            found = Some(occurrences);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    Ok((found, results))
}

/// The marks of a thesis's passages as bytes of its text.
fn in_text(thesis: &ThesisHit, text: &Text) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    for hit in &thesis.passages {
        let index = (hit.number as usize).checked_sub(1);
        let Some(passage) = index.and_then(|index| text.passages.get(index)) else { continue };
        let start = passage.span.start as usize;
        let bytes = in_bytes(&hit.text, &hit.marks);
        marks.extend(bytes.map(|mark| start + mark.start..start + mark.end));
    }
    // A phrase that runs on is marked by its passage, and words of it once more by the next one.
    marks.sort_by_key(|mark| (mark.start, mark.end));
    marks.dedup_by(|next, last| {
        let overlap = next.start < last.end;
        if overlap {
            last.end = last.end.max(next.end);
        }
        overlap
    });
    marks.retain(|mark| text.content.get(mark.clone()).is_some());
    marks
}

/// Spans of characters, sorted, as spans of bytes.
fn in_bytes<'a>(text: &'a str, marks: &'a [Range<usize>]) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut offsets = text.char_indices().map(|(at, _)| at).chain([text.len()]).enumerate();
    let mut last = (0, 0);
    let mut byte = move |character: usize| {
        while last.0 < character
            && let Some(next) = offsets.next()
        {
            last = next;
        }
        last.1
    };
    marks.iter().map(move |mark| byte(mark.start)..byte(mark.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_in_bytes() {
        let text = "é ab — c";
        let marks = [Range { start: 0, end: 1 }, Range { start: 2, end: 4 }, Range { start: 7, end: 8 }];
        let bytes: Vec<_> = in_bytes(text, &marks).map(|mark| &text[mark]).collect();
        assert_eq!(bytes, ["é", "ab", "c"]);
    }
}
