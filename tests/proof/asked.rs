//! Questions, and what they mean.

use std::{collections::BTreeSet, ops::Range};

use ibid::index::analyzer;

use super::reader::{Form, Library, Thesis, Word};

/// A question with its meaning.
pub(crate) struct Ask {
    pub(crate) typed: String,
    tree: Tree,
}

enum Tree {
    /// Parts near one another within so many words; one part is a word or a phrase.
    Leaf(Vec<Part>, usize),
    All(Vec<Self>),
    Any(Vec<Self>),
    Without(Box<Self>, Box<Self>),
    /// Passages that are so, of theses that are so.
    Narrowed(Box<Self>, Narrow),
}

/// One set of printed forms for each word.
type Part = Vec<Forms>;
type Forms = Vec<bool>;

enum Narrow {
    Section(String),
    Heading(String),
    Page(String),
    Pages(u32, u32),
    Language(String),
    Creator(String),
}

/// What was found: words of a slice.
#[derive(Clone)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    marks: Vec<Range<usize>>,
}

impl Ask {
    /// The passages that answer.
    pub(crate) fn hits(&self, thesis: &Thesis) -> BTreeSet<u32> {
        let all = (0..thesis.places.len() as u32).collect();
        self.tree.hits(thesis, &all)
    }

    /// Which of some words that run on are marked.
    pub(crate) fn covered(&self, words: &[Word]) -> Vec<bool> {
        let mut covered = vec![false; words.len()];
        for (parts, gap) in self.tree.wanted() {
            for mark in found(words, parts, gap).into_iter().flat_map(|found| found.marks) {
                covered[mark].fill(true);
            }
        }
        covered
    }

    /// Whether a word on this page is marked.
    pub(crate) fn takes_page(&self, page: &str) -> bool {
        if let Tree::Narrowed(_, narrow) = &self.tree { narrow.takes_page(page) } else { true }
    }

    /// All that is wanted, where it begins and ends.
    pub(crate) fn beginnings(&self, thesis: &Thesis) -> Vec<Found> {
        self.tree.wanted().into_iter().flat_map(|(parts, gap)| found_in(thesis, parts, gap)).collect()
    }
}

impl Tree {
    fn hits(&self, thesis: &Thesis, among: &BTreeSet<u32>) -> BTreeSet<u32> {
        match self {
            Self::Leaf(parts, gap) => {
                let begins = found_in(thesis, parts, *gap).into_iter().map(|found| thesis.words[found.start].passage);
                begins.filter(|passage| among.contains(passage)).collect()
            }
            Self::All(trees) => {
                let each: Vec<_> = trees.iter().map(|tree| tree.hits(thesis, among)).collect();
                if each.iter().any(BTreeSet::is_empty) { BTreeSet::new() } else { each.into_iter().flatten().collect() }
            }
            Self::Any(trees) => trees.iter().flat_map(|tree| tree.hits(thesis, among)).collect(),
            Self::Without(wanted, unwanted) => {
                let unwanted = unwanted.hits(thesis, among);
                wanted.hits(thesis, &among.difference(&unwanted).copied().collect())
            }
            Self::Narrowed(tree, narrow) => {
                let fits = |number: &u32| narrow.takes(thesis, *number);
                tree.hits(thesis, &among.iter().copied().filter(fits).collect())
            }
        }
    }

    fn wanted(&self) -> Vec<(&[Part], usize)> {
        match self {
            Self::Leaf(parts, gap) => vec![(parts, *gap)],
            Self::All(trees) | Self::Any(trees) => trees.iter().flat_map(Self::wanted).collect(),
            Self::Without(tree, _) | Self::Narrowed(tree, _) => tree.wanted(),
        }
    }
}

impl Narrow {
    /// Whether what stands on this page is asked for.
    fn takes_page(&self, page: &str) -> bool {
        match self {
            Self::Page(label) => page == label,
            Self::Pages(from, to) => page.parse().is_ok_and(|page: u32| (*from..=*to).contains(&page)),
            _ => true,
        }
    }

