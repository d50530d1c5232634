//! Numbers that look random and are the same on every run and machine.

/// What is drawn. Each has its own stream, so that one more draw here changes
/// nothing there.
#[derive(Clone, Copy, Debug)]
pub enum Aspect {
    /// The random bits of an id.
    Id,
    /// Who wrote it.
    Author,
    /// Its language.
    Language,
    /// Its title.
    Title,
    /// Its text.
    Body,
    /// Its length.
    Length,
    /// Milliseconds within its second.
    Time,
    /// Which of the quiet threads is answered.
    QuietThread,
    /// Whether a reply answers another.
    Nested,
    /// Which essay it belongs to.
    Essay,
    /// How popular a proposal is.
    Popularity,
    /// How somebody votes.
    Stance,
    /// What a connection asks for.
    Request,
    /// Which place a reply is about.
    Place,
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

fn scramble(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The generator `SplitMix64`.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of one aspect of the thing `index` of `kind`.
    pub fn of(kind: u64, index: u64, aspect: Aspect) -> Self {
        Self(scramble(scramble(kind.wrapping_mul(GOLDEN) ^ (aspect as u64)).wrapping_add(index.wrapping_mul(GOLDEN))))
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        scramble(self.0)
    }

    /// A number from 0 to `bound` - 1; 0 if `bound` is 0.
    #[allow(clippy::cast_possible_truncation, reason = "32 bits remain")]
    pub fn below(&mut self, bound: u32) -> u32 {
        ((u64::from((self.next() >> 32) as u32) * u64::from(bound)) >> 32) as u32
    }

    /// One of `items`; the first if 32 bits cannot count them.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(u32::try_from(items.len()).unwrap_or(1)) as usize)
    }
}
