//! The votes on a work's proposals, and what is computed from them all.

use std::collections::{BTreeMap, HashMap};

use entity::{ProposalId, Stance, UserId};
use sha2::{Digest, Sha256};
use teahouse_opinion::{Columns, Held, Refused, Snapshot, compute};
use uuid::Uuid;

use super::{
    measures::MIN_VOTERS,
    release::{Included, MIN_PEOPLE, Vote},
};
use crate::text::hexadecimal;

/// More than anybody can try, also who knows a good part of the ballots.
const SAFE_BITS: f64 = 128.0;

/// A vote as it is kept here.
#[derive(Clone, Copy, Debug)]
struct Cast {
    /// The voter's number.
    voter: u32,
    stance: Stance,
    /// The voter on this proposal: see [`person`].
    person: u64,
}

/// The votes that count on the proposals of one work that are shown.
#[derive(Clone, Debug, Default)]
pub struct Ballots {
    /// The proposals.
    pub proposals: Vec<ProposalId>,
    /// The people, in the order of their first votes here.
    pub voters: Vec<UserId>,
    numbers: HashMap<UserId, u32>,
    votes: Vec<Vec<Cast>>,
    /// How many proposals with votes are not shown any more: see `teahouse_opinion::Columns`.
    pub withheld: usize,
}

impl Ballots {
    /// Of these proposals, without votes yet.
    #[must_use]
    pub fn on(proposals: Vec<ProposalId>, withheld: usize) -> Self {
        Self { votes: vec![Vec::new(); proposals.len()], proposals, withheld, ..Self::default() }
    }

