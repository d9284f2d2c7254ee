//! The rooms of ibid that read what strangers wrote, and the targets that feed them.

#[path = "../../src"]
mod rooms {
    pub mod access;
    pub mod date;
    pub mod page;
    pub mod pdf;
    pub mod query;
    pub mod record;
    pub mod text;
}
pub mod targets;
pub mod wrap;

use rooms::{access, date, page, pdf, query, record, text};

/// Lets a panic of ours end the run, as a finding. One of a library is caught by the engine, and costs the page: each is
/// named once.
pub fn listen() {
    let seen = std::sync::Mutex::new(std::collections::BTreeSet::new());
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        if !place.contains("/registry/src/") && !place.contains("/rustc/") && !place.contains("/rust/library/") {
            report(panic);
        }
        if seen.lock().is_ok_and(|mut seen| seen.insert(place.clone())) {
            eprintln!("a library panicked at {place}: {panic}");
        }
    }));
}
