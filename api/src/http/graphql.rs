//! `/graphql`: GraphQL over HTTP, strictly.
//!
//! The order of the checks is the order of their price: headers, size, JSON,
//! document (cached), who asks (cached), cost; only then is anything executed.

use std::{panic::AssertUnwindSafe, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
    web::{self, Bytes, Data},
};
use async_graphql::{Response, ServerError, Value, Variables};
use futures_util::{FutureExt, StreamExt};
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};

use super::{
    State, Worker,
    budget::{self, Charge},
    client, request_id,
    respond::{self, Cost, Media},
};
use crate::{
    auth::Viewer,
    config::MAX_BODY_BYTES,
    error::{Code, Error},
    graphql::{
        context::{RequestContext, Services},
        document::{Document, OperationType},
        errors, introspection,
    },
};

/// How long a body may take before its first 16 KiB are there.
const BODY_PATIENCE: Duration = Duration::from_secs(5);
/// A body that is too large is still taken off the wire up to this size, and
/// thrown away, so that its sender gets to read the answer.
const MAX_DRAINED_BYTES: usize = 4 * MAX_BODY_BYTES;
/// Errors that an answer holds at most; a document can have thousands.
const MAX_ERRORS: usize = 20;

/// A request's own parameters, by the GraphQL over HTTP specification. Other keys are ignored, as it asks.
#[derive(Deserialize)]
struct Parameters {
    query: String,
    #[serde(default, rename = "operationName")]
    operation_name: Option<String>,
    #[serde(default)]
    variables: Option<serde_json::Map<String, serde_json::Value>>,
    #[serde(default)]
    #[allow(dead_code, reason = "checked to be an object, and of no use yet")]
    extensions: Option<serde_json::Map<String, serde_json::Value>>,
}

/// A request that is answered before anything is executed.
enum Refused {
    /// Not a GraphQL request, or not from whom it says.
    Request(StatusCode, ServerError),
    /// A GraphQL request whose document cannot be executed.
    Document(ServerError, Option<Cost>),
}

/// Answers `/graphql`.
pub async fn handle(request: HttpRequest, mut payload: web::Payload, state: Data<State>, worker: Data<Worker>) -> HttpResponse {
    let id = request_id::of(&request);
    let Some(media) = Media::accepted(&request) else {
        return respond::rejected(
            StatusCode::NOT_ACCEPTABLE,
            Media::Json,
            &id,
            &bad_request("Accept application/graphql-response+json or application/json.", &id),
        );
    };
    let method = request.method().clone();
    if method != Method::POST && method != Method::GET {
        return not_allowed(media, &id, "GET, POST");
    }
    let mut charge = None;
    let outcome = match parameters(&request, &mut payload, &state, &id).await {
        Ok(parameters) => execute(&request, &state, &worker.services, media, &id, parameters, &mut charge).await,
        Err(refused) => Err(refused),
    };
    // Nobody knows whose a refused request was: its network pays, so that refusals cannot
    // be had without end. What was executed has been paid for, or costs nothing here.
    if charge.is_none() && outcome.is_err() {
        charge = state.budgets.charge_refused(client::address(&request, &state.config.trusted_proxies));
    }
    let mut response = match charge.filter(|charge| charge.is_refused) {
        Some(charge) => {
            let error = Error::rate_limited(Duration::from_secs(charge.seconds()));
            let mut response = respond::rejected(respond::status_of(&error), media, &id, &errors::server_error(&error, &id));
            response.headers_mut().insert(header::RETRY_AFTER, charge.seconds().into());
            respond::closing_if(is_unread(&outcome), response, payload)
        }
        None => answer(outcome, media, &id, payload),
    };
    if let Some(charge) = charge {
        charge.write(response.headers_mut());
    }
    response
}

/// Whether a body may still be on its way.
fn is_unread(outcome: &Result<HttpResponse, Refused>) -> bool {
    matches!(outcome, Err(Refused::Request(StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT, _)))
}

