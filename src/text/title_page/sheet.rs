//! A title page: what its lines are, and what they say together.

use std::{cmp::Reverse, ops::Range};

use super::{
    LEADING, Role,
    lines::{self, Part, Printed},
    people::people,
};
use crate::text::{kept::Kept, letters::is_unspaced};

/// Lines of a title page at most.
const MOST_LINES: usize = 48;
/// Lines of prose on it at most: what the thesis was submitted for.
const MOST_PROSE: usize = 6;
/// A line of prose has so many words, and runs on.
const PROSE_WORDS: usize = 9;
/// The same where words are not parted, in characters.
const UNSPACED_PROSE: usize = 24;
/// What is that much larger stands out.
const LARGER: f32 = 1.06;
/// Lines of a title.
const MOST_TITLE_LINES: usize = 7;
/// Letters of a title.
const TITLE_LETTERS: std::ops::RangeInclusive<usize> = 9..=240;
/// The same where words are not parted.
const UNSPACED_LETTERS: std::ops::RangeInclusive<usize> = 6..=120;

pub(super) struct Sheet<'a> {
    lines: Vec<Printed<'a>>,
    parts: Vec<Part>,
}

/// A run of lines.
pub(super) type Run = Range<usize>;

impl<'a> Sheet<'a> {
    /// A page, if it is a title page.
    pub(super) fn of(kept: &'a Kept, lines: Range<u32>) -> Option<Self> {
        // A page of prose is told by its length alone, mostly.
        if lines.len() > MOST_LINES {
            return None;
        }
        let printed = |number: u32| {
            let line = kept.line(number);
            Printed { text: kept.shown(number).trim(), size: line.size, depth: line.depth, ends: line.ends_paragraph }
        };
        let lines: Vec<Printed<'_>> = lines.map(printed).filter(|line| !line.text.is_empty()).collect();
        if !is_sparse(&lines) {
            return None;
        }
        let parts = lines.iter().map(|line| lines::part(line.text)).collect();
        Some(Self { lines, parts }).filter(Self::is_title_page)
    }

    /// Whether two kinds of lines are there that title pages have.
    fn is_title_page(&self) -> bool {
        let has = |wanted: fn(&Part) -> bool| usize::from(self.parts.iter().any(wanted));
        has(|part| matches!(part, Part::Label(Role::Author, _)))
            + has(|part| matches!(part, Part::Label(Role::Supervisor | Role::Advisor, _)))
            + has(|part| matches!(part, Part::Institution(_)))
            + has(|part| matches!(part, Part::Kind(_)))
            >= 2
    }

    /// Whether it says itself that it is one: the thesis is called so, and somebody its author.
    pub(super) fn is_sure(&self) -> bool {
        let has = |wanted: fn(&Part) -> bool| self.parts.iter().any(wanted);
        has(|part| matches!(part, Part::Label(Role::Author, _))) && has(|part| matches!(part, Part::Kind(_)))
    }

    pub(super) fn institution(&self) -> Option<String> {
        let (at, name) = self.parts.iter().enumerate().find_map(|(at, part)| match part {
            Part::Institution(Some(name)) => Some((at, name)),
            _ => None,
        })?;
        // A word or two below may belong to it, or not.
        let below =
            self.lines.get(at + 1).filter(|below| self.parts[at + 1] == Part::Rest && below.continues(&self.lines[at]));
        below.is_none_or(|below| below.text.split_whitespace().count() > 2).then(|| name.clone())
    }

    /// The level on which all words for the thesis agree.
    pub(super) fn level(&self) -> Option<String> {
        let said = |part: &Part| if let Part::Kind(level) = part { *level } else { None };
        let mut levels = self.parts.iter().filter_map(said);
        let first = levels.next()?;
        levels.all(|other| other == first).then(|| first.to_owned())
    }

    /// The last year that is that of the thesis.
    pub(super) fn year(&self) -> Option<i32> {
        let dated: Vec<_> =
            (0..).zip(&self.lines).filter_map(|(at, line)| Some((at, lines::year(line.text)?))).collect();
        let title = if dated.is_empty() { None } else { self.title(None) }.unwrap_or(0..0);
        dated.into_iter().filter(|(at, _)| !title.contains(at)).map(|(_, year)| year).max()
    }

