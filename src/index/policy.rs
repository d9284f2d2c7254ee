//! What the owner lets others learn of closed texts, as the file `ibid-access` beside the index has it.

use std::path::{Path, PathBuf};

use super::kept::{self, FileStamp};
use crate::{
    access::{Disclosure, Policy},
    error::Result,
};

fn file(dir: &Path) -> PathBuf {
    dir.join("ibid-access")
}

pub(super) fn stamp(dir: &Path) -> Result<Option<FileStamp>> {
    FileStamp::of(&file(dir))
}

/// What was chosen for the index in `dir`; where nothing was, the record alone is shown.
///
/// # Errors
/// `Io` where it cannot be read or understood: then nobody knows what may be shown.
pub(super) fn read(dir: &Path) -> Result<Policy> {
    let text = kept::read(&file(dir))?.unwrap_or_default();
    let damaged = |line| kept::not_understood(&file(dir), &format!("`{line}` chooses nothing"));
    let mut policy = Policy::default();
    for line in text.lines() {
        let told = match line.split_once(' ').map(|(_, told)| told) {
            Some("nothing") => Disclosure::Nothing,
            Some("record") => Disclosure::Record,
            _ => return Err(damaged(line)),
        };
        match line.split_once(' ').map(|(why, _)| why) {
            Some("embargoed") => policy.embargoed = told,
            Some("registered") => policy.registered = told,
            Some("staff") => policy.staff = told,
            _ => return Err(damaged(line)),
        }
    }
    Ok(policy)
}

pub(super) fn write(dir: &Path, policy: &Policy) -> Result<()> {
    let told = |told| if told == Disclosure::Nothing { "nothing" } else { "record" };
    let Policy { embargoed, registered, staff } = *policy;
    let text = format!("embargoed {}\nregistered {}\nstaff {}\n", told(embargoed), told(registered), told(staff));
    kept::write(&file(dir), &text, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn a_choice_comes_back_and_nonsense_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), Policy::default());
        let policy = Policy { staff: Disclosure::Nothing, ..Policy::default() };
        write(folder.path(), &policy).unwrap();
        assert_eq!(read(folder.path()).unwrap(), policy);
        for wrong in ["staff", "staff all", "everybody nothing", "nothing"] {
            std::fs::write(file(folder.path()), wrong).unwrap();
            assert!(matches!(read(folder.path()), Err(Error::Io { .. })), "{wrong}");
        }
    }
}
