//! What API tokens may be like.

use entity::{ApiScope, EssayId, Timestamp};

use crate::{
    error::{Code, Error, Problem, Result},
    text::plain::{self, Bounds},
};

const NAME: Bounds = Bounds { min: 1, max: 100 };
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Life of a token whose maker says nothing about it.
const USUAL_LIFE_MS: i64 = 90 * DAY_MS;
/// Life of a token at most.
const LONGEST_LIFE_MS: i64 = 365 * DAY_MS;
/// Essays that a token can be limited to.
const MOST_ESSAYS: usize = 20;
/// Tokens in force that an account may have.
const MOST_TOKENS: u64 = 50;

/// A token to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What its owner calls it.
    pub name: String,
    /// What for.
    pub scopes: Vec<ApiScope>,
    /// Its end, if it was said.
    pub expires_at: Option<Timestamp>,
    /// Where it may write, if that is limited.
    pub essays: Option<Vec<EssayId>>,
}

/// A draft as it will be stored, and its end; or all that is wrong with it.
pub fn check(draft: Draft, now: Timestamp) -> Result<(Draft, Timestamp)> {
    let mut problems = Vec::new();
    let mut note = |field: &'static str, message: String| problems.push(Problem { field: vec!["input".into(), field.into()], message });
    let name = plain::line(&draft.name, NAME).unwrap_or_else(|reason| {
        note("name", reason);
        String::new()
    });
    if draft.scopes.is_empty() {
        note("scopes", "A token without a scope is of no use.".to_owned());
    }
    let expires_at = draft.expires_at.unwrap_or(Timestamp(now.0 + USUAL_LIFE_MS));
    if expires_at <= now {
        note("expiresAt", "It must lie in the future.".to_owned());
    } else if expires_at.0 > now.0.saturating_add(LONGEST_LIFE_MS) {
        note("expiresAt", "It must lie within a year.".to_owned());
    }
    let mut essays = draft.essays;
    if let Some(essays) = &mut essays {
        essays.sort_unstable();
        essays.dedup();
        if essays.is_empty() || essays.len() > MOST_ESSAYS {
            note("essayIds", format!("Name 1 to {MOST_ESSAYS} essays, or leave it out."));
        }
    }
    match Error::problems(problems) {
        Some(error) => Err(error),
        None => Ok((Draft { name, essays, ..draft }, expires_at)),
    }
}

/// Refuses one token too many.
pub fn ensure_room(in_force: u64) -> Result<()> {
    if in_force < MOST_TOKENS {
        return Ok(());
    }
    Err(Error::new(Code::Conflict, format!("There are {MOST_TOKENS} API tokens in force already. Revoke one that is not needed.")))
}

#[cfg(test)]
mod tests {
    use entity::{ApiScope, EssayId, Timestamp};

    use super::{DAY_MS, Draft, check, ensure_room};

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn draft(expires_at: Option<i64>) -> Draft {
        Draft { name: " Bot ".to_owned(), scopes: vec![ApiScope::Read], expires_at: expires_at.map(Timestamp), essays: None }
    }

    #[test]
    fn ends_lie_within_a_year() {
        let end = |ahead: i64| check(draft(Some(NOW.0 + ahead)), NOW).map(|(_, end)| end.0 - NOW.0).ok();
        assert_eq!(check(draft(None), NOW).unwrap().1, Timestamp(NOW.0 + 90 * DAY_MS));
        assert_eq!((end(1), end(365 * DAY_MS)), (Some(1), Some(365 * DAY_MS)));
        assert_eq!((end(0), end(-1), end(365 * DAY_MS + 1)), (None, None, None));
        assert!(check(draft(Some(i64::MAX)), NOW).is_err() && check(draft(Some(i64::MIN)), NOW).is_err());
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let wrong = Draft { name: String::new(), scopes: Vec::new(), expires_at: Some(NOW), essays: Some(Vec::new()) };
        assert_eq!(check(wrong, NOW).unwrap_err().all_problems().len(), 4);
        let essay = EssayId::generate();
        let twice = Draft { essays: Some(vec![essay, essay]), ..draft(None) };
        let (checked, _) = check(twice, NOW).unwrap();
        assert_eq!((checked.name.as_str(), checked.essays), ("Bot", Some(vec![essay])));
        let many = Draft { essays: Some((0..21).map(|_| EssayId::generate()).collect()), ..draft(None) };
        assert!(check(many, NOW).is_err());
    }

    #[test]
    fn fifty_are_enough() {
        assert!(ensure_room(49).is_ok() && ensure_room(50).is_err());
    }
}
