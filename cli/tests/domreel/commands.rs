//! Commands, pipes and exit codes.

use crate::process::{Server, chunks, domreel, run};
use domreel_format::Uid;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

fn recording() -> Vec<u8> {
    chunks(Uid([7; 16]), 5_000, 6, 64).concat()
}

#[test]
fn dump_and_encode_are_inverse_through_pipes_and_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("visit.reel");
    std::fs::write(&file, recording()).unwrap();
    let dump = run(&["dump", file.to_str().unwrap()], b"");
    assert_eq!(dump.status.code(), Some(0));
    let encode = run(&["encode"], &dump.stdout);
    assert_eq!(encode.status.code(), Some(0));
    assert!(encode.stdout == recording());
    let again = run(&["dump", "-"], &encode.stdout);
    assert!(again.stdout == dump.stdout);
}

#[test]
fn a_dump_is_one_line_for_each_chunk_and_each_event() {
    let dump = run(&["dump", "-"], &recording());
    let lines: Vec<serde_json::Value> =
        dump.stdout.lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    assert_eq!(lines.len(), 12);
    assert_eq!((&lines[0]["offset"], &lines[0]["chunk"]["sequence"]), (&0.into(), &0.into()));
    assert_eq!((&lines[1]["at_micros"], &lines[1]["event"]["event"]), (&0.into(), &"keyframe".into()));
    assert_eq!((&lines[5]["at_micros"], &lines[5]["event"]["name"]), (&2_000.into(), &"2".into()));
}

#[test]
fn damage_is_dumped_where_it_stands_and_is_the_exit_code() {
    let chunks = chunks(Uid([7; 16]), 5_000, 3, 64);
    let cut = chunks.concat().len() - 1;
    let dump = run(&["dump", "-"], &chunks.concat()[..cut]);
    assert_eq!(dump.status.code(), Some(1));
    let offset = chunks[0].len() + chunks[1].len();
    let text = String::from_utf8(dump.stdout).unwrap();
    assert_eq!(text.lines().last(), Some(&*format!("{{\"damage\":\"truncated\",\"offset\":{offset}}}")));
    assert_eq!(text.lines().count(), 5);
    assert_eq!(run(&["inspect", "-"], &chunks.concat()[..cut]).status.code(), Some(1));
}

#[test]
fn a_bad_line_is_named_and_the_exit_code_is_2() {
    let encode = run(&["encode"], b"\n{\"at_micros\":1,\"event\":{\"event\":\"dance\"}}\n");
    assert_eq!(encode.status.code(), Some(2));
    let message = String::from_utf8(encode.stderr).unwrap();
    assert!(message.starts_with("domreel: line 2: unknown variant `dance`"), "{message}");
    assert_eq!(run(&["encode"], b"\xff\xfe\n").status.code(), Some(2));
}

#[test]
fn a_file_that_is_not_there_is_named_and_the_exit_code_is_2() {
    for command in ["dump", "inspect", "verify"] {
        let output = run(&[command, "no-such.reel"], b"");
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().starts_with("domreel: no-such.reel: "));
    }
}

#[test]
fn a_recording_that_asks_for_hours_of_work_is_refused_by_whoever_would_do_it() {
    let text = "x".repeat(1 << 20);
    let page = format!(
        r#"{{"at_micros":0,"event":{{"event":"keyframe","tree":[{{"id":1,"depth":0,"node":"document","mode":"standards","xml":false}},{{"id":2,"depth":1,"node":"element","name":"p","attributes":[]}},{{"id":3,"depth":2,"node":"text","text":"{text}"}}]}}}}"#
    );
    let splice = r#"{"operation":"splice-text","node":3,"at":7,"remove":1,"insert":"y"}"#;
    let splices = vec![splice; 20_000].join(",");
    let lines = format!(
        r#"{page}
{{"at_micros":5,"event":{{"event":"mutation","operations":[{splices}]}}}}
"#
    );
    let encode = run(&["encode"], lines.as_bytes());
    assert_eq!(String::from_utf8_lossy(&encode.stderr), "");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("costly.reel");
    std::fs::write(&file, &encode.stdout).unwrap();
    let file = file.to_str().unwrap();
    for command in [&["verify", file][..], &["inspect", file], &["redact", file, "--text", "y"]] {
        let output = run(command, b"");
        assert_eq!(output.status.code(), Some(2));
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.starts_with(&format!("domreel: {file}: too-costly: at 0.000005 s ")), "{message}");
    }
    assert_eq!(run(&["dump", file], b"").status.code(), Some(0));
}

