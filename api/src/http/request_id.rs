//! A name for each request, so that an answer can be found in the log.

use actix_web::{HttpRequest, http::header::HeaderName};
use uuid::Uuid;

/// The header that carries it both ways.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The client's, if it is harmless (8 to 64 of letters, digits, `-` and `_`); else a new one.
pub fn of(request: &HttpRequest) -> String {
    let given = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
    match given {
        Some(id) if (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) => id.to_owned(),
        _ => Uuid::now_v7().simple().to_string(),
    }
}
