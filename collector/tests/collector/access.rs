//! Tokens, limits, retention, the audit log, and what tries to get around them.

use crate::running::{Answer, Running, chunks, id};
use domreel_collector::{Audit, Limits, Options, Store, sweep};
use domreel_format::{ChunkHeader, Event, Identity, Uid, Writer};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const TOKENS: &str =
    "shop write wwwwwwwwwwwwwwwwwwwwww\nann read rrrrrrrrrrrrrrrrrrrrrr\nboss delete,read dddddddddddddddddddddd";

/// What was written, for a test to read.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Lines {
    fn read(&self) -> Vec<serde_json::Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn guarded(data: &Path) -> (Running, Lines) {
    let lines = Lines::default();
    let options = Options { tokens: TOKENS.parse().unwrap(), audit: Audit::to(lines.clone()), ..Options::default() };
    (Running::start(data, options), lines)
}

fn ask(collector: &Running, method: &str, path: &str, token: &str, body: &[u8]) -> Answer {
    let token = format!("Bearer {}", token.repeat(22));
    collector.send(method, path, &[("authorization", &token)], body)
}

#[test]
fn each_role_may_do_its_own_and_nothing_else() {
    let data = tempfile::tempdir().unwrap();
    let (collector, _) = guarded(data.path());
    let chunk = &chunks(id(1), 5_000, 1)[0];
    let recording = format!("/v1/recordings/{}", id(1));
    let reel = format!("{recording}.reel");
    let resume = format!("{recording}/chunks");
    assert_eq!(ask(&collector, "POST", "/v1/recordings", "w", chunk).status, 201);
    for (method, path, allowed) in [
        ("POST", "/v1/recordings", "w"),
        ("GET", "/v1/recordings", "rd"),
        ("GET", &recording, "rd"),
        ("GET", &reel, "rd"),
        ("HEAD", &reel, "rd"),
        ("GET", &resume, "wrd"),
        ("DELETE", &recording, ""),
    ] {
        for token in ["w", "r", "d", "x"] {
            if (method, token) == ("DELETE", "d") {
                continue;
            }
            let status = ask(&collector, method, path, token, chunk).status;
            let expected = if token == "x" { 401 } else { 403 };
            let is_allowed = allowed.contains(token);
            assert_eq!(
                if is_allowed { status / 100 * 100 } else { status },
                if is_allowed { 200 } else { expected },
                "{method} {path} {token}"
            );
        }
    }
    assert_eq!(ask(&collector, "DELETE", &recording, "d", b"").status, 204);
}

#[test]
fn without_the_right_token_nobody_learns_what_is_there() {
    let data = tempfile::tempdir().unwrap();
    let (collector, _) = guarded(data.path());
    ask(&collector, "POST", "/v1/recordings", "w", &chunks(id(1), 5_000, 1)[0]);
    for token in ["w", "x"] {
        for end in ["", ".reel", "?x=1"] {
            for method in ["GET", "HEAD", "DELETE"] {
                let answers = [id(1).to_string(), id(2).to_string(), "no-id".to_owned()].map(|name| {
                    let answer = ask(&collector, method, &format!("/v1/recordings/{name}{end}"), token, b"");
                    (answer.status, answer.body)
                });
                assert!(answers.iter().all(|answer| *answer == answers[0]), "{token} {method} {end}: {answers:?}");
            }
        }
    }
}

#[test]
fn a_page_may_put_its_token_into_the_address_and_nobody_else() {
    let data = tempfile::tempdir().unwrap();
    let (collector, _) = guarded(data.path());
    let chunk = &chunks(id(1), 5_000, 1)[0];
    let at = |token: &str| format!("/v1/recordings?token={}", token.repeat(22));
    let headers = [("origin", "https://shop.example"), ("content-type", "text/plain")];
    assert_eq!(collector.send("POST", &at("w"), &headers, chunk).status, 201);
    assert_eq!(collector.send("GET", &at("r"), &[], b"").refusal(), (401, "token-needed".to_owned()));
    // The page of another origin is told, so that its recorder gives up.
    let refusal = collector.send("POST", "/v1/recordings", &headers, chunk);
    assert_eq!((refusal.status, refusal.header("access-control-allow-origin")), (401, Some("*")));
    assert_eq!(refusal.header("www-authenticate"), None);
    let asked = collector.get("/v1/recordings");
    assert!(asked.header("www-authenticate").unwrap().starts_with("Basic "));
}

