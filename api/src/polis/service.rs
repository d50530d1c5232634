//! What is done with conversations that Polis has exported.

use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
};

use entity::{EssayId, ProposalId, SearchKind, Stance, UserId};

use crate::{
    anchor, clock,
    db::{self, Db, Transaction},
    error::{Error, Result},
    essay::{self, store::EssayRow},
    polis::{
        reader::{self, COMMENTS, Comment, Fault, VOTES, Vote, Votes},
        rules::{self, Proposed, Size, Source},
        store::{self, Kept, NewProposal, NewVote},
    },
    proposal::rules::Tally,
    search::{self, store::Document},
    text::{markdown, prose},
};

/// Texts that enter the search index at once.
const INDEXED_AT_ONCE: usize = 200;
/// Tries to find a beginning of handles that nobody else's has.
const MOST_ATTEMPTS: u32 = 1000;

/// What to import.
pub struct Conversation<'a> {
    /// Folder with the exported files.
    pub folder: &'a Path,
    /// Names the essay in addresses; must be new.
    pub slug: String,
    /// Country that it is from, ISO 3166-1.
    pub home_country: Option<String>,
    /// BCP 47; that of most letters if left out.
    pub language: Option<String>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Imported {
    /// As it is kept.
    pub slug: String,
    /// Of the essay.
    pub title: String,
    /// Of the conversation.
    pub language: String,
    /// How much there is.
    pub size: Size,
}

/// Makes an essay of a conversation, with a proposal for each comment that its moderators left in,
/// an account that nobody can sign in to for each participant, and their votes: all of it in one
/// transaction, or nothing. `CONFLICT` if there is an essay of that slug; `VALIDATION_FAILED` with
/// file and line if a row is not as it should be. Votes are read once, row by row; `progress`
/// hears of the bytes read and of all.
pub async fn import(db: &Db, conversation: Conversation<'_>, mut progress: impl FnMut(u64, u64)) -> Result<Imported> {
    let Conversation { folder, slug, home_country, language } = conversation;
    let comments = reader::comments(folder)?;
    let mut facts = reader::summary(folder)?;
    let votes = Votes::open(folder)?;
    let proposed = proposed(&comments)?;
    let Some(language) = language.or_else(|| rules::main_language(&proposed)) else {
        return Err(Error::invalid(&["input", "language"], "The language of the comments could not be told. Say it by --language."));
    };
    let source = Source { slug, language, home_country, topic: facts.remove("topic"), url: facts.remove("url") };
    // Checked before anything is written; what it says is known at the end.
    let draft = essay::rules::check(rules::essay(source.clone(), Size::default()))?;

    let transaction = db.begin().await?;
    db::take_time(&transaction).await?;
    if essay::store::essay_to_publish(&transaction, &draft.slug).await?.is_some() {
        return Err(Error::conflict(format!("There is an essay `{}` already. Nothing is imported into it; choose another --slug.", draft.slug)));
    }
    let now = clock::now();
    let row = EssayRow {
        id: EssayId::generate(),
        slug: draft.slug.clone(),
        original_language: draft.language.clone(),
        origin_country: draft.origin_country.clone(),
        titles: "{}".to_owned(),
        created_at: now,
        published_at: now,
        last_activity_at: now,
    };
    essay::store::insert_essay(&transaction, &row).await?;
    let made = new_proposals(&draft.language, proposed);
    store::insert_proposals(&transaction, row.id, &made).await?;
    index(&transaction, row.id, &made).await?;

    let mut poll = Poll::new(&transaction, row.id, &draft.slug, &comments, &made).await?;
    poll.read(votes, &mut progress).await?;
    let size = Size { proposals: made.len(), moderated: comments.len() - made.len(), ..poll.size() };
    let votes = keep_tallies(&transaction, &made).await?;
    let size = Size { votes, ..size };
    store::set_withheld(&transaction, row.id, i32::try_from(size.withheld).unwrap_or(i32::MAX)).await?;
    essay::service::publish_within(&transaction, rules::essay(source, size)).await?;
    transaction.commit().await?;
    anchor::service::settle_now(db, row.id).await;
    Ok(Imported { slug: draft.slug, title: draft.title, language: draft.language, size })
}

