//! The list of recordings: newest first, page by page, and what it says of each.

use crate::running::{Running, chunks, id};
use serde_json::json;

fn ids(collector: &Running, query: &str) -> Vec<String> {
    let list = collector.get(&format!("/v1/recordings{query}")).json();
    list.as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_recording_is_listed_with_what_its_chunks_say() {
    let (collector, _data) = Running::fresh();
    let chunks = chunks(id(1), 1_767_225_600_000, 4);
    let expected = |bytes: usize, chunks: u64, seconds: u64, complete: bool, missing: u64| {
        json!({
            "id": id(1).to_string(), "session": id(0xee).to_string(), "tab": id(0xdd).to_string(),
            "startMillis": 1_767_225_600_000_u64, "durationMillis": seconds * 1_000, "bytes": bytes,
            "chunks": chunks, "url": "https://shop.example/cart", "title": "The shop",
            "complete": complete, "missing": missing,
        })
    };
    let check = |expected: serde_json::Value| {
        assert_eq!(collector.get("/v1/recordings").json(), json!([expected]));
        assert_eq!(collector.get(&format!("/v1/recordings/{}", id(1))).json(), expected);
    };
    let bytes = |indices: &[usize]| indices.iter().map(|index| chunks[*index].len()).sum();
    collector.post(&chunks[0]);
    check(expected(bytes(&[0]), 1, 0, false, 0));
    collector.post(&chunks[3]);
    check(expected(bytes(&[0, 3]), 2, 3, false, 2));
    collector.post(&chunks[1]);
    collector.post(&chunks[2]);
    check(expected(bytes(&[0, 1, 2, 3]), 4, 3, true, 0));
}

#[test]
fn a_recording_whose_keyframe_has_not_come_is_listed_without_a_name() {
    let (collector, _data) = Running::fresh();
    collector.post(&chunks(id(1), 5_000, 3)[2]);
    let entry = &collector.get("/v1/recordings").json()[0];
    assert_eq!((&entry["url"], &entry["title"]), (&json!(null), &json!(null)));
    assert_eq!(
        (&entry["startMillis"], &entry["missing"], &entry["complete"]),
        (&json!(5_000), &json!(2), &json!(false))
    );
}

#[test]
fn the_newest_come_first_and_the_rest_page_by_page() {
    let (collector, _data) = Running::fresh();
    for (number, start) in [(3, 30_000), (1, 10_000), (5, 50_000), (2, 20_000), (4, 40_000)] {
        collector.post(&chunks(id(number), start, 2).concat());
    }
    let expected: Vec<String> = [5, 4, 3, 2, 1].map(|number| id(number).to_string()).to_vec();
    assert_eq!(ids(&collector, ""), expected);
    assert_eq!(ids(&collector, "?limit=2"), expected[..2]);
    assert_eq!(ids(&collector, &format!("?limit=2&before={}", id(4))), expected[2..4]);
    assert_eq!(ids(&collector, &format!("?before={}", id(2))), expected[4..]);
    assert_eq!(ids(&collector, &format!("?before={}", id(1))), [""; 0]);
}

#[test]
fn a_query_that_makes_no_sense_is_refused() {
    let (collector, _data) = Running::fresh();
    for (query, expected) in [
        ("?limit=many", (400, "bad-query")),
        ("?limit=-1", (400, "bad-query")),
        ("?before=yesterday", (400, "bad-recording-id")),
        ("?before=09090909090909090909090909090909", (404, "unknown-recording")),
    ] {
        let (status, code) = collector.get(&format!("/v1/recordings{query}")).refusal();
        assert_eq!((status, &*code), expected, "{query}");
    }
}

#[test]
fn a_deleted_recording_is_gone_from_the_list_and_from_the_store() {
    let (collector, data) = Running::fresh();
    collector.post(&chunks(id(1), 10_000, 3).concat());
    collector.post(&chunks(id(2), 20_000, 3).concat());
    assert_eq!(collector.send("DELETE", &format!("/v1/recordings/{}", id(1)), &[], b"").status, 204);
    assert_eq!(ids(&collector, ""), [id(2).to_string()]);
    assert_eq!(collector.get(&format!("/v1/recordings/{}.reel", id(1))).status, 404);
    assert!(!data.path().join("recordings").join(id(1).to_string()).exists());
    assert_eq!(std::fs::read_dir(data.path().join("by-start")).unwrap().count(), 1);
    assert_eq!(collector.post(&chunks(id(1), 10_000, 1)[0]).status, 201);
    assert_eq!(ids(&collector, ""), [id(2), id(1)].map(|id| id.to_string()));
}

#[test]
fn a_chunk_that_claims_another_start_does_not_list_its_recording_twice() {
    let (collector, _data) = Running::fresh();
    let honest = chunks(id(1), 10_000, 3);
    let forged = chunks(id(1), 99_000, 3);
    for chunk in [&honest[0], &honest[1], &forged[2]] {
        assert_eq!(collector.post(chunk).status, 201);
    }
    assert_eq!(ids(&collector, ""), [id(1).to_string()]);
    assert_eq!(collector.get("/v1/recordings").json()[0]["startMillis"], 10_000);
}
