//! Chunks: the unit of append, checksum, upload and retry.

use crate::DecodeErrorKind::{
    self, BadEvent, ChecksumMismatch, LimitExceeded, NotARecording, Truncated, UnsupportedVersion,
};
use crate::Uid;
use crate::limits::{MAX_HEADER_BYTES, MAX_INFLATED_BYTES, MAX_PAYLOAD_BYTES, MAX_TIME_MICROS};
use crate::wire::number::{read_unsigned, write_unsigned};

/// The first four bytes of every chunk.
pub const MAGIC: [u8; 4] = *b"reel";
/// The version of the format that this crate writes.
pub const VERSION: u8 = 1;

/// Bits of a chunk's flags.
pub mod flag {
    /// The chunk opens a segment: its first event is a keyframe.
    pub const KEYFRAME: u64 = 1;
    /// No chunk of this recording comes after it.
    pub const FINAL: u64 = 2;
    /// The payload is not compressed.
    pub const STORED: u64 = 4;
    /// The payload is encrypted.
    pub const SEALED: u64 = 8;
    /// The payload's compression goes on from the chunk before.
    pub const CONTINUED: u64 = 16;
    /// Parts of the payload are copied from what came before in the segment.
    pub const REPEATS: u64 = 32;
    /// Strings are told by series, or numbers of strings have more than 15 digits.
    pub const SERIES: u64 = 64;
    /// The bits that change how a chunk is read: a reader refuses a chunk with one that it does
    /// not know. Bits above these may be passed over.
    pub const CRITICAL: u64 = 0xffff;
    /// The bits that this version knows.
    pub const KNOWN: u64 = KEYFRAME | FINAL | STORED | SEALED | CONTINUED | REPEATS | SERIES;
}

/// What stands before a chunk's payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChunkHeader {
    /// Bits of [`flag`].
    pub flags: u64,
    /// The recording that the chunk belongs to.
    pub recording: Uid,
    /// Which segment of the recording, from 0.
    pub segment: u32,
    /// Which chunk of the recording, from 0.
    pub sequence: u32,
    /// When its events begin, in microseconds from the recording's zero.
    pub start_micros: u64,
    /// For how long they go on, in microseconds.
    pub duration_micros: u64,
    /// Wall clock at `start_micros`, in milliseconds of the Unix epoch.
    pub wall_millis: u64,
    /// Who and where, in a chunk that opens a segment.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub identity: Option<Identity>,
    /// Bytes of the payload as stored.
    pub payload_bytes: u32,
    /// Bytes of the payload once inflated.
    pub inflated_bytes: u32,
}

/// Which visit, tab, page and device a recording belongs to, and until when it may be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Identity {
    /// The visit: the recordings of one visit share it, over pages and tabs.
    pub session: Uid,
    /// The tab.
    pub tab: Uid,
    /// The page load.
    pub page: Uid,
    /// The device, where the site wants it known; else nil.
    pub device: Uid,
    /// When the recording expires, in milliseconds of the Unix epoch; 0: never.
    pub expires_millis: u64,
}

impl ChunkHeader {
    /// Says whether a flag of [`flag`] is set.
    pub fn has(&self, flag: u64) -> bool {
        self.flags & flag != 0
    }

    /// Appends the header, its checksum and the payload.
    pub fn write(&self, payload: &[u8], out: &mut Vec<u8>) {
        let start = out.len();
        self.write_fields(Some(payload.len() as u64), out);
        let checksum = crc32(crc32(0, out.get(start..).unwrap_or_default()), payload);
        out.extend_from_slice(&checksum.to_le_bytes());
        out.extend_from_slice(payload);
    }

    /// Returns what a seal covers beside the payload: the header without the payload's length, the expiry
    /// and the checksum.
    pub fn sealed_over(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(MAX_HEADER_BYTES);
        self.write_fields(None, &mut out);
        out
    }

    /// Appends what stands before the checksum, with the payload's length and the expiry if the length is given.
    fn write_fields(&self, payload_bytes: Option<u64>, out: &mut Vec<u8>) {
        out.extend_from_slice(&MAGIC);
        out.push(VERSION);
        write_unsigned(out, self.flags);
        out.extend_from_slice(&self.recording.0);
        let place = [u64::from(self.segment), u64::from(self.sequence)];
        let times = [self.start_micros, self.duration_micros, self.wall_millis];
        let numbers = place.into_iter().chain(times).chain(payload_bytes).chain([u64::from(self.inflated_bytes)]);
        numbers.for_each(|number| write_unsigned(out, number));
        if self.has(flag::KEYFRAME) {
            let identity = self.identity.unwrap_or_default();
            for id in [identity.session, identity.tab, identity.page, identity.device] {
                out.extend_from_slice(&id.0);
            }
            if payload_bytes.is_some() {
                write_unsigned(out, identity.expires_millis);
            }
        }
    }

    /// Reads a chunk from the front of `bytes`: its header, its payload, and its length in bytes.
    ///
    /// # Errors
    ///
    /// `Truncated` if the bytes end before the chunk does (more may come);
    /// anything else says that no chunk of this version stands here.
    pub fn read(bytes: &[u8]) -> Result<(Self, &[u8], usize), DecodeErrorKind> {
        let (header, header_bytes) = Self::read_head(bytes)?;
        let (head, rest) = bytes.split_at_checked(header_bytes).ok_or(Truncated)?;
        let (checksum, rest) = rest.split_first_chunk::<4>().ok_or(Truncated)?;
        let payload = rest.get(..header.payload_bytes as usize).ok_or(Truncated)?;
        if crc32(crc32(0, head), payload) != u32::from_le_bytes(*checksum) {
            return Err(ChecksumMismatch);
        }
        Ok((header, payload, header_bytes + 4 + payload.len()))
    }

