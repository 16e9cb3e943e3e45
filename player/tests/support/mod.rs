//! What the laws of the player are tried on: generated recordings, and a model of the DOM.

pub(crate) mod generate;
pub(crate) mod model;
