//! The accept loop: connections in, requests to the router, and an orderly end.

use crate::Client;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tower_http::add_extension::AddExtension;

/// How long a client may take for the head of a request, and keep an idle connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long requests that are under way may take once the server is to end.
const END_TIMEOUT: Duration = Duration::from_secs(10);
/// How long to wait where no connection can be accepted, such as for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until `end` is over, then finishes what is under way.
///
/// One client has as many connections at a time as `per_client` says; 0: as many as it wants.
pub async fn serve(listener: TcpListener, router: Router, per_client: usize, end: impl Future<Output = ()>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    let open = GracefulShutdown::new();
    let seats = Seats::default();
    let mut end = std::pin::pin!(end);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        let (stream, client) = match accepted {
            Ok((stream, address)) => (stream, Client::of(address.ip())),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let Some(seat) = Seat::take(&seats, client, per_client) else {
            tracing::debug!("a client has too many connections");
            continue;
        };
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(AddExtension::new(router.clone(), client));
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            let _seat = seat;
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(END_TIMEOUT, open.shutdown()).await.is_err() {
        tracing::warn!("requests were cut off: they took too long to end");
    }
}

/// How many connections each client has.
type Seats = Arc<Mutex<HashMap<Client, usize>>>;

/// One connection of a client, until it is dropped.
struct Seat {
    seats: Seats,
    client: Client,
}

impl Seat {
    fn take(seats: &Seats, client: Client, per_client: usize) -> Option<Self> {
        let mut taken = seats.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(client).or_default();
        if per_client != 0 && *count >= per_client {
            return None;
        }
        *count += 1;
        Some(Self { seats: Arc::clone(seats), client })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.client);
            }
        }
    }
}
