//! How support and opinion maps are computed, in the background.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use entity::{EssayId, PostStatus, ProposalId, ProposalState, Stance, Timestamp, UserId};
use teahouse_opinion::{Held, Snapshot};
use uuid::Uuid;

use crate::{
    clock,
    consensus::{
        people,
        row::{self, GroupRow, GroupVotes, MapRow, PointRow, ReleaseRow, SupportRow},
        rules::{self, Ballots, Measures},
        store::{self, Judged, Known, NewSupport},
    },
    db::Db,
    error::{Error, Result},
    essay, polis,
    proposal::rules::{self as proposals, Tally},
    row::Columns,
};

/// How long after the last computation of a work the next one may begin, in milliseconds.
const PERIOD_MS: i64 = 60_000;
/// How long after the first vote, so that those who vote together are computed together.
const QUIET_MS: i64 = 10_000;
/// How often an instance looks for work.
const PAUSE: Duration = Duration::from_secs(5);
/// Votes that are read in one statement, roughly.
const VOTES_A_STATEMENT: usize = 10_000;
/// Proposals of which votes are read in one statement.
const PROPOSALS_A_STATEMENT: usize = 100;

/// All that a work's support is computed from.
struct Gathered {
    id: EssayId,
    home: Option<String>,
    judged: Vec<Judged>,
    ballots: Ballots,
    countries: HashMap<UserId, String>,
    fair: BTreeSet<(ProposalId, bool)>,
}

/// Whether votes on a proposal are looked at: it is shown, and its tally is not hidden.
fn is_counted(judged: &Judged) -> bool {
    let state = proposals::state(judged.state, judged.is_past_close);
    judged.status == PostStatus::Published && state != ProposalState::Draft && !proposals::hides_tally(judged.hides_tally, state)
}

async fn gather(db: &Db, id: EssayId) -> Result<Gathered> {
    let read = db.read();
    let (home, withheld_at_import) = store::home(read, id).await?;
    let all = store::judged(read, id).await?;
    let withheld = all.iter().filter(|judged| judged.status != PostStatus::Published && judged.votes > 0).count() + withheld_at_import;
    let judged: Vec<Judged> = all.into_iter().filter(is_counted).collect();
    let mut ballots = Ballots::on(judged.iter().map(|judged| judged.id).collect(), withheld);
    let columns: HashMap<ProposalId, usize> = judged.iter().zip(0..).map(|(judged, column)| (judged.id, column)).collect();
    for part in parts(&judged) {
        for vote in store::votes_on(read, &part).await? {
            if let Some(column) = columns.get(&vote.proposal_id).filter(|column| proposals::counts(judged[**column].wording, vote.revision)) {
                ballots.add(*column, vote.voter_id, vote.stance);
            }
        }
    }
    let countries = people::store::countries(read, id).await?;
    let fair = store::fair_reasons(read, id).await?.into_iter().map(|(proposal, stance)| (proposal, stance == Stance::Agree)).collect();
    Ok(Gathered { id, home, judged, ballots, countries, fair })
}

