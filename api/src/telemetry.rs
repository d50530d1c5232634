//! Logs: text for people on a terminal, one JSON object a line elsewhere.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt};

use crate::config::{Config, LogFormat};

/// Starts logging; a second call in one process changes nothing.
pub fn start(config: &Config) {
    // A plain level is ours; what migrations and the driver say at each start is not news.
    let level = if config.log_level.contains('=') { config.log_level.clone() } else { format!("{},sea_orm_migration=warn,sqlx=warn", config.log_level) };
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
    let json = match config.log_format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let logs = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // JSON escapes what a client could use to forge a line.
    let _ = if json { logs.json().flatten_event(true).try_init() } else { logs.compact().try_init() };
}
