//! What a repository answers, understood: the envelope, and records as they came.

use roxmltree::{Document, Node, ParsingOptions};

use super::{
    Granularity, Moment, Trouble,
    markup::{self, Cut, Kind, alone, cut, tags},
    web::legible,
};

/// How a repository describes itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Identity {
    /// Its name, as it gives it.
    pub name: Option<String>,
    /// How finely it dates its records.
    pub granularity: Granularity,
    /// Whether it tells what was deleted, always or for a while; otherwise only a full list tells.
    pub tells_deletions: bool,
}

/// A format that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// What it is asked for by.
    pub prefix: String,
    /// What it is.
    pub namespace: String,
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// When the repository wrote it, by its own clock.
    pub date: Option<Moment>,
    /// The records.
    pub items: Vec<Item>,
    /// What cannot be understood of it, sentences.
    pub faults: Vec<String>,
    /// What the next page is asked for by.
    pub token: Option<String>,
    /// Records in the whole list, where the repository says so.
    pub size: Option<u64>,
}

/// A record.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Which.
    pub header: Header,
    /// All of it as a document of XML of its own; absent where it was deleted.
    pub xml: Option<String>,
}

/// What the protocol says of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Names it within the repository.
    pub identifier: String,
    /// Last changed; absent where that is no date.
    pub stamp: Option<Moment>,
    /// What stands there instead of a date.
    pub wrong_stamp: Option<String>,
}

/// An answer to any of the verbs.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) identity: Identity,
    pub(super) formats: Vec<Offered>,
    pub(super) page: Page,
}

/// Bytes of the tags that records stand in.
const LONGEST_AROUND: usize = 4 << 10;
/// Records that are taken from one page.
const MOST_RECORDS: usize = 50_000;
/// How deep the elements of an answer may stand in one another, records apart.
const DEEPEST: usize = 60;

/// Reads an answer.
pub(super) fn read(bytes: Vec<u8>) -> Result<Answer, Trouble> {
    let text = markup::legible(bytes);
    let cut = cut(text.trim_start_matches('\u{feff}'));
    what_it_is(&cut)?;
    // They are said again with each record, so that it can be read alone.
    if cut.around.iter().map(|(tag, _)| tag.len()).sum::<usize>() > LONGEST_AROUND {
        return Err(Trouble::NotOai("a page that begins with tags of more than 4 KiB".to_owned()));
    }
    let mut answer = Answer::default();
    match parse(&cut.rest) {
        Ok(tree) => understand(tree.root_element(), &mut answer)?,
        // The end of the page is missing, and with it the way to the next.
        Err(reason) if !cut.is_whole => return Err(Trouble::BadXml(reason)),
        Err(reason) => {
            answer.page.faults.push(reason);
            answer.page.token = token_alone(&cut);
        }
    }
    if cut.records.len() > MOST_RECORDS {
        answer.page.faults.push(format!("more than {MOST_RECORDS} records on a page: the rest is left out"));
    }
    for record in cut.records.iter().take(MOST_RECORDS) {
        match item(record, &cut) {
            Ok(item) => answer.page.items.push(item),
            Err(reason) => answer.page.faults.push(reason),
        }
    }
    Ok(answer)
}

/// Refuses what is something else altogether.
fn what_it_is(cut: &Cut<'_>) -> Result<(), Trouble> {
    match cut.around.first() {
        Some((_, name)) if name.rsplit(':').next() == Some("OAI-PMH") => Ok(()),
        Some((_, name)) if name.eq_ignore_ascii_case("html") => Err(Trouble::NotOai("a web page".to_owned())),
        Some((_, name)) => Err(Trouble::NotOai(format!("it begins with <{}>", legible(name)))),
        None => Err(Trouble::NotOai("no XML".to_owned())),
    }
}

fn understand(root: Node<'_, '_>, answer: &mut Answer) -> Result<(), Trouble> {
    answer.page.date = below(root, "responseDate").and_then(|date| said(date).parse().ok());
    for error in root.children().filter(|child| child.tag_name().name() == "error") {
        let code = legible(error.attribute("code").unwrap_or("an error"));
        // Nothing to tell is no error.
        if code != "noRecordsMatch" {
            return Err(Trouble::Protocol { code, message: legible(&said(error)) });
        }
    }
    if let Some(identify) = below(root, "Identify") {
        let value = |name| below(identify, name).map(said).filter(|text| !text.is_empty());
        let days = value("granularity").is_some_and(|granularity| granularity.len() <= "YYYY-MM-DD".len());
        answer.identity = Identity {
            name: value("repositoryName").map(|name| legible(&name)),
            granularity: if days { Granularity::Day } else { Granularity::Second },
            tells_deletions: value("deletedRecord").is_some_and(|policy| policy != "no"),
        };
    }
    for format in root.descendants().filter(|node| node.tag_name().name() == "metadataFormat") {
        let value = |name| below(format, name).map(said).unwrap_or_default();
        answer.formats.push(Offered { prefix: value("metadataPrefix"), namespace: value("metadataNamespace") });
    }
    if let Some(token) = root.descendants().find(|node| node.tag_name().name() == "resumptionToken") {
        answer.page.size = token.attribute("completeListSize").and_then(|size| size.trim().parse().ok());
        answer.page.token = Some(said(token)).filter(|token| !token.is_empty());
    }
    Ok(())
}

