//! The descriptions of a PDF that lie beside it, each read by the room that knows its format, and the one that is about this PDF
//! picked from those that are about many.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use crate::{
    access::Level,
    corpus::{self, Beside, Kind},
    record::{self, Described, Format, Origin, Record},
};

/// What was read beside a PDF.
#[derive(Debug, Default)]
pub(super) struct Descriptions {
    /// Each with where it came from. One that cannot be understood closes the text.
    pub(super) all: Vec<(Origin, Record)>,
    /// What cannot be understood, a sentence each.
    pub(super) complaints: Vec<String>,
}

/// Reads descriptions; tables are read once for all their rows.
#[derive(Debug, Default)]
pub(super) struct Describer {
    tables: HashMap<PathBuf, Table>,
}

/// The rows of a table by the name of their file.
type Table = Result<HashMap<String, Described>, String>;

impl Describer {
    /// All that lies beside a PDF. Nobody knows whether a thesis is open whose record cannot be understood, so it is not.
    pub(super) fn describe(&mut self, pdf: &Path) -> Descriptions {
        let beside = corpus::beside(pdf);
        let name = pdf.file_name().unwrap_or_default().to_string_lossy();
        let mut found = Descriptions::default();
        for description in beside.iter().filter(|one| one.kind != Kind::ArchivePart) {
            let read = match description.kind {
                Kind::Table => self.row(description, &name),
                Kind::Archive => archive(description, &beside).map(Some),
                _ => one_of(description, &name).map(Some),
            };
            let file = Some(description.path.to_string_lossy().into_owned());
            match read {
                Ok(None) => {}
                Ok(Some(Described { format, record, doubts })) => {
                    found.complaints.extend(doubts.into_iter().map(|doubt| named(&description.path, &doubt)));
                    found.all.push((Origin { format, file }, at_hand(format, record, &name)));
                }
                Err(reason) => {
                    let sentence = format!("{reason}; until it is mended its text is for staff alone");
                    found.complaints.push(named(&description.path, &sentence));
                    let closed = Record { security: Level::Staff, ..Record::default() };
                    found.all.push((Origin { format: expected(description.kind), file }, closed));
                }
            }
        }
        found
    }

    fn row(&mut self, table: &Beside, name: &str) -> Result<Option<Described>, String> {
        let rows = self.tables.entry(table.path.clone()).or_insert_with(|| {
            let rows = record::from_csv(&text(table)?)?;
            Ok(rows.into_iter().collect())
        });
        rows.as_ref().map(|rows| rows.get(name).cloned()).map_err(Clone::clone)
    }
}

/// The language that the records beside a PDF name.
pub(super) fn language(pdf: &Path) -> Option<String> {
    record::merge(&Describer::default().describe(pdf).all).0.language
}

/// A sentence with the name of the file before it, unless it is the JSON beside the PDF, which has always been meant.
fn named(path: &Path, sentence: &str) -> String {
    match path.extension().is_some_and(|extension| extension == "json") {
        true => sentence.to_owned(),
        false => format!("{}: {sentence}", path.file_name().unwrap_or_default().to_string_lossy()),
    }
}

fn text(description: &Beside) -> Result<String, String> {
    corpus::record_text(description).map_err(|error| error.to_string())
}

fn archive(description: &Beside, beside: &[Beside]) -> Result<Described, String> {
    let mut metadata = vec![text(description)?];
    let mut contents = None;
    for part in beside.iter().filter(|one| one.kind == Kind::ArchivePart) {
        match part.path.extension() {
            Some(_) => metadata.push(text(part)?),
            None => contents = Some(text(part)?),
        }
    }
    let metadata: Vec<&str> = metadata.iter().map(String::as_str).collect();
    record::from_archive(&metadata, contents.as_deref())
}

/// The description in a file that is about this PDF: the only one, or the one that names it.
fn one_of(description: &Beside, name: &str) -> Result<Described, String> {
    let text = text(description)?;
    let mut all = match description.kind {
        Kind::Bibtex => vec![record::from_bibtex(&text)?],
        Kind::Ris => vec![record::from_ris(&text)?],
        Kind::Json | Kind::Csl => record::from_any_json(&text)?,
        _ => record::from_xml(&text)?,
    };
    let names_it = |one: &Described| document(&one.record, name).is_some();
    match (all.len(), all.iter().position(names_it)) {
        (1, _) => Ok(all.swap_remove(0)),
        (_, Some(number)) => Ok(all.swap_remove(number)),
        (0, None) => Err("it describes nothing".to_owned()),
        (several, None) => Err(format!("it describes {several} theses, and none by the name of this file")),
    }
}

/// The record with this PDF at hand. Ours has it at hand already; of another that does not name it, all documents are meant.
fn at_hand(format: Format, record: Record, name: &str) -> Record {
    match document(&record, name) {
        Some(number) if format != Format::Ibid => record.for_document(number),
        _ => record,
    }
}

/// The only document of a record that has this name.
fn document(record: &Record, name: &str) -> Option<usize> {
    let mut named = record.documents.iter().enumerate().filter(|(_, one)| one.name.as_deref() == Some(name));
    named.next().map(|(number, _)| number).filter(|_| named.next().is_none())
}

/// What a file that cannot be understood was to be.
fn expected(kind: Kind) -> Format {
    match kind {
        Kind::Json => Format::Ibid,
        Kind::Csl => Format::Csl,
        Kind::Bibtex => Format::Bibtex,
        Kind::Ris => Format::Ris,
        Kind::Archive | Kind::ArchivePart => Format::SimpleArchive,
        Kind::Parcel => Format::Mets,
        Kind::Revision | Kind::Xml => Format::EprintsXml,
        Kind::Table => Format::Csv,
    }
}
