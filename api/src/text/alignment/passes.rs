//! The passes: paragraphs, then sentences inside them, then what they teach, and again.

use std::ops::Range;

use super::{
    Alignment, Kind, Link, Side, finish,
    keys::{self, Text},
    lengths::{self, Lengths},
    lexicon::{self, Opposite, Pair, Weights},
    pins::Pins,
    programme::{Costs, MOST, Programme, Step, Unit},
    rough,
};

/// How often the texts are aligned; each time with what the time before has shown.
const PASSES: usize = 3;
/// Texts with more sentences than this teach enough in one pass.
const MANY: usize = 4000;

const PARAGRAPHS: Costs = Costs { one: 100, alone: 2000, two: 2500, more: 2500, both: 9000 };
const SENTENCES: Costs = Costs { one: 100, alone: 2000, two: 3000, more: 2000, both: 8000 };

/// Aligns two sides.
pub fn run(left: &Side<'_>, right: &Side<'_>, pins: &Pins) -> Alignment {
    let scripts = (keys::script(left), keys::script(right));
    let mut texts = (Text::read(left, scripts.1), Text::read(right, scripts.0));
    let groups = groups(left, right, pins);
    let blocks = (Blocks::new(&mut texts.0, left, &groups.0, &pins.left_apart), Blocks::new(&mut texts.1, right, &groups.1, &pins.right_apart));
    let sentence_keys: Keys = (sentence_keys(&texts.0), sentence_keys(&texts.1));
    let common = lexicon::common(&texts.0, &texts.1);
    let mut ratio = lengths::ratio((&texts.0.language, &texts.1.language), (blocks.0.letters(), blocks.1.letters()));
    let mut pairs = common.clone();
    let mut found = Found::default();
    let passes = if left.sentences.len().max(right.sentences.len()) > MANY { 2 } else { PASSES };
    for pass in 1..=passes {
        let paragraphs = paragraphs(&texts, &blocks, &groups.2, &pairs, ratio, &found);
        let sentences = sentences((&texts, &sentence_keys), &blocks, pins, &pairs, ratio, (&paragraphs, &found));
        let settled = found.paragraphs == paragraphs && found.sentences == sentences;
        found = Found { paragraphs, sentences };
        if pass == passes || settled {
            break;
        }
        ratio = lengths::ratio_of_links(found.ratios(&blocks)).unwrap_or(ratio);
        pairs = lexicon::induced(&texts.0, &texts.1, &found.opposites(&sentence_keys), &common);
    }
    finish::finish(left, right, pins, (&groups.0, &groups.1), (&found.paragraphs, &found.sentences))
}

/// The keys of each sentence of both sides.
type Keys = (Vec<Vec<u32>>, Vec<Vec<u32>>);

fn sentence_keys(text: &Text) -> Vec<Vec<u32>> {
    text.sentences.iter().map(|sentence| sentence.keys.clone()).collect()
}

/// What a pass has found: links of paragraph groups and of sentences, without those
/// sentences that pins set apart.
#[derive(Default)]
struct Found {
    paragraphs: Vec<Link>,
    sentences: Vec<Link>,
}

impl Found {
    /// The logarithms of the ratios of lengths of single links.
    fn ratios(&self, blocks: &(Blocks, Blocks)) -> Vec<f64> {
        let single = self.paragraphs.iter().filter(|link| link.left.len() == 1 && link.right.len() == 1);
        let letters = single.map(|link| (blocks.0.units[link.left.start].0, blocks.1.units[link.right.start].0));
        letters.filter(|(left, right)| left.min(right) >= &8).map(|(left, right)| (left as f64).ln() - (right as f64).ln()).collect()
    }

    /// The keys of both sides of each link of sentences.
    fn opposites(&self, keys: &Keys) -> Vec<Opposite> {
        let union = |range: &Range<usize>, keys: &[Vec<u32>]| {
            let mut union: Vec<u32> = keys[range.clone()].concat();
            union.sort_unstable();
            union.dedup();
            union
        };
        let linked = self.sentences.iter().filter(|link| !link.left.is_empty() && !link.right.is_empty());
        linked.map(|link| (union(&link.left, &keys.0), union(&link.right, &keys.1))).collect()
    }

