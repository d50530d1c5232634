//! Slow mode: how long one waits between two replies in a thread.

crate::step!("m20261124_000103_add_slow_mode", up(manager) {
    let mut seconds = ColumnDef::new("slow_mode_seconds");
    seconds.integer().null();
    manager.alter_table(Table::alter().table("threads").add_column(&mut seconds).to_owned()).await?;
}, down(manager) {
    manager.alter_table(Table::alter().table("threads").drop_column("slow_mode_seconds").to_owned()).await?;
});
