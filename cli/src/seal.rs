//! Opens and seals chunks with an analyst's key, and makes such keys.

use crate::error::Failure;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit, Nonce};
use domreel_format::chunk::{MAGIC, flag};
use domreel_format::seal::{self, Course, INFO, KEY_ID_BYTES, POINT_BYTES, SealHead, Step};
use domreel_format::{ChunkHeader, DecodeErrorKind, Uid};
use hkdf::Hkdf;
use p256::ecdh::diffie_hellman;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use p256::{PublicKey, SecretKey};
use sha2::{Digest, Sha256};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::ExitCode;

/// The private key of an analyst.
#[derive(Clone)]
pub(crate) struct SealKey {
    secret: SecretKey,
    point: [u8; POINT_BYTES],
}

impl SealKey {
    /// Reads a key from a file: PKCS#8 in PEM, as `domreel keygen` and OpenSSL write it.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(file).map_err(|cause| Failure::Input { file: file.to_owned(), cause })?;
        let secret = SecretKey::from_pkcs8_pem(&text).map_err(|_| Failure::NoKey(file.to_owned()))?;
        Ok(Self::new(secret))
    }

    fn new(secret: SecretKey) -> Self {
        let point = point(&secret.public_key());
        Self { secret, point }
    }

    fn generate() -> Result<Self, Failure> {
        loop {
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes).map_err(|_| Failure::NoRandomness)?;
            // All but a few numbers of that length are keys.
            if let Ok(secret) = SecretKey::from_slice(&bytes) {
                return Ok(Self::new(secret));
            }
        }
    }

    fn id(&self) -> [u8; KEY_ID_BYTES] {
        key_id(&self.point)
    }

    /// The cipher of a recording that was sealed to this key with such a head.
    fn cipher(&self, recording: Uid, head: &SealHead) -> Result<ChaCha20Poly1305, DecodeErrorKind> {
        if head.key_id != self.id() {
            return Err(DecodeErrorKind::WrongKey);
        }
        let theirs = PublicKey::from_sec1_bytes(&head.point).map_err(|_| DecodeErrorKind::SealBroken)?;
        Ok(cipher(&self.secret, &theirs, recording, &head.point, &self.point))
    }
}

fn point(key: &PublicKey) -> [u8; POINT_BYTES] {
    let mut bytes = [0; POINT_BYTES];
    bytes.copy_from_slice(key.to_sec1_point(false).as_bytes());
    bytes
}

fn key_id(point: &[u8; POINT_BYTES]) -> [u8; KEY_ID_BYTES] {
    let mut id = [0; KEY_ID_BYTES];
    id.copy_from_slice(&Sha256::digest(point)[..KEY_ID_BYTES]);
    id
}

fn cipher(ours: &SecretKey, theirs: &PublicKey, recording: Uid, recorder: &[u8], analyst: &[u8]) -> ChaCha20Poly1305 {
    let shared = diffie_hellman(ours.to_nonzero_scalar(), theirs.as_affine());
    let derived = Hkdf::<Sha256>::new(Some(&recording.0), shared.raw_secret_bytes());
    let mut key = [0; 32];
    // It fails for keys of thousands of bytes alone.
    let _ = derived.expand(&[INFO, recorder, analyst].concat(), &mut key);
    ChaCha20Poly1305::new(&Key::from(key))
}

/// Opens the sealed chunks of a recording, as its bytes come.
pub(crate) struct Opener {
    key: SealKey,
    course: Course,
    cipher: Option<ChaCha20Poly1305>,
    buffer: Vec<u8>,
}

impl Opener {
    pub(crate) fn new(key: SealKey) -> Self {
        Self { key, course: Course::default(), cipher: None, buffer: Vec::new() }
    }

    /// Says whether a sealed chunk was opened.
    pub(crate) fn is_sealed(&self) -> bool {
        self.cipher.is_some()
    }

    /// Takes bytes, and returns those of the chunks that are whole, opened. What is no chunk passes as it is.
    ///
    /// # Errors
    ///
    /// If the recording is sealed to another key.
    pub(crate) fn push(&mut self, bytes: &[u8], is_last: bool) -> Result<Vec<u8>, DecodeErrorKind> {
        self.buffer.extend_from_slice(bytes);
        let buffer = std::mem::take(&mut self.buffer);
        let mut rest = buffer.as_slice();
        let mut out = Vec::with_capacity(rest.len());
        while !rest.is_empty() {
            match ChunkHeader::read(rest) {
                Ok((header, payload, length)) => {
                    self.chunk(&header, payload, &rest[..length], &mut out)?;
                    rest = &rest[length..];
                }
                Err(DecodeErrorKind::Truncated) if !is_last => break,
                // No chunk stands here; the reader says so, and both look for the next one.
                Err(_) => {
                    let next = rest[1..].windows(MAGIC.len()).position(|window| window == MAGIC);
                    let end = next.map_or(rest.len(), |at| at + 1);
                    out.extend_from_slice(&rest[..end]);
                    rest = &rest[end..];
                }
            }
        }
        self.buffer = rest.to_vec();
        Ok(out)
    }

