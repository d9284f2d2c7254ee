//! `ibid help query` and `ibid query`: how to ask, by example.

use std::{
    io::{self, Write},
    sync::LazyLock,
};

use super::exit::{Exit, Outcome};
use crate::query::LANGUAGE;

/// The page, without the fences that the rustdoc needs.
pub(crate) static PAGE: LazyLock<String> = LazyLock::new(|| {
    let lines = LANGUAGE.lines().filter(|line| !line.starts_with("```"));
    lines.fold(String::new(), |page, line| page + line + "\n")
});

/// Prints the page.
pub(crate) fn run() -> Outcome {
    io::stdout().write_all(PAGE.as_bytes())?;
    Ok(Exit::Found)
}
