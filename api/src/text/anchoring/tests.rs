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

fn located(text: &str, exact: &str, prefix: &str, suffix: &str) -> Result<String, usize> {
    let document = Document::new(text);
    match document.locate(&Quote { exact: exact.into(), prefix: prefix.into(), suffix: suffix.into() }) {
        Located::Exact { start, end } => Ok(document.text(start, end).to_owned()),
        Located::Ambiguous { count } => Err(count),
        Located::Missing { .. } => Err(0),
    }
}

#[test]
fn white_space_normalisation_and_quotation_marks_make_no_difference() {
    assert_eq!(located(OLD, "long  debate. The\nbridge was", "", ""), Ok("long debate.\n\nThe bridge was".into()));
    assert_eq!(located(OLD, "long debate.The bridge was", "", ""), Ok("long debate.\n\nThe bridge was".into()), "blocks of a page");
    assert_eq!(located(OLD, " Lisbon. ", "", ""), Ok("Lisbon.".into()));
    assert_eq!(located("Un cafe\u{301} noir", "café", "", ""), Ok("cafe\u{301}".into()));
    assert_eq!(located("Un café noir", "cafe\u{301} noir", "", ""), Ok("café noir".into()));
    assert_eq!(located("She said: “It isn’t.”", "\"It isn't.\"", "", ""), Ok("“It isn’t.”".into()));
    assert_eq!(located("كَتَبَ عمر", "كَتَبَ", "", ""), Ok("كَتَبَ".into()));
    assert_eq!(located("كَتَبَ عمر", "كتب", "", ""), Err(0), "other marks are other words");
    assert_eq!(located("Un cafe\u{301} noir", "cafe", "", ""), Err(0), "not a part of a character as it is drawn");
    assert_eq!(located("a 👩‍💻 b", "👩", "", ""), Err(0));
    assert_eq!(located("河水照样流着。👩‍💻走了。", "👩‍💻走", "", ""), Ok("👩‍💻走".into()));
}

#[test]
fn several_places_are_told_apart_by_their_context_or_not_at_all() {
    assert_eq!(located(OLD, "was opened in 197", "", ""), Err(2));
    assert_eq!(located(OLD, "was opened in 197", "", "8"), Ok("was opened in 197".into()));
    assert_eq!(located(OLD, "was opened in 197", "The\u{a0}school ", ""), Ok("was opened in 197".into()));
    assert_eq!(located(OLD, "was opened in 197", "school ", "2"), Err(2), "the context contradicts itself");
    assert_eq!(located(OLD, "was opened in 197", "castle ", ""), Err(2));
    assert_eq!(located("ababa", "aba", "", ""), Err(2), "they overlap");
    assert_eq!(Document::new("ababa").count("aba"), 2);
}

#[test]
fn what_is_missing_comes_with_what_is_nearest() {
    let document = Document::new(OLD);
    let quote = |exact: &str| Quote { exact: exact.into(), prefix: String::new(), suffix: String::new() };
    let Located::Missing { nearest: Some(nearest) } = document.locate(&quote("The brigde was open in 1972.")) else { panic!("it was found") };
    assert_eq!(document.text(nearest.start, nearest.end), "The bridge was opened in 1972.");
    assert!(nearest.score > 0.9 && nearest.score < 1.0, "{nearest:?}");
    assert_eq!(document.locate(&quote("河水照样流着")), Located::Missing { nearest: None });
    assert_eq!(document.locate(&quote("")), Located::Missing { nearest: None });
}

#[test]
fn a_score_is_the_weighted_mean_of_its_parts() {
    let parts = Parts { quote: 1.0, prefix: 1.0, suffix: 1.0, position: 1.0 };
    assert!((score(&parts) - 1.0).abs() < 1e-9);
    assert!((score(&Parts { quote: 0.5, prefix: 0.0, ..parts }) - 47.0 / 92.0).abs() < 1e-9);
}

