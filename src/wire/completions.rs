//! How a question may go on.

use serde::Serialize;

use super::VERSION;
use crate::{
    index::OfferKind,
    search::{Completion, CompletionKind},
};

/// All that is offered for the beginning of a question.
#[derive(Debug, Serialize)]
pub struct Completions<'a> {
    /// [`VERSION`].
    pub v: u32,
    /// Best first, kind by kind.
    pub completions: Vec<CompletionShape<'a>>,
}

/// One way to go on.
#[derive(Debug, Serialize)]
pub struct CompletionShape<'a> {
    /// `word`, `phrase`, `heading`, `field`, or the field of the record it is a value of.
    pub kind: &'static str,
    /// As printed.
    pub text: &'a str,
    /// The whole question with it.
    pub query: &'a str,
    /// Passages that have it (word, phrase), or theses; absent for the name of a field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

impl<'a> Completions<'a> {
    /// The shape of `completions`.
    pub fn of(completions: &'a [Completion]) -> Self {
        let shape = |completion: &'a Completion| CompletionShape {
            kind: kind_of_completion(completion.kind),
            text: &completion.text,
            query: &completion.query,
            count: (completion.kind != CompletionKind::Field).then_some(completion.count),
        };
        Self { v: VERSION, completions: completions.iter().map(shape).collect() }
    }
}

/// The name of a kind, in JSON and for people.
pub fn kind_of_completion(kind: CompletionKind) -> &'static str {
    match kind {
        CompletionKind::Word => "word",
        CompletionKind::Phrase => "phrase",
        CompletionKind::Field => "field",
        CompletionKind::Value(facet) => facet.name(),
        CompletionKind::Offer(OfferKind::Heading) => "heading",
        CompletionKind::Offer(OfferKind::Keyword) => "keyword",
        CompletionKind::Offer(OfferKind::Title) => "title",
        CompletionKind::Offer(OfferKind::Creator) => "creator",
        CompletionKind::Offer(OfferKind::Supervisor) => "supervisor",
        CompletionKind::Offer(OfferKind::Department) => "department",
        CompletionKind::Offer(OfferKind::Institution) => "institution",
    }
}
