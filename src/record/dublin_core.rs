//! Dublin Core and its qualifiers: from `oai_dc`, `qdc`, `dim`, `xoai`, `uketd_dc`, DSpace's archives and tables alike.
//!
//! | element | qualifiers | field |
//! |---|---|---|
//! | `title` | | title, then translated titles |
//! | | `alternative`, `translated` | translated titles |
//! | `creator`, `contributor` | `author` | creators |
//! | `contributor` | `advisor`, `examiner`, ... | contributors with that role |
//! | | `department`, `institution`, ... | department, institution |
//! | `date` | `issued`, `awarded` | date |
//! | | `accessioned`, `modified`, `embargo` | deposited, modified, embargo |
//! | `description` | `abstract` | abstract, then translated abstracts |
//! | | none | the longest of them, where there is no abstract |
//! | `subject` | none | keywords |
//! | | `lcsh`, `ddc`, ... | subjects |
//! | `identifier` | `uri`, `doi`, ..., `citation` | URI or documents, identifiers, citation |
//! | `rights`, `accessRights` | | security, embargo, licence |
//! | `thesis` | `degree.name`, `.level`, `.grantor`, `.discipline` | degree, thesis type, institution, department |

use super::{
    draft::{Dated, Draft, fill, pages_of, some},
    files::{Of, is_media_type},
    rights, vocabulary, when,
};

/// One statement of Dublin Core.
#[derive(Clone, Debug, Default)]
pub(super) struct Statement {
    /// `title`, `date`.
    pub(super) element: String,
    /// `issued`; of several levels, joined by dots. Empty where there is none.
    pub(super) qualifier: String,
    /// Of the value, where it is said.
    pub(super) language: Option<String>,
    /// White space as single spaces.
    pub(super) value: String,
}

impl Statement {
    /// By a name with dots, the schema's prefix at its head or not: `dc.date.issued`, `date.issued`, `dcterms.abstract`.
    pub(super) fn named(name: &str, language: Option<&str>, value: String) -> Self {
        let lower = name.trim().to_lowercase();
        let bare = ["dc.", "dcterms.", "dc:", "dcterms:", "uketdterms.", "thesis."].iter();
        let is_thesis = lower.starts_with("thesis.");
        let bare = bare.filter(|_| !is_thesis).find_map(|schema| lower.strip_prefix(schema)).unwrap_or(&lower);
        let (element, qualifier) = bare.split_once('.').unwrap_or((bare, ""));
        let qualifier = qualifier.trim_end_matches("none").trim_end_matches('.');
        Self {
            element: element.to_owned(),
            qualifier: qualifier.to_owned(),
            language: language.map(str::to_owned),
            value,
        }
    }
}

/// What a statement says goes into the draft. `false` for one that has no field.
pub(super) fn take(draft: &mut Draft, statement: &Statement) -> bool {
    let Statement { element, qualifier, language, value } = statement;
    let (text, language) = (value.as_str(), language.as_deref());
    if text.is_empty() {
        return false;
    }
    match element.as_str() {
        "title" => title(draft, qualifier, text, language),
        "alternative" => draft.other_title(text, language),
        "creator" | "author" => draft.creator(text),
        "contributor" => return contributor(draft, qualifier, text),
        "advisor" | "supervisor" => draft.contributor(text, "supervisor"),
        "date" => return date(draft, qualifier, text),
        "issued" | "created" | "available" | "dateaccepted" | "datesubmitted" | "modified" | "dateawarded" => {
            return date(draft, element, text);
        }
        "embargodate" => draft.files.say(Of::Embargo, text),
        "description" => return description(draft, qualifier, text, language),
        "abstract" => draft.summary(text, language),
        "subject" if ["", "other", "keyword", "keywords", "none"].contains(&qualifier.as_str()) => draft.keywords(text),
        "subject" => draft.subject(text),
        "language" => draft.files.say(Of::Language, text),
        "publisher" => publisher(draft, qualifier, text),
        "type" => draft.kind(text),
        "identifier" => identifier(draft, qualifier, text),
        "bibliographiccitation" => fill(&mut draft.record.citation, some(text)),
        "isreferencedby" => draft.page(text),
        "relation" if qualifier.is_empty() || qualifier == "uri" => draft.related(text),
        "rights" if qualifier.starts_with("access") => draft.right(rights::access(text)),
        "rights" if qualifier.contains("embargo") => draft.right(rights::embargo(text)),
        "rights" => draft.files.say(Of::Licence, text),
        "license" | "licence" => draft.files.say(Of::Licence, text),
        "accessrights" => draft.files.say(Of::Access, text),
        "checksum" => draft.files.say(Of::Checksum, &format!("md5:{text}")),
        "format" => format(draft, qualifier, text),
        "medium" => draft.files.say(Of::Format, text),
        "extent" => fill(&mut draft.record.pages, pages_of(text)),
        "thesis" => return thesis(draft, qualifier, text),
        "degree" => return thesis(draft, &format!("degree.{qualifier}"), text),
        "institution" => fill(&mut draft.record.institution, some(text)),
        "department" => fill(&mut draft.record.department, some(text)),
        "qualificationname" => fill(&mut draft.record.degree, some(text)),
        "qualificationlevel" => draft.level(text),
        _ => return false,
    }
    true
}

