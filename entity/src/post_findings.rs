//! What the rules of civility found in each text of a post.

use sea_orm::entity::prelude::*;

use crate::{FindingsId, PostId};

/// All findings of one text.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "post_findings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FindingsId,
    /// Unique with the revision.
    pub post_id: PostId,
    pub revision: i32,
    /// JSON: a list of `civility::Finding`.
    #[sea_orm(column_type = "Text")]
    pub findings: String,
}

impl ActiveModelBehavior for ActiveModel {}
