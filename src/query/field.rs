//! The fields a question can name.

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
    /// Day of the thesis.
    Date,
    /// Type of the thesis ("doctoral").
    Type,
    /// Language of the text ("en").
    Language,
    /// Keyword.
    Keyword,
    /// Licence.
    Licence,
    /// Who may read the text: one of [`ACCESS`].
    Access,
    /// Kind of the section a passage stands in ("methods"), or words of its heading.
    Section,
    /// Words of the heading a passage stands under.
    Heading,
    /// Page a passage stands on: its printed number, or where it has none its number in the PDF.
    Page,
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
    (Field::Year, &["year"]),
    (Field::Date, &["date"]),
    (Field::Type, &["type"]),
    (Field::Language, &["language", "lang"]),
    (Field::Keyword, &["keyword", "keywords", "subject"]),
    (Field::Licence, &["licence", "license"]),
    (Field::Access, &["access"]),
    (Field::Section, &["section"]),
    (Field::Heading, &["heading"]),
    (Field::Page, &["page"]),
    (Field::Key, &["key"]),
];

/// What `access:` asks for: who may read a text today. `restricted` is what is for registered users or for staff, `closed` what is
/// restricted or embargoed.
pub const ACCESS: [&str; 6] = ["open", "embargoed", "registered", "staff", "restricted", "closed"];

impl Field {
    /// As written before the colon.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(field, _)| *field == self).map_or("", |(_, names)| names[0])
    }

    /// The names of all fields, the one each is printed with.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(_, names)| names[0])
    }

    /// The field of this name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let is_named = |(_, names): &&(Self, &[&str])| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        NAMES.iter().find(is_named).map(|(field, _)| *field)
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
}
