//! Datestamps: moments in UTC, to the day or to the second.

use std::{fmt, str::FromStr};

use crate::date::Date;

/// How finely a repository dates its records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Granularity {
    /// `2024-05-01`.
    Day,
    /// `2024-05-01T12:30:00Z`.
    #[default]
    Second,
}

/// A moment, seconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

/// Seconds of a day.
const DAY: i64 = 86_400;

impl Moment {
    /// So many seconds before.
    pub fn before(self, seconds: i64) -> Self {
        Self(self.0 - seconds)
    }

    /// As a repository of this granularity writes it.
    pub fn written(self, granularity: Granularity) -> String {
        let day = Date::from_days_since_epoch(self.0.div_euclid(DAY));
        match granularity {
            Granularity::Day => day.to_string(),
            Granularity::Second => self.to_string(),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, second) = (Date::from_days_since_epoch(self.0.div_euclid(DAY)), self.0.rem_euclid(DAY));
        write!(f, "{day}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
    }
}

/// The text is no datestamp.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no datestamp such as 2024-05-01T12:30:00Z")]
pub struct NotAMoment(String);

impl FromStr for Moment {
    type Err = NotAMoment;

    /// Reads what repositories write, which is more than the protocol allows: fractions, offsets, no `Z`.
    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let wrong = || NotAMoment(text.chars().take(40).collect());
        let text = text.trim();
        let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
        let is_whole = day.len() == 10 && day.is_ascii();
        let day: Date = day.parse().ok().filter(|_| is_whole).ok_or_else(wrong)?;
        let seconds = if time.is_empty() { Some(0) } else { seconds(time) };
        Ok(Self(day.days_since_epoch() * DAY + seconds.ok_or_else(wrong)?))
    }
}

/// `12:30:00Z`, `12:30:00.5+01:00`, `12:30`: seconds since midnight, UTC.
fn seconds(time: &str) -> Option<i64> {
    let (time, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => (&time[..at], &time[at..]),
        None => (time, "Z"),
    };
    let hours_minutes = |text: &str| {
        let (hours, minutes) = text.split_once(':')?;
        let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
        (hours < 24 && minutes < 60).then(|| i64::from(hours) * 3600 + i64::from(minutes) * 60)
    };
    let (clock, second) = match time.rsplit_once(':').filter(|(clock, _)| clock.contains(':')) {
        Some((clock, second)) => (clock, second.split(['.', ',']).next()?.parse::<u8>().ok().filter(|s| *s <= 60)?),
        None => (time, 0),
    };
    let offset = match offset.split_at_checked(1)? {
        ("+", ahead) => hours_minutes(ahead)?,
        ("-", behind) => -hours_minutes(behind)?,
        (_, "") => 0,
        _ => return None,
    };
    Some(hours_minutes(clock)? + i64::from(second) - offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datestamps_come_back() {
        for text in ["1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "1999-12-31T12:00:01Z"] {
            let moment: Moment = text.parse().unwrap();
            assert_eq!(moment.to_string(), text);
            assert_eq!(moment.written(Granularity::Day), text[..10]);
        }
    }

    #[test]
    fn what_repositories_write_instead() {
        let noon: Moment = "2024-05-01T12:00:00Z".parse().unwrap();
        for text in
            ["2024-05-01T12:00:00.123Z", "2024-05-01 12:00:00", "2024-05-01T14:00:00+02:00", "2024-05-01T12:00Z"]
        {
            assert_eq!(text.parse(), Ok(noon), "{text}");
        }
        assert_eq!("2024-05-01".parse(), Ok(noon.before(12 * 3600)));
        for wrong in
            ["", "2024", "2024-13-01", "2024-02-30", "yesterday", "2024-05-01T25:00:00Z", "2024-05-01Tx", "0000-00-00"]
        {
            assert!(wrong.parse::<Moment>().is_err(), "{wrong}");
        }
    }
}
