//! Where the headings that a document names stand: those of its outline, and the entries of its contents page.

use rustc_hash::FxHashMap;

use super::{
    Heading,
    body::Body,
    contents::{Entry, List},
    headings::{self, Numbering, Style},
    kinds,
    sections::Found,
    titles::{Fit, Openings, Print, Wanted},
    typography::Typography,
};

/// Most headings that are taken of an outline.
const MOST: usize = 4000;
/// Bookmarks may point a few pages short of their heading (to the last anchor before it): how many.
const ASTRAY: usize = 8;
/// Entries that are set in by less are of one level, points.
const STEP: f32 = 4.0;
/// How alike a line must be to a title that is spelt otherwise in the outline (mathematics, ligatures, shortened).
const LIKE: f32 = 0.7;

/// The headings of the outline, each at its words on its page or one soon after, else at a line like it, else at its
/// height, else at the page's beginning.
pub(super) fn bookmarks(body: &Body<'_>, outline: &[Heading], lists: &[List]) -> Vec<Found> {
    let pages: FxHashMap<u32, usize> = body.kept.pages.iter().enumerate().map(|(at, page)| (page.number, at)).collect();
    let mut out: Vec<Found> = Vec::with_capacity(outline.len().min(MOST));
    // Below a single root, which names the document, the levels are one too deep.
    let is_root = |(at, heading): (usize, &Heading)| (at == 0) == (heading.level <= 1);
    let rooted = outline.len() > 2 && outline.iter().enumerate().all(is_root);
    for heading in outline.iter().take(MOST) {
        let title = heading.title.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(&page) = pages.get(&heading.page).filter(|_| !title.is_empty()) else { continue };
        let print = place(body, heading, &Wanted::new(&title), page, lists);
        let mut print = with_number(body, print);
        // Of one that is not found printed, its turn is surer than its height.
        if let Some(before) = out.last().map(|last| last.print.first).filter(|_| print.end == print.first) {
            print.first = if body.page_of(before) == page { print.first.max(before) } else { print.first };
            print.end = print.first;
        }
        out.push(Found::new(title, heading.level.saturating_sub(u8::from(rooted)).max(1), print));
    }
    // Nor do those count that are printed nowhere and have all others below them.
    let printed = out.iter().filter(|one| one.print.end > one.print.first);
    let outermost = printed.map(|one| one.level).min().unwrap_or(1);
    out.iter_mut().for_each(|one| one.level = one.level.saturating_sub(outermost - 1).max(1));
    out
}

fn place(body: &Body<'_>, heading: &Heading, wanted: &Wanted, page: usize, lists: &[List]) -> Print {
    let lines = body.pages()[page].clone();
    let nowhere = |first: usize| Print { first, end: first, is_whole: false };
    if wanted.is_empty() {
        return nowhere(lines.start);
    }
    let depth = heading.top.and_then(|top| body.kept.pages[page].depth_of(top));
    let off = |at: usize| depth.map_or(0.0, |depth| (body.line(at).depth - depth).abs());
    let prints = lines.clone().filter_map(|at| wanted.printed_at(body, at, lines.end));
    let prints = prints.filter(|(_, print)| !is_listed(lists, print.first));
    // A whole line before the beginning of one; of several, the one at the height that is named.
    let best =
        prints.min_by(|(_, a), (_, b)| (!a.is_whole).cmp(&!b.is_whole).then(off(a.first).total_cmp(&off(b.first))));
    if let Some((_, print)) = best {
        return print;
    }
    let later = (page + 1..body.pages().len().min(page + 1 + ASTRAY)).find_map(|page| {
        let lines = body.pages()[page].clone();
        let mut prints = lines.clone().take(5).filter_map(|at| wanted.printed_at(body, at, lines.end));
        prints.find(|(_, print)| print.is_whole && !is_listed(lists, print.first)).map(|(_, print)| print)
    });
    let like = || {
        let candidates = lines.clone().filter(|&at| body.opens(at) && headings::may_be_heading(body.shown(at)));
        let scored = candidates.map(|at| (wanted.likeness(body.shown(at)), at));
        let best = scored.filter(|(like, _)| *like >= LIKE).max_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, at)| Print { first: at, end: at + 1, is_whole: true })
    };
    let below = || depth.and_then(|depth| lines.clone().find(|&at| body.line(at).depth >= depth - 2.0)).map(nowhere);
    later.or_else(like).or_else(below).unwrap_or(nowhere(lines.start))
}

/// Whether a line is one of a contents page or list, and not its heading.
pub(super) fn is_listed(lists: &[List], at: usize) -> bool {
    let before = lists.partition_point(|list| list.span.start <= at);
    let list = before.checked_sub(1).map(|before| &lists[before]);
    list.is_some_and(|list| list.span.contains(&at) && !(list.is_headed && list.span.start == at))
}

/// "Chapter 3" on a line of its own above the heading belongs to it.
fn with_number(body: &Body<'_>, print: Print) -> Print {
    let Some(above) = print.first.checked_sub(1).filter(|_| print.end > print.first) else { return print };
    let same_page = body.page_of(above) == body.page_of(print.first);
    let large = body.line(above).size > 0.9 * body.line(print.first).size;
    if same_page && large && headings::is_bare_number(body.shown(above)) {
        return Print { first: above, ..print };
    }
    print
}

