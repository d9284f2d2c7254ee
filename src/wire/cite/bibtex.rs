//! BibTeX: `@phdthesis`, `@mastersthesis`, or `@thesis` as biblatex has it.

use super::{Citation, Degree, genre, name::Name, one_line};
use crate::record::Record;

/// An entry. The pages stand in `note`: the entries of theses have no field for them, and styles print a note last.
pub(super) fn entry(citation: &Citation<'_>) -> String {
    let record = citation.record();
    let (kind, school) = match Degree::of(record) {
        Degree::Doctoral => ("phdthesis", "school"),
        Degree::Masters => ("mastersthesis", "school"),
        Degree::Other => ("thesis", "institution"),
    };
    let mut fields: Vec<(&str, String)> = Vec::new();
    let mut add = |name, value: Option<String>| fields.extend(value.map(|value| (name, value)));
    let authors: Vec<String> = record.creators.iter().map(|name| author(name)).collect();
    add("author", (!authors.is_empty()).then(|| authors.join(" and ")));
    // Braces keep a style from changing capitals.
    add("title", Some(format!("{{{}}}", escaped(&citation.title()))));
    add("year", record.date.map(|date| date.year.to_string()));
    add("date", record.date.filter(|date| date.month > 0).map(|date| date.to_string()));
    add(school, record.institution.as_ref().or(record.publisher.as_ref()).map(|name| escaped(name)));
    add("howpublished", (kind == "thesis").then(|| escaped(&in_short(record))));
    add("department", record.department.as_deref().map(escaped));
    add("type", (kind == "thesis" || record.thesis_type.is_some()).then(|| escaped(&genre(record))));
    add("pagetotal", record.pages.map(|pages| pages.to_string()));
    add("language", record.language.as_deref().map(escaped));
    add("doi", citation.doi().as_deref().map(verbatim));
    add("url", record.uri.as_deref().map(verbatim));
    add("keywords", (!record.keywords.is_empty()).then(|| escaped(&record.keywords.join(", "))));
    add("note", citation.pinpoint().as_deref().map(escaped));
    let lines: String = fields.iter().map(|(name, value)| format!("  {name} = {{{value}}},\n")).collect();
    format!("@{kind}{{{},\n{lines}}}\n\n", citation.id)
}

/// "Family, Given", "Family, Jr., Given". A name in which `and` is a word is kept together, and so is a part with a comma of its own.
fn author(name: &str) -> String {
    let joins = |text: &str| text.split(' ').any(|word| word.eq_ignore_ascii_case("and"));
    match Name::of(name) {
        Name::Person { family, given, suffix } if !joins(name) => {
            let given = if given.contains(',') { format!("{{{}}}", escaped(&given)) } else { escaped(&given) };
            let suffix = suffix.map(|suffix| format!(" {},", escaped(&suffix))).unwrap_or_default();
            format!("{},{suffix} {given}", escaped(&family))
        }
        _ if joins(name) => format!("{{{}}}", escaped(name)),
        _ => escaped(name),
    }
}

/// Styles of BibTeX itself know no `@thesis` and print it as `@misc`, of which `howpublished` says what and where it is.
fn in_short(record: &Record) -> String {
    let institution = record.institution.as_ref().or(record.publisher.as_ref());
    institution.map_or_else(|| genre(record), |name| format!("{}, {}", genre(record), one_line(name)))
}

/// For LaTeX: its special characters as they are printed, with what every encoding of fonts has. A straight quotation mark is
/// none of these: it becomes a pair of single ones.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut opens = true;
    for c in one_line(text).chars() {
        match c {
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => out.extend(['\\', c]),
            '\\' => out.push_str("{\\textbackslash}"),
            '~' => out.push_str("{\\textasciitilde}"),
            '^' => out.push_str("{\\textasciicircum}"),
            '<' => out.push_str("{\\textless}"),
            '>' => out.push_str("{\\textgreater}"),
            '|' => out.push_str("{\\textbar}"),
            '"' => out.push_str(if opens { "{``}" } else { "{''}" }),
            _ => out.push(c),
        }
        opens = c.is_whitespace() || "([{-–—/".contains(c);
    }
    balanced(out)
}

/// A brace that is alone ends a value too soon, escaped or not: then they are printed by name.
fn balanced(text: String) -> String {
    let mut depth = 0_i32;
    let stands = text.replace("\\{", "{").chars().all(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth >= 0
    });
    let stands = stands && depth == 0;
    if stands { text } else { text.replace("\\{", "{\\textbraceleft}").replace("\\}", "{\\textbraceright}") }
}

/// For addresses, which biblatex and hyperref take as they are.
fn verbatim(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        match c {
            '{' => out.push_str("%7B"),
            '}' => out.push_str("%7D"),
            '\\' => out.push_str("%5C"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Citation, tests::results},
        *,
    };

    #[test]
    fn an_entry_is_escaped_and_names_the_pages() {
        let results = results();
        let citations = Citation::all(&results, 100);
        assert_eq!(
            entry(&citations[0]),
            "@phdthesis{weaver2014wells,\n  author = {Weaver, Ada and Müller, Jörg},\n  title = {{Wells \\& {``}Bells{''}: \
             50\\% of \\{Saltby\\}\\_\\$ {\\textasciitilde} {\\textbackslash} {\\textasciicircum} \\#1}},\n  year = {2014},\n  date = {2014-03-31},\n  \
             school = {University of X},\n  department = {History},\n  type = {Doctoral thesis},\n  language = {en},\n  doi = {10.1234/ab_c},\n  \
             url = {https://example.org/1/?a=b&c=50%25},\n  keywords = {wells},\n  note = {p. 14, PDF p. 3},\n}\n\n"
        );
        assert_eq!(
            entry(&citations[2]),
            "@thesis{thesis-000000000abc,\n  title = {{weaver, 1}},\n  howpublished = {Thesis},\n  type = {Thesis},\n}\n\n"
        );
    }

    #[test]
    fn a_lone_brace_does_not_end_a_value() {
        assert_eq!(escaped("a } b { c"), "a {\\textbraceright} b {\\textbraceleft} c");
        assert_eq!(escaped("{a}"), "\\{a\\}");
        assert_eq!(author("Smith and Sons"), "{Smith and Sons}");
    }

    #[test]
    fn names_have_three_parts() {
        assert_eq!(author("King, Martin Luther, Jr."), "King, Jr., Martin Luther");
        assert_eq!(author("Oak, Ann, Dame"), "Oak, {Ann, Dame}");
        assert_eq!(author("Weaver, Ada"), "Weaver, Ada");
        assert_eq!(author("Plato"), "Plato");
    }

    #[test]
    fn styles_that_know_no_thesis_print_its_institution() {
        let mut results = results();
        results.theses[2].record.thesis_type = Some("Bachelors".into());
        results.theses[2].record.institution = Some("University of X & Y".into());
        let entry = entry(&Citation::all(&results, 100)[2]);
        let expected = ["@thesis{", "institution = {University of X \\& Y}", "type = {Bachelors thesis}"];
        expected.iter().for_each(|field| assert!(entry.contains(field), "{entry}"));
        assert!(entry.contains("howpublished = {Bachelors thesis, University of X \\& Y}"), "{entry}");
    }

    #[test]
    fn signs_are_printed_in_any_encoding() {
        assert_eq!(escaped("a < b | c"), "a {\\textless} b {\\textbar} c");
        assert_eq!(escaped("(\"a\" and \"b\")"), "({``}a{''} and {``}b{''})");
    }
}
