//! Resolving objects whose fields are at hand without a future and an
//! allocation for each field.
//!
//! async-graphql boxes one future a field and drives them all at once. On our
//! pages nearly every field is a column that has been read already, so an object
//! wrapped in [`Walked`] resolves its fields one after the other in one future,
//! and a [`WalkedList`] polls each item once and waits only for those that are
//! not ready: lists inside lists still meet in one batch. What the walk does not
//! know (the same key twice) goes the library's way.

use std::{borrow::Cow, future::Future, pin::Pin, task::Poll};

use async_graphql::{
    ContainerType, ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
    registry::Registry,
    resolver_utils::resolve_container_serial,
};

/// A value to come.
pub type BoxedValue<'a> = Pin<Box<dyn Future<Output = ServerResult<Value>> + Send + 'a>>;

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

/// Resolves one object. Boxed once an object: types refer to each other, futures
/// cannot.
///
/// A field that fails is null, and takes its object with it if it may not be, as
/// the specification has it.
pub fn walk<'a, T: ContainerType>(ctx: &'a ContextSelectionSet<'a>, object: &'a T) -> BoxedValue<'a> {
    Box::pin(async move {
        let mut fields = Vec::with_capacity(ctx.item.node.items.len());
        collect(ctx, object, &ctx.item.node, &mut fields);
        let mut values = IndexMap::with_capacity(fields.len());
        for field in fields {
            let key = &field.node.response_key().node;
            if values.contains_key(key) {
                // The same key twice: the library knows how to merge.
                return resolve_container_serial(ctx, object).await;
            }
            let value = if field.node.name.node == "__typename" {
                Ok(Some(Value::String(object.introspection_type_name().into_owned())))
            } else {
                object.resolve_field(&ctx.with_field(field)).await
            };
            let value = match value {
                Ok(value) => value.unwrap_or_default(),
                Err(error) if is_nullable(ctx, object, field) => {
                    ctx.add_error(error);
                    Value::Null
                }
                Err(error) => return Err(error),
            };
            values.insert(Name::clone(key), value);
        }
        Ok(Value::Object(values))
    })
}

/// The fields that a selection asks of this object, fragments spread. `@skip` and
/// `@include`, the only directives there are, have been obeyed before.
fn collect<'a, T: ContainerType>(ctx: &ContextSelectionSet<'a>, object: &T, set: &'a SelectionSet, fields: &mut Vec<&'a Positioned<Field>>) {
    for selection in &set.items {
        let (condition, set) = match &selection.node {
            Selection::Field(field) => {
                fields.push(field);
                continue;
            }
            Selection::InlineFragment(fragment) => (fragment.node.type_condition.as_ref(), &fragment.node.selection_set.node),
            Selection::FragmentSpread(spread) => match ctx.query_env.fragments.get(&spread.node.fragment_name.node) {
                Some(fragment) => (Some(&fragment.node.type_condition), &fragment.node.selection_set.node),
                // Refused by validation already.
                None => continue,
            },
        };
        let name = object.introspection_type_name();
        let applies = condition.is_none_or(|condition| {
            let on = condition.node.on.node.as_str();
            on == name || ctx.schema_env.registry.implements.get(name.as_ref()).is_some_and(|interfaces| interfaces.contains(on))
        });
        if applies {
            collect(ctx, object, set, fields);
        }
    }
}

fn is_nullable<T: ContainerType>(ctx: &ContextSelectionSet<'_>, object: &T, field: &Positioned<Field>) -> bool {
    let registry = &ctx.schema_env.registry;
    let definition = registry.types.get(object.introspection_type_name().as_ref()).and_then(|kind| kind.field_by_name(&field.node.name.node));
    definition.is_none_or(|definition| !definition.ty.ends_with('!'))
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

/// The same, holding its objects.
#[derive(Clone)]
pub struct WalkedItems<T>(pub Vec<T>);

impl<T: ContainerType + OutputType> OutputType for WalkedItems<T> {
    fn type_name() -> Cow<'static, str> {
        WalkedList::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        WalkedList::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        WalkedList::<T>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        WalkedList(&self.0).resolve(ctx, field).await
    }
}

enum Item<'a> {
    Waiting(BoxedValue<'a>),
    Ready(Value),
}
