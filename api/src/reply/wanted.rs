//! What the fields of `Reply` are made from.

use async_graphql::SelectionField;

use crate::{
    columns,
    graphql::selection::items,
    post::wanted::of_common,
    row::{Columns, Wanted},
    thread,
};

/// Notes what a selection of a reply needs.
pub fn of_reply(selection: &SelectionField<'_>, wanted: &mut Wanted) {
    // Whether a post is shown, and to whom, decides about all that is in it.
    wanted.row.add(columns!(reply: Status, AuthorId));
    for field in selection.selection_set() {
        if of_common(&field, wanted) {
            continue;
        }
        let columns = match field.name() {
            // Direct answers are read by the reply's key alone.
            "id" | "__typename" | "isRemoved" | "status" | "replies" | "restatement" => Columns::KEY,
            "kind" => columns!(reply: Kind),
            "parentRevision" => columns!(reply: ParentRevision),
            "thread" => columns!(reply: ThreadId),
            "parent" => columns!(reply: ParentId),
            "depth" => columns!(reply: Depth),
            "language" => columns!(reply: Language),
            "detectedLanguage" => columns!(reply: DetectedLanguage),
            "languageConfidence" => columns!(reply: LanguageConfidence),
            "text" | "translations" => columns!(reply: Language, Revision),
            "createdAt" => columns!(reply: CreatedAt),
            "editedAt" => columns!(reply: EditedAt),
            "revision" | "findings" => columns!(reply: Revision),
            "viewerCanEdit" => columns!(reply: AuthorId),
            _ => Columns::ALL,
        };
        wanted.row.add(columns);
    }
}

/// Notes what a selection of a reply needs of the thread that was handed to it, and
/// that it hands on to the replies around it.
pub fn of_its_thread(selection: &SelectionField<'_>, wanted: &mut Wanted) {
    for field in selection.selection_set() {
        match field.name() {
            "thread" => thread::wanted::of_thread(&field, wanted),
            "parent" => of_its_thread(&field, wanted),
            "replies" => items(&field).for_each(|reply| of_its_thread(&reply, wanted)),
            _ => {}
        }
    }
}
