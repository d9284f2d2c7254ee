//! Tests of title pages, in several languages and settings.

use super::super::{
    Composer, lay_out,
    synthetic::{PROSE, blank, set},
};
use crate::page::TitlePage;

/// What is read of a document whose pages have these lines, each with its size, twice its size below the one before.
fn read(pages: &[&[(&str, f32)]]) -> TitlePage {
    let mut composer = Composer::new();
    for (number, lines) in (1..).zip(pages) {
        let mut page = blank(number);
        let mut height = 780.0;
        for (line, size) in *lines {
            height -= if line.is_empty() { 4.0 * size } else { 1.4 * size };
            set(&mut page, line, 100.0, height, *size);
        }
        composer.push(lay_out(&page));
    }
    composer.title_page()
}

fn names(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

#[test]
fn what_is_labelled_is_what_its_label_says() {
    let page = read(&[&[
        ("University of Saltby", 14.0),
        ("Department of Hydrology", 12.0),
        ("", 12.0),
        ("The wells of the marsh", 22.0),
        ("and who kept them", 22.0),
        ("", 12.0),
        ("Master's Thesis", 14.0),
        ("", 12.0),
        ("Author: Ada Bellweather, B.Sc.", 11.0),
        ("Examiner: Prof. Ann Other", 11.0),
        ("Supervisors: Dr. Eve Mentor, Prof. Dr.-Ing. John Guide", 11.0),
        ("Submission Date: 12.03.2014", 11.0),
    ]]);
    assert_eq!(page.title.as_deref(), Some("The wells of the marsh and who kept them"));
    assert_eq!(names(&page.authors), ["Ada Bellweather"]);
    assert_eq!(names(&page.supervisors), ["Eve Mentor", "John Guide"]);
    assert_eq!((page.year, page.level.as_deref()), (Some(2014), Some("Masters")));
    assert_eq!(page.institution.as_deref(), Some("University of Saltby"));
}

#[test]
fn a_label_on_a_line_of_its_own_announces_the_next() {
    let page = read(&[&[
        ("Corso di Laurea magistrale in Idrologia", 14.0),
        ("", 12.0),
        ("I pozzi della palude", 20.0),
        ("", 12.0),
        ("Relatore", 12.0),
        ("Ch. Prof. Angelo Guida", 12.0),
        ("Laureanda", 12.0),
        ("Ada Campana", 12.0),
        ("Matricola 881491", 12.0),
        ("Anno Accademico 2013 / 2014", 12.0),
    ]]);
    assert_eq!(page.title.as_deref(), Some("I pozzi della palude"));
    assert_eq!((names(&page.authors), names(&page.supervisors)), (vec!["Ada Campana"], vec!["Angelo Guida"]));
    assert_eq!((page.year, page.level.as_deref()), (Some(2014), Some("Masters")));
}

#[test]
fn who_is_named_alone_wrote_it_if_another_page_names_them() {
    let cover: &[(&str, f32)] = &[
        ("Technische Universität Saltby", 14.0),
        ("", 12.0),
        ("Die Brunnen der Marsch", 22.0),
        ("", 12.0),
        ("Dissertation", 14.0),
        ("", 12.0),
        ("Ada Glockenwetter", 16.0),
    ];
    assert!(read(&[cover]).authors.is_empty());
    let page = read(&[cover, &[("Saltby, den 12. März 2014, Ada Glockenwetter", 11.0)]]);
    assert_eq!(names(&page.authors), ["Ada Glockenwetter"]);
    assert_eq!(page.institution.as_deref(), Some("Technische Universität Saltby"));
}

#[test]
fn a_subtitle_follows_and_a_translation_does_not() {
    let lines = |below: &'static str, size: f32| {
        read(&[&[
            ("The wells: a study", 22.0),
            (below, size),
            ("", 12.0),
            ("A thesis at", 12.0),
            ("University of Saltby", 12.0),
        ]])
    };
    let whole = lines("keepers and water along the shore", 16.0);
    assert_eq!(whole.title.as_deref(), Some("The wells: a study: keepers and water along the shore"));
    assert_eq!(lines("Ada Bellweather", 16.0).title.as_deref(), Some("The wells: a study"));
    let translated = read(&[&[
        ("The wells of the northern marsh", 22.0),
        ("", 12.0),
        ("Die Brunnen der nördlichen Marsch", 22.0),
        ("", 12.0),
        ("A doctoral thesis", 12.0),
        ("University of Saltby", 12.0),
    ]]);
    assert_eq!(translated.title.as_deref(), Some("The wells of the northern marsh"));
}

#[test]
fn what_is_not_sure_is_not_said() {
    let prose: Vec<(&str, f32)> = [&[("A thesis is defended at the University of Saltby", 18.0)][..]]
        .concat()
        .into_iter()
        .chain(PROSE.iter().map(|line| (*line, 10.0)))
        .chain(PROSE.iter().map(|line| (*line, 10.0)))
        .collect();
    let article: &[(&str, f32)] =
        &[("On the wells of the marsh", 18.0), ("Ada Bellweather", 12.0), ("April 2014", 10.0)];
    for pages in [&[prose.as_slice()][..], &[article]] {
        assert_eq!(read(pages), TitlePage::default());
    }
    // Two of one size, a date of birth, an institution that runs on, a supervisor above the label.
    let page = read(&[&[
        ("UNIVERSITY OF", 12.0),
        ("SALTBY", 12.0),
        ("", 12.0),
        ("A wholly new account of wells", 12.0),
        ("", 12.0),
        ("To the memory of all my cats", 12.0),
        ("", 12.0),
        ("Born 12 May 1984 in Saltby", 12.0),
        ("Bachelor's thesis, Master's thesis", 12.0),
        ("", 12.0),
        ("Prof. Eve Mentor", 12.0),
        ("Supervisor", 12.0),
        ("Members Of Jury", 12.0),
    ]]);
    assert_eq!(page, TitlePage { level: page.level.clone(), ..TitlePage::default() });
}
