//! Who is open to partners, invitations, pairs and what they write, in the database.

use std::collections::HashSet;

use entity::{
    EssayId, InvitationId, InvitationStatus, PairId, PairMessageId, PledgeStatus, PostStatus, ProposalId, ProposalState, Stance, Timestamp, UserId, invitation,
    pair, pair_message, partnering, pledge, proposal, user, vote,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    sea_query::{CaseStatement, Condition, Expr, ExprTrait, JoinType, OnConflict, Query, SelectStatement, SimpleExpr},
};

use crate::{
    auth::store::UserRow,
    db,
    paging::{self, Cursor, Key, KeyKind, Order, Page, Slice},
    partner::rules::AT_LEAST,
    row,
    row::Row,
    vote::store::counts_as,
};

row! {
    /// Whether somebody is open to partners.
    pub struct PartneringRow from partnering {
        /// Who.
        user_id: UserId = UserId,
        /// Whether.
        is_open: bool = IsOpen,
        /// Of which country.
        country: String = Country,
        /// Since when it is that one.
        country_since: Timestamp = CountrySince,
    }
}

row! {
    /// An invitation.
    pub struct InvitationRow from invitation {
        /// Key.
        id: InvitationId = Id,
        /// To carry out what.
        proposal_id: ProposalId = ProposalId,
        /// Who invites.
        from_id: UserId = FromId,
        /// Whom.
        to_id: UserId = ToId,
        /// Plain text.
        message: String = Message,
        /// What became of it.
        status: InvitationStatus = Status,
        /// When it was made.
        created_at: Timestamp = CreatedAt,
        /// When it was answered.
        answered_at: Option<Timestamp> = AnsweredAt,
    }
}

row! {
    /// Two people who talk about a proposal.
    pub struct PairRow from pair {
        /// Key.
        id: PairId = Id,
        /// About which.
        proposal_id: ProposalId = ProposalId,
        /// One of them.
        first_id: UserId = FirstId,
        /// The other.
        second_id: UserId = SecondId,
        /// Since when.
        created_at: Timestamp = CreatedAt,
        /// Until when.
        ended_at: Option<Timestamp> = EndedAt,
        /// Who has left.
        ended_by_id: Option<UserId> = EndedById,
    }
}

impl PairRow {
    /// The other of the two; `None` for who is neither.
    #[must_use]
    pub fn partner_of(&self, id: UserId) -> Option<UserId> {
        if id == self.first_id { Some(self.second_id) } else { (id == self.second_id).then_some(self.first_id) }
    }
}

row! {
    /// What one of a pair writes.
    pub struct MessageRow from pair_message {
        /// Key.
        id: PairMessageId = Id,
        /// Of which pair.
        pair_id: PairId = PairId,
        /// Who.
        author_id: UserId = AuthorId,
        /// Markdown.
        body: String = Body,
        /// HTML.
        body_html: String = BodyHtml,
        /// When.
        created_at: Timestamp = CreatedAt,
    }
}

impl MessageRow {
    /// Its place in the list.
    #[must_use]
    pub fn cursor(&self, tag: u8) -> Cursor {
        Cursor { tag, key: Key::Integer(self.created_at.0), id: self.id.0 }
    }
}

/// Lists what a pair writes, the oldest first.
pub const fn by_created_at() -> Order<pair_message::Column> {
    Order { tag: 91, kind: KeyKind::Integer, key: pair_message::Column::CreatedAt, id: pair_message::Column::Id, ascending: true }
}

/// Whether somebody is open to partners, if they ever were.
pub async fn partnering(connection: &impl ConnectionTrait, id: UserId) -> Result<Option<PartneringRow>, DbErr> {
    let mut query = PartneringRow::query();
    query.and_where(Expr::col((partnering::Entity, partnering::Column::UserId)).eq(id));
    row::one(connection, &query).await
}

/// Opens somebody to partners. The account is locked.
pub async fn open(connection: &impl ConnectionTrait, row: &PartneringRow) -> Result<(), DbErr> {
    use partnering::Column::{Country, CountrySince, IsOpen, UserId};
    let model = partnering::ActiveModel {
        user_id: Set(row.user_id),
        is_open: Set(row.is_open),
        country: Set(row.country.clone()),
        country_since: Set(row.country_since),
    };
    let again = OnConflict::column(UserId).update_columns([IsOpen, Country, CountrySince]).to_owned();
    partnering::Entity::insert(model).on_conflict(again).exec_without_returning(connection).await.map(drop)
}

