//! From what was found to the links that are handed out.

use std::ops::Range;

use super::{Alignment, Link, Side, pins::Pins};

/// Puts in the ordinals of paragraphs, the pins, and what has no counterpart.
pub fn finish(left: &Side<'_>, right: &Side<'_>, pins: &Pins, groups: (&[Range<usize>], &[Range<usize>]), found: (&[Link], &[Link])) -> Alignment {
    let paragraphs = linked(found.0).map(|link| Link { left: span(groups.0, &link.left), right: span(groups.1, &link.right) }).collect();
    let mut sentences: Vec<Link> = linked(found.1).chain(&pins.leading).cloned().collect();
    sentences.sort_by_key(|link| link.left.start);
    Alignment {
        paragraphs: complete(paragraphs, moved(left, right, pins), (left.paragraphs.len(), right.paragraphs.len())),
        sentences: complete(sentences, pins.apart.clone(), (left.sentences.len(), right.sentences.len())),
    }
}

fn linked(links: &[Link]) -> impl Iterator<Item = &Link> {
    links.iter().filter(|link| !link.left.is_empty() && !link.right.is_empty())
}

/// The paragraphs of a range of groups that is not empty.
fn span(groups: &[Range<usize>], range: &Range<usize>) -> Range<usize> {
    groups[range.start].start..groups[range.end - 1].end
}

/// Puts between links in order what they leave out: links that stand apart, and each other
/// ordinal alone.
fn complete(ordered: Vec<Link>, mut apart: Vec<Link>, lengths: (usize, usize)) -> Vec<Link> {
    let mut taken = (vec![false; lengths.0], vec![false; lengths.1]);
    for link in &apart {
        taken.0[link.left.clone()].fill(true);
        taken.1[link.right.clone()].fill(true);
    }
    apart.sort_by_key(|link| (link.left.start, link.right.start));
    let (left_apart, mut right_apart): (Vec<Link>, Vec<Link>) = apart.into_iter().partition(|link| !link.left.is_empty());
    right_apart.sort_by_key(|link| link.right.start);
    let (mut left_apart, mut right_apart) = (left_apart.into_iter().peekable(), right_apart.into_iter().peekable());
    let mut links = Vec::new();
    let mut at = (0, 0);
    for link in ordered.into_iter().map(Some).chain([None]) {
        let to = link.as_ref().map_or(lengths, |link| (link.left.start, link.right.start));
        for left in at.0..to.0 {
            if let Some(apart) = left_apart.next_if(|apart| apart.left.start == left) {
                let right = if apart.right.is_empty() { at.1..at.1 } else { apart.right };
                links.push(Link { left: apart.left, right });
            } else if !taken.0[left] {
                links.push(Link { left: left..left + 1, right: at.1..at.1 });
            }
        }
        for right in at.1..to.1 {
            if let Some(apart) = right_apart.next_if(|apart| apart.right.start == right) {
                links.push(Link { left: to.0..to.0, right: apart.right });
            } else if !taken.1[right] {
                links.push(Link { left: to.0..to.0, right: right..right + 1 });
            }
        }
        if let Some(link) = link {
            at = (link.left.end, link.right.end);
            links.push(link);
        }
    }
    links
}

/// Paragraphs that pins move as a whole: all sentences of both are set apart, and pinned to
/// each other and no other paragraph.
fn moved(left: &Side<'_>, right: &Side<'_>, pins: &Pins) -> Vec<Link> {
    let (left_of, right_of) = (paragraph_of(left), paragraph_of(right));
    let mut partners: (Vec<Vec<usize>>, Vec<Vec<usize>>) = (vec![Vec::new(); left.paragraphs.len()], vec![Vec::new(); right.paragraphs.len()]);
    for pin in linked(&pins.apart) {
        for &one in &left_of[pin.left.clone()] {
            for &other in &right_of[pin.right.clone()] {
                partners.0[one].push(other);
                partners.1[other].push(one);
            }
        }
    }
    let whole = |side: &Side<'_>, ordinal: usize, apart: &[bool]| {
        side.paragraphs[ordinal].sentences.clone().all(|sentence| apart.get(sentence).copied().unwrap_or(false))
    };
    let only = |partners: &[usize]| partners.first().copied().filter(|first| partners.iter().all(|other| other == first));
    (0..left.paragraphs.len())
        .filter_map(|one| only(&partners.0[one]).map(|other| (one, other)))
        .filter(|&(one, other)| only(&partners.1[other]) == Some(one))
        .filter(|&(one, other)| whole(left, one, &pins.left_apart) && whole(right, other, &pins.right_apart))
        .map(|(one, other)| Link { left: one..one + 1, right: other..other + 1 })
        .collect()
}

/// The paragraph that each sentence is in.
pub fn paragraph_of(side: &Side<'_>) -> Vec<usize> {
    let mut of = vec![0; side.sentences.len()];
    for (ordinal, paragraph) in side.paragraphs.iter().enumerate() {
        let end = paragraph.sentences.end.min(of.len());
        of[paragraph.sentences.start.min(end)..end].fill(ordinal);
    }
    of
}
