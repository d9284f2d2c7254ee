//! Descriptions of theses in every format: those of the corpus, each read or refused with a sentence, and small ones of our own.

use std::{collections::BTreeMap, fs, path::Path};

use ibid::{
    access::Level,
    record::{Described, Format, Record, from_any_json, from_xml},
};

const CORPUS: &str = "../shared/corpus/metadata";

/// What the corpus comes to: records by format, and the sentences of the refusals.
#[test]
fn the_corpus_is_read_or_refused() {
    if !Path::new(CORPUS).exists() {
        eprintln!("skipped: {CORPUS} is not there");
        return;
    }
    let mut records: BTreeMap<Format, usize> = BTreeMap::new();
    let mut refused: BTreeMap<String, String> = BTreeMap::new();
    let manifest = fs::read_to_string(Path::new(CORPUS).join("manifest.tsv")).unwrap();
    for file in manifest.lines().skip(1).filter_map(|line| line.split('\t').next()) {
        let text = fs::read_to_string(Path::new(CORPUS).join(file)).unwrap();
        let read = if file.ends_with(".json") { from_any_json(&text) } else { from_xml(&text) };
        match read {
            Ok(all) => all.iter().for_each(|one| *records.entry(one.format).or_default() += 1),
            Err(sentence) => drop(refused.insert(file.to_owned(), sentence)),
        }
    }
    let expected = [
        (Format::EprintsXml, 105),
        (Format::EprintsJson, 1),
        (Format::OaiDc, 128),
        (Format::UketdDc, 1),
        (Format::Etdms, 1),
        (Format::Rioxx2, 1),
        (Format::Rioxx3, 2),
        (Format::Qdc, 1),
        (Format::Xoai, 3),
        (Format::SimpleArchive, 2),
    ];
    assert_eq!(records, expected.into());
    let sentences = [
        ("eprints/srctest__issue-35.json", "unknown field `message` (line 2, column 13)"),
        ("eprints/srctest__lemurprints-users.json", "a list where a record was expected (line 1, column 1)"),
        ("oai-share/edu__icpsr____init__.xml", "an unknown namespace prefix 'xsi' (line 9, column 13)"),
        ("oai-share/edu__mizzou____init__.xml", "invalid name token (line 4, column 53)"),
        ("oai-share/org__datacite____init__.xml", "invalid name token (line 4, column 53)"),
        (
            "oai-share/org__datacite____init___1.xml",
            "`oai_datacite of http://schema.datacite.org/oai/oai-1.0/` is no description of a thesis that is known (line 9, column 9)",
        ),
        (
            "oai-share/org__ncar____init__.xml",
            "`DIF of http://gcmd.gsfc.nasa.gov/Aboutus/xml/dif/` is no description of a thesis that is known (line 8, column 9)",
        ),
        ("pyoai/fake1__00000.xml", "an answer to `ListSets`, which has no records"),
        ("pyoai/fake1__00001.xml", "an answer to `Identify`, which has no records"),
        ("pyoai/fake1__00002.xml", "an answer to `ListMetadataFormats`, which has no records"),
        ("pyoai/fake1__00003.xml", "an answer to `ListIdentifiers`, which has no records"),
        ("pyoai/fake3__00001.xml", "expected 'bogus' tag, not 'OAI-PMH' (line 1, column 1306)"),
        ("pyoai/fake4__00001.xml", "unknown entity reference 'bogus' (line 1, column 288)"),
        ("pyoai/fake5__00001.xml", "an answer to `Identify`, which has no records"),
    ];
    assert_eq!(refused, sentences.map(|(file, sentence)| (file.to_owned(), sentence.to_owned())).into());
}