/// Proposals in parts, each with so many votes that they fit in memory as the database gives them.
fn parts(judged: &[Judged]) -> Vec<Vec<ProposalId>> {
    let (mut parts, mut votes) = (vec![Vec::new()], 0);
    for judged in judged.iter().filter(|judged| judged.votes > 0) {
        if votes >= VOTES_A_STATEMENT || parts.last().is_some_and(|part| part.len() >= PROPOSALS_A_STATEMENT) {
            parts.push(Vec::new());
            votes = 0;
        }
        parts.last_mut().into_iter().for_each(|part| part.push(judged.id));
        votes += usize::try_from(judged.votes).unwrap_or(0);
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The groups, on a thread of their own. `None` if there are more people or proposals than are looked at.
async fn snapshot(ballots: Ballots, held: Option<Held>) -> Result<(Ballots, Option<Snapshot>)> {
    let compute = move || {
        let snapshot = ballots.snapshot(held);
        (ballots, snapshot)
    };
    let (ballots, snapshot) = tokio::task::spawn_blocking(compute).await.map_err(Error::internal)?;
    if let Err(refused) = &snapshot {
        tracing::warn!(%refused, "a work's opinion groups are not computed");
    }
    Ok((ballots, snapshot.ok()))
}

/// Computes what is published of a work. Says whether its groups are settled.
async fn compute(db: &Db, id: EssayId, now: Timestamp) -> Result<bool> {
    let transaction = db.begin().await?;
    store::clear_due(&transaction, id).await?;
    transaction.commit().await?;
    let mut gathered = gather(db, id).await?;
    let known = store::known(db.read(), id).await?.unwrap_or_default();
    let held = kept(&known).and_then(|kept| kept.held);
    let (ballots, found) = snapshot(std::mem::take(&mut gathered.ballots), held).await?;
    gathered.ballots = ballots;
    let is_settled = found.as_ref().is_none_or(Snapshot::is_settled);
    let groups = found.as_ref().map(rules::groups).unwrap_or_default();
    let (new, map) = next_map(&gathered, found, &known, now)?;
    let undecided: Vec<usize> = (0..gathered.judged.len()).filter(|column| !gathered.judged[*column].is_frozen).collect();
    for part in undecided.chunks(PROPOSALS_A_STATEMENT) {
        let ids: Vec<ProposalId> = part.iter().map(|column| gathered.judged[*column].id).collect();
        let mut releases = store::releases(db.read(), &ids).await?;
        let mut news = Vec::new();
        for column in part {
            let release = releases.remove(&gathered.judged[*column].id);
            news.extend(judge(&gathered, *column, map.as_ref().map(|map| (&groups, map)), release, now)?.map(|new| (&gathered.judged[*column], new)));
        }
        publish(db, news).await?;
    }
    let transaction = db.begin().await?;
    store::write_map(&transaction, id, known.computed_at, new, is_settled).await?;
    transaction.commit().await?;
    Ok(is_settled)
}

/// The last snapshot, without its voters.
fn kept(known: &Known) -> Option<Snapshot> {
    known.snapshot.as_deref().and_then(|text| serde_json::from_str(text).ok())
}

/// What may be published of one proposal's support, if that is anything new; what groups make of it only with a
/// new map.
fn judge(
    gathered: &Gathered,
    column: usize,
    map: Option<(&HashMap<u32, u32>, &MapRow)>,
    release: Option<(i32, String)>,
    now: Timestamp,
) -> Result<Option<NewSupport>> {
    let judged = &gathered.judged[column];
    let old: ReleaseRow = row::read(release.as_ref().map(|release| release.1.as_str()));
    let is_final = !matches!(proposals::state(judged.state, judged.is_past_close), ProposalState::Draft | ProposalState::Open);
    let seen = gathered.ballots.seen(column, &gathered.countries);
    if !is_final && !rules::is_step(&old.seen(), &seen) {
        // Whoever has seen one person vote would know what has moved because of him.
        return Ok(None);
    }
    let home = gathered.home.as_deref();
    let voted = gathered.ballots.by_country(column, &gathered.countries);
    let places = rules::release_beside(&old.places(), &rules::places(home, &old.places(), &voted), &gathered.ballots.all(column));
    let in_groups = match map {
        None => old.groups(),
        Some((groups, _)) => {
            let grouped = gathered.ballots.by_group(column, groups);
            rules::release(&rules::relabel(&old.groups(), &grouped), &grouped)
        }
    };
    let new = ReleaseRow::of(&places, &in_groups, seen);

    let mut abroad = Tally::default();
    let mut support = SupportRow::default();
    for (place, tally) in rules::tallies(&places) {
        if place.as_deref() == home && place.is_some() {
            support.home = Some(row::votes(tally));
        } else {
            abroad = abroad.plus(tally);
        }
        support.countries.extend(place.map(|country| (country, row::votes(tally))));
    }
    support.abroad = (home.is_some() && abroad.total() > 0).then(|| row::votes(abroad));
    let before: SupportRow = row::read(judged.support.as_deref());
    let known: HashMap<u32, u32> = match map {
        None => before.groups.iter().map(|group| (group.group, group.size)).collect(),
        Some((_, map)) => map.groups.iter().map(|group| (group.group, group.size)).collect(),
    };
    let in_groups: Vec<(u32, Tally)> = rules::tallies(&in_groups).into_iter().filter(|(group, _)| known.contains_key(group)).collect();
    support.groups = in_groups.iter().map(|(group, tally)| GroupVotes { group: *group, size: known[group], votes: row::votes(*tally) }).collect();
    let tallies: Vec<Tally> = in_groups.into_iter().map(|(_, tally)| tally).collect();
    let measures = Measures::of(&tallies);
    support.group_informed_consensus = measures.group_informed_consensus;
    support.bridging = measures.bridging;
    let is_fair = [true, false].iter().all(|is_for| gathered.fair.contains(&(judged.id, *is_for)));
    support.state = rules::state(before.state, &tallies, is_fair);

    if new == old && support == before && !is_final {
        return Ok(None);
    }
    Ok(Some(NewSupport {
        version: release.map(|release| release.0),
        release: if new == old { None } else { Some(row::written(&new)?) },
        support: row::written(&support)?,
        bridging: measures.bridging.unwrap_or(0.0),
        divergence: measures.divergence.unwrap_or(0.0),
        frozen_at: is_final.then_some(now),
    }))
}

/// Publishes support, of proposals whose words have not changed since the votes were read and of which nobody else has
/// published anything since.
async fn publish(db: &Db, news: Vec<(&Judged, NewSupport)>) -> Result<()> {
    if news.is_empty() {
        return Ok(());
    }
    let transaction = db.begin().await?;
    let ids: Vec<ProposalId> = news.iter().map(|(judged, _)| judged.id).collect();
    let locked = store::lock(&transaction, &ids).await?;
    let mut written = Vec::new();
    for (judged, mut new) in news {
        let Some(locked) = locked.get(&judged.id).filter(|locked| locked.wording == judged.wording) else { continue };
        if locked.is_due {
            // A vote that came just before the end was not read: it is not the last time.
            new.frozen_at = None;
        }
        written.push((judged.id, new));
    }
    store::write_supports(&transaction, written).await?;
    transaction.commit().await?;
    Ok(())
}

/// What is known of a work's groups after a computation, and the map if a new one is shown.
fn next_map(gathered: &Gathered, found: Option<Snapshot>, known: &Known, now: Timestamp) -> Result<(Known, Option<MapRow>)> {
    let mut next = Known { computed_at: Some(now), ..known.clone() };
    let Some(found) = found else { return Ok((next, None)) };
    let before: Option<Vec<(u64, u64)>> = known.included.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let before: Option<BTreeMap<u64, u64>> = before.map(|pairs| pairs.into_iter().collect());
    let ballots = gathered.ballots.digests(gathered.id.0);
    let shown = rules::may_show(before.as_ref(), &ballots).then(|| {
        let new = map(gathered, &found, known.salt, now);
        // The same map keeps its time: that somebody has done something is nobody's business either.
        let old: Option<MapRow> = known.published.as_deref().map(|text| row::read(Some(text)));
        let is_same = |old: &MapRow| MapRow { computed_at: now.0, inputs_sha256: new.inputs_sha256.clone(), ..old.clone() } == new;
        old.filter(is_same).unwrap_or(new)
    });
    if let Some(map) = &shown {
        next.published = Some(row::written(map)?);
        next.included = Some(row::written(&ballots.into_iter().collect::<Vec<_>>())?);
    }
    next.snapshot = Some(row::written(&Snapshot { voters: Vec::new(), ..found })?);
    Ok((next, shown))
}

fn map(gathered: &Gathered, found: &Snapshot, salt: Uuid, now: Timestamp) -> MapRow {
    let ids = |columns: Vec<usize>| columns.into_iter().filter_map(|column| gathered.judged.get(column)).map(|judged| judged.id).collect();
    MapRow {
        computed_at: now.0,
        voters: u32::try_from(found.voters.len()).unwrap_or(u32::MAX),
        groups: rules::shown_groups(found).into_iter().map(|(group, size, columns)| GroupRow::new(group, size, ids(columns))).collect(),
        points: found.points.iter().map(|point| PointRow { x: point.x, y: point.y, group: point.group + 1, voters: point.people }).collect(),
        inputs_sha256: if gathered.ballots.could_be_guessed() { rules::salted(salt, &found.inputs_sha256) } else { found.inputs_sha256.clone() },
    }
}

/// The map of a work as readers see it; empty if there is none.
pub async fn published(db: &Db, id: EssayId) -> Result<MapRow> {
    Ok(row::read(store::published(db.read(), &[id]).await?.get(&id).map(String::as_str)))
}

/// Marks the works on which those have voted who have declared another country.
async fn mark_people(db: &Db) -> Result<()> {
    for (person, since) in people::store::people_due(db.read(), 100).await? {
        for essay in people::store::essays_of(db.read(), person).await? {
            // One at a time: nothing is locked while another lock is waited for.
            let transaction = db.begin().await?;
            store::mark_essay_due(&transaction, essay).await?;
            transaction.commit().await?;
        }
        let transaction = db.begin().await?;
        people::store::clear_person(&transaction, person, since).await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// Computes a work if no instance has in the last minute. Says whether it did.
async fn compute_if_free(db: &Db, id: EssayId, now: Timestamp) -> Result<bool> {
    let transaction = db.begin().await?;
    let is_mine = store::claim(&transaction, id, now, Timestamp(now.0 - PERIOD_MS)).await?;
    transaction.commit().await?;
    if is_mine {
        compute(db, id, now).await?;
    }
    Ok(is_mine)
}

/// Computes all that is due: what was voted on more than ten seconds ago, of works that were last
/// computed more than a minute ago. Returns how many works that were.
pub async fn compute_due(db: &Db, now: Timestamp) -> Result<usize> {
    if let Err(error) = mark_people(db).await {
        tracing::warn!(%error, "who has declared another country is counted later");
    }
    let mut done = 0;
    for id in store::due_essays(db.read(), Timestamp(now.0 - QUIET_MS), Timestamp(now.0 - PERIOD_MS), 100).await? {
        match compute_if_free(db, id, now).await {
            Ok(is_done) => done += usize::from(is_done),
            Err(error) => tracing::warn!(%error, "a work's support could not be computed; it is again in a minute"),
        }
    }
    Ok(done)
}

/// Computes now, and until the groups are settled: one work, or all that are due. For operators. Returns how many works that were.
pub async fn compute_now(db: &Db, slug: Option<&str>) -> Result<usize> {
    mark_people(db).await?;
    let ids = match slug {
        Some(slug) => vec![by_slug(db, slug).await?],
        None => store::due_essays(db.read(), clock::now(), clock::now(), u64::from(u32::MAX)).await?,
    };
    for id in &ids {
        for _ in 0..=teahouse_opinion::PATIENCE {
            let now = clock::now();
            let transaction = db.begin().await?;
            store::claim(&transaction, *id, now, now).await?;
            transaction.commit().await?;
            if compute(db, *id, now).await? {
                break;
            }
        }
    }
    Ok(ids.len())
}

async fn by_slug(db: &Db, slug: &str) -> Result<EssayId> {
    let found = essay::store::essay_by_slug(db.read(), slug, Columns::KEY).await?;
    found.map(|row| row.id).ok_or_else(|| Error::not_found("essay of that name"))
}

/// What a computation from the votes of now says of the one that was kept.
pub struct Verified {
    /// When that was made.
    pub computed_at: Timestamp,
    /// Of its inputs.
    pub inputs_sha256: String,
    /// Of the inputs of now: another, if votes have changed since.
    pub inputs_sha256_now: String,
    /// Whether all that was kept comes out again.
    pub is_same: bool,
}

/// Computes a work's groups again from what they were computed from. `None` if they never were.
pub async fn verify(db: &Db, slug: &str) -> Result<Option<Verified>> {
    let id = by_slug(db, slug).await?;
    let known = store::known(db.read(), id).await?.unwrap_or_default();
    let (Some(kept), Some(computed_at)) = (kept(&known), known.computed_at) else { return Ok(None) };
    let (_, again) = snapshot(gather(db, id).await?.ballots, kept.held_before).await?;
    let again = again.map(|again| Snapshot { voters: Vec::new(), ..again });
    let inputs_sha256_now = again.as_ref().map(|again| again.inputs_sha256.clone()).unwrap_or_default();
    Ok(Some(Verified { computed_at, is_same: again.as_ref() == Some(&kept), inputs_sha256_now, inputs_sha256: kept.inputs_sha256 }))
}

/// Who is in which group, from 1, by the votes of now: a participant of an imported conversation by the number there,
/// others by their handles.
pub async fn groups(db: &Db, slug: &str) -> Result<Vec<(String, u32)>> {
    let id = by_slug(db, slug).await?;
    let known = store::known(db.read(), id).await?.unwrap_or_default();
    let held = kept(&known).and_then(|kept| kept.held);
    let (ballots, found) = snapshot(gather(db, id).await?.ballots, held).await?;
    let mut names = people::store::names(db.read(), id).await?;
    names.extend(polis::store::numbers(db.read(), id).await?.into_iter().map(|(voter, number)| (voter, number.to_string())));
    let groups = found.as_ref().map(rules::groups).unwrap_or_default();
    let member = |(number, group)| Some((names.get(&ballots.voter(number)?)?.clone(), group));
    let mut members: Vec<(String, u32)> = groups.into_iter().filter_map(member).collect();
    // Numbers as numbers.
    members.sort_unstable_by(|one, other| (one.0.len(), &one.0).cmp(&(other.0.len(), &other.0)));
    Ok(members)
}

/// Keeps support up to date for as long as the program runs.
pub async fn keep(db: Db) {
    loop {
        if let Err(error) = compute_due(&db, clock::now()).await {
            tracing::warn!(%error, "support could not be computed; it stays as it is until the next turn");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
