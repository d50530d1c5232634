//! The support of a proposal, for other sites to embed.

use std::cmp::Reverse;
use std::fmt::Write as _;

use plotters::style::text_anchor::HPos;

use crate::canvas::{Canvas, Label, drawn};
use crate::frame::{Frame, INNER, MARGIN, WIDTH};
use crate::map::{title, whole};
use crate::palette::{AGREE, DISAGREE, INK, PAPER, PASS, QUIET, RULE, Tone};
use crate::words::{REGULAR, clean, count, counted, quoted, shortened, width};
use crate::{FEWEST, Refused};

/// The most countries that are drawn.
pub const MOST_COUNTRIES: usize = 8;

/// What the picture of a proposal is drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The proposal, in any language. Shown in two lines at most.
    pub title: String,
    /// How the proposal stands.
    pub state: State,
    /// The votes of the home country, or none if they are too few to show.
    pub home: Option<Tally>,
    /// The home country's code by ISO 3166-1 (two letters), if there is one.
    pub home_country: Option<String>,
    /// The votes of all other countries, or none if they are too few to show.
    pub abroad: Option<Tally>,
    /// Countries by their codes, in any order. The [`MOST_COUNTRIES`] with most votes are drawn.
    pub countries: Vec<(String, Tally)>,
    /// Whether votes are hidden until the vote closes. Then neither they nor the state are shown.
    pub is_hidden: bool,
}

/// How a proposal stands, in the forum's words. What makes it so is decided elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// "Gathering votes".
    Gathering,
    /// "Shared ground".
    SharedGround,
    /// "Respectful divergence".
    RespectfulDivergence,
    /// "Contested".
    Contested,
}

impl State {
    fn words(self) -> &'static str {
        match self {
            Self::Gathering => "Gathering votes",
            Self::SharedGround => "Shared ground",
            Self::RespectfulDivergence => "Respectful divergence",
            Self::Contested => "Contested",
        }
    }
}

/// Votes of at least [`FEWEST`] people, or of nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// For it.
    pub agree: u32,
    /// Against it.
    pub disagree: u32,
    /// Neither.
    pub pass: u32,
}

impl Tally {
    fn parts(self) -> [u32; 3] {
        [self.agree, self.disagree, self.pass]
    }

    fn total(self) -> u64 {
        self.parts().map(u64::from).iter().sum()
    }

    fn words(self) -> String {
        if self.total() == 0 {
            return NO_VOTES.to_owned();
        }
        format!("{} agree, {} disagree, {} pass", count(self.agree), count(self.disagree), count(self.pass))
    }
}

const NO_VOTES: &str = "no votes yet";
const HIDDEN: &str = "Votes are hidden until the vote closes";
const NOTE: &str = "Bars show shares, figures count voters.";
/// The parts of a bar in their order: what they mean, and their colours and whether they have stripes.
const HEADS: [&str; 3] = ["Agree", "Disagree", "Pass"];
const LOOKS: [(Tone, bool); 3] = [(AGREE, false), (DISAGREE, true), (PASS, false)];

/// Pixels.
const BAR_LEFT: f64 = MARGIN + 222.0;
/// Between columns of figures, and between the bars and the first.
const GAP: f64 = 20.0;
/// A sample of what a part of a bar looks like, beside the head of its column.
const SAMPLE: [f64; 2] = [14.0, 12.0];
const HEAD_SIZE: f64 = 13.0;
const FIGURE_SIZE: f64 = 14.0;
const LABEL_ROOM: f64 = 210.0;
const SIDE_ROW: f64 = 48.0;
const COUNTRY_ROW: f64 = 28.0;
/// Between the stripes of those who disagree.
const STRIPES: f64 = 6.0;

/// One line of the picture.
struct Row {
    label: String,
    /// The code of a country, shown under the label.
    country: Option<String>,
    tally: Option<Tally>,
}

impl Row {
    fn words(&self) -> String {
        let country = self.country.as_ref().map(|code| format!(", {}", country(code, f64::INFINITY))).unwrap_or_default();
        let votes = self.tally.map_or_else(too_few, Tally::words);
        format!("{}{country}: {votes}.", self.label)
    }
}

fn too_few() -> String {
    "too few voters to show".to_owned()
}

