//! Properties whose text names nodes: in the recording around a frame they are known by other ids.

use domreel_format::{NodeId, Property, Text};

/// Says whether a property's text names nodes.
pub(crate) fn names_nodes(property: Property) -> bool {
    matches!(property, Property::Assigned | Property::Invoker | Property::Highlights | Property::Animations)
}

/// Returns the text of such a property with the ids that `id_of` says.
pub(crate) fn renamed(property: Property, text: &Text, id_of: &dyn Fn(NodeId) -> u32) -> Text {
    if property == Property::Animations {
        return Text::from(with_sources(&text.to_str_lossy(), id_of));
    }
    let word = |(at, word): (usize, &str)| {
        let is_node = property != Property::Highlights || at > 2 && at % 2 == 1;
        match word.parse() {
            Ok(id) if is_node => id_of(NodeId(id)).to_string(),
            _ => word.to_owned(),
        }
    };
    let line = |line: &str| line.split(' ').enumerate().map(word).collect::<Vec<_>>().join(" ");
    Text::from(text.to_str_lossy().split('\n').map(line).collect::<Vec<_>>().join("\n"))
}

/// Returns JSON of animations with other ids of what is scrolled; no other key of it is `from`.
fn with_sources(json: &str, id_of: &dyn Fn(NodeId) -> u32) -> String {
    let mut parts = json.split("\"from\":");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let id = part.strip_suffix(rest).and_then(|digits| digits.parse().ok()).map_or(NodeId(0), NodeId);
        out.push_str(&format!("\"from\":{}{rest}", id_of(id)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_node_says_of_others_names_them_by_their_other_ids() {
        let said =
            |property, text: &str| renamed(property, &text.into(), &|id| id.0 + 1000).to_str_lossy().into_owned();
        assert_eq!(said(Property::Assigned, "3 2"), "1003 1002");
        assert_eq!(said(Property::Assigned, ""), "");
        assert_eq!(said(Property::Invoker, "4"), "1004");
        let json = r#"[{"scroll":{"up":-1,"from":7,"axis":"y"},"x":"from 3"},{"scroll":{"from":8}}]"#;
        let other = r#"[{"scroll":{"up":-1,"from":1007,"axis":"y"},"x":"from 3"},{"scroll":{"from":1008}}]"#;
        assert_eq!(said(Property::Animations, json), other);
        let lines = "found 3 highlight 3 2 4 3\nnone 2 highlight";
        assert_eq!(said(Property::Highlights, lines), "found 3 highlight 1003 2 1004 3\nnone 2 highlight");
    }
}
