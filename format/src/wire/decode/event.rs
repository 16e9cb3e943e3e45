//! Events and what stands beside a keyframe's tree.

use super::{Columns, Result};
use crate::DecodeErrorKind::{BadEvent, LimitExceeded};
use crate::digest::PARTS;
use crate::event::{ClickKind, GestureKind, KeyKind, NavigationKind};
use crate::limits::{MAX_NODE_ID, MAX_POINTERS, MAX_SHEETS};
use crate::snapshot::{Environment, Pointer, PointerKind, Selection, Size, View};
use crate::state::StateEntry;
use crate::wire::kind;
use crate::{Event, NodeId, SheetId, Snapshot};

impl Columns<'_> {
    pub(super) fn event(&mut self) -> Result<Event> {
        Ok(match self.unsigned()? {
            kind::KEYFRAME => Event::Keyframe(Box::new(self.snapshot()?)),
            kind::MUTATION => Event::Mutation { operations: self.operations()? },
            kind::POINTER_MOVE => {
                let pointer = self.u32()?;
                let (x, y) = self.place()?;
                Event::PointerMove { pointer, x, y }
            }
            kind::POINTER_STATE => {
                let pointer = self.pointer()?;
                let Pointer { id, kind, x, y, buttons } = pointer;
                Event::PointerState { pointer: id, kind, buttons, x, y }
            }
            kind::POINTER_LEAVE => Event::PointerLeave { pointer: self.u32()? },
            kind::CLICK => {
                let kind = ClickKind::from_wire(self.unsigned()?).ok_or(BadEvent)?;
                let (x, y) = self.place()?;
                let target = self.optional_node()?;
                let bounds = [self.i32()?, self.i32()?, self.i32()?, self.i32()?];
                Event::Click { kind, x, y, target, bounds }
            }
            kind::VIEWPORT => Event::Viewport { size: self.size()? },
            kind::VISIBILITY => Event::Visibility { hidden: self.flag()? },
            kind::NAVIGATION => {
                let kind = NavigationKind::from_wire(self.unsigned()?).ok_or(BadEvent)?;
                Event::Navigation { kind, url: self.string()? }
            }
            kind::FOCUS => Event::Focus { target: self.focus()? },
            kind::SELECT => Event::Select { selection: self.selection()? },
            kind::HOVER => Event::Hover { target: self.optional_node()? },
            kind::ACTIVATE => Event::Activate { target: self.optional_node()? },
            kind::TARGET => Event::Target { target: self.optional_node()? },
            kind::KEY => Event::Key { kind: KeyKind::from_wire(self.unsigned()?).ok_or(BadEvent)? },
            kind::GESTURE => {
                let kind = GestureKind::from_wire(self.unsigned()?).ok_or(BadEvent)?;
                Event::Gesture { kind, target: self.optional_node()? }
            }
            kind::SURROUNDINGS => Event::Surroundings { environment: self.environment()? },
            kind::MARK => Event::Mark { name: self.string()?, detail: self.string()? },
            kind::IDENTIFY => Event::Identify { user: self.string()?, traits: self.string()? },
            kind::RESOURCE => Event::Resource { url: self.string()?, mime: self.string()?, bytes: self.bytes()? },
            kind::SAME_RESOURCE => Event::SameResource { url: self.string()?, same: self.string()? },
            kind::MISSING_RESOURCE => Event::MissingResource { url: self.string()?, reason: self.string()? },
            kind::ABSENCE => Event::Absence { duration_micros: self.unsigned()?, reason: self.string()? },
            kind::END => Event::End { reason: self.string()? },
            kind::CHECK => {
                let mut parts = [0; PARTS];
                for part in &mut parts {
                    *part = self.u32()?;
                }
                Event::Check { parts }
            }
            kind::CHECK_STATE => Event::CheckState { entries: StateEntry::read_all(&self.bytes()?).ok_or(BadEvent)? },
            unknown if unknown >= kind::FIRST_SKIPPABLE => {
                Event::Unknown { kind: u32::try_from(unknown).map_err(|_| LimitExceeded)?, bytes: self.bytes()? }
            }
            _ => return Err(BadEvent),
        })
    }

    pub(super) fn snapshot(&mut self) -> Result<Snapshot> {
        let view = self.view()?;
        let (tree, _) = self.tree(1)?;
        let next_id = self.u32()?;
        if next_id > MAX_NODE_ID + 1 {
            return Err(LimitExceeded);
        }
        self.state.next_node = next_id;
        let sheets =
            (0..self.count(MAX_SHEETS)?).map(|_| Ok((SheetId(self.u32()?), self.sheet()?))).collect::<Result<_>>()?;
        let adopted = (0..self.count(MAX_SHEETS)?).map(|_| self.adopted()).collect::<Result<_>>()?;
        Ok(Snapshot { tree, sheets, adopted, view, next_id })
    }

    pub(super) fn view(&mut self) -> Result<View> {
        Ok(View {
            viewport: self.size()?,
            hidden: self.flag()?,
            focus: self.focus()?,
            selection: self.selection()?,
            hover: self.optional_node()?,
            active: self.optional_node()?,
            target: self.optional_node()?,
            pointers: (0..self.count(MAX_POINTERS)?).map(|_| self.pointer()).collect::<Result<_>>()?,
            environment: self.environment()?,
        })
    }

    pub(super) fn size(&mut self) -> Result<Size> {
        Ok(Size { width: self.u32()?, height: self.u32()? })
    }

    pub(super) fn focus(&mut self) -> Result<Option<(NodeId, bool)>> {
        match self.optional_node()? {
            Some(id) => Ok(Some((id, self.flag()?))),
            None => Ok(None),
        }
    }

    pub(super) fn selection(&mut self) -> Result<Option<Selection>> {
        let Some(anchor) = self.optional_node()? else { return Ok(None) };
        let anchor = (anchor, self.offset()?);
        Ok(Some(Selection { anchor, focus: (self.node()?, self.offset()?) }))
    }

    pub(super) fn pointer(&mut self) -> Result<Pointer> {
        let id = self.u32()?;
        let kind = match self.unsigned()? {
            0 => PointerKind::Mouse,
            1 => PointerKind::Pen,
            2 => PointerKind::Touch,
            _ => return Err(BadEvent),
        };
        let buttons = self.u32()?;
        let (x, y) = self.place()?;
        Ok(Pointer { id, kind, x, y, buttons })
    }

    pub(super) fn environment(&mut self) -> Result<Environment> {
        Ok(Environment {
            media: self.u32()?,
            scrollbar_px: self.u32()?,
            pixel_ratio_milli: self.u32()?,
            language: self.string()?,
        })
    }
}