    fn path(links: &[Link]) -> Vec<(usize, usize)> {
        links.iter().map(|link| (link.left.end, link.right.end)).collect()
    }
}

/// Paragraphs, or several that pins tie together, by ordinal.
type Groups = Vec<Range<usize>>;

/// Ties paragraphs together so that pins lead from one group to one group; also says which.
fn groups(left: &Side<'_>, right: &Side<'_>, pins: &Pins) -> (Groups, Groups, Vec<(usize, usize)>) {
    let of = (finish::paragraph_of(left), finish::paragraph_of(right));
    let mut tied: Vec<Link> = Vec::new();
    for pin in &pins.leading {
        let span = |range: &Range<usize>, of: &[usize]| of[range.start]..of[range.end - 1] + 1;
        let link = Link { left: span(&pin.left, &of.0), right: span(&pin.right, &of.1) };
        match tied.last_mut() {
            Some(last) if link.left.start < last.left.end || link.right.start < last.right.end => {
                last.left.end = last.left.end.max(link.left.end);
                last.right.end = last.right.end.max(link.right.end);
            }
            _ => tied.push(link),
        }
    }
    let cut = |length: usize, tied: Vec<Range<usize>>| {
        let mut groups: Groups = Vec::new();
        let mut places = Vec::new();
        let mut at = 0;
        for range in tied {
            groups.extend((at..range.start).map(|single| single..single + 1));
            at = range.end;
            places.push(groups.len());
            groups.push(range);
        }
        groups.extend((at..length).map(|single| single..single + 1));
        (groups, places)
    };
    let (lefts, left_places) = cut(left.paragraphs.len(), tied.iter().map(|link| link.left.clone()).collect());
    let (rights, right_places) = cut(right.paragraphs.len(), tied.iter().map(|link| link.right.clone()).collect());
    (lefts, rights, left_places.into_iter().zip(right_places).collect())
}

/// Groups of paragraphs as they are compared.
struct Blocks {
    keys: Vec<Vec<u32>>,
    /// Letters, and what kind of paragraph it is; nothing if it has no counterpart.
    units: Vec<(usize, Option<Kind>)>,
    /// The sentences of each.
    sentences: Vec<Range<usize>>,
}

impl Blocks {
    fn new(text: &mut Text, side: &Side<'_>, groups: &Groups, apart: &[bool]) -> Self {
        let mut blocks = Self { keys: Vec::new(), units: Vec::new(), sentences: Vec::new() };
        let mut end = 0;
        for group in groups {
            let paragraphs = &side.paragraphs[group.clone()];
            let to = paragraphs.last().map_or(end, |last| last.sentences.end).clamp(end, side.sentences.len());
            let sentences: Vec<usize> = (end..to).filter(|&sentence| !apart[sentence]).collect();
            let letters = sentences.iter().map(|&sentence| text.sentences[sentence].letters).sum();
            let kind = paragraphs.first().map_or(Kind::Text, |first| first.kind);
            blocks.keys.push(text.paragraph(side, kind, &sentences));
            blocks.units.push((letters, (!sentences.is_empty()).then_some(kind)));
            blocks.sentences.push(end..to);
            end = to;
        }
        blocks
    }

    fn letters(&self) -> usize {
        self.units.iter().map(|unit| unit.0).sum()
    }

    fn units(&self, scale: f64) -> Vec<Unit> {
        let unit = |&(letters, kind): &(usize, Option<Kind>)| Unit {
            letters: letters.max(1) as f64 * scale,
            alone: kind.is_none(),
            apart: match kind {
                Some(Kind::Heading(_) | Kind::Code | Kind::Table) => 2000,
                _ => 0,
            },
        };
        self.units.iter().map(unit).collect()
    }
}

/// What letters of each side are multiplied by, to be those of the wordier language.
fn scales(ratio: f64) -> (f64, f64) {
    ((-ratio).exp().max(1.0), ratio.exp().max(1.0))
}

fn logarithms(units: &[Unit]) -> Vec<f64> {
    units.iter().filter(|unit| !unit.alone).map(|unit| unit.letters.max(1.0).ln()).collect()
}

