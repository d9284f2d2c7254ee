//! Reading a PDF: bytes in, glyphs with places out.
//!
//! [`Extract`] is the seam: two engines stand behind it, and only their own files name them.

use std::{fmt, ops::RangeInclusive, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::page::{Face, GlyphPage};

mod annotations;
mod arrays;
mod cff;
mod cid;
mod facts;
mod fields;
mod filters;
mod font;
mod fonts;
mod hancom;
mod highlight;
mod ibid;
mod image;
mod inflate;
mod interpret;
mod labels;
mod layers;
mod lexer;
mod marks;
mod matrix;
mod mend;
mod names;
mod opening;
mod operands;
mod outline;
mod pdf_extract;
mod render;
mod scope;
mod show;
mod strings;
mod tex;
mod type1;
mod xmp;

pub use highlight::{Highlighted, MOST_HIGHLIGHTS, NotWritten, highlight};
pub use image::Image;
pub use render::Canvas;

/// Which engine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Engine {
    /// Our own.
    #[default]
    Ibid,
    /// The `pdf-extract` crate: a yardstick, and a second opinion.
    PdfExtract,
}

/// The engine of that name.
pub fn engine(name: Engine) -> &'static dyn Extract {
    match name {
        Engine::Ibid => &ibid::Ibid,
        Engine::PdfExtract => &pdf_extract::PdfExtract,
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(engine(*self).name())
    }
}

impl FromStr for Engine {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        [Self::Ibid, Self::PdfExtract]
            .into_iter()
            .find(|known| engine(*known).name() == name)
            .ok_or_else(|| format!("no engine is called {name:?}: there are ibid and pdf-extract"))
    }
}

/// An engine that reads PDFs. It pushes each page's glyphs as it comes to them, so memory is that of one page.
pub trait Extract: Sync {
    /// Its name on the command line and in the ledger.
    fn name(&self) -> &'static str;

    /// Reads the pages that `request` asks for, in order, calling `page` for each (also for one without glyphs).
    ///
    /// # Errors
    /// What stopped the engine before the first page; damage met later costs that page only.
    fn extract(
        &self,
        pdf: Arc<Vec<u8>>,
        request: &Request<'_>,
        page: &mut dyn FnMut(&GlyphPage),
    ) -> Result<Facts, Unreadable>;
}

/// What to read of a PDF.
#[derive(Clone, Debug, Default)]
pub struct Request<'a> {
    /// Tried after the empty one.
    pub password: Option<&'a str>,
    /// PDF page numbers from 1; all where absent.
    pub pages: Option<RangeInclusive<u32>>,
}

/// What a PDF says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// How many pages it has.
    pub pages: u32,
    /// The page labels of `/PageLabels` (ISO 32000-1, 12.4.2), one a page; empty where the PDF has none.
    pub labels: Vec<String>,
    /// The outline, in order, depth first.
    pub outline: Vec<Bookmark>,
    /// `/Info`, overruled by XMP where both speak.
    pub info: Info,
    /// What [`crate::page::Glyph::font`] counts.
    pub faces: Vec<Face>,
    /// Whether it is encrypted (and was read all the same).
    pub encrypted: bool,
}

/// One entry of an outline whose destination is a page of the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bookmark {
    /// As shown.
    pub title: String,
    /// 1 for the outermost.
    pub level: u8,
    /// PDF page number, from 1.
    pub page: u32,
    /// Upper edge of the destination in points of default user space, where it names one.
    pub top: Option<f32>,
}

/// Document information.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Info {
    /// Title, where not blank.
    pub title: Option<String>,
    /// Author, where not blank.
    pub author: Option<String>,
    /// Keywords, where not blank.
    pub keywords: Option<String>,
    /// Subject, where not blank.
    pub subject: Option<String>,
    /// Year of `CreationDate`.
    pub year: Option<i32>,
    /// `/Lang` of the catalog (BCP 47).
    pub language: Option<String>,
}

/// Why nothing could be read of a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Unreadable {
    /// The file system does not give it out.
    #[error("cannot be opened: {0}")]
    File(String),
    /// No bytes.
    #[error("empty file")]
    Empty,
    /// Not a PDF by its content.
    #[error("not a PDF")]
    NotPdf,
    /// Encrypted, and neither the empty password nor the given one opens it.
    #[error("encrypted: needs a password")]
    Locked,
    /// Encrypted by a handler that no engine here knows.
    #[error("encrypted in a way that cannot be read")]
    Cipher,
    /// No page can be found in it.
    #[error("damaged: no page can be found")]
    NoPages,
    /// The engine gave up.
    #[error("damaged: {0}")]
    Damaged(String),
    /// Stopped after this many seconds.
    #[error("stopped after {0} s")]
    TimedOut(u32),
    /// Stopped when it wanted more than this many MiB.
    #[error("stopped at {0} MiB of memory")]
    OutOfMemory(u32),
    /// The process that read it died.
    #[error("its reader crashed ({0})")]
    Crashed(String),
}

impl Unreadable {
    /// What to do about it, where something can be done.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Locked => "name a file that holds the password: ibid index --password-file FILE",
            Self::Damaged(_) | Self::NoPages => "qpdf or mutool clean may repair it; or ask for the deposit again",
            Self::Cipher => "decrypt it with the program that encrypted it",
            Self::NotPdf | Self::Empty => "the upload went wrong: ask for the deposit again",
            Self::TimedOut(_) => "give it more time: ibid index --timeout SECONDS",
            Self::OutOfMemory(_) => "give it more memory: ibid index --memory MIB",
            Self::File(_) => "let this user read it",
            Self::Crashed(_) => return None,
        })
    }
}