fn answer(outcome: Result<HttpResponse, Refused>, media: Media, id: &str, payload: web::Payload) -> HttpResponse {
    let is_unread = is_unread(&outcome);
    match outcome {
        Ok(response) => response,
        Err(Refused::Request(StatusCode::METHOD_NOT_ALLOWED, _)) => not_allowed(media, id, "POST"),
        Err(Refused::Request(status, error)) => respond::closing_if(is_unread, respond::rejected(status, media, id, &error), payload),
        Err(Refused::Document(error, cost)) => respond::refused(media, id, &[error], cost),
    }
}

fn not_allowed(media: Media, id: &str, allow: &'static str) -> HttpResponse {
    let mut response = respond::rejected(StatusCode::METHOD_NOT_ALLOWED, media, id, &bad_request("Use POST; GET is for queries only.", id));
    response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static(allow));
    response
}

fn bad_request(message: &'static str, id: &str) -> ServerError {
    errors::server_error(&Error::new(Code::BadRequest, message), id)
}

async fn parameters(request: &HttpRequest, payload: &mut web::Payload, state: &State, id: &str) -> Result<Parameters, Refused> {
    let refuse = |status, message| Refused::Request(status, bad_request(message, id));
    if is_forged(request, state) {
        return Err(refuse(StatusCode::FORBIDDEN, "Cookies are of no use here, and none are taken from other sites."));
    }
    if request.method() == Method::GET {
        return from_url(request.query_string()).ok_or_else(|| refuse(StatusCode::BAD_REQUEST, "`query` is missing, or a parameter is malformed."));
    }
    if !is_json(request) {
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send application/json in UTF-8."));
    }
    let body = match read(request, payload).await {
        Ok(body) => body,
        Err(status) if status == StatusCode::REQUEST_TIMEOUT => return Err(refuse(status, "The body came too slowly.")),
        Err(status) if status == StatusCode::PAYLOAD_TOO_LARGE => return Err(refuse(status, "The body is too large.")),
        Err(status) => return Err(refuse(status, "The body broke off.")),
    };
    // A list would be read as the parameters in their order.
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(refuse(StatusCode::BAD_REQUEST, "The body is not one JSON object; several operations at once are not taken."));
    }
    serde_json::from_slice(&body).map_err(|_| refuse(StatusCode::BAD_REQUEST, "The body is not one JSON object with a string `query`."))
}