    /// Reads a header from the first bytes of a chunk, of which nothing has been checked.
    ///
    /// # Errors
    ///
    /// As [`ChunkHeader::read`], but for the checksum.
    pub fn peek(bytes: &[u8]) -> Result<Self, DecodeErrorKind> {
        Ok(Self::read_head(bytes)?.0)
    }

    /// Reads what stands before the checksum, and its length in bytes. Nothing of it has been checked but its limits.
    ///
    /// # Errors
    ///
    /// As [`ChunkHeader::read`], but that the checksum and the payload are not looked at.
    pub fn read_head(bytes: &[u8]) -> Result<(Self, usize), DecodeErrorKind> {
        let known = bytes.get(..4).unwrap_or(bytes);
        if !MAGIC.starts_with(known) {
            return Err(NotARecording);
        }
        let mut rest = bytes.get(4..).ok_or(Truncated)?;
        let (&version, after) = rest.split_first().ok_or(Truncated)?;
        if version != VERSION {
            return Err(UnsupportedVersion);
        }
        rest = after;
        let header = Self::read_fields(&mut rest).ok_or({
            // A header is never longer than its limit: with so many bytes there it is broken, not cut.
            if bytes.len() >= MAX_HEADER_BYTES { BadEvent } else { Truncated }
        })?;
        if header.flags & flag::CRITICAL & !flag::KNOWN != 0 {
            return Err(UnsupportedVersion);
        }
        if header.start_micros > MAX_TIME_MICROS
            || header.payload_bytes as usize > MAX_PAYLOAD_BYTES
            || header.inflated_bytes as usize > MAX_INFLATED_BYTES
        {
            return Err(LimitExceeded);
        }
        Ok((header, bytes.len() - rest.len()))
    }

    fn read_fields(rest: &mut &[u8]) -> Option<Self> {
        let flags = read_unsigned(rest)?;
        let recording = read_uid(rest)?;
        let mut header = Self {
            flags,
            recording,
            segment: u32::try_from(read_unsigned(rest)?).ok()?,
            sequence: u32::try_from(read_unsigned(rest)?).ok()?,
            start_micros: read_unsigned(rest)?,
            duration_micros: read_unsigned(rest)?,
            wall_millis: read_unsigned(rest)?,
            identity: None,
            payload_bytes: u32::try_from(read_unsigned(rest)?).ok()?,
            inflated_bytes: u32::try_from(read_unsigned(rest)?).ok()?,
        };
        if header.has(flag::KEYFRAME) {
            header.identity = Some(Identity {
                session: read_uid(rest)?,
                tab: read_uid(rest)?,
                page: read_uid(rest)?,
                device: read_uid(rest)?,
                expires_millis: read_unsigned(rest)?,
            });
        }
        Some(header)
    }
}

fn read_uid(rest: &mut &[u8]) -> Option<Uid> {
    let (bytes, after) = rest.split_first_chunk::<16>()?;
    *rest = after;
    Some(Uid(*bytes))
}

/// Continues the CRC-32 of ISO 3309 (that of gzip and PNG) from `sum`, which is 0 at first.
///
/// Half a byte at a time: the usual table of 1 KiB would be a twentieth of what visitors download.
pub fn crc32(sum: u32, bytes: &[u8]) -> u32 {
    const TABLE: [u32; 16] = {
        let mut table = [0; 16];
        let mut index = 0;
        while index < 16 {
            #[allow(clippy::cast_possible_truncation)]
            let mut value = index as u32;
            let mut bit = 0;
            while bit < 4 {
                value = if value & 1 == 1 { value >> 1 ^ 0xedb8_8320 } else { value >> 1 };
                bit += 1;
            }
            // The index stays below the table's length, which the loop's bound shows.
            #[allow(clippy::indexing_slicing)]
            {
                table[index] = value;
            }
            index += 1;
        }
        table
    };
    let step = |sum: u32| TABLE.get(sum as usize & 15).map_or(0, |value| value ^ sum >> 4);
    !bytes.iter().fold(!sum, |sum, byte| step(step(sum ^ u32::from(*byte))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_standard_one_and_goes_on_over_parts() {
        assert_eq!(crc32(0, b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(crc32(0, b"12345"), b"6789"), 0xcbf4_3926);
    }

    #[test]
    fn every_bit_of_a_chunk_is_under_its_checksum() {
        let header = ChunkHeader { flags: flag::KEYFRAME, sequence: 3, ..ChunkHeader::default() };
        let mut bytes = Vec::new();
        header.write(b"payload", &mut bytes);
        assert!(ChunkHeader::read(&bytes).is_ok());
        for bit in 0..bytes.len() * 8 {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(ChunkHeader::read(&damaged).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_cut_chunk_is_truncated_at_every_length() {
        let mut bytes = Vec::new();
        ChunkHeader::default().write(b"payload", &mut bytes);
        for length in 0..bytes.len() {
            assert_eq!(ChunkHeader::read(&bytes[..length]).map(|_| ()), Err(Truncated), "length {length}");
        }
    }
}
