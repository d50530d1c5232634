//! What is expected of passages, by examples. Random edits are in `trials`.

use super::*;

const OLD: &str = "The council met in the old mill. Nobody had expected a long debate.\n\n\
    The bridge was opened in 1972. Farmers from both banks paid for it. It was not closed in the war.\n\n\
    The school was opened in 1978. Its first teacher came from Lisbon.";

fn quote_of(document: &Document, exact: &str) -> (Quote, usize) {
    let Located::Exact { start, end } = document.locate(&Quote { exact: exact.into(), prefix: String::new(), suffix: String::new() }) else {
        panic!("{exact} is not in the text once")
    };
    (document.quote(start, end), start)
}

/// The state, and the words it is at now.
fn again(old: &str, exact: &str, new: &str) -> (State, String) {
    let (old, new) = (Document::new(old), Document::new(new));
    let (quote, start) = quote_of(&old, exact);
    let earlier = Earlier { quote: &quote, start, was_unique: true, old_length: old.length(), text: Some(&old) };
    let placement = new.find_again(&earlier);
    (placement.state, new.text(placement.start, placement.end).to_owned())
}

#[test]
fn words_that_were_not_touched_stay_or_shift() {
    let bridge = "The bridge was opened in 1972.";
    assert_eq!(again(OLD, bridge, OLD), (State::Exact, bridge.into()));
    assert_eq!(again(OLD, bridge, &OLD.replace("Lisbon", "Porto")), (State::Exact, bridge.into()));
    assert_eq!(again(OLD, bridge, &OLD.replace("the old mill", "the new mill by the river")), (State::Shifted, bridge.into()));
    let paragraphs: Vec<&str> = OLD.split("\n\n").collect();
    let moved = [paragraphs[1], paragraphs[2], paragraphs[0]].join("\n\n");
    assert_eq!(again(OLD, bridge, &moved), (State::Shifted, bridge.into()));
    assert_eq!(again(OLD, "opened in 1978", &moved), (State::Shifted, "opened in 1978".into()));
}

#[test]
fn a_changed_sentence_is_followed_in_its_place() {
    let bridge = "The bridge was opened in 1972.";
    assert_eq!(again(OLD, bridge, &OLD.replace("bridge", "brigde")), (State::Fuzzy, "The brigde was opened in 1972.".into()));
    assert_eq!(again(OLD, bridge, &OLD.replace("1972", "1973")), (State::Fuzzy, "The bridge was opened in 1973.".into()));
}

#[test]
fn a_deleted_sentence_is_not_found_in_one_like_it() {
    let bridge = "The bridge was opened in 1972.";
    for new in [
        OLD.replace(&format!("{bridge} "), ""),
        OLD.replace(&format!("{bridge} "), "").replace("school", "bridge"),
        OLD.replace(&format!("{bridge} "), "").replace("The school was opened in 1978.", "The bridge was not opened in 1972."),
        OLD.replace(&format!("{bridge} "), "").replace("The school was opened in 1978.", bridge),
        String::new(),
    ] {
        assert_eq!(again(OLD, bridge, &new), (State::Orphaned, String::new()), "{new}");
    }
}
