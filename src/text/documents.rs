//! Tests of whole documents: sections, the order of the text, printed page numbers.

use super::{
    Composer, Heading, LabelSource, SectionKind, Text, lay_out,
    synthetic::{PROSE, blank, set},
};
use crate::page::GlyphPage;

/// The lines of a page of the text in the usual place, 14 points apart; the sizes as given.
fn fill(page: &mut GlyphPage, lines: &[(&str, f32)]) {
    for (row, (line, size)) in lines.iter().enumerate() {
        set(page, line, 100.0, 700.0 - 14.0 * row as f32, *size);
    }
}

fn composed(pages: &[&[(&str, f32)]]) -> Text {
    let mut composer = Composer::new();
    for (at, lines) in pages.iter().enumerate() {
        let mut page = blank(at as u32 + 1);
        fill(&mut page, lines);
        set(&mut page, &(at + 1).to_string(), 300.0, 40.0, 10.0);
        composer.push(lay_out(&page));
    }
    composer.finish(&[], &[], &[])
}

#[test]
fn entries_of_the_contents_page_lead_to_their_headings() {
    let prose: Vec<(&str, f32)> = PROSE.iter().map(|line| (*line, 10.0)).collect();
    let first = [&[("The lamp", 10.0)], &prose[..]].concat();
    let second = [&prose[..], &[("1.1 The dog that did", 12.0), ("not bark", 12.0)], &prose[..]].concat();
    let third = [&prose[..], &[("Results", 12.0)], &prose[..]].concat();
    let contents = [
        ("Contents", 14.0),
        ("1 The lamp . . . . . . . . . . . 2", 10.0),
        ("1.1 The dog that did not bark . . 3", 10.0),
        ("2 Results . . . . . . . . . . . . 4", 10.0),
    ];
    let text = composed(&[&contents, &first, &second, &third]);
    let found: Vec<_> = text.sections.iter().map(|one| (one.heading.as_str(), one.level, one.kind)).collect();
    assert_eq!(
        found,
        [
            ("Contents", 1, SectionKind::Contents),
            ("1 The lamp", 1, SectionKind::Chapter),
            ("1.1 The dog that did not bark", 2, SectionKind::Chapter),
            ("2 Results", 1, SectionKind::Results),
        ]
    );
    assert!(text.content[text.sections[2].start as usize..].starts_with("1.1 The dog"));
}

#[test]
fn a_table_at_the_head_of_a_page_does_not_cut_the_paragraph() {
    let prose: Vec<(&str, f32)> = PROSE[..5].iter().map(|line| (*line, 10.0)).collect();
    let table = [("Table 2.1: Wells", 10.0), ("Saltby never", 10.0), ("Haffield 1749", 10.0)];
    let mut composer = Composer::new();
    for number in 1..=4 {
        let mut page = blank(number);
        if number == 2 {
            fill(&mut page, &table);
            for (row, (line, size)) in prose[2..].iter().enumerate() {
                set(&mut page, line, 100.0, 630.0 - 14.0 * row as f32, *size);
            }
        } else {
            fill(&mut page, &prose);
        }
        set(&mut page, &number.to_string(), 300.0, 40.0, 10.0);
        composer.push(lay_out(&page));
    }
    let mut text = composer.finish(&[], &[], &[]);
    text.content.truncate(text.pages[2].start as usize);
    // The first page ends "in the chapters that follow", and the second begins with the paragraph, not with the table.
    assert!(text.content.contains("in the chapters that follow them how they had come to know"), "{}", text.content);
    assert!(text.content[text.pages[1].start as usize..].contains("\nTable 2.1: Wells\n"), "{}", text.content);
}

