//! The house engine: opens a PDF with `hayro-syntax` and reads its pages with an interpreter of its own.
//!
//! What panics below costs one page, or the document where it panics while being opened; it never leaves this file.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use hayro_syntax::{
    DecryptionError, LoadPdfError, Pdf,
    object::Dict,
    page::{Page as PdfPage, Rotation},
};

use super::{Extract, Facts, Request, Unreadable, facts, interpret::Document, lexer::find};
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
        let pdf = open(pdf, request.password)?;
        read(&pdf, request, page)
    }
}

/// Labels, outline and information alone.
pub(super) fn facts(pdf: Arc<Vec<u8>>, password: Option<&str>) -> Result<Facts, Unreadable> {
    let nothing = Request { password, pages: Some(0..=0) };
    Ibid.extract(pdf, &nothing, &mut |_| {})
}

fn open(bytes: Arc<Vec<u8>>, password: Option<&str>) -> Result<Pdf, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    let says_pdf = find(&bytes[..bytes.len().min(1024)], b"%PDF-").is_some();
    let attempt = |password: &str| {
        let bytes = Arc::clone(&bytes);
        catch_unwind(AssertUnwindSafe(|| Pdf::new_with_password(bytes, password))).map_err(|panic| damaged(&*panic))
    };
    let mut opened = attempt("")?;
    if let (Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)), Some(password)) = (&opened, password) {
        opened = attempt(password)?;
    }
    let pdf = opened.map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Unreadable::Locked,
        LoadPdfError::Decryption(_) => Unreadable::Cipher,
        LoadPdfError::Invalid if says_pdf => Unreadable::NoPages,
        LoadPdfError::Invalid => Unreadable::NotPdf,
    })?;
    if pdf.pages().is_empty() { Err(Unreadable::NoPages) } else { Ok(pdf) }
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

fn prepare(out: &mut GlyphPage, number: u32, page: &PdfPage<'_>) {
    out.number = number;
    out.glyphs.clear();
    out.strings.clear();
    out.image_share = 0.0;
    let visible = page.intersected_crop_box();
    let visible = if visible.width() > 0.0 && visible.height() > 0.0 { visible } else { page.media_box() };
    let (x0, y0, x1, y1) = (visible.x0 as f32, visible.y0 as f32, visible.x1 as f32, visible.y1 as f32);
    out.bounds = Rect { x0, y0, x1, y1 };
    out.rotation = match page.rotation() {
        Rotation::None => 0,
        Rotation::Horizontal => 90,
        Rotation::Flipped => 180,
        Rotation::FlippedHorizontal => 270,
    };
}

fn damaged(panic: &(dyn std::any::Any + Send)) -> Unreadable {
    let message = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Unreadable::Damaged(message.unwrap_or("its structure cannot be followed").to_owned())
}
