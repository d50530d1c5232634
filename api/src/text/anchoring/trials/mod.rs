//! Trials: random texts, random edits, and quotations whose sentences are followed by
//! number, so that it is known where each of them belongs. A quotation must never be
//! found in another sentence. The long run prints how often it is orphaned:
//!
//! `PASSAGE_TRIALS=200000 cargo test -p teahouse --release passage_trials -- --nocapture`

mod edits;
mod texts;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;

use self::edits::{EDITS, Edit, Text};
use self::texts::{Chance, LANGUAGES};
use super::{Document, Earlier, Located, Placement, State};

/// How much became of the sentences that were quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Untouched,
    UpToATenth,
    UpToAQuarter,
    More,
    Torn,
    Gone,
}

const FATES: [Fate; 6] = [Fate::Untouched, Fate::UpToATenth, Fate::UpToAQuarter, Fate::More, Fate::Torn, Fate::Gone];

#[derive(Default)]
struct Tally {
    trials: BTreeMap<Fate, usize>,
    orphans: BTreeMap<Fate, usize>,
    by_language: BTreeMap<&'static str, (usize, usize)>,
    wrong: Vec<String>,
}

struct Passage {
    start: usize,
    end: usize,
    /// The indexes of its sentences in the old text.
    first: usize,
    last: usize,
}

/// A whole sentence, a part of one, or several.
fn passage(text: &[char], places: &[(usize, usize)], chance: &mut Chance) -> Passage {
    let first = chance.below(places.len());
    let (start, end) = places[first];
    match chance.below(10) {
        0..=4 => Passage { start, end, first, last: first },
        5..=7 => {
            let is_cut = |at: &usize| text[at - 1].is_alphanumeric() != text[*at].is_alphanumeric() || !text[*at].is_ascii();
            let cuts: Vec<usize> = (start + 1..end).filter(is_cut).collect();
            let (one, other) = match cuts[..] {
                [] => (start, end),
                _ => (*chance.of(&cuts), *chance.of(&cuts)),
            };
            if one == other { Passage { start, end, first, last: first } } else { Passage { start: one.min(other), end: one.max(other), first, last: first } }
        }
        _ => {
            let last = (first + 1 + chance.below(2)).min(places.len() - 1);
            Passage { start, end: places[last].1, first, last }
        }
    }
}

fn fate(old: &Text, new: &Text, passage: &Passage) -> Fate {
    let quoted = &old.pieces[passage.first..=passage.last];
    let now: Vec<Option<usize>> = quoted.iter().map(|piece| new.pieces.iter().position(|other| other.id == piece.id)).collect();
    if now.iter().all(Option::is_none) {
        return Fate::Gone;
    }
    if now.iter().any(Option::is_none) || now.windows(2).any(|pair| pair[0].map(|at| at + 1) != pair[1]) {
        return Fate::Torn;
    }
    let (mut errors, mut length) = (0, 0);
    for (piece, at) in quoted.iter().zip(now) {
        let (before, after): (Vec<char>, Vec<char>) = (piece.text.chars().collect(), new.pieces[at.unwrap()].text.chars().collect());
        errors += super::distance::between(&before, &after);
        length += before.len();
    }
    match errors {
        0 => Fate::Untouched,
        _ if errors * 10 <= length => Fate::UpToATenth,
        _ if errors * 4 <= length => Fate::UpToAQuarter,
        _ => Fate::More,
    }
}

/// What is wrong with a placement, if anything is.
fn fault(old: &Text, new: &Text, old_places: &[(usize, usize)], passage: &Passage, placement: &Placement, exact: &str, found: &str) -> Option<String> {
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").nfd().collect::<String>();
    let is_same = squeeze(exact) == squeeze(found);
    if is_same != (placement.state != State::Fuzzy) {
        return Some("the state is wrong".into());
    }
    let quoted = &old.pieces[passage.first..=passage.last];
    let is_quoted = |piece: &edits::Piece| {
        quoted.iter().any(|one| one.id == piece.id || (piece.copy_of == Some(one.id) && new.pieces.iter().all(|other| other.id != one.id)))
    };
    let places = new.plain().1;
    let touched: Vec<usize> = (0..places.len()).filter(|at| places[*at].0 < placement.end && placement.start < places[*at].1).collect();
    let right: Vec<usize> = touched.iter().copied().filter(|at| is_quoted(&new.pieces[*at])).collect();
    let (Some(first), Some(last)) = (right.first(), right.last()) else {
        let are_alike = is_same && touched.len() == quoted.len() && is_indistinguishable(old, new, passage, touched[0]);
        return (!are_alike && !is_rewritten(old, new, passage, &touched)).then(|| "another sentence".into());
    };
    // One of several sentences may stand beside its own copy.
    let reads_alike = is_same && touched.len() == quoted.len() && touched.iter().zip(quoted).all(|(at, piece)| new.pieces[*at].text == piece.text);
    if !reads_alike && !is_rewritten(old, new, passage, &touched) && touched.iter().any(|at| at < first || at > last) {
        return Some("a part of another sentence".into());
    }
    let unchanged = passage.first == passage.last && new.pieces[*first].text == quoted[0].text;
    if unchanged && passage.start - old_places[passage.first].0 != placement.start - places[*first].0 {
        return Some("another part of the sentence".into());
    }
    None
}

