//! Mends one thing that async-graphql 7.2 leaves out of introspection: which
//! interfaces an interface implements. The schema's text says that every `Post` is
//! a `Node`; clients that build their schema by asking must hear the same.

use async_graphql::Value;

/// Where an interface's own interfaces are asked for, puts in the answer. What was
/// asked of each is seen from the types that implement both.
pub fn complete(data: &mut Value) {
    if let Some(node) = find_entry(data) {
        fill(data, &node);
    }
}

fn is_named(value: &Value, name: &str) -> bool {
    matches!(value, Value::Object(fields) if fields.get("name") == Some(&Value::from(name)))
}

/// How `Node` is described in some type's list of interfaces.
fn find_entry(value: &Value) -> Option<Value> {
    match value {
        Value::Object(fields) => {
            let own = match fields.get("interfaces") {
                Some(Value::List(interfaces)) => interfaces.iter().find(|interface| is_named(interface, "Node")).cloned(),
                _ => None,
            };
            own.or_else(|| fields.values().find_map(find_entry))
        }
        Value::List(items) => items.iter().find_map(find_entry),
        _ => None,
    }
}

fn fill(value: &mut Value, node: &Value) {
    let is_post = is_named(value, "Post");
    match value {
        Value::Object(fields) => {
            for (key, field) in fields.iter_mut() {
                if is_post && key == "interfaces" && *field == Value::Null {
                    *field = Value::List(vec![node.clone()]);
                } else {
                    fill(field, node);
                }
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| fill(item, node)),
        _ => {}
    }
}
