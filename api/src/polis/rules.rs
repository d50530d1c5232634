//! What a conversation's words become: titles, bodies, languages, names of accounts. Pure.

use std::collections::BTreeMap;

use entity::Timestamp;
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    essay::rules::{CreditDraft, Draft},
    text::{
        detect::{self, Detected},
        language, markdown,
        plain::{self, Bounds},
    },
};

/// Characters of a title, as all posts and essays have them.
const TITLE: Bounds = Bounds { min: 3, max: 200 };
/// Characters of a comment at most, as of all posts.
const MOST_OF_A_COMMENT: usize = 20_000;
/// As sure as the forum is before it asks an author whether a mark is wrong.
const SURE: (f64, usize) = (0.95, 40);
/// Characters of a handle before the participant's number, which may have ten digits.
const MOST_OF_A_HANDLE: usize = 19;

/// A comment as it becomes a proposal.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    /// First words, or all of them.
    pub title: String,
    /// Markdown that shows the comment as it was.
    pub body: String,
    /// What it seems to be written in.
    pub detected: Option<Detected>,
    /// When the comment was written.
    pub created_at: Timestamp,
}

/// A comment's words as a proposal's; the reason if it cannot be one.
pub fn proposed(number: i32, text: &str, created_at: Timestamp) -> Result<Proposed, String> {
    let mut body = markdown::from_plain(text);
    if body.is_empty() {
        // Somebody has voted on it all the same.
        body = format!("Comment {number}");
    }
    if text.chars().count() > MOST_OF_A_COMMENT {
        return Err(format!("comment-body: the comment has more than {MOST_OF_A_COMMENT} characters"));
    }
    let detected = detect::detect(None, &body);
    Ok(Proposed { title: title(text).unwrap_or_else(|| format!("Comment {number}")), body, detected, created_at })
}

/// One line of a text: all of it, or its first words and an ellipsis. `None` if it is shorter
/// than a title may be.
fn title(text: &str) -> Option<String> {
    // Before the invisible is taken out: a line end parts words.
    let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = plain::tame(&spaced, usize::MAX);
    let length = line.chars().count();
    if length < TITLE.min {
        return None;
    }
    if length <= TITLE.max {
        return Some(line);
    }
    let fits = |end: usize| line.get(..end).filter(|part| part.chars().count() < TITLE.max);
    // A word that is half as long as a title, or longer, is cut itself; between two characters
    // as a reader sees them, unless one of these is as long.
    let cut = |ends: &mut dyn Iterator<Item = usize>| ends.map_while(fits).last().map(str::trim_end).filter(|part| part.chars().count() > TITLE.max / 2);
    let kept = cut(&mut line.split_word_bound_indices().map(|(at, _)| at))
        .or_else(|| cut(&mut line.grapheme_indices(true).map(|(at, _)| at)))
        .or_else(|| cut(&mut line.char_indices().map(|(at, _)| at)))?;
    Some(format!("{kept}…"))
}

/// What most of the letters of all comments are written in.
#[must_use]
pub fn main_language(proposed: &[Proposed]) -> Option<String> {
    let mut letters: BTreeMap<&str, usize> = BTreeMap::new();
    for detected in proposed.iter().filter_map(|proposed| proposed.detected) {
        *letters.entry(detected.language).or_default() += detected.letters;
    }
    let most = letters.iter().max_by_key(|(_, letters)| **letters).map(|(language, _)| (*language).to_owned());
    // Short comments tell more together.
    most.or_else(|| {
        let all: Vec<&str> = proposed.iter().map(|proposed| proposed.body.as_str()).collect();
        detect::detect(None, &all.join("\n\n")).map(|detected| detected.language.to_owned())
    })
}

/// What a comment is marked as: the language of the conversation, unless it is surely in another.
#[must_use]
pub fn language_of<'a>(detected: Option<&'a Detected>, main: &'a str) -> &'a str {
    match detected {
        Some(detected) if detected.confidence >= SURE.0 && detected.letters >= SURE.1 && detected.contradicts(main) => detected.language,
        _ => main,
    }
}

/// What a comment seems to be written in, as far as that can be told: Albanian looks like
/// something else to whoever does not know it. See [`detect::detect_marked`].
#[must_use]
pub fn known(detected: Option<Detected>, main: &str) -> Option<Detected> {
    detected.filter(|detected| detected.contradicts(main) || language::family(detected.language) == language::family(main))
}