/// Whether what was put in the place of a sentence between the same neighbours is by chance
/// little different: that may as well be an edit of the sentence.
fn is_rewritten(old: &Text, new: &Text, passage: &Passage, touched: &[usize]) -> bool {
    let id = |text: &Text, at: Option<usize>| at.and_then(|at| text.pieces.get(at)).map(|piece| piece.id);
    let (mut first, mut last, mut was_first, mut was_last) = (touched[0], touched[touched.len() - 1], passage.first, passage.last);
    // Of several sentences those that are the same are left out.
    while first < last && was_first < was_last && old.pieces[was_first].id == new.pieces[first].id {
        (first, was_first) = (first + 1, was_first + 1);
    }
    while first < last && was_first < was_last && old.pieces[was_last].id == new.pieces[last].id {
        (last, was_last) = (last - 1, was_last - 1);
    }
    let text = |pieces: &[edits::Piece]| pieces.iter().flat_map(|piece| piece.text.nfd()).collect::<Vec<char>>();
    let (before, after) = (text(&old.pieces[was_first..=was_last]), text(&new.pieces[first..=last]));
    id(old, was_first.checked_sub(1)) == id(new, first.checked_sub(1))
        && id(old, Some(was_last + 1)) == id(new, Some(last + 1))
        && super::distance::between(&before, &after) * 10 <= before.len() * 3
}

/// Whether these sentences say the same as the quoted ones, between neighbours that say the
/// same as theirs, and the quoted ones are no longer between such: one refrain in another's place.
fn is_indistinguishable(old: &Text, new: &Text, passage: &Passage, at: usize) -> bool {
    let around = |text: &Text, at: usize| -> Vec<Option<String>> {
        let length = passage.last - passage.first + 1;
        (0..length + 2).map(|offset| (at + offset).checked_sub(1).and_then(|place| text.pieces.get(place)).map(|piece| piece.text.clone())).collect()
    };
    let before = around(old, passage.first);
    let still = new.pieces.iter().position(|piece| piece.id == old.pieces[passage.first].id);
    around(new, at) == before && still.is_none_or(|still| around(new, still) != before)
}

/// One text, edited; many quotations from it.
fn trial(seed: u64, plan: &[Edit], share: usize, quotes: usize, with_text: bool, tally: &mut Tally) {
    let mut chance = Chance(seed);
    let language = LANGUAGES[chance.below(3)];
    let sentences = 12 + chance.below(50);
    let old = Text::new(language, sentences, &mut chance);
    let mut new = old.clone();
    let edits = (sentences * share / 100).max(1);
    for _ in 0..edits {
        new.edit(*chance.of(plan), &mut chance);
    }
    let ((before, places), (after, _)) = (old.plain(), new.plain());
    let (earlier_text, now) = (Document::new(&before), Document::new(&after));
    let chars: Vec<char> = before.chars().collect();
    for _ in 0..quotes {
        let passage = passage(&chars, &places, &mut chance);
        let quote = earlier_text.quote(passage.start, passage.end);
        match earlier_text.locate(&quote) {
            Located::Exact { start, end } => assert_eq!((start, end), (passage.start, passage.end), "located elsewhere: {quote:?} in {before}"),
            Located::Ambiguous { .. } => continue,
            Located::Missing { .. } => panic!("{quote:?} is missing in {before}"),
        }
        let was_unique = earlier_text.count(&quote.exact) == 1;
        let text = with_text.then_some(&earlier_text);
        let earlier = Earlier { quote: &quote, start: passage.start, was_unique, old_length: earlier_text.length(), text };
        let placement = now.find_again(&earlier);
        let fate = fate(&old, &new, &passage);
        *tally.trials.entry(fate).or_default() += 1;
        let by_language = tally.by_language.entry(language.name).or_default();
        by_language.0 += usize::from(fate == Fate::Untouched);
        if placement.state == State::Orphaned {
            *tally.orphans.entry(fate).or_default() += 1;
            by_language.1 += usize::from(fate == Fate::Untouched);
            if std::env::var("PASSAGE_SHOW").is_ok_and(|show| show == format!("{fate:?}")) {
                println!("ORPHAN {:?} {placement:?}\n--- old\n{before}\n--- new\n{after}\n", quote.exact);
            }
            continue;
        }
        let found = now.text(placement.start, placement.end);
        if let Some(fault) = fault(&old, &new, &places, &passage, &placement, &quote.exact, found) {
            tally.wrong.push(format!(
                "{fault} (seed {seed}, {plan:?}):\n  {:?}\n  {found:?} {placement:?}\n{}",
                quote.exact,
                if std::env::var("PASSAGE_SHOW").is_ok() { format!("--- old\n{before}\n--- new\n{after}\n") } else { String::new() }
            ));
        }
    }
}

