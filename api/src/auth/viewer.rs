//! Who is asking, as types: a service that needs a member takes `&Member`, and
//! code that has none cannot call it.

use std::{ops::Deref, sync::Arc};

use entity::{ApiScope, EssayId, Role, Timestamp, UserId};

use crate::{
    auth::{access::Access, moderator_scope::ModeratorScope, store::UserRow},
    clock,
    error::{Code, Error, Result},
};

/// Who is asking.
#[derive(Clone)]
pub enum Viewer {
    /// Nobody is signed in.
    Anonymous,
    /// Somebody is.
    Member(Arc<Member>),
}

/// Somebody who is signed in.
#[derive(Debug)]
pub struct Member {
    /// The account, as it was a few seconds ago at most.
    pub user: Arc<UserRow>,
    /// By what they act.
    pub access: Access,
    /// What they are limited to, if they moderate.
    pub moderator_scope: ModeratorScope,
    /// End of the access token or the API token.
    pub token_expires_at: Timestamp,
}

impl Member {
    /// Somebody, acting by a session or a token that ends at a time.
    #[must_use]
    pub fn new(user: Arc<UserRow>, access: Access, token_expires_at: Timestamp) -> Self {
        Self { moderator_scope: ModeratorScope::of(&user), user, access, token_expires_at }
    }

    /// The account's id.
    #[must_use]
    pub fn id(&self) -> UserId {
        self.user.id
    }

    /// Refuses who is suspended, or has a warning to confirm.
    fn ensure_may_write(&self) -> Result<()> {
        if let Some(until) = self.user.suspended_until.filter(|until| *until > clock::now()) {
            return Err(Error::suspended(until));
        }
        if self.user.open_warning_id.is_some() {
            return Err(Error::new(
                Code::WarningUnconfirmed,
                "A moderator has warned you. Confirm that you have read it, by `confirmWarning`, before you go on.",
            ));
        }
        Ok(())
    }
}

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident: $($role:ident)|+;)*) => {$(
        $(#[$doc])*
        pub struct $name<'a>(&'a Member);

        impl $name<'_> {
            /// Whether a role is enough for it.
            #[must_use]
            pub const fn allows(role: Role) -> bool {
                matches!(role, $(Role::$role)|+)
            }
        }

        impl Deref for $name<'_> {
            type Target = Member;

            fn deref(&self) -> &Member {
                self.0
            }
        }
    )*};
}

roles! {
    /// Somebody who may publish essays.
    Editor: Editor | Admin;
    /// Somebody who may moderate.
    Moderator: Moderator | Admin;
    /// Somebody who may do everything.
    Admin: Admin;
}

impl Moderator<'_> {
    /// `FORBIDDEN` for a post that is not theirs to decide about: outside their scope, or
    /// on another essay than their API token is limited to.
    pub fn ensure_covers(&self, essay: EssayId, language: &str) -> Result<()> {
        self.access.ensure_essay(essay)?;
        self.moderator_scope.ensure_covers(essay, language)
    }

    /// `FORBIDDEN` for who moderates, or whose API token moderates, a part of the forum only.
    pub fn ensure_whole_forum(&self) -> Result<()> {
        self.access.ensure_any_essay()?;
        self.moderator_scope.ensure_whole_forum()
    }
}

impl Viewer {
    /// Whether the viewer may moderate at present.
    #[must_use]
    pub fn is_moderator(&self) -> bool {
        self.moderator().is_ok()
    }

    fn member(&self) -> Result<&Member> {
        self.signed_in().ok_or_else(Error::unauthenticated)
    }

    /// The member who writes, or `UNAUTHENTICATED`; `FORBIDDEN` for an API token
    /// without the scope; `SUSPENDED` or `WARNING_UNCONFIRMED`. The service still asks
    /// whether the token may write to that essay.
    pub fn writer(&self, scope: ApiScope) -> Result<&Member> {
        let member = self.member()?;
        member.access.ensure_scope(scope)?;
        member.ensure_may_write()?;
        Ok(member)
    }

    /// The member in person, or `UNAUTHENTICATED`; `FORBIDDEN` for any API token.
    pub fn account_owner(&self) -> Result<&Member> {
        let member = self.member()?;
        member.access.ensure_session()?;
        Ok(member)
    }

    /// Nobody, or somebody in person; `FORBIDDEN` for any API token.
    pub fn ensure_person(&self) -> Result<()> {
        self.signed_in().map_or(Ok(()), |member| member.access.ensure_session())
    }

    /// Anybody; `FORBIDDEN` for an API token that may not read.
    pub fn ensure_reader(&self) -> Result<()> {
        self.signed_in().map_or(Ok(()), |member| member.access.ensure_scope(ApiScope::Read))
    }

    /// The viewer's account, if they may write within a scope at present: for what is
    /// offered to them.
    #[must_use]
    pub fn writer_id(&self, scope: ApiScope) -> Option<UserId> {
        self.writer(scope).ok().map(Member::id)
    }

    /// The viewer's account, if they are here in person: for what no program sees.
    #[must_use]
    pub fn owner_id(&self) -> Option<UserId> {
        self.account_owner().ok().map(Member::id)
    }

    /// The member, if somebody is signed in.
    #[must_use]
    pub fn signed_in(&self) -> Option<&Member> {
        match self {
            Self::Anonymous => None,
            Self::Member(member) => Some(member),
        }
    }

    /// The viewer's account.
    #[must_use]
    pub fn id(&self) -> Option<UserId> {
        self.signed_in().map(Member::id)
    }

    /// The editor, or `UNAUTHENTICATED` or `FORBIDDEN`. An API token needs `WRITE_ESSAYS`.
    pub fn editor(&self) -> Result<Editor<'_>> {
        let member = self.writer(ApiScope::WriteEssays)?;
        if Editor::allows(member.user.role) { Ok(Editor(member)) } else { Err(Error::forbidden("Only editors may do this.")) }
    }

    /// The moderator, or `UNAUTHENTICATED` or `FORBIDDEN`. An API token needs `MODERATE`.
    pub fn moderator(&self) -> Result<Moderator<'_>> {
        let member = self.writer(ApiScope::Moderate)?;
        if Moderator::allows(member.user.role) { Ok(Moderator(member)) } else { Err(Error::forbidden("Only moderators may do this.")) }
    }

    /// The administrator, or `UNAUTHENTICATED` or `FORBIDDEN`. No API token is one.
    pub fn admin(&self) -> Result<Admin<'_>> {
        let member = self.account_owner()?;
        if Admin::allows(member.user.role) { Ok(Admin(member)) } else { Err(Error::forbidden("Only administrators may do this.")) }
    }
}
