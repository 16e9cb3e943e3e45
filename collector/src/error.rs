//! Why the collector cannot start, and why it refuses a request.

use axum::http::StatusCode;
use domreel_format::DecodeErrorKind;

/// Why a place for recordings could not be opened, and which.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {kind}")]
pub struct OpenError {
    /// The place as it was given.
    pub place: String,
    /// What was wrong with it.
    pub kind: OpenErrorKind,
}

/// What was wrong with a place for recordings.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenErrorKind {
    /// The folder is not there and cannot be made, or is no folder.
    #[error("no folder that can be written: {0}")]
    Folder(std::io::Error),
    /// The address is none.
    #[error("an address such as s3://bucket/prefix is needed")]
    Address,
    /// The address is of a kind that is not known.
    #[error("only folders and s3:// are known")]
    UnknownScheme,
    /// The store refuses its settings.
    #[error("{0}")]
    Settings(Box<dyn std::error::Error + Send + Sync>),
}

/// Why a request was refused, and at which chunk of its body.
///
/// The message is safe to show: it holds nothing of a recording, and no path.
#[derive(Debug, thiserror::Error)]
#[error("{kind}")]
pub struct RequestError {
    /// The chunk of the body that is at fault, where one is: its sequence number.
    pub sequence: Option<u32>,
    /// What was wrong.
    pub kind: RequestErrorKind,
}

/// What was wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestErrorKind {
    /// The body is not made of whole chunks.
    #[error("the body is not made of whole chunks: {}", .0.code())]
    BadChunk(DecodeErrorKind),
    /// The body is empty.
    #[error("the body is empty")]
    EmptyBody,
    /// The body is longer than what is accepted.
    #[error("the body is too large")]
    BodyTooLarge,
    /// The body did not come whole.
    #[error("the body did not come whole")]
    BodyInterrupted,
    /// Another chunk was stored under that number.
    #[error("another chunk is stored under this number")]
    ConflictingChunk,
    /// A recording's id is 32 hexadecimal digits, and this is none.
    #[error("a recording's id is 32 hexadecimal digits")]
    BadRecordingId,
    /// There is no such recording.
    #[error("there is no such recording")]
    UnknownRecording,
    /// The query holds a value that makes no sense.
    #[error("the query is not understood")]
    BadQuery,
    /// The range lies outside the recording.
    #[error("the range lies outside the recording")]
    RangeNotSatisfiable,
    /// Pages of that origin may not record here.
    #[error("pages of this origin may not record here")]
    OriginNotAllowed,
    /// There is nothing at that address.
    #[error("there is nothing at this address")]
    NotFound,
    /// The address does not take that method.
    #[error("this address does not take this method")]
    MethodNotAllowed,
    /// There is a token that may do this, and it was not given.
    #[error("a token is needed")]
    TokenNeeded,
    /// The token that was given may do other things.
    #[error("this token may not do that")]
    NotAllowed,
    /// The client asks too often, or sends too much.
    #[error("too many requests")]
    TooManyRequests,
    /// The recording has become as large as one may be.
    #[error("the recording is too large")]
    RecordingTooLarge,
    /// The request was meant for another machine.
    #[error("this collector has another name")]
    WrongHost,
    /// The store does not answer; it may later.
    #[error("the store does not answer")]
    StoreUnavailable,
}

impl RequestErrorKind {
    /// Returns the stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            Self::BadChunk(kind) => kind.code(),
            Self::EmptyBody => "empty-body",
            Self::BodyTooLarge => "body-too-large",
            Self::BodyInterrupted => "body-interrupted",
            Self::ConflictingChunk => "conflicting-chunk",
            Self::BadRecordingId => "bad-recording-id",
            Self::UnknownRecording => "unknown-recording",
            Self::BadQuery => "bad-query",
            Self::RangeNotSatisfiable => "range-not-satisfiable",
            Self::OriginNotAllowed => "origin-not-allowed",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::TokenNeeded => "token-needed",
            Self::NotAllowed => "not-allowed",
            Self::TooManyRequests => "too-many-requests",
            Self::RecordingTooLarge => "recording-too-large",
            Self::WrongHost => "wrong-host",
            Self::StoreUnavailable => "store-unavailable",
        }
    }

    /// Returns the status that a request refused for this reason is answered with.
    pub fn status(self) -> StatusCode {
        match self {
            Self::BadChunk(_) | Self::EmptyBody | Self::BadRecordingId | Self::BadQuery => StatusCode::BAD_REQUEST,
            // Tells a recorder to send it again, where 400 tells it to give up.
            Self::BodyInterrupted => StatusCode::REQUEST_TIMEOUT,
            Self::BodyTooLarge | Self::RecordingTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TokenNeeded => StatusCode::UNAUTHORIZED,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Self::ConflictingChunk => StatusCode::CONFLICT,
            Self::UnknownRecording | Self::NotFound => StatusCode::NOT_FOUND,
            Self::RangeNotSatisfiable => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::OriginNotAllowed | Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::StoreUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Makes an error of it that is not about one chunk.
    pub(crate) fn into_error(self) -> RequestError {
        self.into()
    }

    /// Adds the chunk that is at fault.
    pub(crate) fn at(self, sequence: u32) -> RequestError {
        RequestError { sequence: Some(sequence), kind: self }
    }
}

impl From<RequestErrorKind> for RequestError {
    fn from(kind: RequestErrorKind) -> Self {
        Self { sequence: None, kind }
    }
}

/// What a store says goes to the log, never to the client: it may name paths and buckets.
impl From<object_store::Error> for RequestError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => RequestErrorKind::UnknownRecording.into(),
            error => {
                tracing::error!(%error, "the store failed");
                RequestErrorKind::StoreUnavailable.into()
            }
        }
    }
}
