//! Pictures for pages of other sites: what anybody may see, drawn as SVG.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, EntityTag, Header, IfNoneMatch},
    web::{self, Data, Path, ServiceConfig},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::State;
use crate::{error::Result, pictures};

/// A picture may have a style sheet of its own, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/// Support changes once a minute at most.
const CACHING: &str = "public, max-age=60";

/// Their addresses.
pub fn routes(services: &mut ServiceConfig) {
    services.route("/proposals/{id}/support.svg", web::get().to(support)).route("/essays/{slug}/opinion-map.svg", web::get().to(opinion_map));
}

async fn support(request: HttpRequest, state: Data<State>, id: Path<String>) -> HttpResponse {
    answer(&request, pictures::support_card(&state.services.db, &id).await).await
}

async fn opinion_map(request: HttpRequest, state: Data<State>, slug: Path<String>) -> HttpResponse {
    answer(&request, pictures::opinion_map(&state.services.db, &slug).await).await
}

async fn answer(request: &HttpRequest, drawn: Result<Option<String>>) -> HttpResponse {
    let svg = match drawn {
        Ok(Some(svg)) => svg,
        Ok(None) => return super::not_found().await,
        Err(error) => {
            tracing::error!(%error, detail = error.detail(), "a picture could not be drawn");
            return HttpResponse::InternalServerError().finish();
        }
    };
    let tag = EntityTag::new_strong(URL_SAFE_NO_PAD.encode(&Sha256::digest(svg.as_bytes())[..12]));
    let is_known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::CACHE_CONTROL, CACHING))
        .insert_header(header::ETag(tag))
        // Other sites may show it.
        .insert_header(("cross-origin-resource-policy", "cross-origin"))
        .content_type("image/svg+xml; charset=utf-8");
    if is_known { response.finish() } else { response.body(svg) }
}
