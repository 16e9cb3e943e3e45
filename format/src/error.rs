//! Why bytes could not be read, and where.

use core::fmt;

/// Why a recording could not be read, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// Offset, in bytes from the start of the recording, of the chunk that
    /// could not be understood.
    pub offset: u64,
    /// What was wrong there.
    pub kind: DecodeErrorKind,
}

/// What was wrong with the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes do not begin with a chunk.
    NotARecording,
    /// The chunk is of a version that this reader does not know.
    UnsupportedVersion,
    /// The bytes end inside a chunk.
    Truncated,
    /// The chunk's checksum does not match its bytes.
    ChecksumMismatch,
    /// A length or a number is beyond what `limits` allows.
    LimitExceeded,
    /// The payload cannot be inflated.
    BadCompression,
    /// The payload breaks the grammar of events.
    BadEvent,
    /// A chunk of this segment is missing before this one.
    MissingChunk,
    /// The chunk belongs to another recording.
    ForeignChunk,
    /// The chunk is sealed, and no key was given.
    Sealed,
    /// The recording is past its expiry.
    Expired,
    /// The chunk is not what was sealed: it was changed, or comes from elsewhere.
    SealBroken,
    /// The chunk is sealed to another key.
    WrongKey,
}

impl DecodeErrorKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 13] = [
        Self::NotARecording,
        Self::UnsupportedVersion,
        Self::Truncated,
        Self::ChecksumMismatch,
        Self::LimitExceeded,
        Self::BadCompression,
        Self::BadEvent,
        Self::MissingChunk,
        Self::ForeignChunk,
        Self::Sealed,
        Self::Expired,
        Self::SealBroken,
        Self::WrongKey,
    ];

    /// Returns the stable name of this error, the same in Rust and in JavaScript.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotARecording => "not-a-recording",
            Self::UnsupportedVersion => "unsupported-version",
            Self::Truncated => "truncated",
            Self::ChecksumMismatch => "checksum-mismatch",
            Self::LimitExceeded => "limit-exceeded",
            Self::BadCompression => "bad-compression",
            Self::BadEvent => "bad-event",
            Self::MissingChunk => "missing-chunk",
            Self::ForeignChunk => "foreign-chunk",
            Self::Sealed => "sealed",
            Self::Expired => "expired",
            Self::SealBroken => "seal-broken",
            Self::WrongKey => "wrong-key",
        }
    }

    /// Adds the place to the fault.
    pub(crate) fn at(self, offset: u64) -> DecodeError {
        DecodeError { offset, kind: self }
    }
}

impl DecodeError {
    /// Returns the stable name of this error, the same in Rust and in JavaScript.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.code(), self.offset)
    }
}

impl core::error::Error for DecodeError {}
