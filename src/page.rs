//! What stands on a page: glyphs as the PDF shows them, and the words and lines a reader sees.
//!
//! Everything here is a plain value. All measures are PDF points (1/72 inch) in the page's default user space, origin
//! bottom left, before `/Rotate` is applied, so that a box can go back into the PDF as a highlight's quadrilateral.

use serde::{Deserialize, Serialize};

/// An upright rectangle in PDF points; `x0 <= x1` and `y0 <= y1`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x0: f32,
    /// Lower edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Upper edge.
    pub y1: f32,
}

impl Rect {
    /// The smallest rectangle that holds both.
    pub fn union(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }
}

/// What a glyph stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// One Unicode scalar.
    Char(char),
    /// Several (a ligature, an `ActualText`): a byte range of [`GlyphPage::strings`].
    Text {
        /// First byte.
        start: u32,
        /// One past the last byte.
        end: u32,
    },
    /// The font does not say.
    Unmapped,
}

/// One glyph as shown, in the order of the content stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Its text.
    pub shown: Shown,
    /// Origin (left end of the baseline for horizontal writing), points.
    pub x: f32,
    /// Origin, points.
    pub y: f32,
    /// Advance vector to the next origin, points: its direction is that of the writing. Spacing (`Tc`, `Tw`) is not in it.
    pub dx: f32,
    /// Advance vector, points.
    pub dy: f32,
    /// The em as shown, points.
    pub size: f32,
    /// Which [`Face`] of the document.
    pub font: u16,
    /// Drawn in text rendering mode 3, as a layer of recognised text is (ISO 32000-1, 9.3.6).
    pub invisible: bool,
}

/// The glyphs of one page. A reader reuses one value for all pages, so memory is that of the largest page.
#[derive(Clone, Debug, Default)]
pub struct GlyphPage {
    /// PDF page number, from 1.
    pub number: u32,
    /// The visible page: `CropBox` within `MediaBox`.
    pub bounds: Rect,
    /// `/Rotate`: 0, 90, 180 or 270 degrees clockwise.
    pub rotation: u16,
    /// In content stream order.
    pub glyphs: Vec<Glyph>,
    /// What [`Shown::Text`] points into.
    pub strings: String,
    /// Share of the page covered by images, 0 to 1 (overlaps counted twice, then cut at 1).
    pub image_share: f32,
}

/// A font as far as a reader of headings cares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    /// `BaseFont` without its subset tag.
    pub name: String,
    /// By name or descriptor.
    pub bold: bool,
    /// By name or descriptor.
    pub italic: bool,
}

/// One word of a [`Page`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    /// First byte in [`Page::text`].
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Where it stands.
    pub bounds: Rect,
    /// Its em, points.
    pub size: f32,
    /// Which [`Face`].
    pub font: u16,
}

/// One line: a range of [`Page::words`] in reading order.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// First word.
    pub first: u32,
    /// One past the last word.
    pub last: u32,
    /// Union of its words' boxes.
    pub bounds: Rect,
    /// The em of most of its words, points.
    pub size: f32,
    /// Whether a paragraph ends with it.
    pub ends_paragraph: bool,
}

/// A page as read: lines of words in reading order.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// PDF page number, from 1.
    pub number: u32,
    /// The visible page.
    pub bounds: Rect,
    /// `/Rotate` in degrees clockwise.
    pub rotation: u16,
    /// The text of its words one after the other, without spaces between them, NFC.
    pub text: String,
    /// In reading order.
    pub words: Vec<Word>,
    /// In reading order; together they hold every word once.
    pub lines: Vec<Line>,
    /// Glyphs whose text the font does not give.
    pub unmapped: u32,
    /// Share of the page covered by images, 0 to 1.
    pub image_share: f32,
}
