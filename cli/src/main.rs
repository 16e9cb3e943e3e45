//! `domreel` on the command line: serve recordings, look into them, make them.
//!
//! Exit codes: 0, all is well; 1, a recording is damaged or breaks a law;
//! 2, what was asked for could not be done.

mod agreement;
mod calendar;
mod canary;
mod columns;
mod difference;
mod dump;
mod encode;
mod error;
mod history;
mod input;
mod inspect;
mod line;
mod meter;
mod output;
mod passage;
mod redact;
#[cfg(test)]
mod sample;
mod seal;
mod serve;
mod texts;
mod verify;
mod wording;

use clap::{Parser, Subcommand};
use error::Failure;
use seal::SealKey;
use std::path::PathBuf;
use std::process::ExitCode;

/// Records what a visitor saw, and plays it back: the tool beside the recorder and the player.
#[derive(Parser)]
#[command(name = "domreel", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Private key that opens sealed recordings, as `domreel keygen` writes it
    #[arg(long, value_name = "FILE", global = true)]
    key: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Receives, keeps, lists and serves recordings
    Serve(serve::Arguments),
    /// Prints every event of a recording as a line of JSON
    Dump {
        /// The recording; - is standard input
        file: PathBuf,
    },
    /// Makes a recording of such lines: standard input to standard output
    Encode,
    /// Says what a recording holds
    Inspect {
        /// The recording; - is standard input
        file: PathBuf,
        /// Also says where its bytes are, by what they say and by column
        #[arg(long)]
        bytes: bool,
    },
    /// Reads recordings whole, and checks that every keyframe follows from the events before it
    Verify {
        /// The recordings; - is standard input
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Proves that this word is nowhere in them, in any form; may be given again
        #[arg(long, value_name = "WORD")]
        no_canary: Vec<String>,
    },
    /// Rewrites recordings without what must go
    Redact(redact::Arguments),
    /// Makes a key to seal recordings with: writes the private one, prints the public one
    Keygen {
        /// Where the private key goes; nothing may be there
        file: PathBuf,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = arguments.key.as_deref().map(SealKey::read).transpose().and_then(|key| run(&arguments.command, key));
    match done {
        Ok(code) => code,
        // Whoever read the output has seen enough: `domreel dump FILE | head`.
        Err(failure) if failure.is_closed_output() => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("domreel: {failure}");
            ExitCode::from(2)
        }
    }
}

fn run(command: &Command, key: Option<SealKey>) -> Result<ExitCode, Failure> {
    let key = key.as_ref();
    match command {
        Command::Serve(arguments) => serve::run(arguments),
        Command::Dump { file } => dump::run(file, key),
        Command::Encode => encode::run(),
        Command::Inspect { file, bytes } => inspect::run(file, *bytes, key),
        Command::Verify { files, no_canary } => verify::run(files, no_canary, key),
        Command::Redact(arguments) => redact::run(arguments, key),
        Command::Keygen { file } => seal::keygen(file),
    }
}
