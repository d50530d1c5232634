//! Inputs about replies.

use async_graphql::{Enum, InputObject};
use entity::{ReplyId, ThreadId};

use crate::{
    graphql::{
        connection::OrderDirection,
        id::Id,
        scalars::{LanguageTag, Unchecked},
    },
    paging::Order,
    reply::store,
};

/// What lists of replies can be sorted by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReplyOrderField {
    /// As a tree is read: each reply is followed by the replies to it.
    ReadingOrder,
    /// When the reply was written.
    CreatedAt,
}

/// How to sort replies.
#[derive(InputObject, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReplyOrder {
    /// By what.
    pub field: ReplyOrderField,
    /// If left out: forwards in reading order, newest first by age.
    pub direction: Option<OrderDirection>,
}

impl ReplyOrder {
    /// The order that is asked for; reading order if none is.
    #[must_use]
    pub fn resolve(order: Option<Self>) -> Order<entity::reply::Column> {
        let direction = order.and_then(|order| order.direction);
        match order.map(|order| order.field) {
            None | Some(ReplyOrderField::ReadingOrder) => store::in_reading_order(direction != Some(OrderDirection::Desc)),
            Some(ReplyOrderField::CreatedAt) => store::by_created_at(direction == Some(OrderDirection::Asc)),
        }
    }

    /// Oldest first: how direct answers are listed.
    #[must_use]
    pub fn oldest_first() -> Self {
        Self { field: ReplyOrderField::CreatedAt, direction: Some(OrderDirection::Asc) }
    }
}

/// What `postReply` needs.
#[derive(InputObject)]
pub struct PostReplyInput {
    /// The thread.
    pub thread_id: Id<ThreadId>,
    /// The reply to answer; left out, the thread itself is answered.
    pub parent_id: Option<Id<ReplyId>>,
    /// Markdown: 1 to 20 000 characters.
    pub body: String,
    /// The language it is written in.
    pub language: Unchecked<LanguageTag>,
    /// What it does with what it answers; BUILD if left out.
    pub kind: Option<ReplyKind>,
    /// With DIFFER: what you take the other to have said, in your own words, 10 to
    /// 1 000 characters of plain text. Threads can ask for it.
    pub restatement: Option<String>,
    /// Whether one may be asked to put it more kindly, with `NUDGE`; nothing is kept then.
    /// True if left out; false to insist.
    pub nudge: Option<bool>,
}

/// What `editReply` needs.
#[derive(InputObject)]
pub struct EditReplyInput {
    /// The reply: one of your own.
    pub reply_id: Id<ReplyId>,
    /// The new text.
    pub body: String,
    /// Whether one may be asked to put it more kindly, with `NUDGE`; nothing is kept then.
    /// True if left out; false to insist.
    pub nudge: Option<bool>,
}

/// What a reply does with what it answers.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::ReplyKind")]
pub enum ReplyKind {
    /// Asks what was meant.
    Clarify,
    /// Says it in one's own words.
    Restate,
    /// Goes on from it.
    Build,
    /// Sees it differently.
    Differ,
    /// Thanks.
    Thank,
}
