//! Inputs about alignments.

use async_graphql::InputObject;
use entity::EditionId;

use crate::{alignment::service::Correction, error::Result, graphql::id::Id};

/// What `alignSegments` needs.
#[derive(InputObject)]
pub struct AlignSegmentsInput {
    /// An edition.
    pub edition_id: Id<EditionId>,
    /// Its sentences, by `Segment.ordinal`: 1 to 20 that follow each other.
    pub segments: Vec<i32>,
    /// Another edition of the same essay.
    pub counterpart_edition_id: Id<EditionId>,
    /// The sentences that say the same there: up to 20 that follow each other; none if none do.
    pub counterparts: Vec<i32>,
    /// `Edition.revision` of the text that was looked at: `CONFLICT` if it is no longer the
    /// present one.
    pub revision: Option<i32>,
    /// The same of the other edition.
    pub counterpart_revision: Option<i32>,
}

impl AlignSegmentsInput {
    /// As the service takes it.
    pub fn correction(self) -> Result<Correction> {
        Ok(Correction {
            edition: self.edition_id.key(&["input", "editionId"])?,
            segments: self.segments,
            counterpart_edition: self.counterpart_edition_id.key(&["input", "counterpartEditionId"])?,
            counterparts: self.counterparts,
            revisions: (self.revision, self.counterpart_revision),
        })
    }
}

/// What `resetAlignment` needs.
#[derive(InputObject)]
pub struct ResetAlignmentInput {
    /// An edition.
    pub edition_id: Id<EditionId>,
    /// Its sentences, by `Segment.ordinal`: 1 to 20 that follow each other.
    pub segments: Vec<i32>,
    /// Another edition of the same essay.
    pub counterpart_edition_id: Id<EditionId>,
}

impl ResetAlignmentInput {
    /// As the service takes it.
    pub fn correction(self) -> Result<Correction> {
        Ok(Correction {
            edition: self.edition_id.key(&["input", "editionId"])?,
            segments: self.segments,
            counterpart_edition: self.counterpart_edition_id.key(&["input", "counterpartEditionId"])?,
            counterparts: Vec::new(),
            revisions: (None, None),
        })
    }
}
