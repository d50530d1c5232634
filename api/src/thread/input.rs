//! Inputs about threads.

use async_graphql::{Enum, InputObject};
use entity::{EssayId, ThreadId};

use crate::{
    anchor::input::QuoteInput,
    graphql::{
        connection::OrderDirection,
        id::Id,
        scalars::{LanguageTag, Unchecked},
    },
    paging::Order,
    thread::store,
};

/// What lists of threads can be sorted by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ThreadOrderField {
    /// When the thread or its newest reply was written.
    LastActivityAt,
    /// When the thread was written.
    CreatedAt,
    /// Many replies, and young: log₁₀(replies + 1) + seconds of creation / 45 000,
    /// after Reddit's hot rank.
    Hot,
}

/// How to sort threads.
#[derive(InputObject, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ThreadOrder {
    /// By what.
    pub field: ThreadOrderField,
    /// Newest or hottest first if left out.
    pub direction: Option<OrderDirection>,
}

impl ThreadOrder {
    /// The order that is asked for; by activity, newest first, if none is.
    #[must_use]
    pub fn resolve(order: Option<Self>) -> Order<entity::thread::Column> {
        let ascending = order.and_then(|order| order.direction) == Some(OrderDirection::Asc);
        match order.map(|order| order.field) {
            None | Some(ThreadOrderField::LastActivityAt) => store::by_last_activity(ascending),
            Some(ThreadOrderField::CreatedAt) => store::by_created_at(ascending),
            Some(ThreadOrderField::Hot) => store::by_hot(ascending),
        }
    }
}

/// What `startThread` needs.
#[derive(InputObject)]
pub struct StartThreadInput {
    /// The essay to discuss.
    pub essay_id: Id<EssayId>,
    /// 3 to 200 characters, plain text.
    pub title: String,
    /// Markdown: 1 to 20 000 characters.
    pub body: String,
    /// The language it is written in.
    pub language: Unchecked<LanguageTag>,
    /// The passage that it is about; left out, it is about the essay as a whole. Refused with
    /// the nearest words if it is not in the edition.
    pub quote: Option<QuoteInput>,
    /// Whether who differs must first say what from; no if left out.
    pub differ_requires_restatement: Option<bool>,
    /// Whether one may be asked to put it more kindly, with `NUDGE`; nothing is kept then.
    /// True if left out; false to insist.
    pub nudge: Option<bool>,
}

/// What `editThread` needs.
#[derive(InputObject)]
pub struct EditThreadInput {
    /// The thread: one of your own.
    pub thread_id: Id<ThreadId>,
    /// A new title; as it was if left out.
    pub title: Option<String>,
    /// A new text; as it was if left out.
    pub body: Option<String>,
    /// Whether one may be asked to put it more kindly, with `NUDGE`; nothing is kept then.
    /// True if left out; false to insist.
    pub nudge: Option<bool>,
}
