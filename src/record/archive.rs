//! An item of DSpace's Simple Archive Format: `dublin_core.xml`, `metadata_*.xml` and `contents` in one folder.

use super::{
    Described, Document, Format,
    draft::Draft,
    files::checksum,
    oai_dc,
    rights::{self, Verdict},
    xml::{attribute, tidy, with_tree},
};

/// The item that these files describe: the XML ones, and the list of its bitstreams.
///
/// # Errors
/// One sentence with its place.
pub fn from_archive(metadata: &[&str], contents: Option<&str>) -> Result<Described, String> {
    let mut draft = Draft::default();
    for xml in metadata {
        with_tree(xml, |root| {
            if root.tag_name().name() != "dublin_core" {
                return Err(format!("`{}` where `dublin_core` was expected", root.tag_name().name()));
            }
            oai_dc::fields(&mut draft, root, attribute(root, "schema").unwrap_or("dc"));
            Ok(())
        })?;
    }
    contents.into_iter().flat_map(str::lines).for_each(|line| bitstream(&mut draft, line));
    Ok(draft.finish(Format::SimpleArchive))
}

/// A name, and with tabs between them `bundle:ORIGINAL`, `permissions:-r 'Administrator'`, `description:Thesis`; without a
/// permission it is the collection's, which is to let everybody read.
fn bitstream(draft: &mut Draft, line: &str) {
    let mut parts = line.split('\t').map(str::trim);
    let Some(name) = parts.next().filter(|name| !name.is_empty()) else { return };
    // `-r -s 1 -f x.pdf` registers a file that lies in DSpace's own store.
    let name = name.rsplit_once(" -f ").map_or(name, |(_, name)| name);
    let mut verdict = Verdict::default();
    let mut document = Document { name: Some(tidy(name)), ..Document::default() };
    for part in parts {
        match part.split_once(':') {
            Some(("bundle", bundle)) if bundle.trim() != "ORIGINAL" => return,
            Some(("permissions", who)) => {
                let group = who.split('\'').nth(1).unwrap_or(who);
                verdict.hear(rights::access(group));
            }
            Some(("checksum", sum)) => document.checksum = checksum(None, Some(sum)),
            _ => {}
        }
    }
    if document.name.as_ref().is_some_and(|name| name.to_lowercase().ends_with(".pdf")) {
        document.format = Some("application/pdf".to_owned());
    }
    draft.files.whole(document, verdict);
}