#[test]
fn a_british_thesis_has_its_files_by_position() {
    let Some(record) = of_corpus("lookup/whiterose_eprints_uketd_dc_record.xml") else { return };
    assert_eq!(record.title.as_deref(), Some("The Causes and Implications of Microstructures in Glacial Sediments"));
    assert_eq!(record.creators, ["Evans, Andrew John"]);
    assert_eq!(record.date.map(|date| date.to_string()).as_deref(), Some("1998-07"));
    assert_eq!(record.department.as_deref(), Some("School of Geography (Leeds)"));
    assert_eq!(record.institution.as_deref(), Some("University of Leeds"));
    assert_eq!((record.degree.as_deref(), record.thesis_type.as_deref()), (Some("Ph.D"), Some("Doctoral")));
    assert_eq!(record.uri.as_deref(), Some("https://etheses.whiterose.ac.uk/3/"));
    assert_eq!(record.identifiers, ["uk.bl.ethos.367930", "oai:etheses.whiterose.ac.uk:3"]);
    let names: Vec<_> = record.documents.iter().map(|file| (file.name.as_deref(), file.language.as_deref())).collect();
    assert_eq!(names, [(Some("contents.pdf"), Some("en")), (Some("evansa_wholethesis.pdf"), Some("en"))]);
    assert_eq!(record.documents[1].format.as_deref(), Some("application/pdf"));
    assert_eq!(record.security, Level::Public);
}

#[test]
fn an_eprint_has_its_documents_and_not_those_made_of_them() {
    let Some(record) = of_corpus("eprints/testdata__test_eprint1.xml") else { return };
    let files: Vec<_> =
        record.documents.iter().map(|file| (file.size, file.version.as_deref(), file.security)).collect();
    assert_eq!(
        files,
        [
            (Some(3_573_459), Some("submitted"), Level::Public),
            (Some(3_598_583), Some("accepted"), Level::Public),
            (Some(1_327_772), Some("published"), Level::Staff),
        ]
    );
    assert_eq!(record.documents[0].checksum.as_deref(), Some("md5:8e4d3d63d119669fde1e503dd6f48f67"));
    assert_eq!(record.security, Level::Staff, "of all its documents the strictest");
    let first = record.for_document(0);
    assert_eq!((first.security, first.version.as_deref()), (Level::Public, Some("submitted")));
    assert_eq!(record.deposited.map(|day| day.to_string()).as_deref(), Some("2020-11-10"));
}

#[test]
fn a_thesis_of_dspace_has_roles_and_its_degree() {
    let Some(record) = of_corpus("lookup/umontreal_dspace_etdms11_record.xml") else { return };
    let people: Vec<_> = record.contributors.iter().map(|one| (one.name.as_str(), one.role.as_str())).collect();
    assert_eq!(people, [("Aboulhamid, El Mostapha", "supervisor"), ("Tabar, Sofiene", "supervisor")]);
    assert_eq!(record.degree.as_deref(), Some("Ph. D."));
    assert_eq!(record.department.as_deref(), Some("Informatique"));
    assert_eq!(
        (record.language.as_deref(), record.date.map(|date| date.to_string()).as_deref()),
        (Some("fr"), Some("2000"))
    );
    let url = "https://umontreal.scholaris.ca/bitstreams/5f2249b6-3bd4-4cbe-9ea3-c05c87f9c1b8/download";
    assert_eq!(record.documents[0].url.as_deref(), Some(url));
}

#[test]
fn dublin_core_tells_the_thesis_s_date_from_the_repository_s() {
    let Some(record) = of_corpus("oai-share/edu__oaktrust____init__.xml") else { return };
    assert_eq!(record.date.map(|date| date.to_string()).as_deref(), Some("1982"));
    assert_eq!(record.deposited.map(|date| date.to_string()).as_deref(), Some("2012-06-07"));
    assert_eq!(record.institution.as_deref(), Some("Texas A&M University"));
    assert_eq!(record.item_type.as_deref(), Some("Thesis"));
}

