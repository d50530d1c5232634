//! Who is asking, as types: a service that needs a member takes `&Member`, and
//! code that has none cannot call it.

use std::{ops::Deref, sync::Arc};

use entity::{Role, SessionId, Timestamp, UserId};

use crate::{
    auth::store::UserRow,
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
    /// The session of the access token.
    pub session_id: SessionId,
    /// End of the access token.
    pub token_expires_at: Timestamp,
}

impl Member {
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
            fn allows(role: Role) -> bool {
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

impl Viewer {
    /// The member who may write, or `UNAUTHENTICATED`, `SUSPENDED` or
    /// `WARNING_UNCONFIRMED`.
    pub fn member(&self) -> Result<&Member> {
        let member = self.person()?;
        member.ensure_may_write()?;
        Ok(member)
    }

    /// Whoever is signed in, may they write at present or not; or `UNAUTHENTICATED`.
    pub fn person(&self) -> Result<&Member> {
        self.signed_in().ok_or_else(Error::unauthenticated)
    }

    /// Whether the viewer may moderate at present.
    #[must_use]
    pub fn is_moderator(&self) -> bool {
        self.moderator().is_ok()
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

    /// The editor, or `UNAUTHENTICATED` or `FORBIDDEN`.
    pub fn editor(&self) -> Result<Editor<'_>> {
        let member = self.member()?;
        if Editor::allows(member.user.role) { Ok(Editor(member)) } else { Err(Error::forbidden("Only editors may do this.")) }
    }

    /// The moderator, or `UNAUTHENTICATED` or `FORBIDDEN`.
    pub fn moderator(&self) -> Result<Moderator<'_>> {
        let member = self.member()?;
        if Moderator::allows(member.user.role) { Ok(Moderator(member)) } else { Err(Error::forbidden("Only moderators may do this.")) }
    }

    /// The administrator, or `UNAUTHENTICATED` or `FORBIDDEN`.
    pub fn admin(&self) -> Result<Admin<'_>> {
        let member = self.member()?;
        if Admin::allows(member.user.role) { Ok(Admin(member)) } else { Err(Error::forbidden("Only administrators may do this.")) }
    }
}
