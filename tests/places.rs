//! Every word of real theses is found on its page again: its boxes hold its letters, and no others.
//!
//! The theses are those of `../shared/corpus/theses`; without them there is nothing to do.

use std::{fs, path::Path, sync::Arc};

use ibid::{
    page::{Letter, Page, Rect},
    pdf::{self, Engine, Request},
    text::{self, Composer, Heading, Text},
};

/// Of so many words one may have other letters in its boxes: signs drawn over one another.
const OVERDRAWN: usize = 500;

/// What came of looking for words.
#[derive(Default)]
struct Found {
    words: usize,
    /// Of words that have no box.
    lost: Vec<String>,
    /// Of words whose boxes hold something else.
    wrong: Vec<String>,
}

#[test]
fn the_boxes_of_every_word_hold_its_letters_and_no_others() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/theses");
    let Ok(theses) = fs::read_dir(&corpus) else {
        eprintln!("the_boxes_of_every_word was passed over: no {}", corpus.display());
        return;
    };
    let mut found = Found::default();
    for thesis in theses {
        look(&thesis.unwrap().path(), &mut found);
    }
    let Found { words, lost, wrong } = &found;
    let shares = format!("of {words} words {} have no box, and {} have other letters in it", lost.len(), wrong.len());
    eprintln!("{shares}");
    assert!(lost.is_empty(), "{shares}:\n{}", lost[..lost.len().min(40)].join("\n"));
    assert!(wrong.len() * OVERDRAWN < *words, "{shares}:\n{}", wrong[..wrong.len().min(40)].join("\n"));
}

/// Looks for each word of a thesis.
fn look(path: &Path, found: &mut Found) {
    let (mut composer, mut pages) = (Composer::new(), Vec::new());
    let bytes = Arc::new(fs::read(path).unwrap());
    let read = pdf::engine(Engine::Ibid).extract(bytes, &Request::default(), &mut |glyphs| {
        let page = text::lay_out_closely(glyphs);
        composer.push(page.clone());
        pages.push(page);
    });
    let Ok(facts) = read else { return };
    let outline: Vec<Heading> = facts.outline.iter().map(Heading::from).collect();
    let text = composer.finish(&facts.labels, &outline, &facts.faces);
    let name = path.file_name().unwrap().to_string_lossy();
    for (at, page) in pages.iter().enumerate() {
        look_on(page, content(&text, at), &name, found);
    }
}

fn content(text: &Text, page: usize) -> &str {
    let end = text.pages.get(page + 1).map_or(text.content.len(), |next| next.start as usize);
    &text.content[text.pages[page].start as usize..end]
}

fn look_on(page: &Page, content: &str, name: &str, found: &mut Found) {
    let is_sign = |c: char| !c.is_alphanumeric();
    let offset = |part: &str| part.as_ptr() as usize - content.as_ptr() as usize;
    let words: Vec<&str> = content.split(is_sign).filter(|word| !word.is_empty()).collect();
    let ranges: Vec<_> = words.iter().map(|word| offset(word)..offset(word) + word.len()).collect();
    let mut letters: Vec<(f32, &Letter, &str)> = page
        .letters
        .iter()
        .enumerate()
        .map(|(at, letter)| {
            let end = page.letters.get(at + 1).map_or(page.text.len(), |next| next.start as usize);
            (middle(letter.bounds).1, letter, &page.text[letter.start as usize..end])
        })
        .collect();
    letters.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (word, boxes) in words.iter().zip(text::boxes(page, content, &ranges)) {
        found.words += 1;
        if boxes.is_empty() {
            found.lost.push(format!("{name}, page {}: {word}", page.number));
        } else {
            let held = held(&boxes, &letters);
            if held != *word {
                found.wrong.push(format!("{name}, page {}: {word} has {held}", page.number));
            }
        }
    }
}

/// What stands in boxes, in the order of the text.
fn held(boxes: &[Rect], letters: &[(f32, &Letter, &str)]) -> String {
    let mut held: Vec<(u32, &str)> = Vec::new();
    for rect in boxes {
        let from = letters.partition_point(|letter| letter.0 <= rect.y0);
        let inside = letters[from..].iter().take_while(|letter| letter.0 < rect.y1);
        let inside = inside.filter(|letter| {
            let x = middle(letter.1.bounds).0;
            rect.x0 <= x && x <= rect.x1
        });
        held.extend(inside.map(|letter| (letter.1.start, letter.2)));
    }
    held.sort_unstable();
    held.dedup();
    held.into_iter().map(|letter| letter.1).collect()
}

fn middle(rect: Rect) -> (f32, f32) {
    (f32::midpoint(rect.x0, rect.x1), f32::midpoint(rect.y0, rect.y1))
}
