//! The lines of a title page, told apart by their words.

use unicode_normalization::char::decompose_canonical;

use super::{
    LEADING, Role,
    phrases::{self, INSTITUTION_WORDS, KIND_WORDS, UNIT_WORDS},
    words::{FRENCH_KINDS, KINDS, LINKS, OTHER_YEARS, TITLES, UNSPACED_INSTITUTIONS, UNSPACED_TITLES},
};
use crate::text::letters::{is_combining, is_hangul, is_hyphen, is_silent, is_unspaced};

/// A line as it is printed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Printed<'a> {
    pub(super) text: &'a str,
    /// Its em, points.
    pub(super) size: f32,
    /// Of its baseline, from the upper edge of the page.
    pub(super) depth: f32,
    /// Whether a paragraph ends with it.
    pub(super) ends: bool,
}

impl Printed<'_> {
    pub(super) fn letters(&self) -> usize {
        self.text.chars().filter(|c| c.is_alphabetic()).count()
    }

    /// Whether it may go on with what `before` says: set alike, right below.
    pub(super) fn continues(&self, before: &Self) -> bool {
        let gap = self.depth - before.depth;
        (self.size / before.size - 1.0).abs() < 0.05 && gap > 0.3 * self.size && gap < LEADING * self.size
    }
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It says that this is a thesis, and of which level.
    Kind(Option<&'static str>),
    /// It names an institution: whose name it is, where it is nothing else.
    Institution(Option<String>),
    /// Part of an institution, a programme, a field.
    Unit,
    /// It announces something, which follows on the line unless that is blank.
    Label(Role, String),
    /// A date, a number, an address.
    Figures,
    /// None of these.
    Rest,
}

impl Part {
    /// Whether a title that began above may go on with it, of which this is the text.
    pub(super) fn may_continue_title(&self, text: &str) -> bool {
        match self {
            Self::Rest | Self::Unit | Self::Institution(_) | Self::Figures => true,
            Self::Kind(_) => text.split_whitespace().count() > 5,
            Self::Label(..) => false,
        }
    }

    /// Whether it names an institution or a part of one.
    pub(super) fn is_house(&self) -> bool {
        matches!(self, Self::Institution(_) | Self::Unit)
    }
}

/// Lower case, without accents and signs, single spaces between words: `Universität` is `universitat`.
pub(super) fn folded(text: &str) -> String {
    let plain: String = match text.is_ascii() {
        true => text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect(),
        false => unaccented(text),
    };
    let mut single = String::with_capacity(plain.len());
    for word in plain.split_ascii_whitespace() {
        if !single.is_empty() {
            single.push(' ');
        }
        single.push_str(word);
    }
    single
}

fn unaccented(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            plain.push(c.to_ascii_lowercase());
        } else if is_unspaced(c) || is_hangul(c) {
            plain.push(if c.is_alphanumeric() { c } else { ' ' });
        } else {
            decompose_canonical(c, |part| {
                if !is_combining(part) && !is_silent(part) {
                    plain.extend(part.to_lowercase().map(letter).filter(|&c| !is_combining(c)));
                }
            });
        }
    }
    plain
}

/// A letter as a key has it; what is none as a space.
fn letter(c: char) -> char {
    match c {
        'ı' => 'i',
        'ς' => 'σ',
        'đ' => 'd',
        'ł' => 'l',
        'ø' => 'o',
        'æ' => 'e',
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        c if c.is_alphanumeric() => c,
        _ => ' ',
    }
}

/// What a line is, by its words.
pub(super) fn part(text: &str) -> Part {
    let folded = folded(text);
    if let Some((role, value)) = label(text, &folded) {
        return Part::Label(role, value);
    }
    if is_figures(text, &folded) {
        return Part::Figures;
    }
    if let Some(number) = KIND_WORDS.first_in(&folded) {
        return Part::Kind(KINDS[number].1);
    }
    if FRENCH_KINDS.iter().any(|begin| folded.starts_with(begin)) || folded == "these" {
        return Part::Kind(None);
    }
    if let Some(name) = unspaced_institution(text) {
        return Part::Institution(name);
    }
    if INSTITUTION_WORDS.any_in(&folded) {
        return Part::Institution(institution(text));
    }
    if UNIT_WORDS.any_in(&folded) { Part::Unit } else { Part::Rest }
}

/// The label with which a line begins, and what follows it.
fn label(text: &str, whole: &str) -> Option<(Role, String)> {
    let known = phrases::role;
    let spaceless = whole.replace(' ', "");
    if let Some(role) = known(whole).or_else(|| known(&spaceless)) {
        return Some((role, String::new()));
    }
    if let Some((before, after)) = text.split_once([':', '：']) {
        let before = folded(before.split('(').next().unwrap_or_default());
        let spaceless = before.replace(' ', "");
        let role = known(&before).or_else(|| known(&spaceless));
        // In Chinese whatever is short and has a colon is a label.
        let is_short = || spaceless.chars().count() < 9 && spaceless.contains(is_unspaced);
        return role.or_else(|| is_short().then_some(Role::Other)).map(|role| (role, after.trim().to_owned()));
    }
    // Without a colon a label is one where a title of people follows.
    let mut words = text.split_whitespace();
    let first = folded(words.next()?);
    let role = known(&first)?;
    let rest = words.collect::<Vec<_>>().join(" ");
    let is_spelled_so = role == Role::Date || first.chars().any(|c| is_unspaced(c) || is_hangul(c)) || is_titled(&rest);
    is_spelled_so.then_some((role, rest))
}

