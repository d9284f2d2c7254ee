//! `ibid serve`.

use std::path::Path;

use super::{
    args::ServeArguments,
    exit::{self, Exit, Outcome},
};
use crate::{index::Index, serve};

/// Serves until Ctrl-C or SIGTERM.
pub(crate) fn run(dir: &Path, arguments: &ServeArguments) -> Outcome {
    let index = Index::open(dir)?;
    if !arguments.listen.ip().is_loopback() {
        exit::warn(&format!("{} can be reached by other machines", arguments.listen));
    }
    let ready = |address| exit::say(format_args!("ibid: serving {} at http://{address} (Ctrl-C stops)", dir.display()));
    serve::run(index, arguments.listen, ready)?;
    Ok(Exit::Found)
}
