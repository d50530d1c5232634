//! A PostgreSQL server for the run: the one that `TEAHOUSE_TEST_POSTGRES_URL` names,
//! else a cluster of our own from the installed `initdb`.

use std::{
    net::TcpListener,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

/// URL of the server without a database's name, such as `postgres://postgres@127.0.0.1:5432`.
pub fn server_url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| match std::env::var("TEAHOUSE_TEST_POSTGRES_URL") {
        Ok(url) => {
            let (server, path) = url.split_once("://").map(|(scheme, rest)| (format!("{scheme}://{}", rest.split('/').next().unwrap()), rest)).unwrap();
            assert!(path.contains('/'), "TEAHOUSE_TEST_POSTGRES_URL must name a database: {url}");
            server
        }
        Err(_) => own_cluster(),
    })
}

/// Starts a cluster that ends with this process: its shell waits for the pipe from
/// us to close.
fn own_cluster() -> String {
    static KEPT: OnceLock<(Child, tempfile::TempDir)> = OnceLock::new();
    let bin = binaries().expect("PostgreSQL's initdb was there when the tests were built");
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let owner = unprivileged();
    if let Some((uid, gid)) = owner {
        std::os::unix::fs::chown(&data, Some(uid), Some(gid)).unwrap();
    }
    let run = |mut command: Command| {
        if let Some((uid, gid)) = owner {
            command.uid(uid).gid(gid);
        }
        command
    };
    let mut initdb = Command::new(bin.join("initdb"));
    initdb
        .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
        .arg(&data)
        .current_dir("/")
        .stdout(Stdio::null());
    assert!(run(initdb).status().unwrap().success(), "initdb failed");
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let script = format!(
        "'{}' -D '{}' -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c full_page_writes=off -c max_connections=200 >'{}.log' 2>&1 & p=$!; cat >/dev/null; kill -INT $p; wait $p; rm -rf '{}' 2>/dev/null",
        bin.join("postgres").display(),
        data.display(),
        data.join("server").display(),
        data.display()
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).current_dir("/").stdin(Stdio::piped());
    let child = run(shell).spawn().unwrap();
    let url = format!("postgres://postgres@127.0.0.1:{port}");
    let is_up = (0..400).any(|_| {
        let up = super::db::block_on(async { sea_orm::Database::connect(format!("{url}/postgres")).await.is_ok() });
        if !up {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        up
    });
    assert!(is_up, "PostgreSQL did not start: {}", std::fs::read_to_string(data.join("server.log")).unwrap_or_default());
    let _ = KEPT.set((child, folder));
    url
}

fn binaries() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH").and_then(|path| std::env::split_paths(&path).find(|folder| folder.join("initdb").exists()));
    on_path.or_else(|| {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        versions.flatten().map(|version| version.path().join("bin")).filter(|bin: &PathBuf| Path::new(bin).join("initdb").exists()).max()
    })
}

/// PostgreSQL refuses to run as root: then as its own user.
fn unprivileged() -> Option<(u32, u32)> {
    let id = |flag: &str, user: &[&str]| -> Option<u32> {
        String::from_utf8(Command::new("id").arg(flag).args(user).output().ok()?.stdout).ok()?.trim().parse().ok()
    };
    if id("-u", &[])? != 0 {
        return None;
    }
    Some((id("-u", &["postgres"])?, id("-g", &["postgres"])?))
}