#[test]
fn every_access_is_in_the_log_with_nothing_of_a_recording() {
    let data = tempfile::tempdir().unwrap();
    let (collector, lines) = guarded(data.path());
    let recording = format!("/v1/recordings/{}", id(1));
    ask(&collector, "POST", "/v1/recordings", "w", &chunks(id(1), 5_000, 1)[0]);
    ask(&collector, "POST", "/v1/recordings", "w", b"no chunk");
    ask(&collector, "GET", &format!("{recording}.reel"), "r", b"");
    ask(&collector, "GET", "/v1/recordings?limit=x", "r", b"");
    ask(&collector, "DELETE", &recording, "r", b"");
    ask(&collector, "GET", "/v1/recordings/..%2f..%2fetc", "x", b"");
    ask(&collector, "DELETE", &recording, "d", b"");
    let told: Vec<_> = lines
        .read()
        .iter()
        .map(|line| {
            assert!(line["time"].as_str().unwrap().ends_with('Z'), "{line}");
            assert_eq!(line.as_object().unwrap().len(), 6);
            let text = |field: &str| line[field].as_str().unwrap_or("-").to_owned();
            (text("who"), text("role"), text("action"), text("id"), line["outcome"].as_u64().unwrap())
        })
        .collect();
    let one = id(1).to_string();
    let expected = [
        ("shop", "write", "write", &*one, 201),
        ("shop", "write", "write", "-", 400),
        ("ann", "read", "read", &*one, 200),
        ("ann", "read", "list", "-", 400),
        ("ann", "delete", "delete", &*one, 403),
        ("unknown", "none", "read", "-", 401),
        ("boss", "delete", "delete", &*one, 204),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(who, role, action, id, outcome)| {
            ((*who).to_owned(), (*role).to_owned(), (*action).to_owned(), (*id).to_owned(), *outcome)
        })
        .collect();
    assert_eq!(told, expected);
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    for secret in ["shop.example", "The shop", "rrrrrr", "etc"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn an_id_that_is_written_otherwise_is_in_the_log_as_what_was_asked_for() {
    let data = tempfile::tempdir().unwrap();
    let (collector, lines) = guarded(data.path());
    let one = id(1).to_string();
    ask(&collector, "POST", "/v1/recordings", "w", &chunks(id(1), 5_000, 1)[0]);
    let escaped: String = one.bytes().map(|digit| format!("%{digit:02x}")).collect();
    let ways = [
        ("GET", format!("/v1/recordings/{escaped}")),
        ("GET", format!("/v1/recordings/{escaped}%2ereel")),
        ("GET", format!("/v1/recordings/{escaped}/chunks")),
        ("GET", format!("/v1/recordings/{}.reel", one.to_uppercase())),
        ("DELETE", format!("/v1/recordings/{escaped}")),
    ];
    for (method, path) in &ways {
        let status = ask(&collector, method, path, if *method == "GET" { "r" } else { "d" }, b"").status;
        let line = lines.read().pop().unwrap();
        assert_eq!(line["id"].as_str(), Some(&*one), "{status} {path}: {line}");
    }
}

/// A log that cannot be written to.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_cannot_be_logged_is_not_handed_out() {
    let data = tempfile::tempdir().unwrap();
    let collector = Running::start(data.path(), Options { audit: Audit::to(Full), ..Options::default() });
    assert_eq!(collector.get("/v1/recordings").refusal(), (503, "store-unavailable".to_owned()));
}

#[test]
fn a_client_that_asks_too_often_is_told_to_wait() {
    let data = tempfile::tempdir().unwrap();
    let limits = Limits { requests_per_minute: 3, ..Limits::default() };
    let collector = Running::start(data.path(), Options { limits, trusts_proxy: true, ..Options::default() });
    let ask = |client: &str| collector.send("GET", "/v1/recordings", &[("x-forwarded-for", client)], b"");
    let statuses = [(); 4].map(|()| ask("spoofed, 10.0.0.1").status);
    assert_eq!(statuses, [200, 200, 200, 429]);
    let refusal = ask("10.0.0.1");
    assert_eq!(refusal.header("retry-after"), Some("60"));
    assert_eq!(refusal.refusal(), (429, "too-many-requests".to_owned()));
    assert_eq!(ask("10.0.0.2").status, 200);
}

#[test]
fn a_client_that_claims_to_be_another_is_one_all_the_same() {
    let data = tempfile::tempdir().unwrap();
    let limits = Limits { requests_per_minute: 2, ..Limits::default() };
    let collector = Running::start(data.path(), Options { limits, ..Options::default() });
    let statuses = ["1.1.1.1", "2.2.2.2", "3.3.3.3"]
        .map(|client| collector.send("GET", "/v1/recordings", &[("x-forwarded-for", client)], b"").status);
    assert_eq!(statuses, [200, 200, 429]);
}

#[test]
fn recordings_are_limited_in_size_and_number() {
    let data = tempfile::tempdir().unwrap();
    let all = chunks(id(1), 5_000, 4);
    let room = (all[0].len() + all[1].len()) as u64;
    let limits = Limits { recording_bytes: room, recordings_per_hour: 2, ..Limits::default() };
    let collector = Running::start(data.path(), Options { limits, ..Options::default() });
    assert_eq!(collector.post(&all[0]).status, 201);
    assert_eq!(collector.post(&all[1]).status, 201);
    assert_eq!(collector.post(&all[2]).refusal(), (413, "recording-too-large".to_owned()));
    assert_eq!(collector.post(&chunks(id(2), 5_000, 1)[0]).status, 201);
    assert_eq!(collector.post(&chunks(id(3), 5_000, 1)[0]).refusal(), (429, "too-many-requests".to_owned()));
    // What is there may go on.
    assert_eq!(collector.post(&chunks(id(2), 5_000, 2)[1]).status, 201);
    // Another collector over the same folder knows how large it is.
    let again = Running::start(data.path(), Options { limits, ..Options::default() });
    assert_eq!(again.post(&all[2]).refusal(), (413, "recording-too-large".to_owned()));
    assert_eq!(again.post(&chunks(Uid::NIL, 5_000, 1)[0]).refusal(), (400, "bad-recording-id".to_owned()));
}

#[test]
fn a_client_has_so_many_connections_and_no_more() {
    let data = tempfile::tempdir().unwrap();
    let limits = Limits { connections_per_client: 2, ..Limits::default() };
    let collector = Running::start(data.path(), Options { limits, ..Options::default() });
    let request = b"GET /v1/recordings HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let held = [collector.connect(), collector.connect()];
    // The third is accepted after these two, and closed without an answer.
    assert_eq!(collector.raw(request), "");
    drop(held);
    // The server hears of it at its own time: until then it goes on to refuse.
    while collector.raw(request).is_empty() {}
}

/// A recording that expires at that time, or never.
fn expiring(recording: Uid, expires_millis: u64) -> Vec<u8> {
    let identity = Identity { expires_millis, ..Identity::default() };
    let mut writer = Writer::new(recording, identity, 5_000);
    assert_eq!(writer.write(0, &Event::Keyframe(Box::default())), None);
    writer.finish_chunk(true).unwrap()
}

fn now_millis() -> u64 {
    std::time::UNIX_EPOCH.elapsed().unwrap().as_millis() as u64
}

#[test]
fn retention_is_written_into_what_is_kept_and_never_makes_it_longer() {
    let data = tempfile::tempdir().unwrap();
    let day = Duration::from_secs(86_400);
    let options = || Options { retention: Some(day), ..Options::default() };
    let collector = Running::start(data.path(), options());
    let soon = now_millis() + 60_000;
    for (recording, own) in [(id(1), 0), (id(2), soon), (id(3), now_millis() * 2)] {
        let chunk = expiring(recording, own);
        let before = now_millis();
        assert_eq!(collector.post(&chunk).status, 201);
        let reel = collector.get(&format!("/v1/recordings/{recording}.reel"));
        let (header, ..) = ChunkHeader::read(&reel.body).unwrap();
        let expires = header.identity.unwrap().expires_millis;
        let end = before + 86_400_000;
        assert!(if own == soon { expires == soon } else { (end..end + 60_000).contains(&expires) }, "{own} {expires}");
        // Sent again, perhaps to a collector that keeps things for another time, it is the same chunk.
        assert_eq!(collector.post(&chunk).status, 200);
        let other = Running::start(data.path(), Options::default());
        assert_eq!(other.post(&chunk).status, 200);
    }
}

#[test]
fn what_has_expired_is_not_there_and_is_deleted() {
    let data = tempfile::tempdir().unwrap();
    let collector = Running::start(data.path(), Options::default());
    collector.post(&expiring(id(1), 1));
    collector.post(&expiring(id(2), 0));
    for end in ["", ".reel"] {
        let refusal = collector.get(&format!("/v1/recordings/{}{end}", id(1))).refusal();
        assert_eq!(refusal, (404, "unknown-recording".to_owned()));
    }
    assert_eq!(collector.get("/v1/recordings").json().as_array().unwrap().len(), 1);

    let lines = Lines::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let store = Store::open(data.path().to_str().unwrap()).unwrap();
    let audit = Audit::to(lines.clone());
    let swept = |keep| runtime.block_on(sweep(&store, keep, &audit));
    assert_eq!(swept(None), [id(1)]);
    assert_eq!(swept(Some(Duration::from_secs(3_600))), []);
    // The age is that of the file: whatever the visitor's clock said.
    let chunk = data.path().join(format!("recordings/{}/0000000000.chunk", id(2)));
    let old = std::time::SystemTime::now() - Duration::from_secs(7_200);
    std::fs::File::options().write(true).open(&chunk).unwrap().set_modified(old).unwrap();
    assert_eq!(swept(Some(Duration::from_secs(3_600))), [id(2)]);
    assert!(!chunk.exists());
    let told: Vec<_> = lines.read().iter().map(|line| (line["action"].clone(), line["id"].clone())).collect();
    assert_eq!(told, [id(1), id(2)].map(|id| ("expire".into(), id.to_string().into())));
}

#[test]
fn a_link_in_the_store_leads_nowhere() {
    let outside = tempfile::tempdir().unwrap();
    let data = outside.path().join("data");
    let collector = Running::start(&data, Options::default());
    collector.post(&chunks(id(1), 5_000, 1)[0]);
    let elsewhere = outside.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    let secret = chunks(id(2), 5_000, 1).concat();
    std::fs::write(elsewhere.join("0000000000.chunk"), &secret).unwrap();
    std::os::unix::fs::symlink(&elsewhere, data.join(format!("recordings/{}", id(2)))).unwrap();
    let file = data.join(format!("recordings/{}/0000000001.chunk", id(1)));
    std::os::unix::fs::symlink(elsewhere.join("0000000000.chunk"), file).unwrap();

    assert_eq!(collector.get(&format!("/v1/recordings/{}.reel", id(2))).status, 404);
    assert_ne!(collector.post(&chunks(id(2), 5_000, 2)[1]).status, 201);
    assert_ne!(collector.send("DELETE", &format!("/v1/recordings/{}", id(2)), &[], b"").status, 204);
    assert_ne!(collector.post(&chunks(id(1), 5_000, 2)[1]).status, 201);
    let reel = collector.get(&format!("/v1/recordings/{}.reel", id(1)));
    assert!(!reel.body.windows(secret.len()).any(|window| window == secret));
    assert_eq!(elsewhere.read_dir().unwrap().count(), 1);
    assert_eq!(std::fs::read(elsewhere.join("0000000000.chunk")).unwrap(), secret);
}

#[test]
fn names_of_devices_streams_and_long_paths_are_no_ids() {
    let data = tempfile::tempdir().unwrap();
    let (collector, _) = (Running::start(data.path(), Options::default()), ());
    let long = "a".repeat(20_000);
    for name in ["con", "NUL", "aux.reel", "C:%5Cx", "%5C%5Chost%5Cx", "x::$DATA", "a%00b.reel", "~", "%ff%fe", &long] {
        for method in ["GET", "DELETE"] {
            let answer =
                collector.raw(format!("{method} /v1/recordings/{name} HTTP/1.0\r\nhost: x\r\n\r\n").as_bytes());
            assert!(
                answer.is_empty() || answer.contains(" 400 ") || answer.contains(" 414 "),
                "{method} {name}: {answer}"
            );
        }
    }
    let headers = [
        ("x-original-url", "/v1/recordings/../../etc/passwd"),
        ("x-forwarded-host", "evil"),
        ("x-http-method-override", "DELETE"),
    ];
    assert_eq!(collector.send("GET", "/v1/recordings", &headers, b"").json(), serde_json::json!([]));
}

#[test]
fn a_local_collector_answers_to_its_own_names_alone() {
    let data = tempfile::tempdir().unwrap();
    let collector = Running::start(data.path(), Options { is_local: true, ..Options::default() });
    for (host, expected) in [
        ("localhost", "200"),
        ("127.0.0.1:8787", "200"),
        ("[::1]:1", "200"),
        ("evil.example", "421"),
        ("localhost.evil.example", "421"),
        ("127.0.0.1:80.evil.example", "421"),
    ] {
        let answer = collector.raw(format!("GET /v1/recordings HTTP/1.0\r\nhost: {host}\r\n\r\n").as_bytes());
        assert!(answer.starts_with(&format!("HTTP/1.0 {expected} ")), "{host}: {answer}");
    }
    // One name of ours does not hide another beside it.
    for head in [
        "GET /v1/recordings HTTP/1.0\r\nhost: localhost\r\nhost: evil.example",
        "GET http://evil.example/v1/recordings HTTP/1.0\r\nhost: localhost",
        "GET /v1/recordings HTTP/1.0",
    ] {
        let answer = collector.raw(format!("{head}\r\n\r\n").as_bytes());
        assert!(answer.starts_with("HTTP/1.0 421 "), "{head}: {answer}");
    }
}
