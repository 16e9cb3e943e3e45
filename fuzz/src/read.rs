//! Any bytes, as a recording: the reader comes to their end, whatever they are,
//! and finds the same however they come.

#![no_main]

use domreel_format::chunk::{MAGIC, flag};
use domreel_format::writer::recording;
use domreel_format::{ChunkHeader, Document, Event, Identity, Item, Reader, Uid};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let items = read(bytes, bytes.len());
    let step = bytes.first().map_or(1, |first| 1 + usize::from(first % 61));
    assert_eq!(items, read(bytes, step));
    let mut last = 0;
    let mut document = Document::default();
    for item in &items {
        if let Item::Event { at_micros, event } = item {
            assert!(*at_micros >= last, "time goes back");
            last = *at_micros;
            document.apply(event, &mut |_| {});
        }
    }
    // Behind a header that is right, so that the bytes come to the decoder.
    if !bytes.starts_with(&MAGIC) {
        let inflated_bytes = u32::try_from(bytes.len()).unwrap_or(0);
        let opening = ChunkHeader { flags: flag::KEYFRAME | flag::STORED, inflated_bytes, ..ChunkHeader::default() };
        let mut chunks = Vec::new();
        opening.write(bytes, &mut chunks);
        read(&chunks, chunks.len());
        // Behind a segment that is well begun, so that they come to what copies from it.
        let mut chunks = recording(Uid::default(), Identity::default(), 0, &[(0, Event::Keyframe(Box::default()))]);
        let copies = ChunkHeader { flags: flag::STORED | flag::REPEATS, sequence: 1, ..opening };
        copies.write(bytes, &mut chunks);
        read(&chunks, chunks.len());
    }
});

fn read(bytes: &[u8], step: usize) -> Vec<Item> {
    let mut reader = Reader::default();
    let mut items = Vec::new();
    for part in bytes.chunks(step.max(1)) {
        reader.push(part);
        items.extend(std::iter::from_fn(|| reader.next()));
    }
    reader.finish();
    items.extend(std::iter::from_fn(|| reader.next()));
    items
}
