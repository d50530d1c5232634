//! Writes a made-up conversation as Polis exports one, to measure `teahouse import polis` with:
//! `conversation DIR`, with 20 000 people, 1 000 comments and 50 votes of each person; other
//! sizes: `conversation DIR PEOPLE COMMENTS VOTES_OF_EACH`. The same sizes give the same files.
//! Every hundredth vote has been cast before, otherwise; every fiftieth comment is taken out.

use std::error::Error;
use std::fs::{File, create_dir_all};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

const WORDS: [&str; 40] = [
    "the", "harbour", "should", "open", "ferry", "before", "people", "of", "the", "island", "pay", "for", "a", "bridge", "that", "nobody", "asked", "about",
    "and", "school", "children", "walk", "home", "in", "winter", "when", "lamps", "are", "out", "we", "would", "rather", "keep", "our", "market", "than",
    "build", "another", "road", "there",
];
const BEGAN: u64 = 1_700_000_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which directory?")?);
    let sizes = std::env::args().skip(2).map(|size| size.parse()).collect::<Result<Vec<u32>, _>>()?;
    let [people, comments, each] = sizes.try_into().unwrap_or([20_000, 1_000, 50]);
    if each > comments {
        return Err("nobody votes on more comments than there are".into());
    }
    let mut state = 1_u64;
    let mut random = |below: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from(state >> 33).unwrap_or(0) % below
    };
    create_dir_all(&folder)?;
    let file = |name: &str| File::create(folder.join(name)).map(BufWriter::new);

    // A person votes on the comments that follow one another from a place of his own.
    let mut votes: Vec<(u32, u32)> = Vec::new();
    for voter in 0..people {
        let first = random(comments);
        votes.extend((0..each).map(|next| ((first + next) % comments, voter)));
    }
    votes.sort_unstable();
    let mut counted = vec![[0_u32; 2]; comments as usize];
    let mut out = file("votes.csv")?;
    writeln!(out, "timestamp,datetime,comment-id,voter-id,vote")?;
    let mut row = |at: u64, comment: u32, voter: u32, vote: i32| {
        match vote {
            1 => counted[comment as usize][0] += 1,
            -1 => counted[comment as usize][1] += 1,
            _ => {}
        }
        writeln!(out, "{at},Tue Nov 14 22:13:20 UTC 2023,{comment},{voter},{vote}")
    };
    for (comment, voter) in &votes {
        let camp = voter % 4;
        let opinion = if (comment.wrapping_mul(2_654_435_761) >> (camp * 5 + 8)).is_multiple_of(2) { 1 } else { -1 };
        let vote = if random(10) < 3 { [-1, 0, 1][random(3) as usize] } else { opinion };
        let at = BEGAN + u64::from(random(1_000_000_000));
        if random(100) == 0 {
            row(at - 1, *comment, *voter, -vote)?;
        }
        row(at, *comment, *voter, vote)?;
    }
    out.flush()?;

    let mut out = file("comments.csv")?;
    writeln!(out, "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body")?;
    for (comment, [agrees, disagrees]) in counted.iter().enumerate() {
        let words: Vec<&str> = (0..6 + random(30)).map(|_| WORDS[random(40) as usize]).collect();
        let moderated = if comment % 50 == 49 { -1 } else { 1 };
        writeln!(out, "{},x,{comment},{},{agrees},{disagrees},{moderated},\"{}.\"", BEGAN - 1_000, random(people), words.join(" "))?;
    }
    out.flush()?;
    let mut out = file("summary.csv")?;
    writeln!(out, "topic,A made-up conversation\nurl,https://polis.example/made-up")?;
    out.flush()?;
    println!("{} votes of {people} people on {comments} comments in {}", votes.len(), folder.display());
    Ok(())
}
