//! Recordings as a stream of items: from a file or standard input, never whole in memory.

use crate::error::Failure;
use domreel_format::{Item, Reader};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// How many bytes are read at once.
const PIECE_BYTES: usize = 256 << 10;

/// The items of a recording, in order.
pub(crate) struct Items {
    file: PathBuf,
    source: Box<dyn Read>,
    reader: Reader,
    piece: Vec<u8>,
    bytes: u64,
    is_over: bool,
}

impl Items {
    /// Opens a recording; `-` is standard input.
    pub(crate) fn open(file: &Path) -> Result<Self, Failure> {
        let source: Box<dyn Read> = if file == Path::new("-") {
            Box::new(io::stdin().lock())
        } else {
            Box::new(File::open(file).map_err(|cause| Failure::Input { file: file.to_owned(), cause })?)
        };
        Ok(Self {
            file: file.to_owned(),
            source,
            reader: Reader::default(),
            piece: vec![0; PIECE_BYTES],
            bytes: 0,
            is_over: false,
        })
    }

    /// Returns what comes next; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Item>, Failure> {
        loop {
            if let Some(item) = self.reader.next() {
                return Ok(Some(item));
            }
            if self.is_over {
                return Ok(None);
            }
            match self.source.read(&mut self.piece) {
                Ok(0) => {
                    self.is_over = true;
                    self.reader.finish();
                }
                Ok(length) => {
                    self.bytes += length as u64;
                    self.reader.push(&self.piece[..length]);
                }
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(Failure::Input { file: self.file.clone(), cause }),
            }
        }
    }

    /// Returns how many bytes have been read.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }
}
