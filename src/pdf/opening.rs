//! Opening a PDF: with a password where it needs one, and mended where parts of it cannot be read as they are.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use hayro_syntax::{
    DecryptionError, LoadPdfError, Pdf,
    object::{
        Array, Dict, FromBytes, MaybeRef, Name, Object, Stream,
        dict::keys::{CONTENTS, FONT, RESOURCES},
    },
};
use rustc_hash::FxHashSet;

use super::{Unreadable, lexer::find, mend};

/// Opens `bytes` with the empty password, or else with the given one.
///
/// Where it cannot be opened for damage, or a page's content or a font is not to be had, a mended copy is tried.
pub(super) fn open(bytes: Arc<Vec<u8>>, password: Option<&str>) -> Result<Pdf, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    let opened = with_passwords(&bytes, password);
    let losses = match &opened {
        Ok(pdf) => lost(pdf),
        Err(Unreadable::NoPages) => usize::MAX,
        Err(_) => 0,
    };
    if let Err(Unreadable::Locked | Unreadable::NoPages) = opened
        && let Some(pdf) = open_attachments_locked(&bytes)
    {
        return Ok(pdf);
    }
    if losses > 0
        && let Ok(mended) = with_passwords(&Arc::new(mend::mended(&bytes)), password)
        && lost(&mended) < losses
        && opened.as_ref().map_or(0, |pdf| pdf.pages().len()) <= mended.pages().len()
    {
        return Ok(mended);
    }
    opened
}

fn with_passwords(bytes: &Arc<Vec<u8>>, password: Option<&str>) -> Result<Pdf, Unreadable> {
    let says_pdf = find(&bytes[..bytes.len().min(1024)], b"%PDF-").is_some();
    let attempt = |password: &str| {
        let bytes = Arc::clone(bytes);
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

/// How many contents of pages and how many fonts are referred to, and are not there.
fn lost(pdf: &Pdf) -> usize {
    let count = || {
        let mut fonts = FxHashSet::default();
        let pages = pdf.pages().iter().map(|page| {
            let named = page.resources().fonts.entries().filter_map(|(_, font)| font.as_obj_ref());
            fonts.extend(named);
            lost_contents(pdf, page.raw()) + lost_resources(page.raw())
        });
        let contents: usize = pages.sum();
        contents + fonts.into_iter().filter(|font| pdf.xref().get::<Dict<'_>>((*font).into()).is_none()).count()
    };
    catch_unwind(AssertUnwindSafe(count)).unwrap_or(1)
}

fn lost_resources(page: &Dict<'_>) -> usize {
    let is_lost = |dict: &Dict<'_>, key: &[u8]| dict.contains_key(key) && dict.get::<Dict<'_>>(key).is_none();
    let resources = page.get::<Dict<'_>>(RESOURCES);
    usize::from(is_lost(page, RESOURCES) || resources.is_some_and(|resources| is_lost(&resources, FONT)))
}

fn lost_contents(pdf: &Pdf, page: &Dict<'_>) -> usize {
    let Some(reference) = page.get_ref(CONTENTS) else { return 0 };
    match pdf.xref().get::<Object<'_>>(reference.into()) {
        Some(Object::Array(array)) => lost_streams(pdf, &array),
        Some(Object::Stream(_)) => 0,
        _ => 1,
    }
}

fn lost_streams(pdf: &Pdf, array: &Array<'_>) -> usize {
    let references = array.raw_iter().filter_map(|item: MaybeRef<Object<'_>>| item.as_obj_ref());
    references.filter(|stream| pdf.xref().get::<Stream<'_>>((*stream).into()).is_none()).count()
}

/// A document of which the attachments alone are encrypted (ISO 32000-2, 7.6.6: both `/StmF` and `/StrF` are `/Identity`) is read
/// as if it were not encrypted at all.
fn open_attachments_locked(bytes: &[u8]) -> Option<Pdf> {
    let at = find(bytes, b"/Encrypt ")?;
    let reference: Vec<u8> = bytes[at + 9..].iter().copied().take_while(|byte| *byte != b'R').take(16).collect();
    let header = [reference.trim_ascii(), b" obj"].concat();
    let encryption = Dict::from_bytes(bytes[find(bytes, &header)? + header.len()..].trim_ascii_start())?;
    let is_identity = |key: &str| encryption.get::<Name<'_>>(key).is_none_or(|name| name.as_ref() == b"Identity");
    if encryption.get::<u32>("V").is_none_or(|version| version < 4) || !is_identity("StmF") || !is_identity("StrF") {
        return None;
    }
    let mut opened = bytes.to_vec();
    let mut from = 0;
    while let Some(found) = find(&opened[from..], b"/Encrypt ") {
        from += found + 9;
        opened[from - 2] = b'_';
    }
    with_passwords(&Arc::new(opened), None).ok()
}

fn damaged(panic: &(dyn std::any::Any + Send)) -> Unreadable {
    let message = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Unreadable::Damaged(message.unwrap_or("its structure cannot be followed").to_owned())
}
