//! A copy of a PDF with highlights: annotations that every viewer shows, and that a reader can remove again.
//!
//! What is new is appended to the bytes as they were (an incremental update, ISO 32000-1, 7.5.6), so nothing of the document is
//! lost, whatever of it this writer does not understand. An encrypted document has to be written anew, without encryption.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId, Stream, text_string};

use super::{Unreadable, lexer::find};
use crate::page::{Highlight, Rect};

/// As many highlights as a copy may have: viewers choke on more.
pub const MOST_HIGHLIGHTS: usize = 20_000;

/// Red, green and blue of the ink, as in [`super::Image`].
const INK: [f32; 3] = [1.0, 0.886, 0.322];

/// Points by which a highlight goes beyond the words on both sides.
const MARGIN: f32 = 0.8;

/// Why no copy could be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotWritten {
    /// The document cannot be opened.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The writer finds other pages in it than the reader.
    #[error("too damaged to be written again")]
    Damaged,
}

impl NotWritten {
    /// What to do about it: one sentence without a full stop.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Unreadable(why) => why.advice(),
            Self::Damaged => Some("mend it with: qpdf IN.pdf OUT.pdf, and index the mended one"),
        }
    }
}

/// A copy with highlights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlighted {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many annotations it has more.
    pub annotations: usize,
    /// Whether the document was encrypted, and the copy is not.
    pub decrypted: bool,
}

/// Writes a copy of a PDF of `pages` pages with a highlight annotation (ISO 32000-1, 12.5.6.10) for each of `highlights` that has a box; `note`
/// stands in each below its words. Of more than [`MOST_HIGHLIGHTS`] the first are taken.
///
/// # Errors
/// Where the document cannot be opened, or not be understood well enough to be written.
pub fn highlight(
    bytes: Vec<u8>,
    password: Option<&str>,
    pages: u32,
    highlights: &[Highlight],
    note: &str,
) -> Result<Highlighted, NotWritten> {
    // Nothing that the closure leaves behind is used after a panic.
    let written = catch_unwind(AssertUnwindSafe(|| write(bytes, password, pages, highlights, note)));
    written.unwrap_or(Err(NotWritten::Damaged))
}

fn write(
    bytes: Vec<u8>,
    password: Option<&str>,
    pages: u32,
    highlights: &[Highlight],
    note: &str,
) -> Result<Highlighted, NotWritten> {
    let (document, bytes) = open(bytes, password)?;
    let page_ids = document.get_pages();
    if page_ids.len() != pages as usize {
        return Err(NotWritten::Damaged);
    }
    let decrypted = document.was_encrypted();
    let mut copy = Copy::new(document, bytes, decrypted);
    let shown = highlights.iter().filter(|highlight| !highlight.boxes.is_empty()).take(MOST_HIGHLIGHTS);
    let shown: Vec<&Highlight> = shown.collect();
    for of_page in shown.chunk_by(|a, b| a.page == b.page) {
        let id = *page_ids.get(&of_page[0].page).ok_or(NotWritten::Damaged)?;
        copy.annotate(id, of_page, note)?;
    }
    Ok(Highlighted { bytes: copy.finish()?, annotations: shown.len(), decrypted })
}

/// The document, and the bytes of it. Where it does not open as it is, what stands before and behind it is cut off: the rest of
/// a web page, as bad downloads have it.
fn open(mut bytes: Vec<u8>, password: Option<&str>) -> Result<(Document, Vec<u8>), NotWritten> {
    const LAST: &[u8] = b"%%EOF";
    let opened = load(&bytes, password);
    if let Err(NotWritten::Damaged) = opened {
        let begin = find(&bytes[..bytes.len().min(1024)], b"%PDF-").unwrap_or(0);
        if let Some(end) = bytes.windows(LAST.len()).rposition(|window| window == LAST) {
            bytes.truncate(end + LAST.len());
            bytes.drain(..begin);
            return Ok((load(&bytes, password)?, bytes));
        }
    }
    opened.map(|document| (document, bytes))
}

fn load(bytes: &[u8], password: Option<&str>) -> Result<Document, NotWritten> {
    match (Document::load_mem(bytes), password) {
        // Where the empty password does not fit, the document comes back as if it were empty.
        (Ok(document), _) if document.was_encrypted() || !document.trailer.has(b"Encrypt") => Ok(document),
        (_, Some(password)) => {
            Document::load_mem_with_options(bytes, LoadOptions::with_password(password)).map_err(not_loaded)
        }
        (Ok(_), None) => Err(Unreadable::Locked.into()),
        (Err(error), None) => Err(not_loaded(error)),
    }
}

fn not_loaded(error: lopdf::Error) -> NotWritten {
    match error {
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => Unreadable::Locked.into(),
        _ => NotWritten::Damaged,
    }
}

/// The copy in the making.
enum Copy {
    /// What is new goes behind the old bytes.
    Appended(Box<IncrementalDocument>),
    /// Everything is written anew.
    Anew(Box<Document>),
}

