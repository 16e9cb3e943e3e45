//! Trees: nodes, their attributes and properties.

use super::{Columns, Result};
use crate::DecodeErrorKind::{BadEvent, LimitExceeded};
use crate::limits::{MAX_ATTRIBUTES, MAX_NODE_ID, MAX_NODES, MAX_PROPERTIES, weight};
use crate::tree::CompatMode;
use crate::wire::item;
use crate::wire::number::unzigzag;
use crate::{Attribute, NodeData, NodeId, Property, Text, Tree, TreeNode, Value};

impl Columns<'_> {
    /// Reads a tree whose first node is expected to have the id `next`. Returns the id expected after it too.
    pub(super) fn tree(&mut self, mut next: u32) -> Result<(Tree, u32)> {
        let mut nodes: Vec<TreeNode> = Vec::new();
        loop {
            let head = self.unsigned()?;
            let up = u32::try_from(head >> 4).map_err(|_| LimitExceeded)?;
            match head & 15 {
                item::END => return Ok((Tree { nodes }, next)),
                item::PROPERTY => {
                    self.weigh(weight::PROPERTY)?;
                    let (property, value) = self.property()?;
                    let node = nodes.last_mut().ok_or(BadEvent)?;
                    if node.properties.len() >= MAX_PROPERTIES {
                        return Err(LimitExceeded);
                    }
                    if let Some(property) = property {
                        node.properties.push((property, value));
                    }
                }
                item::ID => {
                    self.weigh(weight::EXPLICIT_ID)?;
                    let id = i64::from(next).checked_add(self.signed()?).ok_or(BadEvent)?;
                    next = u32::try_from(id).map_err(|_| BadEvent)?;
                }
                number => {
                    let depth = match nodes.last() {
                        None => 0,
                        Some(last) => (last.depth + 1).checked_sub(up).filter(|depth| *depth > 0).ok_or(BadEvent)?,
                    };
                    if nodes.len() >= MAX_NODES || next > MAX_NODE_ID {
                        return Err(LimitExceeded);
                    }
                    self.weigh(weight::NODE)?;
                    let data = self.node_data(number)?;
                    nodes.push(TreeNode { id: NodeId(next), depth, data, properties: Vec::new() });
                    next += 1;
                }
            }
        }
    }

    pub(super) fn node_data(&mut self, number: u64) -> Result<NodeData> {
        Ok(match number {
            item::BARE_ELEMENT => NodeData::Element { namespace: None, name: self.string()?, attributes: Vec::new() },
            item::ELEMENT => {
                NodeData::Element { namespace: None, name: self.string()?, attributes: self.attributes()? }
            }
            item::FOREIGN_ELEMENT => NodeData::Element {
                namespace: Some(self.string()?),
                name: self.string()?,
                attributes: self.attributes()?,
            },
            item::TEXT => NodeData::Text { text: self.string()? },
            item::CDATA => NodeData::Cdata { text: self.string()? },
            item::COMMENT => NodeData::Comment,
            item::PROCESSING_INSTRUCTION => NodeData::ProcessingInstruction { target: self.string()? },
            item::DOCTYPE => NodeData::Doctype { name: self.string()?, public: self.string()?, system: self.string()? },
            item::DOCUMENT => {
                let bits = self.unsigned()?;
                let mode = match bits & 3 {
                    0 => CompatMode::Standards,
                    1 => CompatMode::Quirks,
                    2 => CompatMode::LimitedQuirks,
                    _ => return Err(BadEvent),
                };
                NodeData::Document { mode, xml: bits & 4 != 0 }
            }
            item::SHADOW_ROOT => {
                let bits = self.unsigned()?;
                NodeData::ShadowRoot {
                    open: bits & 1 != 0,
                    delegates_focus: bits & 2 != 0,
                    manual_slots: bits & 4 != 0,
                }
            }
            _ => return Err(BadEvent),
        })
    }

    pub(super) fn attributes(&mut self) -> Result<Vec<Attribute>> {
        let mut attributes = Vec::new();
        while let Some(attribute) = self.attribute()? {
            if attributes.len() >= MAX_ATTRIBUTES {
                return Err(LimitExceeded);
            }
            attributes.push(attribute);
        }
        Ok(attributes)
    }

    pub(super) fn attribute(&mut self) -> Result<Option<Attribute>> {
        let Some(name) = self.optional_text()? else { return Ok(None) };
        self.weigh(weight::ATTRIBUTE)?;
        let (namespace, name) = split_name(name)?;
        Ok(Some(Attribute { namespace, name, value: self.string()? }))
    }

    pub(super) fn property(&mut self) -> Result<(Option<Property>, Value)> {
        let head = self.unsigned()?;
        let value = match head & 3 {
            0 => {
                let distance = unzigzag(self.number()?);
                let last = self.state.last_integers.of(head >> 2);
                *last = last.wrapping_add(distance);
                Value::Integer(*last)
            }
            1 => {
                let (bytes, rest) = self.operations.split_first_chunk::<8>().ok_or(BadEvent)?;
                self.operations = rest;
                let value = f64::from_le_bytes(*bytes);
                if !value.is_finite() {
                    return Err(BadEvent);
                }
                Value::Number(value)
            }
            2 => Value::Text(self.string()?),
            _ => return Err(BadEvent),
        };
        Ok((Property::from_wire(head >> 2), value))
    }
}

/// Parts a name from the namespace that stands before it between two U+0000.
///
/// A name never holds that character, a namespace may: the last one parts them.
/// An empty namespace is none, as for `setAttributeNS`.
pub(super) fn split_name(joined: Text) -> Result<(Option<Text>, Text)> {
    let Some((0, rest)) = joined.as_bytes().split_first() else { return Ok((None, joined)) };
    let end = rest.iter().rposition(|byte| *byte == 0).ok_or(BadEvent)?;
    let (namespace, name) = rest.split_at(end);
    let namespace = (!namespace.is_empty()).then(|| Text::from_wtf8(namespace));
    Ok((namespace, Text::from_wtf8(name.get(1..).unwrap_or_default())))
}
