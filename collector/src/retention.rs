//! Retention: recordings go when their time is over.

use crate::audit::Audit;
use crate::store::Store;
use domreel_format::{ChunkHeader, Identity, Uid};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How often recordings are looked through.
const SWEEP_EVERY: Duration = Duration::from_secs(3_600);

/// Returns the wall clock, in milliseconds of the Unix epoch.
pub(crate) fn now_millis() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Says whether the header of a chunk that opens a segment says that its time is over.
pub(crate) fn is_expired(header: &ChunkHeader, now_millis: u64) -> bool {
    header.identity.is_some_and(|identity| identity.expires_millis != 0 && identity.expires_millis < now_millis)
}

/// Returns a chunk with the expiry that the collector sets, which only ever comes earlier; `None`: it stays as it is.
pub(crate) fn stamped(
    header: &ChunkHeader,
    payload: &[u8],
    keep: Duration,
    now_millis: u64,
) -> Option<(ChunkHeader, Vec<u8>)> {
    let identity = header.identity?;
    let end = now_millis.saturating_add(u64::try_from(keep.as_millis()).unwrap_or(u64::MAX));
    if identity.expires_millis != 0 && identity.expires_millis <= end {
        return None;
    }
    let header = ChunkHeader { identity: Some(Identity { expires_millis: end, ..identity }), ..*header };
    let mut bytes = Vec::with_capacity(payload.len() + 256);
    header.write(payload, &mut bytes);
    Some((header, bytes))
}

/// Says whether two chunks are the same but for their expiry.
pub(crate) fn is_same(one: &[u8], other: &[u8]) -> bool {
    let plain = |bytes: &[u8]| {
        let (mut header, payload, _) = ChunkHeader::read(bytes).ok()?;
        if let Some(identity) = &mut header.identity {
            identity.expires_millis = 0;
        }
        Some((header, payload.to_vec()))
    };
    one == other || (plain(one).is_some() && plain(one) == plain(other))
}

/// Deletes what is older than `keep`, and what has expired; now, and every hour from now on.
pub async fn keep_tidy(store: Arc<Store>, keep: Option<Duration>, audit: Audit) {
    loop {
        sweep(&store, keep, &audit).await;
        tokio::time::sleep(SWEEP_EVERY).await;
    }
}

/// Looks through all recordings once, deletes those whose time is over, and returns them.
///
/// A recording's age is that of the chunk that came last, by the clock of the store: that of the
/// visitor's device may say anything.
pub async fn sweep(store: &Store, keep: Option<Duration>, audit: &Audit) -> Vec<Uid> {
    let ages = match store.ages().await {
        Ok(ages) => ages,
        Err(error) => {
            tracing::warn!(%error, "recordings could not be looked through");
            return Vec::new();
        }
    };
    let mut deleted = Vec::new();
    for (recording, age) in ages {
        let is_old = keep.is_some_and(|keep| age > keep);
        if !is_old && !store.opening(recording).await.is_some_and(|header| is_expired(&header, now_millis())) {
            continue;
        }
        let outcome = match store.delete_whole(recording).await {
            Ok(()) => 204,
            Err(error) => error.kind.status().as_u16(),
        };
        audit.write("collector", "delete", "expire", Some(recording.to_string()), outcome);
        tracing::info!(%recording, outcome, "a recording's time is over");
        deleted.push(recording);
    }
    deleted
}
