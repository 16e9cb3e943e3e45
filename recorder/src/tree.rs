//! Trees: the nodes of keyframes and insertions, one after the other.

use crate::batch::Batch;
use crate::command::{self as c};
use crate::interpret::property;
use crate::mask::{Mask, traits_of};
use crate::output::Output;
use crate::recording::Recording;
use crate::traits::Traits;
use domreel_format::NodeId;
use domreel_format::wire::item;

/// How far the writing of a tree has come.
pub(crate) struct TreeState {
    /// The id that the next node is expected to have.
    pub(crate) next: u32,
    /// Whether the page's side named the id of the next node.
    pub(crate) explicit: Option<u32>,
    /// The traits that the next node has by the site's selectors, by its slot, or by its style.
    pub(crate) marks: Traits,
    /// The node that the tree goes below.
    pub(crate) parent: NodeId,
    /// The nodes above the next one and their traits, from the tree's root down.
    pub(crate) path: Vec<(NodeId, Traits)>,
    /// The traits of the node that the tree goes below.
    pub(crate) above: Traits,
    pub(crate) is_keyframe: bool,
    /// Nodes from this id on come into the recording for the first time.
    pub(crate) fresh: u32,
    /// Of a check nothing is remembered: what was written before is what the page is compared with.
    pub(crate) is_check: bool,
    /// The tree's first node; 0: none yet.
    pub(crate) root: NodeId,
}

impl TreeState {
    /// Begins with the top document: for a keyframe, or for a check.
    pub(crate) fn of_document(is_check: bool) -> Self {
        Self {
            next: 1,
            parent: NodeId(0),
            explicit: None,
            marks: Traits::default(),
            path: Vec::new(),
            above: Traits::default(),
            is_keyframe: true,
            fresh: u32::MAX,
            is_check,
            root: NodeId(0),
        }
    }
}

/// The names of namespaces by the page side's number.
const NAMESPACES: [&[u8]; 3] =
    [b"http://www.w3.org/1999/xhtml", b"http://www.w3.org/2000/svg", b"http://www.w3.org/1998/Math/MathML"];

impl Recording {
    /// An item of the tree that is being written.
    pub(crate) fn tree_item(&mut self, command: i32, batch: &mut Batch<'_>) -> Option<()> {
        let Self { output, mask, traits, tree, sheets, .. } = self;
        let output = output.as_mut()?;
        let state = tree.as_mut()?;
        match command {
            c::TREE_END => {
                let next = output.end_tree().max(state.next);
                output.set_next_node(next);
                if state.root.0 != 0 && !state.is_keyframe {
                    output.inserted(state.root);
                }
                *tree = None;
                return Some(());
            }
            c::ID => {
                state.explicit = Some(batch.unsigned());
                return Some(());
            }
            c::MARKS => {
                state.marks = Traits::marks(batch.unsigned());
                return Some(());
            }
            c::INTEGER | c::NUMBER | c::STRING => {
                let (id, _) = state.path.last().copied()?;
                return property(output, mask, (traits, sheets), id, command, batch, true);
            }
            _ => {}
        }
        let up = batch.int();
        let depth = state.path.len().checked_sub(usize::try_from(up).ok()?)?;
        state.path.truncate(depth);
        let above = state.path.last().map_or(state.above, |(_, above)| above.inherited());
        let above = above.with(std::mem::take(&mut state.marks));
        let parent = state.path.last().map_or(state.parent, |(parent, _)| *parent);
        let id = NodeId(state.explicit.take().unwrap_or(state.next));
        if id.0 != state.next {
            output.explicit_id(id, NodeId(state.next));
        }
        state.next = id.0 + 1;
        if depth == 0 {
            state.root = id;
        }
        let mut before = traits.get(id);
        // A field for secrets may have been replaced by another one that shows them.
        if id.0 >= state.fresh && traits.get(parent).has(Traits::HELD_SECRET) {
            before = before.with(Traits::HELD_SECRET);
        }
        #[cfg(feature = "selective")]
        if let Some(check) = output.checking() {
            check.node(id.0, parent.0, depth, matches!(command, c::DOCUMENT | c::SHADOW));
        }
        let own = match command {
            c::ELEMENT => element(output, mask, up, above, before, batch)?,
            c::TEXT | c::CDATA => {
                output.item(up, if command == c::TEXT { item::TEXT } else { item::CDATA });
                let text = mask.text(above, batch.string());
                output.characters(&text);
                above.with(if text.is_filler() { Traits::TEXT.with(Traits::FILLED) } else { Traits::TEXT })
            }
            c::COMMENT => {
                output.item(up, item::COMMENT);
                above
            }
            c::INSTRUCTION => {
                output.item(up, item::PROCESSING_INSTRUCTION);
                let target = batch.string();
                output.name(mask.document_type(above, target));
                above
            }
            c::DOCTYPE => {
                output.item(up, item::DOCTYPE);
                let lengths = [batch.int(), batch.int(), batch.int()];
                for length in lengths {
                    let text = batch.take(length);
                    output.name(mask.document_type(above, text));
                }
                above
            }
            c::DOCUMENT => {
                output.item(up, item::DOCUMENT);
                let flags = batch.unsigned();
                output.unsigned(flags & 7);
                let editable = if flags & 8 == 0 { Traits::default() } else { Traits::VALUE };
                // A frame's document is not part of what frames it, but the marks around the frame hold in it.
                above.without(Traits::STYLE).with(editable)
            }
            c::SHADOW => {
                output.item(up, item::SHADOW_ROOT);
                output.unsigned(batch.unsigned());
                above
            }
            _ => return None,
        };
        if !state.is_check {
            if own.has(Traits::SECRET) {
                traits.mark(parent, Traits::HELD_SECRET, true);
            }
            traits.set(id, own);
        }
        state.path.push((id, own));
        Some(())
    }
}

