//! The cost of an operation: how many nodes it could return. Compiled once a
//! document, so that a request only multiplies page sizes.
//!
//! - A scalar or an enum counts nothing.
//! - An object counts 1, and what is selected inside it.
//! - A plain list counts [`LIST_SIZE`] objects; one with an argument `ids`, as
//!   many as ids are given.
//! - A connection counts its page: as many objects as `first` or `last` says, each
//!   with what is selected inside `nodes` or `edges { node }`. The connection
//!   itself, its edges and its `pageInfo` are not nodes. One that is asked for
//!   nothing but `totalCount` counts 1.
//! - `__schema` and `__type` count 1; `limits` bounds what is inside them.
//! - A field that is asked for again in the same place, by an alias or not, is
//!   resolved again: beyond [`FREE_REPEATS`] in one place, which fragments need for
//!   `id` and `__typename`, each repeat counts 1 for each object there.
//!
//! The page is [`DEFAULT_PAGE_SIZE`] if neither `first` nor `last` is given, and
//! [`MAX_PAGE_SIZE`] if it cannot be known or is not one that is allowed: null, a
//! variable that is not given and has no default, a number out of range. Both
//! branches of `@include` and `@skip`, all fragments on an abstract type and all
//! fields with the same key are counted: the cost is what could come at most.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Name, Value, Variables,
    parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet},
};

use super::shape::{Many, Shape};

/// How many objects a plain list counts.
pub const LIST_SIZE: u64 = 10;
/// The page of a connection that is asked for none.
pub const DEFAULT_PAGE_SIZE: u64 = 20;
/// The largest page.
pub const MAX_PAGE_SIZE: u64 = 100;
/// How often fields may be asked for again in one place before it counts.
pub const FREE_REPEATS: u64 = 10;

/// What a part of an operation may return: a number, and pages whose sizes are
/// not known before its variables are.
#[derive(Debug, Default)]
pub(super) struct Cost {
    fixed: u64,
    pages: Vec<Page>,
}

#[derive(Debug)]
struct Page {
    size: Size,
    item: Cost,
}

#[derive(Debug)]
enum Size {
    Fixed(u64),
    Variable { arguments: Vec<Argument>, otherwise: u64 },
}

/// An argument that says how many.
#[derive(Debug)]
enum Argument {
    Literal(Asked),
    Variable { name: Name, default: Asked, measure: fn(&Value) -> Asked },
}

/// How many are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// It is null, or not given.
    Unknown,
    /// So many.
    Number(u64),
}

impl Cost {
    /// Compiles an operation whose fragments are known to end (see `limits`).
    pub fn compile(shape: &Shape, document: &ExecutableDocument, operation: &OperationDefinition) -> Self {
        let defaults = operation
            .variable_definitions
            .iter()
            .map(|definition| (definition.node.name.node.as_str(), definition.node.default_value.as_ref().map(|value| &value.node)));
        let compiler = Compiler { shape, document, defaults: defaults.collect() };
        let mut level = Level::default();
        compiler.select(shape.root(operation.ty), &operation.selection_set.node, Place::Object, &mut level);
        level.finish()
    }

    /// The number of nodes, with an operation's variables.
    pub fn nodes(&self, variables: &Variables) -> u64 {
        self.pages
            .iter()
            .fold(self.fixed, |sum, page| sum.saturating_add(page.size.with(variables).saturating_mul(page.item.nodes(variables).saturating_add(1))))
    }

    /// Adds `size` objects with `item` inside each.
    fn add(&mut self, size: Size, item: Self) {
        match size {
            Size::Fixed(size) if item.pages.is_empty() => self.fixed = self.fixed.saturating_add(size.saturating_mul(item.fixed.saturating_add(1))),
            size => self.pages.push(Page { size, item }),
        }
    }
}

impl Size {
    fn with(&self, variables: &Variables) -> u64 {
        match self {
            Self::Fixed(size) => *size,
            Self::Variable { arguments, otherwise } => size_of(arguments.iter().map(|argument| argument.with(variables)), *otherwise),
        }
    }

    fn of(arguments: Vec<Argument>, otherwise: u64) -> Self {
        let literals: Option<Vec<Asked>> = arguments.iter().map(|argument| if let Argument::Literal(asked) = argument { Some(*asked) } else { None }).collect();
        literals.map_or(Self::Variable { arguments, otherwise }, |literals| Self::Fixed(size_of(literals.into_iter(), otherwise)))
    }
}

/// The largest number that is asked for; with none at all, `otherwise`.
fn size_of(asked: impl Iterator<Item = Asked>, otherwise: u64) -> u64 {
    let (mut number, mut is_asked) = (None, false);
    for asked in asked {
        is_asked = true;
        if let Asked::Number(asked) = asked {
            number = number.max(Some(asked));
        }
    }
    number.unwrap_or(if is_asked { MAX_PAGE_SIZE } else { otherwise })
}

