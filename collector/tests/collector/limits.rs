//! What a client may not do: leave the folder, send too much, keep the server waiting.

use crate::running::{Running, chunks, id, read};
use domreel_collector::{Options, Store, router, serve};
use domreel_format::limits::MAX_PAYLOAD_BYTES;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

#[test]
fn no_path_leads_out_of_the_folder() {
    let outside = tempfile::tempdir().unwrap();
    let data = outside.path().join("data");
    let www = outside.path().join("www");
    std::fs::create_dir(&www).unwrap();
    std::fs::write(www.join("index.html"), "home").unwrap();
    for name in ["secret.txt", "secret.reel", "secret"] {
        std::fs::write(outside.path().join(name), "the secret").unwrap();
    }
    let options = Options { www: Some(www.clone()), dist: Some(www.clone()), ..Options::default() };
    let collector = Running::start(&data, options);
    collector.post(&chunks(id(1), 5_000, 1)[0]);
    let up = ["..", "%2e%2e", "..%2f", "%2e%2e%2f", "..%5c", "..\\", "....//", "%252e%252e", "..%00", "//..", "/."];
    let starts = ["/v1/recordings/", "/dist/", "/", &*format!("/v1/recordings/{}/", id(1))];
    for (start, up) in starts.iter().flat_map(|start| up.iter().map(move |up| (start, up))) {
        for file in ["secret.txt", "secret.reel", "secret", "secret/chunks"] {
            for path in [format!("{start}{up}/{file}"), format!("{start}{up}/{up}/{up}/{file}")] {
                for method in ["GET", "DELETE"] {
                    let answer = collector.raw(format!("{method} {path} HTTP/1.0\r\nhost: x\r\n\r\n").as_bytes());
                    assert!(answer.starts_with("HTTP/1."), "{method} {path}: {answer}");
                    assert!(!answer.contains("the secret"), "{method} {path}");
                    assert!(!answer.contains(" 204 "), "{method} {path}");
                }
            }
        }
    }
    let mut names: Vec<_> = outside.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["data", "secret", "secret.reel", "secret.txt", "www"]);
    assert_eq!(std::fs::read(outside.path().join("secret.reel")).unwrap(), b"the secret");
}

#[test]
fn what_is_no_id_is_refused_before_the_store_is_asked() {
    let (collector, _data) = Running::fresh();
    for name in ["x", "..", "%2e%2e%2fetc", &"a".repeat(31), &"a".repeat(33), &"g".repeat(32), "%20", "a%00"] {
        for path in [format!("/v1/recordings/{name}"), format!("/v1/recordings/{name}.reel")] {
            let answer = collector.raw(format!("GET {path} HTTP/1.0\r\nhost: x\r\n\r\n").as_bytes());
            assert!(answer.starts_with("HTTP/1.0 400 ") && answer.contains("bad-recording-id"), "{path}: {answer}");
        }
    }
}

#[test]
fn a_body_that_is_announced_as_too_long_is_refused_unread() {
    let (collector, _data) = Running::fresh();
    let head = format!(
        "POST /v1/recordings HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        MAX_PAYLOAD_BYTES * 2
    );
    let answer = collector.raw(head.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("body-too-large"), "{answer}");
}

#[test]
fn a_body_that_turns_out_too_long_is_refused() {
    let (collector, _data) = Running::fresh();
    let mut stream = collector.connect();
    stream.write_all(b"POST /v1/recordings HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n").unwrap();
    let piece = [b"100000\r\n".to_vec(), vec![b'x'; 1 << 20], b"\r\n".to_vec()].concat();
    // The server answers and closes at some piece: from then on writing fails.
    let written = (0..MAX_PAYLOAD_BYTES / (1 << 20) + 4).take_while(|_| stream.write_all(&piece).is_ok()).count();
    let answer = read(&mut stream);
    assert!(answer.starts_with("HTTP/1.1 413 ") || (answer.is_empty() && written < 70), "{written}: {answer}");
    assert_eq!(collector.get("/v1/recordings").json(), serde_json::json!([]));
}

#[test]
fn every_refusal_is_json_with_a_code() {
    let folder = tempfile::tempdir().unwrap();
    let bare = Running::start(&folder.path().join("data"), Options::default());
    assert_eq!(bare.get("/").refusal(), (404, "not-found".to_owned()));
    let www = Some(folder.path().to_owned());
    let collector = Running::start(&folder.path().join("data"), Options { www, ..Options::default() });
    for (method, path, expected) in [
        ("GET", "/v1/nothing", (404, "not-found")),
        ("GET", "/v1/recordings/x/chunks/y", (404, "not-found")),
        ("PUT", "/v1/recordings", (405, "method-not-allowed")),
        ("POST", "/v1/recordings/x", (405, "method-not-allowed")),
        ("DELETE", "/v1/recordings/x", (400, "bad-recording-id")),
        ("GET", "/v1/recordings/x/chunks", (400, "bad-recording-id")),
    ] {
        let (status, code) = collector.send(method, path, &[], b"").refusal();
        assert_eq!((status, &*code), expected, "{method} {path}");
    }
}

/// Time stands still but for the server's own timers, which run down at once while it waits for the client.
#[test]
fn a_client_that_never_ends_its_request_is_let_go() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(data.path().to_str().unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ended) = tokio::sync::oneshot::channel();
        let client = std::thread::spawn(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            // So that a server which never lets go fails this test instead of holding it up.
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            stream.write_all(b"POST /v1/recordings HTTP/1.1\r\nhost:").unwrap();
            let closed = stream.read_to_end(&mut Vec::new());
            end.send(()).unwrap();
            closed
        });
        serve(listener, router(store, &Options::default()), 0, async { ended.await.unwrap() }).await;
        assert!(client.join().unwrap().is_ok());
    });
}
