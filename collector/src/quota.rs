//! How much one client may ask for, and how large a recording may become.

use crate::error::RequestErrorKind;
use axum::http::HeaderMap;
use governor::clock::DefaultClock;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

/// After how many requests clients are forgotten that have long asked for nothing.
const TIDY_EVERY: u32 = 1_024;
/// Bytes are counted in pieces of this size.
const PIECE_BYTES: usize = 1 << 10;

/// What a client, and a recording, may take at most; 0: as much as it wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests of one client in a minute.
    pub requests_per_minute: u32,
    /// Bytes that one client sends in a minute.
    pub bytes_per_minute: u64,
    /// New recordings of one client in an hour.
    pub recordings_per_hour: u32,
    /// Bytes of one recording.
    pub recording_bytes: u64,
    /// Connections of one client at a time.
    pub connections_per_client: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests_per_minute: 1_200,
            bytes_per_minute: 512 << 20,
            recordings_per_hour: 600,
            recording_bytes: 1 << 30,
            connections_per_client: 128,
        }
    }
}

/// Who asks, by address: of IPv6 the network, which is what one customer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Client(IpAddr);

impl Client {
    /// Returns the client at an address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
            }
            address => Self(address),
        }
    }

    /// Where no connection tells an address.
    pub(crate) fn unknown() -> Self {
        Self(Ipv4Addr::UNSPECIFIED.into())
    }

    /// The client for whom a proxy asks: the last address that it added.
    pub(crate) fn forwarded(headers: &HeaderMap) -> Option<Self> {
        let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?;
        Some(Self::of(last.trim().parse().ok()?))
    }
}

type Limiter = RateLimiter<Client, HashMapStateStore<Client>, DefaultClock>;

/// Counts what clients ask for. Each collector counts by itself.
pub(crate) struct Quotas {
    requests: Option<Limiter>,
    pieces: Option<Limiter>,
    recordings: Option<Limiter>,
    pub(crate) recording_bytes: u64,
    counted: AtomicU32,
}

impl Quotas {
    pub(crate) fn new(limits: &Limits) -> Self {
        let limiter =
            |quota: fn(NonZeroU32) -> Quota, count| NonZeroU32::new(count).map(|count| Limiter::hashmap(quota(count)));
        let pieces = u32::try_from(limits.bytes_per_minute.div_ceil(PIECE_BYTES as u64)).unwrap_or(u32::MAX);
        Self {
            requests: limiter(Quota::per_minute, limits.requests_per_minute),
            pieces: limiter(Quota::per_minute, pieces),
            recordings: limiter(Quota::per_hour, limits.recordings_per_hour),
            recording_bytes: if limits.recording_bytes == 0 { u64::MAX } else { limits.recording_bytes },
            counted: AtomicU32::new(0),
        }
    }

    /// Counts a request.
    pub(crate) fn request(&self, client: Client) -> Result<(), RequestErrorKind> {
        if self.counted.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            [&self.requests, &self.pieces, &self.recordings].into_iter().flatten().for_each(|one| one.retain_recent());
        }
        check(&self.requests, client, 1)
    }

    /// Counts the bytes of a body.
    pub(crate) fn bytes(&self, client: Client, bytes: usize) -> Result<(), RequestErrorKind> {
        check(&self.pieces, client, bytes.div_ceil(PIECE_BYTES))
    }

    /// Counts a new recording.
    pub(crate) fn recording(&self, client: Client) -> Result<(), RequestErrorKind> {
        check(&self.recordings, client, 1)
    }
}

fn check(limiter: &Option<Limiter>, client: Client, count: usize) -> Result<(), RequestErrorKind> {
    let Some(limiter) = limiter else { return Ok(()) };
    let Some(count) = NonZeroU32::new(u32::try_from(count).unwrap_or(u32::MAX)) else { return Ok(()) };
    match limiter.check_key_n(&client, count) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(RequestErrorKind::TooManyRequests),
        // More than is ever allowed at once.
        Err(_) => Err(RequestErrorKind::BodyTooLarge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(address: &str) -> Client {
        Client::of(address.parse().unwrap())
    }

    #[test]
    fn a_client_is_an_address_or_a_network_of_ipv6() {
        assert_eq!(client("2001:db8:1:2:3::4"), client("2001:db8:1:2:5::6"));
        assert_ne!(client("2001:db8:1:2::"), client("2001:db8:1:3::"));
        assert_eq!(client("::ffff:10.0.0.1"), client("10.0.0.1"));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.1.1.1, 10.0.0.1".parse().unwrap());
        assert_eq!(Client::forwarded(&headers), Some(client("10.0.0.1")));
    }

    #[test]
    fn each_client_has_its_own_share() {
        let quotas = Quotas::new(&Limits { requests_per_minute: 2, bytes_per_minute: 4_096, ..Limits::default() });
        let (one, other) = (client("10.0.0.1"), client("10.0.0.2"));
        assert_eq!([(); 3].map(|()| quotas.request(one).is_ok()), [true, true, false]);
        assert_eq!(quotas.request(other), Ok(()));
        assert_eq!(quotas.bytes(one, 4_000), Ok(()));
        assert_eq!(quotas.bytes(one, 4_000), Err(RequestErrorKind::TooManyRequests));
        assert_eq!(quotas.bytes(other, 5_000), Err(RequestErrorKind::BodyTooLarge));
        let none = Quotas::new(&Limits { requests_per_minute: 0, ..Limits::default() });
        assert!((0..5_000).all(|_| none.request(one).is_ok()));
    }
}
