//! The way out: one POST, over HTTP or HTTPS. It follows no redirect and heeds no
//! proxy of the environment, because nothing here does so by itself.

use std::sync::Arc;

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Request, StatusCode, Uri,
    body::Bytes,
    header::{ACCEPT, CONTENT_TYPE, USER_AGENT},
};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::{ClientConfig, crypto::ring};

const JSON: &str = "application/json";
const AGENT: &str = concat!("teahouse/", env!("CARGO_PKG_VERSION"));

/// Why there is no answer. None says anything of what was sent or of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    #[error("it took too long")]
    Timeout,
    #[error("it could not be reached")]
    Unreachable,
    #[error("it answered with status {0}")]
    Status(u16),
    #[error("its answer was cut short or is too long")]
    Length,
    #[error("its answer could not be read")]
    Form,
}

/// What TLS needs, for all clients: the authorities that browsers trust.
pub(crate) fn tls() -> Result<ClientConfig, rustls::Error> {
    // Named, so that it does not matter which providers other crates switch on.
    let provider = Arc::new(ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?.with_webpki_roots().with_no_client_auth())
}

/// Connections to one address. They belong to the thread that opened them.
#[derive(Clone)]
pub(crate) struct Client(legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Client {
    pub(crate) fn new(tls: ClientConfig) -> Self {
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().build();
        Self(legacy::Client::builder(TokioExecutor::new()).pool_max_idle_per_host(4).build(connector))
    }

    /// Sends JSON with some headers more; `None` if the answer is 204: nothing to say. The answer may
    /// have so many bytes.
    pub(crate) async fn post(&self, url: &Uri, headers: &[(&'static str, String)], body: Vec<u8>, most: usize) -> Result<Option<Bytes>, Failure> {
        let mut request = Request::post(url).header(CONTENT_TYPE, JSON).header(ACCEPT, JSON).header(USER_AGENT, AGENT);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::from(body)).map_err(|_| Failure::Unreachable)?;
        let answer = self.0.request(request).await.map_err(|_| Failure::Unreachable)?;
        match answer.status() {
            StatusCode::NO_CONTENT => Ok(None),
            StatusCode::OK => {
                let body = Limited::new(answer.into_body(), most).collect().await.map_err(|_| Failure::Length)?;
                Ok(Some(body.to_bytes()))
            }
            status => Err(Failure::Status(status.as_u16())),
        }
    }
}
