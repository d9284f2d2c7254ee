//! The shapes in which ibid answers other programs.
//!
//! Every shape carries `"v": 1`. Fields may be added to a version; none changes its meaning or goes away without a new
//! number. The same shapes come from `ibid search --json` (JSON Lines: one value a line) and from the HTTP API.
//!
//! A thesis:
//!
//! ```json
//! {"v":1,"key":"3f2a9c41d0aa","path":"/theses/weaver.pdf","title":"...","creators":["Weaver, Ada"],"date":"2014-03-31",
//!  "score":12.31,"passages_total":14,"passages":[
//!   {"number":31,"page":34,"label":"12","pages":[34,35],"labels":["12","13"],
//!    "section":{"kind":"chapter","heading":"2 Literature"},"text":"...","marks":[[104,116]],"score":12.31}]}
//! ```
//!
//! `marks` are half-open ranges of characters (Unicode scalars) of `text`; `page` and `label` say where the first mark
//! stands; `pages` are PDF page numbers from 1 and `labels` their printed numbers (`null` where not known). Passage 0 is
//! the record itself: its `page` is 0. `"ocr":true` stands where text was recognised in a picture, and is absent elsewhere.

mod answers;
mod boxes;
mod cite;
mod collection;
mod completions;
mod csv;
mod document;
mod facets;
mod keyword;
mod ledger;
mod marks;
mod progress;
mod scores;
mod verification;

use std::path::Path;

use serde::{Serialize, Serializer};

pub use answers::{Answer, FlatPassage, Passage, Section, Thesis, Totals, Twin, passages, theses};
pub use boxes::{Boxes, PageBoxes, WordBox};
pub use cite::{Style, cite};
pub use collection::CollectionEntry;
pub use completions::{CompletionShape, Completions, kind_of_completion};
pub use csv::csv_row;
pub use document::{Document, Heading, PageText, Pages};
pub use facets::{Browsed, BrowsedLine, FacetShape, ValueShape};
pub use keyword::{KeywordCount, KeywordLine};
pub use ledger::{OthersLearn, Status, Wanting};
pub use marks::{MarkBoxes, MarkedPage, Marks, PageMarks};
pub use progress::{Event, Finished, Harvested};
pub use scores::{PassageScore, ScorePart, ThesisScore, name as role_name};
pub use verification::{PlaceOfQuotation, Unseen, Verdict, Verified, difference_name};

/// Version of all shapes.
pub const VERSION: u32 = 1;

/// A shape as one line of JSON.
pub fn to_line(shape: &impl Serialize) -> String {
    // Our shapes have string keys and no fallible parts, paths least of all (see `lossy`), so this cannot fail.
    serde_json::to_string(shape).unwrap_or_default()
}

/// A shape as JSON over several lines, for people.
pub fn to_pretty(shape: &impl Serialize) -> String {
    serde_json::to_string_pretty(shape).unwrap_or_default()
}

/// A path as text; what is not Unicode in it is replaced, where serde would refuse the whole shape.
fn lossy<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&path.display())
}

/// The same for a path that may be absent.
fn lossy_option<S: Serializer>(path: &Option<&Path>, serializer: S) -> Result<S::Ok, S::Error> {
    path.map(Path::display).map(|path| path.to_string()).serialize(serializer)
}

/// The same for several.
fn lossy_all<S: Serializer>(paths: &Option<&[std::path::PathBuf]>, serializer: S) -> Result<S::Ok, S::Error> {
    let text = |paths: &[std::path::PathBuf]| paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>();
    paths.map(text).serialize(serializer)
}

#[cfg(all(test, unix))]
mod tests {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

    use super::*;
    use crate::ingest;

    #[test]
    fn a_path_that_is_not_unicode_loses_no_line() {
        let path = Path::new(OsStr::from_bytes(b"/th\xe8ses/a.pdf")).to_owned();
        let line = to_line(&Event::of(&ingest::Event::Removed { path }));
        assert_eq!(line, "{\"event\":\"removed\",\"path\":\"/th\u{fffd}ses/a.pdf\"}");
    }
}
