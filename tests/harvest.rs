//! `ibid harvest`, from a repository's address to an answer, and in step with it ever after.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod made;
mod repository;
mod scene;

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use made::pdf;
use repository::{Answer, Asked, Server, deleted, error, formats, identify, identify_with, list, record, record_of};
use scene::Scene;

/// What a repository holds; a test changes it while it is asked.
#[derive(Default)]
struct Shelf {
    records: Vec<String>,
    /// By path; status and body.
    documents: Vec<(String, u16, Vec<u8>)>,
}

/// A repository that lists its shelf on pages of two, and everything whatever the `from`.
fn repository(shelf: &Arc<Mutex<Shelf>>) -> Server {
    let shelf = Arc::clone(shelf);
    Server::start(move |asked| {
        let shelf = shelf.lock().unwrap();
        match (asked.path.as_str(), asked.verb()) {
            ("/oai", "Identify") => identify("Northmere Theses"),
            ("/oai", "ListMetadataFormats") => formats(&["oai_dc", "marc21"]),
            ("/oai", "ListRecords") if shelf.records.is_empty() => error("noRecordsMatch"),
            ("/oai", "ListRecords") => {
                let page: usize = asked.argument("resumptionToken").parse().unwrap_or(0);
                let pages: Vec<&[String]> = shelf.records.chunks(2).collect();
                let token = if page + 1 < pages.len() { (page + 1).to_string() } else { String::new() };
                list(pages[page], &token)
            }
            (path, _) => match shelf.documents.iter().find(|(there, ..)| there == path) {
                Some((_, status, body)) => conditional(asked, *status, body),
                None => Answer::new(404, "no"),
            },
        }
    })
}

/// As servers do that name the state of what they give.
fn conditional(asked: &Asked, status: u16, body: &[u8]) -> Answer {
    let name = format!("\"{}\"", body.len());
    if asked.headers.get("if-none-match") == Some(&name) {
        return Answer::new(304, "");
    }
    Answer::new(status, body).with("ETag", &name)
}

fn identifier(server: &Server, path: &str) -> String {
    format!("<dc:identifier>{}</dc:identifier>", server.url(path))
}

/// A server and its shelf, with three records: two with a PDF, one of which is not given out, and one without.
fn northmere() -> (Server, Arc<Mutex<Shelf>>) {
    let shelf = Arc::new(Mutex::new(Shelf::default()));
    let server = repository(&shelf);
    {
        let mut shelf = shelf.lock().unwrap();
        shelf.records = vec![
            record("oai:n:1", "On Harbours", &identifier(&server, "/1/harbours.pdf")),
            record("oai:n:2", "On Lighthouses", &identifier(&server, "/2/lighthouses.pdf")),
            record("oai:n:3", "On Bridges", "<dc:description>Viaducts and what they carry.</dc:description>"),
        ];
        shelf.documents = vec![
            ("/1/harbours.pdf".into(), 200, pdf("x", &["The quay was built of granite."])),
            ("/2/lighthouses.pdf".into(), 401, b"log in".to_vec()),
        ];
    }
    (server, shelf)
}

/// Harvests, and the last event: what was done.
fn harvest(scene: &Scene, arguments: &[&str]) -> serde_json::Value {
    let all = [&["harvest", "--json", "--delay", "0", "--jobs", "1"], arguments].concat();
    let said = scene.ibid(&all);
    let last = said.out.lines().last().unwrap_or_else(|| panic!("{}", said.err));
    serde_json::from_str(last).unwrap()
}

fn titles(scene: &Scene, question: &str) -> Vec<String> {
    let found = scene.json(&["search", "--json", question]);
    found.iter().map(|thesis| thesis["title"].as_str().unwrap().to_owned()).collect()
}

fn status(scene: &Scene) -> serde_json::Value {
    serde_json::from_str(&scene.ibid(&["status", "--all", "--json"]).out).unwrap()
}

