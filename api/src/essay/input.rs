//! Inputs about essays.

use async_graphql::{Enum, InputObject};
use entity::UserId;

use crate::{
    error::Result,
    essay::{
        object::CreditRole,
        rules::{CreditDraft, Draft},
        store,
    },
    graphql::{
        connection::OrderDirection,
        id::Id,
        scalars::{CountryCode, LanguageTag, Unchecked},
    },
    paging::Order,
};

/// What lists of essays can be sorted by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum EssayOrderField {
    /// When the first edition was published.
    PublishedAt,
    /// Newest edition, thread, reply or proposal, at most a minute late.
    LastActivityAt,
}

/// How to sort essays.
#[derive(InputObject, Clone, Copy)]
pub struct EssayOrder {
    /// By what.
    pub field: EssayOrderField,
    /// Newest first if left out.
    pub direction: Option<OrderDirection>,
}

impl EssayOrder {
    /// The order that is asked for; by publication, newest first, if none is.
    #[must_use]
    pub fn resolve(order: Option<Self>) -> Order<entity::essay::Column> {
        let ascending = order.and_then(|order| order.direction) == Some(OrderDirection::Asc);
        match order.map(|order| order.field) {
            None | Some(EssayOrderField::PublishedAt) => store::by_published_at(ascending),
            Some(EssayOrderField::LastActivityAt) => store::by_last_activity(ascending),
        }
    }
}

/// One name under an edition.
#[derive(InputObject)]
pub struct CreditInput {
    /// What they did.
    pub role: CreditRole,
    /// Their name as printed: 1 to 100 characters.
    pub name: String,
    /// Their account, if they have one here.
    pub user_id: Option<Id<UserId>>,
}

/// What `publishEdition` needs.
#[derive(InputObject)]
pub struct PublishEditionInput {
    /// Names the essay in addresses: 3 to 100 of `a-z`, `0-9` and single hyphens.
    pub slug: String,
    /// Language of this edition, a BCP 47 tag.
    pub language: Unchecked<LanguageTag>,
    /// Language that the essay was written in; left out, this edition's for a new essay.
    pub original_language: Option<Unchecked<LanguageTag>>,
    /// Country that the essay is about or from, ISO 3166-1 alpha-2.
    pub origin_country: Option<Unchecked<CountryCode>>,
    /// 3 to 200 characters.
    pub title: String,
    /// Markdown: 1 to 500 000 characters.
    pub body: String,
    /// Authors, translators, reviewers and editors, in order; 50 at most.
    #[graphql(default)]
    pub credits: Vec<CreditInput>,
    /// Where it was published first.
    pub source_url: Option<String>,
}

impl PublishEditionInput {
    /// As the service takes it.
    pub fn draft(self) -> Result<Draft> {
        let credits: Result<Vec<_>> = self
            .credits
            .into_iter()
            .map(|credit| {
                let user_id = credit.user_id.map(|id| id.key(&["input", "credits", "userId"])).transpose()?;
                Ok(CreditDraft { role: credit.role.into(), name: credit.name, user_id })
            })
            .collect();
        Ok(Draft {
            slug: self.slug,
            language: self.language.text,
            original_language: self.original_language.map(|tag| tag.text),
            origin_country: self.origin_country.map(|code| code.text),
            title: self.title,
            body: self.body,
            credits: credits?,
            source_url: self.source_url,
        })
    }
}
