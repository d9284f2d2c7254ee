//! Pages made of glyphs for tests, and the tests of whole pages and documents.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::{Composer, Heading, PageState, SectionKind, Text, boxes, lay_out};
use crate::page::{Glyph, GlyphPage, Page, Rect, Shown};

/// Half an em: every glyph is as wide.
const WIDTH: f32 = 0.5;

pub(super) fn blank(number: u32) -> GlyphPage {
    GlyphPage { number, bounds: Rect { x0: 0.0, y0: 0.0, x1: 600.0, y1: 800.0 }, ..GlyphPage::default() }
}

pub(super) fn glyph(c: char, x: f32, y: f32, size: f32) -> Glyph {
    Glyph { shown: Shown::Char(c), x, y, dx: WIDTH * size, dy: 0.0, size, font: 0, invisible: false }
}

/// Sets a line as TeX does: spaces are gaps.
pub(super) fn set(page: &mut GlyphPage, text: &str, x: f32, y: f32, size: f32) {
    let mut at = x;
    for c in text.chars() {
        if c == ' ' {
            at += 0.3 * size;
        } else {
            page.glyphs.push(glyph(c, at, y, size));
            at += WIDTH * size;
        }
    }
}

pub(super) fn shown(page: &Page) -> Vec<String> {
    let word = |word: &crate::page::Word| page.text[word.start as usize..word.end as usize].to_owned();
    let line = |line: &crate::page::Line| {
        page.words[line.first as usize..line.last as usize].iter().map(word).collect::<Vec<_>>()
    };
    page.lines.iter().map(|l| line(l).join(" ")).collect()
}

#[test]
fn gaps_are_spaces_and_small_capitals_are_not() {
    let mut page = blank(1);
    set(&mut page, "F", 100.0, 700.0, 12.0);
    set(&mut page, "ERNANDO", 106.0, 700.0, 9.6);
    set(&mut page, "wrote this", 145.0, 700.0, 12.0);
    assert_eq!(shown(&lay_out(&page)), ["FERNANDO wrote this"]);
}

#[test]
fn drawn_spaces_part_words_and_ligatures_come_apart() {
    let mut page = blank(1);
    for (n, c) in "of\u{a0}of\u{fb01}ce e\u{fb03}cient".chars().enumerate() {
        page.glyphs.push(glyph(c, 100.0 + 6.0 * n as f32, 700.0, 12.0));
    }
    assert_eq!(shown(&lay_out(&page)), ["of office efficient"]);
}

#[test]
fn accents_meet_their_letters() {
    let mut page = blank(1);
    // TeX: the accent first, its middle over the letter that follows.
    set(&mut page, "caf", 100.0, 700.0, 10.0);
    page.glyphs.push(glyph('\u{b4}', 115.2, 702.0, 10.0));
    page.glyphs.push(glyph('e', 115.0, 700.0, 10.0));
    // Dotless i, then a combining mark drawn back over it.
    set(&mut page, "aquı", 130.0, 700.0, 10.0);
    page.glyphs.push(glyph('\u{301}', 145.1, 700.0, 10.0));
    // A quotation mark that is no accent.
    set(&mut page, "`so'", 160.0, 700.0, 10.0);
    // A mark of its own glyph without width.
    page.glyphs.push(Glyph { dx: 5.0, ..glyph('a', 200.0, 700.0, 10.0) });
    page.glyphs.push(Glyph { dx: 0.0, ..glyph('\u{308}', 205.0, 700.0, 10.0) });
    assert_eq!(shown(&lay_out(&page)), ["café aquí `so' ä"]);
}

