//! What a query goes on to ask for, seen from the field that reads it.

use async_graphql::{Context, SelectionField};

/// The selections of a connection's items: `nodes`, and `node` inside `edges`.
pub fn items<'a>(connection: &SelectionField<'a>) -> impl Iterator<Item = SelectionField<'a>> {
    connection.selection_set().flat_map(|field| match field.name() {
        "nodes" => vec![field],
        "edges" => inside(&field, "node").collect(),
        _ => Vec::new(),
    })
}

/// The selections of one field inside another; several if it is asked for twice.
pub fn inside<'a>(field: &SelectionField<'a>, name: &'static str) -> impl Iterator<Item = SelectionField<'a>> {
    field.selection_set().filter(move |field| field.name() == name)
}

/// Whether a connection is asked for cursors.
#[must_use]
pub fn asks_for_cursors(ctx: &Context<'_>) -> bool {
    ctx.field().selection_set().any(|field| matches!(field.name(), "edges" | "pageInfo"))
}
