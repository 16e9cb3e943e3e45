//! What the laws of the player are tried on: generated recordings, and a stage without a browser.

pub(crate) mod generate;
pub(crate) mod stage;
