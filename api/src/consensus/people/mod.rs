//! Who votes on a work, and from where.

pub mod store;
