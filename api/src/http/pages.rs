//! The landing page, the explorer and the schema. Everything is in the program:
//! no other host is asked, because many readers sit behind filters.

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::header,
    web::{self, Data, Path, ServiceConfig},
};

use super::State;
use crate::config::Config;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Pages as they are sent, by the settings.
pub struct Pages {
    landing: String,
    sdl: String,
    explorer: bool,
}

impl Pages {
    /// Made once, at the start.
    pub fn new(config: &Config, sdl: String) -> Self {
        let landing = keep(include_str!("../../assets/index.html"), "EXPLORER", config.explorer);
        Self { landing: keep(&landing, "DEMO", config.demo), sdl, explorer: config.explorer }
    }
}

/// Keeps or drops what stands between `<!--NAME-->` and `<!--/NAME-->`.
fn keep(page: &str, name: &str, wanted: bool) -> String {
    let (open, close) = (format!("<!--{name}-->"), format!("<!--/{name}-->"));
    match (page.find(&open), page.find(&close)) {
        (Some(from), Some(to)) if !wanted && from < to => format!("{}{}", &page[..from], &page[to + close.len()..]),
        _ => page.replace(&open, "").replace(&close, ""),
    }
}

/// Their addresses.
pub fn routes(services: &mut ServiceConfig) {
    services
        .route("/", web::get().to(landing))
        .route("/graphiql", web::get().to(explorer))
        .route("/schema.graphql", web::get().to(schema))
        .route("/assets/{file}", web::get().to(asset));
}

fn page() -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::CACHE_CONTROL, "no-cache"));
    response
}

async fn landing(state: Data<State>) -> HttpResponse {
    page().body(state.pages.landing.clone())
}

async fn explorer(state: Data<State>) -> HttpResponse {
    if state.pages.explorer { page().body(include_str!("../../assets/graphiql.html")) } else { super::not_found().await }
}

async fn schema(state: Data<State>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(state.pages.sdl.clone())
}

async fn asset(state: Data<State>, file: Path<String>) -> HttpResponse {
    const CSS: &str = "text/css; charset=utf-8";
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    let (kind, bytes): (_, &'static [u8]) = match file.as_str() {
        "page.css" => (CSS, include_bytes!("../../assets/page.css")),
        _ if !state.pages.explorer => return super::not_found().await,
        "explorer.js" => (SCRIPT, include_bytes!("../../assets/explorer.js")),
        "graphiql.min.css" => (CSS, include_bytes!("../../assets/vendor/graphiql.min.css")),
        "graphiql.min.js" => (SCRIPT, include_bytes!("../../assets/vendor/graphiql.min.js")),
        "react.production.min.js" => (SCRIPT, include_bytes!("../../assets/vendor/react.production.min.js")),
        "react-dom.production.min.js" => (SCRIPT, include_bytes!("../../assets/vendor/react-dom.production.min.js")),
        _ => return super::not_found().await,
    };
    HttpResponse::Ok().content_type(kind).insert_header((header::CACHE_CONTROL, "public, max-age=3600")).body(bytes)
}

#[cfg(test)]
mod tests {
    use super::keep;

    #[test]
    fn marked_parts_are_kept_or_dropped() {
        let page = "a<!--DEMO-->b<!--/DEMO-->c";
        assert_eq!(keep(page, "DEMO", true), "abc");
        assert_eq!(keep(page, "DEMO", false), "ac");
    }
}
