//! The quotations of a text: what stands between quotation marks, and block quotes of Markdown, HTML and LaTeX.
//!
//! `code.rs` leaves out what is no prose, `blocks.rs` takes Markdown's block quotes out of the rest, `spans.rs` understands what
//! is marked up within lines, and `marks.rs` finds what stands between marks in the prose that is left. A form that is doubtful is
//! taken for a quotation: it fails loudly, where one that is passed over would be vouched for.

mod blocks;
mod code;
mod marks;
mod source;
mod spans;

use crate::index::analyzer;

/// Fewest words: what is shorter is a term, not a quotation.
pub const FEWEST_WORDS: usize = 4;

/// A quotation, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The line of the file on which it begins, from 1.
    pub line: usize,
    /// Without its quotation marks.
    pub text: String,
}

/// The quotations of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quotations {
    /// Those of at least [`FEWEST_WORDS`] words, in order.
    pub quoted: Vec<Quoted>,
    /// How many others there are.
    pub shorter: usize,
}

/// The quotations of a text, Markdown, HTML or LaTeX file. Code, front matter, comments and the titles of links are passed over; the
/// source that is named below a block quote (`— Weaver 2014, p. 12`) or at its end (`(Weaver 2014, p. 12)`) is no part of it.
pub fn quotations(text: &str) -> Quotations {
    let prose = code::without(text);
    let (prose, mut all) = blocks::taken_out(&prose);
    let read = spans::read(&prose);
    all.extend(read.blocks);
    all.extend(marks::marked(&read.prose));
    all.sort_by_key(|quoted| quoted.line);
    let mut found = Quotations::default();
    for quoted in all {
        match analyzer::tokens(&quoted.text).count() {
            0 => {}
            FEWEST_WORDS.. => found.quoted.push(quoted),
            _ => found.shorter += 1,
        }
    }
    found
}

/// Prose, each of its characters with the line of the file on which it stands.
#[derive(Default)]
struct Prose {
    chars: Vec<char>,
    lines: Vec<usize>,
}

