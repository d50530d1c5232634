//! The program itself, built for the tests: Cargo tells them where it lies.

use std::process::ExitCode;

fn main() -> ExitCode {
    teahouse::cli::run()
}
