//! What the index stores of a thesis beside the words: the way back to its pages, sections and record.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Coverage, Fate, Key};
use crate::{
    access::Terms,
    page::TitlePage,
    record::{Origins, Record, Said},
    text::{Label, PageSpan, PageState, Passage, SectionKind, Text},
};

/// Where a passage stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its first byte in the thesis's text.
    pub start: u32,
    /// The pages it stands on, in order; the first begins at or before its first byte. Of passage 0: every page of a
    /// thesis that has no text, otherwise none.
    pub pages: Vec<PagePlace>,
    /// The section it begins in.
    pub section: Option<SectionRef>,
}

/// A page within a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagePlace {
    /// PDF page number, from 1.
    pub number: u32,
    /// The printed number, where known.
    pub label: Option<Label>,
    /// What can be read on it.
    pub state: PageState,
    /// Where it begins: byte of the passage's text; 0 where it began before.
    pub start: u32,
}

/// The section a passage begins in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionRef {
    /// What it is for.
    pub kind: SectionKind,
    /// As printed.
    pub heading: String,
    /// Which of the thesis's sections.
    pub number: u32,
}

/// What passage 0 stores of its thesis. The other passages store their text and nothing else: where they stand is told
/// here, once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Front {
    /// The record as JSON, which leaves out what is absent, as postcard cannot; in a second line where its values came from,
    /// in a third what the title page said, if it did.
    record: String,
    /// What the PDF said of itself.
    info: Info,
    /// The thesis's text but for its content and its passages.
    frame: Text,
    /// Of each passage its length in bytes, how many more these are than its characters, and its section: half of what its
    /// span would take.
    passages: Vec<(u32, u32, Option<u32>)>,
}

/// What a PDF said of itself, its title page apart. Which fields there are, and in which order, is part of the format.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Info {
    title: Option<String>,
    author: Option<String>,
    keywords: Option<String>,
    year: Option<i32>,
    language: Option<String>,
}

impl Front {
    /// `frame` is a text from which `content` was taken.
    pub(super) fn new(record: &Record, origins: &Origins, said: Said, frame: &Text, content: &str) -> Self {
        let Said { title, author, keywords, year, language, title_page } = said;
        // A record is plain values; their JSON cannot fail.
        let mut record =
            [serde_json::to_string(record), serde_json::to_string(origins)].map(Result::unwrap_or_default).join("\n");
        if title_page != TitlePage::default() {
            record.push('\n');
            record.push_str(&serde_json::to_string(&title_page).unwrap_or_default());
        }
        let info = Info { title, author, keywords, year, language };
        let entry = |passage: &Passage| {
            let text = content.get(passage.span.start as usize..passage.span.end as usize).unwrap_or_default();
            let length = passage.span.end - passage.span.start;
            (length, (text.len() - text.chars().count()) as u32, passage.section)
        };
        let passages = frame.passages.iter().map(entry).collect();
        let Text { pages, sections, language, .. } = frame.clone();
        Self { record, info, frame: Text { pages, sections, language, ..Text::default() }, passages }
    }

    /// The thesis's text but for its content.
    pub(super) fn into_frame(self) -> Text {
        let mut start = 0;
        let mut passage = |(length, _, section): (u32, u32, Option<u32>)| {
            let span = start..start + length;
            start = span.end;
            Passage { span, section }
        };
        let passages = self.passages.into_iter().map(&mut passage).collect();
        Text { passages, ..self.frame }
    }

    /// How many characters of the text stand before each passage, from the first on.
    pub(super) fn offsets(&self) -> Vec<u32> {
        let mut offset = 0;
        let begin = |&(length, surplus, _): &(u32, u32, Option<u32>)| {
            let begin = offset;
            offset += length - surplus.min(length);
            begin
        };
        self.passages.iter().map(begin).collect()
    }

    pub(super) fn record(&self) -> serde_json::Result<Record> {
        serde_json::from_str(self.record.lines().next().unwrap_or_default())
    }

    /// Where the values of the record came from.
    pub(super) fn origins(&self) -> serde_json::Result<Origins> {
        self.record.lines().nth(1).map_or_else(|| Ok(Origins::new()), serde_json::from_str)
    }

    /// What the PDF said of itself.
    pub(super) fn said(&self) -> serde_json::Result<Said> {
        let Info { title, author, keywords, year, language } = self.info.clone();
        let title_page = self.record.lines().nth(2).map_or_else(|| Ok(TitlePage::default()), serde_json::from_str)?;
        Ok(Said { title, author, keywords, year, language, title_page })
    }
}

/// A thesis as stored, without its text.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredThesis {
    /// Its key.
    pub key: Key,
    /// Its record, blanks filled.
    pub record: Record,
    /// Where the values of the record came from.
    pub origins: Origins,
    /// What its PDF said of itself.
    pub said: Said,
    /// Its text but for the content: pages, sections, passages, the language detected.
    pub frame: Text,
    /// How many characters of its text stand before each passage, from passage 1 on.
    pub offsets: Vec<u32>,
    /// The paths that hold it: the one it was read from first.
    pub paths: Vec<std::path::PathBuf>,
    /// What became of that path.
    pub fate: Fate,
    /// How many passages it has, the record page included.
    pub passages: u32,
    /// Whether its text is closed to whom it is shown: then it has no frame, and nothing is told of what was read of it.
    pub is_closed: bool,
}

