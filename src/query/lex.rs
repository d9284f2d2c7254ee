//! From characters to tokens.

use super::{
    Field, LeafText, Notice,
    range::{Numbers, Times},
    term::{self, is_edge, is_quote, is_space},
};

/// A token of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Leaf(LeafText),
    Open,
    Close,
    And,
    Or,
    Not,
    /// How many words may stand between.
    Near(u16),
    Plus,
    Minus,
    /// `title:`; what it holds for follows at once.
    Field(Field),
}

impl Token {
    /// As typed, for a notice.
    pub(super) fn name(&self) -> String {
        match self {
            Self::And => "AND".into(),
            Self::Or => "OR".into(),
            Self::Not => "NOT".into(),
            Self::Near(_) => "NEAR".into(),
            Self::Plus => "+".into(),
            Self::Minus => "-".into(),
            Self::Field(field) => format!("{}:", field.name()),
            Self::Open => "(".into(),
            Self::Close => ")".into(),
            Self::Leaf(text) => text.to_string(),
        }
    }
}

/// All tokens of `text`; what is odd goes to `notices`.
pub(super) fn tokens(text: &str, notices: &mut Vec<Notice>) -> Vec<Token> {
    let mut lexer = Lexer { tokens: Vec::new(), notices, shouted: is_shouted(text), as_written: false };
    let mut rest = text;
    let mut after_space = true;
    while let Some(first) = rest.chars().next() {
        let after_first = &rest[first.len_utf8()..];
        rest = match first {
            _ if is_space(first) => after_first,
            _ if is_quote(first) => lexer.quoted(after_first),
            '(' | ')' => {
                lexer.tokens.push(if first == '(' { Token::Open } else { Token::Close });
                after_first
            }
            _ => match regex(rest).filter(|_| after_space) {
                Some(found) => lexer.regex(rest, found),
                None => {
                    let end = rest.find(|c| is_space(c) || is_quote(c) || matches!(c, '(' | ')')).unwrap_or(rest.len());
                    let (chunk, following) = rest.split_at(end);
                    lexer.chunk(chunk, after_space, following.chars().next());
                    following
                }
            },
        };
        after_space = is_space(first) || first == '(';
    }
    lexer.tokens
}

/// This many words of a phrase are kept.
const MAX_PHRASE: usize = 100;

/// The longest regular expression, in bytes.
const MAX_REGEX: usize = 200;

struct Lexer<'a> {
    tokens: Vec<Token>,
    notices: &'a mut Vec<Notice>,
    /// See [`is_shouted`].
    shouted: bool,
    /// Whether `=` stood before the quotation mark that opens.
    as_written: bool,
}

