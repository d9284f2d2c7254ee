//! From characters to tokens.

use super::{Field, Notice, Years};

/// A token of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    Phrase(String),
    Years(Years),
    Open,
    Close,
    And,
    Or,
    Not,
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
            Self::Plus => "+".into(),
            Self::Minus => "-".into(),
            Self::Field(field) => format!("{}:", field.name()),
            Self::Open => "(".into(),
            Self::Close => ")".into(),
            Self::Word(text) | Self::Phrase(text) => text.clone(),
            Self::Years(years) => years.to_string(),
        }
    }
}

/// All tokens of `text`; what is odd goes to `notices`.
pub(super) fn tokens(text: &str, notices: &mut Vec<Notice>) -> Vec<Token> {
    let mut lexer = Lexer { tokens: Vec::new(), notices, shouted: is_shouted(text) };
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
            _ => {
                let end = rest.find(|c| is_space(c) || is_quote(c) || matches!(c, '(' | ')')).unwrap_or(rest.len());
                let (chunk, following) = rest.split_at(end);
                let opens = following.starts_with(|c| is_quote(c) || c == '(');
                lexer.chunk(chunk, after_space, opens);
                following
            }
        };
        after_space = is_space(first) || first == '(';
    }
    lexer.tokens
}

/// This many words of a phrase are kept.
const MAX_PHRASE: usize = 100;

struct Lexer<'a> {
    tokens: Vec<Token>,
    notices: &'a mut Vec<Notice>,
    /// See [`is_shouted`].
    shouted: bool,
}

impl Lexer<'_> {
    /// What follows an opening quotation mark; any mark closes it, since hands and word processors mix them.
    fn quoted<'t>(&mut self, rest: &'t str) -> &'t str {
        let Some((inside, following)) = rest.split_once(is_quote) else {
            self.notices.push(Notice::LoneQuote);
            return rest;
        };
        if inside.chars().any(char::is_alphanumeric) {
            let mut words: Vec<&str> = inside.split(is_space).filter(|word| !word.is_empty()).collect();
            if words.len() > MAX_PHRASE {
                words.truncate(MAX_PHRASE);
                self.notices.push(Notice::TooLong { kept: MAX_PHRASE });
            }
            self.tokens.push(Token::Phrase(words.join(" ")));
        }
        following
    }

    /// Characters without space, quotation mark or parenthesis. `opens`: one that opens follows at once.
    fn chunk(&mut self, chunk: &str, after_space: bool, opens: bool) {
        let mut rest = chunk;
        if after_space && let Some(sign) = rest.strip_prefix(['+', '-']) {
            let stands = if sign.is_empty() { opens } else { !sign.starts_with(['+', '-']) };
            if stands {
                self.tokens.push(if rest.starts_with('+') { Token::Plus } else { Token::Minus });
            }
            rest = sign;
        } else if matches!(self.tokens.last(), Some(Token::Phrase(_))) && !after_space && rest.starts_with('~') {
            self.notices.push(Notice::Ignored(rest.to_owned()));
            return;
        }
        let Some((name, value)) = rest.split_once(':') else { return self.word_or_operator(rest) };
        let has_value = opens && value.is_empty() || value.chars().any(char::is_alphanumeric);
        match Field::named(name) {
            Some(Field::Year) if !value.is_empty() => self.years(name, value),
            Some(field) if has_value => {
                self.tokens.push(Token::Field(field));
                self.words(value);
            }
            None if has_value && !name.is_empty() && name.chars().all(char::is_alphabetic) => {
                self.notices.push(Notice::UnknownField(name.to_owned()));
                self.words(rest);
            }
            _ => self.words(rest),
        }
    }

    fn years(&mut self, name: &str, value: &str) {
        match value.parse() {
            Ok(years) => self.tokens.extend([Token::Field(Field::Year), Token::Years(years)]),
            Err(()) => {
                self.notices.push(Notice::NotAYear(value.to_owned()));
                self.words(name);
                self.words(value);
            }
        }
    }

    fn word_or_operator(&mut self, text: &str) {
        match text.trim_matches(is_edge) {
            "AND" | "OR" | "NOT" if self.shouted => {
                self.notices.push(Notice::Capitals);
                self.words(text);
            }
            "AND" => self.tokens.push(Token::And),
            "OR" => self.tokens.push(Token::Or),
            "NOT" => self.tokens.push(Token::Not),
            _ => self.words(text),
        }
    }

    /// The words between colons; an operator here is a word, in lower case so that it stays one.
    fn words(&mut self, text: &str) {
        for word in text.split(':') {
            let trimmed = word.trim_matches(is_edge);
            if !trimmed.chars().any(char::is_alphanumeric) {
                continue;
            }
            if let Some(sign) = word.chars().last().filter(|sign| matches!(sign, '*' | '~')) {
                self.notices.push(Notice::Ignored(sign.to_string()));
            }
            let is_operator = matches!(trimmed, "AND" | "OR" | "NOT");
            self.tokens.push(Token::Word(if is_operator { trimmed.to_lowercase() } else { trimmed.to_owned() }));
        }
    }
}

/// Whether this is a title or a sentence all in capitals, in which *AND* is a word: no small letter, at least four words
/// that are no operators, and nothing else that looks like syntax.
fn is_shouted(text: &str) -> bool {
    let is_word = |word: &&str| word.chars().any(char::is_alphabetic) && !matches!(*word, "AND" | "OR" | "NOT");
    let is_syntax = |c: char| c.is_lowercase() || is_quote(c) || matches!(c, '(' | ')' | ':' | '+');
    !text.contains(is_syntax) && text.split(is_space).filter(is_word).count() >= 4
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂' | '「' | '」' | '『' | '』')
}

/// Punctuation that is no part of a word when it stands at its edge.
fn is_edge(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '¡' | '¿' | '·')
}
