//! Descriptions of theses in XML: which format an element is, and the map for it.

use roxmltree::Node;

use super::{
    Format, Record,
    draft::{Draft, push},
    eprints, eprints_xml, etdms,
    json::clean,
    mets, mods, oai_dc, rioxx, when,
    xml::{attribute, children, first, named, place, text, with_tree},
    xoai,
};

/// A description of a thesis, and what it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// What it was read from.
    pub format: Format,
    /// What it says.
    pub record: Record,
    /// What it says about access that was not understood, and so closed the text; a sentence each.
    pub doubts: Vec<String>,
}

/// One description or many: an element of any of the formats, known by its name and namespace; a whole answer of an OAI-PMH
/// server, or one `record` of it; EPrints' export of one item or many. Records that an OAI-PMH server calls deleted have no
/// description.
///
/// # Errors
/// One sentence, with the line and column, where it is not well-formed, or nothing in it is in a format that is known.
///
/// ```
/// let xml = r#"<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
///     xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>On groups</dc:title><dc:date>2014</dc:date></oai_dc:dc>"#;
/// let described = ibid::record::from_xml(xml).unwrap();
/// assert_eq!(described[0].format.to_string(), "oai_dc");
/// assert_eq!(described[0].record.date.unwrap().to_string(), "2014");
/// ```
pub fn from_xml(xml: &str) -> Result<Vec<Described>, String> {
    with_tree(xml, |root| {
        let mut found = Vec::new();
        read(root, 0, &mut found).map(|()| found)
    })
}

fn read(element: Node<'_, '_>, depth: usize, found: &mut Vec<Described>) -> Result<(), String> {
    let namespace = element.tag_name().namespace().unwrap_or_default();
    match element.tag_name().name() {
        "OAI-PMH" => answer(element, depth, found),
        "records" | "ListRecords" | "GetRecord" | "eprints" | "modsCollection" if depth < 4 => {
            // An error is that of the first of them; one that is not understood does not take the others with it.
            let read: Vec<_> = children(element)
                .filter(|child| !["resumptionToken", "responseDate", "request"].contains(&child.tag_name().name()))
                .map(|child| read(child, depth + 1, found))
                .collect();
            let failure = read.into_iter().find_map(Result::err);
            failure.filter(|_| found.is_empty()).map_or(Ok(()), Err)
        }
        "record" if named(element, "header").next().is_some() => record(element, depth, found),
        "metadata" if !namespace.contains("xoai") && depth < 4 && named(element, "element").next().is_none() => {
            children(element).try_for_each(|child| read(child, depth + 1, found))
        }
        _ => described(element).map(|described| found.push(described)),
    }
}

fn answer(response: Node<'_, '_>, depth: usize, found: &mut Vec<Described>) -> Result<(), String> {
    if let Some(error) = named(response, "error").next() {
        let code = attribute(error, "code").unwrap_or("error");
        return Err(format!("the repository answers `{code}`: {}", text(error)));
    }
    let lists = children(response).filter(|list| ["ListRecords", "GetRecord"].contains(&list.tag_name().name()));
    let lists: Vec<_> = lists.collect();
    if lists.is_empty() {
        let verb = named(response, "request").find_map(|request| attribute(request, "verb"));
        return Err(format!("an answer to `{}`, which has no records", verb.unwrap_or("?")));
    }
    lists.into_iter().try_for_each(|list| read(list, depth + 1, found))
}

/// A record with its header: the number it has in the repository, and when it changed.
fn record(record: Node<'_, '_>, depth: usize, found: &mut Vec<Described>) -> Result<(), String> {
    let header = named(record, "header").next();
    if header.and_then(|header| attribute(header, "status")) == Some("deleted") {
        return Ok(());
    }
    let before = found.len();
    let metadata = named(record, "metadata").next();
    metadata.map_or(Ok(()), |metadata| read(metadata, depth + 1, found))?;
    for described in &mut found[before..] {
        let Some(header) = header else { continue };
        if let Some(identifier) = first(header, "identifier") {
            push(&mut described.record.identifiers, &identifier);
        }
        let changed = first(header, "datestamp").and_then(|day| when::date(&day));
        described.record.modified = described.record.modified.or(changed);
    }
    Ok(())
}