/// Closes somebody to partners.
pub async fn close(connection: &impl ConnectionTrait, id: UserId) -> Result<(), DbErr> {
    let update = partnering::Entity::update_many().col_expr(partnering::Column::IsOpen, Expr::value(false));
    update.filter(partnering::Column::UserId.eq(id)).exec(connection).await.map(drop)
}

/// Whom somebody could be suggested.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// Who asks.
    pub id: UserId,
    /// Of which country.
    pub country: &'a str,
    /// To carry out what.
    pub proposal_id: ProposalId,
    /// On which essay.
    pub essay_id: EssayId,
}

/// Whether a proposal takes no more votes, so that nobody can try what another vote would show.
fn is_settled(connection: &impl ConnectionTrait) -> Condition {
    let column = |column| Expr::col((proposal::Entity, column));
    let settled = [ProposalState::Closed, ProposalState::Adopted, ProposalState::Declined, ProposalState::Underway, ProposalState::Done];
    let is_over = column(proposal::Column::State).eq(ProposalState::Open.as_str()).and(column(proposal::Column::ClosesAt).lte(db::now(connection)));
    Condition::any().add(column(proposal::Column::State).is_in(settled.map(ProposalState::as_str))).add(is_over)
}

/// People who agreed with the asker, and differed, on enough proposals of the essay.
fn like_and_unlike(connection: &impl ConnectionTrait, asker: &Asker<'_>) -> SelectStatement {
    let (mine, theirs) = ("mine", "theirs");
    let of = |alias: &'static str, column: vote::Column| Expr::col((alias, column));
    let number = |condition: SimpleExpr| Expr::expr(CaseStatement::new().case(condition, 1).finally(0)).sum();
    let says = [Stance::Agree, Stance::Disagree].map(Stance::as_str);
    let is_same = of(mine, vote::Column::Stance).equals((theirs, vote::Column::Stance));
    let mut query = Query::select();
    query
        .column((theirs, vote::Column::VoterId))
        .from_as(vote::Entity, mine)
        .join_as(JoinType::InnerJoin, vote::Entity, theirs, of(mine, vote::Column::ProposalId).equals((theirs, vote::Column::ProposalId)))
        .inner_join(proposal::Entity, Expr::col((proposal::Entity, proposal::Column::Id)).equals((mine, vote::Column::ProposalId)))
        .and_where(of(mine, vote::Column::VoterId).eq(asker.id))
        .and_where(of(theirs, vote::Column::VoterId).ne(asker.id))
        .and_where(of(mine, vote::Column::Stance).is_in(says))
        .and_where(of(theirs, vote::Column::Stance).is_in(says))
        .and_where(Expr::col((proposal::Entity, proposal::Column::EssayId)).eq(asker.essay_id))
        .and_where(Expr::col((proposal::Entity, proposal::Column::Status)).eq(PostStatus::Published.as_str()))
        .cond_where(is_settled(connection))
        .and_where(counts_as(mine, Expr::col((proposal::Entity, proposal::Column::WordingRevision))))
        .and_where(counts_as(theirs, Expr::col((proposal::Entity, proposal::Column::WordingRevision))))
        .group_by_col((theirs, vote::Column::VoterId))
        .and_having(number(is_same.clone()).gte(AT_LEAST))
        .and_having(number(is_same.not()).gte(AT_LEAST));
    query
}

/// The others of a table's rows in which somebody is one of two.
fn others(table: &'static str, columns: [&'static str; 2], id: UserId, narrow: impl Fn(&mut SelectStatement)) -> [SelectStatement; 2] {
    let [one, other] = columns;
    [(one, other), (other, one)].map(|(of, to)| {
        let mut query = Query::select();
        query.column((table, of)).from(table).and_where(Expr::col((table, to)).eq(id));
        narrow(&mut query);
        query
    })
}

