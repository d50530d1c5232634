//! What a query goes on to ask for, seen from the field that reads it.

use async_graphql::{Context, SelectionField};

use crate::row::{Columns, Wanted};

/// The selections of a connection's items: `nodes`, and `node` inside `edges`.
pub fn items<'a>(connection: &SelectionField<'a>) -> impl Iterator<Item = SelectionField<'a>> {
    connection.selection_set().flat_map(|field| match field.name() {
        "nodes" => vec![field],
        "edges" => inside(&field, "node").collect(),
        _ => Vec::new(),
    })
}

/// What a connection needs of each item; `of_item` notes what one selection needs.
#[must_use]
pub fn wanted_of_items(connection: &SelectionField<'_>, of_item: fn(&SelectionField<'_>, &mut Wanted)) -> Wanted {
    let mut wanted = Wanted { row: Columns::KEY, ..Wanted::default() };
    items(connection).for_each(|item| of_item(&item, &mut wanted));
    wanted
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
