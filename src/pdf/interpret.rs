//! Interprets a page's content (ISO 32000-1, 7.8.2) for its text alone: what moves text, shows it or hides it.
//!
//! Every page has a [`Budget`]: what would take for ever ends.

use hayro_syntax::{
    object::{
        Array, Dict, Name, Object, Stream,
        dict::keys::{ACRO_FORM, BBOX, MATRIX, OC, RESOURCES, SUBTYPE},
    },
    page::Page as PdfPage,
};

use super::{
    annotations,
    arrays::objects,
    fonts::Fonts,
    layers::Layers,
    lexer::{Lexer, operator},
    marks::Marks,
    matrix::Matrix,
    operands::{Element, string_bytes},
    scope::Scope,
    show::{State, Text},
};
use crate::page::{GlyphPage, Rect};

/// Forms within forms.
const DEEPEST: usize = 16;

/// `q` within `q`.
const MOST_SAVED: usize = 4096;

/// What may be spent on one page; real pages take less than a hundredth.
pub(super) struct Budget {
    /// Operators, and a thousand for each form.
    pub(super) steps: u32,
    /// Decoded content, and texts that replace others.
    pub(super) bytes: usize,
    /// Glyphs shown.
    pub(super) glyphs: u32,
}

impl Budget {
    pub(super) const PAGE: Self = Self { steps: 20_000_000, bytes: 256 << 20, glyphs: 2_000_000 };
}

/// What lasts from page to page.
pub(super) struct Document<'a> {
    pub(super) fonts: Fonts<'a>,
    layers: Layers,
    /// Whether the fields hold what their appearances do not show yet.
    stale_fields: bool,
    /// Buffers for decoded content: one for each depth of forms.
    buffers: Vec<Vec<u8>>,
}

impl<'a> Document<'a> {
    pub(super) fn new(catalog: &Dict<'a>) -> Self {
        let stale_fields = catalog.get::<Dict<'_>>(ACRO_FORM).and_then(|form| form.get::<bool>("NeedAppearances"));
        let stale_fields = stale_fields.unwrap_or(false);
        Self { fonts: Fonts::new(), layers: Layers::of(catalog), stale_fields, buffers: Vec::new() }
    }

    /// Adds a page's glyphs to `out`, whose `bounds` are set.
    pub(super) fn read(&mut self, page: &PdfPage<'a>, out: &mut GlyphPage) {
        let mut content = self.buffers.pop().unwrap_or_default();
        content.clear();
        self.content(page, &mut content);
        let area = f64::from((out.bounds.x1 - out.bounds.x0) * (out.bounds.y1 - out.bounds.y0));
        let mut budget = Budget::PAGE;
        budget.bytes = budget.bytes.saturating_sub(content.len());
        let mut run = Run { document: self, budget, text: Text::new(out), depth: 0, images: 0.0 };
        let scope = Scope::of_page(page);
        run.stream(&content, &scope);
        for shown in annotations::shown(page.raw(), run.document.stale_fields) {
            run.annotation(shown, &scope);
        }
        let covered = run.images / area;
        out.image_share = if covered.is_finite() { covered.clamp(0.0, 1.0) as f32 } else { 0.0 };
        self.buffers.push(content);
    }

