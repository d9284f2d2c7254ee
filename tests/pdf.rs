//! What the house engine makes of small PDFs written for one question each.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod made;

use std::sync::Arc;

use ibid::pdf::{self, Engine, Request, Unreadable};
use made::sheet::{Sheet, read, text};
use proptest::prelude::*;

fn close(a: f32, b: f32) -> bool {
    (a - b).abs() < 1e-3
}

#[test]
fn glyphs_know_their_place() {
    let content = "q 2 0 0 2 10 20 cm BT /F 10 Tf 1 Tc 3 Tw 50 Tz 5 5 Td (a b) Tj ET Q";
    let (page, facts) = Sheet { content, ..Sheet::default() }.read();
    let places: Vec<(f32, f32, f32)> = page.glyphs.iter().map(|g| (g.x, g.y, g.dx)).collect();
    // Each glyph is 5 wide, half that by Tz, twice by cm; spacing is stretched alike.
    assert_eq!(places, [(20.0, 30.0, 5.0), (26.0, 30.0, 5.0), (35.0, 30.0, 5.0)]);
    assert!(page.glyphs.iter().all(|g| close(g.size, 20.0) && g.dy == 0.0 && !g.invisible));
    assert_eq!((facts.faces[0].name.as_str(), facts.faces[0].bold), ("Test-Bold", true));
}

#[test]
fn lines_and_arrays() {
    let content = "BT /F 10 Tf 12 TL 10 80 Td (a) Tj T* [(b) -1000 (c)] TJ (d) ' 1 2 (e) \" 0 -12 TD <66 6> Tj ET";
    let (page, _) = Sheet { content, ..Sheet::default() }.read();
    assert_eq!(text(&page), "abcdef`");
    let places: Vec<(f32, f32)> = page.glyphs.iter().map(|g| (g.x, g.y)).collect();
    assert_eq!(places[..5], [(10.0, 80.0), (10.0, 68.0), (25.0, 68.0), (10.0, 56.0), (10.0, 44.0)]);
    assert_eq!(places[5], (10.0, 32.0));
}

#[test]
fn actual_text_replaces_glyphs() {
    let content = "BT /F 10 Tf 10 50 Td /Span <</ActualText (X\\351) >> BDC (ab) Tj EMC (c) Tj ET";
    assert_eq!(Sheet { content, ..Sheet::default() }.text(), "Xéc");
    let content = "BT /F 10 Tf 10 50 Td /Span /P BDC (a) Tj EMC (c) Tj ET";
    let resources = "/Font <</F 5 0 R>> /Properties <</P <</ActualText <FEFF00660066>>>>>";
    assert_eq!(Sheet { content, resources, ..Sheet::default() }.text(), "ffc");
}

#[test]
fn layers_that_are_off_are_not_shown() {
    let content = "BT /F 10 Tf 10 50 Td /OC /L BDC (a) Tj EMC /OC /M BDC (b) Tj EMC (c) Tj ET /X Do";
    let sheet = Sheet {
        content,
        resources: "/Font <</F 5 0 R>> /Properties <</L 10 0 R/M 11 0 R>> /XObject <</X 12 0 R>>",
        catalog: "/OCProperties <</OCGs[10 0 R 11 0 R]/D<</OFF[10 0 R]>>>>",
        more: &[
            "<</Type/OCG/Name(off)>>",
            "<</Type/OCG/Name(on)>>",
            "<</Type/XObject/Subtype/Form/OC 10 0 R/Length 33>>\nstream\nBT /F 10 Tf 10 10 Td (form) Tj ET\nendstream",
        ],
        ..Sheet::default()
    };
    assert_eq!(sheet.text(), "bc");
}

#[test]
fn forms_have_their_own_space_and_cannot_recurse_for_ever() {
    let form = "BT /F 10 Tf 0 0 Td (f) Tj ET /X Do";
    let object =
        format!("<</Type/XObject/Subtype/Form/Matrix[1 0 0 1 5 5]/Length {}>>\nstream\n{form}\nendstream", form.len());
    let sheet = Sheet {
        content: "q 1 0 0 1 10 10 cm /X Do Q BT /F 10 Tf 20 20 Td (p) Tj ET",
        resources: "/Font <</F 5 0 R>> /XObject <</X 10 0 R>>",
        more: &[&object],
        ..Sheet::default()
    };
    let (page, _) = sheet.read();
    assert!(text(&page).starts_with("ff") && text(&page).ends_with("fp"));
    assert_eq!((page.glyphs[0].x, page.glyphs[1].x), (15.0, 20.0));
    let last = page.glyphs.last().unwrap();
    assert_eq!((last.x, last.y), (20.0, 20.0));
}

