//! Hyphens at line ends: which were set by the printer, which belong to the word.
//!
//! The document itself is asked first: a word that it prints whole elsewhere is joined, a compound that it prints with
//! its hyphen within a line keeps it.

use rustc_hash::{FxHashSet, FxHasher};
use std::hash::Hasher;

use super::letters::{is_hangul, is_hyphen};

/// How two lines' ends meet at a hyphen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seam {
    /// The hyphen goes, the parts are one word.
    Join,
    /// The hyphen stays, without a space.
    Keep,
    /// The hyphen stays, with a space ("Vor- und Nachteile", a dash).
    Space,
}

/// Words after which a hyphen hangs free: "pre- and postwar".
const CONJUNCTIONS: [&str; 16] =
    ["and", "or", "und", "oder", "bzw", "sowie", "et", "ou", "y", "o", "e", "ed", "und/oder", "and/or", "to", "bis"];

/// Words of three letters with which longer ones begin: "per-formed".
const OPENINGS: [&str; 13] =
    ["per", "for", "pro", "com", "con", "out", "not", "pre", "sub", "non", "dis", "mis", "the"];

/// Particles of Korean, which never begin a word, and are no words themselves.
const PARTICLES: [&str; 14] =
    ["은", "는", "을", "를", "의", "에", "와", "에서", "에게", "에는", "으로", "까지", "부터", "처럼"];

/// Words of one syllable of Korean with which a line may end.
const SYLLABLES: [&str; 39] = [
    "이", "그", "저", "각", "한", "두", "세", "네", "첫", "몇", "전", "후", "중", "내", "외", "및", "등", "또", "더",
    "잘", "못", "안", "수", "것", "때", "바", "데", "즉", "본", "할", "될", "볼", "된", "인", "준", "쓴", "큰", "앞",
    "뒤",
];

/// The words of a document, by hashes of their lower case.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: FxHashSet<u64>,
}

impl Vocabulary {
    /// Takes up a line. Its first and last word are left out where a hyphen may have parted them.
    pub(super) fn read(&mut self, line: &str, first_is_whole: bool) {
        let end = if may_go_on(line) { line.rfind(' ').unwrap_or(0) } else { line.len() };
        let start = if first_is_whole { 0 } else { line.find(' ').unwrap_or(line.len()) };
        let Some(line) = line.get(start..end) else { return };
        for word in line.split(|c: char| !(c.is_alphanumeric() || is_hyphen(c))) {
            if word.starts_with(is_hangul) && !stands_free(line, word) {
                continue; // "(10)에": an ending
            }
            let word = word.trim_matches(is_hyphen);
            if word.len() > 1 {
                self.words.insert(hash([word]));
            }
            if word.starts_with(is_hangul) {
                self.read_hangul(word);
            }
            if word.contains(is_hyphen) {
                self.words.extend(word.split(is_hyphen).filter(|part| part.len() > 1).map(|part| hash([part])));
            }
        }
    }

    /// With what a word begins and ends, too: most have endings that others do not have.
    fn read_hangul(&mut self, word: &str) {
        for (at, _) in word.char_indices().skip(1) {
            self.words.insert(hash([word.get(..at).unwrap_or_default(), "^"]));
            self.words.insert(hash(["^", word.get(at..).unwrap_or_default()]));
        }
    }

