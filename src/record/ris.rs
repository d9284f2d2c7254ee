//! RIS: a line a field, a tag of two characters before it.

use super::{
    Described, Format,
    draft::{Dated, Draft, fill, pages_of, some},
    xml::tidy,
};

/// The first reference of a file.
///
/// # Errors
/// One sentence that says what is wrong.
pub fn from_ris(text: &str) -> Result<Described, String> {
    let mut draft = Draft::default();
    let (mut begun, mut is_thesis) = (false, false);
    for (tag, value) in text.trim_start_matches('\u{feff}').lines().filter_map(field) {
        match (tag, begun) {
            ("ER", true) => break,
            ("TY", _) => {
                (begun, is_thesis) = (true, value == "THES");
                draft.kind(if is_thesis { "thesis" } else { &value });
            }
            // EndNote keeps the degree of a thesis where others have a volume.
            ("VL", true) if is_thesis => fill(&mut draft.record.degree, some(&value)),
            (_, true) => take(&mut draft, tag, &value),
            (_, false) => {}
        }
    }
    if !begun {
        return Err("no reference in it: none of its lines begins with `TY  -`".to_owned());
    }
    Ok(draft.finish(Format::Ris))
}

/// `TY  - THES`.
fn field(line: &str) -> Option<(&str, String)> {
    let (tag, value) = line.split_once('-')?;
    let tag = tag.trim_end();
    let is_tag = tag.len() == 2 && tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    is_tag.then(|| (tag, tidy(value)))
}

fn take(draft: &mut Draft, tag: &str, value: &str) {
    let record = &mut draft.record;
    match tag {
        "TI" | "T1" | "CT" => draft.title(value, None),
        "TT" => draft.other_title(value, None),
        "AU" | "A1" => draft.creator(value),
        "A3" | "A2" | "ED" => draft.contributor(value, if tag == "A3" { "supervisor" } else { "editor" }),
        // "2014/03/31/" is written as far as it is known.
        "DA" => draft.dated(Dated::Issued, value.trim_end_matches('/')),
        "PY" | "Y1" => draft.dated(Dated::Made, value.trim_end_matches('/')),
        "PB" => fill(&mut record.institution, some(value)),
        "AD" => fill(&mut record.department, some(value)),
        "M3" => {
            fill(&mut record.degree, some(value).filter(|_| super::vocabulary::level(value).is_none()));
            if super::vocabulary::level(value).is_some() {
                draft.level(value);
            }
        }
        "AB" | "N2" => draft.summary(value, None),
        "KW" => draft.keywords(value),
        "LA" => draft.language(value),
        "DO" | "SN" | "AN" if !value.is_empty() => draft.identifier(value),
        "UR" => draft.page(value),
        "SP" | "EP" => fill(&mut record.pages, pages_of(value)),
        _ => {}
    }
}
