//! What a leaf looks for in the index.

use std::sync::Arc;

/// What a leaf looks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// One word.
    Word(Word),
    /// One word after the other.
    Phrase(Vec<Slot>),
    /// A word typed with hyphens or the like: its folded parts as a phrase, or all as one word.
    Compound {
        /// In their order.
        parts: Vec<String>,
        /// In any of its forms.
        joined: Word,
    },
    /// One word of several.
    Expanded(Slot),
    /// Words and phrases near one another.
    Near(Near),
    /// Words one after the other, as printed: capitals and accents count.
    Written(Vec<String>),
    /// What a passage must be among: it says nothing of its words.
    Narrow(Narrow),
}

/// A word as the index may hold it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Word {
    /// Folded.
    pub(super) exact: String,
    /// Its distinct stems, each with the languages whose stem it is, as counted by the languages of the index.
    pub(super) stems: Vec<(String, Vec<usize>)>,
    /// The two words that it is where it is printed with a hyphen or a space.
    pub(super) apart: Option<[String; 2]>,
}

impl Word {
    /// A folded word that is looked for as it is.
    pub(super) fn exactly(exact: String) -> Self {
        Self { exact, stems: Vec::new(), apart: None }
    }
}

/// One place of a phrase: the folded words that may stand there, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Slot(pub(super) Arc<[Spelling]>);

/// A word that is taken for what was typed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spelling {
    /// Folded.
    pub(super) word: String,
    /// How many letters it is off.
    pub(super) off: u8,
}

impl Slot {
    /// For one folded word.
    pub(super) fn exactly(word: String) -> Self {
        Self(Arc::new([Spelling { word, off: 0 }]))
    }

    /// Whether a folded word may stand there.
    pub(super) fn takes(&self, word: &str) -> bool {
        match self.0.as_ref() {
            [only] => only.word == word,
            words => words.binary_search_by(|known| known.word.as_str().cmp(word)).is_ok(),
        }
    }

    /// The words.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|spelling| spelling.word.as_str())
    }
}

/// Words and phrases in any order within a stretch of the running text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Near {
    /// Each with how many times it must be there.
    pub(super) parts: Vec<(Vec<Slot>, u32)>,
    /// How many words long the stretch is at most.
    pub(super) span: u32,
}

impl Near {
    /// All of `parts`, with at most `gap` other words between them.
    pub(super) fn new(parts: Vec<Vec<Slot>>, gap: u16) -> Self {
        let mut near = Self { parts: Vec::new(), span: u32::from(gap) };
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            near.span += part.len() as u32;
            match near.parts.iter_mut().find(|(known, _)| *known == part) {
                Some((_, times)) => *times += 1,
                None => near.parts.push((part, 1)),
            }
        }
        near
    }
}

/// What a passage must be among.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Narrow {
    /// All of these, each in any of its spellings, in the kind or the heading of its section.
    Section(Vec<Slot>),
    /// So in the heading alone.
    Heading(Vec<Slot>),
    /// It stands on one of these pages.
    Pages(Slot),
    /// It has a section.
    InSection,
    /// It stands on a page.
    OnPage,
}
