//! Authored CSS, as the stage may have it.
//!
//! The text stays as the author wrote it, but for what a stage cannot give by
//! itself: pseudo-classes of a visitor's doing become attributes that the
//! player sets, media features are answered as they were for the visitor, and
//! addresses become bytes of the recording, or nothing.

mod cost;
mod json;
mod media;
mod rewrite;
mod size;
mod token;

pub use json::rewrite_strings;
pub use media::{rewrite_media, settle_scheme};
pub use rewrite::{Context, fragment_within, rewrite_declarations, rewrite_rule, rewrite_selector, rewrite_sheet};
