//! From settings to a server that listens.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

use actix_web::{dev::Server, web};

use crate::{
    auth::Auth,
    config::Config,
    db::Db,
    error::{Error, Result},
    graphql::context::Services,
    http::{self, State},
    outgoing::translator::{LibreTranslate, Translator},
    outside::Outside,
    schema, segment,
};

/// A forum that is about to serve.
pub struct Application {
    /// Where it listens: the real port, even if any was asked for.
    pub address: SocketAddr,
    state: web::Data<State>,
    listener: TcpListener,
}

impl Application {
    /// Opens the database, brings it up to date and takes the port.
    pub async fn build(config: Config) -> Result<Self> {
        let db = Db::connect(&config.database).await?;
        db.migrate_up().await?;
        Self::with_db(config, db).await
    }

    /// The same with a database that is open and up to date.
    pub async fn with_db(mut config: Config, db: Db) -> Result<Self> {
        let listener = TcpListener::bind(config.listen).map_err(|error| Error::internal(format!("cannot listen on {}: {error}", config.listen)))?;
        let address = listener.local_addr().map_err(Error::internal)?;
        config.listen = address;
        segment::service::complete(&db).await?;
        let auth = Arc::new(Auth::new(&config)?);
        let outside = config.outside_check.clone().map(Outside::new).transpose()?;
        let translator = config.machine_translation.clone().map(LibreTranslate::new).transpose()?;
        let translator = translator.map(|translator| Arc::new(translator) as Arc<dyn Translator>);
        let public_url = config.public_url.as_str().into();
        let services = Services { db, auth, rules: Arc::default(), outside, translator, public_url };
        let state = State::new(config.clone(), services, schema::build(config.introspection)).await?;
        Ok(Self { address, state: web::Data::new(state), listener })
    }

    /// What resolvers work with: for the demo, which fills the forum through them.
    #[must_use]
    pub fn services(&self) -> Services {
        self.state.services.clone()
    }

    /// The server; it runs when awaited, and ends on SIGTERM after what is in flight.
    pub fn server(self) -> Result<Server> {
        http::server(self.state, self.listener).map_err(Error::internal)
    }
}
