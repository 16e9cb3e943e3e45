//! A whole recording as one body: its chunks, in order.

use crate::error::RequestError;
use crate::range::{Asked, asked};
use crate::store::{Store, StoredChunk};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domreel_format::{Uid, chunk::crc32};
use futures_util::{StreamExt, stream};
use std::ops::Range;
use std::sync::Arc;

/// How many chunks are read ahead of what the client has taken.
const READ_AHEAD: usize = 2;

/// Answers a request for a recording's bytes: whole, or the one range that was asked for.
///
/// A recording that is still being made grows: its entity tag changes with every chunk.
pub(crate) async fn reel(store: Arc<Store>, recording: Uid, request: &HeaderMap) -> Result<Response, RequestError> {
    let chunks = store.chunks(recording).await?;
    if chunks.is_empty() {
        return Err(crate::RequestErrorKind::UnknownRecording.into());
    }
    let length = chunks.iter().map(|chunk| chunk.bytes).sum();
    let tag = entity_tag(&chunks, length);
    let text = |name: HeaderName| request.get(name).and_then(|value| value.to_str().ok());
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::ETAG, value(&tag));

    if text(header::IF_NONE_MATCH).is_some_and(|tags| matches(tags, &tag)) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let wanted = text(header::RANGE).filter(|_| text(header::IF_RANGE).is_none_or(|known| known.trim() == tag));
    let (status, range) = match asked(wanted, length) {
        Asked::Whole => (StatusCode::OK, 0..length),
        Asked::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Asked::Outside => {
            headers.insert(header::CONTENT_RANGE, value(&format!("bytes */{length}")));
            let refusal = RequestError::from(crate::RequestErrorKind::RangeNotSatisfiable);
            headers.remove(header::CONTENT_TYPE);
            return Ok((headers, refusal).into_response());
        }
    };
    if status == StatusCode::PARTIAL_CONTENT {
        headers.insert(header::CONTENT_RANGE, value(&format!("bytes {}-{}/{length}", range.start, range.end - 1)));
    }
    headers.insert(header::CONTENT_LENGTH, value(&(range.end - range.start).to_string()));
    let parts = stream::iter(slices(&chunks, range))
        .map(move |(sequence, part)| {
            let store = Arc::clone(&store);
            async move { store.read_range(recording, sequence, part).await }
        })
        .buffered(READ_AHEAD);
    Ok((status, headers, Body::from_stream(parts)).into_response())
}

/// Which part of which chunk a range of the whole recording is made of.
fn slices(chunks: &[StoredChunk], range: Range<u64>) -> Vec<(u32, Range<u64>)> {
    let mut start = 0;
    let mut slices = Vec::new();
    for chunk in chunks {
        let part = range.start.max(start)..range.end.min(start + chunk.bytes);
        if part.start < part.end {
            slices.push((chunk.sequence, part.start - start..part.end - start));
        }
        start += chunk.bytes;
    }
    slices
}

/// The same for the same chunks, whichever collector is asked: chunks never change, so their numbers and sizes will do.
fn entity_tag(chunks: &[StoredChunk], length: u64) -> String {
    let sum = chunks
        .iter()
        .fold(0, |sum, chunk| crc32(crc32(sum, &chunk.sequence.to_le_bytes()), &chunk.bytes.to_le_bytes()));
    format!("\"{:x}-{length:x}-{sum:08x}\"", chunks.len())
}

/// Compares as `If-None-Match` asks for: a list, weak or strong.
fn matches(tags: &str, tag: &str) -> bool {
    tags.split(',').map(str::trim).any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks() -> Vec<StoredChunk> {
        [(0, 10), (1, 5), (4, 20)].map(|(sequence, bytes)| StoredChunk { sequence, bytes }).to_vec()
    }

    #[test]
    fn a_range_is_cut_at_the_borders_of_chunks() {
        assert_eq!(slices(&chunks(), 0..35), [(0, 0..10), (1, 0..5), (4, 0..20)]);
        assert_eq!(slices(&chunks(), 9..16), [(0, 9..10), (1, 0..5), (4, 0..1)]);
        assert_eq!(slices(&chunks(), 10..15), [(1, 0..5)]);
        assert_eq!(slices(&chunks(), 34..35), [(4, 19..20)]);
    }

    #[test]
    fn the_entity_tag_changes_with_every_chunk() {
        let whole = chunks();
        let tag = |chunks: &[StoredChunk]| entity_tag(chunks, chunks.iter().map(|chunk| chunk.bytes).sum());
        assert_eq!(tag(&whole), tag(&chunks()));
        assert_ne!(tag(&whole), tag(&whole[..2]));
        let mut swapped = chunks();
        (swapped[0].bytes, swapped[1].bytes) = (5, 10);
        assert_ne!(tag(&whole), tag(&swapped));
    }

    #[test]
    fn entity_tags_compare_weakly_and_in_lists() {
        assert!(matches("\"a\", W/\"b\"", "\"b\""));
        assert!(matches("*", "\"b\""));
        assert!(!matches("\"a\"", "\"b\""));
    }
}
