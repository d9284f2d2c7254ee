//! Pages of unusual shapes, from their bytes to the text a reader gets.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod made;

use std::fmt::Write as _;

use ibid::{
    page::Page,
    text::{Composer, lay_out},
};
use made::sheet::Sheet;

/// Lines of a page as a reader gets them.
fn lines(sheet: &Sheet<'_>) -> Vec<String> {
    let page = lay_out(&sheet.read().0);
    let word = |at: u32| {
        let word = &page.words[at as usize];
        &page.text[word.start as usize..word.end as usize]
    };
    page.lines.iter().map(|line| (line.first..line.last).map(word).collect::<Vec<_>>().join(" ")).collect()
}

/// One continuous text of one page.
fn composed(page: Page) -> String {
    let mut composer = Composer::new();
    composer.push(page);
    composer.finish(&[], &[], &[]).content
}

/// Operators that set a line of Helvetica-like letters, half an em wide each.
fn set(content: &mut String, size: f32, x: f32, y: f32, line: &str) {
    writeln!(content, "BT /F {size} Tf {x} {y} Td ({line}) Tj ET").unwrap();
}

const A4: &str = "/MediaBox[0 0 595 842]";

#[test]
fn an_initial_is_part_of_its_word() {
    let mut content = String::new();
    set(&mut content, 30.0, 60.0, 676.0, "O");
    set(&mut content, 10.0, 76.0, 700.0, "nce there was a thesis that nobody had read, which is sad enough, and");
    set(&mut content, 10.0, 76.0, 688.0, "then another of which the same was true, until they were found again");
    set(&mut content, 10.0, 60.0, 676.0 - 12.0, "by somebody who looked for them with patience, and read them both.");
    let read = lines(&Sheet { content: &content, page: A4, ..Sheet::default() });
    assert_eq!(read[0], "Once there was a thesis that nobody had read, which is sad enough, and", "{read:?}");
    assert_eq!(read.len(), 3);
}

#[test]
fn a_table_set_sideways_is_read_by_its_rows() {
    let mut content = String::new();
    set(&mut content, 10.0, 60.0, 780.0, "The wells are listed on the next pages, with their owners and depths.");
    for (row, cells) in
        [["Well", "Depth", "Owner"], ["Saltby", "12", "Amberley"], ["Haffield", "9", "Weaver"]].iter().enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            let (x, y) = (200 + 14 * row, 200 + 100 * column);
            writeln!(content, "BT /F 10 Tf 0 1 -1 0 {x} {y} Tm ({cell}) Tj ET").unwrap();
        }
    }
    let read = lines(&Sheet { content: &content, page: A4, ..Sheet::default() });
    assert_eq!(read[1..], ["Well Depth Owner", "Saltby 12 Amberley", "Haffield 9 Weaver"], "{read:?}");
}

#[test]
fn notes_under_two_columns_come_after_both() {
    let mut content = String::new();
    for column in 0..2 {
        let x = 50.0 + 260.0 * column as f32;
        for row in 0..20 {
            let line = format!("column {column} line {row:02} of the running text here");
            set(&mut content, 10.0, x, 760.0 - 12.0 * row as f32, &line);
        }
        set(&mut content, 7.0, x, 500.0, &format!("{} See the note of column {column} and so on.", column + 1));
    }
    let read = lines(&Sheet { content: &content, page: A4, ..Sheet::default() });
    let at = |start: &str| read.iter().position(|line| line.starts_with(start)).unwrap();
    assert!(at("column 0 line 19") < at("column 1 line 00") && at("1 See") > at("column 0 line 19"), "{read:#?}");
    assert!(at("2 See") > at("column 1 line 19"));
}

#[test]
fn a_page_in_larger_units_is_read_alike() {
    let mut content = String::new();
    set(&mut content, 10.0, 60.0, 700.0, "The members of the groups told us that");
    set(&mut content, 10.0, 60.0, 688.0, "they had met the others every week.");
    let read = lines(&Sheet { content: &content, page: &format!("{A4}/UserUnit 2.5"), ..Sheet::default() });
    assert_eq!(read, ["The members of the groups told us that", "they had met the others every week."]);
}

#[test]
fn deeply_nested_forms_end() {
    let form = |next: usize| {
        let body = format!("/X{next} Do");
        format!(
            "<</Type/XObject/Subtype/Form/Resources<</XObject<</X{next} {next} 0 R>>>>/Length {}>>\nstream\n{body}\nendstream",
            body.len()
        )
    };
    let forms: Vec<String> = (11..2011).map(form).collect();
    let more: Vec<&str> = forms.iter().map(String::as_str).collect();
    let sheet = Sheet {
        content: "/X Do BT /F 10 Tf 20 20 Td (still here) Tj ET",
        resources: "/Font <</F 5 0 R>> /XObject <</X 10 0 R>>",
        more: &more,
        ..Sheet::default()
    };
    assert_eq!(lines(&sheet), ["still here"]);
}

/// Paths are not followed, so a clip that leaves nothing is not known: the words are read.
#[test]
fn text_is_read_whatever_clips_it() {
    let clipped = "q 0 0 0 0 re W n BT /F 10 Tf 20 50 Td (clipped) Tj ET Q BT /F 10 Tf 20 20 Td (seen) Tj ET";
    assert_eq!(lines(&Sheet { content: clipped, ..Sheet::default() }), ["clipped", "seen"]);
}

#[test]
fn vertical_writing_by_a_predefined_map() {
    let mut content = String::new();
    for (column, hex) in ["543e8f29306f732b306730423063305f", "540d524d306f307e306071213044306e3060"].iter().enumerate()
    {
        writeln!(content, "BT /V 10 Tf {} 760 Td <{hex}> Tj ET", 500 - 18 * column).unwrap();
    }
    let sheet = Sheet {
        content: &content,
        page: A4,
        resources: "/Font <</V 10 0 R>>",
        more: &[
            "<</Type/Font/Subtype/Type0/BaseFont/Ryumin/Encoding/UniJIS-UCS2-V/DescendantFonts[11 0 R]>>",
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/Ryumin/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>",
        ],
        ..Sheet::default()
    };
    let page = lay_out(&sheet.read().0);
    assert_eq!(composed(page), "吾輩は猫であった名前はまだ無いのだ\n");
}
