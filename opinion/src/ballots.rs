//! The votes, in an order that depends on nothing but the votes.

use crate::{MAX_COLUMNS, MAX_VOTERS, Refused};

/// One vote of a voter: the column (proposal) and +1 agree, -1 disagree or 0 pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    pub column: u16,
    pub vote: i8,
}

/// How many proposals an essay has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Those whose votes are given, numbered from 0. At most [`MAX_COLUMNS`].
    pub open: usize,
    /// Those that were voted on and then taken out by moderation. Their votes are not given,
    /// only their number counts: Polis sets such a column to "pass" for everybody (its
    /// `zero-out-columns`), which changes no direction but how far out people with few votes
    /// are placed. 0 if there are none. At most [`MAX_COLUMNS`].
    pub withheld: usize,
}

impl From<usize> for Columns {
    /// Nothing was taken out.
    fn from(open: usize) -> Self {
        Self { open, withheld: 0 }
    }
}

/// All votes on the proposals of one essay.
///
/// Voters who voted exactly alike share one *profile*; profiles are ordered by their votes.
/// Whatever is computed goes over profiles in that order, so that neither the order in which
/// votes arrive nor the numbers of the voters can change a bit of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballots {
    columns: Columns,
    /// The cells of profile `i` are `cells[starts[i]..starts[i + 1]]`, by column.
    cells: Vec<Cell>,
    starts: Vec<usize>,
    /// The voters of profile `i` are `voters[shares[i]..shares[i + 1]]`, ascending.
    voters: Vec<u32>,
    shares: Vec<usize>,
}

/// What one or more voters have voted, and how many they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile<'a> {
    pub cells: &'a [Cell],
    pub voters: &'a [u32],
}

impl Profile<'_> {
    /// How many people voted like this. Below 2^53, so exact.
    #[allow(clippy::cast_precision_loss, reason = "at most 100 000 voters")]
    pub fn weight(&self) -> f64 {
        self.voters.len() as f64
    }
}

impl Ballots {
    /// Takes votes `(voter, column, vote)` in any order. The voter is the caller's own number
    /// and only comes back in the result. Of a voter who changed a vote, only the last is to
    /// be given: two votes of one voter on one column are refused, since the set of votes
    /// would not say which of them counts.
    pub fn new(columns: impl Into<Columns>, votes: impl IntoIterator<Item = (u32, u32, i8)>) -> Result<Self, Refused> {
        let columns = columns.into();
        if columns.open.max(columns.withheld) > MAX_COLUMNS {
            return Err(Refused::TooManyColumns { columns: columns.open.max(columns.withheld) });
        }
        let votes = votes.into_iter();
        let mut sorted = Vec::with_capacity(votes.size_hint().0);
        for (voter, column, vote) in votes {
            let narrow = u16::try_from(column).ok().filter(|&column| usize::from(column) < columns.open);
            let column = narrow.ok_or(Refused::NoSuchColumn { voter, column })?;
            if !(-1..=1).contains(&vote) {
                return Err(Refused::NotAVote { voter, vote });
            }
            sorted.push((voter, Cell { column, vote }));
        }
        sorted.sort_unstable();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0].0 == pair[1].0 && pair[0].1.column == pair[1].1.column) {
            return Err(Refused::VotedTwice { voter: pair[0].0, column: u32::from(pair[0].1.column) });
        }
        let mut rows: Vec<&[(u32, Cell)]> = sorted.chunk_by(|one, next| one.0 == next.0).collect();
        if rows.len() > MAX_VOTERS {
            return Err(Refused::TooManyVoters { voters: rows.len() });
        }
        let votes_of = |row: &'_ [(u32, Cell)]| row.iter().map(|&(_, cell)| cell).collect::<Vec<_>>();
        // Stable, and the rows are by voter: so are the voters of a profile.
        rows.sort_by(|one, other| one.iter().map(|vote| vote.1).cmp(other.iter().map(|vote| vote.1)));
        let mut ballots = Self { columns, cells: Vec::new(), starts: vec![0], voters: Vec::new(), shares: vec![0] };
        for alike in rows.chunk_by(|one, next| one.iter().map(|vote| vote.1).eq(next.iter().map(|vote| vote.1))) {
            ballots.cells.extend(votes_of(alike[0]));
            ballots.starts.push(ballots.cells.len());
            ballots.voters.extend(alike.iter().map(|row| row[0].0));
            ballots.shares.push(ballots.voters.len());
        }
        Ok(ballots)
    }

    /// How many proposals there are, with and without votes.
    pub fn columns(&self) -> usize {
        self.columns.open
    }

    /// How many were taken out by moderation.
    pub fn withheld(&self) -> usize {
        self.columns.withheld
    }

    /// How many people voted on anything.
    pub fn voters(&self) -> usize {
        self.voters.len()
    }

    /// How many different sets of votes there are.
    pub(crate) fn profiles(&self) -> usize {
        self.starts.len() - 1
    }

    /// The profile of that number, below [`Self::profiles`].
    pub(crate) fn profile(&self, number: usize) -> Profile<'_> {
        Profile { cells: &self.cells[self.starts[number]..self.starts[number + 1]], voters: &self.voters[self.shares[number]..self.shares[number + 1]] }
    }

    /// All profiles in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Profile<'_>> {
        (0..self.profiles()).map(|number| self.profile(number))
    }
}
