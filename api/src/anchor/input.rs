//! Inputs about passages.

use async_graphql::InputObject;
use entity::EditionId;

use crate::{
    anchor::{
        service::Draft,
        store::{Extent, Part},
    },
    error::{Code, Error, Result},
    graphql::id::Id,
};

/// A passage of an edition, after the `TextQuoteSelector` of the W3C's Web Annotation model.
/// Differences in white space and in how letters are composed do not matter.
#[derive(InputObject)]
pub struct QuoteInput {
    /// The edition.
    pub edition_id: Id<EditionId>,
    /// The words as they stand in `Edition.plainText`: 1 to 2 000 characters.
    pub exact: String,
    /// What stands before them, up to 200 characters: needed if the words stand there more
    /// than once.
    pub prefix: Option<String>,
    /// What stands after them, up to 200 characters.
    pub suffix: Option<String>,
}

impl QuoteInput {
    /// As the service takes it.
    pub fn draft(self) -> Result<Draft> {
        Ok(Draft {
            edition_id: self.edition_id.key(&["input", "quote", "editionId"])?,
            exact: self.exact,
            prefix: self.prefix.unwrap_or_default(),
            suffix: self.suffix.unwrap_or_default(),
        })
    }
}

/// A part of an edition's present text: a sentence, or what is between two offsets.
#[derive(InputObject)]
pub struct PassageInput {
    /// The edition.
    pub edition_id: Id<EditionId>,
    /// A sentence, by `Segment.ordinal`. Not together with `start` and `end`.
    pub segment: Option<i32>,
    /// Where it begins in `Edition.plainText`, in Unicode scalar values.
    pub start: Option<i32>,
    /// Where it ends, exclusive.
    pub end: Option<i32>,
}

impl PassageInput {
    /// As the store takes it.
    pub fn part(self) -> Result<Part> {
        let edition_id = self.edition_id.key(&["passage", "editionId"])?;
        let of = match (self.segment, self.start, self.end) {
            (Some(ordinal), None, None) => Extent::Segment(ordinal),
            (None, Some(start), Some(end)) if start < end => Extent::Span(start, end),
            _ => return Err(Error::new(Code::BadUserInput, "Name `segment`, or `start` and a greater `end`.").at(&["passage"])),
        };
        Ok(Part { edition_id, of })
    }
}
