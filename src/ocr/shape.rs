//! Words in a picture to words on a page: points, sizes, lines, paragraphs.

use super::tsv::Seen;
use crate::page::{Line, Page, Picture, Rect, Word};

/// Depth of descenders below the baseline, ems: what a box reaches down to.
const DESCENT: f32 = 0.22;
/// Height of a box above the baseline, ems.
const ASCENT: f32 = 0.78;
/// Height of capitals, figures and tall letters, ems: usual for book faces.
const TALL: f32 = 0.70;
/// Height of small letters, ems.
const SMALL: f32 = 0.45;
/// Below this a word's ink says nothing of its size (a dash, a full stop), share of what its letters should have.
const INK: f32 = 0.5;

/// The page of a picture in which these words were seen.
pub(super) fn page(picture: &Picture, seen: &[Seen<'_>]) -> Page {
    let mut page = Page {
        number: picture.number,
        bounds: picture.bounds,
        rotation: picture.rotation,
        image_share: 1.0,
        ..Page::default()
    };
    let mut confidence = Mean::default();
    let lines: Vec<&[Seen<'_>]> = seen.chunk_by(|a, b| a.line == b.line).collect();
    for (at, line) in lines.iter().enumerate() {
        let first = page.words.len() as u32;
        let em = em(line);
        for word in *line {
            let start = page.text.len() as u32;
            push(word.text, &mut page.text);
            confidence.add(word.confidence, word.text.chars().count());
            page.words.push(Word {
                start,
                end: page.text.len() as u32,
                bounds: bounds(picture, word, em),
                size: points(picture, em),
                font: 0,
                confidence: Some(word.confidence.round() as u8),
            });
        }
        let bounds = page.words[first as usize..].iter().map(|word| word.bounds).reduce(Rect::union);
        let next = lines.get(at + 1).map(|next| next[0].line);
        let same_paragraph = |next: (u32, u32, u32)| (next.0, next.1) == (line[0].line.0, line[0].line.1);
        page.lines.push(Line {
            first,
            last: page.words.len() as u32,
            bounds: bounds.unwrap_or_default(),
            size: points(picture, em),
            ends_paragraph: !next.is_some_and(same_paragraph),
        });
    }
    page.confidence = Some(confidence.of());
    page
}

/// Adds a word; ligatures that are characters of their own come apart.
fn push(word: &str, text: &mut String) {
    for c in word.chars() {
        match c {
            'ﬀ' => text.push_str("ff"),
            'ﬁ' => text.push_str("fi"),
            'ﬂ' => text.push_str("fl"),
            'ﬃ' => text.push_str("ffi"),
            'ﬄ' => text.push_str("ffl"),
            'ﬅ' | 'ﬆ' => text.push_str("st"),
            c => text.push(c),
        }
    }
}

/// A mean over characters.
#[derive(Default)]
struct Mean {
    sum: f32,
    count: usize,
}

impl Mean {
    fn add(&mut self, value: f32, times: usize) {
        self.sum += value * times as f32;
        self.count += times;
    }

    fn of(&self) -> u8 {
        if self.count == 0 { 0 } else { (self.sum / self.count as f32).round() as u8 }
    }
}

/// The em in which a line is set, pixels: what most of its words' heights say, by the letters in them.
fn em(line: &[Seen<'_>]) -> f32 {
    let height = |word: &Seen<'_>| word.bottom - word.top;
    let of = |word: &&Seen<'_>| word.text.chars().any(char::is_alphanumeric).then(|| height(word) / reach(word.text));
    let mut ems: Vec<f32> = line.iter().filter_map(|word| of(&word)).collect();
    if ems.is_empty() {
        ems.extend(line.iter().map(height));
    }
    let middle = ems.len() / 2;
    let (_, median, _) = ems.select_nth_unstable_by(middle, f32::total_cmp);
    median.max(1.0)
}

/// How high a word stands, ems, from its lowest ink to its highest.
fn reach(text: &str) -> f32 {
    let small = |c: char| "acemnorsuvwxzgpqyіаеосрух".contains(c);
    let above = if text.chars().all(small) { SMALL } else { TALL };
    above + if has_descender(text) { DESCENT } else { 0.0 }
}

fn has_descender(text: &str) -> bool {
    text.contains(['g', 'j', 'p', 'q', 'y', 'ç', 'Q', 'ş', 'ţ', '(', ')', '[', ']', '/', ',', ';', 'р', 'у', 'μ', 'φ'])
}

/// Where a word stands: as wide as its ink, and as high as letters of its size reach, or its ink does.
fn bounds(picture: &Picture, word: &Seen<'_>, em: f32) -> Rect {
    let Seen { left, top, right, bottom, .. } = *word;
    let drop = if has_descender(word.text) { DESCENT * em } else { 0.0 };
    let base = bottom - drop;
    let is_line = bottom - top > INK * reach(word.text) * em;
    let (high, low) = if is_line { (base - ASCENT * em, base + DESCENT * em) } else { (top, bottom) };
    picture.on_page(left, high.min(top).max(0.0), right, low.max(bottom).min(picture.height as f32))
}

/// Pixels as points of the page.
fn points(picture: &Picture, pixels: f32) -> f32 {
    let Rect { x0, y0, x1, y1 } = picture.on_page(0.0, 0.0, pixels, pixels);
    ((x1 - x0) * (y1 - y0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &'static str, left: f32, base: f32, line: (u32, u32, u32)) -> Seen<'static> {
        let em = 40.0;
        let bottom = if has_descender(text) { base + DESCENT * em } else { base };
        let top = bottom - reach(text) * em;
        Seen { text, left, top, right: left + 20.0 * text.len() as f32, bottom, confidence: 90.0, line }
    }

    #[test]
    fn words_become_lines_in_points() {
        let bounds = Rect { x0: 0.0, y0: 0.0, x1: 595.0, y1: 842.0 };
        let picture = Picture { bounds, width: 2380, height: 3368, ..Picture::default() };
        let words = [
            seen("Peer", 100.0, 400.0, (1, 1, 1)),
            seen("group", 220.0, 400.0, (1, 1, 1)),
            seen("as", 100.0, 460.0, (1, 1, 2)),
            seen("New", 100.0, 560.0, (1, 2, 1)),
        ];
        let page = page(&picture, &words);
        assert_eq!(page.text, "PeergroupasNew");
        assert_eq!(page.lines.iter().map(|line| line.ends_paragraph).collect::<Vec<_>>(), [false, true, true]);
        assert!(page.words.iter().all(|word| (word.size - 10.0).abs() < 0.1), "{:?}", page.words);
        let lower: Vec<f32> = page.words[..2].iter().map(|word| word.bounds.y0).collect();
        assert!((lower[0] - lower[1]).abs() < 0.01 && (lower[0] - (842.0 - 102.2)).abs() < 0.1, "{lower:?}");
        assert_eq!(page.confidence, Some(90));
    }
}