/// People who may be suggested, by their ids; `most` of them. With `only`, whether that one may.
pub async fn candidates(connection: &impl ConnectionTrait, asker: &Asker<'_>, only: Option<UserId>, most: u64) -> Result<Vec<UserRow>, DbErr> {
    let column = |column| Expr::col((user::Entity, column));
    let mut query = UserRow::query();
    query
        .inner_join(partnering::Entity, Expr::col((partnering::Entity, partnering::Column::UserId)).equals((user::Entity, user::Column::Id)))
        .and_where(Expr::col((partnering::Entity, partnering::Column::IsOpen)).eq(true))
        .and_where(column(user::Column::Country).is_not_null())
        .and_where(column(user::Column::Country).ne(asker.country))
        .cond_where(Condition::any().add(column(user::Column::SuspendedUntil).is_null()).add(column(user::Column::SuspendedUntil).lte(db::now(connection))))
        .and_where(column(user::Column::Id).in_subquery(like_and_unlike(connection, asker)));
    if let Some(id) = only {
        query.and_where(column(user::Column::Id).eq(id));
    }
    // Who has declined once, either of the two, is not asked again; nor whom one is asking or talking to.
    let declined = others("invitations", ["from_id", "to_id"], asker.id, |query| {
        query.and_where(Expr::col(("invitations", "status")).eq(InvitationStatus::Declined.as_str()));
    });
    let open = others("invitations", ["from_id", "to_id"], asker.id, |query| {
        query
            .and_where(Expr::col(("invitations", "status")).eq(InvitationStatus::Open.as_str()))
            .and_where(Expr::col(("invitations", "proposal_id")).eq(asker.proposal_id));
    });
    let paired = others("pairs", ["first_id", "second_id"], asker.id, |query| {
        query.and_where(Expr::col(("pairs", "proposal_id")).eq(asker.proposal_id)).and_where(Expr::col(("pairs", "ended_at")).is_null());
    });
    // Who has left the asker is not to hear of him again.
    let left = others("pairs", ["first_id", "second_id"], asker.id, |query| {
        query.and_where(Expr::col(("pairs", "ended_by_id")).ne(asker.id));
    });
    for gone in declined.into_iter().chain(open).chain(paired).chain(left) {
        query.and_where(column(user::Column::Id).not_in_subquery(gone));
    }
    query.order_by((user::Entity, user::Column::Id), sea_orm::Order::Asc).limit(most);
    row::all(connection, &query).await
}

