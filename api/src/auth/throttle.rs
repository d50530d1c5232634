//! Slows down who guesses passwords: failures are counted for the account and
//! for the network they come from, in this process.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use moka::sync::Cache;

use crate::error::{Error, Result};

/// Failures allowed for one account.
const ACCOUNT: Limit = Limit { failures: 10, window: Duration::from_mins(15) };
/// Failures allowed from one network.
const NETWORK: Limit = Limit { failures: 30, window: Duration::from_hours(1) };
/// How long a network from which somebody signed in counts as known to that account.
const KNOWN_FOR: Duration = Duration::from_hours(30 * 24);

#[derive(Clone, Copy)]
struct Limit {
    failures: usize,
    window: Duration,
}

type Failures = Arc<Mutex<Vec<Instant>>>;

/// Counts failed sign-ins. Bounded: old entries make room.
///
/// An account under attack stays open to its owner: a network from which the
/// account was used before has a count of its own.
pub struct SignInThrottle {
    failures: Cache<String, Failures>,
    known: Cache<String, ()>,
}

impl Default for SignInThrottle {
    fn default() -> Self {
        Self {
            failures: Cache::builder().max_capacity(200_000).time_to_idle(NETWORK.window).build(),
            known: Cache::builder().max_capacity(200_000).time_to_live(KNOWN_FOR).build(),
        }
    }
}

impl SignInThrottle {
    /// Refuses if there were too many failures; else counts this try as one until
    /// [`Self::succeeded`] takes it back, so that tries at the same moment count.
    pub fn admit(&self, login: &str, address: IpAddr) -> Result<Attempt> {
        self.admit_at(login, address, Instant::now())
    }

    fn admit_at(&self, login: &str, address: IpAddr, now: Instant) -> Result<Attempt> {
        let network = network_of(address);
        let login = login.to_lowercase();
        let is_known = self.known.contains_key(&format!("{login}\0{network}"));
        let account_key = if is_known { format!("k\0{login}\0{network}") } else { format!("a\0{login}") };
        let account = self.failures.get_with(account_key, Failures::default);
        let from_network = self.failures.get_with(format!("n\0{network}"), Failures::default);
        take(&account, ACCOUNT, now)?;
        if let Err(error) = take(&from_network, NETWORK, now) {
            give_back(&account, now);
            return Err(error);
        }
        Ok(Attempt { account, from_network, at: now, known_key: format!("{login}\0{network}") })
    }

    /// The password was right: this try was no failure, and the network is known.
    pub fn succeeded(&self, attempt: &Attempt) {
        give_back(&attempt.account, attempt.at);
        give_back(&attempt.from_network, attempt.at);
        self.known.insert(attempt.known_key.clone(), ());
    }
}

/// One try to sign in.
pub struct Attempt {
    account: Failures,
    from_network: Failures,
    at: Instant,
    known_key: String,
}

fn take(failures: &Failures, limit: Limit, now: Instant) -> Result<()> {
    let mut times = failures.lock().unwrap_or_else(PoisonError::into_inner);
    times.retain(|time| now.duration_since(*time) < limit.window);
    if times.len() >= limit.failures {
        let oldest = times.first().copied().unwrap_or(now);
        return Err(Error::rate_limited(limit.window.saturating_sub(now.duration_since(oldest))));
    }
    times.push(now);
    Ok(())
}

fn give_back(failures: &Failures, at: Instant) {
    let mut times = failures.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(position) = times.iter().position(|time| *time == at) {
        times.remove(position);
    }
}

/// The network that one reader can be assumed to hold: an IPv4 address, or a /64.
#[must_use]
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & !u128::from(u64::MAX)).into()),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::IpAddr,
        time::{Duration, Instant},
    };

    use super::{SignInThrottle, network_of};

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_eleventh_failure_of_an_account_is_refused_and_time_heals() {
        let throttle = SignInThrottle::default();
        let start = Instant::now();
        for host in 0..10 {
            throttle.admit_at("Mei", address(&format!("192.0.2.{host}")), start).ok().unwrap();
        }
        let refused = throttle.admit_at("mei", address("192.0.2.99"), start).err().unwrap();
        assert_eq!(refused.retry_after(), Some(Duration::from_secs(900)));
        assert!(throttle.admit_at("mei", address("192.0.2.99"), start + Duration::from_secs(901)).is_ok());
    }

    #[test]
    fn a_known_network_is_not_locked_out_by_others() {
        let throttle = SignInThrottle::default();
        let start = Instant::now();
        let home = address("198.51.100.7");
        let attempt = throttle.admit_at("mei", home, start).ok().unwrap();
        throttle.succeeded(&attempt);
        for host in 0..10 {
            throttle.admit_at("mei", address(&format!("192.0.2.{host}")), start).ok().unwrap();
        }
        assert!(throttle.admit_at("mei", address("192.0.2.99"), start).is_err());
        assert!(throttle.admit_at("mei", home, start).is_ok());
    }

    #[test]
    fn one_network_cannot_try_many_accounts() {
        let throttle = SignInThrottle::default();
        let start = Instant::now();
        for account in 0..30 {
            throttle.admit_at(&format!("user{account}"), address("2001:db8::1"), start).ok().unwrap();
        }
        assert!(throttle.admit_at("another", address("2001:db8::2"), start).is_err());
        assert!(throttle.admit_at("another", address("2001:db8:0:1::2"), start).is_ok());
    }

    #[test]
    fn mapped_addresses_are_the_same_network() {
        assert_eq!(network_of(address("::ffff:192.0.2.1")), address("192.0.2.1"));
    }
}
