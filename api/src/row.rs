//! Rows as a page needs them: a few columns of a table, read by position.
//!
//! A page's statement joins several tables, and each contributes the columns of
//! one [`Row`]. Reading by position instead of by prefixed name is what makes a
//! joined row cheap (`docs/performance.md` has the figures); writing them down
//! once, here by macro, is what keeps the two sides in step.

use sea_orm::{DbErr, QueryResult, sea_query::SelectStatement};

/// A group of columns that is selected and read together.
pub trait Row: Sized {
    /// How many columns it takes.
    const WIDTH: usize;

    /// Adds its columns to a statement.
    fn select(query: &mut SelectStatement);

    /// Reads its columns, which begin at `at`, and moves on.
    fn read(row: &QueryResult, at: &mut usize) -> Result<Self, DbErr>;

    /// The same for the far side of an outer join: `None` if the first column,
    /// which must be its key, is null.
    fn read_joined(row: &QueryResult, at: &mut usize) -> Result<Option<Self>, DbErr>;
}

/// Declares a struct whose fields are columns of one entity, and its [`Row`].
#[macro_export]
macro_rules! row {
    (
        $(#[$doc:meta])*
        pub struct $name:ident from $entity:ident {
            $($(#[$field_doc:meta])* $field:ident: $kind:ty = $column:ident),* $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $kind,)*
        }

        impl $crate::row::Row for $name {
            const WIDTH: usize = [$(stringify!($field)),*].len();

            fn select(query: &mut sea_orm::sea_query::SelectStatement) {
                query$(.column((entity::$entity::Entity, entity::$entity::Column::$column)))*;
            }

            fn read(row: &sea_orm::QueryResult, at: &mut usize) -> Result<Self, sea_orm::DbErr> {
                let start = *at;
                *at += Self::WIDTH;
                let mut next = start;
                Ok(Self {
                    $($field: {
                        let value = row.try_get_by_index(next)?;
                        next += 1;
                        let _ = next;
                        value
                    },)*
                })
            }

            fn read_joined(row: &sea_orm::QueryResult, at: &mut usize) -> Result<Option<Self>, sea_orm::DbErr> {
                let key: Option<uuid::Uuid> = row.try_get_by_index(*at)?;
                if key.is_none() {
                    *at += Self::WIDTH;
                    return Ok(None);
                }
                Self::read(row, at).map(Some)
            }
        }
    };
}
