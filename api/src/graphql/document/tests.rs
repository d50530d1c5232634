use std::fmt::Write;

use proptest::prelude::*;

use super::{Documents, OperationType, Refusal};
use crate::error::Code;

pub(super) const SDL: &str = r#"
interface Node { id: ID! }
interface Post implements Node { id: ID! author: User }
enum State { OPEN CLOSED }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Query {
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  essay(slug: String!): Essay
  essays(first: Int, after: String, last: Int, before: String): EssayConnection!
  viewer: User
}
type Mutation { signIn(input: SignIn!): Payload startThread(input: SignIn!): Payload }
input SignIn { login: String }
type Payload { thread: Thread }
type Essay implements Node { id: ID! title(language: String): String! state: State! editions: [Edition!]! threads(first: Int, last: Int): ThreadConnection! }
type EssayConnection { edges: [EssayEdge!]! nodes: [Essay!]! pageInfo: PageInfo! totalCount: Int! }
type EssayEdge { cursor: String! node: Essay! }
type Edition implements Node { id: ID! language: String! credits: [Credit!]! essay: Essay! }
type Credit { name: String! user: User }
type Thread implements Node & Post { id: ID! author: User replies(first: Int, last: Int): ReplyConnection! essay: Essay! }
type ThreadConnection { edges: [ThreadEdge!]! nodes: [Thread!]! pageInfo: PageInfo! totalCount: Int! }
type ThreadEdge { cursor: String! node: Thread! }
type Reply implements Node & Post { id: ID! author: User }
type ReplyConnection { edges: [ReplyEdge!]! nodes: [Reply!]! pageInfo: PageInfo! totalCount: Int! }
type ReplyEdge { cursor: String! node: Reply! }
type User implements Node { id: ID! handle: String! }
"#;

