//! Why a command could not do what it was asked for.

use domreel_format::DecodeErrorKind;
use std::io;
use std::path::PathBuf;

/// Why a command could not do what it was asked for, and where.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A file cannot be read.
    #[error("{}: {cause}", file.display())]
    Input { file: PathBuf, cause: io::Error },
    /// Standard output cannot be written.
    #[error("standard output: {0}")]
    Output(#[source] io::Error),
    /// A line of the input is not understood.
    #[error("line {line}: {fault}")]
    Line { line: u64, fault: LineFault },
    /// The place for recordings cannot be opened.
    #[error(transparent)]
    Place(#[from] domreel_collector::OpenError),
    /// The address is taken, or not this machine's.
    #[error("{address}: {cause}")]
    Listen { address: String, cause: io::Error },
    /// A folder that is to be served is not there.
    #[error("{}: there is no such folder", .0.display())]
    NoFolder(PathBuf),
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LineFault {
    /// It is no JSON, or not of the right shape.
    #[error("{0}")]
    Shape(#[from] serde_json::Error),
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(io::Error),
    /// It is JSON, but neither a chunk nor an event nor damage.
    #[error("a line holds \"chunk\", or \"at_micros\" and \"event\", or \"damage\"")]
    Kind,
    /// It asks for a first chunk in which there is nothing.
    #[error("a recording begins with an event")]
    Empty,
    /// It asks for a sealed chunk.
    #[error("a sealed chunk cannot be made")]
    Sealed,
    /// The format has no bytes for it: they would read back as something else.
    #[error("this event cannot be written: it would read back as another one")]
    NoBytes,
    /// The chunk is beyond what one may hold.
    #[error("this chunk cannot be written: {}", .0.code())]
    Chunk(DecodeErrorKind),
}

impl Failure {
    /// Says whether it is only that nobody reads the output any more.
    pub(crate) fn is_closed_output(&self) -> bool {
        matches!(self, Self::Output(cause) if cause.kind() == io::ErrorKind::BrokenPipe)
    }
}
