//! What the fields of `Essay` and `Edition` are made from.

use async_graphql::SelectionField;

use crate::{
    account::wanted::of_user,
    columns,
    essay::store::EditionWanted,
    graphql::selection::{inside, items},
    row::Columns,
};

/// Columns that a selection of a work needs.
#[must_use]
pub fn of_essay(selection: &SelectionField<'_>) -> Columns {
    let mut wanted = Columns::KEY;
    for field in selection.selection_set() {
        let columns = match field.name() {
            // Lists are read by the work's key alone.
            "id" | "__typename" | "threads" | "proposals" => Columns::KEY,
            "slug" | "opinionMap" => columns!(essay: Slug),
            "title" => columns!(essay: Titles, OriginalLanguage),
            "originalLanguage" => columns!(essay: OriginalLanguage),
            "originCountry" => columns!(essay: OriginCountry),
            "createdAt" => columns!(essay: CreatedAt),
            "publishedAt" => columns!(essay: PublishedAt),
            "lastActivityAt" => columns!(essay: LastActivityAt),
            "edition" | "editions" => {
                // An edition hands its work on.
                for essay in inside(&field, "essay") {
                    wanted.add(of_essay(&essay));
                }
                columns!(essay: Titles, OriginalLanguage)
            }
            _ => Columns::ALL,
        };
        wanted.add(columns);
    }
    wanted
}

/// Columns that a connection of works needs of each.
#[must_use]
pub fn of_items(connection: &SelectionField<'_>) -> Columns {
    let mut wanted = Columns::KEY;
    items(connection).for_each(|item| wanted.add(of_essay(&item)));
    wanted
}

/// What a selection of an edition needs.
#[must_use]
pub fn of_edition(selection: &SelectionField<'_>) -> EditionWanted {
    let mut wanted = EditionWanted { row: Columns::KEY, ..EditionWanted::default() };
    for field in selection.selection_set() {
        wanted.row.add(match field.name() {
            // Sentences and plain text are read by the edition's key alone.
            "id" | "__typename" | "essay" | "plainText" | "segments" | "anchorsPending" => Columns::KEY,
            "language" => columns!(edition: Language),
            "title" => columns!(edition: Title),
            "sourceUrl" => columns!(edition: SourceUrl),
            "revision" => columns!(edition: Revision),
            "publishedAt" => columns!(edition: PublishedAt),
            "revisedAt" => columns!(edition: RevisedAt),
            "body" => {
                wanted.texts.body = true;
                Columns::KEY
            }
            "bodyHtml" => {
                wanted.texts.body_html = true;
                Columns::KEY
            }
            "credits" => {
                wanted.credits = true;
                for user in inside(&field, "user") {
                    wanted.user.add(of_user(&user));
                }
                Columns::KEY
            }
            _ => return EditionWanted::ALL,
        });
    }
    wanted
}
