//! The rows of every table, made as they are written.

use sea_orm::prelude::Uuid;

use crate::{
    model::{self, Forum, Kind},
    random::{Aspect, Random},
    text::{self, Language},
};

/// One column of a row.
#[derive(Debug)]
pub enum Value {
    /// An id.
    Id(Uuid),
    /// A text that is made for this row.
    Text(String),
    /// A text that is always the same.
    Word(&'static str),
    /// A number of 32 bits.
    Int(u32),
    /// A time.
    Time(i64),
    /// A rank.
    Double(f64),
    /// A path.
    Bytes(Vec<u8>),
    /// Nothing.
    Null,
}

/// A table and all its rows.
pub struct Table<'a> {
    /// Its name.
    pub name: &'static str,
    /// The columns that are written; the rows hold as many values.
    pub columns: &'static [&'static str],
    /// How many rows there will be.
    pub count: u32,
    /// The rows.
    pub rows: Box<dyn Iterator<Item = Vec<Value>> + 'a>,
}

/// All tables, each after those that it refers to.
pub fn tables(forum: &Forum) -> Vec<Table<'_>> {
    let sizes = forum.sizes;
    let posts = sizes.threads + sizes.replies + sizes.proposals;
    vec![
        table(
            "users",
            &["id", "handle", "display_name", "email", "email_normalized", "role", "auth_version", "joined_at"],
            sizes.users,
            (0..sizes.users).map(user),
        ),
        // Writers post more in an hour than trust allows people, of words that are much alike.
        table("site_settings", &["id", "data", "changed_by_id", "changed_at"], 1, std::iter::once(settings())),
        table(
            "essays",
            &["id", "slug", "original_language", "origin_country", "titles", "created_at", "published_at", "last_activity_at"],
            sizes.essays,
            (0..sizes.essays).map(|number| essay(forum, number)),
        ),
        table(
            "editions",
            &["id", "essay_id", "language", "title", "body", "body_html", "revision", "published_at", "revised_at"],
            sizes.essays,
            (0..sizes.essays).map(edition),
        ),
        table("credits", &["id", "edition_id", "ordinal", "role", "name", "user_id"], sizes.essays, (0..sizes.essays).map(credit)),
        table(
            "posts",
            &["id", "kind"],
            posts,
            (0..sizes.threads)
                .map(|number| (forum.thread_id(number), "THREAD"))
                .chain((0..sizes.replies).map(|number| (forum.reply_id(number), "REPLY")))
                .chain((0..sizes.proposals).map(|number| (model::proposal_id(number), "PROPOSAL")))
                .map(|(id, kind)| vec![Value::Id(id), Value::Word(kind)]),
        ),
        table(
            "threads",
            &[
                "id",
                "essay_id",
                "author_id",
                "title",
                "body",
                "body_html",
                "language",
                "status",
                "revision",
                "reply_count",
                "last_activity_at",
                "hot",
                "created_at",
            ],
            sizes.threads,
            (0_u32..).zip(&forum.threads).map(|(number, thread)| self::thread(forum, number, thread)),
        ),
        table(
            "replies",
            &["id", "thread_id", "parent_id", "author_id", "depth", "path", "body", "body_html", "language", "status", "revision", "created_at"],
            sizes.replies,
            (0_u32..).zip(&forum.replies).map(|(number, reply)| self::reply(forum, number, reply)),
        ),
        table(
            "proposals",
            &[
                "id",
                "essay_id",
                "author_id",
                "title",
                "body",
                "body_html",
                "language",
                "status",
                "state",
                "revision",
                "agree_count",
                "disagree_count",
                "pass_count",
                "agreement",
                "created_at",
            ],
            sizes.proposals,
            (0_u32..).zip(&forum.proposals).map(|(number, proposal)| self::proposal(forum, number, proposal)),
        ),
        table(
            "votes",
            &["id", "proposal_id", "voter_id", "stance", "cast_at"],
            sizes.votes(),
            (0..sizes.proposals).flat_map(move |proposal| (0..sizes.votes_each).map(move |number| vote(forum, proposal, number))),
        ),
    ]
}

fn table<'a>(name: &'static str, columns: &'static [&'static str], count: u32, rows: impl Iterator<Item = Vec<Value>> + 'a) -> Table<'a> {
    Table { name, columns, count, rows: Box::new(rows) }
}

