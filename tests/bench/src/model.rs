//! The forum that is written: who answers what and when. Texts come later,
//! row by row; only what counters and ids need is held in memory.

use uuid::Uuid;

use crate::{
    Result,
    cli::FillOptions,
    random::{Aspect, Random},
};

/// Kinds of things; also the tag byte of their ids in the API, where they have one.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A work.
    Essay = 1,
    /// Its text in one language.
    Edition = 2,
    /// A discussion.
    Thread = 3,
    /// An answer.
    Reply = 4,
    /// Something to vote on.
    Proposal = 5,
    /// A vote.
    Vote = 6,
    /// An account.
    User = 7,
    /// A name under an edition.
    Credit = 100,
}

/// Beginnings, in milliseconds since 1970, and steps: time moves on with every row.
const USERS: (i64, i64) = (1_672_531_200_000, 61_000); // 2023-01-01
const ESSAYS: (i64, i64) = (1_675_209_600_000, 307_000); // 2023-02-01
const THREADS: (i64, i64) = (1_685_577_600_000, 353_000); // 2023-06-01
const REPLIES: (i64, i64) = (1_704_067_200_000, 37_000); // 2024-01-01
const PROPOSALS: (i64, i64) = (1_706_745_600_000, 521_000); // 2024-02-01
const VOTES: (i64, i64) = (1_709_251_200_000, 11_000); // 2024-03-01

/// 4 of `CYCLE` threads are busy.
const CYCLE: u32 = 25;
const BUSY: u32 = 4;
/// A path holds 800 bytes at most, so no reply lies deeper.
const DEEPEST: u32 = 50;

/// How many there are of each.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Accounts.
    pub users: u32,
    /// Works.
    pub essays: u32,
    /// Discussions.
    pub threads: u32,
    /// Answers.
    pub replies: u32,
    /// Things to vote on.
    pub proposals: u32,
    /// Votes on each.
    pub votes_each: u32,
}

impl Sizes {
    /// As asked for on the command line.
    pub fn new(options: &FillOptions) -> Result<Self> {
        let [users, essays, threads, replies, proposals, votes] =
            [options.users, options.essays, options.threads, options.replies, options.proposals, options.votes].map(|size| scaled(size, options.scale));
        if users < 1 || essays < 1 || threads < CYCLE || proposals < 1 {
            return Err(format!("too small: at least one account, essay and proposal and {CYCLE} threads are needed").into());
        }
        let votes_each = votes / proposals;
        if votes_each > users {
            return Err("too few accounts for that many votes on each proposal".into());
        }
        Ok(Self { users, essays, threads, replies, proposals, votes_each })
    }

