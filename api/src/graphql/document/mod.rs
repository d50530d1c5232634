//! Documents: what clients ask for, parsed once and bounded before anything runs.
//!
//! [`Documents::prepare`] turns a text into a [`Document`], or refuses it:
//!
//! 1. `scan` counts tokens and brackets before the parser sees the text;
//! 2. the parser reads it;
//! 3. `limits` walks it as it would be executed: depth, aliases, fragments,
//!    mutations, introspection;
//! 4. `cost` compiles, by the schema's `shape`, how many nodes each operation
//!    could return; a request then only fills in its variables.
//!
//! None of this needs the database. What the schema does not know is left to its
//! own validation, which runs after the cost has been paid.

mod cost;
mod limits;
mod scan;
mod shape;

use std::{collections::HashMap, sync::Arc};

use async_graphql::{
    Name, Pos, ServerError, Value, Variables,
    indexmap::IndexMap,
    parser::{
        self, parse_query,
        types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet},
    },
};
use moka::sync::Cache;

pub use async_graphql::parser::types::OperationType;
pub use cost::{DEFAULT_PAGE_SIZE, FREE_REPEATS, LIST_SIZE, MAX_PAGE_SIZE};

use crate::{
    error::{Code, Error, Result},
    graphql::errors,
};

/// Tokens of a document at most.
pub const MAX_TOKENS: usize = 5_000;
/// Directives of a document at most.
pub const MAX_DIRECTIVES: usize = 50;
/// Brackets, and selections, inside each other at most.
pub const MAX_NESTING: usize = 64;
/// Characters of one name at most.
pub const MAX_NAME_LENGTH: usize = 256;
/// Fields inside each other at most, introspection not counted.
pub const MAX_DEPTH: usize = 12;
/// Aliases of a document at most.
pub const MAX_ALIASES: usize = 30;
/// Fields and fragments of a document at most, once fragments are spread.
pub const MAX_SELECTIONS: usize = 2_000;
/// Mutations of a document at most.
pub const MAX_ROOT_MUTATIONS: usize = 5;
/// Mutations that try a password or a token at most.
pub const MAX_CREDENTIAL_MUTATIONS: usize = 1;
/// Lists from types to types inside each other, in introspection, at most.
pub const MAX_INTROSPECTION_LISTS: usize = 3;
/// Rough number of objects of introspection at most, each list taken as 10: a few
/// times what the standard query is.
pub const MAX_INTROSPECTION_WEIGHT: u64 = 100_000;

/// Longer texts are not kept.
const MAX_CACHED_TEXT: usize = 16 * 1024;
/// About how many bytes of documents are kept: over a thousand of usual size.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;
/// About how many bytes a token takes once it is parsed.
const BYTES_PER_TOKEN: usize = 150;

/// The documents that are in use, and what it takes to prepare more.
pub struct Documents {
    shape: shape::Shape,
    cache: Cache<String, Arc<Document>>,
}

/// A document that keeps to the limits.
#[derive(Debug)]
pub struct Document {
    executable: ExecutableDocument,
    operations: HashMap<Option<String>, Operation>,
    traits: limits::Traits,
    weight: u32,
}

/// An operation of a document.
#[derive(Debug)]
pub struct Operation {
    kind: OperationType,
    cost: cost::Cost,
    root: Vec<RootField>,
    root_fields: u64,
    required: Vec<Name>,
}

/// Why a document is refused, and where.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// What is wrong: `BAD_REQUEST` or `QUERY_TOO_COMPLEX`.
    pub error: Error,
    /// Where, most important place first; may be empty.
    pub locations: Vec<Pos>,
}

/// A field of an operation's root.
#[derive(Debug)]
struct RootField {
    key: Name,
    nullable: bool,
}

impl Documents {
    /// For a schema, by its own text.
    pub fn new(sdl: &str) -> Result<Self> {
        let weigher = |text: &String, document: &Arc<Document>| u32::try_from(text.len()).unwrap_or(u32::MAX).saturating_add(document.weight);
        Ok(Self { shape: shape::Shape::new(sdl)?, cache: Cache::builder().max_capacity(CACHE_BYTES).weigher(weigher).build() })
    }

    /// Parses a text, or remembers that it has been parsed.
    pub fn prepare(&self, query: &str) -> Result<Arc<Document>, Refusal> {
        if query.len() > MAX_CACHED_TEXT {
            return self.parse(query).map(Arc::new);
        }
        if let Some(document) = self.cache.get(query) {
            return Ok(document);
        }
        let document = Arc::new(self.parse(query)?);
        self.cache.insert(query.to_owned(), Arc::clone(&document));
        Ok(document)
    }

    fn parse(&self, query: &str) -> Result<Document, Refusal> {
        let counts = scan::scan(query)?;
        let executable = parse_query(query).map_err(|error| Refusal::syntax(&error))?;
        let traits = limits::check(&executable)?;
        let operations = executable.operations.iter().map(|(name, operation)| {
            let cost = cost::Cost::compile(&self.shape, &executable, &operation.node);
            let mut root = Vec::new();
            collect_root(&self.shape, self.shape.root(operation.node.ty), &executable, &operation.node.selection_set.node, &mut root);
            (
                name.map(ToString::to_string),
                Operation {
                    kind: operation.node.ty,
                    cost,
                    root,
                    root_fields: count_root(&executable, &operation.node.selection_set.node),
                    required: required(&operation.node),
                },
            )
        });
        let operations = operations.collect();
        Ok(Document { executable, operations, traits, weight: u32::try_from(counts.tokens * BYTES_PER_TOKEN).unwrap_or(u32::MAX) })
    }
}

