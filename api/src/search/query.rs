//! The question `search`.

use async_graphql::{Context, Object};
use entity::EssayId;

use crate::{
    error::Result,
    graphql::{
        context::ContextExt,
        id::{Id, NodeKey},
        scalars::LanguageTag,
        walk::Walked,
    },
    paging::PageArgs,
    post,
    search::{
        input::SearchKind,
        object::SearchConnection,
        rules::{self, Filter},
        service::{self, BY_SCORE},
    },
};

/// The question `search`.
#[derive(Default)]
pub struct SearchQuery;

#[Object]
impl SearchQuery {
    /// Essays, threads, replies and proposals in which all words of a query stand, the best
    /// first: by relevance and freshness.
    ///
    /// Quotation marks make a phrase; nothing else has a meaning. The last word is also found
    /// as the beginning of a word, unless a space follows it. Accents, capitals, full and half
    /// width, simplified and traditional characters make no difference. A query without any
    /// word finds nothing. A list ends after 400 hits; docs/search.md says which those are.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the field")]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
        #[graphql(desc = "What to look for: at most 200 characters, and 16 words and phrases.")] query: String,
        #[graphql(desc = "Only these kinds; all if left out or empty.")] kinds: Option<Vec<SearchKind>>,
        #[graphql(desc = "Only texts in these languages, as `language` says: `zh` holds `zh-Hans`, and `en-GB` does not hold `en`. At most 20.")]
        languages: Option<Vec<LanguageTag>>,
        #[graphql(desc = "Only this essay and what is about it.")] essay_id: Option<Id<EssayId>>,
    ) -> Result<Walked<SearchConnection>> {
        let asked = rules::parse(&query)?;
        let mut filter = Filter { languages: post::input::languages(languages)?, ..Filter::default() };
        for kind in kinds.unwrap_or_default() {
            let kind = entity::SearchKind::from(kind);
            if !filter.kinds.contains(&kind) {
                filter.kinds.push(kind);
            }
        }
        filter.essay = essay_id.map(|id| id.key(&["essayId"])).transpose()?.map(NodeKey::uuid);
        let page = PageArgs { first, after, last, before }.parse(&BY_SCORE)?;
        let found = service::search(ctx.request().db(), &asked, &filter, &page).await?;
        Ok(Walked(SearchConnection::new(asked, filter, found)))
    }
}
