//! Terms of full text: what is indexed, and what is looked for. `db::full_text` writes them as
//! each database wants them.

/// A term of a text, or a gap that no phrase reaches over.
pub type Sequence = Vec<Option<String>>;

/// Terms that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// In order.
    pub terms: Vec<String>,
    /// Whether the last one is only the beginning of a term.
    pub is_prefix: bool,
}

/// What rows must have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Match {
    /// All of these.
    pub phrases: Vec<Phrase>,
    /// One of each group of properties.
    pub facets: Vec<Vec<String>>,
}
