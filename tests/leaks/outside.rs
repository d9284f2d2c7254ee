//! The doors of the binary: the command line, and HTTP.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
};

use ibid::access::Caller;

use crate::{
    doors::{QUESTIONS, QUOTED, TYPED},
    world,
};

/// `ibid` with these arguments, in the folder that holds the index `index`: what it says on both outputs, and its exit code.
pub(crate) fn ran(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("ibid"));
    command.current_dir(folder).env_remove("IBID_INDEX").env("NO_COLOR", "1").args(arguments);
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{:?}\n{}\n{}", output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Everything that the command line says `--as` somebody: a line for each command.
pub(crate) fn typed(folder: &Path, who: &str) -> Vec<(String, String)> {
    let keys: Vec<String> = world::keys().iter().map(ToString::to_string).collect();
    let mut commands: Vec<Vec<&str>> = vec![
        vec!["status"],
        vec!["status", "--all"],
        vec!["status", "--json", "--all"],
        vec!["search", "-s", "--explain", "wells marsh"],
        vec!["search", "--format", "bibtex", "zyxgloria wells"],
        vec!["search", "--format", "csl", "--flat", "lantern OR wells"],
        vec!["search", "--count", "zyx*"],
        vec!["concordance", "wells", "--by", "thesis"],
        vec!["concordance", "zyxgloria OR ferry", "--sort", "left", "--json"],
        vec!["show", "/theses/guided.pdf", "--text"],
        vec!["verify", "--in", "/theses/guided.pdf", QUOTED[0]],
    ];
    for question in QUESTIONS.iter().step_by(9) {
        commands.push(vec!["search", "--json", "--explain", "-p", "9", "-n", "40", "--", question]);
    }
    commands.extend(TYPED.iter().step_by(5).map(|typed| vec!["complete", "--json", "--", typed]));
    commands.extend(QUOTED.iter().step_by(2).map(|quoted| vec!["verify", "--json", "--", quoted]));
    for key in keys.iter().step_by(2) {
        for shown in [&["--json"][..], &[], &["--page", "3"], &["--page", "99"], &["--boxes", "--page", "1"]] {
            commands.push([&["show", key.as_str()][..], shown].concat());
        }
        commands.push(vec!["show", key, "--pdf", "none.pdf", "--query", "wells"]);
        commands.push(vec!["show", key, "--png", "none.png", "--page", "1"]);
        commands.push(vec!["similar", key, "--json"]);
        commands.push(vec!["concordance", "wells", "--in", &key[..6], "--csv"]);
    }
    let run = |command: Vec<&str>| {
        let asked = [&command[..1], &["--as", who], &command[1..]].concat();
        (asked.join(" "), ran(folder, &asked))
    };
    commands.into_iter().map(run).collect()
}

/// A server on a free port of loopback, stopped when dropped.
pub(crate) struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Of the index in `folder`.
    pub(crate) fn of(folder: &Path) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("ibid"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .current_dir(folder)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap_or_else(|| panic!("{line}"));
        Self { child, address: address.split(' ').next().unwrap().to_owned() }
    }

    /// The whole answer, but for the time of day.
    pub(crate) fn get(&self, target: &str, headers: &[String]) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: ibid\r\n{headers}Connection: close\r\n\r\n").unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply.split("\r\n").filter(|line| !line.to_lowercase().starts_with("date:")).collect::<Vec<_>>().join("\r\n")
    }

    /// Everything that it says to somebody: an answer for each target.
    pub(crate) fn said(&self, secret: Option<&str>) -> Vec<(String, String)> {
        let mut targets: Vec<String> = ["/", "/healthz", "/api/v1/theses/zz", "/api/v1/search?limit=x", "/none"]
            .iter()
            .map(|target| (*target).to_owned())
            .collect();
        for question in QUESTIONS {
            let asked = escaped(question);
            targets.push(format!("/api/v1/search?q={asked}&limit=40&passages=20"));
            targets.push(format!("/api/v1/search?q={asked}&offset=2&context=60"));
            targets.push(format!("/?q={asked}"));
        }
        for facet in ibid::index::Facet::ALL.map(ibid::index::Facet::name) {
            targets.push(format!("/api/v1/browse/{facet}?sort=value"));
            targets.push(format!("/api/v1/search?q=wells&limit=1&facets=all&filter=access%3Dopen&filter={facet}%3Den"));
        }
        targets.extend(TYPED.iter().map(|typed| format!("/api/v1/complete?q={}&limit=20", escaped(typed))));
        for key in world::keys() {
            targets.push(format!("/api/v1/theses/{key}"));
            targets.extend([0, 1, 3, 99].map(|page| format!("/api/v1/theses/{key}?page={page}")));
        }
        let header: Vec<String> = secret.iter().map(|secret| format!("Authorization: Bearer {secret}")).collect();
        targets.into_iter().map(|target| (target.clone(), self.get(&target, &header))).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// A token of `dir` for somebody, as the command line makes it.
pub(crate) fn token(folder: &Path, caller: Caller) -> Option<String> {
    let role = match caller {
        Caller::Registered => "registered",
        Caller::Staff => "staff",
        Caller::Anonymous | Caller::Owner => return None,
    };
    Some(created(folder, role, "2998-01-01"))
}

/// One whose last day is over.
pub(crate) fn ended_token(folder: &Path) -> String {
    created(folder, "staff", "2001-01-01")
}

fn created(folder: &Path, role: &str, until: &str) -> String {
    let said = ran(folder, &["token", "create", "--role", role, "--until", until]);
    said.lines().find(|line| line.starts_with("ibid_")).unwrap_or_else(|| panic!("{said}")).to_owned()
}
