//! Accounts that vote and reply, signed up through the API like anybody's.

use serde_json::{Value, json};

use crate::{
    Result,
    http::{Connection, Target},
    requests,
};

const SIGN_UP: &str = "mutation($input: SignUpInput!) { signUp(input: $input) { session { accessToken } } }";

/// Signs up `count` accounts and returns their access tokens.
pub async fn sign_up(target: &Target, count: u32) -> Result<Vec<String>> {
    let mut connection = Connection::open(target).await.map_err(|error| format!("cannot connect to {}: {error}", target.authority))?;
    // Differs from run to run, so that each has handles of its own; the digits at the end are random.
    let run = uuid::Uuid::now_v7().simple().to_string();
    let mut tokens = Vec::with_capacity(count as usize);
    for number in 0..count {
        let handle = format!("bench_w_{}_{number:02}", run.get(24..).unwrap_or_default());
        let input = json!({
            "handle": handle,
            "displayName": format!("Writer {number}"),
            "email": format!("{handle}@example.org"),
            "password": format!("{run}-slow kettles sing {number}"),
        });
        let body = json!({ "query": SIGN_UP, "variables": { "input": input } }).to_string();
        let mut request = Vec::new();
        requests::post(&mut request, target, &target.path, None, body.as_bytes());
        let answer = connection.exchange(&request).await?;
        let token = serde_json::from_slice::<Value>(answer.body)
            .ok()
            .and_then(|answer| answer.pointer("/data/signUp/session/accessToken").and_then(Value::as_str).map(str::to_owned));
        let refused = || format!("signing up failed with status {}: {}", answer.status, String::from_utf8_lossy(answer.body));
        tokens.push(token.ok_or_else(refused)?);
    }
    Ok(tokens)
}
