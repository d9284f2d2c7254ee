//! What each leaf weighs in this index: its terms, and how much each occurrence says.

use tantivy::Term;

use super::{
    bm25::{Bm25, Lengths},
    explain::Role,
    feedback::Telling,
    form::{Form, Slot, Word},
    listed::{self, Listed},
    plan::{Asked, Plan},
};
use crate::index::{Fields, Sums, View};

/// What the exact word adds to its stem.
const EXACT: f32 = 0.1;

/// What counts of a compound printed as one word in another form than typed, and what besides where it stands so.
const JOINED: (f32, f32) = (0.1, 0.9);

/// How much of what a light word says counts.
const LIGHT: f32 = 0.1;

/// How much of what the parts of a compound word say counts where they do not stand together.
const PARTS: f32 = 0.3;

/// How much of what the most telling word of the best passages says counts.
const FEEDBACK: f32 = 0.3;

/// How much it says that two words of a question that stand side by side do so in a passage.
const PAIR: f32 = 0.1;

/// What a word in the title adds to each passage of its thesis.
const TITLE: f32 = 0.3;

/// A plan with its weights.
pub(super) struct Weighed {
    /// As [`Plan::leaves`].
    pub(super) leaves: Vec<Found>,
    /// As [`Plan::light`].
    pub(super) light: Vec<Found>,
    /// For each word, where it may stand in a title.
    pub(super) title: Vec<Vec<(Term, Bm25)>>,
    /// The bits of the leaves of which a passage should hold many; 0 where order by score is enough.
    pub(super) required: u128,
    /// Whether there were more leaves than bits.
    pub(super) crowded: bool,
}

/// A leaf: what to look up, and how much it says that it is there.
pub(super) struct Found {
    /// Tells it in [`super::evaluate::Window::rows`].
    pub(super) bit: u128,
    /// How much it says, independently of lengths and repetitions.
    pub(super) weight: f32,
    /// What it is, for an explanation.
    pub(super) text: String,
    /// Why it counts.
    pub(super) role: Role,
    /// Of two words side by side, the leaves that hold them, where there are such.
    pub(super) sides: Option<[usize; 2]>,
    /// Each adds to the score.
    pub(super) lookups: Vec<Lookup>,
}

/// A list of the index.
pub(super) enum Lookup {
    /// Passages with any of some terms, whose occurrences count together.
    Terms {
        /// Which.
        terms: Vec<Spoken>,
        /// What it says.
        scoring: Bm25,
    },
    /// Passages in which a phrase begins.
    Phrase {
        /// Each word may be any of its terms.
        words: Vec<Vec<Term>>,
        /// What it says.
        scoring: Bm25,
    },
    /// What more than one list answers.
    Listed(Listed),
}

/// A term, in passages of some languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spoken {
    pub(super) term: Term,
    /// Terms of the field `language`; all where none is named.
    pub(super) languages: Vec<String>,
}

impl Lookup {
    /// The terms, where it is nothing else, and what they say.
    pub(super) fn as_terms(&self) -> Option<(&[Spoken], &Bm25)> {
        match self {
            Self::Terms { terms, scoring } => Some((terms, scoring)),
            Self::Phrase { .. } | Self::Listed(_) => None,
        }
    }

    /// No passage scores higher by it.
    pub(super) fn most(&self) -> f32 {
        match self {
            Self::Terms { scoring, .. } | Self::Phrase { scoring, .. } => scoring.most(),
            Self::Listed(listed) => listed.most(),
        }
    }
}