    /// Whether a Korean word is divided between two lines. They are divided anywhere, without a sign, so only the document
    /// tells: it has the whole, or what begins so while the first part is no word of it, or the rest only at ends of words.
    pub(super) fn divides(&self, before: &str, after: &str) -> bool {
        let head = &before[before.rfind(|c: char| !is_hangul(c)).map_or(0, |at| char_end(before, at))..];
        let tail = &after[..after.find(|c: char| !is_hangul(c)).unwrap_or(after.len())];
        if head.is_empty() || tail.is_empty() {
            return false;
        }
        let (known, tail_known) = (self.has([head]), self.has([tail]));
        let begins_words = |part: &str| self.has([&format!("{head}{part}"), "^"]);
        let goes_on = || begins_words(tail) || !tail_known && begins_words(&tail[..char_end(tail, 0)]);
        let is_ending = || tail.chars().nth(1).is_none() || !self.has([tail, "^"]);
        let takes_endings = || !known || head.chars().nth(1).is_some();
        // A syllable that is no word of the document is the beginning of one.
        let is_cut_off =
            head.chars().nth(1).is_none() && !known && !SYLLABLES.contains(&head) && stands_free(before, head);
        self.has([head, tail])
            || is_cut_off
            || PARTICLES.contains(&tail)
            || !known && goes_on()
            || !tail_known && self.has(["^", tail]) && is_ending() && takes_endings()
    }

    fn has<const N: usize>(&self, parts: [&str; N]) -> bool {
        self.words.contains(&hash(parts))
    }

    /// How the end of one line meets the beginning of the next; `None` where no hyphen is between them.
    pub(super) fn seam(&self, before: &str, after: &str, english: bool) -> Option<Seam> {
        let hyphen = before.chars().next_back().filter(|&c| is_hyphen(c))?;
        let stem = before.trim_end_matches(is_hyphen);
        if before.len() - stem.len() > hyphen.len_utf8() {
            return Some(Seam::Space); // a dash of several
        }
        let head =
            &stem[stem.rfind(|c: char| !(c.is_alphanumeric() || is_hyphen(c))).map_or(0, |at| char_end(stem, at))..];
        let tail = &after[..after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len())];
        if head.is_empty() || tail.is_empty() {
            return Some(Seam::Space);
        }
        let parts = tail.starts_with(char::is_lowercase) && head.ends_with(char::is_alphabetic);
        if !parts {
            if is_capitals(head) && is_capitals(tail) && self.has([head, tail]) && !self.has([head, "-", tail]) {
                return Some(Seam::Join);
            }
            let caseless = |c: char| c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase();
            let joins = tail.starts_with(caseless) && head.ends_with(caseless);
            return Some(if joins { Seam::Join } else { Seam::Keep });
        }
        // "out-" and "of-bounds": one more hyphen of a compound.
        let goes_on = after[tail.len()..].starts_with(is_hyphen);
        let last = head.rsplit(is_hyphen).next().unwrap_or(head);
        if goes_on && !self.has([last, tail]) && self.has([last]) && self.has([tail]) {
            return Some(Seam::Keep);
        }
        if CONJUNCTIONS.contains(&tail) && !self.has([head, tail]) {
            return Some(Seam::Space);
        }
        Some(if self.is_one_word(head, tail, hyphen, english) { Seam::Join } else { Seam::Keep })
    }

    fn is_one_word(&self, head: &str, tail: &str, hyphen: char, english: bool) -> bool {
        let last = head.rsplit(is_hyphen).next().unwrap_or(head);
        if self.has([last, tail]) {
            return true;
        }
        if self.has([head, "-", tail]) || self.has([last, "-", tail]) {
            return false;
        }
        let capitals = last.chars().nth(1).is_some_and(char::is_uppercase);
        let long = last.len() > 3 && tail.len() > 3 || last.len() == 3 && tail.len() > 5 && !OPENINGS.contains(&last);
        let two_words = english && hyphen != '\u{ad}' && long;
        !(capitals || two_words && self.has([last]) && self.has([tail]))
    }
}

/// Whether a space, or nothing, is before a word of a line.
fn stands_free(line: &str, word: &str) -> bool {
    let at = word.as_ptr() as usize - line.as_ptr() as usize;
    line[..at].chars().next_back().is_none_or(char::is_whitespace)
}

/// Whether the last word of a line may go on in the next.
pub(super) fn may_go_on(line: &str) -> bool {
    line.ends_with(|c| is_hyphen(c) || is_hangul(c))
}

