//! Ranges: of years, of page numbers, of days.

use std::{fmt, str::FromStr};

use crate::date::Date;

/// Comparisons as typed, the longer ones first.
const SIGNS: [&str; 4] = [">=", "<=", ">", "<"];

/// A range of years or of page numbers, both ends included; an end that is not given is open. At least one is given, and they
/// are in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Numbers {
    /// The first.
    pub from: Option<u16>,
    /// The last.
    pub to: Option<u16>,
}

impl Numbers {
    /// Whether `number` is among them.
    pub fn contains(self, number: i32) -> bool {
        self.from.is_none_or(|from| i32::from(from) <= number) && self.to.is_none_or(|to| number <= i32::from(to))
    }

    fn compared(sign: &str, number: u16) -> Option<Self> {
        match sign {
            ">=" => Self::new(Some(number), None),
            "<=" => Self::new(None, Some(number)),
            ">" => Self::new(Some(number + 1), None),
            _ => Self::new(None, Some(number.checked_sub(1)?)),
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

impl FromStr for Numbers {
    type Err = ();

    /// `2014`, `2010..2016`, `2010..`, `..2016`, `2010-2016`, `>=2010`, `>2010`, `<=2016`, `<2016`.
    fn from_str(text: &str) -> Result<Self, ()> {
        for sign in SIGNS {
            if let Some(rest) = text.strip_prefix(sign) {
                return Self::compared(sign, number(rest)?).ok_or(());
            }
        }
        let Some((first, last)) = text.split_once("..").or_else(|| text.split_once(['-', '–'])) else {
            let number = number(text)?;
            return Ok(Self { from: Some(number), to: Some(number) });
        };
        let end = |text: &str| if text.is_empty() { Ok(None) } else { number(text).map(Some) };
        Self::new(end(first)?, end(last)?).ok_or(())
    }
}

/// One to four digits.
fn number(text: &str) -> Result<u16, ()> {
    let stands = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if stands { text.parse().map_err(|_| ()) } else { Err(()) }
}

impl fmt::Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => write!(f, "{from}"),
            (Some(from), None) => write!(f, ">={from}"),
            (None, Some(to)) => write!(f, "<={to}"),
            (from, to) => write!(f, "{}..{}", from.unwrap_or(0), to.unwrap_or(9999)),
        }
    }
}

/// What `year:` and `date:` ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Times {
    Years(Numbers),
    Days(Dates),
}

impl FromStr for Times {
    type Err = ();

    /// As [`Numbers`] and [`Dates`] are read; of two numbers with a hyphen `2014-05` is a month, `2022-23` two years.
    fn from_str(text: &str) -> Result<Self, ()> {
        let years = |text: &str| text.parse().map(Self::Years);
        let days = |text: &str| text.parse().map(Self::Days);
        let Some((first, last)) = text.split_once(['-', '–']).filter(|_| !text.contains("..")) else {
            return years(text).or_else(|()| days(text));
        };
        match (first.len(), last.len()) {
            (4, 4) => years(text),
            (4, 2) => days(&format!("{first}-{last}")).or_else(|()| {
                let (first, last) = (number(first)?, number(last)?);
                let last = first - first % 100 + last;
                if first < last { Ok(Self::Years(Numbers { from: Some(first), to: Some(last) })) } else { Err(()) }
            }),
            _ => days(text),
        }
    }
}

/// A range of days, both ends included; an end that is not given is open. At least one is given, and they are in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dates {
    /// The first.
    pub from: Option<Date>,
    /// The last.
    pub to: Option<Date>,
}

