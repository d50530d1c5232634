//! What a moderator is limited to: some essays, some languages, or neither.

use entity::{EssayId, Role};

use crate::{
    auth::{access, store::UserRow},
    error::{Error, Result},
    text::language,
};

/// What a moderator may decide about. The default is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModeratorScope {
    /// Posts on these essays; `None` = on any.
    pub essays: Option<Vec<EssayId>>,
    /// Posts in these languages and their varieties; `None` = in any.
    pub languages: Option<Vec<String>>,
}

impl ModeratorScope {
    /// As it is stored with an account. Only moderators are limited: administrators never are.
    #[must_use]
    pub fn of(user: &UserRow) -> Self {
        if user.role != Role::Moderator {
            return Self::default();
        }
        Self {
            essays: user.moderated_essay_ids.as_deref().map(access::read_essays),
            languages: user.moderated_languages.as_deref().map(|tags| tags.split_whitespace().map(str::to_owned).collect()),
        }
    }

    /// The essays as they are stored.
    #[must_use]
    pub fn essays_text(&self) -> Option<String> {
        self.essays.as_deref().map(access::write_essays)
    }

    /// The languages as they are stored.
    #[must_use]
    pub fn languages_text(&self) -> Option<String> {
        self.languages.as_ref().map(|tags| tags.join(" "))
    }

    /// Whether there is anything outside it.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        self.essays.is_some() || self.languages.is_some()
    }

    /// `FORBIDDEN` for a post on another essay or in another language.
    pub fn ensure_covers(&self, essay: EssayId, language: &str) -> Result<()> {
        if self.essays.as_ref().is_some_and(|essays| !essays.contains(&essay)) {
            return Err(Error::forbidden("You moderate other essays than this one."));
        }
        if self.languages.as_ref().is_some_and(|ranges| !ranges.iter().any(|range| language::is_in_range(language, range))) {
            return Err(Error::forbidden("You moderate other languages than the one of this post."));
        }
        Ok(())
    }

    /// `FORBIDDEN` for who moderates a part of the forum only.
    pub fn ensure_whole_forum(&self) -> Result<()> {
        if self.is_limited() { Err(Error::forbidden("Only moderators of the whole forum decide about people.")) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use entity::EssayId;

    use super::ModeratorScope;

    #[test]
    fn a_scope_covers_what_both_of_its_lists_cover() {
        let (tea, other) = (EssayId::generate(), EssayId::generate());
        let all = ModeratorScope::default();
        let of_essay = ModeratorScope { essays: Some(vec![tea]), languages: None };
        let of_language = ModeratorScope { essays: None, languages: Some(vec!["zh-Hans".to_owned(), "en".to_owned()]) };
        let both = ModeratorScope { essays: Some(vec![tea]), languages: Some(vec!["en".to_owned()]) };
        let none = ModeratorScope { essays: Some(Vec::new()), languages: None };
        let covers = |scope: &ModeratorScope, essay, language| scope.ensure_covers(essay, language).is_ok();
        assert!(covers(&all, other, "fr") && !all.is_limited() && all.ensure_whole_forum().is_ok());
        assert!(covers(&of_essay, tea, "fr") && !covers(&of_essay, other, "fr"));
        assert!(covers(&of_language, other, "zh-Hans-CN") && covers(&of_language, other, "en-GB") && !covers(&of_language, other, "zh"));
        assert!(covers(&both, tea, "en") && !covers(&both, tea, "fr") && !covers(&both, other, "en"));
        assert!(!covers(&none, tea, "en"));
        for limited in [of_essay, of_language, both, none] {
            assert!(limited.is_limited() && limited.ensure_whole_forum().is_err());
        }
    }
}
