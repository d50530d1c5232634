//! Texts that belong to a post and are none: translations, pledges, joint statements, reasons of votes.
//! How they are held back, reported, decided about and appealed is the same for all and stands here; each feature
//! says what moderation needs to know of its text (`text_to_change`), and how it is written whether
//! the text is shown, with what follows (`set_visibility`).

pub mod rules;
pub mod service;