#[test]
fn invisible_text_and_text_off_the_page() {
    let content = "BT /F 10 Tf 3 Tr 10 50 Td (a) Tj 0 Tr (b) Tj 500 0 Td (c) Tj ET";
    let (page, _) = Sheet { content, ..Sheet::default() }.read();
    assert_eq!(text(&page), "ab");
    assert_eq!([page.glyphs[0].invisible, page.glyphs[1].invisible], [true, false]);
    let content = "BT /F 10 Tf 10 50 Td (a) Tj 100 0 Td (b) Tj ET";
    assert_eq!(Sheet { content, page: "/CropBox[50 0 200 100]", ..Sheet::default() }.text(), "b");
}

#[test]
fn a_glyph_that_touches_the_page_is_on_it() {
    let content = "BT /F 10 Tf 199 50 Td (ab) Tj ET BT /F 10 Tf -4 20 Td (c) Tj ET BT /F 10 Tf -6 10 Td (d) Tj ET";
    assert_eq!(Sheet { content, ..Sheet::default() }.text(), "ac");
}

#[test]
fn vertical_writing_runs_down() {
    let sheet = Sheet {
        content: "BT /V 10 Tf 100 90 Td <00410042> Tj ET",
        resources: "/Font <</V 10 0 R>>",
        more: &[
            "<</Type/Font/Subtype/Type0/BaseFont/V/Encoding/Identity-V/DescendantFonts[11 0 R]>>",
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/V/DW2[880 -1000]/W2[66 [-500 0 0]]>>",
        ],
        ..Sheet::default()
    };
    let (page, _) = sheet.read();
    assert_eq!(text(&page), "AB", "codes that nothing explains are Unicode");
    let places: Vec<(f32, f32, f32)> = page.glyphs.iter().map(|g| (g.x, g.y, g.dy)).collect();
    // The line's middle is at 100; .265 em to the left of it is where turned text of that width has its baseline.
    assert_eq!(places, [(97.35, 90.0, -10.0), (97.35, 80.0, -5.0)]);
}

#[test]
fn to_unicode_that_says_nothing_gives_way_to_names() {
    let cmap = "1 begincodespacerange <00> <ff> endcodespacerange\n\
        3 beginbfchar <41> <E001> <42> <0058> <43> <FFFD> endbfchar";
    let cmap = format!("<</Length {}>>\nstream\n{cmap}\nendstream", cmap.len());
    let font = "<</Type/Font/Subtype/Type1/BaseFont/T/ToUnicode 11 0 R/FirstChar 65/LastChar 68\
        /Widths[500 500 500 500]/Encoding<</Differences[65/eacute/B/uni20AC/nonsense]>>>>";
    let sheet = Sheet {
        content: "BT /T 10 Tf 10 50 Td (ABCD) Tj ET",
        resources: "/Font <</T 10 0 R>>",
        more: &[font, &cmap],
        ..Sheet::default()
    };
    assert_eq!(sheet.text(), "éX€?");
}

#[test]
fn codes_of_a_truetype_font_without_an_encoding_are_those_of_windows() {
    let font =
        "<</Type/Font/Subtype/TrueType/BaseFont/T/FirstChar 65/LastChar 66/Widths[500 500]/FontDescriptor 11 0 R>>";
    let sheet = Sheet {
        content: "BT /T 10 Tf 10 50 Td (A\\351) Tj ET",
        resources: "/Font <</T 10 0 R>>",
        more: &[font, "<</FontFile2 12 0 R/Flags 4>>", "<</Length 1>>\nstream\nx\nendstream"],
        ..Sheet::default()
    };
    assert_eq!(sheet.text(), "Aé");
}

#[test]
fn a_page_of_no_size_is_read_whole() {
    let sheet = Sheet { content: "BT /F 10 Tf 300 700 Td (ab) Tj ET", page: "/MediaBox[0 0 0 0]", ..Sheet::default() };
    let bytes = String::from_utf8(sheet.bytes()).unwrap().replace("/MediaBox[0 0 200 100]", "");
    assert_eq!(text(&read(bytes.into_bytes()).unwrap().0), "ab");
}

#[test]
fn a_font_that_is_lost_is_read_as_one_of_its_name_or_a_plain_one() {
    let content = "BT /G 10 Tf 10 50 Td (caf\\351) Tj ET";
    let (page, _) = Sheet { content, ..Sheet::default() }.read();
    assert_eq!(text(&page), "café");
    assert!(page.glyphs.iter().all(|glyph| glyph.dx > 0.0));
    let form = "<</Type/XObject/Subtype/Form/Resources<</Font<</G 11 0 R>>>>/Length 23>>\nstream\nBT /G 1 Tf (A) Tj ET   \nendstream";
    let font = "<</Type/Font/Subtype/Type1/BaseFont/T/FirstChar 65/LastChar 65/Widths[500]/Encoding<</Differences[65/Gamma]>>>>";
    let sheet = Sheet {
        content: "/X Do BT /G 10 Tf 10 50 Td (A) Tj ET",
        resources: "/XObject <</X 10 0 R>>",
        more: &[form, font],
        ..Sheet::default()
    };
    assert_eq!(sheet.text(), "ΓΓ");
}

