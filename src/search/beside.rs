//! What only adds to scores: it makes no passage a hit and is never marked. Light words, the parts of compound words, and
//! words typed side by side as they are likely to stand in what is looked for.

use super::{
    form::{Form, Slot},
    light::is_light,
    plan::Asked,
};
use crate::{
    index::analyzer,
    query::{Expr, Field, Leaf, LeafText},
};

/// Counts a form `times` more among others.
pub(super) fn count(form: Form, times: u32, among: &mut Vec<Asked>) {
    match among.iter_mut().find(|asked| asked.form == form) {
        Some(asked) => asked.times += times,
        None => among.push(Asked { form, times, required: false }),
    }
}

/// Each two different words side by side, as a phrase.
pub(super) fn pairs(clauses: &[Expr]) -> impl Iterator<Item = Form> {
    clauses.windows(2).filter_map(|pair| {
        let (first, second) = word(&pair[0]).zip(word(&pair[1]))?;
        (first != second).then(|| Form::Phrase(vec![Slot::exactly(first), Slot::exactly(second)]))
    })
}

/// The clause's word, folded, where it is one word of one part, and no light one.
fn word(clause: &Expr) -> Option<String> {
    let Expr::Leaf(Leaf { field: Field::Text, text: LeafText::Word(typed) }) = clause else { return None };
    let mut words = analyzer::tokens(typed).map(|token| token.word.into_owned());
    let only = words.next().filter(|word| !is_light(word));
    only.filter(|_| words.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Query;

    #[test]
    fn words_side_by_side_are_pairs() {
        let Some(Expr::Any(clauses)) = Query::parse("peer support of the groups groups self-help").clauses else {
            panic!()
        };
        let found: Vec<Form> = pairs(&clauses).collect();
        assert_eq!(found, [Form::Phrase(vec![Slot::exactly("peer".into()), Slot::exactly("support".into())])]);
    }
}
