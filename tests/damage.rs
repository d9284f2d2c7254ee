//! Files that are damaged, written in unusual ways or encrypted, and what is read of them all the same.
#![allow(clippy::unwrap_used, dead_code, unreachable_pub, reason = "a test fails by it; of the builders it uses some")]

mod made;

use std::{fs, path::Path, sync::Arc};

use ibid::pdf::{self, Engine, Request, Unreadable};

#[path = "fuzz/wrap.rs"]
mod wrap;

/// The text of each page.
fn pages(bytes: Vec<u8>) -> Result<Vec<String>, Unreadable> {
    let mut pages = Vec::new();
    pdf::engine(Engine::Ibid).extract(Arc::new(bytes), &Request::default(), &mut |page| {
        pages.push(made::sheet::text(page));
    })?;
    Ok(pages)
}

/// What the fuzzers start from is sound but for what its name says.
fn seed(name: &str) -> Vec<u8> {
    fs::read(Path::new("tests/fuzz/seeds/file").join(name)).unwrap()
}

/// A file of one page; `page`, `content` and `font` are its objects 3, 4 and 5 as they stand.
fn file(page: &str, content: &str, font: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n\
         2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 100]/Resources<</Font<</F 5 0 R>>>>>> endobj\n\
         3 0 obj {page}\n4 0 obj {content}\n5 0 obj {font}\ntrailer <</Root 1 0 R>>\nstartxref\n7\n%%EOF"
    )
    .into_bytes()
}

const PAGE: &str = "<</Type/Page/Parent 2 0 R/Contents 4 0 R>> endobj";
const CONTENT: &str = "<</Length 30>>stream\nBT /F 10 Tf 9 9 Td (words) Tj ET\nendstream endobj";
const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj";

fn words(page: &str, content: &str, font: &str) {
    assert_eq!(pages(file(page, content, font)).unwrap(), ["words"], "{page}\n{content}\n{font}");
}

#[test]
fn cross_references_of_every_kind() {
    for name in ["table", "no-table", "object-stream", "hybrid", "page-loop"] {
        assert_eq!(pages(seed(name)).unwrap(), ["words"], "{name}");
    }
}

#[test]
fn the_newest_object_counts() {
    assert_eq!(pages(seed("revision")).unwrap(), ["newer"]);
    // Also where the table is lost.
    let mut bytes = seed("revision");
    let at = bytes.windows(9).rposition(|window| window == b"startxref").unwrap();
    bytes.truncate(at + 10);
    bytes.extend(b"7");
    assert_eq!(pages(bytes).unwrap(), ["newer"]);
}

#[test]
fn encryption_with_an_empty_user_password() {
    for name in ["rc4-40", "rc4-128", "aes-128", "aes-256"] {
        assert_eq!(pages(seed(name)).unwrap(), ["words"], "{name}");
    }
}

#[test]
fn offsets_that_are_all_wrong() {
    let mut bytes = b"junk before the header\n".to_vec();
    bytes.extend(seed("table"));
    assert_eq!(pages(bytes).unwrap(), ["words"]);
}

