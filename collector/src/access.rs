//! The door before every request: how often, who, and a line in the audit log.

use crate::audit::Audit;
use crate::error::{RequestError, RequestErrorKind};
use crate::quota::{Client, Quotas};
use crate::token::{Caller, Role, Tokens};
use axum::RequestExt;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domreel_format::Uid;
use std::sync::Arc;

/// Names under which a collector on the machine itself is reached.
const LOCAL_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// What all doors share.
#[derive(Clone)]
pub(crate) struct Guards {
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) audit: Audit,
    pub(crate) quotas: Arc<Quotas>,
    pub(crate) trusts_proxy: bool,
    pub(crate) is_local: bool,
}

/// One door: what is done behind it, and who may.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) guards: Guards,
    pub(crate) action: &'static str,
    pub(crate) roles: &'static [Role],
}

/// The recording that an answer is about, where the address does not say it.
#[derive(Clone, Copy)]
pub(crate) struct About(pub(crate) Uid);

impl Guards {
    pub(crate) fn client(&self, request: &HeaderMap, connection: Option<Client>) -> Client {
        let forwarded = if self.trusts_proxy { Client::forwarded(request) } else { None };
        forwarded.or(connection).unwrap_or_else(Client::unknown)
    }

    /// Says whether the request was meant for this machine: a page of another site that had its name
    /// point here would be refused. Every name that it gives must be one of ours.
    fn is_meant(&self, headers: &HeaderMap, uri: &Uri) -> bool {
        if !self.is_local {
            return true;
        }
        let hosts = headers.get_all(header::HOST).iter().map(|host| host.to_str().unwrap_or_default());
        let mut names = hosts.chain(uri.authority().map(|authority| authority.as_str())).peekable();
        names.peek().is_some() && names.all(is_local_name)
    }
}

fn is_local_name(host: &str) -> bool {
    LOCAL_NAMES.iter().any(|name| {
        host.strip_prefix(name).is_some_and(|port| {
            port.is_empty()
                || port.strip_prefix(':').is_some_and(|port| port.bytes().all(|digit| digit.is_ascii_digit()))
        })
    })
}

/// Lets a request through, or refuses it before the store is asked; either way there is a line of it.
pub(crate) async fn enter(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    let guards = &door.guards;
    let connection = request.extensions().get::<Client>().copied();
    let client = guards.client(request.headers(), connection);
    // From here on it is the one that counts.
    request.extensions_mut().insert(client);
    let caller = guards.tokens.caller(request.headers(), request.uri());
    // As whoever answers reads it: the address may write it otherwise.
    let named = request.extract_parts::<Path<String>>().await.ok();
    let id = named.and_then(|Path(name)| Uid::from_hex(name.strip_suffix(".reel").unwrap_or(&name)));
    let refusal = if !guards.is_meant(request.headers(), request.uri()) {
        Some(RequestErrorKind::WrongHost)
    } else if let Err(kind) = guards.quotas.request(client) {
        Some(kind)
    } else if caller.may(door.roles) {
        None
    } else if caller == Caller::Unknown {
        Some(RequestErrorKind::TokenNeeded)
    } else {
        Some(RequestErrorKind::NotAllowed)
    };
    let response = match refusal {
        Some(kind) => refuse(kind, door.roles),
        None => next.run(request).await,
    };
    let about = response.extensions().get::<About>().map(|about| about.0).or(id);
    let (who, role) = match &caller {
        Caller::Anybody => ("anybody", door.roles),
        Caller::Unknown => ("unknown", &[] as &[Role]),
        Caller::Known(name, _) => (name.as_str(), door.roles),
    };
    let role = role.first().map_or("none", |role| role.name());
    let outcome = response.status().as_u16();
    if guards.audit.write(who, role, door.action, about.map(|id| id.to_string()), outcome) {
        response
    } else {
        // What cannot be accounted for is not handed out.
        RequestErrorKind::StoreUnavailable.into_error().into_response()
    }
}

fn refuse(kind: RequestErrorKind, roles: &[Role]) -> Response {
    let mut response = RequestError::from(kind).into_response();
    let headers = response.headers_mut();
    match kind {
        // A browser asks its user then; a recorder's page must not be made to.
        RequestErrorKind::TokenNeeded if !roles.contains(&Role::Write) => {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Basic realm=\"domreel\", charset=\"UTF-8\""),
            );
        }
        RequestErrorKind::TooManyRequests => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
        _ => {}
    }
    response
}
