//! Glyphs to words: spaces where a reader sees them.
//!
//! One pass in the order of the content stream. A word ends at a space that was drawn, and where the gap to the next
//! glyph is one that a reader sees; sizes and fonts may change within it (small capitals).

use super::{
    accents::Accent,
    doubles,
    extents::Extents,
    frame::Frame,
    letters::{
        corporate, is_combining, is_left_to_right, is_private, is_right_to_left, is_silent, is_unspaced, lam_alef,
        ligature, look_alike, mark_of,
    },
    spacing,
};
use crate::page::{Glyph, GlyphPage, Rect, Shown};

/// A word in its frame.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Piece {
    /// First byte in [`Words::text`].
    pub(super) start: u32,
    /// One past the last byte.
    pub(super) end: u32,
    /// Along the baseline.
    pub(super) left: f32,
    /// Along the baseline.
    pub(super) right: f32,
    /// Of the baseline, across.
    pub(super) base: f32,
    /// Its em.
    pub(super) size: f32,
    /// Which face.
    pub(super) font: u16,
    /// Which of [`Words::frames`].
    pub(super) frame: u16,
    /// Drawn so as not to be seen.
    pub(super) hidden: bool,
}

impl Piece {
    pub(super) fn width(&self) -> f32 {
        self.right - self.left
    }
}

/// The words of a page in the order in which they were drawn.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
    pub(super) frames: Vec<Frame>,
    /// Glyphs of which nobody knows what they mean.
    pub(super) unmapped: u32,
    /// Of these, characters for private use.
    pub(super) private: u32,
    /// Characters that are written from right to left.
    pub(super) right_to_left: u32,
    /// Whether some of it is not to be seen.
    pub(super) some_hidden: bool,
    /// Of each letter, where they are asked for.
    pub(super) extents: Extents,
}

impl Words {
    /// The text of a word.
    pub(super) fn shown(&self, piece: &Piece) -> &str {
        &self.text[piece.start as usize..piece.end as usize]
    }

    /// Whether most of it is written from right to left (those letters take two bytes each); leaders do not count.
    pub(super) fn is_leftward(&self) -> bool {
        let others = || self.text.bytes().filter(|byte| *byte != b'.').count();
        self.right_to_left > 0 && self.right_to_left as usize * 4 > others()
    }
}

/// Reads the words of a page; `closely`, also where each letter stands.
pub(super) fn words(page: &GlyphPage, closely: bool) -> Words {
    let mut builder = Builder::new(page, closely);
    for glyph in &page.glyphs {
        builder.glyph(glyph);
    }
    builder.finish();
    builder.letters.finish(&mut builder.words);
    if builder.words.some_hidden {
        doubles::leave_visible(&mut builder.words);
    }
    builder.words
}

/// Where a glyph stands in the current frame.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spot {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) base: f32,
    pub(super) size: f32,
    font: u16,
    pub(super) invisible: bool,
}

impl Spot {
    /// The `n`th of `of` equal parts.
    fn part(self, n: usize, of: usize) -> Self {
        let step = (self.right - self.left) / of as f32;
        Self { left: self.left + step * n as f32, right: self.left + step * (n + 1) as f32, ..self }
    }
}

/// How the glyphs of the word so far follow each other on the page.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Flow {
    Rightward,
    /// Right-to-left text drawn in the order of speech.
    Leftward,
}

/// What the word so far needs when it ends.
pub(super) struct Traits {
    pub(super) flow: Flow,
    /// Characters that are written from right to left.
    pub(super) right_to_left: u16,
    /// Characters of scripts without spaces.
    pub(super) unspaced: u16,
    /// Has marks or forms that only normalising puts right.
    pub(super) unsettled: bool,
    /// A raised figure or sign behind a word: a call for a note.
    pub(super) is_note_mark: bool,
    /// Starts where something may already stand.
    may_be_double: bool,
}

impl Traits {
    const NONE: Self = Self {
        flow: Flow::Rightward,
        right_to_left: 0,
        unspaced: 0,
        unsettled: false,
        is_note_mark: false,
        may_be_double: false,
    };
}

