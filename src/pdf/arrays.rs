//! The items of arrays, past those that are not there: the engine's own walk of an array ends at the first reference that leads
//! nowhere, and with it all that follows would be lost.

use hayro_syntax::object::{Array, Object};

/// The items, references followed; those that lead nowhere are left out.
pub(super) fn objects<'a>(array: &Array<'a>) -> impl Iterator<Item = Object<'a>> + use<'a> {
    let count = array.raw_iter().count();
    let mut items = array.flex_iter();
    (0..count).filter_map(move |_| items.next::<Object<'a>>())
}
