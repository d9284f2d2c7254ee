//! What parent and child say to each other: values as postcard, each after its length (32 bits, little endian).

use std::{
    io::{self, Read, Write},
    path::PathBuf,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::reading::{Answer, Settings};

/// What the parent says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Request {
    /// Once, first: how to read, and how many MiB of address space the child may have.
    Begin { settings: Settings, memory_mib: u32 },
    /// Read this.
    Read(#[serde(with = "crate::index::path_bytes")] PathBuf),
}

/// What the child says to each `Read`.
pub(super) type Reply = Answer;

/// The longest value, bytes; what is longer is no thesis.
const LONGEST: u32 = 256 << 20;

/// Writes a value and flushes.
pub(super) fn send<T: Serialize>(to: &mut impl Write, value: &T) -> io::Result<()> {
    let bytes = postcard::to_allocvec(value).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len()).ok().filter(|length| *length <= LONGEST).ok_or_else(too_long)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&bytes)?;
    to.flush()
}

/// Reads a value; `None` at the end of the stream.
pub(super) fn receive<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(too_long());
    }
    // A broken child must not make its parent reserve what it will never send.
    let length = u64::from(length);
    let mut bytes = Vec::with_capacity(length.min(1 << 20) as usize);
    from.by_ref().take(length).read_to_end(&mut bytes)?;
    postcard::from_bytes(&bytes).map(Some).map_err(io::Error::other)
}

fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "more than 256 MiB of text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_received() {
        let mut stream = Vec::new();
        send(&mut stream, &Request::Begin { settings: Settings::default(), memory_mib: 7 }).unwrap();
        send(&mut stream, &Request::Read("/a/b.pdf".into())).unwrap();
        let mut stream = stream.as_slice();
        assert!(matches!(receive(&mut stream).unwrap(), Some(Request::Begin { memory_mib: 7, .. })));
        assert!(
            matches!(receive(&mut stream).unwrap(), Some(Request::Read(path)) if path.as_path() == std::path::Path::new("/a/b.pdf"))
        );
        assert!(receive::<Request>(&mut stream).unwrap().is_none());
    }

    #[test]
    fn a_stream_cut_short_is_an_error() {
        let mut stream = Vec::new();
        send(&mut stream, &Request::Read("/a/b.pdf".into())).unwrap();
        assert!(receive::<Request>(&mut &stream[..stream.len() - 1]).is_err());
    }

    #[test]
    fn a_value_that_is_too_long_is_refused() {
        let error = receive::<Request>(&mut &(LONGEST + 1).to_le_bytes()[..]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
