//! The commands of which a first chunk is made: how a recording begins, its keyframe, and how it ends.
//!
//! They are all that the module knows which a page loads first; see `docs/adr/0090`.

use crate::batch::Batch;
use crate::command::{self as c};
use crate::mask::{ClearedNumber, Mask, Part, Tells};
use crate::output::Output;
use crate::recording::Recording;
use crate::traits::{TraitTable, Traits};
use crate::tree::TreeState;
use domreel_format::NodeId;
use domreel_format::wire::{kind, operation};

/// Where a selection begins and ends: nodes, and places in them.
pub(crate) type Selection = Option<[(u32, ClearedNumber); 2]>;

/// Reads 0, or 1 and the two places of a selection; in masked values places are such that they tell no count.
pub(crate) fn selection(mask: &Mask, traits: &TraitTable, batch: &mut Batch<'_>) -> Option<Selection> {
    if batch.int()? == 0 {
        return Some(None);
    }
    let mut place = || {
        let (node, offset) = (batch.unsigned()?, batch.unsigned()?);
        let own = traits.get(NodeId(node));
        let tells = if own.has(Traits::TEXT) { Tells::Place } else { Tells::Nothing };
        Some((node, mask.number(own, tells, f64::from(offset))?))
    };
    Some(Some([place()?, place()?]))
}

/// Writes 0, or 1 and the two places of a selection, as the format has it.
pub(crate) fn put_selection(output: &mut Output, selection: Selection) {
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
pub(crate) enum Field {
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
pub(crate) const POINTER: &[Field] = &[Unsigned, Unsigned, Unsigned, Place];

/// Writes fields as they come. A list of them is a fraction of the code that reading and writing each would be.
#[inline(never)]
pub(crate) fn copy(output: &mut Output, batch: &mut Batch<'_>, fields: &[Field]) -> Option<()> {
    for field in fields {
        let number = batch.int()?;
        match field {
            Unsigned => output.unsigned(number.cast_unsigned()),
            Signed => output.signed(number),
            Node => output.node(number.cast_unsigned()),
            OptionalNode => output.optional_node(number.cast_unsigned()),
            Place => output.place(number, batch.int()?),
        }
    }
    Some(())
}

/// Says whether a command is one of these.
pub(crate) fn is_first(command: i32) -> bool {
    command < c::MUTATION
        || (c::ELEMENT..=c::MARKS).contains(&command)
        || matches!(command, c::TREE_END | c::SHEET | c::ADOPT | c::ABSENCE | c::END)
}

impl Recording {
    /// One of the commands of a first chunk.
    pub(crate) fn first(&mut self, command: i32, batch: &mut Batch<'_>) -> Option<()> {
        if command == c::BEGIN {
            let (level, start_millis, expires_millis) = (batch.int()?, batch.wide()?, batch.wide()?);
            let ids = batch.take(6 * 32)?;
            self.begin(level, start_millis, expires_millis, ids)
        } else if command == c::AT {
            self.at_micros = batch.wide()?;
            Some(())
        } else if (c::ELEMENT..=c::MARKS).contains(&command) || command == c::TREE_END {
            self.tree_item(command, batch)
        } else {
            self.keyframe(command, batch)
        }
    }

    fn keyframe(&mut self, command: i32, batch: &mut Batch<'_>) -> Option<()> {
        let Self { output, mask, traits, tree, at_micros, in_keyframe, sheets, selected, .. } = self;
        let output = output.as_mut()?;
        match command {
            c::KEYFRAME => {
                if !output.is_empty() {
                    return None;
                }
                if output.sequence() > 0 {
                    output.begin_segment(*at_micros);
                }
                output.event(*at_micros, kind::KEYFRAME);
                copy(output, batch, &[Unsigned, Unsigned, Unsigned])?;
                let (focus, visible) = (batch.unsigned()?, batch.unsigned()?);
                output.optional_node(focus);
                if focus != 0 {
                    output.unsigned(visible);
                }
                let others = [batch.unsigned()?, batch.unsigned()?, batch.unsigned()?];
                let surroundings = [batch.unsigned()?, batch.unsigned()?, batch.unsigned()?];
                let language = batch.string()?;
                *selected = selection(mask, traits, batch)?;
                put_selection(output, *selected);
                others.iter().for_each(|node| output.optional_node(*node));
                let pointers = batch.unsigned()?;
                output.unsigned(pointers);
                for _ in 0..pointers {
                    copy(output, batch, POINTER)?;
                }
                surroundings.iter().for_each(|number| output.unsigned(*number));
                output.name(&mask.code(language));
                *tree = Some(TreeState::of_document(false));
            }
            c::KEYFRAME_TREE_END => {
                output.end_tree();
                *tree = None;
                let next = batch.unsigned()?;
                output.unsigned(next);
                output.set_next_node(next);
                output.unsigned(batch.unsigned()?);
                *in_keyframe = true;
            }
            c::KEYFRAME_ADOPTED => output.unsigned(batch.unsigned()?),
            c::SHEET => {
                let id = batch.unsigned()?;
                if !*in_keyframe {
                    output.operation(operation::SET_SHEET);
                }
                output.unsigned(id);
                let [text, base, media] = [batch.int()?, batch.int()?, batch.int()?];
                let disabled = batch.unsigned()?;
                let edits = batch.unsigned()?;
                // 0: it is of an element.
                if traits.get(NodeId(batch.unsigned()?)).has(Traits::MASKED) {
                    sheets.mark(NodeId(id), Traits::ADOPTED, true);
                }
                let own = sheets.get(NodeId(id));
                let text = batch.optional(text)?.map(|text| mask.css(own, text, Part::Rules));
                let base = batch.take(base)?;
                let media = batch.optional(media)?.map(|media| mask.css(own, media, Part::Media));
                output.optional_text(text.as_ref());
                output.name(&mask.address(own, base));
                match &media {
                    Some(media) => output.name(media),
                    None => output.null(),
                }
                output.unsigned(disabled);
                output.unsigned(edits);
            }
            c::ADOPT => {
                let id = batch.unsigned()?;
                if !*in_keyframe {
                    output.operation(operation::ADOPT);
                }
                output.node(id);
                let count = batch.unsigned()?;
                output.unsigned(count);
                for _ in 0..count {
                    output.unsigned(batch.unsigned()?);
                }
            }
            c::ABSENCE => {
                output.event(*at_micros, kind::ABSENCE);
                let micros = batch.wide()?;
                output.wide(micros);
                let reason = batch.string()?;
                output.name(&mask.code(reason));
            }
            c::END => {
                output.event(*at_micros, kind::END);
                let reason = batch.string()?;
                output.name(&mask.code(reason));
            }
            _ => return None,
        }
        Some(())
    }
}
