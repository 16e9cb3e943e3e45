//! Properties of which only modules tell that the page loads on demand: no first keyframe has them.

use crate::batch::Batch;
use crate::command::{self as c};
use crate::mask::Part;
use crate::recording::Recording;
use domreel_format::wire::operation;
use domreel_format::{NodeId, Property};

/// Says whether a property is one of these.
pub(crate) fn is_late(property: Property) -> bool {
    matches!(property, Property::Animations | Property::Cursor | Property::Highlights)
}

/// Returns the property that comes next with a text, if it is one of these.
fn next(command: i32, batch: &Batch<'_>) -> Option<Property> {
    let at = match command {
        c::STRING => 0,
        c::PROPERTY if batch.numbers.get(1) == Some(&c::STRING) => 2,
        _ => return None,
    };
    let number = u64::try_from(*batch.numbers.get(at)?).ok()?;
    Property::from_wire(number).filter(|property| is_late(*property))
}

impl Recording {
    /// Takes a property of these, in a tree or as an operation. `None`: what comes next is another command.
    pub(crate) fn late(&mut self, command: i32, batch: &mut Batch<'_>) -> Option<Option<()>> {
        let property = next(command, batch)?;
        Some(self.late_property(command, property, batch))
    }

    fn late_property(&mut self, command: i32, property: Property, batch: &mut Batch<'_>) -> Option<()> {
        let Self { output, mask, traits, tree, .. } = self;
        let output = output.as_mut()?;
        let is_item = command == c::STRING;
        let id = if is_item { tree.as_ref()?.path.last()?.0 } else { NodeId(batch.unsigned()?) };
        // The form, where it is said, and the property are known.
        batch.numbers = batch.numbers.get(if is_item { 1 } else { 2 }..)?;
        let text = batch.string()?;
        let own = traits.get(id);
        let cleared = match property {
            Property::Animations => mask.animations(own, text),
            Property::Highlights => mask.highlights(own, text, &|node| traits.get(node)),
            _ => mask.css(own, text, Part::Media),
        };
        if is_item {
            output.property_item();
        } else {
            output.operation(operation::SET_PROPERTY);
            output.node(id.0);
        }
        output.text_property(property, &cleared);
        Some(())
    }
}
