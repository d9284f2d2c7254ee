//! Filling the blanks of a record by what a PDF says of itself, by its title page and by its name.
//!
//! Programs write nonsense into a PDF's title ("Microsoft Word - final2.doc", "untitled", "these.dvi"): it is told by
//! its look and left out. Templates leave somebody else's name in it: where the title page names nobody of that name, the page is
//! believed; and its year rather than that in which the PDF was made. What a record says is never touched.

use serde::{Deserialize, Serialize};

use super::{Contributor, Format, Record, precedence};
use crate::{date::Date, page::TitlePage};

/// What a PDF says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its title.
    pub title: Option<String>,
    /// Its author.
    pub author: Option<String>,
    /// Its keywords.
    pub keywords: Option<String>,
    /// The year it was made in.
    pub year: Option<i32>,
    /// Its language (BCP 47), as detected or declared.
    pub language: Option<String>,
    /// What is printed on its title page.
    pub title_page: TitlePage,
}

/// `record` with its blanks filled, as far as `said` and the name of the file (without its extension) go.
pub fn fill(record: Record, said: &Said, file_name: &str) -> Record {
    said_by(said, file_name).iter().fold(record, |record, (_, guess)| precedence::filled(record, guess))
}

/// In which year the first PDF was made: clocks that were not set say 1970 or 1980.
const FIRST_PDF: i32 = 1993;

/// What the PDF says of itself, what its title page does, and what its file's name does.
pub fn said_by(said: &Said, file_name: &str) -> [(Format, Record); 3] {
    let printed = &said.title_page;
    let of_pdf = Record {
        title: said.title.as_deref().map(tidy).filter(|title| is_title(title, file_name)),
        creators: said.author.as_deref().map(tidy).filter(|author| is_name(author)).into_iter().collect(),
        keywords: said.keywords.as_deref().map(keywords).unwrap_or_default(),
        date: said.year.filter(|year| *year >= FIRST_PDF).and_then(year),
        language: said.language.as_deref().map(tidy),
        ..Record::default()
    };
    let of_pdf = Record {
        title: of_pdf.title.filter(|title| printed.title.as_ref().is_none_or(|printed| agree(title, printed))),
        creators: of_pdf.creators.into_iter().filter(|name| is_among(name, &printed.authors)).collect(),
        date: of_pdf.date.filter(|_| printed.year.is_none()),
        ..of_pdf
    };
    let supervisor = |name: &String| Contributor { name: name.clone(), role: "supervisor".to_owned() };
    let of_page = Record {
        title: printed.title.clone(),
        creators: printed.authors.clone(),
        contributors: printed.supervisors.iter().map(supervisor).collect(),
        date: printed.year.and_then(year),
        thesis_type: printed.level.clone(),
        institution: printed.institution.clone(),
        ..Record::default()
    };
    let of_name = Record { title: Some(plain(file_name)).filter(|name| !name.is_empty()), ..Record::default() };
    [(Format::Pdf, of_pdf), (Format::TitlePage, of_page), (Format::FileName, of_name)]
}

fn year(year: i32) -> Option<Date> {
    (1900..2100).contains(&year).then_some(Date { year, month: 0, day: 0 })
}

/// Whether two titles are the same, or nearly: most words of the shorter stand in the other.
fn agree(a: &str, b: &str) -> bool {
    let (a, b) = (words(a), words(b));
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    2 * short.iter().filter(|word| long.contains(word)).count() >= short.len()
}

/// Whether it may name one of these people, where there are any: a word of it is in their names.
fn is_among(name: &str, people: &[String]) -> bool {
    let words = words(name);
    people.is_empty() || people.iter().flat_map(|person| self::words(person)).any(|word| words.contains(&word))
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// White space as single spaces; no control characters.
fn tidy(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A file's name as words.
fn plain(file_name: &str) -> String {
    tidy(&file_name.replace(['_', '-', '+'], " ").replace("%20", " "))
}

/// Whether a title reads like one.
fn is_title(title: &str, file_name: &str) -> bool {
    let lower = title.to_lowercase();
    let letters = title.chars().filter(|c| c.is_alphabetic()).count();
    // Two characters can be a title in Chinese, three letters are none in Latin.
    let enough = letters >= if title.is_ascii() { 4 } else { 2 };
    enough
        && !NO_TITLES.contains(&lower.trim_matches(|c: char| !c.is_alphanumeric()))
        && !NO_BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning))
        && !NO_ENDINGS.iter().any(|ending| lower.ends_with(ending))
        && !title.contains('\u{fffd}')
        && plain(title).to_lowercase() != plain(file_name).to_lowercase()
        // A path, a template's placeholder.
        && (title.contains(' ') || !title.contains(['/', '\\', '_', '<']))
}

/// Whether an author reads like a person rather than an account.
fn is_name(author: &str) -> bool {
    let lower = author.to_lowercase();
    let words = author.split([' ', ',']).filter(|word| !word.is_empty()).count();
    let spelled = author.is_ascii() && words < 2;
    !spelled
        && !author.contains(['\u{fffd}', '@', '<', '{', '/', '\\'])
        && author.chars().any(char::is_alphabetic)
        && !NO_NAMES.iter().any(|name| lower.contains(name))
}

