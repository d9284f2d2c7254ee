//! Which thesis is meant by a name: a key, the beginning of one, or a path.

use std::path::Path;

use super::{Key, Snapshot};
use crate::error::{Error, Result};

impl Snapshot {
    /// The key that `name` means among those that `is_there`.
    pub(super) fn resolve(&self, name: &str, is_there: &dyn Fn(Key) -> Result<bool>) -> Result<Key> {
        if let Ok(key) = name.to_ascii_lowercase().parse() {
            return Ok(key);
        }
        if let Some(key) = self.key_of_path(Path::new(name))?
            && is_there(key)?
        {
            return Ok(key);
        }
        if name.len() < 4 || !name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Error::NoSuchThesis(name.to_owned()));
        }
        let mut keys = self.keys_from(&name.to_ascii_lowercase(), is_there)?;
        match (keys.pop(), keys.is_empty()) {
            (None, _) => Err(Error::NoSuchThesis(name.to_owned())),
            (Some(key), true) => Ok(key),
            (Some(key), false) => {
                keys.push(key);
                keys.sort();
                let candidates = keys.iter().take(10).map(Key::to_string).collect();
                Err(Error::Ambiguous { key: name.to_owned(), candidates })
            }
        }
    }

    fn key_of_path(&self, path: &Path) -> Result<Option<Key>> {
        let spellings = [std::path::absolute(path).ok(), path.canonicalize().ok()];
        for path in spellings.into_iter().flatten() {
            if let Some(source) = self.source(&path)? {
                return Ok(source.key());
            }
        }
        Ok(None)
    }

    /// The keys that begin so, of theses that are there.
    fn keys_from(&self, start: &str, is_there: &dyn Fn(Key) -> Result<bool>) -> Result<Vec<Key>> {
        let mut keys = Vec::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields().key).map_err(self.fault())?;
            // `g` follows every hexadecimal digit.
            let range = inverted.terms().range().ge(start).lt(format!("{start}g"));
            let mut terms = range.into_stream().map_err(|error| self.fault()(error.into()))?;
            while terms.advance() {
                keys.extend(std::str::from_utf8(terms.key()).ok().and_then(|key| key.parse::<Key>().ok()));
            }
        }
        keys.sort();
        keys.dedup();
        let mut live = Vec::new();
        for key in keys {
            if is_there(key)? {
                live.push(key);
            }
        }
        Ok(live)
    }
}
