//! `teahouse user`.

use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use entity::Role;

use super::{Outcome, open, plain};
use crate::{
    account::{self, input::SignUpInput},
    auth::Auth,
    config::Config,
};

/// What can be done with accounts.
#[derive(Subcommand)]
pub enum Command {
    /// Make an account: the first administrator, say.
    Create {
        /// Unique name: 3 to 30 of a–z, 0–9 and _.
        #[arg(long)]
        handle: String,
        /// E-mail address.
        #[arg(long)]
        email: String,
        /// What the account may do.
        #[arg(long, value_enum, ignore_case = true, default_value = "MEMBER")]
        role: RoleArg,
        /// Name shown; the handle if left out.
        #[arg(long)]
        display_name: Option<String>,
        /// Password; asked for on the terminal if left out, which keeps it out of
        /// the shell's history.
        #[arg(long)]
        password: Option<String>,
    },
}

/// Roles as the command line spells them.
#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "UPPER")]
pub enum RoleArg {
    /// Reads, writes and votes.
    Member,
    /// Publishes essays as well.
    Editor,
    /// Moderates as well.
    Moderator,
    /// May do everything.
    Admin,
}

pub(super) async fn run(config: Config, command: Command) -> Outcome {
    let Command::Create { handle, email, role, display_name, password } = command;
    let password = match password {
        Some(password) => password,
        None => ask_for_password()?,
    };
    let db = open(&config).await?;
    let auth = Auth::new(&config).map_err(|error| plain(&error))?;
    let role = match role {
        RoleArg::Member => Role::Member,
        RoleArg::Editor => Role::Editor,
        RoleArg::Moderator => Role::Moderator,
        RoleArg::Admin => Role::Admin,
    };
    let input = SignUpInput { display_name: display_name.unwrap_or_else(|| handle.clone()), handle, email, password };
    let user = account::service::create_user(&auth, &db, input, role).await.map_err(|error| {
        let problems = error.all_problems();
        if problems.len() > 1 { problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join(" ") } else { plain(&error) }
    })?;
    println!("{} is {}", user.handle, user.role.as_str());
    Ok(ExitCode::SUCCESS)
}

fn ask_for_password() -> Result<String, String> {
    let ask = |prompt: &str| {
        rpassword::prompt_password(prompt).map_err(|error| format!("no password was given: {error}; on a terminal it is asked for, elsewhere give --password"))
    };
    let password = ask("Password: ")?;
    if ask("Again: ")? != password {
        return Err("the two passwords differ".to_owned());
    }
    Ok(password)
}
