//! A calendar day.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A day, month or year of the proleptic Gregorian calendar, written as far as it is known: `2014-03-31`, `2014-03`,
/// `2014`. What is not known counts as the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    /// Year of the common era.
    pub year: i32,
    /// 1 to 12; 0 where it is not known.
    pub month: u8,
    /// 1 to 31, within its month; 0 where it is not known.
    pub day: u8,
}

impl Date {
    /// The first day of it.
    pub fn first_day(self) -> Self {
        Self { month: self.month.max(1), day: self.day.max(1), ..self }
    }

    /// The first day after it: of a year the next New Year's Day, of a month the first of the next, of a day itself. What
    /// is closed "until" a month is surely open from that day.
    pub fn surely_past(self) -> Self {
        match self {
            Self { month: 0 | 12, day: 0, year } => Self { year: year + 1, month: 1, day: 1 },
            Self { day: 0, year, month } => Self { year, month: month + 1, day: 1 },
            day => day,
        }
    }

    /// Days since 1970-01-01; negative before.
    ///
    /// The algorithm `days_from_civil` of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013).
    pub fn days_since_epoch(self) -> i64 {
        let Self { year, month, day } = self.first_day();
        let year = i64::from(year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// The day `days` after 1970-01-01 (UTC when `days` is a UTC clock's seconds / 86,400).
    pub fn from_days_since_epoch(days: i64) -> Self {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        Self {
            year: (year_of_era + era * 400 + i64::from(month <= 2)) as i32,
            month: month as u8,
            day: (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u8,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self { year, month: 0, .. } => write!(f, "{year:04}"),
            Self { year, month, day: 0 } => write!(f, "{year:04}-{month:02}"),
            Self { year, month, day } => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

/// The text is no day of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date such as 2014-03-31")]
pub struct NotADate(String);

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let wrong = || NotADate(text.to_owned());
        let day_part = text.split(['T', ' ']).next().unwrap_or_default();
        let mut numbers = day_part.splitn(3, '-');
        let mut next = || numbers.next().map(|number| number.parse::<u16>().map_err(|_| wrong())).transpose();
        let (year, month, day) = (next()?.ok_or_else(wrong)?, next()?, next()?);
        let within = |number: Option<u16>, most: u16| number.is_none_or(|number| (1..=most).contains(&number));
        let date = Self { year: year.into(), month: month.unwrap_or(0) as u8, day: day.unwrap_or(0) as u8 };
        let stands = year <= 9999
            && within(month, 12)
            && within(day, 31)
            && Self::from_days_since_epoch(date.days_since_epoch()) == date.first_day();
        stands.then_some(date).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn until_a_month_is_until_its_end() {
        for (until, open) in
            [("2027", "2028-01-01"), ("2027-06", "2027-07-01"), ("2027-12", "2028-01-01"), ("2027-06-05", "2027-06-05")]
        {
            assert_eq!(day(until).surely_past(), day(open));
        }
    }

    #[test]
    fn a_day_and_its_number_agree() {
        assert_eq!(Date { year: 1970, month: 1, day: 1 }.days_since_epoch(), 0);
        assert_eq!(Date { year: 2000, month: 3, day: 1 }.days_since_epoch(), 11_017);
        for days in (-200_000..200_000).step_by(17) {
            assert_eq!(Date::from_days_since_epoch(days).days_since_epoch(), days);
        }
    }

    #[test]
    fn what_is_not_known_stays_so() {
        for known in ["2014", "2014-03", "2014-03-31"] {
            assert_eq!(known.parse::<Date>().unwrap().to_string(), known);
        }
        assert_eq!("2014".parse(), Ok(Date { year: 2014, month: 0, day: 0 }));
        assert_eq!("2014".parse::<Date>().unwrap().days_since_epoch(), day("2014-01-01").days_since_epoch());
        assert_eq!("2014-03-31T10:00:00Z".parse(), Ok(Date { year: 2014, month: 3, day: 31 }));
        for wrong in ["", "2014-13", "2014-02-30", "soon", "99999", "2014-0", "2014-03-00", "2014-", "-5"] {
            assert!(wrong.parse::<Date>().is_err(), "{wrong}");
        }
    }
}
