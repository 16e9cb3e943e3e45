//! Takes words out of single events, wherever they are written, and people out of all.

use super::region::nothing;
use crate::texts;
use crate::wording::Wording;
use domreel_format::{Event, Text};
use std::ops::Range;

/// What is taken out of each event by itself.
pub(crate) struct Scrub<'a> {
    wording: &'a Wording,
    people: &'a [Text],
    /// How many texts and resources were changed.
    pub(crate) texts: u64,
    /// How many events that told of people were left out.
    pub(crate) people_told: u64,
    /// How many events of unknown kinds were left out.
    pub(crate) unknown: u64,
}

impl<'a> Scrub<'a> {
    pub(crate) fn new(wording: &'a Wording, people: &'a [Text]) -> Self {
        Self { wording, people, texts: 0, people_told: 0, unknown: 0 }
    }

    /// Returns the event without what must go.
    pub(crate) fn take(&mut self, mut event: Event) -> Event {
        match &mut event {
            Event::Identify { user, .. } if self.people.contains(user) => {
                self.people_told += 1;
                return nothing();
            }
            // The document is not any more what the page was, and its digest would tell of what went.
            Event::Check { .. } | Event::CheckState { .. } => return nothing(),
            // Nobody knows what its bytes say.
            Event::Unknown { .. } => {
                self.unknown += 1;
                return nothing();
            }
            Event::Resource { mime, bytes, .. } => {
                let is_text = is_text(&mime.to_str_lossy());
                let found = if is_text { self.wording.find(bytes) } else { self.wording.find_in_bytes(bytes) };
                self.texts += u64::from(!found.is_empty());
                for range in found {
                    // Fillers are ASCII: one byte each.
                    bytes[range].fill(u8::try_from(self.wording.filler).unwrap_or(b'x'));
                }
            }
            _ => {}
        }
        let (wording, texts) = (self.wording, &mut self.texts);
        texts::each(&mut event, &mut |text| {
            let found = wording.find(text.as_bytes());
            if !found.is_empty() {
                *texts += 1;
                *text = replaced(text, &found, wording.filler);
            }
        });
        event
    }
}

fn is_text(mime: &str) -> bool {
    ["text/", "application/json", "application/xml", "application/javascript", "image/svg"]
        .iter()
        .any(|start| mime.starts_with(start))
}

/// Replaces parts of a text by as many fillers as they had UTF-16 code units, so that offsets stay true.
///
/// What was JSON and is none any more, such as a number that went, becomes empty.
fn replaced(text: &Text, found: &[Range<usize>], filler: char) -> Text {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for range in found {
        out.extend_from_slice(bytes.get(at..range.start).unwrap_or_default());
        let units = crate::history::units(bytes.get(range.clone()).unwrap_or_default());
        out.extend((0..units).flat_map(|_| filler.to_string().into_bytes()));
        at = range.end;
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    let is_json = |bytes: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok();
    if matches!(bytes.first(), Some(b'{' | b'[')) && is_json(bytes) && !is_json(&out) {
        return Text::default();
    }
    Text::from_wtf8(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: &str, expected: &str) {
        let wording = Wording::new(&["Jo 😀", "1234567"], &[]).unwrap();
        let found = wording.find(given.as_bytes());
        assert_eq!(replaced(&given.into(), &found, 'x'), expected, "{given}");
    }

    #[test]
    fn what_is_taken_out_keeps_its_length_in_code_units() {
        check("ä Jo 😀!", "ä xxxxx!");
        check("?n=Jo%20%F0%9F%98%80&m", &format!("?n={}&m", "x".repeat(17)));
        check(r#"{"n":"Jo 😀","m":1}"#, r#"{"n":"xxxxx","m":1}"#);
    }

    #[test]
    fn what_is_no_json_any_more_becomes_empty() {
        check(r#"{"card":1234567}"#, "");
        check(r#"{"card":"1234567"}"#, r#"{"card":"xxxxxxx"}"#);
    }
}
