//! How many theses have which values: facets of an answer, and `ibid browse`, as JSON or CSV.
//!
//! ```json
//! {"field":"year","values":[{"value":"2014","theses":3},{"value":"2011","theses":1}],"distinct":2,"without":0}
//! {"v":1,"field":"year","value":"2014","theses":3}
//! ```

use serde::Serialize;

use super::{VERSION, csv_row};
use crate::search::FacetCounts;

/// The values of one field.
#[derive(Debug, Serialize)]
pub struct FacetShape<'a> {
    /// The field, as `filter` and `browse` name it.
    pub field: &'static str,
    /// By count, then by their letters, unless another order was asked for.
    pub values: Vec<ValueShape<'a>>,
    /// How many values there are, listed or not.
    pub distinct: u64,
    /// How many theses have none.
    pub without: u64,
}

/// A value of a field.
#[derive(Debug, Serialize)]
pub struct ValueShape<'a> {
    /// As most of the records spell it.
    pub value: &'a str,
    /// How many theses have it.
    pub theses: u64,
    /// Whether the question is narrowed to it; absent where it is not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub chosen: bool,
}

impl<'a> FacetShape<'a> {
    /// The shape of some counts.
    pub fn of(counts: &'a FacetCounts) -> Self {
        let value = |value: &'a crate::search::FacetValue| ValueShape {
            value: &value.value,
            theses: value.theses,
            chosen: value.is_chosen,
        };
        Self {
            field: counts.facet.name(),
            values: counts.values.iter().map(value).collect(),
            distinct: counts.distinct,
            without: counts.without,
        }
    }
}

/// All values of a field, as the HTTP API gives them.
#[derive(Debug, Serialize)]
pub struct Browsed<'a> {
    /// [`VERSION`].
    pub v: u32,
    /// The values.
    #[serde(flatten)]
    pub facet: FacetShape<'a>,
}

impl<'a> Browsed<'a> {
    /// The shape of some counts.
    pub fn of(counts: &'a FacetCounts) -> Self {
        Self { v: VERSION, facet: FacetShape::of(counts) }
    }
}

/// A value on its own: a line of `ibid browse --json`.
#[derive(Debug, Serialize)]
pub struct BrowsedLine<'a> {
    /// [`VERSION`].
    pub v: u32,
    /// The field.
    pub field: &'static str,
    /// The value; `null` for the theses that have none.
    pub value: Option<&'a str>,
    /// How many theses have it.
    pub theses: u64,
}

impl<'a> BrowsedLine<'a> {
    /// The lines of some counts; the theses without a value are the last.
    pub fn each(counts: &'a FacetCounts) -> impl Iterator<Item = Self> {
        let field = counts.facet.name();
        let values = counts.values.iter().map(|value| (Some(value.value.as_str()), value.theses));
        let without = (counts.without > 0).then_some((None, counts.without));
        values.chain(without).map(move |(value, theses)| Self { v: VERSION, field, value, theses })
    }

    /// The names of the columns of [`BrowsedLine::to_csv`].
    pub fn csv_head(field: &str) -> String {
        csv_row([field, "theses"])
    }

    /// As a row of CSV.
    pub fn to_csv(&self) -> String {
        csv_row([self.value.unwrap_or_default(), &self.theses.to_string()])
    }
}