impl Weighed {
    pub(super) fn new(plan: &Plan, scales: &Scales<'_>) -> tantivy::Result<Self> {
        let bits = bits(&plan.leaves);
        let mut leaves = Vec::with_capacity(plan.leaves.len());
        for (asked, &bit) in plan.leaves.iter().zip(&bits) {
            leaves.push(scales.found(asked, bit, (1.0, Role::Asked))?);
        }
        let light = plan.light.iter().map(|asked| scales.found(asked, 0, (LIGHT, Role::Light)));
        let parts = plan.parts.iter().map(|asked| scales.found(asked, 0, (PARTS, Role::Part)));
        let pair = |asked: &Asked| scales.found(asked, 0, (PAIR, Role::Beside));
        let pairs = plan.pairs.iter().map(|asked| Ok(Found { sides: sides(plan, &asked.form), ..pair(asked)? }));
        let light: tantivy::Result<_> = light.chain(parts).chain(pairs).collect();
        let mut title = Vec::new();
        for asked in plan.leaves.iter().chain(&plan.parts) {
            if let (Form::Word(word), 1..) = (&asked.form, asked.times) {
                title.push(scales.in_title(word, asked.times)?);
            }
        }
        let mut required = 0;
        for (asked, bit) in plan.leaves.iter().zip(&bits).filter(|(asked, _)| asked.required) {
            required |= if matches!(asked.form, Form::Narrow(_)) { 0 } else { *bit };
        }
        let required = if required.count_ones() > 1 { required } else { 0 };
        Ok(Self { leaves, light: light?, title, required, crowded: plan.leaves.len() > BITS })
    }
}

/// The leaves that hold the two words of a phrase: every passage that has one as it is, and others.
fn sides(plan: &Plan, phrase: &Form) -> Option<[usize; 2]> {
    let Form::Phrase(slots) = phrase else { return None };
    let [first, second] = slots.as_slice() else { return None };
    let leaf = |slot: &Slot| {
        let of = |asked: &Asked| matches!(&asked.form, Form::Word(word) if slot.words().eq([word.exact.as_str()]));
        plan.leaves.iter().position(of)
    };
    Some([leaf(first)?, leaf(second)?])
}

/// How many leaves are told apart.
const BITS: usize = u128::BITS as usize;

/// A bit for each leaf: those whose presence decides anything get the first ones, and the last bit is shared by what
/// is left.
fn bits(leaves: &[Asked]) -> Vec<u128> {
    let mut order: Vec<usize> = (0..leaves.len()).collect();
    order.sort_by_key(|&leaf| leaves[leaf].times > 0 && !leaves[leaf].required);
    let mut bits = vec![0; leaves.len()];
    for (place, leaf) in order.into_iter().enumerate() {
        bits[leaf] = 1 << place.min(BITS - 1);
    }
    bits
}

/// How many passages hold a folded word; 0 where that cannot be read.
pub(super) fn holders(view: &View, word: &str) -> u64 {
    view.holders(&Term::from_field_text(view.fields().text, word)).unwrap_or(0)
}

/// What words weigh in an index.
pub(super) struct Scales<'a> {
    /// The index, as it is seen.
    pub(super) view: &'a View,
    /// Its languages.
    pub(super) languages: &'a [String],
    /// How many passages there are.
    pub(super) passages: u64,
    /// The texts of passages.
    pub(super) text: Lengths,
    title: Lengths,
}

impl<'a> Scales<'a> {
    pub(super) fn new(view: &'a View) -> Self {
        let Sums { theses, passages, words, title_words } = view.sums();
        // Record pages are as short as their titles where there is no abstract: what a passage is long is told by the others.
        let text = Lengths::new(words, passages - theses).among(passages);
        Self { view, languages: view.languages(), passages, text, title: Lengths::new(title_words, theses) }
    }

    /// How many passages hold a stem, in whatever language.
    pub(super) fn holders_of_stem(&self, stem: &str) -> tantivy::Result<u64> {
        let [in_text, in_stem] = self.of_stem(stem);
        Ok(self.either(self.holders(&in_text)?, self.holders(&in_stem)?))
    }

    /// The terms of a stem: words that are their own stems stand in `text` alone.
    fn of_stem(&self, stem: &str) -> [Term; 2] {
        [self.fields().text, self.fields().stem].map(|field| Term::from_field_text(field, stem))
    }

    /// Words that the best passages say, as what only adds to scores.
    pub(super) fn added(&self, telling: &[Telling]) -> tantivy::Result<Vec<Found>> {
        let found = |telling: &Telling| {
            let rarity = self.text.rarity(self.holders_of_stem(&telling.stem)?);
            let terms = self.spoken(&telling.stem, &[telling.language]).to_vec();
            let scoring = self.text.scoring(rarity * telling.weight * FEEDBACK);
            let lookups = vec![Lookup::Terms { terms, scoring }];
            Ok(Found { bit: 0, weight: rarity, text: telling.stem.clone(), role: Role::Feedback, sides: None, lookups })
        };
        telling.iter().map(found).collect()
    }

