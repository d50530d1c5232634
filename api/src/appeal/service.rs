//! What can be done with appeals.

use std::sync::Arc;

use entity::{AppealId, AppealStatus, ModerationActionId, ModerationActionKind as Kind, PostStatus};

use crate::{
    appeal::store::{self, AppealRow, Filter},
    auth::{Auth, Member, Moderator, store as identity},
    clock,
    db::{Db, Transaction},
    error::{Error, Result},
    moderation::{
        rules,
        service::{self as moderation, Why},
        store::{self as log, About, ActionRow},
        texts,
    },
    paging::{Order, Page, Slice},
    post::store as posts,
    text::plain::{self, Bounds},
};

const TEXT: Bounds = Bounds { min: 1, max: 2000 };

/// Appeals against a decision about oneself; once, and within 20 days. Who is
/// suspended may do so as well.
pub async fn appeal(db: &Db, member: &Member, action_id: ModerationActionId, text: &str) -> Result<Arc<AppealRow>> {
    let text = plain::block(text, TEXT).map_err(|why| Error::invalid(&["input", "text"], why))?;
    let action = log::actions(db.read(), &[action_id]).await?.pop().filter(|action| action.user_id == Some(member.id()));
    let action = action.ok_or_else(|| Error::not_found("decision about you").at(&["input", "actionId"]))?;
    if !rules::is_appealable(action.kind) {
        return Err(Error::invalid(&["input", "actionId"], "There is nothing to undo in this decision."));
    }
    let now = clock::now();
    if !rules::is_in_time(action.created_at, now) {
        return Err(Error::conflict("A decision can be appealed within 20 days."));
    }
    let row = AppealRow {
        id: AppealId::generate(),
        action_id,
        author_id: member.id(),
        text,
        status: AppealStatus::Open,
        reviewer_id: None,
        answer: None,
        created_at: now,
        decided_at: None,
    };
    let transaction = db.begin().await?;
    store::insert(&transaction, &row).await.map_err(|error| Error::from(error).or_conflict("You have appealed against this decision already."))?;
    transaction.commit().await?;
    Ok(Arc::new(row))
}

/// Answers an appeal; overturning undoes the decision in the same transaction.
pub async fn answer(auth: &Auth, db: &Db, moderator: &Moderator<'_>, id: AppealId, status: AppealStatus, text: &str) -> Result<Arc<AppealRow>> {
    moderator.access.ensure_any_essay()?;
    let text = plain::block(text, TEXT).map_err(|why| Error::invalid(&["input", "answer"], why))?;
    let mut row = store::appeals(db.read(), &[id]).await?.pop().ok_or_else(|| Error::not_found("appeal").at(&["input", "appealId"]))?;
    let action = log::actions(db.read(), &[row.action_id]).await?.pop().ok_or_else(|| Error::internal("an appeal has no decision"))?;
    ensure_may_review(db, moderator, &row, &action).await?;
    let now = clock::now();
    let transaction = db.begin().await?;
    ensure_in_scope(&transaction, moderator, &action).await?;
    if status == AppealStatus::Overturned {
        undo(&transaction, moderator, &action, &text).await?;
    }
    if !store::answer(&transaction, id, status, moderator.id(), &text, now).await? {
        return Err(Error::conflict("This appeal is answered already."));
    }
    transaction.commit().await?;
    auth.forget_viewer(row.author_id);
    (row.status, row.reviewer_id, row.answer, row.decided_at) = (status, Some(moderator.id()), Some(text), Some(now));
    Ok(Arc::new(row))
}

