//! New nodes.

use super::tree::{is_defined, shadow_flags};
use super::{Op, Pass};
use crate::sanitize::{Content, stage_name, standin};
use domreel_format::{Attribute, NodeId, NodeKind, Text};
use std::borrow::Cow;

enum Step {
    Open(NodeId),
    Close,
}

impl Pass<'_> {
    /// Makes a fresh node and all that is fresh below it. Nodes that are there already are placed later.
    pub(super) fn build(&mut self, top: NodeId, document: NodeId) {
        let mut steps = vec![Step::Open(top)];
        let mut closes = 0;
        while let Some(step) = steps.pop() {
            let Step::Open(id) = step else {
                closes += 1;
                continue;
            };
            let Some(node) = self.new.node(id) else { continue };
            if id != top {
                steps.extend(node.next.map(Step::Open));
                if !self.is_fresh(id) {
                    continue;
                }
            }
            if closes > 0 {
                self.out.op(Op::Close).word(closes);
                closes = 0;
            }
            self.built.push(id);
            let content = self.build_one(id, document);
            if content == Content::Nothing {
                continue;
            }
            steps.push(Step::Close);
            if content == Content::Sheet {
                continue;
            }
            steps.extend(node.first_child.map(Step::Open));
            let root = node
                .attached
                .filter(|id| self.new.node(*id).is_some_and(|root| matches!(root.kind, NodeKind::ShadowRoot { .. })));
            steps.extend(root.map(Step::Open));
        }
        if closes > 0 {
            self.out.op(Op::Close).word(closes);
        }
    }

    /// Makes one node, and says what comes below it; `Nothing` if it was not opened.
    fn build_one(&mut self, id: NodeId, document: NodeId) -> Content {
        let Some(node) = self.new.node(id) else { return Content::Nothing };
        match &node.kind {
            NodeKind::Element { namespace, name, .. } => {
                let Some(standin) = standin(node) else { return Content::Nothing };
                let namespace = match namespace {
                    Some(namespace) => self.out.atom(namespace),
                    None => self.out.html_namespace(),
                };
                let name = match stage_name(name, &standin) {
                    Cow::Borrowed(shown) if *name == *shown => self.out.atom(name),
                    shown => self.out.atom(&Text::from(shown.as_ref())),
                };
                let attributes = self.shown_attributes(id, node, &standin);
                let is_plain = |attribute: &&Attribute| attribute.namespace.is_none();
                let count = u32::try_from(attributes.iter().filter(is_plain).count()).unwrap_or(0);
                self.out.op(Op::Element).word(document.0).word(id.0).word(namespace).word(name);
                self.out.word(u32::from(is_defined(node))).word(count);
                for attribute in attributes.iter().filter(is_plain) {
                    let name = self.out.atom(&attribute.name);
                    self.out.word(name).text(&attribute.value);
                }
                for attribute in attributes.iter().filter(|attribute| attribute.namespace.is_some()) {
                    self.set_attribute(id, attribute);
                }
                match standin.content {
                    // It was opened, and has to be closed.
                    Content::Nothing => Content::Sheet,
                    content => content,
                }
            }
            NodeKind::ShadowRoot { .. } => {
                let flags = shadow_flags(&node.kind);
                self.out.op(Op::OpenShadow).word(id.0).word(flags);
                Content::Nodes
            }
            NodeKind::Text(text) => {
                self.out.op(Op::Text).word(document.0).word(id.0).text(text);
                Content::Nothing
            }
            NodeKind::Cdata(text) => {
                self.out.op(Op::Cdata).word(document.0).word(id.0).text(text);
                Content::Nothing
            }
            NodeKind::Comment | NodeKind::ProcessingInstruction { .. } => {
                self.out.op(Op::Comment).word(document.0).word(id.0);
                Content::Nothing
            }
            NodeKind::Doctype { name, public, system } => {
                let name = self.out.atom(name);
                self.out.op(Op::Doctype).word(document.0).word(id.0).word(name).text(public).text(system);
                Content::Nothing
            }
            NodeKind::Document { .. } => Content::Nothing,
        }
    }
}
