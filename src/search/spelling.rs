//! Did you mean: words that the index does not have, put right by words that it has.
//!
//! Only what the caller may read counts: neither is a word known because a closed text has it, nor is one offered.

use super::{
    compound,
    expand::{Lexicon, Pattern, Words},
    form::Word,
    known::Known,
    leaves::Former,
};
use crate::{
    error::Result,
    index::analyzer,
    query::{Expr, Field, Leaf, LeafText},
};

/// Fewest letters of a word that is put right.
const SHORTEST: usize = 4;
/// Fewest letters of a word of which two may be wrong.
const TWO_WRONG: usize = 6;
/// A word in so few passages may be a slip of their writers ...
const RARE: u64 = 5;
/// ... if one like it stands in so many times more.
const FREQUENT: u64 = 100;
/// Most words of a question that are put right.
const MOST: usize = 4;

/// `asked` with the words that nobody has in `languages`, or hardly anybody, put right; `None` where there is nothing to put
/// right, or no word like it.
pub(super) fn suggestion(known: &Known<'_>, languages: &[String], asked: &Expr) -> Result<Option<Expr>> {
    let mut speller = Speller { known, lexicon: &Words(known.view), languages, changed: 0 };
    let mut expr = asked.clone();
    speller.mend(&mut expr)?;
    Ok((speller.changed > 0).then_some(expr))
}

struct Speller<'a> {
    known: &'a Known<'a>,
    lexicon: &'a dyn Lexicon,
    languages: &'a [String],
    changed: usize,
}

impl Speller<'_> {
    fn mend(&mut self, expr: &mut Expr) -> Result<()> {
        match expr {
            Expr::Leaf(Leaf { field: Field::Text, text: LeafText::Word(word) }) if self.changed < MOST => {
                if let Some(better) = self.better(word)? {
                    *word = better;
                    self.changed += 1;
                }
                Ok(())
            }
            // What is only excluded needs no help.
            Expr::Leaf(_) | Expr::Not(_) => Ok(()),
            Expr::All(children) | Expr::Any(children) => children.iter_mut().try_for_each(|child| self.mend(child)),
            Expr::Must(child) => self.mend(child),
        }
    }

    /// A word for one that is not known.
    fn better(&self, typed: &str) -> Result<Option<String>> {
        let word = analyzer::fold(typed);
        let letters = word.chars().count();
        let is_one = analyzer::tokens(typed).count() == 1 && !typed.contains(['*', '?']);
        if !is_one || letters < SHORTEST || !word.chars().all(char::is_alphabetic) {
            return Ok(None);
        }
        // Most words are known as they are.
        let alone = Word::exactly(word.clone());
        if self.known.found_up_to(RARE + 1, &alone, self.languages)? > RARE || self.stands_apart(&word)? {
            return Ok(None);
        }
        // As it finds its other forms, none of these puts it right.
        let forms = self.former().stemmed(typed);
        let (most_wrong, least) = match self.known.found_up_to(RARE + 1, &forms, self.languages)? {
            0 => (if letters < TWO_WRONG { 1 } else { 2 }, 1),
            known @ 1..=RARE => (1, known * FREQUENT),
            _ => return Ok(None),
        };
        for wrong in 1..=most_wrong {
            if let Some((better, _)) = self.nearest(&word, wrong)?.filter(|(_, holders)| *holders >= least) {
                return self.known.printed(&better);
            }
        }
        Ok(None)
    }

    /// Whether it is found where it is printed as two words.
    fn stands_apart(&self, word: &str) -> Result<bool> {
        match compound::apart(word, self.lexicon) {
            Some([one, other]) => Ok(self.known.phrase(&[&one, &other])? > 0),
            None => Ok(false),
        }
    }

    fn former(&self) -> Former<'_> {
        Former { languages: self.languages, lexicon: self.lexicon, notices: Vec::new(), patterns: 0 }
    }

    /// The most frequent word with so many letters wrong, missing, too many or exchanged with their neighbour; one with the same
    /// first letter before others.
    fn nearest(&self, word: &str, wrong: u8) -> Result<Option<(String, u64)>> {
        let first = word.chars().next();
        let begins = |other: &str| other.chars().next() == first;
        let found = self.known.fitting(&Pattern::fuzzy(word, Some(wrong)))?.into_iter();
        // Who has two letters wrong has the first one right.
        let found = found.filter(|(other, _)| other != word && (wrong == 1 || begins(other)));
        Ok(found.max_by(|(a, in_a), (b, in_b)| (begins(a), in_a).cmp(&(begins(b), in_b)).then_with(|| b.cmp(a))))
    }
}
