//! What may be meant by the beginning of a question: its last word whole, phrases that go on from the words before, headings,
//! values of the record, names of fields.

use super::{Options, browse, known::Known};
use crate::{
    access::Caller,
    date::Date,
    error::Result,
    index::{Facet, Offer, OfferKind, Snapshot, analyzer},
    query::Field,
};

/// A way in which a question may go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What it is.
    pub kind: CompletionKind,
    /// As printed.
    pub text: String,
    /// The whole question with it.
    pub query: String,
    /// How many passages have it: of a word or phrase; how many theses: of the others; 0 for the name of a field.
    pub count: u64,
}

/// What a [`Completion`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// A word of the texts.
    Word,
    /// Words that stand together in the texts.
    Phrase,
    /// A heading, or a value of the record.
    Offer(OfferKind),
    /// A value that theses are counted by.
    Value(Facet),
    /// The name of a field.
    Field,
}

/// How many words are tried as the end of a phrase.
const TRIED: usize = 24;
/// In how many ways an offer may be spelt, capitals and accents apart.
const SPELLINGS: usize = 4;
/// How many of the words before the last may begin an offer.
const LOOKED_BACK: usize = 6;

/// Completes what was typed, in at most `limit` ways for each kind: fields, offers, phrases, words, the most frequent of each first.
/// Nothing is offered that `caller` may not read on `today`.
///
/// # Errors
/// Where the index cannot be read.
pub fn complete(
    snapshot: &Snapshot,
    typed: &str,
    limit: usize,
    caller: Caller,
    today: Date,
) -> Result<Vec<Completion>> {
    let question = Question::of(typed);
    let view = snapshot.view(caller, today)?;
    let completer = Completer { known: Known { view: &view }, question, limit };
    let mut completions = completer.fields();
    completions.extend(completer.offers()?);
    match completer.question.field {
        None | Some(Field::Text) => {
            completions.extend(completer.phrases()?);
            completions.extend(completer.words()?);
        }
        Some(field) => {
            completions.extend(completer.names(field)?);
            if let Some(facet) = Facet::named(field.name()).filter(|_| kinds(Some(field)).is_none()) {
                completions.extend(completer.values(facet, snapshot, &Options::new(caller, today))?);
            }
        }
    }
    Ok(completions)
}

/// A question whose end is being typed.
#[derive(Debug, PartialEq)]
struct Question<'t> {
    /// What stays as it is.
    before: &'t str,
    /// The field in which the end is asked, if one is named.
    field: Option<Field>,
    /// Whether a quotation mark is open.
    quoted: bool,
    /// The end: plain words, the last of which may be unfinished.
    tail: &'t str,
}

impl<'t> Question<'t> {
    fn of(typed: &'t str) -> Self {
        let quoted = typed.matches('"').count() % 2 == 1;
        let mut start = typed.rfind(['"', '(', ')', ':']).map_or(0, |at| at + 1);
        for operator in [" AND ", " OR ", " NOT ", " NEAR ", " +", " -"] {
            start = start.max(typed.rfind(operator).map_or(0, |at| at + operator.len()));
        }
        start += typed[start..].len() - typed[start..].trim_start_matches(['+', '-', '=']).len();
        let marked = typed[..start].strip_suffix('"').filter(|_| quoted).unwrap_or(&typed[..start]);
        let name = marked.strip_suffix(':').map(|named| named.rsplit([' ', '(', '+', '-']).next().unwrap_or_default());
        let field = name.and_then(Field::named);
        Self { before: &typed[..start], field, quoted, tail: &typed[start..] }
    }

    /// The unfinished last word, and what stands before it in the tail.
    fn last(&self) -> (&'t str, &'t str) {
        let at = self.tail.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8());
        (&self.tail[at..], &self.tail[..at])
    }

    /// The question whose last words, `replaced`, are `text` instead; in quotation marks where these are several.
    fn with(&self, replaced: &str, text: &str, is_phrase: bool) -> String {
        let kept = &self.tail[..self.tail.len() - replaced.len()];
        let text = text.replace('"', " ");
        match (self.quoted, is_phrase && text.contains(char::is_whitespace)) {
            (true, _) => format!("{}{kept}{text}\"", self.before),
            (false, true) => format!("{}{kept}\"{text}\"", self.before),
            (false, false) => format!("{}{kept}{text}", self.before),
        }
    }
}

struct Completer<'a> {
    known: Known<'a>,
    question: Question<'a>,
    limit: usize,
}