impl StoredThesis {
    /// How much of it could be read; `None` where nothing could.
    pub fn coverage(&self) -> Option<&Coverage> {
        match &self.fate {
            Fate::Indexed(coverage) => Some(coverage),
            Fate::Failed(_) | Fate::SameAs(_) | Fate::Described | Fate::Withheld(_) => None,
        }
    }

    /// Where a passage stands.
    pub fn place(&self, passage: u32) -> Place {
        place(&self.frame, passage)
    }

    /// The pages on which these bytes of its text stand; where they begin is counted from the first of the bytes.
    pub fn pages(&self, span: Range<u32>) -> Vec<PagePlace> {
        pages(&self.frame, span)
    }

    /// The section in which a byte of its text stands.
    pub fn section_at(&self, offset: u32) -> Option<SectionRef> {
        let number = self.frame.sections.partition_point(|section| section.start <= offset).checked_sub(1)?;
        section(&self.frame, number as u32)
    }

    /// The terms of access to its text.
    pub fn terms(&self) -> Terms {
        Terms { level: self.record.security, embargo: self.record.embargo }
    }
}

/// A page's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageText {
    /// PDF page number, from 1.
    pub number: u32,
    /// The printed number, where known.
    pub label: Option<Label>,
    /// What can be read on it.
    pub state: PageState,
    /// Where its text was recognised in its picture: how sure that is, 0 to 100.
    pub confidence: Option<u8>,
    /// As printed; a paragraph ends with `\n`.
    pub text: String,
}

/// Where a passage stands; 0 is the record page.
pub(super) fn place(text: &Text, number: u32) -> Place {
    let Some(index) = (number as usize).checked_sub(1).filter(|index| *index < text.passages.len()) else {
        let pages: &[PageSpan] = if text.passages.is_empty() { &text.pages } else { &[] };
        return Place { pages: pages.iter().map(|page| page_place(page, 0)).collect(), ..Place::default() };
    };
    let passage = &text.passages[index];
    let start = passage.span.start;
    // Pages without text at the very end begin where the text ends.
    let end = if index + 1 == text.passages.len() { u32::MAX } else { passage.span.end };
    Place { start, pages: pages(text, start..end), section: passage.section.and_then(|number| section(text, number)) }
}

/// The pages on which these bytes of a text stand; where they begin is counted from the first of the bytes.
fn pages(text: &Text, span: Range<u32>) -> Vec<PagePlace> {
    let begins_before = |offset: u32| text.pages.partition_point(|page| page.start < offset);
    let (mut first, last) = (begins_before(span.start), begins_before(span.end));
    // The page that runs on from before, unless another begins right here.
    if text.pages.get(first).is_none_or(|page| page.start > span.start) {
        first = first.saturating_sub(1);
    }
    text.pages[first..last.max(first)].iter().map(|page| page_place(page, span.start)).collect()
}

fn page_place(page: &PageSpan, passage_start: u32) -> PagePlace {
    let start = page.start.saturating_sub(passage_start);
    PagePlace { number: page.number, label: page.label.clone(), state: page.state, start }
}

fn section(text: &Text, number: u32) -> Option<SectionRef> {
    let section = text.sections.get(number as usize)?;
    Some(SectionRef { kind: section.kind, heading: section.heading.clone(), number })
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{LabelSource, Section};

    /// Texts as `text` makes them: pages and passages cut the content anywhere.
    pub(in crate::index) fn any_text() -> impl Strategy<Value = Text> {
        let sizes = proptest::collection::vec(1..40u32, 0..12);
        let pages = proptest::collection::vec((0..60u32, proptest::option::of("[ivx0-9]{1,3}")), 0..12);
        (sizes, pages, any::<bool>()).prop_map(|(sizes, pages, sectioned)| {
            let mut text = Text::default();
            for size in sizes {
                let start = text.content.len() as u32;
                text.content.extend((0..size).map(|at| if at % 5 == 4 { ' ' } else { 'a' }));
                text.passages.push(Passage { span: start..start + size, section: sectioned.then_some(0) });
            }
            if sectioned {
                let heading = "One".to_owned();
                text.sections.push(Section { heading, level: 1, kind: SectionKind::Chapter, start: 0 });
            }
            let mut start = 0;
            for (number, (gap, label)) in pages.into_iter().enumerate() {
                let state = if gap == 0 { PageState::Scanned } else { PageState::Text };
                let label = label.map(|text| Label { text: text.into(), source: LabelSource::Printed });
                text.pages.push(PageSpan { number: number as u32 + 1, label, start, state, confidence: None });
                start = (start + gap).min(text.content.len() as u32);
            }
            text
        })
    }

    proptest! {
        #[test]
        fn every_passage_knows_its_pages(text in any_text()) {
            for (number, passage) in text.passages.iter().enumerate() {
                let place = place(&text, number as u32 + 1);
                if text.pages.is_empty() {
                    continue;
                }
                prop_assert!(place.pages[0].start == 0);
                prop_assert!(place.pages.is_sorted_by_key(|page| (page.start, page.number)));
                for page in &place.pages[1..] {
                    prop_assert_eq!(text.pages[page.number as usize - 1].start, passage.span.start + page.start);
                }
            }
        }
    }
}
