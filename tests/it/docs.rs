//! The documents and the code say the same.

use std::{collections::BTreeSet, process::Command};

use crate::sources;

#[test]
fn all_error_codes_are_documented() {
    let text = sources::read("docs/errors.md");
    let first = |line: &str| {
        line.trim()
            .strip_prefix('|')
            .and_then(|rest| rest.split('|').next())
            .and_then(|cell| cell.trim().strip_prefix('`')?.strip_suffix('`').map(str::to_owned))
    };
    let documented: BTreeSet<String> = text.lines().filter_map(first).collect();
    let real: BTreeSet<String> = teahouse::Code::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    let missing: Vec<_> = real.difference(&documented).collect();
    let gone: Vec<_> = documented.difference(&real).collect();
    assert!(missing.is_empty() && gone.is_empty(), "docs/errors.md lacks {missing:?} and has {gone:?}, which no code is called");
}

#[test]
fn all_settings_are_documented() {
    let text = sources::read("docs/configuration.md");
    let words: BTreeSet<&str> = text.split(|char: char| !(char.is_ascii_alphanumeric() || char == '_')).filter(|word| word.starts_with("TEAHOUSE_")).collect();
    let real: BTreeSet<String> = teahouse::config::SETTINGS.iter().map(|(name, ..)| format!("TEAHOUSE_{}", name.to_uppercase())).collect();
    let missing: Vec<_> = real.iter().filter(|name| !words.contains(name.as_str())).collect();
    let elsewhere = ["TEAHOUSE_", "TEAHOUSE_CONFIG"];
    let gone: Vec<_> = words.iter().filter(|word| !real.contains(**word) && !elsewhere.contains(word) && !word.starts_with("TEAHOUSE_TEST_")).collect();
    assert!(missing.is_empty() && gone.is_empty(), "docs/configuration.md lacks {missing:?} and has {gone:?}, which mean nothing");
}

/// Files that Git knows or would take; none if this is not a work tree.
fn tracked() -> Vec<String> {
    let output = Command::new("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(sources::root()).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()).unwrap_or_default()
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    // Spelt in halves, so that this file passes.
    let folders = [["/wo", "rk/"], ["/ro", "ot/"], ["/ho", "me/"], ["/Us", "ers/"]].map(|halves| halves.concat());
    let mut wrong = Vec::new();
    for file in tracked() {
        if file.starts_with("target/") || file.contains("assets/vendor/") {
            continue;
        }
        // Not UTF-8: not a text.
        let Ok(text) = std::fs::read_to_string(sources::root().join(&file)) else { continue };
        for (number, line) in (1..).zip(text.lines()) {
            for folder in &folders {
                // At the start of a path: `docs/work/x` is a place of ours.
                let is_path =
                    line.match_indices(folder.as_str()).any(|(at, _)| !line[..at].ends_with(|char: char| char.is_alphanumeric() || ".-_}*".contains(char)));
                if is_path {
                    wrong.push(format!("{file}:{number} names {folder}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut wrong = Vec::new();
    for file in tracked().iter().filter(|file| file.ends_with(".md") && !file.contains("assets/") && !file.contains("demo/")) {
        let Ok(text) = std::fs::read_to_string(sources::root().join(file)) else { continue };
        let folder = sources::root().join(file).parent().unwrap().to_owned();
        for (number, line) in (1..).zip(text.lines()) {
            for (at, _) in line.match_indices("](") {
                let target = line[at + 2..].split([')', '#', ' ']).next().unwrap_or_default();
                if !target.is_empty() && !target.contains(':') && !folder.join(target).exists() {
                    wrong.push(format!("{file}:{number} leads to {target}, which is not there"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
