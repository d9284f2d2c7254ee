//! EPrints: its XML (EP3) and its JSON have the same fields, so both become one tree of values, and one map reads it.
//!
//! | EPrints | field |
//! |---|---|
//! | `title`, `alt_title` | title, translated titles |
//! | `creators`, `corp_creators` | creators |
//! | `supervisors`, `contributors`, `thesis_advisor`, `thesis_committee`, `editors` | contributors |
//! | `date`, `datestamp`, `lastmod` | date, deposited, modified |
//! | `type`, `thesis_type`, `thesis_name` | item type, thesis type, degree |
//! | `institution`, `department`, `divisions` | institution, department |
//! | `abstract`, `keywords`, `subjects` | abstract, keywords, subjects |
//! | `uri`, `official_url`, `doi`, `id_number`, `isbn`, `eprintid` | URI, identifiers |
//! | `publisher`, `pages`, `official_cit`, `userid` | publisher, pages, citation, depositor |
//! | `documents` | documents: `security`, `date_embargo`, `content` (version), `license`, `files` |
//! | `eprint_status`, `metadata_visibility`, `full_text_status` | security: what is not live is for staff |

use serde_json::Value;

use super::{
    Described, Document, Format,
    draft::{Dated, Draft, fill, push, some},
    files::{checksum, name_of},
    rights::{self, Right, Verdict},
    vocabulary, when,
    xml::tidy,
};

/// The description that an `eprint` makes.
pub(super) fn record(eprint: &Value, format: Format) -> Described {
    let mut draft = Draft::default();
    titles(&mut draft, eprint);
    people(&mut draft, eprint);
    kinds(&mut draft, eprint);
    places(&mut draft, eprint);
    content(&mut draft, eprint);
    identifiers(&mut draft, eprint);
    history(&mut draft, eprint);
    status(&mut draft, eprint);
    documents(&mut draft, eprint);
    draft.finish(format)
}

fn titles(draft: &mut Draft, eprint: &Value) {
    translations(&eprint["title"]).for_each(|(text, language)| draft.title(&text, language.as_deref()));
    for other in ["alt_title", "title_alt", "title_translated", "title_en"] {
        translations(&eprint[other]).for_each(|(text, language)| draft.other_title(&text, language.as_deref()));
    }
}

fn people(draft: &mut Draft, eprint: &Value) {
    for field in ["creators", "corp_creators"] {
        each(&eprint[field]).filter_map(name).for_each(|name| draft.creator(&name));
    }
    let roles = [
        ("supervisors", "supervisor"),
        ("thesis_advisor", "supervisor"),
        ("advisors", "supervisor"),
        ("relators", "supervisor"),
        ("thesis_committee", "committee member"),
        ("examiners", "examiner"),
        ("editors", "editor"),
        ("contributors", "contributor"),
    ];
    for (field, otherwise) in roles {
        for person in each(&eprint[field]) {
            let role = text(&person["type"]).or_else(|| text(&person["role"]).filter(|_| field == "contributors"));
            if let Some(name) = name(person) {
                draft.contributor(&name, role.as_deref().unwrap_or(otherwise));
            }
        }
    }
}

fn kinds(draft: &mut Draft, eprint: &Value) {
    if let Some(kind) = text(&eprint["type"]) {
        draft.kind(&kind);
    }
    if let Some(level) = text(&eprint["thesis_type"]) {
        draft.level(&level);
    }
    let degree = text(&eprint["thesis_name"]).or_else(|| text(&eprint["thesis_degree"]));
    fill(&mut draft.record.degree, degree.map(|degree| degree_name(&degree)));
}

/// EPrints has codes for the commonest degrees.
fn degree_name(code: &str) -> String {
    let known = [
        ("phd", "PhD"),
        ("dphil", "DPhil"),
        ("mphil", "MPhil"),
        ("ma", "MA"),
        ("msc", "MSc"),
        ("ba", "BA"),
        ("bsc", "BSc"),
    ];
    known.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name).to_owned()
}

fn places(draft: &mut Draft, eprint: &Value) {
    let institution = text(&eprint["institution"]).or_else(|| text(&eprint["thesis_degree_grantor"]));
    fill(&mut draft.record.institution, institution);
    let department = text(&eprint["department"]).or_else(|| text(&eprint["thesis_department"]));
    fill(&mut draft.record.department, department.or_else(|| each(&eprint["divisions"]).find_map(text)));
    fill(&mut draft.record.publisher, text(&eprint["publisher"]));
}

fn content(draft: &mut Draft, eprint: &Value) {
    translations(&eprint["abstract"]).for_each(|(text, language)| draft.summary(&text, language.as_deref()));
    each(&eprint["keywords"]).filter_map(lines).for_each(|keywords| draft.all_keywords(&keywords));
    each(&eprint["subjects"]).filter_map(text).for_each(|subject| draft.subject(&subject));
    each(&eprint["language"]).filter_map(text).for_each(|language| draft.language(&language));
    fill(&mut draft.record.pages, text(&eprint["pages"]).and_then(|pages| pages.parse().ok()));
    let citation = ["citation", "official_cit", "suggested_citation"].iter().find_map(|field| text(&eprint[*field]));
    fill(&mut draft.record.citation, citation);
}

fn identifiers(draft: &mut Draft, eprint: &Value) {
    for page in ["uri", "@id", "official_url"] {
        if let Some(page) = text(&eprint[page]) {
            fill(&mut draft.record.uri, Some(page.clone()));
            if draft.record.uri.as_ref() != Some(&page) {
                push(&mut draft.record.identifiers, &page);
            }
        }
    }
    for field in ["doi", "id_number", "urn", "handle", "isbn", "ethos_id"] {
        each(&eprint[field]).filter_map(text).for_each(|number| push(&mut draft.record.identifiers, &number));
    }
    if let Some(number) = text(&eprint["eprintid"]) {
        push(&mut draft.record.identifiers, &format!("eprint:{number}"));
    }
}

