//! Opaque ids: what clients hold instead of the database's keys.
//!
//! An id is base64url of one byte for its type and 16 for its key, so that a
//! thread's id given where an essay's is meant is noticed before any SQL.

use std::marker::PhantomData;

use async_graphql::{InputType, InputValueError, InputValueResult, Value, registry::Registry};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::{
    ApiTokenId, AppealId, EditionId, EssayId, InvitationId, JointStatementId, ModerationActionId, PairId, PledgeId, ProposalId, ReplyId, ReportId,
    RestatementId, ThreadId, TranslationId, UserId, VoteId,
};
use uuid::Uuid;

use crate::error::Error;

/// A key that clients can hold.
pub trait NodeKey: Copy + Send + Sync + 'static {
    /// The byte that stands for its type. Never reused, never changed.
    const TAG: u8;
    /// The GraphQL type's name.
    const NAME: &'static str;
    /// From the database's key.
    fn from_uuid(uuid: Uuid) -> Self;
    /// To the database's key.
    fn uuid(self) -> Uuid;
}

macro_rules! node_keys {
    ($($key:ident $tag:literal $name:literal;)*) => {$(
        impl NodeKey for $key {
            const TAG: u8 = $tag;
            const NAME: &'static str = $name;

            fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            fn uuid(self) -> Uuid {
                self.0
            }
        }
    )*};
}

node_keys! {
    EssayId 1 "Essay";
    EditionId 2 "Edition";
    ThreadId 3 "Thread";
    ReplyId 4 "Reply";
    ProposalId 5 "Proposal";
    VoteId 6 "Vote";
    UserId 7 "User";
    ApiTokenId 8 "ApiToken";
    ReportId 9 "Report";
    ModerationActionId 10 "ModerationAction";
    AppealId 11 "Appeal";
    RestatementId 12 "Restatement";
    TranslationId 21 "Translation";
    PledgeId 30 "Pledge";
    InvitationId 31 "Invitation";
    PairId 32 "Pair";
    JointStatementId 33 "JointStatement";
}

/// Writes an id.
pub fn encode<K: NodeKey>(key: K) -> async_graphql::ID {
    let mut bytes = [K::TAG; 17];
    bytes[1..].copy_from_slice(key.uuid().as_bytes());
    let mut text = String::with_capacity(23);
    URL_SAFE_NO_PAD.encode_string(bytes, &mut text);
    async_graphql::ID(text)
}

/// Reads an id of any type: its tag and key.
#[must_use]
pub fn decode_any(text: &str) -> Option<(u8, Uuid)> {
    let mut bytes = [0; 18];
    if text.len() != 23 {
        return None;
    }
    let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
    let (tag, key) = bytes.get(..length)?.split_first()?;
    Some((*tag, Uuid::from_slice(key).ok()?))
}

/// Reads an id of one type.
#[must_use]
pub fn decode<K: NodeKey>(text: &str) -> Option<K> {
    decode_any(text).filter(|(tag, _)| *tag == K::TAG).map(|(_, uuid)| K::from_uuid(uuid))
}

/// An id of one type as an argument or input field. Clients see `ID`.
///
/// A malformed id, or one of another type, is kept as such and reported with
/// its path by [`Id::key`], so that clients get `VALIDATION_FAILED` and not a
/// failure of the whole document.
#[derive(Clone, Debug)]
pub struct Id<K> {
    text: String,
    kind: PhantomData<K>,
}

impl<K: NodeKey> Id<K> {
    /// The key; `field` is the input's path for the error.
    pub fn key(&self, field: &[&'static str]) -> Result<K, Error> {
        decode(&self.text).ok_or_else(|| Error::invalid(field, format!("This is not an id of type {}.", K::NAME)))
    }

    /// The key, or `None` if the id can name nothing of this type.
    #[must_use]
    pub fn key_if_any(&self) -> Option<K> {
        decode(&self.text)
    }
}

impl<K: NodeKey> InputType for Id<K> {
    type RawValueType = Self;

    fn type_name() -> std::borrow::Cow<'static, str> {
        <async_graphql::ID as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <async_graphql::ID as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let id = <async_graphql::ID as InputType>::parse(value).map_err(InputValueError::propagate)?;
        Ok(Self { text: id.0, kind: PhantomData })
    }

    fn to_value(&self) -> Value {
        Value::String(self.text.clone())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use entity::{EssayId, ThreadId};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{decode, decode_any, encode};

    proptest! {
        #[test]
        fn ids_come_back_and_other_types_do_not(bits: u128) {
            let id = encode(ThreadId(Uuid::from_u128(bits)));
            prop_assert_eq!(decode::<ThreadId>(&id), Some(ThreadId(Uuid::from_u128(bits))));
            prop_assert_eq!(decode::<EssayId>(&id), None);
        }

        #[test]
        fn any_text_is_survived(text: String) {
            let _ = decode_any(&text);
        }

        #[test]
        fn one_id_has_one_spelling(text in "[A-Za-z0-9_-]{23}") {
            if let Some((tag, uuid)) = decode_any(&text) && tag == 3 {
                let again = encode(ThreadId(uuid));
                prop_assert_eq!(again.as_str(), text.as_str());
            }
        }
    }
}
