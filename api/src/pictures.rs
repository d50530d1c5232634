//! Pictures that pages can show: what a reader without an account may see, drawn.

use entity::ProposalId;
use teahouse_picture as picture;

use crate::{
    consensus::{
        row::{self, MapRow, SupportRow},
        rules::SupportState,
        service as consensus,
    },
    db::Db,
    error::{Error, Result},
    essay::{rules as essays, service as essay},
    graphql::id,
    post::rules as posts,
    proposal::{rules::Tally, service as proposal},
    row::{Columns, Wanted},
};

/// The support of a proposal, by its opaque id, as SVG; `None` if there is no such proposal, or it is not shown.
pub async fn support_card(db: &Db, id: &str) -> Result<Option<String>> {
    let Some(id) = id::decode::<ProposalId>(id) else { return Ok(None) };
    let Some(item) = proposal::proposal(db, id, Wanted::ALL).await?.filter(|item| posts::is_shown(item.row.status)) else { return Ok(None) };
    let support: SupportRow = if item.hides_tally() { SupportRow::default() } else { row::read(item.row.support.as_deref()) };
    let card = picture::Card {
        title: item.row.title.clone(),
        state: match support.state {
            SupportState::Gathering => picture::State::Gathering,
            SupportState::SharedGround => picture::State::SharedGround,
            SupportState::RespectfulDivergence => picture::State::RespectfulDivergence,
            SupportState::Contested => picture::State::Contested,
        },
        home: support.home.map(drawn),
        home_country: item.essay.as_ref().and_then(|essay| essay.origin_country.clone()),
        abroad: support.abroad.map(drawn),
        countries: support.countries.iter().map(|(country, votes)| (country.clone(), drawn(*votes))).collect(),
        is_hidden: item.hides_tally(),
    };
    picture::card(&card).map(Some).map_err(Error::internal)
}

/// The opinion map of an essay, by its name in addresses, as SVG; `None` if there is no such essay. One
/// without a map says so.
pub async fn opinion_map(db: &Db, slug: &str) -> Result<Option<String>> {
    let Some(essay) = essay::essay_by_slug(db, slug, Columns::ALL).await? else { return Ok(None) };
    let map: MapRow = consensus::published(db, essay.id).await?;
    let titles = essay::titles(&essay);
    let title = titles.get(essays::best_language(&titles, &essay.original_language, None)).cloned().unwrap_or_default();
    let map = picture::Map {
        essay_title: title,
        voters: map.voters,
        groups: map.groups.iter().map(|group| picture::Group { number: group.group, size: group.size }).collect(),
        points: map.points.iter().map(|point| picture::Point { x: point.x, y: point.y, group: point.group, voters: point.voters }).collect(),
    };
    picture::map(&map).map(Some).map_err(Error::internal)
}

fn drawn(votes: (i32, i32, i32)) -> picture::Tally {
    let Tally { agree, disagree, pass } = row::tally(votes);
    picture::Tally { agree: agree.unsigned_abs(), disagree: disagree.unsigned_abs(), pass: pass.unsigned_abs() }
}