/// Draws how a proposal is supported at home, abroad and by country: bars in three parts, with the numbers.
///
/// # Errors
/// Nothing is drawn if a tally is of 1 to 4 people.
pub fn card(card: &Card) -> Result<String, Refused> {
    check(card)?;
    let title = title(&card.title);
    let name = format!("Support of the proposal {}", quoted(&title));
    if card.is_hidden {
        let frame = Frame::new(["Proposal".to_owned(), String::new()], &title, name, format!("{HIDDEN}."));
        let top = frame.below_title() + 16.0;
        let height = whole(top + 34.0);
        let marks = drawn(WIDTH, height, |canvas| canvas.text(HIDDEN, [MARGIN, top], Label::new(16.0, QUIET)))?;
        return Ok(frame.around(height, &marks));
    }
    let sides = [
        Row { label: "Home".to_owned(), country: card.home_country.clone(), tally: card.home },
        Row { label: "Abroad".to_owned(), country: None, tally: card.abroad },
    ];
    let mut countries: Vec<&(String, Tally)> = card.countries.iter().collect();
    countries.sort_by_key(|(code, tally)| (Reverse(tally.total()), code.as_str()));
    let more = countries.len().saturating_sub(MOST_COUNTRIES);
    countries.truncate(MOST_COUNTRIES);

    let mut words = format!("State: {}.", card.state.words());
    // Writing to a String cannot fail.
    for row in &sides {
        let _ = write!(words, " {}", row.words());
    }
    for &(code, tally) in &countries {
        let _ = write!(words, " {}: {}.", country(code, f64::INFINITY), tally.words());
    }
    let more = (more > 0).then(|| counted(more, "more country", "more countries"));
    if let Some(more) = &more {
        let _ = write!(words, " And {more}.");
    }
    let frame = Frame::new(["Proposal · ".to_owned(), card.state.words().to_owned()], &title, name, words);
    let shown: Vec<Tally> =
        sides.iter().filter_map(|row| row.tally).chain(countries.iter().map(|(_, tally)| *tally)).filter(|tally| tally.total() > 0).collect();
    let columns = (!shown.is_empty()).then(|| Columns::of(&shown));
    let layout = Layout::new(frame.below_title(), columns.is_some(), countries.len(), more.is_some());
    let marks = drawn(WIDTH, layout.height, |canvas| {
        if let Some(columns) = &columns {
            heads(canvas, columns, layout.heads)?;
            canvas.text(NOTE, [MARGIN, layout.note], Label::new(12.0, QUIET))?;
        }
        for (row, middle) in sides.iter().zip(layout.sides) {
            side(canvas, columns.as_ref(), row, middle)?;
        }
        if let Some(rule) = layout.rule {
            canvas.line([MARGIN, rule], [MARGIN + INNER, rule], 1.0, RULE)?;
        }
        for ((code, tally), middle) in countries.iter().zip(layout.countries()) {
            canvas.text(&country(code, room_for_label(14.0)), [MARGIN, middle], Label::new(14.0, INK))?;
            votes(canvas, columns.as_ref(), *tally, middle, 14.0)?;
        }
        if let Some(more) = &more {
            canvas.text(&format!("and {more}"), [MARGIN, layout.more], Label::new(14.0, QUIET))?;
        }
        Ok(())
    })?;
    Ok(frame.around(layout.height, &marks))
}

fn check(card: &Card) -> Result<(), Refused> {
    let sides = [("home", card.home), ("abroad", card.abroad)].into_iter().filter_map(|(what, tally)| Some((what, tally?)));
    for (what, tally) in sides.chain(card.countries.iter().map(|(code, tally)| (code.as_str(), *tally))) {
        let people = tally.total();
        if people > 0 && people < u64::from(FEWEST) {
            return Err(Refused::TooFewPeople { what: what.to_owned(), people });
        }
    }
    Ok(())
}

/// `Germany (DE)` in at most `room` em; a code that stands for no country is shown as it is.
fn country(code: &str, room: f64) -> String {
    let code = clean(code);
    let Some(country) = rust_iso3166::from_alpha2(&code.to_ascii_uppercase()) else {
        return shortened(&code, room.min(room_for_label(14.0)));
    };
    let code = format!(" ({})", country.alpha2);
    let room = room - width(&code);
    // "Bolivia (Plurinational State of)" is Bolivia, and "United States of America" the United States, before it is cut
    // short: the code says which is meant.
    let name = match country.name.split_once(" (").or_else(|| country.name.split_once(" of ")) {
        Some((name, _)) if width(country.name) > room => name,
        _ => country.name,
    };
    format!("{}{code}", shortened(name, room))
}

/// In em of a font of a size in pixels.
fn room_for_label(size: f64) -> f64 {
    LABEL_ROOM / (size * REGULAR)
}

/// How long bars are and where the columns of figures end, in pixels: bars have what the figures leave.
struct Columns {
    length: f64,
    rights: [f64; 3],
}

impl Columns {
    fn of(tallies: &[Tally]) -> Self {
        let head = |word: &str| SAMPLE[0] + 8.0 + width(word) * HEAD_SIZE * REGULAR;
        let mut widths = HEADS.map(head);
        for tally in tallies {
            for (widest, votes) in widths.iter_mut().zip(tally.parts()) {
                *widest = widest.max(width(&count(votes)) * FIGURE_SIZE * REGULAR);
            }
        }
        let last = MARGIN + INNER;
        let rights = [last - widths[2] - widths[1] - 2.0 * GAP, last - widths[2] - GAP, last];
        Self { length: rights[0] - widths[0] - GAP - BAR_LEFT, rights }
    }
}