fn keywords(text: &str) -> Vec<String> {
    let separator = if text.contains(';') { ';' } else { ',' };
    text.split(separator).map(tidy).filter(|keyword| !keyword.is_empty()).take(50).collect()
}

const NO_TITLES: [&str; 36] = [
    "untitled",
    "untitled document",
    "untitled-1",
    "unnamed",
    "unknown",
    "title",
    "thesis title",
    "title of the thesis",
    "no title",
    "none",
    "null",
    "document",
    "document1",
    "dokument1",
    "documento1",
    "presentation",
    "powerpoint presentation",
    "thesis",
    "phd thesis",
    "master thesis",
    "master's thesis",
    "bachelor thesis",
    "dissertation",
    "these",
    "thèse",
    "tesis",
    "tese",
    "tesi",
    "proefschrift",
    "masterarbeit",
    "bachelorarbeit",
    "diplomarbeit",
    "template",
    "thesis template",
    "main",
    "full page photo",
];
const NO_BEGINNINGS: [&str; 7] =
    ["microsoft word", "microsoft powerpoint", "powerpoint", "slide 1", "untitled", "file://", "d:\\"];
const NO_ENDINGS: [&str; 16] = [
    ".doc", ".docx", ".dvi", ".tex", ".pdf", ".odt", ".ps", ".rtf", ".indd", ".pages", ".ppt", ".pptx", ".qxd", ".wpd",
    ".txt", ".eps",
];
const NO_NAMES: [&str; 9] = [
    "unknown",
    "administrator",
    "your name",
    "author name",
    "name of",
    "windows user",
    "microsoft",
    "anonymous",
    "student name",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn title(said: &str) -> String {
        let said = Said { title: Some(said.into()), ..Said::default() };
        fill(Record::default(), &said, "jane_doe-2014").title.unwrap()
    }

    #[test]
    fn a_title_that_is_none_gives_way_to_the_name_of_the_file() {
        for junk in [
            "untitled",
            "Microsoft Word - final2.doc",
            "these.dvi",
            "jane_doe-2014",
            "Jane Doe 2014",
            "",
            "  ",
            "123-4",
            "PhD Thesis",
            "\u{fffd}\u{fffd}abc",
            "C:\\tmp\\x",
            "/home/jane/x",
            "(anonymous).tex",
            "<title>",
        ] {
            assert_eq!(title(junk), "jane doe 2014", "{junk}");
        }
        for good in
            ["On Groups", "毕业论文", "Self-help: a case study", "Gender/Power in the north", "Dissertation on groups"]
        {
            assert_eq!(title(good), good);
        }
    }

    fn printed() -> TitlePage {
        TitlePage {
            title: Some("On Groups".into()),
            authors: vec!["Jane Doe".into()],
            year: Some(2013),
            level: Some("Doctoral".into()),
            institution: Some("University of Saltby".into()),
            supervisors: vec!["Ann Other".into()],
        }
    }

    #[test]
    fn the_title_page_is_believed_where_a_template_speaks_and_of_the_year() {
        let filled = |title: &str, author: &str| {
            let (title, author) = (Some(title.to_owned()), Some(author.to_owned()));
            fill(
                Record::default(),
                &Said { title, author, year: Some(2016), title_page: printed(), ..Said::default() },
                "x",
            )
        };
        let by_page = filled("A template for theses", "Max Mustermann");
        assert_eq!(by_page.title.as_deref(), Some("On Groups"));
        assert_eq!((by_page.creators.as_slice(), by_page.date.unwrap().year), (&["Jane Doe".to_owned()][..], 2013));
        assert_eq!(by_page.contributors[0], Contributor { name: "Ann Other".into(), role: "supervisor".into() });
        let by_pdf = filled("On groups, a study", "DOE J.");
        assert_eq!(by_pdf.title.as_deref(), Some("On groups, a study"));
        assert_eq!(by_pdf.creators, ["DOE J."]);
    }

    #[test]
    fn a_record_is_not_touched() {
        let record = Record {
            title: Some("Mine".into()),
            creators: vec!["Doe, Jane".into()],
            keywords: vec!["groups".into()],
            contributors: vec![Contributor { name: "Ann".into(), role: "examiner".into() }],
            thesis_type: Some("Masters".into()),
            institution: Some("Saltby".into()),
            date: "2001".parse().ok(),
            language: Some("de".into()),
            ..Record::default()
        };
        let said = Said {
            title: Some("Another title".into()),
            author: Some("John Other".into()),
            keywords: Some("x, y".into()),
            year: Some(2014),
            language: Some("en".into()),
            title_page: printed(),
        };
        assert_eq!(fill(record.clone(), &said, "x"), record);
        let said = Said { title_page: TitlePage::default(), ..said };
        let guessed = fill(Record::default(), &said, "x");
        assert_eq!(guessed.creators, ["John Other"]);
        assert_eq!(guessed.keywords, ["x", "y"]);
        assert_eq!(guessed.date.unwrap().year, 2014);
        assert_eq!(guessed.language.as_deref(), Some("en"));
    }

    #[test]
    fn an_account_is_no_author() {
        for (author, name) in
            [("jdoe", false), ("Unknown", false), ("a@b.org", false), ("Jane Doe", true), ("李明", true)]
        {
            assert_eq!(is_name(author), name, "{author}");
        }
    }
}
