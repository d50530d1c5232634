//! The opinion map of an essay.

use std::fmt::Write as _;

use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::style::text_anchor::HPos;

use crate::canvas::{Canvas, Label, PARTS, drawn};
use crate::frame::{Frame, INNER, MARGIN, WIDTH};
use crate::hull::{Spot, apart, around};
use crate::palette::{FIELD, GROUPS, INK, PAPER, QUIET, Tone};
use crate::words::{clean, count, counted, quoted};
use crate::{FEWEST, Refused};

/// The most groups of one map.
pub const MOST_GROUPS: usize = 5;
/// The most points of one map.
pub const MOST_POINTS: usize = 100;

/// What an opinion map is drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// The essay's title, in any language. Shown in two lines at most.
    pub essay_title: String,
    /// How many people voted on its proposals. Below [`FEWEST`] the number is not shown.
    pub voters: u32,
    /// The groups, at most [`MOST_GROUPS`], shown in the order of their numbers.
    pub groups: Vec<Group>,
    /// The places, at most [`MOST_POINTS`]. If there are none, the map says that there are not enough votes.
    pub points: Vec<Point>,
}

/// People who vote alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// 0 to 99, and no other group's.
    pub number: u32,
    /// How many people it has. Below [`FEWEST`] the number is not shown.
    pub size: u32,
}

/// Some people of one group, at their mean place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// To the right; any finite number, in the same unit as `y`.
    pub x: f64,
    /// Upwards.
    pub y: f64,
    /// The number of a group in the list.
    pub group: u32,
    /// How many people, at least [`FEWEST`].
    pub voters: u32,
}

/// Pixels.
const FIELD_HEIGHT: f64 = 420.0;
const EMPTY_HEIGHT: f64 = 140.0;
const BADGE: f64 = 11.0;
/// Between a disc and the outline of its group.
const OUTLINE: f64 = 8.0;
/// Between a disc and the middle of a number that stands outside.
const OUTSIDE: f64 = OUTLINE + BADGE;
/// The largest radius of a disc, and that of a disc for [`FEWEST`] people if few take part.
const LARGEST: f64 = 30.0;
const OF_FEWEST: f64 = 8.0;
/// The smallest that can be seen; only where one disc stands for hundreds of times more people than another.
const SMALLEST: f64 = 1.5;
/// The part of the field that discs may cover in all.
const COVER: f64 = 0.08;
const LEGEND_COLUMNS: usize = 3;
const LEGEND_LINE: f64 = 30.0;
const NOTE_LINE: f64 = 20.0;

const NOTES: [&str; 2] = [
    "Each disc stands for five people or more: the more people, the larger the disc.",
    "People who voted alike are near each other. Left and right, up and down mean nothing.",
];
const TOO_EARLY: &str = "Not enough votes yet";

/// Draws the opinion map of an essay: discs for people, outlines and numbers for groups, and a legend.
///
/// # Errors
/// Nothing is drawn if there are too many groups or points, if a point is not at a finite place, stands for fewer than
/// [`FEWEST`] people or is of no known group, and if a group's number is above 99 or another's.
pub fn map(map: &Map) -> Result<String, Refused> {
    check(map)?;
    let mut groups = map.groups.clone();
    groups.sort_by_key(|group| group.number);
    let title = title(&map.essay_title);
    let frame =
        Frame::new(["Opinion map · ".to_owned(), summary(map)], &title, format!("Opinion map of {}", quoted(&title)), description(map, &groups, &title));
    let field = Field { left: MARGIN, top: frame.below_title(), width: INNER, height: if map.points.is_empty() { EMPTY_HEIGHT } else { FIELD_HEIGHT } };
    let legend_top = field.top + field.height + 28.0;
    let legend_lines = groups.len().div_ceil(LEGEND_COLUMNS);
    let notes_top = (0..legend_lines).fold(legend_top, |top, _| top + LEGEND_LINE);
    let notes: &[&str] = if map.points.is_empty() { &[] } else { &NOTES };
    let height = whole(notes.iter().fold(notes_top, |top, _| top + NOTE_LINE));
    let marks = drawn(WIDTH, height, |canvas| {
        canvas.rectangle([field.left, field.top], [field.width, field.height], FIELD)?;
        if map.points.is_empty() {
            let middle = [field.left + field.width / 2.0, field.top + field.height / 2.0];
            canvas.text(TOO_EARLY, middle, Label::new(18.0, QUIET).anchored(HPos::Center))?;
        } else {
            paint_points(canvas, &field, &groups, &map.points)?;
        }
        for (at, (group, tone)) in groups.iter().zip(GROUPS).enumerate() {
            let column = offset(at % LEGEND_COLUMNS, INNER / offset(LEGEND_COLUMNS, 1.0));
            let middle = [MARGIN + BADGE + column, legend_top + offset(at / LEGEND_COLUMNS, LEGEND_LINE)];
            badge(canvas, middle, *group, tone)?;
            canvas.text(&legend(*group), [middle[0] + BADGE + 8.0, middle[1]], Label::new(14.0, INK))?;
        }
        for (at, note) in notes.iter().enumerate() {
            canvas.text(note, [MARGIN, notes_top + offset(at, NOTE_LINE)], Label::new(12.0, QUIET))?;
        }
        Ok(())
    })?;
    Ok(frame.around(height, &marks))
}