pub(super) struct Builder<'a> {
    page: &'a GlyphPage,
    pub(super) words: Words,
    frame: Frame,
    /// The word so far, while `open`.
    pub(super) word: Piece,
    pub(super) open: bool,
    pub(super) traits: Traits,
    /// A space was drawn after the last glyph.
    pub(super) spaced: bool,
    /// The last character and its place.
    pub(super) last: (char, Spot),
    /// An accent that waits for its letter.
    pub(super) accent: Option<Accent>,
    letters: spacing::Run,
    /// The lowest baseline so far, in the first frame.
    pub(super) lowest: f32,
}

impl<'a> Builder<'a> {
    fn new(page: &'a GlyphPage, closely: bool) -> Self {
        let words = Words {
            text: String::with_capacity(page.glyphs.len() + 16),
            pieces: Vec::with_capacity(page.glyphs.len() / 5 + 8),
            frames: vec![Frame::LEVEL],
            extents: Extents::new(closely),
            ..Words::default()
        };
        Self {
            page,
            words,
            frame: Frame::LEVEL,
            word: Piece::default(),
            open: false,
            traits: Traits::NONE,
            spaced: false,
            last: ('\0', Spot::default()),
            accent: None,
            letters: spacing::Run::default(),
            lowest: f32::MAX,
        }
    }

    fn glyph(&mut self, glyph: &Glyph) {
        let spot = self.spot(glyph);
        match glyph.shown {
            Shown::Char(c) => self.character(c, spot),
            Shown::Text { start, end } => {
                let text = self.page.strings.get(start as usize..end as usize).unwrap_or_default();
                if let Some(whole) = lam_alef(text) {
                    return self.character(whole, spot);
                }
                let parts = text.chars().filter(|&c| !is_combining(c)).count();
                let mut part = 0;
                for c in text.chars() {
                    if is_combining(c) {
                        self.attach(c);
                    } else {
                        self.character(c, spot.part(part, parts));
                        part += 1;
                    }
                }
            }
            Shown::Unmapped => self.skip(spot),
        }
    }

    fn spot(&mut self, glyph: &Glyph) -> Spot {
        let &Glyph { x, y, dx, dy, size, font, invisible, .. } = glyph;
        let plain = self.word.frame == 0 && dy == 0.0 && dx > 0.0 && size > 0.0;
        // Sums of sane measures are sane: one comparison instead of five.
        if plain && x.abs() + y.abs() + dx + size < 1e6 {
            return Spot { left: x, right: x + dx, base: y, size, font, invisible };
        }
        self.turned_spot(glyph)
    }

    /// Where a glyph stands that is not plainly written from left to right.
    fn turned_spot(&mut self, glyph: &Glyph) -> Spot {
        let known = |measure: f32| if measure.abs() < 1e6 { measure } else { 0.0 };
        let (x, y, dx, dy) = (known(glyph.x), known(glyph.y), known(glyph.dx), known(glyph.dy));
        let size = if glyph.size > 0.0 && glyph.size < 1e6 { glyph.size } else { 1.0 };
        let moves = dx.abs() + dy.abs() > 0.001 * size;
        if moves && !self.frame.holds(dx, dy) {
            self.turn(Frame::along(dx, dy));
        }
        let (left, base) = self.frame.place(x, y);
        let width = self.frame.place(dx, dy).0;
        Spot { left, right: left + width.max(0.0), base, size, font: glyph.font, invisible: glyph.invisible }
    }

    fn turn(&mut self, frame: Frame) {
        self.finish();
        self.frame = frame;
        let known = self.words.frames.iter().position(|&known| known == frame);
        let index = known.unwrap_or_else(|| {
            self.words.frames.push(frame);
            self.words.frames.len() - 1
        });
        self.word.frame = index.min(usize::from(u16::MAX)) as u16;
    }

    fn character(&mut self, c: char, spot: Spot) {
        if c.is_ascii_graphic() && self.accent.is_none() && !matches!(c, '^' | '`' | '~') {
            return self.letter(c, spot);
        }
        if c.is_whitespace() {
            self.drop_accent();
            self.spaced = true;
        } else if matches!(c, '\u{200c}' | '\u{200d}') && self.open && self.last.0 > '\u{590}' {
            self.words.text.push(c);
        } else if let Some(plain) = corporate(c).or_else(|| look_alike(c)) {
            self.character(plain, spot);
        } else if is_private(c) {
            self.skip(spot);
            self.words.private += 1;
        } else if is_silent(c) {
        } else if let Some(mark) = mark_of(c) {
            self.mark(c, mark, spot);
        } else if let Some(letters) = ligature(c) {
            self.drop_accent();
            for (n, letter) in letters.chars().enumerate() {
                self.letter(letter, spot.part(n, letters.len()));
            }
        } else if let Some(accent) = self.accent.take() {
            self.under_accent(accent, c, spot);
        } else if self.last.0 == '/'
            && let Some(c) = self.negated(c, &spot)
        {
            self.replace_last(c);
            self.extend(&spot);
            self.last = (c, spot);
        } else {
            self.letter(c, spot);
        }
    }

