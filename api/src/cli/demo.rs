//! The demo: sample essays, people, threads, replies, proposals and votes.

use std::{collections::HashMap, sync::Arc};

use entity::{EditionId, EssayId, Role, SessionId, Stance, ThreadId, Timestamp};
use serde::Deserialize;

use super::{front_matter, plain, progress::Progress};
use crate::{
    account::{self, input::SignUpInput},
    anchor,
    auth::{Access, Auth, Member, store::UserRow},
    clock, consensus,
    db::Db,
    essay::{self, store::EditionWanted},
    paging::Page,
    post::{rules::Words, service::Gate},
    proposal::{self, service::Draft},
    reply,
    row::Columns,
    thread,
    vote::{
        self,
        service::{Ballot, Seen},
    },
};

/// Password of all demo accounts.
pub const PASSWORD: &str = "teahouse-demo";

/// Demo accounts that are announced, with what they may do.
pub const ACCOUNTS: [(&str, &str); 4] = [("mei", "member"), ("amina", "editor"), ("tomas", "moderator"), ("host", "administrator")];

/// The account that tells a demo's database from others. Made last, so that a demo
/// that was not filled to the end is not taken for one.
const MARKER: &str = "teahouse_demo";

const ESSAYS: [(&str, &str); 4] = [
    ("the-long-table.zh-Hans.md", include_str!("../../demo/essays/the-long-table.zh-Hans.md")),
    ("the-long-table.en.md", include_str!("../../demo/essays/the-long-table.en.md")),
    ("the-second-question.en.md", include_str!("../../demo/essays/the-second-question.en.md")),
    ("the-second-question.zh-Hans.md", include_str!("../../demo/essays/the-second-question.zh-Hans.md")),
];

const FORUM: &str = include_str!("../../demo/forum.yaml");

#[derive(Deserialize)]
struct Forum {
    people: Vec<Person>,
    threads: Vec<SampleThread>,
    proposals: Vec<SampleProposal>,
}

#[derive(Deserialize)]
struct Person {
    handle: String,
    display_name: String,
    role: String,
    country: Option<String>,
    #[serde(default)]
    languages: Vec<String>,
}

#[derive(Deserialize)]
struct SampleThread {
    essay: String,
    author: String,
    language: String,
    title: String,
    body: String,
    /// The passage that it is about.
    quote: Option<SampleQuote>,
    days_ago: f64,
    #[serde(default)]
    replies: Vec<SampleReply>,
}

#[derive(Deserialize)]
struct SampleQuote {
    language: String,
    exact: String,
}

#[derive(Deserialize)]
struct SampleReply {
    author: String,
    language: String,
    body: String,
    days_ago: f64,
    #[serde(default)]
    replies: Vec<SampleReply>,
}

#[derive(Deserialize)]
struct SampleProposal {
    essay: String,
    thread: Option<usize>,
    author: String,
    language: String,
    title: String,
    body: String,
    days_ago: f64,
    closes_in_days: Option<f64>,
    #[serde(default)]
    votes: Vec<SampleVote>,
}

#[derive(Deserialize)]
struct SampleVote {
    voter: String,
    stance: String,
    reason: Option<String>,
}

/// Whether a database holds the demo.
pub async fn is_demo(db: &Db) -> Result<bool, String> {
    let marker = account::service::user_by_handle(db, MARKER).await.map_err(|error| plain(&error))?;
    Ok(marker.is_some_and(|user| user.email == address(MARKER)))
}

fn address(handle: &str) -> String {
    format!("{handle}@demo.example.org")
}

/// Fills an empty database; leaves a demo's as it is; refuses any other.
pub async fn fill(auth: &Auth, db: &Db) -> Result<(), String> {
    if is_demo(db).await? {
        return Ok(());
    }
    let order = essay::store::by_published_at(true);
    let essays = essay::service::essays(db, &order, &Page::first(1), Columns::ALL).await.map_err(|error| plain(&error))?;
    let people = account::service::count_users(db).await.map_err(|error| plain(&error))?;
    if people > 0 || !essays.rows.is_empty() {
        return Err("this database holds other content; --demo wants an empty one or its own".to_owned());
    }
    let forum: Forum = serde_saphyr::from_str(FORUM).map_err(|error| format!("the demo's content: {error}"))?;
    Filler { auth, db, members: HashMap::new(), essays: HashMap::new() }.run(forum).await
}

