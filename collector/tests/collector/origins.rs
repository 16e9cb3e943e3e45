//! Pages of other origins: they may record, and read nothing.

use crate::running::{Answer, Running, chunks, id};
use domreel_collector::{AllowedOrigins, Options};

const SHOP: &str = "https://shop.example";
const OTHER: &str = "https://other.example";
const ALLOW: &str = "access-control-allow-origin";

fn from(collector: &Running, origin: &str, method: &str, path: &str, body: &[u8]) -> Answer {
    collector.send(method, path, &[("origin", origin)], body)
}

#[test]
fn pages_of_any_origin_may_record() {
    let (collector, _data) = Running::fresh();
    let chunk = &chunks(id(1), 5_000, 1)[0];
    let answer = from(&collector, SHOP, "POST", "/v1/recordings", chunk);
    assert_eq!((answer.status, answer.header(ALLOW)), (201, Some("*")));
    let refusal = from(&collector, SHOP, "POST", "/v1/recordings", b"no chunk");
    assert_eq!((refusal.status, refusal.header(ALLOW)), (400, Some("*")));
    let resume = from(&collector, SHOP, "GET", &format!("/v1/recordings/{}/chunks", id(1)), b"");
    assert_eq!((resume.status, resume.header(ALLOW)), (200, Some("*")));
}

#[test]
fn pages_of_other_origins_read_and_delete_nothing() {
    let (collector, _data) = Running::fresh();
    collector.post(&chunks(id(1), 5_000, 1)[0]);
    let recording = format!("/v1/recordings/{}", id(1));
    for path in ["/v1/recordings", &recording, &format!("{recording}.reel")] {
        assert_eq!(from(&collector, SHOP, "GET", path, b"").header(ALLOW), None, "{path}");
    }
    let preflight = from(&collector, SHOP, "OPTIONS", &recording, b"");
    assert_eq!((preflight.status, preflight.header(ALLOW)), (405, None));
}

#[test]
fn a_page_that_asks_first_is_told_what_it_may_do() {
    let (collector, _data) = Running::fresh();
    let answer = from(&collector, SHOP, "OPTIONS", "/v1/recordings", b"");
    assert_eq!((answer.status, answer.header(ALLOW)), (204, Some("*")));
    assert_eq!(answer.header("access-control-allow-methods"), Some("POST, GET, HEAD"));
    assert_eq!(answer.header("access-control-allow-headers"), Some("authorization, content-type"));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
}

#[test]
fn only_the_origins_that_are_named_may_record() {
    let data = tempfile::tempdir().unwrap();
    let origins = AllowedOrigins::Only(vec![SHOP.to_owned()]);
    let collector = Running::start(data.path(), Options { origins, ..Options::default() });
    let chunk = &chunks(id(1), 5_000, 1)[0];
    let refusal = from(&collector, OTHER, "POST", "/v1/recordings", chunk);
    assert_eq!(refusal.refusal(), (403, "origin-not-allowed".to_owned()));
    assert_eq!((refusal.header(ALLOW), refusal.header("vary")), (None, Some("origin")));
    assert_eq!(from(&collector, OTHER, "OPTIONS", "/v1/recordings", b"").status, 403);
    assert_eq!(collector.get("/v1/recordings").json(), serde_json::json!([]));

    let answer = from(&collector, SHOP, "POST", "/v1/recordings", chunk);
    assert_eq!((answer.status, answer.header(ALLOW), answer.header("vary")), (201, Some(SHOP), Some("origin")));
    let own = collector.url("");
    assert_eq!(from(&collector, &own, "POST", "/v1/recordings", chunk).status, 200);
    assert_eq!(collector.post(chunk).status, 200);
}
