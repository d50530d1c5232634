//! What members say a post is written in.

use crate::{
    auth::{Editor, Member, Moderator, Viewer},
    clock,
    db::Db,
    error::{Error, Result},
    language_correction::{
        rules::{self, Facts},
        store,
    },
    post::{
        rules::{self as post_rules, PostKey},
        store as posts,
    },
    text::{detect, language},
};

/// Who says it.
pub struct Who<'a> {
    /// The viewer, for what they may read.
    pub viewer: &'a Viewer,
    /// The same, who writes.
    pub member: &'a Member,
    /// The same, if they moderate.
    pub moderator: Option<Moderator<'a>>,
    /// The same, if they edit.
    pub editor: Option<Editor<'a>>,
}

/// What came of it.
pub struct Corrected {
    /// How many say the same, of those whose word counts.
    pub agreeing: i32,
    /// Whether the post is marked so now.
    pub is_applied: bool,
}

/// Says which language a post is in, and marks it so if that is enough.
pub async fn correct(db: &Db, who: &Who<'_>, key: PostKey, tag: &str) -> Result<Corrected> {
    let Some(named) = language::parse_tag(tag) else {
        return Err(Error::invalid(&["input", "language"], "It is not a language tag such as `en` or `zh-Hans`."));
    };
    let (member, post_id) = (who.member, key.post_id());
    let transaction = db.begin().await?;
    // The post's lock makes all that is said about it come one after the other.
    let post = posts::post_to_change(&transaction, key).await?.filter(|post| post_rules::reads(post.status, post.author_id, who.viewer));
    let post = post.ok_or_else(|| Error::not_found("post").at(&["input", "postId"]))?;
    member.access.ensure_essay(post.essay_id)?;
    let is_author = post.author_id == Some(member.id());
    if is_author {
        post_rules::ensure_can_edit("post", post.status, post.author_id, member.id())?;
    } else if let Some(author) = post.author_id
        && store::has_said(&transaction, post_id, author).await?
    {
        return Err(Error::conflict("Its author has said which language it is in."));
    }
    let now = clock::now();
    store::say(&transaction, post_id, member.id(), &named, now).await?;
    let moderates = who.moderator.as_ref().is_some_and(|moderator| moderator.ensure_covers(post.essay_id, &post.language).is_ok());
    let facts = Facts {
        alone: is_author || moderates || who.editor.is_some(),
        named: &named,
        declared: &post.language,
        agreeing: store::agreeing(&transaction, post_id, &named).await?,
        content: store::agreeing(&transaction, post_id, &post.language).await?,
        detected: post.detected_language.as_deref().zip(post.language_confidence),
    };
    let is_changed = rules::is_changed(&facts, detect::contradicts);
    if is_changed {
        if !posts::set_language(&transaction, key, &post.language, &named).await? {
            return Err(Error::conflict("The post has changed meanwhile. Read it again."));
        }
        let of = if facts.alone { Some(member.id()) } else { None };
        store::note_applied(&transaction, post_id, &named, of, &post.language, now).await?;
    }
    let corrected = Corrected { agreeing: facts.agreeing, is_applied: is_changed || named == post.language };
    transaction.commit().await?;
    Ok(corrected)
}
