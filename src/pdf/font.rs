//! What the codes of one font mean: how far each advances, and what it stands for.
//!
//! Lazy, for speed: widths come from `/Widths` or `/W`, text from `/ToUnicode` or from glyph names; the font program itself
//! is parsed only for codes which these do not answer. What is once known of a code is remembered.

use std::cell::OnceCell;

use hayro_font::{Font as Program, FontGlyph, hayro_cmap::BfString};
use hayro_syntax::object::{
    Array, Dict, Name, Object, Stream,
    dict::keys::{
        BASE_FONT, DIFFERENCES, ENCODING, FIRST_CHAR, FONT_BBOX, FONT_DESC, FONT_FILE, FONT_FILE2, FONT_FILE3,
        FONT_MATRIX, MISSING_WIDTH, WIDTHS,
    },
};

use super::{
    cff,
    cid::{Cid, ToUnicode},
    fonts::Library,
    hancom,
    names::Base,
    operands::{Element, Elements},
    tex, type1,
};

/// What a code stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    /// Not asked yet.
    Unread,
    Char(char),
    /// A byte range of [`Library::strings`].
    Text {
        start: u32,
        end: u32,
    },
    Unmapped,
}

/// What is remembered of a code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Code {
    pub(super) meaning: Meaning,
    /// In text space for a size of 1: along the line of writing.
    pub(super) advance: f32,
}

const UNREAD: Code = Code { meaning: Meaning::Unread, advance: 0.0 };

/// A font as its dictionary describes it.
pub(super) struct Font<'a> {
    dict: Dict<'a>,
    kind: Kind<'a>,
    to_unicode: Option<ToUnicode>,
    program: OnceCell<Option<Program<'a>>>,
    /// By high byte, then low byte.
    codes: Vec<Option<Box<[Code; 256]>>>,
    /// Its characters are for private use, and known.
    of_equations: bool,
    /// Which [`crate::page::Face`] it is.
    pub(super) face: u16,
    /// The em for a size of 1: other than 1 only where a Type 3 font has a grid of its own.
    pub(super) em: f32,
}

enum Kind<'a> {
    Simple(Simple<'a>),
    Composite(Box<Cid<'a>>),
}

/// Type 1, TrueType, Type 3: one byte a code.
struct Simple<'a> {
    /// From glyph space to text space.
    scale: f32,
    /// By code; NaN where the font does not say.
    widths: Box<[f32; 256]>,
    /// Glyph names by code, empty where none: as written in the PDF.
    names: Vec<&'a [u8]>,
    base: Option<Base>,
    /// The encoding within a Type 1 program, read when first needed.
    built_in: OnceCell<Option<type1::Encoding>>,
    type3: bool,
    /// What the codes mean if it is a bitmap font of TeX's.
    tex: tex::Encoding,
}

impl<'a> Font<'a> {
    pub(super) fn new(dict: Dict<'a>, face: u16, library: &mut Library<'a>) -> Self {
        let subtype = dict.get::<Name<'_>>("Subtype");
        let (kind, em) = match subtype.as_deref() {
            Some(b"Type0") => (Kind::Composite(Box::new(Cid::new(&dict, library))), 1.0),
            Some(b"Type3") => {
                let simple = Simple::new(&dict, true);
                let em = simple.type3_em(&dict);
                (Kind::Simple(simple), em)
            }
            _ => (Kind::Simple(Simple::new(&dict, false)), 1.0),
        };
        let to_unicode = ToUnicode::of(&dict, library);
        let of_equations = dict.get::<Name<'_>>(BASE_FONT).is_some_and(|name| hancom::is_equation_font(&name));
        Self { dict, kind, to_unicode, program: OnceCell::new(), codes: Vec::new(), of_equations, face, em }
    }

    /// Whether it is written from top to bottom.
    pub(super) fn is_vertical(&self) -> bool {
        matches!(&self.kind, Kind::Composite(cid) if cid.vertical)
    }

