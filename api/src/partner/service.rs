//! What can be done with partners.

use std::sync::Arc;

use entity::{AllowanceKind, InvitationId, InvitationStatus, PairId, PairMessageId, PostKind, PostStatus, ProposalId, UserId};

use crate::{
    auth::{Member, Viewer, store as identity, store::UserRow},
    clock,
    db::{Db, Transaction},
    error::{Error, Result},
    paging::{Order, Page, Slice},
    partner::{
        rules,
        store::{self, Asker, InvitationRow, MessageRow, PairRow, PartneringRow},
    },
    post::{
        rules::{self as post_rules, Words},
        service::{self as post_service, Gate, Place, Submission},
    },
    proposal::{self, store::ProposalItem},
    row::Wanted,
    site::Rules,
    text::markdown,
    trust,
};

/// People who are looked at for one suggestion.
const MOST_CANDIDATES: u64 = 1000;
/// Invitations and pairs that their owner sees.
const MOST_LISTED: u64 = 100;

/// Opens oneself to partners, or closes oneself.
pub async fn set_open(db: &Db, member: &Member, is_open: bool) -> Result<()> {
    let transaction = db.begin().await?;
    let user = identity::user_to_change(&transaction, member.id()).await?.ok_or_else(Error::unauthenticated)?;
    if is_open {
        let (Some(country), false) = (user.country, user.languages.is_empty()) else {
            return Err(Error::invalid(&["input", "open"], "Declare a country and a language first, by `declarePerspective`."));
        };
        let (known, now) = (store::partnering(&transaction, user.id).await?, clock::now());
        rules::ensure_may_open(&country, known.as_ref().map(|row| (row.country.as_str(), row.country_since)), now)?;
        let country_since = known.filter(|row| row.country == country).map_or(now, |row| row.country_since);
        store::open(&transaction, &PartneringRow { user_id: user.id, is_open, country, country_since }).await?;
    } else {
        store::close(&transaction, user.id).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Whether somebody is open to partners.
pub async fn is_open(db: &Db, id: UserId) -> Result<bool> {
    Ok(store::partnering(db.read(), id).await?.is_some_and(|row| row.is_open))
}

/// Somebody who might be a partner.
pub struct Suggestion {
    /// Who.
    pub user: Arc<UserRow>,
    /// What both read: primary subtags.
    pub shared: Vec<String>,
}

/// The asker, if they are open to partners, of the country that they declare.
fn asker<'a>(user: &'a UserRow, partnering: Option<&PartneringRow>, item: &ProposalItem) -> Option<Asker<'a>> {
    let country = user.country.as_deref().filter(|country| partnering.is_some_and(|row| row.is_open && row.country == *country))?;
    Some(Asker { id: user.id, country, proposal_id: item.row.id, essay_id: item.row.essay_id })
}

