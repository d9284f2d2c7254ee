//! What a field or a free text shows that comes without an appearance: viewers make one of what it holds (ISO 32000-1,
//! 12.7.3.3), and so its text is laid out here, in letters of half an em, which is about right for any font.

use hayro_syntax::object::{
    Array, Dict, Name, Object, String as PdfString,
    dict::keys::{CONTENTS, DA, FT, KIDS, PARENT, RECT, V},
};

use super::{
    arrays::objects,
    lexer::{Lexer, operator},
    strings,
};
use crate::page::{Glyph, GlyphPage, Rect, Shown};

/// Ancestors of a field.
const DEEPEST: usize = 16;

/// Bytes of one field's text, and letters of a line.
const MOST: usize = 10_000;

/// Options of a list.
const MOST_OPTIONS: usize = 1000;

/// Points, where the field leaves the size to the viewer.
const SIZE: f32 = 10.0;

/// Flags of fields: several lines; a password; a push button; a list that drops down.
const MULTILINE: u32 = 1 << 12;
const PASSWORD: u32 = 1 << 13;
const PUSH_BUTTON: u32 = 1 << 16;
const COMBO: u32 = 1 << 17;

/// A text and where it stands.
pub(super) struct Written {
    text: String,
    rect: Rect,
    /// Points; 0 where it is to fit.
    size: f32,
    /// Whether it begins at the top, rather than in the middle.
    from_top: bool,
}

/// The text of a free text annotation.
pub(super) fn free_text(annotation: &Dict<'_>) -> Option<Written> {
    written(annotation, decoded(&annotation.get::<PdfString<'_>>(CONTENTS)?), true)
}

/// What a field holds: its text, what is chosen or can be chosen of a list, what a button says.
pub(super) fn value(field: &Dict<'_>) -> Option<Written> {
    let kind = inherited(field, |dict| dict.get::<Name<'_>>(FT))?;
    let flags = inherited(field, |dict| dict.get::<u32>("Ff")).unwrap_or(0);
    match kind.as_ref() {
        b"Tx" if flags & PASSWORD == 0 => written(field, chosen(field)?, flags & MULTILINE != 0),
        b"Ch" if flags & COMBO != 0 => written(field, shown_for(field, chosen(field)?), false),
        b"Ch" => written(field, options(field).map(|(_, shown)| shown).collect::<Vec<_>>().join("\n"), true),
        b"Btn" if flags & PUSH_BUTTON != 0 => {
            let caption = field.get::<Dict<'_>>("MK")?.get::<PdfString<'_>>("CA")?;
            written(field, decoded(&caption), false)
        }
        _ => None,
    }
}

fn written(annotation: &Dict<'_>, text: String, from_top: bool) -> Option<Written> {
    let [x0, y0, x1, y1] = annotation.get::<[f32; 4]>(RECT)?;
    let rect = Rect { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) };
    let style = inherited(annotation, |dict| dict.get::<PdfString<'_>>(DA));
    let size = style.and_then(|style| size(&style)).unwrap_or(0.0);
    Some(Written { text, rect, size, from_top })
}

/// The value, as text.
fn chosen(field: &Dict<'_>) -> Option<String> {
    match inherited(field, |dict| dict.get::<Object<'_>>(V))? {
        Object::String(text) => Some(decoded(&text)),
        Object::Array(several) => {
            let several = several.iter::<PdfString<'_>>().take(MOST_OPTIONS).map(|text| decoded(&text));
            Some(several.collect::<Vec<_>>().join(" "))
        }
        _ => None,
    }
}

/// What an option is called.
fn shown_for(field: &Dict<'_>, value: String) -> String {
    options(field).find(|(export, _)| *export == value).map_or(value, |(_, shown)| shown)
}

/// The options of a choice: what each stands for, and what is shown of it.
fn options<'a>(field: &Dict<'a>) -> impl Iterator<Item = (String, String)> + use<'a> {
    let listed = inherited(field, |dict| dict.get::<Array<'a>>("Opt"));
    listed.into_iter().flat_map(|listed| objects(&listed).take(MOST_OPTIONS)).filter_map(|option| match option {
        Object::String(text) => Some(decoded(&text)).map(|text| (text.clone(), text)),
        Object::Array(pair) => {
            let mut pair = pair.iter::<PdfString<'_>>().map(|text| decoded(&text));
            Some((pair.next()?, pair.next()?))
        }
        _ => None,
    })
}

fn decoded(text: &[u8]) -> String {
    strings::decode(&text[..text.len().min(MOST)])
}

/// What a field has itself or from those above it.
fn inherited<'a, T>(field: &Dict<'a>, look: impl Fn(&Dict<'a>) -> Option<T>) -> Option<T> {
    let mut field = field.clone();
    for _ in 0..DEEPEST {
        if let Some(found) = look(&field) {
            return Some(found);
        }
        field = field.get::<Dict<'a>>(PARENT).filter(|parent| parent.contains_key(KIDS))?;
    }
    None
}

/// The size of `/Helv 12 Tf`.
fn size(style: &[u8]) -> Option<f32> {
    const TF: u32 = operator(b"Tf");
    let mut lexer = Lexer::new(style);
    while let Some(found) = lexer.next_operator() {
        if found == TF {
            return lexer.number(1).map(|size| size as f32).filter(|size| size.is_finite());
        }
    }
    None
}

impl Written {
    /// Bytes of its text: what it costs.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Puts it on the page: lines as long as the rectangle is wide, as many as fit in.
    pub(super) fn put(&self, face: u16, page: &mut GlyphPage) {
        let height = self.rect.y1 - self.rect.y0;
        let fitting = if self.from_top { SIZE } else { SIZE.min(0.7 * height) };
        let size = if self.size > 0.0 { self.size } else { fitting };
        let advance = 0.5 * size;
        let letters = ((self.rect.x1 - self.rect.x0) / advance) as usize;
        let mut y = if self.from_top { self.rect.y1 - size } else { self.rect.y0 + 0.5 * height - 0.3 * size };
        for line in
            self.text.split(['\n', '\r']).flat_map(|line| wrapped(line, if self.from_top { letters } else { MOST }))
        {
            if self.from_top && y < self.rect.y0 - 0.3 * size {
                return;
            }
            let mut x = self.rect.x0;
            for c in line.chars().take(MOST) {
                let glyph =
                    Glyph { shown: Shown::Char(c), x, y, dx: advance, dy: 0.0, size, font: face, invisible: false };
                let bounds = &page.bounds;
                if x >= bounds.x0 && x <= bounds.x1 && y >= bounds.y0 && y <= bounds.y1 {
                    page.glyphs.push(glyph);
                }
                x += advance;
            }
            y -= 1.2 * size;
        }
    }
}

/// A line's words in lines of at most `letters`, but for longer words.
fn wrapped(line: &str, letters: usize) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut end = rest.len();
        if rest.chars().nth(letters).is_some() {
            let within = rest.char_indices().nth(letters).map_or(rest.len(), |(at, _)| at);
            end = rest[..within].rfind(' ').or_else(|| rest[within..].find(' ').map(|at| within + at)).unwrap_or(end);
        }
        let (first, after) = rest.split_at(end);
        rest = after.trim_start();
        Some(first)
    })
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_are_wrapped_between_words() {
        let lines = |line, letters| wrapped(line, letters).collect::<Vec<_>>();
        assert_eq!(lines("a bc def", 5), ["a bc", "def"]);
        assert_eq!(lines("überlang es", 3), ["überlang", "es"]);
        assert_eq!(lines("", 3), Vec::<&str>::new());
        assert_eq!(lines(" x", 0), ["", "x"]);
    }
}
