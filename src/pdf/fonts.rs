//! The fonts of one document, each read once. Never shared between documents: what names a font is unique within one only.

use std::sync::Arc;

use hayro_font::{
    CMapResolverFn, Font as Program, FontCache, FontQuery, FontResolverFn,
    hayro_cmap::{self, BfString},
};
use hayro_syntax::object::{
    Dict, FromBytes, Name, ObjRef,
    dict::keys::{BASE_FONT, DESCENDANT_FONTS, FLAGS, FONT_DESC, FONT_WEIGHT, ITALIC_ANGLE},
};
use rustc_hash::FxHashMap;

use super::{
    font::{Code, Font, Meaning},
    inflate::Inflater,
    names::Names,
};
use crate::page::Face;

/// More texts of ligatures than any document's fonts have.
const MOST_STRINGS: usize = 16 << 20;

/// Which font of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FontId(usize);

/// The fonts met so far.
pub(super) struct Fonts<'a> {
    list: Vec<Font<'a>>,
    by_reference: FxHashMap<ObjRef, FontId>,
    /// Fonts described in place: by the address of their dictionary within the document.
    by_place: FxHashMap<usize, FontId>,
    /// The last one of each name.
    by_name: FxHashMap<Box<[u8]>, FontId>,
    pub(super) library: Library<'a>,
    pub(super) faces: Vec<Face>,
}