impl Completer<'_> {
    fn fields(&self) -> Vec<Completion> {
        let (last, _) = self.question.last();
        if last.is_empty() || self.question.field.is_some() || self.question.quoted {
            return Vec::new();
        }
        let begins = |name: &&str| name.starts_with(&last.to_lowercase());
        let completion = |name: &str| {
            let text = format!("{name}:");
            let query = self.question.with(last, &text, false);
            Completion { kind: CompletionKind::Field, text, query, count: 0 }
        };
        Field::names().filter(begins).take(self.limit).map(completion).collect()
    }

    /// Offers that begin with as many of the last words as possible.
    fn offers(&self) -> Result<Vec<Completion>> {
        let Some(kinds) = kinds(self.question.field) else { return Ok(Vec::new()) };
        let field = self.known.view.fields().offer;
        for typed in endings(self.question.tail) {
            let start = Offer::start(typed);
            if start.is_empty() {
                continue;
            }
            let wanted = |term: &str| Offer::of_term(term).is_some_and(|offer| kinds.contains(&offer.kind));
            let found = self.known.starting(field, &start, self.limit * SPELLINGS, &wanted)?;
            if !found.is_empty() {
                let completion = |(Offer { kind, text }, count)| {
                    let query = self.question.with(typed, &text, true);
                    Completion { kind: CompletionKind::Offer(kind), text, query, count }
                };
                return Ok(merged(found).into_iter().take(self.limit).map(completion).collect());
            }
        }
        Ok(Vec::new())
    }

    /// Words of the names, or of the other values, that a field of the record has.
    fn names(&self, field: Field) -> Result<Vec<Completion>> {
        let fields = self.known.view.fields();
        let (kind, field) = match field {
            Field::Creator => (OfferKind::Creator, fields.creator),
            Field::Supervisor => (OfferKind::Supervisor, fields.supervisor),
            Field::Department => (OfferKind::Department, fields.department),
            Field::Institution => (OfferKind::Institution, fields.institution),
            Field::Keyword => (OfferKind::Keyword, fields.keyword),
            Field::Title => (OfferKind::Title, fields.title),
            _ => return Ok(Vec::new()),
        };
        let (last, before) = self.question.last();
        let start = analyzer::fold(last);
        if start.is_empty() || !before.is_empty() {
            return Ok(Vec::new());
        }
        let mut completions = Vec::new();
        for (word, count) in self.known.starting(field, &start, 2 * self.limit, &|_| true)? {
            // A stem is no word of a record.
            if let Some(text) = self.known.named(field, &word, kind)? {
                let query = self.question.with(last, &text, false);
                completions.push(Completion { kind: CompletionKind::Offer(kind), text, query, count });
            }
        }
        completions.truncate(self.limit);
        Ok(completions)
    }

    /// Values by which theses are counted, of which a word begins so.
    fn values(&self, facet: Facet, snapshot: &Snapshot, options: &Options) -> Result<Vec<Completion>> {
        let typed = self.question.tail;
        let start = analyzer::fold(typed);
        let counts = browse(snapshot, facet, options)?;
        let begins =
            |value: &str| start.is_empty() || analyzer::tokens(value).any(|token| token.word.starts_with(&start));
        let fitting = counts.values.into_iter().filter(|value| begins(&value.value)).take(self.limit);
        let completion = |value: super::FacetValue| {
            let query = self.question.with(typed, &value.value, true);
            Completion { kind: CompletionKind::Value(facet), text: value.value, query, count: value.theses }
        };
        Ok(fitting.map(completion).collect())
    }

    fn words(&self) -> Result<Vec<Completion>> {
        let (last, before) = self.question.last();
        if self.question.quoted && !before.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.ends(last, self.limit)?;
        let completion = |(word, count): (String, u64)| {
            let text = self.known.printed(&word)?.unwrap_or(word);
            let query = self.question.with(last, &text, false);
            Ok(Completion { kind: CompletionKind::Word, text, query, count })
        };
        found.into_iter().map(completion).collect()
    }

    /// The word before, and words that follow it somewhere.
    fn phrases(&self) -> Result<Vec<Completion>> {
        let tail = self.question.tail;
        let tokens: Vec<_> = analyzer::tokens(tail).collect();
        // The last word may begin behind a hyphen.
        let [.., word_before, last] = tokens.as_slice() else { return Ok(Vec::new()) };
        if last.span.end < tail.len() {
            return Ok(Vec::new());
        }
        let (kept, typed) = (&tail[word_before.span.start..last.span.start], &tail[word_before.span.start..]);
        let mut found = Vec::new();
        for (word, _) in self.ends(&tail[last.span.clone()], TRIED)? {
            let count = self.known.phrase(&[&word_before.word, &word])?;
            if count > 0 {
                found.push((word, count));
            }
        }
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found.truncate(self.limit);
        let completion = |(word, count): (String, u64)| {
            let end = self.known.printed(&word)?.unwrap_or(word);
            let text = format!("{kept}{end}");
            let query = self.question.with(typed, &text, true);
            Ok(Completion { kind: CompletionKind::Phrase, text, query, count })
        };
        found.into_iter().map(completion).collect()
    }

    /// Words that begin with the last one typed.
    fn ends(&self, last: &str, most: usize) -> Result<Vec<(String, u64)>> {
        let start = analyzer::fold(last);
        if start.is_empty() {
            return Ok(Vec::new());
        }
        self.known.starting(self.known.view.fields().text, &start, most, &|_| true)
    }
}

