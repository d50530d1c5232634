//! What the alignment costs on invented editions of 10 000 sentences each.
//!
//! `cargo test --release -p teahouse alignment::cost -- --ignored --nocapture`

use std::{fs, time::Instant};

use super::{Kind, Paragraph, Side, align, gold::Dice};

const SENTENCES: usize = 10_000;

/// An invented language in Latin letters: the word of each rank.
fn latin(rank: usize) -> String {
    let mut dice = Dice(rank as u64 * 77 + 1);
    let letter = |letters: &str, dice: &mut Dice| letters.chars().nth(dice.below(letters.len())).unwrap();
    (0..2 + rank.ilog2() as usize / 3).flat_map(|_| [letter("bcdfghklmnprstvz", &mut dice), letter("aeiou", &mut dice)]).collect()
}

/// Another in Chinese characters.
fn chinese(rank: usize) -> String {
    let mut dice = Dice(rank as u64 * 91 + 5);
    (0..if rank < 50 { 1 } else { 2 }).filter_map(|_| char::from_u32(0x4e00 + dice.below(3000) as u32)).collect()
}

/// Ranks of words as often as words are by Zipf's law.
fn ranks(dice: &mut Dice) -> Vec<usize> {
    (0..6 + dice.below(20)).map(|_| 20_000_f64.powf(dice.below(1_000_000) as f64 / 1e6) as usize).collect()
}

/// Both sides: of what is said here, 2 % and 4 % of the sentences and a tenth of the words are missing.
fn editions(alike: bool, other: fn(usize) -> String) -> (Vec<String>, Vec<String>) {
    let mut dice = Dice(7);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    while left.len() < SENTENCES || right.len() < SENTENCES {
        let said = ranks(&mut dice);
        let translated = if alike { said.iter().copied().filter(|_| dice.below(10) > 0).collect() } else { ranks(&mut dice) };
        let number = if dice.below(10) == 0 { dice.below(2000).to_string() } else { String::new() };
        if left.len() < SENTENCES && dice.below(50) > 0 {
            left.push(format!("{} {number}.", said.into_iter().map(latin).collect::<Vec<_>>().join(" ")));
        }
        if right.len() < SENTENCES && dice.below(25) > 0 {
            let space = if other(1).is_ascii() { " " } else { "" };
            right.push(format!("{}{space}{number}.", translated.into_iter().map(other).collect::<Vec<_>>().join(space)));
        }
    }
    (left, right)
}

fn side<'a>(language: &'a str, sentences: &'a [String], a_paragraph: usize) -> Side<'a> {
    let starts = (0..sentences.len()).step_by(a_paragraph);
    let paragraphs = starts.map(|start| Paragraph { kind: Kind::Text, sentences: start..(start + a_paragraph).min(sentences.len()) });
    Side { language, paragraphs: paragraphs.collect(), sentences: sentences.iter().map(String::as_str).collect() }
}

/// How long this thread has had a processor, in seconds, where Linux tells it.
fn processor() -> f64 {
    let nanoseconds = fs::read_to_string("/proc/thread-self/schedstat").ok().and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.unwrap_or_default() / 1e9
}

#[test]
#[ignore = "a measure, for a release build"]
fn ten_thousand_sentences() {
    for (language, other) in [("zh", chinese as fn(usize) -> String), ("fr", latin)] {
        for alike in [true, false] {
            let (left, right) = editions(alike, other);
            for a_paragraph in [10, SENTENCES, 1] {
                let (left, right) = (side("en", &left, a_paragraph), side(language, &right, a_paragraph));
                let (start, worked) = (Instant::now(), processor());
                let links = align(&left, &right, &[]).sentences.len();
                let what = if alike { "translated" } else { "unrelated" };
                println!(
                    "en-{language}, {what}, {a_paragraph} a paragraph: {:.2} s, of the processor {:.2} s, {links} links",
                    start.elapsed().as_secs_f64(),
                    processor() - worked
                );
            }
        }
    }
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("peak memory not known"));
}
