//! Where a score comes from, for people.

use crate::{
    search::{Explanation, ThesisExplanation},
    wire,
};

/// Where the score of a thesis comes from.
pub(crate) fn line(ThesisExplanation { best, further, title }: &ThesisExplanation) -> String {
    let sum = best + further + title;
    format!("{sum:.3} = {best:.3} for its best passage + {further:.3} for further ones + {title:.3} for the title")
}

/// A line for each part of a passage's score, and one for the whole.
pub(crate) fn lines(explanation: &Explanation) -> Vec<String> {
    let Explanation { parts, section, title, score } = explanation;
    let part = |part: &crate::search::Part| {
        let (role, text) = (wire::role_name(part.role), &part.text);
        let times = match part.times {
            0 => format!("rarity {:.2}", part.rarity),
            times => format!("{times} times in {} words, rarity {:.2}", part.length, part.rarity),
        };
        format!("    {:>8.3}  {role:<9}{text}  ({times})", part.score)
    };
    let mut lines: Vec<String> = parts.iter().map(part).collect();
    lines.push(format!("    {score:>8.3}  = sum x {section} for its section + {title:.3} for the title"));
    lines
}
