//! A database on another machine is spoken to only over TLS, and only when its certificate is signed by a known
//! authority for its very name: for queries and for migrations.

use crate::harness::{Installation, free_port};
use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

fn openssl(folder: &Path, arguments: &str) {
    let output = Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(folder)
        .output()
        .expect("openssl runs; bin/setup installs it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Two authorities, and a certificate of the first for `localhost`.
fn certificates(folder: &Path) {
    let extensions = "[authority]\nbasicConstraints=critical,CA:TRUE\n[server]\nsubjectAltName=DNS:localhost\n[req]\ndistinguished_name=name\n[name]\n";
    std::fs::write(folder.join("openssl.cnf"), extensions).expect("a file");
    let key = "-config openssl.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    for name in ["known", "unknown"] {
        openssl(
            folder,
            &format!(
                "req -x509 {key} -days 2 -subj /CN={name} -extensions authority -keyout {name}.key -out {name}.pem"
            ),
        );
    }
    openssl(folder, &format!("req {key} -subj /CN=localhost -keyout server.key -out server.csr"));
    openssl(
        folder,
        "x509 -req -in server.csr -CA known.pem -CAkey known.key -CAcreateserial -days 2 -extfile openssl.cnf -extensions server -out server.pem",
    );
}

/// A PostgreSQL that answers on a port, over TLS alone.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(installation: &Installation) -> Self {
        // The program makes the files, and says in them where PostgreSQL's own program is.
        assert_eq!(installation.run(&["migrate"]).error, "");
        let data = installation.data().join("postgres");
        let owner = data.metadata().expect("a folder");
        for (name, mode) in [("server.pem", 0o644), ("server.key", 0o600)] {
            std::fs::copy(installation.folder.join(name), data.join(name)).expect("a copy");
            std::fs::set_permissions(data.join(name), Permissions::from_mode(mode)).expect("a mode");
            chown(data.join(name), Some(owner.uid()), Some(owner.gid())).expect("an owner");
        }
        std::fs::write(data.join("pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\n").expect("a file");
        let options = std::fs::read_to_string(data.join("postmaster.opts")).expect("a file");
        let program = options.split(' ').next().expect("a program");
        let port = free_port();
        let mut command = Command::new(program);
        command.arg("-D").arg(&data).args(["-h", "127.0.0.1", "-p", &port.to_string(), "-k", ""]);
        for setting in ["ssl=on", "ssl_cert_file=server.pem", "ssl_key_file=server.key"] {
            command.args(["-c", setting]);
        }
        command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if rustix::process::geteuid().is_root() {
            command.uid(owner.uid()).gid(owner.gid());
        }
        let child = command.spawn().expect("PostgreSQL runs");
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Self { child, port }
    }

    fn url(&self, host: &str, query: &str) -> String {
        format!("postgres://inset@{host}:{}/inset{query}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ =
            rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), rustix::process::Signal::INT);
        let _ = self.child.wait();
    }
}

#[test]
fn a_certificate_of_an_unknown_authority_or_for_another_name_is_refused() {
    let mut installation = Installation::fresh();
    let folder = installation.folder.clone();
    certificates(&folder);
    let server = Server::start(&installation);
    let root = |name: &str| format!("?sslmode=verify-full&sslrootcert={}", folder.join(name).display());
    let staff = |number: usize| format!("ada{number}@operator.example");

    for (number, (url, why)) in [
        (server.url("localhost", &root("unknown.pem")), "UnknownIssuer"),
        (server.url("localhost", "?sslmode=verify-full"), "UnknownIssuer"),
        (server.url("127.0.0.1", &root("known.pem")), "not valid for name"),
        (server.url("localhost", &root("server.key")), "it holds no certificate"),
        (server.url("localhost", &root("missing.pem")), "No such file"),
        (server.url("localhost", "?sslmode=disable"), "no encryption"),
    ]
    .into_iter()
    .enumerate()
    {
        installation = installation.with("DATABASE_URL", &url);
        let migrating = installation.run(&["migrate"]);
        assert!(!migrating.succeeded && migrating.error.contains(why), "{url}: {}", migrating.error);
        let asking = installation.run(&["staff", "add", &staff(number), "Ada Marsh", "admin"]);
        assert!(!asking.succeeded, "{url}");
    }

    let installation = installation.with("DATABASE_URL", &server.url("localhost", &root("known.pem")));
    let migrating = installation.run(&["migrate"]);
    assert_eq!((migrating.succeeded, migrating.out.as_str()), (true, "0 migrations applied\n"), "{}", migrating.error);
    for number in 0..6 {
        // None of the refused ones came through: an address can be added only once.
        let asking = installation.run(&["staff", "add", &staff(number), "Ada Marsh", "admin"]);
        assert!(asking.succeeded, "{}", asking.error);
    }
}
