//! The house engine: opens a PDF with `hayro-syntax` and reads its pages with an interpreter of its own.
//!
//! What panics below costs one page, or the document where it panics while being opened; it never leaves this file.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use hayro_syntax::{
    Pdf,
    object::Dict,
    page::{A4, Page as PdfPage, Rotation},
};

use super::{Extract, Facts, Request, Unreadable, facts, interpret::Document, opening};
use crate::page::{GlyphPage, Rect};

/// Our own interpreter.
pub(super) struct Ibid;

impl Extract for Ibid {
    fn name(&self) -> &'static str {
        "ibid"
    }

    fn extract(
        &self,
        pdf: Arc<Vec<u8>>,
        request: &Request<'_>,
        page: &mut dyn FnMut(&GlyphPage),
    ) -> Result<Facts, Unreadable> {
        let pdf = opening::open(pdf, request.password)?;
        read(&pdf, request, page)
    }
}

/// Labels, outline and information alone.
pub(super) fn facts(pdf: Arc<Vec<u8>>, password: Option<&str>) -> Result<Facts, Unreadable> {
    let nothing = Request { password, pages: Some(0..=0) };
    Ibid.extract(pdf, &nothing, &mut |_| {})
}

fn read(pdf: &Pdf, request: &Request<'_>, page: &mut dyn FnMut(&GlyphPage)) -> Result<Facts, Unreadable> {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).unwrap_or_default();
    let mut document = Document::new(&catalog);
    let mut glyphs = GlyphPage::default();
    for (number, source) in (1_u32..).zip(pdf.pages().iter()) {
        if request.pages.as_ref().is_some_and(|wanted| !wanted.contains(&number)) {
            continue;
        }
        prepare(&mut glyphs, number, source);
        // What a page showed before it panicked is kept.
        let _ = catch_unwind(AssertUnwindSafe(|| document.read(source, &mut glyphs)));
        page(&glyphs);
    }
    let facts = facts::of(pdf, &catalog, &mut document.fonts.library.inflater);
    Ok(Facts {
        pages: u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX),
        faces: document.fonts.faces,
        encrypted: document.fonts.library.inflater.decrypted,
        ..facts
    })
}

/// Makes ready for a page: its number and shape, and nothing on it.
pub(super) fn prepare(out: &mut GlyphPage, number: u32, page: &PdfPage<'_>) {
    out.number = number;
    out.glyphs.clear();
    out.strings.clear();
    out.image_share = 0.0;
    // A page of no size is drawn as A4.
    let sizes = [page.intersected_crop_box(), page.media_box()];
    let visible = sizes.into_iter().find(|size| size.width() > 0.0 && size.height() > 0.0).unwrap_or(A4);
    let (x0, y0, x1, y1) = (visible.x0 as f32, visible.y0 as f32, visible.x1 as f32, visible.y1 as f32);
    out.bounds = Rect { x0, y0, x1, y1 };
    out.rotation = match page.rotation() {
        Rotation::None => 0,
        Rotation::Horizontal => 90,
        Rotation::Flipped => 180,
        Rotation::FlippedHorizontal => 270,
    };
}
