//! The schema as a contract: committed, described, named by one convention.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::{
    parse_schema,
    types::{FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind, TypeSystemDefinition},
};
use serde_json::Value;

use crate::{contract, sources};

/// One thing of the schema: a type, a field, an argument, an enum value.
struct Item {
    /// `Type`, `Type.field` or `Type.field(argument)`.
    path: String,
    name: String,
    description: String,
}

fn types() -> Vec<TypeDefinition> {
    let document = parse_schema(teahouse::schema::sdl()).expect("the SDL parses");
    document.definitions.into_iter().filter_map(|definition| if let TypeSystemDefinition::Type(kind) = definition { Some(kind.node) } else { None }).collect()
}

fn fields(kind: &TypeDefinition) -> Vec<&FieldDefinition> {
    match &kind.kind {
        TypeKind::Object(object) => object.fields.iter().map(|field| &field.node).collect(),
        TypeKind::Interface(interface) => interface.fields.iter().map(|field| &field.node).collect(),
        _ => Vec::new(),
    }
}

fn input_fields(kind: &TypeDefinition) -> Vec<&InputValueDefinition> {
    if let TypeKind::InputObject(input) = &kind.kind { input.fields.iter().map(|field| &field.node).collect() } else { Vec::new() }
}

fn enum_values(kind: &TypeDefinition) -> Vec<String> {
    if let TypeKind::Enum(kind) = &kind.kind { kind.values.iter().map(|value| value.node.value.node.to_string()).collect() } else { Vec::new() }
}

fn items(types: &[TypeDefinition]) -> Vec<Item> {
    let mut items = Vec::new();
    for kind in types {
        let name = kind.name.node.to_string();
        let mut add = |path: String, name: &str, description: Option<String>| {
            items.push(Item { path, name: name.to_owned(), description: description.unwrap_or_default() })
        };
        let text = |description: &Option<async_graphql::Positioned<String>>| description.as_ref().map(|text| text.node.clone());
        add(name.clone(), &name, text(&kind.description));
        for field in fields(kind) {
            add(format!("{name}.{}", field.name.node), &field.name.node, text(&field.description));
            for argument in &field.arguments {
                add(format!("{name}.{}({})", field.name.node, argument.node.name.node), &argument.node.name.node, text(&argument.node.description));
            }
        }
        for field in input_fields(kind) {
            add(format!("{name}.{}", field.name.node), &field.name.node, text(&field.description));
        }
        if let TypeKind::Enum(values) = &kind.kind {
            for value in &values.values {
                add(format!("{name}.{}", value.node.value.node), &value.node.value.node, text(&value.node.description));
            }
        }
    }
    items
}

