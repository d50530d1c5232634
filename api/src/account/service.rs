//! What can be done with accounts.

use std::{net::IpAddr, sync::Arc};

use entity::{Role, UserId};
use secrecy::SecretString;

use crate::{
    account::{
        input::{ChangePasswordInput, DeclarePerspectiveInput, SignInInput, SignUpInput},
        rules,
        store::{self, NewUser},
    },
    auth::{
        Auth, Member,
        password::{self, Verdict},
        session::{self, Tokens},
        store as identity,
        store::UserRow,
    },
    clock,
    db::Db,
    error::{Code, Error, Problem, Result},
    graphql::context::RequestContext,
    partner,
    text::language,
};

/// Stands for a client without an address.
const NO_ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);

/// An account by handle.
pub async fn user_by_handle(db: &Db, handle: &str) -> Result<Option<Arc<UserRow>>> {
    let Ok(handle) = rules::handle(handle) else { return Ok(None) };
    Ok(store::user_by_handle(db.read(), &handle).await?.map(Arc::new))
}

/// An account by id.
pub async fn user(db: &Db, id: UserId) -> Result<Option<Arc<UserRow>>> {
    Ok(store::users(db.read(), &[id]).await?.pop().map(Arc::new))
}

/// How many accounts there are.
pub async fn count_users(db: &Db) -> Result<u64> {
    Ok(store::count_users(db.read()).await?)
}

/// Makes an account with a role: for the command line and the demo.
pub async fn create_user(auth: &Auth, db: &Db, input: SignUpInput, role: Role) -> Result<Arc<UserRow>> {
    let new = checked(auth, input, role).await?;
    let transaction = db.begin().await?;
    let user = store::insert(&transaction, new).await.map_err(taken)?;
    transaction.commit().await?;
    Ok(Arc::new(user))
}

/// Makes an account and its first session.
pub async fn sign_up(request: &RequestContext, input: SignUpInput) -> Result<(Arc<UserRow>, Tokens)> {
    let auth = request.auth();
    let new = checked(auth, input, Role::Member).await?;
    let transaction = request.db().begin().await?;
    let user = store::insert(&transaction, new).await.map_err(taken)?;
    let tokens = session::start(auth, &transaction, user.id, user.auth_version).await?;
    transaction.commit().await?;
    Ok((Arc::new(user), tokens))
}

/// Checks a password and starts a session. Unknown accounts take as long.
pub async fn sign_in(request: &RequestContext, input: SignInInput) -> Result<(Arc<UserRow>, Tokens)> {
    let auth = request.auth();
    let login = input.login.trim().to_lowercase();
    let found = store::credentials(request.db().read(), &login).await?;
    // One account, one count, by whatever name it is called.
    let account = found.as_ref().map_or(login.as_str(), |user| user.handle.as_str());
    let attempt = auth.throttle.admit(account, request.address.unwrap_or(NO_ADDRESS))?;
    let stored = found.as_ref().and_then(|user| user.password_hash.clone());
    let password = SecretString::from(input.password);
    let verdict = auth.passwords.verify(password.clone(), stored).await?;
    let Some(user) = found.filter(|_| verdict != Verdict::Wrong) else { return Err(wrong_credentials()) };
    auth.throttle.succeeded(&attempt);
    let stronger = if verdict == Verdict::RightButWeak { Some(auth.passwords.hash(password).await?) } else { None };
    let transaction = request.db().begin().await?;
    if let (Some(new), Some(old)) = (stronger, &user.password_hash) {
        store::replace_password(&transaction, user.id, old, &new).await?;
    }
    let tokens = session::start(auth, &transaction, user.id, user.auth_version).await?;
    transaction.commit().await?;
    Ok((Arc::new(store::row_of(&user)), tokens))
}

/// Exchanges a refresh token.
pub async fn refresh_session(request: &RequestContext, refresh_token: &str) -> Result<Tokens> {
    session::refresh(request.auth(), request.db(), refresh_token).await.map_err(|error| error.at(&["input", "refreshToken"]))
}

/// Ends a session or all of its account.
pub async fn sign_out(request: &RequestContext, refresh_token: &str, everywhere: bool) -> Result<()> {
    session::end(request.auth(), request.db(), refresh_token, everywhere).await
}

