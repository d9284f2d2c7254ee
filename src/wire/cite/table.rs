//! CSV: a row for each passage.

use super::{Citation, one_line};
use crate::wire::csv_row;

const COLUMNS: [&str; 15] = [
    "id",
    "key",
    "title",
    "creators",
    "date",
    "thesis_type",
    "institution",
    "department",
    "section",
    "label",
    "page",
    "score",
    "text",
    "uri",
    "path",
];

pub(super) fn rows(citations: &[Citation<'_>]) -> String {
    let mut out = csv_row(COLUMNS);
    for citation in citations {
        let record = citation.record();
        let optional = |value: &Option<String>| value.clone().unwrap_or_default();
        for quote in &citation.quotes {
            let hit = quote.hit;
            let values = [
                citation.id.clone(),
                citation.thesis.key.to_string(),
                citation.title(),
                record.creators.join("; "),
                record.date.map(|date| date.to_string()).unwrap_or_default(),
                optional(&record.thesis_type),
                optional(&record.institution),
                optional(&record.department),
                hit.section.as_ref().map(|section| section.heading.clone()).unwrap_or_default(),
                hit.label.as_ref().map(ToString::to_string).unwrap_or_default(),
                if hit.page == 0 { String::new() } else { hit.page.to_string() },
                format!("{:.3}", hit.score),
                one_line(&quote.shown.text),
                optional(&record.uri),
                citation.thesis.path.display().to_string(),
            ];
            out += &csv_row(values.iter().map(String::as_str));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Citation, tests::results},
        *,
    };

    #[test]
    fn a_passage_is_a_row() {
        let results = results();
        let rows = rows(&Citation::all(&results, 100));
        let lines: Vec<&str> = rows.trim_end().split("\r\n").collect();
        assert_eq!(lines.len(), 1 + 4);
        assert!(lines[1].starts_with("weaver2014wells,000000000abc,\"Wells & \"\"Bells\"\": 50% of"), "{}", lines[1]);
        assert!(lines[1].contains(",14,20,") && lines[1].ends_with(",\"/theses/weaver, 1.pdf\""), "{}", lines[1]);
    }
}
