//! The folders that are served beside the recordings: the demo, and the built package.

use crate::Options;
use crate::error::RequestErrorKind;
use axum::Router;
use axum::http::{HeaderValue, header};
use axum::routing::get_service;
use std::path::Path;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeader;

/// Adds the folders of `options` to a router. What is in none of them is answered as JSON, like every refusal.
pub(crate) fn add(router: Router, options: &Options) -> Router {
    let nothing = async || RequestErrorKind::NotFound.into_error();
    let router = match &options.dist {
        Some(folder) => router.nest_service("/dist", get_service(files(folder))),
        None => router,
    };
    match &options.www {
        Some(folder) => router.fallback_service(get_service(files(folder))),
        None => router.fallback(nothing),
    }
}

/// Files of a folder, asked for again at every use: what was built a moment ago is what is shown.
fn files(folder: &Path) -> SetResponseHeader<ServeDir, HeaderValue> {
    SetResponseHeader::overriding(ServeDir::new(folder), header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))
}
