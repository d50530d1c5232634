//! The register of all posts: whatever refers to "a thread, a reply or a
//! proposal" (revisions now; reports, translations and notices later) has a
//! foreign key to it. Reads of the three kinds never need this table.

use sea_orm::entity::prelude::*;

use crate::{PostId, PostKind};

/// One thread, reply or proposal; its row elsewhere has the same id.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "posts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PostId,
    pub kind: PostKind,
    #[sea_orm(has_many)]
    pub revisions: HasMany<super::post_revision::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
