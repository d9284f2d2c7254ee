//! Where a score comes from.

use std::{fmt, io};

use tantivy::fieldnorm::FieldNormReader;

use super::{
    contender::Entry,
    evaluate::{self, Segment},
    form::{Form, Slot},
    rank,
    weigh::Weighed,
};

/// Where the score of a passage comes from: the scores of its parts, added up in their order, times `section`, plus `title`.
/// The sum is exact, to the last bit.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What it holds.
    pub parts: Vec<Part>,
    /// How much of that counts: less than 1 for record pages, and for sections that point to others.
    pub section: f32,
    /// What the title of its thesis adds.
    pub title: f32,
    /// The whole.
    pub score: f32,
}

/// Something a passage holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is.
    pub text: String,
    /// Why it counts.
    pub role: Role,
    /// How rare it is: the logarithm of how many passages there are for each that holds it, or nearly so.
    pub rarity: f32,
    /// How often the passage holds it; 0 where that is not told (wildcards, proximity, words as written).
    pub times: u32,
    /// How many words the passage has, as far as its class of length tells; 0 where `times` is.
    pub length: u32,
    /// What that adds.
    pub score: f32,
}

/// Why something counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is asked for.
    Asked,
    /// A light word of the question.
    Light,
    /// A part of a compound word of the question.
    Part,
    /// Two words that stand side by side in the question do so here.
    Beside,
    /// The best passages say it.
    Feedback,
}

/// Where the score of a thesis comes from: their sum, in this order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ThesisExplanation {
    /// The score of its best passage, without the title.
    pub best: f32,
    /// What its next passages add.
    pub further: f32,
    /// What its title adds.
    pub title: f32,
}

/// Explains the score of a passage, the title's share in it included.
pub(super) fn passage(weighed: &Weighed, segment: Segment<'_>, entry: &Entry, title: f32) -> io::Result<Explanation> {
    let mut parts = Vec::new();
    let light = weighed.light.iter().filter(|found| entry.may_gain(found.role));
    for found in weighed.leaves.iter().chain(light) {
        for lookup in &found.lookups {
            let held = evaluate::held(lookup, segment, entry.doc)?;
            let Some(held) = held.filter(|held| held.score > 0.0) else { continue };
            parts.push(Part {
                text: found.text.clone(),
                role: found.role,
                rarity: found.weight,
                times: held.times,
                length: FieldNormReader::id_to_fieldnorm(held.class),
                score: held.score,
            });
        }
    }
    let runs = segment.runs;
    let section = runs.theses().get(runs.at(entry.doc)).map_or(1.0, |run| rank::share(runs, run, entry.doc));
    Ok(Explanation { parts, section, title, score: entry.score })
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(&word.exact),
            Self::Phrase(slots) => write!(f, "\"{}\"", spelled(slots)),
            Self::Compound { parts, .. } => f.write_str(&parts.join("-")),
            Self::Expanded(slot) => f.write_str(&spelled(std::slice::from_ref(slot))),
            Self::Near(near) => {
                let parts: Vec<String> = near.parts.iter().map(|(slots, _)| spelled(slots)).collect();
                f.write_str(&parts.join(" NEAR "))
            }
            Self::Written(words) => write!(f, "=\"{}\"", words.join(" ")),
            // It adds nothing, so nothing is told of it.
            Self::Narrow(_) => Ok(()),
        }
    }
}

/// Words, the first of several spellings for all of them.
fn spelled(slots: &[Slot]) -> String {
    let one = |slot: &Slot| {
        let mut words = slot.words();
        let first = words.next().unwrap_or("…").to_owned();
        if words.next().is_some() { format!("{first}|…") } else { first }
    };
    slots.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// What a passage holds of one lookup.
pub(super) struct Held {
    pub(super) class: u8,
    pub(super) times: u32,
    pub(super) score: f32,
}
