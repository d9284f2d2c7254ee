//! More like this: the telling words of a passage or of a thesis, asked of all the others.

use std::ops::ControlFlow;

use tantivy::DocAddress;

use super::{
    Options, Results, answer, feedback,
    form::{Form, Word},
    plan::{Asked, Group, Node, Plan},
    theses::Except,
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
/// itself, nor is another with the same text. `understood` names the words.
///
/// Of a thesis whose text the caller may not read, the record page alone speaks.
///
/// # Errors
/// `NoSuchThesis`; `NoSuchPassage`; where the index cannot be read.
pub fn similar(snapshot: &Snapshot, key: Key, passage: Option<u32>, options: &Options) -> Result<Results> {
    let view = snapshot.view(options.caller, options.today)?;
    let scales = Scales::new(&view);
    let telling = feedback::telling(&scales, &speaking(&view, key, passage)?, WORDS)?;
    let plan = plan(&telling, scales.languages.len());
    let mut theses = Vec::new();
    let except = Except { thesis: key.number(), text: text_of(&view, key)? };
    let results = answer(&plan, &scales, options, Some(except), &mut |thesis| {
        theses.push(thesis);
        ControlFlow::Continue(())
    })?;
    let words: Vec<&str> = telling.iter().map(|telling| telling.stem.as_str()).collect();
    Ok(Results { theses, understood: words.join(" "), ..results })
}

/// What tells the text of a thesis from others, where it may be read.
fn text_of(view: &View, key: Key) -> Result<Option<u64>> {
    let Some(run) = view.run(key)?.filter(|run| !view.hidden(run.segment).closes(run.first)) else { return Ok(None) };
    let runs = view.runs(run.segment)?;
    Ok(runs.theses()[runs.at(run.first)].text)
}

/// The passages whose words are looked at.
fn speaking(view: &View, key: Key, passage: Option<u32>) -> Result<Vec<DocAddress>> {
    let none = |name: String| Error::NoSuchThesis(name);
    let run = view.run(key)?.ok_or_else(|| none(key.to_string()))?;
    let last = run.passages - 1;
    if let Some(number) = passage {
        let is_there = number <= last;
        let missing = || Error::NoSuchPassage { thesis: key.to_string(), number, last };
        return if is_there { Ok(vec![run.address(number)]) } else { Err(missing()) };
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
