//! A page whose content, resources and fonts are written for one question, and what an engine reads of it.

use std::sync::Arc;

use ibid::{
    page::{GlyphPage, Shown},
    pdf::{self, Engine, Facts, Request, Unreadable},
};

/// A page of 200 by 100 points whose content and resources are given; `more` holds further objects, from 10 on.
pub(crate) struct Sheet<'a> {
    pub(crate) content: &'a str,
    pub(crate) resources: &'a str,
    pub(crate) page: &'a str,
    pub(crate) catalog: &'a str,
    pub(crate) more: &'a [&'a str],
}

impl Default for Sheet<'_> {
    fn default() -> Self {
        let resources = "/Font <</F 5 0 R>>";
        Self { content: "", resources, page: "", catalog: "", more: &[] }
    }
}

impl Sheet<'_> {
    /// Without a cross-reference table, which readers rebuild.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let Self { content, resources, page, catalog, more } = self;
        let widths = "500 ".repeat(95);
        let mut pdf = format!(
            "%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R {catalog}>> endobj\n\
             2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
             3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<<{resources}>> {page}>> endobj\n\
             4 0 obj <</Length {}>>\nstream\n{content}\nendstream endobj\n\
             5 0 obj <</Type/Font/Subtype/Type1/BaseFont/ABCDEF+Test-Bold/Encoding/WinAnsiEncoding\
             /FirstChar 32/LastChar 126/Widths[{widths}]>> endobj\n",
            content.len()
        );
        for (number, object) in (10..).zip(*more) {
            pdf.push_str(&format!("{number} 0 obj {object} endobj\n"));
        }
        pdf.push_str("trailer <</Root 1 0 R>>\n%%EOF");
        pdf.into_bytes()
    }

    pub(crate) fn read(&self) -> (GlyphPage, Facts) {
        read(self.bytes()).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        text(&self.read().0)
    }
}

/// The first page, and what the file says of itself.
pub(crate) fn read(bytes: Vec<u8>) -> Result<(GlyphPage, Facts), Unreadable> {
    let mut first = GlyphPage::default();
    let engine = pdf::engine(Engine::Ibid);
    let facts = engine.extract(Arc::new(bytes), &Request::default(), &mut |page| {
        if page.number == 1 {
            first = page.clone();
        }
    })?;
    Ok((first, facts))
}

/// The characters of a page as they were drawn; `?` for a glyph of which nobody knows what it means.
pub(crate) fn text(page: &GlyphPage) -> String {
    let mut text = String::new();
    for glyph in &page.glyphs {
        match glyph.shown {
            Shown::Char(c) => text.push(c),
            Shown::Text { start, end } => text.push_str(&page.strings[start as usize..end as usize]),
            Shown::Unmapped => text.push('?'),
        }
    }
    text
}
