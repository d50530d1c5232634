//! Where a passage stands in each edition. Pure.

use entity::{AnchorState, EditionId};

use crate::{
    alignment::rules::{Atlas, EditionText},
    text::anchoring::{Document, Earlier, Quote, State},
};

/// A passage as it was quoted.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The edition that was quoted.
    pub edition_id: EditionId,
    /// Which of its texts.
    pub revision: i32,
    /// The words, with what stood around them.
    pub quote: Quote,
    /// Where they stood, in Unicode scalar values.
    pub start: usize,
    /// Exclusive.
    pub end: usize,
    /// Whether they stood there only once.
    pub was_unique: bool,
}

/// Where a passage stands in one edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The edition.
    pub edition_id: EditionId,
    /// Which of its texts.
    pub revision: i32,
    /// How it stands there.
    pub state: AnchorState,
    /// The words that stand there; of an orphan those that were quoted.
    pub text: String,
    /// In Unicode scalar values; 0 for an orphan.
    pub start: usize,
    /// Exclusive.
    pub end: usize,
    /// From 0 to 1; 0 for an orphan.
    pub score: f64,
    /// The first sentence that it touches.
    pub first_segment: usize,
    /// How many it touches.
    pub segments: usize,
}

impl Place {
    fn at(edition: &EditionText, state: AnchorState, start: usize, end: usize, score: f64) -> Self {
        let touched = edition.touched(start, end);
        Self {
            edition_id: edition.id,
            revision: edition.revision,
            state,
            text: edition.words(start, end).to_owned(),
            start,
            end,
            score,
            first_segment: touched.start,
            segments: touched.len(),
        }
    }

    /// A passage that is not to be found in an edition: kept with its words, at no place.
    #[must_use]
    pub fn orphan(edition: &EditionText, exact: &str) -> Self {
        Self {
            edition_id: edition.id,
            revision: edition.revision,
            state: AnchorState::Orphaned,
            text: exact.to_owned(),
            start: 0,
            end: 0,
            score: 0.0,
            first_segment: 0,
            segments: 0,
        }
    }
}

/// Where a passage stands in the text that it was quoted from.
#[must_use]
pub fn as_quoted(edition: &EditionText, passage: &Passage) -> Place {
    Place::at(edition, AnchorState::Exact, passage.start, passage.end, 1.0)
}

/// Where a passage stands in a later text of the edition that it was quoted from: always
/// compared with the words as they were quoted, so that it does not matter by how many
/// steps the text came to be. `old` is the text that was quoted, if it is kept.
#[must_use]
pub fn found_again(edition: &EditionText, document: &Document, passage: &Passage, old: Option<&Document>) -> Place {
    let earlier =
        Earlier { quote: &passage.quote, start: passage.start, was_unique: passage.was_unique, old_length: old.map_or(0, Document::length), text: old };
    let found = document.find_again(&earlier);
    let state = match found.state {
        State::Exact => AnchorState::Exact,
        State::Shifted => AnchorState::Shifted,
        State::Fuzzy => AnchorState::Fuzzy,
        State::Orphaned => return Place::orphan(edition, &passage.quote.exact),
    };
    Place::at(edition, state, found.start, found.end, found.score)
}

/// A passage in all editions: where it stands in its own, and in each other the sentences that
/// correspond. Editions whose present text is not aligned yet are left out.
#[must_use]
pub fn everywhere(atlas: &Atlas, exact: &str, own: Place) -> Vec<Place> {
    let touched = own.first_segment..own.first_segment + own.segments;
    let others = atlas.editions.values().filter(|edition| edition.id != own.edition_id).filter_map(|edition| {
        if own.state == AnchorState::Orphaned {
            return Some(Place::orphan(edition, exact));
        }
        let ordinals = atlas.counterpart(own.edition_id, &touched, edition.id)?;
        let projected = edition.span(&ordinals).map(|(start, end)| Place::at(edition, AnchorState::Projected, start, end, own.score));
        Some(projected.unwrap_or_else(|| Place::orphan(edition, exact)))
    });
    let mut places: Vec<Place> = others.collect();
    places.push(own);
    places
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};

    use entity::{AnchorState, EditionId, EssayId, ParagraphKind};

    use super::{Place, everywhere};
    use crate::{
        alignment::rules::{Atlas, EditionText, Links, Pair, Sentence},
        text::alignment::Link,
    };

    fn edition(language: &str, sentences: &[&str]) -> EditionText {
        let mut at = 0;
        let spans = sentences.iter().enumerate().map(|(paragraph, words)| {
            let (start, end) = (at, at + words.chars().count());
            at = end + 2;
            Sentence { paragraph, kind: ParagraphKind::Text, number: 0, start, end }
        });
        let sentences_of = spans.collect();
        EditionText { id: EditionId::generate(), language: language.to_owned(), revision: 1, plain_text: sentences.join("\n\n"), sentences: sentences_of }
    }

    #[test]
    fn a_passage_goes_where_its_sentences_went() {
        let english = edition("en", &["Pour first.", "Then listen.", "Then pour again."]);
        let chinese = edition("zh", &["先倒茶，再听。", "然后再倒。"]);
        let (en, zh) = (english.id, chinese.id);
        let mut atlas = Atlas {
            essay: EssayId::generate(),
            version: 1,
            anchored_version: 1,
            editions: BTreeMap::from([(en, english.clone()), (zh, chinese.clone())]),
            links: HashMap::new(),
        };
        let own = Place::at(&english, AnchorState::Exact, 5, 17, 1.0);
        assert_eq!((own.text.as_str(), own.first_segment, own.segments), ("first.\n\nThen", 0, 2));
        assert_eq!(everywhere(&atlas, &own.text, own.clone()), std::slice::from_ref(&own), "not aligned yet");

        let links = vec![Link { left: 0..2, right: 0..1 }, Link { left: 2..3, right: 1..1 }, Link { left: 3..3, right: 1..2 }];
        atlas.links.insert(Pair::of(en, zh), Links { left_revision: 1, right_revision: 1, links });
        let places = everywhere(&atlas, &own.text, own.clone());
        assert_eq!((places[0].state, places[0].text.as_str(), places[0].start, places[0].end), (AnchorState::Projected, "先倒茶，再听。", 0, 7));
        let last = Place::at(&english, AnchorState::Exact, 27, 31, 1.0);
        let places = everywhere(&atlas, "Then", last);
        assert_eq!((places[0].state, places[0].text.as_str()), (AnchorState::Orphaned, "Then"), "left out in the other language");
        let gone = everywhere(&atlas, "Tea.", Place::orphan(&english, "Tea."));
        assert!(gone.iter().all(|place| place.state == AnchorState::Orphaned && place.segments == 0));
    }
}
