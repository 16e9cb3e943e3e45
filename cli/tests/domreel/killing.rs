//! What a collector has acknowledged is there, however it ended.

use crate::process::{Server, chunks, run};
use domreel_format::Uid;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::mpsc;

/// The head of a request that sends a chunk.
fn head(length: usize) -> String {
    format!("POST /v1/recordings HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n")
}

#[test]
fn every_acknowledged_chunk_survives_kill_9() {
    let data = tempfile::tempdir().unwrap();
    let recording = Uid([7; 16]);
    let chunks = chunks(recording, 5_000, 240, 24 << 10);
    let acknowledged = Mutex::new(vec![false; chunks.len()]);
    for kill_after in [1, 10, 33, 50] {
        let mut server = Server::over(data.path());
        check(&server, recording, &chunks, &acknowledged.lock().unwrap());
        let (told, tell) = mpsc::channel();
        let (url, acknowledged, chunks) = (&server, &acknowledged, &chunks);
        let pid = url.child.id();
        std::thread::scope(|scope| {
            for client in 0..4 {
                let told = told.clone();
                scope.spawn(move || {
                    for index in (client..chunks.len()).step_by(4) {
                        if acknowledged.lock().unwrap()[index] {
                            continue;
                        }
                        let Some(status) = url.post(&chunks[index]) else { return };
                        assert!(status == 200 || status == 201, "{status}");
                        acknowledged.lock().unwrap()[index] = true;
                        let _ = told.send(());
                    }
                });
            }
            // And one body that is half there at the end.
            let chunk = &chunks[chunks.len() - 1];
            let mut half = TcpStream::connect(url.authority()).unwrap();
            half.write_all(head(chunk.len()).as_bytes()).unwrap();
            half.write_all(&chunk[..chunk.len() / 2]).unwrap();
            for _ in 0..kill_after {
                tell.recv().unwrap();
            }
            kill("-KILL", pid);
        });
        assert!(!server.child.wait().unwrap().success());
    }

    let server = Server::over(data.path());
    let kept = acknowledged.into_inner().unwrap();
    check(&server, recording, &chunks, &kept);
    assert!(kept.iter().filter(|is_kept| **is_kept).count() >= 94 && kept.iter().any(|is_kept| !is_kept));
    for chunk in &chunks {
        assert!(matches!(server.post(chunk), Some(200 | 201)));
    }
    let whole = server.get(&format!("/v1/recordings/{recording}.reel"));
    assert!(whole == chunks.concat());
    let verified = run(&["verify", "-"], &whole);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

/// Asserts that every acknowledged chunk is listed and served as it was sent, and that nothing else is served.
fn check(server: &Server, recording: Uid, chunks: &[Vec<u8>], acknowledged: &[bool]) {
    let there = server.sequences(recording);
    let lost: Vec<_> = (0..chunks.len()).filter(|index| acknowledged[*index] && !there.contains(index)).collect();
    assert_eq!(lost, [0; 0], "acknowledged, and lost");
    if !there.is_empty() {
        let expected: Vec<u8> = there.iter().flat_map(|index| chunks[*index].clone()).collect();
        assert!(server.get(&format!("/v1/recordings/{recording}.reel")) == expected);
        assert_eq!(server.json("/v1/recordings")[0]["chunks"], there.len());
    }
}

#[test]
fn a_request_that_is_under_way_is_finished_when_the_server_is_to_end() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::over(data.path());
    let chunk = &chunks(Uid([7; 16]), 5_000, 1, 0)[0];
    let mut stream = TcpStream::connect(server.authority()).unwrap();
    stream.write_all(b"GET /v1/recordings HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    // The first answer shows that the connection is in the server's hands.
    stream.read_exact(&mut [0; 12]).unwrap();
    stream.write_all(head(chunk.len()).as_bytes()).unwrap();
    stream.write_all(&chunk[..10]).unwrap();
    kill("-TERM", server.child.id());
    while TcpStream::connect(server.authority()).is_ok() {
        std::thread::yield_now();
    }
    stream.write_all(&chunk[10..]).unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    assert!(answers.contains("HTTP/1.1 201 Created"), "{answers}");
    assert!(server.child.wait().unwrap().success());
}

fn kill(signal: &str, pid: u32) {
    assert!(std::process::Command::new("kill").args([signal, &pid.to_string()]).status().unwrap().success());
}