/// The offers that fit a field; `None` where it has none.
fn kinds(field: Option<Field>) -> Option<&'static [OfferKind]> {
    Some(match field {
        None | Some(Field::Text) => &[OfferKind::Heading, OfferKind::Keyword, OfferKind::Title],
        Some(Field::Title) => &[OfferKind::Title],
        Some(Field::Keyword) => &[OfferKind::Keyword],
        Some(Field::Creator) => &[OfferKind::Creator],
        Some(Field::Supervisor) => &[OfferKind::Supervisor],
        Some(Field::Department) => &[OfferKind::Department],
        Some(Field::Institution) => &[OfferKind::Institution],
        Some(Field::Section | Field::Heading) => &[OfferKind::Heading],
        Some(_) => return None,
    })
}

/// Offers that differ in capitals or accents made one, as most theses print it; the most frequent first.
fn merged(found: Vec<(String, u64)>) -> Vec<(Offer, u64)> {
    let mut merged: Vec<(Offer, u64)> = Vec::new();
    for (term, count) in found {
        let Some(offer) = Offer::of_term(&term) else { continue };
        let is_same = |(known, _): &&mut (Offer, u64)| known.kind == offer.kind && known.folded() == offer.folded();
        match merged.iter_mut().find(is_same) {
            Some((_, sum)) => *sum += count,
            None => merged.push((offer, count)),
        }
    }
    merged.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    merged
}

/// The last words of `tail`: all of them (up to [`LOOKED_BACK`] before the last), then fewer, but no single one of several.
fn endings(tail: &str) -> impl Iterator<Item = &str> {
    let is_space = |at: usize| tail[..at].chars().next_back().is_none_or(char::is_whitespace);
    let starts = tail.char_indices().filter(move |&(at, c)| !c.is_whitespace() && is_space(at)).map(|(at, _)| at);
    let starts: Vec<usize> = starts.collect();
    let first = starts.len().saturating_sub(LOOKED_BACK + 1);
    let kept = (starts.len() - first).saturating_sub(1).max(1);
    starts.into_iter().skip(first).take(kept).map(|at| &tail[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_question_is_told_from_its_beginning() {
        let of = |typed| {
            let Question { before, field, quoted, tail } = Question::of(typed);
            (before, field, quoted, tail)
        };
        assert_eq!(of("peer sup"), ("", None, false, "peer sup"));
        assert_eq!(of("stigma AND peer s"), ("stigma AND ", None, false, "peer s"));
        assert_eq!(of("stigma creator:smi"), ("stigma creator:", Some(Field::Creator), false, "smi"));
        assert_eq!(of("creator:\"Smith, J"), ("creator:\"", Some(Field::Creator), true, "Smith, J"));
        assert_eq!(of("\"a b\" (title:x"), ("\"a b\" (title:", Some(Field::Title), false, "x"));
        assert_eq!(of("foo:bar"), ("foo:", None, false, "bar"));
        assert_eq!(of("-quan"), ("-", None, false, "quan"));
        assert_eq!(of("peer =Quan"), ("", None, false, "peer =Quan"));
        assert_eq!(of(""), ("", None, false, ""));
    }

    #[test]
    fn what_completes_is_put_where_it_was_typed() {
        let with = |typed, replaced, text| Question::of(typed).with(replaced, text, true);
        assert_eq!(with("a peer sup", "peer sup", "peer support"), "a \"peer support\"");
        assert_eq!(with("a creator:\"smi", "smi", "Smith, J"), "a creator:\"Smith, J\"");
        assert_eq!(with("keyword:st", "st", "stigma"), "keyword:stigma");
        assert_eq!(endings("one two th").collect::<Vec<_>>(), ["one two th", "two th"]);
    }
}