/// The description that one element is.
fn described(element: Node<'_, '_>) -> Result<Described, String> {
    let format = format_of(element).ok_or_else(|| {
        let (name, namespace) = (element.tag_name().name(), element.tag_name().namespace());
        let of = namespace.map(|namespace| format!(" of {namespace}")).unwrap_or_default();
        clean(&format!("`{name}{of}` is no description of a thesis that is known {}", place(element)))
    })?;
    if format == Format::EprintsXml {
        return Ok(eprints::record(&eprints_xml::value(element), format));
    }
    let mut draft = Draft::default();
    match format {
        Format::Mets => {
            parcel(mets::descriptions(element), element, &mut draft)?;
            mets::files(&mut draft, element);
        }
        Format::Didl => {
            parcel(mets::statements(element), element, &mut draft)?;
            mets::resources(&mut draft, element);
        }
        format => translate(format, element, &mut draft),
    }
    Ok(draft.finish(format))
}

/// The formats are known by the names of their elements, for repositories take liberties with namespaces.
fn format_of(element: Node<'_, '_>) -> Option<Format> {
    Some(match element.tag_name().name() {
        "eprint" => Format::EprintsXml,
        "dc" => Format::OaiDc,
        "uketddc" => Format::UketdDc,
        "qualifieddc" | "qdc" | "dcterms" => Format::Qdc,
        "thesis" => Format::Etdms,
        // Both are called alike; the third version says so in its namespaces.
        "rioxx" if element.namespaces().any(|namespace| namespace.uri().contains("/v3")) => Format::Rioxx3,
        "rioxx" => Format::Rioxx2,
        "dim" => Format::Dim,
        "dublin_core" => Format::SimpleArchive,
        "metadata" => Format::Xoai,
        "mods" => Format::Mods,
        "mets" => Format::Mets,
        "DIDL" | "didl" => Format::Didl,
        _ => return None,
    })
}

/// Puts what an element says into the draft, by the map of its format. A parcel has none of its own.
fn translate(format: Format, element: Node<'_, '_>, draft: &mut Draft) {
    match format {
        Format::OaiDc | Format::UketdDc | Format::Qdc => oai_dc::elements(draft, element),
        Format::Dim => oai_dc::fields(draft, element, "dc"),
        Format::SimpleArchive => oai_dc::fields(draft, element, attribute(element, "schema").unwrap_or("dc")),
        Format::Xoai => xoai::record(draft, element),
        Format::Etdms => etdms::record(draft, element),
        Format::Rioxx2 | Format::Rioxx3 => rioxx::record(draft, element),
        Format::Mods => mods::record(draft, element),
        _ => {}
    }
}

/// What a parcel holds: the richest of the descriptions inside.
fn parcel<'a, 'input: 'a>(
    inside: impl Iterator<Item = Node<'a, 'input>>,
    element: Node<'_, '_>,
    draft: &mut Draft,
) -> Result<(), String> {
    const RICHEST: [Format; 10] = [
        Format::Dim,
        Format::UketdDc,
        Format::Etdms,
        Format::Rioxx3,
        Format::Rioxx2,
        Format::Mods,
        Format::Qdc,
        Format::OaiDc,
        Format::SimpleArchive,
        Format::Xoai,
    ];
    let known = inside.filter_map(|node| {
        let format = format_of(node)?;
        Some((RICHEST.iter().position(|rich| *rich == format)?, format, node))
    });
    match known.min_by_key(|(rank, ..)| *rank) {
        Some((_, format, node)) => translate(format, node, draft),
        None => return Err(format!("a parcel without a description that is known {}", place(element))),
    }
    Ok(())
}
