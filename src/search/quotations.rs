//! The quotations of a text: what stands between quotation marks, and Markdown's block quotes.

use std::ops::Range;

use crate::index::analyzer;

/// Fewest words: what is shorter is a term, not a quotation.
pub const FEWEST_WORDS: usize = 4;

/// Most characters of a quotation: beyond that a mark has lost its partner.
const LONGEST: usize = 5_000;

/// A quotation, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The line of the file on which it begins, from 1.
    pub line: usize,
    /// Without its quotation marks.
    pub text: String,
}

/// The quotations of a text or Markdown file, in order: those of at least [`FEWEST_WORDS`] words. Code is passed over; the line
/// below a block quote that names its source (`— Weaver 2014, p. 12`) is no part of it.
pub fn quotations(text: &str) -> Vec<Quoted> {
    let mut found = Vec::new();
    let mut block = Block::default();
    let mut prose = String::with_capacity(text.len());
    let mut in_code = false;
    for (at, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            in_code = !in_code;
        }
        let quoted = trimmed.strip_prefix('>').filter(|_| !in_code);
        match quoted {
            Some(quoted) => block.take(at + 1, quoted.trim_start_matches(['>', ' '])),
            None => found.extend(block.close()),
        }
        // Lines keep their number, and a block quote is not looked through for marks once more.
        if !in_code && quoted.is_none() {
            prose.push_str(line);
        }
        prose.push('\n');
    }
    found.extend(block.close());
    found.extend(marked(&prose));
    found.retain(|quoted: &Quoted| analyzer::tokens(&quoted.text).count() >= FEWEST_WORDS);
    found.sort_by_key(|quoted| quoted.line);
    found
}

/// A block quote as far as it is known.
#[derive(Default)]
struct Block {
    line: usize,
    text: String,
}

impl Block {
    fn take(&mut self, number: usize, line: &str) {
        let names_source = ["—", "–", "--", "― "].iter().any(|dash| line.starts_with(dash));
        if names_source && !self.text.is_empty() {
            return;
        }
        if self.text.is_empty() {
            self.line = number;
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn close(&mut self) -> Option<Quoted> {
        let Self { line, text } = std::mem::take(self);
        let text = text.trim().trim_matches(is_mark).to_owned();
        (!text.is_empty()).then_some(Quoted { line, text })
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '*' | '_')
}

/// What stands between quotation marks within paragraphs.
fn marked(text: &str) -> Vec<Quoted> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let end = closing(&chars, at);
        if let Some(end) = end {
            let inside: String = chars[at + 1..end].iter().collect();
            found.push(Quoted { line, text: inside.trim().to_owned() });
        }
        let next = end.map_or(at + 1, |end| end + 1);
        line += chars[at..next].iter().filter(|c| **c == '\n').count();
        at = next;
    }
    found
}

/// Where the quotation that opens at `at` closes, if one opens there.
fn closing(chars: &[char], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).map(|before| chars[before]);
    let after = chars.get(at + 1).copied().filter(|c| !c.is_whitespace());
    let opens = before.is_none_or(|c| !c.is_alphanumeric()) && after.is_some();
    let ends: &[char] = match chars[at] {
        '"' if opens => &['"'],
        '“' => &['”'],
        '„' => &['“', '”'],
        '‚' if opens => &['‘', '’'],
        '«' => &['»'],
        // Danish and German books turn them round; French ones set spaces inside.
        '»' if opens => &['«'],
        '‘' if opens => &['’'],
        '「' => &['」'],
        '『' => &['』'],
        _ => return None,
    };
    let paragraph = paragraph(chars, at);
    let is_end = |end: &usize| {
        let follows = chars.get(end + 1).is_none_or(|c| !c.is_alphanumeric());
        // A closing mark inside a word is an apostrophe.
        ends.contains(&chars[*end]) && (follows || !matches!(chars[*end], '’' | '‘'))
    };
    paragraph.filter(|end| *end > at + 1).find(is_end)
}

/// From here to the end of the paragraph.
fn paragraph(chars: &[char], at: usize) -> Range<usize> {
    let end = chars[at..].windows(2).position(|pair| pair == ['\n', '\n']).map_or(chars.len(), |length| at + length);
    at + 1..end.min(at + LONGEST)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<(usize, String)> {
        quotations(text).into_iter().map(|quoted| (quoted.line, quoted.text)).collect()
    }

    #[test]
    fn marks_of_many_kinds_are_known() {
        for text in [
            "As \"one two three four\" shows",
            "As “one two three four” shows",
            "Wie „one two three four“ zeigt",
            "Comme «\u{a0}one two three four\u{a0}» montre",
            "As ‘one two three four’ shows",
            "Som »one two three four« viser",
        ] {
            assert_eq!(found(text), [(1, "one two three four".to_owned())], "{text}");
        }
        assert_eq!(found("‘it’s one two three four’"), [(1, "it’s one two three four".to_owned())]);
    }

    #[test]
    fn what_is_no_quotation_is_passed_over() {
        let text = "The so-called \"short term\", 5\" wide.\n\n```\nx = \"one two three four\"\n```\n\nan open \"mark of one two\n\nthree\"";
        assert_eq!(found(text), []);
    }

    #[test]
    fn a_block_quote_is_one_quotation_without_its_source() {
        let text =
            "Intro “a b c d”.\n\n> one two\n> three \"four\" five\n> — Weaver 2014, p. 12\n\nEnd, and “e f\ng h”.";
        assert_eq!(
            found(text),
            [(1, "a b c d".to_owned()), (3, "one two\nthree \"four\" five".to_owned()), (7, "e f\ng h".to_owned())]
        );
    }

    proptest! {
        #[test]
        fn any_text_has_its_quotations(text in "([a-c“”\"„>‘’«» \n]|\\PC){0,80}") {
            let lines = text.lines().count().max(1);
            prop_assert!(quotations(&text).iter().all(|quoted| (1..=lines).contains(&quoted.line)));
        }
    }
}
