//! What the fields of `User` are made from.

use async_graphql::SelectionField;

use crate::{columns, row::Columns};

/// Columns that a selection of an account needs.
#[must_use]
pub fn of_user(selection: &SelectionField<'_>) -> Columns {
    let mut wanted = Columns::KEY;
    for field in selection.selection_set() {
        wanted.add(match field.name() {
            "id" | "apiTokens" | "pledgeCounts" | "isPartnering" | "invitations" | "pairs" | "staleVotes" | "trust" | "__typename" => Columns::KEY,
            "handle" => columns!(user: Handle),
            "displayName" => columns!(user: DisplayName),
            "role" => columns!(user: Role),
            "joinedAt" => columns!(user: JoinedAt),
            "email" => columns!(user: Email),
            "understoodRate" => columns!(user: RestatedAccurate, RestatedPartly, RestatedWrong),
            "suspendedUntil" => columns!(user: SuspendedUntil),
            "moderatorScope" => columns!(user: Role, ModeratedEssayIds, ModeratedLanguages),
            "openWarningId" => columns!(user: OpenWarningId),
            "country" => columns!(user: Country, IsCountryPublic),
            "isCountryPublic" => columns!(user: IsCountryPublic),
            "languages" => columns!(user: Languages),
            _ => Columns::ALL,
        });
    }
    wanted
}
