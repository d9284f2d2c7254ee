//! Where what matched stands on the pages of a thesis: `ibid show KEY --query Q --boxes --json`.
//!
//! ```json
//! {"v":1,"key":"3f2a9c41d0aa","path":"/theses/weaver.pdf","query":"\"peer support\"","pages":[
//!   {"page":34,"label":"12","bounds":[0.0,0.0,595.28,841.89],"rotation":0,
//!    "marks":[{"words":"peer support","boxes":[[501.2,700.1,523.0,711.1],[72.0,686.1,110.4,697.1]]}]}]}
//! ```
//!
//! A mark that is printed over a line end has a box on each line; one over the end of a page stands on both pages, with all of its
//! words. Boxes are as in [`super::Boxes`].

use std::path::Path;

use serde::Serialize;

use super::{VERSION, boxes::edges, lossy};
use crate::{
    index::StoredThesis,
    page::{Highlight, Rect},
};

/// What matched on pages of a thesis.
#[derive(Debug, Serialize)]
pub struct Marks<'a> {
    /// [`VERSION`].
    pub v: u32,
    /// Names the thesis.
    pub key: String,
    /// The PDF that was read, absolute.
    #[serde(serialize_with = "lossy")]
    pub path: &'a Path,
    /// The question as it was understood.
    pub query: &'a str,
    /// Pages on which something matched, in order.
    pub pages: Vec<PageMarks<'a>>,
}

/// What matched on a page.
#[derive(Debug, Serialize)]
pub struct PageMarks<'a> {
    /// PDF page number, from 1.
    pub page: u32,
    /// Printed number.
    pub label: Option<&'a str>,
    /// The visible page.
    pub bounds: [f32; 4],
    /// Degrees clockwise by which the page is turned when it is shown, as in [`super::PageBoxes`].
    pub rotation: u16,
    /// In the order of the text.
    pub marks: Vec<MarkBoxes<'a>>,
}

/// What matched, and where it stands.
#[derive(Debug, Serialize)]
pub struct MarkBoxes<'a> {
    /// As printed, a divided word joined.
    pub words: &'a str,
    /// A box for each line or part of a line.
    pub boxes: Vec<[f32; 4]>,
}

/// A page with what matched on it.
#[derive(Clone, Debug)]
pub struct MarkedPage {
    /// PDF page number, from 1.
    pub number: u32,
    /// The visible page.
    pub bounds: Rect,
    /// Degrees clockwise.
    pub rotation: u16,
    /// In the order of the text.
    pub highlights: Vec<Highlight>,
}

impl<'a> Marks<'a> {
    /// The shape of what matched in a thesis, whose PDF at `path` was read again.
    pub fn of(thesis: &'a StoredThesis, path: &'a Path, query: &'a str, pages: &'a [MarkedPage]) -> Self {
        let label = |number| {
            let known = thesis.frame.pages.iter().find(|known| known.number == number)?;
            known.label.as_ref().map(|label| label.text.as_str())
        };
        let mark = |highlight: &'a Highlight| MarkBoxes {
            words: &highlight.words,
            boxes: highlight.boxes.iter().copied().map(edges).collect(),
        };
        let page = |page: &'a MarkedPage| PageMarks {
            page: page.number,
            label: label(page.number),
            bounds: edges(page.bounds),
            rotation: page.rotation,
            marks: page.highlights.iter().map(mark).collect(),
        };
        Self { v: VERSION, key: thesis.key.to_string(), path, query, pages: pages.iter().map(page).collect() }
    }
}
