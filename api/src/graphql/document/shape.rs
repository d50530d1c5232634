//! What the cost of a document has to know of the schema: for each field of each
//! type, which type it leads to and how many of it.

use std::collections::HashMap;

use async_graphql::parser::{
    parse_schema,
    types::{BaseType, FieldDefinition, OperationType, SchemaDefinition, Type, TypeKind, TypeSystemDefinition},
};

use crate::error::{Error, Result};

/// How many objects a field leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Many {
    /// One, or none.
    One,
    /// A plain list.
    List,
    /// As many as the list that is given in its argument `ids`.
    Ids,
    /// A connection of the Relay specification: a page.
    Page,
}

/// A field that leads to objects; a field with a scalar or an enum has no shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldShape {
    /// Name of the type that it leads to.
    pub type_name: String,
    /// How many of it.
    pub many: Many,
    /// Whether it may be null.
    pub nullable: bool,
}

/// The schema as the cost sees it.
#[derive(Debug)]
pub(super) struct Shape {
    fields: HashMap<String, HashMap<String, FieldShape>>,
    query: String,
    mutation: String,
    subscription: String,
}

impl Shape {
    /// Reads it from the schema's own text.
    pub fn new(sdl: &str) -> Result<Self> {
        let document = parse_schema(sdl).map_err(|error| Error::internal(format!("the schema's text cannot be read: {error}")))?;
        let mut shape = Self { fields: HashMap::new(), query: "Query".to_owned(), mutation: "Mutation".to_owned(), subscription: "Subscription".to_owned() };
        let mut definitions: Vec<(String, &[_])> = Vec::new();
        for definition in &document.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => shape.name_roots(&schema.node),
                TypeSystemDefinition::Type(definition) => {
                    let name = definition.node.name.node.to_string();
                    match &definition.node.kind {
                        TypeKind::Object(object) => definitions.push((name, &object.fields)),
                        TypeKind::Interface(interface) => definitions.push((name, &interface.fields)),
                        TypeKind::Union(_) => definitions.push((name, &[])),
                        TypeKind::Scalar | TypeKind::Enum(_) | TypeKind::InputObject(_) => {}
                    }
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        for (name, _) in &definitions {
            shape.fields.entry(name.clone()).or_default();
        }
        for (name, fields) in definitions {
            let shapes: Vec<_> = fields.iter().filter_map(|field| Some((field.node.name.node.to_string(), shape.field_shape(&field.node)?))).collect();
            shape.fields.entry(name).or_default().extend(shapes);
        }
        Ok(shape)
    }

    /// Name of the type where an operation begins.
    pub fn root(&self, kind: OperationType) -> &str {
        match kind {
            OperationType::Query => &self.query,
            OperationType::Mutation => &self.mutation,
            OperationType::Subscription => &self.subscription,
        }
    }

    /// Where a field leads; `None` if to no object, or if there is no such field.
    pub fn field(&self, type_name: &str, field: &str) -> Option<&FieldShape> {
        self.fields.get(type_name)?.get(field)
    }

    fn name_roots(&mut self, schema: &SchemaDefinition) {
        for (name, root) in [(&schema.query, &mut self.query), (&schema.mutation, &mut self.mutation), (&schema.subscription, &mut self.subscription)] {
            if let Some(name) = name {
                *root = name.node.to_string();
            }
        }
    }

    fn field_shape(&self, field: &FieldDefinition) -> Option<FieldShape> {
        let (type_name, is_list) = named(&field.ty.node);
        if !self.fields.contains_key(type_name) {
            return None;
        }
        let takes_ids = field.arguments.iter().any(|argument| argument.node.name.node == "ids" && named(&argument.node.ty.node).1);
        let many = match (is_list, takes_ids) {
            (true, true) => Many::Ids,
            (true, false) => Many::List,
            (false, _) if type_name.ends_with("Connection") => Many::Page,
            (false, _) => Many::One,
        };
        Some(FieldShape { type_name: type_name.to_owned(), many, nullable: field.ty.node.nullable })
    }
}

/// The name inside a type, and whether a list is around it.
fn named(of: &Type) -> (&str, bool) {
    match &of.base {
        BaseType::Named(name) => (name, false),
        BaseType::List(inner) => (named(inner).0, true),
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::types::OperationType;

    use super::{Many, Shape};

    #[test]
    fn fields_are_known_by_type() {
        let shape = Shape::new(super::super::tests::SDL).unwrap();
        let many = |type_name, field| shape.field(type_name, field).map(|field| field.many);
        assert_eq!(many("Query", "essays"), Some(Many::Page));
        assert_eq!(many("Query", "nodes"), Some(Many::Ids));
        assert_eq!(many("Essay", "editions"), Some(Many::List));
        assert_eq!(many("Post", "author"), Some(Many::One));
        assert_eq!(many("Essay", "title"), None);
        assert_eq!(many("Essay", "state"), None);
        assert_eq!(many("Query", "nothing"), None);
        assert_eq!(shape.root(OperationType::Mutation), "Mutation");
    }

    #[test]
    fn roots_can_have_other_names() {
        let shape = Shape::new("schema { query: Root } type Root { a: Root }").unwrap();
        assert_eq!(shape.root(OperationType::Query), "Root");
        assert!(Shape::new("type {").is_err());
    }
}