#[test]
fn without_the_old_text_only_the_same_words_in_the_same_context_are_found() {
    let (old, new) = (Document::new(OLD), Document::new(&OLD.replace("the old mill", "the new mill by the river")));
    let (quote, start) = quote_of(&old, "Farmers from both banks paid for it.");
    let earlier = Earlier { quote: &quote, start, was_unique: true, old_length: old.length(), text: None };
    assert_eq!(new.find_again(&earlier).state, State::Shifted);
    let new = Document::new(&OLD.replace("banks", "bands"));
    assert_eq!(new.find_again(&earlier).state, State::Orphaned);
}

#[test]
fn texts_made_to_take_long_are_answered() {
    for text in ["a".repeat(30_000), "ab ".repeat(10_000), "So it was. ".repeat(3_000), "e\u{301}\u{323}".repeat(10_000), "汉".repeat(20_000)] {
        let (old, new) = (Document::new(&text), Document::new(&text[..text.char_indices().nth(19_000).unwrap().0]));
        let quote = old.quote(5_000, 7_000);
        let earlier = Earlier { quote: &quote, start: 5_000, was_unique: false, old_length: old.length(), text: Some(&old) };
        assert_eq!(new.find_again(&earlier).state, State::Orphaned);
        assert_eq!(new.find_again(&Earlier { text: None, ..earlier }).state, State::Orphaned);
        assert_eq!(old.locate(&quote), Located::Ambiguous { count: MAX_OCCURRENCES });
    }
}

fn plainly(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, a) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (at, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(diagonal.min(row[at]) + 1);
        }
    }
    row[other.len()]
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    #[test]
    fn distances_are_those_of_the_plain_algorithm(one in "[abc汉]{0,150}", other in "[abc汉]{0,150}") {
        let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
        proptest::prop_assert_eq!(distance::between(&one, &other), plainly(&one, &other));
    }

    #[test]
    fn a_passage_taken_from_a_text_is_located_there_or_is_ambiguous(
        text in "([ab]{1,3}| |\n\n|é|e\u{301}\u{323}|汉字|。|👩‍💻|كَ|“|\u{a0}){0,60}", from in 0_usize..120, length in 1_usize..40
    ) {
        let document = Document::new(&text);
        let (start, end) = (from.min(document.length()), (from + length).min(document.length()));
        let quote = document.quote(start, end);
        match document.locate(&quote) {
            Located::Exact { start: found, end: to } => proptest::prop_assert_eq!((found, to), (start, end)),
            Located::Ambiguous { count } => proptest::prop_assert!(count > 1),
            Located::Missing { .. } => proptest::prop_assert!(start == end, "{:?}", quote),
        }
    }
}

#[test]
fn what_is_nearly_as_good_elsewhere_leaves_a_doubt() {
    for (exact, old, new) in [
        // Its words were changed, and there is another with the old ones.
        (
            "So it was.",
            "So it was. The bridge was opened by the mayor in 1972. So it was. We waited on the roof until the rain ended.",
            "So it is. The bridge was opened by the mayor in 1972. So it was. We waited on the roof until the rain ended.",
        ),
        // Nothing was changed, but they were copied.
        (
            "We waited on the roof until the rain ended.",
            "We waited on the roof until the rain ended. Nobody had expected it. So it was.",
            "We waited on the roof until the rain ended. Nobody had expected it. So it was. We waited on the roof until the rain ended. Nobody has expected it.",
        ),
        // What stood beside them is gone, and another place is as good.
        (
            "It was not closed in the war.",
            "Farmers from both banks paid for it. So it was. It was not closed in the war.",
            "Farmers from both banks paid for it. It was not closed in the war. So it was. It was not closed in the war.",
        ),
        // They were there twice, and only one is left.
        (
            "A boat came at noon.",
            "A boat came at noon. Nobody had expected it. A boat came at noon.",
            "It was not closed in the war. A boat came at noon. Nobody had expected it.",
        ),
    ] {
        let (old, new) = (Document::new(old), Document::new(new));
        let start = old.occurrences(exact, "")[0].0;
        let quote = old.quote(start, start + exact.chars().count());
        let earlier = Earlier { quote: &quote, start, was_unique: old.count(exact) == 1, old_length: old.length(), text: Some(&old) };
        assert_eq!(new.find_again(&earlier).state, State::Orphaned, "{exact}");
    }
}
