//! MODS, its basics: titles, names by role, dates, abstract, subjects, identifiers, degree.

use roxmltree::Node;

use super::{
    draft::{Dated, Draft, fill, pages_of, some},
    rights, vocabulary, when,
    xml::{attribute, below, children, first, language, named, text},
};

pub(super) fn record(draft: &mut Draft, mods: Node<'_, '_>) {
    for element in children(mods) {
        let says = text(element);
        match element.tag_name().name() {
            "titleInfo" => title(draft, element),
            "name" => person(draft, element),
            "genre" | "typeOfResource" => draft.kind(&says),
            "originInfo" => origin(draft, element),
            "language" => draft.language(&first(element, "languageTerm").unwrap_or(says)),
            "abstract" => draft.summary(&says, language(element)),
            "subject" => subject(draft, element),
            "classification" => draft.subject(&says),
            "identifier" => match attribute(element, "type") {
                Some("citation") => fill(&mut draft.record.citation, some(&says)),
                _ => draft.identifier(&says),
            },
            "location" => below(element, "url").for_each(|url| draft.identifier(&text(url))),
            "physicalDescription" => physical(draft, element),
            "accessCondition" => draft.right(rights::rights(&condition(element, says))),
            "note" if attribute(element, "type").is_some_and(|kind| kind.contains("cit")) => {
                fill(&mut draft.record.citation, some(&says));
            }
            "extension" => degree(draft, element),
            "recordInfo" => {
                let changed = below(element, "recordChangeDate").next();
                fill(&mut draft.record.modified, changed.and_then(|date| when::date(&text(date))));
            }
            _ => {}
        }
    }
}

fn title(draft: &mut Draft, info: Node<'_, '_>) {
    let part = |name| first(info, name);
    let title = [part("nonSort"), part("title")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let whole = part("subTitle").map_or(title.clone(), |sub| format!("{title}: {sub}"));
    match attribute(info, "type") {
        None | Some("uniform") => draft.title(&whole, language(info)),
        Some(_) => draft.other_title(&whole, language(info)),
    }
}

fn person(draft: &mut Draft, name: Node<'_, '_>) {
    let part = |kind: &str| named(name, "namePart").find(|part| attribute(*part, "type") == Some(kind)).map(text);
    let whole = || named(name, "namePart").find(|part| attribute(*part, "type").is_none()).map(text);
    let said = match (part("family"), part("given")) {
        (Some(family), Some(given)) => format!("{family}, {given}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => whole().unwrap_or_default(),
    };
    let role = below(name, "roleTerm").map(text).next().unwrap_or_else(|| "author".to_owned());
    let corporate = attribute(name, "type") == Some("corporate");
    match role.to_lowercase().as_str() {
        "author" | "aut" | "creator" | "cre" | "dissertant" | "dis" if !said.is_empty() => draft.creator(&said),
        "degree grantor" | "dgg" | "degree granting institution" => fill(&mut draft.record.institution, some(&said)),
        "department" => fill(&mut draft.record.department, some(&said)),
        _ if corporate && said.to_lowercase().contains("department") => {
            fill(&mut draft.record.department, some(&said));
        }
        role => draft.contributor(&said, role),
    }
}

fn origin(draft: &mut Draft, origin: Node<'_, '_>) {
    for element in children(origin) {
        let says = text(element);
        match element.tag_name().name() {
            "dateIssued" => draft.dated(Dated::Issued, &says),
            "dateCreated" | "copyrightDate" => draft.dated(Dated::Made, &says),
            "dateOther" if attribute(element, "type").is_some_and(|kind| kind.contains("embargo")) => {
                draft.right(rights::embargo(&says));
            }
            "dateOther" => draft.dated(Dated::Made, &says),
            "publisher" => fill(&mut draft.record.publisher, some(&says)),
            _ => {}
        }
    }
}

fn subject(draft: &mut Draft, subject: Node<'_, '_>) {
    let parts: Vec<String> = children(subject).map(text).filter(|part| !part.is_empty()).collect();
    match attribute(subject, "authority") {
        Some(_) => draft.subject(&parts.join(" -- ")),
        None => parts.iter().for_each(|part| draft.keywords(part)),
    }
}

fn physical(draft: &mut Draft, description: Node<'_, '_>) {
    fill(&mut draft.record.pages, first(description, "extent").and_then(|extent| pages_of(&extent)));
    if let Some(kind) = first(description, "internetMediaType") {
        draft.format(&kind);
    }
}

/// A licence stands in a link, the condition's kind in an attribute.
fn condition(element: Node<'_, '_>, says: String) -> String {
    attribute(element, "href").filter(|link| rights::is_licence(link)).map_or(says, str::to_owned)
}

fn degree(draft: &mut Draft, extension: Node<'_, '_>) {
    for degree in below(extension, "degree") {
        fill(&mut draft.record.degree, first(degree, "name"));
        fill(&mut draft.record.department, first(degree, "discipline"));
        fill(&mut draft.record.institution, first(degree, "grantor"));
        if let Some(level) = first(degree, "level") {
            draft.level(&level);
        }
    }
    let embargo = below(extension, "embargo").chain(below(extension, "embargoEndDate")).next();
    if let Some(embargo) = embargo {
        draft.right(rights::embargo(&text(embargo)));
    }
    draft.record.thesis_type =
        draft.record.thesis_type.take().or_else(|| draft.record.degree.as_deref().and_then(vocabulary::level));
}
