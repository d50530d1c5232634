//! Names under joint statements.

use sea_orm::entity::prelude::*;

use crate::{JointSignatureId, JointStatementId, Timestamp, UserId};

/// One signature; an edit of the statement takes it away.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "joint_signatures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JointSignatureId,
    pub statement_id: JointStatementId,
    pub user_id: UserId,
    /// Which text.
    pub revision: i32,
    /// That its owner had declared then; for nobody to see.
    pub country: String,
    pub signed_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
