//! Records beside PDFs, in every form: found, read, followed when they change, and shown.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod made;

use std::sync::{Mutex, atomic::AtomicBool};

use assert_cmd::Command;
use ibid::{
    access::Level,
    index::{Index, StoredThesis},
    ingest::{self, Event, Isolation, Options, Summary},
};
use made::{Folder, pdf};

const TEXT: &str = "Self-help groups met every week. Their members gave and took help.";

struct Library {
    folder: Folder,
}

impl Library {
    /// A thesis at `path`, whose PDF calls itself otherwise than any record.
    fn with(path: &str) -> Self {
        let library = Self { folder: Folder::new() };
        library.write(path, pdf("Said by the PDF", &[TEXT]));
        library
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let whole = self.folder.path(&format!("theses/{path}"));
        std::fs::create_dir_all(whole.parent().unwrap()).unwrap();
        std::fs::write(whole, content).unwrap();
    }

    fn run(&self) -> (Summary, Vec<String>) {
        let index = Index::open_or_create(self.folder.path("index")).unwrap();
        let complaints = Mutex::new(Vec::new());
        let observer = |event| {
            if let Event::BadRecord { reason, .. } = event {
                complaints.lock().unwrap().push(reason);
            }
        };
        let options = Options { isolation: Isolation::InProcess, ..Options::default() };
        let roots = [self.folder.path("theses")];
        let summary = ingest::run(&index, &roots, &options, &observer, &AtomicBool::new(false)).unwrap();
        (summary, complaints.into_inner().unwrap())
    }

    fn thesis(&self, path: &str) -> StoredThesis {
        let path = self.folder.path(&format!("theses/{path}")).canonicalize().unwrap();
        let snapshot = Index::open(self.folder.path("index")).unwrap().snapshot().unwrap();
        snapshot.thesis(path.to_str().unwrap()).unwrap()
    }

    /// The title that a description beside `x.pdf` gives it.
    fn title_by(file: &str, content: &str) -> String {
        let library = Self::with("x.pdf");
        library.write(file, content);
        let (_, complaints) = library.run();
        assert!(complaints.is_empty(), "{file}: {complaints:?}");
        library.thesis("x.pdf").record.title.unwrap()
    }
}

