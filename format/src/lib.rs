//! The recording format: what an event means, and how it is written to bytes.
//!
//! A recording is its chunks, in order. A segment is a run of chunks that opens
//! with a keyframe and needs nothing before it; a seek begins there.
//!
//! Values ([`Event`], [`Document`]) stand apart from bytes ([`wire`], [`chunk`]).
//! [`Writer`] turns the first into the second, [`Reader`] the second into the
//! first, and [`Document::apply`] is the only place where an event has meaning.
//!
//! This crate never touches a browser, a clock or a file: bytes in, values out.
//! `docs/format.md` is the normative text; a disagreement is a defect of one.

pub mod chunk;
pub mod deflate;
pub mod digest;
pub mod document;
pub mod error;
pub mod event;
pub mod id;
pub mod index;
pub mod limits;
pub mod property;
pub mod reader;
mod repeats;
pub mod seal;
pub mod sheet;
pub mod snapshot;
pub mod state;
pub mod text;
pub mod tree;
pub mod wire;
pub mod writer;

pub use chunk::{ChunkHeader, Identity};
pub use document::{Document, Node, NodeKind, Warning, WarningKind};
pub use error::{DecodeError, DecodeErrorKind};
pub use event::{Event, Operation};
pub use id::{NodeId, SheetId, Uid};
pub use index::{KeyframeEntry, KeyframeIndex};
pub use property::{Property, Value};
pub use reader::{Item, Reader};
pub use sheet::{Edit, EditKind, Sheet};
pub use snapshot::Snapshot;
pub use text::Text;
pub use tree::{Attribute, NodeData, Tree, TreeNode};
pub use writer::Writer;
