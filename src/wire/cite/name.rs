//! The parts of a name as records have it: "Family, Given", with what stands behind it.

use super::one_line;

/// A creator.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// A person.
    Person {
        /// With what belongs before it.
        family: String,
        /// All of them; with a title, where a record has one.
        given: String,
        /// "Jr.", "III".
        suffix: Option<String>,
    },
    /// A name without a comma: an institution, or a person whose names are not told apart.
    Whole(String),
}

/// What stands behind a name and is none, without its full stop.
const SUFFIXES: [&str; 9] = ["jr", "sr", "junior", "senior", "ii", "iii", "iv", "v", "filho"];

impl Name {
    /// "King, Martin Luther, Jr." and "King, Jr., Martin Luther" are the same; years of a life are no part of a name.
    pub(super) fn of(name: &str) -> Self {
        let mut parts: Vec<String> =
            name.split(',').map(one_line).filter(|part| part.contains(char::is_alphabetic)).collect();
        if parts.len() < 2 {
            return Self::Whole(parts.pop().unwrap_or_else(|| one_line(name)));
        }
        let is_suffix = |part: &String| SUFFIXES.contains(&part.trim_end_matches('.').to_lowercase().as_str());
        let at = parts.iter().skip(2).position(is_suffix).map(|at| at + 2);
        let at = at.or_else(|| (parts.len() > 2 && is_suffix(&parts[1])).then_some(1));
        let suffix = at.map(|at| parts.remove(at));
        let given = parts.split_off(1).join(", ");
        Self::Person { family: parts.remove(0), given, suffix }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(family: &str, given: &str, suffix: Option<&str>) -> Name {
        Name::Person { family: family.into(), given: given.into(), suffix: suffix.map(Into::into) }
    }

    #[test]
    fn a_suffix_is_no_given_name() {
        assert_eq!(Name::of("Weaver,  Ada"), person("Weaver", "Ada", None));
        let king = || person("King", "Martin Luther", Some("Jr."));
        assert_eq!((Name::of("King, Martin Luther, Jr."), Name::of("King, Jr., Martin Luther")), (king(), king()));
        assert_eq!(Name::of("Astor, John Jacob, IV, 1864-1912"), person("Astor", "John Jacob", Some("IV")));
        assert_eq!(Name::of("Oak, Ann, Dame"), person("Oak", "Ann, Dame", None));
        assert_eq!(Name::of("Ivy, V."), person("Ivy", "V.", None));
        assert_eq!(Name::of("University of X"), Name::Whole("University of X".into()));
        assert_eq!(Name::of("Plato,"), Name::Whole("Plato".into()));
    }
}
