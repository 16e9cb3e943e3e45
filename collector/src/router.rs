//! The HTTP surface: which address does what. `docs/collector.md` is its reference.

use crate::error::{RequestError, RequestErrorKind};
use crate::library::Library;
use crate::origin::{self, AllowedOrigins};
use crate::receive::{self, MAX_BODY_BYTES};
use crate::store::{Store, Stored};
use crate::{Summary, reel, site};
use axum::body::{Body, to_bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router, middleware};
use domreel_format::Uid;
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
}

#[derive(Clone)]
struct Shared {
    store: Arc<Store>,
    library: Arc<Library>,
}

/// Makes the service that answers every request.
pub fn router(store: Store, options: &Options) -> Router {
    let store = Arc::new(store);
    let shared = Shared { library: Arc::new(Library::new(Arc::clone(&store))), store };
    let guard = middleware::from_fn_with_state(options.origins.clone(), origin::guard);
    // Only what recorders call stands behind the guard, which opens it to other origins.
    let record = post(receive_chunks).options(preflight).layer(guard.clone());
    let resume = get(chunks).options(preflight).layer(guard);
    let api = Router::new()
        .route("/v1/recordings", record.merge(get(list)))
        .route("/v1/recordings/{name}", get(recording).delete(delete))
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
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Receipt>), RequestError> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > MAX_BODY_BYTES) {
        return Err(RequestErrorKind::BodyTooLarge.into());
    }
    let body = to_bytes(body, MAX_BODY_BYTES).await.map_err(|error| {
        let is_too_long =
            std::error::Error::source(&error).is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>());
        if is_too_long { RequestErrorKind::BodyTooLarge } else { RequestErrorKind::BodyInterrupted }
    })?;
    let chunks = receive::chunks(&body)?;
    let mut receipt = Receipt { recording: String::new(), sequence: 0, chunks: chunks.len() };
    let mut status = StatusCode::OK;
    for (header, bytes) in chunks {
        if shared.store.put(&header, bytes).await? == Stored::New {
            status = StatusCode::CREATED;
        }
        receipt.recording = header.recording.to_string();
        receipt.sequence = header.sequence;
        tracing::debug!(recording = %header.recording, sequence = header.sequence, "kept a chunk");
    }
    Ok((status, Json(receipt)))
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
        Some(name) => reel::reel(shared.store, id(name)?, &headers).await,
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
