//! What is done with trust.

use std::time::Duration;

use entity::{AllowanceKind, Timestamp};

use crate::{
    auth::{Member, Moderator, store::UserRow},
    clock,
    db::{Db, Transaction},
    error::{Error, Result},
    site::{
        Rules,
        trust::{Limits, Trust},
    },
    trust::{
        rules::{self, DAY_MS, Need, Signals},
        store::{self, TrustRow},
    },
};

/// Accounts looked at in one statement.
const BATCH: u64 = 500;
/// How often levels are computed, in milliseconds: every 15 minutes.
const PERIOD_MS: i64 = 15 * 60 * 1000;
/// How often an instance asks whether it is time.
const PAUSE: Duration = Duration::from_mins(1);
const HOUR_MS: i64 = 60 * 60 * 1000;

/// What an account may do by its level; `None` = moderators have no such limits.
#[must_use]
pub fn limits_of(user: &UserRow, trust: &Trust) -> Option<Limits> {
    (!Moderator::allows(user.role)).then(|| trust.limits_of(user.trust_level))
}

/// Counts one more post, report or request of somebody. `RATE_LIMITED` if that is more than
/// `most` in the hour (posts, translations by a program) or day (reports) that has begun; 0 = without limit.
pub async fn spend(transaction: &Transaction, member: &Member, kind: AllowanceKind, most: u32) -> Result<()> {
    if most == 0 {
        return Ok(());
    }
    let length = match kind {
        AllowanceKind::Post | AllowanceKind::Translation => HOUR_MS,
        AllowanceKind::Report => DAY_MS,
    };
    let now = clock::now();
    let begun = Timestamp(now.0 - now.0.rem_euclid(length));
    let most = i32::try_from(most).unwrap_or(i32::MAX);
    if store::spend(transaction, member.id(), kind, begun, most).await? {
        return Ok(());
    }
    let left = u64::try_from(begun.0 + length - now.0).unwrap_or(0);
    Err(Error::rate_limited(Duration::from_millis(left)))
}

/// How far somebody is trusted, and why.
pub struct Standing {
    /// 0 to 3.
    pub level: i32,
    /// When something about it last changed; `None` = not computed yet.
    pub computed_at: Option<Timestamp>,
    /// What the level allows; `None` = moderators have no such limits.
    pub limits: Option<Limits>,
    /// The level above, with all that it takes; `None` on the highest.
    pub next: Option<(i32, Vec<Need>)>,
}

/// How far somebody is trusted as it was last computed, for themselves.
pub async fn standing(db: &Db, site: &Rules, member: &Member) -> Result<Standing> {
    let in_force = site.current(db).await?;
    let trust = &in_force.settings.trust;
    let known = store::trust_of(db.read(), member.id()).await?;
    let level = known.as_ref().map_or(0, |row| row.level);
    let days = rules::days(member.user.joined_at, clock::now());
    let signals = known.as_ref().map_or(Signals { days, ..Signals::default() }, |row| row.signals(days));
    let needs = rules::needs(level + 1, signals, trust);
    Ok(Standing {
        level,
        computed_at: known.map(|row| row.computed_at),
        limits: limits_of(&member.user, trust),
        next: (!needs.is_empty()).then_some((level + 1, needs)),
    })
}

/// Computes the level of every account from what is stored. The same rows and the same
/// time give the same levels. Returns how many accounts there are, and how many levels
/// have changed.
pub async fn compute(db: &Db, trust: &Trust, now: Timestamp) -> Result<(u64, u64)> {
    let (mut after, mut seen, mut changed) = (None, 0, 0);
    loop {
        let accounts = store::signals(db.read(), after, now, BATCH).await?;
        let Some((last, ..)) = accounts.last() else { return Ok((seen, changed)) };
        after = Some(*last);
        seen += accounts.len() as u64;
        let mut news = Vec::new();
        for (user_id, signals, known) in &accounts {
            let level = rules::level(*signals, trust);
            if known.as_ref().is_some_and(|row| row.level == level && row.signals(signals.days) == *signals) {
                continue;
            }
            changed += u64::from(known.as_ref().map_or(0, |row| row.level) != level);
            news.push(TrustRow {
                user_id: *user_id,
                level,
                posts_stood: signals.posts_stood,
                posts_removed: signals.posts_removed,
                understood_by: signals.understood_by,
                reports_upheld: signals.reports_upheld,
                computed_at: now,
            });
        }
        if !news.is_empty() {
            let transaction = db.begin().await?;
            store::save(&transaction, &news).await?;
            transaction.commit().await?;
        }
    }
}

/// Computes them if it is time, and no other instance does. Says whether it did.
pub async fn compute_if_due(db: &Db, rules: &Rules, now: Timestamp) -> Result<bool> {
    let transaction = db.begin().await?;
    let is_mine = store::claim_job(&transaction, "trust", now, Timestamp(now.0 + PERIOD_MS)).await?;
    transaction.commit().await?;
    if is_mine {
        let in_force = rules.current(db).await?;
        compute(db, &in_force.settings.trust, now).await?;
    }
    Ok(is_mine)
}

/// Keeps levels up to date for as long as the program runs.
pub async fn keep(db: Db, rules: &Rules) {
    loop {
        if let Err(error) = compute_if_due(&db, rules, clock::now()).await {
            tracing::warn!(%error, "trust levels could not be computed; they stay as they are until the next turn");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