impl Argument {
    fn with(&self, variables: &Variables) -> Asked {
        match self {
            Self::Literal(asked) => *asked,
            Self::Variable { name, default, measure } => variables.get(name.as_str()).map_or(*default, measure),
        }
    }
}

fn page_size(value: &Value) -> Asked {
    match value {
        Value::Null => Asked::Unknown,
        Value::Number(number) => Asked::Number(number.as_u64().filter(|size| (1..=MAX_PAGE_SIZE).contains(size)).unwrap_or(MAX_PAGE_SIZE)),
        _ => Asked::Number(MAX_PAGE_SIZE),
    }
}

fn list_length(value: &Value) -> Asked {
    match value {
        Value::Null => Asked::Unknown,
        Value::List(items) => Asked::Number(items.len() as u64),
        // One value stands for a list of it.
        _ => Asked::Number(1),
    }
}

/// Where a selection stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    /// In an object.
    Object,
    /// In a connection.
    Connection,
    /// In an edge of a connection.
    Edge,
}

/// One object, or one item of a connection with all that leads to it.
#[derive(Default)]
struct Level<'a> {
    cost: Cost,
    /// More than the total is wanted of the connection.
    reads_page: bool,
    /// Fields that are not objects of their own.
    seen: HashSet<(Place, &'a str)>,
    repeats: u64,
}

impl<'a> Level<'a> {
    fn note(&mut self, place: Place, field: &'a str) {
        self.repeats += u64::from(!self.seen.insert((place, field)));
    }

    fn finish(mut self) -> Cost {
        self.cost.fixed = self.cost.fixed.saturating_add(self.repeats.saturating_sub(FREE_REPEATS));
        self.cost
    }
}

struct Compiler<'a> {
    shape: &'a Shape,
    document: &'a ExecutableDocument,
    defaults: HashMap<&'a str, Option<&'a Value>>,
}

