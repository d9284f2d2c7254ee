//! Comma-separated values (RFC 4180), UTF-8, the first row naming the columns.

/// A row with its line end.
pub fn csv_row<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let values: Vec<String> = values.into_iter().map(value).collect();
    format!("{}\r\n", values.join(","))
}

fn value(text: &str) -> String {
    let needs_quotes = text.contains(['"', ',', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ');
    if needs_quotes { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_part_values_is_quoted() {
        let row = csv_row(["plain", "a, b", "say \"so\"", "two\nlines", "", " led"]);
        assert_eq!(row, "plain,\"a, b\",\"say \"\"so\"\"\",\"two\nlines\",,\" led\"\r\n");
    }
}
