//! Words however they are spelled: with umlauts or two letters, joined or with a hyphen, and wrongly.

use super::*;

fn in_language(language: &str, text: &str) -> Thesis {
    let mut made = thesis(language, &[text]);
    made.record.language = Some(language.to_owned());
    made
}

fn suggested(snapshot: &Snapshot, question: &str) -> Option<String> {
    search(snapshot, &Query::parse(question), &options()).unwrap().suggestion
}

#[test]
fn umlauts_are_found_however_they_are_typed() {
    let mut german = thesis("de", &["Das ist schön. ", "Schon gut. ", "Ein schoener Tag, schoen. ", "Der Poet. "]);
    german.record.language = Some("de".into());
    let english = thesis("en", &["A pot is here. ", "Mr Schoen spoke. ", "A poet. "]);
    let (_folder, snapshot) = indexed(vec![german, english]);
    for (question, in_german, in_english) in
        [("schön", vec![1, 2, 3], vec![2]), ("schoen", vec![1, 2, 3], vec![2]), ("schon", vec![1, 2, 3], vec![])]
    {
        assert_eq!(language::numbers(&snapshot, &format!("lang:de {question}")), in_german, "{question}");
        assert_eq!(language::numbers(&snapshot, &format!("lang:en {question}")), in_english, "{question}");
        assert!(language::shown_of(&snapshot, question).iter().all(|text| text.contains('[')), "{question}");
    }
    assert_eq!(language::numbers(&snapshot, "lang:en poet"), [3]);
}

#[test]
fn a_stem_that_is_a_word_of_another_language_puts_nothing_right() {
    let stems = ["fi", "hu", "tr"].map(|language| (language, crate::index::analyzer::stem("segmentaton", language)));
    let (language, stem) =
        stems.iter().find(|(_, stem)| stem.starts_with("segmentat") && stem != "segmentaton").unwrap();
    let (english, italian) = (in_language("en", "Segmentation of images. "), format!("Un {stem} mercato. "));
    let (_folder, snapshot) = indexed(vec![english, in_language("it", &italian), in_language(language, "Wax. ")]);
    assert_eq!(suggested(&snapshot, "segmentaton").as_deref(), Some("Segmentation"));
    assert_eq!(suggested(&snapshot, "segmented"), None, "a form of it is there, in its language");
}

#[test]
fn words_that_are_one_in_a_language_without_them_put_each_other_right() {
    let (asked, better) = ("segmentaton", "segmentation");
    let stem = |word| crate::index::analyzer::stem(word, "hu");
    assert_eq!(stem(asked), stem(better), "in Hungarian both are one");
    let (english, hungarian) = (in_language("en", "A segmentation. "), in_language("hu", "Viasz. "));
    let (_folder, snapshot) = indexed(vec![english, hungarian]);
    assert_eq!(suggested(&snapshot, asked).as_deref(), Some(better));
}

#[test]
fn a_rare_word_is_put_right_by_a_frequent_one_unless_it_finds_that() {
    let (frequent, rare) = ("A hive of wax. ", "Hives of whax. ");
    let passages: Vec<&str> = std::iter::repeat_n(frequent, 100).chain([rare]).collect();
    let (_folder, snapshot) = indexed(vec![thesis("rare", &passages)]);
    assert_eq!(suggested(&snapshot, "whax").as_deref(), Some("wax"));
    assert_eq!(suggested(&snapshot, "hives"), None);
}

#[test]
fn two_letters_find_the_umlaut_that_is_printed_for_them() {
    let english = thesis("en", &["Written in München. ", "A poet by the pot. ", "Kurt Gödel proved it. "]);
    let mut named = thesis("name", &["Wax. "]);
    named.record.creators = vec!["Zöschg, Martin".into()];
    let (_folder, snapshot) = indexed(vec![english, named]);
    assert_eq!(language::shown_of(&snapshot, "Muenchen"), ["Written in [München]."]);
    assert_eq!(language::shown_of(&snapshot, "goedel"), ["Kurt [Gödel] proved it."]);
    assert_eq!(language::shown_of(&snapshot, "poet"), ["A [poet] by the pot."]);
    assert_eq!(titles(&snapshot, "creator:zoeschg"), ["name"]);
    assert_eq!(titles(&snapshot, "creator:\"Zoeschg, M\""), ["name"]);
    assert_eq!(titles(&snapshot, "creator:\"Zöschg, K\""), [] as [&str; 0]);
}

#[test]
fn a_letter_before_a_hyphen_is_found_without_it() {
    let passages = ["Send an e-mail. ", "An email came. ", "Two emails. ", "Look on line 5 to be online. "];
    let (_folder, snapshot) = indexed(vec![thesis("mail", &passages)]);
    let all = ["Send an [e-mail].", "An [email] came.", "Two [emails]."];
    assert_eq!(language::shown_of(&snapshot, "email"), all);
    assert_eq!(language::shown_of(&snapshot, "e-mail"), all);
    assert_eq!(language::shown_of(&snapshot, "online"), ["Look on line 5 to be [online]."]);
}

#[test]
fn what_is_left_of_a_word_in_a_language_that_does_not_know_it_finds_nothing() {
    let stem = crate::index::analyzer::stem("regime", "hu");
    assert_eq!(stem, "reg", "the Hungarian stem is less than the word");
    let theses = || vec![in_language("en", "A regime shift. "), in_language("hu", "A reg szava. ")];
    let (_folder, snapshot) = indexed(theses());
    assert_eq!(titles(&snapshot, "regime"), ["en"]);
    let knows = in_language("hu", "A regime szava. ");
    let (_folder, snapshot) = indexed(vec![knows, theses().remove(0)]);
    assert_eq!(titles(&snapshot, "regime").len(), 2);
    let (_folder, snapshot) = indexed(vec![theses().remove(1)]);
    assert_eq!(titles(&snapshot, "regime"), ["hu"], "it may be of any language where no text knows it");
}

#[test]
fn nothing_is_suggested_for_what_finds_enough_or_is_no_word() {
    let passages = ["Set in real-time. ", "A graph. ", "Rouault painted. ", "Circuits. "];
    let (_folder, snapshot) = indexed(vec![thesis("some", &passages)]);
    assert_eq!(suggested(&snapshot, "realtime"), None, "it is found as two words");
    for pattern in ["*graphs", "grapx*", "gr?aph"] {
        assert_eq!(suggested(&snapshot, pattern), None, "{pattern}");
    }
    assert_eq!(suggested(&snapshot, "Foucault"), None, "two letters and the first one are wrong");
    assert_eq!(suggested(&snapshot, "circiuts").as_deref(), Some("Circuits"));
}

#[test]
fn a_value_that_no_record_has_is_told_with_those_that_there_are() {
    let (_folder, snapshot) = indexed(vec![in_language("en", "Wax. "), in_language("fr", "Cire. ")]);
    let notices = |asked: &str| search(&snapshot, &Query::parse(asked), &options()).unwrap().notices;
    assert_eq!(notices("wax language:german"), ["no thesis has `language:german`; there are en, fr"]);
    assert_eq!(notices("creator:nobody"), ["no thesis has `creator:nobody`"]);
    assert_eq!(notices("language:fr wax"), [] as [&str; 0]);
    assert_eq!(notices("-language:de absent"), [] as [&str; 0]);
}