/// The comments that are left in, as proposals, in the order of the file.
fn proposed(comments: &[Comment]) -> Result<Vec<Proposed>, Fault> {
    let fault = |line, reason| Fault { file: COMMENTS, line: Some(line), reason };
    let left_in = comments.iter().filter(|comment| !comment.is_withheld);
    left_in.map(|comment| rules::proposed(comment.number, &comment.text, comment.created_at).map_err(|reason| fault(comment.line, reason))).collect()
}

fn new_proposals(main: &str, proposed: Vec<Proposed>) -> Vec<NewProposal> {
    let made = proposed.into_iter().map(|proposed| NewProposal {
        id: ProposalId::generate(),
        language: rules::language_of(proposed.detected.as_ref(), main).to_owned(),
        detected: rules::known(proposed.detected, main).map(|detected| (detected.language.to_owned(), detected.confidence)),
        title: proposed.title,
        body_html: markdown::render(&proposed.body),
        body: proposed.body,
        created_at: proposed.created_at,
    });
    made.collect()
}

/// Makes proposals findable, oldest first: what is indexed later counts as newer.
async fn index(transaction: &Transaction, essay_id: EssayId, made: &[NewProposal]) -> Result<()> {
    let mut sorted: Vec<&NewProposal> = made.iter().collect();
    sorted.sort_by_key(|proposal| (proposal.created_at, proposal.id));
    for some in sorted.chunks(INDEXED_AT_ONCE) {
        let documents = some.iter().map(|proposal| Document {
            kind: SearchKind::Proposal,
            subject_id: proposal.id.0,
            text_id: proposal.id.0,
            essay_id,
            language: proposal.language.clone(),
            title: proposal.title.clone(),
            body: prose::of_markdown(&proposal.body).text,
            is_visible: true,
            created_at: proposal.created_at,
        });
        search::store::put_all(transaction, documents.collect()).await?;
    }
    Ok(())
}

/// A comment as votes name it.
struct Target {
    /// `None` = moderators took it out, and its votes are only counted.
    proposal: Option<ProposalId>,
    /// Rows that agree and disagree, repeated ones too.
    counted: [i64; 2],
    /// The same by the comments' file.
    said: Option<[i64; 2]>,
    has_votes: bool,
}

/// The votes on their way in.
struct Poll<'a> {
    transaction: &'a Transaction,
    essay_id: EssayId,
    slug: &'a str,
    /// What handles begin with.
    handles: String,
    targets: HashMap<i32, Target>,
    voters: HashMap<i32, UserId>,
    /// Votes that are written together: one of a participant on a proposal.
    batch: HashMap<(ProposalId, i32), Vote>,
}

impl<'a> Poll<'a> {
    async fn new(transaction: &'a Transaction, essay_id: EssayId, slug: &'a str, comments: &[Comment], made: &[NewProposal]) -> Result<Self> {
        let mut made = made.iter();
        let targets = comments.iter().map(|comment| {
            let proposal = if comment.is_withheld { None } else { made.next().map(|proposal| proposal.id) };
            (comment.number, Target { proposal, counted: [0; 2], said: comment.counted, has_votes: false })
        });
        let targets = targets.collect();
        let handles = free_handles(transaction, slug).await?;
        Ok(Self { transaction, essay_id, slug, handles, targets, voters: HashMap::new(), batch: HashMap::with_capacity(store::votes_at_once()) })
    }

    async fn read(&mut self, mut votes: Votes, progress: &mut impl FnMut(u64, u64)) -> Result<()> {
        while let Some(vote) = votes.read()? {
            self.take(vote)?;
            if self.batch.len() >= store::votes_at_once() {
                self.flush().await?;
                progress(votes.position(), votes.size);
            }
        }
        self.flush().await?;
        progress(votes.size, votes.size);
        Ok(())
    }

