//! Counting theses by what their records say, and narrowing by it.
//!
//! A thesis counts where a search would show it: a text that was deposited twice is shown once, and counts once for each value
//! that either record has. Who may not read a text finds its thesis by the record alone, and it counts then. The values of a field
//! that is narrowed are counted as if it were not: they say what else could be chosen there.

use tantivy::SegmentOrdinal;

use super::{Options, tally::Tally, theses_in};
use crate::{
    access::Standing,
    error::Result,
    index::{Facet, Snapshot},
};

/// How many theses have each value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCounts {
    /// The field.
    pub facet: Facet,
    /// Its values, as many as were asked for and those that were chosen; by count, then by their letters.
    pub values: Vec<FacetValue>,
    /// How many values there are.
    pub distinct: u64,
    /// How many theses have none.
    pub without: u64,
}

impl FacetCounts {
    /// Puts the values in the order of their letters.
    pub fn sort_by_value(&mut self) {
        let facet = self.facet;
        self.values.sort_by_cached_key(|value| facet.start(&value.value));
    }
}

/// A value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// As most of the records counted spell it.
    pub value: String,
    /// How many theses have it.
    pub theses: u64,
    /// Whether the question is narrowed to it.
    pub is_chosen: bool,
}

/// A value to narrow by: theses that have it. Of a field that is named twice either value does; all fields named must fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The field.
    pub facet: Facet,
    /// The value, whatever its capitals and accents.
    pub value: String,
}

impl std::str::FromStr for Choice {
    type Err = String;

    /// `department=Sociology`; the error is a sentence.
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let Some((name, value)) = text.split_once('=') else {
            return Err(format!("`{text}` is no field and value such as department=Sociology"));
        };
        let facet = facet(name)?;
        if facet == Facet::Access && Standing::named(value).is_none() {
            let names = Standing::ALL.map(Standing::name).join(", ");
            return Err(format!("`{value}` is none of {names}"));
        }
        Ok(Self { facet, value: value.trim().to_owned() })
    }
}

/// The facet of this name; the error is a sentence.
///
/// # Errors
/// Where there is none.
pub fn facet(name: &str) -> std::result::Result<Facet, String> {
    Facet::named(name.trim()).ok_or_else(|| {
        let names = Facet::ALL.map(Facet::name).join(", ");
        format!("theses are not counted by `{name}`, but by {names}")
    })
}

/// Counts all theses that the caller may know of by one field, all its values among them; the limits in `options` do not matter.
///
/// # Errors
/// Where the index cannot be read.
///
/// ```
/// # fn main() -> ibid::error::Result<()> {
/// use ibid::{access::Caller, index::{Facet, Index}, search::{Options, browse}};
///
/// # let folder = tempfile::tempdir().unwrap();
/// let index = Index::open_or_create(folder.path().join("index"))?;
/// let options = Options::new(Caller::Owner, "2024-05-01".parse().unwrap());
/// let years = browse(&index.snapshot()?, Facet::Year, &options)?;
/// assert_eq!((years.values.len(), years.without), (0, 0));
/// # Ok(())
/// # }
/// ```
pub fn browse(snapshot: &Snapshot, facet: Facet, options: &Options) -> Result<FacetCounts> {
    let options = Options { facets: vec![facet], facet_values: usize::MAX, ..options.clone() };
    let view = snapshot.view(options.caller, options.today)?;
    let only = theses_in(&view, &options)?;
    let mut tally = Tally::open(&view, &options)?;
    for segment in 0..view.segments().len() as SegmentOrdinal {
        let (runs, hidden) = (view.runs(segment)?, view.hidden(segment));
        let mut unseen = hidden.in_order();
        for (at, run) in runs.theses().iter().enumerate() {
            if !unseen.hides(run.first) && only.as_ref().is_none_or(|only| only.contains(&run.thesis)) {
                let fits = tally.fits((segment, at));
                tally.count((segment, at), fits, (!hidden.closes(run.first), 0));
            }
        }
    }
    let counted = tally.finish().facets.pop();
    Ok(counted.unwrap_or(FacetCounts { facet, values: Vec::new(), distinct: 0, without: 0 }))
}