/// Whether it begins with a title of people, or ends with one where words are not parted.
pub(super) fn is_titled(text: &str) -> bool {
    let first = text.split(|c: char| c.is_whitespace() || c == '.').next().unwrap_or_default();
    let is_pointed = text[first.len()..].starts_with('.');
    let first = folded(first);
    // *Le* and *Ma* begin titles of theses, too.
    let is_sure = is_pointed || first.chars().count() > 3 || ["dr", "mr", "mrs", "ms", "mme"].contains(&first.as_str());
    (is_sure && first.chars().count() > 1 && TITLES.contains(&first.as_str()))
        || UNSPACED_TITLES.iter().any(|title| text.trim_end().ends_with(title))
}

/// A number, a date, an address of the mail: what is not made of words.
fn is_figures(text: &str, folded: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let words = folded.split(' ').filter(|word| word.chars().all(char::is_alphabetic)).count();
    letters == 0 || text.contains('@') || text.contains("://") || (digits > 0 && (words <= 2 || 2 * digits > letters))
}

/// The last year of a line that is no prose, unless it is that of something else.
pub(super) fn year(text: &str) -> Option<i32> {
    let years = text.split(|c: char| !c.is_numeric()).filter(|number| number.len() == 4);
    let last = years.filter_map(|number| number.parse().ok()).filter(|year| (1900..2080).contains(year)).max();
    last.filter(|_| !is_of_other_years(text) && text.split_whitespace().count() <= 12)
}

fn is_of_other_years(text: &str) -> bool {
    let folded = format!(" {} ", folded(text));
    OTHER_YEARS.iter().any(|word| folded.contains(&format!(" {word} ")))
}

/// The name of an institution where the line is nothing else.
fn institution(text: &str) -> Option<String> {
    let mut name = text.trim_end_matches(['.', ';', ':']);
    for before in ["l’", "l'", "the ", "at the ", "of the "] {
        name = name.strip_prefix(before).unwrap_or(name);
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_link = |word: &str| LINKS.contains(&word);
    let is_small = |word: &str| word.chars().next().is_some_and(char::is_lowercase);
    let folded = folded(name);
    // *Der Technischen Universität* is no name, in German as it is.
    let is_inflected =
        ["der ", "an der ", "von der ", "to ", "prof ", "a "].iter().any(|begin| folded.starts_with(begin));
    // Of what commas part, only this belongs to a name.
    let is_plain = !name.replace(", The ", " ").contains(|c: char| c.is_numeric() || ",:;@()[]{}=–—\"†…*".contains(c));
    let is_whole = !ends_open(name);
    let is_name = words.first().is_some_and(|first| !is_small(first))
        && words.iter().all(|word| !is_small(word) || is_link(word) || word.contains(['’', '\'']));
    let is_half = folded == "technische universitat";
    (is_name && !is_half && is_plain && is_whole && !is_inflected && (2..=9).contains(&words.len()))
        .then(|| words.join(" "))
}

/// The same where words are not parted: up to the word for it.
fn unspaced_institution(text: &str) -> Option<Option<String>> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let end = UNSPACED_INSTITUTIONS.iter().filter_map(|word| text.find(word).map(|at| at + word.len())).min()?;
    let name = &text[..end];
    let is_name = (4..=14).contains(&name.chars().count())
        && name.chars().all(|c| c.is_alphabetic() && (is_unspaced(c) || is_hangul(c)));
    Some(is_name.then(|| name.to_owned()))
}

/// Whether something must follow: it ends with a small word, or within one, or announces it.
pub(super) fn ends_open(text: &str) -> bool {
    let Some(last) = text.split_whitespace().next_back() else { return true };
    // *Henry I* is whole.
    let is_small =
        if last.chars().count() > 1 { LINKS.contains(&last.to_lowercase().as_str()) } else { LINKS.contains(&last) };
    is_small || last.ends_with(is_hyphen) || last.ends_with([':', '：'])
}

/// Whether a line has a folded name in it.
pub(super) fn says(text: &str, name: &str) -> bool {
    text.chars().count() >= name.chars().count() && folded(text).contains(name)
}

/// Whether a line can stand in no title: code, the entry of a list, a degree with its year.
pub(super) fn is_foreign(text: &str) -> bool {
    let is_prose = text.split_whitespace().count() > 14 || text.chars().filter(|&c| is_unspaced(c)).count() > 40;
    text.contains(['=', '{', '}', '\\', '•', '|', '@'])
        || text.contains("...")
        || is_prose
        || text.get(..10).is_some_and(|begin| begin.eq_ignore_ascii_case("professor "))
        || is_of_other_years(text)
}

/// Whether two lines are of one script: a translation is not the same title.
pub(super) fn is_one_script(a: &str, b: &str) -> bool {
    let unspaced = |text: &str| {
        let letters = text.chars().filter(|c| c.is_alphabetic());
        let (mut all, mut unspaced) = (0, 0);
        letters.for_each(|c| (all, unspaced) = (all + 1, unspaced + usize::from(is_unspaced(c) || is_hangul(c))));
        2 * unspaced > all
    };
    unspaced(a) == unspaced(b)
}

/// Lines as one text: single spaces, and none between characters of scripts that have none.
pub(super) fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for word in lines.flat_map(str::split_whitespace) {
        let (last, first) = (out.chars().next_back(), word.chars().next());
        let is_divided = last.is_some_and(is_hyphen);
        if last.is_some_and(|last| !(is_unspaced(last) && first.is_some_and(is_unspaced))) && !is_divided {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.trim_matches(['"', '“', '”', '„', '«', '»', ' ']).to_owned()
}