#[test]
fn every_sidecar_is_read() {
    for (file, content) in [
        ("x.json", r#"{"title": "On groups"}"#),
        ("x.json", r#"[{"eprintid": 7, "title": "On groups", "documents": []}]"#),
        ("x.csl.json", r#"[{"type": "thesis", "title": "On groups", "author": [{"family": "Doe", "given": "Jane"}]}]"#),
        ("x.bib", "@phdthesis{doe,\n author = {Doe, Jane},\n title = {On groups},\n year = 2014}"),
        ("x.ris", "TY  - THES\r\nTI  - On groups\r\nAU  - Doe, Jane\r\nER  - \r\n"),
        ("x.xml", r#"<dc xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>On groups</dc:title></dc>"#),
        ("records.csv", "file,title,creators\nx.pdf,On groups,\"Doe, Jane\"\n"),
        ("records.csv", "file,dc.title[en],dc.date.issued\ny.pdf,Another,2013\nx.pdf,On groups,2014\n"),
        (
            "dublin_core.xml",
            r#"<dublin_core><dcvalue element="title" qualifier="none">On groups</dcvalue></dublin_core>"#,
        ),
    ] {
        assert_eq!(Library::title_by(file, content), "On groups", "{file}");
    }
}

#[test]
fn references_of_all_kinds_say_the_same() {
    let bib = "@phdthesis{doe, author = {Doe, Jane and M{\\\"u}ller, Max}, title = {On Groups}, school = {University of Saltby}, \
        year = 2014, month = mar, keywords = {help, groups}, doi = {10.1/1}}";
    let ris = "TY  - THES\nAU  - Doe, Jane\nAU  - Müller, Max\nTI  - On Groups\nPB  - University of Saltby\nDA  - 2014/03//\n\
        M3  - Doctoral\nKW  - help\nKW  - groups\nDO  - 10.1/1\nER  - \n";
    let csl = r#"{"type": "thesis", "author": [{"family": "Doe", "given": "Jane"}, {"family": "Müller", "given": "Max"}],
        "title": "On Groups", "publisher": "University of Saltby", "issued": {"date-parts": [[2014, 3]]},
        "genre": "Doctoral thesis", "keyword": "help, groups", "DOI": "10.1/1"}"#;
    let expected = ibid::record::from_json(
        r#"{"title": "On Groups", "creators": ["Doe, Jane", "Müller, Max"], "date": "2014-03", "item_type": "Thesis",
            "thesis_type": "Doctoral", "institution": "University of Saltby", "keywords": ["help", "groups"],
            "identifiers": ["10.1/1"]}"#,
    )
    .unwrap();
    assert_eq!(ibid::record::from_bibtex(bib).unwrap().record, expected);
    assert_eq!(ibid::record::from_ris(ris).unwrap().record, expected);
    let with_degree = ris.replace("ER  -", "VL  - PhD\nER  -");
    let degree = |ris: &str| ibid::record::from_ris(ris).unwrap().record.degree;
    assert_eq!(degree(&with_degree).as_deref(), Some("PhD"));
    assert_eq!(degree(&with_degree.replace("THES", "JOUR")), None);
    assert_eq!(ibid::record::from_any_json(csl).unwrap()[0].record, expected);
}

#[test]
fn several_descriptions_are_one_record_and_each_value_knows_where_it_is_from() {
    let library = Library::with("x.pdf");
    library.write("x.bib", "@thesis{a, title = {On Groups}, author = {Doe, J.}, school = {Saltby}, year = 2013}");
    library.write(
        "x.xml",
        r#"<dc xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>On groups</dc:title><dc:creator>Doe, Jane</dc:creator>
            <dc:rights>info:eu-repo/semantics/closedAccess</dc:rights></dc>"#,
    );
    library.run();
    let thesis = library.thesis("x.pdf");
    assert_eq!(thesis.record.creators, ["Doe, Jane"]);
    assert_eq!(thesis.record.institution.as_deref(), Some("Saltby"));
    assert_eq!(thesis.record.security, Level::Staff);
    let shown = show(&library, &["--provenance"]);
    for (value, from) in [("Doe, Jane", "from oai_dc, "), ("Saltby", "from BibTeX, "), ("staff", "from oai_dc, ")] {
        let lines: Vec<&str> = shown.lines().collect();
        let at = lines.iter().position(|line| line.ends_with(value)).unwrap_or_else(|| panic!("{value} in\n{shown}"));
        assert!(lines[at + 1].trim_start().starts_with(from), "{value}:\n{shown}");
    }
    assert!(!show(&library, &[]).contains("from oai_dc"));
    let json: serde_json::Value = serde_json::from_str(&show(&library, &["--provenance", "--json"])).unwrap();
    assert_eq!(json["origins"]["institution"]["format"], "bibtex");
}

#[test]
fn a_description_that_changes_or_comes_is_read_and_the_pdf_is_not() {
    let library = Library::with("x.pdf");
    library.run();
    assert_eq!(library.thesis("x.pdf").record.title.as_deref(), Some("Said by the PDF"));
    for title in ["On groups", "On groups and their members"] {
        library.write("x.bib", format!("@thesis{{a, title = {{{title}}}}}"));
        let (summary, _) = library.run();
        assert_eq!((summary.indexed, summary.described), (0, 1), "{title}");
        assert_eq!(library.thesis("x.pdf").record.title.as_deref(), Some(title));
    }
    let (summary, _) = library.run();
    assert_eq!((summary.indexed, summary.described), (0, 0));
}

#[test]
fn a_title_page_fills_the_blanks_of_a_record() {
    let library = Library { folder: Folder::new() };
    library.write("x.pdf", made::title_page());
    library.run();
    let record = library.thesis("x.pdf").record;
    assert_eq!(record.title.as_deref(), Some("Tidewells and their keepers along the northern marsh"));
    assert_eq!((record.creators.as_slice(), record.date), (&["Ada Zyxberg".to_owned()][..], "1987".parse().ok()));
    assert_eq!(record.contributors[0].name, "Eve Zyxmentor");
    assert_eq!(
        (record.thesis_type.as_deref(), record.institution.as_deref()),
        (Some("Doctoral"), Some("University of Zyxia"))
    );
    let shown = show(&library, &["--provenance"]);
    assert_eq!(shown.matches("from title page").count(), 6, "{shown}");
    // What a record says goes before it, and what it leaves out does not; the PDF is not read again.
    library.write("x.bib", "@thesis{a, title = {On wells}, author = {Zyxberg, Ada}}");
    let (summary, _) = library.run();
    assert_eq!((summary.indexed, summary.described), (0, 1));
    let record = library.thesis("x.pdf").record;
    assert_eq!(
        (record.title.as_deref(), record.creators.as_slice()),
        (Some("On wells"), &["Zyxberg, Ada".to_owned()][..])
    );
    assert_eq!(record.institution.as_deref(), Some("University of Zyxia"));
}

#[test]
fn what_cannot_be_understood_closes_and_is_told() {
    for (file, content, complaint) in [
        ("x.bib", "@thesis{a, title = {unclosed", "x.bib: "),
        ("x.ris", "no reference", "x.ris: no reference in it"),
        ("x.xml", "<dc>", "x.xml: "),
        ("x.xml", "<!DOCTYPE dc><dc/>", "x.xml: a document type"),
        ("records.csv", "title\nOn groups\n", "records.csv: no column `file`"),
        ("records.csv", "file,titel\nx.pdf,On groups\n", "records.csv: column `titel` is no field of a record"),
        ("records.csv", "file,embargo\nx.pdf,soon\n", "records.csv: `soon` is not a date"),
        ("dublin_core.xml", "<html/>", "dublin_core.xml: `html` where `dublin_core` was expected"),
    ] {
        let library = Library::with("x.pdf");
        library.write(file, content);
        let (_, complaints) = library.run();
        assert_eq!(complaints.len(), 1, "{file}: {complaints:?}");
        assert!(complaints[0].starts_with(complaint), "{complaints:?}");
        assert!(complaints[0].contains("for staff alone"), "{complaints:?}");
        assert_eq!(library.thesis("x.pdf").record.security, Level::Staff, "{file}");
    }
}

#[test]
fn of_a_dspace_item_each_file_has_its_own_terms() {
    let library = Library::with("item_1/thesis.pdf");
    library.write("item_1/data.pdf", pdf("Data", &["Numbers of the groups, week by week."]));
    library.write(
        "item_1/dublin_core.xml",
        r#"<dublin_core><dcvalue element="title" qualifier="none">On groups</dcvalue>
            <dcvalue element="contributor" qualifier="author">Doe, Jane</dcvalue></dublin_core>"#,
    );
    library.write(
        "item_1/metadata_thesis.xml",
        r#"<dublin_core schema="thesis"><dcvalue element="degree" qualifier="name">PhD</dcvalue></dublin_core>"#,
    );
    library.write(
        "item_1/contents",
        "thesis.pdf\tbundle:ORIGINAL\ndata.pdf\tbundle:ORIGINAL\tpermissions:-r 'Administrator'\nlicense.txt\tbundle:LICENSE\n",
    );
    let (_, complaints) = library.run();
    assert!(complaints.is_empty(), "{complaints:?}");
    let (thesis, data) = (library.thesis("item_1/thesis.pdf"), library.thesis("item_1/data.pdf"));
    assert_eq!((thesis.record.title.as_deref(), thesis.record.degree.as_deref()), (Some("On groups"), Some("PhD")));
    assert_eq!((thesis.record.security, data.record.security), (Level::Public, Level::Staff));
    assert_eq!(data.record.documents.len(), 2);
}

#[test]
fn an_eprint_on_disk_has_its_newest_revision() {
    let library = Library::with("disk0/00/00/00/07/01/thesis.pdf");
    let revision = |title: &str, security: &str| {
        format!(
            "<eprints xmlns='http://eprints.org/ep2/data/2.0'><eprint id='https://example.org/id/eprint/7'>\
            <eprintid>7</eprintid><title>{title}</title><eprint_status>archive</eprint_status><documents><document>\
            <pos>1</pos><main>thesis.pdf</main><security>{security}</security></document></documents></eprint></eprints>"
        )
    };
    library.write("disk0/00/00/00/07/revisions/9.xml", revision("On groups", "public"));
    library.write("disk0/00/00/00/07/revisions/10.xml", revision("On groups, corrected", "validuser"));
    library.run();
    let record = library.thesis("disk0/00/00/00/07/01/thesis.pdf").record;
    assert_eq!(record.title.as_deref(), Some("On groups, corrected"));
    let packed = |text: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, text).unwrap();
        packer.finish().unwrap()
    };
    library.write("disk0/00/00/00/07/revisions/11.xml.gz", packed(revision("On packed groups", "public").as_bytes()));
    let (_, complaints) = library.run();
    let packed_record = library.thesis("disk0/00/00/00/07/01/thesis.pdf").record;
    assert_eq!((packed_record.title.as_deref(), complaints.as_slice()), (Some("On packed groups"), &[][..]));
    // 33 MiB in a few kB, and what is no gzip at all: told, and closed.
    for (number, bytes) in [(12, packed(&vec![b' '; 33 << 20])), (13, b"<eprints/>".to_vec())] {
        library.write(&format!("disk0/00/00/00/07/revisions/{number}.xml.gz"), bytes);
        let (_, complaints) = library.run();
        assert!(complaints[0].starts_with(&format!("{number}.xml.gz: ")), "{complaints:?}");
        assert_eq!(library.thesis("disk0/00/00/00/07/01/thesis.pdf").record.security, Level::Staff);
    }
    assert_eq!(record.security, Level::Registered);
    assert_eq!(record.documents[0].url.as_deref(), Some("https://example.org/7/1/thesis.pdf"));
}

