//! From marks of a text to boxes on its pages.

use std::ops::Range;

use crate::{
    page::{Highlight, Page, Rect},
    text::{self, Text},
};

/// Which of `marks` (bytes of the content, sorted, disjoint) stand on a page, and where. A mark over the end of a page has
/// its part on each of both.
///
/// `page` is a page of `text`, laid out anew.
pub fn highlights(text: &Text, marks: &[Range<usize>], page: &Page) -> Vec<Highlight> {
    let Some(stretch) = stretch(text, page.number) else { return Vec::new() };
    let content = text.content.get(stretch.clone()).unwrap_or_default();
    let here: Vec<&Range<usize>> = marks.iter().filter(|mark| touches(mark, &stretch)).collect();
    let within =
        |mark: &&Range<usize>| mark.start.max(stretch.start) - stretch.start..mark.end.min(stretch.end) - stretch.start;
    let spans: Vec<Range<usize>> = here.iter().map(within).collect();
    let boxes = text::boxes(page, content, &spans);
    let highlight = |(mark, boxes): (&Range<usize>, Vec<Rect>)| Highlight {
        page: page.number,
        words: text.content.get(mark.clone()).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "),
        boxes,
    };
    here.into_iter().zip(boxes).map(highlight).collect()
}

/// The pages on which marks stand, in order, each once.
pub(super) fn pages_of(text: &Text, marks: &[Range<usize>]) -> Vec<u32> {
    let stands =
        |page: &u32| stretch(text, *page).is_some_and(|stretch| marks.iter().any(|mark| touches(mark, &stretch)));
    text.pages.iter().map(|page| page.number).filter(stands).collect()
}

/// From a page's start to that of the next.
fn stretch(text: &Text, page: u32) -> Option<Range<usize>> {
    let at = text.pages.iter().position(|known| known.number == page)?;
    let end = text.pages.get(at + 1).map_or(text.content.len(), |next| next.start as usize);
    Some(text.pages[at].start as usize..end)
}

fn touches(mark: &Range<usize>, stretch: &Range<usize>) -> bool {
    mark.start < stretch.end && stretch.start < mark.end
}
