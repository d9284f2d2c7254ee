//! `ibid serve`, over HTTP.

mod scene;

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

use scene::{Scene, marked};
use serde_json::Value;

/// A server on a free port of loopback, stopped when dropped.
struct Server {
    child: Child,
    address: String,
}

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Server {
    fn of(scene: &Scene) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("ibid"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .current_dir(scene.root())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.split("http://").nth(1).unwrap_or_else(|| panic!("{line}")).split(' ').next().unwrap().to_owned();
        Self { child, address }
    }

    fn get(&self, target: &str) -> Reply {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        let (head, body) = reply.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    fn json(&self, target: &str) -> Value {
        let reply = self.get(target);
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert!(reply.head.contains("content-type: application/json"));
        serde_json::from_str(&reply.body).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_api_answers_with_the_shape_of_json_lines() {
    let scene = Scene::indexed(&["self-help-groups", "treidelpfade"]);
    let server = Server::of(&scene);
    let answer = server.json("/api/v1/search?q=%22peer+support%22&limit=5");
    assert_eq!(answer["v"], 1);
    assert_eq!(answer["total_theses"], 1);
    let mut line = scene.json(&["search", "--json", "-n5", "\"peer support\""]).remove(0);
    line.as_object_mut().unwrap().remove("path").unwrap();
    assert_eq!(answer["theses"][0], line);
    assert!(marked(&answer["theses"][0]["passages"][0]).iter().all(|mark| mark.to_lowercase() == "peer support"));

    let key = line["key"].as_str().unwrap();
    let thesis = server.json(&format!("/api/v1/theses/{key}?page=6"));
    assert_eq!(thesis["title"], line["title"]);
    assert!(thesis.get("paths").is_none());
    assert!(thesis["pages"][0]["text"].as_str().unwrap().contains("floor polish and oranges"));
    let missing = server.get("/api/v1/theses/ffffffffffff");
    assert_eq!(missing.status, 404);
    assert!(missing.head.contains("application/problem+json"));
}

#[test]
fn the_page_shows_passages_marks_and_both_page_numbers() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let server = Server::of(&scene);
    let page = server.get("/?q=%22floor+polish+and+oranges%22");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<mark>floor polish and oranges</mark>"), "{}", page.body);
    assert!(page.body.contains("p. 1</span>") && page.body.contains("PDF 6</span>"), "{}", page.body);
    assert!(page.head.contains("content-security-policy: default-src 'none'"));
    let welcome = server.get("/");
    assert!(welcome.status == 200 && welcome.body.contains("role=\"search\""));
    let hostile = server.get("/?q=%3Cscript%3Ealert(1)%3C/script%3E%22%27");
    assert!(hostile.status == 200 && !hostile.body.contains("<script"), "{}", hostile.body);
    for wrong in ["/?q=a&offset=18446744073709551615", "/?q=a&limit=-1", "/api/v1/search?q=a&offset=20000"] {
        let reply = server.get(wrong);
        assert!(reply.status == 400 && reply.head.contains("application/problem+json"), "{wrong}: {}", reply.body);
    }
    assert_eq!(server.get("/nothing").status, 404);
    assert_eq!(server.get("/healthz").body, "ok\n");
}

#[test]
fn answers_are_counted_and_narrowed() {
    let scene = Scene::indexed(&["self-help-groups", "treidelpfade", "dear-hive"]);
    let server = Server::of(&scene);
    let answer =
        server.json("/api/v1/search?q=type:thesis&facets=language,access&filter=language=EN&filter=access=open");
    assert_eq!((&answer["total_theses"], &answer["theses"][0]["language"]), (&1.into(), &"en".into()));
    let mut line = scene.json(
        &[
            ["search", "--json", "type:thesis", "--facets=language,access", "--filter", "language=en"].as_slice(),
            &["--filter", "access=open"],
        ]
        .concat(),
    );
    assert_eq!(answer["facets"], line.pop().unwrap()["facets"]);
    assert!(server.json("/api/v1/search?q=type:thesis").get("facets").is_none());
    assert_eq!(server.json("/api/v1/search?q=type:thesis&facets=all")["facets"].as_array().unwrap().len(), 10);

    let browsed = server.json("/api/v1/browse/language?sort=value&limit=1&filter=access%3Dopen");
    assert_eq!((&browsed["field"], &browsed["distinct"]), (&"language".into(), &2.into()));
    assert_eq!(browsed["values"], serde_json::json!([{"value": "de", "theses": 1}]));
    for wrong in ["/api/v1/browse/colour", "/api/v1/search?q=a&filter=red", "/api/v1/search?q=a&facets=colour"] {
        let reply = server.get(wrong);
        assert!(reply.status == 400 && reply.head.contains("application/problem+json"), "{wrong}: {}", reply.body);
    }

    let page = server.get("/?q=type:thesis&filter=language%3Den").body;
    assert!(page.contains("<details class=\"narrow\" open>"), "{page}");
    assert!(page.contains("href=\"/?q=type%3Athesis&amp;offset=0&amp;limit=10\">en</a> 2"), "taken back: {page}");
    assert!(page.contains("&amp;filter=language%3Den&amp;filter=access%3Dstaff\">staff</a> 1"), "narrowed on: {page}");
}

#[test]
fn a_commit_of_another_process_is_taken_up() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let server = Server::of(&scene);
    assert_eq!(server.json("/api/v1/search?q=Treidelschifffahrt")["total_theses"], 0);
    let from = scene::samples().join("treidelpfade.pdf");
    fs::copy(from, scene.theses().join("treidelpfade.pdf")).unwrap();
    assert_eq!(scene.ibid(&["index", "theses"]).code, 0);
    assert_eq!(server.json("/api/v1/search?q=Treidelschifffahrt")["total_theses"], 1);
}

#[test]
fn a_stranger_finds_nothing_in_text_under_embargo() {
    let scene = Scene::with(&["self-help-groups"]);
    let sidecar = scene.theses().join("self-help-groups.json");
    let mut record: Value = serde_json::from_str(&fs::read_to_string(&sidecar).unwrap()).unwrap();
    record["embargo"] = "2999-01-01".into();
    fs::write(&sidecar, record.to_string()).unwrap();
    assert_eq!(scene.ibid(&["index", "theses"]).code, 0);
    let key = scene.json(&["search", "--json", "\"floor polish and oranges\""])[0]["key"].as_str().unwrap().to_owned();
    let server = Server::of(&scene);
    assert_eq!(server.json("/api/v1/search?q=%22floor+polish+and+oranges%22")["total_passages"], 0);
    assert_eq!(
        server.json("/api/v1/search?q=oranges+harbour")["theses"][0]["passages"][0]["page"],
        0,
        "the record alone"
    );
    let owner = scene.ibid(&["complete", "orange"]).out;
    assert!(owner.contains("oranges"), "{owner}");
    for typed in ["orange", "polish+and+orange", "section:intro"] {
        assert_eq!(
            server.json(&format!("/api/v1/complete?q={typed}"))["completions"],
            Value::Array(Vec::new()),
            "{typed}"
        );
    }
    assert_eq!(server.json("/api/v1/complete?q=harbo")["completions"][0]["query"], "harbour", "from the record");
    assert_eq!(server.json("/api/v1/search?q=orangse")["suggestion"], Value::Null);
    assert_eq!(server.get(&format!("/api/v1/theses/{key}?page=6")).status, 403);
    let closed = server.json(&format!("/api/v1/theses/{key}"));
    assert_eq!(closed["title"], record["title"]);
    assert_eq!((&closed["sections"], &closed["coverage"]), (&Value::Array(Vec::new()), &Value::Null));
    let path = scene.theses().join("self-help-groups.pdf").display().to_string().replace('/', "%2F");
    assert_eq!(server.get(&format!("/api/v1/theses/{path}")).status, 404);
    assert_eq!(server.get(&format!("/api/v1/theses/{}", &key[..6])).status, 404);
}

#[test]
#[cfg(unix)]
fn it_stops_gracefully() {
    let scene = Scene::indexed(&["self-help-groups"]);
    let mut server = Server::of(&scene);
    let pid = rustix::process::Pid::from_child(&server.child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}
