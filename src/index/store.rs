//! Stored values, read where they lie unpacked.
//!
//! tantivy would copy each value into a document of its own, bytes one by one and texts twice, which takes as long as to
//! unpack them. Here a value is a slice of its block. A document lies there as tantivy's `BinaryDocumentSerializer` writes it
//! (doc store V2): how many values there are, and of each its field, a code for its type, and for the two types that are stored
//! here its length and itself.

use std::io;

use tantivy::{DocId, SegmentReader, directory::OwnedBytes, schema::Field, store::StoreReader};

/// The stored values of a segment.
pub(crate) struct Store(StoreReader);

/// Those of one document.
pub(crate) struct StoredValues(OwnedBytes);

/// The types that are stored: texts and bytes.
const STORED: [u8; 2] = [0, 4];

impl Store {
    /// `blocks`: how many are kept unpacked.
    pub(crate) fn open(reader: &SegmentReader, blocks: usize) -> io::Result<Self> {
        reader.get_store_reader(blocks).map(Self)
    }

    pub(crate) fn values(&self, doc: DocId) -> tantivy::Result<StoredValues> {
        self.0.get_document_bytes(doc).map(StoredValues)
    }
}

impl StoredValues {
    /// The first value of a field, where there is one.
    pub(crate) fn first(&self, field: Field) -> io::Result<Option<&[u8]>> {
        let mut rest = self.0.as_slice();
        let mut left = number(&mut rest)?;
        while left > 0 {
            let (of, code) = (u32::from_le_bytes(taken(&mut rest)?), taken::<1>(&mut rest)?[0]);
            let length = number(&mut rest)?;
            let value = rest.split_at_checked(length).filter(|_| STORED.contains(&code)).ok_or_else(broken)?;
            if of == field.field_id() {
                return Ok(Some(value.0));
            }
            (rest, left) = (value.1, left - 1);
        }
        Ok(None)
    }

    /// The same of a text; empty where there is none.
    pub(crate) fn text(&self, field: Field) -> io::Result<&str> {
        std::str::from_utf8(self.first(field)?.unwrap_or_default()).map_err(|_| broken())
    }
}

/// Seven bits a byte, the lowest first; the last byte has its highest bit set.
fn number(rest: &mut &[u8]) -> io::Result<usize> {
    let mut number = 0;
    for shift in (0..usize::BITS).step_by(7) {
        let [byte] = taken(rest)?;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 != 0 {
            return Ok(number);
        }
    }
    Err(broken())
}

fn taken<const N: usize>(rest: &mut &[u8]) -> io::Result<[u8; N]> {
    let (taken, behind) = rest.split_first_chunk().ok_or_else(broken)?;
    *rest = behind;
    Ok(*taken)
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a stored document is broken")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::{
        Index, TantivyDocument,
        schema::{STORED, Schema},
    };

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn what_tantivy_stores_is_read(values in prop::collection::vec((".{0,300}", prop::collection::vec(any::<u8>(), 0..20_000)), 1..4)) {
            let mut schema = Schema::builder();
            let (text, bytes) = (schema.add_text_field("text", STORED), schema.add_bytes_field("bytes", STORED));
            let absent = schema.add_bytes_field("absent", STORED);
            let index = Index::create_in_ram(schema.build());
            let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 15_000_000).unwrap();
            for (one, other) in &values {
                let mut doc = TantivyDocument::new();
                doc.add_text(text, one);
                doc.add_bytes(bytes, other);
                writer.add_document(doc).unwrap();
            }
            writer.commit().unwrap();
            let searcher = index.reader().unwrap().searcher();
            let store = Store::open(searcher.segment_reader(0), 1).unwrap();
            for (doc, (one, other)) in (0..).zip(&values) {
                let stored = store.values(doc).unwrap();
                prop_assert_eq!(stored.text(text).unwrap(), one.as_str());
                prop_assert_eq!(stored.first(bytes).unwrap(), Some(other.as_slice()));
                prop_assert_eq!(stored.first(absent).unwrap(), None);
            }
        }

        #[test]
        fn anything_else_is_an_error_or_nothing(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let stored = StoredValues(OwnedBytes::new(bytes.clone()));
            if let Ok(Some(value)) = stored.first(Field::from_field_id(u32::from(bytes.first().copied().unwrap_or(0)) % 4)) {
                prop_assert!(value.len() < bytes.len());
            }
        }
    }
}
