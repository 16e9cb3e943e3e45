//! Reads a batch of commands, and writes the events that they make.

use crate::command::{self as c};
use crate::mask::{Cleared, Mask, traits_of};
use crate::output::Output;
use crate::recording::Recording;
use crate::traits::Traits;
use domreel_format::wire::{edit, item, kind, operation};
use domreel_format::{NodeId, Property};

/// A batch: what is left of its numbers and its text.
pub(crate) struct Batch<'a> {
    numbers: &'a [i32],
    text: &'a [u8],
    is_ascii: bool,
}

/// How far the writing of a tree has come.
pub(crate) struct TreeState {
    /// The id that the next node is expected to have.
    next: u32,
    /// Whether the page's side named the id of the next node.
    explicit: Option<u32>,
    /// The traits of the nodes above the next one, from the tree's root down.
    path: Vec<Traits>,
    /// The traits of the node that the tree goes below.
    above: Traits,
    is_keyframe: bool,
}

/// The names of namespaces by the page side's number.
const NAMESPACES: [&[u8]; 3] =
    [b"http://www.w3.org/1999/xhtml", b"http://www.w3.org/2000/svg", b"http://www.w3.org/1998/Math/MathML"];

impl<'a> Batch<'a> {
    pub(crate) fn new(numbers: &'a [i32], text: &'a [u8]) -> Self {
        Self { numbers, text, is_ascii: text.is_ascii() }
    }

    #[inline(never)]
    fn int(&mut self) -> Option<i32> {
        let (number, rest) = self.numbers.split_first()?;
        self.numbers = rest;
        Some(*number)
    }

    fn unsigned(&mut self) -> Option<u32> {
        self.int().map(i32::cast_unsigned)
    }

    #[inline(never)]
    fn wide(&mut self) -> Option<u64> {
        let low = self.unsigned()?;
        Some(u64::from(low) | u64::from(self.unsigned()?) << 32)
    }

    /// Takes the next text, of so many UTF-16 code units. WTF-8 counts as UTF-8 here: a lone surrogate is one unit in three bytes.
    #[inline(never)]
    fn take(&mut self, units: i32) -> Option<&'a [u8]> {
        let units = usize::try_from(units).ok()?;
        let bytes = if self.is_ascii { units } else { self.bytes_of(units)? };
        let (text, rest) = self.text.split_at_checked(bytes)?;
        self.text = rest;
        Some(text)
    }

    /// Takes the length of a text, and the text later.
    fn string(&mut self) -> Option<&'a [u8]> {
        let units = self.int()?;
        self.take(units)
    }

    /// Takes a text that may be none: its length is -1 then.
    #[inline(never)]
    fn optional(&mut self, units: i32) -> Option<Option<&'a [u8]>> {
        if units < 0 { Some(None) } else { self.take(units).map(Some) }
    }

    fn bytes_of(&self, units: usize) -> Option<usize> {
        let mut left = units;
        let mut bytes = 0;
        while left > 0 {
            let (length, width) = match self.text.get(bytes)? {
                0..=0x7f => (1, 1),
                0x80..=0xdf => (2, 1),
                0xe0..=0xef => (3, 1),
                _ => (4, 2),
            };
            bytes += length;
            left = left.checked_sub(width)?;
        }
        Some(bytes)
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
    let namespace_kind = batch.int()?;
    let (name, count) = (batch.int()?, batch.unsigned()? as usize);
    let numbers = batch.numbers.get(..count.checked_mul(3)?)?;
    batch.numbers = batch.numbers.get(numbers.len()..)?;
    let namespace = match usize::try_from(namespace_kind).ok()? {
        kind @ ..3 => *NAMESPACES.get(kind)?,
        _ => batch.take(namespace_kind - 3)?,
    };
    let name = batch.take(name)?;
    let mut attributes = Vec::with_capacity(count);
    for lengths in numbers.chunks_exact(3) {
        let [namespace, name, value] = lengths else { return None };
        attributes.push((batch.optional(*namespace)?, batch.take(*name)?, batch.take(*value)?));
    }
    let own = traits_of(above, before, name, attributes.iter().map(|(_, name, value)| (*name, *value)));
    let is_html = namespace_kind == 0;
    if is_html && attributes.is_empty() {
        output.item(up, item::BARE_ELEMENT);
        output.name(&mask.name(name));
        return Some(own);
    }
    output.item(up, if is_html { item::ELEMENT } else { item::FOREIGN_ELEMENT });
    if !is_html {
        output.name(&mask.name(namespace));
    }
    output.name(&mask.name(name));
    for (namespace, attribute, value) in attributes {
        if let Some(value) = mask.attribute(own, name, attribute, value) {
            let attribute = mask.name(attribute);
            output.attribute_name(namespace.map(|n| mask.name(n)).as_ref(), &attribute);
            output.attribute_value(&attribute, &value);
        }
    }
    output.null();
    Some(own)
}

