//! BibTeX and BibLaTeX: the entry for a thesis.

use std::panic;

use biblatex::{Bibliography, ChunksExt, Entry, Person};

use super::{
    Described, Format,
    draft::{Dated, Draft, fill, pages_of, some},
    json::clean,
    xml::tidy,
};

/// How deep braces may stand in one another: the parser goes down with them.
const DEEPEST: usize = 50;

/// The first entry of a file; it lies beside a PDF, so there is one.
///
/// # Errors
/// One sentence that says what is wrong, and in which line where it is known.
pub fn from_bibtex(text: &str) -> Result<Described, String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut depth = 0_usize;
    let deep = text.bytes().any(|byte| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    });
    if deep {
        return Err(format!("braces within one another, more than {DEEPEST} deep"));
    }
    // A panic of the parser costs this file, not the run.
    let parsed =
        panic::catch_unwind(|| Bibliography::parse(text)).map_err(|_| "no BibTeX that can be read".to_owned())?;
    let entries = parsed.map_err(|error| {
        let line = 1 + text.get(..error.span.start).unwrap_or_default().matches('\n').count();
        clean(&format!("{} (line {line})", error.kind))
    })?;
    let entry = entries.iter().next().ok_or("no entry in it")?;
    panic::catch_unwind(|| described(entry)).map_err(|_| "no BibTeX entry that can be read".to_owned())
}

fn described(entry: &Entry) -> Described {
    let mut draft = Draft::default();
    let said =
        |field: &str| entry.get(field).map(|chunks| tidy(&chunks.format_verbatim())).filter(|text| !text.is_empty());
    let title = said("title").map(|title| said("subtitle").map_or(title.clone(), |sub| format!("{title}: {sub}")));
    title.into_iter().for_each(|title| draft.title(&title, None));
    for person in entry.get_as::<Vec<Person>>("author").unwrap_or_default() {
        draft.creator(&name(&person));
    }
    for role in ["advisor", "supervisor", "editor"] {
        entry
            .get_as::<Vec<Person>>(role)
            .unwrap_or_default()
            .iter()
            .for_each(|one| draft.contributor(&name(one), role));
    }
    let kind = entry.entry_type.to_string();
    draft.kind(&kind);
    said("type").iter().for_each(|kind| draft.level(kind));
    let level = [("phdthesis", "Doctoral"), ("mastersthesis", "Masters")].iter().find(|(known, _)| kind == *known);
    level.iter().for_each(|(_, level)| draft.level(level));
    let year = said("year").map(|year| month(said("month")).map_or(year.clone(), |month| format!("{year}-{month:02}")));
    said("date").or(year).iter().for_each(|date| draft.dated(Dated::Issued, date));
    let record = &mut draft.record;
    fill(&mut record.institution, said("school").or_else(|| said("institution")));
    fill(&mut record.department, said("department"));
    fill(&mut record.publisher, said("publisher"));
    fill(&mut record.summary, said("abstract"));
    fill(&mut record.pages, said("pagetotal").or_else(|| said("numpages")).and_then(|pages| pages.parse().ok()));
    fill(&mut record.pages, said("pages").and_then(|pages| pages_of(&pages)));
    said("keywords").iter().for_each(|keywords| draft.all_keywords(keywords));
    said("langid").or_else(|| said("language")).iter().for_each(|language| draft.language(language));
    for number in ["doi", "isbn", "eprint", "urn"] {
        said(number).iter().for_each(|number| super::draft::push(&mut draft.record.identifiers, number));
    }
    said("url").iter().for_each(|url| draft.page(url));
    draft.finish(Format::Bibtex)
}

fn name(person: &Person) -> String {
    let family =
        [&person.prefix, &person.name].into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>();
    let rest = [&person.given_name, &person.suffix].into_iter().filter_map(|part| some(part));
    std::iter::once(family.join(" ")).chain(rest).collect::<Vec<_>>().join(", ")
}

/// A month by its number or by the beginning of its English name.
fn month(text: Option<String>) -> Option<u8> {
    let text = text?.to_lowercase();
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let named = names.iter().position(|name| text.starts_with(name)).map(|at| at as u8 + 1);
    named.or_else(|| text.parse().ok()).filter(|month| (1..=12).contains(month))
}