/// The token of a page that is not well-formed.
fn token_alone(cut: &Cut<'_>) -> Option<String> {
    let is = |kind| move |tag: &markup::Tag<'_>| tag.kind == kind && tag.local() == "resumptionToken";
    let open = tags(&cut.rest).find(is(Kind::Open))?;
    let close = tags(&cut.rest).find(is(Kind::Close)).filter(|close| close.range.start >= open.range.end)?;
    let alone = alone(&cut.rest[open.range.start..close.range.end], &cut.around);
    let tree = parse(&alone).ok()?;
    let token = tree.descendants().find(|node| node.tag_name().name() == "resumptionToken").map(said);
    token.filter(|token| !token.is_empty())
}

/// A record by its header; the rest of it is looked at by others.
fn item(record: &str, cut: &Cut<'_>) -> Result<Item, String> {
    let is_header = |tag: &markup::Tag<'_>| tag.local() == "header";
    let open = tags(record).find(is_header).ok_or("a record without a header")?;
    let end = match open.kind {
        Kind::Empty => open.range.end,
        _ => tags(record)
            .find(|tag| is_header(tag) && tag.kind == Kind::Close)
            .map_or(open.range.end, |tag| tag.range.end),
    };
    let header = alone(&record[open.range.start..end], &cut.around);
    let tree = parse(&header).map_err(|reason| format!("a record whose header is not well-formed: {reason}"))?;
    let header =
        tree.descendants().find(|node| node.tag_name().name() == "header").ok_or("a record without a header")?;
    let value = |name| below(header, name).map(said).filter(|text: &String| !text.is_empty());
    let identifier = value("identifier").filter(|identifier| identifier.len() <= LONGEST_IDENTIFIER);
    let identifier = identifier.ok_or("a record without an identifier, or with one of more than 2,000 bytes")?;
    let written = value("datestamp").unwrap_or_default();
    let stamp = written.parse().ok();
    let wrong_stamp = stamp.is_none().then(|| legible(&written));
    let is_deleted = header.attribute("status").is_some_and(|status| status.trim() == "deleted");
    let xml = (!is_deleted).then(|| alone(record, &cut.around));
    Ok(Item { header: Header { identifier, stamp, wrong_stamp }, xml })
}

/// Bytes that an identifier may have.
const LONGEST_IDENTIFIER: usize = 2_000;

/// A tree of what is short; document types, and with them entities, are refused.
fn parse(xml: &str) -> Result<Document<'_>, String> {
    let mut depth = 0_usize;
    for tag in tags(xml) {
        depth = match tag.kind {
            Kind::Open => depth + 1,
            Kind::Close => depth.saturating_sub(1),
            Kind::Empty => depth,
            Kind::Type => return Err("a document type".to_owned()),
        };
        if depth > DEEPEST {
            return Err(format!("elements within one another, more than {DEEPEST} deep"));
        }
    }
    let options = ParsingOptions { nodes_limit: 500_000, ..ParsingOptions::default() };
    Document::parse_with_options(xml, options).map_err(|error| legible(&error.to_string()))
}

fn below<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|child| child.tag_name().name() == name)
}

