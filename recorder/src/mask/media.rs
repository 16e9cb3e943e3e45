//! What the bytes of a resource are: something to be seen or heard, a font, or data.

use super::Level;
use super::list::{List, begins};

/// How the types of media begin. Some servers know none.
const SHOWN: List = b" image/ video/ audio/ font/ application/octet-stream binary/ ";

/// How the types of media begin that are pages, scripts and data.
const READ: List = b" text/ application/json application/ld+json application/javascript application/ecmascript \
    application/xhtml application/manifest ";

/// Says whether bytes are seen or heard: by their type, or by how they begin, as browsers look at pictures.
///
/// Where values are kept it may be of a kind that nobody knows.
pub(super) fn is_shown(level: Level, mime: &[u8], bytes: &[u8]) -> bool {
    begins(SHOWN, mime) || is_picture(bytes) || level == Level::None && !begins(READ, mime)
}

/// Says whether bytes are a font.
pub(super) fn is_font(bytes: &[u8]) -> bool {
    begins_as(bytes, [b"wOFF", b"wOF2", b"OTTO", b"ttcf", b"true", b"\0\x01\0\0"])
}

/// Says whether bytes are a picture, by the patterns of the standard "MIME Sniffing", section 6.1.
fn is_picture(bytes: &[u8]) -> bool {
    begins_as(bytes, [b"\0\0\x01\0", b"\0\0\x02\0", b"GIF8", b"RIFF", b"\x89PNG", b"\xff\xd8\xff"])
}

fn begins_as(bytes: &[u8], heads: [&[u8]; 6]) -> bool {
    heads.iter().any(|head| bytes.starts_with(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_one_whatever_its_server_says_and_a_page_is_none() {
        for mime in [b"text/html".as_slice(), b"text/plain", b"application/json"] {
            for level in [Level::All, Level::Sensitive, Level::None] {
                assert!(!is_shown(level, mime, b"secret"));
                assert!(is_shown(level, mime, b"\0\0\x02\0\x01\0") && is_shown(level, mime, b"GIF89a"));
            }
        }
        assert!(is_shown(Level::None, b"x/y", b"secret") && !is_shown(Level::Sensitive, b"x/y", b"secret"));
    }
}
