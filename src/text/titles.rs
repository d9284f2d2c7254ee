//! Finding the lines that print a title: after its number, over several lines, in any spacing.

use rustc_hash::FxHashMap;

use super::{body::Body, headings};

/// Most lines of a heading.
const MOST_LINES: usize = 6;
/// Letters by which lines are looked up.
const KEY: usize = 6;

/// What is looked for, as letters.
#[derive(Debug)]
pub(super) struct Wanted {
    whole: String,
    /// Without its number; the same where that leaves nothing.
    bare: String,
    /// With which each of them begins.
    initials: [Option<char>; 2],
}

/// Where a title is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Print {
    /// Positions of its lines.
    pub(super) first: usize,
    pub(super) end: usize,
    /// Whether its last line ends with it.
    pub(super) is_whole: bool,
}

/// How well lines print a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// More follows on the line.
    Begins,
    /// But for the number.
    Whole,
    /// With its number.
    Exact,
}

impl Wanted {
    pub(super) fn new(title: &str) -> Self {
        let whole = headings::letters(title);
        let mut bare = headings::letters(headings::without_number(title));
        if bare.is_empty() {
            bare.clone_from(&whole);
        }
        let initials = [initial(&whole), initial(&bare)];
        Self { whole, bare, initials }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// Whether the lines from a position on print it, after a number at most.
    pub(super) fn printed_at(&self, body: &Body<'_>, first: usize, until: usize) -> Option<(Fit, Print)> {
        if !self.may_begin(body.shown(first)) {
            return None;
        }
        let mut letters = String::new();
        let mut number = 0;
        for at in first..until.min(first + MOST_LINES) {
            let shown = body.shown(at);
            if at == first {
                number = headings::letters(&shown[..shown.len() - headings::without_number(shown).len()]).len();
                if headings::is_bare_number(shown) {
                    number = headings::letters(shown).len();
                }
            }
            headings::push_letters(shown, &mut letters);
            let found = self.compare(&letters, number);
            match found {
                Match::Prefix => {}
                Match::None => return None,
                Match::Fits(fit) => return Some((fit, Print { first, end: at + 1, is_whole: fit > Fit::Begins })),
            }
        }
        None
    }

    /// A quick look, which turns nearly all lines away: whether a line begins with its first letter, or with a number.
    fn may_begin(&self, shown: &str) -> bool {
        let begins = initial(shown);
        self.initials.contains(&begins)
            || headings::numbering(shown).is_some()
            || shown.len() < 24 && headings::is_bare_number(shown)
    }

    fn compare(&self, letters: &str, number: usize) -> Match {
        let bare = &letters[number.min(letters.len())..];
        let pairs = [(letters, &self.whole), (letters, &self.bare), (bare, &self.bare), (bare, &self.whole)];
        let one = |(found, wanted): (&str, &String)| match () {
            () if found == wanted && wanted == &self.whole => Match::Fits(Fit::Exact),
            () if found == wanted => Match::Fits(Fit::Whole),
            () if found.starts_with(wanted.as_str()) => Match::Fits(Fit::Begins),
            () if wanted.starts_with(found) => Match::Prefix,
            () => Match::None,
        };
        pairs.into_iter().map(one).max().unwrap_or(Match::None)
    }

    /// How much of its letters, two by two, a text has, and the other way round: 0 to 1 (Dice's coefficient).
    pub(super) fn likeness(&self, text: &str) -> f32 {
        let pairs = |text: &str| {
            let chars: Vec<char> = text.chars().collect();
            let mut pairs: Vec<(char, char)> = chars.windows(2).map(|pair| (pair[0], pair[1])).collect();
            pairs.sort_unstable();
            pairs
        };
        let other = headings::letters(headings::without_number(text));
        let (a, b) = (pairs(&self.bare), pairs(&other));
        let (mut i, mut j, mut common) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            match a[i].cmp(&b[j]) {
                std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
            }
        }
        2.0 * common as f32 / (a.len() + b.len()).max(1) as f32
    }
}

/// The first letter or digit, in lower case.
fn initial(text: &str) -> Option<char> {
    if let Some(first) = text.bytes().next().filter(u8::is_ascii_alphanumeric) {
        return Some(char::from(first.to_ascii_lowercase())); // nearly all
    }
    text.chars().map(headings::one_of_twins).find(|c| c.is_alphanumeric())?.to_lowercase().next()
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    None,
    /// So far.
    Prefix,
    Fits(Fit),
}

/// The lines with which something may begin, by the first letters behind their number.
pub(super) struct Openings {
    by_letters: FxHashMap<String, Vec<u32>>,
}

impl Openings {
    pub(super) fn of(body: &Body<'_>) -> Self {
        let mut by_letters: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        let below_number = |at: usize| at > 0 && headings::is_bare_number(body.shown(at - 1));
        for at in (0..body.len()).filter(|&at| body.opens(at) || below_number(at)) {
            if let Some(key) = key(headings::without_number(body.shown(at))) {
                by_letters.entry(key).or_default().push(at as u32);
            }
        }
        Self { by_letters }
    }

    /// Where lines might print it.
    pub(super) fn of_title(&self, title: &str) -> impl Iterator<Item = usize> {
        let key = key(headings::without_number(title));
        let places = key.and_then(|key| self.by_letters.get(&key));
        places.into_iter().flatten().map(|&at| at as usize)
    }
}

fn key(text: &str) -> Option<String> {
    let letters = text.chars().map(headings::one_of_twins).filter(|c| c.is_alphanumeric());
    let key: String = letters.flat_map(char::to_lowercase).take(KEY).collect();
    (!key.is_empty()).then_some(key)
}
