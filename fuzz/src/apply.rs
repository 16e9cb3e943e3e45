//! Any sequence of events, on a document and on a naive one: both do the same
//! and warn of the same, links hold, and a keyframe of it gives it again.

#![no_main]

#[path = "../../format/tests/model/mod.rs"]
mod model;

use domreel_format::{Document, Event, Reader};
use libfuzzer_sys::fuzz_target;
use model::generate::Choices;
use model::{Model, check_links};

fuzz_target!(|bytes: &[u8]| {
    let (words, _) = bytes.as_chunks::<4>();
    let choices: Vec<u32> = words.iter().map(|word| u32::from_le_bytes(*word)).collect();
    let (mut document, mut model) = (Document::default(), Model::default());
    for (_, event) in Choices(&choices).history(true) {
        let mut warnings = Vec::new();
        document.apply(&event, &mut |warning| warnings.push(warning));
        assert_eq!(warnings, model.apply(&event));
        check(&document);
    }
    assert_eq!(document.snapshot(), model.snapshot());

    // The same bytes as a recording.
    let mut document = Document::default();
    for (_, event) in Reader::read_all(bytes).events {
        document.apply(&event, &mut |_| {});
        check(&document);
    }
});

fn check(document: &Document) {
    check_links(document);
    let mut again = document.clone();
    again.apply(&Event::Keyframe(Box::new(document.snapshot())), &mut |warning| panic!("{warning:?}"));
    assert_eq!(again.nodes().differing(document.nodes()).count(), 0);
    assert_eq!(again.snapshot(), document.snapshot());
}
