//! Pages to one continuous text.

use super::{
    Heading, PageSpan, Text,
    body::Body,
    flow,
    kept::{Kept, KeptPage},
    labels, language, margins,
    passages::passages,
    sections, title_page,
};
use crate::page::{Face, Page, TitlePage};

/// Takes a document's pages in order and makes its text of them. It keeps their lines, not their words' boxes.
#[derive(Debug, Default)]
pub struct Composer {
    kept: Kept,
}

impl Composer {
    /// With no page yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next page.
    pub fn push(&mut self, page: Page) {
        self.kept.push(&page);
    }

    /// What the title page among the pages taken says.
    pub fn title_page(&self) -> TitlePage {
        title_page::title_page(&self.kept)
    }

    /// The text of the pages taken.
    ///
    /// `labels` are the printed page numbers that the PDF names, one a page, or none: then they are read from the
    /// running heads and feet. `outline` is its bookmarks, in order. `faces` are what the words' fonts count.
    pub fn finish(self, labels: &[String], outline: &[Heading], faces: &[Face]) -> Text {
        let kept = self.kept;
        let is_margin = margins::find(&kept);
        let language = language::detect(&kept.text);
        let labels = labels::labels(&kept, labels, &is_margin);
        let body = Body::new(&kept, &is_margin);
        let printed = labels.iter().map(|label| label.as_ref().map(|label| label.text.as_str()));
        let headings = sections::headings(&body, faces, outline, printed);
        let flow = flow::flow(&body, &headings, language.as_deref() == Some("en"));
        let sections = sections::sections(&body, &flow, &headings);
        let span = |((page, label), &start): ((&KeptPage, _), &u32)| PageSpan {
            number: page.number,
            label,
            start,
            state: page.state,
            confidence: page.confidence,
        };
        let pages: Vec<PageSpan> = kept.pages.iter().zip(labels).zip(&flow.pages).map(span).collect();
        let readable = pages.iter().any(|page| page.state.is_readable());
        Text {
            passages: passages(&flow.content, &sections),
            content: flow.content,
            pages,
            sections,
            language: language.filter(|_| readable),
        }
    }
}
