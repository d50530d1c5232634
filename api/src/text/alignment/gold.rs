//! Measures the alignment on the texts in `tests/alignment`, which say themselves what
//! corresponds: see the README there.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

use super::{Kind, Link, Paragraph, Side, align};
use crate::text::{prose, sentences};

/// What other languages English is measured with.
pub const LANGUAGES: [&str; 5] = ["zh", "fr", "ar", "ru", "es"];

/// A paragraph: lines that correspond, each in all languages.
type Block = Vec<Vec<(String, String)>>;

/// A text in all languages.
#[derive(Clone)]
pub struct Work {
    /// The name of its file.
    pub name: String,
    blocks: Vec<Block>,
}

/// All texts.
pub fn works() -> Vec<Work> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/alignment");
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "txt")).collect();
    paths.sort();
    let mut works: Vec<Work> = paths.iter().map(|path| parse(path.file_stem().unwrap().to_str().unwrap(), &fs::read_to_string(path).unwrap())).collect();
    // Those without headings and numbers, as one longer text.
    let named = |name: &str| works.iter().find(|work| work.name == name).unwrap().clone();
    works.push(named("speech").then(&named("tides")));
    works
}

fn parse(name: &str, source: &str) -> Work {
    let blocks = source.split("\n\n").filter(|block| !block.trim().is_empty()).map(|block| {
        let mut lines: Block = Vec::new();
        for language in ["en"].into_iter().chain(LANGUAGES) {
            let own: Vec<&str> = block.lines().filter_map(|line| line.strip_prefix(language)?.strip_prefix(' ')).collect();
            lines.resize_with(own.len().max(lines.len()), Vec::new);
            assert_eq!(own.len(), lines.len(), "{name}: {language}: {block}");
            for (line, words) in lines.iter_mut().zip(own) {
                line.push((language.to_owned(), words.to_owned()));
            }
        }
        lines
    });
    Work { name: name.to_owned(), blocks: blocks.collect() }
}

/// A line of a work, or one that is not from it.
type Origin = Option<(usize, usize)>;

/// One side: paragraphs of lines with their origin.
pub type Draft = Vec<Vec<(Origin, String)>>;

/// Numbers that look like chance, the same each time (`SplitMix64`).
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below the limit.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// How a text is disturbed.
#[derive(Clone, Copy)]
pub struct Disturbance {
    /// Each of them so often, in percent.
    pub percent: usize,
    /// Whether Markdown's marks of headings and lists are taken away.
    pub plain: bool,
    /// Whether headings are taken away.
    pub headless: bool,
}

impl Work {
    /// Both works one after the other.
    pub fn then(mut self, other: &Self) -> Self {
        self.name = format!("{}+{}", self.name, other.name);
        self.blocks.extend(other.blocks.iter().cloned());
        self
    }

    /// One language's text, disturbed: paragraphs and lines left out, merged, split, or
    /// put in from another work.
    pub fn draft(&self, language: &str, other: &Self, how: Disturbance, dice: &mut Dice) -> Draft {
        let words = |line: &Vec<(String, String)>| line.iter().find(|words| words.0 == language).unwrap().1.clone();
        let mut draft: Draft = Vec::new();
        let mut merge = false;
        for (place, block) in self.blocks.iter().enumerate() {
            let heading = words(&block[0]).starts_with('#');
            if (how.headless && heading) || dice.happens(how.percent) {
                continue;
            }
            let mut paragraph: Vec<(Origin, String)> = Vec::new();
            let mut rest: Option<Vec<(Origin, String)>> = None;
            let split = (block.len() > 1 && dice.happens(how.percent)).then(|| 1 + dice.below(block.len() - 1));
            for (at, line) in block.iter().enumerate() {
                if block.len() > 1 && dice.happens(how.percent / 3) {
                    continue;
                }
                let line = (Some((place, at)), if how.plain { plain(&words(line)).to_owned() } else { words(line) });
                match &mut rest {
                    Some(rest) => rest.push(line),
                    None if split.is_some_and(|split| at >= split) => rest = Some(vec![line]),
                    None => paragraph.push(line),
                }
            }
            if paragraph.is_empty() {
                paragraph = rest.take().unwrap_or_default();
            }
            if paragraph.is_empty() {
                continue;
            }
            match draft.last_mut() {
                Some(last) if merge && !heading && !words(&block[0]).starts_with(['-', '1', '2', '3']) => last.extend(paragraph),
                _ => draft.push(paragraph),
            }
            draft.extend(rest);
            merge = !heading && dice.happens(how.percent);
            if dice.happens(how.percent / 2) {
                let block = &other.blocks[dice.below(other.blocks.len())];
                draft.push(block.iter().map(|line| (None, plain(&words(line)).to_owned())).collect());
            }
        }
        draft
    }
}