#[test]
fn from_an_address_to_an_answer() {
    let (server, _shelf) = northmere();
    let scene = Scene::empty();
    let said = scene.ibid(&["harvest", &server.url("/oai"), "--delay", "0"]);
    assert_eq!(said.code, 2, "one PDF is not given out: {}", said.err);
    assert!(said.err.contains("asked for oai_dc"), "{}", said.err);
    assert!(
        said.err.contains("Northmere Theses: 3 records listed: 1 PDFs fetched, 1 PDFs not to be had"),
        "{}",
        said.err
    );
    assert_eq!(titles(&scene, "granite"), ["On Harbours"], "the text of a PDF");
    assert_eq!(titles(&scene, "lighthouses"), ["On Lighthouses"], "a record whose PDF is not given out");
    assert_eq!(titles(&scene, "bridges"), ["On Bridges"], "a record that has none");
    let key = scene.json(&["search", "--json", "bridges"])[0]["key"].as_str().unwrap().to_owned();
    let shown = scene.ibid(&["show", &key]).out;
    assert!(shown.contains("On Bridges") && shown.contains("there is no PDF of it"), "{shown}");
    let drawn = scene.ibid(&["show", &key, "--query", "bridges", "--pdf", "marked.pdf"]);
    assert!(drawn.code == 2 && drawn.err.contains("there is no PDF"), "{}", drawn.err);
    let status = status(&scene);
    let counts = ["documents", "indexed", "described", "withheld"].map(|name| status[name].as_u64().unwrap());
    assert_eq!(counts, [4, 1, 2, 1], "{status}");
    assert_eq!(status["passages"], 4, "three record pages and a text");
    assert_eq!(status["wanting"][0]["what"], "not fetched: the server answers 401 (only for those who have logged in)");
    let repository = &status["repositories"][0];
    assert_eq!((&repository["name"], &repository["records"]), (&"Northmere Theses".into(), &3.into()), "{repository}");
    assert!(scene.ibid(&["status"]).out.contains("Northmere Theses: 3 records, 1 PDFs; oai_dc from http://127.0.0.1"));
}

#[test]
fn a_second_harvest_takes_what_has_changed() {
    let (server, shelf) = northmere();
    let scene = Scene::empty();
    harvest(&scene, &[&server.url("/oai")]);
    server.asked();
    let again = harvest(&scene, &[]);
    assert_eq!((&again["repositories"][0]["unchanged"], &again["indexed"]), (&3.into(), &0.into()));
    let asked = server.asked();
    assert_eq!(asked.iter().filter(|asked| asked.path != "/oai").count(), 0, "no document is asked for: {asked:?}");
    let first = asked.iter().find(|asked| asked.verb() == "ListRecords").unwrap();
    assert_eq!(first.argument("from"), "2024-05-01T10:00:00Z", "a day before the last list, by the repository's clock");

    // A title, and nothing else.
    let (title, moved) = (identifier(&server, "/1/harbours.pdf"), "2024-06-01T00:00:00Z");
    shelf.lock().unwrap().records[0] = record_of("oai:n:1", moved, "On Ports", &title);
    let again = harvest(&scene, &[]);
    assert_eq!((&again["described"], &again["indexed"]), (&1.into(), &0.into()), "the PDF is not read again: {again}");
    assert_eq!(titles(&scene, "granite"), ["On Ports"]);
    let documents: Vec<_> = server.asked().into_iter().filter(|asked| asked.path == "/1/harbours.pdf").collect();
    assert!(documents[0].headers.contains_key("if-none-match"), "asked whether it is another");

    // The PDF is another; and a record that had none has one now.
    {
        let mut shelf = shelf.lock().unwrap();
        shelf.documents[0].2 = pdf("x", &["The quay was built of basalt, later."]);
        shelf.documents.push(("/3.pdf".into(), 200, pdf("x", &["An arch of ashlar."])));
        shelf.records[0] = record_of("oai:n:1", "2024-07-01T00:00:00Z", "On Ports", &title);
        shelf.records[2] = record_of("oai:n:3", "2024-07-01T00:00:00Z", "On Bridges", &identifier(&server, "/3.pdf"));
    }
    let again = harvest(&scene, &[]);
    assert_eq!(again["repositories"][0]["fetched"], 2, "{again}");
    assert_eq!((titles(&scene, "granite"), titles(&scene, "basalt")), (vec![], vec!["On Ports".to_owned()]));
    assert_eq!(
        (titles(&scene, "ashlar").len(), titles(&scene, "title:bridges").len()),
        (1, 1),
        "the thesis takes over"
    );
    assert_eq!(status(&scene)["described"], 1);

    // A PDF that is gone from the record leaves the index, and the record stays.
    shelf.lock().unwrap().records[2] = record_of("oai:n:3", "2024-08-01T00:00:00Z", "On Bridges", "");
    harvest(&scene, &[]);
    assert_eq!((titles(&scene, "ashlar").len(), titles(&scene, "title:bridges").len()), (0, 1));
}

