//! Whether the program runs, and whether it can serve.

use std::time::Duration;

use actix_web::{HttpResponse, web::Data};

use super::State;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Runs: always 200.
pub async fn live() -> HttpResponse {
    answer(HttpResponse::Ok(), "live")
}

/// Can serve: 200 if the database answers and its tables are up to date, else 503.
pub async fn ready(state: Data<State>) -> HttpResponse {
    let answers = tokio::time::timeout(PATIENCE, state.services.db.ping()).await;
    if state.is_up_to_date && matches!(answers, Ok(Ok(()))) {
        answer(HttpResponse::Ok(), "ready")
    } else {
        answer(HttpResponse::ServiceUnavailable(), "unavailable")
    }
}

fn answer(mut response: actix_web::HttpResponseBuilder, status: &str) -> HttpResponse {
    response.content_type("application/json").insert_header(("cache-control", "no-store")).body(format!(r#"{{"status":"{status}"}}"#))
}
