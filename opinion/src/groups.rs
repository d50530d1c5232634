//! Who takes part, the base clusters and the groups.

use crate::ballots::{Ballots, Profile};
use crate::components::Components;
use crate::kmeans::{self, Clustering, Spot};
use crate::representative::representative;
use crate::silhouette::silhouette;
use crate::snapshot::{Group, Member, Silhouette, Tally};
use crate::{BASE_CLUSTERS, Held, MAX_GROUPS, MIN_PEOPLE, MIN_VOTES, rounded};

/// The profiles that take part, clustered twice.
pub(crate) struct Grouping<'a> {
    /// In the order of the ballots.
    pub profiles: Vec<Profile<'a>>,
    /// Where each profile stands.
    places: Vec<Spot>,
    /// Each profile's base cluster.
    base_of: Vec<usize>,
    /// The base clusters with their people.
    pub bases: Vec<Spot>,
    /// Each base cluster's group.
    pub group_of: Vec<usize>,
    /// How many groups there are.
    pub groups: usize,
    pub silhouettes: Vec<Silhouette>,
    pub held: Option<Held>,
}

impl<'a> Grouping<'a> {
    pub fn of(ballots: &'a Ballots, held: Option<Held>) -> Self {
        let components = Components::of(ballots);
        let profiles = taking_part(ballots, components.seen);
        let places: Vec<Spot> = profiles.iter().map(|&profile| Spot { at: components.project(profile), weight: profile.weight() }).collect();
        let mut found = Self { profiles, places, base_of: Vec::new(), bases: Vec::new(), group_of: Vec::new(), groups: 0, silhouettes: Vec::new(), held: None };
        if found.places.is_empty() {
            return found;
        }
        let base = kmeans::fine(&found.places, BASE_CLUSTERS);
        found.bases = merged(&found.places, &base);
        found.base_of = base.of;
        let most = MAX_GROUPS.min(2 + found.bases.len() / 12);
        let candidates = kmeans::coarse(&found.bases, most);
        let chosen = found.choose(&candidates, held);
        found.groups = chosen.centres.len();
        found.group_of.clone_from(&chosen.of);
        found.number_by_size();
        found
    }

    /// The clustering to take, of those into 1, 2, … groups. One group only if nothing else is
    /// possible, which is when all stand at one place.
    fn choose<'c>(&mut self, candidates: &'c [Clustering], held: Option<Held>) -> &'c Clustering {
        for candidate in &candidates[1..] {
            let k = u8::try_from(candidate.centres.len()).unwrap_or(u8::MAX);
            self.silhouettes.push(Silhouette { k, value: rounded(silhouette(&self.bases, candidate)) });
        }
        // The first, so the smallest k, of equals.
        let best = self.silhouettes.iter().copied().reduce(|best, next| if next.value > best.value { next } else { best });
        let possible: Vec<u8> = self.silhouettes.iter().map(|silhouette| silhouette.k).collect();
        self.held = best.map(|best| Held::after(held, best.k, &possible));
        let k = self.held.map_or(1, |held| usize::from(held.k));
        candidates.iter().find(|candidate| candidate.centres.len() == k).unwrap_or(&candidates[0])
    }

    /// The largest group is 0; of groups of one size, the one with the first profile.
    fn number_by_size(&mut self) {
        let mut sizes = vec![(0_usize, usize::MAX); self.groups];
        for (number, (profile, &base)) in self.profiles.iter().zip(&self.base_of).enumerate() {
            let size = &mut sizes[self.group_of[base]];
            *size = (size.0 + profile.voters.len(), size.1.min(number));
        }
        let mut order: Vec<usize> = (0..self.groups).collect();
        order.sort_by_key(|&group| (std::cmp::Reverse(sizes[group].0), sizes[group].1));
        let mut numbers = vec![0; self.groups];
        order.iter().enumerate().for_each(|(number, &group)| numbers[group] = number);
        self.group_of.iter_mut().for_each(|group| *group = numbers[*group]);
    }

    /// The profiles with their groups.
    pub fn grouped(&self) -> impl Iterator<Item = (Profile<'a>, usize)> {
        self.profiles.iter().zip(&self.base_of).map(|(&profile, &base)| (profile, self.group_of[base]))
    }

    /// Every voter who takes part, by number.
    pub fn members(&self) -> Vec<Member> {
        let mut members = Vec::new();
        for ((profile, place), &base) in self.profiles.iter().zip(&self.places).zip(&self.base_of) {
            let [x, y] = place.at;
            members.extend(profile.voters.iter().map(|&voter| Member { voter, group: narrow(self.group_of[base]), base: narrow(base), x, y }));
        }
        members.sort_unstable_by_key(|member| member.voter);
        members
    }

    /// The groups, given the votes of each.
    pub fn described(&self, tallies: &[Vec<Tally>]) -> Vec<Group> {
        (0..self.groups)
            .map(|group| {
                let here = || self.grouped().zip(&self.places).filter(move |((_, of), _)| *of == group);
                let [x, y] = kmeans::mean(here().map(|(_, place)| place)).map(rounded);
                let size = narrow(here().map(|((profile, _), _)| profile.voters.len()).sum());
                Group { size, x, y, tallies: tallies[group].clone(), representative: representative(tallies, group) }
            })
            .collect()
    }
}

/// Who cast enough votes; if they are too few, profiles with the most votes are added, the
/// first of equals. Profiles are added whole, so that people who voted alike stay together.
fn taking_part(ballots: &Ballots, seen: usize) -> Vec<Profile<'_>> {
    let enough = MIN_VOTES.min(seen);
    let mut by_votes: Vec<usize> = (0..ballots.profiles()).collect();
    by_votes.sort_by_key(|&number| std::cmp::Reverse(ballots.profile(number).cells.len()));
    let mut people = 0;
    let mut chosen: Vec<usize> = by_votes
        .into_iter()
        .take_while(|&number| {
            let profile = ballots.profile(number);
            let taken = profile.cells.len() >= enough || people < MIN_PEOPLE;
            people += profile.voters.len();
            taken
        })
        .collect();
    chosen.sort_unstable();
    chosen.into_iter().map(|number| ballots.profile(number)).collect()
}

/// One spot for each cluster, with all its people.
fn merged(places: &[Spot], clusters: &Clustering) -> Vec<Spot> {
    let mut spots = vec![Spot { at: [0.0; 2], weight: 0.0 }; clusters.centres.len()];
    for (place, &cluster) in places.iter().zip(&clusters.of) {
        let spot = &mut spots[cluster];
        spot.at = [spot.at[0] + place.weight * place.at[0], spot.at[1] + place.weight * place.at[1]];
        spot.weight += place.weight;
    }
    for spot in &mut spots {
        spot.at = spot.at.map(|sum| rounded(sum / spot.weight));
    }
    spots
}

/// Numbers of people and clusters are within the limits of the crate, so far below 2^32.
pub(crate) fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