impl Lexer<'_> {
    /// What follows an opening quotation mark; any mark closes it, since hands and word processors mix them.
    fn quoted<'t>(&mut self, rest: &'t str) -> &'t str {
        let as_written = std::mem::take(&mut self.as_written);
        let Some((inside, following)) = rest.split_once(is_quote) else {
            self.notices.push(Notice::LoneQuote);
            return rest;
        };
        if !inside.chars().any(char::is_alphanumeric) {
            return following;
        }
        let mut words: Vec<&str> = inside.split(is_space).filter(|word| !word.is_empty()).collect();
        if words.contains(&"*") {
            words.retain(|word| *word != "*");
            self.notices.push(Notice::Ignored("*".to_owned()));
        }
        if words.len() > MAX_PHRASE {
            words.truncate(MAX_PHRASE);
            self.notices.push(Notice::TooLong { kept: MAX_PHRASE });
        }
        let words = words.join(" ");
        let (gap, following) = self.gap(following);
        self.tokens.push(Token::Leaf(match gap {
            _ if as_written => LeafText::Written(words),
            Some(gap) => LeafText::Loose { words, gap },
            None => LeafText::Phrase(words),
        }));
        if as_written && let Some(gap) = gap {
            self.notices.push(Notice::Ignored(format!("~{gap}")));
        }
        following
    }

    /// The number in `~5`, and what follows.
    fn gap<'t>(&mut self, following: &'t str) -> (Option<u16>, &'t str) {
        let Some(typed) = following.strip_prefix('~') else { return (None, following) };
        let below = typed.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let rest = below.unwrap_or(typed);
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (digits, rest) = rest.split_at(digits);
        let gap = term::gap(digits).unwrap_or(term::NEAR);
        if below.is_some() || !digits.is_empty() && digits.parse() != Ok(gap) {
            let sign = if below.is_some() { "-" } else { "" };
            self.notices.push(Notice::ReadAs { typed: format!("~{sign}{digits}"), read: format!("~{gap}") });
        }
        (Some(gap), rest)
    }

    /// A regular expression with what stands before it; what follows is returned.
    fn regex<'t>(&mut self, rest: &'t str, (slash, end): (usize, usize)) -> &'t str {
        let before = &rest[..slash];
        let name = before.trim_start_matches(['+', '-']);
        if before.len() > name.len() {
            self.tokens.push(if before.starts_with('+') { Token::Plus } else { Token::Minus });
        }
        self.tokens.extend(name.strip_suffix(':').and_then(Field::named).map(Token::Field));
        self.tokens.push(Token::Leaf(LeafText::Regex(rest[slash + 1..end].to_owned())));
        &rest[end + 1..]
    }

    /// Characters without space, quotation mark or parenthesis, and the one that follows.
    fn chunk(&mut self, chunk: &str, after_space: bool, following: Option<char>) {
        let opens_quote = following.is_some_and(is_quote);
        let opens = opens_quote || following == Some('(');
        let mut rest = chunk;
        if after_space && let Some(sign) = rest.strip_prefix(['+', '-']) {
            let stands = if sign.is_empty() { opens } else { !sign.starts_with(['+', '-']) };
            if stands {
                self.tokens.push(if rest.starts_with('+') { Token::Plus } else { Token::Minus });
            }
            rest = sign;
        }
        if rest == "=" {
            self.as_written = opens_quote;
            if !opens_quote {
                self.notices.push(Notice::Ignored("=".to_owned()));
            }
            return;
        }
        let Some((name, value)) = rest.split_once(':') else { return self.word_or_operator(rest) };
        self.as_written = value == "=" && opens_quote;
        let opens_value = opens && (value.is_empty() || self.as_written);
        let has_value = opens_value || value.chars().any(char::is_alphanumeric);
        match Field::named(name) {
            Some(field) if !has_value && value.contains('*') => self.exists(field),
            Some(Field::Year | Field::Date) if !value.is_empty() && !opens_value => self.dates(name, value),
            Some(Field::Page) if !opens_value && let Ok(pages) = value.parse::<Numbers>() => {
                self.tokens.extend([Token::Field(Field::Page), Token::Leaf(LeafText::Numbers(pages))]);
            }
            Some(field) if has_value => {
                self.tokens.push(Token::Field(field));
                self.words(value);
            }
            Some(_) if value.is_empty() => {
                self.notices.push(Notice::ReadAs { typed: rest.to_owned(), read: name.to_owned() });
                self.words(rest);
            }
            None if (has_value || value == "*") && !name.is_empty() && name.chars().all(char::is_alphabetic) => {
                self.notices.push(Notice::UnknownField(name.to_owned()));
                self.words(rest);
            }
            _ => self.words(rest),
        }
    }

    fn exists(&mut self, field: Field) {
        if field == Field::Text {
            self.notices.push(Notice::Ignored("text:*".to_owned()));
        } else {
            self.tokens.extend([Token::Field(field), Token::Leaf(LeafText::Exists)]);
        }
    }

    fn dates(&mut self, name: &str, value: &str) {
        let (field, text) = match value.parse() {
            Ok(Times::Years(years)) => (Field::Year, LeafText::Numbers(years)),
            Ok(Times::Days(days)) => (Field::Date, LeafText::Dates(days)),
            Err(()) => {
                self.notices.push(Notice::NotADate(value.to_owned()));
                self.words(name);
                self.words(value);
                return;
            }
        };
        self.tokens.extend([Token::Field(field), Token::Leaf(text)]);
    }

    fn word_or_operator(&mut self, text: &str) {
        // `=AND`, `AND*` and `AND~` are words.
        let trimmed = text.trim_matches(|c| is_edge(c) && !matches!(c, '*' | '?' | '~' | '='));
        let operator = match trimmed {
            "AND" => Some(Token::And),
            "OR" => Some(Token::Or),
            "NOT" => Some(Token::Not),
            _ => term::near(&trimmed.replacen("/-", "/", 1)).map(Token::Near),
        };
        match operator {
            Some(operator) if !self.shouted => {
                if let Token::Near(gap) = operator
                    && let Some(("NEAR", typed)) = trimmed.split_once('/')
                    && typed.parse() != Ok(gap)
                {
                    self.notices.push(Notice::ReadAs { typed: trimmed.to_owned(), read: format!("NEAR/{gap}") });
                }
                self.tokens.push(operator);
            }
            None => self.words(text),
            Some(_) => {
                self.notices.push(Notice::Capitals);
                self.words(text);
            }
        }
    }

    /// The words between colons; an operator here is a word, in lower case so that it stays one.
    fn words(&mut self, text: &str) {
        for word in text.split(':') {
            self.tokens.extend(term::term(word, self.notices).map(Token::Leaf));
        }
    }
}

/// Where the slashes of a regular expression are, if `text` begins with one, or with a sign or a field and one. `and/or`,
/// `1/2` and `/usr/bin` are none.
fn regex(text: &str) -> Option<(usize, usize)> {
    let signed = text.strip_prefix(['+', '-']).unwrap_or(text);
    let name = signed.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(signed.len());
    let field = match name {
        0 => "",
        _ if signed[name..].starts_with(':') && Field::named(&signed[..name]).is_some() => &signed[..=name],
        _ => return None,
    };
    let slash = text.len() - signed.len() + field.len();
    let inside = text[slash..].strip_prefix('/')?;
    let mut escaped = false;
    let is_end = |c: char| {
        let ends = is_space(c) || c == '/' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    };
    let length = inside.find(is_end).filter(|length| (1..=MAX_REGEX).contains(length))?;
    let following = inside[length..].strip_prefix('/')?.chars().next();
    let stands =
        inside[..length].chars().any(char::is_alphanumeric) && following.is_none_or(|c| is_space(c) || c == ')');
    stands.then_some((slash, slash + 1 + length))
}

/// Whether `text` has operators that would be taken for words.
pub(super) fn shouts(text: &str) -> bool {
    is_shouted(text) && text.split(is_space).any(is_operator)
}

fn is_operator(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "NOT") || term::near(word).is_some()
}

/// Whether this is a title or a sentence all in capitals, in which *AND* is a word: no small letter, at least four words
/// that are no operators, and nothing else that looks like syntax; parentheses and colons are as common in prose, which has
/// many more words than operators.
fn is_shouted(text: &str) -> bool {
    let words = text.split(is_space).filter(|word| word.chars().any(char::is_uppercase));
    let (operators, words): (Vec<&str>, Vec<&str>) = words.partition(|word| is_operator(word));
    let fewest = if text.contains(['(', ')', ':']) { 6 + 3 * operators.len() } else { 4 };
    let is_syntax = |c: char| c.is_lowercase() || is_quote(c) || matches!(c, '+' | '=' | '*' | '~');
    !text.contains(is_syntax) && words.len() >= fewest
}
