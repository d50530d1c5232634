//! Column and key shapes that every table shares, so that both databases agree.

use sea_orm_migration::prelude::*;

/// The `id` column: a UUIDv7 made by the program.
pub fn id() -> ColumnDef {
    let mut column = ColumnDef::new("id");
    column.uuid().not_null().primary_key();
    column
}

/// A column that holds another table's id.
pub fn reference(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.uuid().not_null();
    column
}

/// The same, and may be empty.
pub fn reference_null(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.uuid().null();
    column
}

/// Milliseconds since 1970 UTC.
pub fn timestamp(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.big_integer().not_null();
    column
}

/// The same, and may be empty.
pub fn timestamp_null(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.big_integer().null();
    column
}

/// An enumeration as readable text.
pub fn enumeration(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.string_len(16).not_null();
    column
}

/// Text without a limit of its own (the program has one).
pub fn text(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.text().not_null();
    column
}

/// The same, and may be empty.
pub fn text_null(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.text().null();
    column
}

/// A number that is never below zero, starting at `default`.
pub fn count(name: &'static str, default: i32) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.integer().not_null().default(default).check(Expr::col(name).gte(0));
    column
}

/// A foreign key of `table.column` to `target.id`. Rows are never deleted while
/// something refers to them, so that nothing vanishes by a side effect.
pub fn foreign_key(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(format!("{table}_{column}_fkey")).from(table, column).to(target, "id").on_delete(ForeignKeyAction::Restrict).to_owned()
}

/// Creates the index `table_columns_idx`.
pub async fn index(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    create_index(manager, table, columns, false).await
}

/// Creates the unique index `table_columns_key`.
pub async fn unique(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    create_index(manager, table, columns, true).await
}

async fn create_index(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str], unique: bool) -> Result<(), DbErr> {
    let suffix = if unique { "key" } else { "idx" };
    let mut index = Index::create();
    index.name(format!("{table}_{}_{suffix}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    manager.create_index(index).await
}

/// Drops `table` and what belongs to it.
pub async fn drop(manager: &SchemaManager<'_>, table: &'static str) -> Result<(), DbErr> {
    manager.drop_table(Table::drop().table(table).to_owned()).await
}

/// A migration step from its name and two bodies; both run in a transaction on
/// both databases, so that a failed step leaves nothing behind.
#[macro_export]
macro_rules! step {
    ($name:literal, up($up:ident) $up_body:block, down($down:ident) $down_body:block) => {
        use sea_orm_migration::prelude::*;

        pub struct Migration;

        impl MigrationName for Migration {
            fn name(&self) -> &str {
                $name
            }
        }

        #[async_trait::async_trait]
        impl MigrationTrait for Migration {
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }

            async fn up(&self, $up: &SchemaManager) -> Result<(), DbErr> {
                $up_body;
                Ok(())
            }

            async fn down(&self, $down: &SchemaManager) -> Result<(), DbErr> {
                $down_body;
                Ok(())
            }
        }
    };
}
