//! What is known of the documents of one record: where they are, under which names they are kept, and in which state.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{
    access::Level,
    corpus::holdings,
    date::Date,
    error::{Error, Result},
    harvest::Validators,
    record::{self, Record},
};

/// The documents of a record. Kept as JSON beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Deposit {
    /// Of the record, in its repository.
    pub(super) identifier: String,
    /// Of what the repository said when it was last read, and of who read it.
    pub(super) digest: String,
    /// How many documents there were so far: their names begin with a number.
    numbered: u32,
    pub(super) documents: Vec<Deposited>,
}

/// A PDF of a record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Deposited {
    pub(super) url: String,
    /// Its name here.
    pub(super) file: String,
    /// The checksum that the record names, or the date of the record.
    pub(super) said: String,
    /// The state of the copy that is here.
    pub(super) held: Option<Validators>,
    /// The state of which the beginning is here.
    pub(super) begun: Option<Validators>,
}

impl Deposit {
    /// That of a folder; an empty one where there is none, or none that can be understood.
    pub(super) fn load(folder: &Path) -> Self {
        let text = holdings::text(&holdings::deposit_of(folder)).ok().flatten();
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    pub(super) fn save(&self, folder: &Path) -> Result<()> {
        let path = holdings::deposit_of(folder);
        // Plain values; their JSON cannot fail.
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        holdings::write(&path, &text).map(drop).map_err(Error::io(path))
    }

    /// Takes over what a record says of its documents; which of those that are here may be others now.
    pub(super) fn follow(&mut self, record: &Record, stamp: &str) -> Vec<usize> {
        let mut suspects = Vec::new();
        let before = std::mem::take(&mut self.documents);
        for document in record.documents.iter().filter(|document| is_pdf(document)) {
            let url = document.url.clone().unwrap_or_default();
            if self.documents.iter().any(|known| known.url == url) {
                continue;
            }
            let said = document.checksum.clone().unwrap_or_else(|| stamp.to_owned());
            let mut deposited = before.iter().find(|known| known.url == url).cloned().unwrap_or_else(|| {
                self.numbered += 1;
                let file = format!("{}-{}.pdf", self.numbered, name_of(document, &url));
                Deposited { url, file, said: said.clone(), ..Deposited::default() }
            });
            if deposited.said != said {
                deposited.said = said;
                suspects.push(self.documents.len());
            }
            self.documents.push(deposited);
        }
        suspects
    }

    /// Where the documents of another state of it are that it does not have.
    pub(super) fn dropped(&self, before: &Self, folder: &Path) -> Vec<PathBuf> {
        let is_gone = |old: &&Deposited| !self.documents.iter().any(|document| document.file == old.file);
        before.documents.iter().filter(is_gone).map(|old| folder.join(&old.file)).collect()
    }
}

/// Writes the record beside each PDF that is here, as it is for that one.
pub(super) fn write_beside(folder: &Path, deposited: &Deposited, record: &Record) -> Result<()> {
    let path = folder.join(&deposited.file);
    if !path.is_file() {
        return Ok(());
    }
    let path = crate::corpus::record_path(&path);
    holdings::write(&path, &record::to_json(&of(record, &deposited.url))).map(drop).map_err(Error::io(path))
}

/// A record as it is for one of its documents.
pub(super) fn of(record: &Record, url: &str) -> Record {
    let number = record.documents.iter().position(|document| document.url.as_deref() == Some(url));
    record.for_document(number.unwrap_or(usize::MAX))
}

/// Why a document is not to be fetched on a day, and from when on it may be.
pub(super) fn closed(record: &Record, url: &str, today: Date) -> Option<(String, Option<Date>)> {
    let record = of(record, url);
    match (record.embargo.filter(|ends| *ends > today), record.security) {
        (Some(ends), _) => Some((format!("under embargo until {ends}"), Some(ends))),
        (None, Level::Staff) => Some(("for staff of the repository alone".to_owned(), None)),
        (None, Level::Registered) => Some(("for those who have logged in".to_owned(), None)),
        (None, Level::Public) => None,
    }
}

/// Whether a document is a PDF, or may be one as far as the record tells.
fn is_pdf(document: &record::Document) -> bool {
    let Some(url) = document.url.as_deref().filter(|url| url.starts_with("http")) else { return false };
    let end = |text: &str| {
        let name = text.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).filter(|end| end.len() <= 4)
    };
    match (
        &document.format,
        document.name.as_deref().and_then(end),
        end(url.split(['?', '#']).next().unwrap_or_default()),
    ) {
        (Some(format), ..) => format.to_ascii_lowercase().contains("pdf"),
        (None, Some(end), _) | (None, None, Some(end)) => end == "pdf",
        (None, None, None) => true,
    }
}