    /// A glyph without a meaning. What a reader sees there nobody knows, but that it parts what stands around it.
    fn skip(&mut self, spot: Spot) {
        self.words.unmapped += 1;
        if spot.right > spot.left {
            self.drop_accent();
            self.spaced = true;
        }
    }

    pub(super) fn letter(&mut self, c: char, mut spot: Spot) {
        if spot.right <= spot.left && c.is_alphanumeric() {
            spot.right = spot.left + 0.5 * spot.size; // the font does not say how wide it is
        }
        if self.is_double(c, &spot) {
            return;
        }
        if !(self.open && self.joins(c, &spot)) {
            let is_note_mark = self.open && !self.spaced && self.calls_note(c, &spot);
            self.finish();
            self.begin(&spot);
            self.traits.is_note_mark = is_note_mark;
        } else if self.last.0 == '\u{ad}' {
            self.replace_last('-'); // a soft hyphen within a line is shown, so it is one
        }
        self.words.extents.push(self.words.text.len(), spot.left, spot.right);
        self.words.text.push(c);
        if c > '\u{24f}' {
            self.note_script(c);
        }
        self.extend(&spot);
        self.last = (c, spot);
        self.spaced = false;
    }

    fn extend(&mut self, spot: &Spot) {
        let word = &mut self.word;
        word.left = word.left.min(spot.left);
        word.right = word.right.max(spot.right);
        if spot.size > word.size * 1.05 {
            word.size = spot.size;
            word.base = spot.base;
        }
    }

    fn note_script(&mut self, c: char) {
        if is_right_to_left(c) {
            self.traits.right_to_left = self.traits.right_to_left.saturating_add(1);
            self.traits.unsettled = true;
            self.words.right_to_left += 1;
        } else if is_unspaced(c) {
            self.traits.unspaced += 1;
            self.traits.unsettled |= c >= '\u{f900}';
        } else {
            // Some characters have another canonical form (Greek tonos, ångström, ohm): few enough to ask always.
            self.traits.unsettled = true;
        }
    }

    fn begin(&mut self, spot: &Spot) {
        self.words.some_hidden |= spot.invisible;
        let may_be_double = self.comes_back(spot) || self.traits.may_be_double;
        self.traits = Traits { may_be_double, ..Traits::NONE };
        self.word = Piece {
            start: self.words.text.len() as u32,
            end: 0,
            left: spot.left,
            right: spot.right,
            base: spot.base,
            size: spot.size,
            font: spot.font,
            frame: self.word.frame,
            hidden: spot.invisible,
        };
        self.open = true;
    }

    fn finish(&mut self) {
        self.drop_accent();
        self.spaced = false;
        if !std::mem::take(&mut self.open) {
            return;
        }
        let start = self.word.start as usize;
        if self.traits.unsettled {
            let rightward = self.words.text[start..].chars().filter(|c| is_left_to_right(*c)).count();
            let visual = self.traits.flow == Flow::Rightward && usize::from(self.traits.right_to_left) > rightward;
            self.words.extents.normalise(&mut self.words.text, start, visual);
        }
        self.word.end = self.words.text.len() as u32;
        if self.is_off_page() || self.traits.may_be_double && self.stands_already() {
            self.words.text.truncate(start);
            self.words.extents.truncate(start);
            return;
        }
        self.traits.may_be_double = false;
        self.words.pieces.push(self.word);
        self.letters.push(&mut self.words);
    }

    fn is_off_page(&self) -> bool {
        let Rect { x0, y0, x1, y1 } = self.page.bounds;
        let word = &self.word;
        let at = self.frame.bounds((word.left, word.right), (word.base, word.base + 0.5 * word.size));
        x1 > x0 && y1 > y0 && (at.x1 < x0 || at.x0 > x1 || at.y1 < y0 || at.y0 > y1)
    }
}
