//! The second engine: the `pdf-extract` crate, on lopdf.
//!
//! A yardstick for the first, and a second opinion on what the first reads nothing of. It panics on much that is odd, so
//! each page is read on its own: a panic costs that page. It knows neither fonts' faces nor images, hence neither do its
//! pages; labels, outline and information are read by the house engine, where it can.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use ::pdf_extract::{Document, MediaBox, OutputDev, OutputError, Transform, output_doc_page};

use super::{Extract, Facts, Request, Unreadable, ibid};
use crate::page::{Glyph, GlyphPage, Rect, Shown};

/// More glyphs than a page has.
const MOST_GLYPHS: usize = 2_000_000;

/// `pdf-extract`.
pub(super) struct PdfExtract;

impl Extract for PdfExtract {
    fn name(&self) -> &'static str {
        "pdf-extract"
    }

    fn extract(
        &self,
        pdf: Arc<Vec<u8>>,
        request: &Request<'_>,
        page: &mut dyn FnMut(&GlyphPage),
    ) -> Result<Facts, Unreadable> {
        let document = open(&pdf, request.password)?;
        let pages = catch_unwind(AssertUnwindSafe(|| document.get_pages().len()))
            .ok()
            .and_then(|pages| u32::try_from(pages).ok());
        let pages = pages.filter(|pages| *pages > 0).ok_or(Unreadable::NoPages)?;
        let wanted = |number: &u32| request.pages.as_ref().is_none_or(|wanted| wanted.contains(number));
        for number in (1..=pages).filter(wanted) {
            // What a page does not say of itself must not be what the page before it said.
            let mut glyphs = GlyphPage { number, ..GlyphPage::default() };
            let mut output = Output { page: &mut glyphs };
            // What a page showed before it panicked is kept.
            let _ = catch_unwind(AssertUnwindSafe(|| output_doc_page(&document, &mut output, number)));
            page(&glyphs);
        }
        let facts = ibid::facts(pdf, request.password).unwrap_or_default();
        Ok(Facts { pages, faces: vec![Default::default()], ..facts })
    }
}

fn open(bytes: &[u8], password: Option<&str>) -> Result<Document, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    let damaged = |_| Unreadable::Damaged("pdf-extract panics".into());
    let mut document = catch_unwind(|| Document::load_mem(bytes))
        .map_err(damaged)?
        .map_err(|error| Unreadable::Damaged(error.to_string()))?;
    if document.is_encrypted() {
        let mut opens = |password| {
            let attempt = AssertUnwindSafe(|| document.decrypt(password));
            catch_unwind(attempt).is_ok_and(|decrypted| decrypted.is_ok())
        };
        if !opens("") && !password.is_some_and(opens) {
            return Err(Unreadable::Locked);
        }
    }
    Ok(document)
}

/// Receives a page's glyphs.
struct Output<'p> {
    page: &'p mut GlyphPage,
}

impl OutputDev for Output<'_> {
    fn begin_page(&mut self, _: u32, media_box: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        let [x0, y0, x1, y1] = [media_box.llx, media_box.lly, media_box.urx, media_box.ury].map(|value| value as f32);
        self.page.bounds = Rect { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) };
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        matrix: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        let mut chars = text.chars();
        let shown = match (chars.next(), chars.next()) {
            (None, _) => Shown::Unmapped,
            (Some(only), None) => Shown::Char(only),
            _ => {
                let start = self.page.strings.len() as u32;
                self.page.strings.push_str(text);
                Shown::Text { start, end: self.page.strings.len() as u32 }
            }
        };
        let advance = width * font_size;
        if self.page.glyphs.len() < MOST_GLYPHS {
            self.page.glyphs.push(Glyph {
                shown,
                x: matrix.m31 as f32,
                y: matrix.m32 as f32,
                dx: (matrix.m11 * advance) as f32,
                dy: (matrix.m12 * advance) as f32,
                size: (matrix.m21.hypot(matrix.m22) * font_size.abs()) as f32,
                font: 0,
                invisible: false,
            });
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}