    fn chunk(
        &mut self,
        header: &ChunkHeader,
        payload: &[u8],
        chunk: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), DecodeErrorKind> {
        let opened = match self.course.take(header, payload) {
            Step::Plain | Step::Unknown => {
                out.extend_from_slice(chunk);
                return Ok(());
            }
            Step::Broken => None,
            Step::Open(head, sealed) => {
                if self.cipher.is_none() {
                    self.cipher = Some(self.key.cipher(header.recording, &head)?);
                }
                let over = header.sealed_over();
                let nonce = Nonce::from(seal::nonce(header.sequence));
                let payload = Payload { msg: sealed, aad: &over };
                self.cipher.as_ref().and_then(|cipher| cipher.decrypt(&nonce, payload).ok())
            }
        };
        match opened {
            Some(opened) => ChunkHeader { flags: header.flags & !flag::SEALED, ..*header }.write(&opened, out),
            // Empty and sealed: what a reader calls a broken seal.
            None => ChunkHeader { flags: header.flags | flag::SEALED, ..*header }.write(&[], out),
        }
        Ok(())
    }
}

/// Seals the chunks of a recording to a key.
pub(crate) struct Sealer {
    key: SealKey,
    sealing: Option<(Uid, SealHead, ChaCha20Poly1305)>,
}

impl Sealer {
    pub(crate) fn new(key: SealKey) -> Self {
        Self { key, sealing: None }
    }

    /// Returns a chunk, or nothing, sealed.
    pub(crate) fn seal(&mut self, chunk: &[u8]) -> Result<Vec<u8>, Failure> {
        let Ok((header, payload, _)) = ChunkHeader::read(chunk) else { return Ok(Vec::new()) };
        if self.sealing.as_ref().is_none_or(|(recording, ..)| *recording != header.recording) {
            let own = SealKey::generate()?;
            let head = SealHead { key_id: self.key.id(), point: own.point };
            let theirs = self.key.secret.public_key();
            let cipher = cipher(&own.secret, &theirs, header.recording, &own.point, &self.key.point);
            self.sealing = Some((header.recording, head, cipher));
        }
        let Some((_, head, cipher)) = &self.sealing else { return Ok(Vec::new()) };
        let header = ChunkHeader { flags: header.flags | flag::SEALED, ..header };
        let mut sealed = Vec::new();
        if header.has(flag::KEYFRAME) {
            head.write(&mut sealed);
        }
        let (over, nonce) = (header.sealed_over(), Nonce::from(seal::nonce(header.sequence)));
        let made = cipher.encrypt(&nonce, Payload { msg: payload, aad: &over });
        sealed.extend(made.map_err(|_| Failure::NoRandomness)?);
        let mut out = Vec::with_capacity(sealed.len() + 256);
        header.write(&sealed, &mut out);
        Ok(out)
    }
}

