//! Resolving objects whose fields are at hand without a future and an
//! allocation for each field.
//!
//! async-graphql boxes one future a field and drives them all at once. On our
//! pages nearly every field is a column that has been read already, so an object
//! wrapped in [`Walked`] resolves its fields one after the other in one future,
//! and a [`WalkedList`] polls each item once and waits only for those that are
//! not ready: lists inside lists still meet in one batch. Whatever the walk does
//! not know (fragments, directives, the same key twice) goes the library's way,
//! so there is no query that it answers differently.

use std::{borrow::Cow, future::Future, pin::Pin, task::Poll};

use async_graphql::{
    ContainerType, ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection},
    registry::Registry,
    resolver_utils::resolve_container_serial,
};

type BoxedValue<'a> = Pin<Box<dyn Future<Output = ServerResult<Value>> + Send + 'a>>;

/// An object that is resolved by the walk.
#[derive(Clone, Debug)]
pub struct Walked<T>(pub T);

impl<T: ContainerType + OutputType> OutputType for Walked<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _field: &Positioned<Field>) -> ServerResult<Value> {
        walk(ctx, &self.0).await
    }
}

/// Boxed once an object: types refer to each other, futures cannot.
fn walk<'a, T: ContainerType>(ctx: &'a ContextSelectionSet<'a>, object: &'a T) -> BoxedValue<'a> {
    Box::pin(async move {
        let selections = &ctx.item.node.items;
        let mut values = IndexMap::with_capacity(selections.len());
        for selection in selections {
            let Selection::Field(field) = &selection.node else { return resolve_container_serial(ctx, object).await };
            let key = &field.node.response_key().node;
            if !field.node.directives.is_empty() || values.contains_key(key) {
                return resolve_container_serial(ctx, object).await;
            }
            let value = if field.node.name.node == "__typename" {
                Ok(Some(Value::String(object.introspection_type_name().into_owned())))
            } else {
                object.resolve_field(&ctx.with_field(field)).await
            };
            match value {
                Ok(value) => {
                    values.insert(Name::clone(key), value.unwrap_or_default());
                }
                Err(error) => ctx.add_error(error),
            }
        }
        Ok(if values.is_empty() { Value::Null } else { Value::Object(values) })
    })
}

/// A list of objects that are resolved by the walk.
pub struct WalkedList<'a, T>(pub &'a [T]);

impl<T: ContainerType + OutputType> OutputType for WalkedList<'_, T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("[{}]", T::qualified_type_name()))
    }

    fn qualified_type_name() -> String {
        format!("[{}]!", T::qualified_type_name())
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry);
        Self::qualified_type_name()
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _field: &Positioned<Field>) -> ServerResult<Value> {
        let contexts: Vec<_> = (0..self.0.len()).map(|index| ctx.with_index(index)).collect();
        let mut items: Vec<Item<'_>> = self.0.iter().zip(&contexts).map(|(object, ctx)| Item::Waiting(walk(ctx, object))).collect();
        let first_error = std::future::poll_fn(|task| {
            let mut all_ready = true;
            for item in &mut items {
                if let Item::Waiting(future) = item {
                    match future.as_mut().poll(task) {
                        Poll::Ready(Ok(value)) => *item = Item::Ready(value),
                        Poll::Ready(Err(error)) => return Poll::Ready(Some(error)),
                        Poll::Pending => all_ready = false,
                    }
                }
            }
            if all_ready { Poll::Ready(None) } else { Poll::Pending }
        })
        .await;
        if let Some(error) = first_error {
            return Err(ctx.set_error_path(error));
        }
        Ok(Value::List(
            items
                .into_iter()
                .map(|item| match item {
                    Item::Ready(value) => value,
                    Item::Waiting(_) => Value::Null,
                })
                .collect(),
        ))
    }
}

enum Item<'a> {
    Waiting(BoxedValue<'a>),
    Ready(Value),
}
