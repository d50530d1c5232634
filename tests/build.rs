//! Finds out whether PostgreSQL can be had, so that tests that need it are
//! reported as ignored, and not as passed, where it cannot.

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rustc-check-cfg=cfg(postgres_available)");
    for name in ["TEAHOUSE_TEST_POSTGRES_URL", "TEAHOUSE_TEST_POSTGRES", "PATH"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    if env::var_os("TEAHOUSE_TEST_POSTGRES_URL").is_some() || has_initdb() {
        println!("cargo::rustc-cfg=postgres_available");
    }
}

fn has_initdb() -> bool {
    let on_path = env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join("initdb").exists()));
    // Debian keeps it off the path.
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    on_path || versions.map(|version| version.path()).any(|version: std::path::PathBuf| Path::new(&version).join("bin/initdb").exists())
}