    fn take(&mut self, vote: Vote) -> Result<(), Fault> {
        let missing = || Fault { file: VOTES, line: Some(vote.line), reason: format!("comment-id: {COMMENTS} has no comment {}", vote.comment) };
        let target = self.targets.get_mut(&vote.comment).ok_or_else(missing)?;
        target.has_votes = true;
        match vote.stance {
            Stance::Agree => target.counted[0] += 1,
            Stance::Disagree => target.counted[1] += 1,
            Stance::Pass => {}
        }
        if let Some(proposal) = target.proposal {
            // The later one counts, and of two at the same time the later line.
            let kept = self.batch.entry((proposal, vote.voter)).or_insert(vote);
            if vote.cast_at >= kept.cast_at {
                *kept = vote;
            }
        }
        Ok(())
    }

    /// Writes what was taken, and the accounts of who is new.
    async fn flush(&mut self) -> Result<()> {
        let new: BTreeSet<i32> = self.batch.keys().map(|(_, voter)| *voter).filter(|voter| !self.voters.contains_key(voter)).collect();
        let accounts = new
            .into_iter()
            .map(|number| (number, store::account(format!("{}{number}", self.handles), rules::display_name(number), rules::address(self.slug, number))));
        let made = store::insert_voters(self.transaction, self.essay_id, accounts.collect()).await.map_err(|error| taken(error.into()))?;
        self.voters.extend(made);
        let mut votes: Vec<(u64, NewVote)> = Vec::with_capacity(self.batch.len());
        for ((proposal_id, voter), vote) in self.batch.drain() {
            let voter_id = *self.voters.get(&voter).ok_or_else(|| Error::internal(format!("participant {voter} has no account")))?;
            votes.push((vote.line, NewVote { proposal_id, voter_id, stance: vote.stance, cast_at: vote.cast_at }));
        }
        // The same file, the same order of ids.
        votes.sort_unstable_by_key(|(line, _)| *line);
        let votes: Vec<NewVote> = votes.into_iter().map(|(_, vote)| vote).collect();
        Ok(store::cast(self.transaction, &votes).await?)
    }

    /// How much was read, and whether the signs of the votes are as the comments say.
    fn size(&self) -> Size {
        let is_reversed = rules::are_reversed(self.targets.values().filter_map(|target| target.said.map(|said| (target.counted, said))));
        let withheld = self.targets.values().filter(|target| target.proposal.is_none() && target.has_votes).count();
        Size { withheld, voters: self.voters.len(), is_reversed, ..Size::default() }
    }
}

/// What the handles of a conversation's participants begin with.
async fn free_handles(transaction: &Transaction, slug: &str) -> Result<String> {
    for attempt in 1..=MOST_ATTEMPTS {
        let beginning = rules::handles(slug, attempt);
        if !store::is_handle_taken(transaction, &beginning).await? {
            return Ok(beginning);
        }
    }
    Err(Error::conflict("Too many accounts have handles like this --slug. Choose another."))
}

fn taken(error: Error) -> Error {
    error.or_conflict("Somebody has just taken a handle that a participant was to have. Try again.")
}

/// Counts the votes of all proposals and writes their tallies. How many votes there are.
async fn keep_tallies(transaction: &Transaction, made: &[NewProposal]) -> Result<u64> {
    let ids: Vec<ProposalId> = made.iter().map(|proposal| proposal.id).collect();
    let mut tallies: HashMap<ProposalId, Tally> = HashMap::new();
    for (id, stance, count) in store::count_votes(transaction, &ids).await? {
        let tally = tallies.entry(id).or_default();
        *tally = tally.with(stance, count);
    }
    let votes = tallies.values().map(|tally| u64::try_from(tally.total()).unwrap_or(0)).sum();
    let kept: Vec<Kept> =
        tallies.into_iter().map(|(id, tally)| Kept { id, counts: [tally.agree, tally.disagree, tally.pass], agreement: tally.agreement() }).collect();
    store::set_tallies(transaction, &kept).await?;
    Ok(votes)
}