    fn takes(&self, thesis: &Thesis, number: u32) -> bool {
        let place = &thesis.places[number as usize];
        match self {
            Self::Section(kind) => place.kinds.contains(kind) || place.heading.contains(kind),
            Self::Heading(word) => place.heading.contains(word),
            Self::Page(_) | Self::Pages(..) => place.pages.iter().any(|page| self.takes_page(page)),
            Self::Language(language) => thesis.language == *language,
            Self::Creator(word) => {
                thesis.creators.iter().any(|name| analyzer::tokens(name).any(|token| token.word == word.as_str()))
            }
        }
    }
}

fn found_in(thesis: &Thesis, parts: &[Part], gap: usize) -> Vec<Found> {
    let in_stretch = |stretch: Range<usize>| {
        let moved = move |mut found: Found| {
            found.start += stretch.start;
            found.end += stretch.start;
            found
        };
        found(&thesis.words[stretch.clone()], parts, gap).into_iter().map(moved).collect::<Vec<_>>()
    };
    thesis.stretches().into_iter().flat_map(in_stretch).collect()
}

/// Where `parts` begin to stand within their own length and `gap` words.
fn found(words: &[Word], parts: &[Part], gap: usize) -> Vec<Found> {
    let stands = |part: &Part, at: usize| {
        at + part.len() <= words.len() && part.iter().zip(&words[at..]).all(|(forms, word)| forms[word.form])
    };
    let span = gap + parts.iter().map(Vec::len).sum::<usize>();
    let mut all = Vec::new();
    for start in 0..words.len() {
        if !parts.iter().any(|part| stands(part, start)) {
            continue;
        }
        let mut marks = Vec::new();
        let holds = |part: &Part| {
            let last = (start + span).min(words.len());
            let places = (start..last).filter(|&at| at + part.len() <= last && stands(part, at));
            let places: Vec<Range<usize>> = places.map(|at| at..at + part.len()).collect();
            let needed = parts.iter().filter(|other| *other == part).count();
            let enough = places.len() >= needed;
            marks.extend(places);
            enough
        };
        if parts.iter().all(holds) {
            let end = marks.iter().map(|mark| mark.end).max().unwrap();
            all.push(Found { start, end, marks });
        }
    }
    all
}

/// Xorshift: the same questions in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

type Make = fn(&Library, &mut Dice) -> Ask;

/// One of each form.
pub(crate) const FORMS: [Make; 22] = [
    word,
    phrase,
    wild_phrase,
    loose,
    near,
    prefix,
    suffix,
    inside,
    one_letter,
    fuzzy,
    regex,
    written,
    written_phrase,
    and,
    or,
    without,
    of_section,
    of_heading,
    of_page,
    of_pages,
    of_language,
    of_creator,
];

fn leaf(typed: impl Into<String>, part: Part) -> Ask {
    Ask { typed: typed.into(), tree: Tree::Leaf(vec![part], 0) }
}

fn forms(library: &Library, takes: impl Fn(&Form) -> bool) -> Forms {
    library.forms.iter().map(takes).collect()
}

fn folded(library: &Library, word: &str) -> Forms {
    let word = analyzer::fold(word);
    forms(library, |form| form.folded == word)
}

/// Words in a row: a thesis and where.
fn stretch<'a>(library: &'a Library, dice: &mut Dice, length: usize) -> (&'a Thesis, Range<usize>) {
    loop {
        let thesis = dice.pick(&library.theses);
        let start = dice.below(thesis.words.len());
        let range = start..start + length;
        let is_whole = range.end <= thesis.words.len() && !(start < thesis.of_record && range.end > thesis.of_record);
        let is_typed = |word: &Word| word.printed.chars().all(char::is_alphanumeric);
        if is_whole && thesis.words[range.clone()].iter().all(is_typed) {
            return (thesis, range);
        }
    }
}

fn printed(thesis: &Thesis, range: Range<usize>) -> Vec<String> {
    thesis.words[range].iter().map(|word| word.printed.clone()).collect()
}

/// A word of at least so many letters.
fn some_word(library: &Library, dice: &mut Dice, letters: usize) -> String {
    loop {
        let (thesis, range) = stretch(library, dice, 1);
        let word = &thesis.words[range.start].printed;
        if word.chars().count() >= letters && !["AND", "OR", "NOT", "NEAR"].contains(&word.as_str()) {
            return word.clone();
        }
    }
}

