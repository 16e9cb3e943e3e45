//! Reads the commands that follow a first keyframe, and writes the events that they make.

use crate::batch::Batch;
use crate::command::{self as c};
use crate::first::{Field, POINTER, copy, is_first, put_selection, selection};
use crate::late::is_late;
use crate::mask::{Cleared, Mask, Part, Tells, traits_of};
use crate::output::Output;
use crate::recording::Recording;
use crate::traits::{TraitTable, Traits};
use crate::tree::TreeState;
use domreel_format::wire::{edit, kind, operation};
use domreel_format::{NodeId, Property};

use Field::{Node, OptionalNode, Place, Signed, Unsigned};

/// Writes a property of a node: `form` is INTEGER, NUMBER or STRING. In a tree it is an item, else an operation.
pub(crate) fn property(
    output: &mut Output,
    mask: &Mask,
    (traits, sheets): (&mut TraitTable, &mut TraitTable),
    id: NodeId,
    form: i32,
    batch: &mut Batch<'_>,
    in_tree: bool,
) -> Option<()> {
    let begin = |output: &mut Output| {
        if in_tree {
            output.property_item();
        } else {
            output.operation(operation::SET_PROPERTY);
            output.node(id.0);
        }
    };
    let own = traits.get(id);
    let property = Property::from_wire(u64::from(batch.unsigned()?))?;
    if form == c::STRING {
        let text = batch.string()?;
        let cleared = match property {
            Property::Value => mask.value(own, text),
            Property::Source | Property::Picture => mask.source(own, text),
            Property::BaseUrl => mask.base_url(own, text),
            Property::Url => mask.page_url(own, text),
            Property::States => mask.made_up(own, text),
            _ if is_late(property) => return None,
            // What else is text are codes: of reasons.
            _ => mask.code(text),
        };
        if property == Property::Value {
            // That it was written again would tell how often one typed.
            let is_filler = cleared.is_filler();
            traits.mark(id, Traits::FILLED, is_filler);
            if is_filler && own.has(Traits::FILLED) {
                return Some(());
            }
        }
        begin(output);
        output.text_property(property, &cleared);
        return Some(());
    }
    let number = if form == c::INTEGER { f64::from(batch.int()?) } else { f64::from_bits(batch.wide()?) };
    if property == Property::Sheet {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        sheets.set(NodeId(number as u32), own);
    }
    let tells = match property {
        Property::ScrollLeft | Property::ScrollTop => Tells::Length,
        Property::SelectionStart | Property::SelectionEnd => Tells::Place,
        Property::Selected => Tells::Choice,
        Property::Checked | Property::Indeterminate => Tells::State,
        _ => Tells::Nothing,
    };
    if let Some(number) = mask.number(own, tells, number) {
        begin(output);
        output.number_property(property, number);
    }
    Some(())
}

fn attribute_gone(output: &mut Output, mask: &Mask, own: Traits, id: NodeId, namespace: Option<&[u8]>, name: &[u8]) {
    output.operation(operation::REMOVE_ATTRIBUTE);
    output.node(id.0);
    let name = mask.attribute_name(own, name);
    output.attribute_name(namespace.map(|n| mask.namespace(own, n)).as_ref(), &name);
}

/// From this length on a change of text is written as what is different.
const MIN_SPLICED_BYTES: usize = 32;

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
        output.operation(operation::SPLICE_TEXT);
        output.node(id.0);
        output.splice_at(units(old.get(..start).unwrap_or_default()));
        output.unsigned(units(removed));
        output.characters(&Cleared::part_of(now, start, inserted.len()));
    } else {
        output.operation(operation::SET_TEXT);
        output.node(id.0);
        output.characters(now);
    }
}

impl Recording {
    /// Any command.
    pub(crate) fn command(&mut self, command: i32, batch: &mut Batch<'_>) -> Option<()> {
        if let Some(taken) = self.late(command, batch) {
            taken
        } else if is_first(command) {
            self.first(command, batch)
        } else if !(c::ELEMENT..c::CHECK).contains(&command) {
            self.change(command, batch)
        } else {
            self.fact(command, batch)
        }
    }

