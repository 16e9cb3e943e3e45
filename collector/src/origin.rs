//! Which pages may record here: CORS for what recorders call, and for nothing else.
//!
//! Recorders send what needs no preflight, and read nothing but the status; one
//! that does ask first is answered all the same. What analysts read carries no
//! such header, so that no other site's page can read it.

use crate::error::RequestErrorKind;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The origins whose pages may send recordings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AllowedOrigins {
    /// Any.
    #[default]
    Any,
    /// The collector's own, and these, each exactly as a browser writes it: `https://shop.example`.
    Only(Vec<String>),
}

impl AllowedOrigins {
    /// Says what to tell the page of a request's origin; `None` if it may not record here.
    fn answer(&self, request: &HeaderMap) -> Option<Option<HeaderValue>> {
        let origin = request.get(header::ORIGIN);
        match (self, origin) {
            (Self::Any, _) => Some(Some(HeaderValue::from_static("*"))),
            // Not from a page of a browser: CORS says nothing of it.
            (Self::Only(_), None) => Some(None),
            (Self::Only(allowed), Some(origin)) => {
                let is_allowed = allowed.iter().any(|one| one.as_bytes() == origin.as_bytes());
                (is_allowed || is_own(origin, request)).then(|| Some(origin.clone()))
            }
        }
    }
}

/// Says whether the request comes from a page that the collector itself served.
fn is_own(origin: &HeaderValue, request: &HeaderMap) -> bool {
    let host = request.get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
    host.is_some() && host == authority
}

/// Puts the headers on answers to recorders, and turns away pages that may not record.
pub(crate) async fn guard(State(allowed): State<AllowedOrigins>, request: Request, next: Next) -> Response {
    let answer = allowed.answer(request.headers());
    let is_preflight = request.method() == Method::OPTIONS;
    let mut response = match &answer {
        None => RequestErrorKind::OriginNotAllowed.into_error().into_response(),
        Some(_) if is_preflight => StatusCode::NO_CONTENT.into_response(),
        Some(_) => next.run(request).await,
    };
    let headers = response.headers_mut();
    if let Some(Some(origin)) = answer {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if is_preflight {
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST, GET, HEAD"));
            headers
                .insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
        }
    }
    if allowed != AllowedOrigins::Any {
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(allowed: &AllowedOrigins, origin: Option<&'static str>) -> Option<Option<HeaderValue>> {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("collect.example:8787"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        allowed.answer(&headers)
    }

    #[test]
    fn an_origin_is_compared_exactly() {
        let allowed = AllowedOrigins::Only(vec!["https://shop.example".to_owned()]);
        assert!(answer(&allowed, Some("https://shop.example")).is_some());
        for other in ["http://shop.example", "https://shop.example.evil", "https://a.shop.example", "null"] {
            assert_eq!(answer(&allowed, Some(other)), None, "{other}");
        }
    }

    #[test]
    fn the_collectors_own_pages_and_programs_may_always_record() {
        let allowed = AllowedOrigins::Only(Vec::new());
        assert!(answer(&allowed, Some("http://collect.example:8787")).is_some());
        assert_eq!(answer(&allowed, Some("http://collect.example")), None);
        assert_eq!(answer(&allowed, None), Some(None));
    }
}
