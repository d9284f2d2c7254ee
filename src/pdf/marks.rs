//! Marked content (ISO 32000-1, 14.6): what of it hides text, and what replaces it (`/ActualText`, 14.9.4).

use hayro_syntax::object::{Dict, FromBytes, String as PdfString, dict::keys::ACTUAL_TEXT};

use super::{lexer::find, show::Text, strings};
use crate::page::{Glyph, GlyphPage, Shown};

/// Marks within marks; more are counted, not kept.
const DEEPEST: usize = 1024;

/// The open marks of one content stream.
#[derive(Default)]
pub(super) struct Marks {
    open: Vec<Mark>,
    /// Marks beyond [`DEEPEST`].
    uncounted: u32,
    /// How many open marks replace their text: only the outermost does.
    replacing: u32,
}

enum Mark {
    Plain,
    Hidden,
    /// The glyphs from `first` on stand for `text`.
    Replaced {
        first: usize,
        text: String,
    },
}

impl Marks {
    /// `BMC`, or `BDC` with properties that change nothing.
    pub(super) fn begin(&mut self, _: &Text<'_>) {
        self.push(Mark::Plain);
    }

    /// A layer that is off.
    pub(super) fn begin_hidden(&mut self, text: &mut Text<'_>) {
        if self.push(Mark::Hidden) {
            text.hidden += 1;
        }
    }

