//! Votes made up with a fixed generator, and the adjusted Rand index.

#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "used by tests only")]

use std::collections::BTreeMap;

/// `SplitMix64`.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap() % limit
    }
}

/// People of camps of these sizes: each sees a proposal with the chance `shown` of 100 and votes
/// at random with the chance `noise` of 100, otherwise as the camp does. Camps differ in
/// blocks of proposals. The camp of voter i is the second result's entry i.
pub fn planted(sizes: &[u32], columns: u32, shown: u32, noise: u32, seed: u64) -> (Vec<(u32, u32, i8)>, Vec<u32>) {
    let mut chance = Chance(seed);
    let camps = u32::try_from(sizes.len()).unwrap();
    let (mut given, mut members) = (Vec::new(), Vec::new());
    for (camp, &size) in (0..).zip(sizes) {
        for _ in 0..size {
            let voter = u32::try_from(members.len()).unwrap();
            members.push(camp);
            for column in 0..columns {
                if chance.below(100) >= shown {
                    continue;
                }
                let opinion = if column % camps == camp { 1 } else { -1 };
                let vote = if chance.below(100) < noise { [-1, 0, 1][usize::try_from(chance.below(3)).unwrap()] } else { opinion };
                given.push((voter, column, vote));
            }
        }
    }
    (given, members)
}

/// Hubert and Arabie 1985.
#[allow(dead_code, reason = "not every test compares groups")]
#[allow(clippy::cast_precision_loss, reason = "small counts")]
pub fn adjusted_rand(pairs: &[(u32, u32)]) -> f64 {
    let (mut both, mut one, mut other) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for &(left, right) in pairs {
        *both.entry((left, right)).or_insert(0.0) += 1.0;
        *one.entry(left).or_insert(0.0) += 1.0;
        *other.entry(right).or_insert(0.0) += 1.0;
    }
    let choose = |count: f64| count * (count - 1.0) / 2.0;
    let sum = |counts: Vec<f64>| counts.into_iter().map(choose).sum::<f64>();
    let (both, one, other) = (sum(both.into_values().collect()), sum(one.into_values().collect()), sum(other.into_values().collect()));
    let expected = one * other / choose(pairs.len() as f64);
    (both - expected) / (f64::midpoint(one, other) - expected)
}