    /// Whether each code is one byte.
    pub(super) fn is_simple(&self) -> bool {
        matches!(self.kind, Kind::Simple(_))
    }

    /// The next code of a string, and how many bytes it takes: at least one.
    pub(super) fn next_code(&self, bytes: &[u8]) -> (u32, usize) {
        match &self.kind {
            Kind::Simple(_) => (bytes.first().map_or(0, |byte| u32::from(*byte)), 1),
            Kind::Composite(cid) => cid.next_code(bytes),
        }
    }

    /// Reads what a code means, and remembers it.
    pub(super) fn learn(&mut self, code: u32, library: &mut Library<'a>) -> Code {
        let read = self.read(code, library);
        let (high, low) = ((code >> 8) as usize, (code & 0xff) as usize);
        // Codes of more than two bytes (GB 18030, UTF-32) are rare enough to be read again each time.
        if high < 256 {
            if self.codes.len() <= high {
                self.codes.resize(high + 1, None);
            }
            self.codes[high].get_or_insert_with(|| Box::new([UNREAD; 256]))[low] = read;
        }
        read
    }

    /// What is known of a code so far.
    pub(super) fn known(&self, code: u32) -> Code {
        match self.codes.get((code >> 8) as usize) {
            Some(Some(block)) => block[(code & 0xff) as usize],
            _ => UNREAD,
        }
    }

    fn read(&self, code: u32, library: &mut Library<'a>) -> Code {
        let advance = match &self.kind {
            Kind::Simple(simple) => self.simple_advance(simple, code as u8, library),
            Kind::Composite(cid) => cid.advance(code),
        };
        let text = self.unicode(code, library);
        let meaning = library.remember(text);
        Code { meaning, advance: if advance.is_finite() { advance } else { 0.0 } }
    }

    fn simple_advance(&self, simple: &Simple<'a>, code: u8, library: &Library<'a>) -> f32 {
        let width = simple.widths[usize::from(code)];
        if !width.is_nan() {
            return width * simple.scale;
        }
        self.program(library).map_or(0.0, |program| program.code_advance(u32::from(code)).x as f32 / 1000.0)
    }

    /// `/ToUnicode` first; where it says nothing that could be text, the glyph's name, the encoding, the program.
    fn unicode(&self, code: u32, library: &mut Library<'a>) -> Option<BfString> {
        let mut told = self.to_unicode.as_ref().and_then(|map| map.unicode(code));
        if let (true, Some(BfString::Char(c))) = (self.of_equations, &mut told) {
            *c = hancom::unicode(*c).unwrap_or(*c);
        }
        if told.as_ref().is_some_and(is_text) {
            return told;
        }
        let found = match &self.kind {
            Kind::Simple(simple) => self.simple_unicode(simple, code as u8, library),
            Kind::Composite(cid) => cid.unicode(code).or_else(|| match cid.glyph_name(code, library)? {
                cff::Name::Standard(c) => Some(BfString::Char(c)),
                cff::Name::Own(name) => library.names.unicode(name),
            }),
        };
        found.or(told.filter(|text| *text != BfString::Char('\0') && *text != BfString::Char('\u{fffd}')))
    }

    fn simple_unicode(&self, simple: &Simple<'a>, code: u8, library: &mut Library<'a>) -> Option<BfString> {
        let name = simple.names.get(usize::from(code)).copied().unwrap_or_default();
        if !name.is_empty() {
            let found = library.names.unicode(name).filter(is_text);
            return found.or_else(|| match simple.type3 {
                // matplotlib names glyphs by their number, "uni00000025", and its codes are Latin 1.
                true if name.starts_with(b"uni") => Base::WinAnsi.unicode(code).map(BfString::Char),
                true => simple.tex(code),
                false if is_numbered(name, code) => Base::WinAnsi.unicode(code).map(BfString::Char),
                // The program knows no more of names, but for those of ZapfDingbats.
                false if is_pictorial(&self.dict) => self.program_unicode(code, library),
                false => None,
            });
        }
        if let Some(base) = simple.base {
            return base.unicode(code).map(BfString::Char);
        }
        if simple.type3 {
            return simple.tex(code);
        }
        let built_in = simple.built_in.get_or_init(|| self.built_in_encoding(library));
        match built_in {
            Some(type1::Encoding::Standard) => Base::Standard.unicode(code).map(BfString::Char),
            Some(type1::Encoding::Named(names)) => library.names.unicode(names.get(code)?),
            None => self.program_unicode(code, library),
        }
    }

