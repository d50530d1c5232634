//! What all resolvers share. Knows no feature's rules.

pub mod connection;
pub mod context;
pub mod document;
pub mod errors;
pub mod id;
pub mod introspection;
pub mod rate_limit;
pub mod scalars;
pub mod selection;
pub mod walk;
