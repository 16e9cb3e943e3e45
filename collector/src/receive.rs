//! Takes the body of a request apart into chunks, before anything of it is kept.

use crate::error::{RequestError, RequestErrorKind};
use bytes::Bytes;
use domreel_format::limits::{MAX_HEADER_BYTES, MAX_PAYLOAD_BYTES};
use domreel_format::{ChunkHeader, DecodeErrorKind};

/// The longest body that is accepted: one chunk as large as they may be.
pub(crate) const MAX_BODY_BYTES: usize = MAX_HEADER_BYTES + MAX_PAYLOAD_BYTES;

/// Reads a body as the chunks of one recording, each with its header.
///
/// Lengths, version and checksums are verified; the payloads are not looked into.
pub(crate) fn chunks(body: &Bytes) -> Result<Vec<(ChunkHeader, Bytes)>, RequestError> {
    let mut chunks: Vec<(ChunkHeader, Bytes)> = Vec::new();
    let mut position = 0;
    while position < body.len() {
        let (header, _, length) = ChunkHeader::read(&body[position..]).map_err(RequestErrorKind::BadChunk)?;
        if chunks.first().is_some_and(|(first, _)| first.recording != header.recording) {
            return Err(RequestErrorKind::BadChunk(DecodeErrorKind::ForeignChunk).at(header.sequence));
        }
        chunks.push((header, body.slice(position..position + length)));
        position += length;
    }
    if chunks.is_empty() { Err(RequestErrorKind::EmptyBody.into()) } else { Ok(chunks) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domreel_format::Uid;

    fn chunk(recording: u8, sequence: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        ChunkHeader { recording: Uid([recording; 16]), sequence, ..ChunkHeader::default() }
            .write(b"payload", &mut bytes);
        bytes
    }

    fn refusal(body: Vec<u8>) -> RequestErrorKind {
        chunks(&Bytes::from(body)).unwrap_err().kind
    }

    #[test]
    fn several_chunks_may_stand_in_one_body() {
        let parts = [chunk(1, 4), chunk(1, 5)];
        let read = chunks(&Bytes::from(parts.concat())).unwrap();
        assert_eq!(read.iter().map(|(header, _)| header.sequence).collect::<Vec<_>>(), [4, 5]);
        assert_eq!(read.iter().map(|(_, bytes)| bytes.to_vec()).collect::<Vec<_>>(), parts);
    }

    #[test]
    fn a_body_is_refused_as_a_whole() {
        use DecodeErrorKind::{ChecksumMismatch, ForeignChunk, NotARecording, Truncated};
        let mut damaged = chunk(1, 0);
        *damaged.last_mut().unwrap() ^= 1;
        assert_eq!(refusal(Vec::new()), RequestErrorKind::EmptyBody);
        assert_eq!(refusal(b"hello".to_vec()), RequestErrorKind::BadChunk(NotARecording));
        assert_eq!(refusal(damaged), RequestErrorKind::BadChunk(ChecksumMismatch));
        assert_eq!(refusal([chunk(1, 0), chunk(1, 1)[..20].to_vec()].concat()), RequestErrorKind::BadChunk(Truncated));
        assert_eq!(refusal([chunk(1, 0), chunk(2, 0)].concat()), RequestErrorKind::BadChunk(ForeignChunk));
    }
}
