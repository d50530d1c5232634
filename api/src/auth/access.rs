//! By what somebody acts: a session of their own, or an API token that they gave
//! to a program, which may do less.

use entity::{ApiScope, ApiTokenId, EssayId, SessionId};
use uuid::Uuid;

use crate::error::{Error, Result};

/// By what a member acts.
#[derive(Clone, Debug)]
pub enum Access {
    /// They signed in themselves.
    Session(SessionId),
    /// A program, by a token that they made for it.
    Token {
        /// Which.
        id: ApiTokenId,
        /// What for.
        scopes: Vec<ApiScope>,
        /// The essays that it may write to; `None` = any.
        essays: Option<Vec<EssayId>>,
    },
}

impl Access {
    /// `FORBIDDEN` for an API token.
    pub fn ensure_session(&self) -> Result<()> {
        match self {
            Self::Session(_) => Ok(()),
            Self::Token { .. } => Err(Error::forbidden("An API token may not do this. Sign in.")),
        }
    }

    fn has_scope(&self, scope: ApiScope) -> bool {
        match self {
            Self::Session(_) => true,
            Self::Token { scopes, .. } => scopes.contains(&scope),
        }
    }

    /// `FORBIDDEN` for an API token without the scope.
    pub fn ensure_scope(&self, scope: ApiScope) -> Result<()> {
        if self.has_scope(scope) { Ok(()) } else { Err(Error::forbidden(format!("This API token lacks the scope {}.", scope.as_str()))) }
    }

    /// `FORBIDDEN` for an API token that is limited to other essays.
    pub fn ensure_essay(&self, essay: EssayId) -> Result<()> {
        match self {
            Self::Token { essays: Some(essays), .. } if !essays.contains(&essay) => Err(elsewhere()),
            _ => Ok(()),
        }
    }

    /// `FORBIDDEN` for an API token that is limited to essays there are.
    pub fn ensure_any_essay(&self) -> Result<()> {
        if matches!(self, Self::Token { essays: Some(_), .. }) { Err(elsewhere()) } else { Ok(()) }
    }
}

fn elsewhere() -> Error {
    Error::forbidden("This API token is limited to other essays.")
}

/// Scopes as they are stored.
#[must_use]
pub fn write_scopes(scopes: &[ApiScope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(",")
}

/// Scopes as they were stored, each once. A word that means nothing gives no right.
#[must_use]
pub fn read_scopes(text: &str) -> Vec<ApiScope> {
    ApiScope::ALL.iter().copied().filter(|scope| text.split(',').any(|word| word == scope.as_str())).collect()
}

/// Essays as they are stored.
#[must_use]
pub fn write_essays(essays: &[EssayId]) -> String {
    essays.iter().map(|essay| essay.0.to_string()).collect::<Vec<_>>().join(",")
}

/// Essays as they were stored. What cannot be read is no essay: the limit stays.
#[must_use]
pub fn read_essays(text: &str) -> Vec<EssayId> {
    text.split(',').filter_map(|word| Uuid::parse_str(word).ok()).map(EssayId).collect()
}

#[cfg(test)]
mod tests {
    use entity::{ApiScope, ApiTokenId, EssayId};

    use super::{Access, read_essays, read_scopes, write_essays, write_scopes};
    use crate::error::Code;

    #[test]
    fn scopes_and_essays_come_back() {
        let scopes = vec![ApiScope::Read, ApiScope::WriteVotes];
        assert_eq!(read_scopes(&write_scopes(&scopes)), scopes);
        assert_eq!(read_scopes("READ,EVERYTHING,,READ"), [ApiScope::Read]);
        let essays = vec![EssayId::generate(), EssayId::generate()];
        assert_eq!(read_essays(&write_essays(&essays)), essays);
        assert!(read_essays("nonsense").is_empty());
    }

    #[test]
    fn a_token_may_what_it_was_made_for() {
        let (mine, other) = (EssayId::generate(), EssayId::generate());
        let token = Access::Token { id: ApiTokenId::generate(), scopes: vec![ApiScope::WriteVotes], essays: Some(vec![mine]) };
        assert!(token.ensure_scope(ApiScope::WriteVotes).is_ok() && token.ensure_essay(mine).is_ok());
        let lacks = token.ensure_scope(ApiScope::Moderate).unwrap_err();
        assert_eq!((lacks.code(), lacks.to_string().contains("MODERATE")), (Code::Forbidden, true));
        for refused in [token.ensure_essay(other), token.ensure_any_essay(), token.ensure_session()] {
            assert_eq!(refused.unwrap_err().code(), Code::Forbidden);
        }
    }
}
