//! The store: where chunks are kept, and for good once they are acknowledged.
//!
//! Everything goes through the `object_store` crate, so that a folder and an
//! S3-compatible bucket are the same to the rest of the collector. A chunk is
//! written once and never changed.

use crate::error::{OpenError, OpenErrorKind, RequestError, RequestErrorKind};
use crate::key::{self, Entry};
use bytes::Bytes;
use domreel_format::{ChunkHeader, Uid};
use futures_util::{StreamExt, TryStreamExt};
use lru::LruCache;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, RetryConfig};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

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
        Ok(Self { objects, is_folder: !place.contains("://"), listed: Mutex::new(LruCache::new(KNOWN_ENTRIES)) })
    }

    /// Keeps a chunk. When this returns `Ok`, the chunk survives a loss of power.
    ///
    /// # Errors
    ///
    /// `ConflictingChunk` if other bytes are stored under the same number; those stay.
    pub async fn put(&self, header: &ChunkHeader, bytes: Bytes) -> Result<Stored, RequestError> {
        // The entry comes first: an entry without a chunk is harmless, a chunk without one is never seen.
        self.enter(Entry::of(header)).await?;
        let key = key::chunk(header.recording, header.sequence);
        match self.create(&key, bytes.clone()).await? {
            Stored::New => Ok(Stored::New),
            Stored::Known => {
                let kept = self.objects.get(&key).await?.bytes().await?;
                if kept != bytes {
                    return Err(RequestErrorKind::ConflictingChunk.at(header.sequence));
                }
                if self.is_folder {
                    // Whoever put it there may have been killed before it reached the disk.
                    self.objects.put(&key, bytes.into()).await?;
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
        let mut chunks: Vec<_> = self
            .objects
            .list(Some(&key::recording(recording)))
            .try_filter_map(|object| async move {
                Ok(key::sequence(&object.location).map(|sequence| StoredChunk { sequence, bytes: object.size }))
            })
            .try_collect()
            .await?;
        chunks.sort_unstable();
        Ok(chunks)
    }

    /// Returns a chunk's bytes.
    ///
    /// # Errors
    ///
    /// `UnknownRecording` if the chunk is not there (any more).
    pub async fn read(&self, recording: Uid, sequence: u32) -> Result<Bytes, RequestError> {
        Ok(self.objects.get(&key::chunk(recording, sequence)).await?.bytes().await?)
    }

    /// Returns a part of a chunk's bytes.
    ///
    /// # Errors
    ///
    /// `UnknownRecording` if the chunk is not there (any more).
    pub async fn read_range(&self, recording: Uid, sequence: u32, range: Range<u64>) -> Result<Bytes, RequestError> {
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
        Ok(())
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
    std::fs::create_dir_all(folder).map_err(OpenErrorKind::Folder)?;
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
