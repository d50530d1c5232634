//! What the fields that all posts have are made from.

use async_graphql::SelectionField;

use crate::{account::wanted::of_user, essay::wanted::of_essay, row::Wanted};

/// Notes what a post's field needs besides columns of the post itself; false if it
/// is none of those that have such needs.
pub fn of_common(field: &SelectionField<'_>, wanted: &mut Wanted) -> bool {
    match field.name() {
        "author" => wanted.author.add(of_user(field)),
        "essay" => wanted.essay.add(of_essay(field)),
        "body" => wanted.texts.body = true,
        "bodyHtml" => wanted.texts.body_html = true,
        // The original, if there is nothing better; its other columns are the post's own.
        "text" => {
            for inner in field.selection_set() {
                match inner.name() {
                    "body" => wanted.texts.body = true,
                    "bodyHtml" => wanted.texts.body_html = true,
                    _ => {}
                }
            }
            return false;
        }
        _ => return false,
    }
    true
}