    /// Adds a vote; each person's on a proposal once. `column` counts proposals from 0.
    pub fn add(&mut self, column: usize, voter: UserId, stance: Stance) {
        let next = u32::try_from(self.voters.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(voter).or_insert_with(|| {
            self.voters.push(voter);
            next
        });
        if let (Some(votes), Some(proposal)) = (self.votes.get_mut(column), self.proposals.get(column)) {
            votes.push(Cast { voter: number, stance, person: person(proposal.0, voter) });
        }
    }

    /// The account with that number.
    #[must_use]
    pub fn voter(&self, number: u32) -> Option<UserId> {
        self.voters.get(usize::try_from(number).ok()?).copied()
    }

    /// Whether somebody could find out all ballots from their digest and the tallies, by trying: whether there are fewer than
    /// 2^[`SAFE_BITS`] ways in which these tallies can come about, whoever the voters are.
    #[must_use]
    pub fn could_be_guessed(&self) -> bool {
        // log2 n!
        let factorials: Vec<f64> = std::iter::once(0.0)
            .chain((1..=self.voters.len()).scan(0.0, |sum, number| {
                *sum += f64::from(u32::try_from(number).unwrap_or(u32::MAX)).log2();
                Some(*sum)
            }))
            .collect();
        let ways = |votes: &Vec<Cast>| {
            let of = |stance| factorials[votes.iter().filter(|cast| cast.stance == stance).count()];
            factorials[votes.len()] - of(Stance::Agree) - of(Stance::Disagree) - of(Stance::Pass)
        };
        self.votes.iter().map(ways).sum::<f64>() - factorials[self.voters.len()] < SAFE_BITS
    }

    /// The opinion groups, after what was held before. Takes its time: not on a thread that serves.
    pub fn snapshot(&self, held: Option<Held>) -> Result<Snapshot, Refused> {
        let votes = self.votes.iter().zip(0_u32..).flat_map(|(votes, column)| votes.iter().map(move |cast| (cast.voter, column, sign(cast.stance))));
        let columns = Columns { open: self.votes.len(), withheld: self.withheld };
        Ok(compute(&teahouse_opinion::Ballots::new(columns, votes)?, held))
    }

    /// What everybody has voted, by digests: of the person on this work, and of the votes.
    #[must_use]
    pub fn digests(&self, work: Uuid) -> BTreeMap<u64, u64> {
        let mut ballots = vec![0_u64; self.voters.len()];
        for (votes, proposal) in self.votes.iter().zip(&self.proposals) {
            let of = |stance: Stance| digest(&[proposal.0.as_bytes(), stance.as_str().as_bytes()]);
            let digests = [of(Stance::Agree), of(Stance::Disagree), of(Stance::Pass)];
            for cast in votes {
                let [agree, disagree, pass] = digests;
                let vote = match cast.stance {
                    Stance::Agree => agree,
                    Stance::Disagree => disagree,
                    Stance::Pass => pass,
                };
                if let Some(ballot) = usize::try_from(cast.voter).ok().and_then(|number| ballots.get_mut(number)) {
                    // A sum: the order of votes is nothing.
                    *ballot = ballot.wrapping_add(vote);
                }
            }
        }
        self.voters.iter().zip(ballots).map(|(voter, ballot)| (person(work, *voter), ballot)).collect()
    }

    /// All votes on a proposal, by digests of their voters.
    #[must_use]
    pub fn all(&self, column: usize) -> BTreeMap<u64, Stance> {
        self.by(column, |_, _| Some(())).into_iter().map(|(voter, vote)| (voter, vote.stance)).collect()
    }

    /// All votes on a proposal with their countries, each as a number, by digests of their voters.
    #[must_use]
    pub fn seen(&self, column: usize, countries: &HashMap<UserId, String>) -> BTreeMap<u64, u32> {
        let letters = |country: &String| country.bytes().fold(0_u32, |number, letter| (number << 8) | u32::from(letter));
        let votes = self.by(column, |_, voter| Some(countries.get(&voter).map_or(0, letters)));
        votes
            .into_iter()
            .map(|(voter, vote)| (voter, (vote.cell << 2) | u32::from(vote.stance != Stance::Agree) << 1 | u32::from(vote.stance == Stance::Pass)))
            .collect()
    }

    /// The votes on a proposal by country, of those who have declared one.
    #[must_use]
    pub fn by_country(&self, column: usize, countries: &HashMap<UserId, String>) -> Included<String> {
        self.by(column, |_, voter| countries.get(&voter).cloned())
    }

    /// The votes on a proposal by group, numbered from 1.
    #[must_use]
    pub fn by_group(&self, column: usize, groups: &HashMap<u32, u32>) -> Included<u32> {
        self.by(column, |number, _| groups.get(&number).copied())
    }

    fn by<C>(&self, column: usize, cell: impl Fn(u32, UserId) -> Option<C>) -> Included<C> {
        let vote = |cast: &Cast| Some((cast.person, Vote { cell: cell(cast.voter, self.voter(cast.voter)?)?, stance: cast.stance }));
        self.votes.get(column).into_iter().flatten().filter_map(vote).collect()
    }
}

/// +1 agree, -1 disagree, 0 pass.
#[must_use]
pub fn sign(stance: Stance) -> i8 {
    match stance {
        Stance::Agree => 1,
        Stance::Disagree => -1,
        Stance::Pass => 0,
    }
}

/// Someone on one subject, so that what is kept of two subjects cannot be put together.
fn person(subject: Uuid, voter: UserId) -> u64 {
    digest(&[subject.as_bytes(), voter.0.as_bytes()])
}

fn digest(parts: &[&[u8]]) -> u64 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// A digest together with a secret, in hexadecimal.
#[must_use]
pub fn salted(salt: Uuid, digest: &str) -> String {
    hexadecimal(&Sha256::new().chain_update(salt.as_bytes()).chain_update(digest.as_bytes()).finalize())
}

/// The group of each voter who is in one, numbered from 1.
#[must_use]
pub fn groups(snapshot: &Snapshot) -> HashMap<u32, u32> {
    snapshot.voters.iter().map(|member| (member.voter, member.group + 1)).collect()
}

/// The groups that may be shown, largest first: number, size, and the proposals that they stand for beyond others,
/// of which enough of them have voted.
#[must_use]
pub fn shown_groups(snapshot: &Snapshot) -> Vec<(u32, u32, Vec<usize>)> {
    let enough = u32::try_from(MIN_PEOPLE).unwrap_or(u32::MAX);
    let votes = |group: &teahouse_opinion::Group, column: usize| group.tallies.get(column).map_or(0, teahouse_opinion::Tally::votes);
    let standing = |group: &teahouse_opinion::Group| {
        let columns = group.representative.iter().filter_map(|found| usize::try_from(found.column).ok());
        columns.filter(|column| votes(group, *column) >= MIN_VOTERS.unsigned_abs()).collect()
    };
    let numbered = (1_u32..).zip(&snapshot.groups);
    numbered.filter(|(_, group)| group.size >= enough).map(|(number, group)| (number, group.size, standing(group))).collect()
}

/// Whether a map may be shown after the one before: it tells of at least five people, and differs because of none or
/// of at least five.
#[must_use]
pub fn may_show(before: Option<&BTreeMap<u64, u64>>, now: &BTreeMap<u64, u64>) -> bool {
    let Some(before) = before else { return now.len() >= MIN_PEOPLE };
    is_step(before, now) && (before == now || now.is_empty() || now.len() >= MIN_PEOPLE)
}

/// Whether nobody or at least five people have changed: what happens then cannot be put down to one of them.
#[must_use]
pub fn is_step<T: PartialEq>(before: &BTreeMap<u64, T>, now: &BTreeMap<u64, T>) -> bool {
    let changed = before.keys().chain(now.keys().filter(|voter| !before.contains_key(voter))).filter(|voter| before.get(voter) != now.get(voter)).count();
    changed == 0 || changed >= MIN_PEOPLE
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use entity::{ProposalId, Stance, UserId};
    use uuid::Uuid;

    use super::{Ballots, may_show};

    #[test]
    fn a_map_follows_steps_of_five_people() {
        let people = |count: u64, ballot: u64| -> BTreeMap<u64, u64> { (0..count).map(|voter| (voter, ballot)).collect() };
        assert!(!may_show(None, &people(4, 0)));
        assert!(may_show(None, &people(5, 0)));
        let before = people(9, 0);
        assert!(may_show(Some(&before), &before));
        for (now, is_shown) in
            [(people(13, 0), false), (people(14, 0), true), (people(5, 0), false), (people(9, 1), true), (people(0, 0), true), (people(3, 0), false)]
        {
            assert_eq!(may_show(Some(&before), &now), is_shown, "{now:?}");
        }
    }

    #[test]
    fn few_ballots_could_be_guessed() {
        let all = |people: u128, columns: usize, is_divided: bool| {
            let mut ballots = Ballots::on((0..columns as u128).map(|column| ProposalId(Uuid::from_u128(column))).collect(), 0);
            for voter in 0..people {
                for column in 0..columns {
                    ballots.add(
                        column,
                        UserId(Uuid::from_u128(voter)),
                        if is_divided && (voter + column as u128).is_multiple_of(2) { Stance::Agree } else { Stance::Pass },
                    );
                }
            }
            ballots
        };
        assert!(all(10, 8, true).could_be_guessed() && all(40, 40, false).could_be_guessed() && Ballots::default().could_be_guessed());
        assert!(!all(40, 20, true).could_be_guessed());
        assert_ne!(super::salted(Uuid::from_u128(1), "x"), super::salted(Uuid::from_u128(2), "x"));
    }

    #[test]
    fn digests_do_not_depend_on_the_order_of_votes() {
        let id = |number: u128| Uuid::from_u128(number);
        let ballots = |turn: bool| {
            let mut ballots = Ballots::on(vec![ProposalId(id(1)), ProposalId(id(2))], 0);
            let mut votes = vec![(0, 10, Stance::Agree), (1, 10, Stance::Pass), (0, 11, Stance::Disagree)];
            if turn {
                votes.reverse();
            }
            for (column, voter, stance) in votes {
                ballots.add(column, UserId(id(voter)), stance);
            }
            ballots
        };
        assert_eq!(ballots(false).digests(id(3)), ballots(true).digests(id(3)));
        assert!(ballots(false).digests(id(3)).keys().ne(ballots(false).digests(id(4)).keys()));
        let snapshot = |turn| ballots(turn).snapshot(None).unwrap();
        assert_eq!(snapshot(false).inputs_sha256, snapshot(true).inputs_sha256);
    }
}
