//! Which candidate of a `srcset` was shown: its descriptor says how large the picture is.

/// Returns the candidates of a `srcset`: each its address and its descriptor, which may be empty.
pub(super) fn candidates(srcset: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = srcset;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return found;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        // A comma belongs to an address, unless it is its last character.
        let bare = address.trim_end_matches(',');
        if bare.len() < address.len() {
            found.push((bare, ""));
            rest = after;
            continue;
        }
        let end = after.find(',').unwrap_or(after.len());
        let (descriptor, after) = after.split_at(end);
        found.push((address, descriptor.trim()));
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::candidates;

    #[test]
    fn candidates_are_read_as_browsers_read_them() {
        assert_eq!(
            candidates(" a.png 100w, b,c.png 2x ,d.png, e.png"),
            [("a.png", "100w"), ("b,c.png", "2x"), ("d.png", ""), ("e.png", "")]
        );
        assert_eq!(candidates(",, "), []);
    }
}