fn check(map: &Map) -> Result<(), Refused> {
    if map.groups.len() > MOST_GROUPS {
        return Err(Refused::TooManyGroups { groups: map.groups.len() });
    }
    if map.points.len() > MOST_POINTS {
        return Err(Refused::TooManyPoints { points: map.points.len() });
    }
    for (at, group) in map.groups.iter().enumerate() {
        if group.number > 99 || map.groups[..at].iter().any(|before| before.number == group.number) {
            return Err(Refused::GroupNumber { number: group.number });
        }
    }
    for (at, point) in map.points.iter().enumerate() {
        if !(point.x.is_finite() && point.y.is_finite()) {
            return Err(Refused::NotFinite { point: at });
        }
        if point.voters < FEWEST {
            return Err(Refused::TooFewPeople { what: format!("point {at}"), people: point.voters.into() });
        }
        if map.groups.iter().all(|group| group.number != point.group) {
            return Err(Refused::NoSuchGroup { point: at, group: point.group });
        }
    }
    Ok(())
}

pub(crate) fn title(given: &str) -> String {
    let title = clean(given);
    if title.is_empty() { "(no title)".to_owned() } else { title }
}

fn summary(map: &Map) -> String {
    let voters = if map.voters < FEWEST { format!("fewer than {FEWEST} voters") } else { format!("{} voters", count(map.voters)) };
    match map.groups.len() {
        0 => voters,
        groups => format!("{voters}, {}", counted(groups, "group", "groups")),
    }
}

fn people(number: u32) -> String {
    if number < FEWEST { format!("fewer than {FEWEST} people") } else { format!("{} people", count(number)) }
}

fn legend(group: Group) -> String {
    format!("Group {} · {}", group.number, people(group.size))
}

fn description(map: &Map, groups: &[Group], title: &str) -> String {
    let mut words = format!("Votes on the proposals under the essay {}: {}.", quoted(title), summary(map));
    for group in groups {
        let discs: Vec<String> = map.points.iter().filter(|point| point.group == group.number).map(|point| count(point.voters)).collect();
        let discs = match discs.len() {
            0 => "not drawn".to_owned(),
            1 => format!("one disc, of {} people", discs.concat()),
            many => format!("{many} discs, of {} people", discs.join(", ")),
        };
        // Writing to a String cannot fail.
        let _ = write!(words, " Group {}: {} ({discs}).", group.number, people(group.size));
    }
    if map.points.is_empty() { format!("{words} {TOO_EARLY}.") } else { format!("{words} {}", NOTES.join(" ")) }
}

