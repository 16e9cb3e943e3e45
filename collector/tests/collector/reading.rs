//! Recordings out: as one body, by range, while they grow.

use crate::running::{Answer, Running, chunks, id};

fn range(collector: &Running, headers: &[(&str, &str)]) -> Answer {
    collector.send("GET", &format!("/v1/recordings/{}.reel", id(1)), headers, b"")
}

/// A collector that holds the first `count` of six chunks, and all six.
fn holding(count: usize) -> (Running, tempfile::TempDir, Vec<Vec<u8>>) {
    let (collector, data) = Running::fresh();
    let chunks = chunks(id(1), 5_000, 6);
    for chunk in &chunks[..count] {
        assert_eq!(collector.post(chunk).status, 201);
    }
    (collector, data, chunks)
}

#[test]
fn any_range_gives_these_bytes() {
    let (collector, _data, chunks) = holding(6);
    let whole = chunks.concat();
    let last = whole.len() - 1;
    let border = chunks[0].len();
    for (first, end) in [(0, 0), (0, last), (border - 1, border), (border, border), (3, last - 1), (last, last)] {
        let answer = range(&collector, &[("range", &format!("bytes={first}-{end}"))]);
        assert_eq!(answer.status, 206);
        assert_eq!(answer.body, whole[first..=end], "{first}-{end}");
        assert_eq!(answer.header("content-range"), Some(&*format!("bytes {first}-{end}/{}", whole.len())));
        assert_eq!(answer.header("content-length"), Some(&*(end - first + 1).to_string()));
    }
    assert_eq!(range(&collector, &[("range", "bytes=-7")]).body, whole[whole.len() - 7..]);
    assert_eq!(range(&collector, &[("range", "bytes=9-")]).body, whole[9..]);
}

#[test]
fn a_whole_recording_says_what_it_is() {
    let (collector, _data, chunks) = holding(6);
    let answer = range(&collector, &[]);
    assert_eq!((answer.status, &answer.body), (200, &chunks.concat()));
    for (name, value) in [
        ("content-type", "application/octet-stream"),
        ("accept-ranges", "bytes"),
        ("x-content-type-options", "nosniff"),
        ("content-length", &*chunks.concat().len().to_string()),
    ] {
        assert_eq!(answer.header(name), Some(value));
    }
}

#[test]
fn a_range_behind_the_end_is_refused_with_the_length() {
    let (collector, _data, chunks) = holding(6);
    let length = chunks.concat().len();
    let answer = range(&collector, &[("range", &format!("bytes={length}-"))]);
    assert_eq!(answer.refusal(), (416, "range-not-satisfiable".to_owned()));
    assert_eq!(answer.header("content-range"), Some(&*format!("bytes */{length}")));
}

#[test]
fn a_recording_grows_and_changes_its_tag_with_every_chunk() {
    let (collector, _data, chunks) = holding(1);
    let tag = |answer: &Answer| answer.header("etag").unwrap().to_owned();
    let before = tag(&range(&collector, &[]));
    assert_eq!(range(&collector, &[("if-none-match", &before)]).status, 304);
    collector.post(&chunks[1]);
    let answer = range(&collector, &[("if-none-match", &before)]);
    assert_eq!((answer.status, &answer.body), (200, &chunks[..2].concat()));
    assert_ne!(tag(&answer), before);
}

#[test]
fn a_range_of_what_was_before_is_answered_with_what_is_now() {
    let (collector, _data, chunks) = holding(1);
    let before = range(&collector, &[]).header("etag").unwrap().to_owned();
    let ask = |tag: &str| range(&collector, &[("range", "bytes=0-3"), ("if-range", tag)]);
    assert_eq!((ask(&before).status, &*ask(&before).body), (206, &b"reel"[..]));
    collector.post(&chunks[1]);
    assert_eq!((ask(&before).status, ask(&before).body), (200, chunks[..2].concat()));
}

#[test]
fn a_head_request_tells_the_length_without_the_bytes() {
    let (collector, _data, chunks) = holding(6);
    let answer = collector.send("HEAD", &format!("/v1/recordings/{}.reel", id(1)), &[], b"");
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    assert_eq!(answer.header("content-length"), Some(&*chunks.concat().len().to_string()));
}

#[test]
fn a_recording_that_is_not_there_is_not_found() {
    let (collector, _data) = Running::fresh();
    for path in [format!("/v1/recordings/{}.reel", id(9)), format!("/v1/recordings/{}", id(9))] {
        assert_eq!(collector.get(&path).refusal(), (404, "unknown-recording".to_owned()));
    }
    let deletion = collector.send("DELETE", &format!("/v1/recordings/{}", id(9)), &[], b"");
    assert_eq!(deletion.refusal(), (404, "unknown-recording".to_owned()));
}