#[test]
fn what_is_deleted_leaves_the_index_and_the_disk() {
    let (server, shelf) = northmere();
    let scene = Scene::empty();
    harvest(&scene, &[&server.url("/oai")]);
    let folders = || {
        let folder = scene.index().join("repositories/northmere-theses");
        std::fs::read_dir(folder).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count()
    };
    assert_eq!(folders(), 3);
    shelf.lock().unwrap().records[0] = deleted("oai:n:1");
    let again = harvest(&scene, &[]);
    assert_eq!(again["repositories"][0]["withdrawn"], 1);
    assert_eq!((titles(&scene, "granite").len(), folders()), (0, 2));
    // What is no longer listed is no more; but only a full list tells.
    shelf.lock().unwrap().records.truncate(2);
    harvest(&scene, &[]);
    assert_eq!(titles(&scene, "bridges").len(), 1);
    let full = harvest(&scene, &["--full"]);
    assert_eq!((&full["repositories"][0]["withdrawn"], titles(&scene, "bridges").len()), (&1.into(), 0));
    // A list that is empty all of a sudden is not believed.
    shelf.lock().unwrap().records.clear();
    let empty = harvest(&scene, &["--full"]);
    assert_eq!((&empty["repositories"][0]["withdrawn"], titles(&scene, "lighthouses").len()), (&0.into(), 1));
    assert_eq!(empty["repositories"][0]["faults"], 1);
}

#[test]
fn a_bad_record_costs_itself() {
    let (server, shelf) = northmere();
    shelf.lock().unwrap().records[1] =
        "<record><header><identifier>oai:n:2</identifier><datestamp>soon</datestamp></header>\
        <metadata><a></b></metadata></record>"
            .to_owned();
    let scene = Scene::empty();
    let said = scene.ibid(&["harvest", &server.url("/oai"), "--delay", "0", "--json"]);
    let faults: Vec<serde_json::Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let faults: Vec<_> = faults.iter().filter(|event| event["event"] == "fault").collect();
    assert_eq!((said.code, faults.len()), (2, 2), "{faults:?}");
    assert_eq!(faults[0]["reason"], "`soon` is no datestamp");
    assert_eq!((titles(&scene, "granite").len(), titles(&scene, "bridges").len()), (1, 1));
    assert_eq!(harvest(&scene, &["--full"])["repositories"][0]["withdrawn"], 0, "what is not understood is not gone");
}

#[test]
fn what_cannot_be_fetched_is_asked_for_again() {
    let (server, shelf) = northmere();
    let scene = Scene::empty();
    harvest(&scene, &[&server.url("/oai")]);
    shelf.lock().unwrap().documents[1] = ("/2/lighthouses.pdf".into(), 200, pdf("x", &["A lantern of Fresnel's."]));
    server.asked();
    harvest(&scene, &[]);
    assert!(server.asked().iter().all(|asked| asked.path != "/2/lighthouses.pdf"), "not on the same day");
    let full = harvest(&scene, &["--full"]);
    assert_eq!((&full["repositories"][0]["fetched"], titles(&scene, "lantern").len()), (&1.into(), 1));
    assert_eq!(status(&scene)["withheld"], 0);
}