#[test]
fn bold_by_drawing_twice_is_read_once() {
    let mut page = blank(1);
    set(&mut page, "Bold head", 100.0, 700.0, 12.0);
    set(&mut page, "Bold head", 100.4, 700.0, 12.0);
    for c in ['x', 'x', 'y', 'y'] {
        let x = if c == 'x' { 100.0 } else { 106.0 };
        page.glyphs.push(glyph(c, x, 650.0, 12.0));
    }
    assert_eq!(shown(&lay_out(&page)), ["Bold head", "xy"]);
    let mut legend = blank(1);
    for chart in 0..4 {
        set(&mut legend, &format!("({chart})"), 100.0, 700.0 - 40.0 * chart as f32, 10.0);
        set(&mut legend, "US off", 257.0, 252.0, 10.0);
    }
    assert_eq!(shown(&lay_out(&legend)), ["(0)", "(1)", "(2)", "(3)", "US off"]);
}

#[test]
fn calls_for_notes_stand_apart() {
    let mut page = blank(1);
    set(&mut page, "groups", 100.0, 700.0, 10.0);
    set(&mut page, "12", 130.0, 703.5, 7.0);
    set(&mut page, "met, 10", 142.0, 700.0, 10.0);
    set(&mut page, "3", 175.0, 703.5, 7.0);
    assert_eq!(shown(&lay_out(&page)), ["groups 12 met, 10 3"]);
}

#[test]
fn right_to_left_is_read_in_the_order_of_speech() {
    let mut visual = blank(1);
    set(&mut visual, "םולש 12 בוט", 100.0, 700.0, 10.0);
    assert_eq!(shown(&lay_out(&visual)), ["טוב 12 שלום"]);
    let mut spoken = blank(1);
    for (n, c) in "שלום".chars().enumerate() {
        spoken.glyphs.push(glyph(c, 200.0 - 5.0 * n as f32, 700.0, 10.0));
    }
    for (n, c) in "טוב".chars().enumerate() {
        spoken.glyphs.push(glyph(c, 175.0 - 5.0 * n as f32, 700.0, 10.0));
    }
    assert_eq!(shown(&lay_out(&spoken)), ["שלום טוב"]);
}

#[test]
fn turned_text_is_read_along_its_direction() {
    let mut page = blank(1);
    for (n, c) in "up hill".chars().enumerate().filter(|(_, c)| *c != ' ') {
        page.glyphs.push(Glyph { x: 50.0, y: 100.0 + 5.0 * n as f32, dx: 0.0, dy: 5.0, ..glyph(c, 0.0, 0.0, 10.0) });
    }
    let page = lay_out(&page);
    assert_eq!(shown(&page), ["up hill"]);
    let Rect { x0, y0, x1, y1 } = page.words[1].bounds;
    assert!(y0 == 115.0 && y1 == 135.0 && x0 < 50.0 && x1 > 50.0 && x1 - x0 < 11.0);
}

#[test]
fn columns_drawn_row_by_row_are_read_one_after_the_other() {
    let mut page = blank(1);
    for row in 0..12 {
        let y = 700.0 - 12.0 * row as f32;
        set(&mut page, &format!("left{row} column of text that runs so"), 50.0, y, 10.0);
        set(&mut page, &format!("right{row} column of text that runs so"), 320.0, y, 10.0);
    }
    let lines = shown(&lay_out(&page));
    assert!(lines[..12].iter().all(|line| line.starts_with("left")), "{lines:?}");
    assert!(lines[12..].iter().all(|line| line.starts_with("right")));
}

#[test]
fn spaces_are_not_set_between_ideographs() {
    let mut composer = Composer::new();
    let mut page = blank(1);
    for (n, c) in "統計的学習理論の基礎的問題".chars().enumerate() {
        page.glyphs.push(Glyph { dx: 10.0, ..glyph(c, 100.0 + 11.6 * n as f32, 700.0, 10.0) });
    }
    composer.push(lay_out(&page));
    assert_eq!(composer.finish(&[], &[], &[]).content, "統計的学習理論の基礎的問題\n");
}

pub(super) const PROSE: [&str; 6] = [
    "Members of the groups told us again that meeting others was",
    "what helped them most of all, and that nobody had ever asked",
    "them how they had come to know of the group before we did so",
    "in the summer of that year, when the whole of the study began",
    "to take the shape that it has now in the chapters that follow",
    "and so the work went on for a long time before it ended here.",
];

