//! Understanding a thesis's text: glyphs to words, words to lines, lines to one continuous text with the way back.
//!
//! Pure: no input or output, no clock, and nothing here can fail.

mod accents;
mod bidi;
mod body;
mod composer;
mod contents;
#[cfg(test)]
mod documents;
mod doubles;
mod extents;
mod flow;
mod frame;
mod heading_words;
mod headings;
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
mod notes;
mod numerals;
mod order;
mod outline;
mod paragraphs;
mod passages;
#[cfg(test)]
mod reading;
mod roles;
mod rows;
mod runs;
mod sections;
mod spacing;
#[cfg(test)]
mod synthetic;
mod tiling;
mod title_page;
mod titles;
mod trust;
mod typography;
mod words;

pub use composer::Composer;
pub use kinds::is_generic;
pub use language::detect as language;
pub use layout::{lay_out, lay_out_closely, shown};
pub use locate::boxes;
pub use trust::state;

use std::{fmt, ops::Range};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

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

impl Text {
    /// A text that never stood on a page: `content` has its paragraphs end with `\n`. It is cut into passages as all texts
    /// are, and its language detected.
    ///
    /// ```
    /// let text = ibid::text::Text::plain("One paragraph.\nAnother.\n".to_owned());
    /// assert_eq!((text.passages.len(), text.pages.len()), (1, 0));
    /// ```
    pub fn plain(content: String) -> Self {
        let (passages, language) = (passages::passages(&content, &[]), language::detect(&content));
        Self { content, passages, language, ..Self::default() }
    }
}

/// Where a page stands in the text; it lasts until the next page's start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSpan {
    /// PDF page number, from 1.
    pub number: u32,
    /// The printed number, where known.
    pub label: Option<Label>,
    /// Byte offset in [`Text::content`].
    pub start: u32,
    /// What can be read on it.
    pub state: PageState,
    /// Where its words were recognised in a picture: how sure they are on the whole, 0 to 100.
    pub confidence: Option<u8>,
}

/// The printed number of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// As printed: "iv", "12".
    pub text: SmolStr,
    /// How it is known.
    pub source: LabelSource,
}

impl fmt::Display for Label {
    /// As a citation gives it: one that is not printed on its page stands in brackets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.source {
            LabelSource::Named | LabelSource::Printed => f.write_str(&self.text),
            LabelSource::Counted => write!(f, "[{}]", self.text),
        }
    }
}

/// How sure a printed page number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LabelSource {
    /// The PDF says so (`/PageLabels`), and what is printed does not say otherwise.
    Named,
    /// It is printed in the head or foot of the page.
    Printed,
    /// It is not printed on the page: counted from the numbers of its neighbours.
    Counted,
}

/// Whether a page's text is text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageState {
    /// It has words.
    Text,
    /// It has words that were recognised in its picture.
    Recognised,
    /// An image without words.
    Scanned,
    /// Its fonts do not say what their glyphs mean, or say it wrongly.
    Garbled,
    /// Nothing on it.
    Blank,
}

impl PageState {
    /// Whether its words are in the text.
    pub fn is_readable(self) -> bool {
        matches!(self, Self::Text | Self::Recognised)
    }
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
    /// The body: a chapter whose role is not known, or that has another.
    #[default]
    Chapter,
    /// The chapter that says what the question is.
    Introduction,
    /// What others have written; the state of the art, the background.
    Literature,
    /// How it was found out.
    Methods,
    /// What was found out; evaluations.
    Results,
    /// What that means.
    Discussion,
    /// What follows of it; what is still to be done.
    Conclusion,
    /// Bibliography.
    References,
    /// Appendix.
    Appendix,
}

impl SectionKind {
    /// All of them.
    pub const ALL: [Self; 13] = {
        use SectionKind::*;
        [
            Front,
            Abstract,
            Contents,
            List,
            Chapter,
            Introduction,
            Literature,
            Methods,
            Results,
            Discussion,
            Conclusion,
            References,
            Appendix,
        ]
    };

    /// Whether it tells where something stands instead of saying it.
    pub fn points_elsewhere(self) -> bool {
        matches!(self, Self::Contents | Self::List | Self::References)
    }

    /// Whether it is a chapter, whatever its role.
    pub fn is_body(self) -> bool {
        use SectionKind::{Chapter, Conclusion, Discussion, Introduction, Literature, Methods, Results};
        matches!(self, Chapter | Introduction | Literature | Methods | Results | Discussion | Conclusion)
    }
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
