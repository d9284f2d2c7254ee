//! Where the theses of a segment lie, as flat tables that gathering asks of every passage: made once for each segment,
//! mostly from the postings of a few terms, and kept as long as the index is open. Two bytes a passage, and four more once a
//! phrase was asked.

use std::{ops::Range, sync::OnceLock};

use tantivy::{DocId, SegmentReader, TERMINATED, Term, postings::BlockSegmentPostings, schema::IndexRecordOption};

use super::{Columns, Fields, section_term, seen::record_pages, stem::has_stems};
use crate::text::SectionKind;

/// The theses of a segment, deleted ones among them, in the order in which they lie.
pub struct Runs {
    columns: Columns,
    theses: Vec<ThesisRun>,
    /// For each [`STEP`] documents, which thesis has the first of them, or comes next.
    steps: Vec<u32>,
    /// The languages of the segment, terms of the field `language`: those that have stems come first.
    languages: Vec<String>,
    /// For each document.
    facts: Vec<Facts>,
    /// A bit for each document: whether it is of a section that points elsewhere.
    pointers: Vec<u64>,
    /// For each document, how many words it has.
    words: OnceLock<Vec<u32>>,
}

/// What is asked of every passage that has a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Stands for its language: see [`Runs::languages`].
    pub language: u8,
    /// tantivy's class of the length of its text.
    pub length: u8,
}

impl Facts {
    /// Stands for all languages that have no number left: of so many, none has stems.
    const OTHERS: u8 = u8::MAX - 1;
    /// Stands for no language.
    const NONE: u8 = u8::MAX;

    /// What stands for each of the languages of a segment, one after the other.
    fn numbers() -> impl Iterator<Item = u8> {
        (0..Self::OTHERS).chain(std::iter::repeat(Self::OTHERS))
    }
}

/// The passages of one thesis: documents that follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThesisRun {
    /// The document of passage 0.
    pub first: DocId,
    /// The document behind the last one.
    pub end: DocId,
    /// [`super::Key::number`] of the thesis.
    pub thesis: u64,
    /// What tells its text from others; `None` where that is too short.
    pub text: Option<u64>,
}

impl Runs {
    /// Of a segment.
    pub(super) fn of(reader: &SegmentReader, fields: &Fields) -> tantivy::Result<Self> {
        let columns = Columns::of(reader)?;
        let run = |first: DocId| {
            let end = first + columns.passages.first(first).unwrap_or(1) as DocId;
            let (thesis, text) = (columns.thesis.first(first).unwrap_or(0), columns.fingerprint.first(first));
            ThesisRun { first, end, thesis, text }
        };
        let theses: Vec<ThesisRun> = record_pages(&columns).into_iter().map(run).collect();
        let pointers = vec![0; reader.max_doc().div_ceil(64) as usize];
        let steps = steps(&theses, reader.max_doc());
        let (languages, facts) = facts(&theses, &steps, reader, fields)?;
        let mut runs = Self { columns, theses, steps, languages, facts, pointers, words: OnceLock::new() };
        let pointing = SectionKind::ALL.iter().filter(|kind| kind.points_elsewhere());
        for term in pointing.map(|kind| Term::from_field_text(fields.section, section_term(*kind))) {
            let inverted = reader.inverted_index(term.field())?;
            if let Some(postings) = inverted.read_block_postings(&term, IndexRecordOption::Basic)? {
                each(postings, &mut |doc| runs.pointers[doc as usize / 64] |= 1 << (doc % 64));
            }
        }
        Ok(runs)
    }

    /// Of theses with passages of so many words each.
    #[cfg(test)]
    pub(crate) fn of_lengths(lengths: &[Vec<u32>]) -> Self {
        let mut end = 0;
        let run = |passages: &Vec<u32>| {
            let first = end;
            end += passages.len() as DocId;
            ThesisRun { first, end, thesis: u64::from(first), text: None }
        };
        let theses: Vec<ThesisRun> = lengths.iter().map(run).collect();
        let words = OnceLock::from(lengths.concat());
        Self {
            columns: Columns::default(),
            steps: steps(&theses, end),
            theses,
            languages: Vec::new(),
            facts: vec![Facts::default(); end as usize],
            pointers: vec![0; end as usize / 64 + 1],
            words,
        }
    }