impl<'a> Compiler<'a> {
    fn select(&self, type_name: &str, selection: &'a SelectionSet, place: Place, level: &mut Level<'a>) {
        for selection in &selection.items {
            match &selection.node {
                Selection::Field(field) => self.field(type_name, &field.node, place, level),
                Selection::InlineFragment(fragment) => {
                    let type_name = fragment.node.type_condition.as_ref().map_or(type_name, |condition| condition.node.on.node.as_str());
                    self.select(type_name, &fragment.node.selection_set.node, place, level);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) {
                        self.select(&fragment.node.type_condition.node.on.node, &fragment.node.selection_set.node, place, level);
                    }
                }
            }
        }
    }

    fn field(&self, type_name: &str, field: &'a Field, place: Place, level: &mut Level<'a>) {
        let name = field.name.node.as_str();
        if name == "__schema" || name == "__type" {
            level.cost.fixed = level.cost.fixed.saturating_add(1);
            return;
        }
        level.reads_page |= name != "totalCount" && name != "__typename";
        let Some(shape) = self.shape.field(type_name, name) else { return level.note(place, name) };
        let inside = |place, level: &mut Level<'a>| self.select(&shape.type_name, &field.selection_set.node, place, level);
        match (place, name) {
            // The page has been counted where the connection was asked for.
            (Place::Connection, "nodes" | "edges" | "pageInfo") | (Place::Edge, "node") => {
                level.note(place, name);
                return inside(if name == "edges" { Place::Edge } else { Place::Object }, level);
            }
            _ => {}
        }
        let mut inner = Level::default();
        inside(if shape.many == Many::Page { Place::Connection } else { Place::Object }, &mut inner);
        let size = match shape.many {
            Many::List => Size::Fixed(LIST_SIZE),
            Many::Ids => Size::of(self.arguments(field, &["ids"], list_length), LIST_SIZE),
            Many::Page if inner.reads_page => Size::of(self.arguments(field, &["first", "last"], page_size), DEFAULT_PAGE_SIZE),
            Many::One | Many::Page => Size::Fixed(1),
        };
        level.cost.add(size, inner.finish());
    }

    fn arguments(&self, field: &Field, names: &[&str], measure: fn(&Value) -> Asked) -> Vec<Argument> {
        let given = names.iter().filter_map(|name| field.get_argument(name));
        given
            .map(|value| {
                let mut variable = None;
                let Ok(literal) = value.node.clone().into_const_with(|name| {
                    variable = Some(name);
                    Ok::<_, std::convert::Infallible>(Value::Null)
                });
                match (literal, variable) {
                    // Only a variable on its own leaves null and a name.
                    (Value::Null, Some(name)) => {
                        let default = self.defaults.get(name.as_str()).copied().flatten().map_or(Asked::Unknown, measure);
                        Argument::Variable { name, default, measure }
                    }
                    (literal, _) => Argument::Literal(measure(&literal)),
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{Variables, value};

    use super::super::tests::documents;

    fn nodes_with(query: &str, variables: async_graphql::Value) -> u64 {
        documents().prepare(query).unwrap().operation(None).unwrap().nodes(&Variables::from_value(variables))
    }

    fn nodes(query: &str) -> u64 {
        nodes_with(query, value!({}))
    }

    #[test]
    fn the_example_of_the_model() {
        assert_eq!(nodes("{ essays(first: 50) { nodes { threads(first: 10) { nodes { id } } } } }"), 550);
        assert_eq!(
            nodes("{ essays(first: 50) { edges { cursor node { threads(first: 10) { edges { node { id } } } } } pageInfo { endCursor } totalCount } }"),
            550
        );
    }

    #[test]
    fn objects_lists_and_ids() {
        assert_eq!(nodes("{ __typename }"), 0);
        assert_eq!(nodes("{ essay(slug: \"a\") { title } }"), 1);
        assert_eq!(nodes("{ essay(slug: \"a\") { editions { language credits { name } } } }"), 1 + 10 * (1 + 10));
        assert_eq!(nodes("{ nodes(ids: [\"a\", \"b\"]) { id ... on Essay { threads(first: 3) { nodes { id } } } } }"), 2 * (1 + 3));
        assert_eq!(nodes("query($a: ID!, $b: ID!) { nodes(ids: [$a, $b]) { id } }"), 2);
        assert_eq!(nodes_with("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", value!({ "ids": ["a", "b", "c"] })), 3);
        assert_eq!(nodes_with("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", value!({ "ids": "a" })), 1);
        assert_eq!(nodes("mutation { startThread(input: {}) { thread { id author { handle } } } }"), 3);
        assert_eq!(nodes("{ __schema { types { name } } }"), 1);
    }

    #[test]
    fn pages_that_cannot_be_known_count_as_the_largest() {
        let page = |arguments: &str| nodes(&format!("{{ essays{arguments} {{ nodes {{ id }} }} }}"));
        assert_eq!(page(""), 20);
        assert_eq!(page("(first: null)"), 100);
        assert_eq!(page("(first: 101)"), 100);
        assert_eq!(page("(first: 0)"), 100);
        assert_eq!(page("(first: -1)"), 100);
        assert_eq!(page("(last: 7)"), 7);
        assert_eq!(page("(first: 5, last: null)"), 5);
        assert_eq!(page("(first: 5, last: 6)"), 6);
        assert_eq!(nodes("{ essays(first: 100) { totalCount } }"), 1);
        assert_eq!(nodes("{ essays(first: 100) { pageInfo { hasNextPage } } }"), 100);
    }

    #[test]
    fn pages_by_variable() {
        let query = "query($first: Int) { essays(first: $first) { nodes { threads(first: $first) { nodes { id } } } } }";
        assert_eq!(nodes_with(query, value!({ "first": 3 })), 3 + 9);
        assert_eq!(nodes_with(query, value!({ "first": null })), 10_100);
        assert_eq!(nodes_with(query, value!({})), 10_100);
        assert_eq!(nodes_with(query, value!({ "first": 1_000_000 })), 10_100);
        let query = "query($first: Int = 2) { essays(first: 10) { nodes { ...T } } } fragment T on Essay { threads(first: $first) { nodes { id } } }";
        assert_eq!(nodes(query), 10 + 20);
        assert_eq!(nodes_with(query, value!({ "first": 4 })), 10 + 40);
        assert_eq!(nodes_with(query, value!({ "first": null })), 10 + 1000);
    }

    #[test]
    fn repeats_are_work_for_each_object() {
        let page = |item: &str| nodes(&format!("{{ essays(first: 100) {{ {item} }} }}"));
        assert_eq!(page(&format!("nodes {{ {} }}", "id ".repeat(11))), 100);
        assert_eq!(page(&format!("nodes {{ {} }}", "id ".repeat(12))), 200);
        assert_eq!(page(&format!("nodes {{ {} }}", "title ".repeat(1_900))), 100 * (1 + 1_889));
        assert_eq!(page(&"nodes { title } ".repeat(12)), 100 * (1 + 12));
        assert_eq!(page(&format!("nodes {{ {} }}", "... { title } ".repeat(12))), 200);
        assert_eq!(page("edges { node { id title } } nodes { id title }"), 100);
        let aliases: String = (0..20).map(|number| format!("a{number}: title ")).collect();
        assert_eq!(page(&format!("nodes {{ {aliases} }}")), 100 * (1 + 9));
        assert_eq!(nodes(&format!("{{ {} }}", "__typename ".repeat(1_000))), 989);
    }

    #[test]
    fn the_attack_is_seen() {
        let query = "{ essays(first: 100) { nodes { threads(first: 100) { nodes { replies(first: 100) { nodes { id } } } } } } }";
        assert_eq!(nodes(query), 1_010_100);
    }
}