impl Copy {
    fn new(mut document: Document, bytes: Vec<u8>, anew: bool) -> Self {
        let highest = document.objects.keys().map(|(number, _)| *number).max().unwrap_or(0);
        document.max_id = document.max_id.max(highest);
        if anew {
            document.trailer.remove(b"Encrypt");
            return Self::Anew(Box::new(document));
        }
        let version = document.version.clone();
        let mut appended = IncrementalDocument::create_from(bytes, document);
        appended.new_document.version = version;
        // The rest of a trailer is about the old cross-references.
        let kept: [&[u8]; 5] = [b"Root", b"Info", b"ID", b"Prev", b"Size"];
        let old = std::mem::take(&mut appended.new_document.trailer);
        appended.new_document.trailer = old.into_iter().filter(|(key, _)| kept.contains(&key.as_slice())).collect();
        Self::Appended(Box::new(appended))
    }

    fn old(&self) -> &Document {
        match self {
            Self::Appended(appended) => appended.get_prev_documents(),
            Self::Anew(document) => document,
        }
    }

    fn new_objects(&mut self) -> &mut Document {
        match self {
            Self::Appended(appended) => &mut appended.new_document,
            Self::Anew(document) => document,
        }
    }

    /// Gives a page its highlights. Its own annotations stay; where several pages share one list, each gets its own.
    fn annotate(&mut self, page: ObjectId, highlights: &[&Highlight], note: &str) -> Result<(), NotWritten> {
        // A page may stand in the tree twice.
        let known = self.new_objects().get_dictionary(page).ok().cloned();
        let old = self.old();
        let mut dictionary = match known {
            Some(known) => known,
            None => old.get_dictionary(page).map_err(|_| NotWritten::Damaged)?.clone(),
        };
        let annotations = dictionary.get(b"Annots").ok().and_then(|list| old.dereference(list).ok());
        let mut annotations = annotations.and_then(|(_, list)| list.as_array().ok()).cloned().unwrap_or_default();
        for highlight in highlights {
            annotations.push(self.annotation(page, highlight, note).into());
        }
        dictionary.set("Annots", annotations);
        self.new_objects().set_object(page, dictionary);
        Ok(())
    }

    fn annotation(&mut self, page: ObjectId, highlight: &Highlight, note: &str) -> ObjectId {
        let boxes =
            highlight.boxes.iter().map(|&Rect { x0, y0, x1, y1 }| Rect { x0: x0 - MARGIN, y0, x1: x1 + MARGIN, y1 });
        let boxes: Vec<Rect> = boxes.collect();
        let whole = boxes.iter().copied().reduce(Rect::union).unwrap_or_default();
        // Upper left, upper right, lower left, lower right: the order that viewers expect, if not the one of the norm.
        let corners = |&Rect { x0, y0, x1, y1 }: &Rect| [x0, y1, x1, y1, x0, y0, x1, y0];
        let appearance = self.new_objects().add_object(appearance(whole, &boxes));
        let mut annotation = Dictionary::new();
        annotation.set("Type", name("Annot"));
        annotation.set("Subtype", name("Highlight"));
        annotation.set("Rect", numbers([whole.x0, whole.y0, whole.x1, whole.y1]));
        annotation.set("QuadPoints", numbers(boxes.iter().flat_map(corners)));
        annotation.set("C", numbers(INK));
        // To be printed (12.5.3).
        annotation.set("F", 4);
        annotation.set("P", page);
        annotation.set("T", text_string("ibid"));
        annotation.set("Contents", text_string(&format!("{}\n{note}", highlight.words)));
        annotation.set("AP", Object::Dictionary([("N", Object::from(appearance))].into_iter().collect()));
        self.new_objects().add_object(annotation)
    }

    fn finish(self) -> Result<Vec<u8>, NotWritten> {
        let mut bytes = Vec::new();
        let saved = match self {
            Self::Appended(mut appended) => appended.save_to(&mut bytes),
            Self::Anew(mut document) => document.save_to(&mut bytes),
        };
        saved.map(|()| bytes).map_err(|_| NotWritten::Damaged)
    }
}

/// The boxes in ink that leaves what is printed below it (blend mode Multiply). Not a group of its own, for then the ink
/// would be mixed with nothing.
fn appearance(whole: Rect, boxes: &[Rect]) -> Stream {
    let [red, green, blue] = INK;
    let mut content = format!("/Ink gs {red} {green} {blue} rg\n");
    for Rect { x0, y0, x1, y1 } in boxes {
        content += &format!("{x0:.2} {y0:.2} {:.2} {:.2} re\n", x1 - x0, y1 - y0);
    }
    content += "f\n";
    let multiply: Dictionary = [("Type", name("ExtGState")), ("BM", name("Multiply"))].into_iter().collect();
    let states: Dictionary = [("Ink", Object::Dictionary(multiply))].into_iter().collect();
    let resources: Dictionary = [("ExtGState", Object::Dictionary(states))].into_iter().collect();
    let mut form = Dictionary::new();
    form.set("Type", name("XObject"));
    form.set("Subtype", name("Form"));
    form.set("BBox", numbers([whole.x0, whole.y0, whole.x1, whole.y1]));
    form.set("Resources", resources);
    Stream::new(form, content.into_bytes())
}

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

/// To hundredths, as boxes are given elsewhere.
fn numbers(values: impl IntoIterator<Item = f32>) -> Object {
    Object::Array(values.into_iter().map(|value| Object::Real((value * 100.0).round() / 100.0)).collect())
}
