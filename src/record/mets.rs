//! METS and DIDL: parcels, with the item's description in another format inside, and the files beside it.

use roxmltree::Node;

use super::{
    Document,
    draft::{Draft, some},
    files::{checksum, is_file, name_of},
    rights::{self, Right, Verdict},
    xml::{attribute, below, children, named, text},
    xoai::openness,
};
use crate::access::Level;

/// What describes the item in a METS parcel: the element inside the first `xmlData` of each description.
pub(super) fn descriptions<'a, 'input>(mets: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    named(mets, "dmdSec").flat_map(|section| below(section, "xmlData")).flat_map(children)
}

/// The files of a METS parcel that were deposited.
pub(super) fn files(draft: &mut Draft, mets: Node<'_, '_>) {
    let deposited = |group: &Node<'_, '_>| {
        attribute(*group, "USE").is_none_or(|used| ["ORIGINAL", "CONTENT", "reference"].contains(&used))
    };
    for group in below(mets, "fileGrp").filter(deposited) {
        for file in named(group, "file") {
            let link = named(file, "FLocat").find_map(|place| attribute(place, "href")).map(str::to_owned);
            let url = link.as_ref().filter(|link| link.contains("://")).cloned();
            let mut verdict = Verdict::default();
            let sections = attribute(file, "ADMID").unwrap_or_default();
            sections.split(' ').for_each(|section| declaration(&mut verdict, mets, section));
            let title = named(file, "FLocat").find_map(|place| attribute(place, "title")).map(str::to_owned);
            let size = attribute(file, "SIZE").and_then(|size| size.parse().ok());
            let document = Document {
                name: title.or_else(|| link.as_deref().and_then(name_of)).or(link),
                url,
                format: attribute(file, "MIMETYPE").map(str::to_owned),
                size,
                checksum: checksum(attribute(file, "CHECKSUMTYPE"), attribute(file, "CHECKSUM")),
                ..Document::default()
            };
            draft.files.whole(document, verdict);
        }
    }
}

/// Who may read a file, as METSRights in the section `id` tells.
fn declaration(verdict: &mut Verdict, mets: Node<'_, '_>, id: &str) {
    let section =
        mets.descendants().find(|node| node.has_tag_name_like("amdSec") && attribute(*node, "ID") == Some(id));
    let Some(rights) = section.and_then(|section| below(section, "RightsDeclarationMD").next()) else { return };
    let contexts = named(rights, "Context").filter(|context| {
        let allowed = named(*context, "Permissions").next().and_then(|one| attribute(one, "DISPLAY"));
        allowed.is_none_or(|allowed| allowed == "true")
    });
    let said = contexts.map(|context| {
        let class = attribute(context, "CONTEXTCLASS").unwrap_or_default();
        let begins = attribute(context, "start-date").map(rights::embargo);
        (rights::access(class), begins)
    });
    match said.min_by_key(|(right, begins)| (openness(right), begins.is_some())) {
        Some((right, begins)) => [Some(right), begins].into_iter().flatten().for_each(|right| verdict.hear(right)),
        None => verdict.hear(Right::For(Level::Staff)),
    }
}

/// What may describe the item in a DIDL parcel: what stands in a statement or is a resource itself, however deep.
pub(super) fn statements<'a, 'input>(didl: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    below(didl, "Statement").chain(below(didl, "Resource")).flat_map(children)
}

/// The files of a DIDL parcel.
pub(super) fn resources(draft: &mut Draft, didl: Node<'_, '_>) {
    for resource in below(didl, "Resource") {
        let Some(url) = attribute(resource, "ref").filter(|url| url.contains("://")) else { continue };
        let format = attribute(resource, "mimeType");
        if !is_file(url) && format.is_none_or(|format| format.starts_with("text/html") || format.ends_with("/xml")) {
            continue;
        }
        let mut verdict = Verdict::default();
        // What is said of a component or of an item holds for all within it.
        let descriptors = resource.ancestors().skip(1).flat_map(|around| named(around, "Descriptor"));
        for said in descriptors.flat_map(|descriptor| below(descriptor, "accessRights")) {
            verdict.hear(rights::access(&text(said)));
        }
        let document =
            Document { url: some(url), name: name_of(url), format: format.map(str::to_owned), ..Document::default() };
        draft.files.whole(document, verdict);
    }
}

/// `has_tag_name` without regard for the namespace.
trait Named {
    fn has_tag_name_like(&self, name: &str) -> bool;
}

impl Named for Node<'_, '_> {
    fn has_tag_name_like(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}
