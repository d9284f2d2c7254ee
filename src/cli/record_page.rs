//! A thesis's record as the page of a repository shows it, and below it what the index knows.

use std::io;

use super::{
    status::grouped,
    terminal::{Look, Terminal},
};
use crate::{
    access::{Level, Terms},
    date::Date,
    index::{Fate, StoredThesis},
    record::{Document, Origin, Origins, Record, Translation},
};

/// Columns of the names before the values.
const NAMES: usize = 16;

/// Prints the page; with `provenance`, below each value where it came from.
pub(crate) fn print(terminal: &mut Terminal, thesis: &StoredThesis, provenance: bool) -> io::Result<()> {
    let record = &thesis.record;
    let title = record.title.clone().unwrap_or_else(|| "(no title)".into());
    for line in textwrap::wrap(&title, terminal.width()) {
        terminal.line(&terminal.paint(Look::Title, &line))?;
    }
    let nothing = Origins::new();
    let origins = if provenance { &thesis.origins } else { &nothing };
    let mut page = Page { terminal, origins };
    page.origin("title")?;
    page.translations("also", "translated_titles", &record.translated_titles)?;
    page.fields(&who_and_what(record))?;
    page.field("abstract", "abstract", &one(&record.summary))?;
    page.translations("abstract", "translated_abstracts", &record.translated_abstracts)?;
    page.fields(&about(record))?;
    if record.documents.is_empty() {
        page.fields(&at_hand(record))?;
    } else {
        page.documents(record)?;
    }
    page.fields(&history(record))?;
    page.field("key", "", &thesis.key.to_string())?;
    for path in &thesis.paths {
        page.field("path", "", &path.display().to_string())?;
    }
    let read = match thesis.is_closed {
        true => "its text is closed to whom you ask as".to_owned(),
        false => coverage(&thesis.fate),
    };
    page.field("read", "", &read)
}

/// A line more, below the page.
pub(crate) fn line(terminal: &mut Terminal, name: &str, value: &str) -> io::Result<()> {
    Page { terminal, origins: &Origins::new() }.value(name, value)
}

/// A row: what it is called, the field it is by its name in the JSON, and what stands there.
type Row = (&'static str, &'static str, String);

fn who_and_what(record: &Record) -> Vec<Row> {
    let mut people = vec![("creators", "creators", record.creators.join("; "))];
    // Roles come as repositories name them; those that nobody can foresee stand behind their names.
    for (role, name) in [("supervisor", "supervisors"), ("examiner", "examiners"), ("editor", "editors")] {
        let named = record.contributors.iter().filter(|one| one.role == role).map(|one| one.name.as_str());
        people.push((name, "contributors", named.collect::<Vec<_>>().join("; ")));
    }
    let others =
        record.contributors.iter().filter(|one| !["supervisor", "examiner", "editor"].contains(&one.role.as_str()));
    let others: Vec<String> = others.map(|one| format!("{} ({})", one.name, one.role)).collect();
    people.push(("contributors", "contributors", others.join("; ")));
    people.extend([
        ("date", "date", day(record.date)),
        ("item type", "item_type", one(&record.item_type)),
        ("thesis type", "thesis_type", one(&record.thesis_type)),
        ("degree", "degree", one(&record.degree)),
        ("institution", "institution", one(&record.institution)),
        ("department", "department", one(&record.department)),
        ("publisher", "publisher", one(&record.publisher)),
    ]);
    people
}

fn about(record: &Record) -> Vec<Row> {
    vec![
        ("keywords", "keywords", record.keywords.join("; ")),
        ("subjects", "subjects", record.subjects.join("; ")),
        ("language", "language", one(&record.language)),
        ("pages", "pages", record.pages.map(|pages| pages.to_string()).unwrap_or_default()),
        ("URI", "uri", one(&record.uri)),
        ("identifiers", "identifiers", record.identifiers.join("; ")),
    ]
}

fn at_hand(record: &Record) -> Vec<Row> {
    vec![
        ("licence", "licence", one(&record.licence)),
        ("version", "version", one(&record.version)),
        ("for", "security", who(record.security).unwrap_or_default().to_owned()),
        ("embargo until", "embargo", day(record.embargo)),
    ]
}

fn history(record: &Record) -> Vec<Row> {
    vec![
        ("citation", "citation", one(&record.citation)),
        ("repository", "repository", one(&record.repository)),
        ("depositor", "depositor", one(&record.depositor)),
        ("deposited", "deposited", day(record.deposited)),
        ("modified", "modified", day(record.modified)),
    ]
}

