//! How much a person, a token or a network may ask for in a minute, counted in this
//! process: each instance gives its own budget, and a restart forgets.
//!
//! A window begins with its first request and ends a minute later. That is simpler
//! than a leaking bucket, and its `remaining` and its end mean what clients expect.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use async_graphql::parser::types::OperationType;
use entity::{ApiTokenId, Timestamp, UserId};
use moka::sync::Cache;

use crate::{
    auth::{Access, Viewer, throttle::network_of},
    clock,
    config::Config,
    graphql::{rate_limit::RateLimit, scalars::DateTime},
};

/// Length of a window.
const WINDOW: Duration = Duration::from_mins(1);
/// Windows that are kept at most. When there are more the oldest are forgotten:
/// who holds so many networks has won already.
const MOST_WINDOWS: u64 = 200_000;
/// Nodes for one point.
const NODES_A_POINT: u64 = 50;
/// Points of one change.
const POINTS_A_CHANGE: u64 = 10;
/// Points of a request that was refused before anybody knew whose it is.
const POINTS_OF_REFUSED: u64 = 1;

/// The headers, as the IETF's draft calls them; the third is in seconds.
pub const HEADERS: [HeaderName; 3] =
    [HeaderName::from_static("ratelimit-limit"), HeaderName::from_static("ratelimit-remaining"), HeaderName::from_static("ratelimit-reset")];

/// Whose budget it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Payer {
    Network(IpAddr),
    User(UserId),
    Token(ApiTokenId),
}

#[derive(Clone, Copy, Debug)]
struct Window {
    begun: Instant,
    spent: u64,
}

/// What a request cost and what is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// Points of a window.
    pub limit: u64,
    /// Points left.
    pub remaining: u64,
    /// When all are back.
    pub reset: Duration,
    /// Points of this request.
    pub cost: u64,
    /// There was not enough left: nothing was taken.
    pub is_refused: bool,
}

/// All budgets of this process.
pub struct Budgets {
    windows: Cache<Payer, Arc<Mutex<Window>>>,
    anonymous: u64,
    member: u64,
    token: u64,
}

impl Budgets {
    /// By the settings.
    pub fn new(config: &Config) -> Self {
        Self {
            windows: Cache::builder().max_capacity(MOST_WINDOWS).time_to_idle(WINDOW).build(),
            anonymous: config.rate_limit_anonymous,
            member: config.rate_limit_member,
            token: config.rate_limit_token,
        }
    }

    /// Takes what an operation costs. `None` if that budget is switched off.
    pub fn charge(&self, viewer: &Viewer, address: Option<IpAddr>, cost: u64) -> Option<Charge> {
        let (payer, limit) = match viewer.signed_in() {
            None => (network(address), self.anonymous),
            Some(member) => match member.access {
                Access::Session(_) => (Payer::User(member.id()), self.member),
                Access::Token { id, .. } => (Payer::Token(id), self.token),
            },
        };
        self.take(payer, limit, cost, Instant::now())
    }

    /// Takes the price of a request that was refused: its network pays.
    pub fn charge_refused(&self, address: Option<IpAddr>) -> Option<Charge> {
        self.take(network(address), self.anonymous, POINTS_OF_REFUSED, Instant::now())
    }

    fn take(&self, payer: Payer, limit: u64, cost: u64, now: Instant) -> Option<Charge> {
        if limit == 0 {
            return None;
        }
        // What costs more than a whole window takes a whole window: else it could never be asked.
        let cost = cost.min(limit);
        let window = self.windows.get_with(payer, || Arc::new(Mutex::new(Window { begun: now, spent: 0 })));
        let mut window = window.lock().unwrap_or_else(PoisonError::into_inner);
        if now.saturating_duration_since(window.begun) >= WINDOW {
            *window = Window { begun: now, spent: 0 };
        }
        let is_refused = window.spent + cost > limit;
        if !is_refused {
            window.spent += cost;
        }
        let reset = WINDOW.saturating_sub(now.saturating_duration_since(window.begun));
        Some(Charge { limit, remaining: limit - window.spent, reset, cost, is_refused })
    }
}

/// A client without an address shares one budget with all such.
fn network(address: Option<IpAddr>) -> Payer {
    Payer::Network(network_of(address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))))
}

/// Points of an operation: a change 10 each, a question one for 50 nodes.
pub fn cost(kind: OperationType, nodes: u64, changes: u64) -> u64 {
    match kind {
        OperationType::Mutation => POINTS_A_CHANGE * changes.max(1),
        _ => (nodes / NODES_A_POINT).max(1),
    }
}

impl Charge {
    /// As `rateLimit` of the schema shows it.
    pub fn shown(&self) -> RateLimit {
        let reset = i64::try_from(self.reset.as_millis()).unwrap_or(i64::MAX);
        RateLimit { limit: self.limit, remaining: self.remaining, reset_at: DateTime(Timestamp(clock::now().0 + reset)), cost: self.cost }
    }

    /// Puts it into an answer's headers.
    pub fn write(&self, headers: &mut HeaderMap) {
        let [limit, remaining, reset] = HEADERS;
        headers.insert(limit, HeaderValue::from(self.limit));
        headers.insert(remaining, HeaderValue::from(self.remaining));
        headers.insert(reset, HeaderValue::from(self.seconds()));
    }

    /// Seconds until all points are back, at least one.
    pub fn seconds(&self) -> u64 {
        self.reset.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX).max(1)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::IpAddr,
        time::{Duration, Instant},
    };

    use async_graphql::parser::types::OperationType;
    use moka::sync::Cache;

    use super::{Budgets, cost, network};

    fn budgets() -> Budgets {
        Budgets { windows: Cache::new(100), anonymous: 10, member: 20, token: 0 }
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_window_is_spent_and_comes_back() {
        let (budgets, start) = (budgets(), Instant::now());
        let payer = network(Some(address("192.0.2.1")));
        let take = |cost, at| budgets.take(payer, 10, cost, start + Duration::from_secs(at)).unwrap();
        let first = take(4, 0);
        assert_eq!((first.remaining, first.reset, first.is_refused), (6, Duration::from_secs(60), false));
        let second = take(7, 20);
        assert_eq!((second.remaining, second.reset, second.is_refused), (6, Duration::from_secs(40), true));
        assert_eq!(take(6, 59).remaining, 0);
        assert!(take(1, 59).is_refused);
        assert_eq!(take(1, 60).remaining, 9);
    }

    #[test]
    fn what_costs_more_than_all_takes_all() {
        let budgets = budgets();
        let payer = network(None);
        assert_eq!(budgets.take(payer, 10, 400, Instant::now()).map(|charge| (charge.cost, charge.remaining, charge.is_refused)), Some((10, 0, false)));
    }

    #[test]
    fn networks_are_told_apart_and_off_is_off() {
        let budgets = budgets();
        for (text, remaining) in [("2001:db8::1", 9), ("2001:db8::2", 8), ("2001:db8:0:1::1", 9), ("192.0.2.1", 9), ("::ffff:192.0.2.1", 8)] {
            assert_eq!(budgets.charge_refused(Some(address(text))).unwrap().remaining, remaining, "{text}");
        }
        assert!(budgets.take(network(None), 0, 1, Instant::now()).is_none());
    }

    #[test]
    fn points_are_by_nodes_or_by_changes() {
        let of = |nodes| cost(OperationType::Query, nodes, 0);
        assert_eq!((of(0), of(99), of(100), of(5000)), (1, 1, 2, 100));
        assert_eq!(cost(OperationType::Mutation, 5000, 3), 30);
    }
}