    /// Votes in all.
    pub fn votes(&self) -> u32 {
        self.proposals * self.votes_each
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, and sizes are positive")]
fn scaled(size: u32, scale: f64) -> u32 {
    (f64::from(size) * scale).round() as u32
}

/// What is known of a thread before its text.
#[derive(Clone, Copy, Debug)]
pub struct Thread {
    /// Its essay's number.
    pub essay: u32,
    /// When it was opened.
    pub created_at: i64,
    /// Its or its newest reply's time.
    pub last_activity_at: i64,
    /// Replies to it, at any depth.
    pub reply_count: u32,
}

/// What is known of a reply before its text.
#[derive(Clone, Copy, Debug)]
pub struct Reply {
    /// Its thread's number.
    pub thread: u32,
    /// The number of the reply that it answers.
    pub parent: Option<u32>,
    /// 1 = answers the thread.
    pub depth: u32,
    /// When it was written.
    pub created_at: i64,
}

/// What is known of a proposal before its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Proposal {
    /// Its essay's number.
    pub essay: u32,
    /// Votes for it.
    pub agree: u32,
    /// Votes against it.
    pub disagree: u32,
    /// Votes that are neither.
    pub pass: u32,
}

/// The whole forum. All numbers count from 0.
#[derive(Debug)]
pub struct Forum {
    /// How many of each.
    pub sizes: Sizes,
    /// The threads.
    pub threads: Vec<Thread>,
    /// The replies, oldest first.
    pub replies: Vec<Reply>,
    /// The proposals.
    pub proposals: Vec<Proposal>,
    /// When each essay last saw an edition, a thread, a reply or a proposal.
    pub essay_activity: Vec<i64>,
}

impl Forum {
    /// Plans a forum of these sizes.
    pub fn new(sizes: Sizes) -> Self {
        let mut threads: Vec<Thread> = (0..sizes.threads)
            .map(|number| {
                let created_at = time(THREADS, number);
                Thread { essay: thread_essay(number, sizes.essays), created_at, last_activity_at: created_at, reply_count: 0 }
            })
            .collect();
        let replies = replies(&sizes);
        for reply in &replies {
            if let Some(thread) = threads.get_mut(reply.thread as usize) {
                thread.reply_count += 1;
                thread.last_activity_at = thread.last_activity_at.max(reply.created_at);
            }
        }
        let proposals: Vec<Proposal> = (0..sizes.proposals).map(|number| proposal(number, &sizes)).collect();
        let mut essay_activity: Vec<i64> = (0..sizes.essays).map(essay_created_at).collect();
        let ends = threads.iter().map(|thread| (thread.essay, thread.last_activity_at));
        for (essay, at) in ends.chain((0_u32..).zip(&proposals).map(|(number, proposal)| (proposal.essay, proposal_created_at(number)))) {
            if let Some(activity) = essay_activity.get_mut(essay as usize) {
                *activity = at.max(*activity);
            }
        }
        Self { sizes, threads, replies, proposals, essay_activity }
    }

    /// A thread's id.
    pub fn thread_id(&self, number: u32) -> Uuid {
        id(Kind::Thread, number, self.threads.get(number as usize).map_or(0, |thread| thread.created_at))
    }

    /// A reply's id.
    pub fn reply_id(&self, number: u32) -> Uuid {
        id(Kind::Reply, number, self.replies.get(number as usize).map_or(0, |reply| reply.created_at))
    }

    /// The ids of a reply's ancestors and its own.
    pub fn reply_path(&self, number: u32) -> Vec<u8> {
        let above = |&number: &u32| self.replies.get(number as usize).and_then(|reply| reply.parent);
        let mut chain: Vec<u32> = std::iter::successors(Some(number), above).collect();
        chain.reverse();
        chain.into_iter().flat_map(|number| self.reply_id(number).into_bytes()).collect()
    }

    /// The stance of vote `number` on a proposal.
    pub fn stance(proposal: u32, number: u32, votes_each: u32) -> &'static str {
        // Popularity differs, so that the order by agreement means something.
        let for_it = 30 + Random::of(Kind::Proposal as u64, proposal.into(), Aspect::Popularity).below(45);
        match Random::of(Kind::Vote as u64, (proposal * votes_each + number).into(), Aspect::Stance).below(100) {
            drawn if drawn < for_it => "AGREE",
            drawn if drawn < 88 => "DISAGREE",
            _ => "PASS",
        }
    }
}

/// Whether a thread is one of those that most replies go to.
pub fn is_busy(thread: u32) -> bool {
    thread % CYCLE < BUSY
}

fn time((from, step): (i64, i64), number: u32) -> i64 {
    from + step * i64::from(number)
}

/// When an account was made.
pub fn user_joined_at(number: u32) -> i64 {
    time(USERS, number)
}

/// When an essay was published.
pub fn essay_created_at(number: u32) -> i64 {
    time(ESSAYS, number)
}

/// When a proposal was made.
pub fn proposal_created_at(number: u32) -> i64 {
    time(PROPOSALS, number)
}

/// When a vote was cast; votes are counted through all proposals.
pub fn vote_cast_at(number: u32) -> i64 {
    time(VOTES, number)
}