fn title(draft: &mut Draft, qualifier: &str, text: &str, language: Option<&str>) {
    match qualifier {
        "" => draft.title(text, language),
        _ => draft.other_title(text, language),
    }
}

fn contributor(draft: &mut Draft, qualifier: &str, text: &str) -> bool {
    match qualifier {
        "author" => draft.creator(text),
        "" => draft.contributor(text, "contributor"),
        "department" | "school" | "faculty" => fill(&mut draft.record.department, some(text)),
        "institution" | "university" | "college" | "grantor" => fill(&mut draft.record.institution, some(text)),
        // ORCID and the like of somebody.
        _ if qualifier.contains("orcid") || qualifier.contains("isni") || qualifier.contains("viaf") => return false,
        role => draft.contributor(text, role),
    }
    true
}

fn date(draft: &mut Draft, qualifier: &str, text: &str) -> bool {
    match qualifier {
        "issued" | "awarded" | "dateawarded" => draft.dated(Dated::Issued, text),
        "created" | "dateaccepted" | "accepted" | "datesubmitted" | "submitted" | "defense" | "copyright" => {
            draft.dated(Dated::Made, text);
        }
        "" => draft.dated(Dated::Some, text),
        "accessioned" => fill(&mut draft.record.deposited, when::date(text)),
        "modified" | "updated" => fill(&mut draft.record.modified, when::date(text)),
        _ if qualifier.contains("embargo") || qualifier.contains("lift") => draft.right(rights::embargo(text)),
        _ => return false,
    }
    true
}

fn description(draft: &mut Draft, qualifier: &str, text: &str, language: Option<&str>) -> bool {
    match qualifier {
        "abstract" => draft.summary(text, language),
        "" => draft.description(text, language),
        "degree" | "degreename" => match vocabulary::level(text).filter(|_| text.split(' ').count() == 1) {
            Some(level) => draft.level(&level),
            None => fill(&mut draft.record.degree, some(text)),
        },
        "degreelevel" => draft.level(text),
        "department" | "school" | "faculty" => fill(&mut draft.record.department, some(text)),
        "version" => fill(&mut draft.record.version, vocabulary::version(text)),
        _ if qualifier.contains("embargo") => draft.right(rights::rights(text)),
        // Who did what in the workflow, funders, notes: not on the record's page.
        _ => return false,
    }
    true
}

fn publisher(draft: &mut Draft, qualifier: &str, text: &str) {
    let record = &mut draft.record;
    match qualifier {
        "institution" | "university" => fill(&mut record.institution, some(text)),
        "department" | "faculty" | "school" => fill(&mut record.department, some(text)),
        _ => fill(&mut record.publisher, some(text)),
    }
}

fn identifier(draft: &mut Draft, qualifier: &str, text: &str) {
    match qualifier {
        "citation" | "bibliographiccitation" => fill(&mut draft.record.citation, some(text)),
        _ => draft.identifier(text),
    }
}

fn format(draft: &mut Draft, qualifier: &str, text: &str) {
    match qualifier {
        "extent" | "pages" => fill(&mut draft.record.pages, pages_of(text).or_else(|| text.parse().ok())),
        _ if is_media_type(text) || qualifier.is_empty() => draft.format(text),
        _ => {}
    }
}

fn thesis(draft: &mut Draft, qualifier: &str, text: &str) -> bool {
    let record = &mut draft.record;
    match qualifier {
        "degree.name" => fill(&mut record.degree, some(text)),
        "degree.level" => draft.level(text),
        "degree.grantor" | "grantor" => fill(&mut record.institution, some(text)),
        "degree.discipline" | "degree.department" => fill(&mut record.department, some(text)),
        _ => return false,
    }
    true
}