#[test]
fn dim_has_dspace_s_fields() {
    let described = only(
        r#"<dim:dim xmlns:dim="http://www.dspace.org/xmlns/dspace/dim" dspaceType="ITEM">
            <dim:field mdschema="dc" element="contributor" qualifier="author">Doe, Jane</dim:field>
            <dim:field mdschema="dc" element="contributor" qualifier="advisor">Roe, Richard</dim:field>
            <dim:field mdschema="dc" element="date" qualifier="issued">2014-03</dim:field>
            <dim:field mdschema="dc" element="date" qualifier="accessioned">2014-05-01T10:00:00Z</dim:field>
            <dim:field mdschema="dc" element="description" qualifier="abstract" lang="en">We ask.</dim:field>
            <dim:field mdschema="dc" element="description" qualifier="abstract" lang="de">Wir fragen.</dim:field>
            <dim:field mdschema="dc" element="description" qualifier="provenance">Submitted by jane@example.org</dim:field>
            <dim:field mdschema="dc" element="title" lang="en">On groups</dim:field>
            <dim:field mdschema="dc" element="title" qualifier="alternative" lang="de">Von Gruppen</dim:field>
            <dim:field mdschema="dc" element="type">Thesis</dim:field>
            <dim:field mdschema="dc" element="subject" qualifier="lcsh">Self-help groups</dim:field>
            <dim:field mdschema="dc" element="rights" qualifier="uri">https://creativecommons.org/licenses/by/4.0/</dim:field>
            <dim:field mdschema="dc" element="rights" qualifier="accessRights">info:eu-repo/semantics/embargoedAccess</dim:field>
            <dim:field mdschema="dc" element="date" qualifier="embargo">2030-06</dim:field>
            <dim:field mdschema="thesis" element="degree" qualifier="name">Doctor of Philosophy</dim:field>
            <dim:field mdschema="thesis" element="degree" qualifier="grantor">University of Saltby</dim:field>
        </dim:dim>"#,
    );
    assert_eq!((described.format, &described.doubts), (Format::Dim, &vec![]));
    let json = r#"{
        "title": "On groups", "translated_titles": [{"language": "de", "text": "Von Gruppen"}],
        "creators": ["Doe, Jane"], "contributors": [{"name": "Roe, Richard", "role": "supervisor"}],
        "date": "2014-03", "item_type": "Thesis", "degree": "Doctor of Philosophy", "institution": "University of Saltby",
        "abstract": "We ask.", "translated_abstracts": [{"language": "de", "text": "Wir fragen."}],
        "subjects": ["Self-help groups"], "licence": "https://creativecommons.org/licenses/by/4.0/",
        "embargo": "2030-07-01", "deposited": "2014-05-01"
    }"#;
    assert_eq!(Ok(described.record), ibid::record::from_json(json));
}

