//! Bytes that once broke something, or were made to: `tests/crashers/`, each replayed.
//!
//! A file's name says what it tries. Fuzzing begins from them too.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod model;

use domreel_format::{Document, Event, Identity, Item, Reader, Uid, writer};
use model::check_links;
use std::fs;
use std::path::Path;

#[test]
fn no_crasher_breaks_a_reader_or_a_document() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/crashers");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("there are crashers") {
        let path = entry.unwrap().path();
        replay(&path.display().to_string(), &fs::read(&path).unwrap());
        count += 1;
    }
    assert!(count > 0);
}

fn replay(name: &str, bytes: &[u8]) {
    let mut whole = Reader::default();
    whole.push(bytes);
    whole.finish();
    let items: Vec<Item> = std::iter::from_fn(|| whole.next()).collect();

    let mut parts = Reader::default();
    let mut again = Vec::new();
    for part in bytes.chunks(7) {
        parts.push(part);
        again.extend(std::iter::from_fn(|| parts.next()));
    }
    parts.finish();
    again.extend(std::iter::from_fn(|| parts.next()));
    assert_eq!(items, again, "{name}");

    let mut document = Document::default();
    for item in &items {
        if let Item::Event { event, .. } = item {
            document.apply(event, &mut |_| {});
            check_links(&document);
        }
    }
    let keyframe = [(0, Event::Keyframe(Box::new(document.snapshot())))];
    let read = Reader::read_all(&writer::recording(Uid::NIL, Identity::default(), 0, &keyframe));
    assert_eq!(read.events, keyframe, "{name}");
}