    /// What changes the document.
    fn change(&mut self, command: i32, batch: &mut Batch<'_>) -> Option<()> {
        let Self { output, mask, traits, tree, at_micros, in_keyframe, sheets, .. } = self;
        let output = output.as_mut()?;
        match command {
            c::CHECK => {
                output.begin_check();
                *tree = Some(TreeState::of_document(true));
            }
            c::CHECK_END => {
                *tree = None;
                output.end_check(*at_micros);
            }
            c::MUTATION => {
                *in_keyframe = false;
                output.mutation(*at_micros);
            }
            c::MUTATION_END => output.end_mutation(),
            c::INSERT => {
                let (parent, previous) = (batch.unsigned()?, batch.unsigned()?);
                output.insertion(parent, previous);
                let next = output.next_node();
                let above = traits.get(NodeId(parent)).inherited();
                *tree = Some(TreeState {
                    next,
                    parent: NodeId(parent),
                    explicit: None,
                    marks: Traits::default(),
                    path: Vec::new(),
                    above,
                    is_keyframe: false,
                    fresh: next,
                    is_check: false,
                    root: NodeId(0),
                });
            }
            c::REMOVE => {
                output.operation(operation::REMOVE);
                output.node(batch.unsigned()?);
            }
            c::MOVE => {
                output.operation(operation::MOVE);
                copy(output, batch, &[Node, Node, OptionalNode])?;
            }
            c::ATTRIBUTE => {
                let id = NodeId(batch.unsigned()?);
                let lengths = [batch.int()?, batch.int()?, batch.int()?, batch.int()?];
                let [namespace, name, value, element] = lengths;
                let namespace = batch.optional(namespace)?;
                let (name, value, element) = (batch.take(name)?, batch.take(value)?, batch.take(element)?);
                let own = traits.get(id);
                // Which kind of style an element holds was told with it.
                let told = traits_of(own, own, element, std::iter::once((name, value))).without(Traits::STYLE);
                let own = own.with(told);
                traits.set(id, own);
                let was_filled = own.has(Traits::FILLED_ATTRIBUTE);
                let told = if lengths[0] == c::AWAY { own.with(Traits::AWAY) } else { own };
                match mask.attribute(told, element, name, value) {
                    // A page may write what one types into an attribute, key by key.
                    Some(value) if value.is_filler() && was_filled => {}
                    Some(value) => {
                        traits.mark(id, Traits::FILLED_ATTRIBUTE, was_filled || value.is_filler());
                        output.operation(operation::SET_ATTRIBUTE);
                        output.node(id.0);
                        let name = mask.attribute_name(own, name);
                        output.attribute_name(namespace.map(|n| mask.namespace(own, n)).as_ref(), &name);
                        output.attribute_value(&name, &value);
                    }
                    None if name == b"value" && own.has(Traits::SECRET) && !was_filled => {
                        traits.mark(id, Traits::FILLED_ATTRIBUTE, true);
                        attribute_gone(output, mask, own, id, namespace, name);
                    }
                    None if name == b"value" && own.has(Traits::SECRET) => {}
                    // An attribute that must not be recorded goes if it was there: what it says now is not what is recorded.
                    None => attribute_gone(output, mask, own, id, namespace, name),
                }
            }
            c::ATTRIBUTE_GONE => {
                let id = NodeId(batch.unsigned()?);
                let (namespace, name) = (batch.int()?, batch.int()?);
                let namespace = batch.optional(namespace)?;
                traits.mark(id, Traits::FILLED_ATTRIBUTE, false);
                attribute_gone(output, mask, traits.get(id), id, namespace, batch.take(name)?);
            }
            c::CHARACTERS => {
                let id = NodeId(batch.unsigned()?);
                let (before, now) = (batch.int()?, batch.int()?);
                let (before, now) = (batch.optional(before)?, batch.take(now)?);
                let own = traits.get(id);
                let now = mask.text(own, now);
                let before = before.map(|before| mask.text(own, before));
                // What looks as it did is not written: that it changed would tell how often one typed.
                let is_same = now.is_filler() && own.has(Traits::FILLED) || before.as_ref() == Some(&now);
                traits.mark(id, Traits::FILLED, now.is_filler());
                if is_same || own.has(Traits::HIDDEN.with(Traits::BLOCKED)) {
                    return Some(());
                }
                match before {
                    Some(before) if !mask.knows_secrets() && now.as_bytes().len() >= MIN_SPLICED_BYTES => {
                        splice(output, id, &before, &now)
                    }
                    _ => {
                        output.operation(operation::SET_TEXT);
                        output.node(id.0);
                        output.characters(&now);
                    }
                }
            }
            c::PROPERTY => {
                let id = NodeId(batch.unsigned()?);
                let form = batch.int()?;
                property(output, mask, (traits, sheets), id, form, batch, false)?;
            }
            c::EDIT => {
                let id = batch.unsigned()?;
                let own = sheets.get(NodeId(id));
                // 0: one of the edits that were announced with a sheet.
                if id != 0 {
                    output.operation(operation::EDIT_SHEET);
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
                    let part = match u64::from(kind) {
                        edit::SELECT => Part::Selector,
                        edit::MEDIA => Part::Media,
                        _ => Part::Rules,
                    };
                    output.rule(&mask.css(own, text, part));
                }
            }
            c::SECRET => traits.mark(NodeId(batch.unsigned()?), Traits::SECRET, true),
            _ => return None,
        }
        Some(())
    }

