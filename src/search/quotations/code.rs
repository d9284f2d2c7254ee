//! What of a file is not its prose: front matter, code, comments.

use super::marks;

/// A text without front matter, code and comments, line by line what it was. Spans of code stay, without their quotation marks: they
/// may stand in a quotation.
pub(super) fn without(text: &str) -> String {
    let mut prose = String::with_capacity(text.len());
    let mut at = front_matter(text).unwrap_or(0);
    prose.extend(line_ends(&text[..at]));
    let is_latex = ["\\begin{", "\\chapter", "\\section"].iter().any(|command| text.contains(command));
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let begins_line = at == 0 || text[..at].ends_with('\n');
        let ticks = run_of(rest, '`');
        let block = begins_line.then(|| fence(rest).or_else(|| comment(rest).filter(|_| is_latex))).flatten();
        if let Some(length) = block.or_else(|| element(rest, &HIDDEN)) {
            prose.extend(line_ends(&rest[..length]));
            at += length;
        } else if let Some(length) = code_span(rest, ticks).or_else(|| element(rest, &SPANS)) {
            prose.extend(rest[..length].chars().filter(|c| !marks::is_mark(*c)));
            at += length;
        } else {
            let length = ticks.max(first.len_utf8());
            prose.push_str(&rest[..length]);
            at += length;
        }
    }
    prose
}

fn line_ends(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| *c == '\n')
}

/// How long the front matter is with which a file begins: YAML between `---`, TOML between `+++`.
fn front_matter(text: &str) -> Option<usize> {
    let body = text.trim_start_matches('\u{feff}');
    let mut lines = body.split_inclusive('\n');
    let fence = lines.next()?.trim_end();
    let ends: &[&str] = match fence {
        "---" => &["---", "..."],
        "+++" => &["+++"],
        _ => return None,
    };
    let first = lines.clone().next()?;
    // Between two rules there is text.
    let is_field = first.starts_with('#') || first.trim_start_matches(is_name).trim_start().starts_with([':', '=']);
    let before: usize = lines.take_while(|line| !ends.contains(&line.trim_end())).map(str::len).sum();
    let begin = text.len() - body.len() + body.find('\n')? + 1;
    let end = text[begin + before..].split_inclusive('\n').next()?.len();
    is_field.then_some(begin + before + end)
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// How long the fenced code is that begins with this line; what is never closed is none.
fn fence(rest: &str) -> Option<usize> {
    let mut lines = rest.split_inclusive('\n');
    let opening = lines.next()?;
    let mark = opening.trim_start().chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = run_of(opening.trim_start(), mark);
    if length < 3 || mark == '`' && opening.trim_start()[length..].contains('`') {
        return None;
    }
    let mut end = opening.len();
    for line in lines {
        end += line.len();
        if run_of(line.trim(), mark) >= length && line.trim().chars().all(|c| c == mark) {
            return Some(end);
        }
    }
    None
}

fn run_of(text: &str, mark: char) -> usize {
    text.len() - text.trim_start_matches(mark).len()
}

/// How long the line is, where it is a comment of LaTeX.
fn comment(rest: &str) -> Option<usize> {
    let line = rest.split('\n').next()?;
    line.trim_start().starts_with('%').then_some(line.len())
}

/// Comments, and elements and environments that are not shown or are code.
const HIDDEN: [(&str, &str); 9] = [
    ("<!--", "-->"),
    ("<script", "</script>"),
    ("<style", "</style>"),
    ("<title", "</title>"),
    ("<pre", "</pre>"),
    ("\\begin{comment}", "\\end{comment}"),
    ("\\begin{lstlisting}", "\\end{lstlisting}"),
    ("\\begin{minted}", "\\end{minted}"),
    ("\\begin{verbatim}", "\\end{verbatim}"),
];

/// Elements that are code within prose.
const SPANS: [(&str, &str); 1] = [("<code", "</code>")];

/// How long the element of these is that begins here.
fn element(rest: &str, known: &[(&str, &str)]) -> Option<usize> {
    let (open, close) = known.iter().find(|(open, _)| begins(rest, open))?;
    let goes_on =
        open.ends_with(char::is_alphabetic) && rest[open.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let end = (open.len()..rest.len()).find(|at| rest.is_char_boundary(*at) && begins(&rest[*at..], close))?;
    (!goes_on).then_some(end + close.len())
}

/// Whether a text begins so; capitals aside.
fn begins(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// How long the span of code is that begins with so many backticks. Where the next ones open something, these are LaTeX's marks.
fn code_span(rest: &str, ticks: usize) -> Option<usize> {
    if ticks == 0 {
        return None;
    }
    let paragraph = &rest[..rest.find("\n\n").unwrap_or(rest.len())];
    let mut at = ticks;
    while let Some(found) = paragraph.get(at..)?.find('`') {
        let start = at + found;
        at = start + run_of(&paragraph[start..], '`');
        if at - start == ticks {
            let before = paragraph[..start].chars().next_back().unwrap_or(' ');
            let after = paragraph[at..].chars().next().unwrap_or(' ');
            let opens = (before.is_whitespace() || matches!(before, '(' | '[' | '{')) && after.is_alphanumeric();
            return (!opens).then_some(at);
        }
    }
    None
}
