//! HTTP: routes, and what every answer has in common. Knows the schema as a
//! whole, and no feature.

mod budget;
mod client;
mod graphql;
mod health;
mod pages;
mod pictures;
mod request_id;
mod respond;

use std::{net::TcpListener, time::Duration};

use actix_cors::Cors;
use actix_web::{
    App, HttpResponse, HttpServer,
    dev::Server,
    http::{KeepAlive, header},
    middleware::{Compress, Condition, DefaultHeaders},
    web::{self, Data},
};

use crate::{
    config::Config,
    error::Result,
    graphql::{context::Services, document::Documents},
    outside::Outside,
    schema::{self, ForumSchema},
};

/// How long what is in flight may take once the server is told to end, in seconds.
const SHUTDOWN_TIMEOUT_S: u64 = 25;

/// What the requests on one worker thread share.
struct Worker {
    services: Services,
}

/// What all requests share.
pub struct State {
    /// Settings.
    pub config: Config,
    /// What resolvers work with.
    pub services: Services,
    schema: ForumSchema,
    documents: Documents,
    budgets: budget::Budgets,
    pages: pages::Pages,
    is_up_to_date: bool,
}

impl State {
    /// For a schema and what its resolvers work with.
    pub async fn new(config: Config, services: Services, schema: ForumSchema) -> Result<Self> {
        let sdl = schema::sdl();
        let is_up_to_date = services.db.pending_migrations().await? == 0;
        Ok(Self {
            documents: Documents::new(&sdl)?,
            pages: pages::Pages::new(&config, sdl),
            budgets: budget::Budgets::new(&config),
            config,
            services,
            schema,
            is_up_to_date,
        })
    }
}

/// A server on a port that is taken already.
pub fn server(state: Data<State>, listener: TcpListener) -> std::io::Result<Server> {
    let workers = state.config.workers;
    let server = HttpServer::new(move || {
        let origins = &state.config.cors_origins;
        let shared = state.clone();
        App::new()
            .app_data(state.clone())
            .data_factory(move || {
                let services = shared.services.clone();
                async move {
                    let outside = services.outside.as_ref().map(Outside::for_worker);
                    let translator = services.translator.as_ref().map(|translator| translator.for_worker());
                    services.db.for_worker(workers).await.map(|db| Worker { services: Services { db, outside, translator, ..services } })
                }
            })
            .wrap(Condition::new(!origins.is_empty(), cors(origins)))
            .wrap(DefaultHeaders::new().add((header::X_CONTENT_TYPE_OPTIONS, "nosniff")).add((header::REFERRER_POLICY, "no-referrer")))
            .route("/graphql", web::route().to(graphql::handle))
            .route("/health/live", web::get().to(health::live))
            .route("/health/live", web::head().to(health::live))
            .route("/health/ready", web::get().to(health::ready))
            .route("/health/ready", web::head().to(health::ready))
            .service(web::scope("").wrap(Compress::default()).configure(pages::routes).configure(pictures::routes).default_service(web::route().to(not_found)))
    })
    .keep_alive(KeepAlive::Timeout(Duration::from_secs(75)))
    .client_request_timeout(Duration::from_secs(5))
    .shutdown_timeout(SHUTDOWN_TIMEOUT_S)
    .workers(workers);
    Ok(server.listen(listener)?.run())
}

async fn not_found() -> HttpResponse {
    HttpResponse::NotFound().content_type("application/json").body(r#"{"errors":[{"message":"There is nothing here.","extensions":{"code":"NOT_FOUND"}}]}"#)
}

/// Which pages of other origins may call the API. Cookies are never used, so
/// credentials are never allowed.
fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "POST"])
        .allowed_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT, request_id::HEADER])
        .expose_headers([request_id::HEADER, header::RETRY_AFTER])
        .expose_headers(budget::HEADERS)
        .max_age(3600);
    if origins.iter().any(|origin| origin == "*") {
        return cors.allow_any_origin().send_wildcard();
    }
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