    /// The lines of the title: those that a label announces, or the largest of those that are nothing else. Where the authors
    /// are known, what looks like a name may be a title.
    pub(super) fn title(&self, authors: Option<&[String]>) -> Option<Run> {
        let runs = self.runs();
        let announces = |part: &Part| matches!(part, Part::Label(Role::Title, value) if value.is_empty());
        if let Some(label) = self.parts.iter().position(announces) {
            return runs.into_iter().find(|run| run.start == label + 1).filter(|run| self.is_title(run));
        }
        let size = |run: &Run| self.lines[run.start].size;
        let letters = |run: &Run| self.lines[run.clone()].iter().map(Printed::letters).sum::<usize>();
        let largest = runs.iter().map(size).fold(0.0, f32::max);
        let large = || runs.iter().filter(|run| size(run) * LARGER >= largest && !self.is_name(run, authors));
        let longest = large().max_by_key(|run| (letters(run), Reverse(run.start)))?;
        let rival = large().filter(|run| *run != longest).max_by_key(|run| letters(run));
        let chosen = match rival {
            // The first of two that are about as long, and stand out: the other translates it.
            Some(rival) if 4 * letters(rival) > 3 * letters(longest) || !self.is_one_script(rival, longest) => {
                let stands_out = largest > 1.3 * self.lines.iter().map(|line| line.size).fold(f32::MAX, f32::min);
                [longest, rival].into_iter().min_by_key(|run| run.start).filter(|_| stands_out)?
            }
            _ if largest > size(longest) * LARGER => return None,
            _ => longest,
        };
        self.is_title(chosen).then(|| chosen.clone())
    }

    /// Whether a run reads like a title: long enough, and neither code nor the middle of a sentence.
    fn is_title(&self, run: &Run) -> bool {
        let first = self.lines[run.start].text.split_whitespace().next().unwrap_or_default();
        let begins_small = first.starts_with(char::is_lowercase) && !first.contains(char::is_uppercase);
        !begins_small && self.is_subtitle(run)
    }

    /// The same but for its beginning, which may go on with what stands above.
    fn is_subtitle(&self, run: &Run) -> bool {
        let is_named = |part: &Part| matches!(part, Part::Institution(Some(_)));
        let is_foreign = self.lines[run.clone()].iter().any(|line| lines::is_foreign(line.text));
        run.len() <= MOST_TITLE_LINES
            && !is_foreign
            && !lines::ends_open(self.lines[run.end - 1].text)
            && !self.parts[run.clone()].iter().any(is_named)
            && self.is_long(run)
    }

    fn is_one_script(&self, a: &Run, b: &Run) -> bool {
        lines::is_one_script(self.lines[a.start].text, self.lines[b.start].text)
    }

    fn is_long(&self, run: &Run) -> bool {
        let letters = self.lines[run.clone()].iter().map(Printed::letters).sum::<usize>();
        let unspaced = self.lines[run.start].text.contains(is_unspaced);
        (if unspaced { UNSPACED_LETTERS } else { TITLE_LETTERS }).contains(&letters)
    }

    /// Whether a run may be the name of somebody: of one of the authors, where these are known.
    fn is_name(&self, run: &Run, authors: Option<&[String]>) -> bool {
        let said = lines::joined(self.lines[run.clone()].iter().map(|line| line.text));
        let named = people(&said);
        match authors {
            Some(authors) => named.iter().any(|name| authors.contains(name)),
            None => {
                let is_short = said.split_whitespace().count() < 3;
                run.len() == 1 && !named.is_empty() && (is_short || !self.stands_above_a_name(run.start))
            }
        }
    }

    /// Whether a line is larger than another that looks like a name: of the two it is the title.
    fn stands_above_a_name(&self, at: usize) -> bool {
        let is_smaller = |below: usize| self.lines[below].size * LARGER < self.lines[at].size;
        let below = (at + 1..self.lines.len()).filter(|below| self.parts[*below] == Part::Rest && is_smaller(*below));
        below.into_iter().any(|below| !people(self.lines[below].text).is_empty())
    }