    fn built_in_encoding(&self, library: &mut Library<'a>) -> Option<type1::Encoding> {
        let descriptor = self.dict.get::<Dict<'_>>(FONT_DESC)?;
        if descriptor.contains_key(FONT_FILE3) {
            return None;
        }
        let program = descriptor.get::<Stream<'_>>(FONT_FILE)?;
        library.scratch.clear();
        library.inflater.decode(&program, type1::CLEAR_TEXT, &mut library.scratch);
        type1::Encoding::read(&library.scratch)
    }

    fn program_unicode(&self, code: u8, library: &Library<'a>) -> Option<BfString> {
        let program = self.program(library)?;
        let code = u32::from(code);
        match program.glyph(program.map_code(code), code) {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        }
    }

    fn program(&self, library: &Library<'a>) -> Option<&Program<'a>> {
        self.program.get_or_init(|| library.program(&self.dict)).as_ref()
    }
}

impl<'a> Simple<'a> {
    fn new(dict: &Dict<'a>, type3: bool) -> Self {
        let (base, names) = read_encoding(dict);
        let widths = read_widths(dict);
        let scale = if type3 { font_matrix(dict)[0] } else { 0.001 };
        let descriptor = dict.get::<Dict<'_>>(FONT_DESC).unwrap_or_default();
        let embedded = [FONT_FILE, FONT_FILE2, FONT_FILE3].iter().any(|file| descriptor.contains_key(file));
        // TrueType has no names of its own worth parsing it for, and is made where Latin letters have the codes of Windows.
        let base = base.or(descriptor.contains_key(FONT_FILE2).then_some(Base::WinAnsi));
        let base = base.or((!names.is_empty() && !embedded && !type3 && !is_pictorial(dict)).then_some(Base::Standard));
        let codes = (0..=u8::MAX).filter(|code| names.get(usize::from(*code)).is_some_and(|name| !name.is_empty()));
        let tex = tex::Encoding::of(codes.clone(), is_fixed_width(codes, &widths));
        Self { scale, widths, names, base, built_in: OnceCell::new(), type3, tex }
    }

    fn tex(&self, code: u8) -> Option<BfString> {
        self.tex.unicode(code).map(|text| {
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
                (Some(only), None) => BfString::Char(only),
                _ => BfString::String(text.into()),
            }
        })
    }

    /// A Type 3 font's size says nothing of its em where its matrix does not bring a thousandth to one. Letters are
    /// about half an em wide on average, which tells enough.
    fn type3_em(&self, dict: &Dict<'_>) -> f32 {
        let widths = self.widths.iter().filter(|width| width.is_finite() && **width != 0.0);
        let (sum, count) = widths.fold((0.0, 0_u16), |(sum, count), width| (sum + width.abs(), count + 1));
        let estimate = if count > 0 { 2.0 * (sum / f32::from(count)) * self.scale.abs() } else { 1.0 };
        let box_height =
            dict.get::<[f32; 4]>(FONT_BBOX).map_or(0.0, |b| (b[3] - b[1]).abs() * font_matrix(dict)[3].abs());
        match estimate {
            _ if (0.5..2.0).contains(&estimate) || (0.5..2.0).contains(&box_height) => 1.0,
            estimate if estimate.is_finite() && estimate > 0.0 => estimate,
            _ => 1.0,
        }
    }
}