/// The part of the picture in which places mean something, in pixels.
struct Field {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Field {
    /// Whether a number has room around a place.
    fn has_room(&self, [x, y]: Spot) -> bool {
        let edge = BADGE + 3.0;
        (self.left + edge..=self.left + self.width - edge).contains(&x) && (self.top + edge..=self.top + self.height - edge).contains(&y)
    }
}

struct Disc {
    at: Spot,
    radius: f64,
    group: u32,
}

fn paint_points(canvas: &Canvas<'_>, field: &Field, groups: &[Group], points: &[Point]) -> Result<(), Refused> {
    let mut discs = placed(canvas, field, points);
    let of = |group: &Group| discs.iter().filter(|disc| disc.group == group.number).map(|disc| (disc.at, disc.radius)).collect::<Vec<_>>();
    let members: Vec<_> = groups.iter().map(of).collect();
    for (members, tone) in members.iter().zip(GROUPS).filter(|(members, _)| !members.is_empty()) {
        canvas.shape(&around(members, OUTLINE), tone)?;
    }
    // Small ones over large ones, so that each can be seen.
    discs.sort_by(|one, other| other.radius.total_cmp(&one.radius));
    for disc in &discs {
        let tone = groups.iter().zip(GROUPS).find(|(group, _)| group.number == disc.group).map_or(INK, |(_, tone)| tone);
        canvas.disc(disc.at, disc.radius + 1.0, PAPER)?;
        canvas.disc(disc.at, disc.radius, tone)?;
    }
    let mut badges: Vec<Spot> = Vec::new();
    for ((group, members), tone) in groups.iter().zip(&members).zip(GROUPS).filter(|((_, members), _)| !members.is_empty()) {
        let at = place_of_badge(field, members, &discs, &badges);
        badge(canvas, at, *group, tone)?;
        badges.push(at);
    }
    Ok(())
}

/// Discs where plotters' scales put them: one unit is as long upwards as it is to the right.
fn placed(canvas: &Canvas<'_>, field: &Field, points: &[Point]) -> Vec<Disc> {
    let largest = points.iter().map(|point| point.voters).max().unwrap_or(FEWEST);
    let all: f64 = points.iter().map(|point| f64::from(point.voters)).sum();
    let covered = (COVER * field.width * field.height / (std::f64::consts::PI * all)).sqrt();
    let unit = covered.min(LARGEST / f64::from(largest).sqrt()).min(OF_FEWEST / f64::from(FEWEST).sqrt());
    let radius = |voters: u32| (unit * f64::from(voters).sqrt()).max(SMALLEST);

    // Divided by the largest first, so that no difference is beyond what a number can hold.
    let far = points.iter().flat_map(|point| [point.x.abs(), point.y.abs()]).fold(0.0, f64::max);
    let near = |value: f64| if far > 0.0 { value / far } else { 0.0 };
    let [wide, high] = [points.iter().map(|point| near(point.x)).collect::<Vec<_>>(), points.iter().map(|point| near(point.y)).collect()].map(|values| {
        let (least, most) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), &value| (value.min(least), value.max(most)));
        (f64::midpoint(least, most), most - least)
    });
    let edge = 2.0 * (radius(largest) + OUTSIDE + BADGE + 3.0);
    let per_pixel = (wide.1 / (field.width - edge)).max(high.1 / (field.height - edge));
    let per_pixel = if per_pixel > 0.0 { per_pixel } else { 1.0 };
    let range = |middle: f64, pixels: f64| middle - pixels / 2.0 * per_pixel..middle + pixels / 2.0 * per_pixel;
    let parts = |from: f64, pixels: f64| signed(from)..signed(from + pixels);
    let down = parts(field.top, field.height);
    let scales: Cartesian2d<RangedCoordf64, RangedCoordf64> = Cartesian2d::new(
        range(wide.0, field.width),
        range(high.0, field.height),
        // Upwards in the map is downwards in the picture.
        (parts(field.left, field.width), down.end..down.start),
    );
    let area = canvas.area().apply_coord_spec(scales);
    points
        .iter()
        .map(|point| {
            let (x, y) = area.map_coordinate(&(near(point.x), near(point.y)));
            let at = [f64::from(x), f64::from(y)].map(|part| part / f64::from(PARTS));
            Disc { at, radius: radius(point.voters), group: point.group }
        })
        .collect()
}

/// In the middle of the group if no disc is there, else just outside of it where most is free.
fn place_of_badge(field: &Field, members: &[(Spot, f64)], discs: &[Disc], badges: &[Spot]) -> Spot {
    let free = |spot: Spot| {
        let discs = discs.iter().map(|disc| apart(spot, disc.at) - disc.radius);
        let badges = badges.iter().map(|&badge| apart(spot, badge) - BADGE);
        discs.chain(badges).fold(f64::INFINITY, f64::min) - BADGE
    };
    let weight: f64 = members.iter().map(|(_, radius)| radius * radius).sum();
    let middle = members.iter().fold([0.0, 0.0], |[x, y], (at, radius)| {
        let share = radius * radius / weight;
        [x + at[0] * share, y + at[1] * share]
    });
    if free(middle) >= 3.0 {
        return middle;
    }
    let outside = around(members, OUTSIDE).into_iter().filter(|&spot| field.has_room(spot));
    // The first of equals, so that the same map is drawn the same way.
    outside.fold((middle, f64::NEG_INFINITY), |best, spot| if free(spot) > best.1 { (spot, free(spot)) } else { best }).0
}

/// A group's number in a ring of its colour: ink on paper, so that it can be read on every colour.
fn badge(canvas: &Canvas<'_>, middle: Spot, group: Group, tone: Tone) -> Result<(), Refused> {
    canvas.disc(middle, BADGE, tone)?;
    canvas.disc(middle, BADGE - 2.5, PAPER)?;
    canvas.text(&group.number.to_string(), middle, Label::new(12.0, INK).bold().anchored(HPos::Center))
}

#[allow(clippy::cast_precision_loss, reason = "a handful")]
fn offset(steps: usize, step: f64) -> f64 {
    steps as f64 * step
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the height of a picture")]
pub(crate) fn whole(pixels: f64) -> u32 {
    pixels.round() as u32
}

#[allow(clippy::cast_possible_truncation, reason = "a place within the picture")]
fn signed(pixels: f64) -> i32 {
    (pixels * f64::from(PARTS)).round() as i32
}