/// Whether a word is looked for by its stems alone: neither as two words nor with two letters for an umlaut.
fn is_plain(library: &Library, word: &str) -> bool {
    let letters: Vec<char> = analyzer::fold(word).chars().collect();
    let holders = |letters: &[char]| library.holders.get(&letters.iter().collect::<String>()).copied().unwrap_or(0);
    let own = holders(&letters);
    let comes_apart =
        (3..letters.len().saturating_sub(2)).any(|at| holders(&letters[..at]).min(holders(&letters[at..])) > own);
    !comes_apart && !word.contains(['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü'])
}

fn word(library: &Library, dice: &mut Dice) -> Ask {
    let word = loop {
        let word = some_word(library, dice, 1);
        if is_plain(library, &word) {
            break word;
        }
    };
    let exact = analyzer::fold(&word);
    let stems: Vec<(String, String)> =
        library.languages.iter().map(|language| (language.clone(), analyzer::stem(&word, language))).collect();
    let takes = |form: &Form| {
        // A word that reads as the stem is found by it, whatever its own stem is.
        let is_of = |stem: &String| *stem == form.stem || *stem == form.folded;
        form.folded == exact || stems.iter().any(|(language, stem)| *language == form.language && is_of(stem))
    };
    let part = vec![forms(library, takes)];
    leaf(word, part)
}

fn phrase(library: &Library, dice: &mut Dice) -> Ask {
    let length = 2 + dice.below(4);
    let (thesis, range) = stretch(library, dice, length);
    let words = printed(thesis, range);
    leaf(format!("\"{}\"", words.join(" ")), words.iter().map(|word| folded(library, word)).collect())
}

fn wild_phrase(library: &Library, dice: &mut Dice) -> Ask {
    loop {
        let (thesis, range) = stretch(library, dice, 3);
        let words = printed(thesis, range);
        let letters: Vec<char> = analyzer::fold(&words[2]).chars().collect();
        if letters.len() > 4 && letters.iter().all(char::is_ascii_alphabetic) {
            let start: String = letters[..4].iter().collect();
            let begins = forms(library, |form| form.folded.starts_with(&start));
            if distinct(library, &begins) <= 1_000 {
                let typed = format!("\"{} {} {start}*\"", words[0], words[1]);
                return leaf(typed, vec![folded(library, &words[0]), folded(library, &words[1]), begins]);
            }
        }
    }
}

/// How many folded words these are.
fn distinct(library: &Library, forms: &Forms) -> usize {
    let of = |(form, &takes): (&'_ Form, &bool)| takes.then(|| form.folded.clone());
    library.forms.iter().zip(forms).filter_map(of).collect::<BTreeSet<_>>().len()
}

fn loose(library: &Library, dice: &mut Dice) -> Ask {
    let (gap, count) = (dice.below(8), 2 + dice.below(2));
    let (thesis, range) = stretch(library, dice, gap + count);
    let mut words = printed(thesis, range);
    while words.len() > count {
        words.remove(dice.below(words.len()));
    }
    words.rotate_left(1);
    let parts = words.iter().map(|word| vec![folded(library, word)]).collect();
    Ask { typed: format!("\"{}\"~{gap}", words.join(" ")), tree: Tree::Leaf(parts, gap) }
}

fn near(library: &Library, dice: &mut Dice) -> Ask {
    loop {
        let gap = dice.below(12);
        let (thesis, range) = stretch(library, dice, gap + 3);
        let words = printed(thesis, range);
        let (one, [.., second, third]) = (&words[0], words.as_slice()) else { continue };
        if is_operator(one) || one.chars().count() < 2 {
            continue;
        }
        let parts = vec![vec![folded(library, second), folded(library, third)], vec![folded(library, one)]];
        return Ask { typed: format!("\"{second} {third}\" NEAR/{gap} {one}"), tree: Tree::Leaf(parts, gap) };
    }
}

fn is_operator(word: &str) -> bool {
    ["AND", "OR", "NOT", "NEAR"].contains(&word)
}

/// A word of ASCII letters, folded.
fn plain_letters(library: &Library, dice: &mut Dice, letters: usize) -> String {
    loop {
        let word = analyzer::fold(&some_word(library, dice, letters));
        if word.len() >= letters && word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return word;
        }
    }
}