fn history(draft: &mut Draft, eprint: &Value) {
    let date = |field: &str| text(&eprint[field]);
    if let Some(issued) = date("date") {
        draft.dated(Dated::Issued, &issued);
    }
    for made in ["thesis_defense_date", "date_defended", "thesis_awarded_date"] {
        date(made).into_iter().for_each(|made| draft.dated(Dated::Made, &made));
    }
    fill(&mut draft.record.deposited, date("datestamp").and_then(|day| when::date(&day)));
    fill(&mut draft.record.modified, date("lastmod").and_then(|day| when::date(&day)));
    fill(&mut draft.record.depositor, text(&eprint["depositor"]).or_else(|| text(&eprint["userid"])));
}

/// What is not live, or hidden, is not for everybody, whatever its documents say.
fn status(draft: &mut Draft, eprint: &Value) {
    if let Some(status) = text(&eprint["eprint_status"]).filter(|status| status != "archive") {
        draft.right(Right::NotUnderstood(format!("`{status}`, so not yet or no more published")));
    }
    if let Some(shown) = text(&eprint["metadata_visibility"]).filter(|shown| shown != "show") {
        draft.right(Right::NotUnderstood(format!("its record is not to be shown (`{shown}`)")));
    }
    if each(&eprint["documents"]).next().is_none() {
        let status = text(&eprint["full_text_status"]).filter(|status| status != "none");
        status.into_iter().for_each(|status| draft.right(rights::access(&status)));
    }
}

fn documents(draft: &mut Draft, eprint: &Value) {
    // `https://host/id/eprint/7`: documents are at `https://host/7/1/name.pdf`.
    let uri = text(&eprint["uri"]).or_else(|| text(&eprint["@id"]));
    let host = uri.as_deref().and_then(|uri| uri.split_once("/id/eprint/")).map(|(host, _)| host.to_owned());
    for document in each(&eprint["documents"]).filter(|document| !is_volatile(document)) {
        let mut verdict = Verdict::default();
        let said = |field: &str| text(&document[field]);
        match said("security") {
            Some(security) => verdict.hear(rights::access(&security)),
            None => verdict.hear(Right::NotUnderstood("no security".to_owned())),
        }
        said("date_embargo").into_iter().for_each(|day| verdict.hear(rights::embargo(&day)));
        let main = said("main");
        let file = each(&document["files"]).find(|file| text(&file["filename"]) == main);
        let file = file.or_else(|| each(&document["files"]).next()).unwrap_or(&Value::Null);
        let of_file = |field: &str| text(&file[field]);
        let place = host.as_ref().zip(text(&eprint["eprintid"])).zip(said("pos")).zip(main.clone());
        let url = place.map(|(((host, id), position), name)| format!("{host}/{id}/{position}/{}", encoded(&name)));
        let format = said("mime_type").or_else(|| of_file("mime_type")).or_else(|| said("format"));
        draft.files.whole(
            Document {
                url: of_file("url").or(url),
                name: main.or_else(|| of_file("url").as_deref().and_then(name_of)),
                format,
                size: of_file("filesize").and_then(|size| size.parse().ok()),
                checksum: checksum(of_file("hash_type").as_deref(), of_file("hash").as_deref()),
                language: said("language").as_deref().and_then(vocabulary::language),
                version: said("content").as_deref().and_then(vocabulary::version),
                licence: said("license").as_deref().and_then(vocabulary::licence),
                ..Document::default()
            },
            verdict,
        );
    }
}

/// Whether EPrints made it of another document: a thumbnail, or the words for its own index.
fn is_volatile(document: &Value) -> bool {
    each(&document["relation"])
        .any(|relation| text(&relation["type"]).is_some_and(|kind| kind.contains("isVolatileVersionOf")))
}

/// "Family, Given" of a person; of an organisation its name.
fn name(person: &Value) -> Option<String> {
    let of = if person["name"].is_null() { person } else { &person["name"] };
    let (family, given) = (text(&of["family"]), text(&of["given"]));
    let lineage = text(&of["lineage"]).map(|lineage| format!(", {lineage}")).unwrap_or_default();
    match (family, given) {
        (Some(family), Some(given)) => Some(format!("{family}, {given}{lineage}")),
        (Some(one), None) | (None, Some(one)) => Some(one),
        (None, None) => text(of),
    }
}

/// The values of a list; a value alone is a list of one.
fn each(value: &Value) -> impl Iterator<Item = &Value> {
    let (list, single) = match value {
        Value::Array(list) => (list.as_slice(), None),
        Value::Null => (&[][..], None),
        single => (&[][..], Some(single)),
    };
    list.iter().chain(single)
}

/// Texts with their languages: plain, or `{"text": ..., "lang": ...}`.
fn translations(value: &Value) -> impl Iterator<Item = (String, Option<String>)> {
    each(value).filter_map(|one| match text(one) {
        Some(text) => Some((text, None)),
        None => Some((text(&one["text"]).or_else(|| text(&one["value"]))?, text(&one["lang"]))),
    })
}

/// A string or a number, tidy.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => some(&tidy(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Keywords may be a line each.
fn lines(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let lines: Vec<String> = text.lines().map(tidy).filter(|line| !line.is_empty()).collect();
    Some(lines.join(if text.contains(';') { " " } else { "; " })).filter(|text| !text.is_empty())
}

/// A file's name as the end of a URL.
fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~!()*'".contains(&byte);
    name.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
