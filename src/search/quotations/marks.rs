//! Quotation marks: which open, which close what, and which are apostrophes.

use std::ops::Range;

use super::{Prose, Quoted};

/// Most characters of a quotation: beyond that a mark has lost its partner.
const LONGEST: usize = 5_000;

/// When a mark opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opens {
    /// Wherever it stands.
    Always,
    /// Not behind a letter, nor before a space.
    Before,
    /// Behind a space or bracket, before a word.
    AtWord,
    /// The same, and it may be an apostrophe; so may what closes.
    Unelided,
}

/// A mark and those that close it.
struct Pair(&'static str, &'static [&'static str], Opens);

const PAIRS: [Pair; 23] = [
    Pair("``", &["''", "\""], Opens::AtWord),
    Pair("`", &["'", "’"], Opens::Unelided),
    Pair("''", &["''"], Opens::AtWord),
    Pair(",,", &["''", "``", "“", "\""], Opens::AtWord),
    Pair("'", &["'"], Opens::Unelided),
    Pair("\"", &["\""], Opens::Before),
    Pair("＂", &["＂"], Opens::Before),
    Pair("“", &["”", "“"], Opens::Always),
    Pair("‟", &["”"], Opens::Always),
    // Swedish and Finnish: both marks are the same.
    Pair("”", &["”"], Opens::AtWord),
    Pair("’", &["’"], Opens::Unelided),
    Pair("„", &["“", "”", "\""], Opens::Always),
    Pair("‚", &["‘", "’", "'"], Opens::Unelided),
    Pair("‘", &["’"], Opens::Unelided),
    Pair("«", &["»"], Opens::Always),
    // Danish and German books turn them round; French ones set spaces inside.
    Pair("»", &["«", "»"], Opens::Before),
    Pair("‹", &["›"], Opens::Always),
    Pair("›", &["‹", "›"], Opens::Before),
    Pair("「", &["」"], Opens::Always),
    Pair("『", &["』"], Opens::Always),
    Pair("｢", &["｣"], Opens::Always),
    Pair("〝", &["〞", "〟"], Opens::Always),
    Pair("﹁", &["﹂"], Opens::Always),
];

/// What is short for a word that begins with an apostrophe.
const ELIDED: [&str; 11] = ["n", "s", "t", "em", "tis", "twas", "til", "till", "cause", "bout", "cos"];

/// Whether a character is a quotation mark of any kind.
pub(super) fn is_mark(c: char) -> bool {
    c != ',' && PAIRS.iter().any(|Pair(open, close, _)| open.contains(c) || close.iter().any(|close| close.contains(c)))
}

/// What stands between quotation marks within paragraphs; where a mark is of the outer quotation, that is one.
pub(super) fn marked(prose: &Prose) -> Vec<Quoted> {
    let marks = Marks(&prose.chars);
    let mut found = Vec::new();
    let mut at = 0;
    while at < prose.chars.len() {
        let pair = PAIRS.iter().find(|pair| marks.opens(pair, at));
        let closed =
            pair.and_then(|pair| marks.closing(pair, at).map(|closing| (at + pair.0.chars().count(), closing)));
        match closed {
            Some((start, closing)) => {
                let text: String = prose.chars[start..closing.start].iter().collect();
                found.push(Quoted { line: prose.lines[at], text: text.trim().to_owned() });
                at = closing.end;
            }
            // Of two backticks neither opens alone what both do not.
            None => at += pair.map_or(1, |pair| pair.0.chars().count()),
        }
    }
    found
}

/// The characters among which marks are looked for.
struct Marks<'a>(&'a [char]);

impl Marks<'_> {
    fn stands(&self, mark: &str, at: usize) -> bool {
        mark.chars().enumerate().all(|(offset, c)| self.0.get(at + offset) == Some(&c))
    }

    fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).map(|before| self.0[before])
    }

    fn opens(&self, Pair(open, _, when): &Pair, at: usize) -> bool {
        if !self.stands(open, at) {
            return false;
        }
        let end = at + open.chars().count();
        match when {
            Opens::Always => true,
            Opens::Before => {
                !self.before(at).is_some_and(is_letter) && self.0.get(end).is_some_and(|c| !c.is_whitespace())
            }
            Opens::AtWord => self.begins_word(at, end),
            Opens::Unelided => {
                let is_apostrophe = matches!(*open, "'" | "’");
                self.begins_word(at, end) && !(is_apostrophe && self.is_elided(end))
            }
        }
    }

    /// Whether what stands here is set as an opening mark: behind a space or bracket, before a word.
    fn begins_word(&self, at: usize, end: usize) -> bool {
        let is_free = |c: char| c.is_whitespace() || is_unspaced(c) || "([{/-–—―*_|>:".contains(c) || is_mark(c);
        let begins = |c: &char| c.is_alphanumeric() || "([{…¿¡*_\\$@#&".contains(*c) || is_mark(*c);
        self.before(at).is_none_or(is_free) && self.0.get(end).is_some_and(begins)
    }

    /// Whether an apostrophe stands for letters of the word behind it: `'tis`, `'90s`.
    fn is_elided(&self, at: usize) -> bool {
        let word: String = self.0[at..].iter().take(8).take_while(|c| c.is_alphanumeric()).collect();
        word.starts_with(|c: char| c.is_ascii_digit()) || ELIDED.contains(&word.to_lowercase().as_str())
    }

    /// Where the quotation that opens at `at` closes.
    fn closing(&self, pair: &Pair, at: usize) -> Option<Range<usize>> {
        let Pair(open, close, when) = pair;
        let paragraph = self.paragraph(at);
        let start = at + open.chars().count();
        let (mut depth, mut first, mut doubtful, mut next) = (1, None, None, start);
        while next < paragraph.end {
            let here = next;
            let closes = close.iter().find(|close| self.stands(close, here));
            let mark = closes.map(|close| here..here + close.chars().count());
            let reopens = mark.as_ref().is_some_and(|mark| is_both_ways(self.0[here]) && self.sets_open(mark));
            next = mark.as_ref().map_or(here + 1, |mark| mark.end);
            if reopens || mark.is_none() && self.opens(pair, here) {
                if doubtful.is_some() {
                    break;
                }
                depth += 1;
                next = next.max(here + open.chars().count());
            } else if let Some(mark) = mark.filter(|mark| here > start && self.may_close(*when, mark)) {
                first = first.or(Some(mark.clone()));
                if depth > 1 {
                    depth -= 1;
                } else if *when == Opens::Unelided && self.is_possessive(&mark) {
                    doubtful = doubtful.or(Some(mark));
                } else {
                    return Some(mark);
                }
            }
        }
        // Where a mark has lost its partner, the next will do.
        doubtful.or(first).or_else(|| self.goes_on(pair, paragraph.end).then_some(paragraph.end..paragraph.end))
    }

    /// Whether a quotation goes on in the paragraph behind `end`: then it has no closing mark in its own.
    fn goes_on(&self, pair: &Pair, end: usize) -> bool {
        let next = self.0[end..].iter().position(|c| !c.is_whitespace());
        pair.2 == Opens::Always && next.is_some_and(|next| self.opens(pair, end + next))
    }

    /// Whether a mark that could close is set as one that opens.
    fn sets_open(&self, mark: &Range<usize>) -> bool {
        let is_free = |c: char| c.is_whitespace() || "([{".contains(c);
        self.before(mark.start).is_none_or(is_free) && self.0.get(mark.end).is_some_and(|c| c.is_alphanumeric())
    }

    /// A closing mark inside a word is an apostrophe, and so is one before a word.
    fn may_close(&self, when: Opens, mark: &Range<usize>) -> bool {
        let is_sure = !matches!(self.0[mark.start], '’' | '‘' | '\'' | '“') || mark.len() > 1;
        let is_inside = self.0.get(mark.end).is_some_and(|c| is_letter(*c));
        let is_free = self.before(mark.start).is_some_and(char::is_whitespace);
        is_sure || !(is_inside || is_free && when == Opens::Unelided)
    }

    /// Whether a mark may be the apostrophe of `the dogs' tails`.
    fn is_possessive(&self, mark: &Range<usize>) -> bool {
        let mut after = self.0[mark.end..].iter();
        self.before(mark.start).is_some_and(|c| matches!(c, 's' | 'S' | 'z' | 'x'))
            && after.next().is_some_and(|c| c.is_whitespace())
            && after.next().is_some_and(|c| c.is_alphabetic())
    }

    /// From here to the end of the paragraph.
    fn paragraph(&self, at: usize) -> Range<usize> {
        let most = &self.0[at..self.0.len().min(at + LONGEST)];
        let end = most.windows(2).position(|pair| pair == ['\n', '\n']).unwrap_or(most.len());
        at..at + end
    }
}

/// Whether a mark opens in one language and closes in another.
fn is_both_ways(c: char) -> bool {
    matches!(c, '"' | '＂' | '“' | '”' | '»' | '«' | '›' | '‹' | '\'' | '’' | '‘')
}

/// Whether a character is a letter or digit of a script that parts words by spaces.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !is_unspaced(c)
}

fn is_unspaced(c: char) -> bool {
    let is_southeast = matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}');
    is_southeast || c >= '\u{2e80}' && c.is_alphanumeric()
}