/// Whether the glyphs of these codes are as wide, several of them.
fn is_fixed_width(codes: impl Iterator<Item = u8>, widths: &[f32; 256]) -> bool {
    let mut widths = codes.map(|code| widths[usize::from(code)]).filter(|width| *width > 0.0);
    let Some(first) = widths.next() else { return false };
    let mut count = 0;
    widths.all(|width| {
        count += 1;
        (width - first).abs() <= 0.01 * first
    }) && count > 2
}

fn font_matrix(dict: &Dict<'_>) -> [f32; 6] {
    dict.get::<[f32; 6]>(FONT_MATRIX).unwrap_or([0.001, 0.0, 0.0, 0.001, 0.0, 0.0])
}

/// Symbol and ZapfDingbats, whose codes are no letters unless they say so.
fn is_pictorial(dict: &Dict<'_>) -> bool {
    dict.get::<Name<'_>>(BASE_FONT).is_some_and(|name| {
        let name = name.as_str();
        name.contains("Symbol") || name.contains("Dingbats")
    })
}

/// Whether a glyph's name says no more than its code: "G65", "MT65".
fn is_numbered(name: &[u8], code: u8) -> bool {
    let digits = name.iter().position(u8::is_ascii_digit).filter(|letters| (1..=3).contains(letters));
    let number = digits.and_then(|at| str::from_utf8(&name[at..]).ok()?.parse::<u8>().ok());
    number == Some(code)
}

/// Whether a mapping could be meant: not a null, a replacement character, one for private use, or a control.
fn is_text(mapped: &BfString) -> bool {
    let meant = |c: char| !matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}');
    match mapped {
        BfString::Char(c) => meant(*c),
        BfString::String(text) => text.chars().all(meant),
    }
}

/// `/Encoding`: its base and the names of `/Differences`, by code.
fn read_encoding<'a>(dict: &Dict<'a>) -> (Option<Base>, Vec<&'a [u8]>) {
    match dict.get::<Object<'_>>(ENCODING) {
        Some(Object::Name(name)) => (Base::named(&name), Vec::new()),
        Some(Object::Dict(encoding)) => {
            let base = encoding.get::<Name<'_>>("BaseEncoding").and_then(|name| Base::named(&name));
            let names =
                encoding.get::<Array<'_>>(DIFFERENCES).map(|array| differences(array.data())).unwrap_or_default();
            (base, names)
        }
        _ => (None, Vec::new()),
    }
}

fn differences(array: &[u8]) -> Vec<&[u8]> {
    let mut names: Vec<&[u8]> = vec![&[]; 256];
    let mut code = 0;
    for element in Elements::new(array) {
        match element {
            Element::Number(value) => code = value.clamp(0.0, 256.0) as usize,
            Element::Name(name) => {
                if let Some(place) = names.get_mut(code) {
                    *place = name;
                }
                code += 1;
            }
            Element::String(_) => {}
        }
    }
    names
}

/// `/Widths`, by code, in glyph space; NaN where the program must be asked.
fn read_widths(dict: &Dict<'_>) -> Box<[f32; 256]> {
    let Some(array) = dict.get::<Array<'_>>(WIDTHS) else { return Box::new([f32::NAN; 256]) };
    let descriptor = dict.get::<Dict<'_>>(FONT_DESC);
    let missing = descriptor.and_then(|descriptor| descriptor.get::<f32>(MISSING_WIDTH)).unwrap_or(0.0);
    let mut widths = Box::new([missing; 256]);
    let first = dict.get::<u32>(FIRST_CHAR).unwrap_or(0).min(256) as usize;
    let places = widths.iter_mut().skip(first);
    // A reference among the numbers is legal, and almost unheard of.
    if array.data().contains(&b'R') {
        places.zip(array.iter::<f32>()).for_each(|(place, width)| *place = width);
    } else {
        let numbers = Elements::new(array.data()).filter_map(|element| match element {
            Element::Number(value) => Some(value as f32),
            _ => None,
        });
        places.zip(numbers).for_each(|(place, width)| *place = width);
    }
    widths
}
