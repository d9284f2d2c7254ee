//! `ibid completions` and `ibid man`: what a package installs beside the binary.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use super::{
    args::Arguments,
    exit::{Exit, Outcome},
};

/// Prints the completion script of `shell`.
pub(crate) fn completions(shell: Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "ibid", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Exit::Found)
}

/// Prints one manual page: the command, then each verb.
pub(crate) fn page() -> Outcome {
    let mut roff = Vec::new();
    let mut command = Arguments::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut roff)?;
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set() && verb.get_name() != "help") {
        let man = clap_mangen::Man::new(verb.clone());
        man.render_name_section(&mut roff)?;
        man.render_synopsis_section(&mut roff)?;
        man.render_options_section(&mut roff)?;
        man.render_extra_section(&mut roff)?;
    }
    io::stdout().write_all(&roff)?;
    Ok(Exit::Found)
}
