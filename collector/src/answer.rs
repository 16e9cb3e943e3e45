//! How a refusal looks on the wire: a status and `{"error": code, "message": text}`.

use crate::error::RequestError;
use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

#[derive(Serialize)]
struct Refusal {
    error: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence: Option<u32>,
}

impl IntoResponse for RequestError {
    fn into_response(self) -> Response {
        let refusal = Refusal { error: self.kind.code(), message: self.to_string(), sequence: self.sequence };
        (self.kind.status(), Json(refusal)).into_response()
    }
}
