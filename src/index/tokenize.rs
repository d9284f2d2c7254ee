//! The analyzer as the engine wants it.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::{
    analyzer::Cursor,
    schema::{PARTED, WORDS},
};

/// The tokenizers that the schema names.
pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(WORDS, Words::default());
    tokenizers.register(PARTED, Parted::default());
    tokenizers
}

/// Cuts and folds words.
#[derive(Clone, Default)]
struct Words {
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream { cursor: Cursor::new(text), token: &mut self.token }
    }
}

struct WordStream<'a> {
    cursor: Cursor<'a>,
    token: &'a mut Token,
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        if !self.cursor.advance() {
            return false;
        }
        self.token.text.clear();
        self.token.text.push_str(self.cursor.word());
        self.token.position = self.cursor.position() as usize;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Parts at spaces.
#[derive(Clone, Default)]
struct Parted {
    token: Token,
}

impl Tokenizer for Parted {
    type TokenStream<'a> = PartedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PartedStream<'a> {
        self.token.reset();
        PartedStream { rest: text, token: &mut self.token }
    }
}

struct PartedStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl TokenStream for PartedStream<'_> {
    fn advance(&mut self) -> bool {
        if self.rest.is_empty() {
            return false;
        }
        let end = self.rest.bytes().position(|byte| byte == b' ').unwrap_or(self.rest.len());
        self.token.text.clear();
        self.token.text.push_str(&self.rest[..end]);
        self.token.position = self.token.position.wrapping_add(1);
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