fn draw(kind: Kind, number: u32, aspect: Aspect) -> Random {
    Random::of(kind as u64, number.into(), aspect)
}

fn settings() -> Vec<Value> {
    let data =
        r#"{"civility":{"repeat":{"enabled":false}},"trust":{"limits":[{"posts_per_hour":0},{"posts_per_hour":0},{"posts_per_hour":0},{"posts_per_hour":0}]}}"#;
    vec![Value::Int(1), Value::Word(data), Value::Id(model::user_id(0)), Value::Time(0)]
}

fn user(number: u32) -> Vec<Value> {
    let handle = format!("bench_{number:05}");
    let email = format!("{handle}@example.org");
    vec![
        Value::Id(model::user_id(number)),
        Value::Text(handle),
        Value::Text(text::name(&mut draw(Kind::User, number, Aspect::Title))),
        Value::Text(email.clone()),
        Value::Text(email),
        Value::Word("MEMBER"),
        Value::Int(0),
        Value::Time(model::user_joined_at(number)),
    ]
}

/// An essay's slug.
pub fn slug(number: u32) -> String {
    const WORDS: [&str; 8] = ["well", "ferry", "promise", "table", "harvest", "letter", "market", "border"];
    let word = draw(Kind::Essay, number, Aspect::Title).pick(&WORDS).copied().unwrap_or_default();
    format!("the-{word}-{number:05}")
}

fn essay_language(number: u32) -> &'static Language {
    text::language(&mut draw(Kind::Essay, number, Aspect::Language))
}

/// The id of an essay's only edition.
fn edition_id(essay: u32) -> Uuid {
    model::id(Kind::Edition, essay, model::essay_created_at(essay))
}

fn edition_title(essay: u32) -> String {
    essay_language(essay).title(&mut draw(Kind::Edition, essay, Aspect::Title))
}

fn essay(forum: &Forum, number: u32) -> Vec<Value> {
    let created_at = model::essay_created_at(number);
    let language = essay_language(number);
    vec![
        Value::Id(model::essay_id(number)),
        Value::Text(slug(number)),
        Value::Word(language.tag),
        Value::Word(language.country),
        Value::Text(serde_json::json!({ language.tag: edition_title(number) }).to_string()),
        Value::Time(created_at),
        Value::Time(created_at),
        Value::Time(forum.essay_activity.get(number as usize).copied().unwrap_or(created_at)),
    ]
}

fn edition(essay: u32) -> Vec<Value> {
    let language = essay_language(essay);
    let (body, html) = text::paragraphs(language, &mut draw(Kind::Edition, essay, Aspect::Body), 6, 500);
    let created_at = model::essay_created_at(essay);
    vec![
        Value::Id(edition_id(essay)),
        Value::Id(model::essay_id(essay)),
        Value::Word(language.tag),
        Value::Text(edition_title(essay)),
        Value::Text(body),
        Value::Text(html),
        Value::Int(1),
        Value::Time(created_at),
        Value::Time(created_at),
    ]
}

fn credit(essay: u32) -> Vec<Value> {
    vec![
        Value::Id(model::id(Kind::Credit, essay, model::essay_created_at(essay))),
        Value::Id(edition_id(essay)),
        Value::Int(0),
        Value::Word("AUTHOR"),
        Value::Text(text::name(&mut draw(Kind::Credit, essay, Aspect::Title))),
        Value::Null,
    ]
}

/// Body, HTML and language of a post of about `length` bytes, and up to 40 more.
fn post(kind: Kind, number: u32, length: u32) -> (&'static Language, Value, Value) {
    let language = text::language(&mut draw(kind, number, Aspect::Language));
    let length = length + draw(kind, number, Aspect::Length).below(41);
    // The sentences are few and their words frequent; places are many and rare.
    let opening = if matches!(kind, Kind::Reply) { language.opening(&mut draw(kind, number, Aspect::Place)) } else { String::new() };
    let (body, _) = text::paragraphs(language, &mut draw(kind, number, Aspect::Body), 1, (length as usize).saturating_sub(opening.len()));
    let (body, html) = (format!("{opening}{body}"), format!("<p>{opening}{body}</p>\n"));
    (language, Value::Text(body), Value::Text(html))
}