fn row(name: &str, tally: &Tally) -> String {
    let mut row = format!("| {name} |");
    for fate in FATES {
        let (trials, orphans) = (tally.trials.get(&fate).copied().unwrap_or(0), tally.orphans.get(&fate).copied().unwrap_or(0));
        let text = if trials == 0 { String::new() } else { format!("{:.1} % of {trials}", super::score::share(orphans, trials) * 100.0) };
        let _ = write!(row, " {text} |");
    }
    format!("{row} {} |", tally.wrong.len())
}

#[test]
fn passage_trials_never_land_on_another_sentence() {
    let trials: usize = std::env::var("PASSAGE_TRIALS").ok().and_then(|number| number.parse().ok()).unwrap_or(1_000);
    let base: u64 = std::env::var("PASSAGE_SEED").ok().and_then(|number| number.parse().ok()).unwrap_or(1);
    let mut plans: Vec<(String, Vec<Edit>)> = EDITS.iter().map(|edit| (format!("{edit:?}"), vec![*edit])).collect();
    plans.push(("Mixed".into(), EDITS.to_vec()));
    plans.push(("Mixed, without the old text".into(), EDITS.to_vec()));
    let shares = [3, 10, 30];
    let rounds = trials.div_ceil(plans.len() * shares.len() * 12).max(1);
    let (mut table, mut wrong, mut seed) = (String::new(), Vec::new(), base << 32);
    for (name, plan) in &plans {
        for share in shares {
            let mut tally = Tally::default();
            // Everything at once is tried more often.
            for _ in 0..rounds * if name == "Mixed" { 16 } else { 1 } {
                seed += 1;
                trial(seed, plan, share, 12, !name.contains("without"), &mut tally);
            }
            let _ = writeln!(table, "{}", row(&format!("{name}, {share} %"), &tally));
            wrong.append(&mut tally.wrong);
        }
    }
    println!("{table}");
    for fault in wrong.iter().take(30) {
        println!("{fault}");
    }
    assert!(wrong.is_empty(), "{} wrong, the first: {}", wrong.len(), wrong[0]);
}

/// `cargo test -p teahouse --release passage_speed -- --ignored --nocapture`
#[test]
#[ignore = "it measures"]
fn passage_speed() {
    let mut chance = Chance(5);
    let mut new = Text::new(LANGUAGES[0], 1_300, &mut chance);
    let old = Document::new(&new.plain().0);
    for _ in 0..40 {
        new.edit(*chance.of(&EDITS), &mut chance);
    }
    let text = new.plain().0;
    let quotes: Vec<_> = (0..1_000).map(|_| chance.below(old.length() - 80)).map(|start| (start, old.quote(start, start + 80))).collect();
    let begun = std::time::Instant::now();
    let now = Document::new(&text);
    let find = |(start, quote): &(usize, super::Quote)| {
        now.find_again(&Earlier { quote, start: *start, was_unique: true, old_length: old.length(), text: Some(&old) }).state
    };
    let found = quotes.iter().map(find).filter(|state| *state != State::Orphaned).count();
    println!("{found} of 1000 found in {} characters in {:?}", now.length(), begun.elapsed());
}
