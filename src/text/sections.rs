//! Sections: where the headings of the outline stand in the text; without an outline, lines that look like headings.

use super::{Heading, Section, SectionKind, flow::Flow, kept::Kept, kinds, numerals::Numeral};

/// Most sections that are taken of a document.
const MOST: usize = 2000;
/// Most words of a heading's line.
const LONGEST: usize = 14;

/// The sections of a document, in order. Text before the first heading is front matter.
pub(super) fn sections(kept: &Kept, flow: &Flow, outline: &[Heading]) -> Vec<Section> {
    let mut found = from_outline(kept, flow, outline);
    if found.is_empty() {
        found = from_lines(kept, flow);
    }
    end_lists(kept, flow, &mut found);
    let front = found.first().is_none_or(|first| first.start > 0) && !found.is_empty();
    if front {
        found.insert(0, Section { heading: String::new(), level: 1, kind: SectionKind::Front, start: 0 });
    }
    found
}

/// A contents page or a list ends with the last page that has mostly entries, whether or not a heading says what follows.
fn end_lists(kept: &Kept, flow: &Flow, sections: &mut Vec<Section>) {
    let mut ended = Vec::with_capacity(sections.len());
    for (at, section) in sections.iter().enumerate() {
        ended.push(section.clone());
        let next = sections.get(at + 1).map_or(flow.content.len() as u32, |next| next.start);
        if !matches!(section.kind, SectionKind::Contents | SectionKind::List) {
            continue;
        }
        let first = flow.pages.partition_point(|&start| start <= section.start);
        let body = (first..kept.pages.len()).find(|&page| !is_list(kept, lines_of(kept, flow, page)));
        if let Some(start) = body.map(|page| flow.pages[page]).filter(|&start| start < next) {
            ended.push(Section { heading: String::new(), level: 1, kind: SectionKind::Chapter, start });
        }
    }
    *sections = ended;
}

/// Whether at least a third of the lines of a page end with a number, as entries do; an empty page is no end.
fn is_list(kept: &Kept, lines: &[(u32, u32)]) -> bool {
    let ends_with_number = |line: &&(u32, u32)| {
        let last = kept.shown(line.0).split_whitespace().next_back();
        last.is_some_and(|last| Numeral::read(last).is_some())
    };
    lines.iter().filter(ends_with_number).count() * 3 >= lines.len()
}

fn from_outline(kept: &Kept, flow: &Flow, outline: &[Heading]) -> Vec<Section> {
    let mut out: Vec<Section> = Vec::new();
    let mut kinds: Vec<(u8, SectionKind)> = Vec::new();
    for heading in outline.iter().take(MOST) {
        let Some(start) = place(kept, flow, heading) else { continue };
        let start = start.max(out.last().map_or(0, |last| last.start));
        kinds.retain(|(level, _)| *level < heading.level);
        let above = kinds.last().map(|(_, kind)| *kind).filter(|kind| *kind == SectionKind::Appendix);
        let kind = kinds::named(&heading.title).or(above).unwrap_or_default();
        kinds.push((heading.level, kind));
        let title = heading.title.split_whitespace().collect::<Vec<_>>().join(" ");
        out.push(Section { heading: title, level: heading.level.max(1), kind, start });
    }
    out
}

/// Bookmarks may point a few pages short of their heading (to the last anchor before it): how many.
const ASTRAY: usize = 8;

/// Where in the text a heading of the outline stands: at its words on its page or one soon after, else at its height,
/// else at the page.
fn place(kept: &Kept, flow: &Flow, heading: &Heading) -> Option<u32> {
    let page = kept.pages.iter().position(|page| page.number == heading.page)?;
    let lines = lines_of(kept, flow, page);
    let depth = heading.top.and_then(|top| kept.pages[page].depth_of(top));
    let wanted = letters(&heading.title);
    if wanted.is_empty() {
        return Some(flow.pages[page]);
    }
    let best = (0..lines.len()).filter(|&at| begins(kept, &lines[at..], &wanted)).min_by(|&a, &b| {
        let off = |at: usize| depth.map_or(0.0, |depth| (kept.line(lines[at].0).depth - depth).abs());
        off(a).total_cmp(&off(b))
    });
    if let Some(at) = best {
        return Some(lines[with_number(kept, lines, at)].1);
    }
    let later = (page + 1..kept.pages.len().min(page + 1 + ASTRAY)).find_map(|page| {
        let lines = lines_of(kept, flow, page);
        let stands = |&(line, _): &&(u32, u32)| letters(kept.shown(*line)) == wanted;
        lines.iter().take(4).find(stands).map(|(_, start)| *start)
    });
    let below = || depth.and_then(|depth| lines.iter().find(|(line, _)| kept.line(*line).depth >= depth - 2.0));
    later.or_else(|| below().map(|(_, start)| *start)).or(Some(flow.pages[page]))
}

/// The lines of a page in the text, and where they start.
fn lines_of<'a>(kept: &Kept, flow: &'a Flow, page: usize) -> &'a [(u32, u32)] {
    let from = flow.lines.partition_point(|&(_, start)| start < flow.pages[page]);
    let count = flow.lines[from..].iter().take_while(|(line, _)| kept.pages[page].lines.contains(line)).count();
    &flow.lines[from..from + count]
}

