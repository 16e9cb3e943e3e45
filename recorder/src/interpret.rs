//! Reads a batch of commands, and writes the events that they make.

use crate::batch::Batch;
use crate::command::{self as c};
use crate::mask::{Cleared, ClearedNumber, Mask, Part, Tells, traits_of};
use crate::output::Output;
use crate::recording::Recording;
use crate::traits::{TraitTable, Traits};
use crate::tree::TreeState;
use domreel_format::wire::{edit, kind, operation};
use domreel_format::{NodeId, Property};

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
    let property = Property::from_wire(u64::from(batch.unsigned()))?;
    if form == c::STRING {
        let text = batch.string();
        let cleared = match property {
            Property::Value => mask.value(own, text),
            Property::Source | Property::Picture => mask.source(own, text),
            Property::BaseUrl => mask.base_url(own, text),
            Property::Url => mask.page_url(own, text),
            Property::Animations => mask.animations(own, text),
            Property::Cursor => mask.css(own, text, Part::Media),
            Property::States => mask.made_up(own, text),
            Property::Bubble => mask.said(own, text),
            Property::Highlights => mask.highlights(own, text, &|node| traits.get(node)),
            // What else is text are codes: of reasons.
            _ => mask.code(text),
        };
        #[cfg(feature = "selective")]
        if let Some(check) = output.checking() {
            check.text_property(property, id, &cleared);
            return Some(());
        }
        let filled = match property {
            Property::Value => Traits::FILLED,
            Property::Bubble => Traits::FILLED_BUBBLE,
            _ => Traits::default(),
        };
        if filled != Traits::default() {
            // That it was written again would tell how often one typed.
            let is_filler = cleared.is_filler();
            traits.mark(id, filled, is_filler);
            if is_filler && own.has(filled) {
                return Some(());
            }
        }
        begin(output);
        output.text_property(property, &cleared);
        return Some(());
    }
    let number = if form == c::INTEGER { f64::from(batch.int()) } else { f64::from_bits(batch.wide()) };
    let tells = match property {
        Property::ScrollLeft | Property::ScrollTop => Tells::Length,
        Property::SelectionStart | Property::SelectionEnd => Tells::Place,
        Property::Selected => Tells::Choice,
        Property::Checked | Property::Indeterminate => Tells::State,
        _ => Tells::Nothing,
    };
    let cleared = mask.number(own, tells, number);
    #[cfg(feature = "selective")]
    if let Some(check) = output.checking() {
        check.number_property(property, id, cleared);
        return Some(());
    }
    if property == Property::Sheet {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        sheets.set(NodeId(number as u32), own);
    }
    if let Some(number) = cleared {
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

/// Where a selection begins and ends: nodes, and places in them.
pub(crate) type Selection = Option<[(u32, ClearedNumber); 2]>;

/// Reads 0, or 1 and the two places of a selection; in masked values places are such that they tell no count.
fn selection(mask: &Mask, traits: &TraitTable, batch: &mut Batch<'_>) -> Option<Selection> {
    if batch.int() == 0 {
        return Some(None);
    }
    let mut place = || {
        let (node, offset) = (batch.unsigned(), batch.unsigned());
        let own = traits.get(NodeId(node));
        let tells = if own.has(Traits::TEXT) { Tells::Place } else { Tells::Nothing };
        Some((node, mask.number(own, tells, f64::from(offset))?))
    };
    Some(Some([place()?, place()?]))
}

/// Writes 0, or 1 and the two places of a selection, as the format has it.
fn put_selection(output: &mut Output, selection: Selection) {
    match selection {
        None => output.optional_node(0),
        Some([(anchor, anchor_offset), (focus, focus_offset)]) => {
            output.optional_node(anchor);
            output.offset(anchor_offset);
            output.node(focus);
            output.offset(focus_offset);
        }
    }
}

/// A field of a command that is written as it came.
#[derive(Clone, Copy)]
enum Field {
    Unsigned,
    Signed,
    Node,
    /// A node, or 0.
    OptionalNode,
    /// Two numbers: a place.
    Place,
}

use Field::{Node, OptionalNode, Place, Signed, Unsigned};

/// A pointer: id, kind, buttons, place.
const POINTER: &[Field] = &[Unsigned, Unsigned, Unsigned, Place];

/// Writes fields as they come. A list of them is a fraction of the code that reading and writing each would be.
#[inline(never)]
fn copy(output: &mut Output, batch: &mut Batch<'_>, fields: &[Field]) {
    for field in fields {
        let number = batch.int();
        match field {
            Unsigned => output.unsigned(number.cast_unsigned()),
            Signed => output.signed(number),
            Node => output.node(number.cast_unsigned()),
            OptionalNode => output.optional_node(number.cast_unsigned()),
            Place => output.place(number, batch.int()),
        }
    }
}

/// The facts of which all fields are written as they come: the kind of event, and its fields.
fn plain_fact(command: i32) -> Option<(u64, &'static [Field])> {
    Some(match command {
        c::POINTER_MOVE => (kind::POINTER_MOVE, &[Unsigned, Place]),
        c::POINTER_STATE => (kind::POINTER_STATE, POINTER),
        c::POINTER_LEAVE => (kind::POINTER_LEAVE, &[Unsigned]),
        c::CLICK => (kind::CLICK, &[Unsigned, Place, OptionalNode, Signed, Signed, Signed, Signed]),
        c::VIEWPORT => (kind::VIEWPORT, &[Unsigned, Unsigned]),
        c::VISIBILITY => (kind::VISIBILITY, &[Unsigned]),
        c::GESTURE => (kind::GESTURE, &[Unsigned, OptionalNode]),
        _ => return None,
    })
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
    let has_lone = [old, new].iter().any(|text| text.windows(2).any(|pair| matches!(pair, [0xed, 0xa0..=0xbf])));
    if !has_lone && inserted.len() + 4 < new.len() {
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
    /// Reads the batch to its end. Returns 0, or the number of the command that broke the grammar.
    pub(crate) fn interpret(&mut self, batch: &mut Batch<'_>) -> i32 {
        while !batch.is_at_end() {
            let command = batch.int();
            if self.command(command, batch).is_none() || batch.is_broken() {
                return if command == 0 { -1 } else { command };
            }
        }
        0
    }

    fn command(&mut self, command: i32, batch: &mut Batch<'_>) -> Option<()> {
        if command == c::BEGIN {
            let (level, start_millis, expires_millis) = (batch.int(), batch.wide(), batch.wide());
            let ids = batch.take(6 * 32);
            self.begin(level, start_millis, expires_millis, ids)
        } else if command == c::AT {
            self.at_micros = batch.wide();
            Some(())
        } else if (c::ELEMENT..=c::MARKS).contains(&command) || command == c::TREE_END {
            self.tree_item(command, batch)
        } else if !(c::ELEMENT..c::CHECK).contains(&command) {
            self.change(command, batch)
        } else {
            self.fact(command, batch)
        }
    }

    /// What changes the document.
    fn change(&mut self, command: i32, batch: &mut Batch<'_>) -> Option<()> {
        let Self { output, mask, traits, tree, at_micros, in_keyframe, sheets, selected, .. } = self;
        let output = output.as_mut()?;
        match command {
            #[cfg(not(feature = "selective"))]
            c::CHECK | c::CHECK_END => return None,
            #[cfg(feature = "selective")]
            c::CHECK | c::CHECK_END => {
                *tree = (command == c::CHECK).then(|| TreeState::of_document(true));
                output.check(command == c::CHECK, *at_micros);
            }
            c::KEYFRAME => {
                if !output.is_empty() {
                    return None;
                }
                if output.sequence() > 0 {
                    output.begin_segment(*at_micros);
                }
                output.event(*at_micros, kind::KEYFRAME);
                copy(output, batch, &[Unsigned, Unsigned, Unsigned]);
                let (focus, visible) = (batch.unsigned(), batch.unsigned());
                output.optional_node(focus);
                if focus != 0 {
                    output.unsigned(visible);
                }
                let others = [batch.unsigned(), batch.unsigned(), batch.unsigned()];
                let surroundings = [batch.unsigned(), batch.unsigned(), batch.unsigned()];
                let language = batch.string();
                *selected = selection(mask, traits, batch)?;
                put_selection(output, *selected);
                others.iter().for_each(|node| output.optional_node(*node));
                let pointers = batch.count();
                output.unsigned(pointers);
                for _ in 0..pointers {
                    copy(output, batch, POINTER);
                }
                surroundings.iter().for_each(|number| output.unsigned(*number));
                output.name(mask.code(language));
                *tree = Some(TreeState::of_document(false));
            }
            c::KEYFRAME_TREE_END => {
                output.end_tree();
                *tree = None;
                let next = batch.unsigned();
                output.unsigned(next);
                output.set_next_node(next);
                output.unsigned(batch.unsigned());
                *in_keyframe = true;
            }
            c::KEYFRAME_ADOPTED => output.unsigned(batch.unsigned()),
            c::MUTATION => {
                *in_keyframe = false;
                output.mutation(*at_micros);
            }
            c::MUTATION_END => output.end_mutation(),
            c::INSERT => {
                let (parent, previous) = (batch.unsigned(), batch.unsigned());
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
                output.node(batch.unsigned());
            }
            c::MOVE => {
                output.operation(operation::MOVE);
                copy(output, batch, &[Node, Node, OptionalNode]);
            }
            c::ATTRIBUTE => {
                let id = NodeId(batch.unsigned());
                let lengths = [batch.int(), batch.int(), batch.int(), batch.int()];
                let [namespace, name, value, element] = lengths;
                let namespace = batch.optional(namespace);
                let (name, value, element) = (batch.take(name), batch.take(value), batch.take(element));
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
                let id = NodeId(batch.unsigned());
                let (namespace, name) = (batch.int(), batch.int());
                let namespace = batch.optional(namespace);
                traits.mark(id, Traits::FILLED_ATTRIBUTE, false);
                attribute_gone(output, mask, traits.get(id), id, namespace, batch.take(name));
            }
            c::CHARACTERS => {
                let id = NodeId(batch.unsigned());
                let (before, now) = (batch.int(), batch.int());
                let (before, now) = (batch.optional(before), batch.take(now));
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
                let id = NodeId(batch.unsigned());
                let form = batch.int();
                property(output, mask, (traits, sheets), id, form, batch, false)?;
            }
            c::SHEET => {
                let id = batch.unsigned();
                let is_check = output.begin_sheet(id, *in_keyframe);
                let [text, base, media] = [batch.int(), batch.int(), batch.int()];
                let disabled = batch.unsigned();
                let edits = batch.unsigned();
                // 0: it is of an element.
                let adopter = batch.int();
                if adopter != 0 && !is_check {
                    sheets.mark(NodeId(id), Traits::MASKED, adopter < 0);
                }
                if traits.get(NodeId(adopter.unsigned_abs())).has(Traits::MASKED) {
                    sheets.mark(NodeId(id), Traits::ADOPTED, true);
                }
                let own = sheets.get(NodeId(id));
                // The edits that are announced with it are those of sheet 0.
                sheets.set(NodeId(0), own);
                let text = batch.optional(text).map(|text| mask.css(own, text, Part::Rules));
                let base = batch.take(base);
                let media = batch.optional(media).map(|media| mask.css(own, media, Part::Media));
                output.optional_text(text.as_ref());
                output.name(mask.address(own, base));
                match media {
                    Some(media) => output.name(media),
                    None => output.null(),
                }
                output.unsigned(disabled);
                output.unsigned(edits);
            }
            c::EDIT => {
                let id = batch.unsigned();
                let own = sheets.get(NodeId(id));
                // 0: one of the edits that were announced with a sheet.
                if id != 0 {
                    output.operation(operation::EDIT_SHEET);
                    output.unsigned(id);
                }
                let depth = batch.count();
                output.unsigned(depth);
                for _ in 0..depth {
                    output.unsigned(batch.unsigned());
                }
                let (kind, index, text) = (batch.unsigned(), batch.unsigned(), batch.int());
                output.unsigned(kind);
                if matches!(u64::from(kind), edit::INSERT | edit::DELETE | edit::DISABLE) {
                    output.unsigned(index);
                }
                if let Some(text) = batch.optional(text) {
                    let part = match u64::from(kind) {
                        edit::SELECT => Part::Selector,
                        edit::MEDIA => Part::Media,
                        _ => Part::Rules,
                    };
                    output.rule(&mask.css(own, text, part));
                }
            }
            c::SECRET => traits.mark(NodeId(batch.unsigned()), Traits::SECRET, true),
            c::ADOPT => {
                let id = batch.unsigned();
                output.begin_adoption(id, *in_keyframe);
                let count = batch.count();
                output.unsigned(count);
                for _ in 0..count {
                    output.unsigned(batch.unsigned());
                }
            }
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
            c::NAVIGATION => {
                event(kind::NAVIGATION);
                output.unsigned(batch.unsigned());
                let url = batch.string();
                output.name(mask.page_url(Traits::default(), url));
            }
            c::FOCUS => {
                event(kind::FOCUS);
                *typed = 0;
                let (node, visible) = (batch.unsigned(), batch.unsigned());
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
                event(*[kind::HOVER, kind::ACTIVATE, kind::TARGET].get(batch.unsigned() as usize)?);
                output.optional_node(batch.unsigned());
            }
            c::KEY => {
                let (key, node) = (batch.unsigned(), batch.unsigned());
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
            c::SURROUNDINGS => {
                event(kind::SURROUNDINGS);
                copy(output, batch, &[Unsigned, Unsigned, Unsigned]);
                let language = batch.string();
                output.name(mask.code(language));
            }
            c::MARK | c::IDENTIFY => {
                event(if command == c::MARK { kind::MARK } else { kind::IDENTIFY });
                let (first, second) = (batch.int(), batch.int());
                for length in [first, second] {
                    let text = batch.take(length);
                    output.name(mask.told(text));
                }
            }
            c::RESOURCE => {
                let (url, mime, count) = (batch.int(), batch.int(), batch.unsigned() as usize);
                let own = traits.get(NodeId(batch.unsigned()));
                let (url, mime) = (batch.take(url), batch.take(mime));
                let bytes = batch.bytes(count);
                let url = mask.address(own, url);
                let bytes = mask.resource(own, mime, bytes);
                let same = bytes.as_ref().and_then(|bytes| mask.known_as(&url, mime, bytes));
                event(match (&bytes, &same) {
                    (None, _) => kind::MISSING_RESOURCE,
                    (_, Some(_)) => kind::SAME_RESOURCE,
                    _ => kind::RESOURCE,
                });
                output.name(url);
                match (bytes, same) {
                    (None, _) => output.name(mask.code(b"masked")),
                    (_, Some(same)) => output.name(same),
                    (Some(bytes), None) => {
                        output.name(mask.code(mime));
                        output.resource(&bytes);
                    }
                }
            }
            c::SAME_RESOURCE => {
                event(kind::SAME_RESOURCE);
                let (url, same) = (batch.int(), batch.int());
                for length in [url, same] {
                    output.name(mask.resource_url(batch.take(length)));
                }
            }
            c::MISSING_RESOURCE => {
                event(kind::MISSING_RESOURCE);
                let (url, reason) = (batch.int(), batch.int());
                let (url, reason) = (batch.take(url), batch.take(reason));
                output.name(mask.resource_url(url));
                output.name(mask.code(reason));
            }
            c::HELD => {
                let held = batch.int();
                mask.note_secret(held, batch.string());
            }
            c::ABSENCE => {
                event(kind::ABSENCE);
                let micros = batch.wide();
                output.wide(micros);
                let reason = batch.string();
                output.name(mask.code(reason));
            }
            c::END => {
                event(kind::END);
                let reason = batch.string();
                output.name(mask.code(reason));
            }
            _ => {
                let (kind, fields) = plain_fact(command)?;
                event(kind);
                copy(output, batch, fields);
            }
        }
        Some(())
    }
}
