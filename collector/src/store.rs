//! The store: where chunks are kept, and for good once they are acknowledged.
//!
//! Everything goes through the `object_store` crate, so that a folder and an
//! S3-compatible bucket are the same to the rest of the collector. A chunk is
//! written once and never changed.

use crate::error::{OpenError, OpenErrorKind, RequestError, RequestErrorKind};
use crate::key::{self, Entry};
use crate::retention::is_same;
use bytes::Bytes;
use domreel_format::limits::MAX_HEADER_BYTES;
use domreel_format::{ChunkHeader, Uid};
use futures_util::{StreamExt, TryStreamExt};
use lru::LruCache;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, RetryConfig};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

/// How many recordings are remembered as listed.
const KNOWN_ENTRIES: NonZeroUsize = NonZeroUsize::new(4_096).unwrap();

/// How long a store that does not answer is tried again before the client is told.
const RETRY_TIMEOUT: Duration = Duration::from_secs(15);

/// Where chunks are kept.
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    /// Whether this is a folder: it lists in no order, and may acknowledge what is not on the disk yet.
    is_folder: bool,
    /// Recordings that are known to have their entry: spares a write for each chunk.
    listed: Mutex<LruCache<Entry, ()>>,
    /// How large recordings are, that came lately.
    sizes: Mutex<LruCache<Uid, u64>>,
    /// The folder, if it is one.
    folder: Option<PathBuf>,
}

/// Whether a chunk was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It was not there before.
    New,
    /// The same bytes were there already.
    Known,
}

/// A chunk in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredChunk {
    /// Its number.
    pub sequence: u32,
    /// Its length.
    pub bytes: u64,
}

impl Store {
    /// Opens a folder, which is made if it is not there, or an address such as `s3://bucket/prefix`.
    ///
    /// What a bucket needs beside its name comes from the usual variables of the
    /// environment: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT_URL`.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made or the address is not understood. Whether a
    /// bucket is there shows at the first request.
    pub fn open(place: &str) -> Result<Self, OpenError> {
        let opened = match place.split_once("://") {
            None => open_folder(Path::new(place)),
            Some(("s3", rest)) => open_bucket(rest),
            Some(_) => Err(OpenErrorKind::UnknownScheme),
        };
        let objects = opened.map_err(|kind| OpenError { place: place.to_owned(), kind })?;
        let is_folder = !place.contains("://");
        Ok(Self {
            objects,
            is_folder,
            listed: Mutex::new(LruCache::new(KNOWN_ENTRIES)),
            sizes: Mutex::new(LruCache::new(KNOWN_ENTRIES)),
            folder: is_folder.then(|| PathBuf::from(place)),
        })
    }

    /// Keeps a chunk. When this returns `Ok`, the chunk survives a loss of power.
    ///
    /// # Errors
    ///
    /// `ConflictingChunk` if other bytes are stored under the same number; those stay.
    pub async fn put(&self, header: &ChunkHeader, bytes: Bytes) -> Result<Stored, RequestError> {
        self.refuse_links(header.recording, Some(header.sequence))?;
        // The entry comes first: an entry without a chunk is harmless, a chunk without one is never seen.
        self.enter(Entry::of(header)).await?;
        let key = key::chunk(header.recording, header.sequence);
        let length = bytes.len() as u64;
        match self.create(&key, bytes.clone()).await? {
            Stored::New => {
                if let Some(size) = self.sizes().get_mut(&header.recording) {
                    *size += length;
                }
                Ok(Stored::New)
            }
            Stored::Known => {
                let kept = self.objects.get(&key).await?.bytes().await?;
                if !is_same(&kept, &bytes) {
                    return Err(RequestErrorKind::ConflictingChunk.at(header.sequence));
                }
                if self.is_folder {
                    // Whoever put it there may have been killed before it reached the disk.
                    self.objects.put(&key, kept.into()).await?;
                }
                Ok(Stored::Known)
            }
        }
    }