    /// A fact that leaves the tree as it is.
    fn fact(&mut self, command: i32, batch: &mut Batch<'_>) -> Option<()> {
        let Self { output, mask, at_micros, traits, selected, typed, .. } = self;
        let output = output.as_mut()?;
        let mut event = |kind| output.event(*at_micros, kind);
        match command {
            c::POINTER_MOVE => {
                event(kind::POINTER_MOVE);
                copy(output, batch, &[Unsigned, Place])?;
            }
            c::POINTER_STATE => {
                event(kind::POINTER_STATE);
                copy(output, batch, POINTER)?;
            }
            c::POINTER_LEAVE => {
                event(kind::POINTER_LEAVE);
                output.unsigned(batch.unsigned()?);
            }
            c::CLICK => {
                event(kind::CLICK);
                copy(output, batch, &[Unsigned, Place, OptionalNode, Signed, Signed, Signed, Signed])?;
            }
            c::VIEWPORT => {
                event(kind::VIEWPORT);
                copy(output, batch, &[Unsigned, Unsigned])?;
            }
            c::VISIBILITY => {
                event(kind::VISIBILITY);
                output.unsigned(batch.unsigned()?);
            }
            c::NAVIGATION => {
                event(kind::NAVIGATION);
                output.unsigned(batch.unsigned()?);
                let url = batch.string()?;
                output.name(&mask.page_url(Traits::default(), url));
            }
            c::FOCUS => {
                event(kind::FOCUS);
                *typed = 0;
                let (node, visible) = (batch.unsigned()?, batch.unsigned()?);
                output.optional_node(node);
                if node != 0 {
                    output.unsigned(visible);
                }
            }
            c::SELECT => {
                let now = selection(mask, traits, batch)?;
                // In a masked value the caret stands where it stood.
                if now != *selected {
                    *selected = now;
                    event(kind::SELECT);
                    put_selection(output, now);
                }
            }
            c::TARGET => {
                event(*[kind::HOVER, kind::ACTIVATE, kind::TARGET].get(batch.unsigned()? as usize)?);
                output.optional_node(batch.unsigned()?);
            }
            c::KEY => {
                let (key, node) = (batch.unsigned()?, batch.unsigned()?);
                let is_writing = !matches!(key, 1..=3);
                // Where a masked value is typed, it is told once that one types. What is in no recording may be such a place.
                if is_writing && (node == 0 || !mask.tells_keys(traits.get(NodeId(node)))) {
                    let place = if node == 0 { u32::MAX } else { node };
                    if *typed == place {
                        return Some(());
                    }
                    *typed = place;
                    event(kind::KEY);
                    output.unsigned(0);
                } else {
                    event(kind::KEY);
                    output.unsigned(key);
                }
            }
            c::GESTURE => {
                event(kind::GESTURE);
                copy(output, batch, &[Unsigned, OptionalNode])?;
            }
            c::SURROUNDINGS => {
                event(kind::SURROUNDINGS);
                copy(output, batch, &[Unsigned, Unsigned, Unsigned])?;
                let language = batch.string()?;
                output.name(&mask.code(language));
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
                let (url, mime, count) = (batch.int()?, batch.int()?, batch.unsigned()? as usize);
                let own = traits.get(NodeId(batch.unsigned()?));
                let (url, mime) = (batch.take(url)?, batch.take(mime)?);
                let (bytes, rest) = batch.text.split_at_checked(count)?;
                batch.text = rest;
                let url = mask.address(own, url);
                match mask.resource(own, mime, bytes) {
                    Some(bytes) => {
                        event(kind::RESOURCE);
                        output.name(&url);
                        output.name(&mask.code(mime));
                        output.resource(&bytes);
                    }
                    None => {
                        event(kind::MISSING_RESOURCE);
                        output.name(&url);
                        output.name(&mask.code(b"masked"));
                    }
                }
            }
            c::MISSING_RESOURCE => {
                event(kind::MISSING_RESOURCE);
                let (url, reason) = (batch.int()?, batch.int()?);
                let (url, reason) = (batch.take(url)?, batch.take(reason)?);
                output.name(&mask.resource_url(url));
                output.name(&mask.code(reason));
            }
            c::HELD => {
                let held = batch.int()?;
                mask.note_secret(held, batch.string()?);
            }
            _ => return None,
        }
        Some(())
    }
}
