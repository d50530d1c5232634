//! Who has declared another country.

pub mod store;
