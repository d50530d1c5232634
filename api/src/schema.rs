//! The schema, put together from all features.

use async_graphql::{EmptySubscription, MergedObject, SDLExportOptions, Schema};

use crate::{
    account::{mutation::AccountMutation, query::AccountQuery},
    alignment::mutation::AlignmentMutation,
    appeal::{mutation::AppealMutation, query::AppealQuery},
    essay::{mutation::EssayMutation, query::EssayQuery},
    graphql::rate_limit::RateLimitQuery,
    joint_statement::mutation::JointStatementMutation,
    language_correction::mutation::LanguageCorrectionMutation,
    machine_translation::mutation::MachineTranslationMutation,
    moderation::{mutation::ModerationMutation, query::ModerationQuery},
    node::NodeQuery,
    partner::{mutation::PartnerMutation, query::PartnerQuery},
    pledge::mutation::PledgeMutation,
    post::{mutation::PostMutation, object::AnyPost},
    proposal::{mutation::ProposalMutation, query::ProposalQuery},
    reason::mutation::ReasonMutation,
    reply::mutation::ReplyMutation,
    report::{mutation::ReportMutation, query::ReportQuery},
    restatement::mutation::RestatementMutation,
    search::query::SearchQuery,
    setting::{mutation::SettingMutation, query::SettingQuery},
    thread::{mutation::ThreadMutation, query::ThreadQuery},
    token::mutation::TokenMutation,
    translation::mutation::TranslationMutation,
    vote::mutation::VoteMutation,
};

/// What can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    AccountQuery,
    NodeQuery,
    EssayQuery,
    ThreadQuery,
    ProposalQuery,
    ReportQuery,
    ModerationQuery,
    AppealQuery,
    SettingQuery,
    RateLimitQuery,
    SearchQuery,
    PartnerQuery,
);

/// What can be changed. Several changes of one document are made in order, each
/// in a transaction of its own.
#[derive(MergedObject, Default)]
pub struct Mutation(
    AccountMutation,
    TokenMutation,
    EssayMutation,
    ThreadMutation,
    ReplyMutation,
    PostMutation,
    ProposalMutation,
    VoteMutation,
    ReasonMutation,
    ReportMutation,
    ModerationMutation,
    AppealMutation,
    SettingMutation,
    RestatementMutation,
    LanguageCorrectionMutation,
    AlignmentMutation,
    TranslationMutation,
    MachineTranslationMutation,
    PledgeMutation,
    PartnerMutation,
    JointStatementMutation,
);

/// The forum's schema.
pub type ForumSchema = Schema<Query, Mutation, EmptySubscription>;

/// Builds the schema; needs no database.
#[must_use]
pub fn build(introspection: bool) -> ForumSchema {
    // Depth and cost are checked before, where they can be told apart from
    // introspection; the library's own limit on recursion stays as a backstop.
    let mut builder = Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .register_output_type::<AnyPost>()
        .limit_recursive_depth(64)
        .disable_suggestions();
    if !introspection {
        builder = builder.disable_introspection();
    }
    builder.finish()
}

/// The schema as text, as it is committed in `schema.graphql`.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items().include_specified_by();
    build(true).sdl_with_options(options)
}
