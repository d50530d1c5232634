//! What a moderator is limited to: essays and languages, each null if to none.

use crate::helpers::text_null;

const COLUMNS: [&str; 2] = ["moderated_essay_ids", "moderated_languages"];

crate::step!("m20261124_000104_add_moderator_scope", up(manager) {
    for name in COLUMNS {
        manager.alter_table(Table::alter().table("users").add_column(text_null(name)).to_owned()).await?;
    }
}, down(manager) {
    for name in COLUMNS {
        manager.alter_table(Table::alter().table("users").drop_column(name).to_owned()).await?;
    }
});
