//! The HTTP surface: which address does what. `docs/collector.md` is its reference.

use crate::access::{About, Door, Guards};
use crate::error::{RequestError, RequestErrorKind};
use crate::library::Library;
use crate::origin::{self, AllowedOrigins};
use crate::quota::Quotas;
use crate::receive::{self, MAX_BODY_BYTES};
use crate::store::{Store, Stored};
use crate::{Audit, Client, Limits, Role, Summary, Tokens, access, reel, retention, site};
use axum::body::{Body, to_bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Extension, Json, Router, middleware};
use bytes::Bytes;
use domreel_format::{ChunkHeader, Uid};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

/// How long a client may pause within the body of a request.
const BODY_PAUSE: Duration = Duration::from_secs(30);
/// How many recordings a page of the list has, unless asked otherwise.
const DEFAULT_LIMIT: usize = 100;
/// How many recordings a page of the list has at most.
const MAX_LIMIT: usize = 1_000;

/// What the collector does beside keeping recordings.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder served at `/`.
    pub www: Option<PathBuf>,
    /// The folder served at `/dist/`.
    pub dist: Option<PathBuf>,
    /// Whose pages may record here.
    pub origins: AllowedOrigins,
    /// Who may do what; none: everybody everything.
    pub tokens: Tokens,
    /// How much a client may ask for.
    pub limits: Limits,
    /// For how long a recording is kept; none: for as long as it says itself.
    pub retention: Option<Duration>,
    /// Where it is told who did what.
    pub audit: Audit,
    /// Whether the last address of `X-Forwarded-For` is the client's: a proxy stands before the collector.
    pub trusts_proxy: bool,
    /// Whether only requests to this machine by its own names are answered.
    pub is_local: bool,
}

#[derive(Clone)]
struct Shared {
    store: Arc<Store>,
    library: Arc<Library>,
    quotas: Arc<Quotas>,
    retention: Option<Duration>,
}

/// Makes the service that answers every request.
pub fn router(store: impl Into<Arc<Store>>, options: &Options) -> Router {
    let store = store.into();
    let quotas = Arc::new(Quotas::new(&options.limits));
    let guards = Guards {
        tokens: Arc::new(options.tokens.clone()),
        audit: options.audit.clone(),
        quotas: Arc::clone(&quotas),
        trusts_proxy: options.trusts_proxy,
        is_local: options.is_local,
    };
    let door =
        |action, roles| middleware::from_fn_with_state(Door { guards: guards.clone(), action, roles }, access::enter);
    let library = Arc::new(Library::new(Arc::clone(&store)));
    let shared = Shared { library, store, quotas, retention: options.retention };
    let guard = middleware::from_fn_with_state(options.origins.clone(), origin::guard);
    // Only what recorders call stands behind the guard, which opens it to other origins.
    let record = post(receive_chunks).layer(door("write", &[Role::Write])).options(preflight).layer(guard.clone());
    let resume = get(chunks).layer(door("resume", &[Role::Write, Role::Read])).options(preflight).layer(guard);
    let list = get(list).layer(door("list", &[Role::Read]));
    let delete = axum::routing::delete(delete).layer(door("delete", &[Role::Delete]));
    let one = get(recording).layer(door("read", &[Role::Read])).merge(delete);
    let api = Router::new()
        .route("/v1/recordings", record.merge(list))
        .route("/v1/recordings/{name}", one)
        .route("/v1/recordings/{name}/chunks", resume)
        .route("/v1/{*path}", any(async || RequestErrorKind::NotFound.into_error()))
        .with_state(shared)
        .method_not_allowed_fallback(async || RequestErrorKind::MethodNotAllowed.into_error());
    let nosniff = HeaderValue::from_static("nosniff");
    site::add(api, options)
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .layer(SetResponseHeaderLayer::if_not_present(header::X_CONTENT_TYPE_OPTIONS, nosniff))
}

/// What a recorder is told: up to which chunk of its body everything is kept.
#[derive(Serialize)]
struct Receipt {
    recording: String,
    sequence: u32,
    chunks: usize,
}

