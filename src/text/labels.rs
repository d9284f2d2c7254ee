//! Printed page numbers: the PDF's own, read from running heads and feet, or counted.

use rustc_hash::FxHashMap;

use super::{
    Label, LabelSource,
    kept::{Kept, KeptPage},
    numerals::Numeral,
};

/// Fewest pages that must agree on how far the printed number is from the page's place.
const FEWEST: usize = 3;

/// A way of counting: the printed number is the page's place (from 0) plus an offset.
pub(super) type Count = (Numeral, i64);

/// The label of each page: the PDF's own (`named`, one a page, or none), unless what is printed contradicts them on more
/// pages than it agrees (LaTeX numbers pages from 1 to the last in `/PageLabels`, whatever it prints on them).
pub(super) fn labels(kept: &Kept, named: &[String], is_margin: &[bool]) -> Vec<Option<Label>> {
    let read = read(kept, is_margin);
    let name = |page: &KeptPage| {
        let at = (page.number as usize).checked_sub(1)?;
        named.get(at).map(|label| label.trim()).filter(|label| !label.is_empty())
    };
    let names: Vec<Option<&str>> = kept.pages.iter().map(name).collect();
    let mut votes = (0, 0);
    for (name, read) in names.iter().zip(&read) {
        if let (Some(name), Some(Label { text, source: LabelSource::Printed })) = (name, read) {
            let agrees = name.to_lowercase() == text.to_lowercase();
            votes = (votes.0 + usize::from(agrees), votes.1 + usize::from(!agrees));
        }
    }
    if names.iter().all(Option::is_none) || votes.1 > votes.0 && votes.1 >= FEWEST {
        return read;
    }
    let label = |(name, read): (Option<&str>, Option<Label>)| {
        name.map(|name| Label { text: name.into(), source: LabelSource::Named }).or(read)
    };
    names.into_iter().zip(read).map(label).collect()
}

/// The label of each page, where its printed number is one of a run that agrees with the order of the pages.
fn read(kept: &Kept, is_margin: &[bool]) -> Vec<Option<Label>> {
    let candidates: Vec<Vec<Count>> = (0..kept.pages.len()).map(|page| candidates(kept, is_margin, page)).collect();
    let mut support: FxHashMap<Count, usize> = FxHashMap::default();
    for &count in candidates.iter().flatten() {
        *support.entry(count).or_default() += 1;
    }
    let best = |counts: &Vec<Count>| {
        let by_support = counts.iter().copied().max_by_key(|count| (support[count], *count));
        by_support.filter(|count| support[count] >= fewest(kept.pages.len(), *count))
    };
    let printed: Vec<Option<Count>> = candidates.iter().map(best).collect();
    let mut counts = printed.clone();
    fill(&mut counts);
    let label = |(page, count): (usize, &Option<Count>)| {
        let (style, offset) = (*count)?;
        let value = u32::try_from(page as i64 + offset).ok().filter(|&value| value > 0)?;
        let source = if printed[page].is_some() { LabelSource::Printed } else { LabelSource::Counted };
        Some(Label { text: style.print(value).into(), source })
    };
    counts.iter().enumerate().map(label).collect()
}

/// Fewest pages that must count so: two, where the printed number is that of the page, else three.
pub(super) fn fewest(pages: usize, (_, offset): Count) -> usize {
    if offset == 1 { 2 } else { FEWEST.min(pages).max(2) }
}

/// The numbers in the running heads and feet of a page.
fn candidates(kept: &Kept, is_margin: &[bool], page: usize) -> Vec<Count> {
    let lines = kept.pages[page].lines.clone().filter(|&line| is_margin[line as usize]);
    let mut out: Vec<Count> = Vec::new();
    for line in lines {
        for word in kept.shown(line).split_whitespace().take(16) {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            if let Some((style, value)) = Numeral::read(bare) {
                let count = (style, i64::from(value) - page as i64);
                if !out.contains(&count) {
                    out.push(count);
                }
            }
        }
    }
    out
}

/// Pages without a number between two that count alike count so too; and those before the first of an arabic count, or
/// of the first count of all, down to page 1, that no other count claims.
fn fill(counts: &mut [Option<Count>]) {
    let mut before: Option<(usize, Count)> = None;
    for page in 0..counts.len() {
        let Some(count) = counts[page] else { continue };
        let from = match before {
            Some((last, same)) if same == count => last + 1,
            Some((last, _)) => (last + 1).max(first_page(count)),
            None => first_page(count),
        };
        if count.0.is_digits() || before.is_none_or(|(_, same)| same == count) {
            counts.iter_mut().take(page).skip(from).for_each(|open| *open = Some(count));
        }
        before = Some((page, count));
    }
}

/// The place of the page that is numbered 1.
fn first_page((_, offset): Count) -> usize {
    usize::try_from(1 - offset).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled() {
        let arabic = Some((Numeral::Arabic, -2));
        let roman = Some((Numeral::LowerRoman, 1));
        let mut counts = [None, roman, None, None, arabic, None, arabic, None];
        fill(&mut counts);
        assert_eq!(counts, [roman, roman, None, arabic, arabic, arabic, arabic, None]);
    }
}
