//! Scalars of the schema.

use std::{borrow::Cow, marker::PhantomData};

use async_graphql::{InputType, InputValueError, InputValueResult, Scalar, ScalarType, Value, registry::Registry};
use chrono::{DateTime as Chrono, SecondsFormat, Utc};
use entity::Timestamp;

use crate::{clock, text::language};

/// A point in time: RFC 3339, UTC, to the millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub Timestamp);

/// A point in time as RFC 3339 text in UTC, to the millisecond:
/// `2026-11-24T08:30:00.000Z`. Input may have any offset.
#[Scalar(name = "DateTime", specified_by_url = "https://scalars.graphql.org/andimarek/date-time")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let time = Chrono::parse_from_rfc3339(text).map_err(|_| InputValueError::custom("It is not a time such as 2026-11-24T08:30:00Z."))?;
        Ok(Self(clock::from_utc(time.with_timezone(&Utc))))
    }

    fn to_value(&self) -> Value {
        Value::String(clock::to_utc(self.0).to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// A BCP 47 language tag in canonical case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageTag(pub String);

/// A language tag by BCP 47, such as `en` or `zh-Hans`. Any case is accepted;
/// answers have the canonical one.
#[Scalar(name = "LanguageTag", specified_by_url = "https://www.rfc-editor.org/rfc/bcp/bcp47.txt")]
impl ScalarType for LanguageTag {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        language::parse_tag(text).map(Self).ok_or_else(|| InputValueError::custom("It is not a language tag such as `en` or `zh-Hans`."))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// An ISO 3166-1 alpha-2 country code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountryCode(pub String);

/// A country by ISO 3166-1 alpha-2, such as `KE`. Any case is accepted; answers
/// are upper case.
#[Scalar(name = "CountryCode", specified_by_url = "https://www.iso.org/iso-3166-country-codes.html")]
impl ScalarType for CountryCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        language::parse_country(text).map(Self).ok_or_else(|| InputValueError::custom("It is not a country code such as `KE`."))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// A scalar of an input as it comes. Clients see the scalar; the service checks
/// the text, so that a mistake is reported with its path in the input and not as
/// a failure of the whole document.
#[derive(Clone, Debug)]
pub struct Unchecked<S> {
    /// What was given.
    pub text: String,
    scalar: PhantomData<S>,
}

impl<S: InputType> InputType for Unchecked<S> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        S::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        S::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value.unwrap_or_default() {
            Value::String(text) => Ok(Self { text, scalar: PhantomData }),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.text.clone())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}
