//! Sections: the headings of the outline and of the contents page where they are printed, and the lines that look like
//! them.
//!
//! What is found first knows best: bookmarks, then entries of contents pages, then lines that name a kind
//! ("References") or are numbered, then lines that are set as those are. A line is a heading once.

use super::{
    Heading, Section, SectionKind,
    body::Body,
    contents::{self, List},
    flow::Flow,
    headings,
    numerals::Numeral,
    outline, roles,
    titles::Print,
    typography::Typography,
};
use crate::page::Face;

/// A heading and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) title: String,
    /// 1 for the outermost.
    pub(super) level: u8,
    /// Its lines; none where only its page or height is known.
    pub(super) print: Print,
    /// What it is for, where a list of entries shows it.
    pub(super) kind: Option<SectionKind>,
}

impl Found {
    pub(super) fn new(title: String, level: u8, print: Print) -> Self {
        Self { title, level, print, kind: None }
    }
}

/// The headings of a document, in the order in which they stand.
pub(super) fn headings<'l>(
    body: &Body<'_>,
    faces: &[Face],
    bookmarks: &[Heading],
    labels: impl Iterator<Item = Option<&'l str>>,
) -> Vec<Found> {
    let lists = contents::lists(body);
    let typography = Typography::of(body, faces);
    let mut all = All { taken: vec![false; body.len()], found: Vec::new() };
    all.add(outline::bookmarks(body, bookmarks, &lists), 0);
    let shift = shift(body, &all.found);
    let pages = contents::pages_by_label(labels);
    all.add(outline::entries(body, &lists, &pages, &typography), shift);
    all.add(of_lists(body, &lists), 0);
    let nothing_known = all.found.iter().filter(|found| found.print.is_whole).count() < 3;
    all.add(typography.plain_headings(&lists, &all.taken, nothing_known), shift);
    all.add(typography.like_known(&all.found, &lists, &all.taken), 0);
    let All { mut found, taken } = all;
    for one in found.iter_mut().filter(|one| one.print.is_whole && headings::is_bare_number(&one.title)) {
        one.print = typography.with_title(one.print, &taken);
        one.title = typography.title(one.print);
    }
    found.sort_by_key(|found| found.print.first);
    drop_repeated(body, &mut found);
    for list in lists.iter().filter(|list| list.is_headed) {
        let at = found.partition_point(|found| found.print.first < list.span.start);
        found
            .iter_mut()
            .skip(at)
            .take_while(|found| found.print.first == list.span.start)
            .for_each(|found| found.kind = Some(list.kind));
    }
    found
}

/// "Contents" again at the head of the next page, or "Bibliography" at the head of all of its pages, is no new section.
fn drop_repeated(body: &Body<'_>, found: &mut Vec<Found>) {
    let mut last: Option<(usize, String)> = None;
    found.retain(|one| {
        let page = body.page_of(one.print.first);
        let is_head = body.pages().get(page).is_some_and(|page| page.start == one.print.first);
        let title = headings::letters(&one.title);
        let again = is_head && last.as_ref().is_some_and(|(before, same)| before + 1 == page && *same == title);
        last = Some((page, title));
        !again
    });
}

struct All {
    /// For each line of the body, whether it is of a heading.
    taken: Vec<bool>,
    found: Vec<Found>,
}

impl All {
    /// Adds those whose lines are nobody's yet; `shift` is added to their levels.
    fn add(&mut self, found: Vec<Found>, shift: u8) {
        for mut found in found {
            let lines = found.print.first..found.print.end;
            if self.taken[lines.clone()].contains(&true) {
                continue;
            }
            self.taken[lines].fill(true);
            found.level = found.level.saturating_add(shift);
            self.found.push(found);
        }
    }
}

/// The headings of contents pages and lists.
fn of_lists(body: &Body<'_>, lists: &[List]) -> Vec<Found> {
    let headed = lists.iter().filter(|list| list.is_headed);
    let one = |list: &List| {
        let first = list.span.start;
        let title = headings::joined([body.shown(first)].into_iter());
        Found { kind: Some(list.kind), ..Found::new(title, 1, Print { first, end: first + 1, is_whole: true }) }
    };
    headed.map(one).collect()
}

/// How much deeper the outline has its headings than their numbers say: by one, where it has parts.
fn shift(body: &Body<'_>, found: &[Found]) -> u8 {
    let mut votes = [0usize; 4];
    for found in found.iter().filter(|found| found.print.end > found.print.first) {
        if let Some(number) = headings::numbering(body.shown(found.print.first)) {
            votes[usize::from(found.level.saturating_sub(number.depth)).min(3)] += 1;
        }
    }
    (0..4).max_by_key(|&shift| (votes[shift], 4 - shift)).unwrap_or(0) as u8
}

/// The sections under the headings, in order. Text before the first heading is front matter.
pub(super) fn sections(body: &Body<'_>, flow: &Flow, found: &[Found]) -> Vec<Section> {
    let kinds = roles::kinds(body, found);
    let section = |(found, kind): (&Found, SectionKind)| Section {
        heading: found.title.clone(),
        level: found.level.max(1),
        kind,
        start: flow.start_of(found.print.first),
    };
    let mut sections: Vec<Section> = found.iter().zip(kinds).map(section).collect();
    sections.sort_by_key(|section| section.start);
    end_lists(body, flow, &mut sections);
    if sections.first().is_some_and(|first| first.start > 0) {
        sections.insert(0, Section { heading: String::new(), level: 1, kind: SectionKind::Front, start: 0 });
    }
    sections
}

/// A contents page or a list ends with the last page that has mostly entries, whether or not a heading says what follows.
fn end_lists(body: &Body<'_>, flow: &Flow, sections: &mut Vec<Section>) {
    let mut ended = Vec::with_capacity(sections.len());
    for (at, section) in sections.iter().enumerate() {
        ended.push(section.clone());
        let next = sections.get(at + 1).map_or(flow.content.len() as u32, |next| next.start);
        if !matches!(section.kind, SectionKind::Contents | SectionKind::List) {
            continue;
        }
        let first = flow.pages.partition_point(|&start| start <= section.start);
        let text = (first..flow.pages.len()).find(|&page| !is_list(body, page));
        if let Some(start) = text.map(|page| flow.pages[page]).filter(|&start| start < next) {
            ended.push(Section { heading: String::new(), level: 1, kind: SectionKind::Chapter, start });
        }
    }
    *sections = ended;
}

/// Whether at least a third of the lines of a page end with a number, as entries do; an empty page is no end.
fn is_list(body: &Body<'_>, page: usize) -> bool {
    let lines = body.pages()[page].clone();
    let ends_with_number = |&at: &usize| {
        let last = body.shown(at).split_whitespace().next_back();
        last.is_some_and(|last| Numeral::read(last).is_some())
    };
    lines.clone().filter(ends_with_number).count() * 3 >= lines.len()
}
