//! `--as`: the index as others see it.

use clap::{Args, ValueEnum};

use super::clock;
use crate::{
    access::Caller,
    error::Result,
    index::{Snapshot, View},
    search::Options,
};

/// Who asks.
#[derive(Args, Debug)]
pub(crate) struct AskingArguments {
    /// See what others see, and not all of it.
    #[arg(long = "as", value_name = "WHO")]
    who: Option<Who>,
}

/// Others than the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Who {
    /// Nobody known.
    Anonymous,
    /// Logged in.
    Registered,
    /// Staff of the repository.
    Staff,
}

impl AskingArguments {
    /// Who asks: the owner, unless another is named.
    pub(crate) fn caller(&self) -> Caller {
        match self.who {
            None => Caller::Owner,
            Some(Who::Anonymous) => Caller::Anonymous,
            Some(Who::Registered) => Caller::Registered,
            Some(Who::Staff) => Caller::Staff,
        }
    }

    /// What they see today.
    pub(crate) fn view(&self, snapshot: &Snapshot) -> Result<View> {
        snapshot.view(self.caller(), clock::today())
    }

    /// What they may have today.
    pub(crate) fn options(&self) -> Options {
        Options::new(self.caller(), clock::today())
    }
}