/// A request that a browser sends with cookies for another site. We never set
/// any, so nobody who means well loses anything.
fn is_forged(request: &HttpRequest, state: &State) -> bool {
    let headers = request.headers();
    if !headers.contains_key(header::COOKIE) {
        return false;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_foreign = text("origin").is_some_and(|origin| {
        let is_own =
            is_origin_of(origin, &state.config.public_url) || text("host").is_some_and(|host| origin.split_once("://").is_some_and(|(_, own)| own == host));
        !is_own && !state.config.cors_origins.iter().any(|allowed| allowed == origin)
    });
    is_foreign || text("sec-fetch-site") == Some("cross-site")
}

/// Whether an address begins with an origin and goes on with a path, or not at all.
fn is_origin_of(origin: &str, url: &str) -> bool {
    url.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn from_url(query: &str) -> Option<Parameters> {
    #[derive(Deserialize)]
    struct Url {
        query: String,
        #[serde(rename = "operationName")]
        operation_name: Option<String>,
        variables: Option<String>,
        extensions: Option<String>,
    }
    let url = web::Query::<Url>::from_query(query).ok()?.into_inner();
    let object = |text: Option<String>| match text {
        None => Some(None),
        Some(text) if text.is_empty() => Some(None),
        Some(text) => serde_json::from_str(&text).ok(),
    };
    Some(Parameters {
        query: url.query,
        operation_name: url.operation_name.filter(|name| !name.is_empty()),
        variables: object(url.variables)?,
        extensions: object(url.extensions)?,
    })
}

/// Strictly: what a plain HTML form can send is refused, so a browser has to ask first.
fn is_json(request: &HttpRequest) -> bool {
    let Some(content_type) = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let mut parts = content_type.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json"));
    is_json
        && parts.all(|part| match part.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8"),
            _ => true,
        })
}

/// Reads a body up to the limit, and keeps not a byte of one that says it is
/// longer. Who sends too slowly is cut off: a body has 5 s, and one more for each
/// 16 KiB that has come.
async fn read(request: &HttpRequest, payload: &mut web::Payload) -> Result<Vec<u8>, StatusCode> {
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|length| length.parse::<usize>().ok());
    let mut is_too_large = announced.is_some_and(|length| length > MAX_BODY_BYTES);
    if announced.is_some_and(|length| length > MAX_DRAINED_BYTES) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let begun = Instant::now();
    let mut body = Vec::with_capacity(if is_too_large { 0 } else { announced.unwrap_or(1024).min(64 * 1024) });
    let mut received = 0;
    loop {
        let patience = BODY_PATIENCE + Duration::from_millis(received as u64 / 16);
        let chunk: Bytes = match timeout_at(begun + patience, payload.next()).await {
            Err(_) => return Err(StatusCode::REQUEST_TIMEOUT),
            Ok(None) => break,
            Ok(Some(chunk)) => chunk.map_err(|_| StatusCode::BAD_REQUEST)?,
        };
        received += chunk.len();
        is_too_large |= received > MAX_BODY_BYTES;
        if is_too_large {
            body = Vec::new();
            if received > MAX_DRAINED_BYTES {
                break;
            }
        } else {
            body.extend_from_slice(&chunk);
        }
    }
    if is_too_large { Err(StatusCode::PAYLOAD_TOO_LARGE) } else { Ok(body) }
}

async fn execute(
    request: &HttpRequest,
    state: &State,
    services: &Services,
    media: Media,
    id: &str,
    parameters: Parameters,
    charge: &mut Option<Charge>,
) -> Result<HttpResponse, Refused> {
    let config = &state.config;
    let begun = Instant::now();
    let deadline = begun + config.request_timeout;
    let refuse = |refusal: crate::graphql::document::Refusal| Refused::Document(refusal.into_server_error(id), None);
    let document = state.documents.prepare(&parameters.query).map_err(refuse)?;
    let operation = document.operation(parameters.operation_name.as_deref()).map_err(refuse)?;
    let kind = operation.kind();
    if request.method() == Method::GET && kind == OperationType::Mutation {
        return Err(Refused::Request(StatusCode::METHOD_NOT_ALLOWED, bad_request("", id)));
    }
    if document.introspects() && !config.introspection {
        return Err(Refused::Document(bad_request("Introspection is switched off here.", id), None));
    }
    let viewer = viewer(request, services, deadline).await.map_err(|error| Refused::Request(respond::status_of(&error), logged(&error, id)))?;
    if kind != OperationType::Mutation {
        viewer.ensure_reader().map_err(|error| Refused::Document(errors::server_error(&error, id), None))?;
    }
    let limit = if viewer.id().is_some() { config.node_budget_member } else { config.node_budget_anonymous };
    let variables = Variables::from_json(parameters.variables.map_or(serde_json::Value::Null, serde_json::Value::Object));
    operation.require(&variables).map_err(refuse)?;
    let cost = Cost { nodes: operation.nodes(&variables), limit };
    let address = client::address(request, &config.trusted_proxies);
    if cost.nodes > limit {
        let error = Error::new(Code::QueryTooComplex, format!("This asks for up to {} nodes; {limit} may be asked for at once.", cost.nodes));
        // Not asked for, so not paid for: a point for the refusal.
        *charge = state.budgets.charge(&viewer, address, 1);
        return Err(Refused::Document(errors::server_error(&error, id), Some(cost)));
    }
    *charge = state.budgets.charge(&viewer, address, budget::cost(kind, cost.nodes, operation.root_fields()));
    if charge.is_some_and(|charge| charge.is_refused) {
        // The answer is made where all that were refused for this come together.
        let error = Error::rate_limited(Duration::from_secs(1));
        return Err(Refused::Request(respond::status_of(&error), errors::server_error(&error, id)));
    }
    let context = RequestContext::new(services.clone(), viewer, address, charge.map(|charge| charge.shown()));
    let mut response = run(state, deadline, &document, parameters.query, parameters.operation_name, variables, context).await;
    let outcome = errors::finish(&mut response, id);
    if !outcome.refused && !outcome.ended {
        operation.complete(&mut response.data);
        if document.introspects() {
            introspection::complete(&mut response.data);
        }
    }
    note(id, kind, begun);
    if response.data == Value::Null && outcome.refused {
        response.errors.truncate(MAX_ERRORS);
        return Ok(respond::refused(media, id, &response.errors, Some(cost)));
    }
    Ok(respond::executed(media, id, &response, cost, outcome.retry_after.map(|wait| wait.as_secs().max(1))))
}

