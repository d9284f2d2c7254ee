//! How near a quotation comes to what a text says: aligned word by word, with the differences.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{concordance::single_spaced, quotation::Quotation, verbatim::Folded};

/// Most words of a quotation that are aligned.
const MOST_WORDS: usize = 1_000;

/// How many stretches of a text are tried.
const TRIED: usize = 2;

/// Words of a text beyond a quotation's own length that are looked at on both sides.
const MARGIN: usize = 12;

/// Cost of one word instead of another that it resembles, where a whole word costs 2.
const RESEMBLING: u32 = 1;
const WORD: u32 = 2;

/// A stretch of a comparison, with what stands between its words and the space behind it: joined, what is the same, printed and omitted
/// is the text as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Quoted as printed (but for what is between letters).
    Same(String),
    /// Quoted, and not printed.
    Quoted(String),
    /// Printed, and not quoted.
    Printed(String),
    /// Printed, and left out openly.
    Omitted(String),
}

/// The best alignment of a quotation with a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Aligned {
    /// 1 where all words are the same, 0 where none is.
    pub(super) similarity: f32,
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    pub(super) pieces: Vec<Piece>,
}

/// Aligns a quotation with that stretch of a text which comes nearest; `None` where they have too little in common.
pub(super) fn align(quotation: &Quotation, text: &str, folded: &Folded) -> Option<Aligned> {
    let quoted = Quoted::of(quotation);
    let windows = windows(&quoted, folded);
    let tried = windows.into_iter().filter_map(|window| align_in(&quoted, text, folded, window));
    tried.max_by(|a, b| a.similarity.total_cmp(&b.similarity))
}

/// A quotation's words.
struct Quoted {
    words: Vec<String>,
    /// Its segments, and where in them each word stands.
    text: String,
    spans: Vec<Range<usize>>,
    /// How many words may stand before each for nothing.
    free: Vec<usize>,
}

impl Quoted {
    fn of(quotation: &Quotation) -> Self {
        let mut quoted = Self { words: Vec::new(), text: String::new(), spans: Vec::new(), free: Vec::new() };
        for segment in &quotation.segments {
            let folded = Folded::of(&segment.text);
            let offset = quoted.text.len();
            for at in 0..folded.len().min(MOST_WORDS - quoted.words.len()) {
                quoted.words.push(folded.word(at).to_owned());
                quoted.spans.push(offset + folded.spans[at].start..offset + folded.spans[at].end);
                quoted.free.push(if at == 0 { segment.gap } else { 0 });
            }
            quoted.text.push_str(&segment.text);
            quoted.text.push(' ');
        }
        quoted
    }
}

/// The stretches of a text that have most of a quotation's words, the rare ones first of all.
fn windows(quoted: &Quoted, folded: &Folded) -> Vec<Range<usize>> {
    let free: usize = quoted.free.iter().map(|free| free / 3).sum();
    let width = quoted.words.len() + free + MARGIN;
    let mut wanted: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
    quoted.words.iter().for_each(|word| wanted.entry(word).or_default().0 += 1);
    (0..folded.len()).for_each(|at| {
        if let Some((_, printed)) = wanted.get_mut(folded.word(at)) {
            *printed += 1;
        }
    });
    let weight = |printed: usize| ((folded.len() + 1) as f32 / (printed + 1) as f32).ln();
    let mut inside: FxHashMap<&str, usize> = FxHashMap::default();
    let (mut sum, mut best) = (0.0_f32, Vec::<(f32, usize)>::new());
    for at in 0..folded.len() {
        let word = folded.word(at);
        if let Some(&(quoted, printed)) = wanted.get(word) {
            let times = inside.entry(word).or_default();
            *times += 1;
            sum += if *times <= quoted { weight(printed) } else { 0.0 };
        }
        if let Some(left) = at.checked_sub(width) {
            let word = folded.word(left);
            if let (Some(&(quoted, printed)), Some(times)) = (wanted.get(word), inside.get_mut(word)) {
                sum -= if *times <= quoted { weight(printed) } else { 0.0 };
                *times -= 1;
            }
        }
        let start = (at + 1).saturating_sub(width);
        match best.last_mut() {
            Some(last) if last.1 + width > start => *last = if sum > last.0 { (sum, start) } else { *last },
            _ if sum > 0.0 => best.push((sum, start)),
            _ => {}
        }
    }
    best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let around = |(_, start): (f32, usize)| start.saturating_sub(MARGIN)..(start + width + MARGIN).min(folded.len());
    best.into_iter().take(TRIED).map(around).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Both,
    Quoted,
    Printed,
    Omitted,
}

