//! What stands on a page: glyphs as the PDF shows them, and the words and lines a reader sees.
//!
//! Everything here is a plain value. All measures are PDF points (1/72 inch) in the page's default user space, origin
//! bottom left, before `/Rotate` is applied, so that a box can go back into the PDF as a highlight's quadrilateral. Where a page
//! has a `/UserUnit`, they are its units, for the same reason.

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
    /// Of a word that was recognised in a picture: how sure that is, 0 to 100.
    pub confidence: Option<u8>,
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

/// Where a letter of a word stands, or what of it one glyph shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Letter {
    /// First byte in [`Page::text`]; it lasts until the next letter of its word.
    pub start: u32,
    /// As high as its word, and as wide as the glyph.
    pub bounds: Rect,
}

/// A page as read: lines of words in reading order.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// PDF page number, from 1.
    pub number: u32,
    /// The visible page.
    pub bounds: Rect,
    /// `/Rotate` in degrees clockwise; of a page that was recognised the turn that sets its text upright.
    pub rotation: u16,
    /// The text of its words one after the other, without spaces between them, NFC.
    pub text: String,
    /// In reading order.
    pub words: Vec<Word>,
    /// In reading order; together they hold every word once.
    pub lines: Vec<Line>,
    /// In the order of `text`, where they were asked for. Of a word that was recognised there are none, nor of one whose letters
    /// are not those of its glyphs.
    pub letters: Vec<Letter>,
    /// Glyphs whose text the font does not give.
    pub unmapped: u32,
    /// Characters for private use (Unicode, 23.5): only the font's maker knows what they mean, so they are in no word.
    pub private: u32,
    /// Share of the page covered by images, 0 to 1.
    pub image_share: f32,
    /// Of a page whose words were recognised in its picture: how sure they are on the whole, 0 to 100.
    pub confidence: Option<u8>,
}

/// What the title page of a thesis says of it, as far as that is sure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TitlePage {
    /// Title as printed, lines joined; with its subtitle, after a colon, where one stands right below.
    pub title: Option<String>,
    /// Authors as printed.
    pub authors: Vec<String>,
    /// Year of the thesis.
    pub year: Option<i32>,
    /// "Doctoral", "Masters" or "Bachelors".
    pub level: Option<String>,
    /// The institution that grants the degree.
    pub institution: Option<String>,
    /// Supervisors as printed, without their academic titles.
    pub supervisors: Vec<String>,
}

/// Words that matched, where they stand on one page.
#[derive(Clone, Debug, PartialEq)]
pub struct Highlight {
    /// PDF page number, from 1.
    pub page: u32,
    /// The words as they stand in the text, also those of them that stand on another page.
    pub words: String,
    /// A box for each line or part of a line; none where the words were not found on the page again.
    pub boxes: Vec<Rect>,
}

/// A page as a picture, as it is seen: turned by `/Rotate`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// PDF page number, from 1.
    pub number: u32,
    /// The visible page, which the picture shows.
    pub bounds: Rect,
    /// By how many degrees clockwise the page is turned in it.
    pub rotation: u16,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// A byte a pixel, row after row from the top: 0 is black, 255 white.
    pub gray: Vec<u8>,
    /// Pixels to an inch of paper.
    pub resolution: f32,
}

impl Picture {
    /// The points on the page of a box in pixels from the picture's upper left corner.
    pub fn on_page(&self, left: f32, top: f32, right: f32, bottom: f32) -> Rect {
        let Rect { x0, y0, x1, y1 } = self.bounds;
        let place = |x: f32, y: f32| {
            let (x, y) = (x / self.width.max(1) as f32, y / self.height.max(1) as f32);
            // From shares of the picture to shares of the page, from its lower left corner.
            let (x, y) = match self.rotation % 360 {
                90 => (y, x),
                180 => (1.0 - x, y),
                270 => (1.0 - y, 1.0 - x),
                _ => (x, 1.0 - y),
            };
            (x0 + x * (x1 - x0), y0 + y * (y1 - y0))
        };
        let ((ax, ay), (bx, by)) = (place(left, top), place(right, bottom));
        Rect { x0: ax.min(bx), y0: ay.min(by), x1: ax.max(bx), y1: ay.max(by) }
    }

