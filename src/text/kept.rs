//! What is kept of each page until the whole document is known: its lines' text and shape, no boxes of words.

use std::ops::Range;

use super::{
    PageState,
    layout::{DESCENT, push_shown},
    trust,
};
use crate::page::{Page, Rect, Word};

/// A line, measured on the page as it is seen (turned by `/Rotate`), in points.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct KeptLine {
    /// First byte in [`Kept::text`].
    pub(super) start: u32,
    /// One past the last byte.
    pub(super) end: u32,
    pub(super) left: f32,
    pub(super) right: f32,
    /// From the upper edge of the page to the baseline.
    pub(super) depth: f32,
    /// From the lower edge of the page to the baseline.
    pub(super) height: f32,
    /// Its em.
    pub(super) size: f32,
    /// Width of its first word.
    pub(super) first_word: f32,
    /// In which most of it is set: which of the document's faces.
    pub(super) face: u16,
    pub(super) ends_paragraph: bool,
    /// Whether it is read without turning the head.
    pub(super) is_upright: bool,
}

/// A page of [`Kept`].
#[derive(Clone, Debug)]
pub(super) struct KeptPage {
    pub(super) number: u32,
    /// Of [`Kept::lines`].
    pub(super) lines: Range<u32>,
    pub(super) state: PageState,
    /// Of words that were recognised.
    pub(super) confidence: Option<u8>,
    /// `/Rotate`, and the visible page: a bookmark's place is given in default user space.
    rotation: u16,
    bounds: Rect,
}

impl KeptPage {
    /// How deep a height in default user space is below the upper edge, for pages that are not turned.
    pub(super) fn depth_of(&self, top: f32) -> Option<f32> {
        self.rotation.is_multiple_of(360).then_some(self.bounds.y1 - top)
    }
}

/// All pages of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// The lines' texts one after the other.
    pub(super) text: String,
    pub(super) lines: Vec<KeptLine>,
    pub(super) pages: Vec<KeptPage>,
}

impl Kept {
    pub(super) fn push(&mut self, page: &Page) {
        let first = self.lines.len() as u32;
        let seen = seen(page.bounds, page.rotation);
        let state = trust::state(page);
        // What means nothing would be found by nobody who looks for something, and spoil what is counted of words.
        let lines = if trust::is_worth_keeping(page, state) { page.lines.as_slice() } else { &[] };
        for line in lines {
            let start = self.text.len() as u32;
            push_shown(page, line, &mut self.text);
            let Rect { x0, y0, x1, y1 } = self::seen(line.bounds, page.rotation);
            let base = y0 + DESCENT * line.size;
            let first_word =
                page.words.get(line.first as usize).map_or(0.0, |word| width(self::seen(word.bounds, page.rotation)));
            self.lines.push(KeptLine {
                start,
                end: self.text.len() as u32,
                left: x0,
                right: x1,
                depth: seen.y1 - base,
                height: base - seen.y0,
                size: line.size,
                first_word,
                face: face(page.words.get(line.first as usize..line.last as usize).unwrap_or_default()),
                ends_paragraph: line.ends_paragraph,
                is_upright: y1 - y0 < 2.5 * line.size.max(1.0),
            });
        }
        self.pages.push(KeptPage {
            number: page.number,
            lines: first..self.lines.len() as u32,
            state,
            confidence: page.confidence.filter(|_| state == PageState::Recognised),
            rotation: page.rotation,
            bounds: page.bounds,
        });
    }

    pub(super) fn shown(&self, line: u32) -> &str {
        let KeptLine { start, end, .. } = self.lines[line as usize];
        &self.text[start as usize..end as usize]
    }

    pub(super) fn line(&self, line: u32) -> &KeptLine {
        &self.lines[line as usize]
    }

    /// The em in which most of the text is set.
    pub(super) fn usual_size(&self) -> f32 {
        let mut votes: rustc_hash::FxHashMap<i32, u64> = rustc_hash::FxHashMap::default();
        for line in &self.lines {
            *votes.entry((line.size * 4.0).round() as i32).or_default() += u64::from(line.end - line.start);
        }
        let most = votes.into_iter().max_by_key(|&(size, votes)| (votes, size));
        most.map_or(10.0, |(size, _)| size as f32 / 4.0)
    }
}

/// The face of most of a line, by the majority vote of Boyer and Moore (1981).
fn face(words: &[Word]) -> u16 {
    let mut face = 0;
    let mut votes = 0;
    for word in words {
        let weight = word.end - word.start;
        if word.font == face {
            votes += weight;
        } else if votes >= weight {
            votes -= weight;
        } else {
            (face, votes) = (word.font, weight - votes);
        }
    }
    face
}

/// A rectangle as it is seen on a page turned clockwise by `rotation`.
fn seen(rect: Rect, rotation: u16) -> Rect {
    let Rect { x0, y0, x1, y1 } = rect;
    match rotation % 360 {
        90 => Rect { x0: y0, y0: -x1, x1: y1, y1: -x0 },
        180 => Rect { x0: -x1, y0: -y1, x1: -x0, y1: -y0 },
        270 => Rect { x0: -y1, y0: x0, x1: -y0, y1: x1 },
        _ => rect,
    }
}

fn width(rect: Rect) -> f32 {
    rect.x1 - rect.x0
}