    /// Returns the chunks of a recording, in order; none if there is no such recording.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub async fn chunks(&self, recording: Uid) -> Result<Vec<StoredChunk>, RequestError> {
        self.refuse_links(recording, None)?;
        let mut chunks: Vec<_> = self
            .objects
            .list(Some(&key::recording(recording)))
            .try_filter_map(|object| async move {
                Ok(key::sequence(&object.location).map(|sequence| StoredChunk { sequence, bytes: object.size }))
            })
            .try_collect()
            .await?;
        chunks.retain(|chunk| self.refuse_links(recording, Some(chunk.sequence)).is_ok());
        chunks.sort_unstable();
        Ok(chunks)
    }

    /// Returns a chunk's bytes.
    ///
    /// # Errors
    ///
    /// `UnknownRecording` if the chunk is not there (any more).
    pub async fn read(&self, recording: Uid, sequence: u32) -> Result<Bytes, RequestError> {
        self.refuse_links(recording, Some(sequence))?;
        Ok(self.objects.get(&key::chunk(recording, sequence)).await?.bytes().await?)
    }

    /// Returns a part of a chunk's bytes.
    ///
    /// # Errors
    ///
    /// `UnknownRecording` if the chunk is not there (any more).
    pub async fn read_range(&self, recording: Uid, sequence: u32, range: Range<u64>) -> Result<Bytes, RequestError> {
        self.refuse_links(recording, Some(sequence))?;
        Ok(self.objects.get_range(&key::chunk(recording, sequence), range).await?)
    }

    /// Deletes a recording: all its chunks, and the entry that lists it.
    ///
    /// # Errors
    ///
    /// If the store fails; what was deleted until then is gone.
    pub async fn delete(&self, recording: Uid, start: &ChunkHeader) -> Result<(), RequestError> {
        for chunk in self.chunks(recording).await? {
            self.delete_object(&key::chunk(recording, chunk.sequence)).await?;
        }
        let entry = Entry::of(start);
        self.delete_object(&entry.key()).await?;
        self.listed().pop(&entry);
        self.sizes().pop(&recording);
        Ok(())
    }

    /// Deletes a recording of which nothing is known but its id.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub(crate) async fn delete_whole(&self, recording: Uid) -> Result<(), RequestError> {
        let Some(first) = self.chunks(recording).await?.first().copied() else { return Ok(()) };
        let bytes = self.read(recording, first.sequence).await?;
        let header = ChunkHeader::peek(&bytes).map_err(|_| RequestErrorKind::StoreUnavailable)?;
        self.delete(recording, &header).await
    }

    /// Returns how many bytes of a recording are there; 0: there is none.
    pub(crate) async fn size(&self, recording: Uid) -> Result<u64, RequestError> {
        if let Some(size) = self.sizes().get(&recording) {
            return Ok(*size);
        }
        let size = self.chunks(recording).await?.iter().map(|chunk| chunk.bytes).sum();
        self.sizes().put(recording, size);
        Ok(size)
    }

    /// Returns all recordings, each with how long ago its last chunk came.
    pub(crate) async fn ages(&self) -> Result<BTreeMap<Uid, Duration>, RequestError> {
        let mut ages = BTreeMap::new();
        let mut objects = self.objects.list(Some(&key::recordings()));
        let now = SystemTime::now();
        while let Some(object) = objects.try_next().await? {
            let Some(recording) = key::recording_of(&object.location) else { continue };
            let age = now.duration_since(object.last_modified.into()).unwrap_or_default();
            ages.entry(recording).and_modify(|known: &mut Duration| *known = age.min(*known)).or_insert(age);
        }
        Ok(ages)
    }

    /// Returns the header of the first chunk, if that opens a segment.
    pub(crate) async fn opening(&self, recording: Uid) -> Option<ChunkHeader> {
        let first = *self.chunks(recording).await.ok()?.first()?;
        let range = 0..first.bytes.min(MAX_HEADER_BYTES as u64);
        let bytes = self.read_range(recording, first.sequence, range).await.ok()?;
        ChunkHeader::peek(&bytes).ok().filter(|header| header.identity.is_some())
    }

    /// Refuses a recording, or a chunk, in whose place somebody has put a link to elsewhere.
    fn refuse_links(&self, recording: Uid, sequence: Option<u32>) -> Result<(), RequestError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let mut path = folder.clone();
        let key = match sequence {
            Some(sequence) => key::chunk(recording, sequence),
            None => key::recording(recording),
        };
        for part in key.parts() {
            path.push(part.as_ref());
            if path.symlink_metadata().is_ok_and(|known| known.is_symlink()) {
                tracing::error!(path = %path.display(), "a link stands in the store");
                return Err(RequestErrorKind::UnknownRecording.into());
            }
        }
        Ok(())
    }

    fn sizes(&self) -> std::sync::MutexGuard<'_, LruCache<Uid, u64>> {
        self.sizes.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Returns recordings, newest first, from behind the one that `after` belongs to.
    pub(crate) async fn entries(&self, after: Option<Entry>, limit: usize) -> Result<Vec<Entry>, RequestError> {
        let prefix = Entry::prefix();
        let objects = match after {
            Some(entry) => self.objects.list_with_offset(Some(&prefix), &entry.key()),
            None => self.objects.list(Some(&prefix)),
        };
        let entries =
            objects.try_filter_map(|object| std::future::ready(Ok(Entry::from_key(&object.location)))).boxed();
        if !self.is_folder {
            return Ok(entries.take(limit).try_collect().await?);
        }
        let mut entries: Vec<_> = entries.try_collect().await?;
        entries.sort_unstable();
        entries.truncate(limit);
        Ok(entries)
    }

    /// Makes sure that a recording is in the list.
    async fn enter(&self, entry: Entry) -> Result<(), RequestError> {
        if self.listed().contains(&entry) {
            return Ok(());
        }
        self.create(&entry.key(), Bytes::new()).await?;
        self.listed().put(entry, ());
        Ok(())
    }

    /// Writes an object unless one is there.
    async fn create(&self, key: &object_store::path::Path, bytes: Bytes) -> Result<Stored, RequestError> {
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.objects.put_opts(key, PutPayload::from(bytes), options).await {
            Ok(_) => Ok(Stored::New),
            Err(object_store::Error::AlreadyExists { .. }) => Ok(Stored::Known),
            Err(error) => Err(error.into()),
        }
    }

    async fn delete_object(&self, key: &object_store::path::Path) -> Result<(), RequestError> {
        match self.objects.delete(key).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn listed(&self) -> std::sync::MutexGuard<'_, LruCache<Entry, ()>> {
        self.listed.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn open_folder(folder: &Path) -> Result<Arc<dyn ObjectStore>, OpenErrorKind> {
    // For nobody else on the machine.
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(OpenErrorKind::Folder)?;
    let objects = LocalFileSystem::new_with_prefix(folder).map_err(|error| OpenErrorKind::Settings(error.into()))?;
    // Without `fsync` a chunk that was acknowledged could be gone after a loss of power.
    Ok(Arc::new(objects.with_fsync(true).with_automatic_cleanup(true)))
}

fn open_bucket(address: &str) -> Result<Arc<dyn ObjectStore>, OpenErrorKind> {
    let (bucket, prefix) = address.split_once('/').unwrap_or((address, ""));
    if bucket.is_empty() {
        return Err(OpenErrorKind::Address);
    }
    // Fails only where a provider was chosen before, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let retry = RetryConfig { retry_timeout: RETRY_TIMEOUT, ..RetryConfig::default() };
    let objects = AmazonS3Builder::from_env()
        .with_bucket_name(bucket)
        .with_allow_http(true)
        .with_retry(retry)
        .build()
        .map_err(|error| OpenErrorKind::Settings(error.into()))?;
    let prefix = prefix.trim_matches('/');
    if prefix.is_empty() { Ok(Arc::new(objects)) } else { Ok(Arc::new(PrefixStore::new(objects, prefix))) }
}
