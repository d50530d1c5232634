//! `Support` and `OpinionMap` of the schema.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject};

use crate::{
    consensus::{
        loaders::MapOf,
        row::{self, GroupRow, MapRow, SupportRow},
    },
    error::Result,
    essay::store::EssayRow,
    graphql::{
        context::ContextExt,
        scalars::{CountryCode, DateTime},
        walk::{Walked, WalkedItems},
    },
    post::rules as post_rules,
    proposal::{object::Proposal, rules::Tally, store::ProposalItem},
};

/// How far a proposal persuades people who usually differ. A state is left only by a margin of 0.01,
/// and stays as it is once the vote is over.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "crate::consensus::rules::SupportState")]
pub enum SupportState {
    /// Fewer than two opinion groups of at least five voters each have voted.
    Gathering,
    /// In each of these groups more agree than disagree.
    SharedGround,
    /// They differ, and reasons on both sides are found fair by people who voted otherwise: a good
    /// outcome, too.
    RespectfulDivergence,
    /// Neither.
    Contested,
}

/// Whom a proposal persuades. Follows the votes in steps of at least five people, and at most once
/// a minute, so that nothing can be learnt of fewer; final once the vote is over.
pub struct Support {
    row: SupportRow,
    /// The bound behind the order AGREEMENT, if anybody has agreed or disagreed.
    bound: Option<f64>,
}

impl Support {
    /// Of a proposal, as this viewer may see it: nothing while its tally is hidden, or if it is not shown.
    #[must_use]
    pub fn of(item: &ProposalItem, is_read: bool) -> Self {
        if !is_read || item.hides_tally() {
            return Self { row: SupportRow::default(), bound: None };
        }
        let tally = item.tally();
        Self { row: row::read(item.row.support.as_deref()), bound: (tally.agree + tally.disagree > 0).then_some(item.row.agreement) }
    }
}

fn shown(votes: (i32, i32, i32)) -> Walked<Tally> {
    Walked(row::tally(votes))
}

/// Whom a proposal persuades. Follows the votes in steps of at least five people, and at most once
/// a minute, so that nothing can be learnt of fewer; final once the vote is over.
#[Object]
impl Support {
    /// What it comes to.
    async fn state(&self) -> SupportState {
        self.row.state.into()
    }

    /// Votes of people from the essay's own country; null if they are too few to be shown, or the essay
    /// has no country. Some may wait to be counted, so that what is left of `Proposal.tally` is not
    /// one to four people; those who have declared no country are there alone.
    async fn home(&self) -> Option<Walked<Tally>> {
        self.row.home.map(shown)
    }

    /// Votes of people from all other countries; null likewise.
    async fn abroad(&self) -> Option<Walked<Tally>> {
        self.row.abroad.map(shown)
    }

    /// Each country of which at least five voters are known here, by code.
    async fn by_country(&self) -> WalkedItems<CountrySupport> {
        WalkedItems(self.row.countries.iter().map(|(country, votes)| CountrySupport { country: country.clone(), votes: *votes }).collect())
    }

    /// Each opinion group of which at least five have voted on it: see `Essay.opinionMap`.
    async fn groups(&self) -> WalkedItems<OpinionGroupSupport> {
        WalkedItems(self.row.groups.iter().map(|group| OpinionGroupSupport(*group)).collect())
    }

    /// The lower bound of the Wilson interval at 95 % of agree among agree and disagree, of all
    /// votes so far; null without any.
    async fn wilson_lower_bound(&self) -> Option<f64> {
        self.bound
    }

    /// The product over `groups` of (agree + 1) / (all votes + 2), as Polis defines it; null
    /// without groups. Not to be compared between numbers of groups.
    async fn group_informed_consensus(&self) -> Option<f64> {
        self.row.group_informed_consensus
    }

    /// Its geometric mean, 0 to 1, which can be compared whatever the number of groups; null with
    /// fewer than two.
    async fn bridging(&self) -> Option<f64> {
        self.row.bridging
    }
}

/// Votes from one country.
pub struct CountrySupport {
    country: String,
    votes: (i32, i32, i32),
}

/// Votes from one country.
#[Object]
impl CountrySupport {
    /// Which.
    async fn country(&self) -> CountryCode {
        CountryCode(self.country.clone())
    }

    /// At least five votes.
    async fn tally(&self) -> Walked<Tally> {
        shown(self.votes)
    }
}

