//! Tests of words, lines and reading order, on pages made of glyphs.

use super::{
    lay_out,
    synthetic::{PROSE, blank, glyph, set, shown},
};
use crate::page::{Glyph, Rect, Shown};

#[test]
fn columns_drawn_one_after_the_other_stay_apart_however_close() {
    let mut page = blank(1);
    for column in 0..2 {
        for row in 0..12 {
            set(
                &mut page,
                &format!("entry{column} . . 12, {row:02}"),
                50.0 + 86.0 * column as f32,
                700.0 - 12.0 * row as f32,
                10.0,
            );
        }
    }
    let lines = shown(&lay_out(&page));
    assert_eq!(lines.len(), 24, "{lines:?}");
    assert!(
        lines[..12].iter().all(|line| line.starts_with("entry0"))
            && lines[12..].iter().all(|line| line.starts_with("entry1"))
    );
}

#[test]
fn the_words_of_a_chart_do_not_put_its_page_out_of_order() {
    let mut page = blank(1);
    PROSE
        .iter()
        .take(3)
        .enumerate()
        .for_each(|(row, line)| set(&mut page, line, 100.0, 720.0 - 14.0 * row as f32, 10.0));
    for bar in 0..12 {
        set(&mut page, &format!("bar {bar}"), 100.0 + 30.0 * (bar % 2) as f32, 500.0 + 40.0 * (bar % 3) as f32, 8.0);
    }
    PROSE
        .iter()
        .skip(3)
        .enumerate()
        .for_each(|(row, line)| set(&mut page, line, 100.0, 400.0 - 14.0 * row as f32, 10.0));
    let lines = shown(&lay_out(&page)).join("\n");
    let at = |words: &str| lines.find(words).unwrap();
    assert!(at("bar 0") < at("bar 1") && at("bar 1") < at("bar 2") && at("bar 11") < at(PROSE[3]), "{lines}");
}

#[test]
fn right_to_left_lines_drawn_in_runs_are_one_line() {
    let mut page = blank(1);
    // Two runs, the right one first, each drawn from left to right; the second begins within a word of the first.
    set(&mut page, "רב בוט", 200.0, 700.0, 10.0);
    set(&mut page, "abc (3.5", 110.0, 700.0, 10.0);
    set(&mut page, "(", 157.0, 700.0, 10.0);
    set(&mut page, "לודג םוי", 162.0, 700.0, 10.0);
    set(&mut page, "הפ שי", 200.0, 680.0, 10.0);
    assert_eq!(shown(&lay_out(&page)), ["טוב בריום גדול( abc (3.5", "יש פה"]);
}

#[test]
fn a_layer_of_recognised_text_counts_where_there_is_no_other() {
    let mut page = blank(1);
    set(&mut page, "Seen text", 100.0, 700.0, 12.0);
    let seen = page.glyphs.len();
    set(&mut page, "Secn tcxt", 101.5, 698.0, 11.0);
    set(&mut page, "under a picture", 100.0, 600.0, 12.0);
    page.glyphs[seen..].iter_mut().for_each(|glyph| glyph.invisible = true);
    set(&mut page, "and more", 100.0, 500.0, 12.0);
    assert_eq!(shown(&lay_out(&page)), ["Seen text", "under a picture", "and more"]);
}

#[test]
fn signs_that_look_like_greek_letters_are_these() {
    let mut page = blank(1);
    set(&mut page, "\u{2206}x \u{b5}m \u{2126}", 100.0, 700.0, 12.0);
    assert_eq!(shown(&lay_out(&page)), ["Δx μm Ω"]);
}

#[test]
fn glyphs_without_meaning_part_words_where_they_take_room() {
    let mut page = blank(1);
    set(&mut page, "ab\u{f166}cd e\u{f731}", 100.0, 700.0, 12.0);
    assert_eq!(shown(&lay_out(&page)), ["ab cd e1"]);
}

#[test]
fn a_space_taken_back_is_none() {
    let mut page = blank(1);
    set(&mut page, "hav", 100.0, 700.0, 12.0);
    page.glyphs.push(glyph(' ', 118.0, 700.0, 12.0));
    set(&mut page, "e", 117.8, 700.0, 12.0);
    page.glyphs.push(glyph(' ', 123.8, 700.0, 12.0));
    set(&mut page, "been", 125.0, 700.0, 12.0);
    assert_eq!(shown(&lay_out(&page)), ["have been"]);
}

#[test]
fn notes_in_the_margin_come_after_the_lines_beside_them() {
    let lines =
        ["this is how it was set, and then the envi-", "ronment came to an end that nobody knew", "of at the time."];
    for (x, before) in [(20.0, true), (20.0, false), (420.0, true)] {
        let mut page = blank(1);
        for (row, line) in lines.iter().enumerate() {
            let y = 700.0 - 12.0 * row as f32;
            if row == 1 && before {
                set(&mut page, "a note", x, if x > 100.0 { y + 12.0 } else { y }, 10.0);
            }
            set(&mut page, line, if row == 0 { 115.0 } else { 100.0 }, y, 10.0);
            if row == 0 && !before {
                set(&mut page, "a note", x, y, 10.0);
            }
        }
        let [first, second, third] = lines;
        assert_eq!(shown(&lay_out(&page)), [first, second, third, "a note"], "{x} {before}");
    }
}

