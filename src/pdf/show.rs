//! Text objects (ISO 32000-1, 9): from the codes of a string to glyphs with places on the page.

use super::{
    font::{Code, Meaning},
    fonts::{FontId, Fonts},
    matrix::Matrix,
};
use crate::page::{Glyph, GlyphPage, Rect, Shown};

/// The graphics state as far as text depends on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    pub(super) ctm: Matrix,
    pub(super) font: Option<FontId>,
    pub(super) size: f64,
    pub(super) char_spacing: f64,
    pub(super) word_spacing: f64,
    /// Horizontal scaling: 1 is natural.
    pub(super) stretch: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    pub(super) invisible: bool,
}

impl State {
    const FIRST: Self = Self {
        ctm: Matrix::IDENTITY,
        font: None,
        size: 1.0,
        char_spacing: 0.0,
        word_spacing: 0.0,
        stretch: 1.0,
        leading: 0.0,
        rise: 0.0,
        invisible: false,
    };
}

/// The text of one page as it comes to be.
pub(super) struct Text<'r> {
    pub(super) state: State,
    matrix: Matrix,
    line: Matrix,
    pub(super) page: &'r mut GlyphPage,
    /// How many open marks hide what they hold.
    pub(super) hidden: u32,
    /// Glyphs so far, shown or not.
    pub(super) shown: u32,
    pub(super) scratch: Vec<u8>,
}

/// What a form must not change.
pub(super) struct Outside {
    state: State,
    matrix: Matrix,
    line: Matrix,
    hidden: u32,
}

impl<'r> Text<'r> {
    pub(super) fn new(page: &'r mut GlyphPage) -> Self {
        let matrix = Matrix::IDENTITY;
        Self { state: State::FIRST, matrix, line: matrix, page, hidden: 0, shown: 0, scratch: Vec::new() }
    }

    pub(super) fn enter(&self) -> Outside {
        Outside { state: self.state, matrix: self.matrix, line: self.line, hidden: self.hidden }
    }

    pub(super) fn leave(&mut self, outside: Outside) {
        Outside { state: self.state, matrix: self.matrix, line: self.line, hidden: self.hidden } = outside;
    }

    /// Back to the first state, but for the space that content is placed in.
    pub(super) fn restart(&mut self, ctm: Matrix) {
        self.state = State { ctm, ..State::FIRST };
        self.hidden = 0;
    }

    /// Whether nothing hides what comes.
    pub(super) fn is_shown(&self) -> bool {
        self.hidden == 0
    }

    /// `BT`
    pub(super) fn begin(&mut self) {
        self.set_matrix(Matrix::IDENTITY);
    }

    /// `Tm`
    pub(super) fn set_matrix(&mut self, matrix: Matrix) {
        self.matrix = matrix;
        self.line = matrix;
    }

    /// `Td`
    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.line.advance(x, y);
        self.matrix = self.line;
    }

    /// A number in the array of `TJ`: moves back along the line.
    pub(super) fn adjust(&mut self, thousandths: f64, fonts: &Fonts<'_>) {
        let back = -thousandths / 1000.0 * self.state.size;
        match self.state.font {
            Some(id) if fonts.font(id).is_vertical() => self.matrix.advance(0.0, back),
            _ => self.matrix.advance(back * self.state.stretch, 0.0),
        }
    }

    /// Shows a string.
    pub(super) fn show(&mut self, bytes: &[u8], fonts: &mut Fonts<'_>) {
        let Some(id) = self.state.font else { return };
        let mut pen = Pen::new(self, fonts, id);
        let simple = fonts.font(id).is_simple();
        let mut rest = bytes;
        while !rest.is_empty() {
            let (code, length) = if simple { (u32::from(rest[0]), 1) } else { fonts.font(id).next_code(rest) };
            rest = rest.get(length..).unwrap_or_default();
            let mut known = fonts.font(id).known(code);
            if known.meaning == Meaning::Unread {
                known = fonts.learn(id, code);
            }
            let is_space = code == 32 && length == 1;
            pen.put(known, self.page, &fonts.library.strings);
            pen.advance(known.advance, self.state.char_spacing + if is_space { self.state.word_spacing } else { 0.0 });
            self.shown += 1;
        }
        let (x, y) = pen.travelled();
        self.matrix.advance(x, y);
    }
}

/// Glyphs written downward stand on the middle of their line (ISO 32000-1, 9.7.4.3), those written along it on a
/// baseline: so far, in ems, from the middle to where the baseline of a line as thick would be.
const CENTRE: f64 = 0.265;

/// Where the next glyph comes to stand, in the page's space.
struct Pen {
    x: f64,
    y: f64,
    /// The page's vector for one unit of text space along the line.
    along: (f64, f64),
    size: f64,
    stretch: f64,
    vertical: bool,
    travelled: f64,
    em: f32,
    face: u16,
    invisible: bool,
    hidden: bool,
    bounds: Rect,
}

impl Pen {
    fn new(text: &Text<'_>, fonts: &Fonts<'_>, id: FontId) -> Self {
        let (state, font) = (&text.state, fonts.font(id));
        let matrix = text.matrix.then(&state.ctm);
        let vertical = font.is_vertical();
        let (x, y) = if vertical {
            matrix.apply(-CENTRE * state.size * state.stretch, 0.0)
        } else {
            matrix.apply(0.0, state.rise)
        };
        Self {
            x,
            y,
            along: if vertical { (matrix.c, matrix.d) } else { (matrix.a, matrix.b) },
            size: state.size,
            stretch: if vertical { 1.0 } else { state.stretch },
            vertical,
            travelled: 0.0,
            em: (matrix.c.hypot(matrix.d) * state.size.abs()) as f32 * font.em,
            face: font.face,
            invisible: state.invisible,
            hidden: text.hidden > 0,
            bounds: text.page.bounds,
        }
    }

    /// Puts a glyph on the page, unless it is hidden or its baseline does not touch the page.
    fn put(&self, code: Code, page: &mut GlyphPage, strings: &str) {
        let advance = f64::from(code.advance) * self.size * self.stretch;
        let (dx, dy) = ((self.along.0 * advance) as f32, (self.along.1 * advance) as f32);
        let (x, y) = (self.x as f32, self.y as f32);
        let bounds = &self.bounds;
        let on_page = x.max(x + dx) >= bounds.x0
            && x.min(x + dx) <= bounds.x1
            && y.max(y + dy) >= bounds.y0
            && y.min(y + dy) <= bounds.y1;
        if self.hidden || !on_page {
            return;
        }
        let shown = match code.meaning {
            Meaning::Char(c) => Shown::Char(c),
            Meaning::Text { start, end } => {
                let from = page.strings.len() as u32;
                page.strings.push_str(strings.get(start as usize..end as usize).unwrap_or_default());
                Shown::Text { start: from, end: page.strings.len() as u32 }
            }
            Meaning::Unread | Meaning::Unmapped => Shown::Unmapped,
        };
        page.glyphs.push(Glyph { shown, x, y, dx, dy, size: self.em, font: self.face, invisible: self.invisible });
    }

    /// Moves on by a glyph's advance (for a size of 1) and by spacing (in text space).
    fn advance(&mut self, advance: f32, spacing: f64) {
        let by = (f64::from(advance) * self.size + spacing) * self.stretch;
        self.x += self.along.0 * by;
        self.y += self.along.1 * by;
        self.travelled += by;
    }

    /// How far in text space.
    fn travelled(&self) -> (f64, f64) {
        if self.vertical { (0.0, self.travelled) } else { (self.travelled, 0.0) }
    }
}
