//! What can be done with votes.

use std::sync::Arc;

use entity::{ProposalId, Stance, Timestamp, TranslationId, VoteId};

use crate::{
    auth::Member,
    clock,
    db::{Db, Transaction},
    error::{Error, Result},
    post::rules as post_rules,
    proposal::{self, object::Proposal, rules},
    text::{
        language,
        plain::{self, Bounds},
    },
    translation::{self, store::TranslationRow},
    translation_signal,
    vote::{
        object::Vote,
        store::{self, VoteRow},
    },
};

const REASON: Bounds = Bounds { min: 0, max: 500 };

/// What a voter has read.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// In which language.
    pub language: Option<String>,
    /// By which translation.
    pub translation_id: Option<TranslationId>,
}

/// A vote as it comes.
pub struct Ballot {
    /// On what.
    pub proposal_id: ProposalId,
    /// How.
    pub stance: Stance,
    /// Why.
    pub reason: Option<String>,
    /// What was read.
    pub seen: Seen,
}

/// Casts a vote, or changes the one that was cast.
pub async fn cast(db: &Db, member: &Member, ballot: Ballot) -> Result<Vote> {
    cast_at(db, member, ballot, clock::now()).await
}

/// The same at a given time: for the demo, whose content has a past.
pub async fn cast_at(db: &Db, member: &Member, ballot: Ballot, now: Timestamp) -> Result<Vote> {
    let Ballot { proposal_id, stance, reason, seen } = ballot;
    let reason =
        reason.map(|text| plain::block(&text, REASON)).transpose().map_err(|why| Error::invalid(&["input", "reason"], why))?.filter(|text| !text.is_empty());
    let transaction = db.begin().await?;
    let mut item = proposal::store::proposal_to_change(&transaction, proposal_id)
        .await?
        .filter(|item| post_rules::is_shown(item.row.status))
        .ok_or_else(|| Error::not_found("proposal").at(&["input", "proposalId"]))?;
    member.access.ensure_essay(item.row.essay_id)?;
    rules::ensure_takes_votes(item.row.status, item.state())?;
    let (seen_language, translation) = read_by(&transaction, proposal_id, seen).await?;
    let mut vote = VoteRow {
        id: VoteId::generate(),
        proposal_id,
        voter_id: member.id(),
        stance,
        reason,
        cast_at: now,
        proposal_revision: Some(item.row.revision),
        seen_language,
        seen_translation_id: translation.as_ref().map(|row| row.id),
        seen_translation_revision: translation.as_ref().map(|row| row.revision),
    };
    // Whether it says anything of what divides people, or did.
    let mut tells = member.user.country.is_some() && vote.seen_language.is_some();
    if member.user.country.is_some() && !tells {
        tells = store::votes_of(&transaction, member.id(), &[proposal_id]).await?.iter().any(|old| old.seen_language.is_some());
    }
    let (id, previous) = store::cast(&transaction, &vote).await?;
    vote.id = id;
    let old = item.tally();
    let without = previous.map_or(old, |previous| old.with(previous, -1));
    let new = without.with(stance, 1);
    if new != old {
        proposal::store::count_votes(&transaction, proposal_id, old, new).await?;
        item.set_tally(new);
    }
    if tells {
        translation_signal::service::recompute(&transaction, &item, member.user.country.as_deref(), now).await?;
    }
    transaction.commit().await?;
    Ok(Vote { row: vote, proposal: Arc::new(item) })
}

/// What was read: the language, and the translation if it was one.
async fn read_by(transaction: &Transaction, proposal_id: ProposalId, seen: Seen) -> Result<(Option<String>, Option<TranslationRow>)> {
    let field = &["input", "language"];
    let wrong = || Error::invalid(field, "It is not a language tag such as `en` or `zh-Hans`.");
    let language = seen.language.map(|tag| language::parse_tag(&tag).ok_or_else(wrong)).transpose()?;
    let Some(id) = seen.translation_id else { return Ok((language, None)) };
    let found = translation::store::translations(transaction, &[id]).await?.pop();
    let found = found.filter(|row| row.post_id == proposal_id.into() && post_rules::is_shown(row.visibility));
    let row = found.ok_or_else(|| Error::not_found("translation of this proposal").at(&["input", "translationId"]))?;
    if language.as_ref().is_some_and(|language| *language != row.language) {
        return Err(Error::invalid(field, format!("The translation is in another language: {}.", row.language)));
    }
    Ok((Some(row.language.clone()), Some(row)))
}

/// Takes one's vote back. Without one, nothing happens.
pub async fn withdraw(db: &Db, member: &Member, proposal_id: ProposalId) -> Result<Proposal> {
    let transaction = db.begin().await?;
    let mut item = proposal::store::proposal_to_change(&transaction, proposal_id)
        .await?
        .filter(|item| post_rules::is_shown(item.row.status))
        .ok_or_else(|| Error::not_found("proposal").at(&["input", "proposalId"]))?;
    member.access.ensure_essay(item.row.essay_id)?;
    rules::ensure_takes_votes(item.row.status, item.state())?;
    if let Some((stance, told)) = store::withdraw(&transaction, proposal_id, member.id()).await? {
        let (old, new) = (item.tally(), item.tally().with(stance, -1));
        proposal::store::count_votes(&transaction, proposal_id, old, new).await?;
        item.set_tally(new);
        if told {
            translation_signal::service::recompute(&transaction, &item, member.user.country.as_deref(), clock::now()).await?;
        }
        transaction.commit().await?;
    }
    Ok(Proposal::single(Arc::new(item)))
}
