//! Chunks in: kept once, in any order, whole or not at all.

use crate::running::{Running, chunks, id};
use domreel_collector::Options;
use domreel_format::{ChunkHeader, Reader, Uid};

fn sequences(collector: &Running, recording: Uid) -> Vec<u64> {
    let answer = collector.get(&format!("/v1/recordings/{recording}/chunks"));
    assert_eq!(answer.status, 200);
    answer.json()["sequences"].as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect()
}

fn reel(collector: &Running, recording: Uid) -> Vec<u8> {
    collector.get(&format!("/v1/recordings/{recording}.reel")).body
}

#[test]
fn a_chunk_is_kept_once_and_acknowledged_again() {
    let (collector, _data) = Running::fresh();
    let chunk = &chunks(id(1), 5_000, 2)[0];
    for status in [201, 200, 200] {
        let answer = collector.post(chunk);
        assert_eq!(answer.status, status);
        assert_eq!(answer.json()["recording"], id(1).to_string());
        assert_eq!(answer.json()["sequence"], 0);
    }
    assert_eq!(reel(&collector, id(1)), *chunk);
}

#[test]
fn other_bytes_under_the_same_number_are_refused_and_the_first_ones_stay() {
    let (collector, _data) = Running::fresh();
    let first = &chunks(id(1), 5_000, 2)[0];
    let mut other = Vec::new();
    ChunkHeader { recording: id(1), wall_millis: 5_000, ..ChunkHeader::default() }.write(b"other", &mut other);
    assert_eq!(collector.post(first).status, 201);
    let answer = collector.post(&other);
    assert_eq!(answer.refusal(), (409, "conflicting-chunk".to_owned()));
    assert_eq!(answer.json()["sequence"], 0);
    assert_eq!(reel(&collector, id(1)), *first);
}

#[test]
fn chunks_come_in_any_order_and_are_served_in_theirs() {
    let (collector, _data) = Running::fresh();
    let chunks = chunks(id(1), 5_000, 12);
    for index in [11, 3, 0, 10, 7, 1, 2, 9, 4, 6, 5, 8] {
        assert_eq!(collector.post(&chunks[index]).status, 201);
    }
    assert_eq!(reel(&collector, id(1)), chunks.concat());
    assert_eq!(Reader::read_all(&reel(&collector, id(1))).damage, []);
}

#[test]
fn several_chunks_in_one_body_are_all_kept() {
    let (collector, _data) = Running::fresh();
    let chunks = chunks(id(1), 5_000, 4);
    assert_eq!(collector.post(&chunks[1]).status, 201);
    let answer = collector.post(&chunks.concat());
    assert_eq!((answer.status, answer.json()["sequence"].as_u64()), (201, Some(3)));
    assert_eq!(collector.post(&chunks.concat()).status, 200);
    assert_eq!(reel(&collector, id(1)), chunks.concat());
}

#[test]
fn a_recorder_that_comes_back_learns_which_chunks_are_there() {
    let (collector, _data) = Running::fresh();
    let chunks = chunks(id(1), 5_000, 4);
    assert_eq!(sequences(&collector, id(1)), [0; 0]);
    collector.post(&chunks[3]);
    collector.post(&chunks[1]);
    assert_eq!(sequences(&collector, id(1)), [1, 3]);
}

#[test]
fn a_body_with_a_damaged_chunk_is_refused_whole() {
    let (collector, _data) = Running::fresh();
    let chunks = chunks(id(1), 5_000, 2);
    let mut damaged = chunks.concat();
    *damaged.last_mut().unwrap() ^= 1;
    let foreign = [chunks[0].clone(), super::running::chunks(id(2), 5_000, 1).concat()].concat();
    let mut future = chunks[0].clone();
    future[4] = 2;
    for (body, code) in [
        (&b""[..], "empty-body"),
        (b"hello, collector", "not-a-recording"),
        (&damaged, "checksum-mismatch"),
        (&chunks[0][..60], "truncated"),
        (&foreign, "foreign-chunk"),
        (&future, "unsupported-version"),
    ] {
        assert_eq!(collector.post(body).refusal(), (400, code.to_owned()));
    }
    assert_eq!(sequences(&collector, id(1)), [0; 0]);
    assert_eq!(collector.get("/v1/recordings").json(), serde_json::json!([]));
}

#[test]
fn a_body_that_breaks_off_leaves_nothing() {
    let (collector, _data) = Running::fresh();
    let chunk = &chunks(id(1), 5_000, 1)[0];
    let head = format!("POST /v1/recordings HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n", chunk.len());
    let answer = collector.raw_and_leave(&[head.as_bytes(), &chunk[..chunk.len() - 1]].concat());
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("body-interrupted"), "{answer}");
    assert_eq!(sequences(&collector, id(1)), [0; 0]);
    assert_eq!(collector.post(chunk).status, 201);
}

#[test]
fn two_collectors_before_one_store_are_one() {
    let data = tempfile::tempdir().unwrap();
    let one = Running::start(data.path(), Options::default());
    let other = Running::start(data.path(), Options::default());
    let chunks = chunks(id(1), 5_000, 3);
    assert_eq!(one.post(&chunks[0]).status, 201);
    assert_eq!(other.post(&chunks[0]).status, 200);
    assert_eq!(other.post(&chunks[1]).status, 201);
    assert_eq!(one.post(&chunks[2]).status, 201);
    for collector in [&one, &other] {
        assert_eq!(reel(collector, id(1)), chunks.concat());
        assert_eq!(collector.get("/v1/recordings").json()[0]["complete"], true);
    }
}

#[test]
fn clients_at_once_leave_every_chunk_whole() {
    let (collector, _data) = Running::fresh();
    let chunks = chunks(id(1), 5_000, 20);
    std::thread::scope(|scope| {
        for offset in [0, 5, 10, 15] {
            let (collector, chunks) = (&collector, &chunks);
            scope.spawn(move || {
                for index in 0..chunks.len() {
                    assert!(collector.post(&chunks[(index + offset) % chunks.len()]).status < 300);
                }
            });
        }
    });
    assert_eq!(reel(&collector, id(1)), chunks.concat());
}