/// Aligns all of a quotation with any stretch of a window (Needleman and Wunsch 1970, with free ends on the text's side).
fn align_in(quoted: &Quoted, text: &str, folded: &Folded, window: Range<usize>) -> Option<Aligned> {
    let (rows, columns) = (quoted.words.len(), window.len());
    let mut cost = vec![0_u32; (rows + 1) * (columns + 1)];
    let mut steps = vec![Step::Printed; (rows + 1) * (columns + 1)];
    let at = |row: usize, column: usize| row * (columns + 1) + column;
    for row in 1..=rows {
        cost[at(row, 0)] = row as u32 * WORD;
        steps[at(row, 0)] = Step::Quoted;
        for column in 1..=columns {
            let same = substitution(&quoted.words[row - 1], folded.word(window.start + column - 1));
            let both = cost[at(row - 1, column - 1)] + same;
            let left_out = cost[at(row - 1, column)] + WORD;
            // Words that stand where the quotation says that some are left out cost nothing.
            let (step, more) = if quoted.free.get(row).is_some_and(|free| *free > 0) {
                (Step::Omitted, 0)
            } else {
                (Step::Printed, WORD)
            };
            let put_in = cost[at(row, column - 1)] + more;
            let best = both.min(left_out).min(put_in);
            cost[at(row, column)] = best;
            steps[at(row, column)] = match best {
                _ if best == both => Step::Both,
                _ if best == put_in => step,
                _ => Step::Quoted,
            };
        }
    }
    // Of equally good ends the one with most of the text.
    let end = (0..=columns).rev().min_by_key(|column| cost[at(rows, *column)])?;
    let (mut row, mut column, mut path) = (rows, end, Vec::new());
    while row > 0 {
        let step = steps[at(row, column)];
        path.push((step, row, column));
        row -= usize::from(matches!(step, Step::Both | Step::Quoted));
        column -= usize::from(step != Step::Quoted);
    }
    path.reverse();
    let printed = path.iter().filter(|(step, ..)| matches!(step, Step::Both | Step::Printed)).count();
    let similarity = 1.0 - cost[at(rows, end)] as f32 / (WORD as usize * rows.max(printed).max(1)) as f32;
    let span = folded.printed(window.start + column..window.start + end);
    let printed = Stretch { text, spans: &folded.spans[window.start + column..window.start + end] };
    let pieces =
        pieces(&runs(&path, column, |row, at| quoted.words[row] == folded.word(window.start + at)), quoted, &printed);
    (similarity > 0.0).then_some(Aligned { similarity, span, pieces })
}

/// What it costs that one word stands for another.
fn substitution(quoted: &str, printed: &str) -> u32 {
    match () {
        () if quoted == printed => 0,
        () if resembles(quoted, printed) => RESEMBLING,
        () => WORD,
    }
}

/// Whether two words begin alike, or end alike, over most of their length: inflected, misread, mistyped.
fn resembles(a: &str, b: &str) -> bool {
    let longer = a.chars().count().max(b.chars().count());
    let begin = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let end = a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).count();
    longer >= 4 && (begin + end).min(longer) * 3 >= longer * 2
}

/// Steps that are one piece, or one beside another: words of the quotation, words of the stretch of the text.
struct Run {
    kind: Kind,
    quoted: Range<usize>,
    printed: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Same,
    Changed,
    Omitted,
}

/// The runs of a path that begins behind `column` words; `same` compares a quoted word with one of the window.
fn runs(path: &[(Step, usize, usize)], column: usize, same: impl Fn(usize, usize) -> bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut quoted, mut printed) = (0, 0);
    for &(step, row, at) in path {
        let kind = match step {
            Step::Omitted => Kind::Omitted,
            Step::Both if same(row - 1, at - 1) => Kind::Same,
            _ => Kind::Changed,
        };
        if runs.last().is_none_or(|last| last.kind != kind) {
            runs.push(Run { kind, quoted: quoted..quoted, printed: printed..printed });
        }
        (quoted, printed) = (row, at - column);
        if let Some(last) = runs.last_mut() {
            (last.quoted.end, last.printed.end) = (quoted, printed);
        }
    }
    runs
}

/// What was quoted goes before what is printed instead.
fn pieces(runs: &[Run], quoted: &Quoted, printed: &Stretch<'_>) -> Vec<Piece> {
    let quoted = Stretch { text: &quoted.text, spans: &quoted.spans };
    let mut pieces = Vec::new();
    for run in runs {
        let (quotes, prints) = (quoted.words(&run.quoted), printed.words(&run.printed));
        match run.kind {
            Kind::Same => pieces.push(Piece::Same(prints)),
            Kind::Omitted => pieces.push(Piece::Omitted(prints)),
            Kind::Changed => {
                pieces.extend(Some(Piece::Quoted(quotes)).filter(|piece| !piece.text().is_empty()));
                pieces.extend(Some(Piece::Printed(prints)).filter(|piece| !piece.text().is_empty()));
            }
        }
    }
    pieces
}

/// Words that follow one another in a text.
struct Stretch<'t> {
    text: &'t str,
    spans: &'t [Range<usize>],
}

