//! A collector on a port of its own, and what its clients send.

use domreel_collector::{Options, Store, router, serve};
use domreel_format::{Event, Identity, Property, Snapshot, Uid, Value, Writer};
use domreel_format::{NodeData, NodeId, Tree, TreeNode, tree::CompatMode};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use tempfile::TempDir;
use tokio::sync::oneshot;

/// A collector that runs until this is dropped.
pub(crate) struct Running {
    address: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// What a collector answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Running {
    /// Starts one that keeps its recordings in that folder.
    pub(crate) fn start(data: &Path, options: Options) -> Self {
        let store = Store::open(data.to_str().unwrap()).unwrap();
        let (end, ended) = oneshot::channel::<()>();
        let (ready, address) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                ready.send(listener.local_addr().unwrap()).unwrap();
                serve(listener, router(store, &options), options.limits.connections_per_client, async {
                    ended.await.unwrap_or_default()
                })
                .await;
            });
        });
        Self { address: address.recv().unwrap(), end: Some(end), thread: Some(thread) }
    }

    /// Starts one over a fresh folder, which goes with the second value.
    pub(crate) fn fresh() -> (Self, TempDir) {
        let data = tempfile::tempdir().unwrap();
        (Self::start(data.path(), Options::default()), data)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn post(&self, body: &[u8]) -> Answer {
        self.send("POST", "/v1/recordings", &[("content-type", "text/plain")], body)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = ureq::http::Request::builder().method(method).uri(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        // Every status is an answer here, and no connection is left open at the end.
        let agent = ureq::Agent::new_with_config(
            ureq::Agent::config_builder().http_status_as_error(false).allow_non_standard_methods(true).build(),
        );
        let response = if body.is_empty() && method != "POST" {
            agent.run(request.body(()).unwrap())
        } else {
            agent.run(request.body(body).unwrap())
        };
        let mut response = response.unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.body_mut().read_to_vec().unwrap(),
        }
    }

    /// Sends bytes as they are, and returns all that comes back until the server closes the connection.
    pub(crate) fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        read(&mut stream)
    }

    /// Sends bytes as they are, and then no more.
    pub(crate) fn raw_and_leave(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        read(&mut stream)
    }

    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).unwrap()
    }
}

/// Reads until the server closes the connection.
pub(crate) fn read(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // A connection that is reset has answered before, or not at all.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The status and the code of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let json = self.json();
        assert!(json["message"].is_string(), "{json}");
        (self.status, json["error"].as_str().unwrap().to_owned())
    }
}

/// An id that differs for each number.
pub(crate) fn id(number: u8) -> Uid {
    Uid([number; 16])
}

/// The chunks of a recording that begins at that time: a keyframe, then one event each, the last one final.
pub(crate) fn chunks(recording: Uid, start_millis: u64, count: u64) -> Vec<Vec<u8>> {
    let identity = Identity { session: id(0xee), tab: id(0xdd), ..Identity::default() };
    let mut writer = Writer::new(recording, identity, start_millis);
    (0..count)
        .map(|number| {
            let event = match number {
                0 => Event::Keyframe(Box::new(page())),
                number => Event::Visibility { hidden: number % 2 == 0 },
            };
            assert_eq!(writer.write(number * 1_000_000, &event), None);
            writer.finish_chunk(number + 1 == count).unwrap()
        })
        .collect()
}

fn page() -> Snapshot {
    let node = |id, depth, data| TreeNode { id: NodeId(id), depth, data, properties: Vec::new() };
    let element = |name: &str| NodeData::Element { namespace: None, name: name.into(), attributes: Vec::new() };
    let mut nodes = vec![
        node(1, 0, NodeData::Document { mode: CompatMode::Standards, xml: false }),
        node(2, 1, element("html")),
        node(3, 2, element("title")),
        node(4, 3, NodeData::Text { text: "The shop".into() }),
    ];
    nodes[0].properties.push((Property::Url, Value::Text("https://shop.example/cart".into())));
    Snapshot { tree: Tree { nodes }, next_id: 5, ..Snapshot::default() }
}
