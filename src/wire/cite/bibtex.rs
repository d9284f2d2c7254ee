//! BibTeX: `@phdthesis`, `@mastersthesis`, or `@thesis` as biblatex has it.

use super::{Citation, Degree, genre, one_line};

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

/// A name in which `and` is a word is kept together.
fn author(name: &str) -> String {
    let name = escaped(name);
    if name.split(' ').any(|word| word.eq_ignore_ascii_case("and")) { format!("{{{name}}}") } else { name }
}

/// For LaTeX: its special characters as they are printed.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => out.extend(['\\', c]),
            '\\' => out.push_str("{\\textbackslash}"),
            '~' => out.push_str("{\\textasciitilde}"),
            '^' => out.push_str("{\\textasciicircum}"),
            '"' => out.push_str("{\\textquotedbl}"),
            _ => out.push(c),
        }
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
            "@phdthesis{weaver2014wells,\n  author = {Weaver, Ada and Müller, Jörg},\n  title = {{Wells \\& {\\textquotedbl}Bells{\\textquotedbl}: \
             50\\% of \\{Saltby\\}\\_\\$ {\\textasciitilde} {\\textbackslash} {\\textasciicircum} \\#1}},\n  year = {2014},\n  date = {2014-03-31},\n  \
             school = {University of X},\n  department = {History},\n  type = {Doctoral thesis},\n  language = {en},\n  doi = {10.1234/ab_c},\n  \
             url = {https://example.org/1/?a=b&c=50%25},\n  keywords = {wells},\n  note = {pp. PDF 3, 14},\n}\n\n"
        );
        assert_eq!(
            entry(&citations[2]),
            "@thesis{thesis-000000000abc,\n  title = {{weaver, 1}},\n  type = {Thesis},\n}\n\n"
        );
    }

    #[test]
    fn a_lone_brace_does_not_end_a_value() {
        assert_eq!(escaped("a } b { c"), "a {\\textbraceright} b {\\textbraceleft} c");
        assert_eq!(escaped("{a}"), "\\{a\\}");
        assert_eq!(author("Smith and Sons"), "{Smith and Sons}");
    }
}