impl Stretch<'_> {
    /// Some of them as printed, spaces and line ends as one space.
    fn words(&self, words: &Range<usize>) -> String {
        let printed = if words.is_empty() { "" } else { &self.text[self.begin(words.start)..self.begin(words.end)] };
        single_spaced(printed)
    }

    /// Where a word begins, with the signs before it; behind the last, where that ends. What stands between two words belongs to the
    /// first up to the first space.
    fn begin(&self, at: usize) -> usize {
        let (before, after) = (at.checked_sub(1).map(|before| self.spans[before].end), self.spans.get(at));
        match (before, after) {
            (Some(before), Some(after)) => {
                let between = &self.text[before..after.start];
                let space = between.find(char::is_whitespace);
                space.map_or(after.start, |space| after.start - between[space..].trim_start().len())
            }
            (None, Some(after)) => after.start,
            (before, None) => before.unwrap_or(0),
        }
    }
}

impl Piece {
    /// Its words, and what stands between them.
    pub fn text(&self) -> &str {
        match self {
            Self::Same(text) | Self::Quoted(text) | Self::Printed(text) | Self::Omitted(text) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "Members came early. The well of Saltby was dug by the monks in the winter of 1749, and it never ran dry. \
                        The bell of Haffield was cast later by other hands. Nobody knows why.";

    fn aligned(quotation: &str) -> Option<(f32, String)> {
        shown(quotation, TEXT)
    }

    fn shown(quotation: &str, text: &str) -> Option<(f32, String)> {
        let found = align(&Quotation::parse(quotation), text, &Folded::of(text))?;
        let shown = found.pieces.iter().map(|piece| match piece {
            Piece::Same(text) => text.clone(),
            Piece::Quoted(text) => format!("[-{text}-]"),
            Piece::Printed(text) => format!("{{+{text}+}}"),
            Piece::Omitted(text) => format!("({text})"),
        });
        Some((found.similarity, shown.collect()))
    }

    #[test]
    fn differences_are_shown_word_by_word() {
        for (quotation, shown) in [
            ("the well of Saltby was dug by two monks", "The well of Saltby was dug by [-two -]{+the +}monks"),
            ("the well of Saltby was built by monks", "The well of Saltby was [-built -]{+dug +}by {+the +}monks"),
            (
                "the wells of Saltby were dug by the monks",
                "The [-wells -]{+well +}of Saltby [-were -]{+was +}dug by the monks",
            ),
            (
                "the well ... dug by old monks in the winter",
                "The well (of Saltby was )dug by [-old -]{+the +}monks in the winter",
            ),
            ("of 1750, and it never; ran dry", "of [-1750, -]{+1749, +}and it never ran dry"),
        ] {
            let (similarity, found) = aligned(quotation).unwrap();
            assert_eq!(found, shown, "{quotation}");
            assert!((0.5..1.0).contains(&similarity), "{similarity}");
        }
        assert_eq!(aligned("The well of Saltby was dug").unwrap().0, 1.0);
        assert!(aligned("entirely other matters altogether").is_none_or(|(similarity, _)| similarity < 0.3));
    }

    #[test]
    fn both_sides_are_shown_as_printed() {
        let text = "理由について。番台の「主人」は、\n断った。看板が出れば、客は見守られに来る。";
        assert_eq!(
            shown("番台の主人は、断らない。看板が出れば、客は見守られに", text).unwrap().1,
            "番台の「主人」は、 断[-らない。-]{+った。+}看板が出れば、客は見守られに"
        );
        assert_eq!(
            shown("“self-aid” groups (of 4) are few", "The self-help “groups” (of 4) are few.").unwrap().1,
            "self-[-aid” -]{+help +}“groups” (of 4) are few"
        );
    }

    proptest! {
        #[test]
        fn any_text_can_be_aligned(quotation in "([a-d]{1,3}|\\.\\.\\.|\\[x\\]| |\\PC){0,40}", text in "([a-d]{1,3}| |\\PC){0,80}") {
            let folded = Folded::of(&text);
            if let Some(found) = align(&Quotation::parse(&quotation), &text, &folded) {
                prop_assert!(found.similarity > 0.0 && found.similarity <= 1.0);
                let span = text.get(found.span);
                let printed = found.pieces.iter().filter(|piece| !matches!(piece, Piece::Quoted(_))).map(Piece::text);
                let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                prop_assert_eq!(span.map(spaced), Some(spaced(&printed.collect::<String>())));
            }
        }

        #[test]
        fn a_stretch_with_another_word_in_it_is_found_where_it_stands(
            length in 12usize..200, from in 0usize..180, words in 4usize..12, other in 0usize..12,
        ) {
            let all: Vec<String> = (0..length).map(|at| format!("{at}x{}", at * 7919 % 997)).collect();
            let from = from.min(length - words);
            let mut quoted = all[from..from + words].to_vec();
            // Not at an end: there the text's own word may be left out as well.
            quoted[1 + other % (words - 2)] = "elephant".to_owned();
            let (text, quotation) = (all.join(" "), quoted.join(" "));
            let found = align(&Quotation::parse(&quotation), &text, &Folded::of(&text)).unwrap();
            prop_assert_eq!(&text[found.span], all[from..from + words].join(" "));
            prop_assert!((found.similarity - (1.0 - 1.0 / words as f32)).abs() < 0.001, "{}", found.similarity);
        }
    }
}