async fn receive_chunks(
    State(shared): State<Shared>,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, RequestError> {
    let client = client.map_or_else(Client::unknown, |Extension(client)| client);
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > MAX_BODY_BYTES) {
        return Err(RequestErrorKind::BodyTooLarge.into());
    }
    let body = to_bytes(body, MAX_BODY_BYTES).await.map_err(|error| {
        let is_too_long =
            std::error::Error::source(&error).is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>());
        if is_too_long { RequestErrorKind::BodyTooLarge } else { RequestErrorKind::BodyInterrupted }
    })?;
    shared.quotas.bytes(client, body.len())?;
    let chunks = receive::chunks(&body)?;
    // There is one at least, and all are of one recording.
    let recording = chunks.first().map_or(Uid::NIL, |(header, _)| header.recording);
    admit(&shared, client, recording, body.len() as u64).await?;
    let mut receipt = Receipt { recording: String::new(), sequence: 0, chunks: chunks.len() };
    let mut status = StatusCode::OK;
    for (header, bytes) in chunks {
        let (header, bytes) = expiring(&shared, header, bytes);
        if shared.store.put(&header, bytes).await? == Stored::New {
            status = StatusCode::CREATED;
        }
        receipt.recording = header.recording.to_string();
        receipt.sequence = header.sequence;
        tracing::debug!(recording = %header.recording, sequence = header.sequence, "kept a chunk");
    }
    let mut response = (status, Json(receipt)).into_response();
    response.extensions_mut().insert(About(recording));
    Ok(response)
}

/// Refuses what would make a recording too large, and a client's one recording too many.
async fn admit(shared: &Shared, client: Client, recording: Uid, bytes: u64) -> Result<(), RequestError> {
    if recording == Uid::NIL {
        return Err(RequestErrorKind::BadRecordingId.into());
    }
    let known = shared.store.size(recording).await?;
    if known == 0 {
        shared.quotas.recording(client)?;
    }
    if known.saturating_add(bytes) > shared.quotas.recording_bytes {
        return Err(RequestErrorKind::RecordingTooLarge.into());
    }
    Ok(())
}

/// Returns a chunk with the expiry that the collector sets.
fn expiring(shared: &Shared, header: ChunkHeader, bytes: Bytes) -> (ChunkHeader, Bytes) {
    let made = shared.retention.and_then(|keep| {
        let (_, payload, _) = ChunkHeader::read(&bytes).ok()?;
        retention::stamped(&header, payload, keep, retention::now_millis())
    });
    match made {
        Some((header, bytes)) => (header, bytes.into()),
        None => (header, bytes),
    }
}

/// Never runs: the guard answers. It makes the route one that takes the method.
async fn preflight() {}

#[derive(Deserialize)]
struct Page {
    limit: Option<usize>,
    before: Option<String>,
}

async fn list(
    State(shared): State<Shared>,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Json<Vec<Summary>>, RequestError> {
    let Query(page) = page.map_err(|_| RequestErrorKind::BadQuery)?;
    let before = page.before.as_deref().map(id).transpose()?;
    let limit = page.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
    Ok(Json(shared.library.list(before, limit).await?))
}

async fn recording(
    State(shared): State<Shared>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, RequestError> {
    match name.strip_suffix(".reel") {
        Some(name) => {
            let id = id(name)?;
            shared.library.check_expiry(id).await?;
            reel::reel(shared.store, id, &headers).await
        }
        None => Ok(Json(shared.library.summary(id(&name)?).await?).into_response()),
    }
}

async fn delete(State(shared): State<Shared>, Path(name): Path<String>) -> Result<StatusCode, RequestError> {
    let recording = id(&name)?;
    let first = shared.library.first(recording).await?;
    shared.store.delete(recording, &first).await?;
    tracing::info!(%recording, "deleted a recording");
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize)]
struct Chunks {
    recording: String,
    sequences: Vec<u32>,
}

/// Tells a recorder that comes back which of its chunks are there; none is no error.
async fn chunks(State(shared): State<Shared>, Path(name): Path<String>) -> Result<Json<Chunks>, RequestError> {
    let recording = id(&name)?;
    let sequences = shared.store.chunks(recording).await?.iter().map(|chunk| chunk.sequence).collect();
    Ok(Json(Chunks { recording: recording.to_string(), sequences }))
}

fn id(text: &str) -> Result<Uid, RequestErrorKind> {
    Uid::from_hex(text).ok_or(RequestErrorKind::BadRecordingId)
}