    fn fields(&self) -> &Fields {
        self.view.fields()
    }

    /// How many passages have a term.
    pub(super) fn holders(&self, term: &Term) -> tantivy::Result<u64> {
        self.view.holders(term)
    }

    fn found(&self, asked: &Asked, bit: u128, (share, role): (f32, Role)) -> tantivy::Result<Found> {
        let times = asked.times as f32 * share;
        let (weight, lookups) = match &asked.form {
            Form::Word(word) => self.word(word, times, (1.0, EXACT))?,
            Form::Compound { parts, joined } => {
                let (rarity, mut lookups) = self.phrase(parts, times)?;
                lookups.extend(self.word(joined, times, JOINED)?.1);
                (rarity, lookups)
            }
            form => listed::found(self, form, times)?,
        };
        Ok(Found { bit, weight, text: asked.form.to_string(), role, sides: None, lookups })
    }

    /// What counts of a word in any of its forms, and what besides where it stands as it was typed: shares of what it says.
    fn word(&self, word: &Word, times: f32, (of_stems, exact): (f32, f32)) -> tantivy::Result<(f32, Vec<Lookup>)> {
        let mut stems = Vec::new();
        let mut holders = 0;
        for (stem, languages) in &word.stems {
            let holding = self.holders_of_stem(stem)?;
            if holding > 0 {
                holders += holding;
                stems.extend(self.spoken(stem, languages));
            }
        }
        let term = Term::from_field_text(self.fields().text, &word.exact);
        let exact_rarity = self.text.rarity(self.holders(&term)?);
        let (rarity, exact_share) =
            if word.stems.is_empty() { (exact_rarity, 1.0) } else { (self.text.rarity(holders), exact) };
        let mut lookups = Vec::new();
        if !stems.is_empty() {
            lookups.push(Lookup::Terms { terms: stems, scoring: self.text.scoring(rarity * of_stems * times) });
        }
        let scoring = self.text.scoring(exact_rarity * exact_share * times);
        lookups.push(Lookup::Terms { terms: vec![Spoken { term, languages: Vec::new() }], scoring });
        if let Some(apart) = &word.apart {
            lookups.extend(self.phrase(apart, times)?.1);
        }
        Ok((rarity, lookups))
    }

    /// How many passages hold one or the other of two things, if these have nothing to do with each other.
    fn either(&self, one: u64, other: u64) -> u64 {
        one + other - (one as f64 * other as f64 / self.passages.max(1) as f64) as u64
    }

    /// The terms of a stem in some languages.
    fn spoken(&self, stem: &str, languages: &[usize]) -> [Spoken; 2] {
        // All that there are need not be told apart.
        let named = if languages.len() == self.languages.len() { &[] } else { languages };
        let languages: Vec<String> = named.iter().map(|at| self.languages[*at].clone()).collect();
        self.of_stem(stem).map(|term| Spoken { term, languages: languages.clone() })
    }

    fn phrase(&self, words: &[String], times: f32) -> tantivy::Result<(f32, Vec<Lookup>)> {
        listed::found(self, &Form::Phrase(words.iter().cloned().map(Slot::exactly).collect()), times)
    }

    fn in_title(&self, word: &Word, times: u32) -> tantivy::Result<Vec<(Term, Bm25)>> {
        let mut forms: Vec<&str> = word.stems.iter().map(|(stem, _)| stem.as_str()).collect();
        forms.push(&word.exact);
        forms.sort_unstable();
        forms.dedup();
        let mut terms = Vec::with_capacity(forms.len());
        for form in forms {
            let term = Term::from_field_text(self.fields().title, form);
            let rarity = self.title.rarity(self.holders(&term)?);
            terms.push((term, self.title.scoring(rarity * TITLE * times as f32)));
        }
        Ok(terms)
    }
}
