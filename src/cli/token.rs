//! `ibid token`: who may ask a server for more than strangers do.

use std::path::Path;

use clap::{Args, Subcommand, ValueEnum};

use super::{
    args::When,
    clock,
    exit::{self, Exit, Failure, Outcome},
    terminal::{Look, Terminal},
};
use crate::{access::Caller, date::Date, index::Index};

/// `ibid token`.
#[derive(Args, Debug)]
#[command(after_help = "\
A server answers whoever sends `Authorization: Bearer SECRET` as registered user or as staff. The secret is told once; the index keeps
its hash, in a file for its owner alone, also when it is rebuilt. A running server knows of a new or revoked token at once.

Examples:
  ibid token create --role staff --until 2027-06-30 --label 'reading room'
  ibid token list
  ibid token revoke 5f3a9c01
  curl -H \"Authorization: Bearer $SECRET\" 'http://127.0.0.1:4004/api/v1/search?q=peer+support'")]
pub(crate) struct TokenArguments {
    /// What to do.
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Make a token, and print its secret.
    Create {
        /// As whom its holder asks.
        #[arg(long)]
        role: Role,
        /// The last day on which it is good [default: it has no end].
        #[arg(long, value_name = "DATE")]
        until: Option<Date>,
        /// What you call it.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        label: String,
    },
    /// List the tokens: name, role, last day, day of making, label.
    List,
    /// Take a token back.
    Revoke {
        /// Its name, as `ibid token list` prints it.
        id: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Role {
    /// A registered user.
    Registered,
    /// Staff of the repository.
    Staff,
}

/// Makes, lists or revokes tokens of the index in `dir`.
pub(crate) fn run(dir: &Path, arguments: &TokenArguments) -> Outcome {
    let mut tokens = Index::open(dir)?.tokens()?;
    let mut terminal = Terminal::stdout(When::Never);
    match &arguments.deed {
        Deed::Create { role, until, label } => {
            let role = if *role == Role::Staff { Caller::Staff } else { Caller::Registered };
            let (secret, token) = tokens.create(role, *until, clock::today(), label)?;
            terminal.line(&secret.to_string())?;
            exit::note(&format!("this is told once; `ibid token revoke {}` takes it back", token.id()));
        }
        Deed::List => {
            for token in tokens.iter() {
                let role = if token.role == Caller::Staff { "staff" } else { "registered" };
                let until = token.until.map_or_else(|| "no end".to_owned(), |day| day.to_string());
                let over = if token.is_over(clock::today()) { "  over" } else { "" };
                let made = terminal.paint(Look::Faint, &format!("made {}{over}", token.created));
                let line = format!("{}  {role:<10}  {until:<10}  {made}  {}", token.id(), token.label);
                terminal.line(line.trim_end())?;
            }
        }
        Deed::Revoke { id } => {
            if tokens.revoke(id)?.is_none() {
                return Err(Failure::Usage(format!("no token is named `{id}`")));
            }
        }
    }
    terminal.finish()?;
    Ok(Exit::Found)
}
