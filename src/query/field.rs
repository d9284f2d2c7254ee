//! The fields a question can name, and years.

use std::{fmt, str::FromStr};

/// Where to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Field {
    /// The text of the thesis, its record page included; no field named.
    #[default]
    Text,
    /// Title.
    Title,
    /// Author.
    Creator,
    /// Supervisor.
    Supervisor,
    /// School, faculty or department.
    Department,
    /// Degree-granting institution.
    Institution,
    /// Year of the thesis.
    Year,
    /// Type of the thesis ("doctoral").
    Type,
    /// Language of the text ("en").
    Language,
    /// Keyword.
    Keyword,
    /// Licence.
    Licence,
    /// Kind of the section a passage stands in ("methods"), or words of its heading.
    Section,
    /// Key of the thesis, or its beginning.
    Key,
}

/// Each field's name, then others it answers to.
const NAMES: &[(Field, &[&str])] = &[
    (Field::Text, &["text"]),
    (Field::Title, &["title"]),
    (Field::Creator, &["creator", "creators", "author", "authors"]),
    (Field::Supervisor, &["supervisor", "supervisors", "advisor", "adviser"]),
    (Field::Department, &["department", "dept", "school", "faculty"]),
    (Field::Institution, &["institution", "university"]),
    (Field::Year, &["year", "date"]),
    (Field::Type, &["type"]),
    (Field::Language, &["language", "lang"]),
    (Field::Keyword, &["keyword", "keywords", "subject"]),
    (Field::Licence, &["licence", "license"]),
    (Field::Section, &["section"]),
    (Field::Key, &["key"]),
];

impl Field {
    /// As written before the colon.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(field, _)| *field == self).map_or("", |(_, names)| names[0])
    }

    /// The field of this name, in any case.
    pub(super) fn named(name: &str) -> Option<Self> {
        let is_named = |(_, names): &&(Self, &[&str])| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        NAMES.iter().find(is_named).map(|(field, _)| *field)
    }
}

/// A range of years, both ends included; an end that is not given is open. At least one is given, and they are in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Years {
    /// First year.
    pub from: Option<u16>,
    /// Last year.
    pub to: Option<u16>,
}

impl Years {
    /// Whether `year` is among them.
    pub fn contains(self, year: i32) -> bool {
        self.from.is_none_or(|from| i32::from(from) <= year) && self.to.is_none_or(|to| year <= i32::from(to))
    }

    fn compared(sign: &str, year: u16) -> Option<Self> {
        match sign {
            ">=" => Self::new(Some(year), None),
            "<=" => Self::new(None, Some(year)),
            ">" => Self::new(Some(year + 1), None),
            _ => Self::new(None, Some(year.checked_sub(1)?)),
        }
    }

    fn new(from: Option<u16>, to: Option<u16>) -> Option<Self> {
        match (from, to) {
            (None, None) => None,
            (Some(first), Some(last)) if first > last => Some(Self { from: to, to: from }),
            _ => Some(Self { from, to }),
        }
    }
}

impl FromStr for Years {
    type Err = ();

    /// `2014`, `2010..2016`, `2010..`, `..2016`, `2010-2016`, `>=2010`, `>2010`, `<=2016`, `<2016`.
    fn from_str(text: &str) -> Result<Self, ()> {
        for sign in [">=", "<=", ">", "<"] {
            if let Some(rest) = text.strip_prefix(sign) {
                return Self::compared(sign, year(rest)?).ok_or(());
            }
        }
        let Some((first, last)) = text.split_once("..").or_else(|| text.split_once(['-', '–'])) else {
            let year = year(text)?;
            return Ok(Self { from: Some(year), to: Some(year) });
        };
        let end = |text: &str| if text.is_empty() { Ok(None) } else { year(text).map(Some) };
        Self::new(end(first)?, end(last)?).ok_or(())
    }
}

/// One to four digits.
fn year(text: &str) -> Result<u16, ()> {
    let stands = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if stands { text.parse().map_err(|_| ()) } else { Err(()) }
}

impl fmt::Display for Years {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => write!(f, "{from}"),
            (Some(from), None) => write!(f, ">={from}"),
            (None, Some(to)) => write!(f, "<={to}"),
            (from, to) => write!(f, "{}..{}", from.unwrap_or(0), to.unwrap_or(9999)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_its_name() {
        for (field, names) in NAMES {
            assert_eq!(Field::named(field.name()), Some(*field));
            assert!(names.iter().all(|name| Field::named(&name.to_uppercase()) == Some(*field)));
        }
        assert_eq!(Field::named("foo"), None);
    }

    #[test]
    fn years_are_read_and_printed() {
        for (text, printed) in [
            ("2014", "2014"),
            ("2010..2016", "2010..2016"),
            ("2016-2010", "2010..2016"),
            ("2010..", ">=2010"),
            ("..2016", "<=2016"),
            (">2010", ">=2011"),
            ("<=2016", "<=2016"),
        ] {
            let years: Years = text.parse().unwrap();
            assert_eq!(years.to_string(), printed);
            assert_eq!(printed.parse(), Ok(years));
        }
        for wrong in ["", "..", "soon", "20145", ">", "<0", "2010..x", "+2010"] {
            assert_eq!(wrong.parse::<Years>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn both_ends_are_included() {
        let years: Years = "2010..2016".parse().unwrap();
        assert!(years.contains(2010) && years.contains(2016));
        assert!(!years.contains(2009) && !years.contains(2017));
    }
}