/// Without Markdown's marks at the beginning of a line.
fn plain(line: &str) -> &str {
    line.trim_start_matches(['#', '-', ' '])
}

/// A side made of a draft, and the origins of its sentences.
pub struct Reading {
    language: String,
    paragraphs: Vec<Paragraph>,
    sentences: Vec<String>,
    lines: Vec<Origin>,
}

impl Reading {
    /// Reads each paragraph as Markdown; sentences do not reach over the end of a line.
    pub fn new(language: &str, draft: &Draft, markdown: bool) -> Self {
        let mut reading = Self { language: language.to_owned(), paragraphs: Vec::new(), sentences: Vec::new(), lines: Vec::new() };
        for paragraph in draft {
            let start = reading.sentences.len();
            let mut kind = Kind::Text;
            for (at, (origin, line)) in paragraph.iter().enumerate() {
                let line = if markdown { line.clone() } else { line.replacen(". ", "\\. ", 1) };
                let prose = prose::of_markdown(&line);
                if at == 0 {
                    kind = prose.paragraphs[0].kind.into();
                }
                for words in sentences::texts(&prose, &sentences::of_prose(&prose)) {
                    reading.sentences.push(words.to_owned());
                    reading.lines.push(*origin);
                }
            }
            reading.paragraphs.push(Paragraph { kind, sentences: start..reading.sentences.len() });
        }
        reading
    }

    /// As the alignment takes it.
    pub fn side(&self) -> Side<'_> {
        Side { language: &self.language, paragraphs: self.paragraphs.clone(), sentences: self.sentences.iter().map(String::as_str).collect() }
    }

    fn origins(&self) -> (Vec<BTreeSet<Origin>>, Vec<BTreeSet<Origin>>) {
        let sentences: Vec<BTreeSet<Origin>> = self.lines.iter().map(|line| BTreeSet::from([*line])).collect();
        let paragraphs = self.paragraphs.iter().map(|paragraph| self.lines[paragraph.sentences.clone()].iter().copied().collect()).collect();
        (paragraphs, sentences)
    }
}

/// What a measure counts: pairs that are right, that were found, and that there are.
#[derive(Clone, Copy, Default)]
pub struct Counts {
    right: usize,
    found: usize,
    gold: usize,
}

impl Counts {
    /// The harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        if self.found + self.gold == 0 { 1.0 } else { 2.0 * self.right as f64 / (self.found + self.gold) as f64 }
    }

    /// Both counts.
    pub fn plus(self, other: Self) -> Self {
        Self { right: self.right + other.right, found: self.found + other.found, gold: self.gold + other.gold }
    }
}

fn count(links: &[Link], left: &[BTreeSet<Origin>], right: &[BTreeSet<Origin>]) -> Counts {
    let mut counts = Counts::default();
    let alike = |one: usize, other: usize| left[one].intersection(&right[other]).any(Option::is_some);
    for link in links {
        for one in link.left.clone() {
            for other in link.right.clone() {
                counts.found += 1;
                counts.right += usize::from(alike(one, other));
            }
        }
    }
    counts.gold = (0..left.len()).map(|one| (0..right.len()).filter(|&other| alike(one, other)).count()).sum();
    counts
}

