//! A new capture path, of console messages, that tries to get past the mask.
#![allow(dead_code, unused_imports)]

#[path = "../../src/check.rs"]
mod check;
#[path = "../../src/mask/mod.rs"]
mod mask;
#[path = "../../src/output.rs"]
mod output;
#[path = "../../src/traits.rs"]
mod traits;

mod console {
    use crate::mask::{Cleared, ClearedNumber};
    use crate::output::Output;
    use domreel_format::Property;
    use domreel_format::wire::Interning;

    fn as_it_was_read(output: &mut Output, message: &[u8], count: f64) {
        output.characters(message);
        output.resource(message);
        output.number_property(Property::Files, count);
    }

    fn as_if_it_were_cleared(output: &mut Output, message: &[u8], count: f64) {
        output.characters(&Cleared(message.into()));
        output.characters(&Cleared::as_it_is(message));
        output.number_property(Property::Files, ClearedNumber(count));
    }

    fn behind_the_output(output: &mut Output, message: &[u8]) {
        output.writer.encoder().string(message, Interning::Inline);
    }
}

fn main() {}