/// Who has a pledge to carry a proposal out that is shown and has not lapsed.
pub async fn pledgers(connection: &impl ConnectionTrait, proposal: ProposalId) -> Result<HashSet<UserId>, DbErr> {
    let mut query = Query::select();
    query
        .distinct()
        .column((pledge::Entity, pledge::Column::PledgerId))
        .from(pledge::Entity)
        .and_where(Expr::col((pledge::Entity, pledge::Column::ProposalId)).eq(proposal))
        .and_where(Expr::col((pledge::Entity, pledge::Column::PledgerId)).is_not_null())
        .and_where(Expr::col((pledge::Entity, pledge::Column::Status)).ne(PledgeStatus::Lapsed.as_str()))
        .and_where(Expr::col((pledge::Entity, pledge::Column::Visibility)).eq(PostStatus::Published.as_str()));
    db::fetch_all(connection, &query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// How many invitations of somebody wait for an answer. The account is locked.
pub async fn count_open(connection: &impl ConnectionTrait, from: UserId) -> Result<u64, DbErr> {
    let mut query = Query::select();
    query
        .from(invitation::Entity)
        .and_where(Expr::col((invitation::Entity, invitation::Column::FromId)).eq(from))
        .and_where(Expr::col((invitation::Entity, invitation::Column::Status)).eq(InvitationStatus::Open.as_str()));
    row::count(connection, query).await
}

/// Adds an invitation; the constraint says if one is open between the two.
pub async fn invite(connection: &impl ConnectionTrait, row: &InvitationRow, (first, second): (UserId, UserId)) -> Result<(), DbErr> {
    let model = invitation::ActiveModel {
        id: Set(row.id),
        proposal_id: Set(row.proposal_id),
        from_id: Set(row.from_id),
        to_id: Set(row.to_id),
        first_id: Set(first),
        second_id: Set(second),
        message: Set(row.message.clone()),
        status: Set(row.status),
        created_at: Set(row.created_at),
        answered_at: Set(row.answered_at),
    };
    invitation::Entity::insert(model).exec_without_returning(connection).await.map(drop)
}

/// Invitations by their ids.
pub async fn invitations(connection: &impl ConnectionTrait, ids: &[InvitationId]) -> Result<Vec<InvitationRow>, DbErr> {
    let mut query = InvitationRow::query();
    query.and_where(Expr::col((invitation::Entity, invitation::Column::Id)).is_in(ids.iter().copied()));
    row::all(connection, &query).await
}

/// Invitations by somebody, or of them, the newest first; `most` of them.
pub async fn invitations_of(connection: &impl ConnectionTrait, id: UserId, most: u64) -> Result<Vec<InvitationRow>, DbErr> {
    let column = |column| Expr::col((invitation::Entity, column));
    let mut query = InvitationRow::query();
    query
        .and_where(column(invitation::Column::FromId).eq(id).or(column(invitation::Column::ToId).eq(id)))
        .order_by((invitation::Entity, invitation::Column::Id), sea_orm::Order::Desc)
        .limit(most);
    row::all(connection, &query).await
}

/// Answers an invitation, if nobody has yet.
pub async fn answer(connection: &impl ConnectionTrait, id: InvitationId, status: InvitationStatus, at: Timestamp) -> Result<bool, DbErr> {
    let outcome = invitation::Entity::update_many()
        .col_expr(invitation::Column::Status, Expr::value(status.as_str()))
        .col_expr(invitation::Column::AnsweredAt, db::at(at))
        .filter(invitation::Column::Id.eq(id))
        .filter(invitation::Column::Status.eq(InvitationStatus::Open))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Adds a pair; each two once a proposal, while it goes on.
pub async fn insert_pair(connection: &impl ConnectionTrait, row: &PairRow) -> Result<(), DbErr> {
    let model = pair::ActiveModel {
        id: Set(row.id),
        proposal_id: Set(row.proposal_id),
        first_id: Set(row.first_id),
        second_id: Set(row.second_id),
        created_at: Set(row.created_at),
        ended_at: Set(row.ended_at),
        ended_by_id: Set(row.ended_by_id),
    };
    pair::Entity::insert(model).exec_without_returning(connection).await.map(drop)
}

/// Pairs by their ids.
pub async fn pairs(connection: &impl ConnectionTrait, ids: &[PairId]) -> Result<Vec<PairRow>, DbErr> {
    let mut query = PairRow::query();
    query.and_where(Expr::col((pair::Entity, pair::Column::Id)).is_in(ids.iter().copied()));
    row::all(connection, &query).await
}

/// One pair, locked until the end of the transaction.
pub async fn pair_to_change(connection: &impl ConnectionTrait, id: PairId) -> Result<Option<PairRow>, DbErr> {
    let mut query = PairRow::query();
    query.and_where(Expr::col((pair::Entity, pair::Column::Id)).eq(id));
    db::lock_rows(connection, &mut query, pair::Entity);
    row::one(connection, &query).await
}

/// Writes that one of the two has left a pair. The pair is locked.
pub async fn end_pair(connection: &impl ConnectionTrait, row: &PairRow) -> Result<(), DbErr> {
    pair::Entity::update_many()
        .col_expr(pair::Column::EndedAt, Expr::value(row.ended_at.map(|time| time.0)))
        .col_expr(pair::Column::EndedById, Expr::value(row.ended_by_id.map(|id| id.0)))
        .filter(pair::Column::Id.eq(row.id))
        .exec(connection)
        .await
        .map(drop)
}

/// Pairs that somebody is one of and has not left, the newest first; `most` of them.
pub async fn pairs_of(connection: &impl ConnectionTrait, id: UserId, most: u64) -> Result<Vec<PairRow>, DbErr> {
    let column = |column| Expr::col((pair::Entity, column));
    let mut query = PairRow::query();
    query
        .and_where(column(pair::Column::FirstId).eq(id).or(column(pair::Column::SecondId).eq(id)))
        .and_where(column(pair::Column::EndedById).is_null().or(column(pair::Column::EndedById).ne(id)))
        .order_by((pair::Entity, pair::Column::Id), sea_orm::Order::Desc)
        .limit(most);
    row::all(connection, &query).await
}

/// Adds what one of a pair writes.
pub async fn insert_message(connection: &impl ConnectionTrait, row: &MessageRow) -> Result<(), DbErr> {
    let model = pair_message::ActiveModel {
        id: Set(row.id),
        pair_id: Set(row.pair_id),
        author_id: Set(row.author_id),
        body: Set(row.body.clone()),
        body_html: Set(row.body_html.clone()),
        created_at: Set(row.created_at),
    };
    pair_message::Entity::insert(model).exec_without_returning(connection).await.map(drop)
}

/// A page of what a pair writes.
pub async fn message_page(
    connection: &impl ConnectionTrait,
    pair: PairId,
    order: &Order<pair_message::Column>,
    page: &Page,
) -> Result<Slice<MessageRow>, DbErr> {
    let mut query = MessageRow::query();
    query.and_where(Expr::col((pair_message::Entity, pair_message::Column::PairId)).eq(pair));
    paging::slice(&mut query, pair_message::Entity, order, page);
    Ok(Slice::new(row::all(connection, &query).await?, page))
}

/// How much it is.
pub async fn count_messages(connection: &impl ConnectionTrait, pair: PairId) -> Result<u64, DbErr> {
    let mut query = Query::select();
    query.from(pair_message::Entity).and_where(Expr::col((pair_message::Entity, pair_message::Column::PairId)).eq(pair));
    row::count(connection, query).await
}
