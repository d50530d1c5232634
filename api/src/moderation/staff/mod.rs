//! Who moderates, and what: roles, and what moderators are limited to.

pub mod service;