impl Dates {
    /// Whether `day` is among them.
    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl FromStr for Dates {
    type Err = ();

    /// `2014-05` (a month), `2014-05-17` (a day), `2014-05..2015`, open ends and comparisons as for [`Numbers`].
    fn from_str(text: &str) -> Result<Self, ()> {
        for sign in SIGNS {
            if let Some(rest) = text.strip_prefix(sign) {
                let (first, last) = span(rest)?;
                return Ok(match sign {
                    ">=" => Self { from: Some(first), to: None },
                    "<=" => Self { from: None, to: Some(last) },
                    ">" => Self { from: Some(shifted(last, 1)?), to: None },
                    _ => Self { from: None, to: Some(shifted(first, -1)?) },
                });
            }
        }
        let Some((one, other)) = text.split_once("..") else {
            let (first, last) = span(text)?;
            return Ok(Self { from: Some(first), to: Some(last) });
        };
        match (one.is_empty(), other.is_empty()) {
            (true, true) => Err(()),
            (true, false) => Ok(Self { from: None, to: Some(span(other)?.1) }),
            (false, true) => Ok(Self { from: Some(span(one)?.0), to: None }),
            (false, false) => {
                let (one, other) = (span(one)?, span(other)?);
                Ok(Self { from: Some(one.0.min(other.0)), to: Some(one.1.max(other.1)) })
            }
        }
    }
}

/// The first and the last day of a year, a month or a day.
fn span(text: &str) -> Result<(Date, Date), ()> {
    let parts: Vec<&str> = text.split('-').collect();
    let is_number = |part: &&str, digits: std::ops::RangeInclusive<usize>| {
        digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let [year, rest @ ..] = parts.as_slice() else { return Err(()) };
    if !is_number(year, 4..=4) || rest.len() > 2 || !rest.iter().all(|part| is_number(part, 1..=2)) {
        return Err(());
    }
    let first = text.parse::<Date>().map_err(|_| ())?.first_day();
    let last = match rest.len() {
        0 => Date { month: 12, day: 31, ..first },
        1 if first.month == 12 => Date { day: 31, ..first },
        1 => shifted(Date { month: first.month + 1, ..first }, -1)?,
        _ => first,
    };
    Ok((first, last))
}

fn shifted(day: Date, days: i64) -> Result<Date, ()> {
    let shifted = Date::from_days_since_epoch(day.days_since_epoch() + days);
    if (0..=9999).contains(&shifted.year) { Ok(shifted) } else { Err(()) }
}

impl fmt::Display for Dates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => write!(f, "{from}"),
            (Some(from), Some(to)) => write!(f, "{from}..{to}"),
            (Some(from), None) => write!(f, ">={from}"),
            (None, Some(to)) => write!(f, "<={to}"),
            (None, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_printed() {
        for (text, printed) in [
            ("2014", "2014"),
            ("2010..2016", "2010..2016"),
            ("2016-2010", "2010..2016"),
            ("2010..", ">=2010"),
            ("..2016", "<=2016"),
            (">2010", ">=2011"),
            ("<=2016", "<=2016"),
        ] {
            let numbers: Numbers = text.parse().unwrap();
            assert_eq!(numbers.to_string(), printed);
            assert_eq!(printed.parse(), Ok(numbers));
        }
        for wrong in ["", "..", "soon", "20145", ">", "<0", "2010..x", "+2010"] {
            assert_eq!(wrong.parse::<Numbers>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn both_ends_are_included() {
        let years: Numbers = "2010..2016".parse().unwrap();
        assert!(years.contains(2010) && years.contains(2016));
        assert!(!years.contains(2009) && !years.contains(2017));
    }

    #[test]
    fn a_month_is_no_range_of_years() {
        let read = |text: &str| {
            text.parse().map(|times| match times {
                Times::Years(years) => years.to_string(),
                Times::Days(days) => days.to_string(),
            })
        };
        for (text, expected) in [
            ("2014-05", "2014-05-01..2014-05-31"),
            ("2010–12", "2010-12-01..2010-12-31"),
            ("2016-2", "2016-02-01..2016-02-29"),
            ("2014-05-17", "2014-05-17"),
            ("2014-05..2015-06", "2014-05-01..2015-06-30"),
            ("2022-23", "2022..2023"),
            ("2010-2016", "2010..2016"),
            ("2010–2016", "2010..2016"),
            ("2014", "2014"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
        }
        for wrong in ["2014-13", "2022-21", "05-2014", "2014-", "-2014", "20-14"] {
            assert_eq!(read(wrong), Err(()), "{wrong}");
        }
    }

    #[test]
    fn days_are_read_and_printed() {
        for (text, printed) in [
            ("2014-05", "2014-05-01..2014-05-31"),
            ("2016-2", "2016-02-01..2016-02-29"),
            ("2014-12", "2014-12-01..2014-12-31"),
            ("2014-05-17", "2014-05-17"),
            ("2014-05..2015", "2014-05-01..2015-12-31"),
            ("2015..2014-05", "2014-05-01..2015-12-31"),
            (">2014-05", ">=2014-06-01"),
            ("<2014-05", "<=2014-04-30"),
            ("2014-05..", ">=2014-05-01"),
            ("..2014-05", "<=2014-05-31"),
        ] {
            let dates: Dates = text.parse().unwrap();
            assert_eq!(dates.to_string(), printed);
            assert_eq!(printed.parse(), Ok(dates));
        }
        for wrong in ["", "..", "soon", "2014-13", "2014-02-30", "201-05", "+2014-05", "2014-05-", "<0000-01", ">9999"]
        {
            assert_eq!(wrong.parse::<Dates>(), Err(()), "{wrong}");
        }
    }
}