/// The headings that contents pages name and that are found where they say, or elsewhere as whole lines that look like
/// headings. `pages` are those that bear a printed number.
pub(super) fn entries(
    body: &Body<'_>,
    lists: &[List],
    pages: &FxHashMap<String, Vec<usize>>,
    typography: &Typography<'_>,
) -> Vec<Found> {
    let entries: Vec<&Entry> =
        lists.iter().flat_map(|list| &list.entries).filter(|one| !one.title.is_empty()).collect();
    let levels = levels(&entries);
    let mut openings: Option<Openings> = None;
    let mut out = Vec::with_capacity(entries.len());
    for (entry, level) in entries.iter().zip(levels) {
        // Lines above that had no number are the entry's beginning, or a heading of their own.
        let titles = [entry.title.as_str(), entry.title[entry.above..].trim()];
        let titles = &titles[..if entry.above == 0 { 1 } else { 2 }];
        let on_page =
            titles.iter().find_map(|title| Some((*title, on_its_page(body, title, entry, pages, lists, typography)?)));
        let found = on_page.or_else(|| {
            let openings = openings.get_or_insert_with(|| Openings::of(body));
            titles.iter().find_map(|title| Some((*title, anywhere(body, title, openings, lists, typography)?)))
        });
        if let Some((title, print)) = found {
            out.push(Found::new(headings::joined(std::iter::once(title)), level, with_number(body, print)));
        }
    }
    out
}

/// On the pages that bear the entry's number, or right next to them.
fn on_its_page(
    body: &Body<'_>,
    title: &str,
    entry: &Entry,
    pages: &FxHashMap<String, Vec<usize>>,
    lists: &[List],
    typography: &Typography<'_>,
) -> Option<Print> {
    let wanted = Wanted::new(title);
    let named = pages.get(&entry.label).into_iter().flatten().copied();
    let near = named.flat_map(|page| [page, page + 1, page.wrapping_sub(1)]);
    near.filter_map(|page| body.pages().get(page)).find_map(|lines| {
        let prints = lines.clone().filter_map(|at| wanted.printed_at(body, at, lines.end));
        let fits = |(_, print): &(Fit, Print)| {
            !is_listed(lists, print.first) && (print.is_whole || typography.is_prominent(print.first))
        };
        let rank = |(fit, print): &(Fit, Print)| (*fit, typography.is_prominent(print.first), body.opens(print.first));
        let best = prints.filter(fits).reduce(|best, print| if rank(&print) > rank(&best) { print } else { best });
        best.map(|(_, print)| print)
    })
}

/// A line that is nothing but the title and looks like a heading, on whichever page.
fn anywhere(
    body: &Body<'_>,
    title: &str,
    openings: &Openings,
    lists: &[List],
    typography: &Typography<'_>,
) -> Option<Print> {
    let wanted = Wanted::new(title);
    let until = |at: usize| body.pages().get(body.page_of(at)).map_or(at, |page| page.end);
    let mut prints = openings
        .of_title(title)
        .filter(|&at| !is_listed(lists, at) && typography.is_prominent(at))
        .filter_map(|at| wanted.printed_at(body, at, until(at)))
        .filter_map(|(_, print)| print.is_whole.then_some(print));
    let first = prints.next()?;
    // What is said twice says nothing about its place.
    prints.next().is_none().then_some(first)
}

/// The level of each entry: by its number; without one, that of those that are set in as far; else by how far.
fn levels(entries: &[&Entry]) -> Vec<u8> {
    let numbered =
        |entry: &Entry| headings::numbering(&entry.title).or_else(|| headings::numbering(&entry.title[entry.above..]));
    let numbers: Vec<Option<Numbering>> = entries.iter().map(|entry| numbered(entry)).collect();
    let has_parts = numbers.iter().flatten().any(|number| number.style == Style::Part);
    let of_number = |number: &Numbering| {
        if number.style == Style::Part { 1 } else { number.depth + u8::from(has_parts) }
    };
    // "References" may be set in as nothing else is.
    let is_named: Vec<bool> = entries.iter().map(|entry| kinds::named(&entry.title).is_some()).collect();
    let mut steps: Vec<f32> =
        entries.iter().zip(&is_named).filter(|(_, named)| !**named).map(|(entry, _)| entry.indent).collect();
    steps.sort_by(f32::total_cmp);
    steps.dedup_by(|b, a| *b - *a < STEP);
    let step = |entry: &Entry| steps.partition_point(|&step| step <= entry.indent + 0.1).max(1) - 1;
    let mut votes = vec![[0usize; 8]; steps.len().max(1)];
    for (entry, number) in entries.iter().zip(&numbers) {
        if let Some(number) = number {
            votes[step(entry)][usize::from(of_number(number).min(7))] += 1;
        }
    }
    let of_step = |step: usize| (1..8).filter(|&level| votes[step][level] > 0).max_by_key(|&level| votes[step][level]);
    let level = |((entry, number), is_named): ((&&Entry, &Option<Numbering>), bool)| match number {
        Some(number) => of_number(number),
        None if is_named => 1,
        None => of_step(step(entry)).unwrap_or(step(entry).min(5) + 1) as u8,
    };
    entries.iter().zip(&numbers).zip(is_named).map(level).collect()
}
