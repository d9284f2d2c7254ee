//! Composite fonts (ISO 32000-1, 9.7): codes of several bytes, through a CMap to CIDs.

use std::cell::OnceCell;

use hayro_font::hayro_cmap::{BfString, CMap, CMapName, CidFamily, WritingMode, load_embedded};
use hayro_syntax::object::{
    Array, Dict, Object, Stream, String as PdfString,
    dict::keys::{
        CIDSYSTEMINFO, DESCENDANT_FONTS, DW, DW2, ENCODING, FONT_DESC, FONT_FILE, FONT_FILE2, FONT_FILE3, ORDERING,
        REGISTRY, TO_UNICODE, W, W2,
    },
};

use super::{
    cff::{self, Charset},
    fonts::Library,
};

/// More widths than any font has.
const MOST_WIDTHS: usize = 1 << 17;

/// A stream of a CMap is never larger than this.
const MOST_CMAP_BYTES: usize = 4 << 20;

/// A font program is never larger than this.
const MOST_PROGRAM_BYTES: usize = 64 << 20;

/// How a composite font reads its codes.
pub(super) struct Cid<'a> {
    pub(super) vertical: bool,
    /// `None`: two bytes a code, and the code is the CID.
    encoding: Option<CMap>,
    default_width: f32,
    /// First and last CID and their width, sorted by the first.
    widths: Vec<(u32, u32, f32)>,
    /// From CID to Unicode, for the character collections that Adobe predefines.
    ucs2: Option<CMap>,
    /// Nothing but the codes themselves tells what they are: layers of recognised text are written so.
    codes_are_unicode: bool,
    descendant: Dict<'a>,
    /// The glyph names of a program that has some, read when first needed.
    charset: OnceCell<Option<Charset>>,
}

impl<'a> Cid<'a> {
    pub(super) fn new(dict: &Dict<'a>, library: &mut Library<'_>) -> Self {
        let encoding = dict.get::<Object<'_>>(ENCODING);
        let vertical_identity = matches!(&encoding, Some(Object::Name(name)) if name.as_ref() == b"Identity-V");
        let encoding = encoding.and_then(|encoding| read_cmap(&encoding, library));
        let writing_mode = encoding.as_ref().and_then(|cmap| cmap.metadata().writing_mode);
        let vertical = vertical_identity || writing_mode == Some(WritingMode::Vertical);
        let descendant = dict.get::<Array<'a>>(DESCENDANT_FONTS).and_then(|fonts| fonts.iter::<Dict<'a>>().next());
        let descendant = descendant.unwrap_or_default();
        let has_to_unicode = dict.contains_key(TO_UNICODE);
        let family = family(encoding.as_ref(), &descendant).filter(|_| !has_to_unicode);
        let ucs2 = family.and_then(|family| predefined(family.ucs2_cmap()?));
        let (default_width, widths) = if vertical {
            let default = descendant.get::<[f32; 2]>(DW2).map_or(-1000.0, |[_, advance]| advance);
            (default, descendant.get::<Array<'_>>(W2).map(|array| read_widths::<3>(&array)))
        } else {
            let default = descendant.get::<f32>(DW).unwrap_or(1000.0);
            (default, descendant.get::<Array<'_>>(W).map(|array| read_widths::<1>(&array)))
        };
        let embedded = descendant.get::<Dict<'_>>(FONT_DESC).is_some_and(|descriptor| {
            [FONT_FILE, FONT_FILE2, FONT_FILE3].iter().any(|file| descriptor.contains_key(file))
        });
        let codes_are_unicode = encoding.is_none() && ucs2.is_none() && !embedded && !has_to_unicode;
        let (widths, charset) = (widths.unwrap_or_default(), OnceCell::new());
        Self { vertical, encoding, default_width, widths, ucs2, codes_are_unicode, descendant, charset }
    }

    /// The next code of a string, and how many bytes it takes.
    pub(super) fn next_code(&self, bytes: &[u8]) -> (u32, usize) {
        let Some(cmap) = &self.encoding else {
            return match bytes {
                [high, low, ..] => (u32::from(*high) << 8 | u32::from(*low), 2),
                _ => (0, 1),
            };
        };
        let mut code = 0;
        for (length, byte) in (1..=4).zip(bytes) {
            code = code << 8 | u32::from(*byte);
            if cmap.lookup_cid_code(code, length).is_some() {
                return (code, usize::from(length));
            }
        }
        (0, 1)
    }

    fn cid(&self, code: u32) -> u32 {
        let Some(cmap) = &self.encoding else { return code };
        (1..=4).find_map(|length| cmap.lookup_cid_code(code, length)).unwrap_or(0)
    }

    /// How far a code advances along the line of writing, for a size of 1.
    pub(super) fn advance(&self, code: u32) -> f32 {
        let cid = self.cid(code);
        let at = self.widths.partition_point(|(first, ..)| *first <= cid);
        let listed = self.widths[..at].iter().rev().take(4).find(|(_, last, _)| *last >= cid);
        listed.map_or(self.default_width, |(.., width)| *width) / 1000.0
    }

    /// What a code's glyph is called, where the program names its glyphs: there CIDs count the glyphs (ISO 32000-1, 9.7.4.2).
    pub(super) fn glyph_name(&self, code: u32, library: &mut Library<'_>) -> Option<cff::Name<'_>> {
        self.charset.get_or_init(|| self.read_charset(library)).as_ref()?.get(self.cid(code))
    }

    fn read_charset(&self, library: &mut Library<'_>) -> Option<Charset> {
        let program = self.descendant.get::<Dict<'_>>(FONT_DESC)?.get::<Stream<'_>>(FONT_FILE3)?;
        library.scratch.clear();
        library.inflater.decode(&program, MOST_PROGRAM_BYTES, &mut library.scratch);
        Charset::read(&library.scratch)
    }

    /// What a code stands for, where the font's collection tells.
    pub(super) fn unicode(&self, code: u32) -> Option<BfString> {
        match &self.ucs2 {
            Some(ucs2) => ucs2.lookup_bf_string(self.cid(code)),
            None if self.codes_are_unicode => char::from_u32(code).filter(|c| !c.is_control()).map(BfString::Char),
            None => None,
        }
    }
}

