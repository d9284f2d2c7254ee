//! What a section is for, told by the words of its heading.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{
    SectionKind,
    heading_words::{HEADINGS, ROLES},
    headings,
    letters::is_unspaced,
};

/// Longest heading that names a kind, bytes.
const LONGEST: usize = 160;
/// Words that join two headings in one ("Results and discussion"), or say more of the first.
const CONNECTIVES: [&str; 32] = [
    "and", "&", "+", "or", "und", "et", "y", "e", "ed", "es", "ve", "va", "i", "och", "og", "en", "kai", "και", "и",
    "و", "of", "de", "des", "del", "da", "di", "der", "van", "du", "della", "delle", "dei",
];

/// Those that join what is as weighty.
const CONJUNCTIONS: &[&str] = CONNECTIVES.split_at(20).0;

type Words = FxHashMap<String, SectionKind>;

fn table(words: &[(SectionKind, &[&str])]) -> Words {
    words.iter().flat_map(|(kind, words)| words.iter().map(|word| (plain(word), *kind))).collect()
}

/// The kind that a heading names by being one of its words, numbering and a colon aside; `None` where it names none
/// (then it is a chapter's).
pub(super) fn named(heading: &str) -> Option<SectionKind> {
    static KINDS: LazyLock<Words> = LazyLock::new(|| table(&HEADINGS));
    if heading.len() > LONGEST {
        return None;
    }
    let kind = |text: &str| KINDS.get(plain(text).as_str()).copied();
    let before = |heading: &str| heading.split_once(['(', '（']).and_then(|(before, _)| kind(before));
    let found = kind(heading).or_else(|| kind(headings::without_number(heading)));
    let found = found.or_else(|| both(heading, &KINDS)).or_else(|| before(heading));
    found.or_else(|| is_list_of(heading).then_some(SectionKind::List))
}

/// Whether a heading says what a section is for and not what it is about: "Introduction", "Results and discussion". Of the
/// one who looks for it nothing can be found.
///
/// ```
/// use ibid::text::is_generic;
/// assert!(is_generic("3 Results") && !is_generic("3 Oranges and floor polish"));
/// ```
pub fn is_generic(heading: &str) -> bool {
    [heading, headings::without_number(heading)]
        .iter()
        .any(|heading| named(heading).is_some() || role(heading).is_some())
}

/// "List of species", "Liste des sigles": of whatever.
fn is_list_of(heading: &str) -> bool {
    let plain = plain(heading);
    let begins = [
        "فهرست ",
        "indice de ",
        "indice delle ",
        "danh muc ",
        "table des ",
        "list of ",
        "liste des ",
        "liste der ",
        "lista de ",
        "lista das ",
        "lista dos ",
        "elenco delle ",
        "elenco dei ",
    ];
    begins.iter().any(|words| plain.starts_with(words)) && plain.split(' ').count() <= 5
}

/// A heading in two languages: "Abstract / Zusammenfassung".
fn both(heading: &str, kinds: &Words) -> Option<SectionKind> {
    let (one, other) = heading.split_once(['/', '|', '('])?;
    let kind = |text: &str| kinds.get(plain(text.trim_end_matches(')')).as_str()).copied();
    kind(one).filter(|one| kind(other) == Some(*one))
}

static ROLES_OF: LazyLock<Words> = LazyLock::new(|| table(&ROLES));

/// The role that a heading names by being one of its words; in a script without spaces, by containing one.
pub(super) fn exact_role(heading: &str) -> Option<SectionKind> {
    if heading.len() > LONGEST {
        return None;
    }
    let plain = plain(heading);
    let exact = ROLES_OF.get(&plain).copied();
    exact.or_else(|| plain.starts_with(is_east_asian).then(|| unspaced_role(&plain, &ROLES_OF)).flatten())
}