/// A question for the words that `makes` says of a word, if they are not too many.
fn wild(
    library: &Library,
    dice: &mut Dice,
    letters: usize,
    makes: impl Fn(&str, &mut Dice) -> (String, Box<dyn Fn(&str) -> bool>),
) -> Ask {
    loop {
        let word = plain_letters(library, dice, letters);
        let (typed, takes) = makes(&word, dice);
        let forms = forms(library, |form| takes(&form.folded));
        if distinct(library, &forms) <= 1_000 {
            return leaf(typed, vec![forms]);
        }
    }
}

fn prefix(library: &Library, dice: &mut Dice) -> Ask {
    wild(library, dice, 5, |word, dice| {
        let start = word[..3 + dice.below(word.len() - 3)].to_owned();
        (format!("{start}*"), Box::new(move |other| other.starts_with(&start)))
    })
}

fn suffix(library: &Library, dice: &mut Dice) -> Ask {
    wild(library, dice, 6, |word, dice| {
        let end = word[1 + dice.below(word.len() - 4)..].to_owned();
        (format!("*{end}"), Box::new(move |other| other.ends_with(&end)))
    })
}

fn inside(library: &Library, dice: &mut Dice) -> Ask {
    wild(library, dice, 7, |word, dice| {
        let at = 2 + dice.below(word.len() - 5);
        let (start, end) = (word[..at].to_owned(), word[at + 1..].to_owned());
        let takes = move |other: &str| {
            other.len() >= start.len() + end.len() && other.starts_with(&start) && other.ends_with(&end)
        };
        (format!("{}*{}", &word[..at], &word[at + 1..]), Box::new(takes))
    })
}

fn one_letter(library: &Library, dice: &mut Dice) -> Ask {
    wild(library, dice, 4, |word, dice| {
        let at = 1 + dice.below(word.len() - 2);
        let glob = format!("{}?{}", &word[..at], &word[at + 1..]);
        let letters: Vec<char> = glob.chars().collect();
        let takes = move |other: &str| {
            let other: Vec<char> = other.chars().collect();
            other.len() == letters.len() && other.iter().zip(&letters).all(|(c, known)| *known == '?' || c == known)
        };
        (glob, Box::new(takes))
    })
}

fn fuzzy(library: &Library, dice: &mut Dice) -> Ask {
    wild(library, dice, 4, |word, dice| {
        let mut typed: Vec<char> = word.chars().collect();
        let at = dice.below(typed.len() - 1);
        match dice.below(4) {
            0 => typed.swap(at, at + 1),
            1 => drop(typed.remove(at)),
            2 => typed.insert(at, 'x'),
            _ => {}
        }
        let (far, sign) = match dice.below(3) {
            0 => (1, "~1"),
            1 => (2, "~2"),
            _ => (if typed.len() > 5 { 2 } else { 1 }, "~"),
        };
        let shown = format!("{}{sign}", typed.iter().collect::<String>());
        (shown, Box::new(move |other| letters_off(&typed, &other.chars().collect::<Vec<_>>()) <= far))
    })
}

/// How many letters are added, left out, changed or swapped with the next, none of them touched twice.
fn letters_off(one: &[char], other: &[char]) -> usize {
    let mut rows = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            rows[i][j] = match (i, j) {
                (0, _) => j,
                (_, 0) => i,
                _ => {
                    let changed = rows[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                    let mut least = changed.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                    if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                        least = least.min(rows[i - 2][j - 2] + 1);
                    }
                    least
                }
            };
        }
    }
    rows[one.len()][other.len()]
}

fn regex(library: &Library, dice: &mut Dice) -> Ask {
    wild(library, dice, 5, |word, dice| {
        let at = 2 + dice.below(word.len() - 3);
        let (start, end) = (word[..at].to_owned(), word[at..].to_owned());
        match dice.below(3) {
            0 => {
                let takes =
                    move |other: &str| other.strip_prefix(&start).is_some_and(|rest| [&end, "s", ""].contains(&rest));
                (format!("/{}({}|s)?/", &word[..at], &word[at..]), Box::new(takes) as Box<dyn Fn(&str) -> bool>)
            }
            1 => {
                let takes = move |other: &str| {
                    other.strip_prefix(&start).is_some_and(|rest| (1..=3).contains(&rest.chars().count()))
                };
                (format!("/^{}.{{1,3}}$/", word[..at].to_uppercase()), Box::new(takes))
            }
            _ => {
                let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
                let takes = move |other: &str| {
                    let rest = other.strip_suffix(end.as_str());
                    rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| !is_vowel(c)))
                };
                (format!("/[^aeiou]+{}/", &word[at..]), Box::new(takes))
            }
        }
    })
}

