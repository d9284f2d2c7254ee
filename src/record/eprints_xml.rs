//! EP3 XML as the tree of values that EPrints' JSON is.

use roxmltree::Node;
use serde_json::{Map, Value};

use super::xml::{attribute, children};

/// The fields of an `eprint` element: lists are elements that hold `item`, `document` or `file`, the rest holds fields or text.
pub(super) fn value(element: Node<'_, '_>) -> Value {
    let mut fields = children(element).peekable();
    let Some(first) = fields.peek() else {
        let all: String = element.children().filter_map(|text| text.text()).collect();
        return Value::String(all);
    };
    if ["item", "document", "file"].contains(&first.tag_name().name()) {
        return Value::Array(fields.map(value).collect());
    }
    let mut map = Map::new();
    if let Some(id) = attribute(element, "id") {
        map.insert("@id".to_owned(), id.into());
    }
    for field in fields {
        map.insert(field.tag_name().name().to_owned(), value(field));
    }
    Value::Object(map)
}
