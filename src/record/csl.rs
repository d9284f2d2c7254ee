//! CSL JSON, which reference managers export.

use serde_json::Value;

use super::{
    Described, Format,
    draft::{Dated, Draft, fill, some},
    xml::tidy,
};

/// Whether a value looks like an item of CSL rather than a record of ours.
pub(super) fn is_item(value: &Value) -> bool {
    value["type"].is_string() && (value["issued"].is_object() || value["author"].is_array())
}

pub(super) fn record(item: &Value) -> Described {
    let mut draft = Draft::default();
    let said = |field: &str| text(&item[field]);
    said("title").iter().for_each(|title| draft.title(title, None));
    each(&item["author"]).filter_map(name).for_each(|name| draft.creator(&name));
    each(&item["editor"]).filter_map(name).for_each(|name| draft.contributor(&name, "editor"));
    each(&item["contributor"]).filter_map(name).for_each(|name| draft.contributor(&name, "contributor"));
    said("type").iter().for_each(|kind| draft.kind(kind));
    said("genre").iter().for_each(|genre| draft.level(genre));
    date(&item["issued"]).iter().for_each(|date| draft.dated(Dated::Issued, date));
    fill(&mut draft.record.institution, said("publisher"));
    fill(&mut draft.record.department, said("division"));
    said("abstract").iter().for_each(|summary| draft.summary(summary, None));
    said("keyword").iter().for_each(|keywords| draft.all_keywords(keywords));
    said("language").iter().for_each(|language| draft.language(language));
    fill(&mut draft.record.pages, said("number-of-pages").and_then(|pages| pages.parse().ok()));
    said("URL").iter().for_each(|url| draft.page(url));
    for number in ["DOI", "ISBN"] {
        said(number).iter().for_each(|number| draft.identifier(number));
    }
    draft.finish(Format::Csl)
}

/// `{"date-parts": [[2014, 3, 31]]}`, as far as it is known; or words.
fn date(issued: &Value) -> Option<String> {
    let parts = issued["date-parts"][0].as_array();
    let numbers = parts.into_iter().flatten().filter_map(text).map(|part| format!("{part:0>2}"));
    let written = numbers.collect::<Vec<_>>().join("-");
    some(&written).or_else(|| text(&issued["raw"])).or_else(|| text(&issued["literal"]))
}

fn name(person: &Value) -> Option<String> {
    let particle = text(&person["non-dropping-particle"]).map(|particle| format!("{particle} ")).unwrap_or_default();
    match (text(&person["family"]), text(&person["given"])) {
        (Some(family), Some(given)) => Some(format!("{particle}{family}, {given}")),
        (family, given) => family.or(given).or_else(|| text(&person["literal"])),
    }
}

fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => some(&tidy(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
