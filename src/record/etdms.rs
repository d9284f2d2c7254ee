//! ETD-MS 1.0 and 1.1 of the Networked Digital Library of Theses and Dissertations: Dublin Core, roles, and the degree.

use roxmltree::Node;

use super::{
    draft::{Draft, fill},
    dublin_core::{self, Statement},
    xml::{attribute, children, first, language, named, text},
};

pub(super) fn record(draft: &mut Draft, thesis: Node<'_, '_>) {
    for element in children(thesis) {
        let (name, says) = (element.tag_name().name(), text(element));
        let role = attribute(element, "role");
        match name {
            "degree" => degree(draft, element),
            "title" | "alternativeTitle" if name != "title" || role.is_some() => {
                draft.other_title(&says, language(element));
            }
            "contributor" => draft.contributor(&says, role.unwrap_or("contributor")),
            "description" if role == Some("note") => {}
            "description" if role == Some("abstract") || role.is_none() => draft.summary(&says, language(element)),
            "rights" => drop(dublin_core::take(draft, &Statement::named("dc.rights", None, says))),
            _ => {
                let statement = Statement::named(&format!("dc.{name}"), language(element), says);
                dublin_core::take(draft, &statement);
            }
        }
    }
}

fn degree(draft: &mut Draft, degree: Node<'_, '_>) {
    fill(&mut draft.record.degree, first(degree, "name"));
    fill(&mut draft.record.department, first(degree, "discipline"));
    fill(&mut draft.record.institution, first(degree, "grantor"));
    // In several languages; one of them may be known.
    let levels: Vec<String> = named(degree, "level").map(text).collect();
    let known = levels.iter().find(|level| super::vocabulary::level(level).is_some());
    if let Some(level) = known.or(levels.first()) {
        // The numbers of ETD-MS 1.0.
        draft.level(match level.as_str() {
            "0" => "Bachelors",
            "1" => "Masters",
            "2" => "Doctoral",
            other => other,
        });
    }
}
