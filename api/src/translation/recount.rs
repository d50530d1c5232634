//! Compares what translations keep with what is said of them. The counterpart of
//! [`store::keep_counts`](super::store::keep_counts), and its test oracle.

use entity::{TranslationId, TranslationStatus, TranslationVerdict, translation, translation_vouch};
use sea_orm::{
    DbErr, QueryResult,
    sea_query::{ColumnRef, Expr, ExprTrait, IntoColumnRef, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    db::{Db, Transaction},
    error::Result,
    recount::{self, Counted},
    translation::{
        rules::{self, Counts},
        store,
    },
};

struct Translation {
    id: TranslationId,
    kept: (Counts, TranslationStatus),
    counted: Counts,
}

/// Checks every translation; mends what is wrong if asked. Returns a line for each that was
/// wrong.
pub async fn check(db: &Db, repair: bool, done: impl FnMut(u64)) -> Result<Vec<String>> {
    recount::check::<Translation>(db, repair, done).await
}

impl Counted for Translation {
    fn key() -> ColumnRef {
        (translation::Entity, translation::Column::Id).into_column_ref()
    }

    fn query() -> SelectStatement {
        let column = |column| (translation::Entity, column);
        let mut query = Query::select();
        query.columns(
            [
                translation::Column::Id,
                translation::Column::Status,
                translation::Column::FaithfulCount,
                translation::Column::ToneOffCount,
                translation::Column::MeaningChangedCount,
            ]
            .map(column),
        );
        for verdict in [TranslationVerdict::Faithful, TranslationVerdict::ToneOff, TranslationVerdict::MeaningChanged] {
            let mut count = Query::select();
            count
                .expr(Expr::col((translation_vouch::Entity, translation_vouch::Column::Id)).count())
                .from(translation_vouch::Entity)
                .and_where(Expr::col((translation_vouch::Entity, translation_vouch::Column::TranslationId)).equals(column(translation::Column::Id)))
                .and_where(Expr::col((translation_vouch::Entity, translation_vouch::Column::TranslationRevision)).equals(column(translation::Column::Revision)))
                .and_where(Expr::col((translation_vouch::Entity, translation_vouch::Column::Verdict)).eq(verdict.as_str()));
            query.expr(Expr::SubQuery(None, Box::new(count.into())));
        }
        query.from(translation::Entity);
        query
    }

    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let number = |at| row.try_get_by_index::<i64>(at).map(|number| i32::try_from(number).unwrap_or(i32::MAX));
        let kept = Counts { faithful: row.try_get_by_index(2)?, tone_off: row.try_get_by_index(3)?, meaning_changed: row.try_get_by_index(4)? };
        let counted = Counts { faithful: number(5)?, tone_off: number(6)?, meaning_changed: number(7)? };
        Ok(Self { id: row.try_get_by_index(0)?, kept: (kept, row.try_get_by_index(1)?), counted })
    }

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn difference(&self) -> Option<String> {
        let counted = (self.counted, rules::status(self.counted));
        (self.kept != counted).then(|| format!("translation {}: kept {:?}, counted {counted:?}", self.id.0, self.kept))
    }

    async fn lock(transaction: &Transaction, id: Uuid) -> Result<(), DbErr> {
        store::translation_to_change(transaction, TranslationId(id)).await.map(drop)
    }

    async fn write(&self, transaction: &Transaction) -> Result<(), DbErr> {
        store::keep_counts(transaction, self.id, self.counted, rules::status(self.counted)).await
    }
}
