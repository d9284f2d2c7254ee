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
    Read(Job),
    /// So many pages may be recognised at a time from now on, until the next `Read`.
    Hands(u32),
}

/// What to read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Job {
    #[serde(with = "crate::index::path_bytes")]
    pub(super) path: PathBuf,
    /// What of it is recognised, where that was asked for.
    pub(super) pictures: Pictures,
}

/// Which pages' pictures are looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Pictures {
    /// All that need it but these, which have cost a reader its life.
    AllBut(Vec<u32>),
    /// None: too many have.
    None,
}

/// What the child says to a `Read`: how far it is, while it recognises pages, then what came of it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    Step(Step),
    Answer(Box<Answer>),
}

/// A step in the recognition of a document's pages: a sign of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Step {
    /// This page is looked at now, and so many wait.
    Begun { page: u32, waiting: u32 },
    /// This page was.
    Ended { page: u32 },
}

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

    fn job() -> Job {
        Job { path: "/a/b.pdf".into(), pictures: Pictures::None }
    }

    #[test]
    fn what_is_sent_is_received() {
        let mut stream = Vec::new();
        send(&mut stream, &Request::Begin { settings: Settings::default(), memory_mib: 7 }).unwrap();
        send(&mut stream, &Request::Read(job())).unwrap();
        let mut stream = stream.as_slice();
        assert!(matches!(receive(&mut stream).unwrap(), Some(Request::Begin { memory_mib: 7, .. })));
        assert!(
            matches!(receive(&mut stream).unwrap(), Some(Request::Read(job)) if job.path.as_path() == std::path::Path::new("/a/b.pdf"))
        );
        assert!(receive::<Request>(&mut stream).unwrap().is_none());
    }

    #[test]
    fn a_stream_cut_short_is_an_error() {
        let mut stream = Vec::new();
        send(&mut stream, &Request::Read(job())).unwrap();
        assert!(receive::<Request>(&mut &stream[..stream.len() - 1]).is_err());
    }

    #[test]
    fn a_value_that_is_too_long_is_refused() {
        let error = receive::<Request>(&mut &(LONGEST + 1).to_le_bytes()[..]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
