//! What annotations show (ISO 32000-1, 12.5.5): an appearance is a form, fitted to the annotation's rectangle; fields and
//! free texts without one show what they hold.

use hayro_syntax::object::{
    Array, Dict, Name, Object, Stream,
    dict::keys::{ANNOTS, AP, AS, BBOX, F, MATRIX, N, RECT, SUBTYPE},
};

use super::{
    arrays::objects,
    fields::{self, Written},
    matrix::Matrix,
};

/// More annotations than any page has.
const MOST: usize = 20_000;

/// Flags "hidden" and "no view".
const HIDDEN: u32 = 1 << 1 | 1 << 5;

/// What one annotation shows.
pub(super) enum Shown<'a> {
    /// A form, and the matrix that brings it to its place.
    Appearance(Stream<'a>, Matrix),
    /// A text that has no form.
    Written(Written),
}

/// What a page's annotations show, but for its links and the windows that open on demand. Where `stale`, the document says that
/// its fields hold what their appearances do not show yet (`/NeedAppearances`).
pub(super) fn shown<'a>(page: &Dict<'a>, stale: bool) -> Vec<Shown<'a>> {
    let Some(annotations) = page.get::<Array<'a>>(ANNOTS) else { return Vec::new() };
    let annotations = objects(&annotations).take(MOST).filter_map(Object::into_dict);
    annotations.filter_map(|annotation| of_annotation(&annotation, stale)).collect()
}

fn of_annotation<'a>(annotation: &Dict<'a>, stale: bool) -> Option<Shown<'a>> {
    let kind = annotation.get::<Name<'_>>(SUBTYPE)?;
    if matches!(kind.as_ref(), b"Link" | b"Popup") || annotation.get::<u32>(F).unwrap_or(0) & HIDDEN != 0 {
        return None;
    }
    let is_field = kind.as_ref() == b"Widget";
    if is_field
        && stale
        && let Some(value) = fields::value(annotation)
    {
        return Some(Shown::Written(value));
    }
    match appearance(annotation) {
        Some((form, fit)) => Some(Shown::Appearance(form, fit)),
        None if is_field => fields::value(annotation).map(Shown::Written),
        None if kind.as_ref() == b"FreeText" => fields::free_text(annotation).map(Shown::Written),
        None => None,
    }
}

fn appearance<'a>(annotation: &Dict<'a>) -> Option<(Stream<'a>, Matrix)> {
    let appearances = annotation.get::<Dict<'a>>(AP)?;
    let normal = appearances.get::<Stream<'a>>(N).or_else(|| {
        let state = annotation.get::<Name<'_>>(AS)?;
        appearances.get::<Dict<'a>>(N)?.get::<Stream<'a>>(state)
    })?;
    let rect = annotation.get::<[f64; 4]>(RECT)?;
    let fit = fit(&normal, rect);
    Some((normal, fit))
}

/// Algorithm 8.1 of 12.5.5: brings the box of the form, as its own matrix places it, to the rectangle.
fn fit(form: &Stream<'_>, [x0, y0, x1, y1]: [f64; 4]) -> Matrix {
    let own = form.dict().get::<[f64; 6]>(MATRIX).map_or(Matrix::IDENTITY, Matrix::new);
    let [bx0, by0, bx1, by1] = form.dict().get::<[f64; 4]>(BBOX).unwrap_or([0.0, 0.0, x1 - x0, y1 - y0]);
    let shown = own.bounds(bx0, by0, bx1, by1);
    let scale = |to: f64, from: f32| if from > 0.0 { to.abs() / f64::from(from) } else { 1.0 };
    let (sx, sy) = (scale(x1 - x0, shown.x1 - shown.x0), scale(y1 - y0, shown.y1 - shown.y0));
    let (ex, ey) = (x0.min(x1) - f64::from(shown.x0) * sx, y0.min(y1) - f64::from(shown.y0) * sy);
    Matrix::new([sx, 0.0, 0.0, sy, ex, ey])
}