    /// Runs of lines that belong together, and of which the first is nothing that is known.
    fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for at in 0..self.lines.len() {
            let goes_on = at > 0
                && self.lines[at].continues(&self.lines[at - 1])
                && lines::is_one_script(self.lines[at].text, self.lines[at - 1].text);
            match runs.last_mut() {
                Some(run) if goes_on && run.end == at && self.parts[at].may_continue_title(self.lines[at].text) => {
                    run.end = at + 1;
                }
                // What goes on with the name of an institution is no title.
                _ if self.parts[at] == Part::Rest && !(goes_on && self.parts[at - 1].is_house()) => {
                    runs.push(at..at + 1);
                }
                _ => {}
            }
        }
        runs
    }

    /// The title's text, with the subtitle that stands right below it in smaller letters.
    pub(super) fn whole(&self, title: Run) -> String {
        let join = |run: Run| lines::joined(self.lines[run].iter().map(|line| line.text));
        let (last, next) = (&self.lines[title.end - 1], title.end);
        let mut whole = join(title);
        let below = self.runs().into_iter().find(|run| run.start == next && self.is_subtitle(run));
        let Some(below) = below else { return whole };
        let first = &self.lines[next];
        let is_close = (0.0..LEADING * last.size).contains(&(first.depth - last.depth));
        let is_smaller = first.size * LARGER < last.size;
        if is_close && is_smaller && first.text.split_whitespace().count() > 3 && people(first.text).is_empty() {
            let ends = whole.ends_with([':', '.', '?', '!', '-', '–', '—']);
            whole.push_str(if ends { " " } else { ": " });
            whole.push_str(&join(below));
        }
        whole
    }

    /// Whom labels of a role announce: on their line, or on the one below.
    pub(super) fn labelled(&self, wanted: Role) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            let Part::Label(role, value) = part else { continue };
            if *role == wanted && (wanted != Role::Author || all.is_empty()) {
                let found = if value.is_empty() { self.below(at, wanted) } else { people(value) };
                found.into_iter().for_each(|name| {
                    if !all.contains(&name) {
                        all.push(name);
                    }
                });
            }
        }
        all
    }

    /// Whom the line below a label names, unless the label belongs to the line above, as where somebody has signed.
    fn below(&self, label: usize, wanted: Role) -> Vec<String> {
        let is_titled = |at: usize| self.lines.get(at).is_some_and(|line| lines::is_titled(line.text));
        let is_announced = label >= 2 && matches!(self.parts[label - 2], Part::Label(..));
        if label >= 1 && is_titled(label - 1) && !is_announced && !is_titled(label + 1) {
            return Vec::new();
        }
        let below = self.lines.get(label + 1).filter(|_| self.parts[label + 1] == Part::Rest);
        // Who writes a thesis is no professor yet.
        let below = below.filter(|line| wanted != Role::Author || !lines::is_titled(line.text));
        below.map(|line| people(line.text)).unwrap_or_default()
    }

    /// Who is named on a line of their own, above whoever is labelled as something else. Nobody where there are two such lines.
    pub(super) fn alone(&self, title: &Run) -> Vec<String> {
        let is_other = |part: &Part| matches!(part, Part::Label(Role::Supervisor | Role::Advisor | Role::Other, _));
        let end = self.parts.iter().position(is_other).unwrap_or(self.parts.len());
        let mut named = (0..end).filter(|at| !title.contains(at) && self.parts[*at] == Part::Rest).filter_map(|at| {
            let text = self.lines[at].text;
            let names = people(text);
            (!names.is_empty() && !lines::is_titled(text) && !text.contains(is_unspaced)).then_some(names)
        });
        let first = named.next().unwrap_or_default();
        if named.next().is_some() { Vec::new() } else { first }
    }
}

/// Whether a page is neither prose nor a list.
fn is_sparse(page: &[Printed<'_>]) -> bool {
    let is_prose = |line: &&Printed<'_>| {
        let unspaced = line.text.chars().filter(|&c| is_unspaced(c)).count();
        !line.ends && (line.text.split_whitespace().count() >= PROSE_WORDS || unspaced > UNSPACED_PROSE)
    };
    let is_entry = |line: &&Printed<'_>| line.text.contains("....") || line.text.contains(". . .");
    page.iter().filter(is_prose).count() <= MOST_PROSE && page.iter().filter(is_entry).count() < 3
}
