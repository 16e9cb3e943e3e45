//! The lines of a dump: what `dump` writes is what `encode` reads.

use crate::error::LineFault;
use domreel_format::{ChunkHeader, Event, Identity, Item, Uid};
use serde::{Deserialize, Serialize};

/// A line as `dump` writes it.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Written<'a> {
    Chunk { chunk: &'a ChunkHeader, offset: u64 },
    Event { at_micros: u64, event: &'a Event },
    Damage { damage: &'static str, offset: u64 },
}

impl<'a> From<&'a Item> for Written<'a> {
    fn from(item: &'a Item) -> Self {
        match item {
            Item::Chunk { offset, header } => Self::Chunk { chunk: header, offset: *offset },
            Item::Event { at_micros, event } => Self::Event { at_micros: *at_micros, event },
            Item::Damage(error) => Self::Damage { damage: error.code(), offset: error.offset },
        }
    }
}

/// A line as `encode` reads it.
#[derive(Debug, PartialEq)]
pub(crate) enum Given {
    Chunk(ChunkFields),
    Event(u64, Box<Event>),
    /// Nothing can be made of it: the recording that is made is whole.
    Damage,
}

/// What a line tells of a chunk. What it leaves out follows from the chunk before, or from its events.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ChunkFields {
    pub(crate) flags: Option<u64>,
    pub(crate) recording: Option<Uid>,
    pub(crate) segment: Option<u32>,
    pub(crate) sequence: Option<u32>,
    pub(crate) start_micros: Option<u64>,
    pub(crate) duration_micros: Option<u64>,
    pub(crate) wall_millis: Option<u64>,
    pub(crate) identity: Option<Identity>,
    /// Made anew, whatever it says.
    pub(crate) payload_bytes: Option<u64>,
    /// Made anew, whatever it says.
    pub(crate) inflated_bytes: Option<u64>,
}

impl Given {
    /// Reads a line. `None` if it is blank.
    pub(crate) fn read(line: &str) -> Result<Option<Self>, LineFault> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Fields {
            chunk: Option<ChunkFields>,
            at_micros: Option<u64>,
            event: Option<Box<Event>>,
            damage: Option<String>,
            // Where it stood in the recording that was dumped.
            #[serde(rename = "offset")]
            _offset: Option<u64>,
        }
        if line.trim().is_empty() {
            return Ok(None);
        }
        match serde_json::from_str(line)? {
            Fields { chunk: Some(chunk), at_micros: None, event: None, damage: None, .. } => {
                Ok(Some(Self::Chunk(chunk)))
            }
            Fields { chunk: None, at_micros: Some(at), event: Some(event), damage: None, .. } => {
                Ok(Some(Self::Event(at, event)))
            }
            Fields { chunk: None, at_micros: None, event: None, damage: Some(_), .. } => Ok(Some(Self::Damage)),
            _ => Err(LineFault::Kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Option<Given>, String> {
        Given::read(line).map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_line_is_a_chunk_or_an_event_or_damage() {
        let fields = ChunkFields { sequence: Some(4), ..ChunkFields::default() };
        assert_eq!(read(r#"{"chunk":{"sequence":4},"offset":9}"#), Ok(Some(Given::Chunk(fields))));
        assert_eq!(
            read(r#"{"at_micros":5,"event":{"event":"visibility","hidden":true}}"#),
            Ok(Some(Given::Event(5, Box::new(Event::Visibility { hidden: true }))))
        );
        assert_eq!(read(r#"{"damage":"truncated","offset":3}"#), Ok(Some(Given::Damage)));
        assert_eq!(read("  "), Ok(None));
    }

    #[test]
    fn a_line_that_is_none_of_these_is_refused() {
        for line in ["{}", r#"{"at_micros":5}"#, r#"{"event":{"event":"hover","target":null}}"#, "[]", "{", "null"] {
            assert!(read(line).is_err(), "{line}");
        }
        assert!(read(r#"{"chunk":{"sequense":4}}"#).unwrap_err().contains("sequense"));
        assert!(read(r#"{"at_micros":-1,"event":{"event":"hover","target":null}}"#).is_err());
    }
}
