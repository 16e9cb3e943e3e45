//! Operations of a mutation, style sheets and their edits.

use super::tree::split_name;
use super::{Columns, Result};
use crate::DecodeErrorKind::{BadEvent, LimitExceeded};
use crate::limits::{MAX_ADOPTED, MAX_EDITS, MAX_OPERATIONS, MAX_RULE_DEPTH, weight};
use crate::wire::{edit, operation};
use crate::{Edit, EditKind, NodeId, Operation, Sheet, SheetId};
use std::sync::Arc;

impl Columns<'_> {
    pub(super) fn operations(&mut self) -> Result<Vec<Operation>> {
        let mut operations = Vec::new();
        loop {
            let number = self.unsigned()?;
            if number == operation::END {
                return Ok(operations);
            }
            if operations.len() >= MAX_OPERATIONS {
                return Err(LimitExceeded);
            }
            self.weigh(weight::OPERATION)?;
            operations.extend(self.operation(number)?);
        }
    }

    /// Reads an operation. `None`: it sets a property that this version does not know, and has no effect.
    fn operation(&mut self, number: u64) -> Result<Option<Operation>> {
        Ok(Some(match number {
            operation::INSERT => {
                let (parent, previous) = self.insertion()?;
                let (tree, next) = self.tree(self.state.next_node)?;
                self.state.next_node = next.max(self.state.next_node);
                if let Some(root) = tree.nodes.first() {
                    self.state.last_node = root.id.0;
                }
                Operation::Insert { parent, previous, tree }
            }
            operation::REMOVE => Operation::Remove { node: self.node()? },
            operation::MOVE => {
                Operation::Move { node: self.node()?, parent: self.node()?, previous: self.optional_node()? }
            }
            operation::SET_ATTRIBUTE => {
                let node = self.node()?;
                Operation::SetAttribute { node, attribute: self.attribute()?.ok_or(BadEvent)? }
            }
            operation::REMOVE_ATTRIBUTE => {
                let node = self.node()?;
                let (namespace, name) = split_name(self.string()?)?;
                Operation::RemoveAttribute { node, namespace, name }
            }
            operation::SET_TEXT => Operation::SetText { node: self.node()?, text: self.string()? },
            operation::SPLICE_TEXT => Operation::SpliceText {
                node: self.node()?,
                at: self.offset()?,
                remove: self.u32()?,
                insert: self.string()?,
            },
            operation::SET_PROPERTY => {
                let node = self.node()?;
                let (Some(property), value) = self.property()? else { return Ok(None) };
                Operation::SetProperty { node, property, value }
            }
            operation::SET_SHEET => Operation::SetSheet { sheet: SheetId(self.u32()?), value: self.sheet()? },
            operation::EDIT_SHEET => Operation::EditSheet { sheet: SheetId(self.u32()?), edit: self.edit()? },
            operation::ADOPT => {
                let (node, sheets) = self.adopted()?;
                Operation::Adopt { node, sheets }
            }
            _ => return Err(BadEvent),
        }))
    }

    pub(super) fn adopted(&mut self) -> Result<(NodeId, Vec<SheetId>)> {
        let node = self.node()?;
        let count = self.count(MAX_ADOPTED)?;
        self.weigh(weight::SHEET + 4 * count as u64)?;
        let sheets = (0..count).map(|_| self.u32().map(SheetId)).collect::<Result<_>>()?;
        Ok((node, sheets))
    }

    pub(super) fn sheet(&mut self) -> Result<Sheet> {
        self.weigh(weight::SHEET)?;
        Ok(Sheet {
            text: self.optional_text()?,
            base: self.string()?,
            media: self.optional_text()?,
            disabled: self.flag()?,
            edits: Arc::new((0..self.count(MAX_EDITS)?).map(|_| self.edit()).collect::<Result<_>>()?),
        })
    }

    fn edit(&mut self) -> Result<Edit> {
        self.weigh(weight::SHEET)?;
        let path = (0..self.count(MAX_RULE_DEPTH)?).map(|_| self.u32()).collect::<Result<_>>()?;
        let kind = match self.unsigned()? {
            edit::INSERT => EditKind::Insert { index: self.u32()?, text: self.string()? },
            edit::DELETE => EditKind::Delete { index: self.u32()? },
            edit::DECLARE => EditKind::Declare { text: self.string()? },
            edit::SELECT => EditKind::Select { text: self.string()? },
            edit::MEDIA => EditKind::Media { text: self.string()? },
            edit::REPLACE => EditKind::Replace { text: self.string()? },
            edit::DISABLE => EditKind::Disable { disabled: self.flag()? },
            _ => return Err(BadEvent),
        };
        Ok(Edit { path, kind })
    }
}
