//! A hit as a citation: the thesis as reference managers know one, the printed page as locator, the words quoted.
//!
//! BibTeX, RIS and CSL have a reference for each thesis, with the pages of all its passages; CSV and Markdown have a row or a block
//! quote for each passage. The locator is the printed number, in brackets where it is not printed on that page; where none is
//! known it is the PDF's own, named as such.

mod bibtex;
mod csl;
mod markdown;
mod name;
mod ris;
mod table;

use std::collections::HashMap;

use crate::{
    record::Record,
    search::{PassageHit, Results, Snippet, ThesisHit},
};

/// A form in which citations are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// BibTeX and biblatex, for LaTeX.
    Bibtex,
    /// RIS, as EndNote, Zotero and Mendeley import it.
    Ris,
    /// CSL-JSON, as citeproc, pandoc and Zotero have it.
    Csl,
    /// Comma-separated values (RFC 4180): a row for each passage.
    Csv,
    /// Block quotes with their sources.
    Markdown,
}

/// The hits of `results` as citations, with at most `width` characters of each passage (all with 0); whole, with line ends.
pub fn cite(results: &Results, style: Style, width: usize) -> String {
    let citations = Citation::all(results, if width == 0 { usize::MAX } else { width });
    match style {
        Style::Bibtex => citations.iter().map(bibtex::entry).collect(),
        Style::Ris => citations.iter().map(ris::reference).collect(),
        Style::Csl => csl::items(&citations),
        Style::Csv => table::rows(&citations),
        Style::Markdown => citations.iter().map(markdown::quotes).collect(),
    }
}

/// A thesis that is cited.
struct Citation<'a> {
    /// Unique among those of one answer.
    id: String,
    thesis: &'a ThesisHit,
    /// Its passages, best first.
    quotes: Vec<Quote<'a>>,
}

/// A passage that is quoted.
struct Quote<'a> {
    hit: &'a PassageHit,
    shown: Snippet,
}

impl<'a> Citation<'a> {
    fn all(results: &'a Results, width: usize) -> Vec<Self> {
        let mut taken = HashMap::new();
        let of = |thesis: &'a ThesisHit| Self {
            id: unique(id(thesis), &mut taken),
            thesis,
            quotes: thesis.passages.iter().map(|hit| Quote { hit, shown: hit.snippet(width) }).collect(),
        };
        results.theses.iter().map(of).collect()
    }

    fn record(&self) -> &'a Record {
        &self.thesis.record
    }

    fn title(&self) -> String {
        let file = || self.thesis.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        one_line(&self.record().title.clone().unwrap_or_else(file))
    }

    /// The page of its best passage, for programs that put "p." before it themselves: "12", "34 (PDF)".
    fn page(&self) -> Option<String> {
        let best = self.quotes.iter().map(|quote| quote.hit).find(|hit| hit.page > 0)?;
        Some(best.label.as_ref().map_or_else(|| format!("{} (PDF)", best.page), ToString::to_string))
    }

    /// The pages of its passages in the order of the text, each once: `p. 12`, `pp. iv, [12], PDF p. 34`.
    fn pinpoint(&self) -> Option<String> {
        let mut hits: Vec<&PassageHit> = self.quotes.iter().map(|quote| quote.hit).filter(|hit| hit.page > 0).collect();
        hits.sort_by_key(|hit| hit.page);
        hits.dedup_by_key(|hit| hit.page);
        let printed = hits.iter().filter_map(|hit| hit.label.as_ref()).map(ToString::to_string).collect();
        let others = hits.iter().filter(|hit| hit.label.is_none()).map(|hit| hit.page.to_string()).collect();
        let named = |name: &str, numbers: Vec<String>| match numbers.len() {
            0 => None,
            1 => Some(format!("{name}p. {}", numbers[0])),
            _ => Some(format!("{name}pp. {}", numbers.join(", "))),
        };
        let all: Vec<String> = [named("", printed), named("PDF ", others)].into_iter().flatten().collect();
        (!all.is_empty()).then(|| all.join(", "))
    }

    fn doi(&self) -> Option<String> {
        let known = self.record().identifiers.iter().chain(&self.record().uri);
        known.filter_map(|one| one.find("10.").map(|at| (&one[..at], &one[at..]))).find_map(|(before, doi)| {
            let named = before.is_empty() || before.contains("doi");
            (named && doi.contains('/')).then(|| doi.trim().to_owned())
        })
    }
}

/// A hit's page in prose: `p. 12`; `p. [12]` where that is counted and not printed; `PDF p. 34` where no number is known.
fn place(hit: &PassageHit) -> String {
    hit.label.as_ref().map_or_else(|| format!("PDF p. {}", hit.page), |label| format!("p. {label}"))
}

/// What kind of thesis it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Degree {
    Doctoral,
    Masters,
    Other,
}

impl Degree {
    fn of(record: &Record) -> Self {
        let named = record.thesis_type.as_deref().unwrap_or_default().to_lowercase();
        let any = |words: &[&str]| words.iter().any(|word| named.contains(word));
        match () {
            () if any(&["doctor", "phd", "ph.d", "dissertation", "doktor", "thèse", "habilitation"]) => Self::Doctoral,
            () if any(&["master", "magist", "msc", "m.sc", "mestrado", "maestr"]) => Self::Masters,
            () => Self::Other,
        }
    }
}

