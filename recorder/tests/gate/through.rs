//! A new capture path, of console messages, that goes through the mask.
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
    use crate::mask::{Mask, Tells};
    use crate::output::Output;
    use crate::traits::Traits;
    use domreel_format::Property;

    fn capture(output: &mut Output, mask: &Mask, message: &[u8], count: f64) {
        output.characters(&mask.text(Traits::default(), message));
        if let Some(count) = mask.number(Traits::default(), Tells::Nothing, count) {
            output.number_property(Property::Files, count);
        }
    }
}

fn main() {}
