//! Test collections: documents, questions, and which documents answer which question.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rustc_hash::FxHashMap;

use super::measures::Grades;
use crate::{
    cli::exit::Failure,
    error::{Error, Result},
    index::{ContentHash, Coverage, Fate, Index, Source, Thesis, WriterOptions},
    record::{self, Record, Said},
    text::Text,
    wire::CollectionEntry,
};

/// A folder with `corpus.jsonl`, `queries.jsonl` and `qrels.tsv`.
pub(super) struct Collection {
    /// The folder's name.
    pub(super) name: String,
    /// Its documents.
    documents: Vec<CollectionEntry>,
    /// Each question that any document answers, with the documents that do; in the order of the file.
    pub(super) questions: Vec<(String, Grades)>,
}

/// The folders of collections: `dir` itself, or those in it; sorted by name.
pub(super) fn folders(dir: &Path) -> std::result::Result<Vec<PathBuf>, Failure> {
    let is_one = |path: &PathBuf| path.join("corpus.jsonl").is_file();
    let own = dir.to_owned();
    let mut found = if is_one(&own) {
        vec![own]
    } else {
        let entries = fs::read_dir(dir).map_err(|source| Error::Io { path: dir.into(), source })?;
        entries.flatten().map(|entry| entry.path()).filter(is_one).collect()
    };
    found.sort();
    if found.is_empty() {
        return Err(Failure::Usage(format!("{} holds no corpus.jsonl, nor does a folder in it", dir.display())));
    }
    Ok(found)
}

impl Collection {
    /// Reads the collection in `dir`.
    pub(super) fn read(dir: &Path) -> std::result::Result<Self, Failure> {
        let mut grades = grades(&dir.join("qrels.tsv"))?;
        let queries = entries(&dir.join("queries.jsonl"))?.into_iter();
        let questions = queries.filter_map(|query| grades.remove(&query.id).map(|answers| (query.text, answers)));
        let name = dir.file_name().unwrap_or(dir.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { name, questions: questions.collect(), documents: entries(&dir.join("corpus.jsonl"))? })
    }

    /// An index of its documents in `dir`, each a thesis of its own: a record with the title and the language, and the
    /// text as it would be printed, the title above it.
    pub(super) fn index(&self, dir: &Path, language: Option<&str>) -> Result<Index> {
        let index = Index::open_or_create(dir)?;
        let mut writer = index.writer(&WriterOptions::default())?;
        for document in &self.documents {
            writer.put(thesis(document, language))?;
        }
        writer.finish()?;
        Ok(index)
    }
}

fn thesis(document: &CollectionEntry, language: Option<&str>) -> Thesis {
    let CollectionEntry { id, title, text } = document;
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut content = paragraphs(text);
    if !content.starts_with(&title) {
        content = format!("{title}\n{content}");
    }
    let text = Text::plain(content);
    let hash = ContentHash::of(id.as_bytes());
    let source = Source {
        path: PathBuf::from(id),
        size: 0,
        modified_ns: 0,
        hash: Some(hash),
        record: None,
        fate: Fate::Indexed(Coverage::of(&text, "none")),
    };
    let title = Some(title).filter(|title| !title.is_empty());
    let described = Record { title, language: language.map(str::to_owned), ..Record::default() };
    let said = Said::default();
    Thesis {
        key: hash.key(),
        record: record::fill(described, &said, id),
        origins: Default::default(),
        said,
        source,
        text,
    }
}

/// Lines joined; an empty or indented line begins a paragraph.
fn paragraphs(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.lines() {
        let begins = line.starts_with(char::is_whitespace) || line.trim().is_empty();
        if !joined.is_empty() && !joined.ends_with('\n') {
            joined.push(if begins { '\n' } else { ' ' });
        }
        joined.push_str(line.trim());
    }
    joined
}

fn entries(path: &Path) -> std::result::Result<Vec<CollectionEntry>, Failure> {
    let entry = |(at, line): (usize, &str)| {
        CollectionEntry::from_line(line)
            .map_err(|error| Failure::Usage(format!("{}, line {}: {error}", path.display(), at + 1)))
    };
    read(path)?.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(entry).collect()
}

/// For each question the documents graded above 0.
fn grades(path: &Path) -> std::result::Result<FxHashMap<String, Grades>, Failure> {
    let mut grades: FxHashMap<String, Grades> = FxHashMap::default();
    for (at, line) in read(path)?.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut columns = line.split('\t');
        let named = columns.next().zip(columns.next()).zip(columns.next());
        let graded = named.and_then(|(names, grade)| grade.trim().parse::<i64>().ok().map(|grade| (names, grade)));
        match graded {
            Some(((question, document), grade)) if grade > 0 => {
                let grade = u32::try_from(grade).unwrap_or(u32::MAX);
                grades.entry(question.to_owned()).or_default().insert(document.to_owned(), grade);
            }
            // The first line may name the columns.
            None if at > 0 => {
                let place = format!("{}, line {}", path.display(), at + 1);
                return Err(Failure::Usage(format!(
                    "{place}: not a question, a document and a grade with tabs between"
                )));
            }
            _ => {}
        }
    }
    Ok(grades)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|source| Error::Io { path: path.into(), source })
}