/// People who might be partners to carry a proposal out; `None` for who is not open to partners,
/// or may not read the proposal.
pub async fn suggestions(db: &Db, viewer: &Viewer, proposal_id: ProposalId, first: i32) -> Result<Option<Vec<Suggestion>>> {
    let most = usize::try_from(first).ok().filter(|_| (1..=rules::MOST_SUGGESTED).contains(&first));
    let most = most.ok_or_else(|| Error::invalid(&["first"], format!("Between 1 and {}.", rules::MOST_SUGGESTED)))?;
    let Ok(member) = viewer.account_owner() else { return Ok(None) };
    let Some(item) = readable(db, viewer, proposal_id).await? else { return Ok(None) };
    let partnering = store::partnering(db.read(), member.id()).await?;
    let Some(asker) = asker(&member.user, partnering.as_ref(), &item) else { return Ok(None) };
    let pledgers = store::pledgers(db.read(), proposal_id).await?;
    let found = store::candidates(db.read(), &asker, None, MOST_CANDIDATES).await?.into_iter().filter_map(|user| {
        let shared = rules::shared(&member.user.languages, &user.languages);
        (!shared.is_empty()).then(|| (rules::score(pledgers.contains(&user.id), shared.len()), Suggestion { user: Arc::new(user), shared }))
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(|(score, suggestion)| (-score, suggestion.user.id));
    Ok(Some(found.into_iter().take(most).map(|(_, suggestion)| suggestion).collect()))
}

async fn readable(db: &Db, viewer: &Viewer, id: ProposalId) -> Result<Option<ProposalItem>> {
    let item = proposal::store::proposals(db.read(), &[id], Wanted::ALL).await?.pop();
    Ok(item.filter(|item| post_rules::reads(item.row.status, item.row.author_id, viewer)))
}

/// Refuses whom one could not be suggested: who that is stays unsaid.
async fn ensure_may_invite(transaction: &Transaction, user: &UserRow, item: &ProposalItem, to: UserId) -> Result<()> {
    let partnering = store::partnering(transaction, user.id).await?;
    let closed = || Error::forbidden("Open yourself to partners first, by `setPartnering`.");
    let asker = asker(user, partnering.as_ref(), item).ok_or_else(closed)?;
    let found = store::candidates(transaction, &asker, Some(to), 1).await?.pop();
    let is_one = found.is_some_and(|found| !rules::shared(&user.languages, &found.languages).is_empty());
    if is_one { Ok(()) } else { Err(Error::not_found("person to invite").at(&["input", "userId"])) }
}

/// Two people, locked, always in one order, so that two who invite or leave each other wait and do not block.
async fn both_to_change(transaction: &Transaction, (first, second): (UserId, UserId)) -> Result<Vec<UserRow>> {
    let mut users = Vec::with_capacity(2);
    for id in [first, second] {
        users.extend(identity::user_to_change(transaction, id).await?);
    }
    Ok(users)
}

/// Invites somebody who could be suggested to talk about a proposal.
pub async fn invite(db: &Db, viewer: &Viewer, member: &Member, proposal_id: ProposalId, to: UserId, message: &str, gate: Gate<'_>) -> Result<InvitationRow> {
    let message = rules::check_invitation(message)?;
    let item = readable(db, viewer, proposal_id).await?.ok_or_else(|| Error::not_found("proposal").at(&["input", "proposalId"]))?;
    let words = Words { title: None, body: message.clone(), language: item.row.language.clone() };
    // The outside check knows three kinds of posts; an invitation is most like a reply.
    let submission = Submission { kind: PostKind::Reply, words: &words, restatement: None, quote: None, editing: None };
    let review = post_service::read(db, member, submission, gate).await?.review(member, Place::default())?;
    if review.status == PostStatus::Held {
        return Err(Error::invalid(&["input", "message"], "The rules of civility hold this back. Put it another way."));
    }
    let transaction = db.begin().await?;
    let (first, second) = rules::in_order(member.id(), to);
    let user = both_to_change(&transaction, (first, second)).await?.into_iter().find(|user| user.id == member.id()).ok_or_else(Error::unauthenticated)?;
    ensure_may_invite(&transaction, &user, &item, to).await?;
    if store::count_open(&transaction, member.id()).await? >= rules::MOST_OPEN {
        return Err(Error::conflict(format!("{} of your invitations wait for an answer. Take one back first.", rules::MOST_OPEN)));
    }
    review.spend(&transaction, member).await?;
    let row = InvitationRow {
        id: InvitationId::generate(),
        proposal_id,
        from_id: member.id(),
        to_id: to,
        message,
        status: InvitationStatus::Open,
        created_at: clock::now(),
        answered_at: None,
    };
    store::invite(&transaction, &row, (first, second)).await.map_err(|error| Error::from(error).or_conflict("One of you has invited the other already."))?;
    transaction.commit().await?;
    Ok(row)
}

/// Accepts or declines an invitation, or takes back one's own. Accepting begins a pair.
pub async fn answer(db: &Db, member: &Member, id: InvitationId, accept: bool) -> Result<(InvitationRow, Option<PairRow>)> {
    let missing = || Error::not_found("invitation").at(&["input", "invitationId"]);
    let mut row = store::invitations(db.read(), &[id]).await?.pop().ok_or_else(missing)?;
    if row.from_id != member.id() && row.to_id != member.id() {
        return Err(missing());
    }
    let (status, now) = (rules::answered(row.status, row.to_id == member.id(), accept)?, clock::now());
    let transaction = db.begin().await?;
    if !store::answer(&transaction, id, status, now).await? {
        return Err(Error::conflict("This invitation is answered already."));
    }
    let mut pair = None;
    if status == InvitationStatus::Accepted {
        let (first_id, second_id) = rules::in_order(row.from_id, row.to_id);
        let new = PairRow { id: PairId::generate(), proposal_id: row.proposal_id, first_id, second_id, created_at: now, ended_at: None, ended_by_id: None };
        store::insert_pair(&transaction, &new).await.map_err(|error| Error::from(error).or_conflict("You two are a pair already."))?;
        pair = Some(new);
    }
    transaction.commit().await?;
    (row.status, row.answered_at) = (status, Some(now));
    Ok((row, pair))
}

/// A pair that somebody is one of; to all others there is none.
pub async fn pair_of(db: &Db, member: &Member, id: PairId) -> Result<PairRow> {
    let found = store::pairs(db.read(), &[id]).await?.pop();
    found.filter(|pair| pair.partner_of(member.id()).is_some()).ok_or_else(|| Error::not_found("pair").at(&["input", "pairId"]))
}

/// A pair that goes on, locked until the end of the transaction: nobody leaves it meanwhile.
pub async fn going_on(transaction: &Transaction, id: PairId) -> Result<PairRow> {
    let pair = store::pair_to_change(transaction, id).await?.ok_or_else(|| Error::not_found("pair").at(&["input", "pairId"]))?;
    rules::ensure_going_on(pair.ended_at)?;
    Ok(pair)
}

/// Ends a pair that somebody is one of.
pub async fn leave(db: &Db, member: &Member, id: PairId) -> Result<PairRow> {
    let known = pair_of(db, member, id).await?;
    let transaction = db.begin().await?;
    let mut pair = going_on(&transaction, id).await?;
    // An invitation of the other's comes before this, or finds that it is no longer welcome.
    both_to_change(&transaction, (known.first_id, known.second_id)).await?;
    (pair.ended_at, pair.ended_by_id) = (Some(clock::now()), Some(member.id()));
    store::end_pair(&transaction, &pair).await?;
    transaction.commit().await?;
    Ok(pair)
}

/// Writes to one's partner: for these two and nobody else.
pub async fn send(db: &Db, site: &Rules, member: &Member, pair_id: PairId, body: &str) -> Result<(PairRow, MessageRow)> {
    let body = rules::check_message(body)?;
    let pair = pair_of(db, member, pair_id).await?;
    let in_force = site.current(db).await?;
    let most = trust::service::limits_of(&member.user, &in_force.settings.trust).map_or(0, |limits| limits.posts_per_hour);
    let row = MessageRow { id: PairMessageId::generate(), pair_id, author_id: member.id(), body_html: markdown::render(&body), body, created_at: clock::now() };
    let transaction = db.begin().await?;
    going_on(&transaction, pair_id).await?;
    trust::service::spend(&transaction, member, AllowanceKind::Post, most).await?;
    store::insert_message(&transaction, &row).await?;
    transaction.commit().await?;
    Ok((pair, row))
}

/// Invitations by somebody, or of them.
pub async fn invitations_of(db: &Db, id: UserId) -> Result<Vec<InvitationRow>> {
    Ok(store::invitations_of(db.read(), id, MOST_LISTED).await?)
}

/// Pairs that somebody is one of and has not left.
pub async fn pairs_of(db: &Db, id: UserId) -> Result<Vec<PairRow>> {
    Ok(store::pairs_of(db.read(), id, MOST_LISTED).await?)
}

/// A page of what a pair writes; the caller has asked whether the viewer is one of them.
pub async fn messages(db: &Db, pair: PairId, order: &Order<entity::pair_message::Column>, page: &Page) -> Result<Slice<MessageRow>> {
    Ok(store::message_page(db.read(), pair, order, page).await?)
}

/// How much it is.
pub async fn count_messages(db: &Db, pair: PairId) -> Result<u64> {
    Ok(store::count_messages(db.read(), pair).await?)
}
