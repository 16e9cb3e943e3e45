//! The built tool as its users meet it: processes, pipes and signals.

mod bucket;
mod commands;
mod docs;
mod killing;
mod process;
mod redacting;