/// Writes an element and returns its traits.
fn element(
    output: &mut Output,
    mask: &Mask,
    up: i32,
    above: Traits,
    before: Traits,
    batch: &mut Batch<'_>,
) -> Option<Traits> {
    let namespace_kind = batch.int();
    let (name, count) = (batch.int(), batch.unsigned() as usize);
    let numbers = batch.ints(count.saturating_mul(3));
    let namespace = match usize::try_from(namespace_kind).ok()? {
        kind @ ..3 => *NAMESPACES.get(kind)?,
        _ => batch.take(namespace_kind - 3),
    };
    let name = batch.take(name);
    let mut attributes = Vec::with_capacity(numbers.len() / 3);
    for lengths in numbers.chunks_exact(3) {
        let [namespace, name, value] = lengths else { return None };
        let role = if *namespace == c::AWAY { Traits::AWAY } else { Traits::default() };
        attributes.push((role, batch.optional(*namespace), batch.take(*name), batch.take(*value)));
    }
    let is_input = name == b"input";
    let before = if is_input && before.has(Traits::HELD_SECRET) { before.with(Traits::SECRET) } else { before };
    let mut own = traits_of(above, before, name, attributes.iter().map(|(_, _, name, value)| (*name, *value)));
    // What is of no namespace that browsers know is made up.
    let tag = if namespace_kind < 3 { mask.element_name(own, name) } else { mask.made_up(own, name) };
    let is_html = namespace_kind == 0;
    if is_html && attributes.is_empty() {
        output.item(up, item::BARE_ELEMENT);
        output.name(tag);
        return Some(own);
    }
    output.item(up, if is_html { item::ELEMENT } else { item::FOREIGN_ELEMENT });
    if !is_html {
        output.name(mask.namespace(own, namespace));
    }
    output.name(tag);
    for (role, namespace, attribute, value) in attributes {
        if let Some(value) = mask.attribute(own.with(role), name, attribute, value) {
            let attribute = mask.attribute_name(own, attribute);
            output.attribute_name(namespace.map(|n| mask.namespace(own, n)).as_ref(), &attribute);
            output.attribute_value(&attribute, &value);
            if value.is_filler() {
                own = own.with(Traits::FILLED_ATTRIBUTE);
            }
        }
    }
    output.null();
    Some(own)
}
