//! Sizes of what a browser skips.
//!
//! With `auto` a browser remembers the last one (`contain-intrinsic-size`). A
//! stage that did would look as what it showed before has it; the recording says
//! what the visitor's browser remembered.

use super::token::{Kind, Token, Tokens};

const PROPERTIES: &str = "contain-intrinsic-";

/// Says whether a property gives such a size.
pub(super) fn may_be_remembered(name: &str) -> bool {
    name.get(..PROPERTIES.len()).is_some_and(|start| start.eq_ignore_ascii_case(PROPERTIES))
}

/// Returns a declaration of such a property that has nothing be remembered.
pub(super) fn forget_size(declaration: &str) -> String {
    let is_auto = |token: &Token<'_>| token.kind == Kind::Ident && token.text.eq_ignore_ascii_case("auto");
    Tokens::new(declaration).filter(|token| !is_auto(token)).map(|token| token.text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_remembers_no_sizes() {
        for (declaration, fixed) in [
            ("contain-intrinsic-size:auto 9px", "contain-intrinsic-size: 9px"),
            ("Contain-intrinsic-Height:Auto none", "Contain-intrinsic-Height: none"),
            ("contain-intrinsic-size:auto var(--x) auto 1px", "contain-intrinsic-size: var(--x)  1px"),
        ] {
            let (name, _) = declaration.split_once(':').unwrap();
            assert!(may_be_remembered(name));
            assert_eq!(forget_size(declaration), fixed);
        }
        assert!(!may_be_remembered("contain"));
    }
}