/// Heights of the rows' middles, in pixels from the top.
struct Layout {
    heads: f64,
    sides: [f64; 2],
    rule: Option<f64>,
    first_country: f64,
    more: f64,
    note: f64,
    height: u32,
}

impl Layout {
    fn new(top: f64, has_bars: bool, countries: usize, has_more: bool) -> Self {
        let heads = top + 14.0;
        let first = if has_bars { heads + 36.0 } else { top + 18.0 };
        let sides = [first, first + SIDE_ROW];
        let below = sides[1] + SIDE_ROW / 2.0;
        let rule = (countries > 0).then_some(below + 4.0);
        let first_country = below + 26.0;
        let more = (0..countries).fold(first_country, |at, _| at + COUNTRY_ROW);
        let end = match (countries, has_more) {
            (0, _) => below,
            (_, false) => more - COUNTRY_ROW / 2.0,
            (_, true) => more + COUNTRY_ROW / 2.0,
        };
        let note = end + 20.0;
        Self { heads, sides, rule, first_country, more, note, height: whole(if has_bars { note + 24.0 } else { end + 10.0 }) }
    }

    fn countries(&self) -> impl Iterator<Item = f64> {
        std::iter::successors(Some(self.first_country), |at| Some(at + COUNTRY_ROW))
    }
}

/// What the parts of a bar mean, over the columns of figures.
fn heads(canvas: &Canvas<'_>, columns: &Columns, middle: f64) -> Result<(), Refused> {
    for ((word, right), (tone, is_striped)) in HEADS.into_iter().zip(columns.rights).zip(LOOKS) {
        let left = right - width(word) * HEAD_SIZE * REGULAR - 8.0 - SAMPLE[0];
        part(canvas, [left, middle - SAMPLE[1] / 2.0], SAMPLE, tone, is_striped)?;
        canvas.text(word, [right, middle], Label::new(HEAD_SIZE, INK).anchored(HPos::Right))?;
    }
    Ok(())
}

fn side(canvas: &Canvas<'_>, columns: Option<&Columns>, row: &Row, middle: f64) -> Result<(), Refused> {
    let label = Label::new(16.0, INK).bold();
    match &row.country {
        Some(code) => {
            canvas.text(&row.label, [MARGIN, middle - 9.0], label)?;
            canvas.text(&country(code, room_for_label(13.0)), [MARGIN, middle + 10.0], Label::new(13.0, QUIET))?;
        }
        None => canvas.text(&row.label, [MARGIN, middle], label)?,
    }
    match row.tally {
        Some(tally) => votes(canvas, columns, tally, middle, 22.0),
        None => canvas.text(&too_few(), [BAR_LEFT, middle], Label::new(14.0, QUIET)),
    }
}

/// A bar of shares, and the figures.
fn votes(canvas: &Canvas<'_>, columns: Option<&Columns>, tally: Tally, middle: f64, thick: f64) -> Result<(), Refused> {
    let total = tally.total();
    let Some(columns) = columns.filter(|_| total > 0) else {
        return canvas.text(NO_VOTES, [BAR_LEFT, middle], Label::new(14.0, QUIET));
    };
    let mut before = 0;
    for ((votes, right), (tone, is_striped)) in tally.parts().into_iter().zip(columns.rights).zip(LOOKS) {
        let left = columns.length * share(before, total);
        before += u64::from(votes);
        let length = columns.length * share(before, total) - left;
        if votes > 0 {
            // A gap of a pixel, unless the part is as narrow as that.
            let gap = if before < total && length > 2.0 { 1.0 } else { 0.0 };
            part(canvas, [BAR_LEFT + left, middle - thick / 2.0], [length - gap, thick], tone, is_striped)?;
        }
        canvas.text(&count(votes), [right, middle], Label::new(FIGURE_SIZE, INK).anchored(HPos::Right))?;
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "numbers of people")]
fn share(votes: u64, total: u64) -> f64 {
    votes as f64 / total as f64
}

/// A part of a bar; with stripes, for those who cannot tell it by its colour.
fn part(canvas: &Canvas<'_>, [x, y]: [f64; 2], [length, thick]: [f64; 2], tone: Tone, has_stripes: bool) -> Result<(), Refused> {
    canvas.rectangle([x, y], [length, thick], tone)?;
    if !has_stripes {
        return Ok(());
    }
    let (right, bottom) = (x + length, y + thick);
    let stripes = std::iter::successors(Some(x - thick + STRIPES / 2.0), |from| Some(from + STRIPES));
    for from in stripes.take_while(|&from| from < right) {
        // From the lower edge upwards to the right, and no further than the part goes.
        let start = from.max(x);
        let end = (from + thick).min(right);
        canvas.line([start, bottom - (start - from)], [end, bottom - (end - from)], 1.2, PAPER)?;
    }
    Ok(())
}