    /// Where a box on the page stands in the picture: left, upper, right and lower edge in pixels from its upper left corner,
    /// cut where the picture ends.
    pub fn in_picture(&self, on_page: Rect) -> [f32; 4] {
        let Rect { x0, y0, x1, y1 } = self.bounds;
        let (width, height) = (self.width as f32, self.height as f32);
        let place = |x: f32, y: f32| {
            // From shares of the page, from its lower left corner, to shares of the picture.
            let (x, y) = ((x - x0) / (x1 - x0).max(f32::MIN_POSITIVE), (y - y0) / (y1 - y0).max(f32::MIN_POSITIVE));
            let (x, y) = match self.rotation % 360 {
                90 => (y, x),
                180 => (1.0 - x, y),
                270 => (1.0 - y, 1.0 - x),
                _ => (x, 1.0 - y),
            };
            (x.clamp(0.0, 1.0) * width, y.clamp(0.0, 1.0) * height)
        };
        let ((ax, ay), (bx, by)) = (place(on_page.x0, on_page.y0), place(on_page.x1, on_page.y1));
        [ax.min(bx), ay.min(by), ax.max(bx), ay.max(by)]
    }

    /// The picture turned clockwise by 90, 180 or 270 degrees; as it is by any other angle.
    #[must_use]
    pub fn turned(&self, degrees: u16) -> Self {
        let (width, height) = (self.width as usize, self.height as usize);
        let row = |y: usize| self.gray.get(y * width..(y + 1) * width).unwrap_or_default().iter().copied();
        let column = |x: usize| (0..height).filter_map(move |y| self.gray.get(y * width + x).copied());
        let gray = match degrees {
            90 => (0..width).flat_map(|x| column(x).collect::<Vec<_>>().into_iter().rev()).collect(),
            180 => (0..height).rev().flat_map(|y| row(y).rev()).collect(),
            270 => (0..width).rev().flat_map(column).collect(),
            _ => return self.clone(),
        };
        let (width, height) = if degrees == 180 { (self.width, self.height) } else { (self.height, self.width) };
        Self { rotation: (self.rotation + degrees) % 360, width, height, gray, ..self.clone_without_pixels() }
    }

    fn clone_without_pixels(&self) -> Self {
        let &Self { number, bounds, rotation, width, height, resolution, .. } = self;
        Self { number, bounds, rotation, width, height, resolution, gray: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three pixels wide, two high.
    fn picture() -> Picture {
        let bounds = Rect { x0: 10.0, y0: 20.0, x1: 40.0, y1: 40.0 };
        Picture { bounds, width: 3, height: 2, gray: vec![1, 2, 3, 4, 5, 6], resolution: 72.0, ..Picture::default() }
    }

    #[test]
    fn a_pixel_stands_on_the_page_where_it_was_drawn_however_the_picture_is_turned() {
        // The upper right pixel, whose value is 3.
        let place = Rect { x0: 30.0, y0: 30.0, x1: 40.0, y1: 40.0 };
        for degrees in [0, 90, 180, 270] {
            let turned = picture().turned(degrees);
            let at = turned.gray.iter().position(|&value| value == 3).unwrap() as u32;
            let (x, y) = ((at % turned.width) as f32, (at / turned.width) as f32);
            let Rect { x0, y0, x1, y1 } = turned.on_page(x, y, x + 1.0, y + 1.0);
            let off = (x0 - place.x0).abs() + (y0 - place.y0).abs() + (x1 - place.x1).abs() + (y1 - place.y1).abs();
            assert!(off < 0.001, "{degrees}: {x0} {y0} {x1} {y1}");
            assert_eq!(turned.rotation, degrees);
            let back = turned.in_picture(place);
            let off: f32 = back.iter().zip([x, y, x + 1.0, y + 1.0]).map(|(a, b)| (a - b).abs()).sum();
            assert!(off < 0.001, "{degrees}: {back:?}");
        }
    }
}