async fn viewer(request: &HttpRequest, services: &Services, deadline: Instant) -> Result<Viewer, Error> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else { return Ok(Viewer::Anonymous) };
    let token =
        value.to_str().ok().and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    let token = token.ok_or_else(|| Error::new(Code::Unauthenticated, "Send `Authorization: Bearer` and an access token."))?;
    match timeout_at(deadline, services.auth.viewer(&services.db, token)).await {
        Ok(viewer) => viewer,
        Err(_) => Err(Error::new(Code::Timeout, "It took too long.")),
    }
}

/// Executes within the deadline; a panic is a fault like any other.
async fn run(
    state: &State,
    deadline: Instant,
    document: &Document,
    query: String,
    name: Option<String>,
    variables: Variables,
    context: RequestContext,
) -> Response {
    let mut request = async_graphql::Request::new(query).variables(variables).data(context);
    request.operation_name = name;
    request.set_parsed_query(document.executable().clone());
    let execution = AssertUnwindSafe(state.schema.execute(request)).catch_unwind();
    let ended = match timeout_at(deadline, execution).await {
        Ok(Ok(response)) => return response,
        Ok(Err(_)) => Error::internal("a resolver panicked"),
        Err(_) => Error::new(Code::Timeout, "It took too long."),
    };
    let mut error = ServerError::new(ended.to_string(), None);
    error.source = Some(std::sync::Arc::new(ended));
    let mut response = Response::new(Value::Null);
    response.errors.push(error);
    response
}

fn logged(error: &Error, id: &str) -> ServerError {
    if let Some(detail) = error.detail() {
        tracing::error!(request_id = id, code = error.code().as_str(), detail, "a request failed");
    }
    errors::server_error(error, id)
}

/// Changes and slow requests are noted; other successes only for who debugs. What
/// was asked is never noted: it may hold secrets.
fn note(id: &str, kind: OperationType, begun: Instant) {
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    if kind == OperationType::Mutation || milliseconds >= 1000 {
        tracing::info!(request_id = id, operation = %kind, milliseconds, "answered");
    } else {
        tracing::debug!(request_id = id, operation = %kind, milliseconds, "answered");
    }
}

#[cfg(test)]
mod tests {
    use super::is_origin_of;

    #[test]
    fn an_origin_ends_where_the_path_begins() {
        assert!(is_origin_of("https://forum.example", "https://forum.example"));
        assert!(is_origin_of("https://forum.example", "https://forum.example/tea"));
        assert!(!is_origin_of("https://forum.example", "https://forum.example.evil"));
        assert!(!is_origin_of("https://forum", "https://forum.example"));
        assert!(!is_origin_of("null", "https://forum.example"));
    }
}
