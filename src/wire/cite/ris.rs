//! RIS: lines of a tag of two characters, two spaces, a hyphen, a space and a value; `ER` ends a reference. Of a thesis, `VL` is the
//! degree, as EndNote has it.

use super::{Citation, genre, name::Name, one_line, place};

/// A reference. `SP` is the page of the best passage; each passage is a note (`N1`) with its page.
pub(super) fn reference(citation: &Citation<'_>) -> String {
    let record = citation.record();
    let mut lines = String::new();
    // A value is one line: a tag at the beginning of another one would end it.
    let mut add = |tag: &str, value: &str| match one_line(value) {
        value if value.is_empty() => {}
        value => lines.push_str(&format!("{tag}  - {value}\r\n")),
    };
    add("TY", "THES");
    add("ID", &citation.id);
    record.creators.iter().for_each(|name| add("AU", &author(name)));
    for contributor in record.contributors.iter().filter(|one| one.role == "supervisor") {
        add("A3", &contributor.name);
    }
    add("TI", &citation.title());
    if let Some(date) = record.date {
        add("PY", &date.year.to_string());
        match date.month {
            0 => {}
            _ if date.day == 0 => add("DA", &format!("{:04}/{:02}//", date.year, date.month)),
            _ => add("DA", &format!("{:04}/{:02}/{:02}", date.year, date.month, date.day)),
        }
    }
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    add("PB", &optional(&record.institution.clone().or_else(|| record.publisher.clone())));
    add("AD", &optional(&record.department));
    add("M3", &genre(record));
    add("VL", &optional(&record.degree));
    add("LA", &optional(&record.language));
    record.keywords.iter().for_each(|keyword| add("KW", keyword));
    add("DO", &citation.doi().unwrap_or_default());
    add("UR", &optional(&record.uri));
    add("AB", &optional(&record.summary));
    add("SP", &citation.page().unwrap_or_default());
    for quote in &citation.quotes {
        let page = if quote.hit.page == 0 { String::new() } else { format!("{}: ", place(quote.hit)) };
        add("N1", &format!("{page}“{}”", one_line(&quote.shown.text)));
    }
    format!("{lines}ER  - \r\n\r\n")
}

/// "Family, Given, Suffix".
fn author(name: &str) -> String {
    match Name::of(name) {
        Name::Person { family, given, suffix } => {
            [Some(family), Some(given), suffix].into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        Name::Whole(name) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Citation, tests::results},
        *,
    };

    #[test]
    fn a_reference_is_lines_of_tags() {
        let results = results();
        let reference = reference(&Citation::all(&results, 100)[0]);
        let lines: Vec<&str> = reference.trim_end_matches("\r\n").split("\r\n").collect();
        assert_eq!((lines[0], lines[lines.len() - 1]), ("TY  - THES", "ER  - "));
        for line in [
            "AU  - Müller, Jörg",
            "DA  - 2014/03/31",
            "PB  - University of X",
            "SP  - 14",
            "N1  - p. 14: “The *well*, he said, was \"dry\".”",
            "N1  - PDF p. 3: “# no end”",
        ] {
            assert!(lines.contains(&line), "{line}: {lines:#?}");
        }
        assert_eq!(author("King, Jr., Martin Luther"), "King, Martin Luther, Jr.");
        let is_tagged = |line: &&str| line.is_char_boundary(6) && &line[2..6] == "  - ";
        assert!(lines.iter().all(is_tagged), "{lines:#?}");
    }
}
