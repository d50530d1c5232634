//! `Segment` of the schema.

use async_graphql::Object;

use crate::segment::store::SegmentRow;

/// A sentence of an edition.
#[derive(Clone)]
pub struct Segment(pub SegmentRow);

/// A sentence of an edition's present text.
#[Object]
impl Segment {
    /// Counts sentences of the edition from 0.
    pub(crate) async fn ordinal(&self) -> i32 {
        self.0.ordinal
    }

    /// The paragraph that it is in; counts from 0.
    pub(crate) async fn paragraph(&self) -> i32 {
        self.0.paragraph
    }

    /// Its words.
    pub(crate) async fn text(&self) -> &str {
        &self.0.text
    }

    /// Where it begins in `Edition.plainText`, in Unicode scalar values.
    pub(crate) async fn start(&self) -> i32 {
        self.0.start
    }

    /// Where it ends, exclusive.
    pub(crate) async fn end(&self) -> i32 {
        self.0.end
    }
}