#[test]
fn columns_of_vertical_writing_are_lines() {
    let mut page = blank(1);
    for (column, line) in ["吾輩は猫である", "名前はまだ無い"].iter().enumerate() {
        // The middle of the line, less .265 em: as the interpreter places what is written downward.
        let x = 500.0 - 18.0 * column as f32 - 2.65;
        for (place, c) in line.chars().enumerate() {
            page.glyphs.push(Glyph { dx: 0.0, dy: -10.0, ..glyph(c, x, 700.0 - 10.0 * place as f32, 10.0) });
        }
    }
    set(&mut page, "12", 300.0, 40.0, 10.0);
    let page = lay_out(&page);
    assert_eq!(shown(&page), ["吾輩は猫である", "名前はまだ無い", "12"]);
    let Rect { x0, y0, x1, y1 } = page.lines[0].bounds;
    assert!((x0 - 494.85).abs() < 0.01 && (x1 - 505.15).abs() < 0.01 && y0 == 630.0 && y1 == 700.0);
}

#[test]
fn tall_brackets_stay_in_their_line() {
    let mut page = blank(1);
    set(&mut page, "for all x in", 100.0, 700.0, 10.0);
    set(&mut page, "{", 153.0, 709.0, 10.0);
    set(&mut page, "min 1, 2", 158.0, 700.0, 10.0);
    set(&mut page, ")}", 196.0, 709.0, 10.0);
    set(&mut page, "and so on", 100.0, 688.0, 10.0);
    assert_eq!(shown(&lay_out(&page)), ["for all x in { min 1, 2 )}", "and so on"]);
}

#[test]
fn tables_drawn_before_the_text_around_them_stand_in_their_place() {
    let mut page = blank(1);
    for row in 0..3 {
        set(&mut page, &format!("cell{row}        value"), 100.0, 640.0 - 14.0 * row as f32, 10.0);
    }
    for row in 0..2 {
        set(&mut page, &format!("last{row}        value"), 100.0, 500.0 - 14.0 * row as f32, 10.0);
    }
    for (row, line) in PROSE.iter().enumerate() {
        let y = if row < 3 { 700.0 - 14.0 * row as f32 } else { 630.0 - 14.0 * row as f32 };
        set(&mut page, line, 100.0, y, 10.0);
    }
    let lines = shown(&lay_out(&page));
    let at = |words: &str| lines.iter().position(|line| line.starts_with(words)).unwrap();
    let order = [at(PROSE[0]), at(PROSE[2]), at("cell0"), at(PROSE[3]), at(PROSE[5]), at("last0")];
    assert!(order.is_sorted(), "{lines:#?}");
}

#[test]
fn the_stroke_of_a_fraction_stands_in_its_line() {
    let mut page = blank(1);
    set(&mut page, "below is", 100.0, 700.0, 12.0);
    set(&mut page, "1", 150.0, 703.5, 7.0);
    set(&mut page, "4", 158.0, 699.0, 7.0);
    set(&mut page, "\u{2044}", 152.0, 700.0, 12.0);
    set(&mut page, "of them", 166.0, 700.0, 12.0);
    assert_eq!(shown(&lay_out(&page)), ["below is 1 \u{2044} 4 of them"]);
}

#[test]
fn lam_and_alef_of_one_glyph_are_turned_round_as_one() {
    let mut page = blank(1);
    page.strings = "لا".to_owned();
    let mut x = 100.0;
    // خلاف as it is drawn from left to right, and as it is spoken.
    for (row, glyphs) in [["ف", "", "خ"], ["خ", "", "ف"]].iter().enumerate() {
        for letter in glyphs {
            let plain = glyph(letter.chars().next().unwrap_or('x'), x, 700.0 - 20.0 * row as f32, 10.0);
            let shown = if letter.is_empty() { Shown::Text { start: 0, end: 4 } } else { plain.shown };
            page.glyphs.push(Glyph { shown, ..plain });
            x += if row == 0 { 5.0 } else { -5.0 };
        }
    }
    assert_eq!(shown(&lay_out(&page)), ["خلاف", "خلاف"]);
}

#[test]
fn a_second_mark_is_kept_though_the_first_makes_no_letter() {
    let mut page = blank(1);
    set(&mut page, "i\u{1dc0}", 100.0, 700.0, 10.0);
    page.glyphs.push(Glyph { dx: 0.0, ..glyph('\u{301}', 105.0, 700.0, 10.0) });
    page.glyphs[1].x = 100.0;
    assert_eq!(shown(&lay_out(&page)), ["i\u{1dc0}\u{301}"]);
}

