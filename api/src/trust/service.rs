//! What is done with trust.

use std::time::Duration;

use entity::{AllowanceKind, Role, Timestamp, UserId};

use crate::{
    auth::{Member, store::UserRow},
    clock,
    db::{Db, Transaction},
    error::{Error, Result},
    site::{
        Rules,
        trust::{Limits, Trust},
    },
    trust::{
        rules::{self, DAY_MS},
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
    (!matches!(user.role, Role::Moderator | Role::Admin)).then(|| trust.limits_of(user.trust_level))
}

/// Counts one more post or report of somebody. `RATE_LIMITED` if that is more than
/// `most` in the hour (posts) or day (reports) that has begun; 0 = without limit.
pub async fn spend(transaction: &Transaction, member: &Member, kind: AllowanceKind, most: u32) -> Result<()> {
    if most == 0 {
        return Ok(());
    }
    let length = match kind {
        AllowanceKind::Post => HOUR_MS,
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

/// Somebody's level as it was last computed; level 0 of nothing if it never was.
pub async fn trust_of(db: &Db, id: UserId) -> Result<Option<TrustRow>> {
    Ok(store::trust_of(db.read(), id).await?)
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
            if known.as_ref().is_some_and(|row| row.level == level && row.signals() == *signals) {
                continue;
            }
            changed += u64::from(known.as_ref().map_or(0, |row| row.level) != level);
            news.push(TrustRow {
                user_id: *user_id,
                level,
                days: signals.days,
                posts_stood: signals.posts_stood,
                posts_removed: signals.posts_removed,
                understood_by: signals.understood_by,
                reports_upheld: signals.reports_upheld,
                computed_at: now,
            });
        }
        if !news.is_empty() {
            let transaction = db.begin().await?;
            for row in &news {
                store::save(&transaction, row).await?;
            }
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
            tracing::warn!(%error, "trust levels could not be computed; next try in a minute");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
