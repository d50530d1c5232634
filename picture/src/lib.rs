//! Pictures of votes, as SVG: the opinion map of an essay ([`map()`]) and the support of a proposal ([`card()`]).
//!
//! ```
//! use teahouse_picture::{Group, Map, Point, map};
//!
//! let svg = map(&Map {
//!     essay_title: "On borders".into(),
//!     voters: 34,
//!     groups: vec![Group { number: 1, size: 34 }],
//!     points: vec![Point { x: 0.5, y: -1.0, group: 1, voters: 34 }],
//! })?;
//! assert!(svg.starts_with("<svg"));
//! # Ok::<(), teahouse_picture::Refused>(())
//! ```
//!
//! **Pure.** No files, no clock, no fonts, no random numbers: the same input gives the same bytes.
//!
//! **Safe to embed.** A picture has no script, no handler of events, and refers to nothing outside itself. Texts of
//! members are escaped and lose what XML forbids and what turns the direction of text, so it is always XML.
//!
//! **In words too.** `<title>` and `<desc>` say all that is drawn, with every number.
//!
//! **In light and in dark.** The style sheet changes the colours where the reader prefers dark ones. Texts have a
//! contrast of at least 4.5 : 1 in both, and nothing is told apart by colour alone.
//!
//! **No small numbers of people.** Below [`FEWEST`] voters nothing is counted out: such a point or tally is refused,
//! and such a group is "fewer than 5 people". The parts of a tally of 5 and more are shown, however small. What can be
//! worked out from several numbers or several pictures is for the caller to prevent.
//!
//! Samples: `cargo run -p teahouse-picture --example gallery -- DIR`. How the pictures look and why:
//! `docs/consensus.md`, "Pictures".
//!
//! Marks and scales are drawn by [plotters], whose SVG backend needs no fonts; what plotters cannot write (titles,
//! descriptions, the style sheet) is put around them.

mod canvas;
mod card;
mod frame;
mod hull;
mod map;
mod palette;
mod words;

pub use card::{Card, MOST_COUNTRIES, State, Tally, card};
pub use map::{Group, MOST_GROUPS, MOST_POINTS, Map, Point, map};

/// The fewest people that a number of people stands for.
pub const FEWEST: u32 = 5;

/// Why a picture was not drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A point is not at a finite place.
    #[error("point {point} has a coordinate that is not finite")]
    NotFinite {
        /// Its place in the list, from 0.
        point: usize,
    },
    /// A point or a tally is of 1 to 4 people (a point also: of nobody).
    #[error("{what} stands for {people} people, which is fewer than {FEWEST}")]
    TooFewPeople {
        /// What does.
        what: String,
        /// How many people.
        people: u64,
    },
    /// More than [`MOST_GROUPS`].
    #[error("{groups} groups are more than {MOST_GROUPS}")]
    TooManyGroups {
        /// How many there are.
        groups: usize,
    },
    /// More than [`MOST_POINTS`].
    #[error("{points} points are more than {MOST_POINTS}")]
    TooManyPoints {
        /// How many there are.
        points: usize,
    },
    /// A group's number is above 99, or two groups have the same.
    #[error("{number} is not the number of a group of its own, or is above 99")]
    GroupNumber {
        /// The number.
        number: u32,
    },
    /// A point is of a group that is not in the list.
    #[error("point {point} is of group {group}, which there is not")]
    NoSuchGroup {
        /// Its place in the list, from 0.
        point: usize,
        /// The group it names.
        group: u32,
    },
    /// The plotting library failed, which it has no reason to do.
    #[error("the picture could not be drawn")]
    NotDrawn,
}