fn written(library: &Library, dice: &mut Dice) -> Ask {
    let word = some_word(library, dice, 3);
    let part = vec![forms(library, |form| form.printed == word)];
    leaf(format!("={word}"), part)
}

fn written_phrase(library: &Library, dice: &mut Dice) -> Ask {
    let (thesis, range) = stretch(library, dice, 2);
    let words = printed(thesis, range);
    let part = words.iter().map(|word| forms(library, |form| form.printed == *word)).collect();
    leaf(format!("=\"{}\"", words.join(" ")), part)
}

/// Any form that stands by itself.
fn any_leaf(library: &Library, dice: &mut Dice) -> Ask {
    let makes: [Make; 8] = [phrase, loose, near, prefix, suffix, fuzzy, written, wild_phrase];
    dice.pick(&makes)(library, dice)
}

fn pair(library: &Library, dice: &mut Dice, sign: &str, tree: impl Fn(Tree, Tree) -> Tree) -> Ask {
    let (one, other) = (any_leaf(library, dice), any_leaf(library, dice));
    Ask { typed: format!("({}){sign}({})", one.typed, other.typed), tree: tree(one.tree, other.tree) }
}

fn and(library: &Library, dice: &mut Dice) -> Ask {
    pair(library, dice, " AND ", |one, other| Tree::All(vec![one, other]))
}

fn or(library: &Library, dice: &mut Dice) -> Ask {
    pair(library, dice, " OR ", |one, other| Tree::Any(vec![one, other]))
}

fn without(library: &Library, dice: &mut Dice) -> Ask {
    pair(library, dice, " -", |one, other| Tree::Without(Box::new(one), Box::new(other)))
}

fn narrowed(ask: Ask, typed: String, narrow: Narrow) -> Ask {
    Ask { typed: format!("{} {typed}", ask.typed), tree: Tree::Narrowed(Box::new(ask.tree), narrow) }
}

fn of_section(library: &Library, dice: &mut Dice) -> Ask {
    let kinds = ["front", "abstract", "contents", "chapter", "introduction", "methods", "conclusion", "references"];
    let kind = (*dice.pick(&kinds)).to_owned();
    narrowed(prefix(library, dice), format!("section:{kind}"), Narrow::Section(kind))
}

fn of_heading(library: &Library, dice: &mut Dice) -> Ask {
    loop {
        let thesis = dice.pick(&library.theses);
        let heading = &dice.pick(&thesis.places).heading;
        let is_typed = |word: &&String| word.chars().all(char::is_alphanumeric);
        if let Some(word) = heading.first().filter(is_typed) {
            return narrowed(prefix(library, dice), format!("heading:{word}"), Narrow::Heading(word.clone()));
        }
    }
}

fn of_page(library: &Library, dice: &mut Dice) -> Ask {
    loop {
        let thesis = dice.pick(&library.theses);
        let pages = &dice.pick(&thesis.places).pages;
        let is_typed = |page: &&String| page.chars().all(char::is_alphanumeric);
        if let Some(page) = pages.first().filter(is_typed) {
            return narrowed(prefix(library, dice), format!("page:{page}"), Narrow::Page(page.clone()));
        }
    }
}

fn of_pages(library: &Library, dice: &mut Dice) -> Ask {
    let from = dice.below(60) as u32;
    let to = from + dice.below(40) as u32;
    narrowed(fuzzy(library, dice), format!("page:{from}..{to}"), Narrow::Pages(from, to))
}

fn of_language(library: &Library, dice: &mut Dice) -> Ask {
    let language = dice.pick(&library.languages).clone();
    narrowed(prefix(library, dice), format!("lang:{language}"), Narrow::Language(language))
}

fn of_creator(library: &Library, dice: &mut Dice) -> Ask {
    loop {
        let thesis = dice.pick(&library.theses);
        let words = thesis.creators.iter().flat_map(|name| analyzer::tokens(name).map(|token| token.word.into_owned()));
        if let Some(word) = words.filter(|word| word.chars().all(char::is_alphanumeric)).last() {
            return narrowed(suffix(library, dice), format!("creator:{word}"), Narrow::Creator(word));
        }
    }
}
