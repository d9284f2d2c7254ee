//! Understanding a thesis's text: glyphs to words, words to lines, lines to one continuous text with the way back.
//!
//! Pure: no input or output, no clock, and nothing here can fail.

mod accents;
mod bidi;
mod composer;
mod flow;
mod frame;
mod hyphens;
mod joining;
mod kept;
mod kinds;
mod labels;
mod language;
mod layout;
mod letters;
mod locate;
mod margins;
mod numerals;
mod order;
mod paragraphs;
mod passages;
mod rows;
mod sections;
mod spacing;
#[cfg(test)]
mod synthetic;
mod trust;
mod words;

pub use composer::Composer;
pub use layout::{lay_out, shown};
pub use locate::boxes;

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The canonical text of a document.
///
/// `passages` partition `content`: joined, they are it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// Unicode NFC. Words joined across line ends; a line end within a paragraph is a space, a paragraph ends with `\n`.
    pub content: String,
    /// One for each page of the document, in order.
    pub pages: Vec<PageSpan>,
    /// In order; each lasts until the next one's start.
    pub sections: Vec<Section>,
    /// In order, end to end.
    pub passages: Vec<Passage>,
    /// BCP 47 primary language as detected ("en"); `None` where the text is too short or unclear.
    pub language: Option<String>,
}

/// Where a page stands in the text; it lasts until the next page's start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSpan {
    /// PDF page number, from 1.
    pub number: u32,
    /// The printed number ("iv", "12"), where known.
    pub label: Option<String>,
    /// Byte offset in [`Text::content`].
    pub start: u32,
    /// What can be read on it.
    pub state: PageState,
}

/// Whether a page's text is text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageState {
    /// It has words.
    Text,
    /// An image without words.
    Scanned,
    /// Its fonts do not say what their glyphs mean, or say it wrongly.
    Garbled,
    /// Nothing on it.
    Blank,
}

/// A stretch of the text under a heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// As printed.
    pub heading: String,
    /// 1 for the outermost.
    pub level: u8,
    /// What it is for.
    pub kind: SectionKind,
    /// Byte offset in [`Text::content`].
    pub start: u32,
}

/// What a section is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SectionKind {
    /// Title page, declaration, acknowledgements.
    Front,
    /// Abstract or summary.
    Abstract,
    /// Table of contents.
    Contents,
    /// List of figures, tables, abbreviations.
    List,
    /// The body.
    #[default]
    Chapter,
    /// Bibliography.
    References,
    /// Appendix.
    Appendix,
}

/// The unit of the index: about 150 to 250 words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Byte range of [`Text::content`].
    pub span: Range<u32>,
    /// Which of [`Text::sections`] it begins in; a passage never runs on into another top-level section.
    pub section: Option<u32>,
}

/// A bookmark of the document, as far as its text is concerned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heading {
    /// As shown.
    pub title: String,
    /// 1 for the outermost.
    pub level: u8,
    /// PDF page number, from 1.
    pub page: u32,
    /// Upper edge of the destination in points of default user space, where it names one.
    pub top: Option<f32>,
}
