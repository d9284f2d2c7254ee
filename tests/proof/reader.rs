//! The theses as a reader has them: every word in its place.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use ibid::index::{Snapshot, analyzer, section_term};

/// All theses of an index.
pub(crate) struct Library {
    pub(crate) theses: Vec<Thesis>,
    /// Every word as printed in a language.
    pub(crate) forms: Vec<Form>,
    /// In how many passages a folded word stands.
    pub(crate) holders: HashMap<String, u64>,
    pub(crate) languages: Vec<String>,
}

/// A word as printed in a language.
pub(crate) struct Form {
    pub(crate) printed: String,
    pub(crate) folded: String,
    pub(crate) stem: String,
    pub(crate) language: String,
}

pub(crate) struct Thesis {
    key: String,
    pub(crate) language: String,
    pub(crate) creators: Vec<String>,
    /// Its text.
    pub(crate) chars: Vec<char>,
    /// The words of the record page, then those of the text.
    pub(crate) words: Vec<Word>,
    /// How many are those of the record page.
    pub(crate) of_record: usize,
    /// Of each passage.
    pub(crate) places: Vec<Place>,
}

#[derive(Default)]
pub(crate) struct Place {
    /// Kinds of its section.
    pub(crate) kinds: Vec<String>,
    /// Words of its heading.
    pub(crate) heading: Vec<String>,
    /// Printed page numbers, in lower case, or those of the PDF.
    pub(crate) pages: Vec<String>,
}

pub(crate) struct Word {
    /// Which of [`Library::forms`].
    pub(crate) form: usize,
    pub(crate) printed: String,
    pub(crate) passage: u32,
    /// The printed number of the page on which it begins, in lower case, or that of the PDF.
    pub(crate) page: String,
    /// Characters of the text, or of the record page.
    pub(crate) span: Range<usize>,
}

impl Library {
    pub(crate) fn read(snapshot: &Snapshot) -> Self {
        let mut library =
            Self { theses: Vec::new(), forms: Vec::new(), holders: HashMap::new(), languages: Vec::new() };
        let mut known: HashMap<(String, String), usize> = HashMap::new();
        let keys = snapshot.sources().unwrap().into_iter().filter_map(|source| source.key());
        for key in keys.collect::<std::collections::BTreeSet<_>>() {
            let stored = snapshot.stored(key).unwrap();
            let text = snapshot.text(key).unwrap();
            let language = analyzer::stem_language(&stored.record, stored.frame.language.as_deref());
            let run = snapshot.run(key).unwrap().unwrap();
            let record = snapshot.passage(run.address(0)).unwrap();
            let mut thesis = Thesis {
                key: key.to_string(),
                language: language.clone(),
                creators: stored.record.creators.clone(),
                chars: text.content.chars().collect(),
                words: Vec::new(),
                of_record: 0,
                places: (0..stored.passages).map(|number| place(&stored, number)).collect(),
            };
            let names: Vec<(usize, String)> =
                text.pages.iter().map(|page| (page.start as usize, name(page.label.as_ref(), page.number))).collect();
            let starts: Vec<usize> = text.passages.iter().map(|passage| passage.span.start as usize).collect();
            let spans = text.passages.iter().map(|passage| passage.span.start as usize..passage.span.end as usize);
            let mut before = 0;
            for (number, passage) in
                std::iter::once(record.as_str()).chain(spans.map(|span| &text.content[span])).enumerate()
            {
                before = if number == 1 { 0 } else { before };
                let mut seen: BTreeMap<String, ()> = BTreeMap::new();
                let (mut bytes, mut chars) = (0, before);
                let mut position = |byte: usize| {
                    chars += passage[bytes..byte].chars().count();
                    bytes = byte;
                    chars
                };
                for token in analyzer::tokens(passage) {
                    let printed = passage[token.span.clone()].to_owned();
                    let span = position(token.span.start)..position(token.span.end);
                    let form = *known.entry((printed.clone(), language.clone())).or_insert_with(|| {
                        let (folded, stem) = (token.word.to_string(), analyzer::stem(&printed, &language));
                        library.forms.push(Form { printed: printed.clone(), folded, stem, language: language.clone() });
                        library.forms.len() - 1
                    });
                    seen.insert(token.word.into_owned(), ());
                    let at = number.checked_sub(1).map_or(0, |at| starts[at] + token.span.start);
                    let page = names.iter().rev().find(|(start, _)| *start <= at);
                    let page = page.map_or_else(String::new, |(_, name)| name.clone());
                    thesis.words.push(Word { form, printed, passage: number as u32, page, span });
                }
                before = position(passage.len());
                if number == 0 {
                    thesis.of_record = thesis.words.len();
                }
                seen.into_keys().for_each(|word| *library.holders.entry(word).or_default() += 1);
            }
            library.theses.push(thesis);
        }
        library.languages = library.theses.iter().map(|thesis| thesis.language.clone()).collect();
        library.languages.sort();
        library.languages.dedup();
        library
    }

    pub(crate) fn position(&self, key: &str) -> usize {
        self.theses.iter().position(|thesis| thesis.key == key).unwrap()
    }
}

fn place(stored: &ibid::index::StoredThesis, number: u32) -> Place {
    let place = stored.place(number);
    let mut found = Place::default();
    if let Some(section) = &place.section {
        found.kinds.push(section_term(section.kind).to_owned());
        if section.kind.is_body() {
            found.kinds.push("chapter".to_owned());
        }
        found.heading = analyzer::tokens(&section.heading).map(|token| token.word.into_owned()).collect();
    }
    if number > 0 {
        found.pages = place.pages.iter().map(|page| name(page.label.as_ref(), page.number)).collect();
    }
    found
}

fn name(label: Option<&ibid::text::Label>, number: u32) -> String {
    match label.map(|label| label.text.trim().to_lowercase()) {
        Some(label) if !label.is_empty() => label,
        _ => number.to_string(),
    }
}

impl Thesis {
    /// The words of a text that is shown: of the record page, or of so many characters from `offset` on.
    pub(crate) fn words_of(&self, number: u32, offset: Option<usize>, length: usize) -> &[Word] {
        let Some(offset) = offset.filter(|_| number > 0) else { return &self.words[..self.of_record] };
        let text = &self.words[self.of_record..];
        let first = text.partition_point(|word| word.span.start < offset);
        let last = text.partition_point(|word| word.span.end <= offset + length);
        &text[first..last]
    }

    /// Words that run on: those of the record page, those of the text.
    pub(crate) fn stretches(&self) -> [Range<usize>; 2] {
        [0..self.of_record, self.of_record..self.words.len()]
    }
}