#[test]
fn a_web_page_is_no_pdf_and_nothing_is_fetched_where_nothing_is_wanted() {
    let (server, shelf) = northmere();
    shelf.lock().unwrap().documents[0].2 = b"<!DOCTYPE html><html>Please log in".to_vec();
    let scene = Scene::empty();
    let done = harvest(&scene, &[&server.url("/oai"), "--documents", "none"]);
    assert_eq!((&done["repositories"][0]["fetched"], status(&scene)["documents"].as_u64()), (&0.into(), Some(3)));
    harvest(&scene, &["--documents", "pdf"]);
    let status = status(&scene);
    let what: Vec<_> = status["wanting"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
    assert!(what[0].ends_with("not a PDF but a web page, perhaps one to log in on"), "{what:?}");
    assert_eq!(status["indexed"], 0);
}

#[test]
fn a_list_that_breaks_off_is_gone_on_with() {
    let times = Arc::new(AtomicUsize::new(0));
    let many = Arc::clone(&times);
    let server = Server::start(move |asked| match (asked.verb(), asked.argument("resumptionToken")) {
        ("Identify", _) => identify_with("Days", "YYYY-MM-DD"),
        ("ListMetadataFormats", _) => formats(&["oai_dc"]),
        (_, "") => list(&[record("a:1", "On One", "")], "two"),
        _ if many.fetch_add(1, Ordering::Relaxed) < 2 => Answer::new(503, "busy").with("Retry-After", "86400"),
        _ => list(&[record("a:2", "On Two", "")], ""),
    });
    let scene = Scene::empty();
    let said = scene.ibid(&["harvest", &server.url("/oai"), "--delay", "0"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("Days: the server is busy and asks to come back in 86400 s"), "{}", said.err);
    assert_eq!(titles(&scene, "title:one").len(), 1, "what was taken is there");
    assert_eq!(status(&scene)["repositories"][0]["under_way"], true);
    assert_eq!(scene.ibid(&["harvest", "--delay", "0"]).code, 2);
    server.asked();
    assert_eq!(scene.ibid(&["harvest", "--delay", "0"]).code, 0);
    let asked = server.asked();
    assert_eq!(asked[1].argument("resumptionToken"), "two", "at the page where it broke off twice");
    assert_eq!(titles(&scene, "title:two").len(), 1);
    harvest(&scene, &[]);
    let from = server.asked().into_iter().find(|asked| asked.verb() == "ListRecords").unwrap();
    assert_eq!(from.argument("from"), "2024-05-01", "to the day, as the repository wants it");
}

#[test]
fn documents_of_the_whole_list_are_wanted_though_it_broke_off() {
    let times = AtomicUsize::new(0);
    let server = Server::start(move |asked| match (asked.verb(), asked.argument("resumptionToken")) {
        ("Identify", _) => identify("Late"),
        ("ListMetadataFormats", _) => formats(&["oai_dc"]),
        ("ListRecords", "") => {
            let url = format!("<dc:identifier>http://{}/1.pdf</dc:identifier>", asked.headers["host"]);
            list(&[record("a:1", "On One", &url)], "two")
        }
        ("ListRecords", _) if times.fetch_add(1, Ordering::Relaxed) == 0 => {
            Answer::new(503, "busy").with("Retry-After", "86400")
        }
        ("ListRecords", _) => list(&[record("a:2", "On Two", "")], ""),
        _ if asked.path == "/1.pdf" => Answer::new(200, pdf("x", &["One wanted late."])),
        _ => Answer::new(404, "no"),
    });
    let scene = Scene::empty();
    harvest(&scene, &[&server.url("/oai"), "--documents", "none"]);
    let done = harvest(&scene, &["--documents", "pdf"]);
    assert_eq!((&done["repositories"][0]["fetched"], titles(&scene, "wanted").len()), (&1.into(), 1));
}

#[test]
fn several_repositories_have_their_names() {
    let one = northmere();
    let two = northmere();
    let scene = Scene::empty();
    harvest(&scene, &[&one.0.url("/oai")]);
    harvest(&scene, &[&two.0.url("/oai")]);
    let status = status(&scene);
    let names: Vec<_> =
        status["repositories"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Northmere Theses", "Northmere Theses 2"]);
    let taken = scene.ibid(&["harvest", &one.0.url("/oai"), "--set", "x", "--name", "Northmere Theses"]);
    assert!(taken.code == 2 && taken.err.contains("is the name of another repository"), "{}", taken.err);
    assert_eq!(harvest(&scene, &["--name", "Northmere Theses 2"])["repositories"].as_array().unwrap().len(), 1);
    let none = scene.ibid(&["harvest", "--name", "Southmere"]);
    assert!(none.code == 2 && none.err.contains("no repository is called `Southmere`"), "{}", none.err);
    let key = scene.json(&["search", "--json", "granite"])[0]["key"].as_str().unwrap().to_owned();
    let shown: serde_json::Value = serde_json::from_str(&scene.ibid(&["show", &key, "--json"]).out).unwrap();
    assert!(shown["repository"].as_str().unwrap().starts_with("Northmere"), "{shown}");
}

#[test]
fn what_is_under_embargo_is_not_asked_for() {
    let (server, shelf) = northmere();
    let rights = "<dc:rights>info:eu-repo/semantics/embargoedAccess</dc:rights>\
        <dc:date>info:eu-repo/date/embargoEnd/2099-01-01</dc:date>";
    let closed = format!("{}{rights}", identifier(&server, "/1/harbours.pdf"));
    shelf.lock().unwrap().records = vec![record("oai:n:1", "On Harbours", &closed)];
    let scene = Scene::empty();
    assert_eq!(scene.ibid(&["harvest", &server.url("/oai"), "--delay", "0"]).code, 0);
    assert!(server.asked().iter().all(|asked| asked.path == "/oai"), "nothing but the list");
    let wanting = &status(&scene)["wanting"][0];
    assert_eq!(wanting["what"], "not fetched: under embargo until 2099-01-01");
    assert_eq!(wanting["advice"], "ibid harvest asks for it again from 2099-01-01 on");
    assert_eq!(titles(&scene, "title:harbours").len(), 1);
}

#[test]
fn files_are_asked_for_in_another_format_where_the_best_does_not_name_them() {
    let text = pdf("x", &["A weir of oak."]);
    let size = text.len();
    let server = Server::start(move |asked| match (asked.verb(), asked.argument("metadataPrefix")) {
        ("Identify", _) => identify("Two Formats"),
        ("ListMetadataFormats", _) => formats(&["oai_dc", "mets", "etdms"]),
        (_, "etdms") => list(
            &["<record><header><identifier>a:1</identifier><datestamp>2024-01-01</datestamp></header><metadata>\
              <thesis xmlns=\"http://www.ndltd.org/standards/metadata/etdms/1.0/\"><title>On Weirs</title></thesis>\
              </metadata></record>"
                .to_owned()],
            "",
        ),
        ("GetRecord", "mets") => Answer::oai(&format!(
            "<GetRecord><record><header><identifier>a:1</identifier><datestamp>2024-01-01</datestamp></header><metadata>\
             <mets xmlns=\"http://www.loc.gov/METS/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">\
             <dmdSec ID=\"d\"><mdWrap MDTYPE=\"MODS\"><xmlData><mods xmlns=\"http://www.loc.gov/mods/v3\"><titleInfo>\
             <title>Weirs</title></titleInfo></mods></xmlData></mdWrap></dmdSec><fileSec>\
             <fileGrp USE=\"ORIGINAL\"><file ID=\"f\" MIMETYPE=\"application/pdf\" SIZE=\"{}\">\
             <FLocat LOCTYPE=\"URL\" xlink:href=\"http://{}/weirs\"/></file></fileGrp></fileSec></mets>\
             </metadata></record></GetRecord>",
            size + 1,
            asked.headers["host"]
        )),
        _ if asked.path == "/weirs" => Answer::new(200, text.clone()),
        _ => Answer::new(404, "no"),
    });
    let scene = Scene::empty();
    let said = scene.ibid(&["harvest", &server.url("/oai"), "--delay", "0", "--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("\"prefix\":\"etdms\",\"files\":\"mets\""), "{}", said.out);
    let sizes = format!("it has {size} bytes, and by its record {}", size + 1);
    assert!(said.out.contains(&sizes), "{}", said.out);
    assert_eq!(titles(&scene, "oak"), ["On Weirs"]);
}

#[test]
fn indexing_the_folder_around_it_leaves_a_repository_as_it_is() {
    let (server, _shelf) = northmere();
    let scene = Scene::empty();
    harvest(&scene, &[&server.url("/oai")]);
    let before = status(&scene);
    assert_eq!(scene.ibid(&["index", "."]).code, 0);
    let counts = |status: &serde_json::Value| {
        ["documents", "indexed", "described", "withheld", "passages"].map(|name| status[name].as_u64().unwrap())
    };
    assert_eq!(counts(&status(&scene)), counts(&before));
    // An index that is made anew finds on the disk what was fetched.
    scene.ibid(&["index", "--rebuild", "theses"]);
    server.asked();
    harvest(&scene, &[&server.url("/oai")]);
    assert_eq!(counts(&status(&scene)), counts(&before));
    assert!(server.asked().iter().all(|asked| asked.path != "/1/harbours.pdf"));
}

#[test]
fn a_format_in_which_nothing_is_understood_gives_way_to_the_next() {
    let parcel = |identifier: &str| {
        format!(
            "<record><header><identifier>{identifier}</identifier><datestamp>2024-01-01</datestamp></header><metadata>\
             <DIDL xmlns=\"urn:mpeg:mpeg21:2002:02-DIDL-NS\"><Item/></DIDL></metadata></record>"
        )
    };
    let server = Server::start(move |asked| match (asked.verb(), asked.argument("metadataPrefix")) {
        ("Identify", _) => identify("Parcels"),
        ("ListMetadataFormats", _) => formats(&["didl", "oai_dc"]),
        ("ListRecords", "didl") => list(&[parcel("a:1"), parcel("a:2")], ""),
        ("ListRecords", _) => list(&[record("a:1", "On One", ""), record("a:2", "On Two", "")], ""),
        _ => error("cannotDisseminateFormat"),
    });
    let scene = Scene::empty();
    let said = scene.ibid(&["harvest", &server.url("/oai"), "--delay", "0"]);
    assert!(said.code == 0 && said.err.contains("asked for oai_dc"), "{}", said.err);
    assert_eq!(titles(&scene, "title:two").len(), 1);
    assert_eq!(scene.ibid(&["harvest", "--prefix", "didl", "--delay", "0"]).code, 2, "unless it is asked for");
    assert_eq!(titles(&scene, "title:two").len(), 1, "what is not understood is not gone");
}
