//! `ibid access`: what others learn of closed texts.

use std::path::Path;

use clap::{Args, ValueEnum};

use super::{
    args::When,
    exit::{Exit, Outcome},
    terminal::Terminal,
};
use crate::{
    access::{Disclosure, Policy},
    index::Index,
};

/// `ibid access`.
#[derive(Args, Debug)]
#[command(after_help = "\
A record closes its text: to all but registered users, to all but staff, or to all but staff until an embargo ends. Whom it
is closed to finds the record alone, unless you choose that they learn nothing: then the thesis is not counted,
listed, completed or told from one that was never put in. The choice stays with the index, also when it is rebuilt, and holds from the next
question on, of running servers too. `--as anonymous`, with most verbs, shows what others see.

Examples:
  ibid access                          what was chosen
  ibid access staff nothing            of texts for staff, others learn nothing
  ibid access embargoed record         of those under embargo, their records")]
pub(crate) struct AccessArguments {
    /// Which closed texts.
    #[arg(requires = "told")]
    why: Option<Why>,
    /// What others learn of them.
    told: Option<Told>,
}

/// Why a text is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Why {
    /// It is under embargo.
    Embargoed,
    /// It is for registered users.
    Registered,
    /// It is for staff.
    Staff,
}

/// What others learn of a closed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Told {
    /// Nothing.
    Nothing,
    /// Its record.
    Record,
}

/// Shows what was chosen for the index in `dir`, or chooses.
pub(crate) fn run(dir: &Path, arguments: &AccessArguments) -> Outcome {
    let index = Index::open(dir)?;
    let mut policy = index.snapshot()?.policy();
    if let (Some(why), Some(told)) = (arguments.why, arguments.told) {
        let told = if told == Told::Nothing { Disclosure::Nothing } else { Disclosure::Record };
        match why {
            Why::Embargoed => policy.embargoed = told,
            Why::Registered => policy.registered = told,
            Why::Staff => policy.staff = told,
        }
        index.choose(&policy)?;
    }
    let mut terminal = Terminal::stdout(When::Never);
    for line in lines(&policy) {
        terminal.line(&line)?;
    }
    terminal.finish()?;
    Ok(Exit::Found)
}

/// A line for each choice.
pub(crate) fn lines(policy: &Policy) -> [String; 3] {
    let line = |why, told| {
        let told = if told == Disclosure::Nothing { "nothing" } else { "the record" };
        format!("{why:<12}{told}")
    };
    [line("embargoed", policy.embargoed), line("registered", policy.registered), line("staff", policy.staff)]
}
