//! The program: reads the command line, starts the logs, runs the command, says how it ended.

use std::process::ExitCode;

use vandong::cli::exit::finish;
use vandong::cli::invocation::Invocation;
use vandong::cli::{Cli, Session};
use vandong::telemetry;

/// Of the program, not of the library: whoever links that chooses for themselves.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(exit) => return exit.into(),
    };
    let (json, invocation) = (cli.global.json, Invocation::of(&cli.global));
    let ended = Session::new(cli.global).and_then(|session| {
        telemetry::start(session.log_level());
        telemetry::log_panics();
        cli.command.run(&session)
    });
    finish(ended.map_err(|failure| failure.with_commands(&invocation)), json).into()
}