fn thread(forum: &Forum, number: u32, thread: &model::Thread) -> Vec<Value> {
    let (language, body, html) = post(Kind::Thread, number, 380);
    vec![
        Value::Id(forum.thread_id(number)),
        Value::Id(model::essay_id(thread.essay)),
        Value::Id(model::user_id(model::author(Kind::Thread, number, forum.sizes.users))),
        Value::Text(language.title(&mut draw(Kind::Thread, number, Aspect::Title))),
        body,
        html,
        Value::Word(language.tag),
        Value::Word("PUBLISHED"),
        Value::Int(1),
        Value::Int(thread.reply_count),
        Value::Time(thread.last_activity_at),
        Value::Double(hot(thread.reply_count, thread.created_at)),
        Value::Time(thread.created_at),
    ]
}

fn reply(forum: &Forum, number: u32, reply: &model::Reply) -> Vec<Value> {
    let (language, body, html) = post(Kind::Reply, number, 280);
    vec![
        Value::Id(forum.reply_id(number)),
        Value::Id(forum.thread_id(reply.thread)),
        reply.parent.map_or(Value::Null, |parent| Value::Id(forum.reply_id(parent))),
        Value::Id(model::user_id(model::author(Kind::Reply, number, forum.sizes.users))),
        Value::Int(reply.depth),
        Value::Bytes(forum.reply_path(number)),
        body,
        html,
        Value::Word(language.tag),
        Value::Word("PUBLISHED"),
        Value::Int(1),
        Value::Time(reply.created_at),
    ]
}

fn proposal(forum: &Forum, number: u32, proposal: &model::Proposal) -> Vec<Value> {
    let (language, body, html) = post(Kind::Proposal, number, 380);
    vec![
        Value::Id(model::proposal_id(number)),
        Value::Id(model::essay_id(proposal.essay)),
        Value::Id(model::user_id(model::author(Kind::Proposal, number, forum.sizes.users))),
        Value::Text(language.title(&mut draw(Kind::Proposal, number, Aspect::Title))),
        body,
        html,
        Value::Word(language.tag),
        Value::Word("PUBLISHED"),
        Value::Word("OPEN"),
        Value::Int(1),
        Value::Int(proposal.agree),
        Value::Int(proposal.disagree),
        Value::Int(proposal.pass),
        Value::Double(agreement(proposal.agree, proposal.disagree)),
        Value::Time(model::proposal_created_at(number)),
    ]
}

fn vote(forum: &Forum, proposal: u32, number: u32) -> Vec<Value> {
    let votes_each = forum.sizes.votes_each;
    let among_all = proposal * votes_each + number;
    let cast_at = model::vote_cast_at(among_all);
    vec![
        Value::Id(model::id(Kind::Vote, among_all, cast_at)),
        Value::Id(model::proposal_id(proposal)),
        Value::Id(model::user_id(model::voter(proposal, number, forum.sizes.users))),
        Value::Word(Forum::stance(proposal, number, votes_each)),
        Value::Time(cast_at),
    ]
}

/// Rank of the order HOT: a tenfold of replies is worth as much as 45 000 seconds.
#[allow(clippy::cast_precision_loss, reason = "milliseconds of this millennium fit")]
fn hot(replies: u32, created_at: i64) -> f64 {
    f64::from(replies + 1).log10() + created_at as f64 / 1000.0 / 45_000.0
}

/// Rank of the order AGREEMENT: what the share of agreement is at least, with
/// 95 % confidence (Wilson), so that few votes do not outrank many.
fn agreement(agree: u32, disagree: u32) -> f64 {
    let total = f64::from(agree) + f64::from(disagree);
    if total == 0.0 {
        return 0.0;
    }
    let z2 = 1.96_f64 * 1.96;
    let share = f64::from(agree) / total;
    let margin = 1.96 * ((share * (1.0 - share) + z2 / (4.0 * total)) / total).sqrt();
    ((share + z2 / (2.0 * total) - margin) / (1.0 + z2 / total)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::{agreement, hot};

    #[test]
    fn ranks_are_what_the_server_would_compute() {
        assert!((agreement(100, 0) - 0.963_005).abs() < 1e-6);
        assert!((agreement(50, 50) - 0.403_830).abs() < 1e-6);
        assert!(agreement(0, 0).abs() < f64::EPSILON);
        assert!((hot(9, 45_000_000) - 2.0).abs() < 1e-12);
    }
}