impl Prose {
    fn push(&mut self, c: char, line: usize) {
        self.chars.push(c);
        self.lines.push(line);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<(usize, String)> {
        quotations(text).quoted.into_iter().map(|quoted| (quoted.line, quoted.text)).collect()
    }

    fn only(text: &str) -> String {
        let found = found(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found[0].1.clone()
    }

    #[test]
    fn marks_of_many_kinds_are_known() {
        for text in [
            "As \"one two three four\" shows",
            "As “one two three four” shows",
            "As “one two three four“ shows",
            "Wie „one two three four“ zeigt",
            "Wie „one two three four” zeigt",
            "Wie „one two three four\" zeigt",
            "Comme «\u{a0}one two three four\u{a0}» montre",
            "As ‘one two three four’ shows",
            "Som »one two three four« viser",
            "Som »one two three four» visar",
            "Som ”one two three four” visar",
            "Som ’one two three four’ visar",
            "Comme ‹one two three four› montre",
            "Wie ›one two three four‹ zeigt",
            "As ``one two three four'' shows",
            "As `one two three four' shows",
            "As 'one two three four' shows",
            "('one two three four')",
            "As ''one two three four'' shows",
            "Wie ,,one two three four'' zeigt",
            "As ＂one two three four＂ shows",
            "As <q>one two <em>three</em> four</q> shows",
            "As \\enquote{one two three four} shows",
            "As \\foreignquote{english}{one \\emph{two} three four} shows",
            "As \\textcquote[34][]{weaver}{one two three four} shows",
            "As &ldquo;one two three four&#8221; shows",
            "これは\"one two three four\"である",
            "これは「one two three four」である",
        ] {
            assert_eq!(found(text), [(1, "one two three four".to_owned())], "{text}");
        }
    }

    #[test]
    fn apostrophes_are_no_marks() {
        assert_eq!(only("‘it’s one two three four’"), "it’s one two three four");
        assert_eq!(only("'it's one two three four'"), "it's one two three four");
        assert_eq!(only("‘the dogs’ tails are long’, he says"), "the dogs’ tails are long");
        assert_eq!(only("‘one two three fours’ and the dogs’ tails"), "one two three fours");
        for text in [
            "the dogs' tails and the cats' tails are long",
            "it isn't what they don't say, but 'tis what they can't",
            "the '90s were the dogs' years, rock 'n' roll",
            "l'uomo e un po' di tempo con l'amico",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_quotation_in_the_same_marks_ends_with_the_outer_one() {
        for text in
            ["“one “two three” four”", "„one „two three“ four“", "\"one \"two three\" four\"", "«one «two three» four»"]
        {
            let inside: String = text.chars().skip(1).take(text.chars().count() - 2).collect();
            assert_eq!(only(text), inside);
        }
        assert_eq!(only("<q>one <q>two three</q> four</q>"), "one “two three” four");
        // A mark without its partner goes to the next one, and a paragraph that goes on is one without.
        assert_eq!(only("“one “two three four” five"), "one “two three four");
        let text = "“one two three four\n\n“five six seven eight”";
        assert_eq!(found(text), [(1, "one two three four".to_owned()), (3, "five six seven eight".to_owned())]);
    }

    #[test]
    fn what_is_no_quotation_is_passed_over() {
        for text in [
            "5\" wide.\n\n```\nx = \"one two three four\"\n```\n\nan open \"mark of one two\n\nthree\"",
            "~~~\n```\n\"one two three four\"\n~~~",
            "---\ntitle: \"one two three four\"\n---\n",
            "Use `print(\"one two three four\")` and ``x = 'one two three four'``, not `print`.",
            "So:\n\n    print(\"one two three four\")\n\tprint('one two three four')\n",
            "<!-- “one two three four”\n\n> one two three four\n-->",
            "[a](b.md \"one two three four\") ![a](b.png 'one two three four')",
            "[a]: b.md \"one two three four\"",
            "![a](<b c.png> \"one two three four\")",
            "\\section{A}\n% ``one two three four''\n\\begin{verbatim}\n\"one two three four\"\n\\end{verbatim}",
            "<p title=\"one two three four\">a</p><code>\"one two three four\"</code>",
            "<script>\nx = \"one two three four\";\n</script>",
            "> [!NOTE]\n> one two three four",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
        assert_eq!(quotations("The so-called \"short term\" and “one” or ‘...’").shorter, 2);
    }

    #[test]
    fn what_only_looks_like_code_is_looked_at() {
        for text in [
            "---\n\n“one two three four”\n\n---",
            "```\n“one two three four”",
            "- a list\n\n    \"one two three four\"",
            "[^1]: As \"one two three four\" shows",
            "[“one two three four”](a.md)",
            "`a b' and ``one two three four'' and ``a b''",
            "<!-- a --> “one two three four” <!-- b -->",
        ] {
            assert_eq!(only(text), "one two three four", "{text}");
        }
    }

    #[test]
    fn a_block_quote_is_one_quotation_without_its_source() {
        let text =
            "Intro “a b c d”.\n\n> one two\n> three \"four\" five\n> — Weaver 2014, p. 12\n\nEnd, and “e f\ng h”.";
        assert_eq!(
            found(text),
            [(1, "a b c d".to_owned()), (3, "one two\nthree \"four\" five".to_owned()), (7, "e f\ng h".to_owned())]
        );
        for text in [
            "> one two three four (Weaver 34)",
            "> one two three four (Weaver, 2014, p. 34).",
            "> one two three four [Weaver 34](http://a.b)",
            "> one two three four [@weaver]",
            "> “one two three four” (see Weaver & al. 2014: 34-35)\n> — Weaver",
            "<blockquote cite=\"a b c d\">\n<p>one two three four</p> <footer>Weaver 2014</footer></blockquote>",
            "<BLOCKQUOTE>one two three four",
            "\\begin{quote}\none two \\emph{three} four \\parencite[34]{weaver}\n\\end{quote}",
        ] {
            assert_eq!(only(text), "one two three four", "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_its_quotations(text in "([a-c“”\"„>‘’«» \n`'<&\\[\\](){}\\\\-]|<q>|</q>|<!--|-->|\\\\enquote\\{|\\PC){0,80}") {
            let lines = text.lines().count().max(1);
            prop_assert!(quotations(&text).quoted.iter().all(|quoted| (1..=lines).contains(&quoted.line)));
        }
    }
}
