//! What the fields of `Thread` are made from.

use async_graphql::SelectionField;

use crate::{
    columns,
    essay::wanted::of_essay,
    graphql::selection::{inside, items},
    post::wanted::of_common,
    reply,
    row::{Columns, Wanted},
};

/// Notes what a selection of a thread needs.
pub fn of_thread(selection: &SelectionField<'_>, wanted: &mut Wanted) {
    // Whether a post is shown, and to whom, decides about all that is in it.
    wanted.row.add(columns!(thread: Status, AuthorId));
    for field in selection.selection_set() {
        if of_common(&field, wanted) {
            continue;
        }
        let columns = match field.name() {
            "id" | "__typename" | "isRemoved" | "status" | "jointStatements" => Columns::KEY,
            "title" => columns!(thread: Title),
            "language" => columns!(thread: Language),
            "detectedLanguage" => columns!(thread: DetectedLanguage),
            "languageConfidence" => columns!(thread: LanguageConfidence),
            "text" => columns!(thread: Title, Language, Revision),
            "translations" => columns!(thread: Language, Revision),
            "createdAt" => columns!(thread: CreatedAt),
            "editedAt" => columns!(thread: EditedAt),
            "revision" | "findings" => columns!(thread: Revision),
            "differRequiresRestatement" => columns!(thread: DifferRequiresRestatement),
            "slowModeSeconds" => columns!(thread: SlowModeSeconds),
            "replyCount" => columns!(thread: ReplyCount),
            "lastActivityAt" => columns!(thread: LastActivityAt),
            "isLocked" | "viewerCanReply" => columns!(thread: LockedAt),
            "viewerCanEdit" => columns!(thread: AuthorId, LockedAt),
            "anchor" => {
                // An edition hands its work on.
                wanted.essay.add(Columns::KEY);
                for edition in inside(&field, "edition") {
                    for essay in inside(&edition, "essay") {
                        wanted.essay.add(of_essay(&essay));
                    }
                }
                Columns::KEY
            }
            "replies" => {
                // A reply hands its thread on.
                for reply in items(&field) {
                    reply::wanted::of_its_thread(&reply, wanted);
                }
                Columns::KEY
            }
            _ => Columns::ALL,
        };
        wanted.row.add(columns);
    }
}
