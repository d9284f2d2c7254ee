//! `ibid concordance`: every occurrence of a question's words with what stands on both sides (keyword in context).

use std::{
    collections::BTreeMap,
    io,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{
    args::When,
    exit::{self, Exit, Failure, Outcome},
    passage::cited,
    status::grouped,
    terminal::{Look, Terminal},
};
use crate::{
    index::Index,
    query::Query,
    search::{self, Keyword, Occurrences, Options, ThesisHit},
    wire::{self, KeywordCount, KeywordLine},
};

/// As many lines as are held to be sorted.
const MOST_SORTED: usize = 500_000;

/// Columns of what names thesis and page.
const PLACE: usize = 26;

/// `ibid concordance`.
#[derive(Args, Debug)]
#[command(after_help = "\
The question is that of `ibid search`; each place in a text that a search would mark is a line. Sorted by place, the
theses come as a search ranks them, each from its first page to its last, and lines are printed as they are found. Records are
not looked through: a concordance is one of texts.

Exit code: 0 found, 1 nothing found, 2 error.

Examples:
  ibid concordance stigma
  ibid concordance '\"mutual aid\"' --sort right --width 40
  ibid concordance recovery --in 06ee9330c402 --sort left
  ibid concordance stigma --by year
  ibid concordance 'stigma OR shame' --csv > lines.csv")]
pub(crate) struct ConcordanceArguments {
    /// The question; put `--` before one that begins with a hyphen.
    pub(crate) query: String,
    /// In what lies in these paths alone.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// In this thesis alone: its key, the beginning of one, or the path of its PDF.
    #[arg(long = "in", value_name = "KEY", conflicts_with = "paths")]
    pub(crate) thesis: Option<String>,
    /// By what stands before, by the word itself and what stands behind it, or by place.
    #[arg(short, long, value_name = "HOW", default_value = "place")]
    pub(crate) sort: Sort,
    /// Characters on either side [default: what fits].
    #[arg(short, long, value_name = "CHARS", value_parser = clap::value_parser!(u16).range(1..=2000))]
    pub(crate) width: Option<u16>,
    /// Print so many lines at most; 0 prints all.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 0)]
    pub(crate) limit: usize,
    /// Count instead: occurrences in each thesis, year or department.
    #[arg(long, value_name = "WHAT")]
    pub(crate) by: Option<By>,
    /// Print CSV.
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    /// Print JSON Lines.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    asking: super::asking::AskingArguments,
}

/// In which order lines come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    /// What stands before, the nearest word first.
    Left,
    /// The word, then what stands behind it.
    Right,
    /// Thesis and page.
    Place,
}

/// What occurrences are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// Each thesis.
    Thesis,
    /// The year of its date.
    Year,
    /// Its department.
    Department,
}

/// Prints the concordance that `arguments` ask for.
pub(crate) fn run(dir: &Path, arguments: &ConcordanceArguments) -> Outcome {
    let snapshot = Index::open(dir)?.snapshot()?;
    let mut paths: Vec<PathBuf> =
        arguments.paths.iter().map(|path| path.canonicalize().unwrap_or(path.clone())).collect();
    if let Some(name) = &arguments.thesis {
        let view = arguments.asking.view(&snapshot)?;
        paths = view.open(view.thesis(name)?.key)?.paths;
    }
    let options = Options { paths, ..arguments.asking.options() };
    let mut printer = Printer::new(arguments);
    let query = Query::parse(&arguments.query);
    let mut written = Ok(());
    let results = search::occurrences(&snapshot, &query, &options, &mut |found| match printer.take(found) {
        Ok(flow) => flow,
        Err(error) => {
            written = Err(error);
            ControlFlow::Break(())
        }
    })?;
    written?;
    results.notices.iter().for_each(|notice| exit::note(notice));
    printer.finish()
}

/// Prints lines as they come, or keeps what must be sorted or counted first.
struct Printer<'a> {
    arguments: &'a ConcordanceArguments,
    terminal: Terminal,
    width: usize,
    /// Lines to be sorted: what to sort by, then the line.
    kept: Vec<(Vec<String>, String)>,
    counts: BTreeMap<Option<String>, Count>,
    printed: usize,
    occurrences: u64,
    theses: u64,
    is_cut: bool,
}

#[derive(Default)]
struct Count {
    key: Option<String>,
    occurrences: u64,
    theses: u64,
}

impl<'a> Printer<'a> {
    fn new(arguments: &'a ConcordanceArguments) -> Self {
        let terminal = Terminal::stdout(When::Never);
        let machine = arguments.csv || arguments.json;
        let fitting = if machine { 60 } else { (terminal.width().saturating_sub(PLACE + 14) / 2).max(12) };
        Self {
            arguments,
            width: arguments.width.map_or(fitting, usize::from),
            terminal,
            kept: Vec::new(),
            counts: BTreeMap::new(),
            printed: 0,
            occurrences: 0,
            theses: 0,
            is_cut: false,
        }
    }

    fn most(&self) -> usize {
        if self.arguments.limit == 0 { usize::MAX } else { self.arguments.limit }
    }

