//! A table of records: `records.csv` in a folder, a row a thesis.
//!
//! The column `file` names the PDF. Other columns are called as the fields of a record (`title`, `creators`, `embargo`) or as
//! Dublin Core, with or without its prefix and in DSpace's spelling too (`dc.date.issued`, `dc.title[en]`). Several values of a
//! field stand in one cell, with `||` or `;` between.

use serde_json::{Map, Value};

use super::{
    Described, Format, Record,
    draft::Draft,
    dublin_core::{self, Statement},
    json::clean,
    xml::tidy,
};

/// The fields of ours that one cell can hold.
const TEXTS: [&str; 21] = [
    "title",
    "date",
    "item_type",
    "thesis_type",
    "degree",
    "institution",
    "department",
    "abstract",
    "language",
    "publisher",
    "citation",
    "repository",
    "uri",
    "licence",
    "version",
    "security",
    "embargo",
    "depositor",
    "deposited",
    "modified",
    "pages",
];
const LISTS: [&str; 4] = ["creators", "keywords", "subjects", "identifiers"];
const ROLES: [&str; 3] = ["supervisor", "examiner", "editor"];
/// Columns of DSpace's own tables that say nothing of a thesis.
const PASSED_OVER: [&str; 3] = ["id", "collection", "number"];

/// The rows of a table, each with the name of its file.
///
/// # Errors
/// One sentence, with the line where it is a row's.
pub fn from_csv(text: &str) -> Result<Vec<(String, Described)>, String> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let wrong = |error: csv::Error| {
        let line = error.position().map(|at| format!(" (line {})", at.line())).unwrap_or_default();
        format!("no table that can be read{line}")
    };
    let columns: Vec<String> = reader.headers().map_err(wrong)?.iter().map(|name| name.trim().to_owned()).collect();
    let file =
        columns.iter().position(|name| name == "file").ok_or("no column `file`, which names the PDF of each row")?;
    if let Some(unknown) = columns.iter().find(|name| !is_column(name)) {
        return Err(clean(&format!("column `{unknown}` is no field of a record")));
    }
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(wrong)?;
        let line = row.position().map_or(0, csv::Position::line);
        let cells = columns.iter().map(String::as_str).zip(row.iter()).filter(|(_, cell)| !cell.trim().is_empty());
        let described = record(cells).map_err(|reason| format!("{reason} (line {line})"))?;
        rows.push((row.get(file).unwrap_or_default().trim().to_owned(), described));
    }
    Ok(rows)
}

fn is_column(name: &str) -> bool {
    let lower = name.to_lowercase();
    let ours = TEXTS.iter().chain(&LISTS).chain(&ROLES).chain(&PASSED_OVER).any(|known| *known == name);
    let mut draft = Draft::default();
    ours || name == "file"
        || ["dc.", "dcterms.", "thesis."].iter().any(|schema| lower.starts_with(schema))
        || dublin_core::take(&mut draft, &Statement::named(&lower, None, "2000".to_owned()))
}

fn record<'a>(cells: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Described, String> {
    let mut draft = Draft::default();
    let mut ours = Map::new();
    let mut people = Vec::new();
    for (name, cell) in cells {
        let several = || values(cell).map(Value::from).collect::<Vec<_>>();
        match name {
            "file" => {}
            "pages" => {
                let pages = cell.trim().parse::<u32>().map_or(Value::from(cell), Value::from);
                ours.insert(name.to_owned(), pages);
            }
            _ if TEXTS.contains(&name) => drop(ours.insert(name.to_owned(), tidy(cell).into())),
            _ if LISTS.contains(&name) => drop(ours.insert(name.to_owned(), several().into())),
            _ if ROLES.contains(&name) => people.extend(values(cell).map(|person| (person, name))),
            _ if PASSED_OVER.contains(&name) => {}
            _ => statements(&mut draft, name, cell),
        }
    }
    let ours: Record = serde_json::from_value(ours.into()).map_err(|error| clean(&error.to_string()))?;
    people.iter().for_each(|(person, role)| draft.contributor(person, role));
    let mut described = draft.finish(Format::Csv);
    described.record = super::precedence::filled(ours, &described.record);
    Ok(described)
}

/// `dc.title[en_US]`, its values with `||` between.
fn statements(draft: &mut Draft, column: &str, cell: &str) {
    let (name, language) = column.split_once('[').map_or((column, None), |(name, rest)| {
        (name, Some(rest.trim_end_matches(']')).filter(|language| !language.is_empty()))
    });
    for value in cell.split("||").map(tidy) {
        dublin_core::take(draft, &Statement::named(name, language, value));
    }
}

fn values(cell: &str) -> impl Iterator<Item = String> {
    let separator = if cell.contains("||") { "||" } else { ";" };
    cell.split(separator).map(tidy).filter(|value| !value.is_empty())
}
