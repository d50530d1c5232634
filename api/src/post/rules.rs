//! What a post must be, and who may change it. Pure.

use entity::{ApiScope, PostId, PostKind, PostStatus, ProposalId, ReplyId, ThreadId, UserId};

use crate::{
    auth::Viewer,
    error::{Error, Problem, Result},
    text::{
        language, markdown,
        plain::{self, Bounds},
    },
};

const TITLE: Bounds = Bounds { min: 3, max: 200 };
const BODY: Bounds = Bounds { min: 1, max: 20_000 };

/// Which post of which kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PostKey {
    /// A thread.
    Thread(ThreadId),
    /// A reply.
    Reply(ReplyId),
    /// A proposal.
    Proposal(ProposalId),
}

impl PostKey {
    /// From the register.
    #[must_use]
    pub fn new(kind: PostKind, id: PostId) -> Self {
        match kind {
            PostKind::Thread => Self::Thread(ThreadId(id.0)),
            PostKind::Reply => Self::Reply(ReplyId(id.0)),
            PostKind::Proposal => Self::Proposal(ProposalId(id.0)),
        }
    }

    /// Its id in the register.
    #[must_use]
    pub fn post_id(self) -> PostId {
        match self {
            Self::Thread(id) => id.into(),
            Self::Reply(id) => id.into(),
            Self::Proposal(id) => id.into(),
        }
    }
}

/// A post's words, as they come or as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// `None` for replies.
    pub title: Option<String>,
    /// Markdown.
    pub body: String,
    /// BCP 47.
    pub language: String,
}

/// Checks a post's words whole; what comes back is in canonical form.
pub fn check(words: Words) -> Result<Words> {
    check_within(words, TITLE, BODY, Vec::new())
}

/// The same with other bounds, for a translation's words; `problems` are what is wrong already,
/// and are told with the rest.
pub fn check_within(words: Words, title_bounds: Bounds, body_bounds: Bounds, mut problems: Vec<Problem>) -> Result<Words> {
    let mut note = |field: &'static str, message: String| problems.push(Problem { field: vec!["input".into(), field.into()], message });
    let mut checked = words;
    if let Some(title) = &checked.title {
        match plain::line(title, title_bounds) {
            Ok(title) => checked.title = Some(title),
            Err(reason) => note("title", reason),
        }
    }
    match plain::block(&checked.body, body_bounds).and_then(|body| markdown::check(&body).map(|()| body).map_err(Into::into)) {
        Ok(body) => checked.body = body,
        Err(reason) => note("body", reason),
    }
    match language::parse_tag(&checked.language) {
        Some(tag) => checked.language = tag,
        None => note("language", "It is not a language tag such as `en` or `zh-Hans`.".to_owned()),
    }
    Error::problems(problems).map_or(Ok(checked), Err)
}

/// Whether a post's text is shown: the one rule of it.
#[must_use]
pub fn is_shown(status: PostStatus) -> bool {
    status == PostStatus::Published
}

/// Whether somebody reads a post's text: everybody if it is shown; its author and
/// moderators also what waits for a decision or was removed by one; nobody what
/// its author has deleted.
#[must_use]
pub fn reads(status: PostStatus, author: Option<UserId>, viewer: &Viewer) -> bool {
    match status {
        PostStatus::Published => true,
        PostStatus::Deleted => false,
        PostStatus::Held | PostStatus::Removed => viewer.is_moderator() || (author.is_some() && author == viewer.id()),
    }
}

/// A text if the viewer reads it, else nothing: a removed post keeps its place only.
#[must_use]
pub fn shown<'a>(status: PostStatus, author: Option<UserId>, viewer: &Viewer, text: &'a str) -> &'a str {
    if reads(status, author, viewer) { text } else { "" }
}

/// Whether somebody may edit or delete a post: its author, while its text is shown
/// or waits for a moderator.
#[must_use]
pub fn can_edit(status: PostStatus, author: Option<UserId>, viewer: Option<UserId>) -> bool {
    matches!(status, PostStatus::Published | PostStatus::Held) && viewer.is_some() && author == viewer
}

/// The same as an error for who tries; `what` names the kind of post.
pub fn ensure_can_edit(what: &'static str, status: PostStatus, author: Option<UserId>, editor: UserId) -> Result<()> {
    if status == PostStatus::Deleted {
        return Err(Error::not_found(what));
    }
    if author != Some(editor) {
        return Err(if is_shown(status) { Error::forbidden("Only its author may do this.") } else { Error::not_found(what) });
    }
    if status == PostStatus::Removed {
        return Err(Error::forbidden("A moderator has removed this. You can appeal against the decision."));
    }
    Ok(())
}

/// Whether the viewer wrote it and may edit it.
#[must_use]
pub fn viewer_can_edit(status: PostStatus, author: Option<UserId>, viewer: &Viewer) -> bool {
    can_edit(status, author, viewer.writer_id(ApiScope::WriteDiscussion))
}

#[cfg(test)]
mod tests {
    use entity::{PostStatus, UserId};

    use super::{Words, can_edit, check, ensure_can_edit, shown};
    use crate::{auth::Viewer, error::Code};

    #[test]
    fn words_are_checked_whole() {
        let words = Words { title: Some("  A question ".to_owned()), body: "Why?\r\n".to_owned(), language: "EN-gb".to_owned() };
        assert_eq!(check(words).unwrap(), Words { title: Some("A question".to_owned()), body: "Why?".to_owned(), language: "en-GB".to_owned() });
        let wrong = Words { title: Some("?".to_owned()), body: "字".repeat(20_001), language: "??".to_owned() };
        assert_eq!(check(wrong).unwrap_err().all_problems().len(), 3);
        assert!(check(Words { title: None, body: "字".repeat(20_000), language: "zh".to_owned() }).is_ok());
    }

    #[test]
    fn only_authors_edit_and_only_what_is_shown() {
        let (mei, tomas) = (UserId::generate(), UserId::generate());
        assert!(can_edit(PostStatus::Published, Some(mei), Some(mei)));
        assert!(!can_edit(PostStatus::Published, Some(mei), Some(tomas)));
        assert!(!can_edit(PostStatus::Published, None, None));
        assert!(!can_edit(PostStatus::Deleted, Some(mei), Some(mei)));
        assert_eq!(ensure_can_edit("reply", PostStatus::Published, Some(mei), tomas).unwrap_err().code(), Code::Forbidden);
        assert_eq!(ensure_can_edit("reply", PostStatus::Deleted, Some(mei), mei).unwrap_err().code(), Code::NotFound);
        assert_eq!(shown(PostStatus::Deleted, None, &Viewer::Anonymous, "secret"), "");
    }
}