fn said(node: Node<'_, '_>) -> String {
    let texts: String = node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect();
    texts.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn page(inner: &str) -> Vec<u8> {
        let root = r#"<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2024-05-01T12:00:00Z</responseDate>"#;
        format!("{root}{inner}</OAI-PMH>").into_bytes()
    }

    #[test]
    fn a_list_is_read() {
        let answer = read(page(
            r#"<ListRecords><record><header><identifier> oai:x:1 </identifier><datestamp>2024-04-30</datestamp></header>
            <metadata><a:b xmlns:a="a">&amp;</a:b></metadata></record>
            <record><header status="deleted"><identifier>oai:x:2</identifier><datestamp>soon</datestamp></header></record>
            <record><header><datestamp>2024-04-30</datestamp></header></record>
            <resumptionToken completeListSize="7" cursor="0">a&amp;b</resumptionToken></ListRecords>"#,
        ));
        let page = answer.unwrap().page;
        assert_eq!((page.items.len(), page.size, page.token.as_deref()), (2, Some(7), Some("a&b")));
        assert_eq!(page.items[0].header.identifier, "oai:x:1");
        assert!(page.items[0].xml.as_ref().unwrap().contains("<a:b"));
        let deleted = &page.items[1];
        assert_eq!((&deleted.xml, deleted.header.wrong_stamp.as_deref()), (&None, Some("soon")));
        assert_eq!(page.faults, ["a record without an identifier, or with one of more than 2,000 bytes"]);
    }

    #[test]
    fn errors_are_the_protocols_own() {
        let error = |code: &str| read(page(&format!("<error code=\"{code}\">no &lt;such&gt;</error>")));
        assert_eq!(error("noRecordsMatch").unwrap().page.items, []);
        let said = error("cannotDisseminateFormat").unwrap_err().to_string();
        assert_eq!(said, "the repository says cannotDisseminateFormat: no <such>");
    }

    #[test]
    fn what_is_something_else_is_told() {
        let said = |bytes: &[u8]| read(bytes.to_vec()).unwrap_err().to_string();
        assert_eq!(said(b"<!DOCTYPE html><HTML><body>"), "no answer of OAI-PMH: a web page");
        assert_eq!(said(b"Not found"), "no answer of OAI-PMH: no XML");
        assert_eq!(said(b"<rss>"), "no answer of OAI-PMH: it begins with <rss>");
        assert!(said(b"<OAI-PMH><ListRecords><record><header>").starts_with("an answer that is not well-formed"));
    }

    #[test]
    fn a_page_that_is_not_well_formed_leads_on() {
        let answer = read(page(
            "<ListRecords></wrong><record><header><identifier>1</identifier></header></record>\
             <resumptionToken>next</resumptionToken></ListRecords>",
        ));
        let page = answer.unwrap().page;
        assert_eq!((page.items.len(), page.faults.len(), page.token.as_deref()), (1, 1, Some("next")));
    }

    #[test]
    fn a_repository_describes_itself() {
        let answer = read(page(
            "<Identify><repositoryName>A  &amp; B</repositoryName><granularity>YYYY-MM-DD</granularity>\
             <deletedRecord>persistent</deletedRecord></Identify>",
        ));
        let identity = answer.unwrap().identity;
        assert_eq!(identity.name.as_deref(), Some("A  & B"));
        assert_eq!((identity.granularity, identity.tells_deletions), (Granularity::Day, true));
    }
    #[test]
    fn what_is_said_again_with_each_record_is_short() {
        let many: String = (0..500).map(|number| format!(" xmlns:n{number}=\"n\"")).collect();
        let page = format!("<OAI-PMH{many}><ListRecords><record/></ListRecords></OAI-PMH>");
        assert!(matches!(read(page.into_bytes()), Err(Trouble::NotOai(_))));
        let records = "<record><header><identifier>1</identifier></header></record>".repeat(MOST_RECORDS + 5);
        let page = read(page_of(&records)).unwrap().page;
        assert_eq!((page.items.len(), page.faults.len()), (MOST_RECORDS, 1));
    }

    fn page_of(records: &str) -> Vec<u8> {
        page(&format!("<ListRecords>{records}</ListRecords>"))
    }

    proptest! {
        /// Whatever comes, each record that is taken has a name and is one document of XML around its header.
        #[test]
        fn no_answer_is_too_odd(pieces in prop::collection::vec(prop::sample::select(vec![
            "<OAI-PMH>", "</OAI-PMH>", "<ListRecords>", "</ListRecords>", "<record>", "</record>", "<header>", "<header/>",
            "</header>", "<identifier>", "</identifier>", "oai:x:1", "<header status=\"deleted\">", "<metadata>", "</metadata>",
            "<error code='x'/>", "<resumptionToken>", "</resumptionToken>", "<!--", "-->", "<![CDATA[", "]]>", "&#0;", "&x;",
            "\"", "<a b='", "é", "\u{0}", "<!DOCTYPE a>", "<x:record xmlns:x='y'>", "</x:record>", "<?xml?>",
        ]), 0..40)) {
            if let Ok(answer) = read(format!("<OAI-PMH>{}", pieces.concat()).into_bytes()) {
                for item in answer.page.items {
                    prop_assert!(!item.header.identifier.is_empty());
                    prop_assert!(item.xml.is_none_or(|xml| xml.starts_with("<OAI-PMH>") && xml.ends_with("</OAI-PMH>")));
                }
            }
        }
    }
}