/// Writes a property of a node: `form` is INTEGER, NUMBER or STRING.
fn property(output: &mut Output, mask: &Mask, own: Traits, form: i32, batch: &mut Batch<'_>) -> Option<()> {
    let property = Property::from_wire(u64::from(batch.unsigned()?))?;
    match form {
        c::INTEGER => output.integer_property(property, batch.int()?),
        c::NUMBER => output.number_property(property, f64::from_bits(batch.wide()?)),
        c::STRING => {
            let text = batch.string()?;
            let cleared = match property {
                Property::Value => mask.value(own, text),
                Property::Source | Property::Picture | Property::BaseUrl | Property::Url => mask.url(own, text),
                // What else is text are names: of states, of reasons, of keyframes' properties.
                _ => mask.name(text),
            };
            output.text_property(property, &cleared);
        }
        _ => return None,
    }
    Some(())
}

fn attribute_gone(output: &mut Output, mask: &Mask, id: NodeId, namespace: Option<&[u8]>, name: &[u8]) {
    output.writer.encoder().unsigned(operation::REMOVE_ATTRIBUTE);
    output.node(id.0);
    output.attribute_name(namespace.map(|n| mask.name(n)).as_ref(), &mask.name(name));
}

/// Writes 0, or 1 and the two places of a selection, as the format has it.
fn selection(output: &mut Output, batch: &mut Batch<'_>) -> Option<()> {
    if batch.int()? == 0 {
        output.optional_node(0);
        return Some(());
    }
    output.optional_node(batch.unsigned()?);
    output.unsigned(batch.unsigned()?);
    output.node(batch.unsigned()?);
    output.unsigned(batch.unsigned()?);
    Some(())
}

/// Writes a pointer: id, kind, buttons, place.
fn pointer(output: &mut Output, batch: &mut Batch<'_>) -> Option<()> {
    for _ in 0..3 {
        output.unsigned(batch.unsigned()?);
    }
    output.place(batch.int()?, batch.int()?);
    Some(())
}

/// Writes a change of text as what is different between both, or as a whole where that is shorter.
fn splice(output: &mut Output, id: NodeId, before: &Cleared<'_>, now: &Cleared<'_>) {
    let (old, new) = (before.as_bytes(), now.as_bytes());
    let common = |pairs: &mut dyn Iterator<Item = (&u8, &u8)>| pairs.take_while(|(a, b)| a == b).count();
    let mut start = common(&mut old.iter().zip(new));
    // Neither end may stand inside a character.
    while start > 0 && [old.get(start), new.get(start)].into_iter().flatten().any(|byte| byte & 0xc0 == 0x80) {
        start -= 1;
    }
    let (old_rest, new_rest) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let mut tail = common(&mut old_rest.iter().rev().zip(new_rest.iter().rev()));
    while tail > 0 && old_rest.get(old_rest.len() - tail).is_some_and(|byte| byte & 0xc0 == 0x80) {
        tail -= 1;
    }
    let removed = old_rest.get(..old_rest.len() - tail).unwrap_or_default();
    let inserted = new_rest.get(..new_rest.len() - tail).unwrap_or_default();
    let units =
        |text: &[u8]| text.iter().map(|byte| u32::from(byte & 0xc0 != 0x80) + u32::from(*byte >= 0xf0)).sum::<u32>();
    // Lone surrogates could pair up across the edges of a splice: such text is written as a whole.
    let is_utf8 = [old, new].iter().all(|text| core::str::from_utf8(text).is_ok());
    if is_utf8 && inserted.len() + 4 < new.len() {
        output.writer.encoder().unsigned(operation::SPLICE_TEXT);
        output.node(id.0);
        output.unsigned(units(old.get(..start).unwrap_or_default()));
        output.unsigned(units(removed));
        output.characters(&Cleared::part_of(now, start, inserted.len()));
    } else {
        output.writer.encoder().unsigned(operation::SET_TEXT);
        output.node(id.0);
        output.characters(now);
    }
}

