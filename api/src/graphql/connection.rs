//! Connections by the Relay specification, once for all lists.

use std::{borrow::Cow, future::Future, pin::Pin};

use async_graphql::{ContainerType, Context, Object, OutputType, SimpleObject, TypeName};

use crate::{
    error::Result,
    graphql::{
        context::{ContextExt, RequestContext},
        walk::{Walked, WalkedList},
    },
    paging::{Cursor, Slice},
};

/// What a connection can hold.
pub trait Listed: ContainerType + OutputType + Clone + Send + Sync + 'static {
    /// Name of the connection's type.
    const CONNECTION: &'static str;
    /// Name of the edge's type.
    const EDGE: &'static str;
    /// This item's place in the order with that tag.
    fn cursor(&self, tag: u8) -> Cursor;
}

/// Counts the whole list, if asked.
pub type Count = Box<dyn for<'a> Fn(&'a RequestContext) -> Pin<Box<dyn Future<Output = Result<u64>> + Send + 'a>> + Send + Sync>;

/// A page of a list.
pub struct Connection<T> {
    slice: Slice<T>,
    tag: u8,
    count: Count,
}

impl<T: Listed> Connection<T> {
    /// A page in the order with that tag.
    pub fn new(slice: Slice<T>, tag: u8, count: Count) -> Walked<Self> {
        Walked(Self { slice, tag, count })
    }
}

impl<T: Listed> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        T::CONNECTION.into()
    }
}

/// A page of a list, by the Relay specification.
#[Object(name_type)]
impl<T: Listed> Connection<T> {
    /// The page's items, each with its cursor.
    async fn edges(&self) -> Vec<Walked<Edge<T>>> {
        edges(&self.slice, self.tag)
    }

    /// The page's items.
    async fn nodes(&self) -> WalkedList<'_, T> {
        WalkedList(&self.slice.rows)
    }

    /// Where this page lies in the list.
    async fn page_info(&self) -> Walked<PageInfo> {
        Walked(PageInfo::of(&self.slice, self.tag))
    }

    /// How many items the whole list has. Counted only when asked for: it costs a
    /// statement of its own.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<Option<u64>> {
        (self.count)(ctx.request()).await.map(Some)
    }
}

/// An item of a list and its place.
pub struct Edge<T> {
    node: T,
    tag: u8,
}

/// The items of a page, each with its cursor.
pub fn edges<T: Listed>(slice: &Slice<T>, tag: u8) -> Vec<Walked<Edge<T>>> {
    slice.rows.iter().map(|node| Walked(Edge { node: node.clone(), tag })).collect()
}

impl<T: Listed> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        T::EDGE.into()
    }
}

/// An item of a list and its place, by the Relay specification.
#[Object(name_type)]
impl<T: Listed> Edge<T> {
    /// Place in the list, for `after` and `before`. Good for this list and order only.
    async fn cursor(&self) -> String {
        self.node.cursor(self.tag).encode()
    }

    /// The item.
    async fn node(&self) -> Walked<&T> {
        Walked(&self.node)
    }
}

/// Where a page lies in its list, by the Relay specification.
#[derive(SimpleObject)]
pub struct PageInfo {
    /// Whether items follow this page.
    has_next_page: bool,
    /// Whether items come before this page.
    has_previous_page: bool,
    /// Cursor of the page's first item; null if the page is empty.
    start_cursor: Option<String>,
    /// Cursor of the page's last item; null if the page is empty.
    end_cursor: Option<String>,
}

impl PageInfo {
    /// Of a page in the order with that tag.
    pub fn of<T: Listed>(slice: &Slice<T>, tag: u8) -> Self {
        let cursor = |node: Option<&T>| node.map(|node| node.cursor(tag).encode());
        Self {
            has_next_page: slice.has_next_page,
            has_previous_page: slice.has_previous_page,
            start_cursor: cursor(slice.rows.first()),
            end_cursor: cursor(slice.rows.last()),
        }
    }
}

/// The way a list runs.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderDirection {
    /// Smallest or oldest first.
    Asc,
    /// Largest or newest first.
    Desc,
}
