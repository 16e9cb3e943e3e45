//! What the list says of a recording.

use crate::key;
use crate::store::StoredChunk;
use domreel_format::chunk::flag;
use domreel_format::{ChunkHeader, Event, Item, NodeData, Property, Reader, Snapshot, Uid};
use serde::{Serialize, Serializer};

/// The longest title and address that the list shows, in characters.
const MAX_SHOWN_CHARS: usize = 500;

/// One recording in the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The recording.
    #[serde(serialize_with = "as_text")]
    pub id: Uid,
    /// The visit that it belongs to.
    #[serde(serialize_with = "as_text")]
    pub session: Uid,
    /// The tab that it was made in.
    #[serde(serialize_with = "as_text")]
    pub tab: Uid,
    /// When it began, in milliseconds of the Unix epoch.
    pub start_millis: u64,
    /// How long it is so far, in milliseconds.
    pub duration_millis: u64,
    /// How many bytes are there.
    pub bytes: u64,
    /// How many chunks are there.
    pub chunks: u64,
    /// The page's address at the first keyframe, where that can be read.
    pub url: Option<String>,
    /// The page's title at the first keyframe, where it has one.
    pub title: Option<String>,
    /// Whether the last chunk is there, and all before it.
    pub complete: bool,
    /// How many chunks are missing before the last one that is there.
    pub missing: u64,
}

/// What the first keyframe tells of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) url: Option<String>,
    pub(crate) title: Option<String>,
}

impl Summary {
    /// Puts together what the list says. `first` and `last` are the outermost of `chunks`, `keyframe` opens a segment.
    pub(crate) fn new(
        chunks: &[StoredChunk],
        first: &ChunkHeader,
        last: &ChunkHeader,
        keyframe: Option<&ChunkHeader>,
        page: Page,
    ) -> Self {
        let identity = keyframe.and_then(|header| header.identity).unwrap_or_default();
        let count = chunks.len() as u64;
        let missing = (u64::from(last.sequence) + 1).saturating_sub(count);
        Self {
            id: first.recording,
            session: identity.session,
            tab: identity.tab,
            start_millis: key::start_millis(first),
            duration_millis: last.start_micros.saturating_add(last.duration_micros) / 1_000,
            bytes: chunks.iter().map(|chunk| chunk.bytes).sum(),
            chunks: count,
            url: page.url,
            title: page.title,
            complete: last.has(flag::FINAL) && missing == 0,
            missing,
        }
    }
}

impl Page {
    /// Reads the keyframe that opens a chunk; empty if it cannot be read.
    pub(crate) fn read(chunk: &[u8]) -> Self {
        let mut reader = Reader::default();
        reader.push(chunk);
        while let Some(item) = reader.next() {
            if let Item::Event { event: Event::Keyframe(snapshot), .. } = item {
                return Self::of(&snapshot);
            }
        }
        Self::default()
    }

    fn of(snapshot: &Snapshot) -> Self {
        let property = |wanted| {
            let (_, value) = snapshot.tree.nodes.first()?.properties.iter().find(|(key, _)| *key == wanted)?;
            shown(&value.as_text()?.to_str_lossy())
        };
        Self {
            url: property(Property::Url).or_else(|| property(Property::BaseUrl)),
            title: shown(&title(snapshot).unwrap_or_default()),
        }
    }
}

/// The text of the top document's first `title` element.
fn title(snapshot: &Snapshot) -> Option<String> {
    // Depth of the frame's document or shadow root that is being passed over.
    let mut aside: Option<u32> = None;
    let mut nodes = snapshot.tree.nodes.iter();
    let depth = loop {
        let node = nodes.next()?;
        if aside.is_some_and(|depth| node.depth > depth) {
            continue;
        }
        aside = None;
        match &node.data {
            NodeData::Document { .. } | NodeData::ShadowRoot { .. } if node.depth > 0 => aside = Some(node.depth),
            NodeData::Element { namespace: None, name, .. } if *name == "title" => break node.depth,
            _ => {}
        }
    };
    let inside = nodes.take_while(|node| node.depth > depth);
    let texts = inside.filter_map(|node| match &node.data {
        NodeData::Text { text } if node.depth == depth + 1 => Some(text.to_str_lossy().into_owned()),
        _ => None,
    });
    Some(texts.collect())
}

/// Strips and collapses white space as a browser does for `document.title`; `None` if nothing is left.
fn shown(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let text: String = words.join(" ").chars().take(MAX_SHOWN_CHARS).collect();
    (!text.is_empty()).then_some(text)
}

fn as_text<S: Serializer>(id: &Uid, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domreel_format::tree::CompatMode;
    use domreel_format::{NodeId, Tree, TreeNode, Value, writer};

    fn snapshot(nodes: &[(u32, NodeData)]) -> Snapshot {
        let nodes = (1..).zip(nodes).map(|(id, (depth, data))| TreeNode {
            id: NodeId(id),
            depth: *depth,
            data: data.clone(),
            properties: Vec::new(),
        });
        Snapshot { tree: Tree { nodes: nodes.collect() }, ..Snapshot::default() }
    }

    fn document() -> NodeData {
        NodeData::Document { mode: CompatMode::Standards, xml: false }
    }

    fn element(name: &str) -> NodeData {
        NodeData::Element { namespace: None, name: name.into(), attributes: Vec::new() }
    }

    fn text(text: &str) -> NodeData {
        NodeData::Text { text: text.into() }
    }

    #[test]
    fn the_title_is_that_of_the_top_document() {
        let framed = snapshot(&[
            (0, document()),
            (1, element("html")),
            (2, element("iframe")),
            (3, document()),
            (4, element("title")),
            (5, text("inside")),
            (2, element("title")),
            (3, text("  The \n shop ")),
            (2, text("beside")),
        ]);
        assert_eq!(Page::of(&framed).title.as_deref(), Some("The shop"));
    }

    #[test]
    fn a_page_without_a_title_has_none() {
        assert_eq!(Page::of(&snapshot(&[(0, document()), (1, element("html"))])).title, None);
        assert_eq!(Page::of(&snapshot(&[(0, document()), (1, element("title")), (2, text("  "))])).title, None);
        assert_eq!(Page::of(&Snapshot::default()), Page::default());
    }

    #[test]
    fn the_address_comes_from_the_keyframe_of_a_chunk() {
        let mut page = snapshot(&[(0, document())]);
        page.tree.nodes[0].properties = vec![(Property::Url, Value::Text("https://shop.example/".into()))];
        let events = [(0, Event::Keyframe(Box::new(page)))];
        let chunk = writer::recording(Uid([1; 16]), Default::default(), 0, &events);
        assert_eq!(Page::read(&chunk).url.as_deref(), Some("https://shop.example/"));
        assert_eq!(Page::read(b"reel, but not one"), Page::default());
    }
}