/// The beginning of all handles of a conversation: of its slug, and for the second try on with
/// the try's number, in case that somebody else is called so.
#[must_use]
pub fn handles(slug: &str, attempt: u32) -> String {
    let suffix = if attempt < 2 { "_".to_owned() } else { format!("_{attempt}_") };
    // Of `a-z`, `0-9` and hyphens: a byte is a character.
    let kept: String = slug.chars().take(MOST_OF_A_HANDLE + 1 - suffix.len()).map(|character| if character == '-' { '_' } else { character }).collect();
    format!("{}{suffix}", kept.trim_end_matches('_'))
}

/// An address that is one account's alone and that no letter can be sent to: `invalid` is no
/// domain, by RFC 2606, and sign-up asks for a dot in it.
#[must_use]
pub fn address(slug: &str, number: i32) -> String {
    format!("participant-{number}.{slug}@invalid")
}

/// The name that is shown.
#[must_use]
pub fn display_name(number: i32) -> String {
    format!("Participant {number}")
}

/// How much there is of a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Comments that became proposals.
    pub proposals: usize,
    /// Comments that moderators took out.
    pub moderated: usize,
    /// Those of them that had votes.
    pub withheld: usize,
    /// Participants with a vote on a proposal.
    pub voters: usize,
    /// Votes on proposals; of several of one person on one comment, one.
    pub votes: u64,
    /// Whether votes seem to have the other sign than the comments' own counts.
    pub is_reversed: bool,
}

/// What names the essay and its source.
#[derive(Clone, Debug)]
pub struct Source {
    /// Names the essay in addresses.
    pub slug: String,
    /// Of the conversation.
    pub language: String,
    /// Country that it is from.
    pub home_country: Option<String>,
    /// The question, as its file has it.
    pub topic: Option<String>,
    /// Where it was held, as its file has it.
    pub url: Option<String>,
}

/// The essay: a title and a note on the source.
#[must_use]
pub fn essay(source: Source, size: Size) -> Draft {
    let Source { slug, language, home_country, topic, url } = source;
    let topic = topic.and_then(|topic| title(&topic));
    let title = topic.unwrap_or_else(|| capitalised(&slug.replace('-', " ")));
    let url = url.map(|url| url.trim().to_owned()).filter(|url| is_address(url));
    let place = url.as_ref().map_or_else(String::new, |url| format!(", where it was held at <{url}>"));
    let Size { proposals, moderated, withheld, voters, votes, .. } = size;
    let body = format!(
        "This conversation was exported from Polis{place}. Its comments and votes are published under the licence \
         [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).\n\n\
         Here are {}, {} and {}. The moderators of the conversation had taken out {}, of which {withheld} had votes.",
        counted(proposals as u64, "comment, each as a proposal", "comments, each as a proposal"),
        counted(voters as u64, "participant", "participants"),
        counted(votes, "vote", "votes"),
        counted(moderated as u64, "comment more", "comments more"),
    );
    Draft {
        slug,
        language,
        original_language: None,
        origin_country: home_country,
        title,
        body,
        credits: vec![CreditDraft { role: entity::CreditRole::Author, name: "Polis conversation".to_owned(), user_id: None }],
        source_url: url,
    }
}