/// What a citation calls the thesis: "Doctoral thesis".
fn genre(record: &Record) -> String {
    match &record.thesis_type {
        Some(named) if named.to_lowercase().contains("thesis") || named.contains(' ') => one_line(named),
        Some(named) => format!("{} thesis", one_line(named)),
        None => "Thesis".to_owned(),
    }
}

/// A citation key: author's family name, year, first long word of the title; the thesis's key where that makes no ASCII name.
fn id(thesis: &ThesisHit) -> String {
    let letters = |text: &str| -> String {
        crate::index::analyzer::fold(text).chars().filter(char::is_ascii_alphanumeric).collect()
    };
    let record = &thesis.record;
    let family = record.creators.first().map(|name| letters(name.split(',').next().unwrap_or_default()));
    let year = record.date.map(|date| date.year.to_string()).unwrap_or_default();
    let title = record.title.as_deref().unwrap_or_default();
    let word = title.split_whitespace().map(letters).find(|word| word.len() > 3).unwrap_or_default();
    match family.filter(|family| !family.is_empty()) {
        Some(family) => format!("{family}{year}{word}"),
        None => format!("thesis-{}", thesis.key),
    }
}

/// `id`, with a letter or two behind it where it is taken.
fn unique(id: String, taken: &mut HashMap<String, u32>) -> String {
    let times = taken.entry(id.clone()).or_default();
    *times += 1;
    if *times == 1 { id } else { format!("{id}-{times}") }
}

/// White space made single.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        index::Key,
        text::{Label, LabelSource},
    };

    /// One thesis with two hits on pages 14 and 12 (the second PDF page has no printed number).
    pub(super) fn results() -> Results {
        let record = Record {
            title: Some("Wells & \"Bells\": 50% of {Saltby}_$ ~ \\ ^ #1".into()),
            creators: vec!["Weaver, Ada".into(), "Müller, Jörg".into()],
            date: Some("2014-03-31".parse().unwrap()),
            thesis_type: Some("Doctoral".into()),
            institution: Some("University of X".into()),
            department: Some("History".into()),
            uri: Some("https://example.org/1/?a=b&c=50%25".into()),
            identifiers: vec!["doi:10.1234/ab_c".into()],
            language: Some("en".into()),
            keywords: vec!["wells".into()],
            ..Record::default()
        };
        let hit = |page, label: Option<&str>, text: &str| {
            PassageHit::at(
                page,
                label.map(|text| Label { text: text.into(), source: LabelSource::Printed }),
                text,
                std::iter::once(0..3).collect(),
            )
        };
        let passages = vec![hit(20, Some("14"), "The *well*, he said,\nwas \"dry\"."), hit(3, None, "# no end")];
        let thesis = ThesisHit {
            key: Key::from_number(0xabc),
            path: "/theses/weaver, 1.pdf".into(),
            record,
            score: 1.0,
            passages,
            passages_total: 2,
            also_in: Vec::new(),
            explanation: None,
        };
        let bare = ThesisHit { record: Record::default(), passages: Vec::new(), ..thesis.clone() };
        let theses = vec![thesis.clone(), thesis, bare];
        let understood = String::new();
        let (notices, facets) = (Vec::new(), Vec::new());
        Results { theses, total_theses: 3, total_passages: 4, notices, facets, understood, suggestion: None }
    }

    #[test]
    fn a_counted_page_stands_in_brackets_and_a_page_of_the_pdf_is_called_that() {
        let mut results = results();
        let of_page = |page, label: Option<(&str, LabelSource)>| {
            let label = label.map(|(text, source)| Label { text: text.into(), source });
            PassageHit::at(page, label, "text", Vec::new())
        };
        results.theses[0].passages = vec![
            of_page(80, Some(("63", LabelSource::Counted))),
            of_page(81, Some(("64", LabelSource::Printed))),
            of_page(2, None),
            of_page(1, None),
            of_page(1, None),
        ];
        results.theses[1].passages = vec![of_page(1, None)];
        for (style, expected) in [
            (Style::Bibtex, ["note = {pp. [63], 64, PDF pp. 1, 2}", "note = {PDF p. 1}"]),
            (Style::Ris, ["SP  - [63]\r\n", "SP  - 1 (PDF)\r\n"]),
            (Style::Ris, ["N1  - p. [63]: “", "N1  - PDF p. 1: “"]),
            (Style::Csl, ["\"locator\": \"[63]\"", "\"locator\": \"1 (PDF)\""]),
            (Style::Csv, [",[63],80,", ",,1,"]),
            (Style::Markdown, [", p. \\[63\\].", ", PDF p. 1."]),
        ] {
            let cited = cite(&results, style, 100);
            expected.iter().for_each(|expected| assert!(cited.contains(expected), "{expected}: {cited}"));
        }
    }

    #[test]
    fn keys_are_unique_and_pages_in_order() {
        let results = results();
        let citations = Citation::all(&results, 100);
        let ids: Vec<&str> = citations.iter().map(|citation| citation.id.as_str()).collect();
        assert_eq!(ids, ["weaver2014wells", "weaver2014wells-2", "thesis-000000000abc"]);
        assert_eq!(citations[0].pinpoint().as_deref(), Some("p. 14, PDF p. 3"));
        assert_eq!((citations[1].page().as_deref(), citations[2].pinpoint()), (Some("14"), None));
        assert_eq!(citations[0].page().as_deref(), Some("14"));
        assert_eq!(citations[0].doi().as_deref(), Some("10.1234/ab_c"));
    }
}
