//! `domreel` as a process, and what is sent to a running one.

use domreel_format::{Event, Identity, Snapshot, Uid, Writer};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// The built tool.
pub(crate) fn domreel() -> Command {
    Command::new(env!("CARGO_BIN_EXE_domreel"))
}

/// Runs a command to its end, with that on its standard input.
pub(crate) fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child =
        domreel().args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writing = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    // A command that ends before its input does has said why.
    let _ = writing.join().unwrap();
    output
}

/// `domreel serve`, until this is dropped.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start(data: &str, environment: &[(&str, &str)]) -> Self {
        Self::start_with(data, environment, &["--listen", "127.0.0.1:0"])
    }

    pub(crate) fn start_with(data: &str, environment: &[(&str, &str)], options: &[&str]) -> Self {
        let mut child = domreel()
            .args(["serve", "--data", data])
            .args(options)
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.strip_prefix("listening on ").expect("it says where it listens").trim().to_owned();
        Self { child, url }
    }

    pub(crate) fn over(data: &Path) -> Self {
        Self::start(data.to_str().unwrap(), &[])
    }

    /// Host and port.
    pub(crate) fn authority(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    /// Sends a request; `None` if no answer comes.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Option<(u16, Vec<u8>)> {
        send(method, &format!("{}{path}", self.url), headers, body)
    }

    pub(crate) fn post(&self, chunk: &[u8]) -> Option<u16> {
        Some(self.ask("POST", "/v1/recordings", &[], chunk)?.0)
    }

    pub(crate) fn get(&self, path: &str) -> Vec<u8> {
        let (status, body) = self.ask("GET", path, &[], b"").unwrap();
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
        body
    }

    pub(crate) fn json(&self, path: &str) -> serde_json::Value {
        serde_json::from_slice(&self.get(path)).unwrap()
    }

    /// The numbers of the chunks that are there.
    pub(crate) fn sequences(&self, recording: Uid) -> Vec<usize> {
        let json = self.json(&format!("/v1/recordings/{recording}/chunks"));
        serde_json::from_value(json["sequences"].clone()).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a request; `None` if no answer comes.
pub(crate) fn send(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<(u16, Vec<u8>)> {
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let configuration = ureq::Agent::config_builder().http_status_as_error(false).allow_non_standard_methods(true);
    let mut response = ureq::Agent::new_with_config(configuration.build()).run(request.body(body).unwrap()).ok()?;
    let mut bytes = Vec::new();
    response.body_mut().as_reader().read_to_end(&mut bytes).ok()?;
    Some((response.status().as_u16(), bytes))
}

/// The chunks of a recording: a keyframe, then marks with a text of that length.
pub(crate) fn chunks(recording: Uid, start_millis: u64, count: usize, text_bytes: usize) -> Vec<Vec<u8>> {
    let mut writer = Writer::new(recording, Identity::default(), start_millis);
    let mut noise = 1_u64;
    (0..count)
        .map(|number| {
            let event = if number == 0 {
                Event::Keyframe(Box::<Snapshot>::default())
            } else {
                // Digits that do not compress well, so that a chunk takes more than one write.
                let detail: String = std::iter::from_fn(|| {
                    noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    Some(format!("{:016x}", noise))
                })
                .take(text_bytes / 16)
                .collect();
                Event::Mark { name: number.to_string().into(), detail: detail.into() }
            };
            assert_eq!(writer.write(number as u64 * 1_000, &event), None);
            writer.finish_chunk(number + 1 == count).unwrap()
        })
        .collect()
}