/// A document of pages with running head, prose and page number; `numbers` are printed from 1.
fn document(pages: u32, last_line: impl Fn(u32) -> &'static str) -> Text {
    let mut composer = Composer::new();
    for number in 1..=pages {
        let mut page = blank(number);
        set(&mut page, "Self-help and mutual aid", 100.0, 770.0, 9.0);
        for row in 0..24 {
            let line = if row == 23 { last_line(number) } else { PROSE[(row + number as usize) % 5] };
            set(&mut page, line, 100.0, 700.0 - 14.0 * row as f32, 10.0);
        }
        set(&mut page, &number.to_string(), 300.0, 40.0, 10.0);
        composer.push(lay_out(&page));
    }
    composer.finish(&[], &[], &[])
}

#[test]
fn running_heads_go_and_words_join_across_pages() {
    let text =
        document(
            6,
            |number| if number == 2 { "and then they came at last upon the way to a full recov-" } else { PROSE[5] },
        );
    assert!(!text.content.contains("mutual aid"), "{}", text.content);
    let labels: Vec<_> = text.pages.iter().map(|page| page.label.as_ref().map(|label| label.text.as_str())).collect();
    assert_eq!(labels, [Some("1"), Some("2"), Some("3"), Some("4"), Some("5"), Some("6")]);
    assert!(text.content.contains("a full recovin the"), "hyphen: {}", text.content);
    let third = text.pages[2].start as usize;
    assert!(text.content[..third].ends_with("recov") && text.content[third..].starts_with("in the"));
    assert!(text.pages.iter().all(|page| page.state == PageState::Text));
    assert_eq!(text.language.as_deref(), Some("en"));
}

#[test]
fn first_lines_of_the_body_stay() {
    let text = document(6, |_| PROSE[5]);
    for line in PROSE {
        let first_words: String = line.split(' ').take(4).collect::<Vec<_>>().join(" ");
        assert!(text.content.contains(&first_words), "{first_words}");
    }
    assert_eq!(text.content.matches("and so the work went on").count(), 6);
}

#[test]
fn the_outline_is_found_in_the_text() {
    let mut composer = Composer::new();
    for number in 1..=2 {
        let mut page = blank(number);
        set(&mut page, PROSE[5], 100.0, 720.0, 10.0);
        set(&mut page, if number == 1 { "1 Introduction" } else { "References" }, 100.0, 660.0, 16.0);
        PROSE.iter().enumerate().for_each(|(row, line)| set(&mut page, line, 100.0, 620.0 - 14.0 * row as f32, 10.0));
        composer.push(lay_out(&page));
    }
    let heading = |title: &str, page| Heading { title: title.into(), level: 1, page, top: Some(672.0) };
    let text =
        composer.finish(&["i".into(), "ii".into()], &[heading("Introduction", 1), heading("References", 2)], &[]);
    let kinds: Vec<_> = text.sections.iter().map(|section| section.kind).collect();
    assert_eq!(kinds, [SectionKind::Front, SectionKind::Introduction, SectionKind::References]);
    assert!(text.content[text.sections[1].start as usize..].starts_with("1 Introduction\nMembers"));
    assert!(text.content[text.sections[2].start as usize..].starts_with("References\nMembers"));
    assert_eq!(text.pages[1].label.as_ref().map(|label| label.text.as_str()), Some("ii"));
}

#[test]
fn boxes_lead_back_to_the_page() {
    let mut glyphs = blank(1);
    set(&mut glyphs, "of a full recov-", 100.0, 700.0, 10.0);
    set(&mut glyphs, "ery from there on", 100.0, 688.0, 10.0);
    let page = lay_out(&glyphs);
    let content = "of a full recovery from there on\n";
    let at = content.find("recovery").unwrap();
    let full = content.find("full").unwrap();
    let all = boxes(&page, content, &[at..at + 8, full + 2..full + 4]);
    let [found, half] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(found.len(), 2);
    assert!(found[0].y0 > found[1].y0 && found[1].x0 == 100.0 && found[1].x1 == 115.0);
    assert!((half[0].x1 - half[0].x0 - 10.0).abs() < 0.1, "{half:?}");
}