struct Filler<'a> {
    auth: &'a Auth,
    db: &'a Db,
    members: HashMap<String, Member>,
    essays: HashMap<String, EssayId>,
}

impl Filler<'_> {
    async fn run(mut self, forum: Forum) -> Result<(), String> {
        let total = forum.people.len() + ESSAYS.len() + forum.threads.len() + forum.proposals.len();
        let mut progress = Progress::start("Filling the demo", total as u64);
        for person in &forum.people {
            self.person(person).await?;
            progress.advance(1);
        }
        for (name, text) in ESSAYS {
            let document = front_matter::parse(text).map_err(|error| format!("{name}: {error}"))?;
            let published = document.published;
            let draft = document.resolve(self.db).await.map_err(|error| format!("{name}: {error}"))?;
            let (essay, ..) = essay::service::publish_as_operator(self.db, draft, published).await.map_err(|error| format!("{name}: {}", plain(&error)))?;
            self.essays.insert(essay.slug.clone(), essay.id);
            progress.advance(1);
        }
        let mut threads = Vec::new();
        for sample in &forum.threads {
            threads.push(self.thread(sample).await.map_err(|error| format!("thread `{}`: {error}", sample.title))?);
            progress.advance(1);
        }
        for sample in &forum.proposals {
            self.proposal(sample, &threads).await.map_err(|error| format!("proposal `{}`: {error}", sample.title))?;
            progress.advance(1);
        }
        consensus::service::compute_now(self.db, None).await.map_err(|error| plain(&error))?;
        let marker =
            Person { handle: MARKER.to_owned(), display_name: "Teahouse demo".to_owned(), role: "MEMBER".to_owned(), country: None, languages: Vec::new() };
        self.person(&marker).await?;
        progress.finish();
        Ok(())
    }

    async fn person(&mut self, person: &Person) -> Result<(), String> {
        let role = match person.role.as_str() {
            "EDITOR" => Role::Editor,
            "MODERATOR" => Role::Moderator,
            "ADMIN" => Role::Admin,
            _ => Role::Member,
        };
        let input = SignUpInput {
            handle: person.handle.clone(),
            display_name: person.display_name.clone(),
            email: address(&person.handle),
            password: PASSWORD.to_owned(),
        };
        let failed = |error| format!("{}: {}", person.handle, plain(&error));
        let mut user = account::service::create_user(self.auth, self.db, input, role).await.map_err(failed)?;
        if person.country.is_some() {
            user = account::service::declare(
                self.db,
                user.id,
                account::service::Perspective { country: person.country.clone(), is_country_public: false, languages: person.languages.clone() },
            )
            .await
            .map_err(failed)?;
        }
        self.members.insert(person.handle.clone(), member(user));
        Ok(())
    }

    fn member(&self, handle: &str) -> Result<&Member, String> {
        self.members.get(handle).ok_or_else(|| format!("nobody is called {handle}"))
    }

    fn essay(&self, slug: &str) -> Result<EssayId, String> {
        self.essays.get(slug).copied().ok_or_else(|| format!("no essay is called {slug}"))
    }

    async fn edition(&self, essay_id: EssayId, language: &str) -> Result<EditionId, String> {
        let edition = essay::service::edition_of(self.db, essay_id, language, EditionWanted::default()).await.map_err(|error| plain(&error))?;
        edition.map(|edition| edition.row.id).ok_or_else(|| format!("there is no edition in {language}"))
    }

    async fn thread(&self, sample: &SampleThread) -> Result<ThreadId, String> {
        let words = Words { title: Some(sample.title.clone()), body: sample.body.clone(), language: sample.language.clone() };
        let (essay_id, author) = (self.essay(&sample.essay)?, self.member(&sample.author)?);
        let quote = match &sample.quote {
            None => None,
            Some(quote) => Some(anchor::service::Draft {
                edition_id: self.edition(essay_id, &quote.language).await?,
                exact: quote.exact.clone(),
                prefix: String::new(),
                suffix: String::new(),
            }),
        };
        let draft = thread::service::Draft { essay_id, words, differ_requires_restatement: false, quote };
        let thread = thread::service::start_at(self.db, author, draft, Gate::OPEN, days_ago(sample.days_ago)).await.map_err(|error| plain(&error))?;
        let id = thread.item.row.id;
        // Depth first, parents before children.
        let mut waiting: Vec<(&SampleReply, Option<entity::ReplyId>)> = sample.replies.iter().rev().map(|reply| (reply, None)).collect();
        while let Some((sample, parent)) = waiting.pop() {
            let words = Words { title: None, body: sample.body.clone(), language: sample.language.clone() };
            let author = self.member(&sample.author)?;
            let draft = reply::service::Draft { thread_id: id, parent_id: parent, words, kind: entity::ReplyKind::Build, restatement: None };
            let reply = reply::service::post_at(self.db, author, draft, Gate::OPEN, days_ago(sample.days_ago)).await.map_err(|error| plain(&error))?;
            waiting.extend(sample.replies.iter().rev().map(|child| (child, Some(reply.item.row.id))));
        }
        Ok(id)
    }

    async fn proposal(&self, sample: &SampleProposal, threads: &[ThreadId]) -> Result<(), String> {
        let draft = Draft {
            essay_id: self.essay(&sample.essay)?,
            thread_id: sample.thread.and_then(|index| threads.get(index).copied()),
            words: Words { title: Some(sample.title.clone()), body: sample.body.clone(), language: sample.language.clone() },
            closes_at: sample.closes_in_days.map(|days| days_ago(-days)),
            ballot: proposal::service::Ballot::PLAIN,
        };
        let made = days_ago(sample.days_ago);
        let proposal = proposal::service::create_at(self.db, self.member(&sample.author)?, draft, Gate::OPEN, made).await.map_err(|error| plain(&error))?;
        let id = proposal.item.row.id;
        for (number, vote) in (1_i64..).zip(&sample.votes) {
            let stance = match vote.stance.as_str() {
                "AGREE" => Stance::Agree,
                "DISAGREE" => Stance::Disagree,
                _ => Stance::Pass,
            };
            let when = Timestamp((made.0 + number * 3_600_000).min(clock::now().0));
            let ballot = Ballot { proposal_id: id, stance, reason: vote.reason.clone(), is_named: false, seen: Seen::default() };
            vote::service::cast_at(self.db, self.member(&vote.voter)?, ballot, Gate::OPEN, when).await.map_err(|error| plain(&error))?;
        }
        Ok(())
    }
}

/// Acts for somebody who has not signed in: only the demo does.
fn member(user: Arc<UserRow>) -> Member {
    Member::new(user, Access::Session(SessionId::generate()), clock::now())
}

fn days_ago(days: f64) -> Timestamp {
    #[allow(clippy::cast_possible_truncation, reason = "days of sample content are few")]
    let milliseconds = (days * 86_400_000.0) as i64;
    Timestamp(clock::now().0 - milliseconds)
}

#[cfg(test)]
mod tests {
    use super::{ACCOUNTS, ESSAYS, FORUM, Forum, MARKER, front_matter};

    #[test]
    fn the_sample_content_is_whole() {
        let forum: Forum = serde_saphyr::from_str(FORUM).unwrap();
        let knows = |handle: &str| forum.people.iter().any(|person| person.handle == handle);
        assert!(forum.people.len() >= 12 && !knows(MARKER) && ACCOUNTS.iter().all(|(handle, _)| knows(handle)));
        assert!(forum.proposals.iter().any(|proposal| ["pioneer", "先锋"].iter().any(|word| proposal.title.to_lowercase().contains(word))));
        for (name, text) in ESSAYS {
            let document = front_matter::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!document.credits.is_empty(), "{name} credits nobody");
        }
    }
}
