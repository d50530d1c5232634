//! The command `drive`.

use std::{fs, path::Path, sync::Arc, time::Duration};

use crate::{
    Result, accounts,
    cli::DriveOptions,
    http::Target,
    index::Index,
    load::{self, Effort, Measurement, Subject},
    query::Query,
    report::{self, Report},
    requests::System,
};

/// Measures all queries in all rounds; true if no answer was an error.
pub async fn run(options: &DriveOptions) -> Result<bool> {
    let effort = Effort {
        concurrency: options.concurrency.max(1),
        warm_up: Duration::try_from_secs_f64(options.warm_up)?,
        duration: Duration::try_from_secs_f64(options.seconds)?,
    };
    let queries: Vec<Query> = Query::ALL.into_iter().filter(|query| options.only.is_empty() || options.only.contains(query)).collect();
    let mut measurements: Vec<Measurement> = Vec::new();
    for round in 1..=options.rounds {
        // Each round has writers of its own: their tokens would not last for all rounds.
        let mut subjects = vec![Arc::new(teahouse(options, effort, &queries).await?)];
        subjects.extend(limit(options)?.map(Arc::new));
        for (place, query) in (0_u32..).zip(&queries) {
            // Who comes first changes from query to query and from round to round,
            // so that neither always finds the caches of the other.
            let reversed = (round + place).is_multiple_of(2);
            let subjects: Vec<_> = if reversed { subjects.iter().rev().collect() } else { subjects.iter().collect() };
            for subject in subjects.into_iter().filter(|subject| query.is_compared() || subject.system.is_teahouse()) {
                let measurement = load::measure(subject, *query, round, effort).await?;
                eprintln!("{}", report::line(&measurement));
                measurements.push(measurement);
            }
        }
    }
    let report = Report::new(options.concurrency, options.seconds, options.rounds, measurements);
    println!("{}", report.tables());
    if let Some(path) = &options.json {
        fs::write(path, serde_json::to_vec_pretty(&report)?).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    Ok(report.errors() == 0)
}

async fn teahouse(options: &DriveOptions, effort: Effort, queries: &[Query]) -> Result<Subject> {
    let index = Index::read(&options.index)?;
    let mut target = Target::parse(&options.url)?;
    if target.path.is_empty() {
        "/graphql".clone_into(&mut target.path);
    }
    let needed = options.token || queries.iter().any(|query| query.writes());
    let tokens = if needed { accounts::sign_up(&target, effort.concurrency).await? } else { Vec::new() };
    let system = System::Teahouse { index, tokens, signed_in: options.token };
    Ok(Subject { system, target, server_pid: options.server_pid, database_pid: options.database_pid })
}

fn limit(options: &DriveOptions) -> Result<Option<Subject>> {
    let Some(url) = &options.limit_url else { return Ok(None) };
    let path = options.limit_slugs.as_deref().unwrap_or(Path::new("slugs.txt"));
    let text = fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let slugs: Vec<String> = text.lines().map(str::to_owned).collect();
    let system = System::Limit { slugs, prefix: options.limit_prefix.clone() };
    Ok(Some(Subject { system, target: Target::parse(url)?, server_pid: options.limit_pid, database_pid: options.database_pid }))
}