    fn content(&mut self, page: &PdfPage<'a>, out: &mut Vec<u8>) {
        let inflater = &mut self.fonts.library.inflater;
        match page.raw().get::<Object<'_>>("Contents") {
            Some(Object::Stream(stream)) => inflater.decode(&stream, Budget::PAGE.bytes, out),
            Some(Object::Array(streams)) => {
                for stream in all_streams(&streams) {
                    inflater.decode(&stream, Budget::PAGE.bytes.saturating_sub(out.len()), out);
                    // Tokens do not reach across streams, but for strings, which some producers split.
                    if !ends_within_string(out) {
                        out.push(b' ');
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether the last parenthesis of a content opens a string.
fn ends_within_string(content: &[u8]) -> bool {
    /// Strings are shorter.
    const LOOKED_AT: usize = 4096;
    let end = &content[content.len().saturating_sub(LOOKED_AT)..];
    let last = end.iter().rposition(|byte| matches!(byte, b'(' | b')'));
    last.is_some_and(|at| end[at] == b'(' && end[..at].last() != Some(&b'\\'))
}

fn all_streams<'a>(array: &Array<'a>) -> impl Iterator<Item = Stream<'a>> {
    objects(array).filter_map(Object::into_stream)
}

/// The interpretation of one page.
struct Run<'a, 'r> {
    document: &'r mut Document<'a>,
    budget: Budget,
    text: Text<'r>,
    depth: usize,
    /// Square points covered by images.
    images: f64,
}

/// What lasts as long as one content stream.
struct Level<'s, 'a> {
    scope: &'s Scope<'a>,
    saved: Vec<State>,
    marks: Marks,
}

impl<'a> Run<'a, '_> {
    fn stream(&mut self, content: &[u8], scope: &Scope<'a>) {
        let mut level = Level { scope, saved: Vec::new(), marks: Marks::default() };
        let mut lexer = Lexer::new(content);
        while let Some(operator) = lexer.next_operator() {
            if self.budget.steps == 0 || self.text.shown > self.budget.glyphs {
                break;
            }
            self.budget.steps -= 1;
            // An operator without the operands it needs does nothing.
            let _ = self.execute(operator, &mut lexer, &mut level);
        }
        level.marks.end_all(&mut self.text);
    }

    fn execute(&mut self, op: u32, lexer: &mut Lexer<'_>, level: &mut Level<'_, 'a>) -> Option<()> {
        match op {
            Q_SAVE => self.save(level),
            Q_RESTORE => self.restore(level),
            CM => {
                let matrix = Matrix::new(lexer.numbers()?);
                self.text.state.ctm = matrix.then(&self.text.state.ctm);
            }
            BT => self.text.begin(),
            TF | TC | TW | TZ | TL | TR | TS | GS => self.text_state(op, lexer, level)?,
            TD_MOVE => {
                let [x, y] = lexer.numbers()?;
                self.text.next_line(x, y);
            }
            TD_LEADING => {
                let [x, y] = lexer.numbers()?;
                self.text.state.leading = -y;
                self.text.next_line(x, y);
            }
            TM => self.text.set_matrix(Matrix::new(lexer.numbers()?)),
            T_STAR => self.text.next_line(0.0, -self.text.state.leading),
            TJ => self.show(lexer.string(1)?),
            TJ_ARRAY => self.show_array(lexer)?,
            QUOTE => {
                self.text.next_line(0.0, -self.text.state.leading);
                self.show(lexer.string(1)?);
            }
            DOUBLE_QUOTE => {
                self.text.state.word_spacing = lexer.number(3)?;
                self.text.state.char_spacing = lexer.number(2)?;
                self.text.next_line(0.0, -self.text.state.leading);
                self.show(lexer.string(1)?);
            }
            BMC => level.marks.begin(&self.text),
            BDC => self.begin_marked(lexer, level),
            EMC => level.marks.end(&mut self.text),
            DO => self.x_object(lexer.name(1)?, level.scope)?,
            BI => {
                lexer.skip_inline_image();
                self.image();
            }
            _ => {}
        }
        Some(())
    }

    fn text_state(&mut self, op: u32, lexer: &Lexer<'_>, level: &Level<'_, 'a>) -> Option<()> {
        let state = &mut self.text.state;
        match op {
            TF => {
                state.size = lexer.number(1)?;
                let name = lexer.name(2)?;
                let (name, fonts) = (unescaped(name), &mut self.document.fonts);
                let found = level.scope.find(|scope| fonts.named(scope.fonts(), &name));
                state.font = found.or_else(|| fonts.lost(&name));
            }
            TC => state.char_spacing = lexer.number(1)?,
            TW => state.word_spacing = lexer.number(1)?,
            TZ => state.stretch = lexer.number(1)? / 100.0,
            TL => state.leading = lexer.number(1)?,
            TS => state.rise = lexer.number(1)?,
            TR => state.invisible = lexer.number(1)? == 3.0,
            _ => {
                let name = unescaped(lexer.name(1)?);
                let extended = level.scope.find(|scope| scope.states().get::<Dict<'a>>(&name))?;
                let font = extended.get::<Array<'a>>("Font")?;
                let mut items = font.flex_iter();
                let (font, size) = (items.next::<Dict<'a>>()?, items.next::<f32>()?);
                state.font = Some(self.document.fonts.described(font));
                state.size = f64::from(size);
            }
        }
        Some(())
    }

    fn save(&mut self, level: &mut Level<'_, 'a>) {
        if level.saved.len() < MOST_SAVED {
            level.saved.push(self.text.state);
        }
    }

    fn restore(&mut self, level: &mut Level<'_, 'a>) {
        if let Some(state) = level.saved.pop() {
            self.text.state = state;
        }
    }

    fn show(&mut self, string: &[u8]) {
        let mut scratch = std::mem::take(&mut self.text.scratch);
        self.text.show(string_bytes(string, &mut scratch), &mut self.document.fonts);
        self.text.scratch = scratch;
    }

    fn show_array(&mut self, lexer: &Lexer<'_>) -> Option<()> {
        let mut scratch = std::mem::take(&mut self.text.scratch);
        for element in lexer.array(1)? {
            match element {
                Element::Number(thousandths) => self.text.adjust(thousandths, &self.document.fonts),
                Element::String(string) => self.text.show(string_bytes(string, &mut scratch), &mut self.document.fonts),
                Element::Name(_) => {}
            }
        }
        self.text.scratch = scratch;
        Some(())
    }

    fn begin_marked(&mut self, lexer: &Lexer<'_>, level: &mut Level<'_, 'a>) {
        let is_layer = lexer.name(2) == Some(b"OC");
        if let Some(name) = lexer.name(1) {
            let name = unescaped(name);
            let Some(properties) = level.scope.find(|scope| Some(scope.properties()).filter(|p| p.contains_key(&name)))
            else {
                return level.marks.begin(&self.text);
            };
            if is_layer && self.document.layers.hides(properties, &name) {
                return level.marks.begin_hidden(&mut self.text);
            }
            return level.marks.begin_with(properties.get::<Dict<'_>>(&name), &mut self.text, &mut self.budget.bytes);
        }
        level.marks.begin_written(lexer.dictionary(1).unwrap_or_default(), &mut self.text, &mut self.budget.bytes);
    }

    fn x_object(&mut self, name: &[u8], scope: &Scope<'a>) -> Option<()> {
        let name = unescaped(name);
        let object = scope.find(|scope| scope.x_objects().get::<Stream<'a>>(&name))?;
        let dict = object.dict();
        if self.document.layers.hides(dict, OC) {
            return None;
        }
        match dict.get::<Name<'_>>(SUBTYPE)?.as_ref() {
            b"Image" => self.image(),
            b"Form" if self.depth < DEEPEST => self.form(&object, scope),
            _ => {}
        }
        Some(())
    }

    fn form(&mut self, form: &Stream<'a>, parent: &Scope<'a>) {
        let resources = form.dict().get::<Dict<'a>>(RESOURCES);
        let scope = Scope::of_form(resources, parent);
        if scope.can_show_nothing() {
            return;
        }
        self.budget.steps = self.budget.steps.saturating_sub(1000);
        let mut content = self.document.buffers.pop().unwrap_or_default();
        content.clear();
        self.document.fonts.library.inflater.decode(form, self.budget.bytes, &mut content);
        self.budget.bytes = self.budget.bytes.saturating_sub(content.len());
        let outside = self.text.enter();
        if let Some(matrix) = form.dict().get::<[f64; 6]>(MATRIX) {
            self.text.state.ctm = Matrix::new(matrix).then(&self.text.state.ctm);
        }
        if !self.is_off_page(form.dict().get::<[f64; 4]>(BBOX)) {
            self.depth += 1;
            self.stream(&content, &scope);
            self.depth -= 1;
        }
        self.text.leave(outside);
        self.document.buffers.push(content);
    }

    fn annotation(&mut self, shown: annotations::Shown<'a>, page: &Scope<'a>) {
        match shown {
            annotations::Shown::Appearance(form, place) => {
                self.text.restart(place);
                self.form(&form, page);
            }
            annotations::Shown::Written(written) => {
                let cost = 1000 + u32::try_from(written.len()).unwrap_or(u32::MAX - 1000);
                if let Some(steps) = self.budget.steps.checked_sub(cost) {
                    self.budget.steps = steps;
                    written.put(self.document.fonts.plain_face(), self.text.page);
                }
            }
        }
    }

    /// Whether a form's box does not touch the page.
    fn is_off_page(&self, bbox: Option<[f64; 4]>) -> bool {
        bbox.is_some_and(|[x0, y0, x1, y1]| {
            let (shown, page) = (self.text.state.ctm.bounds(x0, y0, x1, y1), self.text.page.bounds);
            shown.x1 < page.x0 || shown.x0 > page.x1 || shown.y1 < page.y0 || shown.y0 > page.y1
        })
    }

    /// An image covers the unit square.
    fn image(&mut self) {
        let (shown, page) = (self.text.state.ctm.bounds(0.0, 0.0, 1.0, 1.0), self.text.page.bounds);
        let cut = Rect {
            x0: shown.x0.max(page.x0),
            y0: shown.y0.max(page.y0),
            x1: shown.x1.min(page.x1),
            y1: shown.y1.min(page.y1),
        };
        if cut.x0 < cut.x1 && cut.y0 < cut.y1 && self.text.is_shown() {
            self.images += f64::from((cut.x1 - cut.x0) * (cut.y1 - cut.y0));
        }
    }
}

/// A name's bytes, its escapes (`#20`) resolved.
fn unescaped(written: &[u8]) -> Name<'_> {
    Name::new(written).unwrap_or_else(|| Name::new_unescaped(written))
}

const Q_SAVE: u32 = operator(b"q");
const Q_RESTORE: u32 = operator(b"Q");
const CM: u32 = operator(b"cm");
const BT: u32 = operator(b"BT");
const TF: u32 = operator(b"Tf");
const TC: u32 = operator(b"Tc");
const TW: u32 = operator(b"Tw");
const TZ: u32 = operator(b"Tz");
const TL: u32 = operator(b"TL");
const TR: u32 = operator(b"Tr");
const TS: u32 = operator(b"Ts");
const GS: u32 = operator(b"gs");
const TD_MOVE: u32 = operator(b"Td");
const TD_LEADING: u32 = operator(b"TD");
const TM: u32 = operator(b"Tm");
const T_STAR: u32 = operator(b"T*");
const TJ: u32 = operator(b"Tj");
const TJ_ARRAY: u32 = operator(b"TJ");
const QUOTE: u32 = operator(b"'");
const DOUBLE_QUOTE: u32 = operator(b"\"");
const BMC: u32 = operator(b"BMC");
const BDC: u32 = operator(b"BDC");
const EMC: u32 = operator(b"EMC");
const DO: u32 = operator(b"Do");
const BI: u32 = operator(b"BI");
