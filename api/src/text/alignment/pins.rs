//! What editors have said, made consistent.

use std::ops::Range;

use super::{Link, Pin, Side};

/// Pins that share no sentence, sorted by what they mean for the alignment.
#[derive(Debug, Default)]
pub struct Pins {
    /// Those that cross none of each other, in order: the text between them is aligned.
    pub leading: Vec<Link>,
    /// Those that cross one of these, and those with an empty side.
    pub apart: Vec<Link>,
    /// For each sentence of the left, whether a pin takes it out of the order.
    pub left_apart: Vec<bool>,
    /// The same for the right.
    pub right_apart: Vec<bool>,
}

impl Pins {
    /// Pins for these sides; of those that share a sentence the first counts.
    pub fn new(left: &Side<'_>, right: &Side<'_>, pins: &[Pin]) -> Self {
        let (lefts, rights) = (left.sentences.len(), right.sentences.len());
        let mut taken = (vec![false; lefts], vec![false; rights]);
        let mut found: Vec<Link> = Vec::new();
        for pin in pins {
            let link = Link { left: clamp(&pin.left, lefts), right: clamp(&pin.right, rights) };
            let free = !taken.0[link.left.clone()].contains(&true) && !taken.1[link.right.clone()].contains(&true);
            if free && !(link.left.is_empty() && link.right.is_empty()) {
                taken.0[link.left.clone()].fill(true);
                taken.1[link.right.clone()].fill(true);
                found.push(link);
            }
        }
        let (pairs, mut apart): (Vec<Link>, Vec<Link>) = found.into_iter().partition(|link| !link.left.is_empty() && !link.right.is_empty());
        let mut leading: Vec<Link> = Vec::new();
        for link in by_crossings(&pairs) {
            let place = leading.partition_point(|other| other.left.start < link.left.start);
            let fits = place.checked_sub(1).is_none_or(|before| leading[before].right.start < link.right.start)
                && leading.get(place).is_none_or(|after| link.right.start < after.right.start);
            if fits {
                leading.insert(place, link);
            } else {
                apart.push(link);
            }
        }
        let mut pins = Self { leading, apart, left_apart: vec![false; lefts], right_apart: vec![false; rights] };
        for link in &pins.apart {
            pins.left_apart[link.left.clone()].fill(true);
            pins.right_apart[link.right.clone()].fill(true);
        }
        pins
    }
}

fn clamp(range: &Range<usize>, length: usize) -> Range<usize> {
    let start = range.start.min(length);
    start..range.end.clamp(start, length)
}

/// Those that cross the fewest others first; the first given first where that is equal.
fn by_crossings(pairs: &[Link]) -> Vec<Link> {
    let crossings = |link: &Link| pairs.iter().filter(|other| (link.left.start < other.left.start) != (link.right.start < other.right.start)).count();
    let mut sorted: Vec<(usize, usize)> = pairs.iter().map(crossings).enumerate().map(|(place, count)| (count, place)).collect();
    sorted.sort_unstable();
    sorted.into_iter().map(|(_, place)| pairs[place].clone()).collect()
}
