//! Collectors before one bucket, on an S3 server of its own: moto, from PyPI.

use crate::process::{Server, chunks, send};
use domreel_format::Uid;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// The version that these tests were written with.
const MOTO: &str = "moto[server]==5.2.5";

/// An S3 server, until this is dropped.
struct S3 {
    child: Child,
    url: String,
}

impl S3 {
    fn start() -> Self {
        let mut child = Command::new(installed())
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let url = lines
            .find_map(|line| Some(line.split_once("Running on ")?.1.trim().to_owned()))
            .expect("moto says where it listens");
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url }
    }

    fn environment(&self) -> [(&str, &str); 4] {
        [
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ENDPOINT_URL", &self.url),
        ]
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the path of moto's server, and installs it where it is not there yet.
fn installed() -> PathBuf {
    // One test installs, the others wait for it.
    static INSTALLING: Mutex<()> = Mutex::new(());
    let _guard = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("moto");
    let server = folder.join("bin").join("moto_server");
    if !server.exists() {
        let place = folder.to_str().unwrap();
        let pip = folder.join("bin").join("pip");
        let commands = [vec!["python3", "-m", "venv", place], vec![pip.to_str().unwrap(), "install", "--quiet", MOTO]];
        for command in commands {
            let is_done = Command::new(command[0]).args(&command[1..]).status().is_ok_and(|status| status.success());
            let advice = format!("python3 -m venv {place} && {} install '{MOTO}'", pip.display());
            assert!(
                is_done,
                "the S3 server for this test could not be installed. This would do it:\n  {advice}\n(on Debian after: apt-get install python3-venv)"
            );
        }
    }
    server
}

#[test]
fn collectors_before_one_bucket_are_one() {
    let s3 = S3::start();
    assert_eq!(send("PUT", &format!("{}/library", s3.url), &[], b"").unwrap().0, 200);
    let start = || Server::start("s3://library/some/prefix/", &s3.environment());
    let (one, other) = (start(), start());
    let id = Uid([7; 16]);
    let recording = format!("/v1/recordings/{id}");
    let chunks = chunks(id, 20_000, 5, 4_000);

    // In any order, by either, and again.
    for (server, index, status) in
        [(&one, 3, 201), (&other, 0, 201), (&one, 0, 200), (&other, 4, 201), (&other, 3, 200), (&one, 1, 201)]
    {
        assert_eq!(server.post(&chunks[index]), Some(status), "{index}");
    }
    assert_eq!(one.sequences(id), [0, 1, 3, 4]);
    assert_eq!(other.sequences(id), [0, 1, 3, 4]);
    let foreign = crate::process::chunks(id, 20_000, 9, 16);
    let (status, body) = one.ask("POST", "/v1/recordings", &[], &foreign[3]).unwrap();
    assert!(status == 409 && String::from_utf8_lossy(&body).contains("conflicting-chunk"));
    assert_eq!(one.post(&chunks.concat()), Some(201));

    // As one body and in parts, the same from both.
    let whole = chunks.concat();
    for server in [&one, &other] {
        assert!(server.get(&format!("{recording}.reel")) == whole);
        let border = chunks[0].len();
        let range = format!("bytes={}-{}", border - 2, border + 5);
        let (status, part) = server.ask("GET", &format!("{recording}.reel"), &[("range", &range)], b"").unwrap();
        assert_eq!((status, &*part), (206, &whole[border - 2..border + 6]));
        let entry = &server.json("/v1/recordings")[0];
        assert_eq!((&entry["complete"], &entry["chunks"]), (&true.into(), &5.into()));
    }

    // Newest first, page by page.
    for (number, start) in [(1, 10_000), (9, 30_000)] {
        assert_eq!(one.post(&crate::process::chunks(Uid([number; 16]), start, 1, 0)[0]), Some(201));
    }
    let ids = |query: &str| -> Vec<String> {
        let list = other.json(&format!("/v1/recordings{query}"));
        list.as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(""), [Uid([9; 16]), id, Uid([1; 16])].map(|id| id.to_string()));
    assert_eq!(ids(&format!("?limit=1&before={}", Uid([9; 16]))), [id.to_string()]);

    // Everything stands under the prefix, and nothing of a deleted recording stays.
    let keys = || String::from_utf8(send("GET", &format!("{}/library", s3.url), &[], b"").unwrap().1).unwrap();
    assert!(keys().contains(&format!("<Key>some/prefix/recordings/{id}/0000000004.chunk</Key>")));
    assert_eq!(other.ask("DELETE", &recording, &[], b"").unwrap().0, 204);
    assert_eq!(one.ask("GET", &format!("{recording}.reel"), &[], b"").unwrap().0, 404);
    assert!(!keys().contains(&id.to_string()) && keys().contains("<Key>some/prefix/"));
}

#[test]
fn an_acknowledged_chunk_outlives_the_collector_that_took_it() {
    let s3 = S3::start();
    assert_eq!(send("PUT", &format!("{}/library", s3.url), &[], b"").unwrap().0, 200);
    let chunk = &chunks(Uid([7; 16]), 5_000, 1, 0)[0];
    let first = Server::start("s3://library", &s3.environment());
    assert_eq!(first.post(chunk), Some(201));
    drop(first);
    let second = Server::start("s3://library", &s3.environment());
    assert!(second.get(&format!("/v1/recordings/{}.reel", Uid([7; 16]))) == *chunk);
    assert_eq!(second.post(chunk), Some(200));
}

#[test]
fn a_bucket_that_does_not_answer_is_no_reason_to_give_up() {
    // A port that was free a moment ago: nobody listens there.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let endpoint = format!("http://{address}");
    let keys = [("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_ENDPOINT_URL", &*endpoint)];
    let server = Server::start("s3://library", &keys);
    let (status, body) = server.ask("POST", "/v1/recordings", &[], &chunks(Uid([7; 16]), 5_000, 1, 0)[0]).unwrap();
    assert_eq!(status, 503);
    let answer = String::from_utf8(body).unwrap();
    assert!(answer.contains("store-unavailable") && !answer.contains("library"), "{answer}");
}
