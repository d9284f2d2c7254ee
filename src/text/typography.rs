//! How headings look: their size, weight and face, learnt from those that are known.

use rustc_hash::FxHashMap;

use super::{
    body::Body,
    contents::List,
    headings::{self, Numbering},
    kinds,
    outline::is_listed,
    sections::Found,
    titles::Print,
};
use crate::page::Face;

/// A heading's size is so many times that of the text, at least.
const LARGER: f32 = 1.1;
/// Share of the lines of a style that must be able to be headings if the style is one of headings, per cent.
const PURE: usize = 70;
/// A style is one of a level if at least one in so many of its headings has it.
const USUAL: usize = 4;
/// Fewest headings that show a style.
const FEWEST: usize = 2;
/// Most lines of a heading.
const MOST_LINES: usize = 4;
/// Most headings that are taken.
const MOST: usize = 4000;

/// How a line is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Style {
    /// Half points.
    size: i32,
    /// The first face of its name.
    face: u16,
}

/// The styles of a document's lines.
pub(super) struct Typography<'a> {
    body: &'a Body<'a>,
    /// Of each face, the first one of the same name, and whether it is bold.
    faces: Vec<(u16, bool)>,
    /// In which most of the text is set.
    usual: Style,
    usual_size: f32,
}

/// What is known of a style of headings.
#[derive(Default)]
struct Known {
    count: usize,
    numbered: usize,
    /// How often it was each level.
    levels: [usize; 10],
}

impl Known {
    /// The level that most of them are.
    fn level(&self) -> u8 {
        (1..10).max_by_key(|&level| (self.levels[usize::from(level)], 10 - level)).unwrap_or(1)
    }
}

impl<'a> Typography<'a> {
    pub(super) fn of(body: &'a Body<'a>, faces: &[Face]) -> Self {
        let mut first: FxHashMap<&str, u16> = FxHashMap::default();
        let faces = faces.iter().enumerate();
        let faces = faces.map(|(at, face)| (*first.entry(&face.name).or_insert(at as u16), face.bold)).collect();
        let mut typography =
            Self { body, faces, usual: Style { size: 0, face: 0 }, usual_size: body.kept.usual_size() };
        let mut votes: FxHashMap<Style, u64> = FxHashMap::default();
        for at in 0..body.len() {
            let line = body.line(at);
            *votes.entry(typography.style(at)).or_default() += u64::from(line.end - line.start);
        }
        let most = votes.into_iter().max_by_key(|&(style, votes)| (votes, style));
        typography.usual = most.map_or(typography.usual, |(style, _)| style);
        typography
    }

    fn style(&self, at: usize) -> Style {
        let line = self.body.line(at);
        let face = self.faces.get(usize::from(line.face)).map_or(line.face, |(first, _)| *first);
        Style { size: (line.size * 2.0).round() as i32, face }
    }

    fn is_bold(&self, face: u16) -> bool {
        self.faces.get(usize::from(face)).is_some_and(|(_, bold)| *bold)
    }

    /// Whether a line stands out from the text by its size or weight, or by capitals.
    pub(super) fn is_prominent(&self, at: usize) -> bool {
        self.is_prominent_style(self.style(at)) || is_capitals(self.body.shown(at))
    }

    fn is_prominent_style(&self, style: Style) -> bool {
        let large = style.size as f32 / 2.0 > LARGER * self.usual_size;
        large || self.is_bold(style.face) && !self.is_bold(self.usual.face) && style.size + 1 >= self.usual.size
    }

    /// Lines that stand alone and name a kind, such as "References"; where nothing else is known, those that are
    /// numbered and stand out.
    pub(super) fn plain_headings(&self, lists: &[List], is_taken: &[bool], nothing_known: bool) -> Vec<Found> {
        let mut out = Vec::new();
        for (at, &is_taken) in is_taken.iter().enumerate() {
            let shown = self.body.shown(at);
            if is_taken || out.len() >= MOST || shown.len() > 200 {
                continue;
            }
            let prominent = self.is_prominent(at);
            if !prominent && !self.is_first_of_page(at) || !self.stands_alone(at, lists) {
                continue;
            }
            if !headings::may_be_heading(shown) || headings::entry(shown).is_some() && !ends_with_own_number(shown) {
                continue;
            }
            let named = kinds::named(shown);
            let number = headings::numbering(shown).filter(|number| prominent && is_sure(*number));
            let level = match (named, number) {
                (_, Some(number)) if nothing_known || number.depth > 1 || named.is_some() => number.depth,
                (Some(_), _) => 1,
                _ => continue,
            };
            if let Some(print) = self.whole(at) {
                out.push(Found::new(self.title(print), level, print));
            }
        }
        out
    }