#[test]
fn type_3_fonts_have_a_space_of_their_own() {
    let font = "<</Type/Font/Subtype/Type3/FontMatrix[0.01 0 0 0.01 0 0]/FontBBox[0 0 50 100]/CharProcs<<>>\
        /Encoding<</Differences[65/a65/a66]>>/FirstChar 65/LastChar 66/Widths[50 60]>>";
    let sheet = Sheet {
        content: "BT /T 10 Tf 10 50 Td (AB) Tj ET",
        resources: "/Font <</T 10 0 R>>",
        more: &[font],
        ..Sheet::default()
    };
    let (page, _) = sheet.read();
    assert_eq!(text(&page), "AB");
    let advances: Vec<f32> = page.glyphs.iter().map(|g| g.dx).collect();
    assert!(close(advances[0], 5.0) && close(advances[1], 6.0) && close(page.glyphs[0].size, 10.0));
}

#[test]
fn images_cover_their_share() {
    let content = "q 100 0 0 50 0 0 cm /I Do Q q 20 0 0 50 180 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID (Tj\nEI Q";
    let sheet = Sheet {
        content,
        resources: "/XObject <</I 10 0 R>>",
        more: &["<</Type/XObject/Subtype/Image/Width 1/Height 1/Length 1>>\nstream\nx\nendstream"],
        ..Sheet::default()
    };
    assert!(close(sheet.read().0.image_share, 0.3));
}

#[test]
fn labels_and_outline() {
    let sheet = Sheet {
        catalog: "/PageLabels<</Nums[0<</S/r/St 4>>]>>/Outlines 10 0 R/Lang(de-DE)/Dests<</here[3 0 R/FitH 70]>>",
        more: &[
            "<</First 11 0 R>>",
            "<</Title(One)/Dest[3 0 R/XYZ 0 90 null]/First 12 0 R/Next 13 0 R>>",
            "<</Title(\\376\\377\\000\\344)/A<</S/GoTo/D/here>>>>",
            "<</Title(Nowhere)/A<</S/URI>>/Next 11 0 R>>",
        ],
        ..Sheet::default()
    };
    let (_, facts) = sheet.read();
    assert_eq!((facts.pages, facts.labels, facts.encrypted), (1, vec!["iv".to_owned()], false));
    assert_eq!(facts.info.language.as_deref(), Some("de-DE"));
    let outline: Vec<(&str, u8, u32, Option<f32>)> =
        facts.outline.iter().map(|b| (b.title.as_str(), b.level, b.page, b.top)).collect();
    assert_eq!(outline, [("One", 1, 1, Some(90.0)), ("ä", 2, 1, Some(70.0))]);
}

#[test]
fn what_is_no_pdf() {
    assert_eq!(read(Vec::new()).unwrap_err(), Unreadable::Empty);
    assert_eq!(read(b"<html>".to_vec()).unwrap_err(), Unreadable::NotPdf);
    assert_eq!(read(b"%PDF-1.4\n%%EOF".to_vec()).unwrap_err(), Unreadable::NoPages);
}

#[test]
fn only_the_pages_asked_for() {
    let request = Request { pages: Some(2..=3), ..Request::default() };
    let mut seen = 0;
    let engine = pdf::engine(Engine::Ibid);
    let facts = engine.extract(Arc::new(Sheet::default().bytes()), &request, &mut |_| seen += 1).unwrap();
    assert_eq!((seen, facts.pages), (0, 1));
}

#[test]
fn engines_by_name() {
    for engine in [Engine::Ibid, Engine::PdfExtract] {
        assert_eq!(engine.to_string().parse(), Ok(engine));
    }
    assert!("poppler".parse::<Engine>().is_err());
}

#[test]
fn the_second_engine_agrees() {
    let content = "BT /F 10 Tf 10 50 Td (ab) Tj ET";
    let mut found = String::new();
    let bytes = Arc::new(Sheet { content, ..Sheet::default() }.bytes());
    let read = pdf::engine(Engine::PdfExtract).extract(bytes, &Request::default(), &mut |page| found = text(page));
    // lopdf does not rebuild a missing table; with one it must find the text.
    assert!(read.is_err() || found == "ab");
}

proptest! {
    /// Content of any bytes: nothing panics (the engine would swallow that: the hook does not), places are finite.
    #[test]
    fn any_content_is_read(content in "[ -~]{0,40}( (Tj|TJ|Tf|Td|Tm|cm|BT|ET|BDC|EMC|Do|q|Q|BI|ID|EI)){0,6}[\\[\\(<\\\\/>\\)\\] 0-9a-z]{0,40}") {
        let content = format!("BT /F 10 Tf 10 50 Td (a) Tj {content}");
        let (page, _) = Sheet { content: &content, ..Sheet::default() }.read();
        prop_assert!(text(&page).starts_with('a'));
        prop_assert!(page.glyphs.iter().all(|g| g.x.is_finite() && g.y.is_finite()));
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400), keep in 0_usize..600) {
        let mut pdf = Sheet::default().bytes();
        pdf.truncate(keep);
        pdf.extend(bytes);
        let _ = read(pdf);
    }
}
