//! The one place where an error becomes what a client sees.
//!
//! Resolvers return `crate::Result`; async-graphql keeps the [`Error`] as the
//! source of its own. Here it gets its code and path, whatever is not ours is
//! masked as `INTERNAL`, and the operator's part goes to the log. Nothing has to
//! be remembered in a resolver, and it works on the response as a whole, because
//! an async-graphql extension would slow each field down.

use std::time::Duration;

use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};

use crate::error::{Code, Error};

/// What the HTTP layer needs to know of a finished response.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The longest wait that an error asks for.
    pub retry_after: Option<Duration>,
    /// Nothing was executed: the document was refused.
    pub refused: bool,
    /// The request as a whole came to an end: its deadline, a panic.
    pub ended: bool,
}

/// Gives each error its code and path, masks faults and logs them.
pub fn finish(response: &mut Response, request_id: &str) -> Outcome {
    let mut outcome = Outcome::default();
    for error in &mut response.errors {
        if let Some(known) = error.source::<Error>().cloned() {
            outcome.retry_after = outcome.retry_after.max(known.retry_after());
            outcome.ended |= error.path.is_empty();
            if let Some(detail) = known.detail() {
                tracing::error!(request_id, code = known.code().as_str(), path = ?error.path, detail, "a request failed");
            }
            error.extensions = Some(extensions(&known, request_id));
            error.message = known.to_string();
        } else if error.source.is_some() {
            // A foreign error slipped through a `?`: its words may be anybody's.
            tracing::error!(request_id, path = ?error.path, detail = %error.message, "a resolver let a foreign error through");
            mask(error, request_id);
        } else {
            // Of async-graphql's own making: about the document or its values.
            outcome.refused |= error.path.is_empty();
            let code = if error.message.starts_with("Query is too complex") || error.message.starts_with("Query is nested too deep") {
                Code::QueryTooComplex
            } else {
                Code::BadRequest
            };
            let mut values = error.extensions.take().unwrap_or_default();
            if values.get("code").is_none() {
                values.set("code", code.as_str());
            }
            error.extensions = Some(values);
        }
        error.source = None;
    }
    outcome
}

/// An error on its own, for answers that never reached a resolver.
#[must_use]
pub fn server_error(error: &Error, request_id: &str) -> ServerError {
    let mut answer = ServerError::new(error.to_string(), None);
    answer.extensions = Some(extensions(error, request_id));
    answer
}

fn extensions(error: &Error, request_id: &str) -> ErrorExtensionValues {
    let mut values = ErrorExtensionValues::default();
    values.set("code", error.code().as_str());
    if !error.field().is_empty() {
        values.set("field", path(error.field()));
    }
    if error.all_problems().len() > 1 {
        let problems = error.all_problems().iter().map(|problem| {
            let mut fields = async_graphql::indexmap::IndexMap::new();
            fields.insert(async_graphql::Name::new("field"), path(&problem.field));
            fields.insert(async_graphql::Name::new("message"), Value::from(problem.message.as_str()));
            Value::Object(fields)
        });
        values.set("problems", Value::List(problems.collect()));
    }
    if let Some(findings) = error.findings().and_then(|findings| Value::from_json(findings.clone()).ok()) {
        values.set("findings", findings);
    }
    if let Some(wait) = error.retry_after() {
        values.set("retryAfter", wait.as_secs().max(1));
    }
    if error.detail().is_some() {
        values.set("requestId", request_id);
    }
    values
}

fn path(field: &[std::borrow::Cow<'static, str>]) -> Value {
    Value::List(field.iter().map(|part| Value::from(part.as_ref())).collect())
}

fn mask(error: &mut ServerError, request_id: &str) {
    error.message = Error::internal("").to_string();
    let mut values = ErrorExtensionValues::default();
    values.set("code", Code::Internal.as_str());
    values.set("requestId", request_id);
    error.extensions = Some(values);
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};

    use super::finish;
    use crate::error::Error;

    struct Query;

    #[Object]
    impl Query {
        async fn ours(&self) -> Result<i32, Error> {
            Err(Error::invalid(&["input", "title"], "It may not be empty."))
        }

        async fn foreign(&self) -> async_graphql::Result<i32> {
            Err(sea_orm::DbErr::Custom("SELECT secret FROM users".to_owned()))?;
            Ok(1)
        }

        async fn fault(&self) -> Result<i32, Error> {
            Err(sea_orm::DbErr::Custom("SELECT secret FROM users".to_owned()).into())
        }
    }

    async fn answer(document: &str) -> String {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let mut response = schema.execute(document).await;
        finish(&mut response, "request-1");
        serde_json::to_string(&response).unwrap()
    }

    #[tokio::test]
    async fn our_errors_keep_code_and_path() {
        let json = answer("{ ours }").await;
        assert!(json.contains(r#""code":"VALIDATION_FAILED""#) && json.contains(r#""field":["input","title"]"#), "{json}");
    }

    #[tokio::test]
    async fn foreign_errors_and_faults_are_masked() {
        for document in ["{ foreign }", "{ fault }"] {
            let json = answer(document).await;
            assert!(json.contains(r#""code":"INTERNAL""#) && json.contains("request-1") && !json.contains("SELECT"), "{json}");
        }
    }

    #[tokio::test]
    async fn documents_that_do_not_fit_are_bad_requests() {
        let json = answer("{ nothing }").await;
        assert!(json.contains(r#""code":"BAD_REQUEST""#), "{json}");
    }
}
