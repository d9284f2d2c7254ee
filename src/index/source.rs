//! What the index knows of each path: the ledger's entries.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use serde::{Deserialize, Serialize};

use crate::{
    corpus::Stamp,
    date::Date,
    ocr::Mode,
    pdf::Unreadable,
    text::{PageState, Text},
};

/// BLAKE3 of a file's bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes).into())
    }

    /// The key of the thesis with this content.
    pub fn key(&self) -> Key {
        Key(self.0[..6].iter().fold(0, |key, &byte| key << 8 | u64::from(byte)))
    }
}

impl From<[u8; 32]> for ContentHash {
    fn from(hash: [u8; 32]) -> Self {
        Self(hash)
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({}..)", self.key())
    }
}

/// Names a thesis: the first 12 hexadecimal digits of its [`ContentHash`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key(u64);

impl Key {
    /// The key as a number below 2^48: what the fast field `thesis` holds.
    pub fn number(self) -> u64 {
        self.0
    }

    /// The key of this number (of which the lower 48 bits count).
    pub fn from_number(number: u64) -> Self {
        Self(number & 0xffff_ffff_ffff)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012x}", self.0)
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.to_string()
    }
}

impl TryFrom<String> for Key {
    type Error = NotAKey;

    fn try_from(text: String) -> Result<Self, NotAKey> {
        text.parse()
    }
}

/// The text is no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a key of 12 hexadecimal digits")]
pub struct NotAKey(String);

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let digits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = digits.then(|| u64::from_str_radix(text, 16).ok()).flatten();
        number.map(Self).ok_or_else(|| NotAKey(text.to_owned()))
    }
}

/// A path that was read, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Absolute.
    #[serde(with = "path_bytes")]
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// Last modified, nanoseconds since 1970 (UTC).
    pub modified_ns: i64,
    /// Of the file; absent where it could not be opened.
    pub hash: Option<ContentHash>,
    /// Of the record beside it, where there is one.
    pub record: Option<Stamp>,
    /// What became of it.
    pub fate: Fate,
}

impl Source {
    /// The PDF's stamp when it was read.
    pub fn stamp(&self) -> Stamp {
        Stamp { size: self.size, modified_ns: self.modified_ns }
    }

    /// The key of its thesis; absent where the file could not be opened.
    pub fn key(&self) -> Option<Key> {
        self.hash.map(|hash| hash.key())
    }
}

/// What became of a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fate {
    /// Its text is in the index.
    Indexed(Coverage),
    /// Nothing could be read; its record is in the index, unless the file could not even be opened.
    Failed(Unreadable),
    /// It has the same bytes as another path, under which its thesis is indexed.
    SameAs(Key),
    /// It is a record without a PDF: its record page alone is in the index.
    Described,
    /// It is a document of a repository that is not here.
    Withheld(Withheld),
}

/// Why a document of a repository is not here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// A clause.
    pub why: String,
    /// The first day on which to ask for it again; none before its record changes.
    pub again: Option<Date>,
}

/// How much of a document could be read. `pages` is the sum of the five that follow it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Pages of the PDF.
    pub pages: u32,
    /// Pages with text.
    pub with_text: u32,
    /// Pages whose text was recognised in their pictures.
    pub recognised: u32,
    /// Pages that are images without text.
    pub scanned: u32,
    /// Pages whose text means nothing.
    pub garbled: u32,
    /// Pages with nothing on them.
    pub blank: u32,
    /// Words.
    pub words: u64,
    /// Bytes of text (UTF-8).
    pub text_bytes: u64,
    /// Characters for private use, which are in no word.
    pub private: u64,
    /// The engine that read it.
    pub engine: String,
    /// Which pages were to be recognised when it was read.
    pub ocr: Mode,
    /// How sure the recognised pages are on the whole, 0 to 100, where there are any.
    pub confidence: Option<u8>,
    /// The models they were read with, by tesseract's names.
    pub models: Option<String>,
    /// The model that its language needs, where it was not there.
    pub model_wanted: Option<String>,
}

impl Coverage {
    /// That of a text read by `engine`. Its words are counted as the index counts them.
    pub fn of(text: &Text, engine: &str) -> Self {
        let count = |state| text.pages.iter().filter(|page| page.state == state).count() as u32;
        let sure: Vec<u32> = text.pages.iter().filter_map(|page| page.confidence.map(u32::from)).collect();
        let mut cursor = super::analyzer::Cursor::new(&text.content);
        let words = std::iter::from_fn(|| cursor.advance().then_some(())).count() as u64;
        Self {
            pages: text.pages.len() as u32,
            with_text: count(PageState::Text),
            recognised: count(PageState::Recognised),
            scanned: count(PageState::Scanned),
            garbled: count(PageState::Garbled),
            blank: count(PageState::Blank),
            words,
            text_bytes: text.content.len() as u64,
            engine: engine.to_owned(),
            confidence: (sure.iter().sum::<u32>()).checked_div(sure.len() as u32).map(|mean| mean as u8),
            ..Self::default()
        }
    }

    /// Whether what can be seen of the document means nothing on most of its pages.
    pub fn is_garbled(&self) -> bool {
        self.garbled * 2 > self.pages - self.blank
    }

    /// Whether recognising pages, as many as `ocr` says, may bring more than there is.
    pub fn may_gain_by(&self, ocr: Mode) -> bool {
        match ocr {
            Mode::Off => false,
            Mode::Auto => self.ocr == Mode::Off && self.scanned + self.garbled > 0,
            Mode::Force => self.ocr < Mode::Force && self.pages > 0,
        }
    }
}

/// A path as one term of the index; whatever is not Unicode in it is told apart by its bytes.
pub(super) fn path_term(path: &Path) -> String {
    match path.to_str() {
        Some(text) => text.to_owned(),
        None => path.as_os_str().as_encoded_bytes().iter().map(|byte| format!("%{byte:02x}")).collect(),
    }
}

/// A path as its bytes: serde's own way refuses what is not Unicode.
pub(crate) mod path_bytes {
    use std::path::{Path, PathBuf};

    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(path.as_os_str().as_encoded_bytes())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
        <&[u8]>::deserialize(deserializer).map(from_bytes)
    }

    #[cfg(unix)]
    fn from_bytes(bytes: &[u8]) -> PathBuf {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
        OsStr::from_bytes(bytes).into()
    }

    #[cfg(not(unix))]
    fn from_bytes(bytes: &[u8]) -> PathBuf {
        String::from_utf8_lossy(bytes).into_owned().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_beginning_of_the_hash() {
        let hash = ContentHash::of(b"thesis");
        let key = hash.key();
        assert_eq!(key.to_string(), &blake3::hash(b"thesis").to_hex().as_str()[..12]);
        assert_eq!(key.to_string().parse(), Ok(key));
        assert_eq!(Key::from_number(key.number()), key);
        assert!("12".parse::<Key>().is_err() && "+23456789012".parse::<Key>().is_err());
    }

    #[cfg(unix)]
    #[test]
    fn any_path_comes_back() {
        use std::os::unix::ffi::OsStringExt;
        for bytes in [&b"/theses/a.pdf"[..], b"/th\xe8ses/\xff.pdf"] {
            let path = PathBuf::from(std::ffi::OsString::from_vec(bytes.to_vec()));
            let fate = Fate::SameAs(Key::from_number(7));
            let source = Source { path, size: 1, modified_ns: -1, hash: None, record: None, fate };
            let bytes = postcard::to_allocvec(&source).unwrap();
            assert_eq!(postcard::from_bytes::<Source>(&bytes).unwrap(), source);
        }
    }
}
