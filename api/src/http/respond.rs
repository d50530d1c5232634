//! From an outcome to an HTTP answer: the one place that maps statuses.
//!
//! GraphQL over HTTP, as its audit suite checks it: under
//! `application/graphql-response+json` a request that was not executed is 400;
//! under `application/json` it is 200, if the request itself was well formed. The
//! draft's 294 is not sent: proxies and clients do not know it.

use std::{
    pin::Pin,
    task::{Context as TaskContext, Poll},
};

use actix_web::{
    HttpRequest, HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
    http::{
        ConnectionType, StatusCode,
        header::{self, HeaderValue},
    },
    web::{Bytes, Payload},
};
use async_graphql::{Response, ServerError};
use serde::Serialize;

use super::request_id;
use crate::error::{Code, Error};

/// Media type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/graphql-response+json`.
    GraphqlResponse,
    /// `application/json`: what older clients ask for, and who asks for nothing.
    Json,
}

impl Media {
    /// What the client accepts best; `None` if nothing that we have.
    pub fn accepted(request: &HttpRequest) -> Option<Self> {
        let mut values = request.headers().get_all(header::ACCEPT).filter_map(|value| value.to_str().ok()).peekable();
        if values.peek().is_none() {
            return Some(Self::Json);
        }
        let mut best: Option<(f32, Self)> = None;
        for part in values.flat_map(|value| value.split(',')) {
            let mut pieces = part.split(';').map(str::trim);
            let media = match pieces.next().unwrap_or_default().to_ascii_lowercase().as_str() {
                "application/graphql-response+json" => Self::GraphqlResponse,
                "application/json" | "application/*" | "*/*" => Self::Json,
                _ => continue,
            };
            let mut quality = 1.0;
            let mut is_utf8 = true;
            for piece in pieces {
                let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
                match name.trim() {
                    "q" => quality = value.trim().parse().unwrap_or(0.0),
                    "charset" => is_utf8 = value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8"),
                    _ => {}
                }
            }
            if is_utf8 && quality > 0.0 && best.is_none_or(|(highest, _)| quality > highest) {
                best = Some((quality, media));
            }
        }
        best.map(|(_, media)| media)
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// What a document asks for, and what its reader may ask for.
#[derive(Clone, Copy, Serialize)]
pub struct Cost {
    /// Nodes that it could return.
    pub nodes: u64,
    /// Nodes that may be asked for at once.
    pub limit: u64,
}

#[derive(Serialize)]
struct Extensions {
    cost: Cost,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a async_graphql::Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<Extensions>,
}

/// The answer to a document that was executed.
pub fn executed(media: Media, request_id: &str, response: &Response, cost: Cost, retry_after: Option<u64>) -> HttpResponse {
    send(StatusCode::OK, media, request_id, &Body { data: Some(&response.data), errors: &response.errors, extensions: Some(Extensions { cost }) }, retry_after)
}

/// The answer to a document that was refused before it was executed.
pub fn refused(media: Media, request_id: &str, errors: &[ServerError], cost: Option<Cost>) -> HttpResponse {
    let status = match media {
        Media::GraphqlResponse => StatusCode::BAD_REQUEST,
        Media::Json => StatusCode::OK,
    };
    send(status, media, request_id, &Body { data: None, errors, extensions: cost.map(|cost| Extensions { cost }) }, None)
}

/// The answer to a request that is not a GraphQL request at all, or whose sender
/// is refused.
pub fn rejected(status: StatusCode, media: Media, request_id: &str, error: &ServerError) -> HttpResponse {
    send(status, media, request_id, &Body { data: None, errors: std::slice::from_ref(error), extensions: None }, None)
}

/// An answer; if a body may still be on its way, the connection is closed after it,
/// whatever is still to come. The payload is held until the answer is sent: the server would read one
/// that is dropped to its end, and a chunked one need not have an end.
pub fn closing_if(is_unread: bool, response: HttpResponse, payload: Payload) -> HttpResponse {
    if !is_unread {
        return response;
    }
    let mut response = response.map_body(|_, body| BoxBody::new(Holding { body, _payload: payload }));
    response.head_mut().set_connection_type(ConnectionType::Close);
    response
}

struct Holding {
    body: BoxBody,
    _payload: Payload,
}

impl MessageBody for Holding {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_next(context)
    }
}

/// The status of an error that ended a request as a whole.
pub fn status_of(error: &Error) -> StatusCode {
    match error.code() {
        Code::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::Timeout | Code::Unavailable | Code::StorageUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}

fn send(status: StatusCode, media: Media, request_id: &str, body: &Body<'_>, retry_after: Option<u64>) -> HttpResponse {
    let mut bytes = Vec::with_capacity(8 * 1024);
    if serde_json::to_writer(&mut bytes, body).is_err() {
        return HttpResponse::InternalServerError().finish();
    }
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static(media.content_type())));
    response.insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
    response.insert_header((request_id::HEADER, request_id));
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
    }
    let retry_after = retry_after.or((status == StatusCode::SERVICE_UNAVAILABLE).then_some(1));
    if let Some(seconds) = retry_after {
        response.insert_header((header::RETRY_AFTER, seconds));
    }
    response.body(bytes)
}