    /// Takes the occurrences of a thesis.
    fn take(&mut self, found: Occurrences) -> io::Result<ControlFlow<()>> {
        self.theses += 1;
        self.occurrences += found.marks.len() as u64;
        if let Some(by) = self.arguments.by {
            self.count(by, &found);
            return Ok(ControlFlow::Continue(()));
        }
        for keyword in found.keywords(self.width) {
            if self.arguments.sort == Sort::Place {
                if self.printed == self.most() {
                    self.is_cut = true;
                    return Ok(ControlFlow::Break(()));
                }
                let line = self.line(&found.thesis, &keyword);
                self.print(&line)?;
            } else if self.kept.len() == MOST_SORTED {
                exit::note(&format!("only the first {} lines are sorted", grouped(MOST_SORTED as u64)));
                return Ok(ControlFlow::Break(()));
            } else {
                let line = self.line(&found.thesis, &keyword);
                let sorted_by = if self.arguments.sort == Sort::Left { keyword.by_left() } else { keyword.by_right() };
                self.kept.push((sorted_by, line));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn count(&mut self, by: By, found: &Occurrences) {
        let record = &found.thesis.record;
        let (name, key) = match by {
            By::Thesis => {
                let name = cited(record, &found.thesis.path);
                let title = record.title.as_ref().map(|title| format!(", {title}"));
                (Some(format!("{name}{}", title.unwrap_or_default())), Some(found.thesis.key.to_string()))
            }
            By::Year => (record.date.map(|date| date.year.to_string()), None),
            By::Department => (record.department.clone(), None),
        };
        // Two theses may have one name.
        let group = key.as_ref().map(|key| format!("{} {key}", name.clone().unwrap_or_default())).or(name.clone());
        let count = self.counts.entry(group).or_insert_with(|| Count { key, ..Count::default() });
        count.occurrences += found.marks.len() as u64;
        count.theses += 1;
    }

    /// An occurrence as it is printed.
    fn line(&self, thesis: &ThesisHit, keyword: &Keyword) -> String {
        let shape = KeywordLine::of(thesis, keyword);
        if self.arguments.json {
            return wire::to_line(&shape);
        }
        if self.arguments.csv {
            return shape.to_csv().trim_end_matches('\n').to_owned();
        }
        let page = keyword.label.as_ref().map_or(format!("PDF {}", keyword.page), |label| format!("p. {label}"));
        let name = fitted(&cited(&thesis.record, &thesis.path), PLACE - 1 - page.width().min(PLACE - 9));
        let place = format!("{name}{:>fill$}", page, fill = PLACE - name.width());
        let left = " ".repeat(self.width.saturating_sub(keyword.left.width()));
        let hit = self.terminal.paint(Look::Mark, &keyword.hit);
        format!("{}  {left}{}{hit}{}", self.terminal.paint(Look::Faint, &place), keyword.left, keyword.right)
    }

    fn print(&mut self, line: &str) -> io::Result<()> {
        if self.arguments.csv && self.printed == 0 {
            self.terminal.line(KeywordLine::csv_head().trim_end_matches('\n'))?;
        }
        self.printed += 1;
        self.terminal.line(line)
    }

    fn finish(mut self) -> Outcome {
        let mut kept = std::mem::take(&mut self.kept);
        // Stable: what is alike stays in the order of places.
        kept.sort_by(|a, b| a.0.cmp(&b.0));
        self.is_cut |= kept.len() > self.most();
        for (_, line) in kept.iter().take(self.most()) {
            self.print(line)?;
        }
        if let Some(by) = self.arguments.by {
            self.print_counts(by)?;
        }
        self.terminal.finish()?;
        let more = if self.is_cut { " at least; not all are printed" } else { "" };
        let noun = if self.occurrences == 1 { "occurrence" } else { "occurrences" };
        let theses = if self.theses == 1 { "thesis" } else { "theses" };
        exit::remark(&format!("{} {noun} in {} {theses}{more}", grouped(self.occurrences), grouped(self.theses)));
        Ok(if self.occurrences == 0 { Exit::NothingFound } else { Exit::Found })
    }

    /// Years in their order; theses and departments by how much they have.
    fn print_counts(&mut self, by: By) -> Result<(), Failure> {
        let mut counts: Vec<(&Option<String>, &Count)> = self.counts.iter().collect();
        if by != By::Year {
            counts.sort_by_key(|(_, count)| std::cmp::Reverse(count.occurrences));
        }
        let by_name = match by {
            By::Thesis => "thesis",
            By::Year => "year",
            By::Department => "department",
        };
        if self.arguments.csv && !counts.is_empty() {
            self.terminal.line(KeywordCount::csv_head(by_name).trim_end_matches('\n'))?;
        }
        for (group, count) in
            counts.into_iter().take(if self.arguments.limit == 0 { usize::MAX } else { self.arguments.limit })
        {
            let name = match (group, &count.key) {
                (Some(group), Some(key)) => Some(group.trim_end_matches(key.as_str()).trim_end()),
                (group, _) => group.as_deref(),
            };
            let &Count { occurrences, theses, .. } = count;
            let shape =
                KeywordCount { v: wire::VERSION, by: by_name, name, key: count.key.clone(), occurrences, theses };
            let key = count.key.as_ref().map(|key| self.terminal.paint(Look::Faint, &format!("  {key}")));
            let line = match () {
                () if self.arguments.json => wire::to_line(&shape),
                () if self.arguments.csv => shape.to_csv().trim_end_matches('\n').to_owned(),
                () => format!(
                    "{:>10}  {}{}",
                    grouped(occurrences),
                    name.unwrap_or("(not known)"),
                    key.unwrap_or_default()
                ),
            };
            self.terminal.line(&line)?;
        }
        Ok(())
    }
}

/// Cut to so many columns.
fn fitted(text: &str, columns: usize) -> String {
    let mut out = String::new();
    let mut width = 0;
    for c in text.chars() {
        width += c.width().unwrap_or(0);
        if width > columns {
            out.pop();
            out.push('…');
            break;
        }
        out.push(c);
    }
    out
}