impl Recording {
    /// Reads the batch to its end. Returns 0, or the number of the command that broke the grammar.
    pub(crate) fn interpret(&mut self, batch: &mut Batch<'_>) -> i32 {
        while let Some(command) = batch.int() {
            if self.command(command, batch).is_none() {
                return if command == 0 { -1 } else { command };
            }
        }
        0
    }

    fn command(&mut self, command: i32, batch: &mut Batch<'_>) -> Option<()> {
        if command == c::BEGIN {
            let (level, start_millis) = (batch.int()?, batch.wide()?);
            let ids = batch.take(6 * 32)?;
            self.begin(level, start_millis, ids)
        } else if command == c::AT {
            self.at_micros = batch.wide()?;
            Some(())
        } else if (c::ELEMENT..=c::ID).contains(&command) || command == c::TREE_END {
            self.tree_item(command, batch)
        } else if command < c::ELEMENT {
            self.change(command, batch)
        } else {
            self.fact(command, batch)
        }
    }

    /// What changes the document.
    fn change(&mut self, command: i32, batch: &mut Batch<'_>) -> Option<()> {
        let Self { output, mask, traits, tree, at_micros, in_keyframe, .. } = self;
        let output = output.as_mut()?;
        match command {
            c::KEYFRAME => {
                if !output.writer.encoder().is_empty() {
                    return None;
                }
                if output.writer.sequence() > 0 {
                    output.writer.begin_segment(*at_micros);
                }
                output.event(*at_micros, kind::KEYFRAME);
                for _ in 0..3 {
                    output.unsigned(batch.unsigned()?);
                }
                let (focus, visible) = (batch.unsigned()?, batch.unsigned()?);
                output.optional_node(focus);
                if focus != 0 {
                    output.unsigned(visible);
                }
                let others = [batch.unsigned()?, batch.unsigned()?, batch.unsigned()?];
                let surroundings = [batch.unsigned()?, batch.unsigned()?, batch.unsigned()?];
                let language = batch.string()?;
                selection(output, batch)?;
                others.iter().for_each(|node| output.optional_node(*node));
                let pointers = batch.unsigned()?;
                output.unsigned(pointers);
                for _ in 0..pointers {
                    pointer(output, batch)?;
                }
                surroundings.iter().for_each(|number| output.unsigned(*number));
                output.name(&mask.name(language));
                *tree = Some(TreeState {
                    next: 1,
                    explicit: None,
                    path: Vec::new(),
                    above: Traits::default(),
                    is_keyframe: true,
                });
            }
            c::KEYFRAME_TREE_END => {
                output.writer.encoder().end_tree();
                *tree = None;
                let next = batch.unsigned()?;
                output.unsigned(next);
                output.writer.encoder().set_next_node(next);
                output.unsigned(batch.unsigned()?);
                *in_keyframe = true;
            }
            c::KEYFRAME_ADOPTED => output.unsigned(batch.unsigned()?),
            c::MUTATION => {
                *in_keyframe = false;
                output.event(*at_micros, kind::MUTATION);
            }
            c::MUTATION_END => output.writer.encoder().end_mutation(),
            c::INSERT => {
                let (parent, previous) = (batch.unsigned()?, batch.unsigned()?);
                output.writer.encoder().unsigned(operation::INSERT);
                output.node(parent);
                output.optional_node(previous);
                let next = output.writer.encoder().next_node();
                let above = traits.get(NodeId(parent)).inherited();
                *tree = Some(TreeState { next, explicit: None, path: Vec::new(), above, is_keyframe: false });
            }
            c::REMOVE => {
                output.writer.encoder().unsigned(operation::REMOVE);
                output.node(batch.unsigned()?);
            }
            c::MOVE => {
                output.writer.encoder().unsigned(operation::MOVE);
                output.node(batch.unsigned()?);
                output.node(batch.unsigned()?);
                output.optional_node(batch.unsigned()?);
            }
            c::ATTRIBUTE => {
                let id = NodeId(batch.unsigned()?);
                let lengths = [batch.int()?, batch.int()?, batch.int()?, batch.int()?];
                let [namespace, name, value, element] = lengths;
                let namespace = batch.optional(namespace)?;
                let (name, value, element) = (batch.take(name)?, batch.take(value)?, batch.take(element)?);
                let own = traits.get(id);
                let now = traits_of(own, own, element, std::iter::once((name, value)));
                traits.set(id, own.with(now));
                // An attribute that must not be recorded goes if it was there: what it says now is not what is recorded.
                match mask.attribute(own.with(now), element, name, value) {
                    Some(value) => {
                        output.writer.encoder().unsigned(operation::SET_ATTRIBUTE);
                        output.node(id.0);
                        let name = mask.name(name);
                        output.attribute_name(namespace.map(|n| mask.name(n)).as_ref(), &name);
                        output.attribute_value(&name, &value);
                    }
                    None => attribute_gone(output, mask, id, namespace, name),
                }
            }
            c::ATTRIBUTE_GONE => {
                let id = NodeId(batch.unsigned()?);
                let (namespace, name) = (batch.int()?, batch.int()?);
                let namespace = batch.optional(namespace)?;
                attribute_gone(output, mask, id, namespace, batch.take(name)?);
            }
            c::CHARACTERS => {
                let id = NodeId(batch.unsigned()?);
                let (before, now) = (batch.int()?, batch.int()?);
                let (before, now) = (batch.optional(before)?, batch.take(now)?);
                let own = traits.get(id);
                let now = mask.text(own, now);
                match before.map(|before| mask.text(own, before)) {
                    Some(before) => splice(output, id, &before, &now),
                    None => {
                        output.writer.encoder().unsigned(operation::SET_TEXT);
                        output.node(id.0);
                        output.characters(&now);
                    }
                }
            }
            c::PROPERTY => {
                let id = NodeId(batch.unsigned()?);
                output.writer.encoder().unsigned(operation::SET_PROPERTY);
                output.node(id.0);
                let form = batch.int()?;
                let own = traits.get(id);
                property(output, mask, own, form, batch)?;
            }
            c::SHEET => {
                let id = batch.unsigned()?;
                if !*in_keyframe {
                    output.writer.encoder().unsigned(operation::SET_SHEET);
                }
                output.unsigned(id);
                let [text, base, media] = [batch.int()?, batch.int()?, batch.int()?];
                let disabled = batch.unsigned()?;
                let edits = batch.unsigned()?;
                let text = batch.optional(text)?.map(|text| mask.css(Traits::default(), text));
                let base = batch.take(base)?;
                let media = batch.optional(media)?.map(|media| mask.css(Traits::default(), media));
                output.optional_text(text.as_ref());
                output.name(&mask.url(Traits::default(), base));
                match &media {
                    Some(media) => output.name(media),
                    None => output.null(),
                }
                output.unsigned(disabled);
                output.unsigned(edits);
            }
            c::EDIT => {
                let id = batch.unsigned()?;
                // 0: one of the edits that were announced with a sheet.
                if id != 0 {
                    output.writer.encoder().unsigned(operation::EDIT_SHEET);
                    output.unsigned(id);
                }
                let depth = batch.unsigned()?;
                output.unsigned(depth);
                for _ in 0..depth {
                    output.unsigned(batch.unsigned()?);
                }
                let (kind, index, text) = (batch.unsigned()?, batch.unsigned()?, batch.int()?);
                output.unsigned(kind);
                if matches!(u64::from(kind), edit::INSERT | edit::DELETE | edit::DISABLE) {
                    output.unsigned(index);
                }
                if let Some(text) = batch.optional(text)? {
                    output.optional_text(Some(&mask.css(Traits::default(), text)));
                }
            }
            c::ADOPT => {
                let id = batch.unsigned()?;
                if !*in_keyframe {
                    output.writer.encoder().unsigned(operation::ADOPT);
                }
                output.node(id);
                let count = batch.unsigned()?;
                output.unsigned(count);
                for _ in 0..count {
                    output.unsigned(batch.unsigned()?);
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// An item of the tree that is being written.
    fn tree_item(&mut self, command: i32, batch: &mut Batch<'_>) -> Option<()> {
        let Self { output, mask, traits, tree, .. } = self;
        let output = output.as_mut()?;
        let state = tree.as_mut()?;
        match command {
            c::TREE_END => {
                output.writer.encoder().end_tree();
                let next = output.writer.encoder().next_node().max(state.next);
                output.writer.encoder().set_next_node(next);
                *tree = None;
                return Some(());
            }
            c::ID => {
                state.explicit = Some(batch.unsigned()?);
                return Some(());
            }
            c::INTEGER | c::NUMBER | c::STRING => {
                let own = state.path.last().copied()?;
                output.property_item();
                return property(output, mask, own, command, batch);
            }
            _ => {}
        }
        let up = batch.int()?;
        let depth = state.path.len().checked_sub(usize::try_from(up).ok()?)?;
        state.path.truncate(depth);
        let above = state.path.last().map_or(state.above, |above| above.inherited());
        let id = NodeId(state.explicit.take().unwrap_or(state.next));
        if id.0 != state.next {
            output.explicit_id(id, NodeId(state.next));
        }
        state.next = id.0 + 1;
        let before = if state.is_keyframe { traits.get(id) } else { Traits::default() };
        let own = match command {
            c::ELEMENT => element(output, mask, up, above, before, batch)?,
            c::TEXT | c::CDATA => {
                output.item(up, if command == c::TEXT { item::TEXT } else { item::CDATA });
                let text = batch.string()?;
                output.characters(&mask.text(above, text));
                above
            }
            c::COMMENT => {
                output.item(up, item::COMMENT);
                above
            }
            c::INSTRUCTION => {
                output.item(up, item::PROCESSING_INSTRUCTION);
                let target = batch.string()?;
                output.name(&mask.name(target));
                above
            }
            c::DOCTYPE => {
                output.item(up, item::DOCTYPE);
                let lengths = [batch.int()?, batch.int()?, batch.int()?];
                for length in lengths {
                    let text = batch.take(length)?;
                    output.name(&mask.name(text));
                }
                above
            }
            c::DOCUMENT => {
                output.item(up, item::DOCUMENT);
                output.unsigned(batch.unsigned()?);
                // A frame's document is not part of what frames it, but the marks around the frame hold in it.
                above.without(Traits::STYLE)
            }
            c::SHADOW => {
                output.item(up, item::SHADOW_ROOT);
                output.unsigned(batch.unsigned()?);
                above
            }
            _ => return None,
        };
        traits.set(id, own);
        state.path.push(own);
        Some(())
    }

    /// A fact that leaves the tree as it is.
    fn fact(&mut self, command: i32, batch: &mut Batch<'_>) -> Option<()> {
        let Self { output, mask, at_micros, .. } = self;
        let output = output.as_mut()?;
        let mut event = |kind| output.event(*at_micros, kind);
        match command {
            c::POINTER_MOVE => {
                event(kind::POINTER_MOVE);
                output.unsigned(batch.unsigned()?);
                output.place(batch.int()?, batch.int()?);
            }
            c::POINTER_STATE => {
                event(kind::POINTER_STATE);
                pointer(output, batch)?;
            }
            c::POINTER_LEAVE => {
                event(kind::POINTER_LEAVE);
                output.unsigned(batch.unsigned()?);
            }
            c::CLICK => {
                event(kind::CLICK);
                output.unsigned(batch.unsigned()?);
                output.place(batch.int()?, batch.int()?);
                output.optional_node(batch.unsigned()?);
                for _ in 0..4 {
                    output.signed(batch.int()?);
                }
            }
            c::VIEWPORT => {
                event(kind::VIEWPORT);
                output.unsigned(batch.unsigned()?);
                output.unsigned(batch.unsigned()?);
            }
            c::VISIBILITY => {
                event(kind::VISIBILITY);
                output.unsigned(batch.unsigned()?);
            }
            c::NAVIGATION => {
                event(kind::NAVIGATION);
                output.unsigned(batch.unsigned()?);
                let url = batch.string()?;
                output.name(&mask.url(Traits::default(), url));
            }
            c::FOCUS => {
                event(kind::FOCUS);
                let (node, visible) = (batch.unsigned()?, batch.unsigned()?);
                output.optional_node(node);
                if node != 0 {
                    output.unsigned(visible);
                }
            }
            c::SELECT => {
                event(kind::SELECT);
                selection(output, batch)?;
            }
            c::TARGET => {
                event(*[kind::HOVER, kind::ACTIVATE, kind::TARGET].get(batch.unsigned()? as usize)?);
                output.optional_node(batch.unsigned()?);
            }
            c::KEY => {
                event(kind::KEY);
                output.unsigned(batch.unsigned()?);
            }
            c::GESTURE => {
                event(kind::GESTURE);
                output.unsigned(batch.unsigned()?);
                output.optional_node(batch.unsigned()?);
            }
            c::SURROUNDINGS => {
                event(kind::SURROUNDINGS);
                for _ in 0..3 {
                    output.unsigned(batch.unsigned()?);
                }
                let language = batch.string()?;
                output.name(&mask.name(language));
            }
            c::MARK | c::IDENTIFY => {
                event(if command == c::MARK { kind::MARK } else { kind::IDENTIFY });
                let (first, second) = (batch.int()?, batch.int()?);
                for length in [first, second] {
                    let text = batch.take(length)?;
                    output.name(&mask.told(text));
                }
            }
            c::RESOURCE => {
                event(kind::RESOURCE);
                let (url, mime, count) = (batch.int()?, batch.int()?, batch.unsigned()? as usize);
                let (url, mime) = (batch.take(url)?, batch.take(mime)?);
                output.name(&mask.url(Traits::default(), url));
                output.name(&mask.name(mime));
                let (bytes, rest) = batch.text.split_at_checked(count)?;
                batch.text = rest;
                // A style sheet is text of the page as well.
                if mime == b"text/css" {
                    output.resource(mask.css(Traits::default(), bytes).as_bytes());
                } else {
                    output.resource(bytes);
                }
            }
            c::MISSING_RESOURCE => {
                event(kind::MISSING_RESOURCE);
                let (url, reason) = (batch.int()?, batch.int()?);
                let (url, reason) = (batch.take(url)?, batch.take(reason)?);
                output.name(&mask.url(Traits::default(), url));
                output.name(&mask.name(reason));
            }
            c::ABSENCE => {
                event(kind::ABSENCE);
                let micros = batch.wide()?;
                output.writer.encoder().unsigned(micros);
                let reason = batch.string()?;
                output.name(&mask.name(reason));
            }
            c::END => {
                event(kind::END);
                let reason = batch.string()?;
                output.name(&mask.name(reason));
            }
            _ => return None,
        }
        Some(())
    }
}