/// A user's id.
pub fn user_id(number: u32) -> Uuid {
    id(Kind::User, number, user_joined_at(number))
}

/// An essay's id.
pub fn essay_id(number: u32) -> Uuid {
    id(Kind::Essay, number, essay_created_at(number))
}

/// A proposal's id.
pub fn proposal_id(number: u32) -> Uuid {
    id(Kind::Proposal, number, proposal_created_at(number))
}

/// The id of something made at a time: a `UUIDv7` like the server's own, with
/// random bits that are always the same.
pub fn id(kind: Kind, number: u32, created_at: i64) -> Uuid {
    let mut random = Random::of(kind as u64, number.into(), Aspect::Id);
    let [high, low] = [random.next().to_be_bytes(), random.next().to_be_bytes()];
    let mut bits = [0_u8; 10];
    for (bit, byte) in bits.iter_mut().zip(high.into_iter().chain(low)) {
        *bit = byte;
    }
    uuid::Builder::from_unix_timestamp_millis(created_at.unsigned_abs(), &bits).into_uuid()
}

/// The person who wrote something.
pub fn author(kind: Kind, number: u32, users: u32) -> u32 {
    Random::of(kind as u64, number.into(), Aspect::Author).below(users)
}

/// Who cast vote `number` on a proposal: a walk through all accounts that meets none twice.
pub fn voter(proposal: u32, number: u32, users: u32) -> u32 {
    let step: u64 = if users.is_multiple_of(97) { 89 } else { 97 };
    let place = u64::from(proposal) * 7919 + u64::from(number) * step;
    u32::try_from(place % u64::from(users)).unwrap_or_default()
}

fn thread_essay(number: u32, essays: u32) -> u32 {
    u32::try_from(u64::from(number) * 7919 % u64::from(essays)).unwrap_or_default()
}

fn replies(sizes: &Sizes) -> Vec<Reply> {
    let busy: Vec<u32> = (0..sizes.threads).filter(|number| is_busy(*number)).collect();
    let quiet: Vec<u32> = (0..sizes.threads).filter(|number| !is_busy(*number)).collect();
    let turns = u32::try_from(busy.len()).unwrap_or(u32::MAX);
    let to_busy = u32::try_from(u64::from(sizes.replies) * 88 / 100).unwrap_or(sizes.replies);
    let mut replies: Vec<Reply> = Vec::with_capacity(sizes.replies as usize);
    for number in 0..sizes.replies {
        let draw = |aspect| Random::of(Kind::Reply as u64, number.into(), aspect);
        let created_at = time(REPLIES, number) + i64::from(draw(Aspect::Time).below(1000));
        let reply = if number < to_busy {
            let thread = busy.get((number % turns) as usize).copied().unwrap_or_default();
            // The one before it in the same thread; a third of the replies answer it.
            let before = number.checked_sub(turns).filter(|_| draw(Aspect::Nested).below(3) == 0);
            let parent = before.and_then(|before| replies.get(before as usize).filter(|reply| reply.depth < DEEPEST).map(|reply| (before, reply.depth)));
            Reply { thread, parent: parent.map(|(number, _)| number), depth: parent.map_or(1, |(_, depth)| depth + 1), created_at }
        } else {
            let thread = draw(Aspect::QuietThread).pick(&quiet).copied().unwrap_or_default();
            Reply { thread, parent: None, depth: 1, created_at }
        };
        replies.push(reply);
    }
    replies
}

fn proposal(number: u32, sizes: &Sizes) -> Proposal {
    let essay = Random::of(Kind::Proposal as u64, number.into(), Aspect::Essay).below(sizes.essays);
    let mut proposal = Proposal { essay, ..Proposal::default() };
    for vote in 0..sizes.votes_each {
        *match Forum::stance(number, vote, sizes.votes_each) {
            "AGREE" => &mut proposal.agree,
            "DISAGREE" => &mut proposal.disagree,
            _ => &mut proposal.pass,
        } += 1;
    }
    proposal
}
