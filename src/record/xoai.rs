//! XOAI: what DSpace makes its other formats of. Elements within elements name the field (`dc`, `date`, `issued`, the
//! language), and the bundles tell all of the files.

use roxmltree::Node;

use super::{
    Document,
    draft::{Draft, fill, push},
    dublin_core::{self, Statement},
    files::checksum,
    rights::{self, Right, Verdict},
    when,
    xml::{attribute, named, text},
};

pub(super) fn record(draft: &mut Draft, metadata: Node<'_, '_>) {
    for schema in named(metadata, "element") {
        match attribute(schema, "name") {
            Some("bundles") => bundles(draft, schema),
            Some("others") => others(draft, schema),
            Some("repository" | "license" | "relation" | "person" | "metadata") | None => {}
            Some(name) => statements(draft, schema, name, 0),
        }
    }
}

/// The statements below an element, of which the path is `name`. What is one level above the values is the language.
fn statements(draft: &mut Draft, element: Node<'_, '_>, name: &str, depth: usize) {
    for field in named(element, "field").filter(|field| attribute(*field, "name") == Some("value")) {
        let (name, language) = name.rsplit_once('.').unwrap_or((name, "none"));
        let language = Some(language).filter(|language| *language != "none");
        dublin_core::take(draft, &Statement::named(name, language, text(field)));
    }
    for inner in named(element, "element").filter(|_| depth < 8) {
        if let Some(part) = attribute(inner, "name") {
            statements(draft, inner, &format!("{name}.{part}"), depth + 1);
        }
    }
}

fn others(draft: &mut Draft, others: Node<'_, '_>) {
    for field in named(others, "field") {
        match attribute(field, "name") {
            Some("identifier" | "handle") => push(&mut draft.record.identifiers, &text(field)),
            Some("lastModifyDate") => fill(&mut draft.record.modified, when::date(&text(field))),
            _ => {}
        }
    }
    for element in named(others, "element") {
        match attribute(element, "name") {
            Some("access-status") => {
                for field in named(element, "field") {
                    match attribute(field, "name") {
                        Some("value") => draft.right(rights::access(&text(field))),
                        Some("embargo") => draft.right(rights::embargo(&text(field))),
                        _ => {}
                    }
                }
            }
            Some("embargo") => named(element, "field").for_each(|field| draft.right(rights::embargo(&text(field)))),
            _ => {}
        }
    }
}

/// Files that were deposited; thumbnails, licences and texts taken from them are DSpace's own.
fn bundles(draft: &mut Draft, bundles: Node<'_, '_>) {
    for bundle in named(bundles, "element") {
        if value(bundle, "name").as_deref() != Some("ORIGINAL") {
            continue;
        }
        for bitstream in named(bundle, "element").flat_map(|bitstreams| named(bitstreams, "element")) {
            let mut verdict = Verdict::default();
            policies(&mut verdict, bitstream);
            let file = Document {
                url: value(bitstream, "url"),
                name: value(bitstream, "name").or_else(|| value(bitstream, "originalName")),
                format: value(bitstream, "format"),
                size: value(bitstream, "size").and_then(|size| size.parse().ok()),
                checksum: checksum(
                    value(bitstream, "checksumAlgorithm").as_deref(),
                    value(bitstream, "checksum").as_deref(),
                ),
                ..Document::default()
            };
            draft.files.whole(file, verdict);
        }
    }
}

/// Who may read a bitstream: one policy that lets everybody is enough; with a first day, it is an embargo until then.
fn policies(verdict: &mut Verdict, bitstream: Node<'_, '_>) {
    let Some(policies) = named(bitstream, "element").find(|one| attribute(*one, "name") == Some("resourcePolicies"))
    else {
        return;
    };
    let reading =
        named(policies, "element").filter(|policy| value(*policy, "action").is_none_or(|action| action == "READ"));
    let rights = reading.filter_map(|policy| {
        let group = value(policy, "group").or_else(|| value(policy, "user"))?;
        let begins = value(policy, "startDate").or_else(|| value(policy, "start-date"));
        Some((rights::access(&group), begins.map(|day| rights::embargo(&day))))
    });
    match rights.min_by_key(|(right, begins)| (openness(right), begins.is_some())) {
        Some((right, begins)) => [Some(right), begins].into_iter().flatten().for_each(|right| verdict.hear(right)),
        None => verdict.hear(Right::NotUnderstood("no policy lets anybody read it".to_owned())),
    }
}

pub(super) fn openness(right: &Right) -> u8 {
    match right {
        Right::For(level) => *level as u8,
        _ => u8::MAX,
    }
}

fn value(element: Node<'_, '_>, name: &str) -> Option<String> {
    let field = named(element, "field").find(|field| attribute(*field, "name") == Some(name))?;
    Some(text(field)).filter(|text| !text.is_empty())
}
