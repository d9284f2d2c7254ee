//! Lines to one continuous text: paragraphs run on across lines, columns and pages; words are joined.

use super::{
    body::Body,
    headings,
    hyphens::{Seam, Vocabulary, may_go_on},
    letters::is_unspaced,
    notes::Order,
    runs::Runs,
    sections::Found,
    titles::Print,
};

/// The text and where it came from.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) content: String,
    /// Where each page starts in `content`.
    pub(super) pages: Vec<u32>,
    /// Where each line of the body starts in `content`.
    starts: Vec<u32>,
}

/// What is between two lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    Paragraph,
    Space,
    Nothing,
    /// The first line's last hyphen goes.
    Hyphen,
}

/// Strings the lines of the body together. A heading is a paragraph.
pub(super) fn flow(body: &Body<'_>, found: &[Found], english: bool) -> Flow {
    let mut edges = vec![false; body.len() + 1];
    for Print { first, end, .. } in
        found.iter().map(|found| found.print).filter(|print| print.is_whole && print.end > print.first)
    {
        edges[first] = true;
        edges[end] = true;
    }
    let order = Order::new(Runs::new(body), found);
    let reader = Reader { body, runs: Runs::new(body), vocabulary: vocabulary(body), edges, english };
    let kept = body.kept;
    let mut out = Flow {
        content: String::with_capacity(kept.text.len() + kept.lines.len()),
        pages: Vec::with_capacity(body.pages().len()),
        starts: vec![u32::MAX; body.len()],
    };
    let mut before: Option<usize> = None;
    for page in 0..body.pages().len() {
        let mut start = None;
        for at in order.of_page(page) {
            if let Some(before) = before {
                out.join(reader.joint(before, at));
            }
            let here = out.content.len() as u32;
            start.get_or_insert(here);
            out.starts[at] = here;
            out.content.push_str(body.shown(at));
            before = Some(at);
        }
        out.pages.push(start.unwrap_or(u32::MAX));
    }
    out.close();
    out
}

impl Flow {
    /// Where a line of the body starts; the end of the text for the one behind the last.
    pub(super) fn start_of(&self, at: usize) -> u32 {
        self.starts.get(at).copied().unwrap_or(self.content.len() as u32)
    }

    fn join(&mut self, joint: Joint) {
        match joint {
            Joint::Paragraph => self.content.push('\n'),
            Joint::Space => self.content.push(' '),
            Joint::Nothing => {}
            Joint::Hyphen => {
                self.content.pop();
            }
        }
    }

    /// Ends the last paragraph; pages without text start where the next one does.
    fn close(&mut self) {
        if !self.content.is_empty() {
            self.content.push('\n');
        }
        let mut next = self.content.len() as u32;
        for start in self.pages.iter_mut().rev() {
            if *start == u32::MAX {
                *start = next;
            }
            next = *start;
        }
    }
}

/// The words of the document, if any line ends with what may go on in the next.
fn vocabulary(body: &Body<'_>) -> Vocabulary {
    let ends_parted = |at: usize| may_go_on(body.shown(at));
    let mut vocabulary = Vocabulary::default();
    if !(0..body.len()).any(ends_parted) {
        return vocabulary;
    }
    let mut whole = true;
    for at in 0..body.len() {
        vocabulary.read(body.shown(at), whole);
        whole = !ends_parted(at);
    }
    vocabulary
}

/// Whether a line is one of a contents page or a list, as far as can be told.
fn is_entry(shown: &str) -> bool {
    shown.ends_with(char::is_alphanumeric) && headings::entry(shown).is_some()
}

struct Reader<'a> {
    body: &'a Body<'a>,
    runs: Runs<'a>,
    vocabulary: Vocabulary,
    /// Positions before which a paragraph ends because a heading begins or has ended.
    edges: Vec<bool>,
    english: bool,
}

impl Reader<'_> {
    fn joint(&self, before: usize, after: usize) -> Joint {
        if self.edges[after] || self.edges[before + 1] {
            return Joint::Paragraph;
        }
        let (a, b) = (self.body.shown(before), self.body.shown(after));
        let seam = self.vocabulary.seam(a, b, self.english);
        let same_page = self.body.page_of(before) == self.body.page_of(after);
        let follows = same_page && self.body.number(after) == self.body.number(before) + 1;
        let runs_on = match () {
            () if follows => !self.body.line(before).ends_paragraph,
            () => !same_page && self.runs.on(before, after) && !(is_entry(a) && is_entry(b)),
        };
        let continues = runs_on || seam == Some(Seam::Join) && self.may_part_a_word(before, after);
        match seam {
            _ if !continues => Joint::Paragraph,
            Some(Seam::Join) => Joint::Hyphen,
            Some(Seam::Keep) => Joint::Nothing,
            Some(Seam::Space) => Joint::Space,
            None if a.ends_with(is_unspaced) && b.starts_with(is_unspaced) => Joint::Nothing,
            None if self.vocabulary.divides(a, b) => Joint::Nothing,
            None => Joint::Space,
        }
    }

    /// Whether a hyphen between two lines may part a word, whatever their shapes say.
    fn may_part_a_word(&self, before: usize, after: usize) -> bool {
        let (a, b) = (self.body.line(before), self.body.line(after));
        let next = self.body.number(after) == self.body.number(before) + 1;
        a.is_alike(b) && next && a.depth < b.depth && b.depth - a.depth < 3.0 * a.size
    }
}