/// Whether a part of a word is set in capitals, so that its case does not tell whether a name begins with it.
fn is_capitals(part: &str) -> bool {
    part.chars().nth(1).is_some() && part.chars().all(char::is_uppercase)
}

fn char_end(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

/// Of the parts as one word, in lower case, all hyphens alike.
fn hash<const N: usize>(parts: [&str; N]) -> u64 {
    let mut hasher = FxHasher::default();
    for part in parts {
        if part.is_ascii() {
            part.bytes().for_each(|b| hasher.write_u32(u32::from(b.to_ascii_lowercase())));
        } else {
            let plain = |c: char| if is_hyphen(c) { '-' } else { c };
            part.chars().map(plain).flat_map(char::to_lowercase).for_each(|c| hasher.write_u32(u32::from(c)));
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary(lines: &[&str]) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        lines.iter().for_each(|line| vocabulary.read(line, true));
        vocabulary
    }

    #[test]
    fn the_document_knows_its_words() {
        let known = vocabulary(&["a recovery and a power-performance model", "Client and server go"]);
        assert_eq!(known.seam("of recov-", "ery from", true), Some(Seam::Join));
        assert_eq!(known.seam("the power-", "performance of", true), Some(Seam::Keep));
        assert_eq!(known.seam("the client-", "server of", true), Some(Seam::Keep));
        assert_eq!(known.seam("no hyphen", "here", true), None);
        let known = vocabulary(&["a bug is related to what was formed per se"]);
        assert_eq!(known.seam("even more bug-", "related instructions", true), Some(Seam::Keep));
        assert_eq!(known.seam("it was per-", "formed again", true), Some(Seam::Join));
        let known = vocabulary(&["an out-of-bounds access", "to come out of it"]);
        assert_eq!(known.seam("the actual out-", "of-bounds access", true), Some(Seam::Keep));
    }

    #[test]
    fn korean_words_are_divided_where_the_document_says_so() {
        let known = vocabulary(&["이 일반적인 방법은 영역을 분할하여 전체 문제를 본다", "하나의 해를 구하는 데 쓴다."]);
        assert!(known.divides("구하는 일반적", "인 방법"), "the whole is a word");
        assert!(known.divides("소영역의 분", "할 결과는"), "others begin so");
        assert!(known.divides("소영역", "을 본다"), "an ending");
        assert!(known.divides("개선된 하", "드웨어가"), "a syllable that is no word");
        let known = vocabulary(&["최적 모수 를 구한다"]);
        assert!(known.divides("균열의 전파", "를 모의한"), "a particle, though a lost formula had it stand alone");
        assert!(!known.divides("본 연구의 각", "방법"), "a word of one syllable");
        assert!(!known.divides("연속보 문제를", "전체 영역") && !known.divides("방법은", "전체"));
        assert!(!known.divides("PINN", "을") && !known.divides("영역", "one") && !known.divides("PINN을", "사용하되"));
    }

    #[test]
    fn names_numbers_and_dashes_keep_their_hyphen() {
        let none = Vocabulary::default();
        assert_eq!(none.seam("Jean-", "Paul", false), Some(Seam::Keep));
        assert_eq!(none.seam("COVID-", "19", true), Some(Seam::Keep));
        let known = vocabulary(&["interdisciplinary work of Jean-Paul on persistent memory"]);
        assert_eq!(known.seam("AN IN-", "TERDISCIPLINARY", true), Some(Seam::Join));
        assert_eq!(known.seam("JEAN-", "PAUL", true), Some(Seam::Keep));
        assert_eq!(none.seam("this -", "that", true), Some(Seam::Space));
        assert_eq!(none.seam("Vor-", "und Nachteile", false), Some(Seam::Space));
        assert_eq!(none.seam("Selbst\u{ad}", "hilfe", false), Some(Seam::Join));
    }
}
