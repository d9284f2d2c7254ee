//! The words of pages with the places where they stand: `ibid show --page N --boxes --json`.
//!
//! ```json
//! {"v":1,"key":"3f2a9c41d0aa","path":"/theses/weaver.pdf","pages":[
//!   {"page":34,"label":"12","bounds":[0.0,0.0,595.28,841.89],"rotation":0,
//!    "words":[{"text":"Peer","box":[72.0,700.1,95.4,711.1]}]}]}
//! ```
//!
//! Boxes are left, lower, right and upper edge in PDF points (1/72 inch) of the page's default user space (ISO 32000-1,
//! 8.3.2.3), origin bottom left, before `rotation` is applied: as a highlight in the PDF needs them.

use std::path::Path;

use serde::Serialize;

use super::{VERSION, lossy};
use crate::{
    index::StoredThesis,
    page::{Page, Rect},
};

/// Pages of a thesis as they stand.
#[derive(Debug, Serialize)]
pub struct Boxes<'a> {
    /// [`VERSION`].
    pub v: u32,
    /// Names the thesis.
    pub key: String,
    /// The PDF that was read, absolute.
    #[serde(serialize_with = "lossy")]
    pub path: &'a Path,
    /// In order.
    pub pages: Vec<PageBoxes<'a>>,
}

/// A page as it stands: running heads and line ends included.
#[derive(Debug, Serialize)]
pub struct PageBoxes<'a> {
    /// PDF page number, from 1.
    pub page: u32,
    /// Printed number.
    pub label: Option<&'a str>,
    /// The visible page.
    pub bounds: [f32; 4],
    /// Degrees clockwise by which the page is turned when it is shown: 0, 90, 180 or 270. Of a page that was recognised
    /// the turn that sets its text upright.
    pub rotation: u16,
    /// In reading order.
    pub words: Vec<WordBox<'a>>,
}

/// A word and where it stands.
#[derive(Debug, Serialize)]
pub struct WordBox<'a> {
    /// The word.
    pub text: &'a str,
    /// Its box: from the lowest to the highest that letters of its size reach.
    #[serde(rename = "box")]
    pub bounds: [f32; 4],
    /// Where it was recognised in the picture of the page (OCR): how sure that is, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
}

impl<'a> Boxes<'a> {
    /// The shape of `pages` of a thesis, read from the PDF at `path`.
    pub fn of(thesis: &'a StoredThesis, path: &'a Path, pages: &'a [Page]) -> Self {
        let shape = |page: &'a Page| {
            let known = thesis.frame.pages.iter().find(|known| known.number == page.number);
            PageBoxes::of(page, known.and_then(|known| known.label.as_ref().map(|label| label.text.as_str())))
        };
        Self { v: VERSION, key: thesis.key.to_string(), path, pages: pages.iter().map(shape).collect() }
    }
}

impl<'a> PageBoxes<'a> {
    /// The shape of a page with this printed number.
    pub fn of(page: &'a Page, label: Option<&'a str>) -> Self {
        let word = |word: &crate::page::Word| WordBox {
            text: page.text.get(word.start as usize..word.end as usize).unwrap_or_default(),
            bounds: edges(word.bounds),
            confidence: word.confidence,
        };
        Self {
            page: page.number,
            label,
            bounds: edges(page.bounds),
            rotation: page.rotation,
            words: page.words.iter().map(word).collect(),
        }
    }
}

/// Hundredths of a point are finer than any screen.
pub(super) fn edges(rect: Rect) -> [f32; 4] {
    [rect.x0, rect.y0, rect.x1, rect.y1].map(|edge| (edge * 100.0).round() / 100.0)
}