fn counted(number: u64, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// Whether something can stand as an address in a text; `essay::rules::check` asks for as much.
fn is_address(url: &str) -> bool {
    let is_link = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
    is_link && url.len() <= 2000 && !url.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\'))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whether the signs of all votes are the other way round than the comments' own counts say.
/// Polis' database has them so, its exported files do not. `pairs` are agree and disagree of a
/// comment, as counted from the votes and as its file has them.
#[must_use]
pub fn are_reversed(pairs: impl Iterator<Item = ([i64; 2], [i64; 2])>) -> bool {
    let (mut straight, mut reversed) = (0_u64, 0_u64);
    for ([agree, disagree], [said_agree, said_disagree]) in pairs {
        straight = straight.saturating_add(agree.abs_diff(said_agree)).saturating_add(disagree.abs_diff(said_disagree));
        reversed = reversed.saturating_add(agree.abs_diff(said_disagree)).saturating_add(disagree.abs_diff(said_agree));
    }
    reversed < straight / 2
}

#[cfg(test)]
mod tests {
    use entity::Timestamp;
    use proptest::prelude::*;

    use super::{Size, Source, address, are_reversed, essay, handles, known, language_of, main_language, proposed, title};
    use crate::{account, essay as essays};

    #[test]
    fn titles_are_first_words() {
        assert_eq!(title(" A  short\ncomment. ").as_deref(), Some("A short comment."));
        assert_eq!(title("no"), None);
        let long = "several words ".repeat(20);
        let made = title(&long).unwrap();
        assert!(made.ends_with(" several…") || made.ends_with(" words…"), "{made}");
        assert_eq!(title(&"a".repeat(201)).unwrap(), format!("{}…", "a".repeat(199)));
        assert_eq!(title(&format!("see {}", "a".repeat(300))).unwrap(), format!("see {}…", "a".repeat(195)));
        assert_eq!(title(&format!("a{}", "\u{301}".repeat(300))).unwrap().chars().count(), 200);
        assert_eq!(title(&"茶".repeat(300)).unwrap().chars().count(), 200);
        assert_eq!(proposed(7, "?", Timestamp(0)).unwrap().title, "Comment 7");
        assert_eq!(proposed(7, " \n\0", Timestamp(0)).unwrap().body, "Comment 7");
        assert!(proposed(7, &"a".repeat(20_001), Timestamp(0)).is_err());
    }

    proptest! {
        #[test]
        fn every_title_is_one(text in any::<String>(), times in 1..60_usize) {
            if let Some(title) = title(&text.repeat(times)) {
                prop_assert!(crate::text::plain::line(&title, super::TITLE).is_ok(), "{title:?}");
            }
        }

        #[test]
        fn every_handle_is_one(slug in "[a-z0-9]{1,12}(-[a-z0-9]{1,12}){1,6}", attempt in 0..1000_u32, number in 0..i32::MAX) {
            let handle = format!("{}{number}", handles(&slug, attempt));
            prop_assert_eq!(account::rules::handle(&handle), Ok(handle.clone()));
            // Nobody who signs up can take such an address.
            prop_assert!(account::rules::email(&address(&slug, number)).is_err());
        }

        #[test]
        fn every_conversation_makes_an_essay(topic in any::<Option<String>>(), url in prop_oneof![any::<Option<String>>(), "https?://[!-~]{0,20}".prop_map(Some)]) {
            let source = Source { slug: "a-talk".to_owned(), language: "en".to_owned(), home_country: None, topic, url };
            prop_assert!(essays::rules::check(essay(source, Size::default())).is_ok());
        }
    }

    #[test]
    fn the_note_names_the_source() {
        let source = Source {
            slug: "a-talk".to_owned(),
            language: "en".to_owned(),
            home_country: Some("TW".to_owned()),
            topic: None,
            url: Some("https://example.org/talk".to_owned()),
        };
        let draft = essay(source.clone(), Size { proposals: 1, moderated: 2, withheld: 1, voters: 3, votes: 4, is_reversed: false });
        assert_eq!((draft.title.as_str(), draft.source_url.as_deref()), ("A talk", Some("https://example.org/talk")));
        for part in ["exported from Polis", "<https://example.org/talk>", "CC BY 4.0", "1 comment,", "3 participants", "4 votes", "2 comments more"] {
            assert!(draft.body.contains(part), "{part}: {}", draft.body);
        }
        let hostile = essay(Source { url: Some("javascript:alert(1)".to_owned()), ..source }, Size::default());
        assert!(hostile.source_url.is_none() && !hostile.body.contains("javascript"));
    }

    #[test]
    fn languages_are_those_of_most_letters() {
        let text = |text| proposed(0, text, Timestamp(0)).unwrap();
        let english = text("People should be paid enough for the work that they do to live decently.");
        let french = text("Il faudrait que les salaires permettent à chacun de vivre décemment de son travail dans la ville.");
        let all = [english.clone(), english.clone(), french.clone()];
        assert_eq!(main_language(&all).as_deref(), Some("en"));
        assert_eq!(language_of(french.detected.as_ref(), "en"), "fr");
        assert_eq!(language_of(english.detected.as_ref(), "en-GB"), "en-GB");
        assert_eq!(main_language(&[text("ok?")]), None);
        // Albanian is not known, and what it looks like says nothing.
        let seen = |main| known(english.detected, main).map(|detected| detected.language);
        assert_eq!((seen("en-GB"), seen("fr"), seen("sq")), (Some("en"), Some("en"), None));
    }

    #[test]
    fn reversed_signs_are_seen() {
        let pairs = [([8, 2], [2, 8]), ([5, 1], [1, 5])];
        assert!(are_reversed(pairs.into_iter()));
        assert!(!are_reversed(pairs.into_iter().map(|(counted, [disagree, agree])| (counted, [agree, disagree]))));
        assert!(!are_reversed([([8, 2], [0, 0])].into_iter()));
    }
}
