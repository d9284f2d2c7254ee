//! Pages to one continuous text.

use super::{
    Heading, PageSpan, PageState, Text, flow, kept::Kept, labels, language, margins, passages::passages, sections,
};
use crate::page::Page;

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

    /// The text of the pages taken.
    ///
    /// `labels` are the printed page numbers that the PDF names, one a page, or none: then they are read from the
    /// running heads and feet. `outline` is its bookmarks, in order.
    pub fn finish(self, labels: &[String], outline: &[Heading]) -> Text {
        let kept = self.kept;
        let is_margin = margins::find(&kept);
        let language = language::detect(&kept.text);
        let flow = flow::flow(&kept, &is_margin, language.as_deref() == Some("en"));
        let sections = sections::sections(&kept, &flow, outline);
        let labels = page_labels(&kept, labels, &is_margin);
        let span = |((page, label), &start): ((_, _), &u32)| {
            let page: &super::kept::KeptPage = page;
            PageSpan { number: page.number, label, start, state: page.state }
        };
        let pages: Vec<PageSpan> = kept.pages.iter().zip(labels).zip(&flow.pages).map(span).collect();
        let readable = pages.iter().any(|page| page.state == PageState::Text);
        Text {
            passages: passages(&flow.content, &sections),
            content: flow.content,
            pages,
            sections,
            language: language.filter(|_| readable),
        }
    }
}

/// The PDF's own labels where it has them, else those printed.
fn page_labels(kept: &Kept, named: &[String], is_margin: &[bool]) -> Vec<Option<String>> {
    if named.is_empty() {
        return labels::read(kept, is_margin);
    }
    let label = |page: &super::kept::KeptPage| {
        let at = (page.number as usize).checked_sub(1)?;
        named.get(at).filter(|label| !label.trim().is_empty()).cloned()
    };
    kept.pages.iter().map(label).collect()
}
