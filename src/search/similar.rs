//! More like this: the telling words of a passage or of a thesis, asked of all the others.

use std::ops::ControlFlow;

use tantivy::DocAddress;

use super::{
    Options, Results, answer, feedback,
    form::{Form, Word},
    plan::{Asked, Group, Node, Plan},
    weigh::Scales,
};
use crate::{
    error::{Error, Result},
    index::{Key, Snapshot, View},
};

/// How many telling words are asked for.
const WORDS: usize = 25;

/// A thesis speaks by its record page and so many of its passages, spread over it.
const PASSAGES: u32 = 24;

/// How often the most telling word counts against the least: what a word weighs in a plan is a whole number.
const TIMES: f32 = 8.0;

/// The theses that are most like one, or like one of its passages: with the most telling words of it. It is not among them
/// itself. `understood` names the words.
///
/// Of a thesis whose text the caller may not read, the record page alone speaks.
///
/// # Errors
/// `NoSuchThesis`, for a passage that the thesis does not have too; where the index cannot be read.
pub fn similar(snapshot: &Snapshot, key: Key, passage: Option<u32>, options: &Options) -> Result<Results> {
    let view = snapshot.view(options.caller, options.today)?;
    let scales = Scales::new(&view);
    let telling = feedback::telling(&scales, &speaking(&view, key, passage)?, WORDS)?;
    let plan = plan(&telling, scales.languages.len());
    let mut theses = Vec::new();
    let results = answer(&plan, &scales, options, Some(key.number()), &mut |thesis| {
        theses.push(thesis);
        ControlFlow::Continue(())
    })?;
    let words: Vec<&str> = telling.iter().map(|telling| telling.stem.as_str()).collect();
    Ok(Results { theses, understood: words.join(" "), ..results })
}

/// The passages whose words are looked at.
fn speaking(view: &View, key: Key, passage: Option<u32>) -> Result<Vec<DocAddress>> {
    let none = |name: String| Error::NoSuchThesis(name);
    let run = view.run(key)?.ok_or_else(|| none(key.to_string()))?;
    let last = run.passages - 1;
    if let Some(number) = passage {
        let is_there = number <= last;
        return if is_there { Ok(vec![run.address(number)]) } else { Err(none(format!("{key}#{number}"))) };
    }
    let shown = last.min(PASSAGES);
    let spread = (1..=shown).map(|turn| u64::from(turn) * u64::from(last) / u64::from(shown));
    Ok(std::iter::once(0).chain(spread.map(|number| number as u32)).map(|number| run.address(number)).collect())
}

fn plan(telling: &[feedback::Telling], languages: usize) -> Plan {
    let word = |telling: &feedback::Telling| {
        let stems = vec![(telling.stem.clone(), vec![telling.language.min(languages)])];
        let form = Form::Word(Word { stems, ..Word::exactly(telling.stem.clone()) });
        Asked { form, times: (telling.weight * TIMES).round().max(1.0) as u32, required: false }
    };
    let leaves: Vec<Asked> = telling.iter().map(word).collect();
    let optional = (0..leaves.len()).map(Node::Leaf).collect();
    let tree = (!leaves.is_empty()).then(|| Node::Group(Group { optional, ..Group::default() }));
    Plan { leaves, tree, ..Plan::default() }
}