#[test]
fn all_of_a_record_is_searched_and_shown() {
    let library = Library::with("x.pdf");
    library.write(
        "x.json",
        r#"{"title": "On groups", "translated_titles": [{"language": "de", "text": "Von Gruppen"}], "date": "2014-03",
            "creators": ["Doe, Jane"], "contributors": [{"name": "Roe, Richard", "role": "supervisor"},
                {"name": "Poe, Pat", "role": "thesis reader"}], "degree": "Doctor of Philosophy", "publisher": "Saltby Press",
            "subjects": ["Mutual aid"], "pages": 214, "citation": "Doe (2014)", "abstract": "We ask.",
            "translated_abstracts": [{"language": "de", "text": "Wir fragen Selbsthilfegruppen."}],
            "documents": [{"name": "x.pdf", "format": "application/pdf", "size": 7670892, "version": "accepted",
                "licence": "CC BY 4.0", "url": "https://example.org/7/1/x.pdf"}]}"#,
    );
    library.run();
    let shown = show(&library, &[]);
    for part in [
        "On groups\nalso (de)       Von Gruppen\n",
        "\nsupervisors     Roe, Richard\n",
        "\ncontributors    Poe, Pat (thesis reader)\n",
        "\ndate            2014-03\n",
        "\ndegree          Doctor of Philosophy\n",
        "\npublisher       Saltby Press\n",
        "\nabstract (de)   Wir fragen Selbsthilfegruppen.\n",
        "\nsubjects        Mutual aid\n",
        "\npages           214\n",
        "\ndocuments       x.pdf\n                application/pdf, 7,670,892 bytes, accepted version, CC BY 4.0\n                https://example.org/7/1/x.pdf\n",
        "\ncitation        Doe (2014)\n",
    ] {
        assert!(shown.contains(part), "{part:?} in\n{shown}");
    }
    for question in
        ["title:Gruppen", "keyword:\"mutual aid\"", "type:philosophy", "institution:press", "Selbsthilfegruppen"]
    {
        ibid(&library, &["search", question]).success();
    }
    ibid(&library, &["search", "title:Vereine"]).code(1);
    let json: serde_json::Value = serde_json::from_str(&show(&library, &["--json", "--page", "1"])).unwrap();
    assert_eq!(json["page_count"], 214);
    assert_eq!(json["pages"][0]["page"], 1);
}

fn show(library: &Library, arguments: &[&str]) -> String {
    let path = library.folder.path("theses/x.pdf").canonicalize().unwrap();
    let all: Vec<&str> = ["show", path.to_str().unwrap()].iter().chain(arguments).copied().collect();
    let output = ibid(library, &all).success();
    String::from_utf8(output.get_output().stdout.clone()).unwrap()
}

fn ibid(library: &Library, arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("ibid").unwrap().arg("--index").arg(library.folder.path("index")).args(arguments).assert()
}
