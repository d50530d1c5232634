//! Inputs about accounts.

use async_graphql::InputObject;

use crate::graphql::scalars::{CountryCode, LanguageTag, Unchecked};

/// What `signUp` needs.
#[derive(InputObject)]
pub struct SignUpInput {
    /// Unique name: 3 to 30 of `a-z`, `0-9` and `_`; capitals are brought down.
    pub handle: String,
    /// Name shown: 1 to 50 characters.
    pub display_name: String,
    /// E-mail address; never shown to others.
    pub email: String,
    /// 8 to 128 characters of any script; common ones are refused.
    pub password: String,
}

/// What `signIn` needs.
#[derive(InputObject)]
pub struct SignInInput {
    /// Handle or e-mail address, in any case.
    pub login: String,
    /// The password, exactly.
    pub password: String,
}

/// What `refreshSession` needs.
#[derive(InputObject)]
pub struct RefreshSessionInput {
    /// The newest refresh token of the session.
    pub refresh_token: String,
}

/// What `signOut` needs.
#[derive(InputObject)]
pub struct SignOutInput {
    /// The newest refresh token of the session.
    pub refresh_token: String,
    /// End all sessions of the account, on every device.
    #[graphql(default)]
    pub everywhere: bool,
}

/// What `changePassword` needs.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The password until now.
    pub current_password: String,
    /// The password from now on: 8 to 128 characters; common ones are refused.
    pub new_password: String,
}

/// What `declarePerspective` needs.
#[derive(InputObject)]
pub struct DeclarePerspectiveInput {
    /// The country that one speaks from; null clears it.
    pub country: Option<Unchecked<CountryCode>>,
    /// Whether others see the country beside one's name; no if left out.
    pub is_country_public: Option<bool>,
    /// The languages that one reads, at most 10; null clears them.
    pub languages: Option<Vec<Unchecked<LanguageTag>>>,
}
