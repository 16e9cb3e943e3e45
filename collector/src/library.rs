//! The library: which recordings there are, and what is to be said of each.

use crate::error::{RequestError, RequestErrorKind};
use crate::key::Entry;
use crate::retention::{is_expired, now_millis};
use crate::store::{Store, StoredChunk};
use crate::summary::{Page, Summary};
use bytes::Bytes;
use domreel_format::{ChunkHeader, Uid};
use futures_util::{StreamExt, TryStreamExt, stream};
use lru::LruCache;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// How many chunks' headers, and how many pages' names, are kept in memory.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(8_192).unwrap();
/// How many recordings are looked into at once.
const AT_ONCE: usize = 8;
/// How many keyframes are decoded at once: a forged one may inflate to all that `limits` allows.
const DECODED_AT_ONCE: usize = 2;
/// How many chunks are looked into for a keyframe when the first ones are missing.
const MAX_KEYFRAME_SEARCH: usize = 16;

/// Reads what the store holds.
///
/// What it remembers are facts of chunks, which never change: another collector
/// before the same store loses nothing by not having them.
pub struct Library {
    store: Arc<Store>,
    headers: Mutex<LruCache<(Uid, u32), ChunkHeader>>,
    pages: Mutex<LruCache<(Uid, u32), Page>>,
    decoding: Semaphore,
}

impl Library {
    /// Makes a library of what stands in the store.
    pub fn new(store: Arc<Store>) -> Self {
        Self {
            store,
            headers: Mutex::new(LruCache::new(REMEMBERED)),
            pages: Mutex::new(LruCache::new(REMEMBERED)),
            decoding: Semaphore::new(DECODED_AT_ONCE),
        }
    }

    /// Returns up to `limit` recordings, newest first: those from behind `before`, or the newest of all.
    ///
    /// # Errors
    ///
    /// `UnknownRecording` if `before` is not there.
    pub async fn list(&self, before: Option<Uid>, limit: usize) -> Result<Vec<Summary>, RequestError> {
        let mut after = match before {
            Some(id) => Some(Entry::of(&self.first(id).await?)),
            None => None,
        };
        let mut summaries = Vec::new();
        // An entry may have no chunks (yet, or any more), or not be its recording's own: then more are needed.
        while summaries.len() < limit {
            let wanted = limit - summaries.len();
            let entries = self.store.entries(after, wanted).await?;
            after = entries.last().copied();
            let count = entries.len();
            let found: Vec<Option<Summary>> =
                stream::iter(entries).map(|entry| self.listed(entry)).buffered(AT_ONCE).try_collect().await?;
            summaries.extend(found.into_iter().flatten());
            if count < wanted {
                break;
            }
        }
        Ok(summaries)
    }

    /// Returns what is to be said of a recording.
    ///
    /// # Errors
    ///
    /// `UnknownRecording` if there is none of that id.
    pub async fn summary(&self, recording: Uid) -> Result<Summary, RequestError> {
        let chunks = self.store.chunks(recording).await?;
        let (Some(first), Some(last)) = (chunks.first(), chunks.last()) else {
            return Err(RequestErrorKind::UnknownRecording.into());
        };
        let first = self.header(recording, first.sequence).await?;
        let last = self.header(recording, last.sequence).await?;
        let keyframe = self.keyframe(recording, &chunks).await?;
        refuse_expired(keyframe.as_ref())?;
        let page = match &keyframe {
            Some(header) => self.page(recording, header.sequence).await?,
            None => Page::default(),
        };
        Ok(Summary::new(&chunks, &first, &last, keyframe.as_ref(), page))
    }

    /// Refuses a recording whose time is over, as if it were not there.
    ///
    /// # Errors
    ///
    /// `UnknownRecording` if it has expired.
    pub(crate) async fn check_expiry(&self, recording: Uid) -> Result<(), RequestError> {
        let chunks = self.store.chunks(recording).await?;
        let keyframe = self.keyframe(recording, &chunks).await?;
        refuse_expired(keyframe.as_ref())
    }

    /// Returns the header of the first chunk that is there.
    pub(crate) async fn first(&self, recording: Uid) -> Result<ChunkHeader, RequestError> {
        let chunks = self.store.chunks(recording).await?;
        let first = chunks.first().ok_or(RequestErrorKind::UnknownRecording)?;
        self.header(recording, first.sequence).await
    }

    /// The summary of a recording that is listed, unless it is gone or this is not its own entry.
    async fn listed(&self, entry: Entry) -> Result<Option<Summary>, RequestError> {
        match self.summary(entry.recording).await {
            // A forged chunk may claim another start: the recording is shown once, where its first chunk says.
            Ok(summary) => {
                Ok((self.first(entry.recording).await.map(|header| Entry::of(&header))? == entry).then_some(summary))
            }
            Err(error) if error.kind == RequestErrorKind::UnknownRecording => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The header of the first chunk that opens a segment.
    async fn keyframe(&self, recording: Uid, chunks: &[StoredChunk]) -> Result<Option<ChunkHeader>, RequestError> {
        for chunk in chunks.iter().take(MAX_KEYFRAME_SEARCH) {
            let header = self.header(recording, chunk.sequence).await?;
            if header.identity.is_some() {
                return Ok(Some(header));
            }
        }
        Ok(None)
    }

    async fn header(&self, recording: Uid, sequence: u32) -> Result<ChunkHeader, RequestError> {
        if let Some(header) = remembered(&self.headers, recording, sequence) {
            return Ok(header);
        }
        let bytes = self.store.read(recording, sequence).await?;
        let (header, ..) = ChunkHeader::read(&bytes).map_err(|kind| {
            tracing::error!(%recording, sequence, code = kind.code(), "a stored chunk is damaged");
            RequestErrorKind::StoreUnavailable.at(sequence)
        })?;
        lock(&self.headers).put((recording, sequence), header);
        Ok(header)
    }

    async fn page(&self, recording: Uid, sequence: u32) -> Result<Page, RequestError> {
        if let Some(page) = remembered(&self.pages, recording, sequence) {
            return Ok(page);
        }
        let _turn = self.decoding.acquire().await;
        let bytes: Bytes = self.store.read(recording, sequence).await?;
        // A keyframe may be large: others are served meanwhile.
        let page = tokio::task::spawn_blocking(move || Page::read(&bytes)).await.unwrap_or_default();
        lock(&self.pages).put((recording, sequence), page.clone());
        Ok(page)
    }
}

fn refuse_expired(keyframe: Option<&ChunkHeader>) -> Result<(), RequestError> {
    if keyframe.is_some_and(|header| is_expired(header, now_millis())) {
        return Err(RequestErrorKind::UnknownRecording.into());
    }
    Ok(())
}

fn remembered<T: Clone>(cache: &Mutex<LruCache<(Uid, u32), T>>, recording: Uid, sequence: u32) -> Option<T> {
    lock(cache).get(&(recording, sequence)).cloned()
}

fn lock<T>(cache: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    cache.lock().unwrap_or_else(PoisonError::into_inner)
}