/// Changes a password; all sessions end and a new one begins.
pub async fn change_password(request: &RequestContext, member: &Member, input: ChangePasswordInput) -> Result<Tokens> {
    let auth = request.auth();
    // Guessing the current password from a stolen session counts like guessing at sign-in.
    let attempt = auth.throttle.admit(&member.user.handle, request.address.unwrap_or(NO_ADDRESS))?;
    let user = store::credentials_by_id(request.db().read(), member.id()).await?.ok_or_else(Error::unauthenticated)?;
    let verdict = auth.passwords.verify(SecretString::from(input.current_password), user.password_hash.clone()).await?;
    let Some(old) = user.password_hash.filter(|_| verdict != Verdict::Wrong) else { return Err(wrong_credentials().at(&["input", "currentPassword"])) };
    auth.throttle.succeeded(&attempt);
    password::check(&input.new_password, &[&user.handle, &user.display_name, &user.email])
        .map_err(|reason| Error::invalid(&["input", "newPassword"], reason))?;
    let new = auth.passwords.hash(SecretString::from(input.new_password)).await?;
    let transaction = request.db().begin().await?;
    if !store::replace_password(&transaction, user.id, &old, &new).await? {
        return Err(Error::conflict("The password has just been changed elsewhere."));
    }
    let auth_version = identity::revoke_all_sessions(&transaction, user.id, clock::now()).await?;
    let tokens = session::start(auth, &transaction, user.id, auth_version).await?;
    transaction.commit().await?;
    auth.forget_viewer(user.id);
    Ok(tokens)
}

/// Checks everything about a new account at once, so that its maker can mend
/// everything at once; then hashes the password.
async fn checked(auth: &Auth, input: SignUpInput, role: Role) -> Result<NewUser> {
    let mut problems = Vec::new();
    let mut note = |field: &'static str, message: String| problems.push(Problem { field: vec!["input".into(), field.into()], message });
    let handle = rules::handle(&input.handle).map_err(|reason| note("handle", reason));
    let display_name = rules::display_name(&input.display_name).map_err(|reason| note("displayName", reason));
    let email = rules::email(&input.email).map_err(|reason| note("email", reason));
    if let Err(reason) = password::check(&input.password, &[&input.handle, &input.display_name, &input.email]) {
        note("password", reason.to_owned());
    }
    let (Ok(handle), Ok(display_name), Ok((email, email_normalized)), None) = (handle, display_name, email, Error::problems(problems.clone())) else {
        return Err(Error::problems(problems).unwrap_or_else(|| Error::internal("an account was refused without a reason")));
    };
    // Hashed before we look whether the name is free: taken or not takes as long.
    let password_hash = Some(auth.passwords.hash(SecretString::from(input.password)).await?);
    Ok(NewUser { handle, display_name, email, email_normalized, password_hash, role })
}

fn taken(error: impl Into<Error>) -> Error {
    let error = error.into();
    if error.code() == Code::Conflict {
        Error::conflict("This handle or this e-mail address cannot be used. If it is yours, sign in.").at(&["input"])
    } else {
        error
    }
}

fn wrong_credentials() -> Error {
    Error::new(Code::InvalidCredentials, "The name or the password is wrong.").at(&["input"])
}

/// Languages that somebody can declare at most.
const MAX_LANGUAGES: usize = 10;

/// Writes what somebody declares of himself: a country and languages.
pub async fn declare_perspective(request: &RequestContext, member: &Member, input: DeclarePerspectiveInput) -> Result<Arc<UserRow>> {
    let mut problems = Vec::new();
    let mut note = |field: &'static str, message: &'static str| problems.push(Problem { field: vec!["input".into(), field.into()], message: message.into() });
    let country = input.country.and_then(|country| {
        let found = language::parse_country(&country.text);
        if found.is_none() {
            note("country", "It is not a country code such as `KE`.");
        }
        found
    });
    let mut languages: Vec<String> = Vec::new();
    for tag in input.languages.unwrap_or_default() {
        match language::parse_tag(&tag.text) {
            Some(tag) if languages.contains(&tag) => {}
            Some(tag) => languages.push(tag),
            None => note("languages", "It is not a language tag such as `en` or `zh-Hans`."),
        }
    }
    if languages.len() > MAX_LANGUAGES {
        note("languages", "Name 10 languages at most.");
    }
    if let Some(error) = Error::problems(problems) {
        return Err(error);
    }
    let perspective = Perspective { is_country_public: country.is_some() && input.is_country_public.unwrap_or(false), country, languages };
    let user = declare(request.db(), member.id(), perspective).await?;
    request.auth().forget_viewer(user.id);
    Ok(user)
}

/// What somebody declares of himself.
pub struct Perspective {
    /// ISO 3166-1.
    pub country: Option<String>,
    /// Whether others see that.
    pub is_country_public: bool,
    /// BCP 47.
    pub languages: Vec<String>,
}

/// The same for what is checked already: for the demo, too.
pub async fn declare(db: &Db, id: UserId, perspective: Perspective) -> Result<Arc<UserRow>> {
    let Perspective { country, is_country_public, languages } = perspective;
    let transaction = db.begin().await?;
    // Locked: who opens himself to partners at the same moment does so with what is declared.
    let mut user = identity::user_to_change(&transaction, id).await?.ok_or_else(Error::unauthenticated)?;
    if user.country != country || languages.is_empty() {
        partner::store::close(&transaction, user.id).await?;
    }
    let is_another_country = user.country != country;
    (user.country, user.is_country_public, user.languages) = (country, is_country_public, languages.join(" "));
    store::set_perspective(&transaction, &user, is_another_country).await?;
    transaction.commit().await?;
    Ok(Arc::new(user))
}
