//! `ibid harvest` against servers of OAI-PMH that others wrote: the Python libraries `oaipmh` and `oai_repo`.
//!
//! They are in the virtual environment that `IBID_SERVERS` names (`tests/run` makes one); without it, these tests say that
//! they are skipped.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod scene;

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, SystemTime},
};

use scene::{Scene, samples};

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server by this library, and where it answers.
fn start(library: &str, folder: &Path) -> Option<(Server, String)> {
    let Some(environment) = std::env::var_os("IBID_SERVERS") else {
        println!("skipped: no server by {library} (IBID_SERVERS names no virtual environment)");
        return None;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers/repository.py");
    let mut child = Command::new(Path::new(&environment).join("bin/python"))
        .arg(script)
        .arg(library)
        .arg(folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("http://127.0.0.1:"), "{library} does not answer");
    Some((Server(child), line.trim().to_owned()))
}

const THESES: [&str; 3] = ["self-help-groups", "treidelpfade", "salt-marsh-wells"];

/// Describes a sample in both formats, `days` ago.
fn describe(folder: &Path, name: &str, title: &str, days: u64) {
    let dc = "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"";
    let common = format!("<dc:title>{title}</dc:title><dc:creator>Doe, Jane</dc:creator><dc:type>Thesis</dc:type>");
    let oai_dc =
        format!("<oai_dc:dc xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\" {dc}>{common}</oai_dc:dc>");
    let uketd = format!(
        "<uketd_dc:uketddc xmlns:uketd_dc=\"http://naca.central.cranfield.ac.uk/ethos-oai/2.0/\" \
         xmlns:uketdterms=\"http://naca.central.cranfield.ac.uk/ethos-oai/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:dcterms=\"http://purl.org/dc/terms/\" {dc}>{common}\
         <uketdterms:institution>University of Northmere</uketdterms:institution>\
         <uketdterms:qualificationlevel>Doctoral</uketdterms:qualificationlevel>\
         <dc:identifier xsi:type=\"dcterms:URI\">BASE/documents/{name}.pdf</dc:identifier></uketd_dc:uketddc>"
    );
    for (format, xml) in [("oai_dc", oai_dc), ("uketd_dc", uketd)] {
        write(folder, &format!("{name}.{format}.xml"), xml.as_bytes(), days);
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8], days: u64) {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    let time = SystemTime::now() - Duration::from_secs(days * 86_400);
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in THESES {
        describe(folder.path(), name, &format!("On {name}"), 30);
        write(
            folder.path(),
            &format!("{name}.pdf"),
            &fs::read(samples().join(name).with_extension("pdf")).unwrap(),
            30,
        );
    }
    describe(folder.path(), "unscanned", "On paper alone", 30);
    folder
}

fn harvest(scene: &Scene, arguments: &[&str]) -> serde_json::Value {
    let said = scene.ibid(&[&["harvest", "--json", "--delay", "0"], arguments].concat());
    serde_json::from_str(said.out.lines().last().unwrap_or_else(|| panic!("{}", said.err))).unwrap()
}

/// `tells`: whether the server tells what was deleted.
fn in_step_with(library: &str, tells: u64) {
    let folder = repository();
    let Some((_server, url)) = start(library, folder.path()) else { return };
    let scene = Scene::empty();
    // The two commands of the README.
    let harvested = scene.ibid(&["harvest", &url, "--delay", "0"]);
    assert!(harvested.err.contains("asked for uketd_dc"), "{}", harvested.err);
    assert!(harvested.err.contains("4 records listed: 3 PDFs fetched, 1 PDFs not to be had"), "{}", harvested.err);
    let found = scene.ibid(&["search", "\"peer support\" groups"]).out;
    assert!(found.contains("On self-help-groups") && found.contains("[peer support]"), "{found}");
    println!("{library}: {}", harvested.err.trim());

    assert_eq!(scene.json(&["search", "--json", "title:paper"]).len(), 1, "a record whose PDF is not there");
    let status: serde_json::Value = serde_json::from_str(&scene.ibid(&["status", "--json"]).out).unwrap();
    assert_eq!((&status["indexed"], &status["described"], &status["withheld"]), (&3.into(), &1.into(), &1.into()));

    // What was changed long ago is not listed again; what was changed today is.
    let again = harvest(&scene, &[]);
    assert_eq!((&again["repositories"][0]["listed"], &again["indexed"]), (&0.into(), &0.into()), "{again}");
    describe(folder.path(), "treidelpfade", "Vom Treideln", 0);
    write(folder.path(), "salt-marsh-wells.deleted", b"", 0);
    let again = harvest(&scene, &[]);
    let outcome = &again["repositories"][0];
    assert_eq!(
        (&outcome["listed"], &outcome["withdrawn"], &again["indexed"]),
        (&(1 + tells).into(), &tells.into(), &0.into()),
        "{again}"
    );
    assert_eq!(scene.json(&["search", "--json", "title:treideln"]).len(), 1);
    let full = harvest(&scene, &["--full"]);
    let outcome = &full["repositories"][0];
    assert_eq!((&outcome["listed"], &outcome["withdrawn"]), (&(3 + tells).into(), &(1 - tells).into()), "{full}");
    assert_eq!(scene.json(&["search", "--json", "title:marsh"]).len(), 0);
}

#[test]
fn in_step_with_oaipmh() {
    in_step_with("oaipmh", 1);
}

#[test]
fn in_step_with_oai_repo() {
    in_step_with("oai_repo", 0);
}
