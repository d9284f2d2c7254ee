//! One writer at a time, and who it is.
//!
//! The lock is the operating system's, on `ibid.lock`; it goes with the process that holds it, however that ends. The
//! file says who that is and stays when the lock is gone.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
};

use crate::error::{Error, Result};

pub(super) const LOCK_FILE: &str = "ibid.lock";

/// Held as long as it lives.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Drop for Lock {
    /// Closing would do, but for a process that is being started at this moment and still has a copy of the handle.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

impl Lock {
    /// Takes the lock of the index in `dir` for a process that runs `command`.
    ///
    /// # Errors
    /// `Locked` where another process, or another writer in this one, holds it.
    pub(super) fn take(dir: &Path, command: &str) -> Result<Self> {
        let path = dir.join(LOCK_FILE);
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = options.map_err(Error::io(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Locked { path: dir.into(), holder: holder(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(Error::io(path)(error)),
        }
        let text = format!("process {} ({command})\n", std::process::id());
        file.set_len(0).and_then(|()| file.write_all(text.as_bytes())).map_err(Error::io(&path))?;
        Ok(Self { file })
    }
}

/// What the holder wrote; where it has not written yet, or the system does not let us read, only that there is one.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.take(500).read_to_string(&mut text));
    match text.trim() {
        said if read.is_ok() && !said.is_empty() => said.to_owned(),
        _ => "another process".to_owned(),
    }
}