/// Any glyphs, most of them on the page, many near each other.
fn glyphs() -> impl Strategy<Value = Vec<Glyph>> {
    let c = prop_oneof![
        8 => proptest::char::range('a', 'z'),
        1 => proptest::char::range('\u{20}', '\u{2000}'),
        1 => Just('\u{301}'),
        1 => Just('-'),
        1 => Just('\u{fb01}'),
        1 => Just('\u{5d0}'),
        1 => Just('漢'),
    ];
    let place = (0u32..40, 0u32..30, 0u32..4, 0u32..8);
    let one = (c, place).prop_map(|(c, (x, y, size, turn))| {
        let size = [10.0, 7.0, 12.0, 0.0][size as usize];
        let (dx, dy) =
            [(5.0, 0.0), (5.0, 0.0), (5.0, 0.0), (0.0, 0.0), (0.0, 5.0), (-5.0, 0.0), (3.0, 3.0), (f32::NAN, 1.0)]
                [turn as usize];
        Glyph { dx, dy, ..glyph(c, 50.0 + 4.0 * x as f32, 100.0 + 11.0 * y as f32, size) }
    });
    proptest::collection::vec(one, 0..200)
}

/// What must not get lost: characters that are seen, as letters.
fn seen(text: impl Iterator<Item = char>) -> Vec<char> {
    let mut out: Vec<char> = text
        .nfkd()
        .filter(|c| !c.is_whitespace() && !super::letters::is_silent(*c))
        .map(|c| match c {
            'ı' => 'i',
            'ȷ' => 'j',
            '\u{ad}' | '\u{2010}' | '\u{2011}' => '-',
            c => super::letters::mark_of(c).unwrap_or(c),
        })
        .collect();
    out.sort_unstable();
    out
}

proptest! {
    #[test]
    fn no_glyph_is_lost(glyphs in glyphs()) {
        let page = GlyphPage { glyphs, ..blank(1) };
        let chars = |page: &GlyphPage| -> Vec<char> {
            page.glyphs.iter().filter_map(|glyph| match glyph.shown { Shown::Char(c) => Some(c), _ => None }).collect()
        };
        let mut given = seen(chars(&page).into_iter());
        let mut read = seen(lay_out(&page).text.chars());
        // The same character again in the same place is read once: compare what there is, not how often.
        given.dedup();
        read.dedup();
        prop_assert_eq!(given, read);
    }

    #[test]
    fn lines_hold_every_word_once(glyphs in glyphs()) {
        let page = lay_out(&GlyphPage { glyphs, ..blank(1) });
        let mut next = 0;
        for line in &page.lines {
            prop_assert!(line.first == next && line.last > line.first);
            next = line.last;
        }
        prop_assert_eq!(next as usize, page.words.len());
        let mut end = 0;
        for word in &page.words {
            prop_assert_eq!(word.start, end);
            prop_assert!(word.end > word.start && page.text.is_char_boundary(word.end as usize));
            end = word.end;
        }
        prop_assert_eq!(end as usize, page.text.len());
    }

    #[test]
    fn any_pages_make_a_text(pages in proptest::collection::vec(glyphs(), 0..6)) {
        let mut composer = Composer::new();
        let mut read = Vec::new();
        for (at, glyphs) in pages.into_iter().enumerate() {
            let page = lay_out(&GlyphPage { glyphs, ..blank(at as u32 + 1) });
            read.extend(page.text.chars());
            composer.push(page);
        }
        let text = composer.finish(&[], &[], &[]);
        let mut end = 0;
        for passage in &text.passages {
            prop_assert_eq!(passage.span.start, end);
            end = passage.span.end;
            prop_assert!(text.content.is_char_boundary(end as usize));
        }
        prop_assert_eq!(end as usize, text.content.len());
        prop_assert!(text.pages.is_sorted_by_key(|page| page.start));
        prop_assert!(text.pages.iter().all(|page| text.content.is_char_boundary(page.start as usize)));
    }
}