fn fail_on(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_committed_schema_is_the_real_one() {
    let committed = sources::read("schema.graphql");
    let real = teahouse::schema::sdl();
    let line = committed.lines().zip(real.lines()).position(|(one, other)| one != other);
    let line = line.unwrap_or_else(|| committed.lines().count().min(real.lines().count())) + 1;
    assert!(committed == real, "schema.graphql differs from the code at line {line}; if the change is meant: cargo run -- schema > schema.graphql");
}

#[test]
fn everything_is_described() {
    let letters = |text: &str| text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let items = items(&types());
    assert!(items.len() > 300, "only {} items were found", items.len());
    let wrong: Vec<String> = items
        .iter()
        .filter_map(|item| {
            let (name, words) = (letters(&item.name), letters(&item.description));
            let said = words.trim_start_matches("the").trim_start_matches('a');
            if words.is_empty() {
                Some(format!("{} has no description", item.path))
            } else if said == name {
                Some(format!("{} is described by its own name", item.path))
            } else {
                None
            }
        })
        .collect();
    fail_on(&wrong);
}

#[test]
fn names_follow_one_convention() {
    let is_pascal = |name: &str| name.starts_with(|char: char| char.is_ascii_uppercase()) && name.chars().all(|char| char.is_ascii_alphanumeric());
    let is_camel = |name: &str| name.starts_with(|char: char| char.is_ascii_lowercase()) && name.chars().all(|char| char.is_ascii_alphanumeric());
    let is_screaming = |name: &str| name.chars().all(|char| char.is_ascii_uppercase() || char.is_ascii_digit() || char == '_');
    let mut wrong = Vec::new();
    for kind in &types() {
        let name = kind.name.node.as_str();
        let mut check = |is_good: bool, path: String, rule: &str| {
            if !is_good {
                wrong.push(format!("{path} {rule}"));
            }
        };
        check(is_pascal(name), name.to_owned(), "is not in PascalCase");
        for value in enum_values(kind) {
            check(is_screaming(&value), format!("{name}.{value}"), "is not in SCREAMING_SNAKE_CASE");
        }
        let typed = fields(kind).into_iter().map(|field| (field.name.node.to_string(), field.ty.node.to_string()));
        let typed = typed.chain(input_fields(kind).into_iter().map(|field| (field.name.node.to_string(), field.ty.node.to_string())));
        for (field, of) in typed {
            let bare = of.trim_end_matches('!');
            check(is_camel(&field), format!("{name}.{field}"), "is not in camelCase");
            check(!field.ends_with("At") || bare == "DateTime", format!("{name}.{field}"), "ends in At and is not a DateTime");
            check(
                bare != "DateTime" || field.ends_with("At") || field.to_lowercase().ends_with("until"),
                format!("{name}.{field}"),
                "is a DateTime and does not end in At",
            );
            check(!field.ends_with("Id") || bare == "ID", format!("{name}.{field}"), "ends in Id and is not an ID");
            check(
                bare != "Boolean"
                    || name.ends_with("Input")
                    || name == "PageInfo"
                    || name.ends_with("Payload")
                    || ["is", "viewer"].iter().any(|prefix| field.starts_with(prefix))
                    // A rule of the thread, named as clients know it.
                    || field == "differRequiresRestatement",
                format!("{name}.{field}"),
                "is a Boolean and reads like none",
            );
        }
        for argument in fields(kind).into_iter().flat_map(|field| &field.arguments) {
            check(is_camel(&argument.node.name.node), format!("{name}({})", argument.node.name.node), "is not in camelCase");
        }
    }
    fail_on(&wrong);
}

#[test]
fn mutations_take_one_input_and_answer_a_payload() {
    let types = types();
    let names: BTreeSet<&str> = types.iter().map(|kind| kind.name.node.as_str()).collect();
    let root = types.iter().find(|kind| kind.name.node == "Mutation").unwrap();
    let mut wrong = Vec::new();
    for field in fields(root) {
        let name = field.name.node.as_str();
        let pascal = name[..1].to_uppercase() + &name[1..];
        let arguments: Vec<String> = field.arguments.iter().map(|argument| format!("{}: {}", argument.node.name.node, argument.node.ty.node)).collect();
        if arguments != [format!("input: {pascal}Input!")] || field.ty.node.to_string() != format!("{pascal}Payload") {
            wrong.push(format!("Mutation.{name}({}): {}", arguments.join(", "), field.ty.node));
        }
        wrong.extend(
            [format!("{pascal}Input"), format!("{pascal}Payload")]
                .into_iter()
                .filter(|kind| !names.contains(kind.as_str()))
                .map(|kind| format!("{kind} is missing")),
        );
    }
    fail_on(&wrong);
}

#[test]
fn connections_are_as_relay_wants_them() {
    let types = types();
    let signature = |name: &str| {
        let kind = types.iter().find(|kind| kind.name.node == name).unwrap_or_else(|| panic!("{name} is missing"));
        fields(kind).into_iter().map(|field| format!("{}: {}", field.name.node, field.ty.node)).collect::<BTreeSet<_>>()
    };
    assert!(
        signature("PageInfo")
            .is_superset(&["hasNextPage: Boolean!", "hasPreviousPage: Boolean!", "startCursor: String", "endCursor: String"].map(str::to_owned).into())
    );
    let connections: Vec<&str> = types.iter().map(|kind| kind.name.node.as_str()).filter_map(|name| name.strip_suffix("Connection")).collect();
    assert_eq!(
        connections,
        ["Appeal", "Essay", "ModerationAction", "PairMessage", "Pledge", "Proposal", "Reply", "Report", "Search", "Thread", "TranslationVouch", "Vote"]
    );
    for of in connections {
        let connection = signature(&format!("{of}Connection"));
        // A hit is not a search.
        let item = if of == "Search" { "SearchHit" } else { of };
        let wanted = [format!("edges: [{of}Edge!]!"), format!("nodes: [{item}!]!"), "pageInfo: PageInfo!".to_owned(), "totalCount: Int".to_owned()];
        assert!(connection.is_superset(&wanted.into()), "{of}Connection is {connection:?}");
        let edge = signature(&format!("{of}Edge"));
        assert!(edge.is_superset(&["cursor: String!".to_owned(), format!("node: {item}!")].into()), "{of}Edge is {edge:?}");
    }
    let mut wrong = Vec::new();
    for kind in &types {
        for field in fields(kind).into_iter().filter(|field| field.ty.node.to_string().ends_with("Connection!")) {
            let arguments: Vec<String> = field.arguments.iter().map(|argument| format!("{}: {}", argument.node.name.node, argument.node.ty.node)).collect();
            wrong.extend(
                contract::PAGING
                    .iter()
                    .filter(|wanted| !arguments.iter().any(|argument| argument == *wanted))
                    .map(|wanted| format!("{}.{} lacks {wanted}", kind.name.node, field.name.node)),
            );
        }
    }
    fail_on(&wrong);
}

#[test]
fn every_promised_name_is_there() {
    let types = types();
    let by_name: BTreeMap<&str, &TypeDefinition> = types.iter().map(|kind| (kind.name.node.as_str(), kind)).collect();
    let mut wrong = Vec::new();
    for promise in contract::promises() {
        let Some(kind) = by_name.get(promise.of) else {
            wrong.push(format!("{} is missing", promise.of));
            continue;
        };
        let implemented = match &kind.kind {
            TypeKind::Object(object) => object.implements.clone(),
            TypeKind::Interface(interface) => interface.implements.clone(),
            _ => Vec::new(),
        };
        wrong.extend(
            promise
                .implements
                .iter()
                .filter(|name| !implemented.iter().any(|has| has.node == **name))
                .map(|name| format!("{} does not implement {name}", promise.of)),
        );
        let values = enum_values(kind);
        wrong.extend(promise.values.iter().filter(|value| !values.iter().any(|has| has == *value)).map(|value| format!("{}.{value} is missing", promise.of)));
        for (name, arguments, of) in &promise.fields {
            let found = fields(kind).into_iter().find(|field| field.name.node == *name).map(|field| (&field.ty, &field.arguments[..]));
            let found = found.or_else(|| input_fields(kind).into_iter().find(|field| field.name.node == *name).map(|field| (&field.ty, &[][..])));
            let Some((real, has)) = found else {
                wrong.push(format!("{}.{name} is missing", promise.of));
                continue;
            };
            if real.node.to_string() != *of {
                wrong.push(format!("{}.{name} is {} instead of {of}", promise.of, real.node));
            }
            let has_argument = |wanted: &str| has.iter().any(|argument| format!("{}: {}", argument.node.name.node, argument.node.ty.node) == wanted);
            wrong.extend(arguments.iter().filter(|wanted| !has_argument(wanted)).map(|wanted| format!("{}.{name} lacks the argument {wanted}", promise.of)));
            let is_promised = |argument: &InputValueDefinition| arguments.iter().any(|wanted| wanted.split(':').next() == Some(argument.name.node.as_str()));
            wrong.extend(
                has.iter()
                    .map(|argument| &argument.node)
                    .filter(|argument| !is_promised(argument) && !argument.ty.node.nullable && argument.default_value.is_none())
                    .map(|argument| format!("{}.{name} demands {}", promise.of, argument.name.node)),
            );
        }
    }
    fail_on(&wrong);
}

const INTROSPECTION: &str = "{ __schema { types { kind name
  fields(includeDeprecated: true) { name type { ...T } args { name type { ...T } } }
  inputFields { name type { ...T } } enumValues(includeDeprecated: true) { name } } } }
fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

fn spelt(of: &Value) -> String {
    match of["kind"].as_str() {
        Some("NON_NULL") => format!("{}!", spelt(&of["ofType"])),
        Some("LIST") => format!("[{}]", spelt(&of["ofType"])),
        _ => of["name"].as_str().unwrap_or("?").to_owned(),
    }
}

#[tokio::test]
async fn introspection_and_sdl_say_the_same() {
    let answer = teahouse::schema::build(true).execute(INTROSPECTION).await;
    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    let answer = serde_json::to_value(&answer.data).unwrap();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
    let mut told = BTreeSet::new();
    for kind in list(&answer["__schema"]["types"]).iter().filter(|kind| !name(kind).starts_with("__")) {
        let of = name(kind);
        told.insert(of.clone());
        for field in list(&kind["fields"]) {
            told.insert(format!("{of}.{}: {}", name(&field), spelt(&field["type"])));
            told.extend(list(&field["args"]).iter().map(|argument| format!("{of}.{}({}: {})", name(&field), name(argument), spelt(&argument["type"]))));
        }
        told.extend(list(&kind["inputFields"]).iter().map(|field| format!("{of}.{}: {}", name(field), spelt(&field["type"]))));
        told.extend(list(&kind["enumValues"]).iter().map(|value| format!("{of}.{}", name(value))));
    }
    for built_in in ["Boolean", "Float", "ID", "Int", "String"] {
        told.remove(built_in);
    }
    let mut written = BTreeSet::new();
    for kind in &types() {
        let of = &kind.name.node;
        written.insert(of.to_string());
        for field in fields(kind) {
            written.insert(format!("{of}.{}: {}", field.name.node, field.ty.node));
            written.extend(field.arguments.iter().map(|argument| format!("{of}.{}({}: {})", field.name.node, argument.node.name.node, argument.node.ty.node)));
        }
        written.extend(input_fields(kind).iter().map(|field| format!("{of}.{}: {}", field.name.node, field.ty.node)));
        written.extend(enum_values(kind).iter().map(|value| format!("{of}.{value}")));
    }
    let differing: Vec<&String> = told.symmetric_difference(&written).collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

#[tokio::test]
async fn introspection_can_be_turned_off() {
    let answer = teahouse::schema::build(false).execute("{ __schema { types { name } } }").await;
    assert!(!answer.errors.is_empty() || answer.data == async_graphql::Value::from_json(serde_json::json!({ "__schema": null })).unwrap(), "{:?}", answer.data);
}