    /// `BDC` with a property list of the resources. A text that replaces others is taken from `bytes`; where they do
    /// not suffice, it replaces nothing.
    pub(super) fn begin_with(&mut self, properties: Option<Dict<'_>>, text: &mut Text<'_>, bytes: &mut usize) {
        let actual = properties.and_then(|properties| properties.get::<PdfString<'_>>(ACTUAL_TEXT));
        match actual {
            Some(actual) if self.replacing == 0 && actual.len() <= *bytes => {
                *bytes -= actual.len();
                let mark = Mark::Replaced { first: text.page.glyphs.len(), text: strings::decode(&actual) };
                if self.push(mark) {
                    self.replacing += 1;
                }
            }
            _ => {
                self.push(Mark::Plain);
            }
        }
    }

    /// `BDC` with a property list written in the content.
    pub(super) fn begin_written(&mut self, properties: &[u8], text: &mut Text<'_>, bytes: &mut usize) {
        // Tagged PDFs mark every word, and hardly ever so: a look is cheaper than to parse.
        let dict = find(properties, ACTUAL_TEXT).and_then(|_| Dict::from_bytes(properties));
        self.begin_with(dict, text, bytes);
    }

    /// `EMC`
    pub(super) fn end(&mut self, text: &mut Text<'_>) {
        if self.uncounted > 0 {
            self.uncounted -= 1;
            return;
        }
        match self.open.pop() {
            Some(Mark::Hidden) => text.hidden -= 1,
            Some(Mark::Replaced { first, text: actual }) => {
                self.replacing -= 1;
                replace(text.page, first, &actual);
                // One mark may make more glyphs than all that is shown.
                let replaced = text.page.glyphs.len().saturating_sub(first);
                text.shown = text.shown.saturating_add(u32::try_from(replaced).unwrap_or(u32::MAX));
            }
            Some(Mark::Plain) | None => {}
        }
    }

    /// At the end of the content stream.
    pub(super) fn end_all(&mut self, text: &mut Text<'_>) {
        self.uncounted = 0;
        while !self.open.is_empty() {
            self.end(text);
        }
    }

    fn push(&mut self, mark: Mark) -> bool {
        let room = self.open.len() < DEEPEST;
        if room {
            self.open.push(mark);
        } else {
            self.uncounted += 1;
        }
        room
    }
}

/// Lets the glyphs from `first` on stand for `text`. Where there are as many characters as glyphs each takes one; else the
/// characters are spread evenly over the glyphs' places. Spaces that were drawn before and behind them part words as ever.
fn replace(page: &mut GlyphPage, first: usize, text: &str) {
    let mut old: Vec<Glyph> = page.glyphs.drain(first.min(page.glyphs.len())..).collect();
    let is_space = |glyph: &Glyph| matches!(glyph.shown, Shown::Char(c) if c.is_whitespace());
    if let Some(last) = old.iter().rposition(|glyph| !is_space(glyph)) {
        let behind = old.split_off(last + 1);
        let before = old.iter().take_while(|glyph| is_space(glyph)).count();
        page.glyphs.extend(old.drain(..before));
        stand_for(page, &old, text);
        page.glyphs.extend(behind);
    } else {
        stand_for(page, &old, text);
    }
}

/// Adds glyphs that show `text` where `old` stand.
fn stand_for(page: &mut GlyphPage, old: &[Glyph], text: &str) {
    let (Some(lead), count) = (old.first(), text.chars().count()) else { return };
    if old.len() == 1 && count > 1 && !text.contains(char::is_whitespace) {
        let start = page.strings.len() as u32;
        page.strings.push_str(text);
        page.glyphs.push(Glyph { shown: Shown::Text { start, end: page.strings.len() as u32 }, ..*lead });
        return;
    }
    let share = old.len() as f32 / count as f32;
    for (place, c) in text.chars().enumerate() {
        let at = place as f32 * share;
        let index = (at as usize).min(old.len() - 1);
        let (glyph, part) = (old[index], at - index as f32);
        let until = (at + share).min(old.len() as f32);
        let end = (until.ceil() as usize).saturating_sub(1).max(index);
        let last = old[end];
        let (x, y) = (glyph.x + part * glyph.dx, glyph.y + part * glyph.dy);
        let (dx, dy) = if index == old.len() - 1 || share <= 1.0 || !same_line(&glyph, &last) {
            (glyph.dx * share.min(1.0), glyph.dy * share.min(1.0))
        } else {
            let part = until - end as f32;
            (last.x + part * last.dx - x, last.y + part * last.dy - y)
        };
        page.glyphs.push(Glyph { shown: Shown::Char(c), x, y, dx, dy, ..glyph });
    }
}

/// Whether two glyphs stand on one straight line of writing.
fn same_line(a: &Glyph, b: &Glyph) -> bool {
    let across = (b.x - a.x) * a.dy - (b.y - a.y) * a.dx;
    across.abs() <= 0.3 * a.size * a.dx.hypot(a.dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(glyphs: &str) -> GlyphPage {
        let glyph = |(place, c)| Glyph {
            shown: Shown::Char(c),
            x: place as f32 * 10.0,
            y: 0.0,
            dx: 10.0,
            dy: 0.0,
            size: 10.0,
            font: 0,
            invisible: false,
        };
        GlyphPage { glyphs: glyphs.chars().enumerate().map(glyph).collect(), ..GlyphPage::default() }
    }

    fn places(page: &GlyphPage) -> Vec<(Shown, f32, f32)> {
        page.glyphs.iter().map(|g| (g.shown, g.x, g.dx)).collect()
    }

    #[test]
    fn one_for_one() {
        let mut page = page("xyz");
        replace(&mut page, 1, "ab");
        let expected = [('x', 0.0), ('a', 10.0), ('b', 20.0)].map(|(c, x)| (Shown::Char(c), x, 10.0));
        assert_eq!(places(&page), expected);
    }

    #[test]
    fn a_ligature_keeps_its_place() {
        let mut page = page("x");
        replace(&mut page, 0, "ffi");
        assert_eq!(places(&page), [(Shown::Text { start: 0, end: 3 }, 0.0, 10.0)]);
        assert_eq!(page.strings, "ffi");
    }

    #[test]
    fn fewer_and_more_characters_than_glyphs() {
        let mut few = page("wxyz");
        replace(&mut few, 0, "ab");
        assert_eq!(places(&few), [(Shown::Char('a'), 0.0, 20.0), (Shown::Char('b'), 20.0, 20.0)]);
        let mut uneven = page("vwxyz");
        replace(&mut uneven, 0, "ab");
        assert_eq!(places(&uneven), [(Shown::Char('a'), 0.0, 25.0), (Shown::Char('b'), 25.0, 25.0)]);
        let mut many = page("xy");
        replace(&mut many, 0, "a bc");
        let expected = [('a', 0.0), (' ', 5.0), ('b', 10.0), ('c', 15.0)].map(|(c, x)| (Shown::Char(c), x, 5.0));
        assert_eq!(places(&many), expected);
    }

    #[test]
    fn spaces_beside_it_stay() {
        let mut page = page(" xyz ");
        replace(&mut page, 0, "ABC");
        let expected = [(' ', 0.0), ('A', 10.0), ('B', 20.0), ('C', 30.0), (' ', 40.0)];
        assert_eq!(places(&page), expected.map(|(c, x)| (Shown::Char(c), x, 10.0)));
        page.glyphs.truncate(1);
        replace(&mut page, 0, "word");
        assert_eq!(page.strings, "word");
    }

    #[test]
    fn what_replaces_is_paid_for() {
        let mut page = page("x");
        let mut text = Text::new(&mut page);
        let (mut marks, mut bytes) = (Marks::default(), 9);
        for left in [4, 4] {
            marks.begin_written(b"<</ActualText(a b c)>>", &mut text, &mut bytes);
            marks.end(&mut text);
            assert_eq!((bytes, text.shown), (left, 0));
            text.page.glyphs.clear();
        }
        text.page.glyphs = self::page("xy").glyphs;
        marks.begin_written(b"<</ActualText(abc)>>", &mut text, &mut bytes);
        text.page.glyphs.extend(self::page("z").glyphs);
        marks.end(&mut text);
        assert_eq!((bytes, text.shown, text.page.glyphs.len()), (1, 1, 3));
    }

    #[test]
    fn nothing_hides_everything() {
        let mut page = page("-");
        replace(&mut page, 0, "");
        assert!(page.glyphs.is_empty());
    }
}