/// "Chapter 3" on a line of its own above the heading belongs to it.
fn with_number(kept: &Kept, lines: &[(u32, u32)], at: usize) -> usize {
    let is_number = |above: usize| {
        let (above, line) = (lines[above].0, lines[at].0);
        let words: Vec<&str> = kept.shown(above).split_whitespace().collect();
        let counts = words.last().is_some_and(|word| Numeral::read(word.trim_end_matches(['.', ':'])).is_some());
        words.len() <= 2 && counts && kept.line(above).size > 0.9 * kept.line(line).size
    };
    if at > 0 && is_number(at - 1) { at - 1 } else { at }
}

/// Whether lines begin with the wanted letters, after a number at most.
fn begins(kept: &Kept, lines: &[(u32, u32)], wanted: &str) -> bool {
    let mut found = String::new();
    for &(line, _) in lines.iter().take(5) {
        found.push_str(&letters(kept.shown(line)));
        let number = found.len() - found.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if found.starts_with(wanted) || found[number..].starts_with(wanted) {
            return true;
        }
        let bare = wanted.trim_start_matches(|c: char| c.is_ascii_digit());
        if !bare.is_empty() && found[number..].starts_with(bare) {
            return true;
        }
        let could = |found: &str| !found.is_empty() && (wanted.starts_with(found) || bare.starts_with(found));
        if !could(&found) && !could(&found[number..]) && number < found.len() {
            return false;
        }
    }
    false
}

/// Letters and digits in lower case: how a heading is compared with what is printed.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Lines that look like headings: they stand alone, and name a kind, count chapters, or are larger than the text.
fn from_lines(kept: &Kept, flow: &Flow) -> Vec<Section> {
    let usual = kept.usual_size();
    let mut out: Vec<Section> = Vec::new();
    let mut before = None;
    for &(line, start) in &flow.lines {
        let (shape, shown) = (kept.line(line), kept.shown(line));
        let above = before.replace(line);
        if shape.size < 0.95 * usual || !shape.ends_paragraph || shown.len() > 200 || out.len() >= MOST {
            continue;
        }
        if above.is_some_and(|above| !stands_apart(kept, above, line)) || !may_be_heading(shown) {
            continue;
        }
        let named = kinds::named(shown);
        if named.is_some() || shape.size > 1.12 * usual && is_numbered(shown) {
            let kind = named.unwrap_or_default();
            let level = if named.is_some() { 1 } else { level(shown) };
            out.push(Section { heading: shown.to_owned(), level, kind, start });
        }
    }
    inherit(&mut out);
    out
}

/// Few words, some letters, no stop at the end, no entry of a contents page.
fn may_be_heading(shown: &str) -> bool {
    let few = shown.split_whitespace().take(LONGEST + 1).count() <= LONGEST;
    few && shown.contains(char::is_alphabetic) && !shown.ends_with(['.', ',', ';']) && !is_entry(shown)
}

/// Lesser headings within an appendix are of it.
fn inherit(sections: &mut [Section]) {
    let mut above = SectionKind::Chapter;
    for section in sections {
        if section.level == 1 {
            above = section.kind;
        } else if section.kind == SectionKind::Chapter && above == SectionKind::Appendix {
            section.kind = above;
        }
    }
}

/// Whether a line begins something: the one above it ends a paragraph, or stands on another page.
fn stands_apart(kept: &Kept, above: u32, line: u32) -> bool {
    let page = kept.pages.partition_point(|page| page.lines.end <= line);
    kept.line(above).ends_paragraph || kept.pages.get(page).is_none_or(|page| !page.lines.contains(&above))
}

/// A line of a contents page: it ends with a page number behind leaders or a gap.
fn is_entry(shown: &str) -> bool {
    let last = shown.split_whitespace().next_back().unwrap_or_default();
    shown.contains("...")
        || shown.contains(". . .")
        || shown.contains(' ') && Numeral::read(last).is_some() && !is_chapter(shown)
}

fn is_chapter(shown: &str) -> bool {
    const WORDS: [&str; 14] = [
        "chapter",
        "kapitel",
        "chapitre",
        "capítulo",
        "capitolo",
        "rozdział",
        "kapitola",
        "fejezet",
        "hoofdstuk",
        "chương",
        "κεφάλαιο",
        "глава",
        "bölüm",
        "part",
    ];
    let first = shown.split_whitespace().next().unwrap_or_default().to_lowercase();
    WORDS.contains(&first.as_str())
}

fn is_numbered(shown: &str) -> bool {
    let first = shown.split_whitespace().next().unwrap_or_default();
    let number = first.len() <= 8 && first.starts_with(|c: char| c.is_ascii_digit()) && shown.contains(' ');
    is_chapter(shown) || number && first.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// 1 for "3 Methods", 2 for "3.1 Data".
fn level(shown: &str) -> u8 {
    let first = shown.split_whitespace().next().unwrap_or_default();
    let parts = first.split('.').filter(|part| !part.is_empty()).count();
    if is_chapter(shown) { 1 } else { parts.clamp(1, 9) as u8 }
}
