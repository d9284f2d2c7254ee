//! Optional content (ISO 32000-1, 8.11): the layers that are off when the document is opened.

use hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjRef, Object};
use rustc_hash::FxHashSet;

/// More layers than any document has.
const MOST: usize = 100_000;

/// Which layers are off.
#[derive(Default)]
pub(super) struct Layers {
    off: FxHashSet<ObjRef>,
}

impl Layers {
    /// As the catalog's default configuration says.
    pub(super) fn of(catalog: &Dict<'_>) -> Self {
        Self { off: Self::read(catalog).unwrap_or_default() }
    }

    fn read(catalog: &Dict<'_>) -> Option<FxHashSet<ObjRef>> {
        let properties = catalog.get::<Dict<'_>>("OCProperties")?;
        let default = properties.get::<Dict<'_>>("D")?;
        let mut off = FxHashSet::default();
        if default.get::<Name<'_>>("BaseState").is_some_and(|state| state.as_ref() == b"OFF") {
            off.extend(references(properties.get("OCGs")));
            for on in references(default.get("ON")) {
                off.remove(&on);
            }
        }
        off.extend(references(default.get("OFF")));
        Some(off)
    }

    /// Whether the entry `key` of `dict` is a layer that is off, or a group of layers that hides what it marks.
    pub(super) fn hides(&self, dict: &Dict<'_>, key: impl AsRef<[u8]>) -> bool {
        if self.off.is_empty() {
            return false;
        }
        let key = key.as_ref();
        dict.get_ref(key).is_some_and(|layer| self.off.contains(&layer))
            || dict.get::<Dict<'_>>(key).is_some_and(|group| self.group_hides(&group))
    }

    /// A membership dictionary; its visibility expression (`/VE`), which hardly any PDF has, is not read.
    fn group_hides(&self, group: &Dict<'_>) -> bool {
        let layers: Vec<ObjRef> = match group.get_ref("OCGs") {
            Some(one) if group.get::<Array<'_>>("OCGs").is_none() => vec![one],
            _ => references(group.get("OCGs")).collect(),
        };
        if layers.is_empty() {
            return false;
        }
        let mut off = layers.iter().map(|layer| self.off.contains(layer));
        let policy = group.get::<Name<'_>>("P");
        match policy.as_deref() {
            Some(b"AllOn") => off.any(|off| off),
            Some(b"AnyOff") => !off.any(|off| off),
            Some(b"AllOff") => !off.all(|off| off),
            _ => off.all(|off| off),
        }
    }
}

fn references(array: Option<Array<'_>>) -> impl Iterator<Item = ObjRef> {
    let items = array.into_iter().flat_map(|array| array.raw_iter().collect::<Vec<MaybeRef<Object<'_>>>>());
    items.filter_map(|item| item.as_obj_ref()).take(MOST)
}
