//! Dates as repositories write them.

use crate::date::Date;

/// The date in a text, as far as it is known: `2014-03-31T10:00:00Z`, `2014-03`, `20140331`, `2014/3/31`; of anything else, the
/// one year in it (`c2014`, `June 2014`).
pub(super) fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    // Digital Commons knows only the year, and writes midnight on the Pacific coast.
    if let Some(year) = ["-01-01T08:00:00Z", "-01-01T07:00:00Z"].iter().find_map(|new_year| text.strip_suffix(new_year))
    {
        return year.parse().ok().filter(plausible);
    }
    let dashed = text.replace('/', "-");
    let compact = (text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]));
    let written = [Some(dashed), compact].into_iter().flatten();
    written.filter_map(|text| text.parse::<Date>().ok()).find(plausible).or_else(|| only_year(text))
}

/// Whether a thesis can be of that date; `0014` is a slip of the pen.
fn plausible(date: &Date) -> bool {
    (1000..3000).contains(&date.year)
}

/// The year in a text that has exactly one.
fn only_year(text: &str) -> Option<Date> {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|number| number.len() == 4);
    let mut years: Vec<Date> = numbers.filter_map(|year| year.parse().ok()).filter(plausible).collect();
    years.dedup();
    match years.as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_far_as_they_are_known() {
        for (text, read) in [
            ("2014-03-31T10:00:00Z", Some("2014-03-31")),
            ("2012-12-26 06:33:01", Some("2012-12-26")),
            ("1998-07", Some("1998-07")),
            ("2000", Some("2000")),
            ("20140331", Some("2014-03-31")),
            ("2014/3/31", Some("2014-03-31")),
            ("2001-01-01T08:00:00Z", Some("2001")),
            ("c1987.", Some("1987")),
            ("June 2014", Some("2014")),
            ("2014-2016", None),
            ("[n.d.]", None),
            ("0014-01-01", None),
            ("", None),
        ] {
            assert_eq!(date(text).map(|date| date.to_string()).as_deref(), read, "{text}");
        }
    }
}
