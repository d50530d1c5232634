//! The figures, as tables and as JSON.

use std::fmt::Write;

use serde::Serialize;

use crate::{load::Measurement, query::Query};

/// All that was measured.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    concurrency: u32,
    seconds: f64,
    rounds: u32,
    measurements: Vec<Measurement>,
    /// Medians over the rounds, by system and query.
    medians: Vec<Median>,
    /// Teahouse over the compared server, if there was one.
    ratios: Vec<Ratio>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Median {
    system: &'static str,
    query: &'static str,
    requests_per_second: f64,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
    server_cpu_micros: Option<f64>,
    database_cpu_micros: Option<f64>,
    cpu_micros: Option<f64>,
}

/// Medians of the ratios within rounds: what the machine does to one server in a
/// round it does to the other, so these hold where absolute figures drift.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Ratio {
    query: &'static str,
    requests_per_second: f64,
    cpu: Option<f64>,
}

impl Report {
    /// Sorts and condenses the measurements.
    pub fn new(concurrency: u32, seconds: f64, rounds: u32, mut measurements: Vec<Measurement>) -> Self {
        measurements.sort_by_key(|measurement| (measurement.query, std::cmp::Reverse(measurement.system), measurement.round));
        let (mut medians, mut ratios) = (Vec::new(), Vec::new());
        for query in Query::ALL.map(Query::name) {
            let of = |system| measurements.iter().filter(move |measurement| measurement.query == query && measurement.system == system);
            for system in ["teahouse", "limit"] {
                let middle = |figure: fn(&Measurement) -> f64| median(of(system).map(figure));
                if let (Some(requests_per_second), Some(p50_ms), Some(p95_ms), Some(p99_ms)) = (
                    middle(|measured| measured.requests_per_second),
                    middle(|measured| measured.p50_ms),
                    middle(|measured| measured.p95_ms),
                    middle(|measured| measured.p99_ms),
                ) {
                    medians.push(Median {
                        system,
                        query,
                        requests_per_second,
                        p50_ms,
                        p95_ms,
                        p99_ms,
                        server_cpu_micros: median(of(system).filter_map(|measured| measured.server_cpu_micros)),
                        database_cpu_micros: median(of(system).filter_map(|measured| measured.database_cpu_micros)),
                        cpu_micros: median(of(system).filter_map(Measurement::cpu_micros)),
                    });
                }
            }
            let pairs = || of("teahouse").filter_map(|ours| of("limit").find(|theirs| theirs.round == ours.round).map(|theirs| (ours, theirs)));
            if let Some(requests_per_second) = median(pairs().map(|(ours, theirs)| ours.requests_per_second / theirs.requests_per_second)) {
                let cpu = median(pairs().filter_map(|(ours, theirs)| Some(ours.cpu_micros()? / theirs.cpu_micros()?)));
                ratios.push(Ratio { query, requests_per_second, cpu });
            }
        }
        Self { concurrency, seconds, rounds, measurements, medians, ratios }
    }

    /// Errors in all.
    pub fn errors(&self) -> u64 {
        self.measurements.iter().map(|measurement| measurement.errors).sum()
    }

    /// The figures for people.
    pub fn tables(&self) -> String {
        let mut text = table(
            &["query", "system", "round", "req/s", "p50 ms", "p95 ms", "p99 ms", "bytes", "errors", "server µs", "database µs"],
            self.measurements.iter().map(|measured| {
                vec![
                    measured.query.to_owned(),
                    measured.system.to_owned(),
                    measured.round.to_string(),
                    format!("{:.0}", measured.requests_per_second),
                    format!("{:.2}", measured.p50_ms),
                    format!("{:.2}", measured.p95_ms),
                    format!("{:.2}", measured.p99_ms),
                    measured.response_bytes.to_string(),
                    measured.errors.to_string(),
                    optional(measured.server_cpu_micros, 0),
                    optional(measured.database_cpu_micros, 0),
                ]
            }),
        );
        text += "\nmedians\n";
        text += &table(
            &["query", "system", "req/s", "p50 ms", "p95 ms", "p99 ms", "server µs", "database µs", "CPU µs"],
            self.medians.iter().map(|median| {
                vec![
                    median.query.to_owned(),
                    median.system.to_owned(),
                    format!("{:.0}", median.requests_per_second),
                    format!("{:.2}", median.p50_ms),
                    format!("{:.2}", median.p95_ms),
                    format!("{:.2}", median.p99_ms),
                    optional(median.server_cpu_micros, 0),
                    optional(median.database_cpu_micros, 0),
                    optional(median.cpu_micros, 0),
                ]
            }),
        );
        if !self.ratios.is_empty() {
            text += "\nteahouse / limit, median of the rounds\n";
            text += &table(
                &["query", "req/s", "CPU"],
                self.ratios.iter().map(|ratio| vec![ratio.query.to_owned(), format!("{:.2}", ratio.requests_per_second), optional(ratio.cpu, 2)]),
            );
        }
        text
    }
}

/// One measurement as a line.
pub fn line(measured: &Measurement) -> String {
    format!(
        "round {} {} {:8} {:7.0} req/s, p95 {:.2} ms, p99 {:.2} ms, CPU {} + {} µs, {} errors",
        measured.round,
        measured.query,
        measured.system,
        measured.requests_per_second,
        measured.p95_ms,
        measured.p99_ms,
        optional(measured.server_cpu_micros, 0),
        optional(measured.database_cpu_micros, 0),
        measured.errors
    )
}

fn optional(number: Option<f64>, digits: usize) -> String {
    number.map_or_else(|| "-".to_owned(), |number| format!("{number:.digits$}"))
}

fn median(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    let upper = numbers.get(middle).copied()?;
    if numbers.len() % 2 == 1 { Some(upper) } else { numbers.get(middle - 1).map(|lower| f64::midpoint(*lower, upper)) }
}

/// Aligned columns: names to the left, figures to the right.
fn table(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut lines = vec![heads.iter().map(|head| (*head).to_owned()).collect::<Vec<_>>()];
    lines.extend(rows);
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let mut text = String::new();
    for line in &lines {
        let mut row = String::new();
        for ((cell, width), head) in line.iter().zip(&widths).zip(heads) {
            // Writing into memory cannot fail.
            let _ = if ["query", "system"].contains(head) { write!(row, "{cell:width$}  ") } else { write!(row, "{cell:>width$}  ") };
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_even_and_odd() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median([4.0, 1.0].into_iter()), Some(2.5));
        assert_eq!(median(std::iter::empty()), None);
    }

    #[test]
    fn columns_are_aligned() {
        let text = table(&["query", "req/s"], [vec!["q1".to_owned(), "7".to_owned()]].into_iter());
        assert_eq!(text, "query  req/s\nq1         7\n");
    }
}