    /// Lines that are set as known headings are, and stand alone as those do.
    pub(super) fn like_known(&self, known: &[Found], lists: &[List], is_taken: &[bool]) -> Vec<Found> {
        let mut styles: FxHashMap<Style, Known> = FxHashMap::default();
        for found in known.iter().filter(|found| found.print.is_whole && found.print.end > found.print.first) {
            let at = found.print.end - 1;
            let style = styles.entry(self.style(at)).or_default();
            style.count += 1;
            style.numbered += usize::from(headings::numbering(self.body.shown(found.print.first)).is_some());
            style.levels[usize::from(found.level.min(9))] += 1;
        }
        let mut of_level = [0; 10];
        styles.values().for_each(|known| (0..10).for_each(|level| of_level[level] += known.levels[level]));
        styles.retain(|style, known| {
            let level = usize::from(known.level());
            let is_usual = known.levels[level] * USUAL >= of_level[level];
            known.count >= FEWEST && is_usual && self.is_prominent_style(*style)
        });
        // Not on the title page.
        let Some(from) = known.iter().map(|found| found.print.first).min() else { return Vec::new() };
        let mut seen: FxHashMap<Style, (usize, usize)> = FxHashMap::default();
        let mut candidates = Vec::new();
        for (at, &is_taken) in is_taken.iter().enumerate().skip(from) {
            let style = self.style(at);
            let Some(known) = styles.get(&style) else { continue };
            let fits = is_taken || self.is_candidate(at, lists, known);
            let (all, fitting) = seen.entry(style).or_default();
            (*all, *fitting) = (*all + 1, *fitting + usize::from(fits));
            if fits && !is_taken && candidates.len() < MOST {
                candidates.push(at);
            }
        }
        candidates.retain(|&at| {
            let (all, fitting) = seen[&self.style(at)];
            fitting * 100 >= all * PURE
        });
        let mut out: Vec<Found> = Vec::new();
        for at in candidates {
            if out.last().is_some_and(|last| at < last.print.end) {
                continue;
            }
            let Some(print) = self.whole(at) else { continue };
            let title = self.title(print);
            let level = styles[&self.style(at)].level();
            out.push(Found::new(title, level, print));
        }
        out
    }

    fn is_candidate(&self, at: usize, lists: &[List], known: &Known) -> bool {
        let shown = self.body.shown(at);
        let numbered = || headings::numbering(shown).is_some_and(is_sure);
        // Where nearly all are numbered, one that is not must say what it is.
        let as_known = || known.numbered * 10 < known.count * 8 || numbered() || kinds::named(shown).is_some();
        self.stands_alone(at, lists)
            && headings::may_be_heading(shown)
            && (headings::entry(shown).is_none() || ends_with_own_number(shown))
            && as_known()
    }

    /// Whether a line begins something and is no list's: nothing runs on into it or, but for more of a heading, out of it.
    fn stands_alone(&self, at: usize, lists: &[List]) -> bool {
        let opens = self.body.opens(at) || self.style(at) != self.style(at - 1);
        opens && !is_listed(lists, at) && self.body.line(at).is_upright
    }

    fn is_first_of_page(&self, at: usize) -> bool {
        let page = self.body.page_of(at);
        self.body.pages().get(page).is_some_and(|page| page.start == at)
    }

    /// The lines of the heading that begins with one: those of its style that follow it closely.
    fn whole(&self, first: usize) -> Option<Print> {
        let body = self.body;
        let page_end = body.pages().get(body.page_of(first))?.end;
        let mut end = first + 1;
        while end < page_end.min(first + MOST_LINES) && self.goes_on(end) {
            end += 1;
        }
        // No heading: a long run of lines of one style is text; and so is what runs on on the same line.
        if !body.is_ended(end - 1) || end < page_end && self.goes_on(end) {
            return None;
        }
        Some(Print { first, end, is_whole: true })
    }

    /// Whether a line is more of the heading above it.
    fn goes_on(&self, at: usize) -> bool {
        let (above, line) = (self.body.line(at - 1), self.body.line(at));
        let close = line.depth - above.depth;
        let plain = !is_capitals(self.body.shown(at)) || is_capitals(self.body.shown(at - 1));
        self.style(at) == self.style(at - 1)
            && self.is_prominent(at)
            && plain
            && close > 0.0
            && close < 1.7 * above.size
            && headings::numbering(self.body.shown(at)).is_none_or(|number| !is_sure(number))
            && kinds::named(self.body.shown(at)).is_none()
    }

    /// "Annexe B" has its title below it: the lines of both, where only the number is known.
    pub(super) fn with_title(&self, print: Print, is_taken: &[bool]) -> Print {
        let body = self.body;
        let is_number = print.end == print.first + 1 && headings::is_bare_number(body.shown(print.first));
        let has_next =
            is_number && body.pages().get(body.page_of(print.first)).is_some_and(|page| print.end < page.end);
        let (number, title) = (print.first, print.end);
        if !has_next || is_taken[title] || !self.is_prominent(title) {
            return print;
        }
        let (number, line) = (body.line(number), body.line(title));
        let drop = line.depth - number.depth;
        let is_below =
            drop > 0.0 && drop < 5.0 * number.size.max(line.size) && headings::may_be_heading(body.shown(title));
        let whole = self.whole(title).filter(|_| is_below);
        whole.map_or(print, |title| Print { first: print.first, ..title })
    }

    /// The words of a heading's lines.
    pub(super) fn title(&self, print: Print) -> String {
        headings::joined((print.first..print.end).map(|at| self.body.shown(at)))
    }
}

/// A letter without a stop ("A double booking") may be a word.
fn is_sure(number: Numbering) -> bool {
    !(number.style == headings::Style::Letter && number.length < 3)
}

/// "Chapter 3" is no entry of a contents page, "Study 2" none either in a heading's style.
fn ends_with_own_number(shown: &str) -> bool {
    headings::is_bare_number(shown) || headings::numbering(shown).is_some()
}

/// Whether all letters are capitals, and there are some.
fn is_capitals(shown: &str) -> bool {
    let letters = || shown.chars().filter(|c| c.is_alphabetic());
    letters().all(char::is_uppercase) && letters().nth(4).is_some()
}