#[test]
fn whoever_stops_reading_the_output_hears_no_complaint() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("long.reel");
    std::fs::write(&file, chunks(Uid([7; 16]), 5_000, 200, 8 << 10).concat()).unwrap();
    let mut child = domreel().arg("dump").arg(&file).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut String::new()).unwrap();
    drop(output);
    let end = child.wait_with_output().unwrap();
    assert_eq!((end.status.code(), String::from_utf8(end.stderr).unwrap()), (Some(0), String::new()));
}

#[test]
fn verify_names_each_file_with_its_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (good, cut, empty) = (path("good.reel"), path("cut.reel"), path("empty.reel"));
    std::fs::write(&good, recording()).unwrap();
    std::fs::write(&cut, &recording()[..recording().len() - 1]).unwrap();
    std::fs::write(&empty, b"").unwrap();
    let verify = run(&["verify", &good, &cut, &empty], b"");
    assert_eq!(verify.status.code(), Some(1));
    let text = String::from_utf8(verify.stdout).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], format!("{good}: ok (6 chunks, 6 events, 0 keyframes compared)"));
    assert!(lines[1].starts_with(&format!("{cut}: byte ")) && lines[1].ends_with(": truncated"), "{text}");
    assert!(lines.contains(&&*format!("{empty}: empty")), "{text}");
    assert_eq!(run(&["verify", &good], b"").status.code(), Some(0));
}

#[test]
fn serve_says_why_it_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let file = folder.path().join("a-file");
    std::fs::write(&file, b"").unwrap();
    let mut count = 0;
    let mut tokens = |text: &str| -> &'static str {
        count += 1;
        let file = folder.path().join(format!("tokens-{count}"));
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned().leak()
    };
    for (arguments, expected) in [
        (vec!["--data", file.to_str().unwrap()], "a-file: no folder that can be written"),
        (vec!["--data", "ftp://somewhere"], "ftp://somewhere: only folders and s3:// are known"),
        (vec!["--data", "s3:///prefix"], "s3:///prefix: an address such as s3://bucket/prefix is needed"),
        (vec!["--data", data, "--www", "no-such-folder"], "no-such-folder: there is no such folder"),
        (vec!["--data", data, "--listen", "nowhere"], "nowhere: "),
        (vec!["--data", data, "--listen", "0.0.0.0:0"], "is a public address: give --tokens"),
        (vec!["--data", data, "--tokens", "no-such-file"], "no-such-file: "),
        (vec!["--data", data, "--tokens", tokens("shop write short")], "line 1: the token is too short"),
        (vec!["--data", data, "--tokens", tokens("# none")], "there are no tokens in it"),
        (vec!["--data", data, "--audit", data], "cannot be written"),
    ] {
        let output = run(&[vec!["serve"], arguments].concat(), b"");
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn serve_takes_tokens_from_a_file_and_from_the_environment_and_logs_every_access() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let file = folder.path().join("tokens");
    std::fs::write(&file, "ann read rrrrrrrrrrrrrrrrrrrrrr\n").unwrap();
    let environment = [("DOMREEL_TOKENS", "shop write wwwwwwwwwwwwwwwwwwwwww; boss delete dddddddddddddddddddddd")];
    // On a public address: with tokens that is no danger.
    let options = ["--listen", "0.0.0.0:0", "--tokens", file.to_str().unwrap(), "--retention", "30days"];
    let server = Server::start_with(data.to_str().unwrap(), &environment, &options);
    let ask = |method: &str, path: &str, token: &str, body: &[u8]| {
        let token = format!("Bearer {}", token.repeat(22));
        server.ask(method, path, &[("authorization", &token)], body).unwrap().0
    };
    let chunk = &chunks(Uid([7; 16]), 5_000, 1, 64)[0];
    let recording = format!("/v1/recordings/{}", Uid([7; 16]));
    assert_eq!(ask("POST", "/v1/recordings", "w", chunk), 201);
    assert_eq!(ask("GET", &recording, "w", b""), 403);
    assert_eq!(ask("GET", &recording, "r", b""), 200);
    assert_eq!(ask("DELETE", &recording, "r", b""), 403);
    assert_eq!(ask("DELETE", &recording, "d", b""), 204);
    let log = std::fs::read_to_string(data.join("audit.jsonl")).unwrap();
    assert_eq!(log.lines().count(), 5, "{log}");
    use std::os::unix::fs::PermissionsExt;
    for path in [&data, &data.join("audit.jsonl")] {
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o077, 0, "{}", path.display());
    }
}