const INTROSPECTION: &str = r"
query IntrospectionQuery {
  __schema {
    description
    queryType { name kind }
    mutationType { name kind }
    subscriptionType { name kind }
    types { ...FullType }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
  }
}
fragment FullType on __Type {
  kind name description specifiedByURL isOneOf
  fields(includeDeprecated: true) {
    name description
    args(includeDeprecated: true) { ...InputValue }
    type { ...TypeRef }
    isDeprecated deprecationReason
  }
  inputFields(includeDeprecated: true) { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
fragment TypeRef on __Type {
  kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }
}";

pub(super) fn documents() -> Documents {
    Documents::new(SDL).unwrap()
}

fn refusal(query: &str) -> Refusal {
    documents().prepare(query).map(|_| ()).expect_err("it should have been refused")
}

fn refused_for(query: &str) -> Code {
    refusal(query).error.code()
}

fn passes(query: &str) -> bool {
    documents().prepare(query).is_ok()
}

/// `depth` fields inside each other.
fn deep(depth: usize) -> String {
    let mut query = "{ viewer".to_owned();
    for _ in 1..depth {
        query.push_str(" { handle");
    }
    query.push_str(&" }".repeat(depth));
    query
}

#[test]
fn documents_are_kept() {
    let documents = documents();
    let first = documents.prepare("{ viewer { handle } }").unwrap();
    let again = documents.prepare("{ viewer { handle } }").unwrap();
    assert!(std::sync::Arc::ptr_eq(&first, &again));
    let long = format!("{{ viewer {{ handle }} }} #{}", "x".repeat(17_000));
    assert!(!std::sync::Arc::ptr_eq(&documents.prepare(&long).unwrap(), &documents.prepare(&long).unwrap()));
}

#[test]
fn operations_are_found_by_name() {
    let documents = documents();
    let one = documents.prepare("mutation One { signIn(input: {}) { thread { id } } }").unwrap();
    assert_eq!(one.operation(None).unwrap().kind(), OperationType::Mutation);
    assert_eq!(one.operation(Some("One")).unwrap().kind(), OperationType::Mutation);
    assert!(one.operation(Some("Two")).is_err());
    let two = documents.prepare("query A { viewer { id } } mutation B { signIn(input: {}) { thread { id } } }").unwrap();
    assert!(two.operation(None).is_err());
    assert_eq!(two.operation(Some("A")).unwrap().kind(), OperationType::Query);
    assert!(documents.prepare("{ viewer { id } }").unwrap().operation(Some("A")).is_err());
}

#[test]
fn syntax_errors_say_where_and_are_short() {
    let refusal = refusal("{\n  viewer {");
    assert_eq!(refusal.error.code(), Code::BadRequest);
    assert_eq!(refusal.locations[0].line, 2);
    let message = refusal.error.to_string();
    assert!(message.starts_with("Syntax error: expected") && !message.contains('\n'), "{message}");
    let long = super::tests::refusal(&format!("{{ a }} {} }}", "'".repeat(4_000))).error.to_string();
    assert!(long.len() < 400, "{}", long.len());
    assert_eq!(refused_for(""), Code::BadRequest);
    assert_eq!(refused_for("fragment F on Query { viewer { id } }"), Code::BadRequest);
}

#[test]
fn depth() {
    assert!(passes(&deep(12)));
    assert_eq!(refused_for(&deep(13)), Code::QueryTooComplex);
    let by_fragments =
        "{ ...A } fragment A on Query { viewer { ...B } } fragment B on User { a { a { a { a { a { a { a { a { a { a { a { a } } } } } } } } } } } }";
    assert_eq!(refused_for(by_fragments), Code::QueryTooComplex);
}

#[test]
fn the_standard_introspection_query_passes() {
    let document = documents().prepare(INTROSPECTION).unwrap();
    assert!(document.introspects());
    assert_eq!(document.operation(None).unwrap().nodes(&async_graphql::Variables::default()), 1);
}

#[test]
fn introspection_is_bounded() {
    let loops = |times: usize| format!("{{ __schema {{ types {}{{ name }}{} }} }}", "{ fields { type ".repeat(times), " } }".repeat(times));
    assert!(passes(&loops(3)));
    assert_eq!(refused_for(&loops(4)), Code::QueryTooComplex);
    let mut wide = "{ __schema { types {".to_owned();
    for outer in 0..12 {
        let _ = write!(wide, " a{outer}: fields {{ type {{");
        for inner in 0..2 {
            let _ = write!(wide, " b{inner}: fields {{ type {{ fields {{ name }} }} }}");
        }
        wide.push_str(" } }");
    }
    wide.push_str(" } } }");
    assert_eq!(refused_for(&wide), Code::QueryTooComplex);
    assert!(!documents().prepare("{ __typename }").unwrap().introspects());
    assert!(documents().prepare("{ ...A } fragment A on Query { __type(name: \"A\") { name } }").unwrap().introspects());
}

#[test]
fn aliases_and_directives() {
    let aliases = |count: usize| (0..count).fold("{".to_owned(), |query, index| format!("{query} a{index}: viewer {{ id }}")) + " }";
    assert!(passes(&aliases(30)));
    assert_eq!(refused_for(&aliases(31)), Code::QueryTooComplex);
    let spread = "{ ...A ...A } fragment A on Query {".to_owned() + &aliases(16)[1..];
    assert_eq!(refused_for(&spread), Code::QueryTooComplex);
    let directives = |count: usize| format!("{{ viewer {{ id {} }} }}", "@include(if: true) ".repeat(count));
    assert!(passes(&directives(50)));
    assert_eq!(refused_for(&directives(51)), Code::QueryTooComplex);
}

#[test]
fn fragments_that_explode_or_loop() {
    let mut explode = "{ ...F0 }".to_owned();
    for level in 0..40 {
        let _ = write!(explode, " fragment F{level} on Query {{ ...F{next} ...F{next} }}", next = level + 1);
    }
    explode.push_str(" fragment F40 on Query { viewer { id } }");
    assert_eq!(refused_for(&explode), Code::QueryTooComplex);
    assert_eq!(refused_for("{ ...A } fragment A on Query { ...A }"), Code::BadRequest);
    assert_eq!(refused_for("{ ...A } fragment A on Query { ...B } fragment B on Query { viewer { id } ... { ...A } }"), Code::BadRequest);
    assert_eq!(refused_for("{ viewer { id } } fragment A on Query { ...B } fragment B on Query { ...A }"), Code::BadRequest);
    assert!(passes("{ ...A ...B } fragment A on Query { ...B } fragment B on Query { viewer { id } }"));
    let chain = (0..500).fold("{ ...F0 }".to_owned(), |query, level| format!("{query} fragment F{level} on Query {{ ...F{} }}", level + 1));
    assert_eq!(refused_for(&(chain + " fragment F500 on Query { viewer { id } }")), Code::QueryTooComplex);
}

#[test]
fn mutations() {
    let mutations = |names: &[&str]| {
        let fields =
            names.iter().enumerate().fold(String::new(), |query, (index, name)| format!("{query} a{index}: {name}(input: {{}}) {{ thread {{ id }} }}"));
        format!("mutation {{{fields} }}")
    };
    assert!(passes(&mutations(&["startThread"; 5])));
    assert_eq!(refused_for(&mutations(&["startThread"; 6])), Code::QueryTooComplex);
    assert!(passes(&mutations(&["signIn", "startThread"])));
    assert_eq!(refused_for(&mutations(&["signIn", "signIn"])), Code::QueryTooComplex);
    assert_eq!(refused_for(&mutations(&["signIn", "changePassword"])), Code::QueryTooComplex);
    let spread = "mutation { ...A ...A } fragment A on Mutation { signIn(input: {}) { thread { id } } }";
    assert_eq!(refused_for(spread), Code::QueryTooComplex);
    assert!(passes("{ a: viewer { signIn } b: viewer { signIn } }"));
}

#[test]
fn deep_brackets_do_not_reach_the_parser() {
    for bracket in ["{", "[", "(", "{a", "{a(b:[", "query($a:["] {
        assert_eq!(refused_for(&bracket.repeat(20_000)), Code::QueryTooComplex);
    }
    let nested_list = format!("{{ a(b: {}{}) }}", "[".repeat(62), "]".repeat(62));
    assert!(passes(&nested_list));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_survived(text in "(?s).{0,300}") {
        let _ = documents().prepare(&text);
    }

    #[test]
    fn anything_like_a_document_is_survived(parts in prop::collection::vec(
        prop::sample::select(vec!["{", "}", "(", ")", "[", "]", "a", "b:", "$v", "...", "...A", "fragment A on Query {", "query", "mutation", "essays(first: $v) {", "nodes {",
            "edges { node {", "@skip(if: true)", "\"s\"", "\"\"\"", "1", "-0.5e9", "null", "on", "#c\n", ",", "__schema {", "fields {", "!", "=", ":", "|"]), 0..120))
    {
        if let Ok(document) = documents().prepare(&parts.join(" ")) {
            for operation in document.operations.values() {
                let _ = operation.nodes(&async_graphql::Variables::default());
            }
        }
    }

    #[test]
    fn more_asked_for_never_costs_less(first in 1_u64..100, more in 0_u64..100) {
        let documents = documents();
        let cost = |first: u64| {
            let query = format!("{{ essays(first: {first}) {{ nodes {{ threads {{ nodes {{ id author {{ id }} }} }} }} }} }}");
            documents.prepare(&query).unwrap().operation(None).unwrap().nodes(&async_graphql::Variables::default())
        };
        prop_assert!(cost(first) <= cost((first + more).min(100)));
    }
}

#[test]
fn variables_that_must_have_a_value() {
    let document = documents().prepare("query($a: ID!, $b: ID! = \"b\", $c: ID) { a: node(id: $a) { id } nodes(ids: [$b]) { id } }").unwrap();
    let operation = document.operation(None).unwrap();
    let require = |variables| operation.require(&async_graphql::Variables::from_value(variables));
    assert!(require(async_graphql::value!({ "a": "a" })).is_ok());
    for variables in [async_graphql::value!({}), async_graphql::value!({ "a": null }), async_graphql::value!({ "b": "b" })] {
        assert_eq!(require(variables).unwrap_err().error.code(), Code::BadRequest);
    }
}
