//! Recordings as a stream of items: from a file or standard input, never whole in memory.
//!
//! A recording that has expired is refused, whatever is to be done with it.

use crate::calendar;
use crate::error::Failure;
use crate::meter::Meter;
use crate::seal::{Opener, SealKey};
use domreel_format::{DecodeErrorKind, Item, Reader};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// How many bytes are read at once.
const PIECE_BYTES: usize = 256 << 10;

/// Is shown bytes as they come.
type Watch = Box<dyn FnMut(&[u8])>;

/// The items of a recording, in order.
pub(crate) struct Items {
    file: PathBuf,
    source: Box<dyn Read>,
    reader: Reader,
    piece: Vec<u8>,
    bytes: u64,
    is_over: bool,
    /// Is shown the bytes as they come.
    watch: Option<Watch>,
    opener: Option<Opener>,
    /// Counts what the events cost whoever applies them.
    meter: Option<Meter>,
}

impl Items {
    /// Opens a recording; `-` is standard input. With a key, its sealed chunks are opened too.
    pub(crate) fn open(file: &Path, key: Option<&SealKey>) -> Result<Self, Failure> {
        let source: Box<dyn Read> = if file == Path::new("-") {
            Box::new(io::stdin().lock())
        } else {
            Box::new(File::open(file).map_err(|cause| Failure::Input { file: file.to_owned(), cause })?)
        };
        let mut reader = Reader::default();
        reader.refuse_expired(calendar::now_millis());
        Ok(Self {
            file: file.to_owned(),
            source,
            reader,
            piece: vec![0; PIECE_BYTES],
            bytes: 0,
            is_over: false,
            watch: None,
            opener: key.cloned().map(Opener::new),
            meter: None,
        })
    }

    /// Opens a recording whose events are going to be applied: one that asks for too much work is refused.
    pub(crate) fn open_to_apply(file: &Path, key: Option<&SealKey>) -> Result<Self, Failure> {
        Ok(Self { meter: Some(Meter::default()), ..Self::open(file, key)? })
    }

    /// Has every byte shown, as it stands in the file.
    pub(crate) fn watch(&mut self, watch: impl FnMut(&[u8]) + 'static) {
        self.watch = Some(Box::new(watch));
    }

    /// Returns the inflated payload of the last chunk.
    pub(crate) fn payload(&self) -> &[u8] {
        self.reader.payload()
    }

    /// Returns what comes next; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Item>, Failure> {
        loop {
            match self.reader.next() {
                Some(Item::Damage(error)) if error.kind == DecodeErrorKind::Expired => {
                    return Err(Failure::Expired(self.file.clone()));
                }
                Some(item) => {
                    if let (Item::Event { at_micros, event }, Some(meter)) = (&item, &mut self.meter)
                        && !meter.allows(event, self.bytes, self.reader.weight())
                    {
                        return Err(Failure::TooCostly { file: self.file.clone(), at_micros: *at_micros });
                    }
                    return Ok(Some(item));
                }
                None => {}
            }
            if self.is_over {
                return Ok(None);
            }
            match self.source.read(&mut self.piece) {
                Ok(0) => {
                    self.is_over = true;
                    self.push(0)?;
                    self.reader.finish();
                }
                Ok(length) => {
                    self.bytes += length as u64;
                    if let Some(watch) = &mut self.watch {
                        watch(&self.piece[..length]);
                    }
                    self.push(length)?;
                }
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(Failure::Input { file: self.file.clone(), cause }),
            }
        }
    }

    /// Says whether the recording is sealed, as far as it was read.
    pub(crate) fn is_sealed(&self) -> bool {
        self.opener.as_ref().is_some_and(Opener::is_sealed)
    }

    /// Hands over what was read, opened where it is sealed; 0 bytes: nothing more comes.
    fn push(&mut self, length: usize) -> Result<(), Failure> {
        let piece = &self.piece[..length];
        match &mut self.opener {
            None => self.reader.push(piece),
            Some(opener) => match opener.push(piece, length == 0) {
                Ok(opened) => self.reader.push(&opened),
                // Nothing else goes wrong with a seal as a whole.
                Err(_) => return Err(Failure::WrongKey(self.file.clone())),
            },
        }
        Ok(())
    }

    /// Returns how many bytes have been read.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }
}