#[test]
fn mets_has_the_files_and_who_may_read_them() {
    let described = only(
        r##"<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink">
            <dmdSec ID="d1"><mdWrap MDTYPE="MODS"><xmlData><mods xmlns="http://www.loc.gov/mods/v3">
                <titleInfo><nonSort>The</nonSort><title>Groups</title><subTitle>a study</subTitle></titleInfo>
                <name><namePart>Doe, Jane</namePart><role><roleTerm>author</roleTerm></role></name>
                <name type="corporate"><namePart>University of Saltby</namePart><role><roleTerm>degree grantor</roleTerm></role></name>
                <originInfo><dateIssued>2014</dateIssued></originInfo>
                <language><languageTerm>eng</languageTerm></language><genre>Thesis</genre>
                <identifier type="uri">http://hdl.handle.net/123/4</identifier>
                <physicalDescription><extent>xii, 214 p.</extent></physicalDescription>
            </mods></xmlData></mdWrap></dmdSec>
            <amdSec ID="a1"><rightsMD ID="r1"><mdWrap MDTYPE="OTHER"><xmlData>
                <rights:RightsDeclarationMD xmlns:rights="http://cosimo.stanford.edu/sdr/metsrights/">
                    <rights:Context start-date="2030-01-01" CONTEXTCLASS="GENERAL PUBLIC"><rights:Permissions DISPLAY="true"/></rights:Context>
                </rights:RightsDeclarationMD></xmlData></mdWrap></rightsMD></amdSec>
            <fileSec>
                <fileGrp USE="ORIGINAL"><file ID="f1" ADMID="a1" MIMETYPE="application/pdf" SIZE="99" CHECKSUM="AB" CHECKSUMTYPE="MD5">
                    <FLocat LOCTYPE="URL" xlink:href="https://example.org/bitstream/123/4/1/doe%20thesis.pdf"/></file></fileGrp>
                <fileGrp USE="TEXT"><file ID="f2" MIMETYPE="text/plain"><FLocat xlink:href="https://example.org/bitstream/123/4/2/doe.txt"/></file></fileGrp>
            </fileSec></mets>"##,
    );
    assert_eq!(described.format, Format::Mets);
    let json = r#"{
        "title": "The Groups: a study", "creators": ["Doe, Jane"], "date": "2014", "item_type": "Thesis",
        "institution": "University of Saltby", "language": "en", "pages": 214, "uri": "http://hdl.handle.net/123/4",
        "embargo": "2030-01-01", "documents": [{"url": "https://example.org/bitstream/123/4/1/doe%20thesis.pdf",
            "name": "doe thesis.pdf", "format": "application/pdf", "size": 99, "checksum": "md5:ab", "embargo": "2030-01-01"}]
    }"#;
    assert_eq!(Ok(described.record), ibid::record::from_json(json));
}

#[test]
fn didl_has_the_files() {
    let described = only(
        r#"<didl:DIDL xmlns:didl="urn:mpeg:mpeg21:2002:02-DIDL-NS" xmlns:dc="http://purl.org/dc/elements/1.1/"><didl:Item>
            <didl:Component><didl:Descriptor><didl:Statement mimeType="application/xml">
                <oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"><dc:title>On groups</dc:title></oai_dc:dc>
            </didl:Statement></didl:Descriptor></didl:Component>
            <didl:Component><didl:Descriptor><didl:Statement>
                <dcterms:accessRights xmlns:dcterms="http://purl.org/dc/terms/">http://purl.org/eprint/accessRights/ClosedAccess</dcterms:accessRights>
            </didl:Statement></didl:Descriptor><didl:Resource mimeType="application/pdf" ref="https://example.org/a.pdf"/></didl:Component>
        </didl:Item></didl:DIDL>"#,
    );
    assert_eq!(described.format, Format::Didl);
    assert_eq!(described.record.title.as_deref(), Some("On groups"));
    assert_eq!(described.record.documents[0].security, Level::Staff);
}

/// As MOAI nests it: the description is a resource of an item within the item, and access is said of the item of each file.
#[test]
fn didl_is_read_however_deep_it_nests() {
    let file = |name: &str, access: &str| {
        format!(
            r#"<Item><Descriptor><Statement mimeType="application/xml"><rdf:type
                rdf:resource="info:eu-repo/semantics/objectFile"/></Statement></Descriptor><Descriptor><Statement>
                <dcterms:accessRights>http://purl.org/eprint/accessRights/{access}</dcterms:accessRights></Statement></Descriptor>
                <Component><Resource mimeType="application/pdf" ref="http://example.org/{name}.pdf"/></Component></Item>"#
        )
    };
    let described = only(&format!(
        r#"<DIDL xmlns="urn:mpeg:mpeg21:2002:02-DIDL-NS" xmlns:dcterms="http://purl.org/dc/terms/"
            xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><Item>
            <Descriptor><Statement><dcterms:modified>2014-05-01T10:00:00</dcterms:modified></Statement></Descriptor>
            <Component><Resource mimeType="application/xml" ref="http://example.org/7"/></Component>
            <Item><Descriptor><Statement><rdf:type rdf:resource="info:eu-repo/semantics/descriptiveMetadata"/></Statement>
                </Descriptor><Component><Descriptor><Statement mimeType="text/plain">mods</Statement></Descriptor>
                <Resource mimeType="application/xml"><mods xmlns="http://www.loc.gov/mods/v3"><titleInfo>
                <title>On groups</title></titleInfo></mods></Resource></Component></Item>{}{}</Item></DIDL>"#,
        file("open", "OpenAccess"),
        file("closed", "ClosedAccess")
    ));
    assert_eq!((described.format, described.record.title.as_deref()), (Format::Didl, Some("On groups")));
    let levels = described.record.documents.iter().map(|file| (file.name.as_deref(), file.security));
    assert_eq!(
        levels.collect::<Vec<_>>(),
        [(Some("open.pdf"), Level::Public), (Some("closed.pdf"), Level::Staff)],
        "what is said of an item holds for its files"
    );
}

