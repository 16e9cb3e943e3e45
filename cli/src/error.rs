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
    /// A recording is past its expiry.
    #[error("{}: the recording has expired and must not be read any more: delete it", .0.display())]
    Expired(PathBuf),
    /// A recording asks for more work than its bytes are worth.
    #[error("{}: too-costly: at {}.{:06} s it has asked for more work than so few bytes may", file.display(), at_micros / 1_000_000, at_micros % 1_000_000)]
    TooCostly { file: PathBuf, at_micros: u64 },
    /// A file cannot be written; the one that was there is as it was.
    #[error("{}: cannot be written: {cause}", file.display())]
    Written { file: PathBuf, cause: io::Error },
    /// A file holds no key.
    #[error("{}: no private key of P-256 in PKCS#8 PEM", .0.display())]
    NoKey(PathBuf),
    /// A recording is sealed to another key.
    #[error("{}: the recording is sealed to another key", .0.display())]
    WrongKey(PathBuf),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    NoRandomness,
    /// A recording cannot be read as a whole.
    #[error("{}: not rewritten: it cannot be read: {code}", file.display())]
    Unread { file: PathBuf, code: &'static str },
    /// A file has other names, under which it would stay as it is.
    #[error("{}: the file has other names (hard links), which would keep what must go", .0.display())]
    OtherNames(PathBuf),
    /// What was to go is still in what was written, which was thrown away.
    #[error("{}: not rewritten: what must go could not be taken out altogether", .0.display())]
    StillThere(PathBuf),
    /// Several recordings cannot go into one file.
    #[error("--output takes one recording at a time")]
    OneOutput,
    /// Nothing was said that should go.
    #[error("say what must go: --selector, --text, --pattern or --identity")]
    NothingToRedact,
    /// A selector is not understood.
    #[error(transparent)]
    Selector(#[from] crate::redact::SelectorError),
    /// A text or a pattern cannot be looked for.
    #[error(transparent)]
    Wording(#[from] crate::wording::WordingError),
    /// A list of tokens is not understood.
    #[error("{place}: {fault}")]
    Tokens { place: String, fault: domreel_collector::TokenError },
    /// A list of tokens is empty.
    #[error("{}: there are no tokens in it", .0.display())]
    NoTokens(PathBuf),
    /// The collector would be open to everybody.
    #[error("{0} is a public address: give --tokens, or say --without-tokens to let everybody do everything")]
    Open(String),
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