fn is_east_asian(c: char) -> bool {
    is_unspaced(c) || matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// Whether a heading calls its text an abstract, which no concluding chapter is.
pub(super) fn is_abstract(heading: &str) -> bool {
    let plain = plain(heading);
    ["abstract", "abstrakt", "kurzfassung", "resume", "摘要", "要旨"].iter().any(|word| plain.contains(word))
}

/// The role of a chapter that its heading names: by one of its words alone, by one that something is joined to ("Results
/// and discussion"), or by one at the end of a short heading ("Experimental results").
pub(super) fn role(heading: &str) -> Option<SectionKind> {
    if heading.len() > LONGEST {
        return None;
    }
    if let Some(kind) = exact_role(heading) {
        return Some(kind);
    }
    let plain = plain(heading);
    let words: Vec<&str> = plain.split(' ').collect();
    // The longest beginning that is a role's word and is followed by more of its kind.
    for count in (1..words.len().min(5)).rev() {
        let (head, next) = (words[..count].join(" "), words[count]);
        let known = ROLES_OF.get(head.trim_end_matches([',', ':', ';', '.', '-', '–', '—']));
        let is_joined = head.ends_with([',', ':', '-', '–', '—'])
            || CONNECTIVES.contains(&next)
            || next.starts_with(['-', '–', '—', '/', '(']);
        if let Some(kind) = known.filter(|_| is_joined) {
            return Some(*kind);
        }
    }
    let tail = |count: usize| ROLES_OF.get(&words[words.len() - count..].join(" ")).copied();
    // "Cadre des travaux et état de l'art"
    let joined = (1..words.len()).filter(|&at| CONJUNCTIONS.contains(&words[at - 1]));
    let second = joined.filter_map(|at| tail(words.len() - at)).next();
    if second.is_some() {
        return second;
    }
    let short = words.len() <= 3 || words.len() <= 4 && words.iter().any(|word| CONJUNCTIONS.contains(word));
    (1..words.len().min(4)).rev().filter(|_| short).find_map(tail)
}

/// "実験結果と考察", "总结与展望": the word that begins or ends a heading that is not much longer.
fn unspaced_role(plain: &str, roles: &Words) -> Option<SectionKind> {
    let length = plain.chars().count();
    let near = |word: &&String| word.chars().count() * 4 >= length && word.chars().count() > 1;
    let mut known: Vec<&String> = roles.keys().filter(|word| !word.is_ascii()).filter(near).collect();
    known.sort_unstable_by_key(|word| (std::cmp::Reverse(word.len()), *word));
    let begins = known.iter().find(|word| plain.starts_with(word.as_str()));
    let ends = || known.iter().find(|word| plain.ends_with(word.as_str()));
    begins.or_else(ends).and_then(|word| roles.get(*word)).copied()
}

/// Lower case, single spaces, without accents, and without the colon behind; letters set apart are joined.
fn plain(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let folded: String = if lower.is_ascii() {
        lower
    } else {
        let bare = lower.nfkd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\u{200c}' | '\u{200d}' | '\u{ad}'));
        let alike = |c| match c {
            'ı' => 'i',
            // Arabic and Persian keyboards have different letters here.
            'ي' | 'ى' => 'ی',
            'ك' => 'ک',
            c => c,
        };
        bare.map(alike).nfc().collect()
    };
    let words: Vec<&str> = folded.split_whitespace().map(|word| if word == "&" { "and" } else { word }).collect();
    let single = words.len() > 3 && words.iter().all(|word| word.chars().count() == 1);
    // In East Asian scripts a space says nothing: "目 次", "참고 문헌".
    let apart = single || folded.contains(is_east_asian);
    words
        .join(if apart { "" } else { " " })
        .trim_matches([':', '.', ' ', '【', '】', '[', ']', '«', '»', '-', '–', '—'])
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_name_their_kind() {
        for (heading, kind) in [
            ("Table of Contents", Some(SectionKind::Contents)),
            ("7. Literaturverzeichnis", Some(SectionKind::References)),
            ("A B S T R A C T", Some(SectionKind::Abstract)),
            ("2 İÇİNDEKİLER", Some(SectionKind::Contents)),
            ("摘 要", Some(SectionKind::Abstract)),
            ("Abstract / Zusammenfassung", Some(SectionKind::Abstract)),
            ("Remerciements", Some(SectionKind::Front)),
            ("Список литературы", Some(SectionKind::References)),
            ("参考文献", Some(SectionKind::References)),
            ("فهرست فيلم ها", Some(SectionKind::List)),
            ("Results", None),
            ("Summary of the findings", None),
        ] {
            assert_eq!(named(heading), kind, "{heading}");
        }
    }

    #[test]
    fn no_heading_is_of_two_kinds() {
        let words =
            HEADINGS.iter().chain(&ROLES).flat_map(|(kind, words)| words.iter().map(|word| (plain(word), *kind)));
        let mut kinds = Words::default();
        for (word, kind) in words {
            assert!(!word.is_empty() && kinds.insert(word.clone(), kind).is_none_or(|same| same == kind), "{word}");
        }
    }

    #[test]
    fn chapters_have_roles() {
        for (heading, role) in [
            ("Introduction", Some(SectionKind::Introduction)),
            ("ΕΙΣΑΓΩΓΗ", Some(SectionKind::Introduction)),
            ("GİRİŞ", Some(SectionKind::Introduction)),
            ("Background and related work", Some(SectionKind::Literature)),
            ("Materials & Methods", Some(SectionKind::Methods)),
            ("Materials and methods", Some(SectionKind::Methods)),
            ("Results and Discussion", Some(SectionKind::Results)),
            ("Experimental results", Some(SectionKind::Results)),
            ("Discussion: what was not said", Some(SectionKind::Discussion)),
            ("Conclusion and Future Work", Some(SectionKind::Conclusion)),
            ("Fazit und Ausblick", Some(SectionKind::Conclusion)),
            ("Cadre des travaux et état de l’art", Some(SectionKind::Literature)),
            ("実験結果と考察", Some(SectionKind::Results)),
            ("A system for the results of others", None),
            ("재료 및 방법", Some(SectionKind::Methods)),
            ("결과 및 고찰", Some(SectionKind::Results)),
            ("Introduction to lattices", None),
            ("The lamp", None),
        ] {
            assert_eq!(super::role(heading), role, "{heading}");
        }
    }
}