#[test]
fn what_is_said_of_access_and_not_understood_closes() {
    let dc = |said: &str| {
        format!(
            r#"<dc xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>T</dc:title>{said}</dc>"#
        )
    };
    for (said, level, doubt) in [
        ("<dc:rights>© Jane Doe</dc:rights>", Level::Public, None),
        ("<dcterms:accessRights>ask the dean</dcterms:accessRights>", Level::Staff, Some("ask the dean")),
        ("<dc:rights>Restricted to campus</dc:rights>", Level::Staff, Some("Restricted to campus")),
        (
            "<dc:rights>info:eu-repo/semantics/embargoedAccess</dc:rights>",
            Level::Staff,
            Some("no day on which it ends"),
        ),
        (
            "<dc:rights>info:eu-repo/semantics/embargoedAccess</dc:rights><dc:date>info:eu-repo/date/embargoEnd/2030-01-01</dc:date>",
            Level::Public,
            None,
        ),
    ] {
        let described = only(&dc(said));
        assert_eq!(described.record.security, level, "{said}");
        assert_eq!(described.doubts.len(), usize::from(doubt.is_some()), "{said}: {:?}", described.doubts);
        assert!(doubt.is_none_or(|doubt| described.doubts[0].contains(doubt)), "{said}: {:?}", described.doubts);
    }
}

#[test]
fn records_in_a_row_are_read_like_a_list() {
    let record =
        |title: &str| format!("<dc xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{title}</dc:title></dc>\n");
    let all = from_xml(&format!("<?xml version=\"1.0\"?>{}{}", record("A"), record("B"))).unwrap();
    assert_eq!(all.iter().filter_map(|one| one.record.title.as_deref()).collect::<Vec<_>>(), ["A", "B"]);
}

#[test]
fn hostile_xml_is_refused() {
    let bomb = r#"<!DOCTYPE dc [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><dc>&b;</dc>"#;
    assert_eq!(from_xml(bomb).unwrap_err(), "a document type, which no record needs");
    assert_eq!(from_xml(&"<a>".repeat(100_000)).unwrap_err(), "elements within one another, more than 100 deep");
    let wide: String = (0..300).map(|number| format!(" a{number}=\"\"")).collect();
    assert_eq!(from_xml(&format!("<dc{wide}/>")).unwrap_err(), "an element with more than 200 attributes");
    let gone = r#"<record><header status="deleted"><identifier>1</identifier></header></record>"#;
    assert_eq!(from_xml(gone), Ok(vec![]));
    assert!(from_xml("").unwrap_err().contains("(line 1, column 1)"));
}

fn only(xml: &str) -> Described {
    let mut all = from_xml(xml).unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn of_corpus(file: &str) -> Option<Record> {
    let path = Path::new(CORPUS).join(file);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(only(&fs::read_to_string(path).unwrap()).record)
}
