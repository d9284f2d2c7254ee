//! Contents pages and lists: where they stand, and what their entries name.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{SectionKind, body::Body, headings, kinds, letters::is_right_to_left, numerals::Numeral};

/// Fewest entries that make a page one of a list.
const FEWEST: usize = 3;
/// Most entries that are read.
const MOST: usize = 3000;

/// A contents page, or a list of figures: it may run over several pages.
#[derive(Debug)]
pub(super) struct List {
    pub(super) kind: SectionKind,
    /// Its lines' positions, the heading included.
    pub(super) span: Range<usize>,
    /// Whether its first line is a heading.
    pub(super) is_headed: bool,
    /// What it names; only read of contents pages.
    pub(super) entries: Vec<Entry>,
}

/// A line, or several, of a contents page.
#[derive(Debug)]
pub(super) struct Entry {
    /// As printed, without the page's number.
    pub(super) title: String,
    /// How many bytes of `title` come from lines above the one with the number: they may be another heading's.
    pub(super) above: usize,
    /// The page as printed, in lower case.
    pub(super) label: String,
    /// How far it is set in: where the line begins, from the side at which its script does, points.
    pub(super) indent: f32,
}

/// The contents pages and lists of a document, in order.
pub(super) fn lists(body: &Body<'_>) -> Vec<List> {
    let mut reader = Reader { body, lists: Vec::new(), open: false, leftward: false, pending: None };
    for page in body.pages() {
        reader.read_page(page.clone());
    }
    reader.lists.retain(|list| !list.entries.is_empty());
    reader.lists
}

struct Reader<'a> {
    body: &'a Body<'a>,
    lists: Vec<List>,
    /// Whether the last list may go on.
    open: bool,
    /// Whether the page is written from right to left.
    leftward: bool,
    /// Position of the first line of an entry whose number has not come yet.
    pending: Option<usize>,
}

impl Reader<'_> {
    fn read_page(&mut self, page: Range<usize>) {
        self.pending = None;
        let body = self.body;
        let entries: Vec<usize> = page.clone().filter(|&at| is_entry(body.shown(at))).collect();
        if entries.is_empty() {
            // Nearly all pages.
            self.open = false;
            return;
        }
        let headed = page.clone().find(|&at| self.heads(at));
        let from = headed.filter(|_| !self.open).unwrap_or(page.start);
        let among = entries.iter().filter(|&&at| at >= from).count();
        // Below a heading that says so, or after more of the same, few entries do.
        let enough = if headed.is_some() || self.open { 1 } else { FEWEST + 2 };
        let many =
            among >= enough && (among * 2 >= page.end - from || among >= FEWEST && (headed.is_some() || self.open));
        if !many || headed.is_none() && !self.open && !self.counts_up(&entries) {
            self.open = false;
            return;
        }
        self.leftward = is_leftward(body, page.clone());
        for at in from..page.end {
            self.read_line(at);
        }
        // What follows the last entry of the page is no list any more, if it is much.
        if let Some(list) = self.lists.last() {
            self.open &= page.end - list.span.end.min(page.end) < FEWEST + 2;
        }
    }

    fn read_line(&mut self, at: usize) {
        let shown = self.body.shown(at);
        if let Some((title, number)) = headings::entry(shown) {
            if !self.open {
                self.begin(at, SectionKind::Contents, false);
            }
            self.take(at, title, number);
        } else if let Some(kind) = self.kind_of_heading(at) {
            self.begin(at, kind, true);
        } else if self.open && self.pending.is_none() {
            self.pending = Some(at);
        }
    }

    fn begin(&mut self, at: usize, kind: SectionKind, is_headed: bool) {
        self.pending = None;
        self.open = true;
        self.lists.push(List { kind, span: at..at + 1, is_headed, entries: Vec::new() });
    }

    fn take(&mut self, at: usize, title: &str, number: &str) {
        let body = self.body;
        let Some(list) = self.lists.last_mut() else { return };
        list.span.end = at + 1;
        let first = self.pending.take().filter(|&first| at - first <= 3).unwrap_or(at);
        if list.kind != SectionKind::Contents || list.entries.len() >= MOST {
            // Of other lists it is enough to know that they have entries.
            if list.entries.is_empty() {
                list.entries.push(Entry { title: String::new(), above: 0, label: String::new(), indent: 0.0 });
            }
            return;
        }
        let indent = if self.leftward { -body.line(first).right } else { body.line(first).left };
        let whole = headings::joined((first..at).map(|above| body.shown(above)).chain([title]));
        let above =
            if first < at { whole.len().saturating_sub(headings::joined([title].into_iter()).len()) } else { 0 };
        list.entries.push(Entry { title: whole, above, label: number.to_lowercase(), indent });
    }

    /// The kind of list that begins with a line.
    fn kind_of_heading(&self, at: usize) -> Option<SectionKind> {
        match kinds::named(self.body.shown(at))? {
            kind @ (SectionKind::Contents | SectionKind::List) => Some(kind),
            // "Sommario", "sommaire" and their like are a summary only where no entries follow.
            SectionKind::Abstract if self.is_followed_by_entries(at) => Some(SectionKind::Contents),
            _ => None,
        }
    }

    fn heads(&self, at: usize) -> bool {
        self.body.shown(at).len() < 80 && self.is_followed_by_entries(at) && self.kind_of_heading(at).is_some()
    }

    fn is_followed_by_entries(&self, at: usize) -> bool {
        let body = self.body;
        (at + 1..body.len().min(at + 6)).filter(|&next| is_entry(body.shown(next))).count() >= 1
    }

    /// Whether the numbers at the ends of lines grow, as those of a contents page do and those of an index do not.
    fn counts_up(&self, entries: &[usize]) -> bool {
        let value = |at: &usize| headings::entry(self.body.shown(*at)).and_then(|(_, number)| Numeral::read(number));
        let values: Vec<u32> = entries.iter().filter_map(value).map(|(_, value)| value).collect();
        let falls = values.windows(2).filter(|pair| pair[1] < pair[0]).count();
        let rises = values.first() < values.last();
        falls * 8 <= values.len() && rises && values.iter().all(|&value| value < 1500)
    }
}

/// Whether most letters of some lines are written from right to left.
fn is_leftward(body: &Body<'_>, lines: Range<usize>) -> bool {
    let balance = |balance: i32, c: char| balance + if is_right_to_left(c) { 1 } else { -i32::from(c.is_alphabetic()) };
    lines.fold(0, |sum, at| body.shown(at).chars().fold(sum, balance)) > 0
}

/// A quick look first: nearly all lines end with a letter that no number has, or a stop.
fn is_entry(shown: &str) -> bool {
    let last = shown.chars().next_back().unwrap_or(' ');
    let may = if last.is_ascii() {
        last.is_ascii_digit() || matches!(last.to_ascii_lowercase(), 'i' | 'v' | 'x' | 'l' | 'c')
    } else {
        last.is_numeric()
    };
    may && headings::entry(shown).is_some()
}

/// Which pages bear which printed number.
pub(super) fn pages_by_label<'l>(labels: impl Iterator<Item = Option<&'l str>>) -> FxHashMap<String, Vec<usize>> {
    let mut pages: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (page, label) in labels.enumerate() {
        if let Some(label) = label {
            pages.entry(label.to_lowercase()).or_default().push(page);
        }
    }
    pages
}
