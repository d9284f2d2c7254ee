//! Tokens by which a server knows who asks, as the file `ibid-tokens` beside the index has them.
//!
//! A secret is 256 random bits of the operating system, and what is kept is its BLAKE3. A slow hash would add nothing: it makes the guessing
//! of passwords dear, and nobody guesses 256 bits.

use std::{
    fmt,
    fs::File,
    path::{Path, PathBuf},
};

use super::kept::{self, FileStamp};
use crate::{
    access::Caller,
    date::Date,
    error::{Error, Result},
};

/// What every secret begins with, so that one that got into a log is known for what it is.
const BEGINNING: &str = "ibid_";

/// What is told once, to whom a token is for.
pub struct Secret(String);

impl Secret {
    fn new() -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(Error::engine("asking for random bits"))?;
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self(format!("{BEGINNING}{digits}")))
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    hash: blake3::Hash,
    /// As whom it lets somebody ask: registered, or staff.
    pub role: Caller,
    /// The last day on which it is good.
    pub until: Option<Date>,
    /// The day on which it was made.
    pub created: Date,
    /// What its owner calls it; one line.
    pub label: String,
}

impl Token {
    /// Names it: the first eight digits of the hash of its secret.
    pub fn id(&self) -> String {
        self.hash.to_hex()[..8].to_owned()
    }

    /// Whether its last day is over.
    pub fn is_over(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    fn line(&self) -> String {
        let role = if self.role == Caller::Registered { "registered" } else { "staff" };
        let until = self.until.map_or_else(|| "-".to_owned(), |day| day.to_string());
        format!("{}\t{role}\t{until}\t{}\t{}\n", self.hash.to_hex(), self.created, self.label)
    }

    fn of_line(line: &str) -> Option<Self> {
        let mut values = line.splitn(5, '\t');
        let mut next = || values.next();
        let hash = blake3::Hash::from_hex(next()?).ok()?;
        let role = match next()? {
            "registered" => Caller::Registered,
            "staff" => Caller::Staff,
            _ => return None,
        };
        let until = match next()? {
            "-" => None,
            day => Some(day.parse().ok()?),
        };
        let (created, label) = (next()?.parse().ok()?, next()?.to_owned());
        Some(Self { hash, role, until, created, label })
    }
}

/// The tokens of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    path: PathBuf,
    stamp: Option<FileStamp>,
    tokens: Vec<Token>,
}

impl Tokens {
    pub(super) fn read(dir: &Path) -> Result<Self> {
        let path = dir.join("ibid-tokens");
        let stamp = FileStamp::of(&path)?;
        let text = kept::read(&path)?.unwrap_or_default();
        let tokens: Option<Vec<Token>> = text.lines().map(Token::of_line).collect();
        let tokens = tokens.ok_or_else(|| kept::not_understood(&path, "a line of it is no token"))?;
        Ok(Self { path, stamp, tokens })
    }

    /// Whether they are still those of the disk.
    pub fn is_current(&self) -> bool {
        FileStamp::of(&self.path).is_ok_and(|stamp| stamp == self.stamp)
    }

    /// All, in the order in which they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter()
    }

    /// Makes one, and writes it down without its secret.
    ///
    /// # Errors
    /// `Io` where it cannot be written.
    pub fn create(&mut self, role: Caller, until: Option<Date>, created: Date, label: &str) -> Result<(Secret, Token)> {
        let _turn = self.take_turn()?;
        let secret = Secret::new()?;
        let label = label.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let token = Token { hash: blake3::hash(secret.0.as_bytes()), role, until, created, label };
        self.tokens.push(token.clone());
        self.write()?;
        Ok((secret, token))
    }

    /// Takes the token of this name out; none where there is none, or more than one.
    ///
    /// # Errors
    /// `Io` where that cannot be written.
    pub fn revoke(&mut self, id: &str) -> Result<Option<Token>> {
        let _turn = self.take_turn()?;
        let mut named =
            (0..self.tokens.len()).filter(|&at| id.len() >= 8 && self.tokens[at].hash.to_hex().starts_with(id));
        let (Some(at), None) = (named.next(), named.next()) else { return Ok(None) };
        let token = self.tokens.remove(at);
        self.write()?;
        Ok(Some(token))
    }

    /// As whom the holder of a secret may ask on `today`. All hashes are compared, each in constant time.
    pub fn role(&self, secret: &str, today: Date) -> Option<Caller> {
        let hash = blake3::hash(secret.as_bytes());
        let known = self.tokens.iter().fold(None, |known, token| if token.hash == hash { Some(token) } else { known });
        known.filter(|token| !token.is_over(today)).map(|token| token.role)
    }

    /// Waits until no other process changes them, and reads what the last one wrote.
    fn take_turn(&mut self) -> Result<File> {
        let turn = kept::lock(&self.path)?;
        *self = Self::read(self.path.parent().unwrap_or(Path::new("")))?;
        Ok(turn)
    }

    fn write(&mut self) -> Result<()> {
        kept::write(&self.path, &self.tokens.iter().map(Token::line).collect::<String>(), true)?;
        self.stamp = FileStamp::of(&self.path)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_until_its_day_is_over_or_it_is_revoked() {
        let folder = tempfile::tempdir().unwrap();
        let day = |text: &str| text.parse::<Date>().unwrap();
        let mut tokens = Tokens::read(folder.path()).unwrap();
        let until = Some(day("2030-01-31"));
        let (one, first) = tokens.create(Caller::Staff, until, day("2029-01-01"), "desk\t1").unwrap();
        let (other, second) = tokens.create(Caller::Registered, None, day("2029-01-01"), "").unwrap();
        let mut again = Tokens::read(folder.path()).unwrap();
        assert!(again == tokens && again.is_current() && first.label == "desk 1");
        assert_eq!(again.role(&one.to_string(), day("2030-01-31")), Some(Caller::Staff));
        assert_eq!(again.role(&one.to_string(), day("2030-02-01")), None);
        assert_eq!(again.role(&other.to_string(), day("2999-01-01")), Some(Caller::Registered));
        assert_eq!(again.role(&first.hash.to_hex(), day("2030-01-01")), None);
        assert_eq!(again.revoke("").unwrap(), None);
        assert_eq!(again.revoke(&second.id()).unwrap(), Some(second));
        assert_eq!(again.role(&other.to_string(), day("2029-01-01")), None);
        assert!(!tokens.is_current());
        tokens.create(Caller::Staff, None, day("2029-01-01"), "").unwrap();
        assert_eq!(tokens.role(&other.to_string(), day("2029-01-01")), None, "what others did meanwhile stays done");
        let kept = std::fs::read_to_string(folder.path().join("ibid-tokens")).unwrap();
        assert!(!kept.contains(&one.to_string()[BEGINNING.len()..]), "{kept}");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mut tokens = Tokens::read(folder.path()).unwrap();
        for _ in 0..2 {
            tokens.create(Caller::Staff, None, "2029-01-01".parse().unwrap(), "").unwrap();
            let meta = std::fs::metadata(folder.path().join("ibid-tokens")).unwrap();
            assert_eq!(meta.permissions().mode() & 0o777, 0o600);
        }
    }
}