/// Somebody else than who decided and who appeals; and from another country than who
/// decided, if there is anybody on the staff who is.
async fn ensure_may_review(db: &Db, moderator: &Moderator<'_>, appeal: &AppealRow, action: &ActionRow) -> Result<()> {
    if action.moderator_id == Some(moderator.id()) || appeal.author_id == moderator.id() {
        return Err(Error::forbidden("Somebody else must answer this appeal."));
    }
    let Some(decider) = action.moderator_id else { return Ok(()) };
    let country = crate::account::store::users(db.read(), &[decider]).await?.pop().and_then(|user| user.country);
    if country.is_some() && country == moderator.user.country {
        let others = store::countries_of_staff(db.read(), [Some(decider), Some(appeal.author_id)]).await?;
        if others.iter().any(|other| Some(other) != country.as_ref()) {
            return Err(Error::forbidden("Somebody from another country than who decided must answer this appeal."));
        }
    }
    Ok(())
}

/// `FORBIDDEN` for a limited moderator if the decision is about a post outside their scope,
/// or about a person.
async fn ensure_in_scope(transaction: &Transaction, moderator: &Moderator<'_>, action: &ActionRow) -> Result<()> {
    match action.post_id {
        None => moderator.ensure_whole_forum(),
        Some(_) if !moderator.moderator_scope.is_limited() => Ok(()),
        Some(id) => {
            let post = posts::referred_post_to_change(transaction, id).await?;
            moderator.ensure_covers(post.essay_id, &post.language)
        }
    }
}

/// Undoes a decision as far as it is still in force. If others have decided since, it
/// is their decision that stands, and only the log tells that this one was wrong.
async fn undo(transaction: &Transaction, moderator: &Moderator<'_>, action: &ActionRow, text: &str) -> Result<()> {
    let kind = rules::undoing(action.kind).ok_or_else(|| Error::internal("an appealable decision that cannot be undone"))?;
    let why = Why { reason: None, explanation: Some(text.to_owned()) };
    if let Some(key) = action.text() {
        let mut text = texts::service::to_change(transaction, key).await?;
        if text.visibility == texts::rules::made_by(action.kind) && is_latest(transaction, About::Text(key), action).await? {
            return texts::service::carry_out(transaction, moderator, &mut text, kind, why, Some(action.id)).await.map(drop);
        }
    } else if let Some(post_id) = action.post_id {
        let post = posts::referred_post_to_change(transaction, post_id).await?;
        let is_so = match action.kind {
            Kind::Hold => post.status == PostStatus::Held,
            Kind::Remove => post.status == PostStatus::Removed,
            _ => post.locked_at.is_some(),
        };
        if is_so && is_latest(transaction, About::Post(post_id), action).await? {
            return moderation::carry_out(transaction, &post, kind, Some(moderator.id()), why, Some(action.id)).await.map(drop);
        }
    } else if let Some(user_id) = action.user_id {
        let user = identity::user_to_change(transaction, user_id).await?.ok_or_else(|| Error::internal("a decision's person is gone"))?;
        let is_so = match action.kind {
            Kind::Warn => user.open_warning_id.is_some(),
            Kind::Premoderate => user.is_premoderated,
            _ => user.suspended_until.is_some(),
        };
        if is_so && is_latest(transaction, About::User(user_id), action).await? {
            return moderation::carry_out_reinstatement(transaction, user, &[action.kind], moderator.id(), why, Some(action.id)).await.map(drop);
        }
    }
    moderation::note_undoing(transaction, action, kind, moderator.id(), why).await.map(drop)
}

async fn is_latest(transaction: &Transaction, about: About, action: &ActionRow) -> Result<bool> {
    Ok(log::latest(transaction, about, rules::rivals(action.kind)).await? == Some(action.id))
}

/// A page of appeals.
pub async fn appeals(db: &Db, filter: &Filter, order: &Order<entity::appeal::Column>, page: &Page) -> Result<Slice<Arc<AppealRow>>> {
    Ok(store::appeal_page(db.read(), filter, order, page).await?.map(Arc::new))
}

/// How many there are.
pub async fn count(db: &Db, filter: &Filter) -> Result<u64> {
    Ok(store::count_appeals(db.read(), filter).await?)
}