/// What reading a font needs besides itself.
pub(super) struct Library<'a> {
    pub(super) names: Names,
    pub(super) inflater: Inflater,
    /// What [`Meaning::Text`] points into.
    pub(super) strings: String,
    pub(super) scratch: Vec<u8>,
    programs: FontCache<'a>,
    font_resolver: FontResolverFn,
    cmap_resolver: CMapResolverFn,
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Self {
        Self {
            list: Vec::new(),
            by_reference: FxHashMap::default(),
            by_place: FxHashMap::default(),
            by_name: FxHashMap::default(),
            library: Library::new(),
            faces: Vec::new(),
        }
    }

    /// The font of this name in a `/Font` resource dictionary.
    pub(super) fn named(&mut self, resources: &Dict<'a>, name: &[u8]) -> Option<FontId> {
        if let Some(reference) = resources.get_ref(name) {
            if let Some(known) = self.by_reference.get(&reference) {
                return Some(*known);
            }
            let id = self.add(resources.get::<Dict<'a>>(name)?);
            self.by_reference.insert(reference, id);
            self.by_name.insert(name.into(), id);
            return Some(id);
        }
        Some(self.described(resources.get::<Dict<'a>>(name)?))
    }

    /// What stands in for a font that is not to be found: the one of that name elsewhere in the document (most producers
    /// name them throughout), else a plain one.
    pub(super) fn lost(&mut self, name: &[u8]) -> Option<FontId> {
        const PLAIN: &[u8] = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";
        self.by_name.get(name).copied().or_else(|| Some(self.described(Dict::from_bytes(PLAIN)?)))
    }

    /// The font that a dictionary describes.
    pub(super) fn described(&mut self, dict: Dict<'a>) -> FontId {
        let place = dict.data().as_ptr() as usize;
        if let Some(known) = self.by_place.get(&place) {
            return *known;
        }
        let id = self.add(dict);
        self.by_place.insert(place, id);
        id
    }

    /// The face of what has none.
    pub(super) fn plain_face(&mut self) -> u16 {
        self.face(Face::default())
    }

    fn face(&mut self, face: Face) -> u16 {
        let number = self.faces.iter().position(|known| *known == face).unwrap_or_else(|| {
            self.faces.push(face);
            self.faces.len() - 1
        });
        u16::try_from(number).unwrap_or(u16::MAX)
    }

    fn add(&mut self, dict: Dict<'a>) -> FontId {
        let number = self.face(face(&dict));
        let font = Font::new(dict, number, &mut self.library);
        self.list.push(font);
        FontId(self.list.len() - 1)
    }

    pub(super) fn font(&self, id: FontId) -> &Font<'a> {
        &self.list[id.0]
    }

    /// Reads what a code of a font means, and remembers it.
    pub(super) fn learn(&mut self, id: FontId, code: u32) -> Code {
        self.list[id.0].learn(code, &mut self.library)
    }
}

impl<'a> Library<'a> {
    fn new() -> Self {
        Self {
            names: Names::default(),
            inflater: Inflater::new(),
            strings: String::new(),
            scratch: Vec::new(),
            programs: FontCache::new(),
            font_resolver: Arc::new(|query| {
                Some(match query {
                    FontQuery::Standard(font) => font.get_font_data(),
                    FontQuery::Fallback(font) => font.pick_standard_font().get_font_data(),
                })
            }),
            cmap_resolver: Arc::new(hayro_cmap::load_embedded),
        }
    }

    /// The font with its program parsed: the expensive way.
    pub(super) fn program(&self, dict: &Dict<'a>) -> Option<Program<'a>> {
        self.programs.font(dict, &self.font_resolver, &self.cmap_resolver)
    }

    /// A text as a small value.
    pub(super) fn remember(&mut self, text: Option<BfString>) -> Meaning {
        match text {
            None => Meaning::Unmapped,
            Some(BfString::Char(c)) => Meaning::Char(c),
            Some(BfString::String(text)) if self.strings.len() + text.len() <= MOST_STRINGS => {
                let start = self.strings.len() as u32;
                self.strings.push_str(&text);
                Meaning::Text { start, end: self.strings.len() as u32 }
            }
            Some(BfString::String(_)) => Meaning::Unmapped,
        }
    }
}

/// A font's looks, by its name and its descriptor.
fn face(dict: &Dict<'_>) -> Face {
    let descendant =
        dict.get::<hayro_syntax::object::Array<'_>>(DESCENDANT_FONTS).and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let descriptor = descendant.as_ref().unwrap_or(dict).get::<Dict<'_>>(FONT_DESC).unwrap_or_default();
    let base_font = dict.get::<Name<'_>>(BASE_FONT);
    let name = base_font.as_ref().map_or(&b""[..], |name| name.as_ref());
    let name = match name.iter().position(|byte| *byte == b'+') {
        Some(6) => &name[7..],
        _ => name,
    };
    let name = String::from_utf8_lossy(name).into_owned();
    let flags = descriptor.get::<u32>(FLAGS).unwrap_or(0);
    let weight = descriptor.get::<f32>(FONT_WEIGHT).unwrap_or(400.0);
    let angle = descriptor.get::<f32>(ITALIC_ANGLE).unwrap_or(0.0);
    let bold = weight >= 600.0 || flags & 1 << 18 != 0 || is_bold(&name);
    let italic = angle != 0.0 || flags & 1 << 6 != 0 || is_italic(&name);
    Face { name, bold, italic }
}

fn is_bold(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["bold", "black", "heavy", "demi"].iter().any(|word| lower.contains(word))
        || ["cmbx", "cmssbx", "cmb1", "ecbx", "sfbx", "tcbx", "labx", "ebx", "sfsx"]
            .iter()
            .any(|start| lower.starts_with(start))
        || name.ends_with("-Bd")
        || name.contains("-Medi")
}

fn is_italic(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["italic", "oblique", "slanted"].iter().any(|word| lower.contains(word))
        || ["cmti", "cmsl", "cmbxti", "cmbxsl", "cmssi", "ecti", "ecsl", "sfti", "sfsl", "sfit", "cmmi"]
            .iter()
            .any(|start| lower.starts_with(start))
        || name.ends_with("-It")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(dict: &[u8]) -> Face {
        face(&Dict::from_bytes(dict).unwrap())
    }

    #[test]
    fn faces_by_name_and_descriptor() {
        let bold = looks(b"<</BaseFont/ABCDEF+CMBX12>>");
        assert_eq!((bold.name.as_str(), bold.bold, bold.italic), ("CMBX12", true, false));
        assert!(looks(b"<</BaseFont/Times-BoldItalic>>").italic);
        assert!(looks(b"<</BaseFont/X/FontDescriptor<</ItalicAngle -12>>>>").italic);
        assert!(looks(b"<</BaseFont/X/FontDescriptor<</Flags 262144>>>>").bold);
        assert_eq!(looks(b"<<>>"), Face::default());
    }
}