impl Document {
    /// What async-graphql executes.
    #[must_use]
    pub fn executable(&self) -> &ExecutableDocument {
        &self.executable
    }

    /// Whether any operation asks for the schema.
    #[must_use]
    pub fn introspects(&self) -> bool {
        self.traits.introspects
    }

    /// The operation that a request means.
    pub fn operation(&self, name: Option<&str>) -> Result<&Operation, Refusal> {
        let operation = match name {
            None if self.operations.len() == 1 => self.operations.values().next(),
            None => return Err(Refusal::bad_request("The document has several operations: operationName must say which one is meant.")),
            Some(name) => self.operations.iter().find(|(candidate, _)| candidate.as_deref() == Some(name)).map(|(_, operation)| operation),
        };
        operation.ok_or_else(|| Refusal::bad_request("The document has no operation of this operationName."))
    }
}

impl Operation {
    /// Query, mutation or subscription.
    #[must_use]
    pub fn kind(&self) -> OperationType {
        self.kind
    }

    /// Refuses if a variable that must have a value has none. The library would
    /// notice only where it is used, when other fields have been executed.
    pub fn require(&self, variables: &Variables) -> Result<(), Refusal> {
        let is_missing = |name: &&Name| variables.get(name.as_str()).is_none_or(|value| *value == Value::Null);
        match self.required.iter().find(is_missing) {
            Some(name) => Err(Refusal::bad_request(format!("The variable `${name}` must have a value."))),
            None => Ok(()),
        }
    }

    /// Makes an answer's root what the specification wants: fields in the order of
    /// the document, and a field that failed null, or everything null if it may not
    /// be. The library, which runs them at once, leaves them in the order of their
    /// completion and leaves out what failed.
    pub fn complete(&self, data: &mut Value) {
        let mut found = match std::mem::take(data) {
            Value::Object(found) => found,
            _ => IndexMap::new(),
        };
        let mut fields = IndexMap::with_capacity(self.root.len());
        for field in &self.root {
            if fields.contains_key(&field.key) {
                continue;
            }
            match found.swap_remove(&field.key) {
                Some(value) => fields.insert(field.key.clone(), value),
                None if field.nullable => fields.insert(field.key.clone(), Value::Null),
                None => return,
            };
        }
        // Fields with directives, which may or may not be there.
        fields.extend(found);
        *data = Value::Object(fields);
    }

    /// How many nodes it could return.
    #[must_use]
    pub fn nodes(&self, variables: &Variables) -> u64 {
        self.cost.nodes(variables)
    }

    /// Fields of the root, fragments spread, also those that may be skipped: the
    /// changes that a mutation can make.
    #[must_use]
    pub fn root_fields(&self) -> u64 {
        self.root_fields
    }
}

/// The variables that may neither be left out nor be null.
fn required(operation: &OperationDefinition) -> Vec<Name> {
    let definitions = operation.variable_definitions.iter().map(|definition| &definition.node);
    definitions
        .filter(|definition| !definition.var_type.node.nullable && definition.default_value.is_none())
        .map(|definition| definition.name.node.clone())
        .collect()
}

/// The root's fields in the document's order; fragments end, see `limits`.
fn collect_root(shape: &shape::Shape, root: &str, document: &ExecutableDocument, set: &SelectionSet, fields: &mut Vec<RootField>) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                let nullable = shape.field(root, &field.node.name.node).is_none_or(|shape| shape.nullable);
                // A field that may be skipped is not expected back.
                if field.node.directives.is_empty() {
                    fields.push(RootField { key: field.node.response_key().node.clone(), nullable });
                }
            }
            Selection::InlineFragment(fragment) => collect_root(shape, root, document, &fragment.node.selection_set.node, fields),
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    collect_root(shape, root, document, &fragment.node.selection_set.node, fields);
                }
            }
        }
    }
}

fn count_root(document: &ExecutableDocument, set: &SelectionSet) -> u64 {
    let count = |selection: &async_graphql::Positioned<Selection>| match &selection.node {
        Selection::Field(_) => 1,
        Selection::InlineFragment(fragment) => count_root(document, &fragment.node.selection_set.node),
        Selection::FragmentSpread(spread) => {
            document.fragments.get(&spread.node.fragment_name.node).map_or(0, |fragment| count_root(document, &fragment.node.selection_set.node))
        }
    };
    set.items.iter().map(count).sum()
}

impl Refusal {
    fn new(code: Code, message: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self { error: Error::new(code, message), locations: Vec::new() }
    }

    fn bad_request(message: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self::new(Code::BadRequest, message)
    }

    fn too_complex(message: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self::new(Code::QueryTooComplex, message)
    }

    fn at(mut self, pos: Pos) -> Self {
        self.locations.push(pos);
        self
    }

    /// The parser's message shows the line of the text, however long; what is
    /// expected there is in the last line of the message.
    fn syntax(error: &parser::Error) -> Self {
        let message = match error {
            parser::Error::Syntax { message, .. } => {
                let expected = message.rsplit_once("= ").map_or("unexpected text", |(_, expected)| expected.trim());
                format!("Syntax error: {}.", expected.chars().take(300).collect::<String>())
            }
            parser::Error::RecursionLimitExceeded => return Self::too_complex("The document is nested too deep."),
            other => format!("Syntax error: {other}."),
        };
        Self { locations: error.positions().collect(), ..Self::bad_request(message) }
    }

    /// As a response shows it.
    #[must_use]
    pub fn into_server_error(self, request_id: &str) -> ServerError {
        ServerError { locations: self.locations, ..errors::server_error(&self.error, request_id) }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self { error, locations: Vec::new() }
    }
}

#[cfg(test)]
mod tests;