/// Writes a new private key to a file, and prints the public one for the recorder.
pub(crate) fn keygen(file: &Path) -> Result<ExitCode, Failure> {
    let key = SealKey::generate()?;
    let pem = key.secret.to_pkcs8_pem(LineEnding::LF).map_err(|_| Failure::NoRandomness)?;
    let failed = |cause| Failure::Written { file: file.to_owned(), cause };
    // Never over a key that is there: what was sealed to it could not be opened any more.
    let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).map_err(failed)?;
    out.write_all(pem.as_bytes()).and_then(|()| out.sync_all()).map_err(failed)?;
    println!("{}", BASE64_URL_SAFE_NO_PAD.encode(key.point));
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Source;
    use domreel_format::Reader;

    fn chunks(mut bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut chunks = Vec::new();
        while let Ok((_, _, length)) = ChunkHeader::read(bytes) {
            chunks.push(bytes[..length].to_vec());
            bytes = &bytes[length..];
        }
        chunks
    }

    /// A generated recording of several chunks, plain and sealed.
    fn sealed(key: &SealKey) -> (Vec<u8>, Vec<Vec<u8>>) {
        let plain = (0..).map(|seed| Source::new(seed).recording()).find(|bytes| chunks(bytes).len() > 4).unwrap();
        let mut sealer = Sealer::new(key.clone());
        let sealed = chunks(&plain).iter().map(|chunk| sealer.seal(chunk).unwrap()).collect();
        (plain, sealed)
    }

    fn open(key: &SealKey, bytes: &[u8]) -> Result<Vec<u8>, DecodeErrorKind> {
        Opener::new(key.clone()).push(bytes, true)
    }

    fn codes(key: &SealKey, bytes: &[u8]) -> Vec<&'static str> {
        Reader::read_all(&open(key, bytes).unwrap()).damage.iter().map(|error| error.code()).collect()
    }

    #[test]
    fn what_was_sealed_opens_to_the_same_bytes_however_they_come() {
        let key = SealKey::generate().unwrap();
        let (plain, sealed) = sealed(&key);
        let bytes = sealed.concat();
        assert_eq!(open(&key, &bytes), Ok(plain.clone()));
        assert!(open(&key, &plain) == Ok(plain.clone()));
        let mut opener = Opener::new(key);
        let mut out = Vec::new();
        for piece in bytes.chunks(7) {
            out.extend(opener.push(piece, false).unwrap());
        }
        out.extend(opener.push(&[], true).unwrap());
        assert!(out == plain);
    }

    #[test]
    fn another_key_opens_nothing() {
        let key = SealKey::generate().unwrap();
        let (_, sealed) = sealed(&key);
        assert_eq!(open(&SealKey::generate().unwrap(), &sealed.concat()), Err(DecodeErrorKind::WrongKey));
        assert_eq!(Reader::read_all(&sealed.concat()).damage[0].code(), "sealed");
    }

    #[test]
    fn every_changed_byte_is_found_out() {
        let key = SealKey::generate().unwrap();
        let (plain, sealed) = sealed(&key);
        let second = &sealed[1];
        let (header, payload, length) = ChunkHeader::read(second).unwrap();
        for at in 0..payload.len() {
            let mut changed = payload.to_vec();
            changed[at] ^= 1;
            let mut forged = Vec::new();
            header.write(&changed, &mut forged);
            assert_eq!(codes(&key, &[&sealed[0], &forged].map(Vec::as_slice).concat()), ["seal-broken"], "{at}");
        }
        let forge = |header: ChunkHeader| {
            let mut forged = sealed[0].clone();
            header.write(payload, &mut forged);
            codes(&key, &forged)
        };
        assert_eq!(forge(ChunkHeader { wall_millis: header.wall_millis + 1, ..header }), ["seal-broken"]);
        assert_eq!(forge(ChunkHeader { start_micros: header.start_micros + 1, ..header }), ["seal-broken"]);
        assert_eq!(forge(ChunkHeader { flags: header.flags ^ flag::FINAL, ..header }), ["seal-broken"]);
        assert!(length > 0 && !plain.is_empty());
    }

    #[test]
    fn chunks_that_are_cut_moved_repeated_or_swapped_are_found_out() {
        let key = SealKey::generate().unwrap();
        let (plain, sealed) = sealed(&key);
        let whole = Reader::read_all(&plain);
        let of = |order: &[usize]| order.iter().flat_map(|index| sealed[*index].clone()).collect::<Vec<u8>>();
        let cut = sealed[0].len() + sealed[1].len() - 1;
        assert_eq!(codes(&key, &sealed.concat()[..cut]), ["truncated"]);
        assert_eq!(codes(&key, &of(&[0, 2]))[0], "missing-chunk");
        // A chunk that comes again does no harm.
        let again = Reader::read_all(&open(&key, &of(&[0, 0, 1, 0, 1])).unwrap());
        assert_eq!((again.damage.len(), again.events.len() <= whole.events.len()), (0, true));
        // Under another number it is no copy any more, but a forgery.
        let (header, payload, _) = ChunkHeader::read(&sealed[1]).unwrap();
        let mut replayed = of(&[0, 1]);
        ChunkHeader { sequence: 2, ..header }.write(payload, &mut replayed);
        assert_eq!(codes(&key, &replayed), ["seal-broken"]);
        // Chunks of another recorder, sealed to the same key.
        let other = Sealer::new(key.clone()).seal(&chunks(&plain)[1]).unwrap();
        assert_eq!(codes(&key, &[sealed[0].clone(), other].concat()), ["seal-broken"]);
        // And plain ones.
        assert_eq!(codes(&key, &[sealed[0].clone(), chunks(&plain)[1].clone()].concat()), ["seal-broken"]);
    }
}