/// Links groups of paragraphs.
fn paragraphs(texts: &(Text, Text), blocks: &(Blocks, Blocks), tied: &[(usize, usize)], pairs: &[Pair], ratio: f64, before: &Found) -> Vec<Link> {
    let scales = scales(ratio);
    let (left, right) = (blocks.0.units(scales.0), blocks.1.units(scales.1));
    let whole = |one: &[Unit], other: &[Unit]| one.len() == 1 && other.len() > MOST && ![one, other].concat().iter().any(|unit| unit.alone);
    if whole(&left, &right) || whole(&right, &left) {
        return vec![Link { left: 0..left.len(), right: 0..right.len() }];
    }
    let mut forced = vec![None; left.len()];
    for &(one, other) in tied {
        forced[one] = Some(other);
    }
    let weights = Weights::new((&texts.0, &texts.1), pairs, &blocks.0.keys, &blocks.1.keys);
    let lengths = Lengths::new(&logarithms(&left), &logarithms(&right));
    let ranges = (0..left.len(), 0..right.len());
    let programme = Programme { left: &left, right: &right, ranges, forced: &forced, lengths: &lengths, weights: &weights, costs: PARAGRAPHS };
    let corridor = rough::corridor(&programme, tied, &Found::path(&before.paragraphs));
    links(&programme.run(&corridor), (0, 0))
}

/// Links the sentences inside each link of paragraphs, with pins as they are.
fn sentences(
    (texts, keys): (&(Text, Text), &Keys),
    blocks: &(Blocks, Blocks),
    pins: &Pins,
    pairs: &[Pair],
    ratio: f64,
    (paragraphs, before): (&[Link], &Found),
) -> Vec<Link> {
    let scales = scales(ratio);
    let units = |text: &Text, scale: f64, apart: &[bool]| -> Vec<Unit> {
        text.sentences.iter().zip(apart).map(|(sentence, &alone)| Unit { letters: sentence.letters.max(1) as f64 * scale, alone, apart: 0 }).collect()
    };
    let (left, right) = (units(&texts.0, scales.0, &pins.left_apart), units(&texts.1, scales.1, &pins.right_apart));
    let weights = Weights::new((&texts.0, &texts.1), pairs, &keys.0, &keys.1);
    let lengths = Lengths::new(&logarithms(&left), &logarithms(&right));
    let path = Found::path(&before.sentences);
    let mut found = Vec::new();
    let mut align = |from: (usize, usize), to: (usize, usize)| {
        let ranges = (from.0..to.0, from.1..to.1);
        let programme = Programme { left: &left, right: &right, ranges, forced: &[], lengths: &lengths, weights: &weights, costs: SENTENCES };
        let begin = path.partition_point(|point| point.0 < from.0 || point.1 < from.1);
        let near: Vec<(usize, usize)> =
            path[begin..].iter().take_while(|point| point.0 <= to.0 && point.1 <= to.1).map(|point| (point.0 - from.0, point.1 - from.1)).collect();
        let corridor = rough::corridor(&programme, &[], &near);
        found.extend(links(&programme.run(&corridor), from));
    };
    let mut leading = pins.leading.iter().peekable();
    for link in paragraphs {
        let span = |blocks: &Blocks, range: &Range<usize>| match (blocks.sentences.get(range.start), range.end.checked_sub(1)) {
            (Some(first), Some(last)) if !range.is_empty() => first.start..blocks.sentences[last].end,
            (Some(first), _) => first.start..first.start,
            (None, _) => blocks.sentences.last().map_or(0, |last| last.end)..blocks.sentences.last().map_or(0, |last| last.end),
        };
        let (lefts, rights) = (span(&blocks.0, &link.left), span(&blocks.1, &link.right));
        let mut at = (lefts.start, rights.start);
        while let Some(pin) = leading.next_if(|pin| pin.left.start < lefts.end) {
            align(at, (pin.left.start, pin.right.start));
            at = (pin.left.end, pin.right.end);
        }
        align(at, (lefts.end, rights.end));
    }
    found
}

fn links(steps: &[Step], (mut left, mut right): (usize, usize)) -> Vec<Link> {
    let mut links = Vec::with_capacity(steps.len());
    for step in steps {
        links.push(Link { left: left..left + step.0, right: right..right + step.1 });
        left += step.0;
        right += step.1;
    }
    links
}