#[test]
fn a_figure_above_a_heading_stands_where_it_was_drawn() {
    let prose: Vec<(&str, f32)> = PROSE.iter().map(|line| (*line, 10.0)).collect();
    let text = [&prose[..5], &[("as it was.", 10.0)]].concat();
    let figure = [("share of wells", 10.0), ("Figure 1: Wells", 10.0), ("Results", 16.0)];
    let first = [&text[..], &figure, &text].concat();
    let mut composer = Composer::new();
    for (number, lines) in [(1, first.as_slice()), (2, &[("low", 10.0), ("high", 10.0), ("Figure 2: Water", 10.0)])] {
        let mut page = blank(number);
        fill(&mut page, lines);
        composer.push(lay_out(&page));
    }
    let heading = Heading { title: "Results".to_owned(), level: 1, page: 1, top: None };
    let text = composer.finish(&[], &[heading], &[]).content;
    let at = |words: &str| text.find(words).unwrap();
    assert!(at("share of wells") < at("Figure 1") && at("Figure 1") < at("Results\n"), "{text}");
}

#[test]
fn labels_say_how_they_are_known() {
    let prose: Vec<(&str, f32)> = PROSE.iter().map(|line| (*line, 10.0)).collect();
    let read = |named: &[&str]| {
        let mut composer = Composer::new();
        for number in 1..=6 {
            let mut page = blank(number);
            fill(&mut page, &prose);
            if number != 4 {
                set(&mut page, &(number + 10).to_string(), 300.0, 40.0, 10.0);
            }
            composer.push(lay_out(&page));
        }
        let named: Vec<String> = named.iter().map(|label| (*label).to_owned()).collect();
        let text = composer.finish(&named, &[], &[]);
        text.pages
            .into_iter()
            .map(|page| page.label.unwrap())
            .map(|label| (label.text.to_string(), label.source))
            .collect::<Vec<_>>()
    };
    let printed = read(&[]);
    assert_eq!(printed[0], ("11".to_owned(), LabelSource::Printed));
    assert_eq!(printed[3], ("14".to_owned(), LabelSource::Counted));
    // LaTeX's default numbers the pages of the file, whatever it prints.
    assert_eq!(read(&["1", "2", "3", "4", "5", "6"]), printed);
    let named = read(&["11", "12", "13", "14", "15", "16"]);
    assert_eq!(named[3], ("14".to_owned(), LabelSource::Named));
}

/// Eight pages with a line `head` in the place of the text's first one, and another further in, on top of a chart.
fn with_heads(head: &str, chart: Option<&str>) -> String {
    let prose: Vec<(&str, f32)> = PROSE.iter().map(|line| (*line, 10.0)).collect();
    let mut composer = Composer::new();
    for number in 1..=8 {
        let mut page = blank(number);
        set(&mut page, head, 100.0, if chart.is_some() { 790.0 } else { 714.0 }, 10.0);
        if let Some(chart) = chart {
            set(&mut page, chart, 150.0, 735.0, 10.0);
        }
        fill(&mut page, &[&[(["One", "Two", "Three"][number as usize % 3], 10.0)], &prose[..]].concat());
        composer.push(lay_out(&page));
    }
    composer.finish(&[], &[], &[]).content
}

#[test]
fn a_head_need_not_stand_further_from_the_text_than_its_lines_do() {
    assert!(!with_heads("The lamp and the well", None).contains("The lamp and the well"));
    assert_eq!(with_heads("40", None).matches("40").count(), 8, "the labels of charts are no head");
}

#[test]
fn what_repeats_far_below_the_head_stays() {
    let text = with_heads("The lamp and the well", Some("Valence"));
    assert!(!text.contains("The lamp and the well"));
    assert_eq!(text.matches("Valence").count(), 8);
}

#[test]
fn heads_that_change_with_each_section_go_where_most_are_said_twice() {
    let heads =
        ["The lamp", "The lamp", "The well", "The well", "Of dogs", "The moor", "The moor", "Of cats", "Bees", "Bees"];
    let mut composer = Composer::new();
    for (number, head) in (1..).zip(heads) {
        let mut page = blank(number);
        set(&mut page, head, 100.0, 740.0, 10.0);
        if head == "Of cats" {
            // Entries far apart, from which the head stands no further.
            let entries = ["First in the list", "Then another", "Last of all"];
            (0..3).for_each(|row| set(&mut page, entries[row], 100.0, 704.0 - 36.0 * row as f32, 10.0));
        } else {
            PROSE
                .iter()
                .enumerate()
                .for_each(|(row, line)| set(&mut page, line, 100.0, 700.0 - 14.0 * row as f32, 10.0));
        }
        composer.push(lay_out(&page));
    }
    let text = composer.finish(&[], &[], &[]).content;
    for head in heads {
        assert!(!text.contains(head), "{head}: {text}");
    }
    assert_eq!(text.matches("Members of the groups").count(), 9);
}