/// Votes of one opinion group.
pub struct OpinionGroupSupport(row::GroupVotes);

/// Votes of one opinion group.
#[Object]
impl OpinionGroupSupport {
    /// Its number, from 1.
    async fn group(&self) -> u32 {
        self.0.group
    }

    /// How many people are in it, whether they voted on this or not.
    async fn size(&self) -> u32 {
        self.0.size
    }

    /// At least five votes.
    async fn tally(&self) -> Walked<Tally> {
        shown(self.0.votes)
    }
}

/// Groups of people who vote alike on an essay's proposals, found from the votes alone. Computed
/// when votes of at least five people have changed, and at most once a minute.
pub struct OpinionMap {
    row: Arc<MapRow>,
    essay: Arc<EssayRow>,
}

impl OpinionMap {
    /// The map of a work, if there is one yet.
    pub async fn of(ctx: &Context<'_>, essay: &Arc<EssayRow>) -> Result<Option<Walked<Self>>> {
        let found = ctx.request().loader.load_one(MapOf(essay.id)).await?;
        Ok(found.map(|row| Walked(Self { row, essay: essay.clone() })))
    }
}

/// Groups of people who vote alike on an essay's proposals, found from the votes alone. Computed
/// when votes of at least five people have changed, and at most once a minute.
#[Object]
impl OpinionMap {
    /// When.
    async fn computed_at(&self) -> DateTime {
        DateTime(entity::Timestamp(self.row.computed_at))
    }

    /// How many people are in groups: who cast at least seven votes, or all if there are fewer
    /// proposals; the most active if those are fewer than fifteen.
    async fn voters(&self) -> u32 {
        self.row.voters
    }

    /// The groups of at least five people, the largest first.
    async fn groups(&self) -> WalkedItems<OpinionGroup> {
        WalkedItems((0..self.row.groups.len()).map(|at| OpinionGroup { map: self.row.clone(), at }).collect())
    }

    /// Where people stand: near each other who vote alike. At least five of one group at each.
    async fn points(&self) -> Vec<OpinionPoint> {
        let point = |point: &row::PointRow| OpinionPoint { x: point.x, y: point.y, group: point.group, voters: point.voters };
        self.row.points.iter().map(point).collect()
    }

    /// SHA-256 of the votes that it was computed from, in hexadecimal; not of who cast them. Of so few votes that
    /// they could be guessed from it and the tallies, it is the digest of that and of a secret of this forum.
    #[graphql(name = "inputsSha256")]
    async fn inputs_sha256(&self) -> &str {
        &self.row.inputs_sha256
    }

    /// A picture of it, to be shown in a page.
    async fn svg_url(&self, ctx: &Context<'_>) -> String {
        format!("{}/essays/{}/opinion-map.svg", ctx.request().services.public_url, self.essay.slug)
    }
}

/// People who vote alike.
pub struct OpinionGroup {
    map: Arc<MapRow>,
    at: usize,
}

impl OpinionGroup {
    fn row(&self) -> Option<&GroupRow> {
        self.map.groups.get(self.at)
    }
}

/// People who vote alike.
#[Object]
impl OpinionGroup {
    /// Its number, from 1.
    async fn group(&self) -> u32 {
        self.row().map_or(0, |row| row.group)
    }

    /// How many people.
    async fn size(&self) -> u32 {
        self.row().map_or(0, |row| row.size)
    }

    /// What they stand for beyond others: at most five proposals that are surely more agreed or
    /// disagreed with in this group than in others, agreements first. Their `support.groups` says which.
    async fn representative(&self, ctx: &Context<'_>) -> Result<WalkedItems<Proposal>> {
        let ids: Vec<_> = self.row().into_iter().flat_map(GroupRow::representative).collect();
        let found = ctx.request().loader.load_many(ids.iter().copied()).await?;
        let shown = ids.iter().filter_map(|id| found.get(id)).filter(|item| post_rules::is_shown(item.row.status) && !item.hides_tally());
        Ok(WalkedItems(shown.cloned().map(Proposal::listed).collect()))
    }
}

/// A place on the map.
#[derive(SimpleObject)]
pub struct OpinionPoint {
    /// Along the first component.
    x: f64,
    /// Along the second component.
    y: f64,
    /// The group of those who stand there.
    group: u32,
    /// How many they are: at least five.
    voters: u32,
}
