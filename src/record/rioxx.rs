//! RIOXX 2 and 3. In both, `ali:free_to_read` and `license_ref` have days from which they hold; in the third, each file is a
//! `dc:relation` that tells all of itself.

use roxmltree::Node;

use super::{
    Document,
    draft::{Dated, Draft, fill, some},
    dublin_core::{self, Statement},
    files::name_of,
    rights::{self, Right, Verdict},
    vocabulary, when,
    xml::{attribute, below, children, first, language, text},
};
use crate::access::Level;

pub(super) fn record(draft: &mut Draft, rioxx: Node<'_, '_>) {
    free(draft, rioxx);
    for element in children(rioxx) {
        let says = text(element);
        match element.tag_name().name() {
            "creator" | "author" => draft.creator(&name(element)),
            "contributor" => draft.contributor(&name(element), &role(element)),
            "publisher" => fill(&mut draft.record.publisher, some(&name(element))),
            "publication_date" => draft.dated(Dated::Issued, &says),
            "dateAccepted" => draft.dated(Dated::Made, &says),
            "record_public_release_date" => fill(&mut draft.record.deposited, when::date(&says)),
            "version" | "version_of_record" => version(draft, &says),
            "relation" if attribute(element, "rel") == Some("item") => item(draft, element),
            "description" => draft.summary(&says, language(element)),
            "title" | "alternative" | "type" | "subject" | "language" | "format" | "identifier" => {
                let name = element.tag_name().name();
                dublin_core::take(draft, &Statement::named(name, language(element), says));
            }
            _ => {}
        }
    }
}

/// Two elements in RIOXX 2: the kind of version ("AM"), and the DOI of the published one.
fn version(draft: &mut Draft, says: &str) {
    match vocabulary::version(says) {
        Some(version) => fill(&mut draft.record.version, Some(version)),
        None => draft.identifier(says),
    }
}

/// In RIOXX 3 a person's name is an element of its own.
fn name(person: Node<'_, '_>) -> String {
    first(person, "name").unwrap_or_else(|| text(person))
}

fn role(person: Node<'_, '_>) -> String {
    let within = first(person, "role");
    within.or_else(|| attribute(person, "role").map(str::to_owned)).unwrap_or_else(|| "contributor".to_owned())
}

/// From which day it is free: an embargo until then. A licence that begins one day says so where nothing else does.
fn free(draft: &mut Draft, rioxx: Node<'_, '_>) {
    let free = below(rioxx, "free_to_read").next();
    if let Some(free) = free {
        match (attribute(free, "start_date"), attribute(free, "end_date")) {
            (_, Some(_)) => draft.right(Right::NotUnderstood("free to read up to a day only".to_owned())),
            (Some(day), None) => draft.right(rights::embargo(day)),
            (None, None) => draft.right(Right::For(Level::Public)),
        }
    }
    for licence in below(rioxx, "license_ref") {
        draft.right(Right::Licence(text(licence)));
        if let Some(day) = attribute(licence, "start_date").filter(|_| free.is_none()) {
            draft.right(rights::embargo(day));
        }
    }
}

fn item(draft: &mut Draft, relation: Node<'_, '_>) {
    let url = text(relation);
    let mut verdict = Verdict::default();
    // The schema's own example has an underscore behind it.
    let access = attribute(relation, "access_rights").or_else(|| attribute(relation, "access_rights_"));
    verdict.hear(access.map_or(Right::Nothing, rights::access));
    if let Some(day) = attribute(relation, "resource_exposed_date").filter(|_| access.is_some_and(is_embargo)) {
        verdict.hear(rights::embargo(day));
    }
    if let Some(licence) = attribute(relation, "license_ref") {
        verdict.hear(Right::Licence(licence.to_owned()));
    }
    fill(&mut draft.record.deposited, attribute(relation, "deposit_date").and_then(when::date));
    let file = Document {
        name: name_of(&url),
        url: some(&url),
        format: attribute(relation, "type").map(str::to_owned),
        version: attribute(relation, "coar_version").and_then(vocabulary::version),
        ..Document::default()
    };
    draft.files.whole(file, verdict);
}

fn is_embargo(access: &str) -> bool {
    rights::access(access) == Right::Embargoed
}