fn name_of(document: &record::Document, url: &str) -> String {
    let last = || url.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let name = document.name.as_deref().unwrap_or_else(last);
    let name = name.strip_suffix(".pdf").or_else(|| name.strip_suffix(".PDF")).unwrap_or(name);
    holdings::plain_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(url: &str) -> record::Document {
        record::Document { url: Some(url.to_owned()), ..record::Document::default() }
    }

    #[test]
    fn documents_keep_their_names_while_others_come_and_go() {
        let record =
            |urls: &[&str]| Record { documents: urls.iter().map(|url| document(url)).collect(), ..Record::default() };
        let mut deposit = Deposit::default();
        assert!(deposit.follow(&record(&["http://x/a.pdf", "http://x/b.odt", "http://x/c?d=1"]), "1").is_empty());
        let files: Vec<_> = deposit.documents.iter().map(|document| document.file.as_str()).collect();
        assert_eq!(files, ["1-a.pdf", "2-c.pdf"]);
        let before = deposit.clone();
        assert_eq!(deposit.follow(&record(&["http://x/c?d=1", "http://x/../a.pdf"]), "2"), [0], "it may be another");
        let files: Vec<_> = deposit.documents.iter().map(|document| document.file.as_str()).collect();
        assert_eq!(files, ["2-c.pdf", "3-a.pdf"]);
        assert_eq!(deposit.dropped(&before, Path::new("/f")), [PathBuf::from("/f/1-a.pdf")]);
    }

    #[test]
    fn what_may_be_a_pdf() {
        let with = |url: &str, format: Option<&str>, name: Option<&str>| {
            is_pdf(&record::Document { format: format.map(Into::into), name: name.map(Into::into), ..document(url) })
        };
        assert!(with("http://x/a.PDF", None, None) && with("http://x/bitstream/1/2", None, None));
        assert!(with("http://x/download", Some("application/pdf"), None) && with("http://x/1", None, Some("a.pdf")));
        assert!(!with("http://x/a.docx", None, None) && !with("http://x/a.pdf", Some("text/plain"), None));
        assert!(!with("file:///etc/passwd.pdf", None, None) && !with("http://x/1", None, Some("a.zip")));
    }

    #[test]
    fn each_document_has_its_own_terms() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let embargoed = record::Document { embargo: Some(day("2030-01-01")), ..document("http://x/a") };
        let staff = record::Document { security: Level::Staff, ..document("http://x/b") };
        let documents = vec![embargoed, staff, document("http://x/c")];
        let record = Record { documents, security: Level::Staff, ..Record::default() };
        let closed_on = |url, day| closed(&record, url, day).map(|(why, _)| why);
        assert_eq!(closed_on("http://x/a", day("2029-12-31")).as_deref(), Some("under embargo until 2030-01-01"));
        assert_eq!(closed_on("http://x/a", day("2030-01-01")), None);
        assert_eq!(closed_on("http://x/b", day("2031-01-01")).as_deref(), Some("for staff of the repository alone"));
        assert_eq!(closed_on("http://x/c", day("2000-01-01")), None);
        assert!(closed_on("http://x/unknown", day("2000-01-01")).is_some(), "else the record's hold");
    }
}
