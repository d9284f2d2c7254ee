//! `oai_dc`, `qdc`, `uketd_dc` and DSpace's `dublin_core.xml`, `metadata_*.xml` and `dim`: elements that are statements.

use roxmltree::Node;

use super::{
    draft::Draft,
    dublin_core::{self, Statement},
    xml::{attribute, children, language, text},
};

/// Elements named for what they say, with a type for what is more: `<dc:date>`, `<dcterms:abstract>`,
/// `<identifier type="doi">`.
pub(super) fn elements(draft: &mut Draft, record: Node<'_, '_>) {
    for element in children(record) {
        let name = element.tag_name().name().to_lowercase();
        // `xsi:type` says in which vocabulary, `type` which kind.
        let plain = element.attributes().find(|one| one.name() == "type" && one.namespace().is_none());
        let kind = plain.map(|kind| kind.value().to_lowercase()).filter(|_| name != "type" && name != "language");
        let statement = Statement {
            element: name,
            qualifier: kind.unwrap_or_default(),
            language: language(element).map(str::to_owned),
            value: text(element),
        };
        dublin_core::take(draft, &statement);
    }
}

/// Elements with what they say in attributes: `<dim:field mdschema="dc" element="date" qualifier="issued">`,
/// `<dcvalue element="date" qualifier="issued">`. `schema` is that of the whole, where the elements have none.
pub(super) fn fields(draft: &mut Draft, record: Node<'_, '_>, schema: &str) {
    for field in children(record) {
        let Some(element) = attribute(field, "element") else { continue };
        let schema = attribute(field, "mdschema").unwrap_or(schema);
        let qualifier = attribute(field, "qualifier").unwrap_or("none");
        let name = format!("{schema}.{element}.{qualifier}");
        dublin_core::take(draft, &Statement::named(&name, language(field), text(field)));
    }
}