#[test]
fn dictionaries_that_are_broken() {
    words(PAGE, CONTENT, FONT);
    words(PAGE, CONTENT, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica endobj");
    words(PAGE, CONTENT, "<</Type/Font/Subtype/Type1 wrong (key) 5/BaseFont/Helvetica>> endobj");
    words("<</Type/Page/Parent 2 0 R/CropBox[0.00.00 200 100]/Contents 4 0 R>> endobj", CONTENT, FONT);
    words("<</Type/Page/Parent 2 0 R/Contents 4 0 R", CONTENT, FONT);
}

#[test]
fn streams_that_are_broken() {
    for content in [
        "<</Length 30>>stream \nBT /F 10 Tf 9 9 Td (words) Tj ET\nendstream endobj",
        "<</Length 3>>stream\nBT /F 10 Tf 9 9 Td (words) Tj ET\nendstream endobj",
        "<</Length 99999>>stream\r\nBT /F 10 Tf 9 9 Td (words) Tj ET\nendstream endobj",
        "<</Length 77 0 R>>stream\nBT /F 10 Tf 9 9 Td (words) Tj ET\nendstream",
        "<</Length 44>>stream\nBT /F 10 Tf 9 9 Td (words) Tj ET\nenxstream\nendobj",
        "<</Length 44>>stream\nBT /F 10 Tf 9 9 Td (words) Tj ET\nendobj",
        "<<>>stream\nBT /F 10 Tf 9 9 Td (words) Tj ET",
    ] {
        words(PAGE, content, FONT);
    }
}

#[test]
fn attachments_alone_are_encrypted() {
    let mut bytes = file(PAGE, CONTENT, FONT);
    let at = bytes.windows(7).rposition(|window| window == b"trailer").unwrap();
    bytes.truncate(at);
    let (user, key) = ("00".repeat(48), "00".repeat(32));
    bytes.extend(
        format!(
            "6 0 obj <</Filter/Standard/V 5/R 6/Length 256/P -4/O<{user}>/U<{user}>/OE<{key}>/UE<{key}>/Perms<{key}>\
             /StmF/Identity/StrF/Identity/EFF/StdCF/CF<</StdCF<</CFM/AESV3/AuthEvent/EFOpen/Length 32>>>>>> endobj\n\
             trailer <</Root 1 0 R/Encrypt 6 0 R/ID[(a)(a)]>>"
        )
        .bytes(),
    );
    assert_eq!(pages(bytes).unwrap(), ["words"]);
}

#[test]
fn contents_in_several_streams() {
    let part = |text: &str| format!("<</Length {}>>stream\n{text}\nendstream endobj", text.len());
    let page = "<</Type/Page/Parent 2 0 R/Contents[4 0 R 77 0 R 6 0 R]>> endobj";
    for (first, second) in [
        ("BT /F 10 Tf 9 9 Td (wo", "rds) Tj ET"),
        ("BT /F 10 Tf 9 9 Td(wo\\)) pop [(wo)", "(rds)]TJ ET"),
        ("q", "BT /F 10 Tf 9 9 Td (words) Tj ET"),
    ] {
        let content = format!("{}\n6 0 obj {}", part(first), part(second));
        words(page, &content, FONT);
    }
}

#[test]
fn filters_of_every_kind() {
    let mut names: Vec<_> =
        fs::read_dir("tests/fuzz/seeds/stream").unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    // The end of its string is cut off.
    names.retain(|name| !name.ends_with("cut"));
    for name in names {
        let bytes = wrap::stream(&fs::read(&name).unwrap());
        let pages = pages(bytes).unwrap();
        assert!(pages[0].starts_with("Streams hold what pages show"), "{}: {pages:?}", name.display());
    }
}

/// A page with these annotations, as objects from 6 on; the form of an appearance is object 5's font `F` and 9.
fn annotated(annotation: &str, form: &str) -> String {
    let page = "<</Type/Page/Parent 2 0 R/Annots[6 0 R]>> endobj";
    let font = format!("{FONT}\n6 0 obj {annotation} endobj\n7 0 obj {form} endobj");
    pages(file(page, "null endobj", &font)).unwrap().concat()
}

#[test]
fn annotations_show_their_appearance_or_else_what_they_hold() {
    let form = "<</Type/XObject/Subtype/Form/BBox[0 0 50 20]/Resources<</Font<</F 5 0 R>>>>/Length 27>>stream\n\
        BT /F 9 Tf 1 1 Td (form) Tj ET\nendstream";
    let shown = |entries: &str| annotated(&format!("<</Type/Annot/Rect[10 10 110 60]{entries}>>"), form);
    for kind in ["FreeText", "Stamp", "Widget", "Screen"] {
        assert_eq!(shown(&format!("/Subtype/{kind}/Contents(note)/AP<</N 7 0 R>>")), "form", "{kind}");
    }
    assert_eq!(shown("/Subtype/Widget/AS/On/AP<</N<</On 7 0 R>>>>"), "form");
    for kind in ["Link", "Popup", "Stamp/F 2", "FreeText/F 32"] {
        assert_eq!(shown(&format!("/Subtype/{kind}/Contents(note)/AP<</N 7 0 R>>")), "", "{kind}");
    }
    assert_eq!(shown("/Subtype/FreeText/Contents(free text)"), "free text");
    assert_eq!(shown("/Subtype/Text/Contents(opened on demand)"), "");
    assert_eq!(shown("/Subtype/Widget/FT/Tx/V(typed)/DA(/F 12 Tf)"), "typed");
    assert_eq!(shown("/Subtype/Widget/FT/Tx/Ff 8192/V(secret)"), "");
    assert_eq!(shown("/Subtype/Widget/FT/Ch/Ff 131072/V(2)/Opt[[(1)(one)][(2)(two)]]"), "two");
    assert_eq!(shown("/Subtype/Widget/FT/Ch/V(b)/Opt[(a)(b)(c)(d)(e)(f)(g)(h)]"), "abcd", "what there is room for");
    assert_eq!(shown("/Subtype/Widget/FT/Btn/Ff 65536/MK<</CA(Press)>>"), "Press");
}
