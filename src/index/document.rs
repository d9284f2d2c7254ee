//! The documents as handed to the engine: one for each passage, one for each entry of the ledger.
//!
//! A type of our own instead of the engine's: the passages of a thesis share its text and its record instead of
//! copying them, and a [`Load`] tells when the engine has let go of them.

use std::{
    ops::Range,
    sync::{Arc, Condvar, Mutex, PoisonError},
};

use tantivy::schema::{
    Field,
    document::{Document, ReferenceValue, ReferenceValueLeaf, Value},
};

/// A document.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// Its own values.
    pub(super) own: Vec<(Field, Content)>,
    /// Those it shares with the other passages of its thesis.
    pub(super) shared: Arc<Vec<(Field, Content)>>,
    /// What is waiting with it.
    pub(super) load: Option<Load>,
}

impl Entry {
    /// Its own number in a field.
    pub(super) fn number(&self, field: Field) -> Option<u64> {
        self.own.iter().find_map(|(of, content)| match content {
            Content::Number(number) if *of == field => Some(*number),
            _ => None,
        })
    }
}

/// A value of a field.
#[derive(Debug)]
pub(super) enum Content {
    Text(String),
    Slice(Arc<str>, Range<usize>),
    Number(u64),
    Bytes(Vec<u8>),
}

impl Document for Entry {
    type Value<'a> = &'a Content;
    type FieldsValuesIter<'a> = Fields<'a>;

    fn iter_fields_and_values(&self) -> Fields<'_> {
        Fields(self.own.iter().chain(self.shared.iter()))
    }
}

/// Walks over the values of a document.
pub(super) struct Fields<'a>(std::iter::Chain<Values<'a>, Values<'a>>);

type Values<'a> = std::slice::Iter<'a, (Field, Content)>;

impl<'a> Iterator for Fields<'a> {
    type Item = (Field, &'a Content);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(field, content)| (*field, content))
    }
}

impl<'a> Value<'a> for &'a Content {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match *self {
            Content::Text(text) => ReferenceValueLeaf::Str(text),
            Content::Slice(text, span) => ReferenceValueLeaf::Str(text.get(span.clone()).unwrap_or_default()),
            Content::Number(number) => ReferenceValueLeaf::U64(*number),
            Content::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
        })
    }
}

/// How many bytes of text wait for the engine, and who waits until they are fewer.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    bytes: Mutex<usize>,
    fewer: Condvar,
}

impl Gauge {
    /// Waits until `bytes` more make no more than `most`, or until nothing else waits.
    pub(super) fn admit(self: &Arc<Self>, bytes: usize, most: usize) -> Load {
        let waiting = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut waiting = self
            .fewer
            .wait_while(waiting, |waiting| *waiting > 0 && *waiting + bytes > most)
            .unwrap_or_else(PoisonError::into_inner);
        *waiting += bytes;
        Load { bytes, gauge: Arc::clone(self) }
    }
}

/// A share of what a [`Gauge`] counts, given back when dropped.
#[derive(Debug)]
pub(super) struct Load {
    bytes: usize,
    gauge: Arc<Gauge>,
}

impl Drop for Load {
    fn drop(&mut self) {
        *self.gauge.bytes.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.gauge.fewer.notify_all();
    }
}