#[test]
fn a_few_words_high_on_a_page_are_no_running_foot() {
    let prose: Vec<(&str, f32)> = PROSE.iter().map(|line| (*line, 10.0)).collect();
    let heads = [("Thanks", 14.0), ("Summary", 14.0), ("Preface", 14.0)];
    let begun: Vec<_> = heads.iter().map(|head| [*head, ("", 10.0), ("", 10.0), ("To be written", 10.0)]).collect();
    let mut pages: Vec<&[(&str, f32)]> = begun.iter().map(<[_; 4]>::as_slice).collect();
    pages.extend([prose.as_slice(); 4]);
    assert_eq!(composed(&pages).content.matches("To be written").count(), 3);
}

#[test]
fn what_each_chapter_begins_with_is_no_running_head() {
    let prose: Vec<(&str, f32)> = PROSE.iter().map(|line| (*line, 10.0)).collect();
    let heads = ["Chapter 1", "Chapter 2", "Chapter 3", "Chapter 4"];
    let pages: Vec<Vec<(&str, f32)>> =
        heads.iter().map(|head| [&[(*head, 20.0), ("", 10.0)], &prose[..]].concat()).collect();
    let text = composed(&pages.iter().map(Vec::as_slice).collect::<Vec<_>>());
    for head in heads {
        assert!(text.content.contains(head), "{head}: {}", text.content);
    }
}

#[test]
fn entries_of_a_right_to_left_contents_page_are_set_in_from_the_right() {
    // Sets a line so that it ends at `right`, each word from left to right as it is seen.
    let set_right = |page: &mut GlyphPage, line: &str, right: f32, y: f32, size: f32| {
        let width: f32 = line.chars().map(|c| if c == ' ' { 0.3 } else { 0.5 } * size).sum();
        set(page, line, right - width, y, size);
    };
    let prose = "הילכ ןושל דועו התיבה םוי הילכ ןושל דועו התיבה";
    let chapter = "היצדנה 1 קרפ";
    let mut pages = [blank(1), blank(2), blank(3)];
    set_right(&mut pages[0], "םיניינע ןכות", 400.0, 720.0, 14.0);
    for (row, (line, right)) in
        [("2 ........ היצדנה 1 קרפ", 500.0), ("2 ........ רנה", 450.0), ("3 ........ חוור", 450.0)].iter().enumerate()
    {
        set_right(&mut pages[0], line, *right, 680.0 - 20.0 * row as f32, 10.0);
    }
    for (page, headings) in [(1, &[chapter, "רנה"][..]), (2, &["חוור"])] {
        for (part, heading) in headings.iter().enumerate() {
            let top = 700.0 - 300.0 * part as f32;
            set_right(&mut pages[page], heading, 500.0, top, 12.0);
            (1..8).for_each(|row| set_right(&mut pages[page], prose, 500.0, top - 14.0 * row as f32, 10.0));
        }
    }
    let mut composer = Composer::new();
    for (at, mut page) in pages.into_iter().enumerate() {
        set(&mut page, &(at + 1).to_string(), 300.0, 40.0, 10.0);
        composer.push(lay_out(&page));
    }
    let text = composer.finish(&[], &[], &[]);
    let found: Vec<_> = text.sections.iter().map(|one| (one.heading.as_str(), one.level)).collect();
    assert_eq!(found, [("תוכן עניינים", 1), ("פרק 1 הנדציה", 1), ("הנר", 2), ("רווח", 2)]);
}