    /// Its fast fields: to open them takes longer than to ask them.
    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Its theses, in the order of their documents; between them lie entries of the ledger.
    pub fn theses(&self) -> &[ThesisRun] {
        &self.theses
    }

    /// Its languages, and what stands for each: in an index of very many, one number for several that have no stems.
    pub fn languages(&self) -> impl Iterator<Item = (u8, &String)> {
        Facts::numbers().zip(&self.languages)
    }

    /// Which of its theses has `doc`, or comes next where none has it; as many as there are where none comes.
    #[inline]
    pub fn at(&self, doc: DocId) -> usize {
        at(&self.theses, &self.steps, doc)
    }

    /// What is known of some passages that follow one another.
    #[inline]
    pub fn facts(&self, docs: Range<DocId>) -> &[Facts] {
        &self.facts[docs.start as usize..docs.end as usize]
    }

    /// Whether a passage is of a section that tells where something stands instead of saying it.
    #[inline]
    pub fn points_elsewhere(&self, doc: DocId) -> bool {
        self.pointers[doc as usize / 64] >> (doc % 64) & 1 != 0
    }

    /// How many words a passage has.
    #[inline]
    pub fn words(&self, doc: DocId) -> u32 {
        let all = self.words.get_or_init(|| {
            // Passages alone have a number of words, so the column has those of one thesis after the other.
            let mut values = self.columns.words.values.iter();
            let mut words = vec![0; self.pointers.len() * 64];
            for doc in self.theses.iter().flat_map(|run| run.first..run.end) {
                words[doc as usize] = values.next().unwrap_or(0) as u32;
            }
            words
        });
        all[doc as usize]
    }
}

/// The languages of a segment, and what is known of each document. The list of a language is asked for the record page of a thesis
/// and for one passage of its text.
fn facts(
    theses: &[ThesisRun],
    steps: &[u32],
    reader: &SegmentReader,
    fields: &Fields,
) -> tantivy::Result<(Vec<String>, Vec<Facts>)> {
    let lengths = reader.get_fieldnorms_reader(fields.text)?;
    let fact = |doc| Facts { language: Facts::NONE, length: lengths.fieldnorm_id(doc) };
    let mut facts: Vec<Facts> = (0..reader.max_doc()).map(fact).collect();
    let inverted = reader.inverted_index(fields.language)?;
    let (mut languages, mut terms) = (Vec::new(), inverted.terms().stream()?);
    while terms.advance() {
        languages.push((String::from_utf8_lossy(terms.key()).into_owned(), terms.value().clone()));
    }
    languages.sort_by_key(|(language, _)| !has_stems(language));
    for (number, (_, list)) in Facts::numbers().zip(&languages) {
        let mut postings = inverted.read_block_postings_from_terminfo(list, IndexRecordOption::Basic)?;
        let mut doc = postings.docs().first().copied().unwrap_or(TERMINATED);
        while doc != TERMINATED {
            let Some(run) = theses.get(at(theses, steps, doc)) else { break };
            let end = if doc > run.first { run.end } else { doc + 1 };
            facts[doc as usize..end as usize].iter_mut().for_each(|facts| facts.language = number);
            let within = postings.seek(end);
            doc = postings.docs().get(within).copied().unwrap_or(TERMINATED);
        }
    }
    Ok((languages.into_iter().map(|(language, _)| language).collect(), facts))
}

#[inline]
fn at(theses: &[ThesisRun], steps: &[u32], doc: DocId) -> usize {
    let step = steps.get((doc / STEP) as usize).map_or(theses.len(), |step| *step as usize);
    step + theses[step..].iter().take_while(|run| run.end <= doc).count()
}

/// How many documents are stepped over at once on the way to a thesis: about as many as one has passages.
const STEP: DocId = 64;

/// For each so many documents, which of `theses` has the first of them, or comes next.
fn steps(theses: &[ThesisRun], documents: DocId) -> Vec<u32> {
    let mut at = 0;
    let step = |first: DocId| {
        at += theses[at..].iter().take_while(|run| run.end <= first).count();
        at as u32
    };
    (0..documents).step_by(STEP as usize).map(step).collect()
}

fn each(mut postings: BlockSegmentPostings, then: &mut dyn FnMut(DocId)) {
    while !postings.docs().is_empty() {
        postings.docs().iter().for_each(|&doc| then(doc));
        postings.advance();
    }
}