#[test]
fn a_stroke_negates_the_sign_that_it_is_drawn_through() {
    let mut page = blank(1);
    set(&mut page, "a", 100.0, 700.0, 10.0);
    page.glyphs.push(Glyph { dx: 0.0, ..glyph('\u{338}', 108.0, 700.0, 10.0) });
    set(&mut page, "= b", 108.0, 700.0, 10.0);
    page.glyphs.push(Glyph { dx: 4.0, ..glyph('/', 131.5, 700.0, 10.0) });
    page.glyphs.push(Glyph { dx: 7.0, ..glyph('∈', 130.0, 700.0, 10.0) });
    set(&mut page, "B and/or", 140.0, 700.0, 10.0);
    assert_eq!(shown(&lay_out(&page)), ["a ≠ b ∉ B and/or"]);
}

#[test]
fn a_power_is_no_part_of_the_sign_behind_it() {
    let mut page = blank(1);
    set(&mut page, "a 10", 100.0, 700.0, 10.0);
    set(&mut page, "4", 118.5, 703.5, 7.0);
    set(&mut page, "× speedup", 122.5, 700.0, 10.0);
    assert_eq!(shown(&lay_out(&page)), ["a 10 4 × speedup"]);
}

#[test]
fn an_item_goes_on_with_a_bracket() {
    let mut page = blank(1);
    set(&mut page, "SSE It has values of floating points that", 100.0, 700.0, 10.0);
    set(&mut page, "(float and double in C) of many numbers and", 116.0, 688.0, 10.0);
    set(&mut page, "so on.", 116.0, 676.0, 10.0);
    assert!(!lay_out(&page).lines[0].ends_paragraph);
}

#[test]
fn entries_of_a_right_to_left_contents_page_end_with_their_numbers() {
    let mut page = blank(1);
    set(&mut page, "14 ..... Events Sent - 2 רויצ", 100.0, 700.0, 10.0);
    set(&mut page, "17 ...... Server PBX", 100.0, 680.0, 10.0);
    set(&mut page, "19 ..... הביתה הלכתי", 100.0, 660.0, 10.0);
    set(&mut page, "הילכ ןושל דועו התיבה םוי", 100.0, 640.0, 10.0);
    let lines = shown(&lay_out(&page));
    assert_eq!(lines[0], "ציור 2 - Events Sent ..... 14");
    assert_eq!(lines[1], "Server PBX ...... 17");
    assert_eq!(lines[2], "יתכלה התיבה ..... 19");
}

#[test]
fn a_run_of_right_to_left_words_within_its_line_is_of_it() {
    let mut page = blank(1);
    // Each run is drawn from left to right; the last one ends where the one before it began.
    set(&mut page, "רב בוט", 200.0, 700.0, 10.0);
    set(&mut page, "הפ שי", 150.0, 700.0, 10.0);
    set(&mut page, "הב", 137.0, 700.0, 10.0);
    page.glyphs.push(glyph('ה', 174.0, 700.0, 10.0));
    set(&mut page, "ןושל דועו התיבה םוי", 100.0, 680.0, 10.0);
    let lines = shown(&lay_out(&page));
    assert_eq!(lines.len(), 2, "{lines:?}");
}

#[test]
fn lines_set_to_the_right_are_read_from_there() {
    let mut page = blank(1);
    set(&mut page, "IP_PBX ו Asterisk", 300.0, 720.0, 10.0);
    for row in 0..3 {
        set(&mut page, "הילכ ןושל דועו התיבה םוי הילכ ןושל דועו התיבה", 100.0, 700.0 - 20.0 * row as f32, 10.0);
    }
    set(&mut page, "10", 100.0, 600.0, 10.0);
    set(&mut page, "SIP (session protocol)", 220.0, 600.0, 10.0);
    let lines = shown(&lay_out(&page));
    assert_eq!(lines[0], "Asterisk ו IP_PBX");
    assert_eq!(lines[4], "SIP (session protocol) 10");
}

#[test]
fn numbers_and_brackets_within_right_to_left_lines() {
    let mut page = blank(1);
    set(&mut page, "יוה", 200.0, 700.0, 10.0);
    // "H.323", its figures first; then a bracket and the letter to its left.
    set(&mut page, "323", 175.0, 700.0, 10.0);
    set(&mut page, ".", 170.0, 700.0, 10.0);
    set(&mut page, "H", 165.0, 700.0, 10.0);
    page.glyphs.push(glyph('(', 155.0, 700.0, 10.0));
    page.glyphs.push(glyph('ו', 150.0, 700.0, 10.0));
    set(&mut page, "הילכ ןושל דועו", 100.0, 680.0, 10.0);
    assert_eq!(shown(&lay_out(&page))[0], "הוי H.323 (ו");
}
