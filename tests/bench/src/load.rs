//! One measurement: all connections send one query for a while.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde::Serialize;
use tokio::{task::JoinSet, time::sleep};

use crate::{
    Result,
    http::{Connection, Target},
    process,
    query::Query,
    random::{Aspect, Random},
    requests::System,
};

/// A server under load, and its processes.
#[derive(Debug)]
pub struct Subject {
    /// What it understands.
    pub system: System,
    /// Where it is.
    pub target: Target,
    /// Its process, if its CPU time counts.
    pub server_pid: Option<u32>,
    /// Its database's main process, likewise.
    pub database_pid: Option<u32>,
}

/// How hard and how long.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Connections.
    pub concurrency: u32,
    /// Time before anything counts.
    pub warm_up: Duration,
    /// Time that counts.
    pub duration: Duration,
}

/// What one query did in one round.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Measurement {
    /// Who answered.
    pub system: &'static str,
    /// What was asked.
    pub query: &'static str,
    /// In which round, from 1.
    pub round: u32,
    /// Requests that were answered in time, errors included.
    pub requests: u64,
    /// The same a second.
    pub requests_per_second: f64,
    /// Half of the answers took at most this long.
    pub p50_ms: f64,
    /// 95 % of the answers took at most this long.
    pub p95_ms: f64,
    /// 99 % of the answers took at most this long.
    pub p99_ms: f64,
    /// Bytes of an answer's body, on average.
    pub response_bytes: u64,
    /// Answers that are not 200, carry `errors` or lack what was asked for, and broken connections.
    pub errors: u64,
    /// CPU time of the server for one request.
    pub server_cpu_micros: Option<f64>,
    /// CPU time of the database for one request.
    pub database_cpu_micros: Option<f64>,
}

impl Measurement {
    /// CPU time of server and database for one request, as far as it was counted.
    pub fn cpu_micros(&self) -> Option<f64> {
        self.server_cpu_micros.map(|server| server + self.database_cpu_micros.unwrap_or_default())
    }
}

#[derive(Default)]
struct Log {
    /// When an answer was complete, and what it took.
    answers: Vec<(Instant, Duration)>,
    bytes: u64,
    errors: u64,
    first_error: Option<String>,
}

/// Measures `query` and says what the first error was, if any.
pub async fn measure(subject: &Arc<Subject>, query: Query, round: u32, effort: Effort) -> Result<Measurement> {
    let stop = Arc::new(AtomicBool::new(false));
    let mut connections = JoinSet::new();
    for number in 0..effort.concurrency {
        let connection = Connection::open(&subject.target).await.map_err(|error| format!("cannot connect to {}: {error}", subject.target.authority))?;
        // The same ids in every run; others in every round, so that no round rides on the one before.
        let random = Random::of(u64::from(round), u64::from(number), Aspect::Request);
        connections.spawn(send(Arc::clone(subject), query, number as usize, connection, random, Arc::clone(&stop)));
    }
    sleep(effort.warm_up).await;
    let before = Accounts::read(subject)?;
    sleep(effort.duration).await;
    let after = Accounts::read(subject)?;
    stop.store(true, Ordering::Relaxed);

    let (mut took, mut total) = (Vec::new(), Log::default());
    let mut answers = 0_u64;
    while let Some(log) = connections.join_next().await {
        let log = log?;
        took.extend(log.answers.iter().filter(|(at, _)| (before.at..after.at).contains(at)).map(|(_, took)| *took));
        answers += log.answers.len() as u64;
        total.bytes += log.bytes;
        total.errors += log.errors;
        total.first_error = total.first_error.or(log.first_error);
    }
    if let Some(error) = total.first_error {
        eprintln!("{} {}: {error}", subject.system.name(), query.name());
    }
    took.sort_unstable();
    let requests = took.len() as u64;
    let per_request = |before: Option<u64>, after: Option<u64>| Some(ratio(after?.saturating_sub(before?), requests));
    Ok(Measurement {
        system: subject.system.name(),
        query: query.name(),
        round,
        requests,
        requests_per_second: ratio(requests, 1) / (after.at - before.at).as_secs_f64(),
        p50_ms: percentile(&took, 50),
        p95_ms: percentile(&took, 95),
        p99_ms: percentile(&took, 99),
        response_bytes: total.bytes / answers.max(1),
        errors: total.errors,
        server_cpu_micros: per_request(before.server, after.server),
        database_cpu_micros: per_request(before.database, after.database),
    })
}

#[allow(clippy::cast_precision_loss, reason = "a rounded quotient of counts")]
fn ratio(sum: u64, count: u64) -> f64 {
    sum as f64 / count.max(1) as f64
}

fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).map_or(0.0, |took| took.as_secs_f64() * 1e3)
}

/// CPU time at a moment.
struct Accounts {
    at: Instant,
    server: Option<u64>,
    database: Option<u64>,
}

impl Accounts {
    fn read(subject: &Subject) -> Result<Self> {
        let server = subject.server_pid.map(process::cpu_micros).transpose()?;
        let database = subject.database_pid.map(process::cpu_micros_with_children).transpose()?;
        Ok(Self { at: Instant::now(), server, database })
    }
}

async fn send(subject: Arc<Subject>, query: Query, number: usize, connection: Connection, mut random: Random, stop: Arc<AtomicBool>) -> Log {
    let mut log = Log::default();
    let mut request = Vec::new();
    let mut open = Some(connection);
    while !stop.load(Ordering::Relaxed) {
        let Some(connection) = &mut open else {
            open = Connection::open(&subject.target).await.ok();
            // A server that is gone must not be asked as fast as one that answers.
            sleep(Duration::from_millis(10)).await;
            continue;
        };
        subject.system.request(query, &subject.target, number, &mut random, &mut request);
        let started = Instant::now();
        let error = match connection.exchange(&request).await {
            Ok(answer) => {
                let now = Instant::now();
                log.answers.push((now, now - started));
                log.bytes += answer.body.len() as u64;
                let beginning = || String::from_utf8_lossy(answer.body.get(..400).unwrap_or(answer.body)).into_owned();
                (!subject.system.accepts(query, &answer)).then(|| format!("status {}: {}", answer.status, beginning()))
            }
            Err(error) => {
                open = None;
                Some(format!("connection lost: {error}"))
            }
        };
        if error.is_some() {
            log.errors += 1;
            log.first_error = log.first_error.or(error);
        }
    }
    log
}