/// `/ToUnicode`.
pub(super) struct ToUnicode(CMap);

impl ToUnicode {
    pub(super) fn of(dict: &Dict<'_>, library: &mut Library<'_>) -> Option<Self> {
        match dict.get::<Object<'_>>(TO_UNICODE)? {
            Object::Stream(stream) => stream_cmap(&stream, library).map(Self),
            // Not valid, but written: codes are UTF-16 then.
            Object::Name(name) => predefined(CMapName::from_bytes(&name)).map(Self),
            _ => None,
        }
    }

    /// What a code stands for.
    pub(super) fn unicode(&self, code: u32) -> Option<BfString> {
        self.0.lookup_bf_string(code).or_else(|| {
            let identity = self.0.metadata().name.as_deref().is_some_and(|name| name.starts_with(b"Identity"));
            identity.then(|| char::from_u32(code).map(BfString::Char)).flatten()
        })
    }
}

fn predefined(name: CMapName<'_>) -> Option<CMap> {
    match name {
        CMapName::IdentityH => Some(CMap::identity_h()),
        CMapName::IdentityV => Some(CMap::identity_v()),
        name => CMap::parse(load_embedded(name)?, load_embedded),
    }
}

fn stream_cmap(stream: &Stream<'_>, library: &mut Library<'_>) -> Option<CMap> {
    library.scratch.clear();
    library.inflater.decode(stream, MOST_CMAP_BYTES, &mut library.scratch);
    CMap::parse(&library.scratch, load_embedded)
}

/// `None` also for the identity, which needs no CMap.
fn read_cmap(encoding: &Object<'_>, library: &mut Library<'_>) -> Option<CMap> {
    match encoding {
        Object::Name(name) => match CMapName::from_bytes(name) {
            CMapName::IdentityH | CMapName::IdentityV => None,
            name => predefined(name),
        },
        Object::Stream(stream) => stream_cmap(stream, library),
        _ => None,
    }
}

fn family(encoding: Option<&CMap>, descendant: &Dict<'_>) -> Option<CidFamily> {
    let of_encoding = encoding.and_then(|cmap| cmap.metadata().character_collection.clone());
    of_encoding.map(|collection| collection.family).filter(|family| family.ucs2_cmap().is_some()).or_else(|| {
        let info = descendant.get::<Dict<'_>>(CIDSYSTEMINFO)?;
        let (registry, ordering) = (info.get::<PdfString<'_>>(REGISTRY)?, info.get::<PdfString<'_>>(ORDERING)?);
        Some(CidFamily::from_registry_ordering(&registry, &ordering))
    })
}

/// `/W` (`N` = 1) or `/W2` (`N` = 3): of `N` numbers for each CID the first is the advance.
fn read_widths<const N: usize>(array: &Array<'_>) -> Vec<(u32, u32, f32)> {
    let mut widths = Vec::new();
    let mut numbers: Vec<f32> = Vec::with_capacity(2 + N);
    for object in array.iter::<Object<'_>>() {
        if widths.len() >= MOST_WIDTHS {
            break;
        }
        match object {
            Object::Number(number) => numbers.push(number.as_f32()),
            Object::Array(listed) => {
                let first = numbers.pop().unwrap_or(0.0) as u32;
                let listed = listed.iter::<f32>().step_by(N).take(MOST_WIDTHS - widths.len());
                widths.extend((first..=u32::MAX).zip(listed).map(|(cid, width)| (cid, cid, width)));
                numbers.clear();
            }
            _ => numbers.clear(),
        }
        if let [first, last, width, ..] = numbers[..]
            && numbers.len() == 2 + N
        {
            widths.push((first as u32, last as u32, width));
            numbers.clear();
        }
    }
    widths.sort_by_key(|(first, ..)| *first);
    widths
}
