//! Where scores come from.

use serde::Serialize;

use crate::search::{Explanation, Part, Role, ThesisExplanation};

/// The score of a thesis: the sum of these.
#[derive(Debug, Serialize)]
pub struct ThesisScore {
    /// Its best passage, without the title.
    pub best_passage: f32,
    /// What its next passages add.
    pub further_passages: f32,
    /// What its title adds.
    pub title: f32,
}

impl ThesisScore {
    /// The shape of an explanation.
    pub fn of(explanation: &ThesisExplanation) -> Self {
        let ThesisExplanation { best, further, title } = *explanation;
        Self { best_passage: best, further_passages: further, title }
    }
}

/// The score of a passage: the scores of its parts, times `section`, plus `title`.
#[derive(Debug, Serialize)]
pub struct PassageScore<'a> {
    /// What it holds, in the order in which it is added up.
    pub parts: Vec<ScorePart<'a>>,
    /// How much of that counts, for the kind of its section.
    pub section: f32,
    /// What the title of its thesis adds.
    pub title: f32,
}

/// Something a passage holds.
#[derive(Debug, Serialize)]
pub struct ScorePart<'a> {
    /// What it is.
    pub text: &'a str,
    /// Why it counts: `asked`, `light`, `part`, `beside` or `feedback`.
    pub role: &'static str,
    /// How rare it is.
    pub rarity: f32,
    /// How often the passage holds it.
    pub occurrences: u32,
    /// How many words the passage has, roughly.
    pub length: u32,
    /// What that adds.
    pub score: f32,
}

impl<'a> PassageScore<'a> {
    /// The shape of an explanation.
    pub fn of(explanation: &'a Explanation) -> Self {
        let parts = explanation.parts.iter().map(ScorePart::of).collect();
        Self { parts, section: explanation.section, title: explanation.title }
    }
}

impl<'a> ScorePart<'a> {
    fn of(part: &'a Part) -> Self {
        let Part { text, role, rarity, times, length, score } = part;
        Self { text, role: name(*role), rarity: *rarity, occurrences: *times, length: *length, score: *score }
    }
}

/// The name of a role.
pub fn name(role: Role) -> &'static str {
    match role {
        Role::Asked => "asked",
        Role::Light => "light",
        Role::Part => "part",
        Role::Beside => "beside",
        Role::Feedback => "feedback",
    }
}
