//! CSL-JSON: an array of items, each with the locator of its best passage as a citation of it has one.

use serde::Serialize;

use super::{Citation, genre, name, one_line};

/// An item (CSL 1.0.2, "csl-data.json"), and of a citation of it `locator` and `label` ("csl-citation.json").
#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    title: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Issued>,
    genre: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a str>,
    #[serde(rename = "number-of-pages", skip_serializing_if = "Option::is_none")]
    pages: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(rename = "DOI", skip_serializing_if = "Option::is_none")]
    doi: Option<String>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Name {
    Person {
        family: String,
        given: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        suffix: Option<String>,
    },
    Whole {
        literal: String,
    },
}

#[derive(Serialize)]
struct Issued {
    #[serde(rename = "date-parts")]
    parts: [Vec<i32>; 1],
}

/// All items as one array.
pub(super) fn items(citations: &[Citation<'_>]) -> String {
    let items: Vec<Item<'_>> = citations.iter().map(item).collect();
    super::super::to_pretty(&items) + "\n"
}

fn item<'a>(citation: &'a Citation<'_>) -> Item<'a> {
    let record = citation.record();
    let locator = citation.page();
    let quotes = citation.quotes.iter().map(|quote| format!("“{}”", one_line(&quote.shown.text)));
    Item {
        id: &citation.id,
        kind: "thesis",
        title: citation.title(),
        author: record.creators.iter().map(|name| author(name)).collect(),
        issued: record.date.map(|date| {
            let parts = [date.year, date.month.into(), date.day.into()];
            Issued { parts: [parts.into_iter().take_while(|part| *part > 0).collect()] }
        }),
        genre: genre(record),
        publisher: record.institution.as_deref().or(record.publisher.as_deref()),
        pages: record.pages,
        language: record.language.as_deref(),
        doi: citation.doi(),
        url: record.uri.as_deref(),
        label: locator.as_ref().map(|_| "page"),
        locator,
        note: quotes.collect::<Vec<_>>().join("\n"),
    }
}

/// "Family, Given"; a name without a comma is kept whole.
fn author(name: &str) -> Name {
    match name::Name::of(name) {
        name::Name::Person { family, given, suffix } => Name::Person { family, given, suffix },
        name::Name::Whole(literal) => Name::Whole { literal },
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Citation, tests::results},
        *,
    };

    #[test]
    fn an_item_has_a_locator() {
        let results = results();
        let items: serde_json::Value = serde_json::from_str(&items(&Citation::all(&results, 100))).unwrap();
        let first = &items[0];
        assert_eq!(
            (&first["locator"], &first["label"], &first["type"]),
            (&"14".into(), &"page".into(), &"thesis".into())
        );
        assert_eq!(first["author"][1]["family"], "Müller");
        assert!(first["author"][1].get("suffix").is_none());
        let king = serde_json::to_value(author("King, Martin Luther, Jr.")).unwrap();
        assert_eq!(king, serde_json::json!({"family": "King", "given": "Martin Luther", "suffix": "Jr."}));
        assert_eq!(first["issued"]["date-parts"][0], serde_json::json!([2014, 3, 31]));
        assert_eq!(first["DOI"], "10.1234/ab_c");
        assert!(items[2].get("locator").is_none() && items.as_array().unwrap().len() == 3);
    }
}