struct Page<'a> {
    terminal: &'a mut Terminal,
    origins: &'a Origins,
}

impl Page<'_> {
    fn fields(&mut self, rows: &[Row]) -> io::Result<()> {
        rows.iter().try_for_each(|(name, field, value)| self.field(name, field, value))
    }

    /// A value and where it came from; nothing for one that is not there.
    fn field(&mut self, name: &str, field: &str, value: &str) -> io::Result<()> {
        if value.is_empty() {
            return Ok(());
        }
        self.value(name, value)?;
        self.origin(field)
    }

    fn translations(&mut self, name: &str, field: &str, all: &[Translation]) -> io::Result<()> {
        for other in all {
            let language = other.language.as_ref().map(|language| format!(" ({language})")).unwrap_or_default();
            self.value(&format!("{name}{language}"), &other.text)?;
        }
        if all.is_empty() { Ok(()) } else { self.origin(field) }
    }

    fn documents(&mut self, record: &Record) -> io::Result<()> {
        for (number, document) in record.documents.iter().enumerate() {
            let name = document.name.as_deref().or(document.url.as_deref()).unwrap_or("(no name)");
            self.value(if number == 0 { "documents" } else { "" }, name)?;
            self.value("", &particulars(document))?;
            self.value("", document.url.as_deref().filter(|url| *url != name).unwrap_or_default())?;
        }
        self.origin("documents")?;
        // The terms that hold for the text in the index may be stricter than those of any document.
        let strictest = Terms { level: record.security, embargo: record.embargo };
        if record.documents.iter().any(|document| document.terms() != strictest) {
            let rows = at_hand(record);
            self.fields(&rows)?;
        }
        Ok(())
    }

    /// A name, and what is called by it, wrapped.
    fn value(&mut self, name: &str, value: &str) -> io::Result<()> {
        let width = self.terminal.width().saturating_sub(NAMES).max(20);
        for (number, line) in textwrap::wrap(value, width).iter().enumerate().filter(|_| !value.is_empty()) {
            let name = if number == 0 { name } else { "" };
            self.terminal.line(&format!("{}{line}", self.terminal.paint(Look::Faint, &format!("{name:<NAMES$}"))))?;
        }
        Ok(())
    }

    fn origin(&mut self, field: &str) -> io::Result<()> {
        let Some(Origin { format, file }) = self.origins.get(field) else { return Ok(()) };
        let file = file.as_ref().map(|file| format!(", {file}")).unwrap_or_default();
        let said = self.terminal.paint(Look::Faint, &format!("from {format}{file}"));
        self.terminal.line(&format!("{:NAMES$}{said}", ""))
    }
}

/// "application/pdf, 7,670,892 bytes, accepted version, CC BY 4.0, for staff, embargo until 2030-01-01".
fn particulars(document: &Document) -> String {
    let one_word = |version: &String| match version.contains(' ') {
        true => version.clone(),
        false => format!("{version} version"),
    };
    let parts = [
        document.format.clone(),
        document.size.map(|size| format!("{} bytes", grouped(size))),
        document.language.clone(),
        document.version.as_ref().map(one_word),
        document.licence.clone(),
        who(document.security).map(|who| format!("for {who}")),
        document.embargo.map(|day| format!("embargo until {day}")),
        document.checksum.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// For whom it is, where that is not everybody.
fn who(level: Level) -> Option<&'static str> {
    match level {
        Level::Public => None,
        Level::Registered => Some("registered users"),
        Level::Staff => Some("staff"),
    }
}

fn one(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

fn day(value: Option<Date>) -> String {
    value.map(|date| date.to_string()).unwrap_or_default()
}

/// "20 pages, 18 with text, 2 scanned; 6,210 words".
fn coverage(fate: &Fate) -> String {
    match fate {
        Fate::Failed(why) => format!("nothing: {why}"),
        Fate::SameAs(key) => format!("as {key}"),
        Fate::Described => "its record alone: there is no PDF of it".to_owned(),
        Fate::Withheld(withheld) => format!("nothing: {}", withheld.why),
        Fate::Indexed(coverage) => {
            let parts = [
                (coverage.with_text, "with text"),
                (coverage.recognised, "read by OCR"),
                (coverage.scanned, "scanned"),
                (coverage.garbled, "garbled"),
                (coverage.blank, "blank"),
            ];
            let parts: Vec<_> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, kind)| format!(", {n} {kind}")).collect();
            format!("{} pages{}; {} words", coverage.pages, parts.concat(), grouped(coverage.words))
        }
    }
}