/// Paragraphs and sentences of one pair of texts.
pub fn measure(left: &Reading, right: &Reading) -> (Counts, Counts) {
    let found = align(&left.side(), &right.side(), &[]);
    let (left, right) = (left.origins(), right.origins());
    (count(&found.paragraphs, &left.0, &right.0), count(&found.sentences, &left.1, &right.1))
}

/// Both sides of a work, disturbed by chance.
pub fn pair(work: &Work, other: &Work, languages: (&str, &str), how: Disturbance, seed: u64) -> (Reading, Reading) {
    let mut dice = Dice(seed);
    let left = work.draft(languages.0, other, Disturbance { percent: how.percent / 2, ..how }, &mut dice);
    let right = work.draft(languages.1, other, how, &mut dice);
    (Reading::new(languages.0, &left, !how.plain), Reading::new(languages.1, &right, !how.plain))
}

/// As if the languages were not known.
const UNKNOWN: &str = "no dictionary";

/// What the texts are measured as.
pub const WAYS: [(&str, Disturbance); 6] = [
    ("as they are", Disturbance { percent: 0, plain: false, headless: false }),
    ("Markdown", Disturbance { percent: 10, plain: false, headless: false }),
    ("plain text", Disturbance { percent: 10, plain: true, headless: false }),
    ("no headings", Disturbance { percent: 10, plain: true, headless: true }),
    (UNKNOWN, Disturbance { percent: 10, plain: true, headless: true }),
    ("much changed", Disturbance { percent: 20, plain: true, headless: true }),
];

/// The table: for each language and way the F1 of paragraphs over all disturbances of all
/// works, that of the worst one, and the F1 of sentences; and what must be reached, which is
/// that of the texts as they are and of those that are changed as translations are.
fn table(seeds: u64) -> (String, Vec<f64>) {
    let works = works();
    let mut text = String::new();
    let mut figures = Vec::new();
    for language in LANGUAGES {
        let mut changed = Counts::default();
        for (name, way) in WAYS {
            let (mut sum, mut least, mut by_work) = ((Counts::default(), Counts::default()), 1.0_f64, String::new());
            for (place, work) in works.iter().enumerate() {
                let other = &works[(place + 1) % 4];
                let mut of_work = Counts::default();
                for seed in 0..if way.percent == 0 { 1 } else { seeds } {
                    let (mut left, mut right) = pair(work, other, ("en", language), way, seed * 1000 + place as u64);
                    if name == UNKNOWN {
                        (left.language, right.language) = ("qaa".to_owned(), "qab".to_owned());
                    }
                    let (paragraphs, sentences) = measure(&left, &right);
                    least = least.min(paragraphs.f1());
                    of_work = of_work.plus(paragraphs);
                    sum = (sum.0.plus(paragraphs), sum.1.plus(sentences));
                }
                let _ = write!(by_work, " {} {:.3}", work.name, of_work.f1());
            }
            let _ = writeln!(text, "{language} {name:13} paragraphs {:.3}, worst {least:.3}, sentences {:.3};{by_work}", sum.0.f1(), sum.1.f1());
            match way.percent {
                0 => figures.push(sum.0.f1()),
                10 if name != UNKNOWN => changed = changed.plus(sum.0),
                _ => {}
            }
        }
        let _ = writeln!(text, "{language} at 10 %       paragraphs {:.3}", changed.f1());
        figures.push(changed.f1());
    }
    (text, figures)
}

#[test]
fn paragraphs_find_their_counterparts() {
    let seeds = std::env::var("ALIGNMENT_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(2);
    let (text, figures) = table(seeds);
    println!("{text}");
    assert!(figures.iter().all(|figure| *figure >= 0.95), "{text}");
}
