//! Digits and signs of other scripts, as the ones that patterns are made of.

use super::filler;

/// Where the ten digits of a script begin: Arabic, Persian, those of India and its neighbours, Thai to Khmer.
const ZEROS: [u32; 17] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040,
    0x17e0,
];

/// Returns a text in the digits and signs of ASCII, and where each of its bytes and its end stand in the text.
/// `None`: it has no others.
pub(super) fn folded(text: &[u8]) -> Option<(Vec<u8>, Vec<usize>)> {
    if !text.iter().any(|byte| matches!(byte, 0xd9..=0xe3 | 0xef)) {
        return None;
    }
    let (mut out, mut places) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    let mut at = 0;
    let mut is_folded = false;
    while let Some((code, length)) = filler::code(text.get(at..).unwrap_or_default()) {
        let plain = match code {
            0x2212 => Some(b'-'),
            0x3000 => Some(b' '),
            0xfe6b => Some(b'@'),
            // ASCII as wide as ideographs.
            0xff01..=0xff5e => u8::try_from(code - 0xfee0).ok(),
            0x660..=0x17e9 => ZEROS
                .iter()
                .find_map(|zero| u8::try_from(code.wrapping_sub(*zero)).ok().filter(|digit| *digit < 10))
                .map(|digit| b'0' + digit),
            _ => None,
        };
        is_folded |= plain.is_some();
        match plain {
            Some(plain) => {
                out.push(plain);
                places.push(at);
            }
            None => {
                out.extend_from_slice(text.get(at..at + length).unwrap_or_default());
                places.extend(at..at + length);
            }
        }
        at += length;
    }
    places.push(at);
    is_folded.then_some((out, places))
}
