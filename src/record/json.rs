//! A record as JSON: what lies beside a PDF.

use serde_json::Value;

use super::{Described, Format, Record, csl, eprints};

/// The record that `json` holds.
///
/// # Errors
/// One sentence that says what is wrong, and in which line and column.
///
/// ```
/// let record = ibid::record::from_json(r#"{"title": "On groups", "date": "2014"}"#).unwrap();
/// assert_eq!(record.title.as_deref(), Some("On groups"));
/// let wrong = ibid::record::from_json(r#"{"titel": "On groups"}"#).unwrap_err();
/// assert_eq!(wrong, "unknown field `titel` (line 1, column 8)");
/// ```
pub fn from_json(json: &str) -> Result<Record, String> {
    // Editors on Windows put a byte order mark first.
    let json = json.trim_start_matches('\u{feff}');
    // serde would take a list for a record, its fields in order.
    if json.trim_start().starts_with('[') {
        return Err("a list where a record was expected (line 1, column 1)".to_owned());
    }
    serde_json::from_str(json).map(cleaned).map_err(|error| clean(&sentence(&error)))
}

/// A record as JSON, which [`from_json`] reads.
pub fn to_json(record: &Record) -> String {
    // Plain values; their JSON cannot fail.
    serde_json::to_string_pretty(record).unwrap_or_default()
}

/// What a file of JSON describes: a record in our schema, EPrints' export of one item or many, or references in CSL.
///
/// # Errors
/// As those of [`from_json`].
pub fn described(json: &str) -> Result<Vec<Described>, String> {
    let json = json.trim_start_matches('\u{feff}');
    // Of what is no JSON at all, the one error is as good as the other.
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    let items = match &value {
        Value::Array(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    let is_eprint = |item: &Value| item.get("eprintid").is_some() || item.get("eprint_status").is_some();
    if !items.is_empty() && items.iter().all(is_eprint) {
        return Ok(items.iter().map(|item| eprints::record(item, Format::EprintsJson)).collect());
    }
    if !items.is_empty() && items.iter().all(csl::is_item) {
        return Ok(items.iter().map(csl::record).collect());
    }
    let record = from_json(json)?;
    Ok(vec![Described { format: Format::Ibid, record, doubts: Vec::new() }])
}

/// The record without control characters: what a terminal would obey stands in no record.
fn cleaned(mut record: Record) -> Record {
    record.texts_mut().for_each(|text| *text = clean(text));
    record
}

/// Line ends and tabs as spaces; no other control characters.
pub(super) fn clean(text: &str) -> String {
    let spaced = text.chars().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c });
    spaced.filter(|c| !c.is_control()).collect()
}

fn sentence(error: &serde_json::Error) -> String {
    let said = error.to_string();
    // serde_json ends with " at line 1 column 8"; serde goes on with the names of all fields.
    let what = said.split(" at line ").next().unwrap_or_default();
    let what = what.split(", expected one of").next().unwrap_or_default();
    format!("{what} (line {}, column {})", error.line(), error.column())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::access::Level;

    /// A record with every field.
    pub(in crate::record) fn whole() -> Record {
        from_json(
            r#"{
                "title": "On groups", "creators": ["Doe, Jane"], "date": "2014-03-31", "item_type": "Thesis",
                "contributors": [{"name": "Roe, Richard", "role": "supervisor"}], "thesis_type": "Doctoral",
                "institution": "University", "department": "Sociology", "abstract": "We ask.", "keywords": ["a", "b"],
                "language": "en", "uri": "https://example.org/1", "identifiers": ["10.1/1"], "licence": "CC BY 4.0",
                "version": "accepted", "security": "staff", "embargo": "2030-01-01", "depositor": "jd",
                "deposited": "2014-04-01", "modified": "2015-01-01", "degree": "PhD", "subjects": ["HM"], "pages": 214,
                "translated_titles": [{"language": "de", "text": "Von Gruppen"}], "translated_abstracts": [{"text": "Wir"}],
                "publisher": "University Press", "citation": "Doe (2014)", "repository": "main", "documents": [{
                    "url": "https://example.org/1/1/a.pdf", "name": "a.pdf", "format": "application/pdf", "size": 7,
                    "checksum": "md5:0", "language": "en", "version": "accepted", "licence": "CC BY 4.0",
                    "security": "staff", "embargo": "2030-01-01"
                }]
            }"#,
        )
        .unwrap()
    }

    #[test]
    fn a_whole_record_is_read() {
        let record = whole();
        assert_eq!(record.security, Level::Staff);
        assert_eq!(record.summary.as_deref(), Some("We ask."));
        assert_eq!(from_json(&serde_json::to_string(&record).unwrap()), Ok(record));
    }

    #[test]
    fn no_control_character_gets_in() {
        let bad = r#""a\u001b[31m\n\u009bb\u0007""#;
        let strings = ["title", "item_type", "thesis_type", "institution", "department", "abstract", "language", "uri"];
        let others = ["licence", "version", "depositor", "degree", "publisher", "citation", "repository"];
        let strings = strings.iter().chain(&others).map(|name| format!("{name:?}: {bad}"));
        let lists = ["creators", "keywords", "identifiers", "subjects"].map(|name| format!("{name:?}: [{bad}]"));
        let people = format!(r#""contributors": [{{"name": {bad}, "role": {bad}}}]"#);
        let translated = ["translated_titles", "translated_abstracts"]
            .map(|name| format!(r#"{name:?}: [{{"language": {bad}, "text": {bad}}}]"#));
        let document = ["url", "name", "format", "checksum", "language", "version", "licence"]
            .map(|name| format!("{name:?}: {bad}"))
            .join(", ");
        let documents = format!(r#""documents": [{{{document}}}]"#);
        let fields: Vec<String> = strings.chain(lists).chain(translated).chain([people, documents]).collect();
        let record = from_json(&format!("{{{}}}", fields.join(", "))).unwrap();
        assert_eq!(record.title.as_deref(), Some("a[31m b"));
        let again = serde_json::to_string(&record).unwrap();
        assert_eq!(again.matches("a[31m b").count(), 32, "{again}");
        assert!(!from_json(&format!("{{{bad}: 1}}")).unwrap_err().contains('\u{1b}'));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (json, sentence) in [
            ("", "EOF while parsing a value (line 1, column 0)"),
            ("[]", "a list where a record was expected (line 1, column 1)"),
            ("{\n\"date\": \"soon\"}", "`soon` is not a date such as 2014-03-31 (line 2, column 15)"),
            (r#"{"creators": "Doe"}"#, "invalid type: string \"Doe\", expected a sequence (line 1, column 18)"),
            (r#"{"security": "secret"}"#, "unknown variant `secret` (line 1, column 21)"),
        ] {
            assert_eq!(from_json(json).unwrap_err(), sentence, "{json}");
        }
    }
}
