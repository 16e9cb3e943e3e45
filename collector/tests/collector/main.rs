//! The collector as a client meets it: on a real port, over a folder of its own.

mod access;
mod keeping;
mod limits;
mod listing;
mod origins;
mod reading;
mod running;
