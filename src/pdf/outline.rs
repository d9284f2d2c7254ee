//! The outline (ISO 32000-1, 12.3.3) and where its entries lead (12.3.2).

use hayro_syntax::{
    Pdf,
    object::{
        Array, Dict, MaybeRef, Name, ObjRef, Object, ObjectIdentifier, String as PdfString,
        dict::keys::{DEST, KIDS, NAMES},
    },
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Bookmark, strings};

/// More entries than any outline has.
const MOST_ENTRIES: usize = 20_000;

/// Levels of an outline, and of a name tree.
const DEEPEST: u8 = 32;

/// Characters of a title.
const LONGEST_TITLE: usize = 1000;

/// More named destinations than any document has.
const MOST_NAMES: usize = 500_000;

/// The entries that lead to a page, in order, depth first.
pub(super) fn of(pdf: &Pdf, catalog: &Dict<'_>) -> Vec<Bookmark> {
    let Some(root) = catalog.get::<Dict<'_>>("Outlines") else { return Vec::new() };
    let mut reader =
        Reader { destinations: Destinations::new(pdf, catalog), seen: FxHashSet::default(), found: Vec::new() };
    reader.level(&root, 1);
    reader.found
}

struct Reader<'p> {
    destinations: Destinations<'p>,
    /// Entries by object: a loop is left where it closes.
    seen: FxHashSet<ObjectIdentifier>,
    found: Vec<Bookmark>,
}

impl<'p> Reader<'p> {
    /// The children of an entry.
    fn level(&mut self, parent: &Dict<'p>, level: u8) {
        let mut next = parent.get::<Dict<'p>>("First");
        while let Some(entry) = next {
            let is_new = entry.obj_id().is_some_and(|id| self.seen.insert(id));
            if !is_new || self.seen.len() > MOST_ENTRIES {
                return;
            }
            self.found.extend(self.destinations.bookmark(&entry, level));
            if level < DEEPEST {
                self.level(&entry, level + 1);
            }
            next = entry.get::<Dict<'p>>("Next");
        }
    }
}

/// Finds pages.
struct Destinations<'p> {
    pdf: &'p Pdf,
    /// Page numbers, from 1.
    pages: FxHashMap<ObjectIdentifier, u32>,
    names: FxHashMap<Vec<u8>, MaybeRef<Object<'p>>>,
}

impl<'p> Destinations<'p> {
    fn new(pdf: &'p Pdf, catalog: &Dict<'p>) -> Self {
        let pages = (1..).zip(pdf.pages().iter()).filter_map(|(number, page)| Some((page.raw().obj_id()?, number)));
        let mut names = FxHashMap::default();
        // PDF 1.1 has them in a dictionary, later versions in a tree.
        if let Some(old) = catalog.get::<Dict<'p>>("Dests") {
            names.extend(old.entries().take(MOST_NAMES).map(|(name, value)| (name.to_vec(), value)));
        }
        if let Some(tree) = catalog.get::<Dict<'p>>(NAMES).and_then(|names| names.get::<Dict<'p>>("Dests")) {
            collect(&tree, 0, &mut FxHashSet::default(), &mut names);
        }
        Self { pdf, pages: pages.collect(), names }
    }

    fn bookmark(&self, entry: &Dict<'p>, level: u8) -> Option<Bookmark> {
        let title = strings::decode(&entry.get::<PdfString<'_>>("Title")?);
        let title: String = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let title: String = title.chars().filter(|c| !c.is_control()).take(LONGEST_TITLE).collect();
        let destination = entry.get::<Object<'p>>(DEST).or_else(|| {
            let action = entry.get::<Dict<'p>>("A")?;
            let kind = action.get::<Name<'_>>("S")?;
            (kind.as_ref() == b"GoTo").then(|| action.get::<Object<'p>>("D")).flatten()
        })?;
        let (page, top) = self.place(destination, 0)?;
        Some(Bookmark { title, level, page, top }).filter(|bookmark| !bookmark.title.is_empty())
    }

    /// The page, and how high on it.
    fn place(&self, destination: Object<'p>, depth: u8) -> Option<(u32, Option<f32>)> {
        if depth > 4 {
            return None;
        }
        match destination {
            Object::Array(array) => self.explicit(&array),
            // A name may lead to a dictionary that holds the destination.
            Object::Dict(dict) => self.place(dict.get::<Object<'p>>("D")?, depth + 1),
            Object::Name(name) => self.place(self.named(&name)?, depth + 1),
            Object::String(name) => self.place(self.named(&name)?, depth + 1),
            _ => None,
        }
    }

    fn named(&self, name: &[u8]) -> Option<Object<'p>> {
        match self.names.get(name)? {
            MaybeRef::Ref(reference) => self.pdf.xref().get::<Object<'p>>((*reference).into()),
            MaybeRef::NotRef(object) => Some(object.clone()),
        }
    }

    fn explicit(&self, array: &Array<'p>) -> Option<(u32, Option<f32>)> {
        let mut items = array.raw_iter();
        let page = match items.next()? {
            MaybeRef::Ref(page) => *self.pages.get(&ObjectIdentifier::from(page))?,
            // Meant for other documents' pages, but written for one's own: counted from 0.
            MaybeRef::NotRef(Object::Number(index)) => u32::try_from(index.as_i64()).ok()?.checked_add(1)?,
            MaybeRef::NotRef(_) => return None,
        };
        let fit = array.iter::<Object<'p>>().nth(1).and_then(Object::into_name);
        let index = match fit.as_deref() {
            Some(b"XYZ") => Some(3),
            Some(b"FitH" | b"FitBH") => Some(2),
            Some(b"FitR") => Some(5),
            _ => None,
        };
        let top = index.and_then(|index| array.raw_iter().nth(index)).and_then(|item| match item {
            MaybeRef::NotRef(Object::Number(top)) => Some(top.as_f32()).filter(|top| top.is_finite()),
            _ => None,
        });
        (page as usize <= self.pdf.pages().len()).then_some((page, top))
    }
}

/// All names of a tree.
fn collect<'p>(
    node: &Dict<'p>,
    depth: u8,
    seen: &mut FxHashSet<ObjRef>,
    names: &mut FxHashMap<Vec<u8>, MaybeRef<Object<'p>>>,
) {
    if depth > DEEPEST {
        return;
    }
    if let Some(pairs) = node.get::<Array<'p>>(NAMES) {
        let mut items = pairs.raw_iter();
        while let (Some(name), Some(value)) = (items.next(), items.next()) {
            if names.len() >= MOST_NAMES {
                return;
            }
            if let MaybeRef::NotRef(Object::String(name)) = name {
                names.insert(name.to_vec(), value);
            }
        }
    }
    let Some(kids) = node.get::<Array<'p>>(KIDS) else { return };
    for (kid, dict) in kids.raw_iter().zip(kids.iter::<Dict<'p>>()) {
        // A kid that was seen before is a loop.
        if kid.as_obj_ref().is_none_or(|reference| seen.insert(reference)) {
            collect(&dict, depth + 1, seen, names);
        }
    }
}
